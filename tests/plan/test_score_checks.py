"""What a score may rest on: each mistake is told at the criterion, or the key, that has it."""

from __future__ import annotations

from pathlib import Path

import pytest

import small_plan
from khpcmd.diagnostics import AnyCode, Code
from khpcmd.draft.quote_advice import advice_on_quotes
from khpcmd.plan.lint import advice_on_rules, lint_file
from khpcmd.plan.load import parse_plan

HEAD = "clause: III, quote: q, title: {vi: t, en: t}, cumulative: false"
TARGETS = f"""
  - {{id: E1, {HEAD}, judged: each_unit, measure: {{kind: done, field: plan_issued}}}}
  - {{id: E2, {HEAD}, judged: each_unit, measure: {{kind: ratio, part: inspected, whole: venues}},
      threshold: {{at_least: 20%}}}}
  - {{id: U2, {HEAD}, judged: each_unit, measure: {{kind: ratio, part: inspected, whole: venues}},
      threshold: {{at_most: 90%}}}}
  - {{id: M, {HEAD}, measure: {{kind: manual}}}}
  - {{id: P, {HEAD}, measure: {{kind: score, criteria: [{{target: A1, points: 5}}, {{target: M, points: 5}}]}},
      threshold: {{at_least: 5}}}}
  - id: S
    clause: III
    quote: q
    title: {{vi: t, en: t}}
    cumulative: false
    judged: each_unit
    measure:
      kind: score
      criteria:
        - {{target: E1, points: 50}}
        - {{target: E2, points: 50, give: in_proportion}}
    threshold: {{at_least: 80}}
"""
PLAN = small_plan.PLAN + TARGETS.lstrip("\n")
FIRST, SECOND = "{target: E1, points: 50}", "{target: E2, points: 50, give: in_proportion}"
OF_REGISTER = "{register: communes}"
OF_E2 = "threshold: {at_least: 20%}}"
STEPS = "{target: E2, points: 50, give: by_steps, steps: [{at_least: 10%, points: 20}, {at_least: 20%, points: 50}]}"


FALLING = "{target: D, points: 50, give: by_steps, steps: [{at_most: 5, points: 50}, {at_most: 10, points: 20}]}"
FEW = f"""  - {{id: D, {HEAD}, judged: each_unit, measure: {{kind: count, of: venues}}, threshold: {{at_most: 10}}}}
"""


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("", "", ""),
        ("at_most: 5", "at_most: 0", ""),
        ("at_most: 10, points: 20", "at_most: 4, points: 20", "{at_most: 4"),
        ("points: 20", "points: 50", "{at_most: 10"),
        ("points: 20", "points: 0", ""),
        ("points: 20", "points: -5", "{at_most: 10"),
        ("at_most: 10, points: 20", "more_than: 5, points: -5", ""),
        ("at_most: 10, points: 20", "at_least: 5, points: 20", "{at_least: 5"),
        ("at_most: 10, points: 20", "more_than: 5, points: 20", ""),
        ("at_most: 10, points: 20", "more_than: 6, points: 20", "{more_than: 6"),
        ("points: 50}, {", "points: 60}, {", "{at_most: 5"),
        ("at_most: 10, points: 20", "at_least: 10, points: 20", "{at_least: 10"),
        ("at_most: 10, points: 20", "at_most: 10%, points: 20", "10%"),
        ("at_most: 10, points: 20", "at_most: {register: communes}, points: 20", "{register"),
        ("target: D", "target: E2", "E2"),
    ],
)
def test_steps_that_fall_are_of_a_target_with_an_upper_limit(old: str, new: str, place: str) -> None:
    found = told(PLAN.replace(SECOND, FALLING.replace(old, new) if old else FALLING) + FEW)
    assert {code for code, _ in found} == ({Code.WRONG_VALUE} if place else set())
    assert not place or any(there.startswith(place) for _, there in found), found


def told(text: str) -> list[tuple[AnyCode, str]]:
    """The codes, each with what stands at its place."""
    lines = text.splitlines()
    return [(one.code, lines[one.at.line - 1][one.at.column - 1 :]) for one in small_plan.mistakes(text) if one.at]


