"""The marks on wrong cells: a fill and a comment each, distinguishable from the sender's own, and never a formula.

``put_marks`` writes them; ``annotate.copy`` composes the copy that they are put on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from typing import cast

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.styles.fills import Fill
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from khpcmd.diagnostics import Diagnostic, Severity
from khpcmd.plan.places import shortened
from khpcmd.render.wording import visible
from khpcmd.workbook.file.remarks import BEFORE_SENDER, OWN

LONGEST = 1_500
"""Characters of one sentence; what was found in a cell can be much longer."""
ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
COLORS = {Severity.ERROR: "FFFF9999", Severity.WARNING: "FFFFD966", Severity.QUESTION: "FF9DC3E6"}
"""By severity, the worst first."""
MOST = 5_000
"""How many cells get a mark; the sheet of results lists the others."""
WIDTH, LINE, CHARACTERS = 380, 17, 52
"""Of a comment: its width and the height of a line in pixels, and how many characters a line holds."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell that was marked, and the fill that it had."""

    sheet: str
    address: str
    fill: Fill


def put_marks(book: Workbook, faults: Iterable[Diagnostic], say: Callable[[Diagnostic], str]) -> list[Mark]:
    """Mark the cells of the faults; several faults of one cell stand in one comment."""
    marks = list[Mark]()
    for (title, address), here in _by_cell(book, faults).items():
        if len(marks) == MOST:
            break
        cell = book[title][address]
        marks.append(Mark(title, address, fill_of(cell)))
        worst = next(severity for severity in COLORS if any(one.severity is severity for one in here))
        cell.fill = color(worst)
        lines = dict.fromkeys(harmless(say(one)) for one in here)
        cell.comment = _comment("\n\n".join(lines), cell.comment)
    return marks


def marked_cells(book: Workbook) -> Iterator[Cell]:
    """The cells with a comment of khpcmd's."""
    for sheet in book.worksheets:
        cells = sheet._cells.values()  # noqa: SLF001  # the public way there goes over every blank cell of the grid
        yield from [cell for cell in cells if isinstance(cell, Cell) and cell.comment and cell.comment.author == OWN]


def take_mark(cell: Cell, fill: Fill | None) -> None:
    """Restore a cell; ``fill`` is None where its former fill is unknown."""
    comment = cell.comment
    _, there, senders = comment.text.partition(BEFORE_SENDER) if comment else ("", "", "")
    author, _, text = senders.partition("\n")
    cell.comment = Comment(text, author) if there else None
    if is_ours(fill_of(cell)):
        cell.fill = copy(fill) if fill is not None else PatternFill()


def harmless(text: str) -> str:
    """The text on one line, shortened, with everything unseen made visible."""
    return shortened(visible(text), LONGEST)


def write(cell: Cell, text: str) -> Cell:
    """Put a text into a cell, as text."""
    cell.value = ESCAPE.sub("_x005F_", harmless(text))
    cell.data_type = "s"
    if text.startswith(STARTS):
        cell.quotePrefix = True
    return cell


def color(severity: Severity) -> PatternFill:
    return PatternFill("solid", fgColor=COLORS[severity], bgColor=COLORS[severity])


def cell_at(sheet: Worksheet, row: int, column: int) -> Cell:
    """A cell that is not hidden under a merged range."""
    return cast("Cell", sheet.cell(row, column))


def fill_of(cell: Cell) -> Fill:
    """The fill of a cell, by itself."""
    return cast("Fill", copy(cell.fill))


def is_ours(fill: Fill) -> bool:
    """Whether a fill is that of a mark."""
    return isinstance(fill, PatternFill) and fill.fill_type == "solid" and fill.fgColor.rgb in COLORS.values()


def _by_cell(book: Workbook, faults: Iterable[Diagnostic]) -> dict[tuple[str, str], list[Diagnostic]]:
    """The faults by the cell that is to be marked."""
    found = dict[tuple[str, str], list[Diagnostic]]()
    for fault in faults:
        at = fault.at
        if at is None or not at.cell or fault.severity not in COLORS or at.sheet not in book.sheetnames:
            continue
        sheet = book[at.sheet]
        if isinstance(sheet, Worksheet):
            for address in _addresses(sheet, at.cell):
                found.setdefault((at.sheet, address), []).append(fault)
    return found


def _addresses(sheet: Worksheet, area: str) -> list[str]:
    """The cells of an area; of a merged range its first one."""
    left, top, right, bottom = range_boundaries(area)
    if left is None or top is None or right is None or bottom is None:
        return []
    found = dict[str, None]()
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            if len(found) == MOST:
                return list(found)
            found[_seen(sheet, row, column)] = None
    return list(found)


def _seen(sheet: Worksheet, row: int, column: int) -> str:
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        for merged in sheet.merged_cells.ranges:
            if merged.min_row <= row <= merged.max_row and merged.min_col <= column <= merged.max_col:
                return str(sheet.cell(merged.min_row, merged.min_col).coordinate)
    return str(cell.coordinate)


def _comment(text: str, sender: Comment | None) -> Comment:
    """A comment of khpcmd's, with the sender's beneath it."""
    if sender is not None:
        text = f"{text}{BEFORE_SENDER}{visible(sender.author or '')}\n{sender.text}"
    lines = sum(1 + len(line) // CHARACTERS for line in text.split("\n"))
    return Comment(text, OWN, height=LINE * (lines + 1), width=WIDTH)
