"""The rows of a header: which they are. The texts over its columns: ``header_paths``."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice

from khpcmd.workbook.file.addresses import LAST_COLUMN, Box, Place
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.layout.header_paths import COLUMN_NUMBER, IN_BRACKETS
from khpcmd.workbook.layout.rows import counts_up, is_index_row, numbering
from khpcmd.workbook.layout.table import Form
from khpcmd.workbook.words.headers import Heading
from khpcmd.workbook.words.periods import YEAR
from khpcmd.workbook.words.vocabulary import (
    LABEL_HEADERS,
    NUMBER_HEADERS,
    OF_WHICH,
    UNIT_HEADERS,
    answer,
    is_total,
    key,
)

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
MARK = "x"
"""Stands below a header for "yes", and is none."""
TITLE_WORDS = 4
"""A single text in capitals with so many words is a title."""
TITLES = NUMBER_HEADERS | LABEL_HEADERS | UNIT_HEADERS
GAP = 3
"""How far below a header row the next one may stand: a blank row and an index row between."""
LABELLED = re.compile(r":\s*\S")
FIGURE = re.compile(r"[-+]?\d[\d., ]*%?")
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
    title: str = ""
    """What stands over the names, upper levels first."""
    unclear: int = 0
    """A column of which nobody can say whether an upper text stands over it."""


def header_rows(rows: RowFacts, row: int, column: int) -> tuple[int, int]:
    """The first and the last row of the header around a row, whose names are in a column."""
    if rows.is_open(row, column) and (below := rows.title_below(row, column)):
        row = below
    box = rows.grid.merge(row, column)
    top, bottom = (box[0], box[2]) if box else (row, row)
    if top == bottom:
        top = first_row(rows, row, column)
        if rows.is_open(row, column) and (above := rows.main_above(top, column)):
            top = first_row(rows, above, column)
        while bottom - top < HEADER_ROWS and rows.is_titled(top, column) and (above := rows.title_above(top, column)):
            top = first_row(rows, above, column)
    while bottom - top < MERGED_ROWS and (below := rows.row_below(bottom, column)):
        bottom = below
    return top, bottom


def first_row(rows: RowFacts, row: int, column: int) -> int:
    """The first row of a header: this one, or the highest of the open rows above it."""
    top = row
    while row - top + 1 < HEADER_ROWS and (above := rows.row_above(top, column)):
        top = above
    return top


class RowFacts:
    """What the search for headers asks of the rows of a sheet again and again, found once."""

    def __init__(self, grid: Grid, names_field: Callable[[str], bool] = lambda _: False) -> None:
        self.grid = grid
        self._names_field = names_field
        self._leads: dict[int, tuple[int, ...]] = {}
        self._own: dict[int, int] = {}
        self._below: dict[Place, int] = {}
        self._data: dict[int, bool] = {}
        self._over: dict[int, int] = {}
        self._next_rows: dict[int, int] = {}
        self._titled: dict[int, int] = {}
        self._lines: dict[int, bool] = {}
        self._new: dict[tuple[int, int], int] = {}
        self._figures: dict[int, bool] = {}
        self._heads_nothing: dict[Place, bool] = {}
        self._numbering: dict[Place, bool] = {}

    @cached_property
    def _boxes(self) -> dict[int, list[Box]]:
        """The merged ranges over each row with content."""
        found, last = dict[int, list[Box]](), max(self.grid.rows, default=0)
        for box in self.grid.merges:
            for row in range(box[0], min(box[2], last) + 1):
                found.setdefault(row, []).append(box)
        return found

    def leads(self, row: int) -> tuple[int, ...]:
        """The columns of the first texts of a row."""
        if row not in self._leads:
            columns = set(self.grid.rows.get(row, ()))
            columns.update(*(range(box[1], box[3] + 1) for box in self._boxes.get(row, ())))
            shown = (column for column in sorted(columns) if self.grid.shows(row, column))
            self._leads[row] = tuple(islice(shown, LEADS))
        return self._leads[row]

    def may_head(self, row: int, column: int) -> bool:
        """Whether a row may be a header over names: it has a text right of them."""
        return self.is_open(row, column) or self.heads_columns(row, column)

    def is_open(self, row: int, column: int) -> bool:
        """Whether a row has no text over or left of the names."""
        return not any(at <= column for at in self.leads(row))

    def main_above(self, top: int, column: int) -> int:
        """The row with the names above open rows, 0 where there is none; above a blank or an index row with a title."""
        if self.heads_columns(top - 1, column):
            return top - 1
        return self.title_above(top, column)

    def title_above(self, top: int, column: int) -> int:
        """The row above that has a title of the names as well, 0 where there is none."""
        above = self._row_over(top)
        return above if above and self.is_titled(above, column) and self._last_new(above, top) > column else 0

    def _row_over(self, row: int) -> int:
        """The row above with content that is no index row, if it is near; else 0."""
        if row not in self._over:
            near = (above for above in range(row - 1, max(0, row - 1 - GAP), -1) if above in self.grid.rows)
            self._over[row] = next((above for above in near if not is_index_row(self.grid, above)), 0)
        return self._over[row]

    def row_above(self, top: int, column: int) -> int:
        """The next row of the header above this one, 0 where there is none.

        It has texts right of the names, and left of them only "TT"; above a blank or an index row several, or a field.
        """
        above = self._row_over(top)
        if not above or not self.continues_above(above, column):
            return 0
        several = len(self.grid.rows[above]) > 1 or self._names_field(self.grid.text(above, self.grid.rows[above][0]))
        return above if several or above == top - 1 else 0

    def continues_above(self, row: int, column: int) -> bool:
        """Whether a row may be an upper row of a header by its own texts."""
        left = [at for at in self.leads(row) if at <= column]
        numbers = all(at < column and is_number_header(self.grid.text(row, at)) for at in left)
        return numbers and self._has_own(row, column) and not self._is_line(row, column) and not self.holds_data(row)

    def heads_columns(self, row: int, column: int) -> bool:
        """Whether a row with a text over or left of the names is a header: it has others right of them, no figures."""
        headed = not self.is_open(row, column) and self._has_own(row, column)
        return headed and not self.holds_data(row) and not is_index_row(self.grid, row)

    def is_titled(self, row: int, column: int) -> bool:
        """Whether a row is a header with "TT", or the title of the names, over or left of them."""
        if row not in self._titled:
            titled = (at for at in self.leads(row) if key(self.grid.text(row, at)) in TITLES)
            self._titled[row] = next(titled, LAST_COLUMN + 1)
        return self._titled[row] <= column and self.heads_columns(row, column)

    def title_below(self, row: int, column: int) -> int:
        """The next row, if it has a title of the names, for then this one is no header alone; else 0."""
        below = self._next_row(row)
        return below if below and self.is_titled(below, column) else 0

    def _next_row(self, row: int) -> int:
        """The next row with content that is no index row, if it is near; else 0."""
        if row not in self._next_rows:
            near = (below for below in range(row + 1, row + 1 + GAP) if below in self.grid.rows)
            self._next_rows[row] = next((below for below in near if not is_index_row(self.grid, below)), 0)
        return self._next_rows[row]

    def row_below(self, bottom: int, column: int) -> int:
        """The next row of the header below this one, 0 where there is none.

        It has texts under the columns of the header and none in that of the names. An index row may stand between.
        """
        place = (bottom, column)
        if place not in self._below:
            first = self._next_row(bottom)
            self._below[place] = first if first and self._continues(first, bottom, column) else 0
        return self._below[place]

    def _continues(self, row: int, bottom: int, column: int) -> bool:
        last = self._last_new(row, bottom)
        if last < self._next(bottom, column) or last <= column or self.holds_data(row):
            return False
        left = [at for at in self.leads(row) if at <= column]
        numbered = bool(COLUMN_NUMBER.fullmatch(self.grid.text(row, column).strip()))
        return all(self._is_as_above(row, bottom, at, numbered=numbered) for at in left)

    def _next(self, row: int, column: int) -> int:
        """The next column with content in a row."""
        columns = self.grid.rows.get(row, ())
        index = bisect_right(columns, column)
        return columns[index] if index < len(columns) else column + 1

    def _last_new(self, row: int, above: int) -> int:
        """The last column of a row with words, or a year, that are not those of the row above; 0 for none."""
        rows = (row, above)
        if rows not in self._new:
            texts = ((at, self.grid.text(row, at)) for at in reversed(self.grid.rows.get(row, ())))
            new = (at for at, text in texts if _is_header(text) and self.grid.text(above, at) != text)
            self._new[rows] = next(new, 0)
        return self._new[rows]

    def _is_as_above(self, row: int, above: int, column: int, *, numbered: bool) -> bool:
        """Whether a place shows what the row above shows there, merged or filled down; or numbers the column."""
        box, text = self.grid.merge(row, column), self.grid.text(row, column)
        repeated = (box is not None and box[0] <= above) or key(self.grid.text(above, column)) == key(text)
        return repeated or (numbered and bool(COLUMN_NUMBER.fullmatch(text.strip())))

    def _is_line(self, row: int, column: int) -> bool:
        """Whether a row is a line above the table: its title, "Đơn vị tính: người", words in brackets.

        A single text over all columns right of the names is one as well.
        """
        columns = self.grid.rows.get(row, ())
        if len(columns) == 1 and self.grid.merge(row, columns[0]) is None:
            title = self.grid.text(row, columns[0])
            over_all = columns[0] <= self._next(row + 1, column)
            title_like = over_all or (title.isupper() and len(title.split()) >= TITLE_WORDS)
            if title_like and not self._names_field(title):
                return True
        if row not in self._lines:
            texts = (self.grid.text(row, at) for at in columns)
            self._lines[row] = all(_is_line(text) for text in texts)
        return self._lines[row]

    def holds_data(self, row: int) -> bool:
        """Whether a row holds figures: numbers other than years and months that stand beside each other."""
        if row not in self._data:
            self._data[row] = _holds_data(self.grid, row)
        return self._data[row]

    def _has_own(self, row: int, column: int) -> bool:
        """Whether a text begins in the row right of the names."""
        if row not in self._own:
            shown = (at for at in reversed(self.grid.rows.get(row, ())) if self.grid.shows(row, at))
            self._own[row] = next(shown, 0)
        return self._own[row] > column

    def has_figures(self, row: int) -> bool:
        """Whether a row holds something other than texts and years, as no header does."""
        if row not in self._figures:
            values = (self.grid.cells[row, column].value for column in self.grid.rows.get(row, ()))
            self._figures[row] = not all(isinstance(value, str) or YEAR.fullmatch(str(value)) for value in values)
        return self._figures[row]

    def heads_nothing(self, row: int, column: int) -> bool:
        """Whether a row cannot be a header over the names in a column: it is numbered, an index row or a total."""
        place, name = (row, column), self.grid.text(row, column)
        if place not in self._heads_nothing:
            left = (self.grid.text(row, at) for at in self.leads(row) if at < column)
            numbered = bool(numbering(left, name)) or name.strip(" .)(").isdecimal()
            self._heads_nothing[place] = numbered or is_index_row(self.grid, row) or is_total(name)
        return self._heads_nothing[place]

    def is_numbering(self, column: int, bottom: int) -> bool:
        """Whether a column (left of the names) only numbers the rows below a header, by its content."""
        place = (bottom, column)
        if place not in self._numbering:
            below = islice(self.grid.rows_from(bottom + 1), COUNTED)
            texts = (text for row in below if (text := self.grid.text(row, column)))
            first = next(texts, "")
            self._numbering[place] = is_number_header(first) or counts_up(chain([first], texts))
        return self._numbering[place]


def _is_header(text: str) -> bool:
    """Whether a text may be that of a header: words, a year, a span of numbers; not a figure, a mark or a dash."""
    word = text.strip()
    if not any(map(str.isalnum, word)) or key(word) == MARK:
        return False
    return not FIGURE.fullmatch(word) or bool(YEAR.fullmatch(word))


def _is_line(text: str) -> bool:
    return bool(IN_BRACKETS.fullmatch(text) or LABELLED.search(OF_WHICH.sub("", text.strip())))


STRAY = 8
"""In a row of texts, fewer numbers than one in so many are words of headers."""


def _holds_data(grid: Grid, row: int) -> bool:
    numbers, values = list[tuple[int, str]](), grid.store.row_values(row)
    for column, value in zip(grid.rows.get(row, ()), values, strict=True):
        text = str(value).strip()
        if isinstance(value, bool) or (FIGURE.fullmatch(text) and not YEAR.fullmatch(text)):
            numbers.append((column, text))
    counted = [int(text) - column if text.isdecimal() and len(text) < len("000") else None for column, text in numbers]
    months = len(counted) > 1 and None not in counted and len(set(counted)) == 1
    stray = len(numbers) * STRAY < len(values) and all(isinstance(value, str) for value in values)
    return bool(numbers) and not months and not stray


def is_number_header(text: str) -> bool:
    """Whether a header is that of a numbering: "TT", "STT"; "No" may be an answer."""
    return key(text) in NUMBER_HEADERS and answer(text) is None
