"""What a header is: its rows, the forms of tables, and the texts that stand over the columns.

Where the header of a table of months is: a row for each month, under columns that each name a series.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from khpcmd.workbook.file.addresses import Place
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.layout.rows import is_first_of_count
from khpcmd.workbook.layout.texts import NamedTexts, RowFacts
from khpcmd.workbook.layout.unit_header import Candidate, UnitHeaders
from khpcmd.workbook.words.fields import Heading
from khpcmd.workbook.words.periods import month
from khpcmd.workbook.words.vocabulary import is_total

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


ABOVE = 3
"""How many rows with content above its first month the header of a table of months may stand."""
COLUMNS = 30
"""In how many columns that have months in them, from the left, a table of months is looked for."""
BELOW = 8
"""How many rows with content below its header two months have to stand (totals and units may come before them)."""


class MonthHeaders:
    """The headers of tables of months in one sheet."""

    def __init__(self, texts: NamedTexts, units: UnitHeaders) -> None:
        self._texts = texts
        self._grid = texts.grid
        self._units = units
        self._rest = self._places()
        self._found: list[Candidate] = []

    def find(self, start: int) -> Header | None:
        """The first of them from a row on."""
        index = bisect_left(self._found, start, key=lambda found: found.top)
        while index < len(self._found) or self._next():
            if self._found[index].top >= start:
                return self._units.header(self._found[index], Form.BY_MONTH)
            index += 1
        return None

    def _next(self) -> bool:
        """Keep the next header, beyond those that are known; whether there is one."""
        for place, bare in self._rest:
            found = self._units.grown(*place)
            new = not self._found or found.top > self._found[-1].top
            if new and self._is_of_months(found, bare=bare):
                self._found.append(found)
                return True
        return False

    def _places(self) -> Iterator[tuple[Place, bool]]:
        """The cells that say that months stand below them, or have one in the next rows; whether they say it."""
        rows = list(self._grid.rows)
        columns = sorted({column for (_, column), _ in self._texts.months})[:COLUMNS]
        for (row, column), over in self._texts.months:
            if column not in columns:
                continue
            if over:
                yield (row, column), True
                continue
            index = bisect_left(rows, row)
            above = rows[max(0, index - ABOVE) : index]
            if not above or not self._month(above[-1], column):
                yield from (((other, column), False) for other in above)

    def _month(self, row: int, column: int, *, bare: bool = False) -> int:
        return month(self._grid.text(row, column), self._texts.fields.year, bare_number=bare)

    def _is_of_months(self, found: Candidate, *, bare: bool) -> bool:
        """Whether a header has columns of series, and months below its names. ``bare`` numbers may be months too."""
        return self._has_months(found, bare=bare) and self._units.has_series(found) and self._is_free(found)

    def _is_free(self, found: Candidate) -> bool:
        """Whether a header has no number in it but a year, and does not call its names by a field, as its item does."""
        rows = range(found.top, found.bottom + 1)
        texts = [text for row in rows if (text := self._grid.text(row, found.names))]
        named = texts and self._texts.fields.name(texts)
        return not named and not any(self._texts.rows.has_figures(row) for row in rows)

    def _is_index(self, row: int, names: int) -> bool:
        return self._texts.rows.is_index(row) and not is_first_of_count(self._grid, row, names)

    def _has_months(self, found: Candidate, *, bare: bool) -> bool:
        """Whether the first names below a header, beside totals and units, are two months, one after the other."""
        named = (
            row
            for row in islice(self._grid.rows_from(found.bottom + 1), BELOW)
            if (text := self._grid.text(row, found.names).strip())
            and not (is_total(text) or self._texts.units.match(text).id or self._is_index(row, found.names))
        )
        months = [self._month(row, found.names, bare=bare) for row in islice(named, 2)]
        return len(months) == 2 and months[0] > 0 and months[1] == months[0] + 1
