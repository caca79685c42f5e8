"""A header says the same where none of its cells is merged, and where only its common texts are."""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path

import pytest
from openpyxl import Workbook

from cases.stories import Story, stories, told
from khpcmd.workbook.read import read_workbook
from workbook.builder import fill, rows_of


def header(rows: list[list[str]]) -> int:
    """How many rows come before the first figure."""
    return sum(1 for _ in takewhile(lambda row: not any(cell.isdecimal() for cell in row), rows))


def without(rows: list[list[str]], signs: str) -> list[list[str]]:
    """The rows with these merges of their headers undone."""
    end = header(rows)
    return [["" if cell and cell in signs else cell for cell in row] for row in rows[:end]] + rows[end:]


def is_merged(story: Story) -> bool:
    """Whether a header of a story has merged cells."""
    sheets = [rows_of("\n".join(lines)) for lines in story.sheets.values()]
    return any(without(rows, "<^") != rows for rows in sheets)


MERGED = [story for story in stories() if is_merged(story)]


@pytest.mark.parametrize("signs", ["<^", "^"], ids=["nothing merged", "merged across"])
@pytest.mark.parametrize("story", MERGED, ids=lambda story: f"{story.source}: {story.claim}")
def test_a_header_without_its_merged_cells_is_read_as_with_them(tmp_path: Path, story: Story, signs: str) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, lines in story.sheets.items():
        fill(book.create_sheet(title), without(rows_of("\n".join(lines)), signs))
    book.save(tmp_path / story.name)
    reading = read_workbook(tmp_path / story.name, story.plan, name=story.name)
    assert told(reading) == story.reading


def test_many_stories_have_merged_headers() -> None:
    assert len(MERGED) >= 30
