"""What the template of one unit contains: its fields, its targets, its duties, the units below it, and its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

from khpcmd.i18n import PLACEHOLDER, Messages
from khpcmd.judge.earlier import baseline_reported
from khpcmd.judge.rule import Rule, rule_of
from khpcmd.judge.world import World, measured_at, owed_by
from khpcmd.measures.base import Computed, PointsFor, Sums
from khpcmd.measures.tally import Contribution, Span, Tally
from khpcmd.measures.threshold import Known, Number
from khpcmd.plan.base import Text
from khpcmd.plan.fields import AnyField, RollUp
from khpcmd.plan.model import Duty, Plan, Target
from khpcmd.plan.periods import Window, in_year, spans_two
from khpcmd.plan.units import Unit
from khpcmd.plan.years import believed, in_period, months_in_order
from khpcmd.render.figures import Figures
from khpcmd.returns import DUTY, Basis, Key
from khpcmd.template.cells import Given
from khpcmd.template.terms import Term, const, joined, spelled
from khpcmd.text import loose


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


YEAR = re.compile(r"(?<!\d)(?:19|20|21)[0-9]{2}(?!\d)")
YEARS = re.compile(rf"{YEAR.pattern}(?:(\s?[-–—/]\s?)(\d\d)(?!\d))?")
"""A year, or two of which the second has two figures."""


Figure = tuple[str, Key]
"""A figure of a unit."""


def _moved(years: re.Match[str], by: int) -> str:
    """A year, or two, so many years later."""
    text, between, second = years[0][:4], years[1], years[2]
    later = str(int(text) + by)
    return later if between is None else f"{later}{between}{(int(second) + by) % 100:02}"


@dataclass(frozen=True)
class Wanted:
    """One template: for whom, in which words, and what is filled in already, there and in the rows of units below."""

    filer: Filer
    sha256: str
    messages: Messages
    known: Mapping[Figure, Number] = field(default_factory=dict)
    """Figures of the baseline year that are filled in and locked."""
    given: Mapping[Figure, Given] = field(default_factory=dict)
    """Figures that are filled in and can be changed."""

    @cached_property
    def figures(self) -> Figures:
        """Words thresholds as the reports do."""
        return Figures(self.messages, self.filer.plan)

    def for_unit(self, unit: Unit) -> Wanted:
        """The same for another unit; for one below, as if it had a form of its own."""
        return replace(self, filer=self.filer._replace(unit=unit))

    def filled(self, key: Key) -> Given:
        """What stands in the cell of a figure of the unit."""
        figure = self.filer.unit.id, key
        return self.known.get(figure, self.given.get(figure))

    def legend(self, key: str) -> str:
        """How figures are written: of a form with amounts also how these are."""
        amounts = any(name in self.filer.plan.amounts for name in self.filer.fields)
        return self.say(f"{key}_amounts" if amounts else key)

    def say(self, key: str, /, **values: str | int) -> str:
        return self.messages.text(f"template.{key}", **values)

    def formula(self, key: str, values: Mapping[str, Term | str]) -> Term:
        """A sentence of the catalogue with the results of formulas at its places."""
        parts = PLACEHOLDER.split(self.messages.template(f"template.{key}"))
        texts, names = parts[::3], parts[1::3]
        terms = [const(texts[0])]
        for name, text in zip(names, texts[1:], strict=True):
            terms += [const(values[name]), *([const(text)] if text else [])]
        return joined(*terms)

    def amount(self, amount: Term) -> Term:
        """An amount as this language writes its decimals, also in a program that has another sign for them."""
        return spelled(amount, self.messages.template("style.decimal"))

    def day(self, day: date) -> str:
        """A day as the cells of a form show it, whatever the language."""
        return self.say("day", day=f"{day.day:02}", month=f"{day.month:02}", year=f"{day.year:04}")

    def named(self, field: str) -> str:
        """The label of a field, of an amount with its unit of measure."""
        label, amount = self.of(self.filer.plan.fields[field].label), self.filer.plan.amounts.get(field)
        return f"{label} ({self.of(amount.unit_of_measure)})" if amount else label

    def of(self, text: Text) -> str:
        return text.in_(self.messages.language)

    @property
    def unit(self) -> str:
        return self.of(self.filer.plan.name_of(self.filer.unit))

    @property
    def period(self) -> str:
        return self.of(self.filer.plan.periods[self.filer.period].title)

    def span(self, basis: Basis) -> str:
        """The time of the figures, as their header says it: a whole year as "Năm 2022", others as their titles do, or,
        if these name no year, by their days."""
        plan, of_baseline = self.filer.plan, basis is Basis.BASELINE
        years = plan.periods[self.filer.period].years
        year = plan.baseline_year if of_baseline and plan.baseline_year else plan.year
        named = {int(found) for found in YEAR.findall(self.period)}
        whole = years == 1 and not spans_two(plan.periods[self.filer.period])
        if (whole and (of_baseline or not named or year in named)) or (years > 1 and of_baseline):
            return self.say("year", year=str(year))
        moved = year - plan.year_of(self.filer.period) if of_baseline else 0
        window = plan.periods[self.filer.period].window
        elsewhere = (
            not of_baseline and not window.first.year <= year <= window.last.year
        )  # a program year's second half
        if not named and not elsewhere:
            first, last = (in_year(end, end.year + moved) for end in (window.first, window.last))
            return self.say("span", first=self.day(first), last=self.day(last))
        span = re.sub(YEARS, lambda match: _moved(match, moved), self.period)
        return span[:1].upper() + span[1:]

    def told_apart(self, key: Key) -> str:
        """What tells the columns of a field apart: their month or their year; "" where it has one."""
        if key.month:
            return self.say("month", month=key.month)
        return self.span(key.basis) if self.filer.has_baseline(key.field) else ""

    def labels(self, names: tuple[Key, ...]) -> str:
        """The names of some fields, joined."""
        fields = self.filer.plan.fields
        return self.say("joint").join(dict.fromkeys(self.of(fields[key.field].label) for key in names))

    @cached_property
    def _labels(self) -> frozenset[str]:
        return frozenset(loose(self.of(one.label)) for one in self.filer.plan.fields.values())

    def measure(self, spec: AnyField) -> str:
        """The text in the column of the unit of measure; none of a count where a field has that for its name ("Hộ")."""
        if spec.measure is not None:
            text = self.of(spec.measure)
            return "" if spec.counts and loose(text) in self._labels else text
        return self.say({"yes_no": "yes_or_no", "date": "a_day"}.get(spec.typed, "a_text"))
