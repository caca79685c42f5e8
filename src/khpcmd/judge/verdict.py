"""The verdict on each target: exact, and true whatever the missing figures turn out to be.

``evaluate`` tallies each measure and judges the tally by a ``Rule``; ``Rule.verdict`` decides. Here stands what is
told beside the verdict: the figure, the units one by one, the gap and the pace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, lru_cache, partial

from khpcmd.judge.bounds import bounds, gap
from khpcmd.judge.margins import accumulates, fair_shares, leads_to, margin_of
from khpcmd.judge.roll_up import below_short, lacking_below, rolled_up
from khpcmd.judge.rule import Rule, rule_of, value_of_one
from khpcmd.judge.scores import open_units, ranking, standings
from khpcmd.judge.world import World, concerning, measured_at, owed_by
from khpcmd.measures.base import MonthsReach
from khpcmd.measures.tally import NOTHING, Before, Contribution, Side, Span, Tally, in_ones, pooled
from khpcmd.measures.threshold import Limits, cut
from khpcmd.measures.totals import Totals
from khpcmd.plan.fields import Numbered
from khpcmd.plan.model import Plan, Target
from khpcmd.plan.periods import around
from khpcmd.plan.years import in_period
from khpcmd.results import (
    Bounds,
    Evidence,
    FairShares,
    Gap,
    Margin,
    Measurement,
    OpenUnit,
    Outlook,
    Pace,
    Reason,
    Result,
    UnitResult,
    Verdict,
)
from khpcmd.returns import Key

MONTHS = 12
"""Of a year."""
DECIMALS = 2
"""How many decimals the points have that a score lacks; the last one is rounded up."""
Decide = Callable[[World, tuple[Result, ...]], tuple[Result, ...]]
"""Applies to results what persons have decided about them."""


def evaluate(
    world: World, targets: Iterable[Target], decide: Decide = lambda _, results: results
) -> tuple[Result, ...]:
    """The verdict on each target; one without a unit in scope, or of other periods, is left out.

    Scores come after the targets that they rest on, which are among the ``targets``, and after what was decided of
    these.
    """
    targets = tuple(targets)
    scores = tuple(target for target in targets if target.measure.rests_on())
    found = decide(world, _results(world, (target for target in targets if target not in scores)))
    if not scores:
        return found
    by_target = {result.target.id: result for result in found}
    seen = with_standings(world, found)
    waiting = (replace(one, open_units=open_units(world, one, by_target)) for one in _results(seen, scores))
    by_target |= {result.target.id: result for result in decide(seen, tuple(waiting))}
    return tuple(by_target[target.id] for target in targets if target.id in by_target)


def with_standings(world: World, results: Iterable[Result]) -> World:
    """The world with how targets stand, for the scores that rest on them."""
    return replace(world, standings=standings(world, results))


def _results(world: World, targets: Iterable[Target]) -> tuple[Result, ...]:
    asked = (in_period(world.plan, target, world.period) for target in targets if target.judged_in(world.period))
    found = (_result(concerning(world, target), target) for target in asked)
    return tuple(result for result in found if result is not None)


def _result(world: World, target: Target) -> Result | None:
    if not target.measure.computable:
        return Result(target, Verdict.INCONCLUSIVE, None, Reason.MANUAL)
    found = Standing.of(world, target)
    if found is None:
        return None
    tally, verdict, measurement = found.tally, found.verdict, found.measurement
    judged: Callable[[], tuple[UnitResult, ...]] = partial(_unit_results, found)
    reaching = None
    if target.judged == "each_unit":
        units = found.units
        applicable = [unit.verdict for unit in units if unit.verdict is not Verdict.NOT_APPLICABLE]
        judged, reaching = (lambda: units), (applicable.count(Verdict.MET), len(applicable))
    return Result(
        target,
        verdict,
        None if found.contradicted else measurement,
        reason=found.reason,
        bounds=None if measurement.complete or not measurement.added_up or found.by_others else found.bounds,
        gap=found.gap,
        pace=_pace(found, reaching),
        owed_together=found.owed_together,
        open_units=() if found.by_others else _open_units(found),
        unit_results=judged,
        reaching=reaching,
        not_exceeded=found.rule.not_exceeded(tally.deciding) if reaching else None,
        without=_without_enough(world, target, tally),
        margin=found.margin,
        shared=lambda: found.fair_shares,
        milestone=target.milestones.get(world.period) if verdict in _NOT_REACHED else None,
        counted=_counted(tally, frozenset(found.open)),
        points={unit.unit: target.measure.points(world, unit.unit) for unit in tally.shown} if tally.out_of else {},
        ranking=ranking(tally),
        evidence=_evidence(world, tally, whole=not found.stated),  # else no cell has the whole
    )


def _open_units(found: Standing) -> tuple[OpenUnit, ...]:
    """The units without a figure; in the place of one that files nothing those that its figure is counted from."""
    plan, returns, names = found.world.plan, found.world.returns, found.rule.target.measure.fields()

    def reported(unit: str) -> bool:
        filed = returns.get(unit)
        return filed is not None and (filed.filled if unit in plan.counted_only else filed.has_figures)

    units = dict[str, None]()
    for unit in filter(None, found.open):
        below = lacking_below(plan, names, unit, returns) if unit in plan.counted_only else ()
        units.update(dict.fromkeys(below or (unit,)))
    return tuple(OpenUnit(unit, reported(unit)) for unit in units)


def _counted(tally: Tally, unknown: frozenset[str]) -> tuple[str, ...]:
    """The units whose figures are in the measurement."""
    return tuple([one.unit for one in tally.shown if one.unit and one.unit not in unknown])


def _tally(world: World, target: Target) -> Tally:
    tally = target.measure.tally(world)
    return tally.one_by_one() if target.judged == "each_unit" else tally


def _over_a_part(target: Target, world: World) -> bool:
    """Whether a number that all units owe together would be held against a part of them (those that reported), or
    a score of all would lack a target that is not judged for this reason."""
    if target.judged != "each_unit" and not world.standings.keys() >= set(target.measure.rests_on()):
        return True
    if len(world.scope) == len(world.plan.unit):
        return False
    return len(measured_at(world, target)) < len(owed_by(world.plan, target, world.period, world.scope))


@dataclass(frozen=True)
class Standing:
    """How one target stands: the verdict and the figures, each worked out once, of all units together or one by one."""

    world: World
    rule: Rule
    tally: Tally

    @classmethod
    def of(cls, world: World, target: Target) -> Standing | None:
        """None where nobody is judged; ``world`` is that of the units concerned."""
        tally = _tally(world, target)
        if not tally.shown or _over_a_part(target, world):
            return None
        return cls(world, rule_of(world.plan, world.period, target, tally), tally)

    @classmethod
    def today(cls, world: World, target: Target) -> Standing | None:
        """How a target of the plan stands in the period; None where it is left out."""
        asked = in_period(world.plan, target, world.period)
        return cls.of(concerning(world, asked), asked) if target.judged_in(world.period) else None

    def with_other(self, world: World, unit: str) -> Verdict | None:
        """The verdict in a world that differs in figures of one unit; None where it is left out."""
        target, others = self.rule.target, self._others(unit)
        if others is not None:
            alone = _tally(replace(concerning(world, target), scope=frozenset({unit})), target).deciding
            if [one.unit for one in alone] == [unit]:
                return self.rule.verdict((*others, *alone))
        found = Standing.of(concerning(world, target), target)
        return None if found is None else found.verdict

    def _others(self, unit: str) -> tuple[Contribution, ...] | None:
        """What all units but one add; None where that one does not count by itself."""
        if unit not in self._beside:
            others = tuple(one for one in self.tally.deciding if one.unit != unit)
            by_itself = len(others) == len(self.tally.deciding) - 1 and not self.rule.awaits
            together = others if self.rule.target.judged == "each_unit" else pooled(others)
            self._beside[unit] = together if by_itself else None
        return self._beside[unit]

    @cached_property
    def _beside(self) -> dict[str, tuple[Contribution, ...] | None]:
        return {}

    @cached_property
    def owed_together(self) -> bool:
        """Whether several units owe it together, and none of them alone."""
        return len(self.tally.shown) > 1 and self.rule.target.owed_together(self.world.period)

    @cached_property
    def contradicted(self) -> bool:
        """Whether the plan states a baseline that the returns contradict, or a part exceeds the whole of others."""
        if self.stated:
            return not self.tally.deciding[-1].exact
        return self.by_others or (self._apart and not Totals.of(self.tally.deciding).there)

    @property
    def by_others(self) -> bool:
        """Whether what some units report contradicts what others do."""
        return self.rule.target.id in self.world.contradicted

    @property
    def stated(self) -> bool:
        """Whether the plan states the whole of all units together."""
        scored = self.tally.out_of is not None
        return not scored and bool(self.tally.by_themselves) and self.tally.deciding is not self.tally.by_themselves

    @property
    def _apart(self) -> bool:
        """Whether part and whole are reported by different units."""
        return self.rule.target.measure.apart

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
        """The figure as it is told: amounts in their unit of measure, and what does not add up of one unit alone."""
        found = _told(self.in_steps, self.tally, self.rule.target.measure.scale)
        if not self._one_by_one:
            return found
        return found._replace(part=0, whole=None if found.whole is None else 0, before=None, added_up=False)

    @property
    def _one_by_one(self) -> bool:
        """Whether the figures of several units are not added up: percentages that they report, scores, and amounts of
        which nobody asks for a sum."""
        return len(self.tally.shown) > 1 and not _adds_up(self.world.plan, self.rule.target)

    @cached_property
    def in_steps(self) -> Measurement:
        """The figure over the contributions that are known; counted in units, also where they are judged together."""
        if self._apart and not self.deciding[0].exact:
            return self._one_side
        known = [unit for unit in self.deciding if unit.exact]
        counted = self.deciding[0].whole is None  # as that of all others is
        together = len(self.tally.deciding) == 1 and not self.tally.deciding[0].unit
        if together and not known:
            known = [self.tally.deciding[0]]  # the months that are sure; the rest shows in the bounds
        return Measurement(
            part=sum(unit.part.low for unit in known),
            whole=None if counted else sum(unit.whole.low for unit in known if unit.whole is not None),
            counted=len(self.tally.shown) - len(self.open),
            expected=len(self.tally.shown),
            before=_before(known) if any(unit.before for unit in self.deciding) else None,
        )

    @property
    def _one_side(self) -> Measurement:
        """Where part and whole have different reporters, and not all is known: what is known of one side; the part of
        some is no share of the whole of others."""
        known = [unit for unit in self.tally.shown if unit.exact]
        side: Side = "whole" if known and all(unit.side == "whole" for unit in known) else "part"
        number = sum(unit.part.low for unit in known if (unit.side == "whole") == (side == "whole"))
        return Measurement(number, None, len(known), len(self.tally.shown), side=side)

    @cached_property
    def units(self) -> tuple[UnitResult, ...]:
        return _unit_results(self)

    @property
    def gap(self) -> Gap | None:
        rule, measurement = self.rule, self.measurement
        if self.verdict not in _NOT_REACHED or measurement.counted == 0 or self.contradicted:
            return None
        if self._apart and not measurement.complete:
            return None
        if rule.target.judged == "each_unit":
            if self._one_by_one:
                return None
            more = sum(unit.gap.more for unit in self.units if unit.gap)
            return Gap(more) if more else None
        due = self.due
        if rule.target.counts_units(rule.target.threshold):
            limits = due.over(Fraction(1, len(self.tally.deciding)))  # a number of units, whoever has reported
            return gap(self.in_steps._replace(whole=None), limits, nested=False)
        nested, signed = all(unit.nested for unit in self.deciding), rule.target.measure.is_change
        return _gap_told(gap(self.in_steps, due, nested=nested, signed=signed), self.in_steps, self.tally)

    @property
    def bounds(self) -> Bounds:
        """The least and the greatest value that the figure can still take."""
        found, steps, target = bounds(self.deciding), self.tally.steps, self.rule.target
        one = Fraction(1, steps or 1) if target.measure.absolute else value_of_one(target, self.tally)
        if one == 1:
            return found
        low, high = (None if end is None else end * one for end in (found.low, found.high))
        return Bounds(low, high)

    @property
    def margin(self) -> Margin | None:
        """What would turn the verdict, where it is met."""
        if self.verdict is not Verdict.MET or not self._made_up:
            return None
        found = margin_of(self.world.plan, self.rule, self.tally, self.in_steps)
        return found and found._replace(change=in_ones(int(found.change), self.tally.steps))

    @property
    def _made_up(self) -> bool:
        """Whether all figures are known of which it is made up."""
        return self.rule.target.measure.adds_up and not self.contradicted and not self.open

    @property
    def fair_shares(self) -> FairShares | None:
        """The gap spread over the units, in the steps of the figure and as it is told."""
        gap, steps = self.gap, self.tally.steps
        if gap is None or not self._made_up:
            return None
        found = fair_shares(self.rule, self.tally, Gap(int(gap.more * (steps or 1))))
        units = (one._replace(share=in_ones(int(one.share), steps)) for one in found.units) if found else ()
        return found and found._replace(units=tuple(units))

    @property
    def due(self) -> Limits:
        """The limits that the verdict turns on."""
        return self.rule.due(self.verdict, self.tally.deciding)

    @property
    def reason(self) -> Reason:
        target = self.rule.target
        if self.verdict is Verdict.INCONCLUSIVE:
            if self.contradicted:
                return Reason.CONTRADICTED if self.stated else Reason.PART_ABOVE_WHOLE
            return Reason.MISSING if self.tally.out_of is None else Reason.CRITERIA
        if self.due is self.rule.milestone:
            return Reason.MILESTONE
        if any(unit.whole is None or unit.whole.high != 0 for unit in self.deciding):
            then = [unit.before for unit in self.deciding if unit.before is not None]
            return Reason.NOTHING_BEFORE if then and all(one.whole.high == 0 for one in then) else Reason.NONE
        return Reason(target.measure.empty)


def _adds_up(plan: Plan, target: Target) -> bool:
    """Whether the figures of several units make a figure of all of them, where each is judged by itself: not scores,
    rates and averages, nor levels at a day (points, an income), which only a part of a whole may be, unless the plan
    says that they add up."""
    measure = target.measure
    if target.of_percentage or (target.judged == "each_unit" and not measure.adds_up):
        return False
    if target.judged != "each_unit":
        return True
    sides = (*measure.part_fields(), *measure.whole_fields())
    numbers = [spec for name in sides if isinstance(spec := plan.fields[name], Numbered)]
    of_whole = not (measure.absolute or measure.growth)
    levels = [spec for spec in numbers if spec.kind == "amount" and not (spec.flow or of_whole or spec.adds_up)]
    return not levels and all(spec.has_sum for spec in numbers)


def _before(known: Iterable[Contribution]) -> tuple[int, int]:
    """What is known of the part and of the whole of the baseline year."""
    found = [unit.before for unit in known if unit.before is not None]
    return sum(one.part.low for one in found), sum(one.whole.low for one in found)


def _told(found: Measurement, tally: Tally, per: int) -> Measurement:
    """A figure in steps as it is told, for ``per`` of the whole."""
    part = in_ones(found.part, tally.steps)
    whole = None if found.whole is None else in_ones(found.whole, tally.whole_steps)
    before = None if found.before is None else (
        in_ones(found.before[0], tally.steps), in_ones(found.before[1], tally.whole_steps),
    )  # fmt: skip
    return found._replace(part=part, whole=whole, per=per, before=before)


def _gap_told(found: Gap | None, measured: Measurement, tally: Tally) -> Gap | None:
    """The gap of what was ``measured`` in steps."""
    if found is None:
        return None
    if tally.out_of is not None:
        return Gap(cut(Fraction(found.more) / Fraction(measured.whole or 1) * tally.out_of, DECIMALS, up=True))
    return Gap(in_ones(found.more, tally.steps))


_NOT_REACHED = frozenset({Verdict.MISSED, Verdict.IN_PROGRESS, Verdict.INCONCLUSIVE})
"""The verdicts that are shown with the gap and with the milestone of the period."""


def _without_enough(world: World, target: Target, tally: Tally) -> tuple[tuple[int, ...], ...]:
    """The months (or quarters) in which the units together surely have less than is asked of every one."""
    if not target.owed_together(world.period):
        return ()
    return _lacking(world, target, [unit.unit for unit in tally.shown])


def _lacking(world: World, target: Target, units: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """The months (or quarters) in which some units together surely have less than is asked."""
    asked = target.measure.computed()
    if not isinstance(asked, MonthsReach):
        return ()
    slots = asked.slots(world.months, world.quarter_months, interim=world.interim)

    def most(slot: tuple[int, ...]) -> int | None:
        keys = tuple(Key(asked.of, month=month) for month in slot)
        return sum((world.total(unit, keys) for unit in units), NOTHING).high

    return tuple(slot for slot in slots if (high := most(slot)) is not None and high < asked.at_least)


def _unit_results(found: Standing) -> tuple[UnitResult, ...]:
    """The units one by one."""
    world, rule, tally = found.world, found.rule, found.tally
    alike = rule.alone("")  # no unit has this id: the rule of all units without a threshold of their own
    evidence = _evidence(world, tally, whole=not tally.by_themselves)  # else the whole is that of all units
    below = rolled_up(world.plan, rule.target.measure.part_fields())
    each, signed, per = rule.target.judged == "each_unit", rule.target.measure.is_change, rule.target.measure.scale
    if not tally.shown[0].unit:  # of all units together alone
        return ()
    if len(tally.shown) == 1 and rule.target.owed_together(world.period):
        only = tally.shown[0].unit
        return (UnitResult(only, found.verdict, found.measurement, found.gap, evidence, _below(world, below, only)),)

    def standing(unit: Contribution, own: Rule) -> tuple[Verdict, Measurement, Gap | None]:
        """A unit's own standing; where it cannot stand alone, its figure is neither met nor missed."""
        exact = unit.exact
        sure = unit.part.low if exact else max(0, unit.part.low)
        whole = None if unit.whole is None else unit.whole.low
        before = None if unit.before is None else _before((unit,))
        measured = Measurement(sure, whole, int(exact), 1, side=unit.side, before=before)
        if found.owed_together:
            return Verdict.NOT_APPLICABLE if exact else Verdict.INCONCLUSIVE, _told(measured, tally, per), None
        verdict = own.verdict((unit,))
        short = exact and verdict in _NOT_REACHED
        more = gap(measured, own.due(verdict, (unit,)), nested=unit.nested, signed=signed) if short else None
        return verdict, _told(measured, tally, per), _gap_told(more, measured, tally)

    @lru_cache(maxsize=4096)
    def shared(
        part: Span, whole: Span | None, nested: bool, side: Side, before: Before | None
    ) -> tuple[Verdict, Measurement, Gap | None]:
        """The standing of all units with these figures: of thousands of units many report the same few."""
        return standing(Contribution("", part, whole, nested, side, before), alike)

    def judged(unit: Contribution) -> UnitResult:
        name, *figures = unit
        own = standing(unit, rule.alone(name)) if name in rule.own or name in rule.coming else shared(*figures)
        asked = world.plan.threshold_at(rule.target, name, world.period) if name in rule.own else None
        empty = () if found.owed_together or own[0] not in _NOT_REACHED else _lacking(world, rule.target, (name,))
        below_it = _below(world, below, name)
        return UnitResult(name, *own, evidence, below_it, judged=each, asked=asked, without=empty)

    return tuple(map(judged, tally.shown))


