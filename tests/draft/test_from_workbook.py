"""What a workbook says without a plan: the year of its titles, and each unit once however its name is written."""

from __future__ import annotations

from pathlib import Path

import pytest

import days_plan
from khpcmd.diagnostics import Code
from khpcmd.draft.found import nicely
from khpcmd.draft.from_workbook import draft_of
from khpcmd.draft.next_year import next_year
from khpcmd.draft.quote_advice import advice_on_placeholders, placeholder_in
from khpcmd.plan.lint import lint_file
from khpcmd.plan.load import parse_plan
from khpcmd.workbook.file.limits import Limits
from workbook.builder import write

TABLE = """
| TT | Đơn vị | Số công trình hoàn thành kể từ năm 2021 | Số lao động được đào tạo | < |
| ^ | ^ | ^ | Năm 2024 | Năm 2025 |
| 1 | H. Bắc Sơn Trà | 5 | 690 | 705 |
| 2 | TX. Tân Lam | 6 | 1050 | 1104 |
"""
COMMUNES = """
| TT | Tên xã, phường | Tổng số hộ |
| | Huyện Bắc Sơn Trà | |
| 1 | Xã Sơn Trà | 4100 |
| 2 | Xã Sơn Bắc | 3900 |
| | Thị xã Tân Lam | |
| 3 | Phường Tân Thanh | 3000 |
"""


@pytest.mark.parametrize("title", ["Năm 2025", "(Năm 2025)", "Số liệu năm 2025", "BÁO CÁO KẾT QUẢ CẢ NĂM 2025"])
def test_the_year_is_that_of_the_titles_and_not_when_something_began(tmp_path: Path, title: str) -> None:
    path = write(tmp_path / "x.xlsx", A=f"KẾT QUẢ THỰC HIỆN KẾ HOẠCH KỂ TỪ NĂM 2021\n{title}\n{TABLE}")
    draft = draft_of(path, Limits())
    assert (draft.year, draft.baseline_year, draft.year_found) == (2025, 2024, True)
    assert [(field.id, field.baseline) for field in draft.parts.fields] == [
        ("so_cong_trinh_hoan_thanh_ke_tu_nam_2021", False),
        ("so_lao_dong_duoc_dao_tao", True),
    ]


TWO_ROWS = """
| TT | Chỉ tiêu | ĐVT | Năm 2025 | |
| | | | Kế hoạch | Thực hiện |
| 1 | Số cơ sở được kiểm tra | cơ sở | 50 | 40 |
"""
REPEATED = """
| TT | Nội dung | Kết quả |
| 1 | Số cơ sở được kiểm tra | 86 |
| | Tổng cộng |
| TT | Nội dung | Kết quả |
| 1 | Số vụ vi phạm | 98 |
"""
ANSWERED = """
| TT | Đơn vị | Xây dựng kế hoạch |
| 1 | Huyện Bắc Sơn Trà | Đã xây dựng |
| 2 | Thị xã Tân Lam | Chưa ban hành |
"""


@pytest.mark.parametrize(
    ("table", "fields"),
    [
        (TWO_ROWS, [("Số cơ sở được kiểm tra", "Sheet1!B4")]),
        (REPEATED, [("Số cơ sở được kiểm tra", "Sheet1!B3"), ("Số vụ vi phạm", "Sheet1!B6")]),
        (ANSWERED, [("Xây dựng kế hoạch", "Sheet1!C2")]),
    ],
)
def test_tables_have_the_geometry_of_returns(table: str, fields: list[tuple[str, str]], tmp_path: Path) -> None:
    """A header of two rows without merged cells, one that is repeated, and a table in which only words stand."""
    path = write(tmp_path / "x.xlsx", Sheet1=f"KẾT QUẢ THỰC HIỆN NĂM 2025\n{table}")
    found = draft_of(path, Limits()).parts.fields
    assert [(field.label, str(field.at)) for field in found] == fields


def test_a_long_header_gives_its_year_where_no_title_does(tmp_path: Path) -> None:
    table = "| TT | Đơn vị | Số lao động được đào tạo trong năm 2026 |\n| 1 | Huyện Bắc Sơn Trà | 5 |\n"
    assert draft_of(write(tmp_path / "x.xlsx", A=table), Limits()).year == 2026


