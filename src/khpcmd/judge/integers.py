"""Which whole numbers from 0 on keep some rules together: exact, for the few figures of one unit.

A rule is a sum of figures, each so many times, that is at most a number (``Limit``). ``some_keep`` looks for a vertex
of the region by the simplex method, with Bland's rule, and branches where a figure is not whole; ``most`` goes from
there to the end of a sum. The fractions of a region all have one denominator, so that only whole numbers are counted
with (Edmonds' pivoting): ten times as fast as fractions that are each reduced.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

DEEPEST = 60
"""How often a search branches on its way down; beyond that it is given up."""


class GivenUpError(Exception):
    """The search took too long."""


class Limit(NamedTuple):
    """Σ times · figure ≤ most; the figures by their places in a list."""

    times: Mapping[int, int]
    most: int


def some_keep(limits: Iterable[Limit], number: int) -> bool:
    """Whether whole numbers from 0 on, so many of them, keep all limits; GivenUpError where that was not found out."""
    found = list[Limit]()
    for one in limits:
        if any(one.times.values()):
            found.append(one)
        elif one.most < 0:
            return False
    return _search(found, number, DEEPEST)


def most(limits: Iterable[Limit], number: int, times: Mapping[int, int]) -> int | None:
    """No sum of figures, each so many times, is more than this in numbers that keep all limits; None without an end.

    The end of fractions, rounded down: whole numbers may stay below it, and never lie beyond. Some keep the limits.
    """
    region = _Region.of([one for one in limits if any(one.times.values())], number)
    if region is None:
        raise GivenUpError
    return region.end(times)


def _search(limits: list[Limit], number: int, depth: int) -> bool:
    region = _Region.of(limits, number)
    if region is None:
        return False
    broken = next(((place, value) for place, value in region.vertex() if value % region.scale), None)
    if broken is None:
        return True
    if depth == 0:
        raise GivenUpError
    below, place = broken[1] // region.scale, broken[0]
    sides = (Limit({place: 1}, below), Limit({place: -1}, -below - 1))
    return any(_search([*limits, side], number, depth - 1) for side in sides)


@dataclass
class _Region:
    """The numbers from 0 on that keep all limits, by a vertex of theirs; every number in it is so many ``scale``-ths.

    Each row says what is left up to a limit, or what a figure is, by the figures that are free: those are 0 at the
    vertex.
    """

    number: int
    rows: list[list[int]]
    basic: list[int]
    free: list[int]
    scale: int = 1

    @classmethod
    def of(cls, limits: Sequence[Limit], number: int) -> _Region | None:
        """None where no numbers keep them.

        The first phase of the simplex method: one more figure, which lowers all sums and is to become 0, makes them all
        keep their limits.
        """
        rows = [[one.most, *[-one.times.get(place, 0) for place in range(number)], 1] for one in limits]
        found = cls(number, rows, [number + 1 + row for row in range(len(rows))], list(range(number + 1)))
        goal = [0] * (number + 1) + [-1]
        worst = min(range(len(rows)), key=lambda row: rows[row][0], default=None)
        if worst is not None and rows[worst][0] < 0:
            found.exchange(goal, worst, number)
            found.climb(goal)
            if goal[0] < 0:
                return None
        found.leave_out(number)
        return found

    def vertex(self) -> Iterator[tuple[int, int]]:
        """The figures that are not 0 at the vertex, by their places."""
        return ((name, self.rows[row][0]) for row, name in enumerate(self.basic) if name < self.number)

    def end(self, times: Mapping[int, int]) -> int | None:
        """The most that a sum can be, figures so many times, rounded down; None where it has no end."""
        goal = [0] * (len(self.free) + 1)
        for place, number in times.items():
            if place in self.basic:
                row = self.rows[self.basic.index(place)]
                goal = [one + number * more for one, more in zip(goal, row, strict=True)]
            else:
                goal[self.free.index(place) + 1] += number * self.scale
        return goal[0] // self.scale if self.climb(goal) else None

    def climb(self, goal: list[int]) -> bool:
        """Go to the vertex where the goal is the largest; False where there is none."""
        while (column := _entering(goal, self.free)) is not None:
            row = _leaving(self.rows, self.basic, column)
            if row is None:
                return False
            self.exchange(goal, row, column)
        return True

    def leave_out(self, name: int) -> None:
        """Take away a figure that is 0."""
        if name in self.basic:
            row = self.basic.index(name)
            column = next(at for at, value in enumerate(self.rows[row][1:]) if value)
            self.exchange([0] * (len(self.free) + 1), row, column)
        column = self.free.index(name)
        del self.free[column]
        for line in self.rows:
            del line[column + 1]

    def exchange(self, goal: list[int], row: int, column: int) -> None:
        """Let the figure of a column take the place of that of a row; all is then in parts of the number where they
        cross."""
        pivot, place, scale = self.rows[row], column + 1, self.scale
        factor, sign = pivot[place], 1 if pivot[place] > 0 else -1
        for line in (*self.rows, goal):
            times = line[place]
            if line is not pivot:  # each of these is a whole number of scales
                line[:] = [
                    sign * (value * factor - times * own) // scale for value, own in zip(line, pivot, strict=True)
                ]
                line[place] = sign * times
        pivot[:] = [-sign * value for value in pivot]
        pivot[place] = sign * scale
        self.scale = abs(factor)
        self.basic[row], self.free[column] = self.free[column], self.basic[row]


def _entering(goal: Sequence[int], free: Sequence[int]) -> int | None:
    """The column by which the goal grows; the one whose figure comes first, so that no exchange repeats for ever."""
    able = [column for column in range(len(free)) if goal[column + 1] > 0]
    return min(able, key=free.__getitem__, default=None)


def _leaving(rows: Sequence[Sequence[int]], basic: Sequence[int], column: int) -> int | None:
    """The row that is the first to become 0 while the figure of the column grows."""
    first, left, fall = None, 0, 1
    for row, line in enumerate(rows):
        if line[column + 1] < 0:
            sooner = line[0] * fall + left * line[column + 1]  # by both fractions on one denominator
            if first is None or sooner < 0 or (sooner == 0 and basic[row] < basic[first]):
                first, left, fall = row, line[0], -line[column + 1]
    return first
