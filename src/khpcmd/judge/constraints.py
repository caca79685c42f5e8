"""Whether the figures of one return agree: parts and wholes, sums, steps, counts and the register.

``rules`` collects what has to agree in a plan, each rule as relations of one linear form. From these it is checked and
worded here (``contradictions``), and from these ``repairs`` finds what figures can be. Figures that are not known may
be any number from 0: what no such number can mend is a contradiction of those that are known. Sums that a sheet states
in total rows and columns are checked in ``workbook.by_unit``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import groupby
from math import floor
from typing import Literal, NamedTuple

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.parameters import Added, PartAndWhole, Ref
from khpcmd.judge.earlier import baseline_year
from khpcmd.judge.repairs import InSteps, Knot, Linear, knots
from khpcmd.judge.world import World, concerning
from khpcmd.measures.parts import Register
from khpcmd.measures.tally import in_ones, keys_of
from khpcmd.measures.threshold import Number
from khpcmd.plan.constraints import AtMost, Steps, Sum, visited
from khpcmd.plan.model import Plan
from khpcmd.plan.units import Unit
from khpcmd.returns import Basis, Key, Return, Values


class Conflict(NamedTuple):
    """Figures that contradict each other, and the fault that this is."""

    fault: Diagnostic
    keys: frozenset[Key]


Fields = tuple[str, ...]
"""Fields that are added up."""
Keys = tuple[Key, ...]
"""Figures that are added up."""


class OfRegister(NamedTuple):
    """Fields that are added up to no more than a number of the register, in this year or in the baseline year."""

    fields: Fields
    register: str
    basis: Basis = Basis.CURRENT


Side = Literal["inside", "visits", "step", "parts", "whole", "register"]
"""Which part of which rule a relation is: of a sum that the parts, or the whole, are no more than the other."""


class Relation(NamedTuple):
    """Σ part ≤ Σ whole and a number more."""

    side: Side
    part: Keys
    whole: Keys
    linear: Linear
    """The same in whole steps."""
    needs: frozenset[Key] = frozenset()
    """Figures without which it says nothing, for nobody was asked for them."""
    more: Number = 0


Pair = tuple[Key, Key]
"""A part and its whole."""
MOST_VISITS = 10**6  # to one thing; only that none are made to none is meant


@dataclass(frozen=True)
class Rules:
    """What has to agree, as the plan states it and as its ratios imply it."""

    plan: Plan
    parts: tuple[tuple[Fields, Fields], ...]
    """Counts that lie inside others, in each year."""
    steps: tuple[Steps, ...]
    sums: tuple[Sum, ...]
    registers: tuple[OfRegister, ...]
    years: Mapping[Basis, int]
    """The years whose numbers of the register count."""
    _among: dict[Fields, Rules] = field(default_factory=dict, init=False, compare=False, repr=False)

    def limits(self, unit: Unit) -> Iterator[tuple[Keys, Number]]:
        """The figures of a unit that its register limits, each with the limit in their year."""
        for rule in self.registers:
            limit = unit.numbers(self.years[rule.basis]).get(rule.register)
            if isinstance(limit, int | Decimal):
                yield keys_of(rule.fields, rule.basis), limit

    def of(self, unit: str, values: Values) -> Stated:
        """What they say of the figures of a unit that reports what they are about."""
        known = self._known(values)
        limits = (self._relation("register", keys, (), limit) for keys, limit in self.limits(self.plan.unit[unit]))
        return Stated(known, (*[one for one in self._of_all if one.needs <= known.keys()], *limits))

    def among_counts(self, places: Mapping[Key, int]) -> Sequence[tuple[int, tuple[tuple[int, int], ...]]] | None:
        """What is asked of returns of whole numbers that stand at such places: the most of each relation, and how often
        the number at each place counts; None where that is another thing for each unit, or a figure is not there."""
        asked = [one.linear for one in self._of_all if one.needs <= (self._about & places.keys())]
        if self.registers or any(key not in places for one in asked for key in one.times):
            return None
        return [(one.most, tuple((places[key], times) for key, times in one.times.items())) for one in asked]

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """The figures that lie inside, or come after, one other."""
        ends = ((one.part, one.whole) for one in self._of_all if one.side in ("inside", "step"))
        return tuple(dict.fromkeys((part[0], whole[0]) for part, whole in ends if len(part) == len(whole) == 1))

    @cached_property
    def visited(self) -> tuple[tuple[Fields, Fields], ...]:
        """The things that lie inside a number of visits, which none are made to where there is none of them."""
        return visited(self.parts, self.plan.fields)

    @cached_property
    def _of_all(self) -> tuple[Relation, ...]:
        """The relations without those of the register."""
        found = [self._relation("inside", keys_of(part), keys_of(whole)) for part, whole in self.parts]
        found += [self._in_baseline(part, whole) for part, whole in self.parts]
        for things, visits in self.visited:
            times = {**dict.fromkeys(keys_of(visits), 1), **dict.fromkeys(keys_of(things), -MOST_VISITS)}
            found.append(Relation("visits", keys_of(visits), keys_of(things), Linear(times, 0)))
        for chain in self.steps:
            steps = list(map(keys_of, chain.steps))
            found += [self._relation("step", one, before) for at, one in enumerate(steps) for before in steps[:at]]
        for rule in self.sums:
            parts, total = keys_of(rule.parts), keys_of(rule.whole)
            found += [self._relation("parts", parts, total), self._relation("whole", total, parts)]
        return tuple(found)

    def _in_baseline(self, part: Fields, whole: Fields) -> Relation:
        """A part and its whole in the baseline year: where the whole is known, and the part is known or asked."""
        inner, outer = keys_of(part, Basis.BASELINE), keys_of(whole, Basis.BASELINE)
        asked = all(self.plan.fields[name].has_baseline for name in part)
        return self._relation("inside", inner, outer)._replace(needs=frozenset(outer if asked else outer + inner))

    def _relation(self, side: Side, part: Keys, whole: Keys, more: Number = 0) -> Relation:
        """The plan sees to it that amounts of one rule have as many decimals."""
        times, specs = Counter(part), [self.plan.amounts.get(key.field) for key in (*part, *whole)]
        times.subtract(whole)
        steps = next((10**spec.decimals for spec in specs if spec), 1)
        signed = any(spec is not None and spec.below_zero for spec in specs)
        linear = Linear({key: number for key, number in times.items() if number}, floor(Fraction(more) * steps), signed)
        return Relation(side, part, whole, linear, more=more)

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """The figures that they are about, in both years."""
        registered = (keys_of(rule.fields, rule.basis) for rule in self.registers)
        groups = (*(one.part + one.whole for one in self._of_all), *registered)
        return tuple(dict.fromkeys(key for group in groups for key in group))

    @cached_property
    def _about(self) -> frozenset[Key]:
        return frozenset(self.keys)

    def _known(self, values: Values) -> dict[Key, int]:
        """Those of the figures that are known, in their smallest steps."""
        fields = self.plan.fields
        found = {key: fields[key.field].in_steps(values[key]) for key in filter(self._about.__contains__, values)}
        return {key: steps for key, steps in found.items() if steps is not None}

    def reported_by(self, unit: str) -> Rules:
        """Those about what a unit reports; the same for all units that report the same."""
        names = self.plan.reported_by.get(unit, ())
        if names not in self._among:
            self._among[names] = self.among(frozenset(names))
        return self._among[names]

    def among(self, reported: Container[str]) -> Rules:
        """The rules about fields that a unit reports; one about others as well says nothing of that unit."""

        def known(*names: str) -> bool:
            return all(name in reported for name in names)

        return replace(
            self,
            parts=tuple(rule for rule in self.parts if known(*rule[0], *rule[1])),
            steps=tuple(rule for rule in self.steps if known(*rule.fields())),
            sums=tuple(rule for rule in self.sums if known(*rule.fields())),
            registers=tuple(rule for rule in self.registers if known(*rule.fields)),
        )


def rules(plan: Plan, period: str = "") -> Rules:
    """The plan's rules; a part that is measured inside a whole lies there, whether the plan says so or not."""
    stated = [(rule.part, rule.whole) for rule in plan.constraints if isinstance(rule, AtMost)]
    nested = [(sums.part, sums.whole) for sums in plan.sums if sums.nested]
    implied = [(part, whole) for part, whole in nested if isinstance(whole, tuple)]
    limited = [OfRegister((name,), spec.register) for name, spec in plan.fields.items() if spec.register]
    registered = [
        OfRegister(sums.part, sums.whole.name, basis)
        for sums in plan.sums
        if sums.nested and isinstance(sums.whole, Register)
        for basis in (Basis.CURRENT, *((Basis.BASELINE,) if sums.since else ()))
    ]
    return Rules(
        plan,
        parts=tuple(dict.fromkeys(stated + implied)),
        steps=tuple(rule for rule in plan.constraints if isinstance(rule, Steps)),
        sums=tuple(rule for rule in plan.constraints if isinstance(rule, Sum)),
        registers=tuple(dict.fromkeys(limited + registered)),
        years={Basis.CURRENT: plan.year_of(period) if period else plan.year, Basis.BASELINE: baseline_year(plan)},
    )


