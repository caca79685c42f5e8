"""Numbers, days and percentages stand in every message and cure as the reader's language writes them."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import scenes
from khpcmd.checking import Request
from khpcmd.checking.data import check_data
from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.parameters import Added, Param, Phrase, Ref, Stored
from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.measures.threshold import Level
from khpcmd.render.figures import Figures, percent
from khpcmd.render.json import DIAGNOSTIC
from khpcmd.render.wire import Say
from khpcmd.render.wording import Wording, level
from khpcmd.results import Measurement
from places import languages
from scenes import params_of, small_plan

VI, EN = (Wording(Messages(language), small_plan()) for language in ("vi", "en"))
NUMBERS: tuple[Param, ...] = (
    date(2023, 6, 14),
    Stored(Decimal("12345.5")),
    Decimal("12345.5"),
    12345,
    Phrase("at_most", (Stored(12345),)),
)
WRONG = {
    "vi": re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])|(?<![\d.,])\d+\.\d{1,2}(?![\d.])|\d{4}-\d\d-\d\d|\d %"),
    "en": re.compile(r"(?<![\d.,])\d{1,3}\.\d{3}(?!\d)|\d,\d{1,2}(?!\d)|\d\d/\d\d/\d{4}|\d %"),
}
"""What a number or a day of the other language looks like."""
TYPED = re.compile('“[^”]*”|"[^"]*"|\\{[^}]*\\}|=[A-Z]\\S*|\\b[a-z_]+: [\\d.-]+|--[a-z-]+ \\d{4}-\\d\\d-\\d\\d')
"""What is quoted as somebody typed it, formulas, values of the plan's file, and days of the command line."""
AS_TYPED = {
    "P106": "a number of the plan's file, as YAML takes it",
    "P110": "values of the plan's file",
    "P122": "days of the plan's file",
    "F206": "versions of Excel",
    "F213": "a number of two languages' notation",
    "C505": "a number that two languages read differently",
    "C509": "how a day is typed into a return",
    "C515": "how a day is typed into a return",
    "C521": "how a day is typed into a return",
    "C522": "how a day is typed into a return",
}
"""Codes whose own texts show how something is typed."""


def wrong(language: str, text: str) -> list[str]:
    return WRONG[language].findall(TYPED.sub("", text))


@pytest.mark.slow
@languages
def test_the_catalogue_writes_numbers_as_its_language_does(language: str) -> None:
    messages, parts = Messages(language), ("message", "cure", "cure_analyst", "cause", "example")
    keys = (f"codes.{code.code}.{part}" for code in Code if code.code not in AS_TYPED for part in parts)
    found = {key: wrong(language, messages.template(key)) for key in keys if messages.has(key)}
    assert {key: texts for key, texts in found.items() if texts} == {}


@pytest.mark.crossing(1)
@languages
def test_what_is_filled_in_is_written_as_the_language_does(language: str) -> None:
    wording = Wording(Messages(language), small_plan())
    for code in Code:
        made = Diagnostic(code, None, params_of(code, *NUMBERS))
        texts = [] if code.code == "F206" else [wording.message(made)]
        texts += [] if code.code in AS_TYPED else [wording.cure(made)]
        assert [found for text in texts for found in wrong(language, text)] == [], code


def test_numbers_of_the_other_language_would_be_found() -> None:
    assert wrong("vi", "ghi 1234.5, 12,345 và 20 % ngày 2023-06-14") == ["1234.5", "12,345", "0 %", "2023-06-14"]
    assert wrong("en", "is 12.345 or 12,5 on 14/06/2023") == ["12.345", "2,5", "14/06/2023"]


FIELD = Ref("field", "inspected")


def test_fields_that_are_added_up_are_joined_by_plus() -> None:
    added = Added((FIELD, Ref("field", "venues")))
    sums = {code: code.types for code in Code if Added in {one for types in code.types.values() for one in types}}
    assert {code.code for code in sums} >= {"K601", "K602", "K605"}
    for code, types in sums.items():
        times = sum(Added in of_one for of_one in types.values())
        made = Diagnostic(code, None, params_of(code, added))
        assert VI.message(made).count("“Số cơ sở được kiểm tra” + “Tổng số cơ sở kinh doanh dịch vụ”") == times
        assert EN.message(made).count("“Venues inspected” + “Venues in all”") == times


@pytest.mark.parametrize(
    ("phrase", "vi", "en"),
    [
        (Phrase("one_of", ("vi", "en")), "một trong: vi, en", "one of vi, en"),
        (Phrase("at_least", (Stored(-100, "%"),)), "số không nhỏ hơn -100%", "a number of at least -100%"),
        (Phrase("between", (Stored(0, "%"), Stored(100, "%"))), "số từ 0% đến 100%", "a number from 0% to 100%"),
        (Ref("word", "text"), "một chuỗi ký tự", "a text"),
    ],
)
def test_what_is_expected_is_a_phrase_of_the_language(phrase: Phrase | Ref, vi: str, en: str) -> None:
    made = Code.WRONG_VALUE(None, {"found": "x", "expected": phrase})
    assert VI.message(made) == f"Ở đây là “x”, không hợp lệ: cần {vi}."
    assert EN.message(made) == f"Invalid value: found “x”, expected {en}."


