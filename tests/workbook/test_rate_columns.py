"""Columns of a rate with its unit in brackets: those of both years are the field's, comparisons beside them are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from khpcmd.plan.load import parse_plan
from khpcmd.workbook.read import read_workbook
from plan_texts import head
from workbook.builder import write
from workbook.views import codes, figures

PLAN = parse_plan(
    head(2025, "district", baseline=True, only_vi=True)
    + """\
units: [{id: "701", level: district, name: Huyện An Bình}]
fields:
  poor:
    {kind: amount, label: Tỷ lệ hộ nghèo, reported_by: [district], unit_of_measure: "%", flow: false, baseline: true}
  trained: {kind: count, label: Số lao động, reported_by: [district], unit_of_measure: người, baseline: true}
targets:
  - {id: T1, clause: I, quote: giảm 1 điểm %, title: Hộ nghèo, measure: {kind: change, of: poor},
     threshold: {at_most: -1 points}, judged: each_unit, cumulative: false}
  - {id: T2, clause: I, quote: tăng 5%, title: Lao động, measure: {kind: growth, of: trained},
     threshold: {at_least: +5%}, cumulative: false}
""",
    "plan.yaml",
)
BOTH = {"poor/baseline": 4.5, "poor": 3}


@pytest.mark.parametrize(
    ("header", "row", "found"),
    [
        ("Tỷ lệ hộ nghèo (%) | < |\n| ^ | Năm 2024 | Năm 2025", "4.5 | 3", BOTH),
        ("Tỷ lệ hộ nghèo (ĐVT: %) | < |\n| ^ | Năm 2024 | Năm 2025", "4.5 | 3", BOTH),
        ("Tỷ lệ hộ nghèo năm 2024 (%) | Tỷ lệ hộ nghèo năm 2025 (%)", "4.5 | 3", BOTH),
        ("Tỷ lệ hộ nghèo năm 2024 (đơn vị tính: %) | Tỷ lệ hộ nghèo năm 2025 (%)", "4.5 | 3", BOTH),
        ("Tỷ lệ hộ nghèo (%) | < | < |\n| ^ | Năm 2024 | Năm 2025 | So sánh (%)", "4.5 | 3 | -1.5", BOTH),
        ("Tỷ lệ hộ nghèo (%) | < | < |\n| ^ | Năm 2024 | Kế hoạch 2025 | Thực hiện 2025", "4.5 | 2 | 3", BOTH),
        ("Tỷ lệ hộ nghèo (%) | < |\n| ^ | Tăng, giảm so với năm 2024 | Năm 2025", "4.5 | 3", {"poor": 3}),
        ("Tỷ lệ hộ nghèo năm 2025 so với năm 2024 (%) | Tỷ lệ hộ nghèo (%)", "4.5 | 3", {"poor": 3}),
        ("Số lao động năm 2024 (người) | Số lao động năm 2025 (người)", "4 | 3", {"trained/baseline": 4, "trained": 3}),
        ("Số lao động (ĐVT: người) | < |\n| ^ | Năm 2024 | Năm 2025", "4 | 3", {"trained/baseline": 4, "trained": 3}),
        ("Số lao động (%) | < | Tỷ lệ hộ nghèo |\n| ^ | Năm 2024 | Năm 2025 | ^", "4 | 5 | 3", {"poor": 3}),
        ("Số lao động năm 2025 (%) | Tỷ lệ hộ nghèo (%)", "4 | 3", {"poor": 3}),
        ("Số lao động năm 2025 (lượt người) | Tỷ lệ hộ nghèo (%)", "4 | 3", {"poor": 3}),
    ],
)
def test_the_unit_in_brackets_is_that_of_the_field(
    tmp_path: Path, header: str, row: str, found: dict[str, float]
) -> None:
    sheet = f"KẾT QUẢ NĂM 2025\n| Đơn vị | {header} |\n| Huyện An Bình | {row} |\n"
    reading = read_workbook(write(tmp_path / "returns.xlsx", Sheet1=sheet), PLAN, name="returns.xlsx")
    assert [figures(filed) for filed in reading.returns] == [found]
    if found == BOTH and "Kế hoạch" not in header:
        assert codes(reading) == []


def test_a_row_says_its_unit_in_the_words_of_a_line(tmp_path: Path) -> None:
    sheet = "Huyện An Bình\nKẾT QUẢ NĂM 2025\n| Nội dung | Năm 2024 | Năm 2025 |\n| Tỷ lệ hộ nghèo (ĐVT: %) | 4.5 | 3 |"
    reading = read_workbook(write(tmp_path / "returns.xlsx", Sheet1=sheet), PLAN, name="returns.xlsx")
    assert figures(reading.returns[0]) == BOTH
    assert codes(reading) == []
