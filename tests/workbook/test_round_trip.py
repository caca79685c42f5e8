"""Any figures, in any of the forms, under any disturbance that does not change their meaning, read back the same."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khpcmd.plan.model import Plan
from khpcmd.returns import CellState, Return
from khpcmd.workbook.read import read_workbook
from layers import part_of
from workbook.builder import write
from workbook.views import figures

SETTINGS = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
DISTRICTS = ["288", "290", "291", "292", "293", "294", "295", "296", "297", "298", "299", "300"]
COUNTS = ["venues_total", "venues_inspected", "inspection_visits", "communes_reached", "sellers_eligible"]
NESTED = {
    "venues_total": ("Cơ sở KDDV dễ phát sinh TNMD", "Tổng số"),
    "venues_inspected": ("Cơ sở KDDV dễ phát sinh TNMD", "Được kiểm tra"),
    "reports_received": ("Tố giác, tin báo", "Tiếp nhận"),
    "reports_resolved_in_time": ("Tố giác, tin báo", "Xử lý kịp thời"),
}
Figures = dict[str, dict[str, int]]

disturb = st.sampled_from(
    [
        lambda text: text,
        str.upper,
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: f"  {text.replace(' ', '  ')} ",
        lambda text: "\u200b".join(text.split(" ")).replace("\u200b", " \u200b"),
        lambda text: text.replace("Đ", "Ð"),
        lambda text: f"{text}:",
        lambda text: f"{text} *",
        lambda text: text.replace(" ", "\n", 1),
    ]
)
letterhead = st.lists(
    st.sampled_from(["UBND TỈNH HẢI DƯƠNG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "", "Số: 12/CV ngày 5/6/2021"]),
    max_size=6,
)
typed = st.sampled_from(
    [
        str,
        lambda number: f"'{number}",
        lambda number: "'" + f"{number:,}".replace(",", "."),
        lambda number: f"'{number} ",
    ]
)
"""How a number is typed: as a number, as text, with dots, with a space behind it."""


def filed_as(returns: tuple[Return, ...]) -> dict[str, dict[str, object]]:
    return {filed.unit: dict(figures(filed)) for filed in returns}


@st.composite
def some_figures(draw: st.DrawFn, fields: list[str]) -> Figures:
    """Figures of some districts for all of the fields."""
    units = draw(st.lists(st.sampled_from(DISTRICTS), min_size=1, max_size=4, unique=True))
    number = st.integers(min_value=0, max_value=2_000_000)
    return {unit: {name: draw(number) for name in fields} for unit in units}


def expected(wanted: Figures) -> dict[str, dict[str, object]]:
    return {unit: dict(row) for unit, row in wanted.items()}


@SETTINGS
@given(
    wanted=some_figures(COUNTS), order=st.permutations(COUNTS), change=disturb, above=letterhead, how=typed,
    total=st.sampled_from(["", "first", "last"]), index=st.booleans(), signed=st.booleans(),
)  # fmt: skip
def test_a_consolidated_sheet_reads_back(
    plan: Plan, tmp_path: Path, wanted: Figures, order: list[str], change: Callable[[str], str], above: list[str],
    how: Callable[[int], str], total: str, index: bool, signed: bool,
) -> None:  # fmt: skip
    rows = [[line] for line in above] + [["", "TỔNG HỢP NĂM 2023"]]
    rows.append(["TT", change("Đơn vị"), *(change(plan.fields[name].label.vi) for name in order)])
    rows += [["(A)", "(B)", *(f"({number})" for number in range(1, len(order) + 1))]] if index else []
    body = [
        [str(number), change(plan.unit[unit].name.vi), *(how(row[name]) for name in order)]
        for number, (unit, row) in enumerate(wanted.items(), 1)
    ]
    sums = ["", change("Tổng cộng"), *(str(sum(row[name] for row in wanted.values())) for name in order)]
    rows += {"first": [sums, *body], "last": [*body, sums], "": body}[total]
    rows += [[], ["NGƯỜI LẬP BIỂU", "", "Hải Dương, ngày 10 tháng 12 năm 2023"]] if signed else []
    reading = read_workbook(write(tmp_path / "a.xlsx", Sheet1=rows), plan, name="a.xlsx")
    assert filed_as(reading.returns) == expected(wanted)
    assert {fault.code.name for fault in reading.diagnostics} <= {"TOTAL_ROW_SET_ASIDE", "NUMBER_AS_TEXT"}
    assert reading.period == "year"


@SETTINGS
@given(wanted=some_figures(list(NESTED)), change=disturb, above=letterhead, numbered=st.booleans())
def test_a_header_of_two_merged_rows_reads_back(
    plan: Plan, tmp_path: Path, wanted: Figures, change: Callable[[str], str], above: list[str], numbered: bool
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
    assert filed_as(reading.returns) == expected(wanted)
    assert reading.diagnostics == ()


@pytest.mark.slow
@SETTINGS
@given(
    wanted=some_figures(COUNTS), order=st.permutations(COUNTS), change=disturb, above=letterhead, how=typed,
    columns=st.permutations(["label", "measure", "figure", "note"]), grouped=st.booleans(), signed=st.booleans(),
)  # fmt: skip
def test_a_form_for_each_district_reads_back(
    plan: Plan, tmp_path: Path, wanted: Figures, order: list[str], change: Callable[[str], str], above: list[str],
    how: Callable[[int], str], columns: list[str], grouped: bool, signed: bool,
) -> None:  # fmt: skip
    heads = {"label": "Chỉ tiêu", "measure": "Đơn vị tính", "figure": "Số liệu", "note": "Ghi chú"}
    for unit, row in wanted.items():
        rows = [[line] for line in above] + [[f"Đơn vị báo cáo: {plan.unit[unit].name.vi}"], ["6 THÁNG ĐẦU NĂM 2023"]]
        rows.append(["TT", *(change(heads[column]) for column in columns)])
        for number, name in enumerate(order, 1):
            if grouped and number % 2:
                rows.append(["I", *("CÔNG TÁC CHUNG" if column == "label" else "" for column in columns)])
            spec = plan.fields[name]
            measure = getattr(spec, "unit_of_measure").vi  # noqa: B009 - only counts are drawn
            cells = {"label": change(spec.label.vi), "measure": change(measure), "figure": how(row[name]), "note": ""}
            rows.append([str(number), *(cells[column] for column in columns)])
        rows += [[], ["", "NGƯỜI LẬP BIỂU"]] if signed else []
        reading = read_workbook(write(tmp_path / "a.xlsx", Sheet1=rows), plan, name="a.xlsx")
        assert filed_as(reading.returns) == {unit: row}
        assert {fault.code.name for fault in reading.diagnostics} <= {"NUMBER_AS_TEXT"}
        assert reading.period == "half_year"


@SETTINGS
@given(
    change=disturb,
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
    assert filed_as(reading.returns) == {
        "so-gddt": {"students_total": students},
        "cong-an-tinh": {"crimes_handled": crimes},
        "bao-hai-duong": {f"news_items/{month}": count for month, count in enumerate(months, 1)},
    }
    assert reading.diagnostics == ()


@pytest.fixture(scope="module")
def sound(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    rows = [["TỔNG HỢP NĂM 2023"], ["Đơn vị", *(plan.fields[name].label.vi for name in COUNTS)]]
    rows += [[plan.unit[unit].name.vi, "1", "2", "3", "4", "5"] for unit in DISTRICTS]
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
