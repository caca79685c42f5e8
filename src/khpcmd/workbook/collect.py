"""The figures of one sheet, collected by unit, and the returns that they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple, Protocol

from khpcmd.diagnostics import Code, Location
from khpcmd.diagnostics.parameters import FieldFoundSum, Ref
from khpcmd.plan.model import Plan
from khpcmd.returns import (
    SAVED_LAST,
    Cell,
    CellState,
    Frame,
    Key,
    PackedCells,
    Return,
    StatedTotal,
    entry_of,
    named_fields,
    packed,
)
from khpcmd.workbook.account import SheetAccount
from khpcmd.workbook.cell_reader import CellReader, Figure, Reporter, Wanted
from khpcmd.workbook.cells import read_cell
from khpcmd.workbook.file.addresses import Place, place
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.words.senses import Senses


class _Again(NamedTuple):
    """A figure that a unit has in two rows."""

    where: Place
    first: Place
    key: Key
    agree: bool


class Words(Protocol):
    """What is asked of texts."""

    @property
    def senses(self) -> Senses: ...

    def is_label(self, text: str) -> bool:
        """Whether a text names a row."""


class Collector:
    """Keeps the figures of one sheet by unit; a figure that comes twice is reported, and a problem if they differ.

    ``cells`` reads the cells of the sheet, ``reporter`` keeps its diagnostics, ``account`` knows which figures may be
    believed: the others are problems.
    """

    def __init__(self, plan: Plan, names: Words, grid: Grid, reporter: Reporter, *, trace: bool = False) -> None:
        self.plan = plan
        self.grid = grid
        self.reporter = reporter
        account = SheetAccount(names.senses, grid, reporter.sheet.file, reporter, names.is_label, trace=trace)
        self.account = account
        self.cells = CellReader(plan, grid, reporter, lambda: account.measure)  # without self, which has the reader
        self.totals: list[StatedTotal] = []
        """The totals that the sheet states, and that its figures do not add up to."""
        self._kept: dict[str, Mapping[Key, Cell]] = {}
        self._sources: dict[str, dict[Location, None]] = {}
        self._series: dict[tuple[str, str, Place], None] = {}
        """By unit and field, the cells that add up its months."""
        self._rows: dict[tuple[str, int], list[_Again]] = {}
        """By unit and row, the figures that the unit has in another row already."""

    def source(self, unit: str, at: Location) -> None:
        """Keep where a unit is named as the one that reports."""
        self._sources.setdefault(unit, {})[at] = None
        self._kept.setdefault(unit, {})

    def named_at(self, unit: str) -> Location:
        """Where a unit is named first; the sheet, where nothing names it."""
        return next(iter(self._sources.get(unit, ())), self.reporter.sheet)

    def believes(self, unit: str) -> bool:
        """Whether some figure of a unit was kept with its value."""
        return any(cell.known for cell in self._kept.get(unit, {}).values())

    def take(self, unit: str, row: int, wanted: Wanted, figures: Set[int]) -> Cell:
        """Read the cell of one figure, and keep it; see ``CellReader``."""
        (figure,), where = self.cells.read_row(unit, row, [wanted], figures), (row, wanted.column)
        cell = self.cells.as_cell(figure, where)
        self.keep(unit, wanted.key, where, cell)
        return cell

    def keep(self, unit: str, key: Key, where: Place, cell: Cell, *, row_of_unit: bool = False) -> None:
        """Keep a cell that was read at ``where``.

        Another row with the same figure is the unit's second row (``row_of_unit``), or the field's.
        """
        if cell.state is CellState.VALUE and not self.account.believes(where, self.plan.fields[key.field]):
            cell = cell.doubted()
        cells = self._open(unit)
        earlier = cells.get(key)
        if earlier is None or earlier.state is CellState.BLANK:
            cells[key] = cell
        elif cell.state is not CellState.BLANK:
            agree = earlier.value is not None and earlier.value == cell.value
            first = place(earlier.at.cell) if earlier.at else where
            if first[0] != where[0]:  # two columns of one field are reported at the header
                again = _Again(where, first, key, agree)
                if row_of_unit:
                    found = self._rows.setdefault((unit, where[0]), [])
                    if not (found and agree):  # of those that agree, one is shown
                        found.append(again)
                else:
                    self._report_field(unit, again)
            if not agree:
                cells[key] = earlier.doubted(cell)

    @property
    def units(self) -> tuple[str, ...]:
        """The units that something was kept for."""
        return tuple(self._kept)

    def kept(self, unit: str, key: Key) -> Cell | None:
        """What was kept for a figure so far."""
        return self._kept.get(unit, {}).get(key)

    def keep_row(self, unit: str, row: int, frame: Frame, figures: tuple[Figure, ...]) -> bool:
        """Keep a whole row for a unit, packed; False where the unit has figures already, to be compared one by one."""
        if self._kept.get(unit) or not self.account.believes_all or not self.account.believes_row(row):
            return False
        self._kept[unit] = PackedCells(frame, row, figures)
        return True

    def keep_first(self, unit: str, at: Location, figures: PackedCells) -> bool:
        """Keep a row that is believed for a unit that is named ``at`` a place; False where the unit has figures."""
        if self._kept.get(unit):
            return False
        self._sources.setdefault(unit, {})[at] = None
        self._kept[unit] = figures
        return True

    def may_keep(self, unit: str) -> bool:
        """Whether figures of a unit may be kept unasked: nothing speaks against any of the table, and it has no others
        yet."""
        return not self._kept.get(unit) and self.account.believes_unasked

    def keep_all(self, unit: str, frame: Frame, figures: Sequence[Figure]) -> None:
        """Keep the figures of a form for a unit, packed."""
        sheet = self.reporter.sheet
        entries = [entry_of(one, sheet) if isinstance(one, Cell) else one for one in figures]
        self._kept[unit] = PackedCells(frame, 0, tuple(entries))

    def _open(self, unit: str) -> dict[Key, Cell]:
        """The cells of a unit, to be added to."""
        cells = self._kept.setdefault(unit, {})
        if not isinstance(cells, dict):
            cells = self._kept[unit] = dict(cells)
        return cells

    def _report_field(self, unit: str, again: _Again) -> None:
        at, first = self.reporter.at(*again.where), str(self.reporter.at(*again.first))
        self.reporter.report(Code.FIELD_TWICE(at, {"field": Ref("field", again.key.field), "other": first}, unit))

    def _report_rows(self) -> None:
        """Report each second row of a unit at its first figure that differs, with all fields that differ."""
        at = self.reporter.at
        for (unit, _), found in self._rows.items():
            differing = [one for one in found if not one.agree]
            shown = (differing or found)[0]
            other, fields = str(at(*shown.first)), named_fields(one.key for one in differing)
            self.reporter.report(
                Code.UNIT_TWICE(
                    at(*shown.where),
                    {"unit": Ref("unit", unit), "other": other, "differ": fields, "newest": SAVED_LAST},
                    unit,
                )
            )
        self._rows.clear()

    def add_series(self, unit: str, name: str, where: Place) -> None:
        """Keep where the months of a series are added up."""
        self._series[unit, name, where] = None

    def _report_series(self) -> None:
        """Compare each sum of a series with its months; a sum without months is reported."""
        for unit, name, where in self._series:
            stated = read_cell(self.grid.shown(*where), self.plan.fields[name])
            found = self._kept.get(unit, {}).items()
            values = [cell.value for key, cell in found if key == Key(name, month=key.month) and cell.raw]
            at, field = self.reporter.at(*where), Ref("field", name)
            if stated.code is Code.MONTHS_IN_ONE_CELL:
                self.reporter.report(Code.MONTHS_IN_ONE_CELL(at, {"field": field, "found": stated.found}, unit))
            elif not values and stated.state is not CellState.BLANK:
                self.reporter.report(Code.MONTHS_NOT_GIVEN(at, {"field": field, "found": stated.found}, unit))
            elif values and type(stated.value) is int and all(type(value) is int for value in values):
                total = sum(value for value in values if isinstance(value, int))
                if total != stated.value:
                    params: FieldFoundSum = {"field": field, "found": stated.found, "sum": total}
                    self.reporter.report(Code.MONTHS_MISMATCH(at, params, unit))
        self._series.clear()

    def doubt(self, unit: str) -> None:
        """Make every figure of a unit a problem: it is uncertain whose they are."""
        self._kept[unit] = {
            key: cell if cell.state is CellState.BLANK else cell.doubted() for key, cell in self._kept[unit].items()
        }

    def doubt_field(self, unit: str, field: str) -> None:
        """Make the figures of one field of a unit, of all years and months, a problem."""
        cells = self._open(unit) if unit in self._kept else {}
        for key, cell in cells.items():
            if key.field == field and cell.state is not CellState.BLANK:
                cells[key] = cell.doubted()

    def returns(self, period: str, *, doubtful: bool = False) -> list[Return]:
        """One return for each unit; ``doubtful`` where it is uncertain whose figures they are."""
        self._report_rows()
        self._report_series()
        if doubtful or self.account.open:
            for unit in self._kept:
                self.doubt(unit)
        return [
            Return(unit, period, packed(cells, self.reporter.sheet), tuple(self._sources.get(unit, ())))
            for unit, cells in self._kept.items()
        ]
