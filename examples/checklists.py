"""The checklist of the duties of 2023: a row for every district, and a group for every provincial body; invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import figures
import sheets
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from sheets import BOLD, CENTRE, LEFT, ROMAN, TABLE_ROW, Page
from wording import DEPARTMENT, YEAR

DISTRICT_SHEET, BODIES_SHEET = "Nhiệm vụ cấp huyện", "Nhiệm vụ cấp tỉnh"
DOCUMENT, DAY, AMOUNT = "Số, ký hiệu văn bản", "Ngày ban hành", "Kinh phí"
ANSWER = "Đã thực hiện"

DISTRICT_DUTIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Bố trí nguồn lực", (ANSWER, AMOUNT)),
    ("Kiện toàn Đội kiểm tra liên ngành", (ANSWER, DOCUMENT, DAY)),
    ("Kiện toàn Tổ công tác liên ngành cấp huyện", (ANSWER, DOCUMENT, DAY)),
    ("Chỉ đạo cấp xã xây dựng kế hoạch", (ANSWER, DOCUMENT, DAY)),
)
NOT_DONE = {(4, "Kiện toàn Tổ công tác liên ngành cấp huyện"), (9, "Bố trí nguồn lực")}
SILENT = {(7, "Chỉ đạo cấp xã xây dựng kế hoạch")}
WITHOUT_DOCUMENT = {(2, "Kiện toàn Đội kiểm tra liên ngành")}


BODIES: dict[str, dict[str, str]] = {
    "Sở Lao động - Thương binh và Xã hội": {
        "Hướng dẫn, đôn đốc, kiểm tra các địa phương về phòng, chống mại dâm": "15/HD-SLĐTBXH",
        "Kiện toàn Tổ công tác liên ngành phòng, chống mại dâm cấp tỉnh": "210/QĐ-SLĐTBXH",
        "Khảo sát, rà soát thực trạng cơ sở kinh doanh dịch vụ dễ bị lợi dụng hoạt động mại dâm": "",
    },
    "Sở Y tế": {
        "Can thiệp giảm hại về HIV/AIDS và khám bệnh định kỳ cho nhân viên cơ sở kinh doanh dịch vụ": "22/KH-SYT",
    },
    "Sở Tài chính": {"Tham mưu bố trí ngân sách thực hiện Kế hoạch": "310/STC-HCSN"},
    "Sở Tư pháp": {
        "Phổ biến, giáo dục pháp luật và đề xuất hoàn thiện văn bản pháp luật về phòng, chống mại dâm": "18/KH-STP",
    },
}
"""The duties of provincial bodies as the plan names them, with the document; "" where it was not done."""


def book() -> Workbook:
    """The workbook with both checklists."""
    made = sheets.new_book()
    _districts(made.create_sheet(DISTRICT_SHEET))
    _bodies(made.create_sheet(BODIES_SHEET))
    return made


def _districts(sheet: Worksheet) -> None:
    headers = [("TT",), ("Đơn vị",), *((name, part) for name, parts in DISTRICT_DUTIES for part in parts), ("Ghi chú",)]
    width = len(headers)
    page = Page(sheet, DEPARTMENT, YEAR, width, (1, width // 2, width), (1, width // 2, width))
    page.top()
    sheets.draw_header(page, headers, 2)
    for number, district in enumerate(figures.DISTRICTS, start=1):
        row = TABLE_ROW + 1 + number
        page.write(row, 1, number, CENTRE)
        page.write(row, 2, district, LEFT)
        for column, value in enumerate(_answers(number), start=3):
            page.write(row, column, value, CENTRE)
            if isinstance(value, date):
                sheet.cell(row, column).number_format = "dd/mm/yyyy"
    for column in range(1, width + 1):
        sheet.column_dimensions[get_column_letter(column)].width = {1: 5, 2: 24}.get(column, 13)
    page.bottom(range(TABLE_ROW, TABLE_ROW + 2 + len(figures.DISTRICTS)))
    page.on_paper(range(TABLE_ROW, TABLE_ROW + 2))
    sheets.as_wide_as_the_page(sheet)


def _answers(number: int) -> Iterator[str | date | None]:
    """The cells of one district: the answer of each duty, and its evidence where it was done."""
    for place, (name, parts) in enumerate(DISTRICT_DUTIES, start=1):
        done = (number, name) not in NOT_DONE
        silent = (number, name) in SILENT
        for part in parts:
            if silent or (not done and part != ANSWER) or (part == DOCUMENT and (number, name) in WITHOUT_DOCUMENT):
                yield None
            elif part == ANSWER:
                yield "Có" if done else "Chưa"
            elif part == DAY:
                yield date(2023, 1 + place, 2 + number)
            else:
                yield f"{10 * number} triệu đồng" if part == AMOUNT else f"{100 * place + number}/QĐ-UBND"


def _bodies(sheet: Worksheet) -> None:
    headers = ("TT", "Nhiệm vụ", "Có", "Không", DOCUMENT, "Ghi chú")
    page = Page(sheet, DEPARTMENT, YEAR, len(headers), (1, 2, len(headers)), (1, 2, len(headers)))
    page.top()
    for column, text in enumerate(headers, start=1):
        page.write(TABLE_ROW, column, text, CENTRE, BOLD)
        sheet.column_dimensions[get_column_letter(column)].width = {1: 6, 2: 80, 5: 26}.get(column, 12)
    row = TABLE_ROW
    for numeral, (body, duties) in zip(ROMAN, BODIES.items(), strict=False):
        row += 1
        page.write(row, 1, numeral, CENTRE, BOLD)
        page.write(row, 2, body, LEFT, BOLD)
        for number, (name, told) in enumerate(duties.items(), start=1):
            row += 1
            page.write(row, 1, number, CENTRE)
            page.write(row, 2, name, LEFT)
            page.write(row, 3 if told else 4, "x", CENTRE)
            page.write(row, 5, told or None, CENTRE)
    page.bottom(range(TABLE_ROW, row + 1))
    page.on_paper(range(TABLE_ROW, TABLE_ROW + 1))
    sheets.as_wide_as_the_page(sheet)
