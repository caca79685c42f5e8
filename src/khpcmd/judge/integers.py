"""Which whole numbers from 0 on keep some rules together: exact, for the few figures of one unit.

A rule is a sum of figures, each so many times, that is at most a number (``Linear``). One figure after the other is
taken out (Fourier and Motzkin's way): what limits it from below has to be at most what limits it from above. Where one
of each two such sums has the figure once, whole numbers lose nothing by it; elsewhere its numbers are tried.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from itertools import product
from math import gcd
from typing import NamedTuple

from khpcmd.returns import Key

MOST_LIMITS = 3000
"""A search with more limits than this is given up."""
MOST_TRIED = 60
"""And so is one that would try so many numbers of a figure."""
SUM = Key("")
"""Stands for a sum among the figures."""

InSteps = Mapping[Key, int]
"""Figures that are known, in whole steps."""
Times = Mapping[Key, int]
"""A sum of figures, each so many times."""


class GivenUpError(Exception):
    """The search took too long."""


class Linear(NamedTuple):
    """Σ times · figure ≤ most, in whole steps."""

    times: Times
    most: int
    signed: bool = False
    """Whether some of the figures may lie below zero: of these no numbers are tried."""

    def broken(self, known: InSteps) -> bool:
        """Whether no numbers from 0 on, in the place of what is not known, let it hold."""
        least = 0
        for key, times in self.times.items():
            if key in known:
                least += times * known[key]
            elif times < 0 or self.signed:
                return False
        return least > self.most

    def beside(self, known: InSteps) -> Linear:
        """What the other figures have to keep."""
        left, times = self.most, dict[Key, int]()
        for key, number in self.times.items():
            if key in known:
                left -= number * known[key]
            elif number:
                times[key] = number
        return Linear(times, left)


def some_keep(limits: Iterable[Linear]) -> bool:
    """Whether whole numbers from 0 on keep all limits; GivenUpError where that was not found out."""
    limits = _from_zero(limits)
    left, exact = _eliminated(limits)
    if left or exact:
        return not left
    figure = next(iter(limits[-1].times))
    low, high = _ends(limits, figure)
    if high is None or high - low >= MOST_TRIED:
        raise GivenUpError
    return any(some_keep([one.beside({figure: value}) for one in limits]) for value in range(low, high + 1))


def ends(limits: Iterable[Linear], times: Times) -> tuple[int, int | None]:
    """Between which whole numbers a sum of figures lies, each so many times, that keep all limits; None without an end.

    No sum lies beyond; not every number between them is one. Some figures keep the limits.
    """
    limits = _from_zero(limits)
    if [*times.values()] == [1]:
        return _ends(limits, *times)
    less, more = ({SUM: sign, **{key: -sign * number for key, number in times.items()}} for sign in (1, -1))
    return _ends([*limits, Linear(less, 0), Linear(more, 0)], SUM)


def _from_zero(limits: Iterable[Linear]) -> list[Linear]:
    limits = list(limits)
    return [*limits, *(Linear({key: -1}, 0) for key in dict.fromkeys(key for one in limits for key in one.times))]


def _ends(limits: Iterable[Linear], figure: Key) -> tuple[int, int | None]:
    """Between which whole numbers a figure lies that keeps the limits with some others."""
    own = {one.times[figure]: one.most for one in _eliminated(limits, but=(figure,))[0] if one.times}
    return -own.get(-1, 0), own.get(1)  # in smallest numbers there is one limit from below, and one from above


def _eliminated(limits: Iterable[Linear], but: Container[Key] = ()) -> tuple[list[Linear], bool]:
    """What is left for some figures so that there are numbers for all others, and whether whole ones are; where nothing
    is left it always holds."""
    found, exact = _narrowest(limits), True
    while pairs := _pairs(found, but):
        figure, (below, above) = min(pairs.items(), key=lambda one: len(one[1][0]) * len(one[1][1]))
        exact = exact and all(min(-low.times[figure], high.times[figure]) == 1 for low, high in product(below, above))
        others = [one for one in found if figure not in one.times]
        found = _narrowest([*others, *(_joined(low, high, figure) for low, high in product(below, above))])
    return found, exact


def _pairs(limits: Iterable[Linear], but: Container[Key]) -> dict[Key, tuple[list[Linear], list[Linear]]]:
    """By figure, what limits it from below and from above."""
    found = dict[Key, tuple[list[Linear], list[Linear]]]()
    for limit in limits:
        for key, number in limit.times.items():
            if key not in but:
                found.setdefault(key, ([], []))[number > 0].append(limit)
    return found


def _joined(low: Linear, high: Linear, figure: Key) -> Linear:
    """That what limits a figure from below is at most what limits it from above."""
    less, more = high.times[figure], -low.times[figure]
    times = {key: less * number for key, number in low.times.items()}
    for key, number in high.times.items():
        times[key] = times.get(key, 0) + more * number
    return Linear(times, less * low.most + more * high.most)


def _narrowest(limits: Iterable[Linear]) -> list[Linear]:
    """The limits in smallest numbers, of those on one sum the narrowest; without those that always hold."""
    found = dict[frozenset[tuple[Key, int]], Linear]()
    for limit in limits:
        common = gcd(*limit.times.values()) or 1
        times = {key: number // common for key, number in limit.times.items() if number}
        one, alike = Linear(times, limit.most // common), frozenset(times.items())
        if (times or one.most < 0) and (alike not in found or one.most < found[alike].most):
            found[alike] = one
    if len(found) > MOST_LIMITS:
        raise GivenUpError
    return list(found.values())