def test_a_unit_is_proposed_once_however_its_class_word_is_written(tmp_path: Path) -> None:
    draft = draft_of(write(tmp_path / "x.xlsx", A=f"Năm 2025\n{TABLE}", B=f"Năm 2025\n{COMMUNES}"), Limits())
    assert [(unit.name, unit.level, unit.parent) for unit in draft.parts.units] == [
        ("Huyện Bắc Sơn Trà", "district", ""),
        ("Thị xã Tân Lam", "district", ""),
        ("Xã Sơn Trà", "commune", "huyen-bac-son-tra"),
        ("Xã Sơn Bắc", "commune", "huyen-bac-son-tra"),
        ("Phường Tân Thanh", "commune", "thi-xa-tan-lam"),
    ]
    assert {field.reported_by for field in draft.parts.fields} == {("district",), ("commune",)}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("H. Nam Sách", "Huyện Nam Sách"),
        ("TX TÂN LAM", "Thị xã Tân Lam"),
        ("TP.Hải Dương", "Thành phố Hải Dương"),
        ("P. Cẩm Thượng", "Phường Cẩm Thượng"),
        ("h) Huyện Nam Sách", "Huyện Nam Sách"),
        ("H. Huyện Nam Sách", "Huyện Nam Sách"),
        ("X. Nam Sách", "Nam Sách"),
        ("1. Nam Sách", "Nam Sách"),
    ],
)
def test_a_short_class_word_is_written_in_full_and_a_numeral_is_not_one(written: str, name: str) -> None:
    assert nicely(written) == name


# texts of a plan that are not filled in, and those that only look so


EVERYWHERE = [
    "…", "...", "……", "?", "TODO", "todo", "TBD", "XXX", "xxxx", "[TODO]", "- … -", "chưa rõ", "(chưa có)",
    "Bổ sung sau",
]  # fmt: skip
"""What nobody takes for a text, as a title, a number or a quote."""


@pytest.mark.parametrize("quoted", [True, False])
@pytest.mark.parametrize("text", EVERYWHERE)
def test_a_placeholder_alone_is_found(text: str, *, quoted: bool) -> None:
    assert placeholder_in(text, quoted=quoted) == text


@pytest.mark.parametrize(
    ("text", "quoted", "found"),
    [
        ("TODO: câu của văn bản", True, "TODO"),
        ("đạt ít nhất …% số hộ", True, "…%"),
        ("đạt ít nhất ... % số hộ", True, "... %"),
        ("Kế hoạch XXX năm 2027", False, "Kế hoạch XXX năm 2027"),
        ("…/KH-UBND", False, "…/KH-UBND"),
        ("Mục …", False, "Mục …"),
        ("Mục II.___", False, "Mục II.___"),
        ("đơn vị tính chưa rõ", False, "đơn vị tính chưa rõ"),
        ("Trên 80% các đơn vị … được trang bị", True, ""),
        ("“... tăng trên 3%”", True, ""),
        ("Hộ chưa có điện", False, ""),
        ("Mục XXX", False, ""),
        ("Bổ sung", False, ""),
        ("%", False, ""),
        ("5", False, ""),
        ("Làm todo list", False, ""),
    ],
)
def test_what_is_left_open_inside_a_text(text: str, *, quoted: bool, found: str) -> None:
    assert placeholder_in(text, quoted=quoted) == found


def told(folder: Path, text: str) -> list[tuple[object, int]]:
    (folder / "plan.yaml").write_text(text, encoding="utf-8")
    found = lint_file(folder / "plan.yaml", advice_on_placeholders).diagnostics
    return [(one.code, one.at.line if one.at else 0) for one in found]


PLACES = [
    "number: 12/KH-UBND", "vi: Kế hoạch cải cách hành chính năm 2027", "vi: Ủy ban nhân dân tỉnh", "vi: năm 2027",
    "vi: Ngày ban hành kế hoạch", "quote: tất cả các huyện ban hành kế hoạch trước ngày 15/3", "vi: Ban hành kế hoạch",
    "quote: các huyện kiện toàn ban chỉ đạo, chậm nhất ngày 31/7", "en: Steering committee set up", "clause: Mục II",
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_each_place_of_a_plan_is_told(tmp_path: Path, place: str) -> None:
    key = place.partition(":")[0]
    text = days_plan.PLAN.replace(place, f"{key}: …")
    assert told(tmp_path, days_plan.PLAN) == []
    line = next(number for number, line in enumerate(text.splitlines(), 1) if f"{key}: …" in line)
    assert told(tmp_path, text) == [(Code.PLACEHOLDER, line)]


def test_next_years_copy_still_has_to_get_its_number(tmp_path: Path) -> None:
    copy = next_year(days_plan.PLAN, parse_plan(days_plan.PLAN, "plan.yaml"), tmp_path, 2028)
    assert [code for code, _ in told(tmp_path, copy.text)] == [Code.PLACEHOLDER]
