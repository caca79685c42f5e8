"""The figures of one sheet as they are read: each cell once, each doubt told at its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from khpcmd.diagnostics import AnyCode, Code, Diagnostic, Location, Param, Ref
from khpcmd.plan.fields import COUNTED
from khpcmd.plan.model import Plan
from khpcmd.returns import Cell, CellState, CountFrame, Counts, Key, Return, named_fields, written
from khpcmd.workbook.cells import Outcome, raw_text, read_cell
from khpcmd.workbook.grid import Grid
from khpcmd.workbook.places import Box, Place, a1, letters, place

SUGGESTIONS = 100
"""How many unknown names of one sheet are given a "did you mean"."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How the cells of a table are taken.

    ``figures`` are the columns that hold figures: a merged range over two of them, or over two rows, belongs to
    nobody. ``twice`` is what to tell where another row has the same figure: UNIT_TWICE or FIELD_TWICE.
    """

    figures: frozenset[int]
    twice: AnyCode


class _Again(NamedTuple):
    """A figure that a unit has in two rows."""

    where: Place
    first: Place
    key: Key
    agree: bool


class _Framed(NamedTuple):
    """The columns ``of`` the last whole row, and what was found of them."""

    of: Mapping[int, Key]
    columns: tuple[int, ...]
    frame: CountFrame | None


@dataclass(slots=True)
class Collector:
    """Takes cells of one sheet and makes returns of them."""

    plan: Plan
    grid: Grid
    file: str
    diagnostics: list[Diagnostic] = field(default_factory=list)
    _cells: dict[str, Mapping[Key, Cell]] = field(default_factory=dict)
    _sources: dict[str, dict[Location, None]] = field(default_factory=dict)
    _suggested: int = 0
    _told: set[tuple[object, ...]] = field(default_factory=set)
    _series: dict[tuple[str, str, Place], None] = field(default_factory=dict)
    """By unit and field, the cells that add up its months."""
    _rows: dict[tuple[str, int], list[_Again]] = field(default_factory=dict)
    """By unit and row, the figures that the unit has in another row already."""
    _framed: _Framed = field(default_factory=lambda: _Framed({}, (), None))

    def at(self, row: int, column: int) -> Location:
        return Location(self.file, self.grid.title, a1(row, column))

    @property
    def sheet(self) -> Location:
        return Location(self.file, self.grid.title)

    def tell(
        self, code: AnyCode, at: Location | None, params: Mapping[str, Param] | None = None, unit: str = ""
    ) -> None:
        self.diagnostics.append(Diagnostic(code, at, dict(params or {}), unit=unit))

    def tell_once(
        self, mark: tuple[object, ...], code: AnyCode, at: Location, params: Mapping[str, Param], unit: str
    ) -> None:
        """Tell it the first time that ``mark`` comes up."""
        if (code, *mark) not in self._told:
            self._told.add((code, *mark))
            self.tell(code, at, params, unit)

    def suggestion(self, find: Callable[[str], str], text: str) -> str:
        """What ``find`` offers for a text that nobody knows; after many such texts, which take time, nothing."""
        self._suggested += 1
        return find(text) if self._suggested <= SUGGESTIONS else ""

    def source(self, unit: str, row: int, column: int) -> None:
        """Where a unit was found to report."""
        self.sourced(unit, self.at(row, column))

    def sourced(self, unit: str, at: Location) -> None:
        self._sources.setdefault(unit, {})[at] = None
        self._cells.setdefault(unit, {})

    def put(self, unit: str, key: Key, where: Place, manner: Manner, *, doubtful: bool = False) -> Cell:
        """Read one cell for one figure of a unit.

        ``doubtful`` cells (of another unit of measure, say) are problems, with nothing more told.
        """
        return self.take(unit, key, where, self._read(unit, key, where, manner, doubtful=doubtful), manner)

    def take(self, unit: str, key: Key, where: Place, cell: Cell, manner: Manner) -> Cell:
        """Keep a cell that was read at ``where``; the same figure a second time is told."""
        cells = self._open(unit)
        earlier = cells.get(key)
        if earlier is None or earlier.state is CellState.BLANK:
            cells[key] = cell
        elif cell.state is not CellState.BLANK:
            agree = earlier.value is not None and earlier.value == cell.value
            first = place(earlier.at.cell) if earlier.at else where
            if first[0] != where[0]:  # two columns of one field are told at the header
                self._tell_twice(manner.twice, unit, _Again(where, first, key, agree))
            if not agree:
                cells[key] = earlier.doubted()
        return cell

    def _open(self, unit: str) -> dict[Key, Cell]:
        """The cells of a unit, to be added to."""
        cells = self._cells.setdefault(unit, {})
        if not isinstance(cells, dict):
            cells = self._cells[unit] = dict(cells)
        return cells

    def take_row(self, unit: str, row: int, columns: Mapping[int, Key]) -> tuple[int, ...] | None:
        """Keep a whole row for a unit that has nothing yet, if it holds nothing but plain numbers; these, else None.

        It is what ``put`` would say of each of its cells.
        """
        if self._cells.get(unit):
            return None
        if columns is not self._framed.of:
            self._framed = self._frame(columns)
        frame = self._framed.frame
        numbers = self.grid.plain_counts(row, self._framed.columns) if frame else None
        if frame and numbers:
            self._cells[unit] = Counts(frame, self.file, row, numbers)
        return numbers

    def take_counts(self, unit: str, counts: Counts) -> None:
        """Keep figures that are known to be plain numbers, for a unit that has nothing yet."""
        self._cells[unit] = counts

    def _frame(self, columns: Mapping[int, Key]) -> _Framed:
        """What rows with figures in these columns have in common; no frame where they can hold something else."""
        counted = all(self.plan.fields[key.field].kind in COUNTED for key in columns.values())
        places = {key: letters(column) for column, key in columns.items()}
        alone = counted and len(places) == len(columns)
        frame = CountFrame.of(self.grid.title, places) if alone else None
        return _Framed(columns, tuple(columns), frame)

    def _tell_twice(self, code: AnyCode, unit: str, again: _Again) -> None:
        if code is Code.UNIT_TWICE:
            self._rows.setdefault((unit, again.where[0]), []).append(again)
        else:
            params: dict[str, Param] = {"field": Ref("field", again.key.field), "other": str(self.at(*again.first))}
            self.tell(code, self.at(*again.where), params, unit)

    def _tell_rows(self) -> None:
        """Tell of each unit with a second row which of its figures differ, at the first of these."""
        for (unit, _), found in self._rows.items():
            differing = [one for one in found if not one.agree]
            shown = (differing or found)[0]
            params: dict[str, Param] = {"unit": Ref("unit", unit), "other": str(self.at(*shown.first))}
            params["differ"] = named_fields(one.key for one in differing)
            self.tell(Code.UNIT_TWICE, self.at(*shown.where), params, unit)
        self._rows.clear()

    def _read(self, unit: str, key: Key, where: Place, manner: Manner, *, doubtful: bool) -> Cell:
        spec = self.plan.fields[key.field]
        count = self.grid.plain_count(*where) if spec.kind in COUNTED and not doubtful else None
        if count is not None:  # as nearly every figure of a large sheet; ``read_cell`` would say the same of it
            return Cell(CellState.VALUE, count, self.at(*where), written(count))
        merged = self.merged(unit, key, where, manner)
        if merged:
            return merged
        outcome = read_cell(self.grid.shown(*where), spec)
        if doubtful and outcome.state is not CellState.BLANK:
            return Cell(CellState.PROBLEM, None, self.at(*where), outcome.raw)
        self._tell_outcome(unit, key, where, outcome)
        return Cell(outcome.state, outcome.value, self.at(*where), outcome.raw)

    def _tell_outcome(self, unit: str, key: Key, where: Place, outcome: Outcome) -> None:
        if outcome.told:
            params: dict[str, Param] = {"field": Ref("field", key.field), **outcome.params}
            if outcome.told is Code.OTHER_MEASURE:
                params["expected"] = Ref("measure", key.field)
            self.tell(outcome.told, self.at(*where), params, unit)

    def merged(self, unit: str, key: Key, where: Place, manner: Manner) -> Cell | None:
        """A figure in a range merged over several rows or figures, told once and read for none of them; else None."""
        box, found = self.grid.merge(*where), self.grid.shown(*where)
        others = manner.figures - {where[1]}
        if box and found and raw_text(found) and (box[0] < box[2] or others & set(range(box[1], box[3] + 1))):
            return self._merged(unit, key, where, box, raw_text(found))
        return None

    def _merged(self, unit: str, key: Key, where: Place, box: Box, raw: str) -> Cell:
        area = f"{a1(box[0], box[1])}:{letters(box[3])}{box[2]}"
        at = Location(self.file, self.grid.title, area)
        self.tell_once((box,), Code.MERGED_FIGURE, at, {"field": Ref("field", key.field), "found": raw}, unit)
        return Cell(CellState.PROBLEM, None, self.at(*where), raw)

    def add_series(self, unit: str, name: str, where: Place) -> None:
        """Keep where the months of a series are added up."""
        self._series[unit, name, where] = None

    @property
    def adds_up(self) -> bool:
        """Whether a sum is to be compared with the figures that were taken."""
        return bool(self._series)

    def _tell_series(self) -> None:
        """Compare each sum of a series with its months; where only the sum was given, say so."""
        for unit, name, where in self._series:
            stated = read_cell(self.grid.shown(*where), self.plan.fields[name])
            found = self._cells.get(unit, {}).items()
            values = [cell.value for key, cell in found if key == Key(name, month=key.month) and cell.raw]
            params: dict[str, Param] = {"field": Ref("field", name), "found": stated.raw}
            if stated.told is Code.MONTHS_IN_ONE_CELL:
                self.tell(Code.MONTHS_IN_ONE_CELL, self.at(*where), params, unit)
            elif not values and stated.state is not CellState.BLANK:
                self.tell(Code.MONTHS_NOT_GIVEN, self.at(*where), params, unit)
            elif values and type(stated.value) is int and all(type(value) is int for value in values):
                total = sum(value for value in values if isinstance(value, int))
                if total != stated.value:
                    self.tell(Code.MONTHS_MISMATCH, self.at(*where), {**params, "sum": total}, unit)
        self._series.clear()

    def doubt(self, unit: str) -> None:
        """Make every figure of a unit a problem: it is not sure whose they are."""
        self._cells[unit] = {key: _doubted(cell) for key, cell in self._cells[unit].items()}

    def returns(self, period: str, *, doubtful: bool = False) -> list[Return]:
        """One return for each unit; ``doubtful`` where it is not sure whose figures they are."""
        self._tell_rows()
        self._tell_series()
        return [
            Return(
                unit,
                period,
                {key: _doubted(cell) for key, cell in cells.items()} if doubtful else cells,
                tuple(self._sources.get(unit, ())),
            )
            for unit, cells in self._cells.items()
        ]


def _doubted(cell: Cell) -> Cell:
    return cell if cell.state is CellState.BLANK else cell.doubted()
