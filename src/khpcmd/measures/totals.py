"""Which values sums of figures can have: exact arithmetic over everything the unknown figures may be.

A world is one way to fill in the figures that are missing or could not be read: any whole numbers from 0 (of
amounts that may be negative: any at all), with a part never above the whole it is counted in.

What one unit adds is a pair of whole numbers, part and whole, each between two ends, with a least difference between
them. Sums of such pairs are again all pairs between the sums of these ends and with the sum of these differences
(``Totals``), so that the worlds of ten thousand units are five numbers. Whether a value lies between two limits in one
of them is then a question about one whole number, the whole (``Totals.can_be``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from math import ceil, floor, inf
from typing import NamedTuple

from khpcmd.measures.tally import LEAST, NOTHING, Contribution
from khpcmd.measures.threshold import Limits

End = int | float
"""A whole number, or an infinity where a figure has no end."""


class Range(NamedTuple):
    """The least and the most that a number can be."""

    low: End
    high: End

    @property
    def numbers(self) -> range:
        """The numbers themselves; it has an end."""
        return range(int(self.low), int(self.high) + 1)


FEW = 400
"""Up to so many shares are looked at one by one."""


class Totals(NamedTuple):
    """Every Σ part and Σ whole of some world: between these ends, and the whole larger by at least ``rest``.

    Absolute counts have a whole of 1, so that it is never zero.
    """

    part: Range
    whole: Range
    rest: End
    there: bool
    """Whether there is a world at all; none where a part is known to be larger than its whole."""
    before: Totals | None = None
    """The same of the baseline year, where its share is taken away; parts lie inside their wholes then."""

    @classmethod
    def of(cls, contributions: Iterable[Contribution]) -> Totals:
        contributions = tuple(contributions)
        then = [unit.then for unit in contributions if unit.then is not None]
        return cls._of(contributions, cls._of(then) if then else None)

    @classmethod
    def _of(cls, units: Sequence[Contribution], before: Totals | None = None) -> Totals:
        each = [ends_of(unit) for unit in units]
        contradictory = [unit for unit in each if unit[0] > unit[1]]  # a part is at most its whole
        added = each[0] if len(each) == 1 else map(sum, zip((0,) * 5, *each, strict=True))
        least, most, low, high, rest = added
        if all(unit.whole is None for unit in units):
            low, high, rest = 1, 1, -inf
        return cls(Range(least, most), Range(low, high), rest, not contradictory, before)

    @property
    def can_be_nothing(self) -> bool:
        """Whether the whole is zero in some world, or that of the baseline year."""
        years = (self,) if self.before is None else (self, self.before)
        return all(one.there for one in years) and any(one.whole.low == 0 for one in years)

    def can_be(self, limits: Limits) -> bool:
        """Whether there is something to measure in some world, and its value keeps the limits."""
        if self.before is not None:
            return self._can_differ_by(self.before, limits)
        if not self.there:
            return False
        if self.part.low == self.part.high and self.whole.low == self.whole.high:  # one world
            return self.whole.low > 0 and limits.hold(int(self.part.low), int(self.whole.low))
        first, last = max(1, self.whole.low, self.part.low + self.rest), self.whole.high
        for times, most, strict in self._on_the_whole(limits):
            if most == inf:
                continue
            if times > 0:
                last = min(last, numbers(Limits(high=Fraction(most) / times, high_strict=strict)).high)
            elif times < 0:
                first = max(first, numbers(Limits(Fraction(most) / times, low_strict=strict)).low)
            elif most < 0 or (strict and most == 0):
                return False
        return first <= last and _some_between(limits, int(first), last)

    def _can_differ_by(self, then: Totals, limits: Limits) -> bool:
        """Whether the share and that of ``then`` differ by what keeps the limits, in some world.

        The shares that there are in one of the years are tried where they are few; where neither year has few, they lie
        as dense as the extremes let them.
        """
        if shares := then.shares():
            now = self._replace(before=None)
            return any(now.can_be(limits.moved(share)) for share in shares)
        if shares := self.shares():
            return any(then.can_be(Limits(share, share).less(limits)) for share in shares)
        return self.reach is not None and not self.reach.both(limits).empty

    @property
    def reach(self) -> Limits | None:
        """What the value lies between, strictly where it only comes near; None where it can have none."""
        if not self.there or self.whole.high < 1:
            return None
        endless = self.whole.high == inf
        low = Fraction(0) if endless else Fraction(int(self.part.low), int(self.whole.high))
        nears = self.part.high == inf and self.rest != 0
        least = None if self.part.low < LEAST // 2 else low
        own = Limits(least, self._most, low_strict=endless and self.part.low != 0, high_strict=nears)
        if self.before is None:
            return own
        then = self.before.reach
        return None if then is None else own.less(then)

    @property
    def _most(self) -> Fraction | None:
        """The largest share; None where it has no end."""
        if self.part.high == inf:  # inside its whole, where it has one
            return None if self.rest == -inf else Fraction(1)
        whole = int(max(self.whole.low, self.part.high + self.rest))  # at which the share is the largest
        if whole:
            return Fraction(int(self.part.high), whole)
        return None if self.part.high else Fraction(0)

    def shares(self) -> frozenset[Fraction]:
        """Every share that there is in some world; none where they are too many to be looked at one by one."""
        parts, wholes = self.part.high - self.part.low + 1, self.whole.high - self.whole.low + 1
        if not self.there or parts * wholes > FEW:
            return frozenset()
        pairs = ((part, whole) for whole in self.whole.numbers if whole for part in self.part.numbers)
        return frozenset(Fraction(part, whole) for part, whole in pairs if whole - part >= self.rest)

    def _on_the_whole(self, limits: Limits) -> Iterator[tuple[Fraction, End, bool]]:
        """What a whole has to keep so that there is a part for it: so many times the whole is at most a number, or
        (strictly) below it.

        A part is at least its least and the lower limit, and at most its most, the whole without the least rest and
        the upper limit; each of the former has to be at most each of the latter.
        """
        if limits.low is not None:
            yield limits.low, self.part.high, limits.low_strict
            yield limits.low - 1, -self.rest, limits.low_strict
        if limits.high is not None:
            yield -limits.high, -self.part.low, limits.high_strict


def ends_of(unit: Contribution) -> tuple[End, End, End, End, End]:
    """The least and the most of a unit's part, and of its whole, given that a nested part is inside its whole; and by
    how much the whole is larger at least."""
    part, whole = unit.part, unit.whole or NOTHING
    least, most = part.low, inf if part.high is None else part.high
    low, high = whole.low, inf if whole.high is None else whole.high
    if not unit.nested:
        return least, most, low, high, low - most
    most, low = min(most, high), max(low, least)
    return least, most, low, high, max(0, low - most)


def numbers(limits: Limits) -> Range:
    """The least and the greatest whole number that keep some limits."""
    first = -inf if limits.low is None else floor(limits.low) + 1 if limits.low_strict else ceil(limits.low)
    last = inf if limits.high is None else ceil(limits.high) - 1 if limits.high_strict else floor(limits.high)
    return Range(first, last)


def _some_between(limits: Limits, first: int, last: End) -> bool:
    """Whether, for one of the wholes from ``first`` to ``last``, a whole number lies between the limits of it."""
    if limits.low is None or limits.high is None:
        return True
    if last == inf:
        return not limits.empty
    # over all wholes: the numbers that are not beyond the upper limit, without those that lie before the lower one
    upto = _count(limits.high, first, int(last), below=limits.high_strict)
    return upto > _count(limits.low, first, int(last), below=not limits.low_strict)


def _count(level: Fraction, first: int, last: int, *, below: bool) -> int:
    """Σ over all wholes of the greatest whole number up to (or ``below``) the level of the whole."""
    n, d = level.as_integer_ratio()
    more = -1 if below else 0  # ⌈x⌉ - 1 = ⌊(n·whole - 1) / d⌋
    return _floors(n, d, more, last + 1) - _floors(n, d, more, first)


def _floors(n: int, d: int, more: int, wholes: int) -> int:
    """Σ ⌊(n·whole + more) / d⌋ over the wholes from 0 on, so many: in as many steps as Euclid's algorithm has."""
    found = 0
    while True:
        found += wholes * (wholes - 1) // 2 * (n // d) + wholes * (more // d)
        n, more = n % d, more % d
        top = n * wholes + more
        if top < d:
            return found
        # the points below the line are counted from the other side
        wholes, more, n, d = top // d, top % d, d, n
