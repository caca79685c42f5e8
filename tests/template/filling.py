"""Templates filled in as a person would: cell by cell, with openpyxl."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from khpcmd.template.annex_sheet import FIRST
from khpcmd.template.annex_sheet import ROWS as ANNEX_ROWS
from khpcmd.template.cells import Given
from khpcmd.template.contents import annex, judged
from khpcmd.template.form_layout import form_layout
from khpcmd.template.paper import TOP
from khpcmd.template.sheets import ROWS, VERDICT
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
        for row, unit in enumerate(below.units, start=ANNEX_ROWS):
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
    rows = [row for row in range(ROWS + 1, sheet.max_row + 1) if str(sheet.cell(row, 1).value).isdigit()]
    shown = sorted(judged(asked.filer), key=lambda one: one.for_information)
    return {
        one.target.id: (sheet.cell(row, VERDICT + 1).value, sheet.cell(row, VERDICT + 2).value)
        for one, row in zip(shown, rows, strict=True)
    }


def _sheet(book: Workbook, title: str) -> Worksheet:
    sheet = book[title]
    assert isinstance(sheet, Worksheet)
    return sheet


def words_of(sheet: Worksheet, column: int) -> str:
    """What is filled in where the consolidated form asks for words: the number of a document, or an answer."""
    return "12/KH-UBND" if "ký hiệu" in header(sheet, column) else "Có"


def header(sheet: Worksheet, column: int) -> str:
    """What stands above a column of the consolidated form."""
    return " ".join(str(sheet.cell(row, column + 1).value) for row in range(TOP + 1, TOP + 4))
