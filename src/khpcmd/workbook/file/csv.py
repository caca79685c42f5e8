"""A CSV file as one sheet; its separator and its encoding are found from its text."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from khpcmd.workbook.file.addresses import LAST_COLUMN, LAST_ROW
from khpcmd.workbook.file.grid import CellStore, Grid
from khpcmd.workbook.file.limits import Limits, damaged, over

DELIMITERS = ("\t", ";", ",")
"""In this order where several fit: a comma is also the decimal sign of Vietnamese numbers, a tab is nothing else."""
TITLE = "CSV"
"""What messages call the only sheet."""
SAMPLE = 50
WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,14})")
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_csv(data: bytes, limits: Limits) -> Grid:
    """The only sheet of a CSV file. Raises Refused."""
    if len(data) > limits.inflated:
        raise over("inflated", len(data), limits.inflated)
    text, word = decoded(data)
    if len(text) > limits.text:
        raise over("text_size", len(text), limits.text)
    cells, count = CellStore(), 0
    try:
        for number, row in enumerate(_rows(text.splitlines(keepends=True), _delimiter(text)), 1):
            columns = [column for column, value in enumerate(row, 1) if value]
            count += len(columns)
            if count > limits.cells:
                raise over("cells", count, limits.cells)
            if number > LAST_ROW or len(row) > LAST_COLUMN:
                raise damaged("address")
            if columns:
                cells.add(number, columns, [value_of(row[column - 1]) for column in columns], [0] * len(columns))
    except csv.Error as error:
        raise damaged("unreadable") from error
    return Grid(TITLE, cells, limited=word)


def decoded(data: bytes) -> tuple[str, str]:
    """The text, and the word for how its encoding was found.

    By its mark, else as UTF-8 ("csv"), else in the code page of Vietnamese Windows ("csv_guessed"); refused where none
    fits.
    """
    encoding = next((name for mark, name in MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding), "csv"
    except UnicodeDecodeError:
        if encoding != "utf-8":
            raise damaged("encoding") from None
    try:
        return unicodedata.normalize("NFC", data.decode("cp1258")), "csv_guessed"
    except UnicodeDecodeError as error:
        raise damaged("encoding") from error


def _rows(lines: Iterable[str], delimiter: str) -> Iterable[list[str]]:
    return csv.reader(lines, delimiter=delimiter, strict=False)


def _delimiter(text: str) -> str:
    """The sign that gives the most rows the same number of columns, more than one."""
    sample = text[: 1 << 16].splitlines(keepends=True)[:SAMPLE]

    def even(delimiter: str) -> int:
        widths = Counter(len(row) for row in _rows(sample, delimiter) if len(row) > 1)
        return max(widths.values(), default=0)

    return max(DELIMITERS, key=even)


def value_of(text: str) -> object:
    """A whole number where a spreadsheet program would read one; everything else as it is written."""
    return int(text) if WHOLE.fullmatch(text) else text
