"""The figures of one sheet as they are read: each cell once, each doubt told at its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from khpcmd.diagnostics import Code, Diagnostic, Location, Param, Ref
from khpcmd.plan.model import Plan
from khpcmd.returns import Cell, CellState, Key, Return
from khpcmd.workbook.cells import Outcome, raw_text, read_cell
from khpcmd.workbook.grid import Grid
from khpcmd.workbook.places import Box, Place, a1, letters

SUGGESTIONS = 100
"""How many unknown names of one sheet are given a "did you mean"."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How the cells of a table are taken.

    ``figures`` are the columns that hold figures: a merged range over two of them, or over two rows, belongs to
    nobody. ``twice`` is what to tell where another row has the same figure: UNIT_TWICE or FIELD_TWICE.
    """

    figures: frozenset[int]
    twice: Code


@dataclass(slots=True)
class Collector:
    """Takes cells of one sheet and makes returns of them."""

    plan: Plan
    grid: Grid
    file: str
    diagnostics: list[Diagnostic] = field(default_factory=list)
    _cells: dict[str, dict[Key, Cell]] = field(default_factory=dict)
    _places: dict[tuple[str, Key], Place] = field(default_factory=dict)
    _sources: dict[str, dict[Location, None]] = field(default_factory=dict)
    _suggested: int = 0
    _told: set[tuple[object, ...]] = field(default_factory=set)

    def at(self, row: int, column: int) -> Location:
        return Location(self.file, self.grid.title, a1(row, column))

    @property
    def sheet(self) -> Location:
        return Location(self.file, self.grid.title)

    def tell(self, code: Code, at: Location | None, params: Mapping[str, Param] | None = None, unit: str = "") -> None:
        self.diagnostics.append(Diagnostic(code, at, dict(params or {}), unit=unit))

    def tell_once(
        self, mark: tuple[object, ...], code: Code, at: Location, params: Mapping[str, Param], unit: str
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
        """Keep a cell that was read; the same figure a second time is told."""
        earlier = self._cells.setdefault(unit, {}).get(key)
        if earlier is None or earlier.state is CellState.BLANK:
            self._cells[unit][key] = cell
            self._places[unit, key] = where
        elif cell.state is not CellState.BLANK:
            self._tell_twice(manner.twice, unit, key, where)
            self._agree(unit, key, earlier, cell)
        return cell

    def _tell_twice(self, code: Code, unit: str, key: Key, where: Place) -> None:
        first = self._places[unit, key]
        if first[0] == where[0]:
            return  # two columns of one field, which is told at the header
        other = str(self.at(*first))
        if code is Code.UNIT_TWICE:
            self.tell_once((unit, where[0]), code, self.at(*where), {"unit": Ref("unit", unit), "other": other}, unit)
        else:
            self.tell(code, self.at(*where), {"field": Ref("field", key.field), "other": other}, unit)

    def _agree(self, unit: str, key: Key, earlier: Cell, cell: Cell) -> None:
        """The same figure a second time stands if both agree; if not, nobody knows which one is right."""
        if earlier.value is None or earlier.value != cell.value:
            self._cells[unit][key] = replace(earlier, state=CellState.PROBLEM, value=None)

    def _read(self, unit: str, key: Key, where: Place, manner: Manner, *, doubtful: bool) -> Cell:
        merged = self.merged(unit, key, where, manner)
        if merged:
            return merged
        outcome = read_cell(self.grid.shown(*where), self.plan.fields[key.field])
        if doubtful and outcome.state is not CellState.BLANK:
            return Cell(CellState.PROBLEM, None, self.at(*where), outcome.raw)
        self._tell_outcome(unit, key, where, outcome)
        return Cell(outcome.state, outcome.value, self.at(*where), outcome.raw)

    def _tell_outcome(self, unit: str, key: Key, where: Place, outcome: Outcome) -> None:
        if outcome.told:
            params: dict[str, Param] = {"field": Ref("field", key.field), **outcome.params}
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

    def doubt(self, unit: str) -> None:
        """Make every figure of a unit a problem: it is not sure whose they are."""
        self._cells[unit] = {key: _doubted(cell) for key, cell in self._cells[unit].items()}

    def returns(self, period: str, *, doubtful: bool = False) -> list[Return]:
        """One return for each unit; ``doubtful`` where it is not sure whose figures they are."""
        return [
            Return(
                unit,
                period,
                {key: _doubted(cell) if doubtful else cell for key, cell in cells.items()},
                tuple(self._sources.get(unit, ())),
            )
            for unit, cells in self._cells.items()
        ]


def _doubted(cell: Cell) -> Cell:
    return cell if cell.state is CellState.BLANK else replace(cell, state=CellState.PROBLEM, value=None)
