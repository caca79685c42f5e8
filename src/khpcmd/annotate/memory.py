"""What a marked copy remembers of the workbook that it was made from, so that it can be marked again.

It stands in hidden columns of the sheet of results: the marked cells, each beside a cell with the fill that it had,
and what was lost. A defined name leads to the sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from copy import copy

from openpyxl import Workbook
from openpyxl.styles.fills import Fill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from khpcmd.annotate.losses import KINDS
from khpcmd.annotate.marks import Mark, cell_at, fill_of, marked_cells, take_mark
from khpcmd.workbook.results_sheet import SIGN, SIGN_COLUMN

NAME = "khpcmd_results"
SHEETS, ADDRESSES, LOST = SIGN_COLUMN + 1, SIGN_COLUMN + 2, SIGN_COLUMN + 3
"""The hidden columns."""


def remember(book: Workbook, sheet: Worksheet, marks: Iterable[Mark], lost: Iterable[str]) -> None:
    """Write down what the next marking has to know."""
    sheet.cell(1, SIGN_COLUMN, SIGN)
    for row, mark in enumerate(marks, 1):
        for column, text in ((SHEETS, mark.sheet), (ADDRESSES, mark.address)):
            cell = sheet.cell(row, column, text)
            cell.data_type = "s"
        cell.fill = copy(mark.fill)
    for row, kind in enumerate(lost, 1):
        sheet.cell(row, LOST, kind)
    for column in (SIGN_COLUMN, SHEETS, ADDRESSES, LOST):
        sheet.column_dimensions[get_column_letter(column)].hidden = True
    book.defined_names[NAME] = DefinedName(NAME, attr_text=f"{quote_sheetname(sheet.title)}!$A$1", hidden=True)


def results_sheet(book: Workbook) -> Worksheet | None:
    """The sheet of an earlier marking; None where there is none."""
    with suppress(KeyError, ValueError, AttributeError):
        for title, _ in book.defined_names[NAME].destinations:
            found = book[title]
            return found if isinstance(found, Worksheet) else None
    return None


def forget(book: Workbook, results: Worksheet | None) -> tuple[str, ...]:
    """Take an earlier marking off a workbook, with its sheet of results; what it had said to be lost comes back."""
    fills = dict(_fills(results)) if results is not None else {}
    lost = _lost(results) if results is not None else ()
    for cell in marked_cells(book):
        take_mark(cell, fills.get((cell.parent.title, cell.coordinate)))
    if results is not None:
        book.remove(results)
    book.defined_names.pop(NAME, None)
    return lost


def _fills(sheet: Worksheet) -> Iterator[tuple[tuple[str, str], Fill]]:
    for row in range(1, sheet.max_row + 1):
        title, address = sheet.cell(row, SHEETS), cell_at(sheet, row, ADDRESSES)
        if title.value is None:
            return
        yield (str(title.value), str(address.value)), fill_of(address)


def _lost(sheet: Worksheet) -> tuple[str, ...]:
    found = {sheet.cell(row, LOST).value for row in range(1, len(KINDS) + 1)}
    return tuple(kind for kind in KINDS if kind in found)
