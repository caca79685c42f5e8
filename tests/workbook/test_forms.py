"""Forms with a row for each field: one unit, or several as groups."""

from __future__ import annotations

import pytest

from khpcmd.diagnostics import Code, Location
from khpcmd.diagnostics.parameters import Ref
from khpcmd.returns import Basis, CellState, Key
from khpcmd.workbook.read import Reading
from workbook.conftest import Read
from workbook.views import codes, figures, problems, told

HEADER = "| TT | Chỉ tiêu | Đơn vị tính | Số liệu | Ghi chú |"


def one(text: str, *, unit: str = "Huyện Nam Sách", year: str = "NĂM 2023") -> str:
    """A form of one unit with these rows below its header."""
    return f"Đơn vị báo cáo: {unit}\nBÁO CÁO {year}\n{HEADER}\n{text}"


def test_a_cell_keeps_what_was_typed_and_where_it_stands(read: Read) -> None:
    (filed,) = read(
        one("| 1 | Số cơ sở được kiểm tra | lượt | 102 |\n| 2 | Số lượt cơ sở được kiểm tra | lượt | - |")
    ).returns
    found = {key.field: (cell.state, cell.value, cell.raw, str(cell.at)) for key, cell in filed.cells.items()}
    assert found == {
        "venues_inspected": (CellState.PROBLEM, None, "102", "returns.xlsx › Sheet1!D4"),
        "inspection_visits": (CellState.DECLARED_ZERO, 0, "-", "returns.xlsx › Sheet1!D5"),
    }


def test_the_period_is_never_taken_from_a_date_or_a_document_number(read: Read) -> None:
    letterhead = "Căn cứ Công văn số: 45/CV-LĐTBXH ngày 12/6/2022\nNam Sách, ngày 12 tháng 12 năm 2023\n"
    reading = read(letterhead + one("| 1 | Tổng số CSKD dịch vụ | cơ sở | 86 |"))
    assert (reading.period, codes(reading)) == ("year", [])


@pytest.mark.parametrize(
    ("columns", "cells", "current", "baseline"),
    [
        ("Cùng kỳ 2022 | Kế hoạch 2023 | Thực hiện 6 tháng | % so KH", "4 | 9 | 5 | 55.5", 5, 4),
        ("Năm 2022 | Năm 2023 | Tăng, giảm (%)", "4 | 5 | 25", 5, 4),
        ("Thực hiện | Cùng kỳ năm trước | So với cùng kỳ (%)", "5 | 4 | 25", 5, 4),
        ("Kế hoạch | Kết quả thực hiện | Tỷ lệ (%)", "9 | 5 | 55.5", 5, None),
        ("2022 | 2023", "4 | 5", 5, 4),
        ("Năm 2021 | Năm 2022 | Năm 2023", "3 | 4 | 5", 5, 4),
    ],
)
def test_of_several_figure_columns_the_current_one_is_taken(
    read: Read, columns: str, cells: str, current: int, baseline: int | None
) -> None:
    reading = read(
        f"UBND huyện Nam Sách\n6 tháng đầu năm 2023\n| TT | Chỉ tiêu | ĐVT | {columns} | Ghi chú |\n"
        f"| 1 | Tội phạm liên quan đến mại dâm được xử lý | vụ | {cells} |\n"
    )
    (filed,) = reading.returns
    assert codes(reading) == []
    assert filed.cells[Key("crimes_handled")].value == current
    earlier = filed.cells.get(Key("crimes_handled", Basis.BASELINE))
    assert (earlier.value if earlier else None) == baseline


def test_years_in_two_header_rows_are_read_too(read: Read) -> None:
    reading = read(
        "UBND huyện Nam Sách\nNăm 2023\n| TT | Chỉ tiêu | ĐVT | Thực hiện | < |\n| ^ | ^ | ^ | Năm 2022 | Năm 2023 |\n"
        "| 1 | Tội phạm liên quan đến mại dâm được xử lý | vụ | 4 | 5 |\n"
    )
    (filed,) = reading.returns
    assert figures(filed) == {"crimes_handled": 5, "crimes_handled/baseline": 4}


