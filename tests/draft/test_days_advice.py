"""Days of a plan against its time and its quotes, and in next year's copy."""

from __future__ import annotations

from pathlib import Path

import pytest

import days_plan
from khpcmd.diagnostics import Code
from khpcmd.draft.date_advice import advice_on_dates
from khpcmd.draft.next_year import next_year
from khpcmd.plan.lint import lint_file
from khpcmd.plan.load import parse_plan


def told(folder: Path, old: str, new: str) -> list[object]:
    file = folder / "plan.yaml"
    assert days_plan.PLAN.count(old) == 1
    file.write_text(days_plan.PLAN.replace(old, new), encoding="utf-8")
    return [one.code for one in lint_file(file, advice_on_dates).diagnostics]


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
    assert told(tmp_path, old, new) == codes


def test_next_years_copy_moves_the_days(tmp_path: Path) -> None:
    copy = next_year(days_plan.PLAN, parse_plan(days_plan.PLAN, "plan.yaml"), tmp_path, 2028)
    for day in ("before: 2028-03-15", "from: 2028-07-01, by: 2028-07-15", "date: 2028-07-31, inclusive: true"):
        assert day in copy.text
