"""The consolidated form, saved as .ods or .csv, is read as the .xlsx is, also where no merged cell is left of it."""

from __future__ import annotations

import csv
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from khpcmd.diagnostics import Severity
from khpcmd.plan.load import LoadedPlan
from khpcmd.returns import CellState, CellValue, Key
from khpcmd.template.consolidated import FIRST, first_row, make_consolidated, units_of
from khpcmd.workbook.read import read_workbook
from office import soffice
from template.filling import put, words_of
from template.making import loaded_plans, wanted, year_of

LOADED = loaded_plans()
CASES = [(loaded, level) for loaded in LOADED for level in {unit.level: None for unit in loaded.plan.filers}]
cases = pytest.mark.parametrize(("loaded", "level"), CASES, ids=lambda one: getattr(one, "sha256", one)[:8])
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
KIND = "application/vnd.oasis.opendocument.spreadsheet"
CSV = "csv:Text - txt - csv (StarCalc):44,34,76"
"""Commas, quotes, UTF-8."""
Figures = dict[str, dict[Key, tuple[CellState, CellValue | None]]]


def filled(loaded: LoadedPlan, level: str, file: Path) -> Path:
    """The consolidated form of a level with figures for all of its units."""
    made = units_of(wanted(loaded, loaded.plan.filers[0]), level)
    make_consolidated(file, made)
    book, dice = load_workbook(file), random.Random(level)  # noqa: S311
    sheet = book[made[0].say("sheet_form")]
    assert isinstance(sheet, Worksheet)
    for row in range(first_row(made), first_row(made) + len(made)):
        for column in range(FIRST, sheet.max_column - 1):
            cell = sheet.cell(row + 1, column + 1)
            if cell.protection.locked is False:
                shown = str(cell.number_format).lower()
                text = "12/3/2023" if "yy" in shown else words_of(sheet, column) if shown == "@" else None
                put(sheet, row, column, text or dice.randint(0, 900))
    book.save(file)
    return file


def figures(file: Path, loaded: LoadedPlan) -> Figures:
    """By unit, what was read; the file has no error."""
    reading = read_workbook(file, loaded.plan, name=file.name)
    errors = [told for told in reading.diagnostics if told.severity is Severity.ERROR]
    assert not errors, errors
    assert reading.period == year_of(loaded.plan)
    return {
        filed.unit: {key: (cell.state, cell.value) for key, cell in filed.cells.items()} for filed in reading.returns
    }


def rows(file: Path) -> Iterator[tuple[object, ...]]:
    """The values of the form."""
    yield from load_workbook(file).worksheets[0].iter_rows(values_only=True)


def as_csv(file: Path) -> Path:
    """The same values as .csv."""
    out = file.with_suffix(".csv")
    with out.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows(file))
    return out


def as_ods(file: Path) -> Path:
    """The same values as .ods without merged cells."""
    lines = "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows(file))
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{OFFICE}:office:1.0" '
        f'xmlns:table="{OFFICE}:table:1.0" xmlns:text="{OFFICE}:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Biểu">{lines}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    out = file.with_suffix(".ods")
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", KIND)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return out


def _cell(value: object) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, str):
        shown = f"<text:p>{escape(value)}</text:p>"
        return f'<table:table-cell office:value-type="string">{shown}</table:table-cell>'
    return f'<table:table-cell office:value-type="float" office:value="{value}"/>'


@pytest.mark.slow
@cases
def test_without_merged_cells_every_figure_is_read_as_before(loaded: LoadedPlan, level: str, tmp_path: Path) -> None:
    file = filled(loaded, level, tmp_path / "bc.xlsx")
    expected = figures(file, loaded)
    assert expected
    assert figures(as_csv(file), loaded) == expected
    assert figures(as_ods(file), loaded) == expected


@pytest.mark.e2e
def test_saved_by_libreoffice_every_figure_is_read_as_before(tmp_path: Path) -> None:
    files = [filled(loaded, level, tmp_path / f"{number}.xlsx") for number, (loaded, level) in enumerate(CASES)]
    for target in ("ods", CSV):
        folder = soffice(tmp_path, target, *files)
        for file, (loaded, _) in zip(files, CASES, strict=True):
            if target == CSV and loaded.plan.amounts:
                continue  # it keeps the digits that are shown: "634.000" of a plan with decimals is asked about
            saved = (folder / file.name).with_suffix(f".{target[:3]}")
            assert figures(saved, loaded) == figures(file, loaded)