def test_a_baseline_column_of_another_span_is_left_out(read: Read) -> None:
    reading = read(
        "UBND huyện Nam Sách\nNăm 2023\n| TT | Chỉ tiêu | ĐVT | 6 tháng 2022 | Năm 2023 |\n"
        "| 1 | Tội phạm liên quan đến mại dâm được xử lý | vụ | 4 | 5 |\n"
    )
    assert told(reading) == [("BASELINE_PERIOD", "D3")]
    assert figures(reading.returns[0]) == {"crimes_handled": 5}


def test_the_baseline_is_wanted_only_where_the_plan_has_one(read: Read) -> None:
    reading = read(
        "UBND huyện Nam Sách\nNăm 2023\n| TT | Chỉ tiêu | ĐVT | Năm 2022 | Năm 2023 |\n"
        "| 1 | Tổng số CSKD dịch vụ | cơ sở | chưa rõ | 86 |\n"
    )
    assert (codes(reading), figures(reading.returns[0])) == ([], {"venues_total": 86})


def test_a_unit_of_measure_in_brackets_is_compared_too(read: Read) -> None:
    assert codes(read(one("| 1 | Số cơ sở được kiểm tra (cơ sở) | | 12 |"))) == []
    assert codes(read(one("| 1 | Số cơ sở được kiểm tra (lượt) | | 12 |"))) == ["UNIT_OF_MEASURE"]


def test_a_field_twice_with_the_same_figure_stands_and_is_told(read: Read) -> None:
    reading = read(one("| 1 | Tổng số CSKD dịch vụ | | 86 |\n| 2 | Tổng số CSKD dịch vụ | | 86 |"))
    assert told(reading) == [("FIELD_TWICE", "D5")]
    assert figures(reading.returns[0]) == {"venues_total": 86}


def test_an_unknown_row_is_told_with_a_suggestion_and_read_by_nobody(read: Read) -> None:
    reading = read(one("| 1 | Tổng số CSKD dich vu khac | | 86 |\n| 2 | Số học sinh, sinh viên | người | 9 |"))
    (fault,) = reading.diagnostics
    assert fault.code is Code.UNKNOWN_ROW
    assert fault.params["suggestion"]
    assert figures(reading.returns[0]) == {"students_total": 9}


def test_a_row_without_accents_is_taken_with_a_warning(read: Read) -> None:
    reading = read(one("| 1 | Tong so CSKD dich vu | | 86 |"))
    assert (codes(reading), figures(reading.returns[0])) == (["HEADER_FOLDED"], {"venues_total": 86})


def test_a_month_of_another_year_is_not_read(read: Read) -> None:
    reading = read(one("| 1 | Số tin, bài đăng tải | | |\n| | Tháng 12/2022 | | 3 |", unit="Báo Hải Dương"))
    assert codes(reading) == ["ROW_OF_OTHER_SPAN"]
    assert figures(reading.returns[0]) == {}


def test_rows_above_the_first_group_belong_to_the_unit_of_the_letterhead_or_to_nobody(read: Read) -> None:
    rows = f"{HEADER}\n| 1 | Số học sinh, sinh viên | người | 9 |\n"
    rows += "| I | Công an tỉnh |\n| 1 | Tổng số CSKD dịch vụ | | 1 |"
    assert told(read(f"NĂM 2023\n{rows}")) == [("NO_UNIT", "B3")]
    reading = read(f"SỞ GIÁO DỤC VÀ ĐÀO TẠO\nNĂM 2023\n{rows}")
    assert {filed.unit: set(figures(filed)) for filed in reading.returns} == {
        "so-gddt": {"students_total"},
        "cong-an-tinh": {"venues_total"},
    }


def unit_of(reading: Reading) -> str:
    return reading.returns[0].unit if reading.returns else ""


ROW = "| 1 | Tổng số CSKD dịch vụ | cơ sở | 86 |"


