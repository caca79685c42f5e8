"""Figures that count although nobody sees them: letters like their ground, specks, conditional formats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

import pytest
from openpyxl import load_workbook
from openpyxl.formatting.rule import DataBar, FormatObject, Rule
from openpyxl.styles import Color, Font, GradientFill, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.worksheet.worksheet import Worksheet

from khpcmd.diagnostics import Code
from khpcmd.parameters import Ref
from khpcmd.plan.model import Plan
from khpcmd.workbook.file.colors import are_alike, color
from khpcmd.workbook.file.styles import Look
from khpcmd.workbook.read import Reading, read_workbook
from workbook.builder import write

TABLE = """KẾT QUẢ CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM NĂM 2023
---
| TT | Đơn vị | Tổng số CSKD dịch vụ | Số cơ sở được kiểm tra |
| 1 | Huyện Nam Sách | 412 | 96 |
| 2 | Huyện Thanh Hà | 188 | 0 |
| 3 | Huyện Gia Lộc | 50 | 10 |
"""
WHITE = "FFFFFFFF"
ACCENT = Color(theme=4, tint=0.4)

Make = Callable[[Callable[[Worksheet], None]], Reading]


@pytest.fixture
def make(plan: Plan, tmp_path: Path) -> Make:
    """Read the table after a change."""

    def read_changed(change: Callable[[Worksheet], None]) -> Reading:
        path = write(tmp_path / "a.xlsx", Sheet1=TABLE)
        book = load_workbook(path)
        change(book["Sheet1"])
        book.save(path)
        return read_workbook(path, plan, name="a.xlsx")

    return read_changed


def hidden(reading: Reading) -> list[tuple[str, str, object]]:
    """Why, where and how many: all that is told of unseen figures."""
    found = list[tuple[str, str, object]]()
    for fault in reading.diagnostics:
        if fault.code is Code.HIDDEN_FIGURES:
            what = fault.params["what"]
            assert isinstance(what, Ref)
            assert fault.at
            found.append((what.id, fault.at.cell, fault.params["count"]))
    return found


def test_white_figures_on_white_count_and_are_told(make: Make) -> None:
    def whiten(sheet: Worksheet) -> None:
        for at in ("C4", "D4", "C6"):
            sheet[at].font = Font(color=WHITE)

    reading = make(whiten)
    assert hidden(reading) == [("letters_like_ground", "C4:D4", 2), ("letters_like_ground", "C6", 1)]
    assert len(reading.returns) == 3
    assert {cell.value for filed in reading.returns for cell in filed.cells.values()} >= {412, 96, 50}


GROUNDS: Mapping[str, tuple[Font, PatternFill | GradientFill | None, bool]] = {
    "the theme's paper": (Font(color=Color(theme=0)), None, True),
    "nearly the theme's paper": (Font(color=Color(theme=0, tint=-0.05)), None, True),
    "grey of the theme's paper": (Font(color=Color(theme=0, tint=-0.35)), None, False),
    "the theme's ink": (Font(color=Color(theme=1)), None, False),
    "white of the palette": (Font(color=Color(indexed=9)), None, True),
    "system window": (Font(color=Color(indexed=65)), None, True),
    "automatic": (Font(color=Color(auto=True)), None, False),
    "white on blue": (Font(color=WHITE), PatternFill("solid", fgColor="FF0000FF"), False),
    "blue on blue": (Font(color="FF0000FF"), PatternFill("solid", fgColor="FF0000FF"), True),
    "one accent on itself": (Font(color=ACCENT), PatternFill("solid", fgColor=ACCENT), True),
    "one accent on another": (Font(color=Color(theme=4)), PatternFill("solid", fgColor=Color(theme=5)), False),
    "black on black": (Font(), PatternFill("solid", fgColor="FF000000"), True),
    "white on a pattern": (Font(color=WHITE), PatternFill("gray125"), False),
    "white on a gradient": (Font(color=WHITE), GradientFill(stop=["FF000000", "FFFFFFFF"]), False),
}  # fmt: skip


@pytest.mark.parametrize("name", GROUNDS)
def test_letters_are_compared_with_their_ground(make: Make, name: str) -> None:
    font, fill, unseen = GROUNDS[name]

    def paint(sheet: Worksheet) -> None:
        sheet["D4"].font = font
        if fill:
            sheet["D4"].fill = fill

    assert hidden(make(paint)) == ([("letters_like_ground", "D4", 1)] if unseen else [])


def test_specks_are_told_and_small_letters_are_not(make: Make) -> None:
    def shrink(sheet: Worksheet) -> None:
        sheet["D4"].font, sheet["D5"].font, sheet["C4"].font = Font(size=1), Font(size=2), Font(size=6)

    assert hidden(make(shrink)) == [("tiny_letters", "D4:D5", 2)]


def test_rows_and_columns_too_narrow_to_be_read_are_hidden(make: Make) -> None:
    def squeeze(sheet: Worksheet) -> None:
        sheet.row_dimensions[4].height = 0.2
        sheet.row_dimensions[5].height = 6
        sheet.column_dimensions["D"].width = 0.3

    assert hidden(make(squeeze)) == [("hidden_row", "C4:D4", 2), ("hidden_column", "D5:D6", 2)]


def test_white_texts_that_are_no_figures_are_not_told(make: Make) -> None:
    def whiten(sheet: Worksheet) -> None:
        sheet["A4"].font = sheet["B9"].font = Font(color=WHITE)
        sheet["B9"] = "x"

    assert hidden(make(whiten)) == []


PALE = DifferentialStyle(font=Font(color=WHITE))
STRUCK = DifferentialStyle(font=Font(strike=True))
RED = DifferentialStyle(font=Font(color="FFFF0000"))
EMPTY = DifferentialStyle(numFmt=NumberFormat(200, ";;;"))


Operator = Literal["lessThan", "equal", "notEqual", "greaterThan", "between"]


def compared(operator: Operator, *formulas: str, dxf: DifferentialStyle = PALE) -> Rule:
    return Rule("cellIs", operator=operator, formula=formulas, dxf=dxf)


def where(formula: str, dxf: DifferentialStyle = PALE) -> Rule:
    return Rule("expression", formula=[formula], dxf=dxf)


def ground(color: str) -> DifferentialStyle:
    return DifferentialStyle(fill=PatternFill(bgColor=color))


def bars(*, with_numbers: bool) -> Rule:
    ends = FormatObject("min"), FormatObject("max")
    return Rule("dataBar", dataBar=DataBar(cfvo=ends, color=Color("FF00FF00"), showValue=with_numbers))


RULES: Mapping[str, tuple[Rule, str]] = {
    "white above 100": (compared("greaterThan", "100"), "C4:C5"),
    "white between 40 and 60": (compared("between", "60", "40"), "C6"),
    "white unless 96": (compared("notEqual", "96"), "C4:D6"),
    "white zeros": (compared("equal", "0"), ""),
    "white like a cell": (compared("equal", "$A$1"), "C4:D6"),
    "struck below 60": (compared("lessThan", "60", dxf=STRUCK), "C6:D6"),
    "white where another cell is 1": (where("$A$1=1"), "C4:D6"),
    "white by the cell itself": (where("C4 >= 412"), "C4"),
    "white by one column": (where("$C4 >= 412"), "C4:D6"),
    "white errors": (where("ISERROR(C4)"), ""),
    "a format that shows nothing": (where("TRUE", EMPTY), "C4:D6"),
    "another colour": (compared("greaterThan", "1", dxf=RED), ""),
    "black ground": (compared("greaterThan", "1", dxf=ground("FF000000")), "C4:D6"),
    "yellow ground": (compared("greaterThan", "1", dxf=ground("FFFFFF00")), ""),
    "bars alone": (bars(with_numbers=False), "C4:D6"),
    "bars": (bars(with_numbers=True), ""),
}  # fmt: skip


@pytest.mark.parametrize("name", RULES)
def test_figures_that_a_conditional_format_may_hide_are_told(make: Make, name: str) -> None:
    rule, area = RULES[name]
    found = hidden(make(lambda sheet: sheet.conditional_formatting.add("C4:D6", rule)))
    assert [(what, at) for what, at, _ in found] == ([("conditional_format", area)] if area else []), found


def test_many_rules_and_ranges_are_taken_together_and_none_is_left_out(make: Make) -> None:
    def add(sheet: Worksheet) -> None:
        for number in range(500):
            area = " ".join(f"C{row}" for row in range(4, 40))
            sheet.conditional_formatting.add(area, compared("equal", str(number)))

    assert hidden(make(add)) == [("conditional_format", "C4:D6", 5)]


def test_a_colour_that_cannot_be_told_is_like_no_other() -> None:
    assert color({}) == color({"rgb": "x"}) == color({"indexed": "²"}) == ""
    assert not are_alike("", "")
    assert color({"theme": "9", "tint": "nan"}) == "theme 9"
    assert Look(letters="FFFFFF").unseen == "letters_like_ground"
