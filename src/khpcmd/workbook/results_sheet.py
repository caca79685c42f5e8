"""The sheet of results that ``khpcmd annotate`` puts in front of a marked copy, told from a sender's by a sign."""

from __future__ import annotations

from khpcmd.workbook.grid import Grid

SIGN_COLUMN = 8
"""The column, hidden, whose first cell has the sign."""
SIGN = "khpcmd annotate"


def is_results(grid: Grid) -> bool:
    """Whether a sheet is one of khpcmd's own: it quotes faults and figures, and reports none."""
    cell = grid.cell(1, SIGN_COLUMN)
    return cell is not None and cell.value == SIGN
