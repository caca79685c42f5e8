"""Codes of units in a column of their own ("Mã đơn vị"): each is read together with the name beside it, or for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from khpcmd.workbook.file.grid import Grid, text_of
from khpcmd.workbook.words.units import UnitNames
from khpcmd.workbook.words.vocabulary import CODE_HEADERS, key


def join_codes(grid: Grid, units: UnitNames) -> None:
    """Put the codes below the header of a column of codes before the names in their rows where the two do not say the
    same, so that they name no unit unless both do; where no column has names, the names in the place of the codes.

    A column is one of codes where the plan has most of them.
    """
    heads = [(row, column) for row, column, text in grid.texts if text[:1] in _FIRST and key(text) in CODE_HEADERS]
    for row, column in heads:
        codes = {at: code for at in grid.rows_from(row + 1) if (code := _code(grid, at, column))}
        known = {at: unit for at, code in codes.items() if (unit := units.coded(code))}
        if len(known) * 2 > len(codes):
            _join(grid, units, column, codes, _names(grid, units, column, known))


_FIRST = frozenset("MmUuCc")
"""How the headers of columns of codes begin."""


def _code(grid: Grid, row: int, column: int) -> str:
    """What stands in a cell if it may be a code: a number, or one word with a number in it."""
    text = text_of(grid.cells.value((row, column))).strip()
    return text if text and " " not in text and any(map(str.isdigit, text)) else ""


def _names(grid: Grid, units: UnitNames, column: int, rows: Iterable[int]) -> int:
    """The column with the names of units, 0 where none has any."""
    named = Counter[int]()
    for row in rows:
        named.update(one for one in grid.rows[row] if one != column and units.match(grid.text(row, one)).id)
    return max(named, key=lambda one: (named[one], -abs(one - column)), default=0)


def _join(grid: Grid, units: UnitNames, column: int, codes: dict[int, str], names: int) -> None:
    for row, code in codes.items():
        unit, name = units.coded(code), grid.text(row, names).strip() if names else ""
        if name and units.match(name).id != unit:
            shared = unit in units.namesakes(name)
            grid.read_as(row, names, f"{code} - {name}" if shared else f"{name} ({code})")
        elif not names and unit:
            grid.read_as(row, column, units.name(unit))
