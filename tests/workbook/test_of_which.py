"""Aliases that the plan itself writes with "Trong đó": they are matched word for word, below their own whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from khpcmd.diagnostics import Code
from khpcmd.plan.model import Plan
from khpcmd.workbook.read import Reading, read_workbook
from workbook.builder import write
from workbook.views import codes, figures

HEAD = "Huyện Nam Sách\nBÁO CÁO SỐ LIỆU NĂM 2023\n| TT | Chỉ tiêu | Đơn vị tính | Năm 2023 |\n"
WHOLE, OTHER = "Tổng số CSKD dịch vụ", "Số xã, thị trấn có hình thức TT"
ALIAS = "Trong đó: nơi có dấu hiệu"


def reading_of(plan: Plan, tmp_path: Path, content: str, alias: str = ALIAS) -> Reading:
    spec = plan.fields["venues_inspected"]
    fields = plan.fields | {"venues_inspected": spec.model_copy(update={"aliases": (alias,)})}
    taught = plan.model_copy(update={"fields": fields})
    return read_workbook(write(tmp_path / "returns.xlsx", Sheet1=content), taught, name="returns.xlsx")


@pytest.mark.parametrize("text", [ALIAS, f"- {ALIAS}", f"1.1. {ALIAS}", ALIAS.upper()])
def test_a_row_that_the_plan_names_so_is_read_below_its_whole(plan: Plan, tmp_path: Path, text: str) -> None:
    reading = reading_of(plan, tmp_path, f"{HEAD}| 1 | {WHOLE} | cơ sở | 86 |\n| | {text} | cơ sở | 20 |\n")
    assert figures(reading.returns[0]) == {"venues_total": 86, "venues_inspected": 20}
    assert codes(reading) == []


@pytest.mark.parametrize("above", [OTHER, "Số cơ sở karaoke"])
def test_below_another_row_it_is_a_part_of_that_row(plan: Plan, tmp_path: Path, above: str) -> None:
    rows = f"| 1 | {WHOLE} | cơ sở | 86 |\n| 2 | {above} | cơ sở | 40 |\n| | {ALIAS} | cơ sở | 20 |\n"
    reading = reading_of(plan, tmp_path, HEAD + rows)
    assert "venues_inspected" not in figures(reading.returns[0])
    assert Code.UNKNOWN_ROW.name in codes(reading)


def test_the_words_behind_it_alone_are_not_what_the_plan_wrote(plan: Plan, tmp_path: Path) -> None:
    rows = f"| 1 | {WHOLE} | cơ sở | 86 |\n| 2 | nơi có dấu hiệu | cơ sở | 20 |\n"
    reading = reading_of(plan, tmp_path, HEAD + rows)
    assert figures(reading.returns[0]) == {"venues_total": 86}
    assert codes(reading) == [Code.UNKNOWN_ROW.name]


@pytest.mark.parametrize("whole", [WHOLE, f"1. {WHOLE}"])
def test_an_alias_with_its_whole_is_matched_over_two_rows(plan: Plan, tmp_path: Path, whole: str) -> None:
    rows = f"| 1 | {whole} | cơ sở | 86 |\n| | Trong đó: nơi có dấu hiệu | cơ sở | 20 |\n"
    reading = reading_of(plan, tmp_path, HEAD + rows, f"{WHOLE} / {ALIAS}")
    assert figures(reading.returns[0]) == {"venues_total": 86, "venues_inspected": 20}
    rows = f"| 1 | {OTHER} | xã | 40 |\n| | Trong đó: nơi có dấu hiệu | cơ sở | 20 |\n"
    reading = reading_of(plan, tmp_path, HEAD + rows, f"{WHOLE} / {ALIAS}")
    assert "venues_inspected" not in figures(reading.returns[0])


TWO, THREE = "| Huyện Nam Sách | 86 | 20 |", "| Huyện Nam Sách | 86 | 30 | 20 |"


@pytest.mark.parametrize(
    ("header", "row", "read"),
    [
        (f"| Đơn vị | {WHOLE} | {ALIAS} |", TWO, True),
        (f"| Đơn vị | {OTHER} | {ALIAS} |", TWO, False),
        (f"| Đơn vị | {WHOLE} | Số phòng hát | {ALIAS} |", THREE, False),
        (f"| Đơn vị | {WHOLE} | < |\n| ^ | Tổng số | {ALIAS} |", TWO, True),
        (f"| Đơn vị | {WHOLE} | {OTHER} | < |\n| ^ | ^ | Tổng số | {ALIAS} |", THREE, False),
    ],
)
def test_a_column_is_read_beside_or_below_its_whole(
    plan: Plan, tmp_path: Path, header: str, row: str, *, read: bool
) -> None:
    reading = reading_of(plan, tmp_path, f"BÁO CÁO SỐ LIỆU NĂM 2023\n{header}\n{row}\n")
    found = [figures(filed) for filed in reading.returns]
    assert any("venues_inspected" in one for one in found) is read, found