NUMBER = (int, Decimal)


class Stated(NamedTuple):
    """The figures of a unit that some rules are about, as far as they are known, and what the rules say of them."""

    known: InSteps
    relations: tuple[Relation, ...]

    @property
    def settled(self) -> bool:
        """Whether all figures are known, and all rules hold."""
        rules = (one.linear for one in self.relations)
        return all(rule.times.keys() <= self.known.keys() and not rule.broken(self.known) for rule in rules)

    def knots(self) -> Iterator[Knot]:
        """The rules as they hang together."""
        return knots((one.linear for one in self.relations), self.known)

    def contradicting(self) -> list[Knot]:
        """Those of them that cannot hold."""
        return [knot for knot in self.knots() if knot.contradicts]


def contradictions(stated: Stated, filed: Return, values: Values) -> Iterator[Conflict]:
    """The contradictions among the known figures of a return, for this year and for the baseline year.

    ``stated`` is what the rules say of its values. Each step is held against all before it, and told once, beside the
    last of those that it exceeds.
    """
    known = stated.known
    broken = (one for one in stated.relations if one.linear.broken(known))
    for _, group in groupby(broken, key=lambda one: (one.side, one.part, one.side == "step" or one.whole)):
        found = list(group)
        keys = {key for one in found for key in one.linear.times}
        yield Conflict(_told(filed, values, found[-1]), frozenset(keys & known.keys()))


