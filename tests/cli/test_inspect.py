"""``khpcmd inspect`` is short: a line for each table, what was not read, the answer last; with ``-v`` it says all."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from khpcmd.cli import main
from places import EXAMPLES, Captured, languages
from workbook.builder import write


def inspected(capsys: Captured, *arguments: str) -> tuple[int, list[str]]:
    code = main(["inspect", *arguments])
    return code, capsys.readouterr().out.splitlines()


@pytest.mark.crossing(1)
@languages
def test_a_table_is_a_line(language: str, capsys: Captured) -> None:
    code, lines = inspected(capsys, str(EXAMPLES / "returns_2023.xlsx"), "--lang", language)
    assert code == 0
    assert len(lines) == 1 + 2 + 2
    assert "12–25" in lines[1]
    assert re.search(r"12 (đơn vị|units); (năm|year) 2023 \(C4\); (nhận ra )?32 (trường|fields)", lines[1])
    assert re.search(r"17 (đơn vị|units) .*\b1 (tệp|file) \((mã thoát|exit code) 0\)$", lines[-1])


@pytest.mark.crossing(1)
@languages
def test_what_was_not_read_is_named_with_its_place(language: str, capsys: Captured) -> None:
    _, lines = inspected(
        capsys,
        *(str(EXAMPLES / "faulty" / f"{name}.xlsx") for name in ("columns", "units", "words")),
        "--lang",
        language,
    )
    text = "\n".join(lines)
    assert "AI “Số người được khám sức khỏe định kỳ” (" in text
    assert "B20 “Huyện Bình Gang” (" in text
    assert re.search("(cần trả lời|until it is clear): .*B34 “TUYÊN TRUYỀN LƯU ĐỘNG”; .*F32 “số chưa kiểm tra”", text)
    assert all(code in text for code in ("S303", "U401", "S317"))


@pytest.mark.crossing(1)
@languages
def test_a_file_that_cannot_be_read_is_counted_in_the_answer(language: str, capsys: Captured, tmp_path: Path) -> None:
    bad = EXAMPLES / "faulty" / "not_a_workbook.xlsx"
    paths = bad, tmp_path / "gone.xlsx", EXAMPLES / "returns_2023.xlsx"
    code, lines = inspected(capsys, *map(str, paths), "--lang", language)
    assert code == 3
    assert re.search(r"2 (tệp|files) .*3 (tệp|files) \((mã thoát|exit code) 3\)$", lines[-1])
    assert all(any(said in line for line in lines) for said in ("F207", "F201"))
    code, lines = inspected(capsys, str(tmp_path), "--lang", language)
    assert (code, lines[-1][-2:]) == (5, "5)")


@pytest.mark.slow
@languages
def test_the_details_have_every_cell_and_the_same_answer(language: str, capsys: Captured) -> None:
    file = str(EXAMPLES / "faulty" / "columns.xlsx")
    _, short = inspected(capsys, file, "--lang", language)
    _, long = inspected(capsys, file, "-v", "--lang", language)
    assert len(short) <= 8
    assert len(long) > 60
    assert short[-1] == long[-1]
    assert inspected(capsys, file, "--format", "plain", "--lang", language)[1] == long
    assert inspected(capsys, file, "-f", "summary", "-v", "--lang", language)[1] == short


def test_of_many_things_the_first_are_listed_and_the_rest_counted(capsys: Captured, tmp_path: Path) -> None:
    rows = "\n".join(f"{row};Xã Không Có {row};1" for row in range(1, 20))
    path = tmp_path / "a.csv"
    path.write_text(f"NĂM 2023;;\nTT;Đơn vị;Số hoạt động đã tổ chức\n0;Huyện Nam Sách;3\n{rows}\n", encoding="utf-8")
    _, lines = inspected(capsys, str(path), "--lang", "en")
    (line,) = [line for line in lines if "not read: " in line]
    assert line.count("“") == 5
    assert "; and 14 more (see -v)" in line


# ``khpcmd inspect`` says what was found where, and why


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


def detailed(capsys: Captured, *arguments: str) -> tuple[int, str]:
    """With all details, unless JSON is asked for."""
    code, lines = inspected(capsys, "-v", *arguments)
    return code, "\n".join(lines)


def test_a_form_is_told_with_its_period_its_unit_and_every_column(tmp_path: Path, capsys: Captured) -> None:
    code, text = detailed(capsys, str(write(tmp_path / "a.xlsx", Sheet1=FORM)), "--lang", "en")
    assert code == 0
    assert "period: first half of 2023 (cell A2: “KẾT QUẢ 6 THÁNG ĐẦU NĂM 2023”)" in text
    assert "Table 1: a sheet of one unit, a row for each field; header in row 3, data in row 4–7" in text
    assert "unit: Nam Sach District (cell A1: “UBND HUYỆN NAM SÁCH”)" in text
    assert "column D “Cùng kỳ 2022”: figures, baseline year" in text
    assert "column F “% so cùng kỳ”: compares other columns, not read, of columns E and D" in text
    assert "cell B5 “Tong so CSKD dich vu”" in text
    assert "[venues_total], same as “Tổng số CSKD dịch vụ” without accents" in text
    assert "cell B7 “Số hộ nghèo”: not a field of the plan, not read" in text


def test_an_annex_is_told_in_json_with_its_answers(tmp_path: Path, capsys: Captured) -> None:
    code, text = detailed(capsys, str(write(tmp_path / "a.xlsx", Sheet1=ANNEX)), "--format", "json")
    (file,) = json.loads(text)["files"]
    (table,) = file["sheets"][0]["tables"]
    assert (code, file["units"], table["layout"], table["header_rows"]) == (0, ["10654"], "annex", [2, 3])
    answers = [(column["column"], column["field"], column["answer"]) for column in table["columns"]]
    assert answers[1:] == [("C", "commune_maintained", True), ("D", "commune_maintained", False)]
    assert [(row["cell"], row["taken_for"]) for row in table["rows"]] == [("B6", "total_row")]


def test_the_tree_of_a_table_says_what_stands_over_and_beside_its_figures(tmp_path: Path, capsys: Captured) -> None:
    rows = "| 1 | Huyện Nam Sách | 86 | 20 |\n| | Huyện Tứ Kỳ | 60 | 15 |"
    head = "| TT | Đơn vị | Năm 2023 | < |\n| ^ | ^ | Tổng số CSKD dịch vụ | Số cơ sở được kiểm tra |"
    path = str(write(tmp_path / "a.xlsx", Sheet1=f"TỔNG HỢP\n{head}\n| A | Cụm I |\n{rows}\nNguồn: A"))
    tree = detailed(capsys, path, "--lang", "en")[1].partition("Block of figures, header in row 2 and 3\n")[2]
    assert [line.strip() for line in tree.splitlines()[:8]] == [
        "“Năm 2023” (C2, header)",
        "column C: “Tổng số CSKD dịch vụ” (C3, header)",
        "column D: “Số cơ sở được kiểm tra” (D3, header)",
        "“Cụm I” (B4, heading of a group)",
        "row 5: “Huyện Nam Sách” (B5, label of the row)",
        "row 6: “Huyện Tứ Kỳ” (B6, label of the row)",
        "all of it: “TỔNG HỢP” (A1, title); “Đơn vị” (B2, head of the names); “Nguồn: A” (A7, note of the table)",
        "governs no figure: “TT” (A2, head of a column without figures); “A” (A4, numbering); “1” (A5, numbering)",
    ]
    (file,) = json.loads(detailed(capsys, path, "--format", "json")[1])["files"]
    (block,) = file["sheets"][0]["blocks"]
    assert block["columns"][1]["texts"][0] == {"part": "header", "text": "Năm 2023", "cell": "C2"}
    assert [row["row"] for row in block["rows"]] == ["5", "6"]


def test_a_sheet_without_a_table_is_told(tmp_path: Path, capsys: Captured) -> None:
    path = write(tmp_path / "a.xlsx", Sheet1=FORM, Sheet2="Hướng dẫn")
    assert "không có bảng nào" in detailed(capsys, str(path), "--lang", "vi")[1]


def test_nothing_to_inspect_is_wrong_usage(capsys: Captured) -> None:
    assert detailed(capsys)[0] == 2


def test_words_that_govern_no_figure_are_shown_as_well(tmp_path: Path, capsys: Captured) -> None:
    """The column that says what rows are, evidence, and a sheet that is set aside."""
    rows = "| 1 | Huyện Nam Sách | Dự kiến | 90 |\n| 2 | Huyện Nam Sách | Thực hiện | 86 |"
    table = f"BIỂU TỔNG HỢP NĂM 2023\n| TT | Đơn vị | Loại số liệu | Tổng số CSKD dịch vụ |\n{rows}"
    form = (
        "UBND HUYỆN NAM SÁCH\nKẾT QUẢ NĂM 2023\n| TT | Chỉ tiêu | ĐVT | Số lượng |\n"
        "| 1 | Đã xây dựng kế hoạch | | Có |\n| 2 | Số, ký hiệu văn bản kế hoạch | | 12/KH-UBND |"
    )
    write(tmp_path / "table.xlsx", **{"Sheet1": table, "Giải thích": "Số liệu trong tệp này là dự kiến"})
    write(tmp_path / "form.xlsx", Sheet1=form)
    _, out = detailed(capsys, str(tmp_path / "table.xlsx"), str(tmp_path / "form.xlsx"), "--lang", "en")
    assert "kind of the row C3 “Dự kiến”: skipped, not read (“Dự kiến” estimates)" in out
    assert "text on a sheet that is not read A1 “Số liệu trong tệp này là dự kiến”" in out
    assert "evidence D5 “12/KH-UBND”: figures are read" in out
