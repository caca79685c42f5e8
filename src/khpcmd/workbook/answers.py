"""Yes/no fields that are asked in two columns, "Có" and "Không", to be marked with an x under one of them."""

from __future__ import annotations

from enum import Enum

from khpcmd.text import canonical
from khpcmd.workbook.cells import raw_text
from khpcmd.workbook.grid import GridCell
from khpcmd.workbook.vocabulary import answer

MARKS = frozenset({"x", "✓", "✔", "√", "v", "+", "1", "true"})
EMPTY = frozenset({"", "-", "--", "−", "0", "/", "…", "...", "false"})


class Mark(Enum):
    """What stands in one of the two columns."""

    MADE = "made"
    NONE = "none"
    UNCLEAR = "unclear"


def mark(cell: GridCell | None, column: bool) -> Mark:
    """Whether a cell of the column ``column`` is marked: an x, a tick, or the answer of the column written out."""
    if cell is None:
        return Mark.NONE
    if cell.error or cell.uncalculated:
        return Mark.UNCLEAR
    text = canonical(raw_text(cell))
    if text in EMPTY:
        return Mark.NONE
    said = answer(text)
    return Mark.MADE if text in MARKS or (said is not None and said is column) else Mark.UNCLEAR
