"""The verdict on each target: exact, and true whatever the missing figures turn out to be.

``evaluate`` tallies each measure and judges the tally by a ``Rule``. ``Rule.verdict`` decides: it turns the outcomes
that ``bounds`` finds possible into one verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, lru_cache, partial

from khpcmd.judge.bounds import Possible, bounds, gap, possible, together
from khpcmd.judge.roll_up import below_short, rolled_up
from khpcmd.judge.world import World, concerning
from khpcmd.measures.tally import Contribution, Span, Tally, pooled
from khpcmd.measures.threshold import Limits, Threshold
from khpcmd.plan.model import Period, Plan, Target
from khpcmd.report import Evidence, Gap, Measurement, OpenUnit, Pace, Reason, Result, UnitResult, Verdict


def evaluate(world: World, targets: Iterable[Target]) -> tuple[Result, ...]:
    """The verdict on each target; a target without a unit in scope is left out."""
    found = (_result(concerning(world, target), target) for target in targets)
    return tuple(result for result in found if result is not None)


def _result(world: World, target: Target) -> Result | None:
    if not target.measure.computable:
        return Result(target, Verdict.INCONCLUSIVE, None, Reason.MANUAL)
    tally = _tally(world, target)
    if not tally.shown or _part_of_a_level(target, world):
        return None
    found = _Found(world, rule_of(world.plan, world.period, target, tally), tally)
    verdict, measurement, returns = found.verdict, found.measurement, world.returns
    judged: Callable[[], tuple[UnitResult, ...]] = partial(_unit_results, world, found.rule, tally)
    reaching = None
    if target.judged == "each_unit":
        units = found.units
        applicable = [unit.verdict for unit in units if unit.verdict is not Verdict.NOT_APPLICABLE]
        judged, reaching = (lambda: units), (applicable.count(Verdict.MET), len(applicable))
    return Result(
        target,
        verdict,
        measurement,
        reason=found.reason,
        bounds=None if measurement.complete else bounds(found.deciding),
        gap=found.gap,
        pace=_pace(found.rule, verdict, measurement, world),
        open_units=tuple(OpenUnit(unit, unit in returns and returns[unit].reported) for unit in found.open),
        unit_results=judged,
        reaching=reaching,
        milestone=target.milestones.get(world.period) if verdict in _NOT_REACHED else None,
        counted=tuple(unit.unit for unit in tally.shown),
        evidence=_evidence(world, tally, whole=tally.deciding is tally.shown),  # else no cell has the whole
    )


def _tally(world: World, target: Target) -> Tally:
    tally = target.measure.tally(world)
    return tally.one_by_one() if target.judged == "each_unit" else tally


def _part_of_a_level(target: Target, world: World) -> bool:
    """Whether "k of n units" would be judged over a part of the n (only those that reported)."""
    if not target.counts_units(target.threshold):
        return False
    level, plan = target.measure.level, world.plan
    concerned = plan.members(target.only) if target.only else frozenset(plan.unit)
    return len(world.members(level)) < sum(unit.level == level and unit.id in concerned for unit in plan.units)


@dataclass(frozen=True)
class _Found:
    """The verdict and the figures of one target, each worked out once, of all units together or one by one."""

    world: World
    rule: Rule
    tally: Tally

    @cached_property
    def deciding(self) -> tuple[Contribution, ...]:
        return pooled(self.tally.deciding)

    @cached_property
    def open(self) -> tuple[str, ...]:
        """The units that have no figure without doubt."""
        return tuple(unit.unit for unit in self.tally.shown if not unit.exact)

    @cached_property
    def verdict(self) -> Verdict:
        one_by_one = self.rule.target.judged == "each_unit"
        return self.rule.verdict(self.tally.deciding if one_by_one else self.deciding)

    @cached_property
    def measurement(self) -> Measurement:
        """The figure over the contributions that are known; counted in units, also where they are judged together."""
        known = [unit for unit in self.deciding if unit.exact]
        counted = all(unit.whole is None for unit in self.deciding)
        together = len(self.tally.deciding) == 1 and not self.tally.deciding[0].unit
        if together and not known:
            known = [self.tally.deciding[0]]  # the months that are sure; the rest shows in the bounds
        return Measurement(
            part=sum(unit.part.low for unit in known),
            whole=None if counted else sum(unit.whole.low for unit in known if unit.whole is not None),
            counted=len(self.tally.shown) - len(self.open),
            expected=len(self.tally.shown),
        )

    @cached_property
    def units(self) -> tuple[UnitResult, ...]:
        return _unit_results(self.world, self.rule, self.tally)

    @property
    def gap(self) -> Gap | None:
        rule, measurement = self.rule, self.measurement
        if self.verdict not in _NOT_REACHED or measurement.counted == 0:
            return None
        if rule.target.judged == "each_unit":
            more = sum(unit.gap.more for unit in self.units if unit.gap)
            return Gap(more) if more else None
        due = rule.due(self.verdict)
        if rule.target.counts_units(rule.target.threshold):
            limits = due.over(Fraction(1, len(self.tally.deciding)))  # a number of units, whoever has reported
            return gap(measurement._replace(whole=None), limits, nested=False)
        return gap(measurement, due, nested=all(unit.nested for unit in self.deciding))

    @property
    def reason(self) -> Reason:
        target = self.rule.target
        if self.verdict is Verdict.INCONCLUSIVE:
            return Reason.MISSING
        if self.rule.due(self.verdict) is self.rule.milestone:
            return Reason.MILESTONE
        if any(unit.whole is None or unit.whole.high != 0 for unit in self.deciding):
            return Reason.NONE
        return Reason(target.measure.empty)


_NOT_REACHED = frozenset({Verdict.MISSED, Verdict.IN_PROGRESS, Verdict.INCONCLUSIVE})
"""The verdicts that are shown with the gap and with the milestone of the period."""


def _unit_results(world: World, rule: Rule, tally: Tally) -> tuple[UnitResult, ...]:
    """The units one by one."""
    plan = world.plan
    alike = rule.alone("")  # no unit has this id: the rule of all units without a threshold of their own
    alone = rule.target.stands_alone or len(tally.shown) == 1
    evidence, below = _evidence(world, tally, whole=True), rolled_up(plan, rule.target.measure.part_fields())

    def standing(unit: Contribution, own: Rule) -> tuple[Verdict, Measurement, Gap | None]:
        """A unit's own standing; where it cannot stand alone, its figure is neither met nor missed."""
        exact = unit.exact
        verdict = own.verdict((unit,)) if alone else Verdict.NOT_APPLICABLE if exact else Verdict.INCONCLUSIVE
        found = Measurement(unit.part.low, None if unit.whole is None else unit.whole.low, int(exact), 1)
        return (
            verdict,
            found,
            gap(found, own.due(verdict), nested=unit.nested) if exact and verdict in _NOT_REACHED else None,
        )

    @lru_cache(maxsize=4096)
    def shared(part: Span, whole: Span | None, nested: bool) -> tuple[Verdict, Measurement, Gap | None]:
        """The standing of all units with these figures: of thousands of units many report the same few."""
        return standing(Contribution("", part, whole, nested), alike)

    def judged(unit: Contribution) -> UnitResult:
        name, *figures = unit
        found = standing(unit, rule.alone(name)) if name in rule.own else shared(*figures)
        return UnitResult(name, *found, evidence, below_short(plan, below, name, world.returns) if below else ())

    return tuple(map(judged, tally.shown))


