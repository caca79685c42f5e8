"""Comments govern what the cell governs at which they hang: a row, a column, the table."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from hostile.files import SHEET, unzipped, zipped
from khpcmd.plan.model import Plan
from khpcmd.workbook.read import read_workbook
from workbook.builder import write
from workbook.views import figures

FORM = """
UBND HUYỆN NAM SÁCH
KẾT QUẢ CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM NĂM 2023
| TT | Chỉ tiêu | Số lượng | Ghi chú |
| 1 | Cán bộ cấp xã / Tổng số | 40 | |
| 2 | Cán bộ cấp xã / Được tập huấn | 30 | |
"""


@pytest.mark.parametrize(
    ("cell", "total", "trained"),
    [
        ("A2", None, None),
        ("A3", None, None),
        ("B3", None, None),
        ("C3", None, None),
        ("A4", None, 30),
        ("B4", None, 30),
        ("C4", None, 30),
        ("D4", None, 30),
        ("D5", 40, None),
    ],
)
def test_a_comment_is_heard_at_every_cell_that_governs_a_figure(
    plan: Plan, tmp_path: Path, cell: str, total: int | None, trained: int | None
) -> None:
    path = write(tmp_path / "returns.xlsx", Sheet1=FORM)
    book = load_workbook(path)
    book["Sheet1"][cell].comment = Comment("Số ước tính", "Vân")
    book.save(path)
    (filed,) = read_workbook(path, plan, name=path.name).returns
    found = figures(filed)
    assert (found.get("staff_commune_total"), found.get("staff_commune_trained")) == (total, trained)


def test_a_formula_that_calls_a_figure_estimated_is_a_remark_like_any_other(plan: Plan, tmp_path: Path) -> None:
    path = write(tmp_path / "returns.xlsx", Sheet1=FORM)
    book = load_workbook(path)
    book["Sheet1"]["D4"] = '=IF(C4>0,"Số ước tính","")'
    book.save(path)
    parts = unzipped(path.read_bytes())
    written = re.sub(
        rb'<c r="D4"[^>]*>(<f>.*?</f>).*?</c>',
        rb'<c r="D4" t="str">\1<v>' + "Số ước tính".encode() + b"</v></c>",
        parts[SHEET],
    )
    path.write_bytes(zipped(parts | {SHEET: written}))
    (filed,) = read_workbook(path, plan, name=path.name).returns
    assert figures(filed) == {"staff_commune_trained": 30}
