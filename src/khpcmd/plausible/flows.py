"""Flows that moved far more, or far less, than those of the other units since an earlier period.

The idea is that of Hidiroglou and Berthelot: each unit's change is held against the median change, and what counts as
far depends on the size of the figure and on how widely the changes of all units are spread. A figure of n things
varies by about √n from chance alone; a change within four times of that is never asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isqrt
from typing import Literal, NamedTuple

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.parameters import FlowUnusual, Ref
from khpcmd.measures.tally import Span
from khpcmd.plan.model import Plan
from khpcmd.plan.plausibility import FlowRule
from khpcmd.plausible.earlier import contains
from khpcmd.plausible.figures import Compared, Steps, steps_of
from khpcmd.returns import Basis, Key, Return

UNIT = 1_000_000
"""What a change of ×1 is as a whole number."""
CHANCE = 4
"""How many times the spread of chance a figure has to be away."""
SPREAD = 2
"""And how many times the spread of the units' changes between their quartiles, as a power of it."""
QUARTERS = 8
"""From so many changes on their quartiles mean something."""


class Pair(NamedTuple):
    """A figure now and then, in whole steps of its last decimal."""

    now: int
    then: int


@dataclass(frozen=True, slots=True)
class Usual:
    """The median change in millionths, how widely the changes are spread, and what they are changes of."""

    change: int
    spread: int
    count: int
    of: Literal["other_units", "own_figures"]

    def expected(self, then: int) -> int:
        return self.change * then // UNIT


@dataclass(frozen=True, slots=True)
class Doubt:
    """A figure that is unusual beside that of an earlier return, and by what that was judged."""

    usual: Usual
    before: Return
    key: Key
    """Which figure of the earlier return."""
    pair: Pair

    @property
    def expected(self) -> int:
        return self.usual.expected(self.pair.then)

    @property
    def high(self) -> bool:
        return self.pair.now > self.expected


Figure = tuple[str, Key]
"""A figure by its unit."""


def unusual_flows(plan: Plan, period: str, of: Compared) -> Iterator[Diagnostic]:
    """A question about each flow that is unusual beside every earlier period that it can be compared with."""
    doubts, usual = dict[Figure, Doubt](), set[Figure]()
    for when in _times(plan, period, of):
        found, fine = _compared(plan, of.now, when)
        usual |= fine
        for one, doubt in found.items():
            first = doubts.setdefault(one, doubt)
            if first.high is not doubt.high:
                usual.add(one)
    for (unit, key), doubt in doubts.items():
        if (unit, key) not in usual:
            yield _question(plan, of.filed[unit], key, doubt)


class When(NamedTuple):
    """The returns of one earlier time and their figures, by unit; ``basis`` tells which of their figures."""

    before: Mapping[str, tuple[Return, Mapping[Key, int]]]
    basis: Basis
    contained: bool
    """Whether the period of today begins with that one, so that no flow can be less."""


def _times(plan: Plan, period: str, of: Compared) -> Iterator[When]:
    """The earlier times, and the baseline year as it stands in the returns themselves."""
    for (year, stated), before in of.past.items():
        yield When(before, Basis.CURRENT, not year and contains(plan, period, stated))
    asked = [name for name in _flows(plan) if plan.fields[name].has_baseline]
    if asked:
        baseline = dict[str, tuple[Return, Mapping[Key, int]]]()
        for unit, filed in of.filed.items():
            figures = {Key(name, Basis.BASELINE): filed.value(Key(name, Basis.BASELINE)) for name in asked}
            steps = {key: steps_of(plan.fields[key.field], value) for key, value in figures.items()}
            baseline[unit] = filed, {key: value for key, value in steps.items() if value is not None}
        yield When(baseline, Basis.BASELINE, contained=False)


def _flows(plan: Plan) -> list[str]:
    """The fields that never fall within the year and may be asked about."""
    asked = (name for name in plan.fields if name not in plan.plausibility.not_asked)
    return [name for name in asked if plan.fields[name].grows]


def _compared(plan: Plan, now: Mapping[str, Steps], when: When) -> tuple[dict[Figure, Doubt], set[Figure]]:
    """The figures that are unusual beside those of one earlier time, and those that are not."""
    rule, pairs = plan.plausibility.flows, _pairs(plan, now, when)
    found, fine = dict[Figure, Doubt](), set[Figure]()
    for name, of_units in pairs.items():
        counts, then = name not in plan.amounts, Key(name, when.basis)
        judged_by = _judged_by(rule, name, pairs)
        for unit, pair in of_units.items():
            usual = judged_by(unit)
            if usual is None:
                continue
            if _unusual(rule, pair, usual, counts=counts):
                found[unit, Key(name)] = Doubt(usual, when.before[unit][0], then, pair)
            else:
                fine.add((unit, Key(name)))
    return found, fine


Pairs = Mapping[str, Mapping[str, Pair]]
"""Figures now and then, by field and unit."""


def _pairs(plan: Plan, now: Mapping[str, Steps], when: When) -> Pairs:
    """The figures that can be compared with those of one earlier time."""
    pairs = dict[str, dict[str, Pair]]()
    for name in _flows(plan):
        if when.contained and not plan.fields[name].accumulates:
            continue  # a progress may reach all in the second half
        key, then = Key(name), Key(name, when.basis)
        for unit, (_, steps) in when.before.items():
            first, second = steps.get(then), now[unit].get(key)
            if first is None or second is None or first < 0 or second < 0:
                continue
            if not (when.contained and second < first):  # that it shrank is told by itself
                pairs.setdefault(name, {})[unit] = Pair(second, first)
    return pairs


