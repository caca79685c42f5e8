"""Addresses of cells and ranges."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from khpcmd.workbook.file.limits import damaged

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
NEAR = 150
"""Addresses of the first rows are the same in thousands of forms, and are made once for all of them."""
ADDRESS = re.compile(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})")
LETTERS = re.compile("[A-Za-z]{1,3}")
"""Some programs write columns in small letters."""
Place = tuple[int, int]
"""Row and column, from 1."""
Box = tuple[int, int, int, int]
"""First row, first column, last row, last column, all within."""


class Columns(dict[str, int]):
    """The numbers of columns by their letters, each computed once; refused where there is no such column."""

    def __missing__(self, name: str) -> int:
        if not LETTERS.fullmatch(name):
            raise damaged("address")
        number = 0
        for letter in name.upper():
            number = number * 26 + ord(letter) - 64
        if number > LAST_COLUMN:
            raise damaged("address")
        self[name] = number
        return number


COLUMNS = Columns()


def place(address: str) -> Place:
    """Row and column of an A1 address; refused where it lies outside the grid."""
    match = ADDRESS.fullmatch(address)
    if match is None:
        raise damaged("address")
    row = int(match[2])
    if row > LAST_ROW:
        raise damaged("address")
    return row, COLUMNS[match[1]]


def box(reference: str) -> Box:
    """The range of an A1 reference such as B2:D9 or B2; refused where it is not a reference."""
    first, _, last = reference.replace("$", "").partition(":")
    (top, left), (bottom, right) = place(first), place(last or first)
    if bottom < top or right < left:
        raise damaged("address")
    return top, left, bottom, right


@cache
def letters(column: int) -> str:
    """The letters of a column: 1 is A, 28 is AB."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def a1(row: int, column: int) -> str:
    """The A1 address of a row and a column."""
    return _near(row, column) if row <= NEAR else f"{letters(column)}{row}"


@lru_cache(maxsize=8192)
def _near(row: int, column: int) -> str:
    return f"{letters(column)}{row}"


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """The first and the last of each run of numbers that follow each other."""
    found = list[tuple[int, int]]()
    for one in sorted(numbers):
        if found and found[-1][1] == one - 1:
            found[-1] = (found[-1][0], one)
        else:
            found.append((one, one))
    return found
