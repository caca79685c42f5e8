"""Thresholds that are statistics of the units: what one has to reach beside the others, whatever these turn out to be.

A unit reaches the mean of all if it reaches the mean of the others, and the value at a place in the order of all if it
reaches one in the order of the others. So its threshold hangs on the others alone, and rises with each of their
values: it lies between that of their least values and that of their greatest ones. One that may have nothing to measure
is left out where that moves the threshold further.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate
from math import ceil, inf
from operator import itemgetter
from typing import NamedTuple

from khpcmd.measures.tally import Contribution
from khpcmd.measures.threshold import Limits, OfUnits, Threshold
from khpcmd.measures.totals import Totals

FAR = Fraction(10**40)
"""More than any value is."""


class End(NamedTuple):
    """A value; ``off`` says that only those come near that are larger (1) or smaller (-1)."""

    value: Fraction | float
    off: int = 0


LEAST, MOST = End(-inf), End(inf)
BELOW, BEYOND = End(-inf, -1), End(inf, 1)
"""What all values are above, and what none reaches."""
NEVER = Limits(Fraction(1), Fraction(0))


class Values(NamedTuple):
    """The ends of the value of a unit, whether it may have nothing to measure, and what it adds."""

    low: End
    high: End
    may_be_nothing: bool
    unit: Contribution


class Compared(NamedTuple):
    """A threshold that compares units: the limits of each where the others are the least and the greatest that they
    can be, and between which values the statistic lies, None where it has no end."""

    least: Mapping[str, Limits]
    most: Mapping[str, Limits]
    low: Fraction | None
    high: Fraction | None


def compared(threshold: Threshold | None, units: Sequence[Contribution]) -> Compared | None:
    """What each of the units has to keep, where the threshold is a statistic of them."""
    if threshold is None or (statistic := threshold.statistic) is None:
        return None
    found = list(_values(units))
    lower, strict = threshold.at_least is not None or threshold.more_than is not None, threshold.strict
    ups = sorted(((one.low, one) for one in found), key=itemgetter(0))
    downs = sorted(((one.high, one) for one in found), key=itemgetter(0), reverse=True)
    least, most = dict[str, Limits](), dict[str, Limits]()
    for unit in units:
        above, below = ([one for one in each if one[1].unit is not unit] for each in (ups, downs))
        ends = _ends(above, below, lambda some: _beside(statistic, some, lower=lower, strict=strict))
        least[unit.unit], most[unit.unit] = (_limits(end, lower=lower, strict=strict) for end in ends)
    ends = _ends(ups, downs, lambda some: _statistic(statistic, some, lower=lower))
    low, high = (end.value if isinstance(end.value, Fraction) else None for end in ends)
    return Compared(least, most, low, high)


def _values(units: Sequence[Contribution]) -> Iterator[Values]:
    """The values of units; those that surely have nothing to measure are left out."""
    for unit in units:
        totals = Totals.of((unit,))
        if (ends := _reach(totals)) is not None:
            yield Values(*ends, totals.can_be_nothing, unit)


def _reach(totals: Totals) -> tuple[End, End] | None:
    """The least and the greatest value of some sums."""
    if (reach := totals.reach) is None:
        return None
    low = LEAST if reach.low is None else End(reach.low, int(reach.low_strict))
    return low, MOST if reach.high is None else End(reach.high, -int(reach.high_strict))


Some = Sequence[tuple[End, Contribution]]
"""Values of some units in their order, with what these add."""


Ordered = Sequence[tuple[End, Values]]
"""Ends of units, those first that move a level the furthest."""


def _ends(ups: Ordered, downs: Ordered, level: Callable[[Some], tuple[End, End]]) -> tuple[End, End]:
    """The least and the greatest that a level can be which rises with the values; ``level`` gives both of some."""
    return min(level(some)[0] for some in _sets(ups)), max(level(some[::-1])[1] for some in _sets(downs))


def _sets(ends: Ordered) -> Iterator[Some]:
    """The sets of units of which the level may be the furthest: those that surely measure something, with the furthest
    ones of the others, each number of them."""
    maybe = [end for end, one in ends if one.may_be_nothing]
    numbers = accumulate((int(one.may_be_nothing) for _, one in ends), initial=0)
    ranked = [(*one, number if one[1].may_be_nothing else -1) for one, number in zip(ends, numbers, strict=False)]
    if len(maybe) == len(ends):
        yield []
    first = sum(end == ends[0][0] for end in maybe)  # they never move it back
    for number in range(first, len(maybe) + 1):
        yield [(end, one.unit) for end, one, rank in ranked if rank < number]


def _beside(statistic: OfUnits, others: Some, *, lower: bool, strict: bool) -> tuple[End, End]:
    """What a unit has to reach (``lower``) or not to pass beside some others; two ends where it is a share of sums."""
    itself = BEYOND if lower is strict else BELOW  # a unit alone is what all together are
    if not others:
        return itself, itself
    if statistic.what == "together" and Totals.of(unit for _, unit in others).can_be_nothing:
        low, high = _statistic(statistic, others, lower=lower)
        return min(low, itself), max(high, itself)
    if statistic.what in ("mean", "together"):
        return _statistic(statistic, others, lower=lower)
    place = _place(statistic, len(others) + 1, lower=lower)
    between = place.denominator == 2  # the median of an even number is reached where that of the others is
    index = int(place) - (1 if between or lower is strict else 2)
    end = BELOW if index < 0 else BEYOND if index >= len(others) else others[index][0]
    return end, end


def _place(statistic: OfUnits, number: int, *, lower: bool) -> Fraction:
    """The place of the statistic in the order of so many values, from the least on; a half lies between two."""
    match statistic.what:
        case "median":
            return Fraction(number + 1, 2)
        case "quantile":
            return Fraction(max(1, ceil(statistic.number * number)))
    return Fraction(max(1, number + 1 - int(statistic.number)) if lower else min(number, int(statistic.number)))


def _statistic(statistic: OfUnits, values: Some, *, lower: bool) -> tuple[End, End]:
    """The statistic of some values."""
    if statistic.what == "together":
        return _reach(Totals.of(unit for _, unit in values)) or (MOST, LEAST)
    if not values:
        return MOST, LEAST
    place = _place(statistic, len(values), lower=lower)
    some = [end for end, _ in values]
    if statistic.what != "mean":
        some = some[int(place) - 1 : ceil(place)]
    value = sum((end.value for end in some), start=Fraction(0)) / len(some)
    off = sum(end.off for end in some)
    return End(value, (off > 0) - (off < 0)), End(value, (off > 0) - (off < 0))


def _limits(end: End, *, lower: bool, strict: bool) -> Limits:
    """A level as limits: what every value keeps, or none does, where it has no end."""
    if end.value == (-inf if lower else inf):
        return Limits()
    if end == (BEYOND if lower else BELOW):
        return NEVER
    level = end.value if isinstance(end.value, Fraction) else FAR if end.value > 0 else -FAR
    if lower:
        return Limits(level, low_strict=end.off > 0 or (strict and not end.off))
    return Limits(high=level, high_strict=end.off < 0 or (strict and not end.off))
