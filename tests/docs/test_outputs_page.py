"""The page of outputs names every format, and every sheet of the workbook of results."""

from __future__ import annotations

import re

import pytest

from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.render.formats import suffixes
from places import ROOT


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_outputs_is_whole(language: str) -> None:
    page = (ROOT / "docs" / language / "reference" / "outputs.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`-o \w+(\.[\w.]+)`", page)) == set(suffixes("check"))
    sheets = Messages(language).named_sentences("results_book.sheets")
    named = set(re.findall(r"^\| ([^|`]+?) \|", page, re.MULTILINE))
    assert {text for key, text in sheets.items() if not key.startswith("figures")} <= named
    assert {name for name in named if name.startswith(f"{sheets['figures']} 1")}
    of_validate = " ".join(suffixes("validate"))
    assert re.search(rf"^\| `validate` \|.*`{re.escape(of_validate)}`", page, re.MULTILINE)
