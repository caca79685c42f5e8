"""In what two sets of returns differ: figures, units, verdicts. Exact; nothing here is worded or rounded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from khpcmd.diagnostics import Diagnostic
from khpcmd.plan.model import Plan
from khpcmd.plan.targets import Target
from khpcmd.results import Report, Result, Verdict
from khpcmd.returns import Cell, CellState, Key, says


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


@dataclass(frozen=True, slots=True)
class FigureChange:
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


@dataclass(frozen=True, slots=True)
class UnitChange:
    """What became of a unit's return: it came (ADDED), it is gone (REMOVED), or its figures changed or stayed.

    ``figures`` are those that differ, in the plan's order; of a return that came or is gone, all of them.
    """

    unit: str
    how: How
    figures: tuple[FigureChange, ...] = ()


@dataclass(frozen=True, slots=True)
class TargetChange:
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
        if after is Verdict.NOT_APPLICABLE:
            return Turn.OTHER
        if RANKS[after] < RANKS[before]:
            return Turn.WORSE
        known = after is not Verdict.INCONCLUSIVE
        return Turn.BETTER if known and RANKS[after] > RANKS[before] else Turn.OTHER


def _verdict(result: Result | None) -> Verdict:
    return result.verdict if result else Verdict.INCONCLUSIVE


@dataclass(frozen=True, slots=True)
class FaultChanges:
    """The errors of the two sides; who has not reported is not among them, for the units say that."""

    came: tuple[Diagnostic, ...]
    stayed: tuple[Diagnostic, ...]
    """As the new side has them."""
    gone: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that two reports under one plan differ in."""

    before: Report
    after: Report
    units: tuple[UnitChange, ...]
    """Every unit that filed something on either side, in the plan's order."""
    targets: tuple[TargetChange, ...]
    warnings: tuple[Diagnostic, ...]
    """What somebody should look at: flows that shrank, registers that moved by far, returns that were sent again."""
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

    def units_that(self, how: How) -> tuple[str, ...]:
        """The ids of the units whose returns came, are gone, changed or stayed."""
        return tuple(unit.unit for unit in self.units if unit.how is how)

    def figures(self) -> Iterator[FigureChange]:
        """The figures that differ, of the units that both sides have."""
        return (figure for unit in self.units if unit.how is How.CHANGED for figure in unit.figures)

    def turned(self, *turns: Turn) -> tuple[TargetChange, ...]:
        """The targets whose verdicts went one of these ways."""
        return tuple(target for target in self.targets if target.turn in turns)
