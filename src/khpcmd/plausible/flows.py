"""Flows that moved far more, or far less, than those of the other units since an earlier period.

The idea is that of Hidiroglou and Berthelot: each unit's change is held against the median change, and what counts as
far depends on the size of the figure and on how widely the changes of all units are spread. A figure of n things
varies by about √n from chance alone; a change within four times of that is never asked about.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import accumulate
from math import isqrt
from typing import Literal, NamedTuple

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.parameters import FlowUnusual, Ref
from khpcmd.measures.tally import Span
from khpcmd.plan.model import Plan
from khpcmd.plan.plausibility import FlowRule
from khpcmd.plausible.earlier import contains
from khpcmd.plausible.figures import Compared
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


class Usual(NamedTuple):
    """The median change in millionths, how widely the changes are spread, and what they are changes of."""

    change: int
    spread: int
    changes: int
    of: Literal["other_units", "own_figures"]

    def expected(self, then: int) -> int:
        return self.change * then // UNIT


class When(NamedTuple):
    """The returns of one earlier time by unit; ``basis`` tells which of their figures."""

    before: Mapping[str, Return]
    basis: Basis
    contained: bool
    """Whether the period of today begins with that one, so that no flow can be less."""


class Flows:
    """The fields that never fall within the year, beside each earlier time that they can be compared with.

    What is usual is taken from the figures as they are.
    """

    def __init__(self, plan: Plan, period: str, of: Compared) -> None:
        self._plan, self._rule, self._of = plan, plan.plausibility.flows, of
        asked = (name for name in plan.fields if name not in plan.plausibility.not_asked)
        self._names = [name for name in asked if plan.fields[name].grows]
        self._times = [(when, self._pairs(when)) for when in self._earlier(period)]
        self._by_others = dict[tuple[int, str], Usual | None]()

    def _earlier(self, period: str) -> Iterator[When]:
        """The earlier times, and the baseline year as it stands in the returns themselves."""
        for (year, stated), before in self._of.past.items():
            filed = {unit: one for unit, (one, _) in before.items()}
            yield When(filed, Basis.CURRENT, not year and contains(self._plan, period, stated))
        yield When(self._of.filed, Basis.BASELINE, contained=False)

    def _then(self, when: When, unit: str, name: str) -> int | None:
        """What a unit had of a flow; None where it is not known."""
        filed = when.before.get(unit)
        found = self._plan.fields[name].in_steps(filed.value(Key(name, when.basis)) if filed else None)
        return None if found is None or found < 0 else found

    def _pairs(self, when: When) -> Mapping[str, Mapping[str, Pair]]:
        """By field and unit, the figures that can be compared with those of one earlier time."""
        found = dict[str, dict[str, Pair]]()
        for name in self._names:
            spec = self._plan.fields[name]
            if (when.contained and not spec.accumulates) or (when.basis is Basis.BASELINE and not spec.has_baseline):
                continue  # a progress may reach all in the second half
            for unit in when.before:
                then, now = self._then(when, unit, name), self._of.now[unit].get(Key(name))
                if then is None or now is None or now < 0 or (when.contained and now < then):
                    continue  # that it shrank is told by itself
                found.setdefault(name, {})[unit] = Pair(now, then)
        return found

    def _usual(self, at: int, unit: str, name: str) -> Usual | None:
        """What is usual for a flow of a unit beside one of the times; None where too little is known for that."""
        rule, pairs = self._rule, self._times[at][1]
        if (at, name) not in self._by_others:
            comparable = [pair for pair in pairs.get(name, {}).values() if pair.then]
            enough = len(comparable) >= rule.units
            self._by_others[at, name] = _usual(comparable, rule.size, "other_units") if enough else None
        if (by_others := self._by_others[at, name]) is not None:
            return by_others
        own = [figures[unit] for figures in pairs.values() if unit in figures and figures[unit].then]
        return _usual(own, rule.size, "own_figures") if len(own) >= rule.units else None

    def unusual(self) -> Iterator[Diagnostic]:
        """A question about each flow that is unusual, in one direction, beside every time it can be compared with."""
        found = dict[tuple[str, str], list[tuple[int, Pair, Usual]]]()
        usual = set[tuple[str, str]]()
        for at, (_, pairs) in enumerate(self._times):
            for name, unit, pair in ((name, *one) for name, of_units in pairs.items() for one in of_units.items()):
                beside = self._usual(at, unit, name)
                if beside is None:
                    continue
                if _unusual(self._rule, pair, beside, counts=name not in self._plan.amounts):
                    found.setdefault((unit, name), []).append((at, pair, beside))
                else:
                    usual.add((unit, name))
        for (unit, name), doubts in found.items():
            directions = {pair.now > beside.expected(pair.then) for _, pair, beside in doubts}
            if (unit, name) not in usual and len(directions) == 1:
                yield self._question(unit, name, *doubts[0])

    def _question(self, unit: str, name: str, at: int, pair: Pair, usual: Usual) -> Diagnostic:
        spec, when, filed = self._plan.fields[name], self._times[at][0], self._of.filed[unit]
        other = when.before[unit].cells[Key(name, when.basis)].at
        params: FlowUnusual = {
            "field": Ref("field", name),
            "value": spec.of_steps(pair.now),
            "previous": spec.of_steps(pair.then),
            "other": str(other or ""),
            "own": _times_as_much(pair.now * UNIT // pair.then) if pair.then else Ref("word", "none"),
            "usual": _times_as_much(usual.change),
            "expected": spec.of_steps(usual.expected(pair.then)),
            "count": usual.changes,
            "of": Ref("word", usual.of),
        }
        return Code.FLOW_UNUSUAL(filed.cells[Key(name)].at, params, unit)

    def usual(self, unit: str, name: str) -> Span | None:
        """What a flow can be without being asked about, in steps; None where nothing says it.

        A flow that is too much beside one time and too little beside another is not asked about, and it is never less
        than what was had of it earlier in the same year.
        """
        asks, found, least = self._plan.plausibility.asks, list[tuple[int, int]](), 0
        for at, (when, _) in enumerate(self._times) if name in self._names else ():
            then = self._then(when, unit, name)
            if then is None:
                continue
            if when.contained and asks("earlier"):
                least = max(least, then)
            usual = self._usual(at, unit, name) if asks("flows") else None
            if usual is not None:
                found.append(_not_asked(self._rule, then, usual, counts=name not in self._plan.amounts))
        if not found:
            return Span(least, None) if least else None
        low, high = max(least, min(one for one, _ in found)), max(one for _, one in found)
        return Span(low, high if low <= high else None)


def _not_asked(rule: FlowRule, then: int, usual: Usual, *, counts: bool) -> tuple[int, int]:
    """The least and the most that is not unusual, around the usual figure: those farther away are."""

    def unusual(now: int) -> bool:
        return _unusual(rule, Pair(now, then), usual, counts=counts)

    middle = usual.expected(then)
    end = middle + 1
    while not unusual(end):
        end *= 2
    least = bisect_left(range(middle), True, key=lambda now: not unusual(now))
    return least, bisect_left(range(end), True, lo=middle, key=unusual) - 1


def _usual(pairs: Sequence[Pair], size: int, of: Literal["other_units", "own_figures"]) -> Usual:
    """The median change, in which large figures weigh more (by their root), and the spread between the quartiles."""
    weighed = sorted((pair.now * UNIT // pair.then, isqrt(100 * pair.then)) for pair in pairs)
    weights = list(accumulate(weight for _, weight in weighed))
    median = max(1, weighed[bisect_left(weights, (weights[-1] + 1) // 2)][0])
    large = sorted(pair.now * UNIT // pair.then for pair in pairs if max(pair) >= size and pair.now)
    quarter = len(large) // 4
    spread = UNIT if len(large) < QUARTERS else large[-1 - quarter] * UNIT // max(1, large[quarter])
    return Usual(median, spread, len(pairs), of)


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


def _times_as_much(change: int) -> Decimal:
    """A change as it is told, with enough decimals to be no 0."""
    return (Decimal(change) / UNIT).quantize(Decimal("0.01" if change >= UNIT // 20 else "0.0001"))
