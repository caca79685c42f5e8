"""What hides figures beside their cells: colours, conditional formats; zeros, runs and days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal

import pytest
from openpyxl import load_workbook
from openpyxl.formatting.rule import DataBar, FormatObject, Rule
from openpyxl.styles import Color, Font, GradientFill, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.worksheet.worksheet import Worksheet

from hostile.files import MAIN, SHEET, parts, sheet, zipped
from khpcmd.diagnostics import Code
from khpcmd.diagnostics.parameters import Ref
from khpcmd.plan.fields import DateField
from khpcmd.plan.model import Plan
from khpcmd.returns import CellState
from khpcmd.workbook.cells import read_cell
from khpcmd.workbook.file.colors import are_alike, color_of
from khpcmd.workbook.file.grid import Grid, GridCell
from khpcmd.workbook.file.legacy_fonts import is_drawn
from khpcmd.workbook.file.limits import Limits, Refused
from khpcmd.workbook.file.number_formats import shows_day, shows_itself
from khpcmd.workbook.file.open import open_grids
from khpcmd.workbook.file.styles import Look
from khpcmd.workbook.read import Reading, read_workbook
from workbook.builder import write

BASE = parts()
STYLES, BOOK, RELATIONS = "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
ZERO, TWELVE = '<row r="1"><c r="A1"><v>0</v></c></row>', '<row r="1"><c r="A1"><v>12</v></c></row>'


def grid(inner: str, **more: bytes) -> Grid:
    """The sheet with this inside, and other parts by their names."""
    return open_grids(zipped({**BASE, SHEET: sheet(inner), **more}), Limits())[0]


def rows(inner: str) -> str:
    return f"<sheetData>{inner}</sheetData>"


def styles(font: str, fill: str = "", more: str = "") -> bytes:
    fills = f"<fills><fill/><fill>{fill}</fill></fills>"
    cells = f'<cellXfs><xf numFmtId="0" fontId="0" fillId="{int(bool(fill))}"/></cellXfs>'
    return f'<styleSheet xmlns="{MAIN}"><fonts><font>{font}</font></fonts>{fills}{cells}{more}</styleSheet>'.encode()


@pytest.mark.parametrize(
    "inner",
    [
        f'<sheetViews><sheetView showZeros="0" workbookViewId="0"/></sheetViews>{rows(ZERO)}',
        f'<sheetViews><sheetView showZeros="false" workbookViewId="0"/></sheetViews>{rows(ZERO)}',
        rows(ZERO)
        + '<conditionalFormatting sqref="A1:A9"><cfRule type="cellIs" operator="equal" dxfId="0" priority="1">'
        "<formula>0</formula></cfRule></conditionalFormatting>",
    ],
)
def test_a_zero_that_the_sheet_does_not_show_is_blank(plan: Plan, inner: str) -> None:
    pale = styles("", more='<dxfs><dxf><font><color rgb="FFFFFFFF"/></font></dxf></dxfs>')
    found = grid(inner, **{STYLES: pale})
    assert read_cell(found.cells[1, 1], plan.fields["venues_total"]).state is CellState.BLANK
    shown = grid(inner.replace(ZERO, TWELVE), **{STYLES: pale})
    assert read_cell(shown.cells[1, 1], plan.fields["venues_total"]).value == 12


@pytest.mark.parametrize(
    "properties", ['<color rgb="FFFFFFFF"/>', '<color theme="0"/>', '<sz val="1"/>', '<sz val="4"/>']
)
@pytest.mark.parametrize("runs", ["<r><rPr>{}</rPr><t>1</t></r><r><t>7</t></r>", "<r><rPr>{}</rPr><t>17</t></r>"])
def test_runs_that_nobody_sees_are_no_digits(plan: Plan, properties: str, runs: str) -> None:
    inner = runs.format(properties)
    inline = grid(rows(f'<row r="1"><c r="A1" t="inlineStr"><is>{inner}</is></c></row>'))
    strings = f'<sst xmlns="{MAIN}"><si>{inner}</si></sst>'.encode()
    shared = grid(rows('<row r="1"><c r="A1" t="s"><v>0</v></c></row>'), **{"xl/sharedStrings.xml": strings})
    for found in (inline, shared):
        assert read_cell(found.cells[1, 1], plan.fields["venues_total"]).value is None


@pytest.mark.parametrize("code", ["[White]@", "0;0;0;[White]@", '0;0;0;[Color 2]"x"@'])
def test_white_texts_of_a_format_are_no_answers(plan: Plan, code: str) -> None:
    formats = f'<numFmts><numFmt numFmtId="164" formatCode="{code.replace(chr(34), "&quot;")}"/></numFmts>'
    made = styles("").replace(b"<fonts>", f"{formats}<fonts>".encode()).replace(b'numFmtId="0"', b'numFmtId="164"')
    found = grid(rows('<row r="1"><c r="A1" t="str"><v>Có</v></c></row>'), **{STYLES: made})
    assert read_cell(found.cells[1, 1], plan.fields["plan_issued"]).value is None


@pytest.mark.parametrize(
    ("value", "code", "read"),
    [
        (True, '"Không"', None),
        (True, '"Có";;"Không"', True),
        (False, '"Có";;"Không"', False),
        (True, "General", True),
        (True, ";;;", None),
        (False, '0;0;0;"Có"', None),
    ],
)
def test_true_and_false_are_what_their_format_says(plan: Plan, value: object, code: str, read: object) -> None:
    assert read_cell(GridCell(value, Look(code)), plan.fields["plan_issued"]).value is read


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("dd/mm/yyyy", True),
        ("[$-42A]dd/mm/yyyy;@", True),
        ('"Ngày "dd" tháng "mm" năm "yyyy', True),
        ('dd/mm/"2022"', False),
        ('"dự kiến "dd/mm/yyyy', False),
        (r"dd/mm/\2\0\2\2", False),
        ("[White]dd/mm/yyyy", False),
        ("dd/mm/yyyy*5", False),
    ],
)
def test_a_day_with_other_words_or_digits_is_open(code: str, *, shown: bool) -> None:
    day = DateField(kind="date", label={"vi": "Ngày", "en": "Day"}, reported_by=["district"])
    assert shows_day(code) is shown
    assert (read_cell(GridCell(datetime(2023, 3, 5), Look(code)), day).value is not None) is shown  # noqa: DTZ001


@pytest.mark.parametrize(
    "code",
    [
        "0.000",
        "#,##0.000",
        "0,000",
        "000 000",
        "# 000 000",
        "0_00",
        "0_10",
        "0*-0",
        '0"."',
        BUILT := '_("$"* #,##0_)',
        "$0",
        "[DBNum1]0",
        "0.0000",
    ],
)
def test_formats_that_show_a_number_as_another_are_asked_about(code: str) -> None:
    assert not shows_itself(code, zero=False), BUILT


@pytest.mark.parametrize("code", ["#,##0", "0", "00", "000", "#,##0.00", "# ##0", r"_-* #,##0\ _₫_-", "0_)", "0* "])
def test_usual_formats_show_a_number_as_it_is(code: str) -> None:
    assert shows_itself(code, zero=False)


GRADIENT = '<gradientFill><stop position="0"><color rgb="FF000000"/></stop></gradientFill>'
PATTERN = '<patternFill patternType="{}"><fgColor rgb="FF000000"/><bgColor rgb="FFFFFFFF"/></patternFill>'


@pytest.mark.parametrize(
    ("font", "fill"),
    [
        ('<color rgb="FF000000" tint="1"/>', ""),
        ('<color indexed="8" tint="0.99"/>', ""),
        ('<color rgb="FFFFFFE0"/>', ""),
        ('<color rgb="FFFFFF00"/>', ""),
        ('<color theme="2"/>', ""),
        ('<color theme="4" tint="0.8"/>', ""),
        ("", PATTERN.format("solid")),
        ('<sz val="4"/>', ""),
    ],
)
def test_letters_that_nobody_sees_are_known(font: str, fill: str) -> None:
    assert grid(rows(TWELVE), **{STYLES: styles(font, fill)}).cells.look((1, 1)).unseen


@pytest.mark.parametrize("fill", [GRADIENT, PATTERN.format("darkGray")])
def test_no_colour_is_told_of_gradients_and_patterns(fill: str) -> None:
    assert not grid(rows(TWELVE), **{STYLES: styles("", fill)}).cells.look((1, 1)).unseen


@pytest.mark.parametrize(
    ("letters", "ground", "alike"),
    [
        ("FFFF00", "FFFFFF", True),
        ("FF0000", "008000", False),
        ("808080", "FFFFFF", False),
        ("FF0000", "FFFFFF", False),
        ("0D0D0D", "000000", True),
        ("000080", "FFFFFF", False),
        ("C00000", "FFFF00", False),
    ],
)
def test_only_pale_and_dark_colours_are_told_by_their_contrast(letters: str, ground: str, *, alike: bool) -> None:
    assert are_alike(letters, ground) is alike
    assert color_of({"rgb": f"FF{letters}"}) == letters


RULE = '<conditionalFormatting sqref="A1:A3"><cfRule priority="1" {}</cfRule></conditionalFormatting>'


@pytest.mark.parametrize(
    "formats",
    [
        RULE.format('type="dataBar"><dataBar showValue="0"><color rgb="FF638EC6"/></dataBar>'),
        RULE.format('type="expression" dxfId="0"><formula>TRUE</formula>'),
    ],
)
def test_bars_alone_and_percents_hide_figures(formats: str) -> None:
    percent = styles("", more='<dxfs><dxf><numFmt numFmtId="9"/></dxf></dxfs>')
    found = grid(rows(TWELVE) + formats, **{STYLES: percent})
    assert any(rule.change.hides(Look()) for rule in found.rules)
    assert all(boxes == [(1, 1, 3, 1)] for boxes in found.rules.values())


def test_sizes_that_hide_rows_and_columns_are_known() -> None:
    assert grid(rows(TWELVE.replace('r="1">', 'r="1" ht="3">', 1))).hidden_rows == {1}
    assert grid('<cols><col min="1" max="1" width="1.5"/></cols>' + rows(TWELVE)).hidden_columns == ((1, 1),)


@pytest.mark.parametrize(
    ("font", "drawn"),
    [
        ("Symbol", True),
        ("ZapfDingbats", True),
        ("OpenSymbol", True),
        ("Bookshelf Symbol 7", True),
        ("Adobe Blank", True),
        ("Code 128", True),
        ("Libre Barcode 39", True),
        ("Font Awesome 5 Free", True),
        ("Segoe UI Symbol", False),
        ("Times New Roman", False),
        ("Arial", False),
        ("", False),
    ],
)
def test_fonts_of_signs_are_known(font: str, *, drawn: bool) -> None:
    assert is_drawn(font) is drawn


def test_a_style_takes_what_it_leaves_out_from_its_parent(plan: Plan) -> None:
    formats = '<numFmts><numFmt numFmtId="164" formatCode="&quot;16&quot;"/></numFmts>'
    parents = '<cellStyleXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellStyleXfs>'
    for xf, value in (
        ('xfId="1"', None),
        ('xfId="1" numFmtId="0" applyNumberFormat="0"', None),
        ('xfId="0"', 12),
        ('xfId="1" numFmtId="1"', 12),
    ):
        made = f'<styleSheet xmlns="{MAIN}">{formats}{parents}<cellXfs><xf {xf}/></cellXfs></styleSheet>'.encode()
        found = grid(rows(TWELVE), **{STYLES: made})
        assert read_cell(found.cells[1, 1], plan.fields["venues_total"]).value == value


def test_two_lists_of_styles_are_refused() -> None:
    with pytest.raises(Refused):
        grid(rows(TWELVE), **{STYLES: styles("", more="<cellXfs><xf/></cellXfs>")})


# figures that count although nobody sees them: letters like their ground, specks, conditional formats


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
    "white between 40 and 60": (compared("between", "60", "40"), "C4:D6"),
    "white unless 96": (compared("notEqual", "96"), "C4:D6"),
    "white zeros": (compared("equal", "0"), ""),
    "white like a cell": (compared("equal", "$A$1"), "C4:D6"),
    "struck below 60": (compared("lessThan", "60", dxf=STRUCK), "C6:D6"),
    "white where another cell is 1": (where("$A$1=1"), "C4:D6"),
    "white by the cell itself": (where("C4 >= 412"), "C4:D6"),
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
    assert color_of({}) == color_of({"rgb": "x"}) == color_of({"indexed": "²"}) == ""
    assert not are_alike("", "")
    assert color_of({"theme": "9", "tint": "nan"}) == "theme 9"
    assert Look(letters="FFFFFF").unseen == "letters_like_ground"
