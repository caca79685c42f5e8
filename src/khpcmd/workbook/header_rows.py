"""Where the header of a table is: how many rows, over which columns, and where the names stand below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from khpcmd.workbook.grid import Grid
from khpcmd.workbook.headers import FieldNames, Heading
from khpcmd.workbook.rows import is_group, is_index_row
from khpcmd.workbook.units import UnitNames
from khpcmd.workbook.vocabulary import UNIT_HEADERS, is_total, key

HEADER_ROWS = 4
"""The most rows that a header has."""
TRIES = 8
"""How many units of a column are looked at for a header above them (the first may stand in the letterhead)."""
HEADER_REACH = 15
"""How far above its first row the header of a table may stand (groups and units come between)."""


class Form(StrEnum):
    """The two forms of a table."""

    BY_FIELD = "by_field"
    """A row for each field: the form of one unit, or of several in groups."""
    BY_UNIT = "by_unit"
    """A row for each unit."""


@dataclass(frozen=True, slots=True)
class Header:
    """A header that might be: its rows, the column of names, the columns, and how much of the plan it names."""

    form: Form
    top: int
    bottom: int
    names: int
    headings: dict[int, Heading]
    weight: int


def by_unit_header(grid: Grid, fields: FieldNames, units: UnitNames, start: int) -> Header | None:
    """A header that has a word for units over a column, or else one above a column of units."""
    for places in (_named_columns(grid, start), _unit_columns(grid, units, start)):
        best: Header | None = None
        for row, column in places:
            if best and row > best.bottom + HEADER_ROWS:
                break
            header = _grown(grid, fields, row, column)
            if header.weight and (best is None or header.weight > best.weight):
                best = header
        if best:
            return best
    return None


def _named_columns(grid: Grid, start: int) -> Iterator[tuple[int, int]]:
    """The cells that are the header of a column of units by what they say."""
    return ((row, column) for row, column, text in grid.texts_from(start) if key(text) in UNIT_HEADERS)


def _unit_columns(grid: Grid, units: UnitNames, start: int) -> Iterator[tuple[int, int]]:
    """The cells that might be the header above the first units of a column."""
    tried = Counter[int]()
    for row, column, text in grid.texts_from(start):
        if tried[column] < TRIES and units.match(text).id:
            tried[column] += 1
            yield from ((above, column) for above in _above_units(grid, row, column, start))


def _above_units(grid: Grid, row: int, column: int, start: int) -> Iterator[int]:
    """The rows that may be the header above the first unit: not the index row, totals, groups and empty rows."""
    for above in range(row - 1, max(start, row - HEADER_REACH) - 1, -1):
        name = grid.text(above, column)
        if above in grid.rows and not (is_index_row(grid, above) or is_total(name) or is_group(grid, above, column)):
            yield above


def _grown(grid: Grid, fields: FieldNames, row: int, column: int) -> Header:
    """The header around a row: as many rows down as name more fields, and the merged or open rows above it."""
    box = grid.merge(row, column)
    top, bottom = (box[0], box[2]) if box else (row, row)
    if top == bottom:
        while top > 1 and bottom - top + 1 < HEADER_ROWS and continues_above(grid, top - 1, column):
            top -= 1
    best = _header(grid, fields, top, bottom, column)
    for lower in range(bottom + 1, top + HEADER_ROWS):
        if grid.text(lower, column) and not _same_merge(grid, lower, row, column):
            break
        longer = _header(grid, fields, top, lower, column)
        if longer.weight > best.weight:
            best = longer
    return best


def continues_above(grid: Grid, row: int, column: int) -> bool:
    """Whether a row is an upper row of the header: texts right of the names and none over or left of them."""
    columns = grid.rows.get(row, ())
    covered = any(grid.text(row, left) for left in range(1, column + 1))
    return bool(columns) and not covered and any(grid.text(row, right) for right in columns)


def _same_merge(grid: Grid, row: int, other: int, column: int) -> bool:
    box = grid.merge(row, column)
    return box is not None and box == grid.merge(other, column)


def _header(grid: Grid, fields: FieldNames, top: int, bottom: int, names: int) -> Header:
    headings = {
        column: fields.column(path) for column, path in paths_over(grid, top, bottom).items() if column != names
    }
    weight = len({heading.key for heading in headings.values() if heading.key})
    return Header(Form.BY_UNIT, top, bottom, names, headings, weight)


def paths_over(grid: Grid, top: int, bottom: int) -> dict[int, list[str]]:
    """The header texts over each column, upper levels first; a text that spans columns down to the last row once."""
    columns = sorted({column for row in range(top, bottom + 1) for column in _spanned(grid, row)})
    paths, seen = dict[int, list[str]](), set[tuple[tuple[int, int], ...]]()
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


def _levels(grid: Grid, top: int, bottom: int, column: int) -> tuple[tuple[int, int], ...]:
    """The cells whose texts stand over a column, each merged range once."""
    found = list[tuple[int, int]]()
    for row in range(top, bottom + 1):
        box = grid.merge(row, column)
        cell = (box[0], box[1]) if box else (row, column)
        if cell not in found and grid.text(*cell).strip():
            found.append(cell)
    return tuple(found)
