"""Which values a part of a whole can have, as formulas: ``measures.totals.Totals`` for a single contribution."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from khpcmd.measures.threshold import Limits
from khpcmd.template.terms import ENDLESS, FINITE, YES, Term, all_of, ceiled, const, floored, if_, least, most, not_


@dataclass(frozen=True, slots=True)
class Reach:
    """What a figure may be."""

    low: Term
    high: Term


class Keeper(Protocol):
    """Keeps a formula in a cell, so that others can ask for its result."""

    def put(self, label: str, term: Term) -> Term: ...


@dataclass(frozen=True, slots=True)
class Values:
    """A part and a whole that may not be known; ``nested`` says that the part lies inside the whole."""

    part: Reach
    whole: Reach
    nested: bool

    @property
    def least_whole(self) -> Term:
        return most((self.whole.low, self.part.low)) if self.nested else self.whole.low

    @property
    def floor(self) -> Term:
        """The least whole that is not zero."""
        return most((self.least_whole, const(1)))

    @property
    def can_be_nothing(self) -> Term:
        """Whether the whole is zero in some world."""
        return self.least_whole.eq(0)

    @property
    def there(self) -> Term:
        """Whether there is a world at all."""
        return self.part.low.le(self.whole.high) if self.nested else YES

    def can_be(self, region: Limits, floor: Term) -> Term:
        """Whether the value lies in a region in some world; ``floor`` is ``self.floor``, kept in a cell."""
        empty = all_of((self.whole.low.eq(self.whole.high), self.whole.low.eq(0)))
        return all_of((not_(empty), self._lies_in(region, floor)))

    def _lies_in(self, region: Limits, floor: Term) -> Term:
        part, whole = self.part, self.whole
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
        part, whole = self.part, self.whole
        low = part.low * d - whole.high * n if n else part.low * d
        if not self.nested:
            return low, part.high * d - floor * n
        inside = least((part.high, whole.high))
        endless = const(ENDLESS) if d > n else floor * (d - n)
        return low, if_(Term(f"({inside.text}<1E+90)", _finite(inside)), inside * d - floor * n, endless)

    def _between(self, limits: Limits) -> Term:
        """Whether some whole number lies between the two limits of a known whole."""
        part, whole = self.part, self.whole
        last_part = least((part.high, whole.low)) if self.nested else part.high
        return most((first_of(limits, whole), part.low)).le(least((last_of(limits, whole), last_part)))

    def _some_whole(self, limits: Limits, floor: Term) -> Term:
        """Whether, for a known part, some whole from the least on puts it between the two limits."""
        part, low, high = self.part.low, limits.low or Fraction(0), limits.high or Fraction(0)
        if low == 0 or high == 0:
            return YES
        top, by = part * high.denominator, high.numerator
        first = floored(top, by) + 1 if limits.high_strict else ceiled(top, by)
        top, by = part * low.denominator, low.numerator
        last = ceiled(top, by) - 1 if limits.low_strict else floored(top, by)
        return most((first, floor)).le(last)


def _finite(term: Term) -> bool:
    return not isinstance(term.value, str) and term.value < FINITE


def _scaled(level: Fraction, whole: Reach) -> Term:
    return whole.low * level.numerator


def first_of(limits: Limits, whole: Reach) -> Term:
    """The smallest whole number that reaches the lower limit."""
    level = limits.low or Fraction(0)
    top = _scaled(level, whole)
    return floored(top, level.denominator) + 1 if limits.low_strict else ceiled(top, level.denominator)


def last_of(limits: Limits, whole: Reach) -> Term:
    """The largest whole number that keeps the upper limit."""
    level = limits.high or Fraction(0)
    top = _scaled(level, whole)
    return ceiled(top, level.denominator) - 1 if limits.high_strict else floored(top, level.denominator)
