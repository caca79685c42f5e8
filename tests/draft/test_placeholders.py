"""Texts of a plan that are not filled in, and those that only look so."""

from __future__ import annotations

from pathlib import Path

import pytest

import days_plan
from khpcmd.diagnostics import Code
from khpcmd.draft.next_year import next_year
from khpcmd.draft.placeholders import advice_on_placeholders, placeholder_in
from khpcmd.plan.lint import lint_file
from khpcmd.plan.load import parse_plan

EVERYWHERE = [
    "…", "...", "……", "?", "TODO", "todo", "TBD", "XXX", "xxxx", "[TODO]", "- … -", "chưa rõ", "(chưa có)",
    "Bổ sung sau",
]  # fmt: skip
"""What nobody takes for a text, as a title, a number or a quote."""


@pytest.mark.parametrize("quoted", [True, False])
@pytest.mark.parametrize("text", EVERYWHERE)
def test_a_placeholder_alone_is_found(text: str, *, quoted: bool) -> None:
    assert placeholder_in(text, quoted=quoted) == text


@pytest.mark.parametrize(
    ("text", "quoted", "found"),
    [
        ("TODO: câu của văn bản", True, "TODO"),
        ("đạt ít nhất …% số hộ", True, "…%"),
        ("đạt ít nhất ... % số hộ", True, "... %"),
        ("Kế hoạch XXX năm 2027", False, "Kế hoạch XXX năm 2027"),
        ("…/KH-UBND", False, "…/KH-UBND"),
        ("Mục …", False, "Mục …"),
        ("Mục II.___", False, "Mục II.___"),
        ("đơn vị tính chưa rõ", False, "đơn vị tính chưa rõ"),
        ("Trên 80% các đơn vị … được trang bị", True, ""),
        ("“... tăng trên 3%”", True, ""),
        ("Hộ chưa có điện", False, ""),
        ("Mục XXX", False, ""),
        ("Bổ sung", False, ""),
        ("%", False, ""),
        ("5", False, ""),
        ("Làm todo list", False, ""),
    ],
)
def test_what_is_left_open_inside_a_text(text: str, *, quoted: bool, found: str) -> None:
    assert placeholder_in(text, quoted=quoted) == found


def told(folder: Path, text: str) -> list[tuple[object, int]]:
    (folder / "plan.yaml").write_text(text, encoding="utf-8")
    found = lint_file(folder / "plan.yaml", advice_on_placeholders).diagnostics
    return [(one.code, one.at.line if one.at else 0) for one in found]


PLACES = [
    "number: 12/KH-UBND", "vi: Kế hoạch cải cách hành chính năm 2027", "vi: Ủy ban nhân dân tỉnh", "vi: năm 2027",
    "vi: Ngày ban hành kế hoạch", "quote: tất cả các huyện ban hành kế hoạch trước ngày 15/3", "vi: Ban hành kế hoạch",
    "quote: các huyện kiện toàn ban chỉ đạo, chậm nhất ngày 31/7", "en: Steering committee set up", "clause: Mục II",
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_each_place_of_a_plan_is_told(tmp_path: Path, place: str) -> None:
    key = place.partition(":")[0]
    text = days_plan.PLAN.replace(place, f"{key}: …")
    assert told(tmp_path, days_plan.PLAN) == []
    line = next(number for number, line in enumerate(text.splitlines(), 1) if f"{key}: …" in line)
    assert told(tmp_path, text) == [(Code.PLACEHOLDER, line)]


def test_next_years_copy_still_has_to_get_its_number(tmp_path: Path) -> None:
    copy = next_year(days_plan.PLAN, parse_plan(days_plan.PLAN, "plan.yaml"), tmp_path, 2028)
    assert [code for code, _ in told(tmp_path, copy.text)] == [Code.PLACEHOLDER]
