"""What the linter tells of amounts: units of measure, bounds, decimals, and what cannot be added up or compared."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

import small_plan
from amounts_plan import PLAN
from khpcmd.diagnostics import AnyCode, Code
from khpcmd.parameters import Phrase
from khpcmd.plan.lint import lint_file
from khpcmd.plan.load import parse_plan
from small_plan import word

MARK = small_plan.MARK


def told(*changes: tuple[str, str]) -> list[tuple[AnyCode, object]]:
    """The code and what is needed instead, for each mistake; they stand where the changes have their marks."""
    text = PLAN
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    found = small_plan.mistakes(text.replace(MARK, ""))
    assert [(one.at.line, one.at.column) for one in found if one.at] == small_plan.marks(text), found
    return [(one.code, one.params.get("expected", one.params.get("takes"))) for one in found]


@pytest.mark.parametrize(
    ("label", "told"), [("Diện tích rừng trồng mới", []), ("Diện tích rừng bình quân", ["forest"])]
)
def test_they_are_no_part_of_a_pooled_rate_unseen(tmp_path: Path, label: str, told: list[str]) -> None:
    head, tail = PLAN.replace("Diện tích rừng trồng mới", label).split("  - id: T1\n")
    one = tail.split("  - id: T2\n")[0].replace(
        "{kind: count, of: revenue}", "{kind: rate, part: forest, whole: communes, per: 1}"
    )
    (tmp_path / "plan.yaml").write_text(f"{head}  - id: T1\n{one}", encoding="utf-8")
    found = [one for one in lint_file(tmp_path / "plan.yaml").diagnostics if one.code is Code.RATES_ADDED_UP]
    assert [one.params["field"] for one in found] == told


def test_the_plan_is_valid() -> None:
    plan = parse_plan(PLAN, "plan.yaml")
    assert small_plan.mistakes(PLAN) == []
    assert plan.target["T1"].limits.low == Fraction(61091, 10000)
    assert plan.target["T4"].limits.low == 80


T2 = "measure: {kind: ratio, part: spent, whole: funds}"
T3 = "measure: {kind: growth, of: revenue}"


@pytest.mark.crossing(15)
@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("en: billion dong}", "en: ◆million dong}", "same_unit_in_both"),
        ("unit_of_measure: {vi: tỷ đồng, en: billion dong}", "unit_of_measure: {vi: tỷ, en: ◆billion dong}",
         "same_unit_in_both"),
        ("at_most: 100000\n", "at_most: ◆0.0001\n", "fewer_decimals"),
        ("at_most: 100000\n", "at_most: 100\n    at_least: ◆0.0001\n", "fewer_decimals"),
        ("decimals: 2\n", "decimals: 2\n    at_least: 5\n    at_most: ◆4\n", "bounds_in_order"),
        ("unit_of_measure: {vi: ha, en: ha}", "unit_of_measure: {vi: ◆phần nghìn, en: per mille}", "percent_sign"),
        ("decimals: 2\n", "decimals: 2\n    below_one: ◆true\n", "percentage_field"),
        ("decimals: 2\n", "decimals: 2\n    tolerance: ◆30%\n", "stock_field"),
        (T2, "measure: {kind: ratio, part: spent, whole: ◆revenue}", "same_unit"),
        (T2, "measure: {kind: ratio, part: spent, whole: ◆communes}", "same_unit"),
        (T2, "measure: {kind: ratio, part: spent, whole: ◆insured}", "no_percentage"),
        ("measure: {kind: count, of: revenue}", "measure: {kind: count, of: [revenue, ◆spent]}", "same_unit"),
        ("judged: each_unit\n    cumulative: false", "judged: ◆pooled\n    cumulative: false", "percentage_each_unit"),
        ('unit_of_measure: {vi: "%"', 'adds_up: ◆true\n    unit_of_measure: {vi: "%"', "percentage_no_sum"),
        ("threshold: {at_least: 80%}", "threshold: ◆{at_least: 80}", "percent"),
        ("threshold: {at_least: 6.1091}", "threshold: ◆{at_least: 80%}", "a_number"),
        ("threshold: {at_least: 5}", "threshold: ◆{at_least: 4.5}", "whole_number"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_place(old: str, new: str, expected: str) -> None:
    (found,) = told((old, new))
    assert found[1] == word(expected)


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("at_most: 100000\n", "at_most: ◆10000000000\n", "at_most"),
        ("threshold: {at_least: 80%}", "threshold: {at_least: ◆120%}", "between"),
    ],
)
def test_what_a_figure_cannot_be_is_told(old: str, new: str, text: str) -> None:
    (found,) = told((old, new))
    assert isinstance(found[1], Phrase)
    assert found[1].id == text


def test_percentages_are_not_added_up() -> None:
    found = told(("measure: {kind: count, of: insured}", "measure: {kind: count, of: [◆insured, ◆forest]}"))
    assert [expected for _, expected in found] == [word("no_percentage"), word("same_unit")]


def test_negative_figures_stand_alone() -> None:
    bounds = ("at_most: 100000\n", "at_least: -5\n    at_most: 100000\n")
    (found,) = told(bounds, (T3, "measure: {kind: growth, of: ◆revenue}"))
    assert found[1] == word("no_negative")


@pytest.mark.parametrize(
    ("measure", "total", "expected"),
    [("revenue", "5.5", None), ("revenue", "5.1234", "fewer_decimals"), ("communes", "5.5", "whole_number")],
)
def test_a_baseline_has_the_decimals_of_its_field(measure: str, total: str, expected: str | None) -> None:
    mark = MARK if expected else ""
    change = (T3, f"measure: {{kind: growth, of: {measure}, baseline: {{year: {mark}{total}}}}}")
    found = told(change)
    assert [wanted for _, wanted in found] == ([word(expected)] if expected else [])
