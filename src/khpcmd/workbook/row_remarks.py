"""What stands beside a remark in its row, or above it: whether there are figures, and what a ditto repeats."""

from __future__ import annotations

from collections.abc import Iterable

from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.layout.table import Table
from khpcmd.workbook.sheet_checks import number
from khpcmd.workbook.words.headers import Kind
from khpcmd.workbook.words.meaning import TIMES, Account, Part, Sense
from khpcmd.workbook.words.remarks import is_ditto
from khpcmd.workbook.words.vocabulary import key

SIGNS = frozenset({"%", "‰"})
"""What a remark may be without any letter."""
NO_MORE = frozenset({"không", "ko", "chưa", "không có", "chưa có"})
"""What a remark says beside the figures of a row that are none."""
NOT_YET = frozenset({"chưa", "chưa có"})
NONE = frozenset({"", "0", "khong", "ko", "chua", "khong co", "chua co"})
"""What a cell says that nothing is reported of; dashes are nothing as a key."""


def has_figures(grid: Grid, row: int, columns: Iterable[int]) -> bool:
    """Whether a row has a number in one of some columns; a header that is repeated on every page has none."""
    return any(number(grid.cell(row, column)) is not None for column in columns)


def compares(table: Table | None, column: int) -> bool:
    """Whether a column says how figures compare, so that its texts are no remarks: "Tăng, giảm"."""
    heading = table.headings.get(column) if table else None
    account = next(iter(heading.accounts), None) if heading and heading.kind is Kind.KNOWN else None
    return account is not None and account.other is not None and account.other.sense is Sense.RATIO


def no_remarks(table: Table | None, grid: Grid, row: int, read: frozenset[int]) -> frozenset[int]:
    """The columns whose texts in a row are no remarks: those that are ``read``, and evidence beside an answer.

    Beside a number "Căn cứ" says where it comes from.
    """
    evidence = frozenset(table.columns(Kind.EVIDENCE)) if table else frozenset()
    return read - evidence if evidence and has_figures(grid, row, table.columns(Kind.FIGURE) if table else ()) else read


def remark_above(grid: Grid, row: int, column: int, first: int) -> str:
    """The remark that a ditto repeats, in a row from ``first`` on; "" where there is none."""
    texts = (grid.text(above, column) for above in range(row - 1, first - 1, -1))
    return next((text for text in texts if text.strip() and not is_ditto(text)), "")


def denied(text: str) -> tuple[Part, ...]:
    """What a remark says against a figure beside it where it denies that there is one: "Chưa có"."""
    return (Part(text, Sense.NOT_DONE),) if text.casefold() in NOT_YET else ()


def explains_none(account: Account, grid: Grid, row: int, columns: Iterable[int]) -> bool:
    """Whether a remark says why nothing is reported, beside figures that are none: "Quý III không tổ chức"."""
    senses = {part.sense for part in account.doubts}
    said = account.text.casefold() in NO_MORE or (Sense.NOT_DONE in senses and senses <= {Sense.NOT_DONE, *TIMES})
    values = (cell.value for column in columns if (cell := grid.cell(row, column)))
    return said and all(key(value) in NONE if isinstance(value, str) else not value for value in values)
