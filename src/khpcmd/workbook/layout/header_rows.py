"""The rows of a header: which they are, and the texts over each column. What the texts name: ``words.headers``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice

from khpcmd.workbook.file.addresses import Box, Place
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.layout.rows import counts_up, is_index_row, numbering
from khpcmd.workbook.layout.table import Form
from khpcmd.workbook.words.headers import Heading
from khpcmd.workbook.words.periods import YEAR
from khpcmd.workbook.words.vocabulary import NUMBER_HEADERS, answer, is_total, key

HEADER_ROWS = 4
"""The most rows that a header has."""
MERGED_ROWS = 12
"""The most rows of a header over which a single text may be merged."""
BESIDE = 4
"""How many columns left of the names may hold their numbering."""
HEADER_REACH = 15
"""How far above its first row the header of a table may stand (groups and units come between)."""
LEADS = 3
"""How many texts at the start of a row are searched for its numbering; a row with more before its name has none."""
COUNTED = 30
"""How many rows below a header are searched to see that a column only numbers them."""


@dataclass(frozen=True, slots=True)
class Header:
    """A header: its rows, the column of names, the headings of the others, and how many fields it names."""

    form: Form
    top: int
    bottom: int
    names: int
    headings: dict[int, Heading]
    weight: int


def first_row(rows: RowFacts, row: int, column: int) -> int:
    """The first row of a header: this one, or the highest of the open rows above it."""
    top = row
    while top > 1 and row - top + 1 < HEADER_ROWS and rows.continues_above(top - 1, column):
        top -= 1
    return top


def paths_over(grid: Grid, top: int, bottom: int) -> dict[int, list[str]]:
    """The header texts over each column, upper levels first; of columns with the same cells only the first one."""
    columns = sorted({column for row in range(top, bottom + 1) for column in _spanned(grid, row)})
    paths, seen = dict[int, list[str]](), set[tuple[Place, ...]]()
    for column in columns:
        cells = _levels(grid, top, bottom, column)
        if cells and cells not in seen:
            seen.add(cells)
            paths[column] = [grid.text(*cell) for cell in cells]
    return paths


def _spanned(grid: Grid, row: int) -> Iterator[int]:
    """The columns of a row that show something, also those under a merged text."""
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


class RowFacts:
    """What the search for headers asks of the rows of a sheet again and again, found once."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._leads: dict[int, tuple[int, ...]] = {}
        self._own: dict[int, bool] = {}
        self._figures: dict[int, bool] = {}
        self._heads_nothing: dict[Place, bool] = {}
        self._numbering: dict[Place, bool] = {}

    @cached_property
    def _boxes(self) -> dict[int, list[Box]]:
        """The merged ranges over each row with content."""
        found, last = dict[int, list[Box]](), max(self._grid.rows, default=0)
        for box in self._grid.merges:
            for row in range(box[0], min(box[2], last) + 1):
                found.setdefault(row, []).append(box)
        return found

    def leads(self, row: int) -> tuple[int, ...]:
        """The columns of the first texts of a row."""
        if row not in self._leads:
            columns = set(self._grid.rows.get(row, ()))
            columns.update(*(range(box[1], box[3] + 1) for box in self._boxes.get(row, ())))
            shown = (column for column in sorted(columns) if self._grid.shows(row, column))
            self._leads[row] = tuple(islice(shown, LEADS))
        return self._leads[row]

    def continues_above(self, row: int, column: int) -> bool:
        """Whether a row is an upper row of the header: texts right of the names and none over or left of them."""
        return not any(at <= column for at in self.leads(row)) and self._has_own(row)

    def _has_own(self, row: int) -> bool:
        """Whether a text begins in the row."""
        if row not in self._own:
            self._own[row] = any(self._grid.shows(row, column) for column in self._grid.rows.get(row, ()))
        return self._own[row]

    def has_figures(self, row: int) -> bool:
        """Whether a row holds something other than texts and years, as no header does."""
        if row not in self._figures:
            values = (self._grid.cells[row, column].value for column in self._grid.rows.get(row, ()))
            self._figures[row] = not all(isinstance(value, str) or YEAR.fullmatch(str(value)) for value in values)
        return self._figures[row]

    def heads_nothing(self, row: int, column: int) -> bool:
        """Whether a row cannot be a header over the names in a column: it is numbered, an index row or a total."""
        place, name = (row, column), self._grid.text(row, column)
        if place not in self._heads_nothing:
            left = (self._grid.text(row, at) for at in self.leads(row) if at < column)
            numbered = bool(numbering(left, name)) or name.strip(" .)(").isdecimal()
            self._heads_nothing[place] = numbered or is_index_row(self._grid, row) or is_total(name)
        return self._heads_nothing[place]

    def is_numbering(self, column: int, bottom: int) -> bool:
        """Whether a column (left of the names) only numbers the rows below a header, by its content."""
        place = (bottom, column)
        if place not in self._numbering:
            below = islice(self._grid.rows_from(bottom + 1), COUNTED)
            texts = (text for row in below if (text := self._grid.text(row, column)))
            first = next(texts, "")
            self._numbering[place] = is_number_header(first) or counts_up(chain([first], texts))
        return self._numbering[place]


def is_number_header(text: str) -> bool:
    """Whether a header is that of a numbering: "TT", "STT"; "No" may be an answer."""
    return key(text) in NUMBER_HEADERS and answer(text) is None
