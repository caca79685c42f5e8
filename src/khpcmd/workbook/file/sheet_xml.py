"""Reads one sheet of an .xlsx in one streaming pass, and checks at the same time that it is safe and within the limits.

A sheet has to have the form ``worksheet/sheetData/row/c/(f, v or is)``: cells elsewhere would be lost in silence, and
are refused. ``SheetWalker`` takes the elements of every cell, ``SheetFrame`` all others of the data, ``Beside`` what
stands outside of it. Tests compare the values with those of openpyxl.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass, field

from khpcmd.workbook.file.addresses import COLUMNS, LAST_COLUMN, LAST_ROW, Box, Place, place
from khpcmd.workbook.file.conditions import EVERYWHERE, Rules
from khpcmd.workbook.file.grid import UNSTEADY, CellStore
from khpcmd.workbook.file.limits import Limits, damaged, over, unsafe
from khpcmd.workbook.file.sheet_beside import LOW, TRUE, Beside, is_narrow
from khpcmd.workbook.file.styles import Piece, Run
from khpcmd.workbook.file.values import Book, StyleNumbers, Values
from khpcmd.workbook.file.xml import MAIN, SEPARATOR, Tally, parse, unescaped

ROW_NUMBER = re.compile("[1-9][0-9]{0,6}")
NAMES = tuple(f"{MAIN}{SEPARATOR}{name}" for name in ("sheetData", "row", "c", "v", "f", "is", "t", "r"))
DATA_NAME, ROW_NAME, C, V, F, IS, T, R = NAMES
"""The names of elements. A name of another namespace is another name, whatever its prefix."""
DATA, ROW, CELL, INSIDE, RUN, PROPERTY = 2, 3, 4, 5, 6, 8
"""The depths of the list of rows, of rows, of cells, of what stands in a cell, of the text or the runs of an inline
string, and of the properties of a run."""


@dataclass(slots=True)
class SheetContent:
    """What one sheet holds."""

    cells: CellStore
    merges: list[Box] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[tuple[int, int]] = field(default_factory=set)
    """First and last of each hidden range of columns."""
    protected: bool = False
    rules: Rules = field(default_factory=Rules)
    """The conditional formats that may hide figures."""
    comments: dict[Place, str] = field(default_factory=dict)
    """The comment on each cell that has one."""
    stamps: tuple[str, ...] = ()
    """Texts that stand on the sheet outside of the cells, those of its pages included."""
    unseen: str = ""
    """Why nobody sees the figures of the sheet as they are, as a word of the catalogue; "" where they are seen."""
    covered: list[Box] = field(default_factory=list)
    """The cells under shapes and pictures."""


class SheetFrame:
    """What a walk over a sheet knows at each moment, and all of its steps that are not taken for every cell."""

    def __init__(self, limits: Limits, tally: Tally, book: Book) -> None:
        self.content = SheetContent(CellStore(book.looks))
        self._limits = limits
        self._tally = tally
        self._depth = 0
        self._in_data = self._had_data = False
        self._row = self._column = 0
        self._row_text = ""
        """The row's number as it is written, "" where it has none."""
        self._row_style = ""
        self._styled = 0
        """The cells of the row, with content or without."""
        self._kind: str | None = None
        """The kind of the cell that is open, None outside of cells."""
        self._style = 0
        self._value: str | None = None
        self._rare = False
        """Whether the cell has a formula or an inline string."""
        self._formula: str | None = None
        self._of_formula: dict[str, str] = {}
        """The attributes of the formula."""
        self._written = dict[str, Place]()
        """Where the formulas stand that cells share, by what these cells are called."""
        self._inline: list[Piece] | None = None
        """The runs of an inline string."""
        self._in_run = self._has_text = self._in_text = False
        self._run = Run()
        self._buffer: list[str] = []
        self._beside = Beside(limits, tally, book, self._buffer)
        self._columns: list[int] = []
        self._row_values: list[object] = []
        self._styles: list[int] = []

    def _check_value(self, attributes: dict[str, str]) -> None:
        if self._kind == "inlineStr":
            raise damaged("structure")
        if len(attributes) > self._limits.attributes:
            raise unsafe("attributes")

    def _close_other(self, depth: int, name: str) -> None:
        """The end of an element of the data that is neither a cell nor the only value of one."""
        if depth == ROW:
            self._store_row()
        elif depth == INSIDE:
            self._close_inside(name)
        elif depth > INSIDE:
            self._close_deeper(depth, name)
        else:
            self._in_data = False

    def _close_inside(self, name: str) -> None:
        """The end of a formula or an inline string; two values in one cell are no cell."""
        if name == V:
            raise damaged("structure")
        if name == F:
            self._formula = "".join(self._buffer)
            self._note_formula(self._formula, (self._row, self._column))

    def _note_formula(self, formula: str, where: Place) -> None:
        """Keep where a formula is written that cells share, and whether it has a value at all."""
        rare, attributes = self.content.cells.rare, self._of_formula
        kind, shared = attributes.get("t", "normal"), attributes.get("si", "")
        if kind == "shared" and formula:
            self._written[shared] = where
        elif kind == "shared" and shared in self._written:
            rare.shared[where] = self._written[shared]
        elif kind == "dataTable" or not formula:
            rare.recalculated[where] = UNSTEADY
        if attributes.get("ca") in TRUE or attributes.get("aca") in TRUE:
            rare.always.add(where)

    def _close_deeper(self, depth: int, name: str) -> None:
        """The end of a text in an inline string; phonetic guides are no part of it."""
        if name == T and self._inline is not None and (depth == RUN or self._in_run):
            self._inline.append(self._run.piece(unescaped("".join(self._buffer))))
            self._in_text = False

    def _placed(self, address: str | None) -> int:
        """The column of a cell without address, or in a row without number: there the cells say which row it is."""
        if address is None:
            if self._column >= LAST_COLUMN:
                raise damaged("address")
            return self._column + 1
        row, column = place(address)
        if self._row_text:
            raise damaged("address")
        if row != self._row:
            self._store_row()
            self._row = row
        return column

    def _store_row(self) -> None:
        tally, columns = self._tally, self._columns
        tally.styled_cells += self._styled
        self._styled = 0
        if tally.styled_cells > self._limits.styled_cells:
            raise over("styled_cells", tally.styled_cells, self._limits.styled_cells)
        if columns:
            tally.cells += len(columns)
            if tally.cells > self._limits.cells:
                raise over("cells", tally.cells, self._limits.cells)
            self.content.cells.add(self._row, columns, self._row_values, self._styles)
            self._columns, self._row_values, self._styles = [], [], []

    def _open_other(self, depth: int, name: str, attributes: dict[str, str]) -> None:
        """An element that is neither a cell nor the value of one."""
        self._count_element()
        if len(attributes) > self._limits.attributes:
            raise unsafe("attributes")
        if depth == 1:
            self._open_root(name, attributes)
        elif depth == DATA:
            self._in_data = name == DATA_NAME
            if self._in_data and self._had_data:
                raise damaged("structure")
            self._had_data = self._had_data or self._in_data
            self._beside.opened(depth, name, attributes)
        elif not self._in_data:
            self._open_beside(name, attributes)
        elif depth == ROW and name == ROW_NAME:
            self._open_row(attributes)
        elif depth >= INSIDE and self._kind is not None:
            self._open_inside(depth, name, attributes)
        else:
            raise damaged("structure")

    def _count_element(self) -> None:
        self._tally.elements += 1
        if self._tally.elements > self._limits.elements:
            raise over("elements", self._tally.elements, self._limits.elements)

    def _open_root(self, name: str, attributes: dict[str, str]) -> None:
        del attributes
        if name != f"{MAIN}{SEPARATOR}worksheet":
            raise damaged("structure")

    def _open_beside(self, name: str, attributes: dict[str, str]) -> None:
        """An element outside of the data, where there are no cells."""
        if self._depth > self._limits.depth:
            raise unsafe("depth")
        if name in (ROW_NAME, C, V):
            raise damaged("structure")
        self._beside.opened(self._depth, name, attributes)

    def _open_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        if number is not None and not ROW_NUMBER.fullmatch(number):
            raise damaged("address")
        self._row = int(number) if number else self._row + 1
        self._row_text, self._column = number or "", 0
        self._row_style = attributes.get("s", "") if attributes.get("customFormat") in TRUE else ""
        if self._row > LAST_ROW:
            raise damaged("address")
        if hides(attributes) or (self._beside.low_rows and "ht" not in attributes):
            self.content.hidden_rows.add(self._row)

    def _open_inside(self, depth: int, name: str, attributes: dict[str, str]) -> None:
        """A formula or an inline string, or what such a string is made of."""
        self._buffer.clear()
        if depth > self._limits.depth:
            raise unsafe("depth")
        if depth == INSIDE and name == F and self._formula is None:
            self._rare = True
            self._of_formula = attributes
        elif depth == INSIDE and name == IS and self._inline is None and self._kind == "inlineStr":
            self._inline, self._has_text, self._rare = [], False, True
        elif depth > INSIDE and self._inline is not None:
            self._open_run(depth, name, attributes)
        else:
            raise damaged("structure")

    def _open_run(self, depth: int, name: str, attributes: dict[str, str]) -> None:
        """A part of an inline string. Readers do not agree on a second text beside or inside of the first one."""
        if depth == RUN:
            self._in_run = name == R
            self._run = Run()
            self._has_text = self._has_text and not self._in_run
        elif depth == PROPERTY and self._in_run:
            self._run.take(name.removeprefix(f"{MAIN}{SEPARATOR}"), attributes)
        if self._in_text:
            raise damaged("structure")
        if name == T and (depth == RUN or self._in_run):
            if self._has_text:
                raise damaged("structure")
            self._has_text = self._in_text = True


