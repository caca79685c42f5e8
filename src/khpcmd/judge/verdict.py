"""The verdict on each target: exact, and true whatever the missing figures turn out to be.

``evaluate`` tallies each measure and judges the tally by a ``Rule``; ``Rule.verdict`` decides. Here stands what is
told beside the verdict: the figure, the units one by one, the gap and the pace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, lru_cache, partial
from itertools import compress
from operator import not_

from khpcmd.diagnostics import Location
from khpcmd.judge.bounds import accumulates, bounds, fair_shares, figure_of, gap, leads_to, margin_of
from khpcmd.judge.roll_up import below_short, lacking_below, rolled_up
from khpcmd.judge.rule import Rule, rule_of, value_of_one
from khpcmd.judge.scores import classes, open_units, ranking, standings
from khpcmd.judge.statistics import Compared
from khpcmd.judge.world import World, concerning, measured_at, owed_by, tallied
from khpcmd.measures.base import MonthsReach, Sums
from khpcmd.measures.tally import Contribution, Side, Span, Tally, added, in_ones, pooled
from khpcmd.measures.threshold import Limits, cut
from khpcmd.measures.totals import Totals
from khpcmd.plan.fields import NumberField
from khpcmd.plan.model import Plan, Target
from khpcmd.plan.periods import around
from khpcmd.plan.years import MONTHS, in_period
from khpcmd.results import (
    Alone,
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
    settled,
)
from khpcmd.returns import Key

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
    seen = replace(world, standings=standings(world, found))
    waiting = (replace(one, open_units=open_units(one, by_target)) for one in _results(seen, scores))
    by_target |= {result.target.id: result for result in decide(seen, tuple(waiting))}
    return tuple(by_target[target.id] for target in targets if target.id in by_target)


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
    reaching, together = None, target.owed_together(world.period)
    if target.judged == "each_unit":
        applicable = [unit.verdict for unit in found.units if unit.verdict is not Verdict.NOT_APPLICABLE]
        reaching = applicable.count(Verdict.MET), len(applicable)
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
        unit_results=lambda: found.units,
        reaching=reaching,
        not_exceeded=found.rule.not_exceeded(tally.deciding) if reaching else None,
        without=_lacking(world, target, [unit.unit for unit in tally.shown]) if together else (),
        margin=found.margin,
        shared=lambda: found.fair_shares,
        milestone=target.milestones.get(world.period) if verdict in _NOT_REACHED else None,
        counted=tuple(filter(None, found.closed)),
        points={unit.unit: target.measure.points(world, unit.unit) for unit in tally.shown} if tally.out_of else {},
        ranking=ranking(tally),
        statistic=found.statistic,
        classes={} if found.rule.interim else classes(target, tally),
        evidence=found.evidence,
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
    zeros = {unit for unit in units if unit in returns and returns[unit].waits_for_zeros(names)}
    return tuple(OpenUnit(unit, reported(unit), zeros=unit in zeros) for unit in units)


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
    _beside: dict[str, tuple[Contribution, ...] | None] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of(cls, world: World, target: Target) -> Standing | None:
        """None where nobody is judged; ``world`` is that of the units concerned."""
        tally = tallied(world, target)
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
        target = self.rule.target
        if unit not in self._beside:  # what all units but one add; None where that one does not count by itself
            others = tuple(one for one in self.tally.deciding if one.unit != unit)
            whole = self.rule.awaits or self.rule.compared or self.world.stated_totals
            by_itself = not whole and len(others) == len(self.tally.deciding) - 1
            self._beside[unit] = (others if target.judged == "each_unit" else pooled(others)) if by_itself else None
        if (beside := self._beside[unit]) is not None:
            alone = tallied(replace(concerning(world, target), scope=frozenset({unit})), target).deciding
            if [one.unit for one in alone] == [unit]:
                return self.rule.verdict((*beside, *alone))
        found = Standing.of(concerning(world, target), target)
        return None if found is None else found.verdict

    @cached_property
    def owed_together(self) -> bool:
        """Whether several units owe it together, and none of them alone."""
        return len(self.tally.shown) > 1 and self.rule.target.owed_together(self.world.period)

    @cached_property
    def contradicted(self) -> bool:
        """Whether the plan states a baseline that the returns contradict, or a part exceeds the whole of others."""
        if self.by_others or self.stated:
            return self.by_others or not self.tally.deciding[-1].exact
        return self.rule.target.measure.apart and not Totals.of(self.tally.deciding).there

    @property
    def by_others(self) -> bool:
        """Whether what some units report contradicts what others do, or a total that a sheet states."""
        return self.rule.target.id in self.world.contradicted or bool(self.disputed)

    @property
    def stated(self) -> bool:
        """Whether the plan states the whole of all units together."""
        return bool(self.tally.by_themselves) and self.tally.out_of is None

    @property
    def evidence(self) -> Evidence:
        """The figures that were counted; where the plan states the whole, no cell has it."""
        return Evidence(self.world.returns, self.tally.part, () if self.stated else self.tally.whole)

    @cached_property
    def deciding(self) -> tuple[Contribution, ...]:
        return pooled(self.tally.deciding)

    @cached_property
    def open(self) -> tuple[str, ...]:
        """The units that have no figure without doubt."""
        return tuple([unit.unit for unit in compress(self.tally.shown, map(not_, self._exact))])

    @property
    def closed(self) -> tuple[str, ...]:
        """The others."""
        return tuple([unit.unit for unit in compress(self.tally.shown, self._exact)])

    @cached_property
    def _exact(self) -> list[bool]:
        """Of each unit, whether its figure is known."""
        return Contribution.all_exact(self.tally.shown)

    @cached_property
    def verdict(self) -> Verdict:
        return Verdict.INCONCLUSIVE if self.disputed else self._counted

    @cached_property
    def disputed(self) -> tuple[Location, ...]:
        """Where sheets state totals by which the verdict could be another one, whichever figure is wrong for that."""
        rule, tally, world = self.rule, self.tally, self.world
        known = {key for keys in (*tally.part, *tally.whole) for key in keys} if world.stated_totals else set[Key]()
        totals = [one for one in world.stated_totals if one.key in known and any(world.summed(one))]
        if not totals:
            return ()
        together = rule.target.judged != "each_unit" and len(tally.part) == 1 and not tally.by_themselves
        if together and isinstance(rule.target.measure.computed(), Sums):
            part, whole = (
                added(Span(*one.off) for one in totals for keys in side if one.key in keys)
                for side in (tally.part, tally.whole)
            )
            one, *others = self.deciding
            one = one._replace(part=one.part + part, whole=one.whole and one.whole + whole)
            other = rule.verdict((one, *others))
        else:
            standing = Standing.of(world.with_wrong(totals), rule.target)
            other = standing.verdict if standing else Verdict.INCONCLUSIVE
        return () if other is self._counted else tuple(one.at for one in totals)

    @cached_property
    def _counted(self) -> Verdict:
        """What the figures say, whatever sheets state as their totals."""
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
        """Whether figures of several units are not added up: percentages, scores, amounts of which none asks a sum."""
        return len(self.tally.shown) > 1 and not _adds_up(self.world.plan, self.rule.target)

    @cached_property
    def in_steps(self) -> Measurement:
        """The figure over the contributions that are known; counted in units, also where they are judged together."""
        if self.rule.target.measure.apart and not self.deciding[0].exact:
            return self._one_side
        known = [unit for unit in self.deciding if unit.exact]
        counted = self.deciding[0].whole is None  # as that of all others is
        if not known and not self.tally.deciding[0].unit:  # of all units together
            known = [self.tally.deciding[0]]  # the months that are sure; the rest shows in the bounds
        then = [unit.before for unit in known if unit.before is not None]
        before = sum(one.part.low for one in then), sum(one.whole.low for one in then)
        return Measurement(
            part=sum(unit.part.low for unit in known),
            whole=None if counted else sum(unit.whole.low for unit in known if unit.whole is not None),
            counted=len(self.tally.shown) - len(self.open),
            expected=len(self.tally.shown),
            before=before if any(unit.before for unit in self.deciding) else None,
        )

    @property
    def _one_side(self) -> Measurement:
        """Where part and whole have different reporters, and not all is known: what is known of one side; the part of
        some is no share of the whole of others."""
        known = [unit for unit in self.tally.shown if unit.exact]
        parts = [unit for unit in known if unit.side != "whole"]
        side: Side = "whole" if known and not parts else "part"
        number = sum(unit.part.low for unit in parts or known)
        return Measurement(number, None, len(known), len(self.tally.shown), side=side)

    @cached_property
    def units(self) -> tuple[UnitResult, ...]:
        """The units one by one."""
        world, rule, tally, evidence = self.world, self.rule, self.tally, self.evidence
        of_below = rolled_up(world.plan, rule.target.measure.part_fields())
        each, signed, per = rule.target.judged == "each_unit", rule.target.measure.is_change, rule.target.measure.scale
        apart = frozenset((*rule.own, *rule.on_the_way, *rule.coming))
        by_months = isinstance(rule.target.measure.computed(), MonthsReach) and not self.owed_together
        if not tally.shown[0].unit:  # of all units together alone
            return ()
        if len(tally.shown) == 1 and rule.target.owed_together(world.period):
            only, own = tally.shown[0].unit, settled(self.verdict, self.gap)
            below = below_short(world.plan, of_below, only, world.returns)
            return (UnitResult(only, self.measurement, own, evidence, below),)

        def standing(unit: Contribution) -> tuple[Verdict, Gap | None]:  # most stand as all others do
            return of_alike(unit if unit.unit in apart else Contribution("", *unit[1:]))

        @lru_cache(maxsize=4096)
        def of_alike(unit: Contribution) -> tuple[Verdict, Gap | None]:
            """A unit's own standing; where it cannot stand alone, its figure is neither met nor missed."""
            if self.owed_together:
                return Verdict.NOT_APPLICABLE if unit.exact else Verdict.INCONCLUSIVE, None
            own, measured = rule.alone(unit.unit), figure_of(unit)
            verdict = own.verdict((unit,))
            short = unit.exact and verdict in _NOT_REACHED and own.utmost is None
            more = gap(measured, own.due(verdict, (unit,)), nested=unit.nested, signed=signed) if short else None
            return verdict, _gap_told(more, measured, tally)

        def judged(unit: Contribution) -> UnitResult:
            name, asked = unit.unit, None
            own: Alone = settled(*standing(unit)) if each else partial(standing, unit)
            if rule.missed_on_the_way(unit):
                asked = world.plan.milestone_at(rule.target, name, world.period)
            elif name in rule.own and not rule.compared:
                asked = world.plan.threshold_at(rule.target, name, world.period)
            empty = _lacking(world, rule.target, (name,)) if by_months and own()[0] in _NOT_REACHED else ()
            short = below_short(world.plan, of_below, name, world.returns) if of_below else ()
            ends = self._between((unit,)) if each and not unit.exact else None
            measured = _told(figure_of(unit), tally, per)
            return UnitResult(name, measured, own, evidence, short, None, each, asked, empty, ends)

        return tuple(map(judged, tally.shown))

    @property
    def gap(self) -> Gap | None:
        rule, measurement = self.rule, self.measurement
        if self.verdict not in _NOT_REACHED or measurement.counted == 0 or self.contradicted:
            return None
        if rule.target.measure.apart and not measurement.complete:
            return None
        if rule.target.judged == "each_unit":
            return None if self._one_by_one or rule.compared else gap_of(self.units)
        found, nested = self.in_steps, all(unit.nested for unit in self.deciding)
        if rule.target.counts_units(rule.target.threshold):  # a number of units, whoever has reported
            found = found._replace(whole=len(self.tally.deciding))
        more = gap(found, self.due, nested=nested, signed=rule.target.measure.is_change)
        return _gap_told(more, found, self.tally)

    @property
    def bounds(self) -> Bounds:
        """The least and the greatest value that the figure can still take."""
        return self._between(self.deciding)

    def _between(self, contributions: Sequence[Contribution]) -> Bounds:
        """The least and the greatest value of some contributions."""
        return self._told_ends(bounds(contributions))

    @property
    def statistic(self) -> Bounds | None:
        """What the units are compared with, where that is a statistic of them."""
        return None if self.rule.compared is None else self._told_ends(self.rule.compared)

    def _told_ends(self, found: Bounds | Compared) -> Bounds:
        one = value_of_one(self.rule.target, self.tally)
        return Bounds(*(None if end is None else end * one for end in (found.low, found.high)))

    @property
    def margin(self) -> Margin | None:
        """What would turn the verdict, where it is met."""
        if self.verdict is not Verdict.MET or not self._made_up:
            return None
        return margin_of(self.world.plan, self.rule, self.tally, self.in_steps)

    @property
    def _made_up(self) -> bool:
        """Whether all figures are known of which it is made up."""
        made_up = self.rule.target.measure.adds_up and not self.rule.compared
        return made_up and not self.contradicted and not self.open

    @property
    def fair_shares(self) -> FairShares | None:
        """The gap spread over the units, in the steps of the figure and as it is told."""
        gap = self.gap
        return fair_shares(self.rule, self.tally, gap) if gap is not None and self._made_up else None

    @property
    def due(self) -> Limits:
        """The limits that the verdict turns on."""
        return self.rule.due(self.verdict, self.tally.deciding)

    @property
    def reason(self) -> Reason:
        target = self.rule.target
        if self.verdict is Verdict.INCONCLUSIVE:
            if self.contradicted:
                differ = Reason.CONTRADICTED if self.stated else Reason.PART_ABOVE_WHOLE
                return Reason.TOTAL_DIFFERS if self.disputed else differ
            return Reason.MISSING if self.tally.out_of is None else Reason.CRITERIA
        if self.due is self.rule.milestone or any(map(self.rule.missed_on_the_way, self.tally.deciding)):
            return Reason.MILESTONE
        totals = Totals.of(self.deciding)
        if totals.whole.high == 0:
            return Reason(target.measure.empty)
        return Reason.NOTHING_BEFORE if totals.before and totals.before.whole.high == 0 else Reason.NONE


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
    numbers = [spec for name in sides if isinstance(spec := plan.fields[name], NumberField)]
    of_whole = not (measure.absolute or measure.growth)
    levels = [spec for spec in numbers if spec.kind == "amount" and not (spec.flow or of_whole or spec.adds_up)]
    return not levels and all(spec.has_sum for spec in numbers)


