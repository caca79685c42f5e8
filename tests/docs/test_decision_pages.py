"""The pages on waivers and answers show their examples as they stand, and name every code about them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from khpcmd.diagnostics import Code, Severity
from places import ROOT

HOW_TO = ROOT / "docs" / "en" / "how-to"
WAIVERS, ANSWERS = (HOW_TO / "waivers.md", "W"), (HOW_TO / "answers.md", "A")
EXAMPLES = {WAIVERS: "waivers_2023.yaml", ANSWERS: "phu_tho_2023/answers.yaml"}

pages = pytest.mark.parametrize("page", [WAIVERS, ANSWERS], ids=lambda page: page[0].stem)
Page = tuple[Path, str]


def text(page: Page) -> str:
    return page[0].read_text(encoding="utf-8")


@pages
def test_the_example_on_the_page_is_the_file(page: Page) -> None:
    shown = re.search(r"```yaml\n(.*?)```", text(page), re.DOTALL)
    example = (ROOT / "examples" / EXAMPLES[page]).read_text(encoding="utf-8")
    assert shown is not None
    assert example.endswith(shown[1])
    assert "minh họa" in example


@pages
def test_every_code_is_on_the_page_with_its_weight(page: Page) -> None:
    letter = page[1]
    rows = dict(re.findall(rf"^\| ({letter}[0-9]{{3}}) \|.*\| ([^|]+) \|$", text(page), re.MULTILINE))
    weights = {Severity.ERROR: "the run ends with 2", Severity.WARNING: "warning", Severity.NOTE: "note"}
    assert rows == {code.code: weights[code.severity] for code in Code if code.code.startswith(letter)}
