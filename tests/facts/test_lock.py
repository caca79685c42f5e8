"""What the readers of the layouts believed by its words, and the table model does not by where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.plan.load import load_plan
from khpcmd.workbook.read import Reading, read_workbook
from workbook.builder import fill, rows_of

FORM = """
UBND HUYỆN NAM SÁCH
KẾT QUẢ CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM NĂM 2023
{above}
| TT | Chỉ tiêu | Đơn vị tính | Số liệu |
| 1 | Tổng số CSKD dịch vụ | cơ sở | 86 |
| 2 | Số cơ sở được kiểm tra | cơ sở | 20 |
"""
UNITS = """
UBND TỈNH HẢI DƯƠNG
BIỂU TỔNG HỢP NĂM 2023
{above}
| TT | Đơn vị | Tổng số CSKD dịch vụ | Số cơ sở được kiểm tra |
| 1 | Huyện Nam Sách | 86 | 20 |
| 2 | Huyện Tứ Kỳ | 60 | 15 |
"""
OTHERS = [
    "Tỉnh khác",
    "Của Công an tỉnh",
    "Lượt",
    "Số liệu của Sở Y tế",
    "Năm 2022",
    "Quý IV",
    "Nghìn cơ sở",
    "Khoản vay",
    "Sở Y tế",
    "Công an tỉnh",
    "Số lượt",
    "Số vụ",
    "Số người",
]
"""What a text in the blank cell above one column, or merged above some, may say of it; whoever wrote these did not look
at the words that khpcmd knows."""


def read(rows: str, folder: Path) -> Reading:
    book = Workbook()
    assert book.active is not None
    fill(book.active, rows_of(rows))
    book.save(folder / "returns.xlsx")
    return read_workbook(folder / "returns.xlsx", load_plan(None).plan, name="returns.xlsx")


def believed(rows: str, folder: Path) -> int:
    """How many figures of a sheet are."""
    return sum(cell.known for filed in read(rows, folder).returns for cell in filed.cells.values())


def questions(rows: str, folder: Path) -> list[Diagnostic]:
    """What is asked because of a place."""
    codes = Code.PLACE_UNCLEAR, Code.FIGURE_UNCLEAR
    return [one for one in read(rows, folder).diagnostics if one.code in codes]


@pytest.mark.parametrize(("sheet", "figures"), [(FORM, 2), (UNITS, 4)])
def test_without_the_text_every_figure_is_believed(tmp_path: Path, sheet: str, figures: int) -> None:
    assert believed(sheet.format(above=""), tmp_path) == figures


@pytest.mark.parametrize("text", OTHERS)
def test_a_text_above_the_column_of_figures_may_be_its_header(tmp_path: Path, text: str) -> None:
    assert believed(FORM.format(above=f"| | | | {text} |"), tmp_path) == 0


@pytest.mark.parametrize("text", OTHERS)
@pytest.mark.parametrize(
    "above",
    ["| | | {} | |", "| | | {} | < |", "| | | {} | < |\n| | | Cụm số 1 | < |", "| | | {} | < |\n| |"],
    ids=["above one", "merged above both", "and a row of clusters", "and a blank row"],
)
def test_a_text_above_columns_of_a_table_of_units_may_be_their_header(tmp_path: Path, above: str, text: str) -> None:
    assert believed(UNITS.format(above=above.format(text)), tmp_path) == 0


def test_what_is_told_of_another_text_does_not_stand_for_the_question(tmp_path: Path) -> None:
    above = "| | | Tỉnh khác | |"
    assert believed(UNITS.format(above=above) + "| 3 | Huyện tỉnh khác | 5 | 6 |", tmp_path) == 0
    assert believed(UNITS.format(above=above) + "| 3 | Huyện Gia Lộc | Tỉnh khác | ? |", tmp_path) == 0


def test_the_question_stands_at_the_text_and_quotes_words_of_the_sheet(tmp_path: Path) -> None:
    (asked,) = questions(UNITS.format(above="| | | Số liệu của Sở Y tế | < |"), tmp_path)
    assert (asked.code, asked.at and asked.at.cell) == (Code.PLACE_UNCLEAR, "C3")
    assert asked.params == {"found": "Số liệu của Sở Y tế", "count": 4}
    (unclear,) = questions(UNITS.format(above="| | | Huyện Gia Lộc | < |"), tmp_path)
    assert (unclear.code, unclear.params) == (Code.FIGURE_UNCLEAR, {"found": "86", "count": 4})


@pytest.mark.parametrize("year", ["2021", "2022"])
@pytest.mark.parametrize("row", ["| {} |", "| {} | < | < | < |"], ids=["left of the names", "merged over the table"])
def test_a_year_that_is_a_number_heads_the_rows_below_it(tmp_path: Path, row: str, year: str) -> None:
    sheet = UNITS.format(above="")
    before, after = sheet.split("| 1 |")
    assert believed(f"{before}{row.format(year)}\n| 1 |{after}", tmp_path) == 0
    assert believed(f"{before}{row.format(2023)}\n| 1 |{after}", tmp_path) == 4


@pytest.mark.parametrize("said", ["2022", "31/12/2022", "Chưa"])
def test_what_is_merged_left_of_rows_heads_them(tmp_path: Path, said: str) -> None:
    sheet = UNITS.format(above="").replace("| TT | Đơn vị", "| | Đơn vị")
    rows = sheet.replace("| 1 | Huyện Nam", f"| {said} | Huyện Nam").replace("| 2 | Huyện", "| ^ | Huyện")
    assert believed(rows, tmp_path) == 0
    assert believed(rows.replace(f"| {said} |", "| 12/12/2023 |"), tmp_path) == 4


OF_FIGURES = [(head, said, 0) for head in ("Thời điểm", "Số liệu năm", "") for said in ("31/12/2022", "2022")]


@pytest.mark.parametrize(("head", "said", "figures"), [*OF_FIGURES, ("Ngày thành lập", "31/12/2022", 4)])
def test_a_column_of_times_between_names_and_figures_is_of_the_figures(
    tmp_path: Path, head: str, said: str, figures: int
) -> None:
    sheet = UNITS.format(above="").replace("| Tổng", f"| {head} | Tổng").replace("| 86", f"| {said} | 86")
    assert believed(sheet.replace("| 60", f"| {said} | 60"), tmp_path) == figures


@pytest.mark.parametrize("said", ["2022", "Huyện Thanh Hà", "Xã Nam Hưng", "Khách sạn", "Năm qua", "Công an tỉnh"])
def test_what_stands_above_figures_in_the_row_of_a_group_may_be_their_header(tmp_path: Path, said: str) -> None:
    form, units = FORM.format(above=""), UNITS.format(above="")
    assert believed(form.replace("| 1 |", f"| I | Kiểm tra | | {said} |\n| 1 |"), tmp_path) == 0
    assert believed(units.replace("| 1 |", f"| I | Các huyện | {said} | {said} |\n| 1 |"), tmp_path) == 0


@pytest.mark.parametrize("said", ["Cộng dồn từ 2021", "Cộng dồn 3 năm 2021-2023"])
def test_a_group_that_adds_up_is_asked_what_it_adds(tmp_path: Path, said: str) -> None:
    assert believed(UNITS.format(above="").replace("| 1 |", f"| I | {said} | | |\n| 1 |"), tmp_path) == 0


@pytest.mark.parametrize(("head", "figures"), [("Thời điểm", 2), ("Báo cáo ngày", 2), ("Ngày thành lập", 4)])
def test_a_column_of_days_right_of_figures_is_of_them(tmp_path: Path, head: str, figures: int) -> None:
    rows = [
        f"{line} {said} |" for line, said in zip(UNITS.split("\n")[4:7], (head, "14/12/2023", "9/6/2023"), strict=True)
    ]
    assert believed("\n".join(["TỔNG HỢP NĂM 2023", *rows]), tmp_path) == figures


def test_a_row_of_remarks_below_units_across_speaks_of_its_columns(tmp_path: Path) -> None:
    rows = "TỔNG HỢP NĂM 2023\n| Chỉ tiêu | Huyện Nam Sách | Huyện Tứ Kỳ |\n| Tổng số CSKD dịch vụ | 40 | 57 |\n"
    assert believed(f"{rows}| Ghi chú | | lấy lại số 2022 |", tmp_path) == 1
    assert believed(f"{rows}| Ghi chú | đã đối chiếu | |", tmp_path) == 2


def test_a_head_that_is_merged_over_two_columns_of_figures_names_neither(tmp_path: Path) -> None:
    rows = "TỔNG HỢP NĂM 2023\n| Đơn vị | Tổng số CSKD dịch vụ | < | Số cơ sở được kiểm tra |\n| Huyện Nam Sách |"
    assert believed(f"{rows} 40 | 43 | 12 |", tmp_path) == 1
    assert believed(f"{rows} 40 | | 12 |", tmp_path) == 2


@pytest.mark.parametrize(("times", "figures"), [("2023 | 2022", 1), ("2023 | 2023", 2), ("12 | 6", 0)])
def test_a_row_of_times_says_of_which_time_each_column_is(tmp_path: Path, times: str, figures: int) -> None:
    head = "Tháng" if "12" in times else "Năm"
    rows = ["| Chỉ tiêu | Huyện Nam Sách | Huyện Tứ Kỳ |", "| Tổng số CSKD dịch vụ | 40 | 57 |"]
    assert believed("\n".join(["TỔNG HỢP NĂM 2023", *rows, f"| {head} | {times} |"]), tmp_path) == figures
    assert believed("\n".join(["TỔNG HỢP NĂM 2023", rows[0], f"| {head} | {times} |", rows[1]]), tmp_path) == figures


@pytest.mark.parametrize(
    ("rows", "figures"),
    [
        (
            "| Đơn vị | Tổng số CSKD dịch vụ | < | < |\n| ^ | Quý III | Quý IV | Cộng |\n| Nam Sách | 3 | 4 | 7 |",
            0,
        ),
        ("| Đơn vị | Tổng số CSKD dịch vụ | < |\n| | Năm 2023 | |\n| Huyện Nam Sách | 6 | |\n| Huyện Tứ Kỳ | | 7 |", 1),
        (
            (
                "| Chỉ tiêu | Huyện Nam Sách | < |\n| | Thực hiện | |\n| Tổng số CSKD dịch vụ | 6 | |\n"
                "| Số cơ sở được kiểm tra | | 7 |"
            ),
            0,
        ),
    ],
    ids=["a total of two quarters", "half of a head is not divided", "half of a unit's head is not divided"],
)
def test_what_stands_below_a_merged_head_is_not_all_of_it(tmp_path: Path, rows: str, figures: int) -> None:
    assert believed(f"TỔNG HỢP NĂM 2023\n{rows}", tmp_path) == figures


@pytest.mark.parametrize(
    ("rows", "figures"),
    [
        ("Huyện Nam Sách | 60\nHuyện Tứ Kỳ | 40\nHải Dương | 100", 2),
        ("Nam Sách | 60\nTứ Kỳ | 40\nHải Dương | 100", 2),
        ("Nam Sách | 60\nTứ Kỳ | 40\nHải Dương | 90", 3),
        ("Huyện Nam Sách | 60\nHuyện Tứ Kỳ | 40\nThành phố Hải Dương | 100", 3),
    ],
)
def test_a_name_that_the_province_has_too_is_the_citys_where_nothing_else_fits(
    tmp_path: Path, rows: str, figures: int
) -> None:
    table = "\n".join(f"| {row} |" for row in ("Đơn vị | Tổng số CSKD dịch vụ", *rows.splitlines()))
    assert believed(f"TỔNG HỢP NĂM 2023\n{table}", tmp_path) == figures


@pytest.mark.parametrize(
    "rows",
    [
        "| ĐVT | Số liệu | Chỉ tiêu |\n| cơ sở | 7 | Tổng số CSKD dịch vụ |\n| lượt | 5 | Số lượt kiểm tra cơ sở |",
        "| Chỉ tiêu | Nữ | Tổng số |\n| Tổng số CSKD dịch vụ | 3 | 7 |\n| Số lượt kiểm tra cơ sở | | 5 |",
        (
            "| Chỉ tiêu | Số liệu |\n| Tổng số CSKD dịch vụ | 7 |\n| Chỉ tiêu | Số liệu | Ghi chú |\n"
            "| Số cơ sở được kiểm tra | 5 |"
        ),
    ],
    ids=["names right of their figures", "a part beside the total", "remarks in the header of the next page"],
)
def test_what_stands_there_says_nothing_against_the_figures(tmp_path: Path, rows: str) -> None:
    assert believed(f"UBND HUYỆN NAM SÁCH\nBÁO CÁO NĂM 2023\n{rows}", tmp_path) == 2
