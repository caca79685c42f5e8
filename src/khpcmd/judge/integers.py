"""Whether some whole numbers from 0 on keep some rules together: exact, for the few figures of one unit.

A rule is a sum of figures, each so many times, that is at most a number (``Limit``). ``some_keep`` looks for a vertex
of the region by the simplex method over fractions, with Bland's rule, and branches where a figure is not whole.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple, TypeVar

Name = TypeVar("Name", bound=Hashable)
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


def _search(limits: list[Limit], number: int, depth: int) -> bool:
    vertex = _vertex(limits, number)
    if vertex is None:
        return False
    broken = next((place for place, value in enumerate(vertex) if value.denominator != 1), None)
    if broken is None:
        return True
    if depth == 0:
        raise GivenUpError
    below = int(vertex[broken] // 1)
    sides = (Limit({broken: 1}, below), Limit({broken: -1}, -below - 1))
    return any(_search([*limits, side], number, depth - 1) for side in sides)


def _vertex(limits: Sequence[Limit], number: int) -> list[Fraction] | None:
    """Numbers from 0 on that keep all limits, as fractions; None where there are none.

    The first phase of the simplex method: each row says what is left up to its limit, and one more figure, which lowers
    all sums and is to become 0, makes them all keep theirs.
    """
    rows = [
        [Fraction(one.most), *(Fraction(-one.times.get(place, 0)) for place in range(number)), Fraction(1)]
        for one in limits
    ]
    basic, free = [number + 1 + row for row in range(len(rows))], list(range(number + 1))
    goal = [Fraction(0)] * (number + 1) + [Fraction(-1)]
    worst = min(range(len(rows)), key=lambda row: rows[row][0], default=None)
    if worst is not None and rows[worst][0] < 0:
        _exchange(rows, goal, basic, free, worst, number)
        while (column := _entering(goal, free)) is not None:
            row = _leaving(rows, basic, column)
            if row is None:
                break  # the goal is never more than 0, so that this does not happen
            _exchange(rows, goal, basic, free, row, column)
        if goal[0] < 0:
            return None
    values = [Fraction(0)] * (number + 1)
    for row, name in enumerate(basic):
        if name <= number:
            values[name] = rows[row][0]
    return values[:number]


def _entering(goal: Sequence[Fraction], free: Sequence[int]) -> int | None:
    """The column by which the goal grows; the one whose figure comes first, so that no exchange repeats for ever."""
    able = [column for column in range(len(free)) if goal[column + 1] > 0]
    return min(able, key=lambda column: free[column], default=None)


def _leaving(rows: Sequence[Sequence[Fraction]], basic: Sequence[int], column: int) -> int | None:
    """The row that is the first to become 0 while the figure of the column grows."""
    able = [row for row in range(len(rows)) if rows[row][column + 1] < 0]
    return min(able, key=lambda row: (rows[row][0] / -rows[row][column + 1], basic[row]), default=None)


def _exchange(  # noqa: PLR0913, PLR0917  # a tableau
    rows: list[list[Fraction]], goal: list[Fraction], basic: list[int], free: list[int], row: int, column: int
) -> None:
    """Let the figure of a column take the place of that of a row."""
    pivot, place = rows[row], column + 1
    factor = pivot[place]
    changed = [-value / factor for value in pivot]
    changed[place] = 1 / factor
    rows[row] = changed
    for other, line in enumerate(rows):
        if other != row:
            _put_in(line, changed, place)
    _put_in(goal, changed, place)
    basic[row], free[column] = free[column], basic[row]


def _put_in(line: list[Fraction], changed: Sequence[Fraction], place: int) -> None:
    times = line[place]
    if not times:
        return
    line[place] = Fraction(0)
    for index, value in enumerate(changed):
        if value:
            line[index] += times * value
