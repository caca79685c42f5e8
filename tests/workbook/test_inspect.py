"""``khpcmd inspect`` says what was found where, and why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from khpcmd.cli import main
from workbook.builder import write

FORM = """
UBND HUYỆN NAM SÁCH
KẾT QUẢ 6 THÁNG ĐẦU NĂM 2023
| TT | Chỉ tiêu | ĐVT | Cùng kỳ 2022 | Thực hiện | % so cùng kỳ |
| (A) | (B) | (C) | (1) | (2) | (3)=(2)/(1) |
| 1 | Tong so CSKD dich vu | cơ sở | | 86 | |
| 2 | Tội phạm liên quan đến mại dâm được xử lý | vụ | 4 | 5 | 125 |
| 3 | Số hộ nghèo | hộ | 1 | 1 | 100 |
"""
ANNEX = """
| PHỤ LỤC NĂM 2023 |
| TT | Xã, phường, thị trấn | Duy trì thường xuyên | < |
| ^ | ^ | Có | Không |
| I | HUYỆN NAM SÁCH |
| 1 | Hồng Phong | x | |
| | Cộng | 1 | 0 |
"""


def inspected(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """With all details, unless JSON is asked for."""
    code = main(["inspect", "-v", *arguments])
    return code, capsys.readouterr().out


def test_a_form_is_told_with_its_period_its_unit_and_every_column(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text = inspected(capsys, str(write(tmp_path / "a.xlsx", Sheet1=FORM)), "--lang", "en")
    assert code == 0
    assert "period: first half of 2023 (cell A2: “KẾT QUẢ 6 THÁNG ĐẦU NĂM 2023”)" in text
    assert "Table 1: a sheet of one unit, a row for each field; header in row 3, data in row 4–7" in text
    assert "unit: Nam Sach District (cell A1: “UBND HUYỆN NAM SÁCH”)" in text
    assert "column D “Cùng kỳ 2022”: figures, baseline year" in text
    assert "column F “% so cùng kỳ”: compares other columns, not read, of columns E and D" in text
    assert "cell B5 “Tong so CSKD dich vu”" in text
    assert "[venues_total], same as “Tổng số CSKD dịch vụ” without accents" in text
    assert "cell B7 “Số hộ nghèo”: not a field of the plan, not read" in text


def test_an_annex_is_told_in_json_with_its_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, text = inspected(capsys, str(write(tmp_path / "a.xlsx", Sheet1=ANNEX)), "--format", "json")
    (file,) = json.loads(text)["files"]
    (table,) = file["sheets"][0]["tables"]
    assert (code, file["units"], table["layout"], table["header_rows"]) == (0, ["10654"], "annex", [2, 3])
    answers = [(column["column"], column["field"], column["answer"]) for column in table["columns"]]
    assert answers[1:] == [("C", "commune_maintained", True), ("D", "commune_maintained", False)]
    assert [(row["cell"], row["taken_for"]) for row in table["rows"]] == [("B6", "total_row")]


def test_a_file_that_cannot_be_read_is_told_beside_the_others_and_ends_with_3(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "a.xlsx", Sheet1=FORM)
    (tmp_path / "b.xlsx").write_text("no workbook")
    code, text = inspected(capsys, str(tmp_path), "--lang", "vi")
    assert code == 3
    assert "kỳ báo cáo: 6 tháng đầu năm 2023" in text
    assert "F207" in text


def test_a_sheet_without_a_table_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "a.xlsx", Sheet1=FORM, Sheet2="Hướng dẫn")
    assert "không có bảng nào" in inspected(capsys, str(path), "--lang", "vi")[1]


def test_nothing_to_inspect_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert inspected(capsys)[0] == 2


def test_words_that_govern_no_figure_are_shown_as_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The column that says what rows are, evidence, and a sheet that is set aside."""
    rows = "| 1 | Huyện Nam Sách | Dự kiến | 90 |\n| 2 | Huyện Nam Sách | Thực hiện | 86 |"
    table = f"BIỂU TỔNG HỢP NĂM 2023\n| TT | Đơn vị | Loại số liệu | Tổng số CSKD dịch vụ |\n{rows}"
    form = (
        "UBND HUYỆN NAM SÁCH\nKẾT QUẢ NĂM 2023\n| TT | Chỉ tiêu | ĐVT | Số lượng |\n"
        "| 1 | Đã xây dựng kế hoạch | | Có |\n| 2 | Số, ký hiệu văn bản kế hoạch | | 12/KH-UBND |"
    )
    write(tmp_path / "table.xlsx", **{"Sheet1": table, "Giải thích": "Số liệu trong tệp này là dự kiến"})
    write(tmp_path / "form.xlsx", Sheet1=form)
    _, out = inspected(capsys, str(tmp_path / "table.xlsx"), str(tmp_path / "form.xlsx"), "--lang", "en")
    assert "kind of the row C3 “Dự kiến”: skipped, not read (“Dự kiến” estimates)" in out
    assert "text on a sheet that is not read A1 “Số liệu trong tệp này là dự kiến”" in out
    assert "evidence D5 “12/KH-UBND”: figures are read" in out
