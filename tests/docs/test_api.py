"""The page on the library names all that was promised, in both languages; generated files are those of today."""

from __future__ import annotations

import re
import tomllib

import api
import pytest

from places import ROOT, languages
from regenerate import FILES, generated

pytestmark = pytest.mark.site


def test_what_is_said_in_english_is_said_in_vietnamese() -> None:
    own = tomllib.loads((ROOT / "docs" / "api.vi.toml").read_text(encoding="utf-8"))
    said = {name: set(api.said(name)) for name in api.surface()}
    assert {name: set(texts) for name, texts in own.items()} == {name: keys for name, keys in said.items() if keys}


@languages
def test_every_name_and_member_is_on_the_page(language: str) -> None:
    parts = dict(re.findall(r"^### `(\w+)`\n(.*?)(?=^##|\Z)", api.page(language), re.MULTILINE | re.DOTALL))
    assert {name for name, members in api.surface().items() if not all(one in parts[name] for one in members)} == set()


# the generated files under ``docs`` say what the sources and the catalogues say


@pytest.mark.parametrize("name", FILES)
def test_a_generated_file_is_up_to_date(name: str) -> None:
    present = (ROOT / name).read_text(encoding="utf-8")
    assert present == generated(name), "to write it again: python tests/regenerate.py"
