"""Amounts in cells: exact, in the plan's unit of measure, or asked about; never as another figure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

import days_plan
from khpcmd.diagnostics import AnyCode, Code
from khpcmd.plan.base import Text
from khpcmd.plan.fields import AmountField
from khpcmd.plan.load import parse_plan
from khpcmd.returns import CellState, Key
from khpcmd.workbook.cells import Outcome, read_cell
from khpcmd.workbook.file.grid import GridCell
from khpcmd.workbook.file.styles import Look
from khpcmd.workbook.read import read_workbook

LABEL = Text(vi="Tổng thu", en="Revenue")


def field(
    unit: str, decimals: int = 3, *, at_most: int | None = 1_000_000, at_least: int = 0, below_one: bool = False
) -> AmountField:
    return AmountField(
        kind="amount",
        label=LABEL,
        reported_by=("d",),
        unit_of_measure=Text(vi=unit, en=unit),
        decimals=decimals,
        at_least=Decimal(at_least),
        at_most=None if at_most is None else Decimal(at_most),
        below_one=below_one,
    )


MONEY = field("tỷ đồng")
LENGTH = field("km", 3)
AREA = field("ha", 2)
RATE = field("%", 1, at_most=100)


def read(value: object, spec: AmountField = MONEY, unit: str = "", shown: str = "General") -> Outcome:
    return read_cell(GridCell(value, Look(shown), ""), spec, unit)


@pytest.mark.parametrize(
    ("stored", "unit", "value"),
    [
        (6109, "tỷ đồng", "6109"),
        (1250.5, "tỷ đồng", "1250.5"),
        (1250.5000000000002, "tỷ đồng", "1250.5"),
        (0.1 + 0.2, "tỷ đồng", "0.3"),
        (1250.5, "triệu đồng", "1.2505"),
        (43.5, "nghìn tỷ đồng", "43500"),
        (2_500_000_000, "đồng", "2.5"),
        (350, "Nghìn đồng", "0.00035"),
        (12.5, "TỈ ĐỒNG", "12.5"),
        (12.5, "ty dong", "12.5"),
        (12.5, "billion dong", "12.5"),
    ],
)
def test_a_stored_amount_is_converted_exactly(stored: float, unit: str, value: str) -> None:
    outcome = read(stored, unit=unit)
    assert (outcome.state, outcome.value, outcome.code) == (CellState.VALUE, Decimal(value), None)
    assert isinstance(outcome.value, Decimal)


@pytest.mark.parametrize(
    ("typed", "spec", "unit", "value"),
    [
        ("1.250,5 triệu đồng", MONEY, "", "1.2505"),
        ("1.250,5", MONEY, "triệu đồng", "1.2505"),
        ("1,250.5 million dong", MONEY, "", "1.2505"),
        ("6.109 tỷ đồng", field("tỷ đồng", 1, at_least=100), "", "6109"),
        ("12,75 ha", AREA, "", "12.75"),
        ("127500 m2", AREA, "", "12.75"),
        ("127.500 m²", field("ha", 2, at_least=1), "", "12.75"),
        ("3 km2", AREA, "", "300"),
        ("850 m", LENGTH, "km", "0.85"),
        ("95,2%", RATE, "", "95.2"),
        ("95.2 %", RATE, "", "95.2"),
        ("0,5%", RATE, "%", "0.5"),
        ("95,2", RATE, "%", "95.2"),
    ],
)
def test_a_typed_amount_is_read_with_its_unit(typed: str, spec: AmountField, unit: str, value: str) -> None:
    outcome = read(typed, spec, unit)
    assert (outcome.state, outcome.value) == (CellState.VALUE, Decimal(value))
    assert outcome.code is Code.NUMBER_AS_TEXT


@pytest.mark.parametrize(
    ("typed", "unit", "to_type"),
    [
        ("2.700,0", "triệu đồng", "2700"),
        ("2.700,0", "tỷ đồng", "2700"),
        ("449,65", "triệu đồng", "449.65"),
        ("2.700,0 triệu đồng", "triệu đồng", "2700"),
        ("2.700,0 triệu đồng", "tỷ đồng", "2.7"),
        ("2,7 tỷ đồng", "triệu đồng", "2700"),
        ("2.700,0 triệu đồng", "", "2700"),
    ],
)
def test_a_text_is_to_be_typed_as_the_number_of_its_column(typed: str, unit: str, to_type: str) -> None:
    assert read(typed, MONEY, unit).params["value"] == Decimal(to_type)


@pytest.mark.parametrize(
    ("stored", "spec", "unit", "shown", "code"),
    [
        (6109, MONEY, "", "General", Code.UNIT_NOT_STATED),
        ("6.109,5", MONEY, "", "General", Code.UNIT_NOT_STATED),
        (12.5, AREA, "", "0.00", Code.UNIT_NOT_STATED),
        (3, AREA, "sào", "General", Code.OTHER_MEASURE),
        ("3 sào", AREA, "ha", "General", Code.OTHER_MEASURE),
        ("12 USD", MONEY, "", "General", Code.OTHER_MEASURE),
        (12.5, MONEY, "tỷ đồng", '0.0" triệu USD"', Code.OTHER_MEASURE),
        (0.952, RATE, "%", "General", Code.PERCENT_OR_SHARE),
        (1, RATE, "", "0", Code.PERCENT_OR_SHARE),
        ("0,8", RATE, "%", "General", Code.PERCENT_OR_SHARE),
        (0.2, MONEY, "tỷ đồng", "0%", Code.PERCENT_IN_AMOUNT),
        ("20%", MONEY, "tỷ đồng", "General", Code.PERCENT_IN_AMOUNT),
        ("1,234", MONEY, "tỷ đồng", "General", Code.AMBIGUOUS_NUMBER),
        ("6.109", MONEY, "tỷ đồng", "General", Code.DOT_OR_COMMA),
        ("12.750 ha", AREA, "", "General", Code.DOT_OR_COMMA),
        ("1.275", AREA, "ha", "General", Code.DOT_OR_COMMA),
        ("1.275 ha", field("ha", 0), "", "General", Code.DOT_OR_COMMA),
        ("127.500 m²", AREA, "", "General", Code.DOT_OR_COMMA),
        (12.5, MONEY, "tỷ đồng", "#,##0.0,", Code.SHOWN_OTHERWISE),
        (12.5, MONEY, "tỷ đồng", '0.0"00"', Code.SHOWN_OTHERWISE),
        (1e300, MONEY, "tỷ đồng", "General", Code.NOT_A_NUMBER),
        (1e-300, MONEY, "tỷ đồng", "General", Code.NOT_A_NUMBER),
        (float("inf"), MONEY, "tỷ đồng", "General", Code.NOT_A_NUMBER),
        ("khoảng 12", MONEY, "tỷ đồng", "General", Code.NOT_A_NUMBER),
        ("12,5 - 13,5", MONEY, "tỷ đồng", "General", Code.SEVERAL_NUMBERS),
        ("1" * 29, MONEY, "tỷ đồng", "General", Code.NOT_A_NUMBER),
        (True, MONEY, "tỷ đồng", "General", Code.WRONG_CELL_TYPE),
    ],
)
def test_what_is_not_sure_is_asked_about(
    stored: object, spec: AmountField, unit: str, shown: str, code: AnyCode
) -> None:
    outcome = read(stored, spec, unit, shown)
    assert (outcome.state, outcome.value, outcome.code) == (CellState.PROBLEM, None, code)


@pytest.mark.parametrize(
    ("stored", "spec", "unit", "shown", "value"),
    [
        (1250.46, MONEY, "tỷ đồng", "#,##0.0", "1250.46"),
        (1250.5, MONEY, "tỷ đồng", "#,##0.000", "1250.5"),
        (1250.5, MONEY, "", '#,##0.0" triệu đồng"', "1.2505"),
        (0.952, RATE, "", "0.0%", "95.2"),
        (0.79862, RATE, "%", "0.0%", "79.862"),
        (0.29, RATE, "", "0%", "29"),
        (0.57, RATE, "", "0%", "57"),
        (0, RATE, "%", "0.0", "0"),
    ],
)
def test_a_format_says_the_unit_and_rounds_nothing(
    stored: float, spec: AmountField, unit: str, shown: str, value: str
) -> None:
    outcome = read(stored, spec, unit, shown)
    assert (outcome.state, outcome.value, outcome.code) == (CellState.VALUE, Decimal(value), None)


def test_a_dash_is_no_percentage_and_no_money_is_none() -> None:
    assert read("-", RATE, "%").state is CellState.BLANK
    assert (read("-").state, read("-").value) == (CellState.DECLARED_ZERO, Decimal(0))
    assert read("Không").value == Decimal(0)


def test_small_percentages_are_read_where_the_plan_expects_them() -> None:
    outcome = read(0.5, field("%", 1, at_most=100, below_one=True), "%")
    assert (outcome.state, outcome.value) == (CellState.VALUE, Decimal("0.5"))


@given(st.integers(0, 10**12), st.integers(0, 3), st.sampled_from(["đồng", "nghìn đồng", "triệu đồng", "tỷ đồng"]))
def test_what_a_sheet_stores_comes_out_to_the_last_digit(steps: int, decimals: int, unit: str) -> None:
    exact = Decimal(steps).scaleb(-decimals)
    outcome = read(float(exact), unit=unit)
    shift = {"đồng": -9, "nghìn đồng": -6, "triệu đồng": -3, "tỷ đồng": 0}[unit]
    assert outcome.value == exact.scaleb(shift)


def grouped(digits: str, mark: str) -> str:
    """The digits of a whole number with a mark between thousands."""
    return f"{int(digits):,}".replace(",", mark)


@given(
    st.integers(0, 10**9),
    st.integers(0, 4),
    st.sampled_from([(".", ","), (",", "."), (" ", ","), ("", ","), ("", ".")]),
    st.sampled_from(["", " tỷ đồng", " triệu đồng", " nghìn đồng"]),
    st.sampled_from([1, 3]),
)
def test_a_typed_amount_is_itself_or_refused(
    steps: int, decimals: int, marks: tuple[str, str], unit: str, kept: int
) -> None:
    whole, tail = divmod(steps, 10**decimals)
    thousands, comma = marks
    text = grouped(str(whole), thousands) + (f"{comma}{tail:0{decimals}}" if decimals else "") + unit
    shift = {" triệu đồng": -3, " nghìn đồng": -6}.get(unit, 0)
    outcome = read(text, field("tỷ đồng", kept, at_most=None), unit="" if unit else "tỷ đồng")
    exact = Decimal(steps).scaleb(-decimals).scaleb(shift)
    assert outcome.value in (None, exact), text  # a field that can be 0 never takes 6.109 for 6109


# a date whose day and month may have been exchanged is asked about, where the plan compares it


PLAN = parse_plan(days_plan.PLAN, "plan.yaml")
Given = date | str
STORED, PLAIN = date(2027, 5, 3), "dd/mm/yyyy"


def read_day(folder: Path, first: Given, second: Given, number_format: str = PLAIN) -> tuple[list[object], list[str]]:
    """The days read_day for two districts, one below the other, and the codes that were told."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["BÁO CÁO SỐ LIỆU NĂM 2027"])
    sheet.append([])
    sheet.append(["TT", "Đơn vị", "Ngày ban hành kế hoạch"])
    for number, (name, day) in enumerate((("Huyện Nam Sách", first), ("Huyện Tứ Kỳ", second)), start=1):
        sheet.append([number, name, day])
        if isinstance(day, date):
            sheet.cell(3 + number, 3).number_format = number_format
    book.save(folder / "bc.xlsx")
    reading = read_workbook(folder / "bc.xlsx", PLAN, name="bc.xlsx")
    found = {one.unit: one.value(Key("plan_day")) for one in reading.returns}
    return [found.get(unit) for unit in ("0291", "0298")], [one.code.code for one in reading.diagnostics]


