"""Plan and returns in, verdicts out: exact, and true whatever the missing figures turn out to be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from khpcmd.judge import Possible, bounds, gap, possible, possible_each
from khpcmd.measures.growth import Growth
from khpcmd.measures.manual import Manual
from khpcmd.measures.tally import Contribution, Tally
from khpcmd.measures.threshold import Limits
from khpcmd.plan.model import Period, Plan, Target
from khpcmd.results import Gap, Lacking, Measurement, Pace, Reason, Result, UnitResult, Verdict
from khpcmd.returns import Cell, Key, Return
from khpcmd.roll_up import below_short


@dataclass(frozen=True, slots=True)
class World:
    """What measures may ask: the plan's units in scope and what each has reported. ``returns`` are by unit."""

    plan: Plan
    period: str
    returns: Mapping[str, Return]
    scope: frozenset[str]
    """The units that count: all expected ones, or only those that reported."""

    @property
    def months(self) -> tuple[int, ...]:
        return self.plan.periods[self.period].months

    def reporters(self, fields: Iterable[str]) -> tuple[str, ...]:
        wanted = set(fields)
        reported_by = self.plan.reported_by
        return tuple(unit for unit, names in reported_by.items() if unit in self.scope and wanted.issubset(names))

    def members(self, level: str) -> tuple[str, ...]:
        return tuple(unit.id for unit in self.plan.units if unit.level == level and unit.id in self.scope)

    def register(self, unit: str, name: str) -> int:
        return self.plan.unit[unit].registered[name]

    def cell(self, unit: str, key: Key) -> Cell | None:
        filed = self.returns.get(unit)
        return filed.cells.get(key) if filed else None


def evaluate(world: World, targets: Iterable[Target]) -> tuple[Result, ...]:
    """The verdict on each target that has somebody to report it; a target without anybody in scope is left out."""
    found = (_result(world, target) for target in targets)
    return tuple(result for result in found if result is not None)


def _result(world: World, target: Target) -> Result | None:
    if isinstance(target.measure, Manual):
        return Result(target, Verdict.INCONCLUSIVE, None, Reason.MANUAL)
    tally = target.measure.tally(world)
    if target.judged == "each_unit":
        tally = Tally(tally.shown, tally.shown)  # also where the kind would take the units together
    if not tally.shown or _part_of_a_level(target, world):
        return None
    interim = target.cumulative and world.plan.periods[world.period].interim
    rule = _Rule(target, _limits(target, tally), interim=interim)
    alone = replace(rule, limits=_unit_limits(target))
    verdict = rule.verdict(tally.deciding)
    measurement = _measure(tally)
    units = tuple(_unit_result(unit, alone, world) for unit in tally.shown)
    return Result(
        target,
        verdict,
        measurement,
        reason=_reason(verdict, target, tally),
        bounds=None if measurement.complete else bounds(tally.deciding),
        gap=_gap(rule, verdict, measurement, tally, units),
        pace=_pace(rule, verdict, measurement, world),
        lacking=_lacking(tally, world),
        units=units,
        reaching=_reaching(units) if target.judged == "each_unit" else None,
        part_cells=tuple(cell for unit in tally.deciding for cell in unit.part_cells),
        whole_cells=tuple(cell for unit in tally.deciding for cell in unit.whole_cells),
    )


@dataclass(frozen=True, slots=True)
class _Rule:
    """How a target is judged: its limits, its policy for 0/0, and whether the period leaves a shortfall open."""

    target: Target
    limits: Limits
    interim: bool

    def verdict(self, contributions: Sequence[Contribution]) -> Verdict:
        match self._outcomes(contributions):
            case Possible(met=True, missed=False, nothing=False):
                return self._so_far(Verdict.MET, contributions)
            case Possible(met=False, missed=True, nothing=False):
                return self._so_far(Verdict.MISSED, contributions)
            case Possible(met=False, missed=False, nothing=True):
                return Verdict.NOT_APPLICABLE
            case _:
                return Verdict.INCONCLUSIVE

    def _outcomes(self, contributions: Sequence[Contribution]) -> Possible:
        each = self.target.judged == "each_unit"
        if self.target.zero == "not_applicable":
            return (possible_each if each else possible)(contributions, self.limits)
        groups = [(unit,) for unit in contributions] if each else [contributions]
        found = [possible(group, self.limits) for group in groups]
        missed = any(group.missed or group.nothing for group in found)
        return Possible(met=all(group.met for group in found), missed=missed, nothing=False)

    def _so_far(self, verdict: Verdict, contributions: Sequence[Contribution]) -> Verdict:
        """Before the year is over a shortfall is under way, and so is an upper limit that has not been passed yet."""
        if not self.interim:
            return verdict
        limits = self.limits
        share = all(unit.nested for unit in contributions)
        if limits.high is None or (share and limits.high >= 1):  # a share cannot pass 100 %
            return Verdict.IN_PROGRESS if verdict is Verdict.MISSED else verdict
        upper = Limits(high=limits.high, high_strict=limits.high_strict)
        return Verdict.IN_PROGRESS if possible(contributions, upper).met else verdict


