"""The verdict on one unit and its gap, as formulas: ``judge.verdict.Rule`` and ``judge.bounds.gap`` for a
single contribution.

A figure that is not known may be any whole number; a target is met or missed only if it is whatever that turns out to
be. The margin d·part - n·whole decides, as it does there.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from khpcmd.judge.verdict import Rule
from khpcmd.measures.threshold import Limits
from khpcmd.template.measured import Measured, Reach
from khpcmd.template.terms import (
    ENDLESS,
    FINITE,
    NO,
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


class Keeper(Protocol):
    """Keeps a formula in a cell, so that others can ask for its result."""

    def put(self, label: str, term: Term) -> Term: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcomes that some world has."""

    met: Term
    missed: Term
    nothing: Term


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges one target for one unit."""

    name: str
    rule: Rule
    found: Measured
    keep: Keeper

    def verdict(self) -> Term:
        outcome = self._with_policy(self._possible(self.rule.limits, ""))
        surely_met = all_of((outcome.met, not_(outcome.missed), not_(outcome.nothing)))
        surely_missed = all_of((outcome.missed, not_(outcome.met), not_(outcome.nothing)))
        none = all_of((outcome.nothing, not_(outcome.met), not_(outcome.missed)))
        plain = if_(surely_met, MET, if_(surely_missed, MISSED, if_(none, NOTHING, OPEN)))
        plain = self._put("plain", plain)
        return self._put("verdict", self._so_far(plain) if self.rule.interim else plain)

    def _put(self, label: str, term: Term) -> Term:
        return self.keep.put(f"{self.name} {label}", term)

    def _with_policy(self, outcome: Outcome) -> Outcome:
        if self.rule.target.zero == "not_applicable":
            return outcome
        return Outcome(outcome.met, any_of((outcome.missed, outcome.nothing)), NO)

    def _so_far(self, plain: Term) -> Term:
        """Before the year is over a shortfall is under way, and so is an upper limit not passed yet."""
        limits, milestone = self.rule.limits, self.rule.milestone
        if limits.high is None or (limits.high >= 1 and self.found.nested):
            result = if_(plain.eq(MISSED), IN_PROGRESS, plain)
        else:
            upper = Limits(high=limits.high, high_strict=limits.high_strict)
            kept = self._possible(upper, "upper ").met
            result = if_(all_of((kept, any_of((plain.eq(MET), plain.eq(MISSED))))), IN_PROGRESS, plain)
        if milestone is None:
            return result
        at = self._with_policy(self._possible(milestone, "milestone "))
        reached, short = all_of((at.met, not_(at.missed))), all_of((at.missed, not_(at.met)))
        return if_(plain.eq(MISSED), if_(reached, IN_PROGRESS, if_(short, MISSED, OPEN)), result)

    def _possible(self, limits: Limits, label: str) -> Outcome:
        part, whole = self.found.part, self.found.whole
        whole_low = most((whole.low, part.low)) if self.found.nested else whole.low
        exact = whole.low.eq(whole.high)
        empty = all_of((exact, whole.low.eq(0)))
        forced = all_of((not_(exact), whole_low.eq(0)))
        floor = self._put(f"{label}floor", if_(forced, 1, whole_low))
        low = self._side(limits.low, floor, strict=limits.low_strict, upper=False)
        high = self._side(limits.high, floor, strict=limits.high_strict, upper=True)
        always = self._put(f"{label}always", all_of((low[0], high[0])))
        ever = all_of((low[1], high[1]))
        if limits.low is not None and limits.high is not None:
            ever = all_of((ever, any_of((always, not_(exact), self._between(limits)))))
        met = self._put(f"{label}met", all_of((not_(empty), ever)))
        missed = self._put(f"{label}missed", all_of((not_(empty), not_(always))))
        return Outcome(met, missed, any_of((empty, forced)))

    def _side(self, level: Fraction | None, floor: Term, *, strict: bool, upper: bool) -> tuple[Term, Term]:
        """Whether one limit holds in every world, and in some world."""
        if level is None:
            return YES, YES
        low, high = self._margins(level, floor)
        worst, best = (high, low) if upper else (low, high)
        if upper:
            return (worst.lt(0), best.lt(0)) if strict else (worst.le(0), best.le(0))
        return (worst.gt(0), best.gt(0)) if strict else (worst.ge(0), best.ge(0))

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

    def gap(self, verdict: Term) -> Term:
        """How many more (or fewer) of the part would turn the verdict; "" where no number would."""
        part, whole = self.found.part, self.found.whole
        more = _gap(self.rule.limits, self.found)
        if self.rule.interim and self.rule.milestone is not None:
            more = if_(verdict.eq(MISSED), _gap(self.rule.milestone, self.found), more)
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
    part, whole = found.part.low, found.whole
    result = const("")
    if limits.high is not None:
        last = _last(limits, whole)
        result = if_(all_of((part.gt(last), last.ge(0))), last - part, "")
    if limits.low is not None:
        first = _first(limits, whole)
        lacking = first - part
        result = if_(part.lt(first), if_(first.le(whole.low), lacking, "") if found.nested else lacking, result)
    return result
