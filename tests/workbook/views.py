"""Short ways to say what a reading gave."""

from __future__ import annotations

from khpcmd.plan.model import Plan
from khpcmd.returns import Basis, CellState, CellValue, Key, Return
from khpcmd.workbook.facts.read import FactReader
from khpcmd.workbook.facts.tables import Named, tables_of
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.read import Reading
from khpcmd.workbook.table import Table
from khpcmd.workbook.words.headers import FieldNames
from khpcmd.workbook.words.units import UnitNames


def reader(plan: Plan) -> FactReader:
    """What finds the tables of sheets by the names of a plan."""
    return FactReader(FieldNames(plan, plan.year), UnitNames(plan))


def tables(plan: Plan, grid: Grid, own: FactReader | None = None) -> list[Table]:
    """The tables of a sheet."""
    blocks, rows = (own or reader(plan)).geometry(grid)
    found, _ = tables_of(blocks, rows, Named(grid, FieldNames(plan, plan.year), UnitNames(plan)))
    return found


def codes(reading: Reading) -> list[str]:
    """The names of all that was told."""
    return [fault.code.name for fault in reading.diagnostics]


def told(reading: Reading) -> list[tuple[str, str]]:
    """What was told, each with its cell."""
    return [(fault.code.name, fault.at.cell if fault.at else "") for fault in reading.diagnostics]


def name_of(key: Key) -> str:
    """A key in one word: ``field``, ``field/baseline``, ``field/3``."""
    basis = f"/{key.basis}" if key.basis is Basis.BASELINE else ""
    return f"{key.field}{basis}" + (f"/{key.month}" if key.month else "")


def figures(filed: Return) -> dict[str, CellValue]:
    """The values that are known."""
    return {name_of(key): cell.value for key, cell in filed.cells.items() if cell.value is not None}


def problems(reading: Reading) -> set[str]:
    """The figures that stand there and could not be read without doubt."""
    return {
        name_of(key)
        for filed in reading.returns
        for key, cell in filed.cells.items()
        if cell.state is CellState.PROBLEM
    }
