"""One table of a sheet: its form, rows and columns, the names of its rows, the columns that compare others, the texts
around its figures; and what a row is other than data: an index row, a group, a filler.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice, pairwise, takewhile
from typing import NamedTuple

from khpcmd.text import tidy, tidy_all
from khpcmd.workbook.file.addresses import LAST_COLUMN
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.words.headers import Heading, Kind
from khpcmd.workbook.words.vocabulary import (
    FILLER,
    INDEX_TOKEN,
    NUMBER_HEADERS,
    OF_WHICH,
    ROMAN,
    TITLES,
    answer,
    is_ratio,
    key,
)

COUNTED = 30
"""How many rows below a header are searched to see that a column only numbers them."""
LONGEST_NUMBER = 8
"""A number with so many digits does not number a row."""


def is_index_row(grid: Grid, row: int) -> bool:
    """Whether a row only numbers the columns: "(A) (B) (1) (2) (3)=(2)/(1)"."""
    known = grid.index_rows
    if row not in known:
        columns = grid.rows.get(row, ())
        texts = [*takewhile(INDEX_TOKEN.match, (grid.text(row, column).strip() for column in columns))]
        known[row] = len(texts) == len(columns) > 1 and number_columns(texts)
    return known[row]


def number_columns(texts: Iterable[str]) -> bool:
    """Whether the numbers among texts that may number columns count up from 1."""
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


class Form(StrEnum):
    """The forms of a table."""

    BY_FIELD = "by_field"
    """A row for each field: the form of one unit, or of several in groups."""
    BY_UNIT = "by_unit"
    """A row for each unit."""
    BY_MONTH = "by_month"
    """A row for each month of a series, of one unit or of several in groups."""


class Operation(StrEnum):
    """How a column is computed from two others."""

    SHARE = "share"
    """The first divided by the second, shown as a number of percent or formatted as one."""
    DIFFERENCE = "difference"
    SUM = "sum"
    UNSTATED = "unstated"
    """The table has no formula for it."""


class Ratio(NamedTuple):
    """A column that compares others: "Tỷ lệ (%)", "% so KH", "Tăng, giảm".

    ``of`` are the two columns of the sheet (numbers from 1) in the formula of the index row: "(4)=(3)/(1)" is a SHARE
    of the columns numbered 3 and 1. Without such a formula the operation is UNSTATED and ``of`` is empty.
    """

    column: int
    operation: Operation = Operation.UNSTATED
    of: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its header rows, its first and last row below them, the column of names, and its other columns."""

    form: Form
    top: int
    first: int
    last: int
    names: int
    headings: dict[int, Heading]
    """By column, in order; a header that spans several columns stands at its first one."""
    above: int = 1
    """The first of the rows above the header that may name its unit or period: the row below the table before it."""
    ratios: tuple[Ratio, ...] = ()
    """The columns that compare others and are not read, in order."""
    breaks: frozenset[int] = frozenset()
    """The rows within it that begin another page: the header once more, and lines above it."""
    title: str = ""
    """What the header says over the names, upper levels first; "" where nothing stands there."""
    unclear: int = 0
    """A column of which nobody can say whether an upper text of the header stands over it; 0 where all are clear."""
    units: int = 0
    """In a long list, the column of units; 0 in every other table."""
    kinds: int = 0
    """The column that says what each row is ("Kế hoạch", "Thực hiện"), 0 where there is none."""
    districts: int = 0
    """In a list of communes, the column that names the district of each; 0 where there is none."""
    span: tuple[int, int] = (1, LAST_COLUMN)
    """Its first and its last column, where others stand beside it."""
    beside: int = field(init=False, compare=False)
    """The next column with a header right of the names (or simply the next one)."""
    _rows: list[int] = field(init=False, compare=False, repr=False, default_factory=list)
    """Its rows, once they were asked for: all sheets on which it stands have the same ones."""

    def __post_init__(self) -> None:
        right = min((column for column in self.headings if column > self.names), default=self.names + 1)
        object.__setattr__(self, "beside", right)

    def others(self, grid: Grid) -> frozenset[int]:
        """The columns of the tables beside it."""
        if self.span == (1, LAST_COLUMN):
            return frozenset()
        first, last = self.span
        return frozenset(at for row in self.rows(grid) for at in grid.rows[row] if not first <= at <= last)

    def columns(self, kind: Kind) -> list[int]:
        return [column for column, heading in self.headings.items() if heading.kind is kind]

    def rows(self, grid: Grid) -> Sequence[int]:
        """Its rows with content, without index rows and those between its pages."""
        if not self._rows:
            own = [row for row in takewhile(self.last.__ge__, grid.rows_from(self.first)) if row not in self.breaks]
            for row, name in zip(own, grid.cells.down(own, self.names), strict=True):
                says = name and row not in grid.merged_rows and not INDEX_TOKEN.match(name.strip())
                if says or not self._is_index(grid, row):
                    self._rows.append(row)
        return self._rows

    def _is_index(self, grid: Grid, row: int) -> bool:
        months = self.form is Form.BY_MONTH and is_first_of_count(grid, row, self.names)
        return not months and is_index_row(grid, row)

    @property
    def of_units(self) -> bool:
        """Whether the columns of a form belong to units (fields down, units across)."""
        return any(heading.unit.id for heading in self.headings.values())


