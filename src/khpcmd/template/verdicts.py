"""The verdict on one unit and its gap, as formulas: ``judge.rule.Rule`` and ``judge.bounds.gap`` for a single
contribution.

A figure that is not known may be any whole number; what the regions say in which the unit's value can lie is the
verdict, if they all say the same. The margin d·part - n·whole decides, as it does there.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from khpcmd.judge.rule import Rule
from khpcmd.measures.threshold import Limits
from khpcmd.template.measured import Measured, Reach
from khpcmd.template.terms import (
    ENDLESS,
    FINITE,
    YES,
    Term,
    all_of,
    any_of,
    ceiled,
    const,
    floored,
    if_,
    least,
    most,
    not_,
)

MET, MISSED, IN_PROGRESS, NOTHING, OPEN = "met", "missed", "in_progress", "not_applicable", "inconclusive"
"""The verdicts as the formulas call them."""
INFORMATION = "information"
"""What stands in their place where the unit owes a number together with others."""


class Keeper(Protocol):
    """Keeps a formula in a cell, so that others can ask for its result."""

    def put(self, label: str, term: Term) -> Term: ...


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges one target for one unit."""

    name: str
    rule: Rule
    found: Measured
    keep: Keeper

    def information(self, *, whole_asked: bool) -> Term:
        """Whether there is a figure, where none is asked of the unit by itself; also its whole, if the form asks it."""
        part, whole = self.found.part, self.found.whole
        known = part.low.eq(part.high)
        if whole_asked:
            known = all_of((known, whole.low.eq(whole.high)))
        return self._put("verdict", if_(known, INFORMATION, OPEN))

    def verdict(self) -> Term:
        whole, found = self.found.whole, dict[str, list[Term]]()
        empty = all_of((whole.low.eq(whole.high), whole.low.eq(0)))
        least_whole = most((whole.low, self.found.part.low)) if self.found.nested else whole.low
        floor = self._put("floor", most((least_whole, const(1))))
        for number, (region, verdict) in enumerate(self.rule.standings(nested=self.found.nested)):
            can_be = all_of((not_(empty), self._can_be(region, floor)))
            found.setdefault(verdict.value, []).append(self._put(f"region {number}", can_be))
        found.setdefault(self.rule.of_nothing.value, []).append(self._put("nothing", least_whole.eq(0)))
        possible = {name: self._put(name, any_of(terms)) for name, terms in found.items()}
        result = const(OPEN)
        for name, term in possible.items():
            others = [other for another, other in possible.items() if another != name]
            result = if_(all_of((term, *map(not_, others))), name, result)
        return self._put("verdict", result)

    def _put(self, label: str, term: Term) -> Term:
        return self.keep.put(f"{self.name} {label}", term)

    def _can_be(self, region: Limits, floor: Term) -> Term:
        """Whether the value lies in a region in some world; ``floor`` is the least whole that is not zero."""
        part, whole = self.found.part, self.found.whole
        low, high = self._side(region.low, floor, strict=region.low_strict), YES
        if region.high is not None:
            margin = self._margins(region.high, floor)[0]
            high = margin.lt(0) if region.high_strict else margin.le(0)
        if region.low is None or region.high is None:
            return all_of((low, high))
        exact_whole, exact_part = whole.low.eq(whole.high), part.low.eq(part.high)
        number = if_(exact_whole, self._between(region), if_(exact_part, self._some_whole(region, floor), YES))
        return all_of((low, high, number))

    def _side(self, level: Fraction | None, floor: Term, *, strict: bool) -> Term:
        """Whether a lower limit is reached in some world."""
        if level is None:
            return YES
        margin = self._margins(level, floor)[1]
        return margin.gt(0) if strict else margin.ge(0)

    def _margins(self, level: Fraction, floor: Term) -> tuple[Term, Term]:
        n, d = level.numerator, level.denominator
        part, whole = self.found.part, self.found.whole
        low = part.low * d - whole.high * n if n else part.low * d
        if not self.found.nested:
            return low, part.high * d - floor * n
        inside = least((part.high, whole.high))
        endless = const(ENDLESS) if d > n else floor * (d - n)
        return low, if_(Term(f"({inside.text}<1E+90)", _finite(inside)), inside * d - floor * n, endless)

    def _between(self, limits: Limits) -> Term:
        """Whether some whole number lies between the two limits of a known whole."""
        part, whole = self.found.part, self.found.whole
        last_part = least((part.high, whole.low)) if self.found.nested else part.high
        return most((_first(limits, whole), part.low)).le(least((_last(limits, whole), last_part)))

    def _some_whole(self, limits: Limits, floor: Term) -> Term:
        """Whether, for a known part, some whole from the least on puts it between the two limits."""
        part, low, high = self.found.part.low, limits.low or Fraction(0), limits.high or Fraction(0)
        if low == 0 or high == 0:
            return YES
        top, by = part * high.denominator, high.numerator
        first = floored(top, by) + 1 if limits.high_strict else ceiled(top, by)
        top, by = part * low.denominator, low.numerator
        last = ceiled(top, by) - 1 if limits.low_strict else floored(top, by)
        return most((first, floor)).le(last)

    def gap(self, verdict: Term) -> Term:
        """How many more (or fewer) of the part would turn the verdict; "" where no number would."""
        part, whole = self.found.part, self.found.whole
        more = _gap(self.rule.limits, self.found)
        if self.rule.interim and self.rule.milestone is not None:
            missed, lost = verdict.eq(MISSED), self.rule.lost
            if lost is not None:
                missed = all_of((missed, not_(part.low.gt(_last(self.rule.limits, whole)))))
            more = if_(missed, _gap(self.rule.milestone, self.found), more)
        short = any_of(verdict.eq(word) for word in (MISSED, IN_PROGRESS, OPEN))
        known = all_of((part.low.eq(part.high), whole.low.eq(whole.high), not_(whole.low.eq(0)), short))
        return self._put("gap", if_(known, more, ""))


def _finite(term: Term) -> bool:
    return not isinstance(term.value, str) and term.value < FINITE


def _scaled(level: Fraction, whole: Reach) -> Term:
    return whole.low * level.numerator


def _first(limits: Limits, whole: Reach) -> Term:
    """The smallest whole number that reaches the lower limit."""
    level = limits.low or Fraction(0)
    top = _scaled(level, whole)
    return floored(top, level.denominator) + 1 if limits.low_strict else ceiled(top, level.denominator)


def _last(limits: Limits, whole: Reach) -> Term:
    """The largest whole number that keeps the upper limit."""
    level = limits.high or Fraction(0)
    top = _scaled(level, whole)
    return ceiled(top, level.denominator) - 1 if limits.high_strict else floored(top, level.denominator)


def _gap(limits: Limits, found: Measured) -> Term:
    """From the part to the nearest whole number that keeps the limits; "" where it is one, and where there is none."""
    part, whole = found.part.low, found.whole
    first = const(0) if limits.low is None else _first(limits, whole)
    ends = [_last(limits, whole)] if limits.high is not None else []
    ends += [whole.low] if found.nested else []
    below = if_(part.lt(first), first - part, "")
    if not ends:
        return below
    last = least(ends)
    more = if_(part.lt(first), first - part, if_(part.gt(last), last - part, ""))
    return if_(first.le(last), more, "")
