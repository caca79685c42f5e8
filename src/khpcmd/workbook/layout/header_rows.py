"""The header of a table (``Header``), and the columns that only number its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from khpcmd.workbook.file.addresses import LAST_COLUMN
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.layout.rows import counts_up
from khpcmd.workbook.layout.table import Form
from khpcmd.workbook.words.headers import Heading
from khpcmd.workbook.words.vocabulary import NUMBER_HEADERS, answer, key

BESIDE = 4
"""How many columns left of the names may hold their numbering."""
COUNTED = 30
"""How many rows below a header are searched to see that a column only numbers them."""


@dataclass(frozen=True, slots=True)
class Header:
    """A header: its rows, the column of names, and the headings of the others."""

    form: Form
    top: int
    bottom: int
    names: int
    headings: dict[int, Heading]
    title: str = ""
    """What stands over the names, upper levels first."""
    span: tuple[int, int] = (1, LAST_COLUMN)
    """The first and the last column of the table."""
    units: int = 0
    """In a long list, the column of units."""
    unclear: int = 0
    """A column of which nobody can say whether an upper text stands over it."""


def is_numbering(grid: Grid, column: int, bottom: int) -> bool:
    """Whether a column (left of the names) only numbers the rows below a header, by its content."""
    texts = _texts_below(grid, column, bottom)
    first = next(texts, "")
    return is_number_header(first) or counts_up(chain([first], texts))


def _texts_below(grid: Grid, column: int, bottom: int) -> Iterator[str]:
    return (text for row in islice(grid.rows_from(bottom + 1), COUNTED) if (text := grid.text(row, column)))


def is_number_header(text: str) -> bool:
    """Whether a header is that of a numbering: "TT", "STT"; "No" may be an answer."""
    return key(text) in NUMBER_HEADERS and answer(text) is None
