"""Sheets of khpcmd's own results, told from a sender's by a sign.

``khpcmd annotate`` puts one in front of a marked copy; a workbook of results consists of nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable

from khpcmd.workbook.grid import Grid

SIGN_COLUMN = 8
"""The column whose first cell, which is hidden, has the sign."""
SIGN = "khpcmd annotate"
REPORT_SIGN = "khpcmd check"
"""The sign of every sheet of a workbook of results."""


def is_results(grid: Grid) -> bool:
    """Whether a sheet is one of khpcmd's own: it quotes faults and figures, and reports none."""
    cell = grid.cell(1, SIGN_COLUMN)
    return cell is not None and cell.value in (SIGN, REPORT_SIGN)


def all_results(grids: Iterable[Grid]) -> bool:
    """Whether a workbook has no sheet of a sender that says anything."""
    filled = [grid for grid in grids if grid.cells]
    return bool(filled) and all(is_results(grid) for grid in filled)
