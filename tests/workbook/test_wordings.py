"""Real wordings of officials, laid out in forms: hardly one of the titles, notes and remarks closes a figure."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from khpcmd.plan.model import Plan
from khpcmd.returns import CellState
from khpcmd.workbook.read import read_workbook
from workbook.builder import saved

WORDINGS = Path(__file__).parents[1] / "data" / "wordings.csv"
LINES = ("title", "letterhead", "deadline")
"""The roles of lines above a table."""
FOOT = ("signature", "note")
ALLOWED = 3
"""How many in a hundred may be asked about."""


def wordings(*roles: str) -> list[str]:
    with WORDINGS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["text"] for row in rows if row["role"] in roles and "(en)" not in row["field"]]


def remarks() -> list[str]:
    """What is said of results: sentences about the plan's fields, and comparisons."""
    with WORDINGS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["role"] == "phrase"]
    return [row["text"] for row in rows if not row["field"].startswith("none")]


def closed(plan: Plan, folder: Path, *, line: str = "", remark: str = "", foot: str = "") -> bool:
    """Whether a form with this text does not give its figure, or gives it with an error."""
    rows: list[list[object]] = [
        ["UBND HUYỆN NAM SÁCH"], ["KẾT QUẢ CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM NĂM 2023"], [line],
        ["TT", "Chỉ tiêu", "Đơn vị tính", "Số liệu", "Ghi chú"],
        [1, "Tổng số CSKD dịch vụ", "cơ sở", 86, remark], [None], [foot],
    ]  # fmt: skip
    reading = read_workbook(saved(folder / "bieu.xlsx", rows), plan, name="bieu.xlsx")
    cells = [cell for filed in reading.returns for key, cell in filed.cells.items() if key.field == "venues_total"]
    return [cell.value for cell in cells if cell.state is CellState.VALUE] != [86]


@pytest.mark.parametrize(
    ("place", "texts"),
    [("line", wordings(*LINES)), ("foot", wordings(*FOOT)), ("remark", remarks())],
    ids=["lines", "notes and signatures", "remarks"],
)
def test_hardly_any_real_wording_is_asked_about(plan: Plan, tmp_path: Path, place: str, texts: list[str]) -> None:
    asked = [text for text in texts if closed(plan, tmp_path, **{place: text})]
    assert len(texts) >= 8
    assert len(asked) * 100 <= ALLOWED * len(texts), asked
