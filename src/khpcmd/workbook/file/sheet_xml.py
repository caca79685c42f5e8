"""Reads one sheet of an .xlsx in one streaming pass, and checks at the same time that it is safe and within the limits.

A sheet has to have the form ``worksheet/sheetData/row/c/(f, v or is)``: cells elsewhere would be lost in silence, and
are refused. Ordinary cells are found by a regular expression, all others and all that is around them by expat, which is
six times slower; ``SheetWalker`` reads both in the same way. Where nothing but digits makes the end of a row another
one than that of a row before it, these digits are its numbers. ``Beside`` takes what stands outside of the data. Tests
compare the values with those of openpyxl.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import takewhile
from typing import NamedTuple

from khpcmd.workbook.file.addresses import COLUMNS, LAST_COLUMN, LAST_ROW, Place, letters, place
from khpcmd.workbook.file.grid import UNSTEADY, CellStore, Grid
from khpcmd.workbook.file.limits import Limits, damaged, over, unsafe
from khpcmd.workbook.file.sheet_beside import LOW, TRUE, Beside, is_narrow
from khpcmd.workbook.file.styles import RichText
from khpcmd.workbook.file.values import Book, StyleNumbers, Values
from khpcmd.workbook.file.xml import DECLARED, MAIN, SEPARATOR, Tally, decoded, parser_for

ROW_NUMBER = re.compile("[1-9][0-9]{0,6}")
NAMES = tuple(f"{MAIN}{SEPARATOR}{name}" for name in ("sheetData", "row", "c", "v", "f", "is"))
DATA_NAME, ROW_NAME, C, V, F, IS = NAMES
"""The names of elements. A name of another namespace is another name, whatever its prefix."""
DATA, ROW, CELL, INSIDE = 2, 3, 4, 5
"""The depths of the list of rows, of rows, of cells, and of what stands in a cell."""
LONG = 16
"""Numbers with so many digits are rare and take the slower way."""
FEW = 4
"""A large sheet has the numbers of up to so many digits many times over."""
HEAD = re.compile(DECLARED + rb"<worksheet\s")
"""How a part begins that is written in UTF-8, with the usual namespace as the one of names without a prefix."""
TEXT = r"[^<>&\]\x00-\x1f\xef]"
"""A byte of a text that stands for itself; the last one begins letters of which XML forbids some."""
ORDINARY_CELLS = re.compile(
    (
        r'(?:<c r="[A-Z]{1,3}[0-9]+"(?: s="[0-9]+")?(?:(?: t="(?:n|s|b|e|str)")?'
        rf'(?: ?/>|>(?:<f(?: aca="false")?>{TEXT}{{1,8000}}+</f>)?(?:<v ?/>|<v>{TEXT}{{0,8000}}+</v>)?</c>)'
        rf'| t="inlineStr"><is><t>{TEXT}{{1,8000}}+</t></is></c>)){{1,250}}+'
    ).encode()
)
"""Cells as Excel, LibreOffice and openpyxl write them: nothing that could mean anything else to a parser of XML."""
CELL_PARTS = re.compile(
    r'<c r="([A-Z]+)([0-9]+)"(?: s="([0-9]+)")?(?: t="([A-Za-z]+)")?[ />]+(?:<f[^>]*>([^<]*)</f>)?'
    r"(?:<(?:v|is><t)>([^<]*)</)?"
)
"""Of each of these cells: its column in letters, its row, style, kind, formula and value, "" for what it lacks."""
BOUNDARY = re.compile(rb'<row(?: [A-Za-z0-9:]+="[^<>"&]*")*>|</c>')
"""An element of which cells may come next; it ends with its last byte, whatever stood before it."""


FEWEST = 4
"""So many numbers at the end of a row are read at once where a row before it was written alike."""
WIDEST = 1 << 16
"""How far from its beginning such numbers begin at most."""
MOST_LAYOUTS = 20
"""How many ways to write these are learnt in one sheet."""


class Layout(NamedTuple):
    """How the numbers at the end of a row are written: nothing but digits makes another row of the same cells."""

    first: bytes
    """The letters of the first column."""
    cells: re.Pattern[bytes]
    """The cells, with the number of the row and those in them as groups."""
    columns: Sequence[int]
    styles: Sequence[int]


def is_number(cell: Sequence[str]) -> bool:
    """Whether a cell holds a number of few digits, and no more than that is written of it."""
    _, _, _, kind, formula, text = cell
    return not kind and not formula and text.isascii() and text.isdecimal() and len(text) < LONG


class SheetWalker:
    """Reads one sheet into ``grid`` and counts it into ``tally``. For one part only.

    Wherever its cells come from, ``_take`` reads them.
    """

    def __init__(self, limits: Limits, tally: Tally, book: Book) -> None:
        self.grid = Grid(cells=CellStore(book.looks))
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
        self._letters = self._style = ""
        self._value: str | None = None
        self._formula: str | None = None
        self._of_formula: dict[str, str] = {}
        """The attributes of the formula."""
        self._written = dict[str, Place]()
        """Where the formulas stand that cells share, by what these cells are called."""
        self._inline: RichText | None = None
        self._buffer: list[str] = []
        self._beside = Beside(limits, tally, book, self._buffer, self.grid)
        self._columns: list[int] = []
        self._row_values: list[object] = []
        self._styles: list[int] = []
        self._numbers = dict[str, int]()
        """The plain numbers of few digits that were met, by their text: cells that hold the same share it."""
        self._digits = dict[bytes, int]()
        """The same, by their bytes."""
        self._alike: Layout | None = None
        """How the numbers at the end of a row before are written."""
        self._learnt = 0
        """How many such ways were met."""
        self._values = Values(book, self.grid.cells.rare, limits, tally)
        self._is_plain = self._values.is_plain
        self._style_numbers = StyleNumbers(len(book.looks))
        self._column_styles = self._beside.column_styles
        self._first_is_plain = book.looks[0].is_plain

    @property
    def strings_shown(self) -> Set[int]:
        """The numbers of the shared strings that its cells have."""
        return self._values.strings_shown

    def walk(self, data: bytes) -> Grid:
        """The sheet of the part, without its title. Raises Refused."""
        self._parse(data)
        self._beside.finish()
        return self.grid

    def _parse(self, data: bytes) -> None:
        """Give expat the part without the ordinary cells that stand directly in a numbered row; read these.

        Without declarations, comments and CDATA each "<" begins an element, and without a second default namespace
        each name without a prefix is of the first one: what is left out are whole cells, and expat judges the rest.
        """
        feed, at = parser_for(self._open, self._close, self._buffer.append, NAMES), 0
        boundary = BOUNDARY.search(data) if is_ordinary(data) else None
        while boundary:
            feed(data[at : boundary.end()], False)
            at = boundary.end()
            is_between_cells = self._depth == ROW and self._in_data and self._row_text
            at = self._take_alike(self._alike, data, at) if is_between_cells and self._alike else at
            while is_between_cells and (plain := ORDINARY_CELLS.match(data, at)):
                cells = CELL_PARTS.findall(decoded(plain[0]))
                self._take(cells)
                at = plain.end()
                if self._learnt < MOST_LAYOUTS and (layout := self._layout(cells)):
                    self._alike = layout
                    self._learnt += 1
            boundary = BOUNDARY.search(data, at)
        feed(data[at:], True)

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        self._depth = depth = self._depth + 1
        if len(attributes) > self._limits.attributes:
            raise unsafe("attributes")
        if name == V and depth == INSIDE and self._kind is not None:
            if self._kind == "inlineStr":
                raise damaged("structure")
            self._buffer.clear()
        elif name == C and depth == CELL and self._in_data:
            self._letters = self._placed(attributes.get("r"))
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self._value = None
            if "" in (self._kind, attributes.get("s")):
                raise damaged("structure")
        else:
            self._open_other(depth, name, attributes)

    def _inherited(self, column: int) -> int:
        """The style of a cell that names none.

        Some programs give it that of its row or its column, others the first one; a style in which something may be
        seen in another way than it is stored counts.
        """
        return self._style_numbers[self._row_style or self._column_styles.get(column, "0")]

    def _close(self, name: str) -> None:
        depth = self._depth
        self._depth = depth - 1
        if not self._in_data:
            self._beside.closed(depth, name)
        elif depth == INSIDE and name == V and self._value is None:
            self._value = "".join(self._buffer)
        elif depth == CELL:
            formula, value = self._formula or "", self._value or ""
            self._take([(self._letters, self._row_text, self._style, self._kind or "n", formula, value)])
            self._kind = self._formula = self._inline = None
        else:
            self._close_other(depth, name)

    def _take(self, cells: Sequence[Sequence[str]]) -> None:
        """Read cells of the row: the letters of each one's column, the number of the row, style, kind, formula, value.

        What most cells need is done in place, with as few steps as possible.
        """
        styles, is_plain, row_text = self._style_numbers, self._is_plain, self._row_text
        inherits = self._first_is_plain and bool(self._row_style or self._column_styles)
        is_rare, numbers = self._formula is not None or self._inline is not None, self._numbers
        for name, row, named, kind, formula, text in cells:
            column = self._column = COLUMNS[name]
            if row != row_text:
                raise damaged("address")
            style = styles[named] if named else self._inherited(column) if inherits else 0
            if formula or is_rare:
                value = self._rare_value(kind or "n", formula, text, style)
            elif not text:
                continue
            elif kind in ("", "n") and text.isdecimal() and len(text) < LONG and text.isascii() and is_plain(style):
                value = int(text) if len(text) > FEW else numbers.setdefault(text, int(text))
            else:
                value = self._values.read(kind or "n", text, style, (self._row, column))
            self._columns.append(column)
            self._row_values.append(value)
            self._styles.append(style)
        self._styled += len(cells)

    def _layout(self, cells: Sequence[Sequence[str]]) -> Layout | None:
        """How the plain numbers at the end of a row are written, where there are several; ``cells`` were just taken."""
        several = len(cells) >= FEWEST and is_number(cells[-FEWEST])
        last = [*takewhile(is_number, reversed(cells))][::-1] if several else []
        styles = self._styles[-len(last) :]
        if len(last) < FEWEST or self._row_style or self._column_styles or not all(map(self._is_plain, styles)):
            return None
        row, written = "(?P<row>[0-9]+)", ""
        for name, _, style, *_ in last:
            styled = f' s="{style}"' if style else ""
            written += f'<c r="{name}{row}"{styled}><v>([0-9]{{1,{LONG - 1}}})</v></c>'
            row = "(?P=row)"
        return Layout(last[0][0].encode(), re.compile(written.encode()), self._columns[-len(last) :], styles)

    def _take_alike(self, layout: Layout, data: bytes, begin: int) -> int:
        """Read a row that ends with numbers as one before it did, written alike but for their digits, and return where
        they end; its beginning where it does not."""
        row = self._row_text.encode()
        start = data.find(b'<c r="%s%s"' % (layout.first, row), begin, begin + WIDEST)
        found = layout.cells.match(data, start) if start >= 0 and not self._row_style else None
        head = ORDINARY_CELLS.match(data, begin, start) if found and start > begin else None
        if not found or found["row"] != row or (start > begin and (not head or head.end() < start)):
            return begin
        if head:
            self._take(CELL_PARTS.findall(decoded(head[0])))
        _, *texts = found.groups()
        numbers = list(map(self._digits.get, texts))
        for index, text in enumerate(texts) if None in numbers else ():
            if numbers[index] is None:
                numbers[index] = int(text) if len(text) > FEW else self._digits.setdefault(text, int(text))
        self._columns += layout.columns
        self._row_values += numbers
        self._styles += layout.styles
        self._styled += len(texts)
        self._column = layout.columns[-1]
        return found.end()

    def _rare_value(self, kind: str, formula: str, text: str, style: int) -> object:
        """The value of a cell with a formula or an inline string; None where a formula has none."""
        where: Place = (self._row, self._column)
        value: object = None
        if self._inline is not None:
            value = self._values.of_runs(self._inline.pieces, style)
        elif text:
            value = self._values.read(kind, text, style, where)
        if formula or self._formula is not None:
            self._values.formula(formula, kind, value, where)
        return value

    def _close_other(self, depth: int, name: str) -> None:
        """The end of an element of the data that is neither a cell nor the only value of one."""
        if depth == ROW:
            self._store_row()
        elif depth == INSIDE:
            self._close_inside(name)
        elif depth > INSIDE and self._inline is not None:
            self._inline.closed(depth - INSIDE, local(name), "".join(self._buffer))
        elif depth == DATA:
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
        rare, attributes = self.grid.cells.rare, self._of_formula
        kind, shared = attributes.get("t", "normal"), attributes.get("si", "")
        if kind == "shared" and formula:
            self._written[shared] = where
        elif kind == "shared" and shared in self._written:
            rare.shared[where] = self._written[shared]
        elif kind == "dataTable" or not formula:
            rare.recalculated[where] = UNSTEADY
        if attributes.get("ca") in TRUE or attributes.get("aca") in TRUE:
            rare.always.add(where)

    def _placed(self, address: str | None) -> str:
        """The letters of a cell's column; without an address it is the next one, in a row without number cells name it.

        Raises Refused for another row than that in which the cell stands.
        """
        if address is None:
            if self._column >= LAST_COLUMN:
                raise damaged("address")
            self._column += 1
        elif not self._row_text:
            row, self._column = place(address)
            if row != self._row:
                self._store_row()
                self._row = row
        elif not address.endswith(self._row_text):
            raise damaged("address")
        else:
            self._column = COLUMNS[address[: -len(self._row_text)]]
        return letters(self._column)

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
            self.grid.cells.add(self._row, columns, self._row_values, self._styles)
            self._columns, self._row_values, self._styles = [], [], []

    def _open_other(self, depth: int, name: str, attributes: dict[str, str]) -> None:
        """An element that is neither a cell nor the value of one."""
        self._tally.elements += 1
        if self._tally.elements > self._limits.elements:
            raise over("elements", self._tally.elements, self._limits.elements)
        if depth > self._limits.depth:
            raise unsafe("depth")
        if depth == 1 and name != f"{MAIN}{SEPARATOR}worksheet":
            raise damaged("structure")
        if depth == DATA:
            self._in_data = name == DATA_NAME
            if self._in_data and self._had_data:
                raise damaged("structure")
            self._had_data = self._had_data or self._in_data
            self._beside.opened(depth, name, attributes)
        elif not self._in_data:
            if name in (ROW_NAME, C, V):
                raise damaged("structure")
            self._beside.opened(depth, name, attributes)
        elif depth == ROW and name == ROW_NAME:
            self._open_row(attributes)
        elif depth >= INSIDE and self._kind is not None:
            self._open_inside(depth, name, attributes)
        else:
            raise damaged("structure")

    def _open_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        if number is not None and not ROW_NUMBER.fullmatch(number):
            raise damaged("address")
        self._row = int(number) if number else self._row + 1
        self._row_text, self._column = number or "", 0
        self._row_style = attributes.get("s", "") if attributes.get("customFormat") in TRUE else ""
        if self._row > LAST_ROW:
            raise damaged("address")
        if hides(attributes):
            self.grid.hidden_rows.add(self._row)

    def _open_inside(self, depth: int, name: str, attributes: dict[str, str]) -> None:
        """A formula or an inline string, or what such a string is made of."""
        self._buffer.clear()
        if depth == INSIDE and name == F and self._formula is None:
            self._of_formula = attributes
        elif depth == INSIDE and name == IS and self._inline is None and self._kind == "inlineStr":
            self._inline = RichText("structure")
        elif depth > INSIDE and self._inline is not None:
            self._inline.opened(depth - INSIDE, local(name), attributes)
        else:
            raise damaged("structure")


def local(name: str) -> str:
    """The name of an element without the usual namespace."""
    return name.removeprefix(f"{MAIN}{SEPARATOR}")


def is_ordinary(data: bytes) -> bool:
    """Whether a part is UTF-8 without declarations, comments and CDATA, and has one default namespace."""
    head = HEAD.match(data)
    if head is None or b"<!" in data or data.find(b"<?", head.end()) >= 0:
        return False
    return data.count(b"xmlns") - data.count(b"xmlns:") == 1


def hides(attributes: dict[str, str]) -> bool:
    """Whether a row with these attributes is not to be seen."""
    return attributes.get("hidden") in TRUE or is_narrow(attributes.get("ht"), LOW)
