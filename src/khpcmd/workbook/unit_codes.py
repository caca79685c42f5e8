"""Codes of units in a column of their own ("Mã đơn vị"): each is read together with the name beside it, or for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count, takewhile

from khpcmd.workbook.file.addresses import Place
from khpcmd.workbook.file.grid import Grid, text_of
from khpcmd.workbook.words.units import SHORTEST_CODE, UnitNames
from khpcmd.workbook.words.vocabulary import CODE_HEADERS, key


def join_codes(grid: Grid, units: UnitNames) -> None:
    """Put the codes below the header of a column of codes beside the names in their rows where the two do not say the
    same, so that they name no unit unless both do; where no text stands in the rows, the names in the place of the
    codes.

    A column is one of codes where the plan has most of them, up to the next blank row.
    """
    heads = [(row, column) for row, column, text in grid.texts if text[:1] in _FIRST and key(text) in CODE_HEADERS]
    for row, column in heads:
        rows = takewhile(lambda at: at in grid.rows, count(row + 1))
        codes = {at: code for at in rows if (code := _code(grid, at, column))}
        known = [at for at, code in codes.items() if units.coded(code, key(grid.text(row, column)))]
        if len(known) * 2 > len(codes):
            _join(grid, units, (row, column), codes, known[:ENOUGH])


ENOUGH = 20
"""So many rows show which column has the names."""
_FIRST = frozenset("MmUuCc")
"""How the headers of columns of codes begin."""


def _code(grid: Grid, row: int, column: int) -> str:
    """What stands in a cell if it may be a code: a number, or one word with a number in it."""
    text = text_of(grid.cells.value((row, column))).strip()
    return text if text and " " not in text and any(map(str.isdigit, text)) else ""


def _names(grid: Grid, units: UnitNames, codes: Mapping[int, str], column: int) -> int:
    """The column with the names of units in most rows, 0 where none has them; of several the one that agrees most."""
    named, same = Counter[int](), Counter[int]()
    for row, code in codes.items():
        for one in (at for at in grid.rows[row] if at != column):
            text = grid.text(row, one)
            found = units.match(text).id
            if found or (text and units.namesakes(text)):
                named[one] += 1
                same[one] += found == units.coded(code)
    most = [one for one in named if named[one] * 2 > len(codes)]
    return max(most, key=lambda one: (same[one], -abs(one - column)), default=0)


def _join(grid: Grid, units: UnitNames, head: Place, codes: Mapping[int, str], shown: Sequence[int]) -> None:
    says, column = key(grid.text(*head)), head[1]
    names = _names(grid, units, {row: codes[row] for row in shown}, column)
    alone = not any(map(str.isalpha, "".join(_texts_before_figures(grid, shown, column))))
    for row, code in codes.items():
        unit, name = units.coded(code, says), grid.text(row, names).strip() if names else ""
        if name and units.match(name).id != unit:
            shared, own = bool(unit) and unit in units.namesakes(name), f": {units.name(unit)}" if unit else ""
            grid.read_as(row, names, f"{code} - {name}" if shared else f"{name} ({code}{own})")
        elif not names and unit and alone:
            own = units.name(unit)
            grid.read_as(row, column, f"{code} - {own}" if len(code) >= SHORTEST_CODE else own)


def _texts_before_figures(grid: Grid, rows: Iterable[int], column: int) -> Iterator[str]:
    """The texts beside codes that stand left of the last figure of their row: they say what the row is."""
    for row in rows:
        shown = [(at, grid.cells.value((row, at))) for at in grid.rows[row] if at != column]
        last = max((at for at, value in shown if isinstance(value, int | float)), default=0)
        yield from (value for at, value in shown if at < last and isinstance(value, str))
