"""Where the figures of a sheet stand: what every check of a sheet against itself starts from.

The formulas of a sheet by their cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, lru_cache

from khpcmd.diagnostics import Location
from khpcmd.returns import Cell, Key, PackedCells, Return
from khpcmd.text import tidy
from khpcmd.workbook.cells import exact, read_number
from khpcmd.workbook.file.addresses import Place, a1, place
from khpcmd.workbook.file.grid import Grid, GridCell
from khpcmd.workbook.layout.table import Table
from khpcmd.workbook.words.sayings import is_zero


@dataclass(frozen=True, slots=True)
class Found:
    """One figure that was read."""

    unit: str
    key: Key
    cell: Cell


@dataclass(frozen=True)
class Figures:
    """The figures of a sheet by their place."""

    grid: Grid
    tables: tuple[Table, ...]
    file: str
    returns: Sequence[Return]
    _rows: dict[int, tuple[int, ...]] = field(default_factory=dict)

    @cached_property
    def read(self) -> Mapping[Place, Found]:
        """Each figure by its place. Most sheets give no reason to ask: it takes as much memory as the returns."""
        return {
            place(cell.at.cell): Found(filed.unit, key, cell)
            for filed in self.returns
            for key, cell in filed.cells.items()
            if cell.at and cell.at.cell
        }

    @cached_property
    def units(self) -> Mapping[int, str]:
        """The unit whose row it is; rows with figures of several units (a column for each) are left out."""
        owners = dict[int, str]()
        for filed in self.returns:
            for row in _rows(filed.cells):
                owners[row] = filed.unit if owners.get(row, filed.unit) == filed.unit else ""
        return {row: unit for row, unit in owners.items() if unit}

    @cached_property
    def formulas(self) -> Mapping[Place, str]:
        return self.grid.store.rare.formulas

    @cached_property
    def columns(self) -> frozenset[int]:
        """The columns in which figures were read."""
        return frozenset(column for _, column in self.read)

    def at(self, row: int, column: int) -> Location:
        return Location(self.file, self.grid.title, a1(row, column))

    def area(self, top: int, left: int, bottom: int, right: int) -> Location:
        """A range, written as one cell where it is one."""
        first, last = a1(top, left), a1(bottom, right)
        return Location(self.file, self.grid.title, first if first == last else f"{first}:{last}")

    def rows(self, table: Table) -> tuple[int, ...]:
        """The rows with content of a table, without those that only number its columns."""
        if table.first not in self._rows:
            self._rows[table.first] = tuple(table.rows(self.grid))
        return self._rows[table.first]

    def table_of(self, row: int) -> Table | None:
        return next((table for table in self.tables if table.first <= row <= table.last), None)

    def name(self, table: Table, row: int) -> str:
        """The name of a row: in the column of names, or left of it where it is merged over the numbering."""
        own = tidy(self.grid.text(row, table.names))
        return own or tidy(" ".join(self.grid.text(row, column) for column in range(1, table.names)))


def _rows(cells: Mapping[Key, Cell]) -> frozenset[int]:
    """The rows in which figures stand."""
    if isinstance(cells, PackedCells) and cells.row:
        return frozenset({cells.row})
    return frozenset(place(cell.at.cell)[0] for cell in cells.values() if cell.at and cell.at.cell)


def number(cell: GridCell | None) -> Fraction | None:
    """The number of a cell that takes part in a sum or a ratio; None where it has none for sure, or a negative one."""
    value: object = cell.value if cell and not cell.error and not cell.uncalculated else None
    if isinstance(value, str):
        text = tidy(value)
        value = 0 if is_zero(text) or text in ("-", "–", "—") else read_number(text)
    elif isinstance(value, float):
        value = exact(value)
    if isinstance(value, bool) or not isinstance(value, int | Fraction) or value < 0:
        return None
    return Fraction(value)


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
