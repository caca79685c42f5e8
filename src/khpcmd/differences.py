"""From two sides to what differs: the figures of each unit, and the verdicts with the figures behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from khpcmd.changes import FigureChange, How, TargetChange, UnitChange
from khpcmd.plan.fields import CountField
from khpcmd.plan.model import Plan
from khpcmd.plan.targets import Target
from khpcmd.results import Report, Result
from khpcmd.returns import Basis, Cell, CellState, Return, says
from khpcmd.text import tidy


def unit_changes(plan: Plan, before: Iterable[Return], after: Iterable[Return]) -> Iterator[UnitChange]:
    """What became of the return of every unit that filed something on either side, in the plan's order."""
    old, new = ({filed.unit: filed for filed in side if filed.reported} for side in (before, after))
    for unit in (unit.id for unit in plan.units if unit.id in old or unit.id in new):
        figures = tuple(_figures(plan, unit, old.get(unit), new.get(unit)))
        stays = How.CHANGED if figures else How.SAME
        yield UnitChange(
            unit, stays if unit in old and unit in new else How.ADDED if unit in new else How.REMOVED, figures
        )


def _figures(plan: Plan, unit: str, before: Return | None, after: Return | None) -> Iterator[FigureChange]:
    """The figures that differ, by field, year and month: where a cell stands makes no difference."""
    old, new = before.cells if before else {}, after.cells if after else {}
    ranks, asked = {name: rank for rank, name in enumerate(plan.fields)}, plan.reported_by.get(unit, ())
    for key in sorted({*old, *new}, key=lambda key: (ranks[key.field], key.basis is Basis.BASELINE, key.month)):
        change = FigureChange(unit, key, old.get(key), new.get(key))
        if _differs(change.before, change.after) and (key.field in asked or _figure_in(change)):
            yield change


def _differs(before: Cell | None, after: Cell | None) -> bool:
    if before is None or after is None or not (says(before) and says(after)):
        return says(before) or says(after)
    if before.known and after.known:
        return _plain(before) != _plain(after)
    return before.known or after.known or tidy(before.raw) != tidy(after.raw)


def _plain(cell: Cell) -> object:
    """The value; texts without differences that nobody sees."""
    return tidy(cell.value) if isinstance(cell.value, str) else cell.value


def _figure_in(change: FigureChange) -> bool:
    """Whether a field that the unit need not report has anything but "none" in it."""
    cells = (change.before, change.after)
    return any(cell is not None and cell.state in (CellState.VALUE, CellState.PROBLEM) for cell in cells)


def target_changes(before: Report, after: Report, units: Sequence[UnitChange]) -> Iterator[TargetChange]:
    """The targets whose verdict or figure is not what it was, in the plan's order, with what is behind it."""
    old, new = ({result.target.id: result for result in report.results} for report in (before, after))
    for target in after.plan.targets:
        was, now = old.get(target.id), new.get(target.id)
        if _standing(was) != _standing(now):
            concerned = _Concerned.by(after.plan, target)
            found = {unit.unit: tuple(one for one in unit.figures if concerned.has(one)) for unit in units}
            both = tuple(one for unit in units if unit.how is How.CHANGED for one in found[unit.unit])
            others = tuple(unit.unit for unit in units if unit.how is not How.CHANGED and found[unit.unit])
            yield TargetChange(target, was, now, both, others)


def _standing(result: Result | None) -> object:
    """What of a result is shown: the verdict and its figures, not the cells."""
    return result and (result.verdict, result.measurement, result.reaching)


@dataclass(frozen=True, slots=True)
class _Concerned:
    """Which figures a target is measured by."""

    fields: frozenset[str]
    units: frozenset[str]
    baseline: bool

    @classmethod
    def by(cls, plan: Plan, target: Target) -> _Concerned:
        fields = set(target.measure.fields())
        below = {
            name: spec.rolled_up.field
            for name, spec in plan.fields.items()
            if isinstance(spec, CountField) and spec.rolled_up is not None
        }
        while more := {below[name] for name in fields if name in below} - fields:
            fields |= more
        units = plan.members(target.only) if target.only else frozenset(plan.unit)
        return cls(frozenset(fields), units, bool(target.measure.baseline_fields()))

    def has(self, change: FigureChange) -> bool:
        in_year = self.baseline or change.key.basis is Basis.CURRENT
        return in_year and change.key.field in self.fields and change.unit in self.units
