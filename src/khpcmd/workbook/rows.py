"""What the rows of a table are beside data: index rows, groups, fillers."""

from __future__ import annotations

from itertools import pairwise

from khpcmd.workbook.grid import Grid
from khpcmd.workbook.vocabulary import FILLER, INDEX_TOKEN, ROMAN


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
    before = " ".join(grid.text(row, column).strip() for column in range(1, names)).strip()
    sign = before or grid.text(row, names).strip().partition(" ")[0]
    if not before and not sign.endswith((".", ")")):
        return frozenset()
    sign = sign.strip(" .)(")
    found = {"roman"} if ROMAN.fullmatch(sign) else set[str]()
    if len(sign) == 1 and sign.isalpha() and sign.isupper():
        found.add("letter")
    if sign[:1].isdigit():
        found.add("number")
    return frozenset(found)


def is_filler(text: str) -> bool:
    return bool(FILLER.match(text))
