"""The best pairing of rows with columns: each with one at most, so that what the pairs have adds up to the most."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

LARGEST = 150
"""The most rows that are paired; of more each takes its best column."""


def pairing(scores: Sequence[Sequence[float]]) -> list[int]:
    """By row the number of its column, -1 where there are fewer columns than rows and it has none."""
    columns = len(scores[0]) if scores else 0
    if not columns:
        return [-1] * len(scores)
    if len(scores) > LARGEST:
        return [max(range(columns), key=row.__getitem__) for row in scores]
    paired = _Pairing(scores, columns)
    for row in range(1, len(scores) + 1):
        paired.add(row)
    found = [-1] * len(scores)
    for column in range(1, columns + 1):
        if paired.row_of[column]:
            found[paired.row_of[column] - 1] = column - 1
    return found


class _Pairing:
    """The Hungarian method: rows are added one by one, each along the cheapest path to a free column.

    Rows and columns count from 1; column 0 stands for the row that is being added. O(rows² x columns).
    """

    def __init__(self, scores: Sequence[Sequence[float]], columns: int) -> None:
        self._width = max(len(scores), columns)
        self._cost = [[*(-value for value in row), *([0.0] * (self._width - columns))] for row in scores]
        self._of_row = [0.0] * (len(scores) + 1)
        self._of_column = [0.0] * (self._width + 1)
        self.row_of = [0] * (self._width + 1)

    def add(self, row: int) -> None:
        """Pair one more row; rows that were paired before may change their columns."""
        self.row_of[0], at = row, 0
        least, used, way = [inf] * (self._width + 1), [False] * (self._width + 1), [0] * (self._width + 1)
        while self.row_of[at]:
            used[at] = True
            at = self._step(at, least, used, way)
        while at:
            self.row_of[at], at = self.row_of[way[at]], way[at]

    def _step(self, at: int, least: list[float], used: Sequence[bool], way: list[int]) -> int:
        """The nearest column that was not reached yet, with the potentials moved so that it costs nothing."""
        row = self.row_of[at]
        open_ = [column for column in range(1, self._width + 1) if not used[column]]
        for column in open_:
            cost = self._cost[row - 1][column - 1] - self._of_row[row] - self._of_column[column]
            if cost < least[column]:
                least[column], way[column] = cost, at
        nearest = min(open_, key=least.__getitem__)
        step = least[nearest]
        for column in range(self._width + 1):
            if used[column]:
                self._of_row[self.row_of[column]] += step
                self._of_column[column] -= step
            else:
                least[column] -= step
        return nearest
