"""Templates filled in as a person would: cell by cell, with openpyxl."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from khpcmd.template.annex_sheet import FIRST, first_row
from khpcmd.template.cells import Given
from khpcmd.template.contents import Wanted, annex, judged
from khpcmd.template.form_sheet import form_layout
from khpcmd.template.make import ROWS, VERDICT
from khpcmd.template.paper import TOP
from template.making import Filled


def fill(file: Path, template: Path, asked: Wanted, figures: Filled) -> None:
    """A copy of a template with figures; nothing of it is calculated."""
    fill_again(load_workbook(template), file, asked, figures)


def fill_again(book: Workbook, file: Path, asked: Wanted, figures: Filled) -> None:
    """The same of a template that is open; every cell for a figure is written, so it can be filled in many times."""
    written = list[tuple[Worksheet, int, int, Given]]()
    if asked.filer.fields:
        form = _sheet(book, asked.say("sheet_form"))
        written += [(form, *at, figures.own.get(key)) for key, at in form_layout(asked).places.items()]
    below = annex(asked.filer)
    if below:
        sheet = _sheet(book, asked.say("sheet_annex"))
        for row, unit in enumerate(below.units, start=first_row(below)):
            cells = enumerate(below.keys, start=FIRST)
            written += [(sheet, row, column, figures.below.get((unit.id, key))) for column, key in cells]
    formats = [sheet.cell(row + 1, column + 1).number_format for sheet, row, column, _ in written]
    for one in written:
        put(*one)
    book.save(file)
    for (sheet, row, column, _), shown in zip(written, formats, strict=True):
        sheet.cell(row + 1, column + 1).number_format = shown  # a day in a cell for numbers had changed it


def put(sheet: Worksheet, row: int, column: int, given: Given) -> None:
    """A value into a cell (counted from 0); a text stays a text."""
    cell = sheet.cell(row + 1, column + 1)
    cell.value = given
    if isinstance(given, str):
        cell.data_type = "s"


def verdict_cells(file: Path, asked: Wanted) -> dict[str, tuple[object, object]]:
    """By target, the verdict and the gap that a spreadsheet program calculated."""
    own, _ = verdicts(file, asked)
    return own


def verdict_cells_below(file: Path, asked: Wanted) -> dict[str, dict[str, tuple[object, object]]]:
    """The same of each unit that reports in the annex."""
    _, below = verdicts(file, asked)
    return below


def verdicts(
    file: Path, asked: Wanted
) -> tuple[dict[str, tuple[object, object]], dict[str, dict[str, tuple[object, object]]]]:
    """Both."""
    book = load_workbook(file, data_only=True)
    sheet = _sheet(book, asked.say("sheet_verdicts"))
    rows = [row for row in range(ROWS + 1, sheet.max_row + 1) if str(sheet.cell(row, 1).value).isdigit()]
    shown = [one.target.id for one in sorted(judged(asked.filer), key=lambda one: one.for_information)]
    annexed = annex(asked.filer)
    filers = list(annexed.filers(asked.filer)) if annexed else []
    judged_below = {filer.unit.id: {one.target.id for one in judged(filer)} for filer in filers}
    lower = [(unit, one.id) for one in asked.filer.plan.targets for unit, own in judged_below.items() if one.id in own]
    cells = [(sheet.cell(row, VERDICT + 1).value, sheet.cell(row, VERDICT + 2).value) for row in rows]
    assert len(cells) == len(shown) + len(lower)
    found: dict[str, dict[str, tuple[object, object]]] = {unit: {} for unit in judged_below}
    for (unit, target), said in zip(lower, cells[len(shown) :], strict=True):
        found[unit][target] = said
    return dict(zip(shown, cells, strict=False)), found


def _sheet(book: Workbook, title: str) -> Worksheet:
    sheet = book[title]
    assert isinstance(sheet, Worksheet)
    return sheet


def words_of(sheet: Worksheet, column: int) -> str:
    """What is filled in where the consolidated form asks for words: the number of a document, or an answer."""
    asked = header(sheet, column).lower()
    return "12/KH-UBND" if "ký hiệu" in asked or "number and symbol" in asked else "Có"


def header(sheet: Worksheet, column: int) -> str:
    """What stands above a column of the consolidated form."""
    return " ".join(str(sheet.cell(row, column + 1).value) for row in range(TOP + 1, TOP + 4))
