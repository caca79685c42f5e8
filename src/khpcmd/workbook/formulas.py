"""The formulas of a sheet by their cells."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from khpcmd.workbook.grid import Grid
from khpcmd.workbook.places import a1

SHEETS = 64
"""How many sheets' formulas are kept: those of a few templates, which thousands of returns share."""


def formulas_of(grid: Grid) -> dict[str, str]:
    """The text of each formula by its address, in reading order."""
    return {a1(*place): formula for place, formula in sorted(grid.store.rare.formulas.items()) if formula}


def shared(formulas: Mapping[str, str]) -> Mapping[str, str]:
    """The same formulas, as an object that all sheets with the very same ones have in common."""
    return _kept(tuple(formulas.items()))


@lru_cache(maxsize=SHEETS)
def _kept(items: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    return dict(items)
