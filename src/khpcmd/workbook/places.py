"""Addresses of cells and ranges."""

from __future__ import annotations

import re
from functools import cache

from khpcmd.workbook.limits import damaged

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
Place = tuple[int, int]
"""Row and column, from 1."""
Box = tuple[int, int, int, int]
"""First row, first column, last row, last column, all within."""


def place(address: str) -> Place:
    """Row and column of an A1 address; refused where it lies outside the grid."""
    match = ADDRESS.fullmatch(address)
    if match is None:
        raise damaged("address")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    row = int(match[2])
    if row > LAST_ROW or column > LAST_COLUMN:
        raise damaged("address")
    return row, column


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
    return f"{letters(column)}{row}"
