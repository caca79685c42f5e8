"""Columns that compare others: "Tỷ lệ (%)", "% so KH", "Tăng, giảm". They are never read, but can be recomputed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from khpcmd.workbook.grid import Grid
from khpcmd.workbook.headers import Heading, Kind
from khpcmd.workbook.rows import is_index_row
from khpcmd.workbook.vocabulary import is_ratio

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
