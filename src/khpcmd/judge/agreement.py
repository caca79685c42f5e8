"""What is wrong with a return whose figures contradict each other: what is told, and which figures lose their values.

``constraints`` finds the rules that are broken, ``culprit`` which figures explain that. What is told in one message
instead of several is a knot of rules of which one figure is wrong: the only one, or one of a few. Where at least two
must be wrong every figure of a broken rule is doubted, as a slip of one is likelier than any other explanation, but one
of two is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import floor

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.judge.constraints import Conflict, Fields, Rules, contradictions, rules_of_baseline
from khpcmd.judge.culprit import Knot, Linear, Span, explanations, knots
from khpcmd.judge.integers import GivenUpError
from khpcmd.measures.tally import keys_of
from khpcmd.measures.threshold import Number
from khpcmd.parameters import Figure, Ref
from khpcmd.plan.model import Plan
from khpcmd.returns import Basis, Key, Return, Values


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What is told of figures that cannot all be right, and those that lose their values for it."""

    faults: tuple[Diagnostic, ...]
    doubted: frozenset[Key]


def disagreements(plan: Plan, agreed: Rules, filed: Return, values: Values) -> list[Disagreement]:
    """Knot by knot; none where the figures can all be right."""
    conflicts = list(contradictions(plan, agreed, filed, values))
    if not conflicts and not _may_clash(agreed, values):
        return []
    found = list[Disagreement]()
    known = {key: _in_steps(plan, key, value) for key, value in values.items() if _is_number(value)}
    for knot in knots(_linear(plan, agreed, filed, values), known):
        own = [one for one in conflicts if not knot.known.keys().isdisjoint(one.keys)]
        if own or (knot.doubtful and not _surely_holds(knot)):
            found.append(_Telling(plan, filed, values, knot, own).disagreement())
    return found


def _surely_holds(knot: Knot) -> bool:
    """Whether all rules can hold; what is not found out is left as it is, for no rule is broken by itself."""
    try:
        return knot.holds_without(())
    except GivenUpError:
        return True


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _in_steps(plan: Plan, key: Key, value: object) -> int:
    """A figure in its smallest steps."""
    amount = plan.amounts.get(key.field)
    if amount is not None and isinstance(value, Decimal):
        return amount.steps(value)
    return int(str(value))


def _as_told(plan: Plan, key: Key, steps: int) -> Figure:
    amount = plan.amounts.get(key.field)
    return steps if amount is None else Decimal(steps).scaleb(-amount.decimals)


def _may_clash(agreed: Rules, values: Values) -> bool:
    """Whether a blank stands in several rules, which then may not hold together though each of them can."""
    return any(values.get(key) is None for key in _shared(agreed))


@lru_cache(maxsize=64)
def _shared(agreed: Rules) -> tuple[Key, ...]:
    """The figures of this year that several rules are about."""
    groups = [
        *(rule[0] + rule[1] for rule in agreed.parts),
        *(rule.fields for rule in agreed.registers if rule.basis is Basis.CURRENT),
    ]
    groups += [rule.fields() for rule in agreed.steps]
    groups += [rule.fields() for rule in agreed.sums]
    names = [name for group in groups for name in dict.fromkeys(group)]
    return tuple(Key(name) for name in dict.fromkeys(names) if names.count(name) > 1)


def _linear(plan: Plan, agreed: Rules, filed: Return, values: Values) -> Iterator[Linear]:
    """The rules in whole steps; those about the baseline year as far as it is asked for."""
    for part, whole in agreed.parts:
        yield _at_most(plan, keys_of(part), keys_of(whole))
    for part, whole in rules_of_baseline(plan, agreed, values):
        yield _at_most(plan, keys_of(part, Basis.BASELINE), keys_of(whole, Basis.BASELINE))
    for steps in agreed.steps:
        earlier = list[Fields]()
        for step in steps.steps:
            yield from (_at_most(plan, keys_of(step), keys_of(before)) for before in earlier)
            earlier.append(step)
    for total in agreed.sums:
        parts, whole_keys = keys_of(total.parts), keys_of(total.whole)
        yield _at_most(plan, parts, whole_keys)
        yield _at_most(plan, whole_keys, parts)
    for keys, limit in agreed.limits(plan.unit[filed.unit]):
        yield _at_most(plan, keys, (), limit)