@pytest.mark.parametrize(
    ("threshold", "place"),
    [
        ("{at_least: {of_units: mean}}", ""),
        ("{less_than: {of_units: together}}", ""),
        ("{more_than: {quantile: 75%}}", ""),
        ("{at_least: {quantile: 100%}}", ""),
        ("{at_least: {quantile: 101%}}", "{quantile"),
        ("{at_most: {rank: 3}}", ""),
        ("{more_than: {rank: 3}}", "{more_than"),
        ("{equal_to: {of_units: mean}}", "{equal_to"),
        ("{at_least: {of_units: mean}, at_most: 90%}", "{at_least"),
        ("{at_least: {of_units: most}}", "{of_units"),
        ("{at_least: {quantile: 0%}}", "{quantile"),
        ("{at_least: {quantile: 75}}", "{quantile"),
        ("{at_least: {rank: 0}}", "{rank"),
        ("{at_least: {rank: 1, of_units: mean}}", "{rank"),
        ("{at_least: 20%}, unit_thresholds: {'0291': {at_least: {of_units: mean}}}", "{at_least: {of_units"),
        ("{at_least: {of_units: mean}}, milestones: {year: {at_least: 5%}}", "{year"),
    ],
)
def test_a_statistic_of_the_units_is_one_end_of_the_threshold_of_all(threshold: str, place: str) -> None:
    found = told(PLAN.replace(OF_E2, f"threshold: {threshold}}}").replace(SECOND, "{target: E2, points: 50}"))
    assert [one for one, _ in found[:1]] == ([Code.WRONG_VALUE] if place else []), found
    assert not place or any(there.startswith(place) for _, there in found), found


@pytest.mark.parametrize("changed", ["pooled", "in_proportion", "together"])
def test_a_statistic_asks_for_a_value_of_each_unit(changed: str) -> None:
    text = PLAN.replace(OF_E2, "threshold: {at_least: {of_units: mean}}}")
    if changed == "pooled":
        text = PLAN.replace(
            "measure: {kind: manual}}", "measure: {kind: count, of: venues}, threshold: {at_least: {of_units: mean}}}"
        )
    elif changed == "together":
        text = text.replace(
            "{kind: ratio, part: inspected, whole: venues},\n      threshold: {at_least: {of_units: mean}",
            "{kind: count, of: venues},\n      threshold: {at_least: {of_units: together}",
        )
        text = text.replace(SECOND, "{target: E2, points: 50}")
    assert told(text), "a score in proportion to a statistic has no value from which all points are given"


ROWS = "{target: E2, points: 50, give: by_steps, ROWS}"


@pytest.mark.parametrize(
    ("rows", "code", "place"),
    [
        ("steps: [{at_least: 0%, points: 5}, {at_least: 85%, points: 50, full_at: 100%}]", None, ""),
        (
            "steps: [{less_than: 10%, points: -5}, {at_least: 50%, at_most: 60%, points: 7}]",
            Code.WRONG_VALUE,
            "{less_than",
        ),
        ("steps: [{less_than: 10%, points: -5}, {at_least: 50%, points: 7}]", None, ""),
        ("steps: [{at_least: 10%, points: -5}, {at_least: 50%, points: 7}]", Code.WRONG_VALUE, "{at_least: 50%"),
        (
            "least: -5, steps: [{less_than: 10%, points: -9}, {at_least: 50%, points: 7}]",
            Code.WRONG_VALUE,
            "{less_than",
        ),
        ("steps: [{at_least: 10%, points: 5}, {at_least: 50%, points: 5}]", Code.WRONG_VALUE, "{at_least: 50%"),
        ("steps: [{points: 5}]", Code.MISSING_KEY, "{points"),
        ("steps: [{at_least: 10%, points: 5, each: 0%}]", Code.WRONG_VALUE, "0%"),
        ("steps: [{at_least: 10%, points: 5, each: 1%, full_at: 20%}]", Code.WRONG_VALUE, "1%"),
        ("steps: [{at_least: 10%, points: -5, each: 1%}]", Code.MISSING_KEY, "{target: E2"),
        ("steps: [{at_least: 10%, points: 5, each: 1}]", Code.WRONG_VALUE, "1}"),
        ("not_applicable: never, steps: [{at_least: 10%, points: 5}]", Code.WRONG_VALUE, "never"),
        ("steps: [{at_least: 10%, points: 5, full_at: {register: communes}}]", Code.WRONG_VALUE, "{register"),
    ],
)
def test_a_table_says_points_for_values_in_their_order(rows: str, code: AnyCode | None, place: str) -> None:
    found = told(PLAN.replace(SECOND, ROWS.replace("ROWS", rows)))
    assert [one for one, _ in found] == ([code] if code else [])
    assert all(there.startswith(place) for _, there in found), found


