"""What a sheet says outside of its data: merges, hidden columns, page headers, conditional formats (``Beside``)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from khpcmd.text.patterns import when_asked
from khpcmd.workbook.file.addresses import LAST_COLUMN, Box, box
from khpcmd.workbook.file.conditions import EVERYWHERE, boxes_of, rule_of
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.file.limits import Limits, damaged
from khpcmd.workbook.file.styles import OFF, Change
from khpcmd.workbook.file.values import Book
from khpcmd.workbook.file.xml import MAIN, SEPARATOR, Tally

COLUMN_NUMBER = re.compile("[1-9][0-9]{0,4}")
TRUE = ("1", "true")
NARROW, LOW = 1.5, 3.0
"""A column of so many characters, or a row of so many points, shows nothing that can be read."""
SIZE = re.compile("[0-9]{1,6}(?:[.][0-9]{1,20})?")
MOST_STYLED = 4 * LAST_COLUMN
"""Columns that are given a style; each once, as programs write them, are a quarter of it."""
BELOW, ENTRY, DEEPER = 2, 3, 4
"""The depths of the lists below the root, of their entries, and of what these hold."""
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
"""The namespace of newer rules for what may be typed."""
PAGE_TEXTS = {"oddHeader": "", "oddFooter": "", "evenHeader": "differentOddEven", "evenFooter": "differentOddEven",
              "firstHeader": "differentFirst", "firstFooter": "differentFirst"}  # fmt: skip
"""The texts above and below each printed page, with the switch without which they are not printed."""
CODE = when_asked(
    r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|K[0-9]{2}[+-][0-9]{3}|[0-9]{1,3}|[PN][+-][0-9]+|(?P<shown>&)|(?P<part>[LCR])|.)',
    re.DOTALL | re.IGNORECASE,
)
"""A code in the text of a page's header: a font, a colour, a size, a sign, one of three parts, or a field."""