def _evidence(world: World, tally: Tally, *, whole: bool) -> Evidence:
    return Evidence(world.returns, tally.part, tally.whole if whole else ())


@dataclass(frozen=True, slots=True)
class Rule:
    """How a target is judged: its limits, its policy for 0/0, and whether the period leaves a shortfall open.

    ``milestone`` are the limits for the period itself, where it has some; ``own`` those of units with a threshold
    of their own.
    """

    target: Target
    limits: Limits
    interim: bool
    milestone: Limits | None
    own: Mapping[str, Limits]

    def alone(self, unit: str) -> Rule:
        """The same for one unit by itself."""
        number = self.target.counts_units(self.target.threshold)
        one = Limits(low=Fraction(1)) if self.target.limits.low is not None else Limits(high=Fraction(0))
        limits = self.own.get(unit, one if number else self.target.limits)
        return replace(self, limits=limits, milestone=None if unit in self.own or number else self.milestone)

    def due(self, verdict: Verdict) -> Limits:
        """The limits that a verdict turns on: those of the period, where it is missed by these."""
        missed = verdict is Verdict.MISSED and self.interim
        return self.milestone if missed and self.milestone is not None else self.limits

    def verdict(self, contributions: Sequence[Contribution]) -> Verdict:
        verdict = _SURE.get(self.outcomes(contributions), Verdict.INCONCLUSIVE)
        return self._so_far(verdict, contributions) if verdict in (Verdict.MET, Verdict.MISSED) else verdict

    def _parts(self, contributions: Sequence[Contribution]) -> list[tuple[Sequence[Contribution], Limits]]:
        """What is judged together, with its limits: everything, or each unit by itself."""
        if self.target.judged != "each_unit":
            return [(contributions, self.limits)]
        return [((unit,), self.own.get(unit.unit, self.limits)) for unit in contributions]

    def outcomes(self, contributions: Sequence[Contribution]) -> Possible:
        found = [possible(part, limits) for part, limits in self._parts(contributions)]
        if self.target.zero == "not_applicable":
            return together(found)
        missed = any(group.missed or group.nothing for group in found)
        return Possible(met=all(group.met for group in found), missed=missed, nothing=False)

    def _so_far(self, verdict: Verdict, contributions: Sequence[Contribution]) -> Verdict:
        """Before the year is over a shortfall is under way, and so is an upper limit that has not been passed yet."""
        if not self.interim:
            return verdict
        if verdict is Verdict.MISSED and self.milestone is not None:
            return self._at_milestone(contributions, self.milestone)
        ends = [(part, limits) for part, limits in self._parts(contributions) if _can_be_passed(part, limits)]
        if not ends:
            return Verdict.IN_PROGRESS if verdict is Verdict.MISSED else verdict
        kept = (possible(part, Limits(high=end.high, high_strict=end.high_strict)).met for part, end in ends)
        return Verdict.IN_PROGRESS if all(kept) else verdict

    def _at_milestone(self, contributions: Sequence[Contribution], milestone: Limits) -> Verdict:
        """Short of the threshold: on the way if the milestone is surely reached, missed if it surely is not."""
        match replace(self, limits=milestone, milestone=None, own={}).outcomes(contributions):
            case Possible(met=True, missed=False):
                return Verdict.IN_PROGRESS
            case Possible(met=False, missed=True):
                return Verdict.MISSED
            case _:
                return Verdict.INCONCLUSIVE


