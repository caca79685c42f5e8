"""Finds the tables of a sheet by the words over their columns of names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from khpcmd.draft.found import names_unit
from khpcmd.text import canonical, tidy
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.layout.header_paths import IN_BRACKETS, paths_over
from khpcmd.workbook.layout.header_rows import is_number_header, is_numbering
from khpcmd.workbook.layout.rows import is_filler, is_index_row, is_numbered
from khpcmd.workbook.words.cell_words import NO, YES, names_measure
from khpcmd.workbook.words.periods import YEAR
from khpcmd.workbook.words.vocabulary import LABEL_HEADERS, OF_WHICH, TITLE, UNIT_HEADERS, is_signature, key

ROWS = 2_000
"""How many rows of a table are read."""
SIGNED = 3
"""How many cells a row of signatures has at most, and how many such rows are checked."""
HEADER_ROWS, MERGED_ROWS = 4, 12
"""The most rows that a header has, and over which a single text of it may be merged."""
HEADER_REACH = 15
"""How far above its first row the header of a table may stand (groups and units come between)."""
LEADS = 3
"""How many texts at the start of a row are searched for its numbering; a row with more before its name has none."""
TITLE_WORDS = 4
"""A single text in capitals with so many words is a title."""
LABELLED = re.compile(r":\s*\S")
FIGURE = re.compile(r"[-+]?\d[\d., ]*%?")
STRAY = 8
"""In a row of texts, fewer numbers than one in so many are words of headers."""
UNITS_ALONE = 3
"""How many names of units have to stand below one another where no header says that they do."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: a row for each unit or, as a form, one for each field. Rows and columns count from 1."""

    form: bool
    top: int
    bottom: int
    names: int
    rows: tuple[int, ...]
    """Its rows that are no index rows."""

    def paths(self, grid: Grid) -> dict[int, list[str]]:
        """The header texts over each column except that of the names, upper levels first; no texts over all columns."""
        found = paths_over(grid, self.top, self.bottom).texts
        return {column: path for column, path in found.items() if column != self.names and any(map(tidy, path))}


