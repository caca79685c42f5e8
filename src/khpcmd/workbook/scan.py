"""One streaming pass over a sheet: is it safe, how large is it, and what do its cells hold.

This is the gate and the reader in one, for every cell of a large sheet passes here once and no library sees it again.
Tests hold the values to those of openpyxl.
"""

from __future__ import annotations

from khpcmd.workbook.frame import CELL, INSIDE, SheetContent, SheetFrame
from khpcmd.workbook.limits import Limits, over, unsafe
from khpcmd.workbook.places import COLUMNS
from khpcmd.workbook.values import Book, StyleNumbers, Values
from khpcmd.workbook.walk import Tally, parse

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
        parse(data, self._open, self._close, self._buffer.append)
        return self.content

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