def _below(world: World, keys: Sequence[Key], unit: str) -> tuple[str, ...]:
    """The units below one unit that fall short, where its figure is counted from theirs."""
    return below_short(world.plan, keys, unit, world.returns) if keys else ()


def _evidence(world: World, tally: Tally, *, whole: bool) -> Evidence:
    return Evidence(world.returns, tally.part, tally.whole if whole else ())


def _pace(found: Standing, reaching: tuple[int, int] | None) -> Pace | None:
    """How far the figure is on its way; judged unit by unit, how many of the units have reached their threshold."""
    target, plan = found.rule.target, found.world.plan
    if found.verdict is not Verdict.IN_PROGRESS or target.measure.signed:
        return None  # a change is compared with the same span: it is behind or not, and has no pace
    reached = _of_units(found, reaching) if reaching else _of_threshold(found)
    if reached is None:
        return None
    elapsed = _elapsed(plan, found.world.period)
    years = 1
    if target.years is not None:
        years = target.years.last - target.years.first + 1
        elapsed = (plan.year_of(found.world.period) - target.years.first + elapsed) / years
    return Pace(reached, elapsed, None if reaching else _outlook(found, elapsed, years))


def _outlook(found: Standing, elapsed: Fraction, years: int) -> Outlook | None:
    """What the rest of the time needs, and where the pace until now would lead; of what adds up, and is known."""
    plan, rule, gap, steps = found.world.plan, found.rule, found.gap, found.tally.steps
    lasting = 0 < elapsed < 1 and accumulates(plan, rule.target.measure.part_fields())
    if (
        not rule.target.measure.adds_up
        or gap is None
        or gap.more < 0
        or not lasting
        or found.open
        or rule.target.of_percentage
    ):
        return None
    behind, left = (MONTHS * years * share for share in (elapsed, 1 - elapsed))
    needed, so_far = -int(-Fraction(gap.more) * (steps or 1) // left), int(Fraction(found.in_steps.part) / behind)
    leads = _told(leads_to(plan, rule, found.tally, found.in_steps, elapsed), found.tally, rule.target.measure.scale)
    return Outlook(in_ones(needed, steps), in_ones(so_far, steps), leads.part, leads.whole)


def _of_units(found: Standing, reaching: tuple[int, int]) -> Fraction | None:
    """The share of units that reach it; None where an upper limit leaves that open for each until the year is over."""
    units, of = reaching
    return Fraction(units, of) if of and not found.rule.can_be_passed(found.tally.deciding) else None


def _of_threshold(found: Standing) -> Fraction | None:
    """The share of the lower limit; "k of n units" counts the units that are sure, whoever else has reported."""
    limit, measurement = found.rule.limits.low, found.in_steps
    value = measurement.value
    if found.rule.target.counts_units(found.rule.target.threshold) or found.rule.coming:
        value = Fraction(measurement.part) / len(found.tally.deciding)
    return value / limit if limit and value is not None else None


def _elapsed(plan: Plan, name: str) -> Fraction:
    """The share of the year's window that has passed when a period ends."""
    period, whole = plan.periods[name], plan.periods[around(plan.periods, name)]
    days = (whole.window.last - whole.window.first).days + 1
    passed = (period.window.last - whole.window.first).days + 1
    return Fraction(max(0, min(passed, days)), days)
