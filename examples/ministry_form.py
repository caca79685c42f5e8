"""A blank form of somebody else, invented in the manner of those of ministries, to be filled by ``khpcmd fill``."""

from __future__ import annotations

import sheets
from openpyxl import Workbook
from sheets import BOLD, BOX, CENTRE, LEFT, PLAIN
from wording import ILLUSTRATIVE

ROWS: tuple[tuple[str, ...], ...] = (
    ("STT", "Chỉ tiêu", "Mã số", "Đơn vị tính", "Năm 2022", "Năm 2023", "2023/2022 (lần)"),
    ("A", "B", "C", "D", "1", "2", "3 = 2/1"),
    ("I", "Công tác tuyên truyền"),
    ("1", "Số xã, phường, thị trấn tổ chức ít nhất một hình thức tuyên truyền", "01", "xã"),
    ("2", "Số người lao động tại các cơ sở kinh doanh dịch vụ được tuyên truyền", "02", "lượt người"),
    ("", "Trong đó: nữ", "03", "lượt người"),
    ("II", "Công tác kiểm tra"),
    ("3", "Tổng số cơ sở kinh doanh dịch vụ dễ phát sinh tệ nạn mại dâm trên địa bàn", "04", "cơ sở"),
    ("4", "Số cơ sở được kiểm tra ít nhất một lần", "05", "cơ sở"),
    ("III", "Xử lý vi phạm"),
    ("5", "Số vụ phạm tội liên quan đến mại dâm được xử lý theo quy định", "06", "vụ"),
    ("6", "Số bị can bị khởi tố", "07", "bị can"),
)
TOP = 8
WIDTHS = {"A": 6, "B": 60, "C": 8, "D": 12, "E": 11, "F": 11, "G": 14}


def book() -> Workbook:
    """One sheet: letterhead, title, rows with codes and units of measure, two years and a column of formulas."""
    made = sheets.new_book()
    sheet = made.create_sheet("Biểu 01")
    sheet["A1"], sheet["F1"] = "Biểu số: 01.N/PCTNXH", "Đơn vị báo cáo: tỉnh Hải Dương"
    sheet["A4"], sheet["A6"] = "KẾT QUẢ CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM NĂM 2023", ILLUSTRATIVE
    sheet["A4"].font = BOLD
    for letter, width in WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    for number, row in enumerate(ROWS, TOP):
        for column in range(1, len(WIDTHS) + 1):
            cell = sheet.cell(number, column, row[column - 1] if column <= len(row) and row[column - 1] else None)
            cell.border, cell.font = BOX, BOLD if number == TOP or len(row) == 2 else PLAIN
            cell.alignment = LEFT if column == 2 and number > TOP else CENTRE
        if len(row) == 4:
            sheet.cell(number, 7, f'=IF(OR(E{number}="",F{number}=""),"",F{number}/E{number})')
    sheet.cell(TOP + len(ROWS) + 1, 2, "NGƯỜI LẬP BIỂU")
    sheet.cell(TOP + len(ROWS) + 1, 6, "THỦ TRƯỞNG ĐƠN VỊ")
    return made
