"""What the rows of a table are beside data: index rows, groups, fillers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from khpcmd.workbook.grid import Grid
from khpcmd.workbook.vocabulary import FILLER, INDEX_TOKEN, ROMAN

LONGEST_NUMBER = 8
"""So many digits number no row."""
SMALL = re.compile("[a-zđ]")
SMALL_SIGN = re.compile(r"\(?[a-zđ][.)]")
"""Small letters that number the parts of an item."""


def is_index_row(grid: Grid, row: int) -> bool:
    """Whether a row only numbers the columns: "(A) (B) (1) (2) (3)=(2)/(1)"."""
    texts = [grid.text(row, column).strip() for column in grid.rows.get(row, ())]
    if len(texts) < 2 or not all(INDEX_TOKEN.match(text) for text in texts):
        return False
    numbers = [int(digits) for text in texts if (digits := "".join(filter(str.isdigit, text.partition("=")[0])))]
    return not numbers or (numbers[0] == 1 and all(after == before + 1 for before, after in pairwise(numbers)))


def is_group(grid: Grid, row: int, names: int) -> bool:
    """Whether a row heads a group: a Roman numeral or a capital letter before its name."""
    return bool(marker(grid, row, names) & {"roman", "letter"})


def marker(grid: Grid, row: int, names: int) -> frozenset[str]:
    """How a row is numbered: "roman", "letter", "number", or not at all. "C" and "D" are both of the first two."""
    return numbering((grid.text(row, column) for column in range(1, names)), grid.text(row, names))


def numbering(left: Iterable[str], name: str) -> frozenset[str]:
    """The same by the texts left of a name, and the name."""
    before = " ".join(text.strip() for text in left).strip()
    sign = before or name.strip().partition(" ")[0]
    if not before and not sign.endswith((".", ")")):
        return frozenset()
    sign = sign.strip(" .)(")
    found = {"roman"} if ROMAN.fullmatch(sign) else set[str]()
    if len(sign) == 1 and sign.isalpha() and sign.isupper():
        found.add("letter")
    if sign[:1].isdigit():
        found.add("number")
    return frozenset(found)


def is_numbered(grid: Grid, row: int, names: int) -> bool:
    """Whether a row has a place in a numbering, small letters counted: "I", "1.2", "a)"."""
    if marker(grid, row, names):
        return True
    left = next((text for column in range(1, names) if (text := grid.text(row, column).strip())), "")
    return bool(SMALL.fullmatch(left.strip("()."))) or bool(SMALL_SIGN.match(grid.text(row, names).strip()))


def counts_up(texts: Iterable[str]) -> bool:
    """Whether the texts of a column only number the rows: 1, 2, 3, … with each group from 1 again."""
    signs = (text.strip(" .)(") for text in texts)
    before = 0
    for number in (int(sign) for sign in signs if sign.isdecimal() and len(sign) < LONGEST_NUMBER):
        if number not in (1, before + 1):
            return False
        before = number
    return before > 0


def is_filler(text: str) -> bool:
    return bool(FILLER.match(text))
