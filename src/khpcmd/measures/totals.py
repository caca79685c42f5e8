"""Which values sums of figures can have: exact arithmetic over everything the unknown figures may be.

A world is one way to fill in the figures that are missing or could not be read: any whole numbers from 0 (of
amounts that may be negative: any at all), with a part never above the whole it is counted in.

What one unit adds is a pair of whole numbers, part and whole, each between two ends, with a least difference between
them. Sums of such pairs are again all pairs between the sums of these ends and with the sum of these differences
(``Totals``), so that the worlds of ten thousand units are five numbers. Whether a value lies between two limits in one
of them is then a question about one whole number, the whole (``Totals.can_be``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import product
from math import inf
from typing import NamedTuple

from khpcmd.measures.tally import Contribution
from khpcmd.measures.threshold import Limits

End = int | float
"""A whole number, or an infinity where a figure has no end."""


class Range(NamedTuple):
    """The least and the most that a number can be."""

    low: End
    high: End


class Reach(NamedTuple):
    """The least and the most that a value can be, or come near to where it is not ``reached``."""

    low: Fraction
    low_reached: bool
    high: Fraction | None
    high_reached: bool

    def less(self, other: Reach) -> Reach | None:
        """What is left of the value where another one is taken away, whatever each of them is."""
        if self.high is None or other.high is None:
            return None
        low, high = self.low - other.high, self.high - other.low
        return Reach(low, self.low_reached and other.high_reached, high, self.high_reached and other.low_reached)

    def overlaps(self, limits: Limits) -> bool:
        """Whether a number between the two ends keeps the limits."""
        low = (
            limits.low is None or self.high is None or Limits(limits.low, low_strict=limits.low_strict).hold(self.high)
        )
        high = limits.high is None or Limits(high=limits.high, high_strict=limits.high_strict).hold(self.low)
        beside = self.high is not None and self.high == limits.low and not self.high_reached
        return low and high and not (beside or (self.low == limits.high and not self.low_reached))


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
        found = cls._of(contributions)
        return found._replace(before=cls._of(then)) if then else found

    @classmethod
    def _of(cls, contributions: Iterable[Contribution]) -> Totals:
        counted = there = True
        ends: list[End] = [0, 0, 0, 0, 0]
        least_part, most_part, least_whole, most_whole, rest = ends
        for unit in contributions:
            counted = counted and unit.whole is None
            own_part, own_whole = ends_of(unit)
            least_part, most_part = least_part + own_part.low, most_part + own_part.high
            least_whole, most_whole = least_whole + own_whole.low, most_whole + own_whole.high
            least = own_whole.low - own_part.high
            rest += max(0, least) if unit.nested else least
            there = there and own_part.low <= own_part.high and own_whole.low <= own_whole.high
        if counted:
            return cls(Range(least_part, most_part), Range(1, 1), -inf, there)
        return cls(Range(least_part, most_part), Range(least_whole, most_whole), rest, there)

    @property
    def can_be_nothing(self) -> bool:
        """Whether the whole is zero in some world, or that of the baseline year."""
        then = self.before
        if then is not None and not then.there:
            return False
        return self.there and (self.whole.low == 0 or (then is not None and then.whole.low == 0))

    def can_be(self, limits: Limits) -> bool:
        """Whether there is something to measure in some world, and its value keeps the limits."""
        if self.before is not None:
            return self._can_differ_by(self.before, limits)
        if not self.there:
            return False
        if self.part.low == self.part.high and self.whole.low == self.whole.high:  # one world
            return self.whole.low > 0 and _keeps(self.part.low, self.whole.low, limits)
        first, last = max(1, self.whole.low), self.whole.high
        for times, most, strict in self._on_the_whole(limits):
            # times · whole has to be at most ``most``, or below it
            if abs(most) == inf:
                continue
            end = Fraction(most)
            if times == 0:
                if end < 0 or (strict and end == 0):
                    return False
            elif times > 0:
                end /= times
                last = min(last, ceil_of(end, 1) - 1 if strict else floor_of(end, 1))
            else:
                end /= times
                first = max(first, floor_of(end, 1) + 1 if strict else ceil_of(end, 1))
        return first <= last and _some_between(limits, int(first), last)

    def _can_differ_by(self, then: Totals, limits: Limits) -> bool:
        """Whether the share and that of ``then`` differ by what keeps the limits, in some world.

        For one limit the extremes decide. Between two, the shares that there are on one side are tried where they are
        few; where neither side has few, they lie as dense as the extremes let them.
        """
        reach = self.reach
        if reach is None or limits.empty or not reach.overlaps(limits):
            return False
        if limits.low is None or limits.high is None:
            return True
        now = self._replace(before=None)
        if shares := then.shares():
            return any(now.can_be(limits.moved(share)) for share in shares)
        if shares := now.shares():
            return any(then.can_be(limits.taken_from(share)) for share in shares)
        return True

    @property
    def reach(self) -> Reach | None:
        """The least and the most that the value can be; None where it can have none."""
        if not self.there or self.whole.high < 1:
            return None
        own = Reach(*self._least, *self._most)
        if self.before is None:
            return own
        then = self.before.reach
        return None if then is None else own.less(then)

    @property
    def _least(self) -> tuple[Fraction, bool]:
        """The least share, and whether it is reached."""
        if self.whole.high == inf:
            return Fraction(0), self.part.low == 0
        return Fraction(int(self.part.low), int(self.whole.high)), True

    @property
    def _most(self) -> tuple[Fraction | None, bool]:
        """The same of the largest; None where it has no end."""
        if self.rest == -inf:
            return None, False
        if self.part.high == inf:  # inside its whole
            return (Fraction(1), self.rest == 0)
        whole = int(max(self.whole.low, self.part.high + self.rest))  # at which the share is the largest
        return (Fraction(int(self.part.high), whole) if whole else None if self.part.high else Fraction(0)), True

    def shares(self) -> frozenset[Fraction]:
        """Every share that there is in some world; none where they are too many to be looked at one by one."""
        parts, wholes = self.part.high - self.part.low + 1, self.whole.high - self.whole.low + 1
        if not self.there or parts * wholes > FEW:
            return frozenset()
        pairs = product(
            range(int(self.part.low), int(self.part.high) + 1), range(int(self.whole.low), int(self.whole.high) + 1)
        )
        return frozenset(Fraction(part, whole) for part, whole in pairs if whole > 0 and whole - part >= self.rest)

    def _on_the_whole(self, limits: Limits) -> Iterator[tuple[Fraction | int, End, bool]]:
        """What a whole has to keep so that there is a part for it: so many times the whole is at most a number.

        A part is at least its least and the lower limit, and at most its most, the whole without the least rest and
        the upper limit; each of the former has to be at most each of the latter.
        """
        yield -1, -(self.part.low + self.rest), False
        if limits.low is not None:
            yield limits.low, self.part.high, limits.low_strict
            yield limits.low - 1, -self.rest, limits.low_strict
        if limits.high is not None:
            yield -limits.high, -self.part.low, limits.high_strict


def ends_of(unit: Contribution) -> tuple[Range, Range]:
    """What the part and the whole of a unit can be, given that a nested part is inside its whole."""
    part = Range(unit.part.low, inf if unit.part.high is None else unit.part.high)
    if unit.whole is None:
        return part, Range(0, 0)
    whole = Range(unit.whole.low, inf if unit.whole.high is None else unit.whole.high)
    if not unit.nested:
        return part, whole
    return Range(part.low, min(part.high, whole.high)), Range(max(whole.low, part.low), whole.high)


def _keeps(part: End, whole: End, limits: Limits) -> bool:
    """Whether part over whole keeps the limits: compared in whole numbers."""
    low, high = limits.low, limits.high
    if low is not None:
        margin = part * low.denominator - whole * low.numerator
        if margin < 0 or (limits.low_strict and margin == 0):
            return False
    if high is not None:
        margin = part * high.denominator - whole * high.numerator
        return margin < 0 or (margin == 0 and not limits.high_strict)
    return True


def _some_between(limits: Limits, first: int, last: End) -> bool:
    """Whether, for one of the wholes from ``first`` to ``last``, a whole number lies between the limits of it."""
    low, high = limits.low, limits.high
    if low is None or high is None:
        return True
    if low >= high:
        together = low == high and not limits.low_strict and not limits.high_strict
        return together and (last == inf or int(last) // low.denominator * low.denominator >= first)
    if last == inf:
        return True
    # over all wholes: the numbers that are not beyond the upper limit, without those that lie before the lower one
    upto, before = limits.high_strict, not limits.low_strict
    return _count(high, first, int(last), below=upto) > _count(low, first, int(last), below=before)


def _count(level: Fraction, first: int, last: int, *, below: bool) -> int:
    """Σ over all wholes of the greatest whole number up to (or ``below``) the level of the whole."""
    n, d = level.numerator, level.denominator
    if below:  # ⌈x⌉ - 1 = ⌊(n·whole - 1) / d⌋
        return _floors(n, d, -1, last + 1) - _floors(n, d, -1, first)
    return _floors(n, d, 0, last + 1) - _floors(n, d, 0, first)


def _floors(n: int, d: int, more: int, wholes: int) -> int:
    """Σ ⌊(n·whole + more) / d⌋ over the wholes from 0 on, so many: in as many steps as Euclid's algorithm has."""
    found = 0
    while wholes > 0:
        found += wholes * (wholes - 1) // 2 * (n // d) + wholes * (more // d)
        n, more = n % d, more % d
        top = n * wholes + more
        if top < d:
            break
        # the points below the line are counted from the other side
        wholes, more, n, d = top // d, top % d, d, n
    return found


def floor_of(level: Fraction, whole: int) -> int:
    """The greatest whole number up to a level of a whole."""
    return level.numerator * whole // level.denominator


def ceil_of(level: Fraction, whole: int) -> int:
    """The smallest whole number from a level of a whole on."""
    return -(-level.numerator * whole // level.denominator)
