"""What a header is: its rows, the forms of tables, and the texts that stand over the columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from khpcmd.workbook.file.addresses import Place
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.layout.texts import RowFacts
from khpcmd.workbook.words.fields import Heading

HEADER_ROWS = 4
"""The most rows that a header has."""
MERGED_ROWS = 12
"""The most rows of a header over which a single text may be merged."""
BESIDE = 4
"""How many columns left of the names may hold their numbering."""
HEADER_REACH = 15
"""How far above its first row the header of a table may stand (groups and units come between)."""


class Form(StrEnum):
    """The forms of a table."""

    BY_FIELD = "by_field"
    """A row for each field: the form of one unit, or of several in groups."""
    BY_UNIT = "by_unit"
    """A row for each unit."""
    BY_MONTH = "by_month"
    """A row for each month of a series, of one unit or of several in groups."""


@dataclass(frozen=True, slots=True)
class Header:
    """A header that might be: its rows, the column of names, the columns, and how much of the plan it names."""

    form: Form
    top: int
    bottom: int
    names: int
    headings: dict[int, Heading]
    weight: int


def first_row(rows: RowFacts, row: int, column: int) -> int:
    """The first row of a header: its own, or the highest of the open rows above it."""
    top = row
    while top > 1 and row - top + 1 < HEADER_ROWS and rows.continues_above(top - 1, column):
        top -= 1
    return top


def paths_over(grid: Grid, top: int, bottom: int) -> dict[int, list[str]]:
    """The header texts over each column, upper levels first; a text that spans columns down to the last row once."""
    columns = sorted({column for row in range(top, bottom + 1) for column in _spanned(grid, row)})
    paths, seen = dict[int, list[str]](), set[tuple[Place, ...]]()
    for column in columns:
        cells = _levels(grid, top, bottom, column)
        if cells and cells not in seen:
            seen.add(cells)
            paths[column] = [grid.text(*cell) for cell in cells]
    return paths


def _spanned(grid: Grid, row: int) -> Iterator[int]:
    """The columns of a row that show something, those under a merged text with it."""
    for column in grid.rows.get(row, ()):
        box = grid.merge(row, column)
        yield from range(box[1], box[3] + 1) if box else (column,)


def _levels(grid: Grid, top: int, bottom: int, column: int) -> tuple[Place, ...]:
    """The cells whose texts stand over a column, each merged range once."""
    found = list[Place]()
    for row in range(top, bottom + 1):
        box = grid.merge(row, column)
        cell = (box[0], box[1]) if box else (row, column)
        if cell not in found and grid.text(*cell).strip():
            found.append(cell)
    return tuple(found)
