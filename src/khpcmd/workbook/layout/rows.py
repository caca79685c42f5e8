"""What a row of a table is other than data: an index row, a group, a filler; and how rows are numbered."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice, pairwise

from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.words.vocabulary import FILLER, INDEX_TOKEN, NUMBER_HEADERS, ROMAN, answer, key

COUNTED = 30
"""How many rows below a header are searched to see that a column only numbers them."""
LONGEST_NUMBER = 8
"""A number with so many digits does not number a row."""


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
    """Whether the names of a row and the next one count up: then what looks like an index row is the first month."""
    below = next(islice(grid.rows_from(row), 1, None), row)
    texts = [grid.text(at, names).strip() for at in (row, below)]
    numbers = [text for text in texts if text.isdecimal() and len(text) < LONGEST_NUMBER]
    return len(numbers) == 2 and int(numbers[1]) == int(numbers[0]) + 1


def is_group(grid: Grid, row: int, names: int) -> bool:
    """Whether a row heads a group: a Roman numeral or a capital letter before its name."""
    return bool(marker(grid, row, names) & {"roman", "letter"})


def marker(grid: Grid, row: int, names: int) -> frozenset[str]:
    """How a row is numbered: "roman", "letter", "number", or not at all; "C" and "D" are both of the first two."""
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


def is_sign(text: str) -> bool:
    """Whether a text is no more than the letter or the numeral that numbers a row."""
    sign = text.strip(" .)(")
    return len(sign) == 1 or ROMAN.fullmatch(sign) is not None


def counts_up(texts: Iterable[str]) -> bool:
    """Whether the texts of a column only number the rows: 1, 2, 3, …, in each group from 1."""
    signs = (text.strip(" .)(") for text in texts)
    before = 0
    for number in (int(sign) for sign in signs if sign.isdecimal() and len(sign) < LONGEST_NUMBER):
        if number not in (1, before + 1):
            return False
        before = number
    return before > 0


def is_numbering(grid: Grid, column: int, bottom: int) -> bool:
    """Whether a column (left of the names) only numbers the rows below a header, by its content."""
    below = [text for row in islice(grid.rows_from(bottom + 1), COUNTED) if (text := grid.text(row, column))]
    return any(map(is_number_header, below[:1])) or counts_up(below)


def is_number_header(text: str) -> bool:
    """Whether a header is that of a numbering: "TT", "STT"; "No" may be an answer."""
    return key(text) in NUMBER_HEADERS and answer(text) is None


def is_filler(text: str) -> bool:
    return bool(FILLER.match(text))