def _part_of_a_level(target: Target, world: World) -> bool:
    """Whether "k of n units" would be judged over a part of the n (only those that reported)."""
    if target.measure.kind != "share" or target.threshold is None or target.threshold.percent:
        return False
    level = target.measure.of
    return len(world.members(level)) < sum(unit.level == level for unit in world.plan.units)


def _limits(target: Target, tally: Tally) -> Limits:
    """The threshold as limits of part over whole; "k of n units" is a share of the n."""
    of_units = target.threshold is not None and not target.threshold.percent and target.measure.kind == "share"
    return target.limits.over(len(tally.deciding)) if of_units else target.limits


def _unit_limits(target: Target) -> Limits:
    """What a unit by itself is held to; of "k of n units" each is asked to be one."""
    number = target.measure.kind == "share" and target.threshold is not None and not target.threshold.percent
    return Limits(low=Fraction(1)) if number else target.limits


def _measure(tally: Tally) -> Measurement:
    """The figure over the contributions that are known; counted in units, also where they are judged together."""
    known = [unit for unit in tally.deciding if unit.exact]
    counted = all(unit.whole is None for unit in tally.deciding)
    together = len(tally.deciding) == 1 and not tally.deciding[0].unit
    if together and not known:
        known = [tally.deciding[0]]  # the months that are sure; the rest shows in the bounds
    return Measurement(
        part=sum(unit.part.low for unit in known),
        whole=None if counted else sum(unit.whole.low for unit in known if unit.whole is not None),
        counted=sum(unit.exact for unit in tally.shown),
        expected=len(tally.shown),
    )


def _unit_result(unit: Contribution, rule: _Rule, world: World) -> UnitResult:
    verdict = rule.verdict((unit,))
    measurement = Measurement(unit.part.low, None if unit.whole is None else unit.whole.low, int(unit.exact), 1)
    more = gap(measurement, rule.limits, nested=unit.nested) if unit.exact and verdict in _SHORT else None
    below = below_short(world.plan, rule.target.measure.part_fields(), unit.unit, world.returns)
    return UnitResult(unit.unit, verdict, measurement, more, unit.part_cells + unit.whole_cells, below)


_SHORT = frozenset({Verdict.MISSED, Verdict.IN_PROGRESS, Verdict.INCONCLUSIVE})
"""The verdicts for which it is worth knowing how much is lacking."""


def _gap(
    rule: _Rule, verdict: Verdict, measurement: Measurement, tally: Tally, units: tuple[UnitResult, ...]
) -> Gap | None:
    if verdict not in _SHORT or measurement.counted == 0:
        return None
    if rule.target.judged == "each_unit":
        lacking = sum(unit.gap.more for unit in units if unit.gap)
        return Gap(lacking) if lacking else None
    return gap(measurement, rule.limits, nested=all(unit.nested for unit in tally.deciding))


def _pace(rule: _Rule, verdict: Verdict, measurement: Measurement, world: World) -> Pace | None:
    limit, value = rule.limits.low, measurement.value
    if verdict is not Verdict.IN_PROGRESS or not limit or value is None or rule.target.measure.growth:
        return None  # growth is compared with the same span: it is behind or not, and has no pace
    return Pace(value / limit, _elapsed(world.plan, world.plan.periods[world.period]))


def _elapsed(plan: Plan, period: Period) -> Fraction:
    """The share of the year's window that has passed when this period ends."""
    whole = next((other for other in plan.periods.values() if not other.interim), period)
    days = (whole.window.last - whole.window.first).days + 1
    passed = (period.window.last - whole.window.first).days + 1
    return Fraction(max(0, min(passed, days)), days)


def _reason(verdict: Verdict, target: Target, tally: Tally) -> Reason:
    if verdict is Verdict.INCONCLUSIVE:
        return Reason.MISSING
    nothing = all(unit.whole is not None and unit.whole.high == 0 for unit in tally.deciding)
    if not nothing:
        return Reason.NONE
    if isinstance(target.measure, Growth):
        return Reason.BASELINE_ZERO
    return Reason.NO_MONTHS if target.measure.kind == "frequency" else Reason.NOTHING_TO_MEASURE


def _lacking(tally: Tally, world: World) -> tuple[Lacking, ...]:
    return tuple(
        Lacking(unit.unit, reported=_has_reported(world, unit.unit))
        for unit in tally.shown
        if unit.unit and not unit.exact
    )


def _has_reported(world: World, unit: str) -> bool:
    return unit in world.returns and world.returns[unit].reported


def _reaching(units: tuple[UnitResult, ...]) -> tuple[int, int]:
    judged = [unit for unit in units if unit.verdict is not Verdict.NOT_APPLICABLE]
    return sum(unit.verdict is Verdict.MET for unit in judged), len(judged)
