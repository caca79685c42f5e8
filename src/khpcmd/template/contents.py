"""What the template of one unit contains: its fields, its targets, its duties, and the units below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from khpcmd.judge.earlier import baseline_reported
from khpcmd.judge.rule import Rule, rule_of
from khpcmd.judge.world import World, measured_at, owed_by
from khpcmd.measures.base import Computed, PointsFor, Sums
from khpcmd.measures.tally import Contribution, Span, Tally
from khpcmd.measures.threshold import Known
from khpcmd.plan.fields import RollUp
from khpcmd.plan.model import Duty, Plan, Target
from khpcmd.plan.periods import Window
from khpcmd.plan.units import Unit
from khpcmd.plan.years import believed, in_period, months_in_order
from khpcmd.returns import DUTY, Basis, Key


class Filer(NamedTuple):
    """A unit that files a return for a period of a plan."""

    plan: Plan
    unit: Unit
    period: str

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of its form, in the plan's order."""
        names = self.plan.reported_by.get(self.unit.id, ())
        return tuple(name for name in names if not name.startswith(DUTY))

    @property
    def registered(self) -> dict[str, Known]:
        """The numbers of its register in the year of the period."""
        return self.unit.numbers(self.plan.year_of(self.period))

    @property
    def world(self) -> World:
        """What the plan says in the period of steps and registers, without any figure."""
        return World(self.plan, self.period, {}, frozenset())

    @property
    def months(self) -> tuple[int, ...]:
        return self.plan.periods[self.period].months

    def asked(self, key: Key) -> bool:
        """Whether a blank is a fault."""
        spec = self.plan.fields[key.field]
        if key.basis is Basis.BASELINE:
            return key.field in baseline_reported(self.plan, self.period)
        return spec.required and (key.month == 0 or key.month in self.months)

    def window(self, name: str) -> Window:
        """The days that a date may be: those of the period, or of one that is compared, those that are believed."""
        return believed(self.plan, self.period).get(name) or self.plan.periods[self.period].window

    def has_baseline(self, name: str) -> bool:
        return self.plan.fields[name].has_baseline and self.plan.baseline_year is not None

    def keys(self, name: str) -> tuple[Key, ...]:
        """The figures of a field that the form has cells for."""
        if self.plan.fields[name].kind == "months":
            return tuple(Key(name, month=month) for month in months_in_order(self.plan, self.period))
        return (Key(name, Basis.BASELINE), Key(name)) if self.has_baseline(name) else (Key(name),)


class Judged(NamedTuple):
    """A target that the unit contributes to, what is worked out for it, and how that is judged for the unit alone."""

    target: Target
    computed: Computed
    rule: Rule
    for_information: bool
    """Whether others are judged together with the unit, so that nobody set the threshold for this one alone."""


def judged(filer: Filer) -> Iterator[Judged]:
    """The targets that this unit contributes to."""
    plan, unit = filer.plan, filer.unit.id
    asked = (target for target in plan.targets if target.judged_in(filer.period))
    for target in (in_period(plan, target, filer.period) for target in asked):
        computed = _own_side(filer, target, target.measure.computed())
        if computed is None or unit not in plan.concerned(target):
            continue
        if isinstance(computed, PointsFor):
            if _scores(filer, target, computed):
                yield Judged(target, computed, _rule_of_score(filer, target), for_information=False)
            continue
        tally = target.measure.tally(World(plan, filer.period, {}, frozenset({unit})))
        if target.judged == "each_unit":
            tally = tally.one_by_one()
        if any(contribution.unit == unit for contribution in tally.shown):
            rule = rule_of(plan, filer.period, target, tally).alone(unit)
            yield Judged(target, computed, rule, _for_information(filer, target, computed))


def _scores(filer: Filer, target: Target, points: PointsFor) -> bool:
    """Whether a score is that of the unit alone: each unit has one, or its criteria are of no other unit."""
    plan, unit = filer.plan, filer.unit.id
    world = World(plan, filer.period, {}, frozenset(plan.unit))
    rests_on = [plan.target[one.target] for one in points.criteria if plan.target[one.target].measure.computable]
    units = [measured_at(world, one) for one in rests_on]
    if target.judged == "each_unit":
        return any(unit in found for found in units)
    return bool(units) and all(found == (unit,) for found in units)


