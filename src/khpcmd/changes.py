"""What changed between two reports: figures, units, verdicts, errors. Exact; nothing here is worded or rounded.

Start at ``compared``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic, Severity
from khpcmd.plan.model import Plan, Target
from khpcmd.plausible.earlier import Earlier, against_previous, contains
from khpcmd.report import ABSENCES, Report
from khpcmd.results import Result, Verdict
from khpcmd.returns import Basis, Cell, CellState, Key, Return, says
from khpcmd.text import tidy

UNPLACED = frozenset("FSU")
"""The letters of errors that leave it unknown what a file, a sheet or a row is about."""


class How(StrEnum):
    """What became of a figure, or of what a unit filed."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    SAME = "same"


class Turn(StrEnum):
    """Which way a verdict went."""

    WORSE = "worse"
    BETTER = "better"
    OTHER = "other"
    """Another verdict that is neither: nothing to measure any more; missed, and then no longer known."""
    NONE = "none"
    """The verdict stays; only its figure is another one."""


RANKS = {
    Verdict.MISSED: 0,
    Verdict.INCONCLUSIVE: 1,
    Verdict.IN_PROGRESS: 2,
    Verdict.WAIVED: 3,
    Verdict.MET: 4,
    Verdict.NOT_APPLICABLE: 4,
}
"""The verdicts from the worst to the best; a target that was not judged stands like an inconclusive one."""


class FigureChange(NamedTuple):
    """One figure of a unit that is not what it was, with the cell of either side; None where there is no such cell."""

    unit: str
    key: Key
    before: Cell | None
    after: Cell | None

    @property
    def how(self) -> How:
        """Added where nothing was reported before, removed where nothing is now."""
        if not says(self.before):
            return How.ADDED
        return How.CHANGED if says(self.after) else How.REMOVED

    @property
    def unread(self) -> bool:
        """Whether a side could not be read without doubt."""
        return any(cell is not None and cell.state is CellState.PROBLEM for cell in (self.before, self.after))


class UnitChange(NamedTuple):
    """What became of a unit's return: it came (ADDED), it is gone (REMOVED), or its figures changed or stayed.

    ``figures`` are those that differ, in the plan's order; of a return that came or is gone, all of them.
    """

    unit: str
    how: How
    figures: tuple[FigureChange, ...] = ()


class TargetChange(NamedTuple):
    """A target whose verdict or figure is not what it was; None stands for a side on which it was not judged."""

    target: Target
    before: Result | None
    after: Result | None
    behind: tuple[FigureChange, ...] = ()
    """The figures of the measure that changed, of the units that both sides have."""
    units: tuple[str, ...] = ()
    """The units that came or are gone, and had such figures."""

    @property
    def turn(self) -> Turn:
        """Which way the verdict went."""
        before, after = _verdict(self.before), _verdict(self.after)
        if before is after:
            return Turn.NONE if self.before and self.after else Turn.OTHER
        return turn_of(before, after)


def turn_of(before: Verdict, after: Verdict) -> Turn:
    """Which way a verdict went."""
    if before is after:
        return Turn.NONE
    if after is Verdict.NOT_APPLICABLE:
        return Turn.OTHER
    if RANKS[after] < RANKS[before]:
        return Turn.WORSE
    known = after is not Verdict.INCONCLUSIVE
    return Turn.BETTER if known and RANKS[after] > RANKS[before] else Turn.OTHER


def _verdict(result: Result | None) -> Verdict:
    return result.verdict if result else Verdict.INCONCLUSIVE


class FaultChanges(NamedTuple):
    """The errors of the two sides; who has not reported is not among them, for the units say that."""

    came: tuple[Diagnostic, ...]
    stayed: tuple[Diagnostic, ...]
    """As the new side has them."""
    gone: tuple[Diagnostic, ...]


class Changes(NamedTuple):
    """All differences between two reports under one plan."""

    before: Report
    after: Report
    units: tuple[UnitChange, ...]
    """Every unit that filed something on either side, in the plan's order."""
    targets: tuple[TargetChange, ...]
    warnings: tuple[Diagnostic, ...]
    """Flows that shrank, registers that moved by far, returns that were sent again."""
    faults: FaultChanges

    @property
    def plan(self) -> Plan:
        return self.after.plan

    @property
    def one_period(self) -> bool:
        return self.before.period == self.after.period

    @property
    def compared(self) -> bool:
        """Whether there is a unit that both sides have."""
        return any(unit.how in (How.CHANGED, How.SAME) for unit in self.units)

    @property
    def lists(self) -> dict[str, tuple[Diagnostic, ...]]:
        """The lists of diagnostics by their names."""
        return {"warnings": self.warnings, **self.faults._asdict()}

    @property
    def unread(self) -> tuple[Diagnostic, ...]:
        """The errors that kept something from being compared.

        On the old side only what could not be placed at all counts: an unreadable cell that was corrected was compared.
        """
        faults = self.faults
        found = (*faults.came, *faults.stayed, *(one for one in faults.gone if one.code.code[0] in UNPLACED))
        return tuple(one for one in found if one.code not in ABSENCES)

    def units_that(self, how: How) -> tuple[str, ...]:
        """The ids of the units whose returns came, are gone, changed or stayed."""
        return tuple(unit.unit for unit in self.units if unit.how is how)

    def figures(self) -> Iterator[FigureChange]:
        """The figures that differ, of the units that both sides have."""
        return (figure for unit in self.units if unit.how is How.CHANGED for figure in unit.figures)

    def turned(self, *turns: Turn) -> tuple[TargetChange, ...]:
        """The targets whose verdicts went one of these ways."""
        return tuple(target for target in self.targets if target.turn in turns)


