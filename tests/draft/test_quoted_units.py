"""Numbers of a quote in another multiple of the declared unit: the same amount passes, the same figures are told."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

import days_plan
from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.parameters import Phrase, Stored
from khpcmd.draft.date_advice import advice_on_dates
from khpcmd.draft.next_year import next_year
from khpcmd.draft.quote_advice import advice_on_quotes
from khpcmd.i18n import Messages
from khpcmd.plan.lint import lint_file
from khpcmd.plan.load import parse_plan
from khpcmd.render.wording import Wording
from plan_texts import a_count, a_target, head, written

UNITS = """\
units:
  - {id: a, level: district, name: {vi: Huyện A, en: A}}
  - {id: b, level: district, name: {vi: Huyện B, en: B}}
"""
PEOPLE_FIELD = a_count("p", "số p, p", "district", "người, people")
MILLION = "{vi: triệu đồng, en: million dong}"
BILLION = "{vi: tỷ đồng, en: billion dong}"
DONG = "{vi: đồng, en: dong}"
DOLLARS = "{vi: nghìn USD, en: thousand USD}"
LENGTH = "{vi: km, en: km}"
AREA = "{vi: ha, en: ha}"
WEIGHT = "{vi: tấn, en: tonnes}"
PEOPLE = "{vi: người, en: people}"
THOUSANDS = "{vi: nghìn người, en: thousand people}"
TOTAL = "{kind: count, of: x}"
EACH = "{kind: rate, part: x, whole: p, per: 1}"
IN_THOUSANDS = "{kind: rate, part: x, whole: p, per: 1000}"


def told(
    tmp_path: Path, quote: str, unit: str, threshold: str, measure: str = TOTAL, kind: str = "amount"
) -> list[Diagnostic]:
    file, asked = tmp_path / "plan.yaml", threshold if threshold.startswith("{") else f"{{at_least: {threshold}}}"
    x = f"  x: {{kind: {kind}, label: {{vi: số x, en: x}}, reported_by: [district], unit_of_measure: {unit}"
    of = a_target("T", "Tên, Title", measure[1:-1], asked[1:-1], quote=f'"{quote}"')
    text = written(head(2027, "district", baseline=True) + UNITS, [x + ", baseline: true}\n", PEOPLE_FIELD], [of])
    file.write_text(text, encoding="utf-8")
    found = lint_file(file, advice_on_quotes)
    assert found.plan is not None, found.diagnostics
    return [one for one in found.diagnostics if Code.QUOTE_NUMBER.code <= one.code.code <= Code.TITLE_NUMBER.code]


SAME = [
    # quote, declared unit of measure, the threshold that is right, one that is wrong by its unit alone
    ("bố trí 12,5 tỷ đồng", MILLION, "12500", "12.5"),
    ("bố trí 12,5 tỉ đồng", MILLION, "12500", "12.5"),
    ("bố trí ít nhất 12,5 tỷ", MILLION, "12500", "12.5"),
    ("thu 12.800 tỷ đồng", MILLION, "12800000", "12800"),
    ("thu 43,5 nghìn tỷ đồng", BILLION, "43500", "43.5"),
    ("huy động 850 triệu đồng", BILLION, "0.85", "850"),
    ("huy động 850 triệu đồng trở lên", DONG, "850000000", "850"),
    ("hỗ trợ 500 nghìn đồng", MILLION, "0.5", "500"),
    ("hỗ trợ 500 ngàn đồng", DONG, "500000", "500"),
    ("chi 12.500.000.000 đồng", MILLION, "12500", "12500000000"),
    ("chi 12.500 triệu đồng", MILLION, "12500", "12.6"),
    ("chi 3 tr.đồng", DONG, "3000000", "3"),
    ("chi 2 tỷ 500 triệu đồng", MILLION, "2500", "2"),
    ("chi hai tỷ đồng", MILLION, "2000", "2"),
    ("chi 2 tỷ rưỡi", MILLION, "2500", "2"),
    ("chi ít nhất hai tỷ rưỡi đồng", MILLION, "2500", "2000"),
    ("hỗ trợ 1 triệu rưỡi/hộ", DONG, "1500000", "1.5"),
    ("chi 1 tỷ 5", MILLION, "1500", "1005"),
    ("chi 1 tỷ 5 đồng", BILLION, "1.5", "1500"),
    ("chi 1 tỷ 250, giải ngân hết", MILLION, "1250", "1000"),
    ("chi 12,5tỷ đồng", MILLION, "12500", "12.5"),
    ("spend 12.5 billion dong", MILLION, "12500", "12.5"),
    ("spend at least VND 12.5 billion", MILLION, "12500", "12.5"),
    ("spend 750 million dong", BILLION, "0.75", "750"),
    ("raise 3.2 million USD", DOLLARS, "3200", "3.2"),
    ("raise 250,000 USD", DOLLARS, "250", "250000"),
    ("từ 10 đến 12 tỷ đồng", MILLION, "10000", "10"),
    ("thu 1.250 tỷ đồng", BILLION, "1250", "1.25"),
    ("nâng cấp 12.500 m đường", LENGTH, "12.5", "12500"),
    ("trồng 1,2 nghìn ha rừng", AREA, "1200", "1.2"),
    ("trồng 3 km2 rừng", AREA, "300", "3"),
    ("thu gom 450 tạ rác", WEIGHT, "45", "450"),
]  # fmt: skip


@pytest.mark.crossing(10)
@pytest.mark.parametrize("case", SAME, ids=lambda case: f"{case[0]} {case[2]}")
def test_an_amount_is_held_against_the_quote_in_the_declared_unit(tmp_path: Path, case: tuple[str, ...]) -> None:
    quote, unit, right, wrong = case
    assert told(tmp_path, quote, unit, right) == []
    found = told(tmp_path, quote, unit, wrong)
    assert [one.code for one in found] == [Code.QUOTE_NUMBER]
    assert f"at_least: {wrong}, unit_of_measure: {unit.split(',')[0].split(': ')[1]}" == found[0].params["found"]


@pytest.mark.parametrize("quote", ["chi 1 tỷ 5 xã", "chi 1 tỷ cho 5 xã", "chi 1 tỷ 5% tổng số"])
def test_digits_that_count_something_else_are_no_part_of_an_amount(tmp_path: Path, quote: str) -> None:
    assert told(tmp_path, quote, MILLION, "1000") == []
    assert [one.code for one in told(tmp_path, quote, MILLION, "1500")] == [Code.QUOTE_NUMBER]


@pytest.mark.parametrize(("language", "said"), [("vi", "(= 12.500 triệu đồng)"), ("en", "(= 12,500 triệu đồng)")])
def test_what_it_comes_to_is_written_as_the_language_writes_numbers(tmp_path: Path, language: str, said: str) -> None:
    (found,) = told(tmp_path, "bố trí 12,5 tỷ đồng", MILLION, "12.5")
    assert said in Wording(Messages(language)).message(found)
    (plain,) = told(tmp_path, "tập huấn 40 người", PEOPLE, "50", kind="count")
    assert "(=" not in Wording(Messages(language)).message(plain)


COUNTS = [
    ("tập huấn 5 nghìn người", PEOPLE, "5000", "5"),
    ("tập huấn năm nghìn người", PEOPLE, "5000", "5"),
    ("tập huấn 5 nghìn người", THOUSANDS, "5", "5000"),
    ("tập huấn 5.000 người", THOUSANDS, "5", "5000"),
    ("train 5,000 people", THOUSANDS, "5", "5000"),
    ("train 2 million people", PEOPLE, "2000000", "2"),
]


@pytest.mark.parametrize("case", COUNTS, ids=lambda case: f"{case[0]} {case[1]} {case[2]}")
def test_a_count_is_held_against_the_quote_with_its_scale_words(tmp_path: Path, case: tuple[str, ...]) -> None:
    quote, unit, right, wrong = case
    assert told(tmp_path, quote, unit, right, kind="count") == []
    assert [one.code for one in told(tmp_path, quote, unit, wrong, kind="count")] == [Code.QUOTE_NUMBER]


@pytest.mark.parametrize(
    ("quote", "unit", "threshold", "measure"),
    [
        ("thu nhập bình quân 60 triệu đồng/người", MILLION, "60", EACH),
        ("thu nhập bình quân 60 triệu đồng/người", BILLION, "0.06", EACH),
        ("thu nhập bình quân 60 triệu đồng/người", BILLION, "60", IN_THOUSANDS),
        ("bố trí 12,5 tỷ đồng (năm trước 11 tỷ)", MILLION, "12500", TOTAL),
        ("kinh phí 12.500 (đơn vị: triệu đồng)", MILLION, "12500", TOTAL),
        ("chi hai trăm năm mươi triệu đồng", MILLION, "250", TOTAL),
        ("chi từ 900 triệu đồng đến 1,2 tỷ đồng", MILLION, "900", TOTAL),
        ("tăng 1,5 tỷ đồng so với năm trước", MILLION, "1500", "{kind: change, of: x}"),
        ("giảm ít nhất 1,5 tỷ đồng so với năm trước", MILLION, "{at_most: -1500}", "{kind: change, of: x}"),
    ],
)
def test_what_is_said_in_other_words_is_let_pass(
    tmp_path: Path, quote: str, unit: str, threshold: str, measure: str
) -> None:
    assert told(tmp_path, quote, unit, threshold, measure) == []


@pytest.mark.parametrize(
    ("quote", "unit", "threshold", "measure"),
    [
        ("thu nhập bình quân 60 triệu đồng/người", BILLION, "60", EACH),
        ("bồi dưỡng 12 triệu USD", MILLION, "12", TOTAL),  # another currency
        ("90% số huyện chi ít nhất 2 tỷ đồng", MILLION, "{at_least: 90%}",
         "{kind: share, of: district, where: {field: x, at_least: 2.5}}"),
        ("tăng 1,5 tỷ đồng so với năm trước", MILLION, "1.5", "{kind: change, of: x}"),
    ],
)  # fmt: skip
def test_what_is_another_amount_is_told(tmp_path: Path, quote: str, unit: str, threshold: str, measure: str) -> None:
    assert [one.code for one in told(tmp_path, quote, unit, threshold, measure)] == [Code.QUOTE_NUMBER]


def test_the_amount_is_told_in_the_declared_unit(tmp_path: Path) -> None:
    (found,) = told(tmp_path, "bố trí 12,5 tỷ đồng", MILLION, "12.5")
    assert found.params["words"] == "12,5 tỷ đồng"
    assert found.params["meaning"] == Phrase("equal", (Stored(Decimal(12500), " triệu đồng"),))


def test_comrades_are_no_money(tmp_path: Path) -> None:
    assert told(tmp_path, "bồi dưỡng 12 đồng chí", PEOPLE, "12", kind="count") == []


# days of a plan against its time and its quotes, and in next year's copy


def told_day(folder: Path, text: str) -> tuple[Diagnostic, ...]:
    (folder / "plan.yaml").write_text(text, encoding="utf-8")
    return tuple(lint_file(folder / "plan.yaml", advice_on_dates).diagnostics)


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("year: 2027\n", "year: 2027\n", []),
        ("before: 2027-03-15", "by: 2027-03-15", [Code.QUOTE_DAY]),
        ("before: 2027-03-15", "before: 2027-03-16", [Code.QUOTE_DAY]),
        ("before: 2027-03-15", "before: 2026-03-15", [Code.DATE_OF_OTHER_YEAR]),
        ("before: 2027-03-15", "before: 2028-03-15", [Code.DATE_OF_OTHER_YEAR]),
        ("{date: 2027-07-31, inclusive: true}", "{date: 2027-07-31, inclusive: false}", [Code.QUOTE_DAY]),
        ("{date: 2027-07-31, inclusive: true}", "{date: 2026-07-31, inclusive: true}", [Code.DATE_OF_OTHER_YEAR]),
    ],
)
def test_days_are_held_against_the_plan_and_its_quotes(tmp_path: Path, old: str, new: str, codes: list[object]) -> None:
    assert days_plan.PLAN.count(old) == 1
    assert [one.code for one in told_day(tmp_path, days_plan.PLAN.replace(old, new))] == codes


SIGNED = parse_plan(days_plan.PLAN, "plan.yaml").document.date
AFTER = {days: f"by: {SIGNED + timedelta(days=days)}" for days in (15, 16, 20, 21)}
ON_TIME = "ban hành kế hoạch trước ngày 15/3"
BETWEEN = "từ ngày 01/7 đến ngày 15/7"


@pytest.mark.crossing(2)
@pytest.mark.parametrize(
    ("old", "quote", "key", "codes"),
    [
        (ON_TIME, "ban hành kế hoạch trước ngày 15/3/2027", "", []),
        (ON_TIME, "ban hành kế hoạch trước ngày 15/01 và 15/3", "", []),
        (ON_TIME, "ban hành kế hoạch trước ngày 15/01, ngày 15/3/2027", "", []),
        (ON_TIME, "ban hành kế hoạch trước ngày 15/01 và 15/3/2026", "", [Code.QUOTE_DAY]),
        (ON_TIME, "ban hành kế hoạch trước ngày 15/01 và 15/4", "", [Code.QUOTE_DAY]),
        (ON_TIME, "the plan is issued before 15 January and March 15, 2027", "", []),
        (ON_TIME, "trong thời hạn 15 ngày kể từ ngày ký Kế hoạch này, các huyện ban hành kế hoạch", AFTER[15], []),
        (ON_TIME, "các huyện ban hành kế hoạch trong vòng 15 ngày từ ngày ban hành.", AFTER[15], []),
        (ON_TIME, "trong thời hạn 15 ngày kể từ ngày ký, các huyện ban hành kế hoạch", AFTER[16], [Code.QUOTE_DAY]),
        (ON_TIME, "trong thời hạn 15 ngày kể từ ngày ký, các huyện ban hành kế hoạch", "", [Code.QUOTE_DAY]),
        (ON_TIME, "the plan is issued within 20 days of the signing of this plan", AFTER[20], []),
        (ON_TIME, "the plan is issued within 20 days of the signing of this plan", AFTER[15], [Code.QUOTE_DAY]),
        (ON_TIME, "trong thời hạn 15 ngày kể từ ngày ban hành Nghị quyết, các huyện ban hành kế hoạch", AFTER[16], []),
        (ON_TIME, "trong thời hạn 15 ngày làm việc kể từ ngày ký, các huyện ban hành kế hoạch", AFTER[21], []),
        (ON_TIME, "the plan is issued before 15 January or 15 April", "", [Code.QUOTE_DAY]),
        (ON_TIME, "ban hành kế hoạch trước ngày 15/3/2026", "", [Code.QUOTE_DAY]),
        (ON_TIME, "ban hành kế hoạch trước 15-3-2026", "", [Code.QUOTE_DAY]),
        (ON_TIME, "ban hành kế hoạch trước ngày 15 tháng 3 năm 2027", "", []),
        (ON_TIME, "ban hành kế hoạch trước ngày 15 tháng 3 năm 2026", "", [Code.QUOTE_DAY]),
        (ON_TIME, "ban hành kế hoạch trước ngày 15/3/26", "", [Code.QUOTE_DAY]),
        (ON_TIME, "kế hoạch được ban hành chậm nhất là ngày 20.3.2026", "by: 2027-03-20", [Code.QUOTE_DAY]),
        (ON_TIME, "kế hoạch được ban hành chậm nhất là ngày 20.3.2027", "by: 2027-03-20", []),
        (ON_TIME, "the plan is issued before 15 March 2027", "", []),
        (ON_TIME, "the plan is issued before March 15, 2026", "", [Code.OTHER_YEAR, Code.QUOTE_DAY]),
        (ON_TIME, "the plan is issued no later than the 31st of March, 2026", "by: 2027-03-31", [Code.QUOTE_DAY]),
        (ON_TIME, "the plan is issued no later than 31 March", "by: 2027-03-31", []),
        (ON_TIME, "the plan is issued by Mar 31", "by: 2027-03-30", [Code.QUOTE_DAY]),
        (BETWEEN, "từ ngày 01/7/2027 đến ngày 15/7/2027", "", []),
        (BETWEEN, "từ ngày 01/7/2026 đến ngày 15/7/2026", "", [Code.QUOTE_DAY]),
        (BETWEEN, "từ ngày 01/7 đến hết ngày 16/7", "", [Code.QUOTE_DAY]),
        ("chậm nhất ngày 31/7", "chậm nhất ngày 31/7/2026", "", [Code.QUOTE_DAY]),
        ("chậm nhất ngày 31/7", "hoàn thành theo Quyết định số 12/QĐ-UBND ngày 31/7/2026", "", []),
    ],
)
def test_the_year_of_a_day_is_held_against_the_quote(
    tmp_path: Path, old: str, quote: str, key: str, codes: list[object]
) -> None:
    text = days_plan.PLAN.replace("before: 2027-03-15", key or "before: 2027-03-15")
    assert text.count(old) == 1
    found = told_day(tmp_path, text.replace(old, quote))
    assert [one.code for one in found] == codes
    assert all(words in quote for one in found for words in str(one.params["words"]).split("; "))


def test_next_years_copy_moves_the_days(tmp_path: Path) -> None:
    copy = next_year(days_plan.PLAN, parse_plan(days_plan.PLAN, "plan.yaml"), tmp_path, 2028)
    for day in ("before: 2028-03-15", "from: 2028-07-01, by: 2028-07-15", "date: 2028-07-31, inclusive: true"):
        assert day in copy.text


TWO_YEARS = """\
id: hai-nam-2026
title: {vi: Kế hoạch giai đoạn 2026-2027, en: Plan of 2026-2027}
document: {number: 1/KH-UBND, date: 2026-01-05, issuer: {vi: Ủy ban nhân dân tỉnh, en: People's Committee}}
year: YEAR
periods:
  year_2026:
    title: {vi: năm 2026, en: year 2026}
    window: {from: 2025-12-15, to: 2026-12-14}
    due: {date: 2026-12-20}
    months: [1]
  year_2027:
    title: {vi: năm 2027, en: year 2027}
    window: {from: 2026-12-15, to: 2027-12-14}
    due: {date: 2027-12-20}
    months: [1]
levels: {district: {title: {vi: huyện, en: districts}}}
units: [{id: "1", level: district, name: {vi: Huyện Gia Lộc, en: Gia Loc District}}]
fields:
  homes: {kind: count, label: {vi: Số hộ, en: Homes}, reported_by: [district], unit_of_measure: {vi: hộ, en: homes}}
targets:
  - id: T1
    clause: Mục I
    quote: đến năm 2027 có ít nhất 90 hộ
    title: {vi: Số hộ, en: Homes}
    measure: {kind: count, of: homes}
    threshold: {at_least: 90}
    cumulative: true
    periods: [DUE]
"""


@pytest.mark.parametrize("year", ["2026", "2027"])
@pytest.mark.parametrize(("due", "codes"), [("year_2027", []), ("year_2026", [Code.QUOTE_DUE_YEAR])])
def test_each_year_of_a_plan_has_its_own_periods_and_deadlines(
    tmp_path: Path, year: str, due: str, codes: list[object]
) -> None:
    """Whichever of its years the plan calls its own: days before the turn of the year are of the year after it."""
    text = TWO_YEARS.replace("YEAR", year).replace("DUE", due)
    assert [one.code for one in told_day(tmp_path, text)] == codes
