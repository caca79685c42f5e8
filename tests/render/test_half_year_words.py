"""The Word draft within the year: one time that changes are held against, one way of writing numbers in a cell."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from judge.test_not_exceeded import PLAN, returns
from khpcmd.checking import Request, check
from khpcmd.report import Report
from word_files import drafted, plain

CHANGE = (
    PLAN.replace("unit_of_measure: {vi: vụ, en: cases}", "unit_of_measure: {vi: vụ, en: cases}, baseline: true")
    + """\
  - id: C
    clause: I
    quote: giảm 1 vụ
    title: {vi: Giảm, en: Fall}
    measure: {kind: change, of: cases}
    threshold: {at_most: -1}
    judged: each_unit
    cumulative: false
"""
)


def report(folder: Path, time: str, plan: str) -> Report:
    returns(folder, (0, 5, 2), time)
    base = folder / "2025"
    base.mkdir(exist_ok=True)
    returns(base, (1, 5, 3), time.replace("2026", "2025"))
    (folder / "plan.yaml").write_text(plan, encoding="utf-8")
    day = date(2026, 7, 3) if "6 THÁNG" in time else date(2027, 1, 4)
    request = Request((folder / "bc.xlsx",), folder / "plan.yaml", baselines=(base / "bc.xlsx",), as_of=day)
    return check(request)


def cells(found: Report) -> list[str]:
    """The tables of the report, without the two for the office alone, which quote the plan."""
    tables = drafted(found).document.tables[:-2]
    return [plain(cell.text) for table in tables for row in table.rows for cell in row.cells]


def test_a_change_within_the_year_is_held_against_the_same_time(tmp_path: Path) -> None:
    half = report(tmp_path, "6 THÁNG NĂM 2026", CHANGE)
    shown = [text for text in cells(half) if "so với" in text]
    assert shown
    assert all("so với cùng kỳ năm 2025" in text for text in shown)
    year = report(tmp_path, "NĂM 2026", CHANGE)
    shown = [text for text in cells(year) if "so với" in text]
    assert shown
    assert all("so với năm 2025" in text for text in shown)


def test_a_cell_of_the_table_writes_numbers_one_way(tmp_path: Path) -> None:
    found = cells(report(tmp_path, "6 THÁNG NĂM 2026", PLAN))
    assert "7 vụ; đến nay 2/3 đơn vị chưa vượt mức này; cần giảm 3 vụ" in found
