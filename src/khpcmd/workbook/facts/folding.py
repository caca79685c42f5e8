"""Equal rows of a tall table are looked at once: five of them stand for ten thousand.

Rows right below each other are alike if they have the same codes; behind the first text of a row it does not matter
what kind of number a figure is. Of a run of such rows the first and the last ones are kept. What is found for the
middle one holds for those that were left out, if it is the same as for the one before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from khpcmd.workbook.facts.codes import KIND, TEXTS, Code, Kind
from khpcmd.workbook.facts.sheet import Rows
from khpcmd.workbook.file.addresses import Box

FEWEST = 12
"""How many rows that are alike are worth it."""
FIRST = 4
"""How many of them are kept at the beginning; one more at the end."""
ANY_NUMBER = frozenset({Kind.NUMBER, Kind.YEAR, Kind.COUNT})


class Run(NamedTuple):
    """Rows that were left out: from one to another, after the row that stands for them."""

    like: int
    first: int
    last: int


def folded(rows: Rows, merges: Sequence[Box]) -> tuple[Rows, tuple[Run, ...]]:
    """The rows without those that others stand for, and these."""
    if len(rows) < FEWEST:
        return rows, ()
    merged = {row for box in merges for row in range(box[0], box[2] + 1)}
    found, runs = dict(rows), list[Run]()
    known = dict[tuple[tuple[int, ...], tuple[Code, ...]], object]()
    alike = [(row, _shape(line, known), row in merged) for row, line in rows.items()]
    for _, same in groupby(enumerate(alike), key=lambda one: (one[1][0] - one[0], id(one[1][1]), one[1][2])):
        numbers = [row for _, (row, _, is_merged) in same if not is_merged]
        if len(numbers) >= FEWEST:
            run = Run(numbers[FIRST - 1], numbers[FIRST], numbers[-2])
            runs.append(run)
            for row in range(run.first, run.last + 1):
                del found[row]
    return found, tuple(runs)


def weights(runs: Sequence[Run]) -> Mapping[int, int]:
    """By row, for how many it stands."""
    return {run.like: run.last - run.first + 2 for run in runs}


def _shape(
    line: tuple[tuple[int, ...], tuple[Code, ...]], known: dict[tuple[tuple[int, ...], tuple[Code, ...]], object]
) -> object:
    """What rows that are alike have in common, as one object."""
    shape = known.get(line)
    if shape is None:
        columns, codes = line
        common = columns, _common(codes)
        shape = known[line] = known.setdefault(common, common)
    return shape


def _common(codes: Sequence[Code]) -> tuple[Code, ...]:
    found, begun = list[Code](), False
    for code in codes:
        found.append(Kind.NUMBER if begun and code & KIND in ANY_NUMBER else code)
        begun = begun or code & KIND in TEXTS
    return tuple(found)
