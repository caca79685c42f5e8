"""A date whose day and month may have been exchanged is asked about, where the plan compares it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

import days_plan
from khpcmd.plan.load import parse_plan
from khpcmd.returns import Key
from khpcmd.workbook.read import read_workbook

PLAN = parse_plan(days_plan.PLAN, "plan.yaml")
Given = date | str
STORED, PLAIN = date(2027, 5, 3), "dd/mm/yyyy"


def read(folder: Path, first: Given, second: Given, number_format: str = PLAIN) -> tuple[list[object], list[str]]:
    """The days read for two districts, one below the other, and the codes that were told."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["BÁO CÁO SỐ LIỆU NĂM 2027"])
    sheet.append([])
    sheet.append(["TT", "Đơn vị", "Ngày ban hành kế hoạch"])
    for number, (name, day) in enumerate((("Huyện Nam Sách", first), ("Huyện Tứ Kỳ", second)), start=1):
        sheet.append([number, name, day])
        if isinstance(day, date):
            sheet.cell(3 + number, 3).number_format = number_format
    book.save(folder / "bc.xlsx")
    reading = read_workbook(folder / "bc.xlsx", PLAN, name="bc.xlsx")
    found = {one.unit: one.value(Key("plan_day")) for one in reading.returns}
    return [found.get(unit) for unit in ("0291", "0298")], [one.code.code for one in reading.diagnostics]


def test_days_before_months_are_read(tmp_path: Path) -> None:
    assert read(tmp_path, STORED, date(2027, 3, 14)) == ([STORED, date(2027, 3, 14)], [])
    assert read(tmp_path, "03/05/2027", "25/3/2027") == ([STORED, date(2027, 3, 25)], [])
    assert read(tmp_path, "ngày 03 tháng 5 năm 2027", STORED)[0] == [STORED, STORED]


def test_a_day_with_the_month_first_opens_all_that_may_be_so(tmp_path: Path) -> None:
    days, codes = read(tmp_path, "03/25/2027", "03/05/2027")
    assert days == [date(2027, 3, 25), None]
    assert codes == ["C521", "C551"]
    assert read(tmp_path, "03/25/2027", STORED)[0] == [date(2027, 3, 25), None]
    assert read(tmp_path, "03/25/2027", "04/04/2027")[0] == [date(2027, 3, 25), date(2027, 4, 4)]
    assert read(tmp_path, "03/25/2027", date(2027, 3, 14))[0] == [date(2027, 3, 25), date(2027, 3, 14)]


def test_a_text_that_the_program_did_not_take_opens_what_it_took(tmp_path: Path) -> None:
    assert read(tmp_path, "25/03/2027", STORED) == ([date(2027, 3, 25), None], ["C551"])
    assert read(tmp_path, "25/03/2027", date(2027, 3, 14))[0] == [date(2027, 3, 25), date(2027, 3, 14)]


@pytest.mark.parametrize("shown", ["mm/dd/yyyy", "m/d/yy", "[$-409]m/d/yyyy", 'm"/"d"/"yyyy'])
def test_a_day_that_is_shown_with_the_month_first_is_open(tmp_path: Path, shown: str) -> None:
    assert read(tmp_path, STORED, date(2027, 3, 14), shown)[0] == [None, date(2027, 3, 14)]


@pytest.mark.parametrize("shown", ["dd/mm/yyyy", "mm-dd-yy", "d-mmm-yy", "mmmm d, yyyy", "yyyy-mm-dd"])
def test_a_day_that_is_shown_otherwise_is_read(tmp_path: Path, shown: str) -> None:
    days = read(tmp_path, STORED, date(2027, 3, 14), shown)[0]
    assert days == [STORED, date(2027, 3, 14)]


@pytest.mark.parametrize("text", ["15/3", "tháng 3/2027", "31/02/2027", "trước 15/3/2027", "15/3/2027?", "15.3"])
def test_what_is_no_day_stays_open(tmp_path: Path, text: str) -> None:
    days, codes = read(tmp_path, text, STORED)
    assert days[0] is None
    assert codes
