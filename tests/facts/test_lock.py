"""What the readers of the layouts believed by its words, and the table model does not by where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from khpcmd.plan.load import load_plan
from khpcmd.workbook.read import read_workbook
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
]
"""What a text in the blank cell above one column, or merged above some, may say of it; whoever wrote these did not look
at the words that khpcmd knows."""


def believed(rows: str, folder: Path) -> int:
    """How many figures of a sheet are."""
    book = Workbook()
    assert book.active is not None
    fill(book.active, rows_of(rows))
    book.save(folder / "returns.xlsx")
    reading = read_workbook(folder / "returns.xlsx", load_plan(None).plan, name="returns.xlsx")
    return sum(cell.known for filed in reading.returns for cell in filed.cells.values())


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