@pytest.mark.parametrize(
    "heading",
    [
        "Đơn vị báo cáo: Huyện Nam Sách",
        "| Đơn vị báo cáo: | UBND huyện Nam Sách |",
        "| Đơn vị nhận báo cáo: Sở Lao động - Thương binh và Xã hội | Đơn vị báo cáo: Nam Sách |",
        "UBND HUYỆN NAM SÁCH",
        "ỦY BAN NHÂN DÂN HUYỆN NAM SÁCH",
        "Phòng LĐTBXH huyện Nam Sách",
        "H.Nam Sách",
        "BÁO CÁO KẾT QUẢ CỦA HUYỆN NAM SÁCH NĂM 2023",
        "UBND TỈNH HẢI DƯƠNG\nUBND HUYỆN NAM SÁCH",
        "Kính gửi: Sở Lao động - Thương binh và Xã hội\nUBND huyện Nam Sách",
        "UBND HUYỆN NAM SÁCH - PHÒNG LĐTBXH",
    ],
)
def test_the_unit_is_found_where_letterheads_name_it(read: Read, heading: str) -> None:
    reading = read(f"{heading}\nNĂM 2023\n{HEADER}\n{ROW}")
    assert (unit_of(reading), codes(reading)) == ("291", [])


@pytest.mark.parametrize(
    ("name", "sheet"),
    [
        ("BC 2023 NAM SACH lan 2 (sua).xlsx", "Sheet1"),
        ("NamSach_2023.xlsx", "Sheet1"),
        ("huyện_Nam_Sách.xlsx", "Sheet1"),
        ("returns.xlsx", "Nam Sách"),
        ("returns.xlsx", "H. Nam Sách"),
    ],
)
def test_the_unit_is_found_in_the_name_of_the_sheet_or_the_file(read: Read, name: str, sheet: str) -> None:
    reading = read(name=name, **{sheet: f"NĂM 2023\n{HEADER}\n{ROW}"})
    assert (unit_of(reading), codes(reading)) == ("291", [])


def test_two_places_that_name_two_units_are_a_conflict_and_nothing_is_believed(read: Read) -> None:
    reading = read(f"UBND HUYỆN NAM SÁCH\nNĂM 2023\n{HEADER}\n{ROW}", name="BC Thanh Ha.xlsx")
    (fault,) = reading.diagnostics
    assert (fault.code, fault.params["unit"]) == (Code.UNIT_CONFLICT, Ref("unit", "291"))
    assert (fault.at, fault.params["found"]) == (Location("BC Thanh Ha.xlsx"), "BC Thanh Ha.xlsx")
    assert problems(reading) == {"venues_total"}
    in_title = read(f"UBND HUYỆN NAM SÁCH\nBÁO CÁO CỦA HUYỆN THANH HÀ NĂM 2023\n{HEADER}\n{ROW}")
    assert codes(in_title) == ["UNIT_CONFLICT"]


def test_binh_giang_and_ninh_giang_are_never_taken_for_one_another(read: Read) -> None:
    for name, unit in (("Bình Giang", "296"), ("Ninh Giang", "299"), ("Binh Giang", "296"), ("NINH GIANG", "299")):
        assert unit_of(read(one(ROW, unit=name))) == unit