def hides(attributes: dict[str, str]) -> bool:
    """Whether a row with these attributes is not to be seen."""
    return attributes.get("hidden") in TRUE or is_narrow(attributes.get("ht"), LOW)


LONG = 16
"""Numbers with so many digits are rare and take the slower way."""


class SheetWalker(SheetFrame):
    """Reads one sheet into ``content`` and counts it into ``tally``. For one part only.

    ``_open`` and ``_close`` run for each of a million elements. They do for cells and their values what most of these
    need, in place and with as few steps as possible; everything else is left to the frame.
    """

    def __init__(self, limits: Limits, tally: Tally, book: Book) -> None:
        super().__init__(limits, tally, book)
        self._values = Values(book, self.content.cells.rare, limits, tally)
        self._is_plain = self._values.is_plain
        self._style_numbers = StyleNumbers(len(book.looks))
        self._most_attributes = limits.attributes
        self._column_styles = self._beside.column_styles
        self._first_is_plain = book.looks[0].is_plain

    @property
    def strings_shown(self) -> Set[int]:
        """The numbers of the shared strings that its cells have."""
        return self._values.strings_shown

    def walk(self, data: bytes) -> SheetContent:
        """The content of the part. Raises Refused."""
        parse(data, self._open, self._close, self._buffer.append, NAMES)
        content, beside = self.content, self._beside
        content.merges, content.hidden_columns = beside.merges, beside.hidden_columns
        content.protected, content.rules = beside.protected, beside.rules
        content.stamps = tuple(beside.page_texts)
        if beside.unreachable:
            content.hidden_rows.update(row for row in content.cells.columns() if row <= beside.unreachable)
        content.hidden_columns |= beside.narrow_columns()
        content.unseen = "formulas_shown" if beside.shows_formulas else ""
        if beside.without_zeros:
            content.cells.without_zeros([EVERYWHERE], lambda _: True)
        for rule, boxes in content.rules.items():
            if rule.operator and rule.may_hold(0):
                content.cells.without_zeros(boxes, rule.change.hides_zero)
        return content

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        self._depth = depth = self._depth + 1
        if name == V and depth == INSIDE and self._kind is not None:
            if attributes or self._kind == "inlineStr":
                self._check_value(attributes)
            self._buffer.clear()
        elif name == C and depth == CELL and self._in_data:
            address = attributes.get("r")
            if address and self._row_text and address.endswith(self._row_text):
                self._column = COLUMNS[address[: -len(self._row_text)]]
            else:
                self._column = self._placed(address)
            self._kind = attributes.get("t", "n")
            style = attributes.get("s")
            self._style = self._inherited() if style is None else self._style_numbers[style]
            self._value = None
            self._styled += 1
            if len(attributes) > self._most_attributes:
                raise unsafe("attributes")
        else:
            self._open_other(depth, name, attributes)

    def _inherited(self) -> int:
        """The style of a cell that names none.

        Some programs give it that of its row or its column, others the first one; a style in which something may be
        seen in another way than it is stored counts.
        """
        style = self._row_style or self._column_styles.get(self._column, "0")
        return self._style_numbers[style] if self._first_is_plain else 0

    def _close(self, name: str) -> None:
        depth = self._depth
        self._depth = depth - 1
        if not self._in_data:
            self._beside.closed(depth, name)
            return
        if depth == INSIDE and name == V and self._value is None:
            self._value = "".join(self._buffer)
        elif depth == CELL:
            text, kind, style = self._value, self._kind or "n", self._style
            self._kind = None
            if self._rare:
                value = self._rare_value(kind, text, style)
                self._formula = self._inline = None
                self._rare = False
            elif not text:
                return
            elif kind == "n" and text.isdecimal() and len(text) < LONG and text.isascii() and self._is_plain(style):
                value = int(text)
            else:
                value = self._values.read(kind, text, style, (self._row, self._column))
            self._columns.append(self._column)
            self._row_values.append(value)
            self._styles.append(style)
        else:
            self._close_other(depth, name)

    def _rare_value(self, kind: str, text: str | None, style: int) -> object:
        """The value of a cell with a formula or an inline string; None where a formula has none."""
        where = (self._row, self._column)
        if self._inline is not None and any(piece.font or piece.letters for piece in self._inline):
            value: object = self._values.of_runs(self._inline, style)
        else:
            text = text if self._inline is None else "".join(piece.text for piece in self._inline)
            value = self._values.read(kind, text or "", style, where) if text or self._inline is not None else None
        if self._formula is not None:
            self._values.formula(self._formula, kind, value, where)
        return value
