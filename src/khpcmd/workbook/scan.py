"""One streaming pass over each XML part, before any reader builds anything: is it safe, how large, what is in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from khpcmd.diagnostics import Code
from khpcmd.workbook.limits import Limits, Refused, damaged, over, word
from khpcmd.workbook.places import LAST_COLUMN, LAST_ROW, Box, Place, place


class Walker:
    """Walks one XML part. Subclasses override ``opened``, ``closed`` and ``text``."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._depth = 0

    def walk(self, data: bytes) -> None:
        """Refuses what is no XML, has a DOCTYPE, or nests deeper than the limits."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.ordered_attributes = False
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartElementHandler = self._open
        parser.EndElementHandler = self._close
        parser.CharacterDataHandler = self.text
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:
            raise damaged("bad_xml") from error

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > self.limits.depth:
            raise Refused(Code.UNSAFE_WORKBOOK, what=word("depth"))
        if len(attributes) > self.limits.attributes:
            raise Refused(Code.UNSAFE_WORKBOOK, what=word("attributes"))
        self.opened(name.rpartition(":")[2], attributes)

    def _close(self, name: str) -> None:
        self._depth -= 1
        self.closed(name.rpartition(":")[2])

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """An element began; ``name`` has no prefix."""

    def closed(self, name: str) -> None:
        """An element ended."""

    def text(self, text: str) -> None:
        """Text inside the element that is open."""


def _refuse_doctype(*_: object) -> None:
    raise Refused(Code.UNSAFE_WORKBOOK, what=word("doctype"))


class Elements(Walker):
    """The attributes of all elements with certain names, in their order."""

    def __init__(self, limits: Limits, *names: str) -> None:
        super().__init__(limits)
        self._names = names
        self.found: list[dict[str, str]] = []

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        if name in self._names:
            self.found.append({key.rpartition(":")[2]: value for key, value in attributes.items()})


@dataclass(slots=True)
class Tally:
    """How much the sheets of a file hold together."""

    cells: int = 0
    """Cells with content."""
    styled_cells: int = 0
    """All cells."""
    merged_cells: int = 0
    """Cells under merged ranges."""


@dataclass(slots=True)
class SheetFacts:
    """What one sheet holds."""

    formulas: dict[Place, str] = field(default_factory=dict)
    """The text of each formula, with its "="; only "=" where it is shared with another cell."""
    uncalculated: set[Place] = field(default_factory=set)
    """Formulas that no program has given a value."""
    merges: list[Box] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    """First and last of each hidden range of columns."""


@dataclass(slots=True)
class _OpenCell:
    place: Place
    kind: str
    content: bool = False
    formula: bool = False


class SheetWalker(Walker):
    """Counts the cells of one sheet into ``tally``, and keeps its formulas, merges and hidden parts."""

    def __init__(self, limits: Limits, tally: Tally) -> None:
        super().__init__(limits)
        self.facts = SheetFacts()
        self._tally = tally
        self._row = 0
        self._column = 0
        self._cell: _OpenCell | None = None
        self._text: list[str] | None = None

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "c":
                self._open_cell(attributes)
            case "v" | "f":
                self._text = []
            case "is" if self._cell:
                self._cell.content = True
            case "row":
                self._open_row(attributes)
            case "mergeCell":
                self._merge(attributes.get("ref", ""))
            case "col" if attributes.get("hidden") in ("1", "true"):
                self._hide(attributes)
            case _:
                pass

    def _open_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        if number is not None and not re.fullmatch(r"[1-9][0-9]{0,6}", number):
            raise damaged("address")
        self._row = int(number) if number else self._row + 1
        self._column = 0
        if self._row > LAST_ROW:
            raise damaged("address")
        if attributes.get("hidden") in ("1", "true"):
            self.facts.hidden_rows.add(self._row)

    def _open_cell(self, attributes: dict[str, str]) -> None:
        address = attributes.get("r")
        where = place(address) if address else (self._row, self._column + 1)
        self._column = where[1]
        if self._column > LAST_COLUMN or not where[0]:
            raise damaged("address")
        self._cell = _OpenCell(where, attributes.get("t", "n"))
        self._tally.styled_cells += 1
        if self._tally.styled_cells > self.limits.styled_cells:
            raise over("cells", self._tally.styled_cells, self.limits.styled_cells)

    def text(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def closed(self, name: str) -> None:
        if name == "c":
            self._close_cell()
        elif name in ("v", "f") and self._text is not None:
            content, self._text = "".join(self._text), None
            if self._cell and name == "f":
                self._cell.formula = True
                self.facts.formulas[self._cell.place] = "=" + content
            elif self._cell and content:
                self._cell.content = True

    def _close_cell(self) -> None:
        cell, self._cell = self._cell, None
        if cell is None:
            return
        if cell.formula and not cell.content and cell.kind != "str":
            self.facts.uncalculated.add(cell.place)
        if cell.content or cell.formula:
            self._tally.cells += 1
            if self._tally.cells > self.limits.cells:
                raise over("cells", self._tally.cells, self.limits.cells)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.replace("$", "").partition(":")
        (top, left), (bottom, right) = place(first), place(last or first)
        if bottom < top or right < left:
            raise damaged("address")
        self.facts.merges.append((top, left, bottom, right))
        self._tally.merged_cells += (bottom - top + 1) * (right - left + 1)
        if self._tally.merged_cells > self.limits.merged_cells:
            raise over("merges", self._tally.merged_cells, self.limits.merged_cells)

    def _hide(self, attributes: dict[str, str]) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if first.isdecimal() and last.isdecimal():
            self.facts.hidden_columns.append((int(first), min(int(last), LAST_COLUMN)))
