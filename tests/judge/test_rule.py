"""Milestones, thresholds of single units, targets over years, and targets that hold for some units only."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from khpcmd.plan.model import Plan
from khpcmd.results import Gap, Reason, Verdict
from worlds import count_field, judged, plan, text

FIELDS = {"total": count_field(flow=False), "inspected": count_field()}
RATIO = {"kind": "ratio", "part": "inspected", "whole": "total"}


def target(**more: object) -> dict[str, object]:
    return {"measure": RATIO, "threshold": {"at_least": "20%"}, "cumulative": True, **more}


def figures(*parts: int | None) -> dict[str, dict[str, int | None]]:
    return {f"d{n}": {"total": 100, "inspected": part} for n, part in enumerate(parts, 1)}


WITH_MILESTONE = target(milestones={"half_year": {"at_least": "10%"}})


@pytest.mark.parametrize(
    ("part", "verdict"),
    [(20, Verdict.MET), (19, Verdict.IN_PROGRESS), (10, Verdict.IN_PROGRESS), (9, Verdict.MISSED)],
)
def test_a_milestone_is_judged_at_its_period_and_only_the_threshold_itself_is_met(part: int, verdict: Verdict) -> None:
    found = judged(plan(FIELDS, WITH_MILESTONE, districts=1), figures(part), "half_year")
    assert found.verdict is verdict
    assert (found.reason is Reason.MILESTONE) is (verdict is Verdict.MISSED)
    assert (found.milestone is None) is (verdict is Verdict.MET)


@pytest.mark.parametrize(
    ("by", "units", "reason"),
    [
        ("each_unit", {"d1": (60, 100), "d2": (20, 100)}, Reason.NONE),  # passed at d1, if not by 80 of 200
        ("each_unit", {"d1": (5, 100), "d2": (20, 100)}, Reason.MILESTONE),
        ("pooled", {"d1": (9, 10), "d2": (0, 100)}, Reason.MILESTONE),  # 9 of 110, although d1 has 90% of its own
        ("pooled", {"d1": (60, 100), "d2": (60, 100)}, Reason.NONE),
    ],
)
def test_what_is_past_its_upper_limit_is_not_missed_by_its_milestone(
    by: str, units: dict[str, tuple[int, int]], reason: Reason
) -> None:
    small = plan(FIELDS, WITH_MILESTONE | {"judged": by, "threshold": {"at_least": "20%", "at_most": "50%"}}, 2)
    filed = {unit: {"inspected": part, "total": whole} for unit, (part, whole) in units.items()}
    found = judged(small, filed, "half_year")
    assert (found.verdict, found.reason) == (Verdict.MISSED, reason)


def test_the_gap_of_a_missed_milestone_is_the_way_to_the_milestone() -> None:
    assert judged(plan(FIELDS, WITH_MILESTONE, districts=1), figures(7), "half_year").gap == Gap(3)


def test_at_the_year_a_milestone_says_nothing() -> None:
    assert judged(plan(FIELDS, WITH_MILESTONE, districts=1), figures(19)).verdict is Verdict.MISSED


@pytest.mark.parametrize("known", range(0, 101, 5))
def test_a_milestone_with_a_figure_that_is_not_known_agrees_with_every_completion(known: int) -> None:
    small = plan(FIELDS, WITH_MILESTONE, districts=2)
    verdict = judged(small, figures(known, None), "half_year").verdict
    possible = {judged(small, figures(known, part), "half_year").verdict for part in range(101)}
    assert verdict is (possible.pop() if len(possible) == 1 else Verdict.INCONCLUSIVE)


OWN = {"d1": {"at_least": "30%"}, "far": {"at_least": "5%"}}


def with_own() -> Plan:
    groups = {"far": {"title": text("far away"), "units": ["d2", "d1"]}}
    return plan(FIELDS, target(judged="each_unit", unit_thresholds=OWN), groups=groups)


def test_units_are_held_to_their_own_threshold_their_groups_or_that_of_all() -> None:
    low = {"d1": Fraction(30, 100), "d2": Fraction(5, 100), "d3": Fraction(20, 100)}
    for parts in product((4, 5, 19, 20, 29, 30), repeat=3):
        found = judged(with_own(), figures(*parts))
        units = {f"d{n}": Fraction(part, 100) >= low[f"d{n}"] for n, part in enumerate(parts, 1)}
        assert found.verdict is (Verdict.MET if all(units.values()) else Verdict.MISSED)
        assert {unit.unit: unit.verdict is Verdict.MET for unit in found.units} == units


def test_an_upper_limit_of_one_unit_keeps_an_interim_verdict_open() -> None:
    rule = target(judged="each_unit", unit_thresholds={"d1": {"at_most": "50%"}})
    small = plan(FIELDS, rule, districts=2)
    without = judged(plan(FIELDS, target(judged="each_unit"), districts=2), figures(20, 19), "half_year")
    assert (judged(small, figures(20, 19), "half_year").pace, without.pace and without.pace.reached) == (
        None, Fraction(1, 2)
    )  # fmt: skip
    assert judged(small, figures(20, 20), "half_year").verdict is Verdict.IN_PROGRESS
    assert judged(small, figures(51, 20), "half_year").verdict is Verdict.MISSED
    assert judged(small, figures(50, 20)).verdict is Verdict.MET


def over_years(last: int) -> Plan:
    return plan(FIELDS, target(threshold={"at_least": "100%"}, years={"from": 2021, "to": last}), districts=1)


def test_a_target_over_years_is_under_way_until_its_last_year() -> None:
    found = judged(over_years(2025), figures(58))
    assert found.verdict is Verdict.IN_PROGRESS
    assert found.pace is not None
    assert (found.pace.reached, found.pace.elapsed) == (Fraction(58, 100), Fraction(3, 5))
    assert judged(over_years(2023), figures(58)).verdict is Verdict.MISSED
    assert judged(over_years(2025), figures(100)).verdict is Verdict.MET


def test_a_target_that_holds_for_a_group_counts_only_its_units() -> None:
    groups = {"zone": {"title": text("with a zone"), "units": ["d1", "d2"]}}
    small = plan(FIELDS, target(only=["zone"]), groups=groups)
    found = judged(small, figures(20, 20, 0))
    assert (found.verdict, [unit.unit for unit in found.units]) == (Verdict.MET, ["d1", "d2"])
    assert judged(small, figures(20, 20, None)).verdict is Verdict.MET


def test_k_of_n_counts_the_units_that_it_holds_for() -> None:
    fields = {"did": {"kind": "yes_no", "reported_by": ["district"]}}
    share = {"measure": {"kind": "share", "of": "district", "where": {"field": "did"}}, "threshold": {"at_least": 2}}
    groups = {"zone": {"title": text("with a zone"), "units": ["d1", "d2"]}}
    small = plan(fields, {**share, "only": ["zone"]}, groups=groups)
    said = {"d1": {"did": True}, "d2": {"did": True}, "d3": {"did": False}}
    assert judged(small, said).verdict is Verdict.MET
    assert judged(small, said | {"d2": {"did": False}}).verdict is Verdict.MISSED


def k_of_n(**threshold: int) -> Plan:
    fields = {"did": {"kind": "yes_no", "reported_by": ["district"]}}
    share = {"measure": {"kind": "share", "of": "district", "where": {"field": "did"}}, "threshold": threshold}
    return plan(fields, share, districts=5)


def said(*answers: bool | None) -> dict[str, dict[str, object]]:
    return {f"d{n}": {"did": answer} for n, answer in enumerate(answers, 1)}


def test_the_gap_of_k_of_n_is_a_number_of_units_whoever_has_reported() -> None:
    assert judged(k_of_n(at_least=4), said(True, True, True, False, False)).gap == Gap(1)
    too_many = judged(k_of_n(at_most=1), said(True, True, True, True, None))
    assert (too_many.verdict, too_many.gap) == (Verdict.MISSED, Gap(-3))


@pytest.mark.parametrize("threshold", [{"at_most": 1}, {"at_least": 4}])
def test_k_of_n_units_is_missed_by_all_together_and_by_none_alone(threshold: dict[str, int]) -> None:
    found = judged(k_of_n(**threshold), said(True, True, False, False, False))
    assert found.verdict is Verdict.MISSED
    assert {unit.verdict for unit in found.units} == {None}
    assert {unit.alone for unit in found.units} == {Verdict.NOT_APPLICABLE}


def test_a_quarter_that_the_period_cuts_short_is_not_left_out_at_the_end_of_the_year() -> None:
    fields = {"news": {"kind": "months", "unit_of_measure": text("n"), "reported_by": ["district"]}}
    small = plan(fields, {"measure": {"kind": "frequency", "of": "news", "every": "quarter"}}, districts=1)
    nine = {f"news#{month}": 1 for month in range(1, 10)}
    assert judged(small, {"d1": {**nine, "news#10": 0, "news#11": 0}}).verdict is Verdict.INCONCLUSIVE
    assert judged(small, {"d1": {**nine, "news#10": 0, "news#11": 1}}).verdict is Verdict.MET
    assert judged(small, {"d1": {**nine, "news#10": 0, "news#11": 0, "news#12": 0}}).verdict is Verdict.MISSED
    assert judged(small, {"d1": nine}, "half_year").verdict is Verdict.MET
