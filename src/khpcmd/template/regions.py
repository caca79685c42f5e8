"""Which values a part of a whole can have, as formulas: ``measures.totals.Totals`` for a single contribution."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from khpcmd.measures.threshold import Limits
from khpcmd.template.terms import (
    ENDLESS,
    EXACT,
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


class Reach(NamedTuple):
    """What a figure may be."""

    low: Term
    high: Term


class Values(NamedTuple):
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


class Differences(NamedTuple):
    """A share and that of the baseline year, which is taken away: ``measures.totals.Totals.before``.

    Two shares are compared as products of whole numbers. Where these are too large to be exact in a spreadsheet, every
    region is taken to be possible. Between two limits the ends decide, where khpcmd tries every share.
    """

    high: tuple[Term, Term]
    """The most that the difference can be, as a part of a whole."""
    high_reached: Term
    low: tuple[Term, Term]
    low_reached: Term
    can_be_nothing: Term
    empty: Term
    """Whether one of the wholes is known to be zero."""

    @classmethod
    def of(cls, now: Values, then: Values, put: Callable[[str, Term], Term]) -> Differences:
        """``put`` keeps what is asked often in a cell."""
        ends = list[tuple[Term, Term, Term, Term, Term]]()
        for name, one in (("now", now), ("then", then)):
            floor = put(f"{name} floor", one.floor)
            exact = put(f"{name} whole known", one.whole.low.eq(one.whole.high))
            most_part = put(f"{name} most", least((one.part.high, floor)))
            least_part = put(f"{name} least", if_(exact, one.part.low, 0))
            reached = put(f"{name} least reached", any_of((exact, one.part.low.eq(0))))
            ends.append((most_part, floor, least_part, put(f"{name} least of", if_(exact, floor, 1)), reached))
        (most_now, top_now, least_now, base_now, reached_now), then_ends = ends
        most_then, top_then, least_then, base_then, reached_then = then_ends
        return cls(
            (put("rise", most_now * base_then - least_then * top_now), put("rise of", top_now * base_then)),
            reached_then,
            (put("fall", least_now * top_then - most_then * base_now), put("fall of", base_now * top_then)),
            reached_now,
            any_of((now.can_be_nothing, then.can_be_nothing)),
            any_of(all_of((one.whole.low.eq(one.whole.high), one.whole.low.eq(0))) for one in (now, then)),
        )

    def can_be(self, region: Limits) -> Term:
        """Whether the difference lies in a region in some world."""
        sides = list[Term]()
        for level, strict, (top, of), reached, above in (
            (region.low, region.low_strict, self.high, self.high_reached, True),
            (region.high, region.high_strict, self.low, self.low_reached, False),
        ):
            if level is not None:
                margin = top * level.denominator - of * level.numerator
                beyond = margin.gt(0) if above else margin.lt(0)
                kept = beyond if strict else any_of((beyond, all_of((margin.eq(0), reached))))
                scale = max(level.denominator, abs(level.numerator))
                sides.append(any_of((of.gt(EXACT // (2 * scale)), kept)))
        return all_of((not_(self.empty), *sides))


def _finite(term: Term) -> bool:
    return not isinstance(term.value, str) and term.value < FINITE


Pair = tuple[Reach, Reach]
"""A part and a whole."""


def _level_of(level: Fraction, whole: Reach, then: Pair | None) -> tuple[Term, Term | int]:
    """A level of a known whole as one whole number over another; with ``then`` it is added to the share of that."""
    if then is None:
        return whole.low * level.numerator, level.denominator
    part_then, whole_then = (one.low for one in then)
    return (whole_then * level.numerator + part_then * level.denominator) * whole.low, whole_then * level.denominator


def first_of(limits: Limits, whole: Reach, then: Pair | None = None) -> Term:
    """The smallest whole number that reaches the lower limit."""
    top, by = _level_of(limits.low or Fraction(0), whole, then)
    return floored(top, by) + 1 if limits.low_strict else ceiled(top, by)


def last_of(limits: Limits, whole: Reach, then: Pair | None = None) -> Term:
    """The largest whole number that keeps the upper limit."""
    top, by = _level_of(limits.high or Fraction(0), whole, then)
    return ceiled(top, by) - 1 if limits.high_strict else floored(top, by)
