"""Days of a plan against its time and its quotes, and in next year's copy."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

import days_plan
from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.draft.date_advice import advice_on_dates
from khpcmd.draft.next_year import next_year
from khpcmd.plan.lint import lint_file
from khpcmd.plan.load import parse_plan


def told(folder: Path, text: str) -> tuple[Diagnostic, ...]:
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
    assert [one.code for one in told(tmp_path, days_plan.PLAN.replace(old, new))] == codes


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
    found = told(tmp_path, text.replace(old, quote))
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
    assert [one.code for one in told(tmp_path, text)] == codes
