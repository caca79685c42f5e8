"""Collects the figures of one sheet by unit, and makes returns of them."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import NamedTuple

from khpcmd.diagnostics import AnyCode, Code, Location, Param, Ref
from khpcmd.plan.model import Plan
from khpcmd.returns import Cell, CellState, Frame, Key, PackedCells, Return, named_fields
from khpcmd.workbook.cell_reader import CellReader, Figure, Reporter
from khpcmd.workbook.cells import read_cell
from khpcmd.workbook.file.addresses import Place, place
from khpcmd.workbook.file.grid import Grid


class _Again(NamedTuple):
    """A figure that a unit has in two rows."""

    where: Place
    first: Place
    key: Key
    agree: bool


class Collector:
    """Keeps the figures of one sheet by unit; a figure that comes twice is reported, and believed if both agree.

    ``cells`` reads the cells of the sheet, ``reporter`` keeps what is to be reported of it.
    """

    def __init__(self, plan: Plan, grid: Grid, file: str) -> None:
        self.plan = plan
        self.grid = grid
        self.reporter = Reporter(file, grid.title)
        self.cells = CellReader(plan, grid, self.reporter)
        self._kept: dict[str, Mapping[Key, Cell]] = {}
        self._sources: dict[str, dict[Location, None]] = {}
        self._series: dict[tuple[str, str, Place], None] = {}
        """By unit and field, the cells that add up its months."""
        self._rows: dict[tuple[str, int], list[_Again]] = {}
        """By unit and row, the figures that the unit has in another row already."""

    def source(self, unit: str, at: Location) -> None:
        """Keep where a unit was found to report."""
        self._sources.setdefault(unit, {})[at] = None
        self._kept.setdefault(unit, {})

    def take(self, unit: str, key: Key, where: Place, figures: Set[int], *, doubtful: bool = False) -> Cell:
        """Read the cell of one figure of a form, and keep it; see ``CellReader.read``."""
        cell = self.cells.as_cell(self.cells.read(unit, key.field, where, figures, doubtful=doubtful), where)
        self.keep(unit, key, where, cell)
        return cell

    def keep(self, unit: str, key: Key, where: Place, cell: Cell, twice: AnyCode = Code.FIELD_TWICE) -> None:
        """Keep a cell that was read at ``where``.

        ``twice`` is what to report where another row has the same figure: UNIT_TWICE or FIELD_TWICE.
        """
        cells = self._open(unit)
        earlier = cells.get(key)
        if earlier is None or earlier.state is CellState.BLANK:
            cells[key] = cell
        elif cell.state is not CellState.BLANK:
            agree = earlier.value is not None and earlier.value == cell.value
            first = place(earlier.at.cell) if earlier.at else where
            if first[0] != where[0]:  # two columns of one field are reported at the header
                self._report_twice(twice, unit, _Again(where, first, key, agree))
            if not agree:
                cells[key] = earlier.doubted()

    def keep_row(self, unit: str, row: int, frame: Frame, figures: tuple[Figure, ...]) -> bool:
        """Keep a whole row for a unit, packed; False where the unit has figures already, to which they must be held."""
        if self._kept.get(unit):
            return False
        self._kept[unit] = PackedCells(frame, row, figures)
        return True

    def _open(self, unit: str) -> dict[Key, Cell]:
        """The cells of a unit, to be added to."""
        cells = self._kept.setdefault(unit, {})
        if not isinstance(cells, dict):
            cells = self._kept[unit] = dict(cells)
        return cells

    def _report_twice(self, code: AnyCode, unit: str, again: _Again) -> None:
        if code is Code.UNIT_TWICE:
            self._rows.setdefault((unit, again.where[0]), []).append(again)
        else:
            at = self.reporter.at
            params: dict[str, Param] = {"field": Ref("field", again.key.field), "other": str(at(*again.first))}
            self.reporter.report(code, at(*again.where), params, unit)

    def _report_rows(self) -> None:
        """Report of each unit with a second row which of its figures differ, at the first of these."""
        at = self.reporter.at
        for (unit, _), found in self._rows.items():
            differing = [one for one in found if not one.agree]
            shown = (differing or found)[0]
            params: dict[str, Param] = {"unit": Ref("unit", unit), "other": str(at(*shown.first))}
            params["differ"] = named_fields(one.key for one in differing)
            self.reporter.report(Code.UNIT_TWICE, at(*shown.where), params, unit)
        self._rows.clear()

    def add_series(self, unit: str, name: str, where: Place) -> None:
        """Keep where the months of a series are added up."""
        self._series[unit, name, where] = None

    def _report_series(self) -> None:
        """Compare each sum of a series with its months; where only the sum was given, report that."""
        for unit, name, where in self._series:
            stated = read_cell(self.grid.shown(*where), self.plan.fields[name])
            found = self._kept.get(unit, {}).items()
            values = [cell.value for key, cell in found if key == Key(name, month=key.month) and cell.raw]
            params: dict[str, Param] = {"field": Ref("field", name), "found": stated.raw}
            at = self.reporter.at(*where)
            if stated.told is Code.MONTHS_IN_ONE_CELL:
                self.reporter.report(Code.MONTHS_IN_ONE_CELL, at, params, unit)
            elif not values and stated.state is not CellState.BLANK:
                self.reporter.report(Code.MONTHS_NOT_GIVEN, at, params, unit)
            elif values and type(stated.value) is int and all(type(value) is int for value in values):
                total = sum(value for value in values if isinstance(value, int))
                if total != stated.value:
                    self.reporter.report(Code.MONTHS_MISMATCH, at, {**params, "sum": total}, unit)
        self._series.clear()

    def doubt(self, unit: str) -> None:
        """Make every figure of a unit a problem: it is not sure whose they are."""
        self._kept[unit] = {key: _doubted(cell) for key, cell in self._kept[unit].items()}

    def returns(self, period: str, *, doubtful: bool = False) -> list[Return]:
        """One return for each unit; ``doubtful`` where it is not sure whose figures they are."""
        self._report_rows()
        self._report_series()
        if doubtful:
            for unit in self._kept:
                self.doubt(unit)
        return [Return(unit, period, cells, tuple(self._sources.get(unit, ()))) for unit, cells in self._kept.items()]


def _doubted(cell: Cell) -> Cell:
    return cell if cell.state is CellState.BLANK else cell.doubted()
