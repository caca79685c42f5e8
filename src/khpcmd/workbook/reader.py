"""The sheets of a file that has passed the gate, as grids."""

from __future__ import annotations

from khpcmd.workbook.grid import Grid
from khpcmd.workbook.open import Package
from khpcmd.workbook.package import NamedSheet
from khpcmd.workbook.serials import UnsafeInstallationError

__all__ = ["UnsafeInstallationError", "read_grids"]


def read_grids(package: Package) -> list[Grid]:
    """The sheets of a workbook, in their order."""
    return [_grid(sheet, package.limited) for sheet in package.sheets]


def _grid(sheet: NamedSheet, limited: str) -> Grid:
    content = sheet.content
    return Grid(
        sheet.title,
        content.cells,
        tuple(content.merges),
        frozenset(content.hidden_rows),
        tuple(sorted(content.hidden_columns)),
        sheet.state,
        limited,
        content.protected,
    )