def test_targets_that_were_not_judged_are_named_by_their_ids_alone() -> None:
    made = Code.OWED_BY_ALL(None, {"target": (Ref("target", "B3c"), Ref("target", "elsewhere"))})
    assert " B3c và elsewhere" in VI.message(made)
    assert "B3c and elsewhere" in EN.message(made)


STORED: list[tuple[float | str | datetime, str, str, str]] = [
    (1234.5, "General", "ghi 1.234,5, không phải số nguyên", "says 1,234.5, which is not a whole number"),
    (0.125, "0.0%", "ghi tỷ lệ 12,5%.", "shows the percentage 12.5%."),
    (datetime(2023, 12, 1), "dd/mm/yyyy", "ghi 01/12/2023, là một ngày", "says 2023-12-01, which is a date"),  # noqa: DTZ001
    (-1200, "General", "ghi -1.200, là số âm", "says -1,200, which is negative"),
    (12001350000, "General", "ghi 12.001.350.000, lớn hơn", "says 12,001,350,000, more than"),
    ("12.5", "General", "ghi “12.5”, không phải số nguyên", "says “12.5”, which is not a whole number"),
    (5000, '0"00"', "lưu 5.000, nhưng định dạng", "stores 5,000, but its formatting"),
    (1250, '0 "lượt"', "ghi 1.250 lượt, trong khi", "says 1,250 lượt, but it is counted"),
]
"""What is put into a cell, its number format, and how messages repeat it."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """All messages about a return with numbers and days of every kind in the place of its counts, by language."""
    book = openpyxl.load_workbook(Path(__file__).parents[2] / "examples" / "year_2023" / "chi_linh_2023.xlsx")
    sheet = book.worksheets[0]
    places = [(row, column) for row in range(7, sheet.max_row + 1) for column in range(3, sheet.max_column + 1)]
    counts = [place for place in places if type(sheet.cell(*place).value) is int]
    for place, (value, number_format, *_) in zip(counts, STORED, strict=False):
        sheet.cell(*place, value).number_format = number_format
    path = tmp_path_factory.mktemp("told") / "chi_linh_2023.xlsx"
    book.save(path)
    report = check_data(Request((path,)))
    wordings = {language: Wording(Messages(language), report.plan) for language in LANGUAGES}
    faults = [one for file in report.files for one in file.diagnostics]
    return {language: "\n".join(map(wording.message, faults)) for language, wording in wordings.items()}


@pytest.mark.crossing(4)
@pytest.mark.parametrize(("value", "number_format", "vi", "en"), STORED)
def test_what_a_cell_stores_is_repeated_as_the_reader_writes_it(
    value: float | str | datetime, number_format: str, vi: str, en: str, told: dict[str, str]
) -> None:
    del value, number_format
    assert vi in told["vi"]
    assert en in told["en"]


@languages
def test_no_message_about_a_return_has_a_number_of_the_other_language(language: str, told: dict[str, str]) -> None:
    assert wrong(language, told[language]) == []


def test_of_a_cell_and_its_formula_both_numbers_are_written_alike() -> None:
    made = Code.OUTDATED_FORMULA(
        None, {"field": FIELD, "found": Stored(Decimal("12.5"), " (=A1/B1)"), "other": Stored(1250)}
    )
    assert VI.message(made).endswith("lưu 12,5 (=A1/B1), nhưng công thức cho kết quả 1.250.")
    assert EN.message(made).endswith("stores 12.5 (=A1/B1), but its formula gives 1,250.")


def test_json_keeps_numbers_and_days_free_of_any_language() -> None:
    params: dict[str, Param] = {"field": FIELD, "found": Stored(Decimal("12.5"), "%")}
    made = DIAGNOSTIC.write(Diagnostic(Code.PERCENT_IN_COUNT, None, params), Say(VI))
    assert isinstance(made, dict)
    assert made["params"] == {"field": {"kind": "field", "id": "inspected"}, "found": "12.5%"}
    assert made["cure_analyst"] is None
    overdue = DIAGNOSTIC.write(Code.OVERDUE(None, {"unit": Ref("unit", "291"), "due": date(2023, 12, 15)}), Say(EN))
    assert isinstance(overdue, dict)
    assert overdue["params"] == {"unit": {"kind": "unit", "id": "291"}, "due": "2023-12-15"}
    assert "--only-reported" in str(overdue["cure_analyst"])
    assert "--only-reported" not in str(overdue["cure"])


# a shown percentage is rounded down and never looks like a threshold that it does not stand at


VI_SHOWN, EN_SHOWN = Messages("vi"), Messages("en")


def shown(text: str) -> Fraction:
    return Fraction(text.removesuffix("%").replace(",", "")) / 100


@pytest.mark.parametrize(
    ("value", "threshold", "text"),
    [
        (Fraction(199, 996), "1/5", "19,97%"),
        (Fraction(8, 41), "1/5", "19,51%"),
        (Fraction(976, 1000), "98/100", "97,60%"),
        (Fraction(50004, 1_000_000), "1/20", "5,0004%"),
        (Fraction(1, 5), "1/5", "20,00%"),
        (Fraction(312, 1455), "1/5", "21,44%"),
        (Fraction(205, 1000), "205/1000", "20,50%"),
        (Fraction(20001, 100_000), "20001/100000", "20,001%"),
        (Fraction(199_999_999, 200_000_000), "1", "99,99%"),
    ],
)
def test_known_boundaries(value: Fraction, threshold: str, text: str) -> None:
    assert percent(value, VI_SHOWN, [Fraction(threshold)]) == text


@given(st.integers(0, 10**7), st.integers(1, 10**7), st.integers(0, 10**6).map(lambda n: Fraction(n, 10**6)))
def test_the_shown_figure_stands_to_the_threshold_as_the_exact_one(part: int, whole: int, threshold: Fraction) -> None:
    value = Fraction(part, whole)
    text = shown(percent(value, EN_SHOWN, [threshold]))
    assert ((text > threshold), (text < threshold)) == ((value > threshold), (value < threshold))
    assert text <= value < text + Fraction(1, 10_000)


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(-100, 100).map(lambda n: Fraction(n, 100)))
def test_a_growth_keeps_its_order_below_zero_too(part: int, whole: int, threshold: Fraction) -> None:
    value = Fraction(part, whole) - 1
    text = shown(percent(value, EN_SHOWN, [threshold], signed=True))
    assert ((text > threshold), (text < threshold)) == ((value > threshold), (value < threshold))


def test_growth_has_a_sign_and_its_decimals_are_cut_off() -> None:
    assert percent(Fraction(68, 66) - 1, VI_SHOWN, signed=True) == "+3,03%"
    assert percent(Fraction(46, 48) - 1, VI_SHOWN, signed=True) == "-4,16%"
    assert percent(Fraction(2, 3) - 1, VI_SHOWN, signed=True) == "-33,33%"
    assert percent(Fraction(0), EN_SHOWN, signed=True) == "+0.00%"


@pytest.mark.parametrize(
    ("part", "whole", "vi", "en"),
    [
        (68, 66, "68 so với 66 của năm 2022: tăng 3,03%", "68 against 66 in 2022: +3.03%"),
        (2, 3, "2 so với 3 của năm 2022: giảm 33,33%", "2 against 3 in 2022: -33.33%"),
        (57, 57, "57 so với 57 của năm 2022: không tăng, không giảm", "57 against 57 in 2022: no change"),
        (0, 4, "0 so với 4 của năm 2022: giảm 100,00%", "0 against 4 in 2022: -100.00%"),
        (3, 0, "3 so với 0 của năm 2022", "3 against 0 in 2022"),
        (0, 0, "0 so với 0 của năm 2022", "0 against 0 in 2022"),
        (99_999, 100_000, "99.999 so với 100.000 của năm 2022: giảm 0,001%", "99,999 against 100,000 in 2022: -0.001%"),
        (
            102_999,
            100_000,
            "102.999 so với 100.000 của năm 2022: tăng 2,99%",
            "102,999 against 100,000 in 2022: +2.99%",
        ),
    ],
)
def test_a_growth_is_a_sentence_and_no_equation(part: int, whole: int, vi: str, en: str) -> None:
    plan = scenes.small_plan()
    found = Measurement(part, whole, 1, 1)
    told = [Figures(messages, plan).figure(plan.target["B3b"], found) for messages in (VI_SHOWN, EN_SHOWN)]
    assert told == [vi, en]


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(-100, 100).map(lambda n: Fraction(n, 100)))
def test_a_rise_or_fall_is_never_shown_larger_than_it_is(part: int, whole: int, threshold: Fraction) -> None:
    value = Fraction(part, whole) - 1
    text = shown(percent(value, EN_SHOWN, [threshold, Fraction(0)], signed=True))
    assert abs(text) <= abs(value) < abs(text) + Fraction(1, 10_000)
    assert (text == 0) == (value == 0)


@pytest.mark.parametrize(
    ("value", "is_percent", "text"),
    [("1/5", True, "20%"), ("41/200", True, "20,5%"), ("1", True, "100%"), ("5300", False, "5.300")],
)
def test_a_threshold_is_shown_to_the_letter(value: str, is_percent: bool, text: str) -> None:
    assert level(Level(Fraction(value), is_percent), VI_SHOWN) == text