_SURE = {
    Possible(met=True, missed=False, nothing=False): Verdict.MET,
    Possible(met=False, missed=True, nothing=False): Verdict.MISSED,
    Possible(met=False, missed=False, nothing=True): Verdict.NOT_APPLICABLE,
}
"""The verdict where only one outcome is possible."""


def _can_be_passed(contributions: Sequence[Contribution], limits: Limits) -> bool:
    """Whether there is an upper limit that figures may still pass; a share cannot pass 100 %."""
    return limits.high is not None and not (limits.high >= 1 and all(unit.nested for unit in contributions))


def rule_of(plan: Plan, period: str, target: Target, tally: Tally) -> Rule:
    """How a target is judged in a period; ``tally`` says over how many units."""
    years = target.years is not None and plan.year < target.years.last
    own: dict[str, Limits] = {}
    for name, threshold in target.unit_thresholds.items():
        own |= dict.fromkeys(plan.members((name,)), target.limits_of(threshold))
    for name in target.unit_thresholds.keys() & plan.unit.keys():  # a unit's own before its group's
        own[name] = target.limits_of(target.unit_thresholds[name])
    milestone = target.milestones.get(period)
    return Rule(
        target,
        _limits(target, target.threshold, tally),
        interim=(target.cumulative and plan.periods[period].interim) or years,
        milestone=None if milestone is None else _limits(target, milestone, tally),
        own=own,
    )


def _limits(target: Target, threshold: Threshold | None, tally: Tally) -> Limits:
    """A threshold as limits of part over whole; "k of n units" is a share of the n."""
    limits = target.limits_of(threshold)
    return limits.over(len(tally.deciding)) if target.counts_units(threshold) else limits


def _pace(rule: Rule, verdict: Verdict, measurement: Measurement, world: World) -> Pace | None:
    limit, value = rule.limits.low, measurement.value
    target, plan = rule.target, world.plan
    if verdict is not Verdict.IN_PROGRESS or not limit or value is None or target.measure.growth:
        return None  # growth is compared with the same span: it is behind or not, and has no pace
    elapsed = _elapsed(plan, plan.periods[world.period])
    if target.years is not None:
        elapsed = (plan.year - target.years.first + elapsed) / (target.years.last - target.years.first + 1)
    return Pace(value / limit, elapsed)


def _elapsed(plan: Plan, period: Period) -> Fraction:
    """The share of the year's window that has passed when this period ends."""
    whole = next((other for other in plan.periods.values() if not other.interim), period)
    days = (whole.window.last - whole.window.first).days + 1
    passed = (period.window.last - whole.window.first).days + 1
    return Fraction(max(0, min(passed, days)), days)
