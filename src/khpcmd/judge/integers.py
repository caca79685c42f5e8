"""Which whole numbers from 0 on keep some rules together: exact, for the few figures of one unit.

A rule is a sum of figures, each so many times, that is at most a number (``Limit``). ``some_keep`` looks for a vertex
of the region by the simplex method over fractions, with Bland's rule, and branches where a figure is not whole;
``most`` goes from there to the end of a sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
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
    end = region.end(times)
    return None if end is None else floor(end)


def _search(limits: list[Limit], number: int, depth: int) -> bool:
    region = _Region.of(limits, number)
    if region is None:
        return False
    vertex = region.vertex
    broken = next((place for place, value in enumerate(vertex) if value.denominator != 1), None)
    if broken is None:
        return True
    if depth == 0:
        raise GivenUpError
    below = int(vertex[broken] // 1)
    sides = (Limit({broken: 1}, below), Limit({broken: -1}, -below - 1))
    return any(_search([*limits, side], number, depth - 1) for side in sides)


@dataclass
class _Region:
    """The numbers from 0 on that keep all limits, as fractions, by a vertex of theirs.

    Each row says what is left up to a limit, or what a figure is, by the figures that are free: those are 0 at the
    vertex.
    """

    number: int
    rows: list[list[Fraction]]
    basic: list[int]
    free: list[int]

    @classmethod
    def of(cls, limits: Sequence[Limit], number: int) -> _Region | None:
        """None where no numbers keep them.

        The first phase of the simplex method: one more figure, which lowers all sums and is to become 0, makes them all
        keep their limits.
        """
        rows = [
            [Fraction(one.most), *(Fraction(-one.times.get(place, 0)) for place in range(number)), Fraction(1)]
            for one in limits
        ]
        found = cls(number, rows, [number + 1 + row for row in range(len(rows))], list(range(number + 1)))
        goal = [Fraction(0)] * (number + 1) + [Fraction(-1)]
        worst = min(range(len(rows)), key=lambda row: rows[row][0], default=None)
        if worst is not None and rows[worst][0] < 0:
            found.exchange(goal, worst, number)
            found.climb(goal)
            if goal[0] < 0:
                return None
        found.leave_out(number)
        return found

    @property
    def vertex(self) -> list[Fraction]:
        values = [Fraction(0)] * self.number
        for row, name in enumerate(self.basic):
            if name < self.number:
                values[name] = self.rows[row][0]
        return values

    def end(self, times: Mapping[int, int]) -> Fraction | None:
        """The most that a sum can be, figures so many times; None where it has no end."""
        goal = [Fraction(0)] * (len(self.free) + 1)
        for place, number in times.items():
            if place in self.basic:
                row = self.rows[self.basic.index(place)]
                goal = [one + number * more for one, more in zip(goal, row, strict=True)]
            else:
                goal[self.free.index(place) + 1] += number
        return goal[0] if self.climb(goal) else None

    def climb(self, goal: list[Fraction]) -> bool:
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
            self.exchange([Fraction(0)] * (len(self.free) + 1), row, column)
        column = self.free.index(name)
        del self.free[column]
        for line in self.rows:
            del line[column + 1]

    def exchange(self, goal: list[Fraction], row: int, column: int) -> None:
        """Let the figure of a column take the place of that of a row."""
        pivot, place = self.rows[row], column + 1
        factor = pivot[place]
        changed = [-value / factor for value in pivot]
        changed[place] = 1 / factor
        self.rows[row] = changed
        for other, line in enumerate(self.rows):
            if other != row:
                _put_in(line, changed, place)
        _put_in(goal, changed, place)
        self.basic[row], self.free[column] = self.free[column], self.basic[row]


def _entering(goal: Sequence[Fraction], free: Sequence[int]) -> int | None:
    """The column by which the goal grows; the one whose figure comes first, so that no exchange repeats for ever."""
    able = [column for column in range(len(free)) if goal[column + 1] > 0]
    return min(able, key=lambda column: free[column], default=None)


def _leaving(rows: Sequence[Sequence[Fraction]], basic: Sequence[int], column: int) -> int | None:
    """The row that is the first to become 0 while the figure of the column grows."""
    able = [row for row in range(len(rows)) if rows[row][column + 1] < 0]
    return min(able, key=lambda row: (rows[row][0] / -rows[row][column + 1], basic[row]), default=None)


def _put_in(line: list[Fraction], changed: Sequence[Fraction], place: int) -> None:
    times = line[place]
    if not times:
        return
    line[place] = Fraction(0)
    for index, value in enumerate(changed):
        if value:
            line[index] += times * value
