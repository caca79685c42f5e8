"""Where a table ends: before the signature block, or before the lines above the next table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from khpcmd.text import tidy
from khpcmd.workbook.header_rows import Header
from khpcmd.workbook.named_texts import NamedTexts
from khpcmd.workbook.places import LAST_ROW
from khpcmd.workbook.rows import is_index_row, is_numbered, marker
from khpcmd.workbook.spans import month
from khpcmd.workbook.vocabulary import is_signature, is_total

LINE_CELLS = 3
"""The most texts in a row that stands above a table: "Bảng 2", "Đơn vị báo cáo: …"."""
SIGNED_ROWS = 200
"""How far below what looks like a signature a table may go on."""


class TableEnd:
    """Finds the last row of one table."""

    def __init__(self, texts: NamedTexts, header: Header, following: Header | None) -> None:
        self._texts = texts
        self._grid = texts.grid
        self._header = header
        self._names = header.names
        self._next = following.top if following else LAST_ROW + 1

    def row(self) -> int:
        """The last row; that of the header where nothing is below it."""
        last, signed = self._header.bottom, 0
        for row in self._rows(last + 1):
            if signed == 0 and not self._is_signed(row):
                last = row
            elif self._is_data(row):  # no signature after all
                last, signed = row, 0
            elif signed == SIGNED_ROWS or (signed and self._names_unit(row)):
                return last
            else:
                signed += 1
        return last if signed else self._without_lines(last)

    def _rows(self, first: int) -> Iterator[int]:
        for row in self._grid.rows_from(first):
            if row >= self._next:
                return
            yield row

    def _without_lines(self, last: int) -> int:
        """The last row without the lines that speak of the next table."""
        while self._next <= LAST_ROW and last > self._header.bottom and self._is_line(last):
            last -= 1
        return last

    def _is_line(self, row: int) -> bool:
        """Whether a row is no row of a table, but may speak of the next one: a few texts, no figure, no number."""
        values = self._values(row)
        if len(values) > LINE_CELLS or not all(isinstance(value, str) for value in values):
            return False
        if not values:
            return True
        name = self._grid.text(row, self._names)
        numbered = is_index_row(self._grid, row) or "number" in marker(self._grid, row, self._names)
        return not numbered and not is_total(name) and not self._names_field(name)

    def _is_signed(self, row: int) -> bool:
        """Whether a row is of the signature block: it says so, holds no figure and no numbering, and names nothing."""
        values = self._values(row)
        if not all(isinstance(value, str) for value in values) or not any(map(is_signature, map(str, values))):
            return False
        name = self._grid.text(row, self._names)
        named = self._texts.units.match(name).id or self._names_field(name)
        return not named and not is_numbered(self._grid, row, self._names)

    def _is_data(self, row: int) -> bool:
        """Whether a row below a signature is one of the table: what it names has something beside it, or a number."""
        name = self._grid.text(row, self._names)
        beside = zip(self._grid.rows.get(row, ()), self._values(row), strict=True)
        right = [value for column, value in beside if column > self._names]
        if not right:
            return False
        if self._names_field(name):
            return True
        counted = any(isinstance(value, int | float) for value in right)
        of_table = (
            self._texts.units.match(name).id
            or month(name, self._texts.fields.year)
            or marker(self._grid, row, self._names)
        )
        return counted and bool(of_table)

    def _names_unit(self, row: int) -> bool:
        """Whether a row below a signature names the unit of other figures: these are never read as those above."""
        texts = [(tidy(value), "") for value in self._values(row)[:LINE_CELLS] if isinstance(value, str)]
        return bool(self._texts.units.in_heading(texts))

    def _names_field(self, name: str) -> bool:
        return bool(name) and self._texts.fields.name([name]) is not None

    def _values(self, row: int) -> Sequence[object]:
        return self._grid.store.row_values(row)