class Tables:
    """The tables of one sheet."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid

    def all(self) -> list[Table]:
        """The tables from top to bottom; without a titled header, the first column of units makes one."""
        heads = list(self._titled()) or list(self._above_units())
        ends = [*(top - 1 for _, top, _, _ in heads[1:]), max(self._grid.rows, default=0)]
        tables = (
            Table(form, top, bottom, names, tuple(self._rows(bottom + 1, end, names)))
            for (form, top, bottom, names), end in zip(heads, ends, strict=False)
        )
        return [table for table in tables if self._names_something(table)]

    def is_numbering(self, column: int, bottom: int) -> bool:
        return is_numbering(self._grid, column, bottom)

    def _titled(self) -> Iterator[tuple[bool, int, int, int]]:
        """Headers with a word for fields, or else for units, over a column."""
        texts = (one for one in self._grid.texts if len(one[2]) <= TITLE and not one[2].rstrip().endswith(":"))
        words = [(row, column, key(text)) for row, column, text in texts]
        forms = {row for row, _, word in words if word in LABEL_HEADERS}
        last = 0
        for row, column, word in words:
            form = word in LABEL_HEADERS
            if row > last and (form or (word in UNIT_HEADERS and row not in forms)):
                top, bottom = self._header(row, column)
                if len(paths_over(self._grid, top, bottom).texts) > 1:
                    last = bottom
                    yield form, top, bottom, column

    def _above_units(self) -> Iterator[tuple[bool, int, int, int]]:
        """The header above the first column in which names of units stand below one another."""
        found = dict[int, list[int]]()
        for row, column, text in self._grid.texts:
            if len(text) <= TITLE and names_unit(tidy(text)):
                found.setdefault(column, []).append(row)
        for column, rows in found.items():
            if len(rows) < UNITS_ALONE:
                continue
            for row in range(rows[0] - 1, max(0, rows[0] - HEADER_REACH), -1):
                if len(self._grid.rows.get(row, ())) > 1 and not is_index_row(self._grid, row):
                    yield False, *self._header(row, column), column
                    return

    def _header(self, row: int, column: int) -> tuple[int, int]:
        """The rows of the header around a cell over names."""
        box = self._grid.merge(row, column)
        if box and 0 < box[2] - box[0] < MERGED_ROWS:
            return box[0], box[2]
        top = bottom = row
        while top > 1 and row - top + 1 < HEADER_ROWS and self._continues_above(top - 1, column):
            top -= 1
        while bottom - top + 1 < HEADER_ROWS and self._continues(bottom + 1, column):
            bottom += 1
        return top, bottom

    def _continues_above(self, row: int, column: int) -> bool:
        """Whether a row may be an upper row of the header: it has texts right of the names, and left of them "TT"."""
        columns = self._grid.rows.get(row, ())
        shown = sorted({*columns, *(at for at in range(1, column + 1) if self._grid.merge(row, at))})
        left = [at for at in [at for at in shown if self._grid.shows(row, at)][:LEADS] if at <= column]
        numbers = all(at < column and is_number_header(self._grid.text(row, at)) for at in left)
        own = any(at > column for at in columns)
        return numbers and own and not self._is_line(row, column) and not self._holds_data(row)

    def _is_line(self, row: int, column: int) -> bool:
        """Whether a row is a line above the table: its title, "Đơn vị tính: người", words in brackets."""
        columns = self._grid.rows.get(row, ())
        if len(columns) == 1 and self._grid.merge(row, columns[0]) is None:
            title = self._grid.text(row, columns[0])
            first = next((at for at in self._grid.rows.get(row + 1, ()) if at > column), column + 1)
            if columns[0] <= first or (title.isupper() and len(title.split()) >= TITLE_WORDS):
                return True
        texts = (self._grid.text(row, at) for at in columns)
        return all(IN_BRACKETS.fullmatch(text) or LABELLED.search(OF_WHICH.sub("", text.strip())) for text in texts)

    def _holds_data(self, row: int) -> bool:
        """Whether a row holds figures: numbers other than years and months that stand beside each other."""
        numbers, values = list[tuple[int, str]](), self._grid.cells.row_values(row)
        for column, value in zip(self._grid.rows.get(row, ()), values, strict=True):
            text = str(value).strip()
            if isinstance(value, bool) or (FIGURE.fullmatch(text) and not YEAR.fullmatch(text)):
                numbers.append((column, text))
        counted = {
            int(text) - column if text.isdecimal() and len(text) < len("000") else None for column, text in numbers
        }
        months = len(numbers) > 1 and None not in counted and len(counted) == 1
        stray = len(numbers) * STRAY < len(values) and all(isinstance(value, str) for value in values)
        return bool(numbers) and not months and not stray

    def _continues(self, row: int, column: int) -> bool:
        """Whether a row is a lower row of the header: only words, none of them at the names or left of them."""
        columns = self._grid.rows.get(row, ())
        cells = [self._grid.cells[row, at] for at in columns]
        words = [cell for cell in cells if isinstance(cell.value, str) and canonical(cell.value) not in YES | NO]
        right = all(at > column for at in columns)
        return bool(cells) and right and len(words) == len(cells) and not is_index_row(self._grid, row)

    def _rows(self, first: int, end: int, names: int) -> Iterator[int]:
        """The rows of a table down to its signatures."""
        for row in islice(self._grid.rows_from(first), ROWS):
            if row > end or self._signs(row, names):
                return
            if not is_index_row(self._grid, row):
                yield row

    def _signs(self, row: int, names: int) -> bool:
        """Whether the signatures begin in a row: no row of the table is numbered so, and none follows."""
        name = self._grid.text(row, names)
        texts = [name] if name.strip() else [self._grid.text(row, at) for at in self._grid.rows[row]]
        if not any(map(is_signature, texts)) or is_numbered(self._grid, row, names):
            return False
        return all(len(self._grid.rows[below]) <= SIGNED for below in islice(self._grid.rows_from(row), SIGNED))

    def _names_something(self, table: Table) -> bool:
        """Whether names stand below the header; "người" and "vụ" are not names, but units of measure of a form."""
        texts = [text for row in table.rows if not is_filler(text := self._grid.text(row, table.names))]
        return any(not names_measure(text) for text in texts)
