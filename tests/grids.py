"""Grids for tests, from their cells by row and column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from khpcmd.workbook.file.addresses import Box, Place
from khpcmd.workbook.file.grid import CellStore, Grid, GridCell


def packed_grid(title: str, cells: Mapping[Place, GridCell], merges: Sequence[Box] = ()) -> Grid:
    """A sheet with these cells."""
    return Grid(title, _packed(cells), tuple(merges))


def _packed(cells: Mapping[Place, GridCell]) -> CellStore:
    looks = list(dict.fromkeys(cell.look for cell in cells.values()))
    store = CellStore(looks)
    for row, group in groupby(sorted(cells), key=lambda place: place[0]):
        places = list(group)
        found = [cells[place] for place in places]
        styles = [looks.index(cell.look) for cell in found]
        store.add(row, [column for _, column in places], [cell.value for cell in found], styles)
    for place, cell in cells.items():
        if cell.formula:
            store.rare.formulas[place] = cell.formula
        if cell.error:
            store.rare.errors.add(place)
        if cell.uncalculated:
            store.rare.uncalculated.add(place)
        if cell.recalculated:
            store.rare.recalculated[place] = cell.recalculated
    return store