def _told(filed: Return, values: Values, broken: Relation) -> Diagnostic:
    (part, inner), (whole, outer) = _known(values, broken.part), _known(values, broken.whole)
    at, names, of, unit = filed.cells[part[0]].at, _names(part), _names(whole), filed.unit
    if broken.side == "register":
        return Code.EXCEEDS_REGISTER(at, {"field": names, "value": inner, "limit": broken.more}, unit)
    if broken.side == "step":
        return Code.STEPS_INCREASE(at, {"field": names, "value": inner, "before_field": of, "before": outer}, unit)
    if broken.side == "whole" and part == broken.part:
        return Code.PARTS_NOT_WHOLE(at, {"parts": of, "sum": outer, "whole_field": names, "whole": inner}, unit)
    if broken.side == "parts" and part == broken.part:
        at = filed.cells[whole[0]].at
        return Code.PARTS_NOT_WHOLE(at, {"parts": names, "sum": inner, "whole_field": of, "whole": outer}, unit)
    if not outer:
        return Code.PART_OVER_ZERO(at, {"part_field": names, "part": inner, "whole_field": of}, unit)
    return Code.PART_EXCEEDS_WHOLE(at, {"part_field": names, "part": inner, "whole_field": of, "whole": outer}, unit)


def _known(values: Values, keys: Keys) -> tuple[Keys, Number]:
    """Those of some figures that are known, and their sum."""
    known = {key: value for key in keys if isinstance(value := values.get(key), NUMBER)}
    total: Number = 0
    for value in known.values():  # the plan never mixes counts and amounts
        total += value
    return tuple(known), total


def _names(keys: Keys) -> Added:
    return Added(tuple(Ref("field", key.field) for key in keys))


class Across(NamedTuple):
    """Figures of several units that contradict each other, by the target that says so."""

    fault: Diagnostic
    target: str
    units: frozenset[str]
    keys: frozenset[Key]


def between_units(plan: Plan, period: str, returns: Iterable[Return]) -> Iterator[Across]:
    """Parts that some units report and that are larger than the whole that others report, all of it known."""
    filed = {one.unit: one for one in returns}
    world = World(plan, period, filed, frozenset(plan.unit))
    for target in plan.targets:
        if not target.measure.apart:
            continue
        tally = target.measure.tally(concerning(world, target))
        both, (part,), (whole,) = tally.deciding[0], tally.part, tally.whole
        if both.nested and both.exact and not both.known and both.whole is not None:
            at = next((one.cells[part[0]].at for one in filed.values() if part[0] in one.cells), None)
            params: PartAndWhole = {
                "part_field": _names(part), "part": in_ones(both.part.low, tally.steps),
                "whole_field": _names(whole), "whole": in_ones(both.whole.low, tally.steps),
            }  # fmt: skip
            fault, units = Code.PART_EXCEEDS_OTHERS(at, params), frozenset(one.unit for one in tally.shown)
            yield Across(fault, target.id, units, frozenset((*part, *whole)))
