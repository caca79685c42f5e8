"""What people type, and what it is read as: never as another number."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from khpcmd.diagnostics import AnyCode, Code, Diagnostic
from khpcmd.diagnostics.parameters import Param, Ref, Stored
from khpcmd.i18n import Messages
from khpcmd.plan.base import Text
from khpcmd.plan.fields import AnyField, CountField, DateField, MonthsField, TextField, YesNoField
from khpcmd.render.wording import Wording
from khpcmd.returns import CellState, CellValue
from khpcmd.workbook.cells import Outcome, read_cell
from khpcmd.workbook.file.grid import GridCell
from khpcmd.workbook.file.styles import Look
from khpcmd.workbook.typed_days import months_listed
from layers import part_of

NOON = datetime(2023, 6, 12, 12)  # noqa: DTZ001 - spreadsheets know no time zones
LABEL = Text(vi="Số cơ sở", en="Venues")
VENUES = CountField(
    kind="count", label=LABEL, reported_by=("d",), unit_of_measure=Text(vi="cơ sở", en="venues"), unit_aliases=("CS",)
)
PERSONS = CountField(
    kind="count",
    label=LABEL,
    reported_by=("d",),
    unit_of_measure=Text(vi="người", en="persons"),
    unit_aliases=("lượt",),
)
COMMUNES = CountField(
    kind="count",
    label=LABEL,
    reported_by=("d",),
    unit_of_measure=Text(vi="xã", en="communes"),
    register_limit="communes",
)
NEWS = MonthsField(kind="months", label=LABEL, reported_by=("d",), unit_of_measure=Text(vi="tin, bài", en="items"))
YES_NO = YesNoField(kind="yes_no", label=LABEL, reported_by=("d",))
DAY = DateField(kind="date", label=LABEL, reported_by=("d",))
WORDS = TextField(kind="text", label=LABEL, reported_by=("d",))


def read(value: object, spec: AnyField = VENUES, **more: object) -> Outcome:
    cell = GridCell(value, Look(str(more.get("number_format", "General"))), str(more.get("formula", "")))
    return read_cell(cell, spec)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (412, 412),
        (412.0, 412),
        (0.1 + 0.2, Fraction(3, 10)),
        (96.00000000000001, 96),
        (1.234, Fraction(1234, 1000)),
        (-3, -3),
        (1e20, 10**20),
    ],
)
def test_a_stored_number_is_what_the_sheet_shows(typed: float, value: CellValue) -> None:
    outcome = read(typed)
    assert (outcome.state, outcome.value, outcome.code) == (CellState.VALUE, value, None)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1.250", 1250),
        ("1 250", 1250),
        ("1\u00a0250", 1250),
        ("1\u202f250", 1250),
        ("12.345.678", 12345678),
        ("1,234,567", 1234567),
        ("1.250,0", 1250),
        ("960 ", 960),
        ("\u200b96", 96),
        ("12", 12),
        ("007", 7),
        ("-5", -5),
    ],
)
def test_a_number_typed_as_text_is_read_and_told(typed: str, value: int) -> None:
    outcome = read(typed)
    assert (outcome.state, outcome.value) == (CellState.VALUE, value)
    assert outcome.code is Code.NUMBER_AS_TEXT
    assert outcome.params["value"] == value


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1.250,5", Fraction(12505, 10)),
        ("12,5", Fraction(125, 10)),
        ("12.5", Fraction(125, 10)),
        ("0,123", Fraction(123, 1000)),
        ("0.123", Fraction(123, 1000)),
        ("1234,567", Fraction(1234567, 1000)),
        ("1,234.5", Fraction(12345, 10)),
    ],
)
def test_a_fraction_typed_as_text_stays_exact_and_is_left_to_the_validation(typed: str, value: Fraction) -> None:
    assert read(typed) == Outcome(CellState.VALUE, value, typed)


def test_one_comma_before_three_digits_is_two_numbers_and_none_is_chosen() -> None:
    outcome = read("1,234")
    assert (outcome.state, outcome.value, outcome.code) == (CellState.PROBLEM, None, Code.AMBIGUOUS_NUMBER)
    assert (outcome.params["first"], outcome.params["second"]) == (1234, Decimal("1.234"))


def test_both_readings_are_told_in_the_language_of_the_reader() -> None:
    outcome = read("1,230")
    params: dict[str, Param] = {"field": Ref("field", "venues"), **outcome.params}
    told = Diagnostic(Code.AMBIGUOUS_NUMBER, None, params)
    vi, en = (Wording(Messages(language)).message(told) for language in ("vi", "en"))
    assert "có thể là 1230 (dấu phẩy phân cách hàng nghìn) hoặc 1,230 (dấu phẩy thập phân)." in vi
    assert "it may be 1230 (comma between thousands) or 1.230 (decimal comma)." in en


@pytest.mark.parametrize(
    "typed",
    [
        "-",
        "–",
        "—",
        "Không",
        "KHÔNG CÓ",
        "không phát sinh",
        "KPS",
        "0",
        "Không có cơ sở nào",
        "không phát sinh.",
        "ko",
        "Không CS",
        "Kho\u0302ng",
    ],
)
def test_a_dash_or_khong_is_a_declared_zero(typed: str) -> None:
    outcome = read(typed)
    assert (outcome.state, outcome.value, outcome.code) == (CellState.DECLARED_ZERO, 0, None)


@pytest.mark.parametrize("spec", [VENUES, YES_NO, DAY, WORDS])
@pytest.mark.parametrize("typed", ["", " ", "\u00a0", "\u200b", "\n", None])
def test_nothing_visible_is_blank(typed: str | None, spec: AnyField) -> None:
    assert read(typed, spec).state is CellState.BLANK


def test_a_cell_that_is_not_there_is_blank() -> None:
    assert read_cell(None, VENUES).state is CellState.BLANK


REFUSED: Mapping[AnyCode, Sequence[object]] = {
    Code.NOT_A_NUMBER: (
        "1_234", "98²", "1O0", "500+487", "nan", "inf", "1e5", "９６０", "٣", "abc", "x", "?", "12.", "1.23.456", "+5",
        "(5)", "12 nghìn", "chưa có", "không rõ lắm", "/", "0x1F", "½", "1'234", "\u202e12", "9" * 40, "#N/A", "=1+1",
        "12 (dự kiến)", "12 (ước)", "12 (trong đó nữ)", "12 (kế hoạch)", "khoảng 12", "trên 12",
        float("nan"), float("inf"), float("-inf"),
    ),
    Code.SEVERAL_NUMBERS: ("102 lượt/86 cơ sở", "19/19", "5 - 7", "102; 86", "12 người, 3 nữ", "1 và 2"),
    Code.OTHER_MEASURE: ("12 (lượt)", "4 người", "12 buổi", "1.250 lượt", "12 tháng"),
}  # fmt: skip
"""What is no number, or not one of venues: a note that changes the meaning, several numbers, another measure."""


@pytest.mark.parametrize(("typed", "code"), [(one, code) for code, typed in REFUSED.items() for one in typed])
def test_what_is_no_number_is_refused_and_never_read_as_another(typed: object, code: AnyCode) -> None:
    outcome = read(typed)
    assert (outcome.state, outcome.value, outcome.code) == (CellState.PROBLEM, None, code)
    assert code is not Code.OTHER_MEASURE or outcome.params == {"found": typed}


@pytest.mark.parametrize(
    ("typed", "spec", "value"),
    [("4 người", PERSONS, 4), ("12 (lượt)", PERSONS, 12), ("1.250 cơ sở", VENUES, 1250), ("7 CS", VENUES, 7)],
)
def test_a_count_with_its_unit_of_measure_is_read(typed: str, spec: AnyField, value: int) -> None:
    outcome = read(typed, spec)
    assert (outcome.value, outcome.code) == (value, Code.NUMBER_AS_TEXT)


@pytest.mark.parametrize(
    "typed", ["12 (có danh sách kèm theo)", "12 (kèm danh sách)", "12(xem phụ lục đính kèm)", "'12", "’12"]
)
def test_a_note_that_points_to_an_enclosure_and_an_apostrophe_change_nothing(typed: str) -> None:
    outcome = read(typed, VENUES)
    assert (outcome.value, outcome.code) == (12, Code.NUMBER_AS_TEXT)


@pytest.mark.parametrize("spec", [VENUES, YES_NO, DAY, WORDS])
@pytest.mark.parametrize("typed", ["…", "...", "……", "Chưa có số liệu", "không có số liệu", "N/A", "đang tổng hợp."])
def test_what_says_that_there_are_no_data_is_not_reported_and_no_zero(typed: str, spec: AnyField) -> None:
    assert read(typed, spec) == Outcome(CellState.BLANK, None, typed)


@pytest.mark.parametrize("typed", ["19/19", "19 / 19", "0/0"])
def test_a_number_of_itself_is_read_where_a_register_is_its_limit(typed: str) -> None:
    assert read(typed, COMMUNES).value == int(typed.partition("/")[0])
    assert read(typed, VENUES).code is Code.SEVERAL_NUMBERS
    assert read("18/19", COMMUNES).code is Code.SEVERAL_NUMBERS


@pytest.mark.parametrize("typed", ["T1, T2, tháng 3", "1/2023; 2/2023", "Tháng 1-6", "Tháng 1 và tháng 2", "T5"])
def test_a_list_of_months_is_no_number_of_anything(typed: str) -> None:
    assert read(typed, NEWS).code is Code.MONTHS_IN_ONE_CELL


@pytest.mark.parametrize(
    ("typed", "months"),
    [
        ("T1, T2, tháng 3", {1, 2, 3}),
        ("1/2023; 2/2023", {1, 2}),
        ("Tháng 1-6", {1, 2, 3, 4, 5, 6}),
        ("các tháng 1, 2 và 11", {1, 2, 11}),
        ("T1 đến T3", {1, 2, 3}),
        ("tháng 13", set()),
        ("T6-T1", set()),
        ("1, 2", set()),
        ("T1, T2 (mỗi tháng 2 tin)", set()),
        ("12", set()),
    ],
)
def test_months_are_listed_in_many_ways(typed: str, months: set[int]) -> None:
    assert months_listed(typed) == months


@pytest.mark.parametrize(
    ("typed", "number_format", "found"),
    [
        ("12%", "General", "12%"),
        ("23,3 %", "General", "23,3 %"),
        (0.12, "0%", Stored(Decimal(12), "%")),
        (12, "0.0%", Stored(Decimal(1200), "%")),
        (0.125, "0.00%", Stored(Decimal("12.5"), "%")),
    ],
)
def test_a_percentage_is_no_count(typed: object, number_format: str, found: str | Stored) -> None:
    outcome = read(typed, number_format=number_format)
    assert (outcome.code, outcome.params["found"]) == (Code.PERCENT_IN_COUNT, found)


ACCOUNTING = '_(* #,##0_);_(* (#,##0);_(* "-"_)'
KEPT = {
    12: (ACCOUNTING, "#,##0", "[Red]0", r"#\ ##0", '0" "'),
    0: (
        ACCOUNTING, '0;0;"-"', "#,##0;-#,##0;-", "#,##0;-#,##0;–", '_(* #,##0.00_);_(* (#,##0);_(* "-"??_)',
        '#;-#;"-"$', "#,##0",
    ),
}  # fmt: skip
"""Formats that only set a number out, or show zero as a dash."""
OTHER_THAN_SHOWN = {
    12: (
        '0" %"', r"0\%", '0","0', '0"."0', "(0)", "-0", "+0", '"-"0', "0²", '0"½"', "10", "0 0", "0,", ";;;",
        "[White]0", '"≥ "0', '"~"0', '0"+"', '0"(*)"', "?/?", "0.0E+0", '[>5]"6";0', "0\u0336",
    ),
    0: ('0;0;"x"', '0;0;"5"', '"-"0'),
}  # fmt: skip
"""Formats that show another figure, or none."""


@pytest.mark.parametrize(("number", "number_format"), [(one, form) for one in KEPT for form in KEPT[one]])
def test_a_format_that_only_sets_a_number_out_leaves_it(number: int, number_format: str) -> None:
    outcome = read(number, number_format=number_format)
    assert (outcome.state, outcome.value) == (CellState.VALUE, number)


@pytest.mark.parametrize(
    ("number", "number_format"), [(one, form) for one, forms in OTHER_THAN_SHOWN.items() for form in forms]
)
def test_a_format_that_shows_another_figure_or_none_leaves_no_value(number: int, number_format: str) -> None:
    assert read(number, number_format=number_format).code is Code.SHOWN_OTHERWISE


@pytest.mark.parametrize(
    "number_format",
    ["0;-0;;@", "#", "#,###", "?", "???", "0;0;_-", "0;0;* ", ";;;", '0;;""', '[=0]"";General', "0;0;[White]-", '#"$"'],
)
def test_a_zero_that_is_shown_as_nothing_is_blank(number_format: str) -> None:
    for zero in (0, 0.0):
        outcome = read(zero, number_format=number_format)
        assert (outcome.state, outcome.value) == (CellState.BLANK, None)


@pytest.mark.parametrize(
    ("number_format", "value", "code"),
    [
        ("General", True, None),
        ('"Có";;"Không"', True, None),
        ('"Không";;"Có"', False, None),
        ('"Đang làm"', None, Code.NOT_YES_NO),
        (";;;", None, Code.SHOWN_OTHERWISE),
        ('[=1]"Không";"Có"', None, Code.SHOWN_OTHERWISE),
    ],
)
def test_a_yes_or_no_is_the_one_that_its_format_shows(
    number_format: str, value: bool | None, code: AnyCode | None
) -> None:
    outcome = read(1, YES_NO, number_format=number_format)
    assert (outcome.value, outcome.code) == (value, code)


@pytest.mark.parametrize(
    ("stored", "what"),
    [(True, "boolean"), (date(2023, 6, 12), "date"), (NOON, "date"), (time(12), "date"), ("12/6/2023", "date")],
)
def test_a_count_is_no_date_and_no_truth_value(stored: object, what: str) -> None:
    outcome = read(stored)
    assert (outcome.code, outcome.params["what"]) == (Code.WRONG_CELL_TYPE, Ref("word", what))


@pytest.mark.parametrize("spec", [VENUES, YES_NO, DAY, WORDS])
def test_an_error_cell_and_an_uncalculated_formula_are_told_whatever_the_field(spec: AnyField) -> None:
    error = read_cell(GridCell("#DIV/0!", formula="=1/0", error=True), spec)
    assert (error.code, error.params) == (Code.ERROR_CELL, {"found": "#DIV/0! (=1/0)"})
    formula = read_cell(GridCell(None, formula="=SUM(A2:A3)", uncalculated=True), spec)
    assert (formula.code, formula.params) == (Code.FORMULA_NOT_CALCULATED, {"found": "=SUM(A2:A3)"})


DRESSES: Mapping[bool | None, Sequence[object]] = {
    True: ("Có", "CÓ", "có.", "x", "X", "✓", "đã", "yes", "1", "TRUE", True, 1, 1.0, "Co\u0301", "Co", "DA CO"),
    False: ("Không", "chưa", "no", "0", "FALSE", False, 0, "Không có", "Khong", "chua co"),
    None: ("-", "2", "có thể", "Co the", "Dung", "Cò", "?", 2, 0.5, "12%"),
}


@pytest.mark.parametrize(("typed", "value"), [(one, value) for value, typed in DRESSES.items() for one in typed])
def test_yes_and_no_in_all_their_dresses_and_what_is_neither(typed: object, value: bool | None) -> None:
    outcome = read(typed, YES_NO)
    assert outcome.value is value
    assert outcome.state is (CellState.PROBLEM if value is None else CellState.VALUE)
    assert (outcome.code is Code.NOT_YES_NO) is (value is None)


@pytest.mark.parametrize(
    "typed",
    [
        "12/06/2023",
        "12/6/2023",
        "12/6/23",
        "12-6-2023",
        "12.6.2023",
        "2023-06-12",
        "ngày 12 tháng 6 năm 2023",
        "Ngày 12/6/2023",
        "12 tháng 06 năm 2023",
        "12 tháng 6, 2023",
        "Nam Sách, ngày 12 tháng 6 năm 2023.",
        "Thứ Hai, ngày 12/6/2023",
        "2023/6/12",
        "12-Jun-23",
        "June 12, 2023",
        date(2023, 6, 12),
        NOON,
    ],
)
def test_a_day_is_read_day_before_month(typed: object) -> None:
    assert read(typed, DAY).value == date(2023, 6, 12)


@pytest.mark.parametrize(
    "typed", ["31/02/2023", "14/14/2023", "tháng 6/2023", "12-Tên-2023", "12/6", 44972, "hôm qua", "00/00/0000"]
)
def test_a_day_that_does_not_exist_is_told(typed: object) -> None:
    assert read(typed, DAY).code is Code.NOT_A_DATE


@pytest.mark.parametrize("typed", ["06/25/2023", "6/25/23", "06-25-2023", "ngày 06/25/2023"])
def test_a_day_that_can_only_be_written_month_first_is_read_and_told(typed: str) -> None:
    outcome = read(typed, DAY)
    assert (outcome.value, outcome.code) == (date(2023, 6, 25), Code.MONTH_BEFORE_DAY)
    assert outcome.params == {"found": typed, "value": date(2023, 6, 25)}


@pytest.mark.parametrize("typed", ["-", "–"])
@pytest.mark.parametrize("spec", [DAY, WORDS])
def test_a_dash_for_a_day_or_a_text_says_nothing(typed: str, spec: AnyField) -> None:
    assert read(typed, spec).state is CellState.BLANK


def test_a_text_is_kept_as_it_is_and_a_number_in_its_place_is_its_digits() -> None:
    assert read(" 45/KH-UBND ", WORDS).value == "45/KH-UBND"
    assert read(45, WORDS).value == "45"
    assert len(str(read("x" * 600, WORDS).value)) == 600


@given(st.text(max_size=12))
@example("1\xad")
def test_no_text_is_ever_read_as_a_number_that_its_digits_do_not_spell(text: str) -> None:
    outcome = read(text)
    if outcome.state is CellState.VALUE:
        assert isinstance(outcome.value, int | Fraction)
        assert outcome.value in oracle(text.strip())


# An oracle of its own: the two writings, read sign by sign and without a pattern


def in_writing(text: str, thousands: str, decimal: str) -> Fraction | None:
    """The number that a text is where these are the marks between thousands and before the decimals."""
    sign, text = (-1, text[1:]) if text[:1] in ("-", "−") else (1, text)
    whole, mark, tail = text.partition(decimal)
    groups = whole.split(thousands)
    digits = [*groups, *([tail] if mark else [])]
    if not all(part and set(part) <= set("0123456789") for part in digits):
        return None
    grouped = 0 < len(groups[0]) <= 3 and groups[0][0] != "0" and all(len(group) == 3 for group in groups[1:])
    if len(groups) > 1 and not grouped:
        return None
    scaled = int("".join(groups) + tail)
    return sign * Fraction(scaled, 10 ** len(tail))


def oracle(text: str) -> set[Fraction]:
    """Every number that the text is in the writing of some country that returns come from; no sign of it is unseen."""
    seen = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    plain = " ".join(seen.split())
    writings = [(".", ","), (",", "."), (" ", ","), (" ", ".")]
    return {number for marks in writings if (number := in_writing(plain, *marks)) is not None}


def official(text: str) -> Fraction | None:
    """The number in the official writing: 1.234,5."""
    return in_writing(text, ".", ",")


numbers_typed = st.builds(
    lambda head, parts, tail: head + "".join(mark + digits for mark, digits in parts) + tail,
    st.text("0123456789", max_size=4),
    st.lists(
        st.tuples(st.sampled_from([".", ",", " ", "\u00a0", "..", "'", "-", "/"]), st.text("0123456789", max_size=4)),
        max_size=3,
    ),
    st.sampled_from(["", "", "", " cơ sở", "%", " (CS)", ".", ",", "*"]),
)  # fmt: skip


@given(numbers_typed)
@example("-1,000")
@settings(max_examples=part_of(1500))
def test_a_spelling_is_read_as_the_number_it_is_in_some_writing_or_refused(text: str) -> None:
    outcome = read(text)
    bare = " ".join(text.split()).removesuffix(" cơ sở").removesuffix(" (CS)").strip()
    bare = bare[1:] if bare[:1] == "'" and bare[1:2].isdigit() else bare
    readings = oracle(bare)
    if outcome.state is CellState.VALUE:
        assert isinstance(outcome.value, int | Fraction)
        assert outcome.value in readings
        if len(readings) > 1:  # never a guess: only the official writing goes before others, or a decimal point
            assert outcome.value == official(bare) or "." not in bare
    elif outcome.state is CellState.DECLARED_ZERO:
        assert bare == "0" or set(bare) == {"-"}
    elif outcome.code is Code.AMBIGUOUS_NUMBER:
        assert readings == {Fraction(str(outcome.params["first"])), Fraction(str(outcome.params["second"]))}


@given(st.integers(min_value=0, max_value=10**9), st.integers(min_value=1, max_value=3), st.integers(0, 999))
def test_every_decimal_reads_back_from_its_vietnamese_writing(whole: int, places: int, tail: int) -> None:
    digits = f"{tail:03}"[:places]
    value = Fraction(int(f"{whole}{digits}"), 10**places)
    typed = f"{whole:,}".replace(",", ".") + "," + digits
    outcome = read(typed)
    if outcome.code is Code.AMBIGUOUS_NUMBER:
        assert len(digits) == 3
        assert whole < 1000
    else:
        assert outcome.value == value


@given(st.integers(min_value=0, max_value=10**12))
def test_every_whole_number_reads_back_from_all_its_vietnamese_writings(number: int) -> None:
    grouped = f"{number:,}"
    for text in (str(number), grouped.replace(",", "."), grouped.replace(",", " "), grouped.replace(",", "\u00a0")):
        assert read(text).value == number


def test_a_measure_of_mere_punctuation_makes_nothing_a_zero() -> None:
    spec = VENUES.model_copy(
        update={"unit_of_measure": VENUES.unit_of_measure.model_copy(update={"vi": "?", "en": "?"})}
    )
    assert read("58/KH-UBND", spec).state is CellState.PROBLEM
    assert read("không có ?", spec).state is CellState.PROBLEM
