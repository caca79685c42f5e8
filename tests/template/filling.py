"""Templates filled in as a person would: cell by cell, with openpyxl."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from khpcmd.template.cells import Given
from khpcmd.template.contents import annex
from khpcmd.template.form_layout import TOP, form_layout
from khpcmd.template.form_sheet import FIRST
from khpcmd.template.sheets import TOP as VERDICTS_TOP
from khpcmd.template.sheets import VERDICT
from khpcmd.template.words import Wanted
from template.making import Filled


def fill(file: Path, template: Path, asked: Wanted, figures: Filled) -> None:
    """A copy of a template with figures; nothing of it is calculated."""
    book = load_workbook(template)
    form = _sheet(book, asked.say("sheet_form"))
    for key, (row, column) in form_layout(asked).places.items():
        put(form, row, column, figures.own.get(key))
    below = annex(asked.filer)
    if below:
        sheet = _sheet(book, asked.say("sheet_annex"))
        for row, unit in enumerate(below.units, start=TOP + 1):
            for column, field in enumerate(below.asked.values(), start=FIRST):
                put(sheet, row, column, figures.below.get((unit.id, field)))
    book.save(file)


def put(sheet: Worksheet, row: int, column: int, given: Given) -> None:
    """A value into a cell (counted from 0); a text stays a text."""
    cell = sheet.cell(row + 1, column + 1)
    cell.value = given
    if isinstance(given, str):
        cell.data_type = "s"


def verdict_cells(file: Path, asked: Wanted) -> dict[str, tuple[object, object]]:
    """By target, the verdict and the gap that a spreadsheet program calculated."""
    book = load_workbook(file, data_only=True)
    sheet = _sheet(book, asked.say("sheet_verdicts"))
    found = dict[str, tuple[object, object]]()
    for row in range(VERDICTS_TOP + 2, sheet.max_row + 1):
        title = sheet.cell(row, 1).value
        if isinstance(title, str):
            found[title.partition(":")[0]] = (sheet.cell(row, VERDICT + 1).value, sheet.cell(row, VERDICT + 2).value)
    return found


def _sheet(book: Workbook, title: str) -> Worksheet:
    sheet = book[title]
    assert isinstance(sheet, Worksheet)
    return sheet


def words_of(sheet: Worksheet, column: int) -> str:
    """What is filled in where the consolidated form asks for words: the number of a document, or an answer."""
    return "12/KH-UBND" if "ký hiệu" in str(sheet.cell(TOP + 1, column + 1).value) else "Có"
