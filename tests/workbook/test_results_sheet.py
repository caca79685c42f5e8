"""A workbook of results that lies among the returns reports nothing, and is named."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook, load_workbook

from khpcmd.diagnostics import Code
from khpcmd.plan.load import load_plan
from khpcmd.render.csv import COLUMNS
from khpcmd.workbook.read import Reading, read_workbook
from khpcmd.workbook.sheets import REPORT_SIGN, SIGN_COLUMN
from places import RETURNS

PLAN = load_plan(None).plan


def reading(path: Path) -> Reading:
    return read_workbook(path, PLAN, name=path.name)


def signed(path: Path, *, all_sheets: bool) -> Path:
    """The example with the sign on its sheets, as if khpcmd had written them."""
    book = load_workbook(RETURNS)
    for sheet in book.worksheets if all_sheets else book.worksheets[1:]:
        for merged in [str(box) for box in sheet.merged_cells.ranges if box.min_row == 1]:
            sheet.unmerge_cells(merged)
        sheet.cell(1, SIGN_COLUMN, REPORT_SIGN)
    book.save(path)
    return path


def test_a_workbook_of_results_is_set_aside_and_named(tmp_path: Path) -> None:
    found = reading(signed(tmp_path / "results.xlsx", all_sheets=True))
    assert not found.returns
    assert [(fault.code, str(fault.at)) for fault in found.diagnostics] == [(Code.FILE_SET_ASIDE, "results.xlsx")]


def test_sheets_of_results_among_sheets_of_a_sender_are_set_aside_alone(tmp_path: Path) -> None:
    found = reading(signed(tmp_path / "both.xlsx", all_sheets=False))
    assert found.returns
    aside = [fault.at.sheet for fault in found.diagnostics if fault.code is Code.SHEET_SET_ASIDE and fault.at]
    assert aside == load_workbook(RETURNS).sheetnames[1:]


def test_a_sheet_of_results_is_known_after_rows_and_columns_were_put_before_it(tmp_path: Path) -> None:
    book = load_workbook(signed(tmp_path / "both.xlsx", all_sheets=False))
    for sheet in book.worksheets[1:]:
        sheet.insert_rows(1, 2)
        sheet.insert_cols(1)
    book.save(tmp_path / "both.xlsx")
    aside = [
        fault.at.sheet
        for fault in reading(tmp_path / "both.xlsx").diagnostics
        if fault.code.code == "N903" and fault.at
    ]
    assert aside == book.sheetnames[1:]


def test_the_sign_on_an_empty_workbook_is_not_needed_for_it_to_be_empty(tmp_path: Path) -> None:
    Workbook().save(tmp_path / "empty.xlsx")
    assert [fault.code for fault in reading(tmp_path / "empty.xlsx").diagnostics] == [Code.SHEET_EMPTY]


def test_a_table_of_results_as_csv_is_no_return(tmp_path: Path) -> None:
    path = tmp_path / "status.csv"
    path.write_text(f"\ufeff{','.join(COLUMNS)}\nhai-duong-2023,0,year\n", encoding="utf-8")
    found = reading(path)
    assert [fault.code for fault in found.diagnostics] == [Code.FILE_SET_ASIDE]
    assert found.returns == ()