def gap_of(units: Iterable[UnitResult]) -> Gap | None:
    """The gap of the units together that are not waived."""
    more = sum(unit.gap.more for unit in units if unit.gap and unit.waiver is None)
    return Gap(more) if more else None


def _told(found: Measurement, tally: Tally, per: int) -> Measurement:
    """A figure in steps as it is told, for ``per`` of the whole."""
    if not (tally.steps or tally.whole_steps) and per == 1:
        return found  # counts
    whole = None if found.whole is None else in_ones(found.whole, tally.whole_steps)
    before = found.before and (in_ones(found.before[0], tally.steps), in_ones(found.before[1], tally.whole_steps))
    return found._replace(part=in_ones(found.part, tally.steps), whole=whole, per=per, before=before)


def _gap_told(found: int | None, measured: Measurement, tally: Tally) -> Gap | None:
    """The gap of what was ``measured`` in steps."""
    if found is None:
        return None
    if tally.out_of is not None:
        return Gap(cut(found / Fraction(measured.whole or 1) * tally.out_of, DECIMALS, up=True))
    return Gap(in_ones(found, tally.steps))


_NOT_REACHED = frozenset({Verdict.MISSED, Verdict.IN_PROGRESS, Verdict.INCONCLUSIVE})
"""The verdicts that are shown with the gap and with the milestone of the period."""