@pytest.mark.parametrize(
    ("classes", "place"),
    [
        ("{name: {vi: a, en: a}, at_least: 90}, {name: {vi: b, en: b}, more_than: 50%}, {name: {vi: c, en: c}}", ""),
        (
            "{name: {vi: a, en: a}, at_least: 90}, {name: {vi: b, en: b}, at_least: 90}, {name: {vi: c, en: c}}",
            "{name: {vi: b",
        ),
        (
            "{name: {vi: a, en: a}, at_least: 90}, {name: {vi: b, en: b}, at_least: 95}, {name: {vi: c, en: c}}",
            "{name: {vi: b",
        ),
        ("{name: {vi: a, en: a}, at_least: 101}, {name: {vi: c, en: c}}", "{name: {vi: a"),
        ("{name: {vi: a, en: a}, at_most: 90}, {name: {vi: c, en: c}}", "{name: {vi: a"),
        ("{name: {vi: a, en: a}, at_least: 90}", "{name: {vi: a"),
        ("{name: {vi: a, en: a}}, {name: {vi: c, en: c}}", "{name: {vi: a"),
    ],
)
def test_classes_go_from_the_most_points_down_to_all_the_rest(classes: str, place: str) -> None:
    found = told(PLAN.replace("threshold: {at_least: 80}", f"threshold: {{at_least: 80}}\n    classes: [{classes}]"))
    assert [one for one, _ in found] == ([Code.WRONG_VALUE] if place else [])
    assert all(there.startswith(place) for _, there in found), found
    other = told(PLAN.replace(OF_E2, f"{OF_E2[:-1]}, classes: [{classes}]}}"))
    assert [one for one, _ in other] == [Code.WRONG_VALUE]


def test_the_score_and_its_steps_are_a_plan() -> None:
    parse_plan(PLAN, "p.yaml")
    parse_plan(PLAN.replace(SECOND, STEPS), "p.yaml")
    parse_plan(PLAN.replace("{at_least: 80}", "{at_least: 80.5}"), "p.yaml")
    parse_plan(PLAN.replace("{at_least: 80}", "{at_least: 80%}"), "p.yaml")


@pytest.mark.crossing(10)
@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        (FIRST, "{target: E9, points: 50}", Code.UNKNOWN_REFERENCE, "E9"),
        (SECOND, "{target: E1, points: 50}", Code.WRONG_VALUE, "E1"),
        (FIRST, "{target: P, points: 50}", Code.WRONG_VALUE, "P,"),
        (SECOND, f"{SECOND[:-1]}, full_at: {OF_REGISTER}}}", Code.WRONG_VALUE, OF_REGISTER),
        (SECOND, STEPS.replace("at_least: 10%", f"at_least: {OF_REGISTER}"), Code.WRONG_VALUE, OF_REGISTER),
        (FIRST, "{target: S, points: 50}", Code.WRONG_VALUE, "S,"),
        (FIRST, "{target: A1, points: 50}", Code.WRONG_VALUE, "A1"),
        (FIRST, "{target: M, points: 50}", Code.WRONG_VALUE, "M,"),
        (SECOND, "{target: U2, points: 50, give: in_proportion}", Code.WRONG_VALUE, "U2"),
        (FIRST, "{target: E1, points: 0}", Code.WRONG_VALUE, "0}"),
        (FIRST, "{target: E1, points: 50, weight: -1}", Code.WRONG_VALUE, "-1"),
        (FIRST, "{target: E1, points: fifty}", Code.WRONG_VALUE, "fifty"),
        (FIRST, "{target: E1}", Code.MISSING_KEY, "{target: E1}"),
        (FIRST, "{target: E1, points: 50, give: half}", Code.WRONG_VALUE, "half"),
        (SECOND, "{target: E2, points: 50, full_at: 30%}", Code.WRONG_VALUE, "30%"),
        (SECOND, "{target: E2, points: 50, give: in_proportion, full_at: 30}", Code.WRONG_VALUE, "30"),
        (SECOND, "{target: E2, points: 50, give: by_steps}", Code.MISSING_KEY, "{target: E2"),
        (SECOND, STEPS.replace("by_steps", "in_proportion"), Code.WRONG_VALUE, "[{at_least"),
        (SECOND, STEPS.replace("at_least: 20%", "at_least: 10%"), Code.WRONG_VALUE, "{at_least: 10%, points: 50}"),
        (SECOND, STEPS.replace("points: 20}", "points: 60}"), Code.WRONG_VALUE, "{at_least: 10%, points: 60}"),
        (SECOND, STEPS.replace("at_least: 20%", "at_least: 20"), Code.WRONG_VALUE, "20, points"),
        (OF_E2, "threshold: {at_least: 20%}, unit_thresholds: {'0291': {at_most: 9%}}}", Code.WRONG_VALUE, "E2,"),
        (OF_E2, "threshold: {at_least: 20%}, by_period: {year: {threshold: {at_most: 9%}}}}", Code.WRONG_VALUE, "E2,"),
        (
            OF_E2,
            f"{OF_E2[:-1]}, by_period: {{year: {{threshold: {{at_least: 0%}}}}}}}}",
            Code.MISSING_KEY,
            "{target: E2",
        ),
        ("{at_least: 80}", "{at_least: 120}", Code.WRONG_VALUE, "120"),
        ("kind: score\n", "kind: score\n      waived: none\n", Code.WRONG_VALUE, "none"),
    ],
)
def test_each_mistake_is_told_at_its_place(old: str, new: str, code: AnyCode, place: str) -> None:
    assert PLAN.count(old) == 1
    (found, *more) = told(PLAN.replace(old, new))
    assert found[0] is code
    assert found[1].startswith(place)
    assert {one for one, _ in more} <= {code}