@dataclass(slots=True)
class Beside:
    """Takes the elements outside of the data, by their names and depths."""

    limits: Limits
    tally: Tally
    book: Book
    buffer: list[str]
    """The characters since it was last cleared."""
    grid: Grid
    column_styles: dict[int, str] = field(default_factory=dict)
    """The styles of columns, as they are written."""
    without_zeros: bool = False
    """Whether the sheet shows no zeros."""
    _styled: int = 0
    _list: str = ""
    _switches: dict[str, str] = field(default_factory=dict)
    _merges: list[Box] = field(default_factory=list)
    _hidden_columns: set[tuple[int, int]] = field(default_factory=set)
    _boxes: list[Box] = field(default_factory=list)
    _kind: str = ""
    _operator: str = ""
    _change: Change = field(default_factory=Change)
    _formulas: list[str] = field(default_factory=list)
    _prompts: dict[str, None] = field(default_factory=dict)

    def opened(self, depth: int, name: str, attributes: dict[str, str]) -> None:
        """An element began; those of other namespaces mean nothing."""
        namespace, _, name = name.rpartition(SEPARATOR)
        if namespace == X14 and name == "dataValidation":
            self._prompted(attributes)
        if namespace != MAIN or depth > DEEPER:
            return
        if depth == BELOW:
            self._list = name
            self._open_list(name, attributes)
        elif depth == ENTRY:
            self._open_entry(name, attributes)
        elif name == "formula":
            self.buffer.clear()
        elif name in ("iconSet", "dataBar") and attributes.get("showValue", "1") in OFF:
            self._change = Change(no_number=True)

    def _open_list(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "sheetProtection":
                self.grid.protected = attributes.get("sheet") in TRUE
            case "headerFooter":
                self._switches = attributes
            case "conditionalFormatting":
                self._boxes = boxes_of(attributes.get("sqref", ""))
            case _:
                pass

    def _open_entry(self, name: str, attributes: dict[str, str]) -> None:
        match self._list, name:
            case "mergeCells", "mergeCell":
                self._merges.append(merged := box(attributes.get("ref", "")))
                top, left, bottom, right = merged
                self.tally.add(self.limits, merged_cells=(bottom - top + 1) * (right - left + 1))
            case "cols", "col":
                self._column(attributes)
            case "sheetViews", "sheetView":
                self.without_zeros = self.without_zeros or attributes.get("showZeros", "1") in OFF
            case "headerFooter", _:
                self.buffer.clear()
            case "dataValidations", "dataValidation":
                self._prompted(attributes)
            case "conditionalFormatting", "cfRule":
                self._kind, self._operator = attributes.get("type", ""), attributes.get("operator", "")
                self._change, self._formulas = self._changed(attributes.get("dxfId", "")), []
            case _:
                pass

    def closed(self, depth: int, name: str) -> None:
        """An element ends."""
        namespace, _, name = name.rpartition(SEPARATOR)
        if namespace != MAIN or depth not in (ENTRY, DEEPER):
            return
        match self._list, name:
            case "conditionalFormatting", "formula":
                self._formulas.append("".join(self.buffer))
            case "conditionalFormatting", "cfRule" if self._change.may_hide:
                rule = rule_of(self._kind, self._operator, self._formulas, self._change)
                if rule:
                    self.grid.rules.put(rule, self._boxes)
            case "headerFooter", _ if depth == ENTRY and name in PAGE_TEXTS:
                switch = PAGE_TEXTS[name]
                if not switch or self._switches.get(switch) in TRUE:
                    self.grid.stamps += page_texts("".join(self.buffer))
            case _:
                pass

    def _prompted(self, attributes: dict[str, str]) -> None:
        """Keep the message that shows at some cells for whoever fills them in."""
        if attributes.get("showInputMessage") in TRUE:
            self._prompts |= dict.fromkeys(attributes.get(part, "") for part in ("promptTitle", "prompt"))

    def _changed(self, number: str) -> Change:
        changes = self.book.changes
        known = number.isdecimal() and len(number) < 9 and int(number) < len(changes)
        return changes[int(number)] if known else Change()

    def finish(self) -> None:
        """Note what only the whole sheet tells: merged cells, and the columns and zeros that are not seen."""
        cells = self.grid.cells
        self.grid.merges = tuple(self._merges)
        self.grid.prompts = tuple(filter(None, self._prompts))
        self.grid.hidden_columns = tuple(sorted(self._hidden_columns))
        if self.without_zeros:
            cells.without_zeros([EVERYWHERE], lambda _: True)
        for rule, boxes in self.grid.rules.items():
            if rule.operator and rule.may_hold(0):
                cells.without_zeros(boxes, rule.change.hides_zero)

    def _column(self, attributes: dict[str, str]) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if not (COLUMN_NUMBER.fullmatch(first) and COLUMN_NUMBER.fullmatch(last) and int(first) <= LAST_COLUMN):
            return
        left, right = int(first), min(int(last), LAST_COLUMN)
        if attributes.get("hidden") in TRUE or is_narrow(attributes.get("width"), NARROW):
            self._hidden_columns.add((left, right))
        style = attributes.get("style", "0")
        if style != "0" or self.column_styles:
            self._styled += right - left + 1
            if self._styled > MOST_STYLED:
                raise damaged("structure")
            self.column_styles.update(dict.fromkeys(range(left, right + 1), style))


def is_narrow(size: str | None, least: float) -> bool:
    """Whether a height or a width leaves nothing to be read."""
    return size is not None and SIZE.fullmatch(size) is not None and float(size) <= least


def page_texts(written: str) -> tuple[str, ...]:
    """The texts of the left, the middle and the right part of a page's header or footer, without its codes.

    A part of codes and signs alone, such as the number of the page, has no text.
    """
    plain = CODE.sub(lambda code: "\0" if code["part"] else code["shown"] or " ", written)
    texts = (" ".join(part.split()) for part in plain.split("\0"))
    return tuple(text for text in texts if any(map(str.isalnum, text)))
