"""The limits: documented, raised by option, and each told by its name."""

from __future__ import annotations

import json
import re
from dataclasses import fields

import pytest

from khpcmd.cli import main
from khpcmd.cli.misuse import Misuse
from khpcmd.cli.options import limits_of
from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.workbook.file.limits import Limits, over
from khpcmd.workbook.file.xls_ods import MEMORY, SECONDS
from places import ROOT, Captured

EXAMPLE = str(ROOT / "examples" / "returns_2023.xlsx")
NAMES = [field.name for field in fields(Limits)]


@pytest.mark.parametrize(("language", "seconds"), [("vi", "giây"), ("en", "seconds")])
def test_the_page_of_limits_says_what_the_limits_are(language: str, seconds: str) -> None:
    text = (ROOT / "docs" / language / "reference" / "limits.md").read_text(encoding="utf-8")
    written = {name: int(number) for name, number in re.findall(r"^\| `(\w+)` \| ([0-9]+) \|", text, re.MULTILINE)}
    assert written == {name: getattr(Limits(), name) for name in NAMES}
    assert f"{MEMORY // 2**20} MiB" in text
    assert f"{SECONDS} {seconds}" in text


@pytest.mark.parametrize("name", NAMES)
def test_each_limit_can_be_set_by_its_name(name: str) -> None:
    assert limits_of([f"{name}=7", f"{name}=9000000"]) == Limits(**{name: 9_000_000})


@pytest.mark.parametrize(
    "text", ["cells", "cells=", "cells=-1", "cells=0", "cells=1e6", "cells=1_000", "cells=１", "="]
)
def test_a_limit_that_is_no_number_is_wrong_usage(text: str) -> None:
    with pytest.raises(Misuse):
        limits_of([text])


@pytest.mark.parametrize("command", ["check", "validate"])
def test_an_unknown_limit_is_wrong_usage_with_a_suggestion(command: str, capsys: Captured) -> None:
    assert main([command, "--lang", "en", "--limit", "cell=9", EXAMPLE]) == 2
    assert "Did you mean “cells”?" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["check", "validate"])
def test_a_limit_that_is_passed_is_told_with_the_option_that_raises_it(command: str, capsys: Captured) -> None:
    assert main([command, "--lang", "en", "--limit", "cells=100", EXAMPLE]) == 3
    assert "--limit cells=" in capsys.readouterr().out
    assert main([command, "--limit", "cells=100", "--limit", "cells=100000", EXAMPLE]) in (0, 1)


def test_a_limit_is_told_and_not_where_the_counting_stopped(capsys: Captured) -> None:
    assert main(["check", "--lang", "en", "--limit", "cells=10", EXAMPLE, "-v"]) == 3
    assert "the number of cells is above the maximum of 10." in capsys.readouterr().out
    main(["check", EXAMPLE, "--limit", "cells=10", "--format", "json"])
    (fault,) = [one for one in json.loads(capsys.readouterr().out)["diagnostics"] if one["code"] == "F209"]
    assert fault["params"]["found"] > fault["params"]["limit"] == 10


@pytest.mark.parametrize(
    "word", ["bytes", "merges", "text_size", *sorted({*NAMES} - {"file_bytes", "merged_cells", "text"})]
)
def test_a_refusal_names_a_limit_that_exists(word: str) -> None:
    refused = over(word, 2, 1)
    assert refused.params["option"] in NAMES
    for language in LANGUAGES:
        assert Messages(language).word(word) != word