def test_a_score_of_all_units_takes_no_value_of_single_units() -> None:
    score = "criteria: [{target: A1, points: 5}, {target: M, points: 5}]"
    new = "criteria: [{target: A1, points: 5}, {target: E2, points: 5, give: in_proportion}]"
    ((code, place),) = told(PLAN.replace(score, new))
    assert (code, place[:2]) == (Code.WRONG_VALUE, "E2")


PART = """  part:
    title: {vi: quý I, en: first quarter}
    window: {from: 2022-12-15, to: 2023-03-14}
    due: {date: 2023-03-15}
    months: [1]
    interim: true
"""


@pytest.mark.crossing(11)
@pytest.mark.parametrize("criterion", ["", "part", "year", "part, year"])
@pytest.mark.parametrize("score", ["", "part", "year", "part, year"])
def test_a_score_has_its_criteria_in_every_period_that_it_is_judged_in(score: str, criterion: str) -> None:
    text = PLAN.replace("\nlevels:\n", f"{PART}\nlevels:\n", 1)
    text = text.replace("threshold: {at_least: 80}\n", f"threshold: {{at_least: 80}}\n    periods: [{score}]\n")
    text = text.replace(OF_E2, f"threshold: {{at_least: 20%}}, periods: [{criterion}]}}")
    lacking = set((score or "part, year").split(", ")) - set((criterion or "part, year").split(", "))
    assert [code for code, _ in told(text)] == ([Code.WRONG_VALUE] if lacking else [])


BANDS = f"""
  - {{id: E1, {HEAD}, judged: each_unit, measure: {{kind: done, field: plan_issued}}}}
  - {{id: B1, {HEAD}, judged: each_unit, binding: false, measure: {{kind: count, of: venues}},
      threshold: {{at_most: 0}}}}
  - {{id: B2, {HEAD}, judged: each_unit, binding: false, measure: {{kind: count, of: venues}},
      threshold: {{at_most: 2}}}}
  - id: S2
    clause: III
    quote: q
    title: {{vi: t, en: t}}
    cumulative: false
    judged: each_unit
    measure: {{kind: score, criteria: [{{target: B1, points: 4}}, {{target: B2, points: 6}}]}}
    threshold: {{at_least: 6}}
"""
UP_TO_TWO = "judged: each_unit, binding: false, measure: {kind: count, of: venues},\n      threshold: {at_most: 2}"
BETWEEN = UP_TO_TWO.replace("{at_most: 2", "{at_least: 1, at_most: 2")
AS_QUOTED = (HEAD, "clause: III, quote: từ 1 đến 2 vụ, title: {vi: t, en: t}, cumulative: false")


@pytest.mark.crossing(5)
@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ([], set()),
        ([(UP_TO_TWO, BETWEEN)], set()),
        ([(UP_TO_TWO, BETWEEN), AS_QUOTED], set()),
        ([(", binding: false", "")], set()),
        ([(UP_TO_TWO, BETWEEN), (", binding: false", "")], {Code.CONTRADICTORY_TARGETS}),
        (
            [(UP_TO_TWO, BETWEEN), (", binding: false", ""), AS_QUOTED],
            {Code.CONTRADICTORY_TARGETS, Code.RANGE_AS_LIMITS},
        ),
        ([("at_most: 2", "at_most: 0")], {Code.DOUBLED_TARGET}),
    ],
)
def test_targets_that_are_bands_of_one_figure_in_a_score_may_overlap_or_exclude_each_other(
    changes: list[tuple[str, str]], codes: set[AnyCode], tmp_path: Path
) -> None:
    bands = BANDS
    for old, new in changes:
        assert old in bands
        bands = bands.replace(old, new)
    file = tmp_path / "plan.yaml"
    file.write_text(small_plan.PLAN + bands.lstrip("\n"), encoding="utf-8")
    told = lint_file(file, advice_on_rules).diagnostics + lint_file(file, advice_on_quotes).diagnostics
    wanted = {Code.CONTRADICTORY_TARGETS, Code.RANGE_AS_LIMITS, Code.DOUBLED_TARGET}
    assert {one.code for one in told} & wanted == codes