def compared(before: Report, after: Report) -> Changes:
    """The differences between two reports under one plan."""
    units = tuple(unit_changes(after.plan, before.filed, after.filed))
    return Changes(
        before,
        after,
        units,
        tuple(target_changes(before, after, units)),
        tuple(_warnings(before, after)),
        _faults(_errors(before, after), _errors(after, before)),
    )


def _warnings(before: Report, after: Report) -> Iterator[Diagnostic]:
    """The later of two periods compared with the earlier one, whichever side it is on."""
    if not (before.period and after.period):
        return
    turned = contains(after.plan, before.period, after.period)
    earlier, later = (after, before) if turned else (before, after)
    filed = {one.unit: [Earlier(one, earlier.period)] for one in earlier.returns}
    for warning in against_previous(after.plan, later.period, later.returns, filed):
        if warning.code is not Code.IDENTICAL_TO_PREVIOUS or before.period != after.period:
            yield warning


def _errors(report: Report, other: Report) -> list[Diagnostic]:
    """The errors of one side; which units have not reported is among the changes of units."""
    errors = (fault for fault in report.of(Severity.ERROR) if not fault.code.code.startswith("R"))
    return [fault for fault in errors if not _is_used_by(other, fault)]


def _is_used_by(other: Report, fault: Diagnostic) -> bool:
    """Whether a file or sheet that is of another period on one side is one that the other side was made of."""
    if fault.at is None or fault.code not in (Code.WRONG_PERIOD, Code.BASELINE_PERIOD):
        return False
    at_fault = any(one.code is fault.code and one.at == fault.at for one in other.diagnostics)
    return not at_fault and any(one.name == fault.at.file for one in other.inputs)


def _faults(before: Iterable[Diagnostic], after: Iterable[Diagnostic]) -> FaultChanges:
    """The errors that came, stayed and went, matched by their code, unit and parameters, not by their place."""
    old = list(before)
    left = Counter(_meaning(fault) for fault in old)
    came, stayed = list[Diagnostic](), list[Diagnostic]()
    for fault in after:
        meaning = _meaning(fault)
        (stayed if left[meaning] > 0 else came).append(fault)
        left[meaning] -= 1
    gone = list[Diagnostic]()
    for fault in reversed(old):
        meaning = _meaning(fault)
        if left[meaning] > 0:
            gone.append(fault)
            left[meaning] -= 1
    return FaultChanges(tuple(came), tuple(stayed), tuple(reversed(gone)))


def _meaning(fault: Diagnostic) -> Hashable:
    return fault.code, fault.unit, tuple(sorted((k, repr(v)) for k, v in fault.params.items() if k != "other"))


def unit_changes(plan: Plan, before: Iterable[Return], after: Iterable[Return]) -> Iterator[UnitChange]:
    """What became of the return of every unit that filed something on either side, in the plan's order."""
    old, new = ({filed.unit: filed for filed in side if filed.reported} for side in (before, after))
    for unit in (unit.id for unit in plan.units if unit.id in old or unit.id in new):
        figures = tuple(_figures(plan, unit, old.get(unit), new.get(unit)))
        if unit in old and unit in new:
            how = How.CHANGED if figures else How.SAME
        else:
            how = How.ADDED if unit in new else How.REMOVED
        yield UnitChange(unit, how, figures)


def _figures(plan: Plan, unit: str, before: Return | None, after: Return | None) -> Iterator[FigureChange]:
    """The figures that differ, by field, year and month: where a cell stands makes no difference."""
    old, new = before.cells if before else {}, after.cells if after else {}
    ranks, reported = {name: rank for rank, name in enumerate(plan.fields)}, plan.reported_by.get(unit, ())
    for key in sorted({*old, *new}, key=lambda key: (ranks[key.field], key.basis is Basis.BASELINE, key.month)):
        change = FigureChange(unit, key, old.get(key), new.get(key))
        if _differs(change.before, change.after) and (key.field in reported or _figure_in(change)):
            yield change


def _differs(before: Cell | None, after: Cell | None) -> bool:
    if before is None or after is None or not (says(before) and says(after)):
        return says(before) or says(after)
    if before.known and after.known:
        return _plain(before) != _plain(after)
    return before.known or after.known or tidy(before.raw) != tidy(after.raw)


def _plain(cell: Cell) -> object:
    """The value; texts without differences that cannot be seen."""
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
    return result and (result.verdict, result.measurement, result.reaching, result.not_exceeded)


class _Concerned(NamedTuple):
    """Which figures a target is measured by."""

    fields: frozenset[str]
    units: frozenset[str]
    baseline: bool

    @classmethod
    def by(cls, plan: Plan, target: Target) -> _Concerned:
        fields = set(target.measure.fields())
        below = {name: spec.from_below.field for name, spec in plan.fields.items() if spec.from_below is not None}
        while more := {below[name] for name in fields if name in below} - fields:
            fields |= more
        return cls(frozenset(fields), plan.concerned(target), bool(target.measure.baseline_fields()))

    def has(self, change: FigureChange) -> bool:
        in_year = self.baseline or change.key.basis is Basis.CURRENT
        return in_year and change.key.field in self.fields and change.unit in self.units
