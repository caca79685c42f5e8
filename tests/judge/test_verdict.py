"""Verdicts over small worlds."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest

from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.results import Gap, Reason, Verdict
from worlds import count_field, filed, judged, plan

YES = {"kind": "yes_no", "label": {"vi": "x", "en": "x"}, "reported_by": ["district"]}
VENUES = {"total": count_field(), "inspected": count_field()}
RATIO = {"kind": "ratio", "part": "inspected", "whole": "total"}
CASES = {"cases": count_field(baseline=True)}
NEWS = {"news": count_field(kind="months")}


def venues(**target: object) -> dict[str, object]:
    return {"measure": RATIO, "threshold": {"at_least": "20%"}, **target}


def growth(percent: str = "+3%", **measure: object) -> dict[str, object]:
    return {"measure": {"kind": "growth", "of": "cases", **measure}, "threshold": {"at_least": percent}}


def test_a_pooled_target_is_the_sum_of_parts_over_the_sum_of_wholes() -> None:
    found = judged(plan(VENUES, venues(), districts=2), {
        "d1": {"total": 90, "inspected": 9},
        "d2": {"total": 10, "inspected": 10},
    })  # fmt: skip
    assert found.measurement is not None
    assert (found.measurement.part, found.measurement.whole) == (19, 100)
    assert found.verdict is Verdict.MISSED
    assert found.gap == Gap(1)


def test_a_unit_that_has_not_reported_leaves_the_target_open() -> None:
    found = judged(plan(VENUES, venues(), districts=2), {"d1": {"total": 100, "inspected": 60}})
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.reason is Reason.MISSING
    assert [(one.unit, one.reported) for one in found.open_units] == [("d2", False)]
    assert found.bounds is not None
    assert (found.bounds.low, found.bounds.high) == (Fraction(0), Fraction(1))


def test_a_cell_that_could_not_be_read_is_not_a_zero() -> None:
    found = judged(plan(VENUES, venues(), districts=1), {"d1": {"total": 100, "inspected": None}})
    assert found.verdict is Verdict.INCONCLUSIVE


def test_a_shortfall_that_no_missing_part_can_mend_is_missed() -> None:
    found = judged(plan(VENUES, venues(threshold={"at_least": "60%"}), districts=2), {
        "d1": {"total": 100, "inspected": 0},
        "d2": {"total": 100, "inspected": None},
    })  # fmt: skip
    assert found.verdict is Verdict.MISSED


def test_one_hundred_percent_is_missed_as_soon_as_one_known_part_falls_short() -> None:
    found = judged(plan(VENUES, venues(threshold={"at_least": "100%"}), districts=2), {
        "d1": {"total": 10, "inspected": 9},
    })  # fmt: skip
    assert found.verdict is Verdict.MISSED


def test_nothing_over_nothing_is_not_applicable_and_says_so() -> None:
    found = judged(plan(VENUES, venues(), districts=1), {"d1": {"total": 0, "inspected": 0}})
    assert (found.verdict, found.reason) == (Verdict.NOT_APPLICABLE, Reason.NOTHING_TO_MEASURE)


def test_nothing_over_nothing_is_missed_where_the_plan_says_so() -> None:
    found = judged(plan(VENUES, venues(zero="missed"), districts=1), {"d1": {"total": 0, "inspected": 0}})
    assert found.verdict is Verdict.MISSED


def test_zero_of_zero_so_far_with_a_return_missing_is_open() -> None:
    found = judged(plan(VENUES, venues(), districts=2), {"d1": {"total": 0, "inspected": 0}})
    assert found.verdict is Verdict.INCONCLUSIVE


def test_each_unit_judged_by_itself_can_miss_what_all_together_reach() -> None:
    figures = {"d1": {"total": 10, "inspected": 9}, "d2": {"total": 10, "inspected": 1}}
    together = judged(plan(VENUES, venues(), districts=2), figures)
    single = judged(plan(VENUES, venues(judged="each_unit"), districts=2), figures)
    assert together.verdict is Verdict.MET
    assert single.verdict is Verdict.MISSED
    assert single.reaching == (1, 2)
    assert single.gap == Gap(1)


def test_a_unit_with_nothing_to_measure_does_not_count_among_each() -> None:
    found = judged(plan(VENUES, venues(judged="each_unit"), districts=2), {
        "d1": {"total": 10, "inspected": 2},
        "d2": {"total": 0, "inspected": 0},
    })  # fmt: skip
    assert found.verdict is Verdict.MET
    assert found.reaching == (1, 1)


def test_a_share_counts_the_units_of_the_register_not_those_that_reported() -> None:
    target = {"measure": {"kind": "share", "of": "district", "where": {"field": "done"}}}
    small = plan({"done": YES}, target | {"threshold": {"at_least": "100%"}})
    found = judged(small, {"d1": {"done": True}, "d2": {"done": True}})
    assert found.verdict is Verdict.INCONCLUSIVE
    assert judged(small, {"d1": {"done": True}, "d2": {"done": False}}).verdict is Verdict.MISSED
    everybody = judged(small, {f"d{n}": {"done": True} for n in (1, 2, 3)})
    assert everybody.verdict is Verdict.MET


def test_k_of_n_is_met_once_enough_units_do_it_whatever_the_others_say() -> None:
    target = {"measure": {"kind": "share", "of": "district", "where": {"field": "done"}}}
    small = plan({"done": YES}, target | {"threshold": {"at_least": 2}})
    assert judged(small, {"d1": {"done": True}, "d2": {"done": True}}).verdict is Verdict.MET
    assert judged(small, {"d1": {"done": False}, "d2": {"done": False}}).verdict is Verdict.MISSED


def test_conditions_are_joined_by_all_and_any() -> None:
    fields: dict[str, dict[str, object]] = {"a": {**YES}, "b": {**YES}, "n": count_field()}
    where = {"all": [{"field": "a"}, {"any": [{"field": "b"}, {"field": "n", "at_least": 1}]}]}
    target = {"measure": {"kind": "share", "of": "district", "where": where}, "threshold": {"at_least": "100%"}}
    small = plan(fields, target, districts=1)
    assert judged(small, {"d1": {"a": True, "b": False, "n": 1}}).verdict is Verdict.MET
    assert judged(small, {"d1": {"a": True, "b": False, "n": 0}}).verdict is Verdict.MISSED
    assert judged(small, {"d1": {"a": True, "b": False, "n": None}}).verdict is Verdict.INCONCLUSIVE
    assert judged(small, {"d1": {"a": False, "b": False, "n": None}}).verdict is Verdict.MISSED


def test_communes_are_measured_against_the_register() -> None:
    target = {"measure": {"kind": "ratio", "part": "reached", "whole": {"register": "communes"}}}
    small = plan({"reached": count_field()}, target | {"threshold": {"at_least": "100%"}}, districts=2, communes=5)
    assert judged(small, {"d1": {"reached": 5}, "d2": {"reached": 5}}).verdict is Verdict.MET
    assert judged(small, {"d1": {"reached": 4}}).verdict is Verdict.MISSED
    assert judged(small, {"d1": {"reached": 5}}).verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize(("before", "after", "verdict"), [(33, 34, "met"), (34, 35, "missed"), (34, 36, "met")])
def test_growth_is_at_least_so_much_in_whole_cases(before: int, after: int, verdict: str) -> None:
    found = judged(plan(CASES, growth(), districts=1), {"d1": {"cases": after, "cases@2022": before}})
    assert found.verdict == verdict


def test_a_baseline_of_zero_makes_growth_not_applicable() -> None:
    found = judged(plan(CASES, growth(), districts=1), {"d1": {"cases": 4, "cases@2022": 0}})
    assert (found.verdict, found.reason) == (Verdict.NOT_APPLICABLE, Reason.BASELINE_ZERO)


def test_growth_without_a_baseline_is_open() -> None:
    found = judged(plan(CASES, growth(), districts=1), {"d1": {"cases": 4}})
    assert found.verdict is Verdict.INCONCLUSIVE


def test_the_plan_can_know_the_baseline_of_all_units_together() -> None:
    small = plan(CASES, growth(baseline={"year": 66}), districts=2)
    assert judged(small, {"d1": {"cases": 30}, "d2": {"cases": 38}}).verdict is Verdict.MET
    assert judged(small, {"d1": {"cases": 30}, "d2": {"cases": 37}}).verdict is Verdict.MISSED
    assert judged(small, {"d1": {"cases": 68}}).verdict is Verdict.MET


def test_keeping_the_baseline_needs_no_growth() -> None:
    small = plan(CASES, {"measure": {"kind": "maintain", "of": "cases"}}, districts=1)
    assert judged(small, {"d1": {"cases": 7, "cases@2022": 7}}).verdict is Verdict.MET
    assert judged(small, {"d1": {"cases": 6, "cases@2022": 7}}).verdict is Verdict.MISSED


@pytest.mark.parametrize("threshold", [{"at_least": 100}, {"at_most": 10}])
def test_a_unit_neither_meets_nor_misses_what_all_units_together_owe(threshold: Mapping[str, object]) -> None:
    target = {"measure": {"kind": "count", "of": "total"}, "threshold": threshold}
    small = plan({"total": count_field()}, target)
    result = judged(small, {"d1": {"total": 9}, "d2": {"total": 5}})
    assert [(unit.verdict, unit.gap, unit.short_by) for unit in result.units] == [(None, None, None)] * 3
    assert [unit.alone for unit in result.units] == [
        Verdict.NOT_APPLICABLE,
        Verdict.NOT_APPLICABLE,
        Verdict.INCONCLUSIVE,
    ]


def test_where_all_units_together_decide_no_unit_has_a_verdict_of_its_own() -> None:
    ratio = {"measure": {"kind": "ratio", "part": "done", "whole": "total"}, "threshold": {"at_least": "50%"}}
    fields, figures = {"total": count_field(), "done": count_field()}, {"d1": {"total": 9, "done": 1}}
    pooled = judged(plan(fields, ratio, districts=1), figures)
    assert pooled.verdict is Verdict.MISSED
    assert [(unit.verdict, unit.gap, unit.alone) for unit in pooled.units] == [(None, None, Verdict.MISSED)]
    each = judged(plan(fields, ratio | {"judged": "each_unit"}, districts=1), figures)
    assert [(unit.verdict, unit.gap) for unit in each.units] == [(Verdict.MISSED, Gap(4))]


def test_the_figure_of_the_only_unit_is_that_of_all() -> None:
    target = {"measure": {"kind": "count", "of": "total"}, "threshold": {"at_most": 10}}
    small = plan({"total": count_field()}, target, districts=1)
    result = judged(small, {"d1": {"total": 9}})
    assert [unit.alone for unit in result.units] == [result.verdict] == [Verdict.MET]


def test_an_absolute_count_has_no_denominator() -> None:
    target = {"measure": {"kind": "count", "of": "total"}, "threshold": {"at_least": 5300}}
    small = plan({"total": count_field()}, target, districts=2)
    assert judged(small, {"d1": {"total": 5300}}).verdict is Verdict.MET
    missed = judged(small, {"d1": {"total": 5000}, "d2": {"total": 299}})
    assert (missed.verdict, missed.gap) == (Verdict.MISSED, Gap(1))


def test_one_press_body_a_month_is_enough() -> None:
    small = plan(NEWS, {"measure": {"kind": "frequency", "of": "news"}}, districts=2)
    first = {f"news#{month}": 0 if month == 4 else 1 for month in range(1, 12)}
    second = {f"news#{month}": 1 if month == 4 else 0 for month in range(1, 12)}
    assert judged(small, {"d1": first, "d2": second}).verdict is Verdict.MET
    assert judged(small, {"d1": first, "d2": second | {"news#4": 0}}).verdict is Verdict.MISSED
    assert judged(small, {"d1": first, "d2": second | {"news#4": None}}).verdict is Verdict.INCONCLUSIVE


def test_every_press_body_every_month_where_the_plan_says_each() -> None:
    measure = {"kind": "frequency", "of": "news", "by": "each"}
    small = plan(NEWS, {"measure": measure}, districts=2)
    full = {f"news#{month}": 1 for month in range(1, 12)}
    assert judged(small, {"d1": full, "d2": full}).verdict is Verdict.MET
    assert judged(small, {"d1": full, "d2": full | {"news#4": 0}}).verdict is Verdict.MISSED


def test_a_manual_target_is_never_met_by_itself() -> None:
    found = judged(plan({}, {"measure": {"kind": "manual"}}), {})
    assert (found.verdict, found.reason) == (Verdict.INCONCLUSIVE, Reason.MANUAL)


def test_half_way_a_cumulative_shortfall_is_in_progress_with_its_pace() -> None:
    small = plan(VENUES, venues(cumulative=True), districts=1)
    found = judged(small, {"d1": {"total": 100, "inspected": 12}}, period="half_year")
    assert found.verdict is Verdict.IN_PROGRESS
    assert found.pace is not None
    assert found.pace.reached == Fraction(12, 20)
    assert found.pace.elapsed == Fraction(182, 365)


def test_half_way_a_target_that_does_not_build_up_is_missed_at_once() -> None:
    found = judged(plan(VENUES, venues(), districts=1), {"d1": {"total": 100, "inspected": 12}}, period="half_year")
    assert found.verdict is Verdict.MISSED


def test_half_way_an_upper_limit_not_yet_passed_is_in_progress_and_one_passed_is_missed() -> None:
    target = {"measure": {"kind": "count", "of": "total"}, "threshold": {"at_most": 5}, "cumulative": True}
    small = plan({"total": count_field()}, target, districts=1)
    assert judged(small, {"d1": {"total": 5}}, period="half_year").verdict is Verdict.IN_PROGRESS
    assert judged(small, {"d1": {"total": 6}}, period="half_year").verdict is Verdict.MISSED


def test_half_way_a_range_can_still_be_reached_from_below_and_left_above() -> None:
    target = {"measure": {"kind": "count", "of": "total"}, "threshold": {"at_least": 3, "at_most": 5}}
    small = plan({"total": count_field()}, target | {"cumulative": True}, districts=1)
    for total, verdict in ((2, "in_progress"), (4, "in_progress"), (6, "missed")):
        assert judged(small, {"d1": {"total": total}}, period="half_year").verdict == verdict


def test_half_way_an_exact_hundred_percent_is_under_way() -> None:
    small = plan(VENUES, venues(threshold={"equal_to": "100%"}, cumulative=True), districts=1)
    found = judged(small, {"d1": {"total": 100, "inspected": 12}}, period="half_year")
    assert found.verdict is Verdict.IN_PROGRESS


def test_growth_is_behind_or_not_and_has_no_pace() -> None:
    small = plan(CASES, growth() | {"cumulative": True}, districts=1)
    found = judged(small, {"d1": {"cases": 62, "cases@2022": 66}}, period="half_year")
    assert (found.verdict, found.pace) == (Verdict.IN_PROGRESS, None)


def test_judging_each_unit_also_judges_what_the_kind_takes_together() -> None:
    small = plan(NEWS, {"measure": {"kind": "frequency", "of": "news"}, "judged": "each_unit"}, districts=2)
    full = {f"news#{month}": 1 for month in range(1, 12)}
    assert judged(small, {"d1": full, "d2": full | {"news#4": 0}}).verdict is Verdict.MISSED


def test_k_of_n_is_not_judged_over_a_part_of_the_n() -> None:
    target = {"measure": {"kind": "share", "of": "district", "where": {"field": "done"}}, "threshold": {"at_least": 2}}
    small = plan({"done": YES}, target)
    world = World(small, "year", {"d1": filed("d1", {"done": True})}, frozenset({"d1"}))
    assert evaluate(world, small.targets) == ()


def test_only_the_reporting_units_when_asked_for() -> None:
    figures = {"d1": {"total": 100, "inspected": 20}}
    found = judged(plan(VENUES, venues(), districts=3), figures, only_reported=True)
    assert found.verdict is Verdict.MET
