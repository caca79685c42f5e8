"""What the rows of a table are beside data: index rows, groups, fillers.

Columns that compare others: "Tỷ lệ (%)", "% so KH", "Tăng, giảm". They are never read, but can be recomputed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, pairwise

from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.words.fields import Heading, Kind
from khpcmd.workbook.words.vocabulary import FILLER, INDEX_TOKEN, ROMAN, is_ratio

LONGEST_NUMBER = 8
"""So many digits number no row."""
SMALL = re.compile("[a-zđ]")
SMALL_SIGN = re.compile(r"\(?[a-zđ][.)]")
"""Small letters that number the parts of an item."""


def is_index_row(grid: Grid, row: int) -> bool:
    """Whether a row only numbers the columns: "(A) (B) (1) (2) (3)=(2)/(1)"."""
    known = grid.index_rows
    if row not in known:
        known[row] = _only_numbers_columns(grid, row)
    return known[row]


def _only_numbers_columns(grid: Grid, row: int) -> bool:
    texts = list[str]()
    for column in grid.rows.get(row, ()):
        text = grid.text(row, column).strip()
        if not INDEX_TOKEN.match(text):
            return False
        texts.append(text)
    if len(texts) < 2:
        return False
    numbers = [int(digits) for text in texts if (digits := "".join(filter(str.isdigit, text.partition("=")[0])))]
    return not numbers or (numbers[0] == 1 and all(after == before + 1 for before, after in pairwise(numbers)))


def is_first_of_count(grid: Grid, row: int, names: int) -> bool:
    """Whether the names of a row and the next one count up: what looks like an index row is the first month then."""
    below = next(islice(grid.rows_from(row), 1, None), row)
    numbers = [text for at in (row, below) if (text := grid.text(at, names).strip()).isdecimal()]
    return len(numbers) == 2 and int(numbers[1]) == int(numbers[0]) + 1


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


INDEX = re.compile(r"\(?\s*(\d{1,3}|[A-Z])\s*\)?")
FORMULA = re.compile(
    r"\(?\s*(\d{1,3})\s*\)?\s*=\s*\(?\s*(\d{1,3})\s*\)?\s*([/:+-])\s*\(?\s*(\d{1,3})\s*\)?\s*(?:[x*×]\s*100\s*%?)?"
)
ROWS_BELOW = 2
"""How far below its header a table may have its index row."""


class Operation(StrEnum):
    """What a column makes of two others."""

    SHARE = "share"
    """The first divided by the second, shown as a number of percent or formatted as one."""
    DIFFERENCE = "difference"
    SUM = "sum"
    UNSTATED = "unstated"
    """The table does not say what is compared."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A column that compares others.

    ``of`` are the two columns of the sheet (numbers from 1) that it is made of, as the index row says:
    "(4)=(3)/(1)" is a SHARE of the columns numbered 3 and 1. Where the table has no such formula, the operation is
    UNSTATED and ``of`` is empty. What a column holds stands in the table's ``headings`` (its ``key``, its ``span``).
    """

    column: int
    operation: Operation = Operation.UNSTATED
    of: tuple[int, ...] = ()


OPERATIONS = {"/": Operation.SHARE, ":": Operation.SHARE, "-": Operation.DIFFERENCE, "+": Operation.SUM}


def ratios_of(grid: Grid, headings: dict[int, Heading], top: int, bottom: int) -> tuple[Ratio, ...]:
    """The columns of a table that compare others: by the formula of the index row, or else by their header."""
    stated = _stated(grid, top, bottom)
    found = dict[int, Ratio]()
    for column, heading in headings.items():
        if column in stated and heading.kind in (Kind.KNOWN, Kind.UNKNOWN):
            found[column] = stated[column]
        elif heading.kind is Kind.KNOWN and any(is_ratio(part) for part in heading.text.split(" / ")):
            found[column] = Ratio(column)
    return tuple(found.values())


def _stated(grid: Grid, top: int, bottom: int) -> dict[int, Ratio]:
    """What the formulas of the index row say, by column."""
    rows = [row for row in range(top, bottom + ROWS_BELOW + 1) if is_index_row(grid, row)]
    if not rows:
        return {}
    texts = {column: grid.text(rows[-1], column).strip() for column in grid.rows[rows[-1]]}
    numbered = {match[1]: column for column, text in texts.items() if (match := INDEX.match(text))}
    found = dict[int, Ratio]()
    for column, text in texts.items():
        match = FORMULA.fullmatch(text)
        if match and match[2] in numbered and match[4] in numbered:
            found[column] = Ratio(column, OPERATIONS[match[3]], (numbered[match[2]], numbered[match[4]]))
    return found