def _rule_of_score(filer: Filer, target: Target) -> Rule:
    own = (Contribution(filer.unit.id, Span(0, 1), Span(1, 1), nested=True),)
    tally = Tally(own, own, by_themselves=own, out_of=target.measure.out_of)
    return rule_of(filer.plan, filer.period, target, tally).alone(filer.unit.id)


def _own_side(filer: Filer, target: Target, computed: Computed | None) -> Computed | None:
    """What is worked out for a unit that reports the part of a ratio, or its whole, and not both: that figure."""
    if not target.measure.apart:
        return computed
    own = [side for side in target.measure.sides() if set(side) <= set(filer.fields)]
    return Sums(own[0], None) if len(own) == 1 else computed


def _for_information(filer: Filer, target: Target, computed: Computed) -> bool:
    """Whether the threshold is that of several units together, or what it is held against is not on the form.

    A threshold of the unit's own is not; nor is one that asks for all, which is reached only where every unit does.
    """
    plan, unit = filer.plan, filer.unit.id
    if isinstance(computed, Sums) and not all(map(filer.has_baseline, computed.of_baseline)):
        return True
    if target.compares:
        return True
    if target.judged == "each_unit" or unit in plan.members(target.unit_thresholds):
        return False
    if target.owed_together(filer.period):
        return len(owed_by(plan, target, filer.period, frozenset({unit}))) > 1
    if target.asks_all:
        return False
    fields = frozenset(target.measure.fields())
    others = (other for other in plan.concerned(target) if other != unit)
    return any(not fields.isdisjoint(plan.reported_by.get(other, ())) for other in others)


def checklist(filer: Filer) -> tuple[Duty, ...]:
    """The duties that the unit itself has to answer in this period; reports are seen to be there."""
    return tuple(
        duty
        for duty in filer.plan.duties
        if duty.where is None
        and duty.report_of is None
        and (not duty.periods or filer.period in duty.periods)
        and filer.unit.id in filer.plan.members(duty.of)
    )


class Annex(NamedTuple):
    """The units below, for each field of the unit itself the field that they report, and the figures of their own.

    An annex without figures of their own need not be sent: it only says what the unit itself adds up.
    """

    units: tuple[Unit, ...]
    asked: dict[str, str]
    own: tuple[Key, ...] = ()
    closed: frozenset[tuple[str, Key]] = frozenset()
    """The figures that a unit does not report."""

    @property
    def keys(self) -> tuple[Key, ...]:
        """The figures that have a column, in their order."""
        return (*map(Key, self.asked.values()), *self.own)

    def keys_of(self, unit: Unit) -> tuple[Key, ...]:
        """The figures that a unit has cells for."""
        return tuple(key for key in self.keys if (unit.id, key) not in self.closed)

    def filers(self, filer: Filer) -> Iterator[Filer]:
        """The units below as if each filed by itself, where they report figures of their own."""
        return (Filer(filer.plan, unit, filer.period) for unit in self.units if self.own)


def annex(filer: Filer) -> Annex | None:
    """The annex of a unit whose figures are counted from the units below it, or in whose return these report."""
    plan = filer.plan
    rules = dict(_rolled_up(plan, filer.fields))
    levels = {rule.level for rule in rules.values()}
    asked = {name: rule.field for name, rule in rules.items()}
    filed_for = plan.filed_for.get(filer.unit.id, ())
    of_each = {name: None for unit in filed_for for name in Filer(plan, unit, filer.period).fields}
    rolled = {Key(name) for name in asked.values()}
    names = [name for name in plan.fields if name in of_each]
    own = tuple(key for name in names for key in filer.keys(name) if key not in rolled)
    reporting = {unit.id for unit in filed_for} if own else set[str]()
    below = plan.below.get(filer.unit.id, ())
    units = tuple(unit for unit in below if unit.level in levels or unit.id in reporting)
    closed = [(unit.id, key) for unit in units for key in own if key.field not in plan.reported_by.get(unit.id, ())]
    closed += [(u.id, Key(rule.field)) for u in units for rule in rules.values() if u.level != rule.level]
    return Annex(units, asked, own, frozenset(closed)) if units and (asked or own) else None


def _rolled_up(plan: Plan, names: Iterable[str]) -> Iterator[tuple[str, RollUp]]:
    for name in names:
        rule = plan.fields[name].from_below
        if rule is not None and rule.annex:
            yield name, rule