def _judged_by(rule: FlowRule, name: str, pairs: Pairs) -> Callable[[str], Usual | None]:
    """What is usual for a field of a unit; None where too little is known for that."""
    comparable = [pair for pair in pairs.get(name, {}).values() if pair.then]
    if len(comparable) >= rule.units:
        usual = _usual(comparable, rule.size, "other_units")
        return lambda _unit: usual

    def by_own(unit: str) -> Usual | None:
        own = [figures[unit] for figures in pairs.values() if unit in figures and figures[unit].then]
        return _usual(own, rule.size, "own_figures") if len(own) >= rule.units else None

    return by_own


def usual_flows(plan: Plan, period: str, of: Compared) -> Callable[[str, str], Span | None]:
    """What a flow (by unit and field) can be without being asked about, in steps; None where nothing says it.

    What is usual is taken from the figures as they are. A flow that is too much beside one time and too little beside
    another is not asked about, and it is never less than what was had of it earlier in the same year.
    """
    rule, asks = plan.plausibility.flows, plan.plausibility.asks
    times = [(when, _pairs(plan, of.now, when)) for when in _times(plan, period, of)]
    flows = set(_flows(plan))

    def span(unit: str, name: str) -> Span | None:
        found, least = list[Span](), 0
        for when, pairs in times if name in flows else ():
            then = when.before[unit][1].get(Key(name, when.basis)) if unit in when.before else None
            if then is None or then < 0:
                continue
            if when.contained and asks("earlier"):
                least = max(least, then)
            usual = _judged_by(rule, name, pairs)(unit) if asks("flows") else None
            if usual is not None:
                found.append(_not_asked(rule, then, usual, counts=name not in plan.amounts))
        if not found:
            return Span(least, None) if least else None
        low, high = max(least, min(one.low for one in found)), max(one.high or 0 for one in found)
        return Span(low, high) if low <= high else Span(least, None)

    return span


def _not_asked(rule: FlowRule, then: int, usual: Usual, *, counts: bool) -> Span:
    """The figures around the usual one that are not unusual: those farther away are."""

    def unusual(now: int) -> bool:
        return _unusual(rule, Pair(now, then), usual, counts=counts)

    middle = usual.expected(then)
    step = 1
    while not unusual(middle + step):
        step *= 2
    high = _last_before(middle + step // 2, middle + step, unusual)
    low = middle - _last_before(0, middle, lambda less: unusual(middle - less)) if unusual(0) else 0
    return Span(low, high)


def _last_before(first: int, end: int, holds: Callable[[int], bool]) -> int:
    """The last number from ``first`` on for which something does not hold; for ``end`` it does."""
    while end - first > 1:
        middle = (first + end) // 2
        first, end = (first, middle) if holds(middle) else (middle, end)
    return first


def _usual(pairs: Sequence[Pair], size: int, of: Literal["other_units", "own_figures"]) -> Usual:
    """The median change, in which large figures weigh more (by their root), and the spread between the quartiles."""
    weighed = sorted((pair.now * UNIT // pair.then, isqrt(100 * pair.then)) for pair in pairs)
    half, so_far, median = sum(weight for _, weight in weighed), 0, UNIT
    for change, weight in weighed:
        so_far += 2 * weight
        if so_far >= half:
            median = max(1, change)
            break
    large = sorted(pair.now * UNIT // pair.then for pair in pairs if max(pair) >= size and pair.now)
    if len(large) < QUARTERS:
        return Usual(median, UNIT, len(pairs), of)
    low, high = large[len(large) // 4], large[-1 - len(large) // 4]
    return Usual(median, high * UNIT // max(1, low), len(pairs), of)


def _unusual(rule: FlowRule, pair: Pair, usual: Usual, *, counts: bool) -> bool:
    """Whether a figure is as far from the usual as the plan says, and farther than chance and the spread explain."""
    expected = usual.expected(pair.then)
    low, high = sorted((pair.now, expected))
    if high < rule.size or high < rule.times * max(low, 1):
        return False
    if high * UNIT**SPREAD < max(low, 1) * usual.spread**SPREAD:
        return False
    by_chance = CHANCE**2 * (UNIT + usual.change) // (4 * UNIT)
    return not counts or pair.now + expected - isqrt(4 * pair.now * expected) >= by_chance


def _question(plan: Plan, filed: Return, key: Key, doubt: Doubt) -> Diagnostic:
    spec, at = plan.fields[key.field], doubt.before.cells[doubt.key].at

    params: FlowUnusual = {
        "field": Ref("field", key.field),
        "value": spec.of_steps(doubt.pair.now),
        "previous": spec.of_steps(doubt.pair.then),
        "other": str(at or ""),
        "own": _times_as_much(doubt.pair.now * UNIT // doubt.pair.then) if doubt.pair.then else Ref("word", "none"),
        "usual": _times_as_much(doubt.usual.change),
        "expected": spec.of_steps(doubt.expected),
        "count": doubt.usual.count,
        "of": Ref("word", doubt.usual.of),
    }
    return Code.FLOW_UNUSUAL(filed.cells[key].at, params, filed.unit)


def _times_as_much(change: int) -> Decimal:
    """A change as it is told, with enough decimals to be no 0."""
    return (Decimal(change) / UNIT).quantize(Decimal("0.01" if change >= UNIT // 20 else "0.0001"))
