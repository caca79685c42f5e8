"""A plan of several years has one baseline year, with which every period is compared, of whichever year it is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

import amounts_plan
from khpcmd.checking import Request, check
from khpcmd.cli import main
from khpcmd.diagnostics import Code
from khpcmd.plan.load import load_plan
from khpcmd.returns import Basis, Key
from khpcmd.workbook.read import read_workbook
from workbook.builder import saved

PERIODS = """\
periods:
  half_2023:
    title: {vi: 6 tháng đầu năm 2023, en: first half of 2023}
    window: {from: 2023-01-01, to: 2023-06-30}
    due: {date: 2023-07-10}
    interim: true
    months: [1, 2, 3, 4, 5, 6]
  year_2023:
    title: {vi: năm 2023, en: year 2023}
    window: {from: 2023-01-01, to: 2023-12-31}
    due: {date: 2024-01-15}
    months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
  year_2024:
    title: {vi: năm 2024, en: year 2024}
    window: {from: 2024-01-01, to: 2024-12-31}
    due: {date: 2025-01-15}
    months: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
"""
FIRST = amounts_plan.PLAN.index("periods:")
HEAD, REST = amounts_plan.PLAN[:FIRST], amounts_plan.PLAN[amounts_plan.PLAN.index("levels:") :]
KEY = Key("revenue", Basis.BASELINE)


pytestmark = pytest.mark.usefixtures("folder")


def planned(year: int) -> Path:
    text = f"{HEAD}{PERIODS}{REST}".replace("year: 2023\n", f"year: {year}\n", 1)
    Path("plan.yaml").write_text(text, encoding="utf-8")
    return Path("plan.yaml")


def book(title: str, name: str) -> Path:
    rows = ["TT", "Đơn vị", "Tổng thu ngân sách (tỷ đồng)"], [1, "Huyện Nam Sách", 3.5], [2, "Huyện Tứ Kỳ", 4.25]
    return saved(Path(name), ([title], *rows), "Số liệu")


@pytest.mark.crossing(1)
@pytest.mark.parametrize("year", [2023, 2024])
@pytest.mark.parametrize("period", ["year_2023", "year_2024"])
@pytest.mark.parametrize("of", [2021, 2022, 2023])
def test_only_a_file_of_the_baseline_year_is_taken(year: int, period: str, of: int) -> None:
    """A file of the year before the baseline was taken for a period that is not of the plan's own year."""
    plan, now = planned(year), period.removeprefix("year_")
    returns, baseline = book(f"KẾT QUẢ NĂM {now}", "a.xlsx"), book(f"KẾT QUẢ NĂM {of}", "b.xlsx")
    as_of = date(int(now) + 1, 1, 1)
    report = check(Request((returns,), plan=plan, period=period, baselines=(baseline,), as_of=as_of))
    found = {one.unit: one.value(KEY) for one in report.returns}
    told = {one.code for one in report.diagnostics if one.at and one.at.file == "b.xlsx"}
    if of == 2022:
        assert (found, told) == ({"0291": Decimal("3.5"), "0298": Decimal("4.25")}, set())
    else:
        assert set(found.values()) == {None}
        assert told & {Code.WRONG_YEAR, Code.BASELINE_PERIOD, Code.WRONG_PERIOD}


@pytest.mark.crossing(1)
@pytest.mark.parametrize("year", [2023, 2024])
@pytest.mark.parametrize("period", ["half_2023", "year_2023", "year_2024"])
def test_a_form_asks_for_the_baseline_year_and_is_read_so(year: int, period: str) -> None:
    plan = planned(year)
    assert main(["template", "--plan", str(plan), "--period", period, "--unit", "0291", "-o", "form.xlsx"]) == 0
    sheet = load_workbook("form.xlsx").worksheets[0]
    spans = [str(cell.value) for row in sheet.iter_rows(min_row=9, max_row=10) for cell in row if cell.value]
    half = "6 tháng đầu năm 2022" if period == "half_2023" else "Năm 2022"
    assert half in spans
    reading = read_workbook(Path("form.xlsx"), load_plan(plan).plan, name="form.xlsx")
    assert KEY in next(one for one in reading.returns if one.unit == "0291").cells
