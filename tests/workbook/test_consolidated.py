"""Sheets with a row for each unit."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from khpcmd.diagnostics import Code
from khpcmd.diagnostics.parameters import Ref, Stored
from khpcmd.plan.load import load_plan
from khpcmd.render.csv import COLUMNS
from khpcmd.returns import CellState, Key
from khpcmd.workbook.read import Reading, read_workbook
from khpcmd.workbook.sheets import REPORT_SIGN, SIGN_COLUMN
from places import RETURNS
from workbook.conftest import Read
from workbook.views import codes, figures, problems, told

HEADER = """
| TT | Đơn vị | Cơ sở KDDV dễ phát sinh TNMD | < | < | < | Tố giác, tin báo | < |
| ^ | ^ | Tổng số | Được kiểm tra | < | Tỷ lệ (%) | Tiếp nhận | Xử lý kịp thời |
| ^ | ^ | ^ | Lượt | Cơ sở | ^ | ^ | ^ |
| (A) | (B) | (1) | (2) | (3) | (4)=(3)/(1) | (5) | (6) |
"""
ROWS = """
| 1 | TP. Hải Dương | 412 | 130 | 96 | 23.3 | 7 | 7 |
| 2 | TP. Chí Linh | 188 | - | 41 | 21.8 | Không | - |
"""
TITLE = "| UBND TỈNH HẢI DƯƠNG |\n| | BIỂU TỔNG HỢP KẾT QUẢ NĂM 2023 |\n"
FLAT = "| TT | Đơn vị | Tổng số CSKD dịch vụ | Số cơ sở được kiểm tra |\n"


@pytest.mark.parametrize(
    "total", ["| | Toàn tỉnh |", "| | Tổng cộng |", "| Cộng | < |", "| | Tổng số |", "| | Tỉnh Hải Dương |"]
)
def test_a_total_first_or_last_is_set_aside(read: Read, total: str) -> None:
    for rows in (total + "\n" + ROWS, ROWS + total + "\n"):
        reading = read(TITLE + HEADER + rows)
        assert codes(reading) == ["TOTAL_ROW_SET_ASIDE"]
        assert [filed.unit for filed in reading.returns] == ["288", "290"]


@pytest.mark.parametrize(
    ("total", "wrong"), [("2", []), ("3", ["C7"]), ("'3", ["C7"]), ("-", []), ("x", []), ("1", [])]
)
def test_a_total_of_a_column_of_answers_is_how_many_said_yes(read: Read, total: str, wrong: list[str]) -> None:
    rows = "| 1 | TP. Hải Dương | Có |\n| 2 | TP. Chí Linh | x |\n| 3 | Huyện Nam Sách | Không |\n"
    reading = read(f"{TITLE}| TT | Đơn vị | Đã xây dựng kế hoạch |\n{rows}| | Tổng cộng | {total} |\n")
    assert [place for code, place in told(reading) if code == "TOTAL_MISMATCH"] == wrong


def test_a_total_that_does_not_add_up_is_told_at_its_cell(read: Read) -> None:
    reading = read(TITLE + HEADER + ROWS + "| | Tổng cộng | 601 | 130 | '137 | | 7 | |\n")
    assert told(reading) == [("TOTAL_ROW_SET_ASIDE", "B9"), ("TOTAL_MISMATCH", "C9")]
    assert reading.diagnostics[1].params == {"field": Ref("field", "venues_total"), "found": Stored(601), "sum": 600}


@pytest.mark.parametrize(
    ("total", "wrong"),
    [("600", []), ("khoảng 600", []), ("599", ["C9"]), ("599.5", ["C9"]), ("-600", ["C9"]), ("khoảng 599", ["C9"]),
     ("Tổng: 599", ["C9"]), ("100%", []), ("từ 599 đến 601", []), ("chưa có số liệu", [])],
)  # fmt: skip
def test_a_total_that_is_no_count_is_compared_as_well(read: Read, total: str, wrong: list[str]) -> None:
    reading = read(TITLE + HEADER + ROWS + f"| | Tổng cộng | {total} | 130 | 137 | | 7 | |\n")
    assert [place for code, place in told(reading) if code == "TOTAL_MISMATCH"] == wrong


def test_a_total_is_not_compared_where_a_figure_is_missing_or_unread(read: Read) -> None:
    rows = "| 1 | TP. Hải Dương | abc | |\n| 2 | TP. Chí Linh | 188 | 41 |\n| | Tổng cộng | 600 | 137 |\n"
    assert codes(read(TITLE + FLAT + rows)) == ["NOT_A_NUMBER", "TOTAL_ROW_SET_ASIDE"]


def test_a_total_is_not_compared_where_a_row_has_no_known_unit(read: Read) -> None:
    rows = "| 1 | TP. Hải Dương | 4 | 1 |\n| 2 | Huyện Xa Lạ | 1 | 1 |\n| | Tổng cộng | 5 | 2 |\n"
    assert codes(read(TITLE + FLAT + rows)) == ["UNKNOWN_UNIT", "TOTAL_ROW_SET_ASIDE"]


def test_groups_fillers_and_empty_rows_are_set_aside(read: Read) -> None:
    rows = (
        "| I | Các thành phố | 600 | |\n| … | … | … |\n"
        + ROWS
        + "---\n| II | Các huyện |\n| 1 | Huyện Nam Sách | 5 |\n"
    )
    reading = read(TITLE + HEADER + rows)
    assert told(reading) == [("ROW_SET_ASIDE", "B7"), ("ROW_SET_ASIDE", "B12")]
    assert [filed.unit for filed in reading.returns] == ["288", "290", "291"]


def test_a_row_numbered_as_a_group_that_names_a_unit_is_the_units(read: Read) -> None:
    reading = read(TITLE + FLAT + "| I | Thành phố Hải Dương | 412 | 96 |\n| II | Huyện Nam Sách | 5 | 1 |\n")
    assert [filed.unit for filed in reading.returns] == ["288", "291"]


def test_an_unknown_unit_is_told_with_a_suggestion_and_never_taken(read: Read) -> None:
    reading = read(TITLE + FLAT + "| 1 | Huyện Bình Gjang | 5 | 1 |\n| 2 | Huyện Nam Sách | 5 | 1 |\n")
    (fault,) = reading.diagnostics
    assert (fault.code, fault.params["suggestion"]) == (Code.UNKNOWN_UNIT, "Huyện Bình Giang")
    assert (str(fault.at), [filed.unit for filed in reading.returns]) == ("returns.xlsx › Sheet1!B4", ["291"])


def test_all_rows_of_unknown_units_are_told_and_the_table_is_still_a_table(read: Read) -> None:
    reading = read(TITLE + FLAT + "| 1 | Quận Ba Đình | 5 | 1 |\n| 2 | Quận Tây Hồ | 5 | 1 |\n")
    assert codes(reading) == ["UNKNOWN_UNIT", "UNKNOWN_UNIT"]


def test_figures_without_a_unit_are_told(read: Read) -> None:
    reading = read(TITLE + FLAT + "| 1 | Huyện Nam Sách | 5 | 1 |\n| 2 | | 6 | 1 |\n")
    assert told(reading) == [("NO_UNIT", "B5")]


def test_a_unit_without_figures_is_there_with_blanks(read: Read) -> None:
    reading = read(TITLE + FLAT + "| 1 | Huyện Nam Sách | | |\n")
    assert [cell.state for cell in reading.returns[0].cells.values()] == [CellState.BLANK, CellState.BLANK]
    assert not reading.returns[0].reported


def test_a_unit_cell_merged_over_two_rows_is_not_two_units(read: Read) -> None:
    reading = read(TITLE + FLAT + "| 1 | Huyện Nam Sách | 5 | 1 |\n| | ^ | | |\n| 2 | Huyện Thanh Hà | 6 | 2 |\n")
    assert codes(reading) == []
    assert {filed.unit: figures(filed)["venues_total"] for filed in reading.returns} == {"291": 5, "294": 6}


def test_a_field_in_two_columns_is_told_and_two_figures_are_a_problem(read: Read) -> None:
    header = "| Đơn vị | Tổng số CSKD dịch vụ | Tổng số CSKD dịch vụ |\n"
    reading = read(TITLE + header + "| Huyện Nam Sách | 5 | 5 |\n| Huyện Thanh Hà | 6 | 7 |\n")
    assert told(reading) == [("FIELD_TWICE", "C3")]
    assert [filed.cells[Key("venues_total")].state for filed in reading.returns] == [CellState.VALUE, CellState.PROBLEM]


def test_an_unknown_column_is_told_with_a_suggestion(read: Read) -> None:
    reading = read(
        TITLE + "| Đơn vị | Tổng số CSKD dịch vụ | Số cơ sở được thanh tra | Ghi chú |\n| Huyện Nam Sách | 5 | 1 | |\n"
    )
    (fault,) = reading.diagnostics
    assert fault.code is Code.UNKNOWN_COLUMN
    likely = [Ref("field", field) for field in ("venues_inspected", "inspection_visits", "venues_total")]
    assert fault.params["suggestion"] == tuple(likely)


def test_a_total_under_an_unknown_group_is_told_as_unknown(read: Read) -> None:
    header = "| Đơn vị | Tổng số CSKD dịch vụ | Khách sạn | < |\n| ^ | ^ | Tổng số | Nữ |\n"
    reading = read(TITLE + header + "| Huyện Nam Sách | 5 | 1 | 2 |\n")
    assert codes(reading) == ["UNKNOWN_COLUMN", "UNKNOWN_COLUMN"]


def test_a_year_above_a_field_decides_too(read: Read) -> None:
    field = "Tội phạm liên quan đến mại dâm được xử lý"
    header = f"| Đơn vị | Năm 2022 | Năm 2023 |\n| ^ | {field} | {field} |\n"
    reading = read(TITLE + header + "| Công an tỉnh | 33 | 34 |\n")
    assert figures(reading.returns[0]) == {"crimes_handled": 34, "crimes_handled/baseline": 33}


def test_a_plan_above_its_number_and_day_hides_neither(read: Read) -> None:
    header = "| Đơn vị | Kế hoạch | < |\n| ^ | Số, ký hiệu kế hoạch | Ngày ban hành |\n"
    reading = read(TITLE + header + "| Huyện Nam Sách | 12/KH-UBND | 12/2/2023 |\n")
    assert set(figures(reading.returns[0])) == {"plan_document", "plan_date"}


def test_a_column_of_a_baseline_that_the_plan_has_not_is_set_aside(read: Read) -> None:
    header = "| Đơn vị | Tổng số CSKD dịch vụ | < |\n| ^ | Năm 2022 | Năm 2023 |\n"
    reading = read(TITLE + header + "| Huyện Nam Sách | 4 | 5 |\n")
    assert (told(reading), figures(reading.returns[0])) == ([("COLUMN_SET_ASIDE", "B4")], {"venues_total": 5})


def test_months_as_columns_under_their_field(read: Read) -> None:
    header = "| Đơn vị | Số tin, bài đăng tải | < | < | < |\n| ^ | Tháng 1 | T2 | 3 | Tổng |\n"
    reading = read(TITLE + header + "| Báo Hải Dương | 3 | - | 4 | 7 |\n")
    assert (codes(reading), figures(reading.returns[0])) == (
        [],
        {"news_items/1": 3, "news_items/2": 0, "news_items/3": 4},
    )


def test_another_unit_of_measure_in_the_header_makes_its_column_a_problem(read: Read) -> None:
    reading = read(
        TITLE
        + "| Đơn vị | Số cơ sở được kiểm tra (lượt) | Tổng số CSKD dịch vụ (cơ sở) |\n| Huyện Nam Sách | 9 | 5 |\n"
    )
    assert told(reading) == [("UNIT_OF_MEASURE", "B3")]
    assert (figures(reading.returns[0]), problems(reading)) == ({"venues_total": 5}, {"venues_inspected"})


def test_the_province_and_the_city_of_one_name_are_told_apart(read: Read) -> None:
    reading = read(TITLE + FLAT + "| | Tỉnh Hải Dương | 5 | 1 |\n| 1 | Hải Dương | 5 | 1 |\n")
    assert [filed.unit for filed in reading.returns] == ["288"]


def test_a_unit_column_is_found_without_a_word_over_it(read: Read) -> None:
    reading = read(TITLE + "| Tên | Tổng số CSKD dịch vụ |\n| Huyện Nam Sách | 5 |\n")
    assert figures(reading.returns[0]) == {"venues_total": 5}


def test_a_header_repeated_on_the_next_page_is_read_on(read: Read) -> None:
    reading = read(TITLE + FLAT + "| 1 | Huyện Nam Sách | 5 | 1 |\n" + FLAT + "| 2 | Huyện Thanh Hà | 6 | 2 |\n")
    assert (codes(reading), [filed.unit for filed in reading.returns]) == ([], ["291", "294"])


def test_what_stands_in_a_cell_is_told_with_the_unit_it_belongs_to(read: Read) -> None:
    reading = read(TITLE + FLAT + "| 1 | Huyện Nam Sách | '102 lượt/86 cơ sở | =1+1 |\n")
    assert [(fault.code, fault.unit, fault.params["found"]) for fault in reading.diagnostics] == [
        (Code.SEVERAL_NUMBERS, "291", "102 lượt/86 cơ sở"),
        (Code.FORMULA_NOT_CALCULATED, "291", "=1+1"),
    ]


def test_a_table_without_any_row_is_told_as_empty(read: Read) -> None:
    assert codes(read(TITLE + FLAT)) == ["SHEET_EMPTY"]


PAIR = """
BIỂU TỔNG HỢP KẾT QUẢ NĂM 2023
| TT | Đơn vị | Tổng số CSKD dịch vụ | Số cơ sở được kiểm tra |
| 1 | Tứ Kỳ | {} | {} |
| 2 | Nam Sách | 12 | 3 |
"""


def test_a_row_holds_its_figures_and_no_others(read: Read) -> None:
    filed, _ = read(PAIR.format(12, 3)).returns
    assert [(key.field, cell.value, cell.raw, str(cell.at)) for key, cell in filed.cells.items()] == [
        ("venues_total", 12, "12", "returns.xlsx › Sheet1!C3"),
        ("venues_inspected", 3, "3", "returns.xlsx › Sheet1!D3"),
    ]
    assert Key("strange") not in filed.cells
    assert filed.cells.get(Key("strange")) is None
    assert filed.value(Key("strange")) is None


@pytest.mark.parametrize("written", ["'12", "12 cơ sở", "-", "3.5", "7{0%}"])
def test_what_is_no_plain_number_in_a_row_is_kept_as_it_was_read(read: Read, written: str) -> None:
    filed, _ = read(PAIR.format(written, 3)).returns
    cell = filed.cells[Key("venues_total")]
    assert str(cell.at) == "returns.xlsx › Sheet1!C3"
    assert cell.raw == written.lstrip("'").partition("{")[0]
    assert filed.cells[Key("venues_inspected")].value == 3
    assert filed.value(Key("venues_total")) == cell.value


def test_a_second_row_of_a_unit_that_says_the_same_changes_nothing(read: Read) -> None:
    once, twice = (read(PAIR.format(12, 3) + again).returns for again in ("", "| 3 | Tứ Kỳ | 12 | 3 |"))
    assert dict(once[0].cells) == dict(twice[0].cells)


# a workbook of results that lies among the returns reports nothing, and is named


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
