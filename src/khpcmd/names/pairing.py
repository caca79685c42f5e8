"""The best pairing of rows with columns: each with one at most, so that what the pairs have adds up to the most."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

LARGEST = 150
"""The most rows that are paired; of more each takes its best column."""


def pairing(scores: Sequence[Sequence[float]]) -> list[int]:
    """By row the number of its column, -1 where there are fewer columns than rows and it has none.

    The Hungarian method with potentials: O(rows² x columns).
    """
    rows = len(scores)
    columns = len(scores[0]) if scores else 0
    if not rows or not columns:
        return [-1] * rows
    if rows > LARGEST:
        return [max(range(columns), key=row.__getitem__) for row in scores]
    width = max(rows, columns)
    cost = [[*(-value for value in row), *([0.0] * (width - columns))] for row in scores]
    of_row, of_column, row_of, way = [0.0] * (rows + 1), [0.0] * (width + 1), [0] * (width + 1), [0] * (width + 1)
    for row in range(1, rows + 1):
        row_of[0], at = row, 0
        least, used = [inf] * (width + 1), [False] * (width + 1)
        while True:
            used[at] = True
            current, step, following = row_of[at], inf, 0
            for column in range(1, width + 1):
                if not used[column]:
                    reduced = cost[current - 1][column - 1] - of_row[current] - of_column[column]
                    if reduced < least[column]:
                        least[column], way[column] = reduced, at
                    if least[column] < step:
                        step, following = least[column], column
            for column in range(width + 1):
                if used[column]:
                    of_row[row_of[column]] += step
                    of_column[column] -= step
                else:
                    least[column] -= step
            at = following
            if row_of[at] == 0:
                break
        while at:
            row_of[at], at = row_of[way[at]], way[at]
    found = [-1] * rows
    for column in range(1, width + 1):
        if row_of[column] and column <= columns:
            found[row_of[column] - 1] = column - 1
    return found
