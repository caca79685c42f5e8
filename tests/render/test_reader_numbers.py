"""Numbers, days and percentages stand in every message and cure as the reader's language writes them."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from khpcmd.check_data import DataRequest, check_data
from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.i18n import LANGUAGES, Messages
from khpcmd.parameters import Added, Param, Phrase, Ref, Stored
from khpcmd.render.json import diagnostic_json
from khpcmd.render.wording import Wording
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
    report = check_data(DataRequest((path,)))
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
    made = diagnostic_json(Diagnostic(Code.PERCENT_IN_COUNT, None, params), VI)
    assert isinstance(made, dict)
    assert made["params"] == {"field": {"kind": "field", "id": "inspected"}, "found": "12.5%"}
    assert made["cure_analyst"] is None
    overdue = diagnostic_json(Code.OVERDUE(None, {"unit": Ref("unit", "291"), "due": date(2023, 12, 15)}), EN)
    assert isinstance(overdue, dict)
    assert overdue["params"] == {"unit": {"kind": "unit", "id": "291"}, "due": "2023-12-15"}
    assert "--only-reported" in str(overdue["cure_analyst"])
    assert "--only-reported" not in str(overdue["cure"])
