"""One streaming pass over a sheet: is it safe, how large is it, and what do its cells hold.

This is the gate and the reader in one, for every cell of a large sheet passes here once and no library sees it again.
Tests hold the values to those of openpyxl.
"""

from __future__ import annotations

from khpcmd.workbook.alike.rows import LikeRows
from khpcmd.workbook.frame import CELL, DATA, INSIDE, SheetContent, SheetFrame
from khpcmd.workbook.limits import Limits, over, unsafe
from khpcmd.workbook.places import COLUMNS
from khpcmd.workbook.plain_rows import PlainRow, begin_of_rows, end_of_row, has_more_than_elements, plain_row
from khpcmd.workbook.values import Book, StyleNumbers, Values
from khpcmd.workbook.walk import Parser, Tally

CELL_NAME = "c"
"""How cells are called in most sheets; in the others all names have a prefix."""
LARGE = 1 << 17
"""From so many bytes on it pays to learn how the rows of a sheet are written."""
LONG = 16
"""Digits of a number that is rare enough to be looked at twice."""


class SheetWalker(SheetFrame):
    """Reads one sheet into ``content`` and counts it into ``tally``. For one part only.

    ``_open`` and ``_close`` run for each of a million elements. They do for cells and their values what most of these
    need, in place and with as few steps as possible; everything else is left to the frame.
    """

    def __init__(self, limits: Limits, tally: Tally, book: Book) -> None:
        super().__init__(limits, tally, book)
        self._values = Values(book, self.content.cells.rare, limits, tally)
        self._style_numbers = StyleNumbers(len(book.looks))

    def walk(self, data: bytes) -> SheetContent:
        """The content of the part. Raises Refused."""
        parser = Parser(self._open, self._close, self._buffer.append)
        at = begin_of_rows(data)
        if at:
            parser.feed(data[:at])
            at = self._rows(data, at, parser)
        parser.feed(memoryview(data)[at:], last=True)  # what is left may be large, and is not copied
        return self.content

    def _rows(self, data: bytes, at: int, parser: Parser) -> int:
        """Read rows from a place on, as long as it is sure where each ends; where the first one begins that is left.

        Plain rows need no parser of XML, and it never sees them; what others hold, only it can tell.
        """
        like = self._like_rows() if len(data) > LARGE else None
        while self._depth == DATA and self._in_data and self._c == CELL_NAME and (end := end_of_row(data, at)):
            past, last = like.read(data, at) if like else (0, 0)
            if past:
                at, self._row = past, last
                continue
            row = plain_row(data[at:end])
            if row is not None:
                self._row_of(row)
                if like:
                    like.learn(row, data[at:end])
            elif has_more_than_elements(data[at:end]):
                break
            else:
                parser.feed(data[at:end])
            at = end
        return at

    def _like_rows(self) -> LikeRows:
        return LikeRows(self.content.cells, self._values, self._style_numbers, self._limits, self._tally)

    def _row_of(self, row: PlainRow) -> None:
        """A plain row, step by step as the parser would call for it."""
        tally, most = self._tally, self._limits.styled_cells
        self._open(self._row_name, row.attributes)
        for letters, _, style, kind, text, inline in row.cells:
            self._column = COLUMNS[letters]
            number = self._style_numbers[style or "0"]
            tally.styled_cells += 1
            if tally.styled_cells > most:
                raise over("styled_cells", tally.styled_cells, most)
            if text:
                self._keep(kind or "n", text, number)
            elif inline:
                self._count_element()
                self._count_element()
                self._keep("inlineStr", inline, number)
        self._close(self._row_name)

    def _keep(self, kind: str, text: str, style: int) -> None:
        """Keep a cell with nothing but a value."""
        if kind == "n" and self._values.is_plain(style) and text.isdecimal() and text.isascii() and len(text) < LONG:
            value: object = int(text)
        else:
            value = self._values.read(kind, text, style, (self._row, self._column))
        self._columns.append(self._column)
        self._row_values.append(value)
        self._styles.append(style)

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        self._depth = depth = self._depth + 1
        if name == self._v and depth == INSIDE and self._kind is not None:
            if attributes or self._kind == "inlineStr":
                self._check_value(attributes)
            self._buffer.clear()
        elif name == self._c and depth == CELL and self._in_data:
            address = attributes.get("r")
            if address and self._row_text and address.endswith(self._row_text):
                self._column = COLUMNS[address[: -len(self._row_text)]]
            else:
                self._column = self._placed(address)
            self._kind = attributes.get("t", "n")
            self._style = self._style_numbers[attributes.get("s", "0")]
            self._value = self._formula = self._inline = None
            self._tally.styled_cells += 1
            if self._tally.styled_cells > self._limits.styled_cells:
                raise over("styled_cells", self._tally.styled_cells, self._limits.styled_cells)
            if len(attributes) > self._limits.attributes:
                raise unsafe("attributes")
        else:
            self._open_other(depth, name, attributes)

    def _close(self, name: str) -> None:
        depth = self._depth
        self._depth = depth - 1
        if not self._in_data:
            return
        if depth == INSIDE and name == self._v and self._value is None:
            self._value = "".join(self._buffer)
        elif depth == CELL:
            text, kind, style = self._value, self._kind, self._style
            self._kind = None
            if self._formula is not None or self._inline is not None:
                self._columns.append(self._column)
                self._row_values.append(self._rare_value(kind or "n", text, style))
                self._styles.append(style)
            elif text:
                self._keep(kind or "n", text, style)
        else:
            self._close_other(depth, name)

    def _rare_value(self, kind: str, text: str | None, style: int) -> object:
        """The value of a cell with a formula or an inline string; None where a formula has none."""
        where = (self._row, self._column)
        if self._inline is not None and any(font for _, font in self._inline):
            value: object = self._values.of_runs(self._inline, style)
        else:
            text = text if self._inline is None else "".join(piece for piece, _ in self._inline)
            value = self._values.read(kind, text or "", style, where) if text or self._inline is not None else None
        if self._formula is not None:
            self._values.formula(self._formula, kind, value, where)
        return value