def _lacking(world: World, target: Target, units: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """The months (or quarters) in which some units together surely have less than is asked."""
    asked = target.measure.computed()
    if not isinstance(asked, MonthsReach):
        return ()
    most = ((keys, added(world.total(unit, keys) for unit in units).high) for keys in asked.keys(world))
    short = (keys for keys, high in most if high is not None and high < asked.at_least)
    return tuple(tuple([key.month for key in keys]) for keys in short)


def _pace(found: Standing, reaching: tuple[int, int] | None) -> Pace | None:
    """How far the figure is on its way; judged unit by unit, how many of the units have reached their threshold."""
    target, plan = found.rule.target, found.world.plan
    if found.verdict is not Verdict.IN_PROGRESS or target.measure.signed:
        return None  # a change is compared with the same span: it is behind or not, and has no pace
    if reaching is None:
        reached = _of_threshold(found)
    elif reaching[1] == 0 or found.rule.can_be_passed(found.tally.deciding):  # an upper limit leaves it open for each
        reached = None
    else:
        reached = Fraction(*reaching)
    if reached is None:
        return None
    now = plan.year_of(found.world.period)
    first, last = (target.years.first, target.years.last) if target.years else (now, now)
    years, day = last - first + 1, plan.periods[found.world.period].window.last
    year = plan.periods[around(plan.periods, found.world.period)].window
    elapsed = (now - first + Fraction((day - year.first).days + 1, (year.last - year.first).days + 1)) / years
    return Pace(reached, elapsed, None if reaching else _outlook(found, elapsed, years))


def _outlook(found: Standing, elapsed: Fraction, years: int) -> Outlook | None:
    """What the rest of the time needs, and where the pace until now would lead; of what adds up, and is known."""
    plan, rule, gap, steps = found.world.plan, found.rule, found.gap, found.tally.steps
    lasting = elapsed < 1 and accumulates(plan, rule.target.measure.part_fields())
    added_up = rule.target.measure.adds_up and not rule.target.of_percentage and not found.open
    if gap is None or gap.more < 0 or not (lasting and added_up):
        return None
    behind, left = (MONTHS * years * share for share in (elapsed, 1 - elapsed))
    needed, so_far = -int(-Fraction(gap.more) * (steps or 1) // left), int(Fraction(found.in_steps.part) / behind)
    leads = _told(leads_to(plan, rule, found.tally, found.in_steps, elapsed), found.tally, rule.target.measure.scale)
    return Outlook(in_ones(needed, steps), in_ones(so_far, steps), leads.part, leads.whole)


def _of_threshold(found: Standing) -> Fraction | None:
    """The share of the lower limit; "k of n units" counts the units that are sure, whoever else has reported."""
    limit, measurement = found.rule.limits.low, found.in_steps
    value = measurement.value
    if found.rule.target.counts_units(found.rule.target.threshold) or found.rule.coming:
        value = Fraction(measurement.part) / len(found.tally.deciding)
    return value / limit if limit and value is not None else None
