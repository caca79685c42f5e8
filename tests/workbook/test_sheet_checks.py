"""What a sheet hides, and what in it does not agree with itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from hostile.files import SHEET, unzipped, zipped
from khpcmd.diagnostics import AnyCode, Code, Diagnostic
from khpcmd.i18n import Messages
from khpcmd.plan.model import Plan
from khpcmd.render.wording import Wording
from khpcmd.workbook.file.formula_terms import parsed
from khpcmd.workbook.read import Reading, read_workbook
from khpcmd.workbook.sheet_checks import references
from workbook.builder import write
from workbook.conftest import Read
from workbook.views import codes, figures, told

TITLE = "KẾT QUẢ CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM NĂM 2023\n---\n"
HEADER = "| TT | Đơn vị | Tổng số CSKD dịch vụ | Số cơ sở được kiểm tra | Tỷ lệ (%) |\n"
INDEX = "| (A) | (B) | (1) | (2) | (3)=(2)/(1) |\n"
TWO = "| 1 | Huyện Nam Sách | 412 | 96 | 23.3 |\n| 2 | Huyện Thanh Hà | 188 | 41 | 21.8 |\n"
QUIET = frozenset({"TOTAL_ROW_SET_ASIDE", "ROW_SET_ASIDE"})

Make = Callable[..., Reading]


@pytest.fixture
def make(plan: Plan, tmp_path: Path) -> Make:
    """Read a sheet, some of whose cells have a formula beside their value, after changes by openpyxl."""

    def read_sheet(
        content: str,
        formulas: Mapping[str, str] | None = None,
        change: Callable[[Worksheet], None] = lambda _: None,
        **sheets: str,
    ) -> Reading:
        path = write(tmp_path / "a.xlsx", Sheet1=content, **sheets)
        book = load_workbook(path)
        change(book["Sheet1"])
        book.save(path)
        with_formulas(path, formulas or {})
        return read_workbook(path, plan, name="a.xlsx")

    return read_sheet


def with_formulas(path: Path, formulas: Mapping[str, str]) -> None:
    """Put formulas beside the values that cells of the first sheet already have."""
    parts = unzipped(path.read_bytes())
    text = parts[SHEET].decode()
    for at, formula in formulas.items():
        plain = formula.removeprefix("=").replace("&", "&amp;").replace("<", "&lt;")
        text, count = re.subn(rf'(<c r="{at}"[^>]*>)', lambda cell, f=plain: f"{cell[1]}<f>{f}</f>", text)  # type: ignore[misc]
        assert count == 1, at
    path.write_bytes(zipped(parts | {SHEET: text.encode()}))


def of(reading: Reading, code: AnyCode) -> list[Diagnostic]:
    return [fault for fault in reading.diagnostics if fault.code is code]


def loud(reading: Reading) -> list[tuple[str, str]]:
    return [one for one in told(reading) if one[0] not in QUIET]


# Hidden


def test_figures_in_hidden_rows_count_and_are_told_in_ranges(make: Make) -> None:
    rows = TWO + "| 3 | Huyện Gia Lộc | 50 | 10 | 20 |\n"

    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[4].hidden = sheet.row_dimensions[6].hidden = True

    reading = make(TITLE + HEADER + rows, change=hide)
    assert loud(reading) == [("HIDDEN_FIGURES", "C4:D4"), ("HIDDEN_FIGURES", "C6:D6")]
    first, _ = reading.diagnostics
    assert (first.unit, first.params["count"]) == ("291", 2)
    assert len(reading.returns) == 3


def test_figures_in_a_hidden_column_are_told_once(make: Make) -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.column_dimensions["D"].hidden = True

    reading = make(TITLE + HEADER + TWO, change=hide)
    assert loud(reading) == [("HIDDEN_FIGURES", "D4:D5")]


def test_a_hidden_row_or_column_without_figures_is_not_told(make: Make) -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[2].hidden = sheet.column_dimensions["E"].hidden = True

    assert loud(make(TITLE + HEADER + TWO, change=hide)) == []


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_not_read_and_told_if_it_has_figures(
    make: Make, state: Literal["hidden", "veryHidden"]
) -> None:
    def hide(sheet: Worksheet) -> None:
        assert sheet.parent
        sheet.parent["Old"].sheet_state = sheet.parent["Lists"].sheet_state = state

    old = TITLE + HEADER + TWO.replace("412", "400")
    reading = make(TITLE + HEADER + TWO, change=hide, Old=old, Lists="| a | b |")
    assert [(fault.code.name, str(fault.at)) for fault in reading.diagnostics] == [("HIDDEN_SHEET", "a.xlsx › Old")]
    assert figures(reading.returns[0])["venues_total"] == 412


# Formulas


@pytest.mark.parametrize(
    ("formula", "boxes"),
    [
        ("=C13/B13", [(13, 3, 13, 3), (13, 2, 13, 2)]),
        ("=SUM(C7:$C$17)", [(7, 3, 17, 3)]),
        ("=Sheet1!C7+D8", [(8, 4, 8, 4)]),
        ("='Biểu 1'!C7:D9", []),
        ('="C7"&D8', [(8, 4, 8, 4)]),
        ("=LOG10(E1)", [(1, 5, 1, 5)]),
        ("=Tỷ_lệ2+Table1[C7]", []),
        ("=[1]Sheet1!$A$1", []),
    ],
)
def test_the_cells_that_a_formula_names(formula: str, boxes: list[tuple[int, int, int, int]]) -> None:
    assert references(formula) == boxes


@pytest.mark.parametrize(
    ("formula", "external"),
    [
        ("=[1]Sheet1!A1", True),
        ("='[bao cao.xlsx]Biểu 1'!A1", True),
        (r"='C:\Bao cao\[a.xlsx]S'!A1+1", True),
        ("=[1]!Ten", True),
        ('=Sheet1!A1&"[1]Sheet1!A1"', False),
        ("=Sheet1!A1", False),
        ("=Table1[Tổng]", False),
        ("=SUM(Table1[[#All],[a]])", False),
    ],
)
def test_a_sheet_of_another_workbook_is_known(formula: str, external: bool) -> None:
    assert parsed(formula[1:]).books is external


def test_a_formula_into_another_workbook_is_told(make: Make) -> None:
    reading = make(TITLE + HEADER + TWO, {"C4": "=[1]Biểu!C4"})
    assert loud(reading) == [("UNSTEADY_FORMULA", "C4")]
    (fault,) = reading.diagnostics
    assert (fault.unit, str(fault.params["found"])) == ("291", "412 (=[1]Biểu!C4)")


def test_a_formula_into_another_workbook_beside_the_figures_is_told(make: Make) -> None:
    reading = make(TITLE + HEADER + TWO, {"E4": "=[1]Biểu!C4"})
    assert loud(reading) == [("EXTERNAL_LINK", "E4")]
    assert (reading.diagnostics[0].unit, reading.diagnostics[0].params) == ("291", {"found": "=[1]Biểu!C4"})


def test_a_ratio_copied_from_the_neighbours_row_is_told(make: Make) -> None:
    reading = make(TITLE + HEADER + TWO.replace("21.8", "23.3"), {"E4": "=D4/C4*100", "E5": "=D4/C4*100"})
    assert loud(reading) == [("FORMULA_OTHER_ROW", "E5"), ("RATIO_MISMATCH", "E5")]
    assert of(reading, Code.FORMULA_OTHER_ROW)[0].params == {"found": "=D4/C4*100", "row": 5, "other": 4}


def test_a_running_number_and_a_total_are_no_formulas_of_another_row(make: Make) -> None:
    total = "| | Tổng cộng | 600 | 137 | |\n"
    reading = make(
        TITLE + HEADER + TWO + total, {"A5": "=A4+1", "C6": "=SUM(C4:C5)", "D6": "=D4+D5", "C4": "=D4*4+28+$G$1"}
    )
    assert loud(reading) == []


def test_the_formula_of_an_error_is_told_with_it(make: Make) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["D4"].value, sheet["D4"].data_type = "#DIV/0!", "e"

    reading = make(TITLE + HEADER + TWO, {"D4": "=C4/F4"}, change)
    assert of(reading, Code.ERROR_CELL)[0].params["found"] == "#DIV/0! (=C4/F4)"


# Sums


def test_a_sum_that_leaves_out_a_unit_is_told_with_its_row(make: Make) -> None:
    rows = TWO + "| 3 | Huyện Gia Lộc | 50 | 10 | 20 |\n| | Tổng cộng | 600 | 147 | |\n"
    reading = make(TITLE + HEADER + rows, {"C7": "=SUM(C4:C5)", "D7": "=SUM(D4:D6)"})
    assert loud(reading) == [("TOTAL_MISMATCH", "C7"), ("SUM_RANGE", "C7")]
    assert of(reading, Code.SUM_RANGE)[0].params == {"found": "=SUM(C4:C5)", "rows": "6"}


def test_a_total_over_groups_covers_the_units_of_the_groups(make: Make) -> None:
    rows = (
        "| | Toàn tỉnh | 650 | | |\n| I | Các thành phố | 412 | | |\n| 1 | TP. Hải Dương | 412 | 96 | |\n"
        "| II | Các huyện | 238 | | |\n| 1 | Huyện Thanh Hà | 188 | 41 | |\n| 2 | Huyện Gia Lộc | 50 | 10 | |\n"
    )
    formulas = {"C4": "=C5+C7", "C5": "=SUM(C6:C6)", "C7": "=SUM(C8:C9)"}
    assert loud(make(TITLE + HEADER + rows, formulas)) == []
    wrong = make(TITLE + HEADER + rows.replace("| 238 |", "| 230 |"), {**formulas, "C7": "=SUM(C8:C8)"})
    assert loud(wrong) == [("SUM_RANGE", "C7"), ("SUBTOTAL_MISMATCH", "C7")]
    assert of(wrong, Code.SUBTOTAL_MISMATCH)[0].params["sum"] == 238


@pytest.mark.parametrize("fault", ["-5", "2.5", "'102 lượt/86 cơ sở", "'…"])
def test_a_total_is_not_compared_where_a_cell_of_its_column_is_a_fault_itself(make: Make, fault: str) -> None:
    rows = TWO.replace("| 188 |", f"| {fault} |").replace("21.8", "") + "| | Tổng cộng | 600 | 137 | |\n"
    assert "TOTAL_MISMATCH" not in codes(make(TITLE + HEADER + rows))


# Ratios


@pytest.mark.parametrize(
    "written",
    ["23.3", "23.30", "23.3009708737864", "'23,3", "'23,30%", "'23.3 %", "23", "'23%", "0.233", "0.23300970873786", ""],
)
def test_a_ratio_that_is_rounded_or_a_fraction_agrees(make: Make, written: str) -> None:
    rows = f"| 1 | Huyện Nam Sách | 412 | 96 | {written} |\n"
    assert loud(make(TITLE + HEADER + rows)) == []
    assert loud(make(TITLE + HEADER + INDEX + rows)) == []


@pytest.mark.parametrize("written", ["25", "23.4", "24", "'23,4%", "0.25", "96"])
def test_a_ratio_that_is_another_one_is_told_with_both(make: Make, written: str) -> None:
    rows = f"| 1 | Huyện Nam Sách | 412 | 96 | {written} |\n"
    for header in (HEADER, HEADER + INDEX):
        reading = make(TITLE + header + rows)
        assert codes(reading) == ["RATIO_MISMATCH"]
    params = reading.diagnostics[0].params
    assert (params["part"], params["whole"], str(params["value"])) == (
        96,
        412,
        "23.30" if written == "0.25" else "23.3",
    )


def test_a_ratio_formatted_as_a_percentage_is_compared_as_it_is_shown(make: Make) -> None:
    def percent(sheet: Worksheet) -> None:
        sheet["E4"].number_format = sheet["E5"].number_format = "0.0%"

    rows = TWO.replace("23.3", str(96 / 412)).replace("21.8", "0.25")
    assert loud(make(TITLE + HEADER + rows, change=percent)) == [("RATIO_MISMATCH", "E5")]


def test_a_rate_rounded_up_to_the_threshold_is_told(make: Make) -> None:
    rows = "| 1 | Huyện Nam Sách | 41 | 8 | 20 |\n"
    reading = make(TITLE + HEADER + rows, change=lambda sheet: sheet["E4"].__setattr__("number_format", "0.0"))
    messages = {language: Wording(Messages(language)).message(reading.diagnostics[0]) for language in ("vi", "en")}
    assert messages == {
        "vi": "Tỷ lệ ghi 20, trong khi 8 trên 41 là 19,5%.",
        "en": "The ratio says 20, but 8 of 41 is 19.5%.",
    }


@pytest.mark.parametrize(("plan_share", "growth", "wrong"), [("82", "102.5", 0), ("82", "2.5", 0), ("80", "110", 2)])
def test_percentages_of_the_plan_and_of_last_year_are_recomputed(
    read: Read, plan_share: str, growth: str, wrong: int
) -> None:
    form = (
        "UBND HUYỆN NAM SÁCH\nBÁO CÁO NĂM 2023\n---\n"
        "| TT | Chỉ tiêu | Cùng kỳ 2022 | Kế hoạch 2023 | Thực hiện năm 2023 | % so KH | % so cùng kỳ |\n"
        f"| 1 | Số cơ sở được kiểm tra | 40 | 50 | 41 | {plan_share} | {growth} |\n"
    )
    assert codes(read(form)).count("RATIO_MISMATCH") == wrong


@pytest.mark.parametrize(
    "row", ["| 0 | 0 | 0 |", "| 0 | 5 | 100 |", "| '- | '- | '- |", "| | 5 | 3 |", "| '1,234 | 5 | 3 |"]
)
def test_a_ratio_of_nothing_or_of_what_cannot_be_read_is_not_compared(make: Make, row: str) -> None:
    assert "RATIO_MISMATCH" not in codes(make(TITLE + HEADER + f"| 1 | Huyện Nam Sách {row}\n"))


# Months in one cell


def test_months_listed_in_one_cell_are_told_and_no_month_is_made_up(read: Read) -> None:
    header = "BÁO CÁO NĂM 2023\n---\n| Đơn vị | Tổng số CSKD dịch vụ | Số tin, bài đăng tải |\n"
    table = header + "| Báo Hải Dương | | 'T1, T2, tháng 3 |\n"
    reading = read(table)
    assert told(reading) == [("MONTHS_IN_ONE_CELL", "C4")]
    assert [figures(filed) for filed in reading.returns] == [{}]


def test_months_listed_in_a_form_are_told(read: Read) -> None:
    form = (
        "BÁO HẢI DƯƠNG\nBÁO CÁO NĂM 2023\n---\n| TT | Chỉ tiêu | Số liệu |\n"
        "| 1 | Số tin, bài đăng tải | '1/2023; 2/2023 |\n"
    )
    assert ("MONTHS_IN_ONE_CELL", "C5") in told(read(form))


# absurd numbers and texts are faults of their cells at most: the file around them is read


BY_UNIT = (
    TITLE
    + """
    | TT | Đơn vị | Tổng số CSKD dịch vụ | Số cơ sở được kiểm tra | Tỷ lệ (%) |
    | (A) | (B) | (1) | (2) | (3)=(2)/(1) |
    | 1 | Huyện Nam Sách | 412 | 96 | 23.3 |
    | 2 | Huyện Thanh Hà | 188 | 41 | 50 |
    | | Tổng cộng | 600 | 137 | 22.8 |
    """
)
MONTHS = "| Đơn vị | " + " | ".join(f"Tháng {month}" for month in range(1, 12)) + " | Cộng |"
BY_MONTH = f"""
    SỐ TIN, BÀI TUYÊN TRUYỀN NĂM 2023
    ---
    {MONTHS}
    | Huyện Nam Sách {"| 2 " * 11}| 22 |
    | Huyện Thanh Hà {"| 2 " * 11}| 22 |
    """
FORM = (
    "HUYỆN NAM SÁCH\n"
    + TITLE
    + """
    | Chỉ tiêu | Năm 2022 | Năm 2023 |
    | 1 | 2 | 3 |
    | Tổng số CSKD dịch vụ | 400 | 412 |
    | Số cơ sở được kiểm tra | 90 | 96 |
    """
)
MONTHS_DOWN = "BÁO HẢI DƯƠNG NĂM 2023\n---\n| Tháng | Số tin, bài đăng tải |\n| 1 | 2 |\n| 2 | 3 |\n| 3 | 4 |\n"
FORMS = {"by unit": BY_UNIT, "by month": BY_MONTH, "form": FORM, "months down": MONTHS_DOWN}
TEXTS = (
    "123456789012345678901234567890", "9" * 5000, "-" + "9" * 5000, "9" * 30 + " %", "0," + "1" * 28, "1." * 2000,
    "9" * 5000 + "/" + "9" * 5000, "²", "(²)", "1e999", "nan", "99/99/9999", "00/00/0000", "31/12/9999", "01/01/0001",
    "tháng 99999999999", "tháng 1/0000", "từ 15/12/0001 đến 14/12/0001", "từ 15/12 đến 14/12/0001",
    "tính đến 31/12/9999", "tính đến 01/01/0001",
)  # fmt: skip
NUMBERS = ("9" * 399, "-" + "9" * 398, "1" + "0" * 29, "1e308", "-1e308", "1e999", "5e-324", "0.30000000000000004")
MARK = 987_654_321
STORED = re.compile(rf'(<c r="[A-Z0-9]+"(?: s="[0-9]+")?) t="n"><v>{MARK}</v>')


@pytest.mark.crossing(1)
@pytest.mark.parametrize(("form", "look"), [*((form, "General") for form in FORMS), ("by unit", "0.0%")])
def test_an_absurd_value_does_not_damage_the_file(plan: Plan, tmp_path: Path, form: str, look: str) -> None:
    """In the title, in a line of the header in each of some columns, and in one name."""
    path = write(tmp_path / "a.xlsx", Sheet1=FORMS[form])
    book = load_workbook(path)
    rows, columns = book["Sheet1"].max_row, book["Sheet1"].max_column
    lines = [[(row, column) for column in range(1, columns + 1)] for row in (1, 4)]
    lines += [
        [(row, column) for row in range(rows - 2, rows + 1)]
        for column in range(1, columns + 1)
        if column < 5 or column == columns
    ]
    for line in [*lines, [(rows - 1, 1)]]:
        book = load_workbook(path)
        for cell in (book["Sheet1"].cell(*place) for place in line):
            if cell.value is not None:
                cell.value, cell.number_format = MARK, look
        book.save(path.with_name("b.xlsx"))
        for stored in (
            *(f' t="inlineStr"><is><t>{text}</t></is>' for text in TEXTS),
            *map("><v>{}</v>".format, NUMBERS),
        ):
            absurd = with_stored(path.with_name("b.xlsx"), path.with_name("c.xlsx"), stored)
            found = read_workbook(absurd, plan, name="c.xlsx").diagnostics
            assert Code.FILE_DAMAGED not in [fault.code for fault in found], (stored[:60], line)


def with_stored(path: Path, target: Path, stored: str) -> Path:
    """The workbook with a value in place of each mark; openpyxl writes no numbers that are as large."""
    parts = unzipped(path.read_bytes())
    text, count = STORED.subn(lambda cell: cell[1] + stored, parts[SHEET].decode())
    assert count
    target.write_bytes(zipped(parts | {SHEET: text.encode()}))
    return target
