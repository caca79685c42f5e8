"""Forms are read back in plans of any periods: of parts of years, of fiscal years, of several years, without a year."""

from __future__ import annotations

import csv
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from khpcmd.diagnostics import Severity
from khpcmd.plan.load import LoadedPlan
from khpcmd.plan.model import Plan
from khpcmd.returns import Basis, CellState, CellValue, Key
from khpcmd.template.make import FIRST, first_row, make_consolidated, make_template, units_of
from khpcmd.workbook.read import read_workbook
from office import soffice
from places import languages
from template.filling import put, words_of
from template.making import loaded_plans, wanted, year_of
from worlds import count_field, plan, text

Window = tuple[str, str, str, str]
WINDOWS: dict[str, tuple[int, tuple[Window, ...]]] = {
    "half": (2023, (("half", "6 tháng đầu năm 2023", "2022-12-15", "2023-06-14"),)),
    "second half": (2023, (("second", "6 tháng cuối năm 2023", "2023-07-01", "2023-12-31"),)),
    "nine months": (2023, (("nine", "9 tháng năm 2023", "2023-01-01", "2023-09-30"),)),
    "quarters": (2023, (
        ("q1", "Quý I/2023", "2023-01-01", "2023-03-31"), ("q2", "Quý II/2023", "2023-04-01", "2023-06-30"),
    )),
    "month": (2023, (("june", "tháng 6 năm 2023", "2023-06-01", "2023-06-30"),)),
    "fiscal": (2023, (
        ("first", "nửa đầu năm tài chính 2023-2024", "2023-07-01", "2023-12-31"),
        ("whole", "năm tài chính 2023-2024", "2023-07-01", "2024-06-30"),
    )),
    "FY": (2023, (
        ("first", "first half of FY 2023/24", "2023-07-01", "2023-12-31"),
        ("second", "second half of FY 2023/24", "2024-01-01", "2024-06-30"),
        ("whole", "FY 2023/24", "2023-07-01", "2024-06-30"),
    )),
    "FY by its end": (2023, (("whole", "FY 2022-23", "2022-07-01", "2023-06-30"),)),
    "niên độ": (2023, (("whole", "niên độ 2023–2024", "2023-10-01", "2024-09-30"),)),
    "nameless fiscal year": (2023, (("whole", "cả niên độ", "2023-04-01", "2024-03-31"),)),
    "school year": (2023, (
        ("one", "học kỳ I năm học 2023–2024", "2023-09-01", "2024-01-15"),
        ("two", "học kỳ II năm học 2023–2024", "2024-01-16", "2024-05-31"),
        ("whole", "năm học 2023–2024", "2023-09-01", "2024-05-31"),
    )),
    "years of a programme": (2025, (
        *((f"y{year}", f"năm {year}", f"{year}-01-01", f"{year}-12-31") for year in range(2021, 2026)),
        ("stage", "giai đoạn 2021–2025", "2021-01-01", "2025-12-31"),
    )),
    "school": (2023, (("term", "học kỳ I năm học 2023-2024", "2023-09-01", "2024-01-15"),)),
    "nameless": (2023, (("one", "kỳ I", "2023-01-01", "2023-06-30"), ("two", "kỳ II", "2023-07-01", "2023-12-31"))),
    "rounds": (2023, (("round", "đợt báo cáo đầu tiên", "2023-01-01", "2023-04-30"),)),
    "several years": (2025, (
        ("y2023", "năm 2023", "2023-01-01", "2023-12-31"),
        ("y2024", "năm 2024", "2024-01-01", "2024-12-31"),
        ("half_2025", "6 tháng đầu năm 2025", "2025-01-01", "2025-06-30"),
        ("y2025", "năm 2025", "2025-01-01", "2025-12-31"),
        ("stage", "giai đoạn 2023-2025", "2023-01-01", "2025-12-31"),
    )),
    "english": (2023, (
        ("half", "first half of 2023", "2022-12-15", "2023-06-14"),
        ("year", "year 2023", "2022-12-15", "2023-12-14"),
    )),
}  # fmt: skip


def of(name: str) -> Plan:
    year, windows = WINDOWS[name]
    periods = {
        ident: {
            "title": text(title),
            "window": {"from": first, "to": last},
            "due": {"date": last},
            "months": months_of(first, last),
            "interim": ident != windows[-1][0],
        }
        for ident, title, first, last in windows
    }
    fields = {"cases": count_field(baseline=True), "venues": count_field(), "news": count_field(kind="months")}
    several: dict[str, Any] = (
        {"title": text("Kế hoạch giai đoạn 2021–2025"), "baseline_year": 2020} if name == "years of a programme" else {}
    )
    return plan(fields, {"measure": {"kind": "manual"}}, periods=periods, year=year, **several)


def months_of(first: str, last: str) -> list[int]:
    """The months from one day to another, in their order."""
    (year, month), end = map(int, first.split("-")[:2]), tuple(map(int, last.split("-")[:2]))
    found = list[int]()
    while (year, month) <= end and len(found) < 12:
        found.append(month)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found


@pytest.mark.crossing(1)
@languages
@pytest.mark.parametrize("name", WINDOWS)
def test_a_form_of_every_period_is_read_back_with_its_baseline(name: str, language: str, tmp_path: Path) -> None:
    made = of(name)
    loaded = LoadedPlan(made, "0" * 64, "plan.yaml")
    for period in made.periods:
        asked = wanted(loaded, made.filers[0], period, language)
        make_template(tmp_path / "form.xlsx", asked)
        make_consolidated(tmp_path / "all.xlsx", units_of(asked, "district"))
        for file, returns in (("form.xlsx", 1), ("all.xlsx", 3)):
            reading = read_workbook(tmp_path / file, made, name=file)
            assert [fault for fault in reading.diagnostics if fault.severity is not Severity.NOTE] == []
            assert (reading.period, len(reading.returns)) == (period, returns)
            listed = made.periods[period].months
            months = {Key("news", month=month) for month in listed if len(listed) > 1}
            known = {Key("cases"), Key("cases", Basis.BASELINE), Key("venues")} | months
            assert known <= reading.returns[0].cells.keys()


@pytest.mark.crossing(1)
@pytest.mark.parametrize("loaded", loaded_plans(), ids=lambda loaded: loaded.plan.id)
def test_the_consolidated_forms_of_all_periods_are_of_these(loaded: LoadedPlan, tmp_path: Path) -> None:
    for period in loaded.plan.periods:
        made = units_of(wanted(loaded, loaded.plan.filers[0], period), loaded.plan.filers[0].level)
        make_consolidated(tmp_path / "all.xlsx", made)
        reading = read_workbook(tmp_path / "all.xlsx", loaded.plan, name="all.xlsx")
        assert [fault for fault in reading.diagnostics if fault.severity is not Severity.NOTE] == []
        assert reading.period == period


# the consolidated form, saved as .ods or .csv, is read as the .xlsx is, also where no merged cell is left of it


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