def _at_most(plan: Plan, part: Iterable[Key], whole: Iterable[Key], more: Number = 0) -> Linear:
    """Σ part ≤ Σ whole and a number more, with amounts of fewer decimals so many times."""
    part, whole = tuple(part), tuple(whole)
    decimals = {key: plan.amounts[key.field].decimals if key.field in plan.amounts else 0 for key in (*part, *whole)}
    most, times = max(decimals.values()), dict[Key, int]()
    for keys, sign in ((part, 1), (whole, -1)):
        for key in keys:
            times[key] = times.get(key, 0) + sign * 10 ** (most - decimals[key])
    return Linear({key: number for key, number in times.items() if number}, floor(Fraction(more) * 10**most))


@dataclass(frozen=True)
class _Telling:
    """One knot of which some figures are wrong, with the conflicts in it."""

    plan: Plan
    filed: Return
    values: Values
    knot: Knot
    conflicts: Sequence[Conflict]

    def disagreement(self) -> Disagreement:
        told = tuple(one.fault for one in self.conflicts)
        involved = frozenset(key for one in self.conflicts for key in one.keys) or frozenset(self.knot.known)
        try:
            sets = explanations(self.knot)
        except GivenUpError:
            return Disagreement(told or (self._together(involved),), involved)
        doubted = frozenset[Key]().union(*sets)
        if any(len(one) > 1 for one in sets):
            return Disagreement(told or (self._together(doubted),), doubted | involved)
        if len(sets) == 1:
            (culprit,) = doubted
            return Disagreement(self._of_one(culprit, told), doubted)
        if len(told) == 1:
            return Disagreement(told, doubted)
        return Disagreement((self._of_several(doubted),), doubted)

    def _of_one(self, culprit: Key, told: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
        """The message about the only figure that can be wrong alone; that of the rule itself where it says as much."""
        try:
            span = self.knot.span(culprit)
        except GivenUpError:
            span = Span(0, None)
        at = self.filed.cells[culprit].at
        if len(told) == 1 and told[0].at == at and span.low != span.high:
            return told
        others = self._others(culprit)
        if not others:
            return told or (self._together(frozenset({culprit})),)
        value, low = self._value(culprit), _as_told(self.plan, culprit, span.low)
        field, unit = Ref("field", culprit.field), self.filed.unit
        if span.high is None:
            return (Code.ONE_TOO_SMALL(at, {"field": field, "value": value, "least": low, "others": others}, unit),)
        high = _as_told(self.plan, culprit, span.high)
        if low == high:
            return (Code.ONE_WRONG(at, {"field": field, "value": value, "expected": low, "others": others}, unit),)
        return (
            Code.ONE_OUTSIDE(at, {"field": field, "value": value, "low": low, "high": high, "others": others}, unit),
        )

    def _value(self, key: Key) -> Figure:
        return _as_told(self.plan, key, self.knot.known[key])

    def _others(self, culprit: Key) -> tuple[Ref, ...]:
        """The other figures of the rules that it breaks; of all its rules where none is broken by itself."""
        rules = self.knot.broken or self.knot.rules
        keys = (key for rule in rules for key in rule.times if key in self.knot.known and key != culprit)
        return tuple(dict.fromkeys(Ref("field", key.field) for key in keys))

    def _of_several(self, keys: frozenset[Key]) -> Diagnostic:
        ordered = [key for key in self.knot.known if key in keys]
        fields = tuple(dict.fromkeys(Ref("field", key.field) for key in ordered))
        return Code.ONE_OF_WRONG(self.filed.cells[ordered[0]].at, {"fields": fields}, self.filed.unit)

    def _together(self, keys: frozenset[Key]) -> Diagnostic:
        ordered = [key for key in self.knot.known if key in keys]
        fields = tuple(dict.fromkeys(Ref("field", key.field) for key in ordered))
        return Code.NOT_TOGETHER(self.filed.cells[ordered[0]].at, {"fields": fields}, self.filed.unit)
