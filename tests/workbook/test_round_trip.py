"""Any figures, in any of the forms, under any disturbance that does not change their meaning, read back the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khpcmd.plan.model import Plan
from khpcmd.returns import CellState
from khpcmd.workbook.read import read_workbook
from layers import part_of
from workbook.builder import write
from workbook.test_disturbed import COUNTS, DISTRICTS, SETTINGS, Filed, changes, filed_as, heads, some_figures

NESTED = {
    "venues_total": ("Cơ sở KDDV dễ phát sinh TNMD", "Tổng số"),
    "venues_inspected": ("Cơ sở KDDV dễ phát sinh TNMD", "Được kiểm tra"),
    "reports_received": ("Tố giác, tin báo", "Tiếp nhận"),
    "reports_resolved_in_time": ("Tố giác, tin báo", "Xử lý kịp thời"),
}


@SETTINGS
@given(wanted=some_figures(list(NESTED)), change=changes, above=heads, numbered=st.booleans())
def test_a_header_of_two_merged_rows_reads_back(
    plan: Plan, tmp_path: Path, wanted: Filed, change: Callable[[str], str], above: list[str], numbered: bool
) -> None:
    first = ["TT"] if numbered else []
    top, leaves = [*first, "Đơn vị"], [*(["^"] if numbered else []), "^"]
    for number, (group, leaf) in enumerate(NESTED.values()):
        top.append(change(group) if number % 2 == 0 else "<")
        leaves.append(change(leaf))
    rows = [[line] for line in above] + [["TỔNG HỢP NĂM 2023"], top, leaves]
    for number, (unit, row) in enumerate(wanted.items(), 1):
        rows.append(
            [*([str(number)] if numbered else []), plan.unit[unit].name.vi, *(str(row[name]) for name in NESTED)]
        )
    reading = read_workbook(write(tmp_path / "a.xlsx", Sheet1=rows), plan, name="a.xlsx")
    assert filed_as(reading) == wanted
    assert reading.diagnostics == ()


@SETTINGS
@given(
    change=changes,
    students=st.integers(0, 10**6),
    crimes=st.integers(0, 10**6),
    months=st.lists(st.integers(0, 99), min_size=12, max_size=12),
)
def test_the_form_of_the_provincial_bodies_reads_back(
    plan: Plan, tmp_path: Path, change: Callable[[str], str], students: int, crimes: int, months: list[int]
) -> None:
    rows = [
        ["BÁO CÁO NĂM 2023"],
        ["TT", "Chỉ tiêu", "Đơn vị tính", "Số liệu"],
        ["I", change("Sở Giáo dục và Đào tạo")],
        ["1", change("Số học sinh, sinh viên"), "người", str(students)],
        ["II", change("Công an tỉnh")],
        ["1", change("Tội phạm liên quan đến mại dâm được xử lý"), "vụ", str(crimes)],
        ["III", change("Báo Hải Dương")],
        ["1", change("Số tin, bài đăng tải")],
        *(["", change(f"Tháng {month}"), "tin, bài", str(count)] for month, count in enumerate(months, 1)),
    ]
    reading = read_workbook(write(tmp_path / "a.xlsx", Sheet1=rows), plan, name="a.xlsx")
    assert filed_as(reading) == {
        "so-gddt": {"students_total": students},
        "cong-an-tinh": {"crimes_handled": crimes},
        "bao-hai-duong": {f"news_items/{month}": count for month, count in enumerate(months, 1)},
    }
    assert reading.diagnostics == ()


@pytest.fixture(scope="module")
def sound(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    rows = [["TỔNG HỢP NĂM 2023"], ["Đơn vị", *(plan.fields[name].label.vi for name in COUNTS)]]
    rows += [[plan.unit[unit].name.vi, "1", "2", "3", "4"] for unit in DISTRICTS]
    return write(tmp_path_factory.mktemp("sound") / "a.xlsx", Sheet1=rows).read_bytes()


@settings(SETTINGS, max_examples=part_of(150))
@given(data=st.data())
def test_no_cut_or_flipped_byte_ends_in_anything_but_an_answer(
    plan: Plan, tmp_path: Path, sound: bytes, data: st.DataObject
) -> None:
    damaged = bytearray(sound)
    for _ in range(data.draw(st.integers(0, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "a.xlsx"
    path.write_bytes(bytes(damaged[: data.draw(st.integers(0, len(damaged)))] if data.draw(st.booleans()) else damaged))
    reading = read_workbook(path, plan, name="a.xlsx")
    told = [fault for fault in reading.diagnostics if fault.severity == "error"]
    states = {cell.state for filed in reading.returns for cell in filed.cells.values()}
    assert told or states <= {CellState.VALUE, CellState.BLANK, CellState.DECLARED_ZERO}


POOL = [
    "", "", "", "Đơn vị", "Chỉ tiêu", "Số liệu", "Đơn vị tính", "Năm 2022", "Năm 2023", "6 tháng 2022", "Tháng 1", "T2",
    "Huyện Nam Sách", "Nam Sách", "Tỉnh Hải Dương", "Công an tỉnh", "Báo Hải Dương", "Tổng cộng", "I", "(1)", "1", "86",
    "Tổng số CSKD dịch vụ", "Số cơ sở được kiểm tra", "Số tin, bài đăng tải",
    "Tội phạm liên quan đến mại dâm được xử lý",
    "Cơ sở KDDV dễ phát sinh TNMD", "Tổng số", "Được kiểm tra", "lượt", "cơ sở", "-", "Không", "=1+1", "'1,234", "TRUE",
    "NGƯỜI LẬP BIỂU", "…", "Đơn vị báo cáo:", "BÁO CÁO NĂM 2023", "Xã [mới]", "<", "^", "~",
]  # fmt: skip


@settings(SETTINGS, max_examples=part_of(300))
@given(rows=st.lists(st.lists(st.sampled_from(POOL), min_size=1, max_size=6), min_size=1, max_size=10))
def test_any_sheet_made_of_the_words_of_returns_ends_in_an_answer(
    plan: Plan, tmp_path: Path, rows: list[list[str]]
) -> None:
    clean = [["" if text in "<^" and (not number or not row) else text for number, text in enumerate(line)]
             for row, line in enumerate(rows)]  # fmt: skip
    path = write(tmp_path / "a.xlsx", Sheet1=clean)
    reading = read_workbook(path, plan, name="a.xlsx")
    assert reading.returns or reading.diagnostics
    assert reading == read_workbook(path, plan, name="a.xlsx")