def row_name(table: Table, grid: Grid, row: int) -> str:
    """The name of a row, also where it is indented into the next column."""
    return next((text for _, text in _texts(table, grid, row)), "")


def unit_names(table: Table, grid: Grid, rows: Sequence[int]) -> dict[int, str]:
    """By row the text in the column of names, or what stands left of it (a total's name merged over the numbering)."""
    own = tidy_all(grid.texts_down(rows, table.names))
    return {row: name or _left_of_names(table, grid, row) for row, name in zip(rows, own, strict=True)}


def _left_of_names(table: Table, grid: Grid, row: int) -> str:
    before = tidy(" ".join(grid.text(row, column) for column in range(1, table.names)))
    return "" if before.strip(".").isdigit() else before


def row_names(table: Table, grid: Grid) -> dict[int, str]:
    """The names of all rows of a table, in their order."""
    rows = table.rows(grid)
    own = tidy_all(grid.texts_down(rows, table.names))
    return {row: name or row_name(table, grid, row) for row, name in zip(rows, own, strict=True)}


def item_and_part(table: Table, grid: Grid, row: int) -> tuple[str, str]:
    """The item and its part in a row that names both beside each other; "" twice in any other row."""
    if table.beside == table.names + 1:
        return "", ""
    texts = [text for _, text in _texts(table, grid, row) if any(map(str.isalpha, text))]
    return (texts[0], texts[1]) if len(texts) == 2 else ("", "")


def _texts(table: Table, grid: Grid, row: int) -> list[tuple[int, str]]:
    """The texts from the column of names up to the next one with a header; one merged over several columns once."""
    found = list[tuple[int, str]]()
    for column in range(table.names, table.beside):
        box = grid.merge(row, column)
        text = tidy(grid.text(row, column))
        if text and not (box and box[1] < column and column > table.names):
            found.append((column, text))
    return found


def part_name(name: str) -> str:
    """What a row names below its item: "Được kiểm tra" for "- Trong đó: Được kiểm tra"."""
    return OF_WHICH.sub("", name.lstrip("-+*•– ")).strip(" :-")


INDEX = re.compile(r"\(?\s*(\d{1,3}|[A-Z])\s*\)?")
FORMULA = re.compile(
    r"\(?\s*+(\d{1,3})\s*+\)?\s*+=\s*+\(?\s*+(\d{1,3})\s*+\)?\s*+([/:+-])"
    r"\s*+\(?\s*+(\d{1,3})\s*+\)?\s*+(?:[x*×]\s*+100\s*+%?)?"
)
ROWS_BELOW = 2
"""How far below its header a table may have its index row."""
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
    """By column, the ratios that the index row states as formulas."""
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


def over_names(table: Table, grid: Grid, column: int) -> list[str]:
    """What the header says over a column of names or numbers, but for titles such as "Chỉ tiêu" and "TT"."""
    texts = [tidy(grid.text(row, column)) for row in range(table.top, table.first)]
    known = TITLES if column == table.names else TITLES | NUMBER_HEADERS
    return [text for text in dict.fromkeys(texts) if text and key(text) not in known]


def between(table: Table, grid: Grid, read: Set[int]) -> Iterator[int]:
    """The rows with neither a name nor a figure, but with texts right of the names."""
    for row in table.rows(grid):
        columns = grid.rows[row]
        if columns[0] > table.names and read.isdisjoint(columns) and not grid.text(row, table.names):
            yield row


def below(table: Table, grid: Grid, read: Set[int], end: int) -> Iterator[tuple[int, int, str]]:
    """The texts below the last row with a figure and before row ``end``, each with its row and column."""
    others, up = read - {table.names}, reversed(table.rows(grid))
    filled = (row for row in up if not others.isdisjoint(grid.rows[row]) and row_name(table, grid, row))
    last = next(filled, table.first)
    for row, column, text in grid.texts_from(last + 1):
        if row >= end:
            return
        yield row, column, tidy(text)


def is_computed(formula: str) -> bool:
    """Whether a text follows from other cells, as those of the checks of a template do."""
    return len(formula) > 1 and not formula.startswith('="')