def test_days_before_months_are_read(tmp_path: Path) -> None:
    assert read_day(tmp_path, STORED, date(2027, 3, 14)) == ([STORED, date(2027, 3, 14)], [])
    assert read_day(tmp_path, "03/05/2027", "25/3/2027") == ([STORED, date(2027, 3, 25)], [])
    assert read_day(tmp_path, "ngày 03 tháng 5 năm 2027", STORED)[0] == [STORED, STORED]


def test_a_day_with_the_month_first_opens_all_that_may_be_so(tmp_path: Path) -> None:
    days, codes = read_day(tmp_path, "03/25/2027", "03/05/2027")
    assert days == [date(2027, 3, 25), None]
    assert codes == ["C521", "C551"]
    assert read_day(tmp_path, "03/25/2027", STORED)[0] == [date(2027, 3, 25), None]
    assert read_day(tmp_path, "03/25/2027", "04/04/2027")[0] == [date(2027, 3, 25), date(2027, 4, 4)]
    assert read_day(tmp_path, "03/25/2027", date(2027, 3, 14))[0] == [date(2027, 3, 25), date(2027, 3, 14)]


def test_a_text_that_the_program_did_not_take_opens_what_it_took(tmp_path: Path) -> None:
    assert read_day(tmp_path, "25/03/2027", STORED) == ([date(2027, 3, 25), None], ["C551"])
    assert read_day(tmp_path, "25/03/2027", date(2027, 3, 14))[0] == [date(2027, 3, 25), date(2027, 3, 14)]


@pytest.mark.parametrize("shown", ["mm/dd/yyyy", "m/d/yy", "[$-409]m/d/yyyy", 'm"/"d"/"yyyy'])
def test_a_day_that_is_shown_with_the_month_first_is_open(tmp_path: Path, shown: str) -> None:
    assert read_day(tmp_path, STORED, date(2027, 3, 14), shown)[0] == [None, date(2027, 3, 14)]


@pytest.mark.parametrize("shown", ["dd/mm/yyyy", "mm-dd-yy", "d-mmm-yy", "mmmm d, yyyy", "yyyy-mm-dd"])
def test_a_day_that_is_shown_otherwise_is_read(tmp_path: Path, shown: str) -> None:
    days = read_day(tmp_path, STORED, date(2027, 3, 14), shown)[0]
    assert days == [STORED, date(2027, 3, 14)]


@pytest.mark.parametrize("text", ["15/3", "tháng 3/2027", "31/02/2027", "trước 15/3/2027", "15/3/2027?", "15.3"])
def test_what_is_no_day_stays_open(tmp_path: Path, text: str) -> None:
    days, codes = read_day(tmp_path, text, STORED)
    assert days[0] is None
    assert codes
