"""What is wrong with a return whose figures contradict each other: what is told, which figures lose their values, and
what these can still be.

``constraints`` finds the rules that are broken, ``repairs`` which figures may be wrong for that. Every figure that some
repair changes loses its value; what the repairs leave of a sum is its ``Leeway``. What is told in one message instead
of several is a knot of rules of which one figure alone can be the wrong one, or one of a few: that is likeliest.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, partial
from math import floor

from khpcmd.diagnostics import Code, CodeOf, Diagnostic
from khpcmd.judge.constraints import Conflict, Rules, contradictions, rules_of_baseline
from khpcmd.judge.repairs import Knot, Linear, knots
from khpcmd.measures.tally import NOTHING, UNKNOWN, UNKNOWN_OR_LESS, Span, keys_of
from khpcmd.measures.threshold import Number
from khpcmd.parameters import Fields, Figure, Ref
from khpcmd.plan.model import Plan
from khpcmd.returns import Basis, CellValue, Key, Return, Values


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
    for knot in _knots(plan, agreed, filed.unit, values):
        if knot.contradicts:
            own = [one for one in conflicts if not knot.known.keys().isdisjoint(one.keys)]
            found.append(_Telling(plan, filed, knot, own).disagreement())
    return found


@dataclass(frozen=True)
class Leeway:
    """What the figures of a return can be that are not known: what its rules leave open, and the repairs of those that
    contradict each other (``contested``, with what was filed)."""

    plan: Plan
    agreed: Rules
    unit: str
    contested: Mapping[Key, CellValue | None]
    _seen: dict[tuple[CellValue | None, ...], Mapping[Key, Knot]] = field(default_factory=dict, repr=False)

    def without(self, keys: Container[Key]) -> Leeway:
        """The same where some figures are others than were filed."""
        return replace(self, contested={key: value for key, value in self.contested.items() if key not in keys})

    def beside(self, key: Key) -> tuple[Key, ...]:
        """The figures of the contradiction that a figure is part of, itself among them; none of a sound figure."""
        if key not in self.contested:
            return ()
        knot = self._by_key(lambda _: None)[key]
        return tuple(other for other in self.contested if other in knot.keys)

    def of(self, values: Callable[[Key], CellValue | None], keys: Iterable[Key]) -> Span:
        """What some figures that are not known can add up to, beside the values of the others."""
        found, together = NOTHING, dict[int, tuple[Knot, list[Key]]]()
        by_key = self._by_key(values)
        for key in keys:
            if key in by_key:
                knot = by_key[key]
                together.setdefault(id(knot), (knot, []))[1].append(key)
            else:
                found += UNKNOWN_OR_LESS if _signed(self.plan, key) else UNKNOWN
        return sum((knot.can_be(tuple(own)) for knot, own in together.values()), found)

    def _by_key(self, values: Callable[[Key], CellValue | None]) -> Mapping[Key, Knot]:
        ruled = _ruled(self.agreed)
        known = tuple(self.contested.get(key) if (value := values(key)) is None else value for key in ruled)
        if known not in self._seen:
            found = _knots(self.plan, self.agreed, self.unit, dict(zip(ruled, known, strict=True)))
            self._seen[known] = {key: knot for knot in found for key in knot.keys}
        return self._seen[known]


def leeway(plan: Plan, agreed: Rules, unit: str, values: Values, contested: Collection[Key]) -> Leeway | None:
    """None where nothing is open that the rules could say something of."""
    if not contested and all(values.get(key) is not None for key in _ruled(agreed)):
        return None
    return Leeway(plan, agreed, unit, {key: values[key] for key in contested})


def _knots(plan: Plan, agreed: Rules, unit: str, values: Values) -> Iterator[Knot]:
    known = {key: _in_steps(plan, key, value) for key, value in values.items() if _is_number(value)}
    return knots(_linear(plan, agreed, unit, values), known, partial(_signed, plan))


def _signed(plan: Plan, key: Key) -> bool:
    amount = plan.amounts.get(key.field)
    return amount is not None and amount.below_zero


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _in_steps(plan: Plan, key: Key, value: object) -> int:
    """A figure in its smallest steps."""
    amount = plan.amounts.get(key.field)
    if amount is not None and isinstance(value, Decimal):
        return amount.steps(value)
    return int(str(value))


def _may_clash(agreed: Rules, values: Values) -> bool:
    """Whether a blank stands in several rules, which then may not hold together though each of them can."""
    return any(values.get(key) is None for key in _shared(agreed))


@lru_cache(maxsize=64)
def _shared(agreed: Rules) -> tuple[Key, ...]:
    """The figures of this year that several rules are about."""
    names = [key.field for group in _groups(agreed) for key in group if key.basis is Basis.CURRENT]
    return tuple(Key(name) for name in dict.fromkeys(names) if names.count(name) > 1)


@lru_cache(maxsize=64)
def _ruled(agreed: Rules) -> tuple[Key, ...]:
    """The figures that rules are about, in both years."""
    return tuple(dict.fromkeys(key for group in _groups(agreed) for key in group))


def _groups(agreed: Rules) -> Iterator[Iterable[Key]]:
    """The figures of each rule, each once."""
    for part, whole in agreed.parts:
        for basis in Basis:
            yield dict.fromkeys(keys_of(part + whole, basis))
    for rule in agreed.registers:
        yield dict.fromkeys(keys_of(rule.fields, rule.basis))
    for names in (*(one.fields() for one in agreed.steps), *(one.fields() for one in agreed.sums)):
        yield dict.fromkeys(keys_of(names))


def _linear(plan: Plan, agreed: Rules, unit: str, values: Values) -> Iterator[Linear]:
    """The rules in whole steps; those about the baseline year as far as it is asked for."""
    for part, whole in agreed.parts:
        yield _at_most(plan, keys_of(part), keys_of(whole))
    for part, whole in rules_of_baseline(plan, agreed, values):
        yield _at_most(plan, keys_of(part, Basis.BASELINE), keys_of(whole, Basis.BASELINE))
    for steps in agreed.steps:
        earlier = list[tuple[str, ...]]()
        for step in steps.steps:
            yield from (_at_most(plan, keys_of(step), keys_of(before)) for before in earlier)
            earlier.append(step)
    for total in agreed.sums:
        parts, whole_keys = keys_of(total.parts), keys_of(total.whole)
        yield _at_most(plan, parts, whole_keys)
        yield _at_most(plan, whole_keys, parts)
    for keys, limit in agreed.limits(plan.unit[unit]):
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
    knot: Knot
    conflicts: Sequence[Conflict]

    def disagreement(self) -> Disagreement:
        told, doubted = tuple(one.fault for one in self.conflicts), frozenset[Key]().union(*self.knot.repairs)
        alone = self.knot.alone
        if len(alone) == 1:
            told = self._of_one(alone[0], told)
        elif alone and len(told) != 1:
            told = (self._of_fields(Code.ONE_OF_WRONG, alone),)
        return Disagreement(told or (self._of_fields(Code.NOT_TOGETHER, doubted),), doubted)

    def _of_one(self, culprit: Key, told: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
        """The message about the only figure that can be wrong alone; that of the rule itself where it says as much."""
        span = self.knot.span({culprit: 1}, {culprit})
        at = self.filed.cells[culprit].at
        if len(told) == 1 and told[0].at == at and not span.exact:
            return told
        others = self._others(culprit)
        if not others:
            return told
        value, low = self._as_told(culprit, self.knot.known[culprit]), self._as_told(culprit, span.low)
        field, unit = Ref("field", culprit.field), self.filed.unit
        if span.high is None:
            return (Code.ONE_TOO_SMALL(at, {"field": field, "value": value, "least": low, "others": others}, unit),)
        high = self._as_told(culprit, span.high)
        if low == high:
            return (Code.ONE_WRONG(at, {"field": field, "value": value, "expected": low, "others": others}, unit),)
        return (
            Code.ONE_OUTSIDE(at, {"field": field, "value": value, "low": low, "high": high, "others": others}, unit),
        )

    def _as_told(self, key: Key, steps: int) -> Figure:
        amount = self.plan.amounts.get(key.field)
        return steps if amount is None else Decimal(steps).scaleb(-amount.decimals)

    def _others(self, culprit: Key) -> tuple[Ref, ...]:
        """The other figures of the rules that it breaks; of all its rules where none is broken by itself."""
        rules = self.knot.broken or self.knot.rules
        keys = (key for rule in rules for key in rule.times if key in self.knot.known and key != culprit)
        return tuple(dict.fromkeys(Ref("field", key.field) for key in keys))

    def _of_fields(self, code: CodeOf[Fields], keys: Collection[Key]) -> Diagnostic:
        ordered = [key for key in self.knot.known if key in keys]
        fields = tuple(dict.fromkeys(Ref("field", key.field) for key in ordered))
        return code(self.filed.cells[ordered[0]].at, {"fields": fields}, self.filed.unit)
