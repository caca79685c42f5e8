"""Absurd numbers and texts are faults of their cells at most: the file around them is read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from hostile.files import SHEET, unzipped, zipped
from khpcmd.diagnostics import Code
from khpcmd.plan.model import Plan
from khpcmd.workbook.read import read_workbook
from workbook.builder import write

TITLE = "KẾT QUẢ CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM NĂM 2023\n---\n"
BY_UNIT = (
    TITLE
    + """
    | TT | Đơn vị | Tổng số CSKD dịch vụ | Số cơ sở được kiểm tra | Tỷ lệ (%) |
    | (A) | (B) | (1) | (2) | (3)=(2)/(1) |
    | 1 | Huyện Nam Sách | 412 | 96 | 23.3 |
    | 2 | Huyện Thanh Hà | 188 | 41 | 50 |
    | | Tổng cộng | 600 | 137 | 22.8 |
    """
)
MONTHS = "| Đơn vị | " + " | ".join(f"Tháng {month}" for month in range(1, 12)) + " | Cộng |"
BY_MONTH = f"""
    SỐ TIN, BÀI TUYÊN TRUYỀN NĂM 2023
    ---
    {MONTHS}
    | Huyện Nam Sách {"| 2 " * 11}| 22 |
    | Huyện Thanh Hà {"| 2 " * 11}| 22 |
    """
FORM = (
    "HUYỆN NAM SÁCH\n"
    + TITLE
    + """
    | Chỉ tiêu | Năm 2022 | Năm 2023 |
    | 1 | 2 | 3 |
    | Tổng số CSKD dịch vụ | 400 | 412 |
    | Số cơ sở được kiểm tra | 90 | 96 |
    """
)
MONTHS_DOWN = "BÁO HẢI DƯƠNG NĂM 2023\n---\n| Tháng | Số tin, bài đăng tải |\n| 1 | 2 |\n| 2 | 3 |\n| 3 | 4 |\n"
FORMS = {"by unit": BY_UNIT, "by month": BY_MONTH, "form": FORM, "months down": MONTHS_DOWN}
TEXTS = (
    "123456789012345678901234567890", "9" * 5000, "-" + "9" * 5000, "9" * 30 + " %", "0," + "1" * 28, "1." * 2000,
    "9" * 5000 + "/" + "9" * 5000, "²", "(²)", "1e999", "nan", "99/99/9999", "00/00/0000", "31/12/9999", "01/01/0001",
    "tháng 99999999999", "tháng 1/0000", "từ 15/12/0001 đến 14/12/0001", "từ 15/12 đến 14/12/0001",
    "tính đến 31/12/9999", "tính đến 01/01/0001",
)  # fmt: skip
NUMBERS = ("9" * 399, "-" + "9" * 398, "1" + "0" * 29, "1e308", "-1e308", "1e999", "5e-324", "0.30000000000000004")
MARK = 987_654_321
STORED = re.compile(rf'(<c r="[A-Z0-9]+"(?: s="[0-9]+")?) t="n"><v>{MARK}</v>')


@pytest.mark.crossing(1)
@pytest.mark.parametrize(("form", "look"), [*((form, "General") for form in FORMS), ("by unit", "0.0%")])
def test_an_absurd_value_does_not_damage_the_file(plan: Plan, tmp_path: Path, form: str, look: str) -> None:
    """In the title, in a line of the header in each of some columns, and in one name."""
    path = write(tmp_path / "a.xlsx", Sheet1=FORMS[form])
    book = load_workbook(path)
    rows, columns = book["Sheet1"].max_row, book["Sheet1"].max_column
    lines = [[(row, column) for column in range(1, columns + 1)] for row in (1, 4)]
    lines += [
        [(row, column) for row in range(rows - 2, rows + 1)]
        for column in range(1, columns + 1)
        if column < 5 or column == columns
    ]
    for line in [*lines, [(rows - 1, 1)]]:
        book = load_workbook(path)
        for cell in (book["Sheet1"].cell(*place) for place in line):
            if cell.value is not None:
                cell.value, cell.number_format = MARK, look
        book.save(path.with_name("b.xlsx"))
        for stored in (
            *(f' t="inlineStr"><is><t>{text}</t></is>' for text in TEXTS),
            *map("><v>{}</v>".format, NUMBERS),
        ):
            absurd = with_stored(path.with_name("b.xlsx"), path.with_name("c.xlsx"), stored)
            found = read_workbook(absurd, plan, name="c.xlsx").diagnostics
            assert Code.FILE_DAMAGED not in [fault.code for fault in found], (stored[:60], line)


def with_stored(path: Path, target: Path, stored: str) -> Path:
    """The workbook with a value in place of each mark; openpyxl writes no numbers that are as large."""
    parts = unzipped(path.read_bytes())
    text, count = STORED.subn(lambda cell: cell[1] + stored, parts[SHEET].decode())
    assert count
    target.write_bytes(zipped(parts | {SHEET: text.encode()}))
    return target