def test_another_class_word_is_taken_with_a_warning_and_a_township_is_not_its_district(read: Read) -> None:
    assert codes(read(one(ROW, unit="Huyện Chí Linh"))) == ["UNIT_CLASS_WORD"]
    assert unit_of(read(one(ROW, unit="Thị trấn Nam Sách"))) == "10606"
    assert codes(read(one(ROW, unit="Thị trấn Bình Giang"))) == ["COMMUNE_RETURN"], "there is none of that name"


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("6 THÁNG ĐẦU NĂM 2023", "half_year"),
        ("6 tháng năm 2023", "half_year"),
        ("Kỳ báo cáo: 06 tháng đầu năm", "half_year"),
        ("SỐ LIỆU 6 THÁNG ĐẦU NĂM VÀ PHƯƠNG HƯỚNG 6 THÁNG CUỐI NĂM 2023", "half_year"),
        ("6 tháng (từ tháng 12/2022 đến tháng 6/2023) năm 2023", "half_year"),
        ("BÁO CÁO NĂM 2023", "year"),
        ("KẾT QUẢ CẢ NĂM 2023", "year"),
        ("KẾT QUẢ THỰC HIỆN KẾ HOẠCH 416/KH-UBND NĂM 2023", "year"),
        ("Returns for the first half of 2023", "half_year"),
        ("Returns for the half-year 2023", "half_year"),
        ("half year 2023", "half_year"),
        ("1st half-year 2023", "half_year"),
        ("Kết quả phòng, chống mại dâm", ""),
    ],
)
def test_the_period_is_read_from_the_title(read: Read, title: str, period: str) -> None:
    reading = read(f"UBND huyện Nam Sách\n{title}\n{HEADER}\n{ROW}")
    assert (reading.period, codes(reading)) == (period, [])


@pytest.mark.parametrize("words", ["Last half-year", "the next half-year", "Half-year II", "BC half year"])
def test_a_half_year_that_may_be_another_is_asked_about(read: Read, words: str) -> None:
    reading = read(f"UBND huyện Nam Sách\n{words} 2023\n{HEADER}\n{ROW}")
    assert (reading.period, codes(reading)) == ("", ["OTHER_MEANING"])


@pytest.mark.parametrize(
    "title", ["9 THÁNG ĐẦU NĂM 2023", "QUÝ II NĂM 2023", "THÁNG 6 NĂM 2023", "6 THÁNG CUỐI NĂM 2023"]
)
def test_a_span_that_is_no_period_of_the_plan_is_told_and_never_taken_for_the_year(read: Read, title: str) -> None:
    reading = read(f"UBND huyện Nam Sách\nBÁO CÁO {title}\n{HEADER}\n{ROW}")
    assert (codes(reading), reading.period) == (["WRONG_PERIOD"], "")
    assert problems(reading) == {"venues_total"}


def test_a_file_of_the_baseline_year_gives_its_own_figures_as_current_ones(read: Read) -> None:
    text = (
        f"UBND huyện Nam Sách\nBÁO CÁO NĂM 2022\n{HEADER}\n| 1 | Tội phạm liên quan đến mại dâm được xử lý | vụ | 4 |"
    )
    reading = read(text, baseline=True)
    assert (codes(reading), figures(reading.returns[0])) == ([], {"crimes_handled": 4})
    assert codes(read(text.replace("2022", "2023"), baseline=True)) == ["WRONG_YEAR"]


def test_a_merged_figure_belongs_to_nobody(read: Read) -> None:
    reading = read(one("| 1 | Tổng số CSKD dịch vụ | | 86 |\n| 2 | Số cơ sở được kiểm tra | | ^ |"))
    assert told(reading) == [("MERGED_FIGURE", "D4:D5")]
    assert problems(reading) == {"venues_total", "venues_inspected"}


def test_a_single_figure_column_under_an_unusual_header_is_taken(read: Read) -> None:
    reading = read("UBND huyện Nam Sách\nNăm 2023\n| TT | Chỉ tiêu | ĐVT | Huyện báo | Ghi chú |\n" + ROW)
    assert (codes(reading), figures(reading.returns[0])) == ([], {"venues_total": 86})


def test_a_date_typed_in_words_does_not_end_the_table(read: Read) -> None:
    reading = read(
        one("| | Ngày ban hành kế hoạch | | ngày 12 tháng 2 năm 2023 |\n| 1 | Tổng số CSKD dịch vụ | cơ sở | 86 |")
    )
    assert set(figures(reading.returns[0])) == {"plan_date", "venues_total"}


def test_an_empty_workbook_and_one_without_a_table_are_told_apart(read: Read) -> None:
    assert codes(read(Sheet1="", Sheet2="")) == ["SHEET_EMPTY"]
    assert codes(read("Xin chào")) == ["NO_TABLE"]
