"""Titles of school and fiscal years and of plans of several years: the right year is read, another one is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from khpcmd.plan.model import Plan
from khpcmd.returns import Basis, Key
from khpcmd.workbook.read import read_workbook
from khpcmd.workbook.words.periods import Periods
from workbook.builder import saved
from worlds import count_field, plan, text

Spans = tuple[tuple[str, str, str, str], ...]
FISCAL = (
    ("h1", "6 tháng đầu niên độ 2024–2025", "2024-07-01", "2024-12-31"),
    ("fy", "Niên độ 2024–2025", "2024-07-01", "2025-06-30"),
)
SHORT = (("fy", "FY 2024/25", "2024-04-01", "2025-03-31"),)
SCHOOL = (
    ("hk1", "học kỳ I năm học 2024–2025", "2024-09-01", "2025-01-15"),
    ("hk2", "học kỳ II năm học 2024–2025", "2025-01-16", "2025-05-31"),
    ("nh", "năm học 2024–2025", "2024-09-01", "2025-05-31"),
)
STAGE = (
    *((f"y{year}", f"năm {year}", f"{year}-01-01", f"{year}-12-31") for year in range(2021, 2026)),
    ("h2025", "6 tháng đầu năm 2025", "2025-01-01", "2025-06-30"),
    ("all", "giai đoạn 2021–2025", "2021-01-01", "2025-12-31"),
)


def of(year: int, spans: Spans, *, baseline_year: int = 0, baseline: bool = False) -> Plan:
    periods = {
        ident: {
            "title": text(title),
            "window": {"from": first, "to": last},
            "due": {"date": last},
            "months": [7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6],
        }
        for ident, title, first, last in spans
    }
    fields = {"cases": count_field(baseline=baseline), "news": count_field(kind="months")}
    before = baseline_year or year - 5
    return plan(fields, {"measure": {"kind": "manual"}}, periods=periods, year=year, baseline_year=before)


FISCAL_PLAN, SHORT_PLAN, SCHOOL_PLAN = of(2024, FISCAL), of(2024, SHORT), of(2024, SCHOOL)
BY_ITS_END, STAGE_PLAN = of(2025, FISCAL), of(2025, STAGE)


@pytest.mark.parametrize(
    ("of_plan", "title", "period"),
    [
        (FISCAL_PLAN, "Báo cáo niên độ 2024–2025", "fy"),
        (FISCAL_PLAN, "BÁO CÁO NIÊN ĐỘ 2024 - 2025", "fy"),
        (FISCAL_PLAN, "niên độ 2024/25", "fy"),
        (FISCAL_PLAN, "Báo cáo năm tài chính 2024-2025", "fy"),
        (FISCAL_PLAN, "FY 2024/25", "fy"),
        (FISCAL_PLAN, "FY2024-25", "fy"),
        (FISCAL_PLAN, "Report for fiscal year 2024/25", "fy"),
        (FISCAL_PLAN, "6 tháng đầu niên độ 2024-25", "h1"),
        (BY_ITS_END, "Báo cáo niên độ 2024–2025", "fy"),
        (BY_ITS_END, "FY 2024/25", "fy"),
        (SHORT_PLAN, "Báo cáo FY 2024/25", "fy"),
        (SHORT_PLAN, "Báo cáo năm tài chính 2024–2025", "fy"),
        (SCHOOL_PLAN, "Báo cáo năm học 2024–2025", "nh"),
        (SCHOOL_PLAN, "năm học 2024-25", "nh"),
        (SCHOOL_PLAN, "School year 2024/25", "nh"),
        (SCHOOL_PLAN, "Báo cáo học kỳ II năm học 2024 - 2025", "hk2"),
        (STAGE_PLAN, "Báo cáo năm 2022", "y2022"),
        (STAGE_PLAN, "Báo cáo giai đoạn 2021-2025", "all"),
        (STAGE_PLAN, "Báo cáo thực hiện Chương trình giai đoạn 2021-2025, năm 2022", "y2022"),
        (STAGE_PLAN, "6 tháng đầu năm 2025 thực hiện Kế hoạch giai đoạn 2021-2025", "h2025"),
    ],
)
def test_a_year_is_read_by_its_own_name_and_as_others_call_it(of_plan: Plan, title: str, period: str) -> None:
    assert Periods(of_plan).stated([title]).is_of(period, of_plan.year)
    assert Periods(of_plan).stated([title]).period == period


@pytest.mark.parametrize(
    ("of_plan", "title"),
    [
        (FISCAL_PLAN, "Báo cáo niên độ 2023–2024"),
        (FISCAL_PLAN, "niên độ 2025/26"),
        (FISCAL_PLAN, "Báo cáo năm tài chính 2023-2024"),
        (FISCAL_PLAN, "FY 2023/24"),
        (FISCAL_PLAN, "FY 2025/26"),
        (FISCAL_PLAN, "2025/26"),
        (FISCAL_PLAN, "Báo cáo năm 2024"),
        (FISCAL_PLAN, "Báo cáo năm 2025"),
        (FISCAL_PLAN, "Niên độ 2025"),
        (FISCAL_PLAN, "FY 2025"),
        (FISCAL_PLAN, "6 tháng đầu niên độ 2023–2024"),
        (FISCAL_PLAN, "giai đoạn 2021-2025"),
        (FISCAL_PLAN, "quý I/2025"),
        (SHORT_PLAN, "FY 2025/26"),
        (SHORT_PLAN, "FY 2023/24"),
        (SHORT_PLAN, "FY 2025"),
        (SCHOOL_PLAN, "Báo cáo năm học 2023–2024"),
        (SCHOOL_PLAN, "năm học 2023-24"),
        (SCHOOL_PLAN, "HK1 năm học 2024-2025"),
        (SCHOOL_PLAN, "học kỳ III năm học 2024-2025"),
        (SCHOOL_PLAN, "học kỳ I năm học 2023-2024"),
        (SCHOOL_PLAN, "năm học 2025"),
        (STAGE_PLAN, "Báo cáo năm 2020"),
        (STAGE_PLAN, "Báo cáo giai đoạn 2016-2020"),
        (STAGE_PLAN, "Báo cáo giai đoạn 2021-2023"),
        (STAGE_PLAN, "Báo cáo năm 2022, giai đoạn 2021-2025"),
        (STAGE_PLAN, "6 tháng đầu năm 2022"),
    ],
)
def test_another_year_is_not_believed(of_plan: Plan, title: str) -> None:
    stated = Periods(of_plan).stated([title])
    assert not any(stated.is_of(period, of_plan.year) for period in of_plan.periods)
    assert stated.found or stated.year not in (0, of_plan.year)


TABLE: list[list[object]] = [[], ["TT", "Nội dung", "Đơn vị tính", "Kết quả"], [1, "field cases", "n", 5]]


def months(folder: Path, of_plan: Plan, title: str, *names: str) -> dict[int, object]:
    """What a form with a row for each month is read as, by month."""
    rows: list[list[object]] = [[None, name, None, number] for number, name in enumerate(names, start=1)]
    form: list[list[object]] = [["DISTRICT 1"], [title], *TABLE, [2, "field news", "n"], *rows]
    reading = read_workbook(saved(folder / "bc.xlsx", form), of_plan, name="bc.xlsx")
    cells = reading.returns[0].cells if reading.returns else {}
    return {key.month: cell.value for key, cell in cells.items() if key == Key("news", month=key.month)}


def test_months_are_read_with_their_own_years(tmp_path: Path) -> None:
    names = ("Tháng 7/2024", "Tháng 8/2024", "Tháng 1/2025", "Tháng 6/2025")
    assert months(tmp_path, FISCAL_PLAN, "NIÊN ĐỘ 2024–2025", *names) == {7: 1, 8: 2, 1: 3, 6: 4}
    assert months(tmp_path, FISCAL_PLAN, "NIÊN ĐỘ 2024–2025", "Tháng 7", "Tháng 8", "Tháng 1") == {7: 1, 8: 2, 1: 3}


@pytest.mark.parametrize("other", ["Tháng 7/2025", "Tháng 1/2024", "Tháng 7/2023"])
def test_a_month_of_another_year_is_not_read(tmp_path: Path, other: str) -> None:
    found = months(tmp_path, FISCAL_PLAN, "NIÊN ĐỘ 2024–2025", "Tháng 8/2024", "Tháng 9/2024", other)
    assert not {7, 1} & {month for month, value in found.items() if value is not None}


CALENDAR = (
    ("half_year", "6 tháng đầu năm 2023", "2023-01-01", "2023-06-30"),
    ("year", "năm 2023", "2023-01-01", "2023-12-31"),
)
ONE_YEAR = of(2023, CALENDAR, baseline_year=2022)


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("Kết quả năm 2023, giai đoạn 2021-2025", "year"),
        ("Kết quả năm 2023 (giai đoạn 2021–2025)", "year"),
        ("Kết quả giai đoạn 2021-2025, năm 2023", "year"),
        ("Kết quả năm 2023 thực hiện công tác giai đoạn 2021-2025", "year"),
        ("Kết quả 6 tháng đầu năm 2023, giai đoạn 2021-2025", "half_year"),
        ("Kết quả năm 2023\n(Giai đoạn 2021-2025)", "year"),
        ("GIAI ĐOẠN 2021–2025\nKết quả năm 2023", "year"),
        ("Ket qua nam 2023, giai doan 2021-2025", "year"),
        ("Kết quả của Việt Nam năm 2023, giai đoạn 2021-2025", "year"),
    ],
)
def test_a_stage_that_the_year_lies_in_says_only_where_it_lies(tmp_path: Path, title: str, period: str) -> None:
    assert Periods(ONE_YEAR).stated(title.splitlines()).period == period
    assert cases(tmp_path, title) == 5


@pytest.mark.parametrize(
    "title",
    [
        "Kết quả giai đoạn 2021-2025",
        "Kết quả giai đoạn 2021-2025 đến năm 2023",
        "Kết quả giai đoạn 2021-2025, tính đến hết năm 2023",
        "Kết quả lũy kế giai đoạn 2021-2025, năm 2023",
        "Kết quả lũy kế năm 2023\n(Giai đoạn 2021-2025)",
        "Kết quả năm 2023 và giai đoạn 2021-2025",
        "Kết quả năm 2023 và kết quả giai đoạn 2021-2025",
        "Kết quả năm 2023, kết quả giai đoạn 2021-2025",
        "Kết quả năm 2023 và cả giai đoạn 2021-2025",
        "Tổng kết giai đoạn 2021-2025, năm 2023",
        "Kết quả từ đầu giai đoạn 2021-2025, năm 2023",
        "Kết quả hết năm 2023, giai đoạn 2021-2025",
        "Kết quả các năm giai đoạn 2021-2025, năm 2023",
        "Số liệu bình quân giai đoạn 2021-2025, năm 2023",
        "Kết quả giai đoạn 2021-2023, năm 2023",
        "Kết quả năm 2023, giai đoạn 2024-2028",
        "Kết quả năm 2023, giai đoạn 2016-2020",
        "Kết quả năm 2023, năm 2022, giai đoạn 2021-2025",
        "Kết quả năm 2022, giai đoạn 2021-2025",
        "Kết quả 3 năm giai đoạn 2021-2025, năm 2023",
        "Kết quả năm 2023, 2021-2025",
        "Kết quả năm 2023\nSố liệu giai đoạn 2021-2025",
    ],
)
def test_a_stage_that_the_figures_may_be_of_leaves_them_open(tmp_path: Path, title: str) -> None:
    assert cases(tmp_path, title) is None


def cases(folder: Path, title: str) -> object:
    """What the figure of a form with this title is read as."""
    head: list[list[object]] = [[line] for line in ("DISTRICT 1", *title.splitlines())]
    reading = read_workbook(saved(folder / "bc.xlsx", [*head, *TABLE]), ONE_YEAR, name="bc.xlsx")
    return next((one.value(Key("cases")) for one in reading.returns), None)


FOLLOWED = tuple((f"y{year}", f"năm {year}", f"{year}-01-01", f"{year}-12-31") for year in range(2025, 2028))


def compared(folder: Path, title: str, *columns: str, single: bool) -> dict[Basis, object]:
    """What the columns of a form, or of a table with a row for each unit, are read as in a plan of 2025 to 2027."""
    of_plan = of(2026, FOLLOWED, baseline_year=2025, baseline=True)
    figures = [10 + at for at, _ in enumerate(columns)]
    rows: list[list[str | int]] = [[title], [], ["TT", "Đơn vị", *(f"field cases {one}" for one in columns)]]
    rows.append([1, "District 1", *figures])
    if single:
        rows = [["DISTRICT 1"], [title], [], ["TT", "Nội dung", "Đơn vị tính", *columns]]
        rows.append([1, "field cases", "n", *figures])
    reading = read_workbook(saved(folder / "bc.xlsx", rows), of_plan, name="bc.xlsx")
    cells = [filed.cells for filed in reading.returns if filed.unit == "d1"]
    return {key.basis: cell.value for key, cell in cells[0].items() if key.field == "cases" and cell.value is not None}


@pytest.mark.parametrize("single", [True, False])
def test_the_baseline_year_is_read_beside_another_year_of_the_plan(tmp_path: Path, *, single: bool) -> None:
    both = {Basis.BASELINE: 10, Basis.CURRENT: 11}
    assert compared(tmp_path, "Báo cáo năm 2026", "Năm 2025", "Năm 2026", single=single) == both
    assert compared(tmp_path, "Báo cáo năm 2027", "Năm 2025", "Năm 2027", single=single) == both


@pytest.mark.parametrize("single", [True, False])
def test_no_other_year_of_the_plan_is_taken_for_the_baseline(tmp_path: Path, *, single: bool) -> None:
    assert compared(tmp_path, "Báo cáo năm 2027", "Năm 2026", "Năm 2027", single=single) == {Basis.CURRENT: 11}
    assert compared(tmp_path, "Báo cáo năm 2025", "Năm 2025", "Năm 2026", single=single) == {Basis.CURRENT: 10}
