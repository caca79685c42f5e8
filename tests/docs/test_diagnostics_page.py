"""The page of diagnostics says what the catalogues say."""

from __future__ import annotations

from pathlib import Path

from khpcmd.render.codes import COMMAND, markdown

PAGE = Path(__file__).parents[2] / "docs" / "diagnostics.md"


def test_the_page_of_diagnostics_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == markdown(), f"to write it anew: {COMMAND}"
