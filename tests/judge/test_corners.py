"""Corners of the judge in which a verdict was once at odds with what a completion of the figures says.

The brute force that found them is in ``test_oracle``; here each stands by itself, in small numbers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest

from khpcmd.cli import main
from khpcmd.diagnostics import Code
from khpcmd.judge.earlier import baseline_reported
from khpcmd.judge.sound import validate
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.plan.model import Plan
from khpcmd.results import Gap, Measurement, Reason, Result, Verdict
from places import ROOT, Captured
from worlds import count_field, filed, judged, plan, text

VENUES = {"total": count_field(flow=False), "late": count_field()}
CASES = {"cases": count_field(baseline=True)}
YES = {"done": {"kind": "yes_no", "reported_by": ["district"]}}
NEWS = {"news": {"kind": "months", "unit_of_measure": text("n"), "reported_by": ["district"]}}
SHARE = {"kind": "share", "of": "district", "where": {"field": "done"}}

Figures = Mapping[str, Mapping[str, object]]


def late(threshold: Mapping[str, str], districts: int = 2, **more: object) -> Plan:
    ratio = {"kind": "ratio", "part": "late", "whole": "total"}
    return plan(VENUES, {"measure": ratio, "threshold": threshold, "cumulative": True, **more}, districts=districts)


def counted(threshold: Mapping[str, int], districts: int = 2, **more: object) -> Plan:
    return plan(VENUES, {"measure": {"kind": "count", "of": "total"}, "threshold": threshold, **more}, districts)


def growth(threshold: Mapping[str, str], districts: int = 2, stated: int | None = None, **more: object) -> Plan:
    known = {} if stated is None else {"baseline": {"year": stated, "half_year": stated}}
    return plan(
        CASES, {"measure": {"kind": "growth", "of": "cases", **known}, "threshold": threshold, **more}, districts
    )


def only_reported(of: Plan, figures: Figures) -> tuple[Result, ...]:
    returns = {unit: filed(unit, values) for unit, values in figures.items()}
    return evaluate(World(of, "year", returns, frozenset(returns)), of.targets)


# still under way


@pytest.mark.parametrize("threshold", [{"at_most": "20%"}, {"at_least": "5%", "at_most": "20%"}])
def test_a_unit_with_nothing_to_measure_leaves_the_others_under_way(threshold: Mapping[str, str]) -> None:
    figures = {"d1": {"total": 10, "late": 1}, "d2": {"total": 0, "late": 0}}
    found = judged(late(threshold, judged="each_unit"), figures, "half_year")
    assert found.verdict is Verdict.IN_PROGRESS
    assert [unit.verdict for unit in found.units] == [Verdict.IN_PROGRESS, Verdict.NOT_APPLICABLE]
    assert judged(late(threshold, judged="each_unit"), figures).verdict is Verdict.MET


@pytest.mark.parametrize("threshold", [{"equal_to": "50%"}, {"at_least": "40%", "at_most": "60%"}])
def test_what_a_missing_unit_can_turn_into_missed_is_inconclusive(threshold: Mapping[str, str]) -> None:
    """Of seven there is no half, and of one none between: met in no world, but not past the limit in every one."""
    whole = {"equal_to": 7}.get(next(iter(threshold)), 1)
    small = late(threshold)
    figures = {"d1": {"total": whole, "late": 0}, "d2": {"total": 0, "late": 0}}
    assert judged(small, figures, "half_year").verdict is Verdict.IN_PROGRESS
    assert judged(small, figures | {"d1": {"total": whole, "late": whole}}, "half_year").verdict is Verdict.MISSED
    assert judged(small, figures | {"d1": {"total": whole}}, "half_year").verdict is Verdict.INCONCLUSIVE


def test_a_number_that_no_count_is_can_be_passed_before_the_year_is_over() -> None:
    small = counted({"more_than": 3, "less_than": 4}, cumulative=True)
    assert judged(small, {"d1": {"total": 2}}, "half_year").verdict is Verdict.INCONCLUSIVE
    assert judged(small, {"d1": {"total": 2}}).verdict is Verdict.MISSED


@pytest.mark.parametrize("threshold", [{"at_most": "-10%"}, {"at_least": "-50%", "at_most": "0%"}, {"equal_to": "0%"}])
def test_growth_past_an_upper_limit_is_not_missed_at_half_year(threshold: Mapping[str, str]) -> None:
    """The year has another baseline: 30 against 20 may become 40 against 50."""
    figures = {"d1": {"cases": 30, "cases@2022": 20}}
    assert judged(growth(threshold, 1, cumulative=True), figures, "half_year").verdict is Verdict.IN_PROGRESS
    assert judged(growth(threshold, 1, cumulative=True), figures).verdict is Verdict.MISSED


def test_a_share_of_what_adds_up_over_the_year_is_not_missed_at_half_year() -> None:
    """Two of ten so far may become two of forty; of venues that are there all year, two of ten stay two of ten."""
    ratio = {"measure": {"kind": "ratio", "part": "late", "whole": "total"}, "threshold": {"at_most": "10%"}}
    figures = {"d1": {"total": 10, "late": 2}}
    for flow, verdict in ((True, Verdict.IN_PROGRESS), (False, Verdict.MISSED)):
        small = plan(VENUES | {"total": count_field(flow=flow)}, {**ratio, "cumulative": True}, districts=1)
        assert judged(small, figures, "half_year").verdict is verdict
        assert judged(small, figures).verdict is Verdict.MISSED


def test_nothing_that_counts_as_a_shortfall_has_not_passed_an_upper_limit() -> None:
    nothing = {"d1": {"total": 0, "late": 0}}
    small = late({"at_most": "20%"}, 1, zero="missed")
    assert judged(small, nothing, "half_year").verdict is Verdict.IN_PROGRESS
    assert judged(small, nothing).verdict is Verdict.MISSED


def test_a_share_below_a_hundred_percent_can_still_become_a_hundred() -> None:
    figures = {"d1": {"total": 10, "late": 9}}
    assert judged(late({"less_than": "100%"}, 1), figures, "half_year").verdict is Verdict.IN_PROGRESS
    assert judged(late({"at_most": "100%"}, 1), figures, "half_year").verdict is Verdict.MET


def test_past_the_upper_end_a_milestone_that_is_reached_saves_nothing() -> None:
    small = late({"at_least": "20%", "at_most": "40%"}, 1, milestones={"half_year": {"at_least": "10%"}})
    found = judged(small, {"d1": {"total": 10, "late": 5}}, "half_year")
    assert (found.verdict, found.reason, found.gap) == (Verdict.MISSED, Reason.NONE, Gap(-1))
    short = judged(small, {"d1": {"total": 20, "late": 1}}, "half_year")
    assert (short.verdict, short.reason, short.gap) == (Verdict.MISSED, Reason.MILESTONE, Gap(1))


def test_a_figure_that_is_to_come_down_is_judged_by_its_milestone() -> None:
    small = late({"at_most": "20%"}, 1, milestones={"half_year": {"at_most": "50%"}})
    for part, verdict in ((6, "missed"), (5, "in_progress"), (2, "in_progress")):
        assert judged(small, {"d1": {"total": 10, "late": part}}, "half_year").verdict == verdict


def test_no_number_is_told_where_none_turns_the_verdict() -> None:
    found = judged(late({"equal_to": "50%"}, 1), {"d1": {"total": 7, "late": 1}})
    assert (found.verdict, found.gap) == (Verdict.MISSED, None)


def test_a_range_between_two_shares_that_no_whole_has_is_missed() -> None:
    """One of an unknown number is a half, a third, a quarter, and never between a third and a half."""
    small = late({"more_than": "34%", "less_than": "50%"}, 1)
    assert judged(small, {"d1": {"late": 1}}).verdict is Verdict.MISSED
    assert judged(small, {"d1": {"late": 2}}).verdict is Verdict.INCONCLUSIVE


# what all units owe together


@pytest.mark.parametrize(
    ("small", "figures"),
    [
        (counted({"at_least": 100}), {"d1": {"total": 9}}),
        (counted({"at_most": 5}), {"d1": {"total": 9}}),
        (growth({"at_least": "+3%"}, stated=66), {"d1": {"cases": 30}}),
        (plan(YES, {"measure": SHARE, "threshold": {"at_least": 2}}), {"d1": {"done": False}}),
        (plan(NEWS, {"measure": {"kind": "frequency", "of": "news"}}), {"d1": {f"news#{n}": 0 for n in range(1, 13)}}),
    ],
    ids=["at least", "at most", "growth on the plan's baseline", "k of n", "months that any unit fills"],
)
def test_what_all_units_owe_together_is_asked_of_none_alone(small: Plan, figures: Figures) -> None:
    assert only_reported(small, figures) == ()
    found = judged(small, figures)
    assert found.owed_together
    assert {unit.verdict for unit in found.units} == {None}
    assert {unit.alone for unit in found.units} == {Verdict.NOT_APPLICABLE, Verdict.INCONCLUSIVE}
    assert all(unit.short_by is None for unit in found.units)


def test_what_one_unit_owes_by_itself_is_asked_of_it() -> None:
    small = counted({"at_least": 10}, 1)
    (found,) = only_reported(small, {"d1": {"total": 9}})
    assert not found.owed_together
    assert [(unit.alone, unit.short_by) for unit in found.units] == [(Verdict.MISSED, Gap(1))]


def test_where_every_unit_has_reported_all_together_are_judged() -> None:
    (found,) = only_reported(counted({"at_least": 10}), {"d1": {"total": 9}, "d2": {"total": 1}})
    assert found.verdict is Verdict.MET


def test_the_pace_of_a_target_judged_unit_by_unit_is_in_units() -> None:
    small = late({"at_least": "20%"}, 4, judged="each_unit")
    figures = {
        "d1": {"total": 1000, "late": 1000},
        "d2": {"total": 10, "late": 0},
        "d3": {"total": 10, "late": 1},
        "d4": {"total": 0, "late": 0},
    }
    found = judged(small, figures, "half_year")
    assert found.verdict is Verdict.IN_PROGRESS
    assert found.pace is not None
    assert found.pace.reached == Fraction(1, 3)


def test_where_no_unit_can_be_sure_before_the_year_is_over_there_is_no_pace_in_units() -> None:
    small = late({"at_least": "10%", "at_most": "20%"}, 1, judged="each_unit")
    found = judged(small, {"d1": {"total": 10, "late": 1}}, "half_year")
    assert (found.verdict, found.pace) == (Verdict.IN_PROGRESS, None)


def test_the_pace_of_k_of_n_is_of_the_k_whoever_has_reported() -> None:
    small = plan(YES, {"measure": SHARE, "threshold": {"at_least": 4}, "cumulative": True}, districts=6)
    said = {"d1": {"done": True}, "d2": {"done": False}, "d3": {"done": False}, "d4": {"done": False}}
    found = judged(small, said, "half_year")
    assert found.verdict is Verdict.IN_PROGRESS
    assert found.pace is not None
    assert found.pace.reached == Fraction(1, 4)


# a baseline that the plan states


def test_a_baseline_that_the_plan_states_lacks_no_figure_of_any_unit() -> None:
    found = judged(growth({"at_least": "+3%"}, stated=66), {"d1": {"cases": 30}, "d2": {"cases": 36}})
    assert found.verdict is Verdict.MISSED
    assert found.measurement == Measurement(66, 66, 2, 2)
    assert (found.open_units, found.bounds, found.gap) == ((), None, Gap(2))


def test_with_a_baseline_that_the_plan_states_only_units_without_a_figure_are_missing() -> None:
    found = judged(growth({"at_least": "+3%"}, stated=66), {"d1": {"cases": 30}})
    assert (found.measurement and found.measurement.counted, found.verdict) == (1, Verdict.INCONCLUSIVE)
    assert [one.unit for one in found.open_units] == ["d2"]


def test_a_baseline_that_plan_and_returns_give_differently_leaves_no_figure_and_says_why() -> None:
    found = judged(growth({"at_least": "+3%"}, 1, stated=10), {"d1": {"cases": 40, "cases@2022": 12}})
    assert (found.verdict, found.measurement, found.reason) == (Verdict.INCONCLUSIVE, None, Reason.CONTRADICTED)


def test_a_baseline_that_the_plan_states_for_one_target_is_still_asked_for_by_another() -> None:
    stated = {"kind": "growth", "of": "cases", "baseline": {"year": 66}}
    one = {"id": "T1", "measure": stated, "threshold": {"at_least": "+3%"}}
    other = {"id": "T2", "measure": {"kind": "maintain", "of": "cases"}, "judged": "each_unit"}
    common = {"clause": "1", "quote": "q", "title": text("t"), "cumulative": False}
    assert baseline_reported(plan(CASES, {}, targets=[common | one]), "year") == ()
    assert baseline_reported(plan(CASES, {}, targets=[common | one, common | other]), "year") == ("cases",)


# what published figures do that a checker must not fall for: rounded rates, averaged rates, ratios above 100%, parts


REPORTS, TARGETS = ROOT / "examples", ROOT / "targets"
FORMATS = ("summary", "table", "plain", "csv", "markdown", "html", "github", "junit")


def checked(file: str, plan: str, form: str, capsys: Captured, lang: str = "en") -> str:
    arguments = ["check", str(REPORTS / file), "--plan", str(TARGETS / plan), "--only-reported", "--lang", lang]
    main([*arguments, "--as-of", "2018-10-01", "--format", form])
    return capsys.readouterr().out


@pytest.mark.crossing(4)
@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("form", FORMATS)
def test_79_862_percent_is_never_shown_as_what_it_was_printed_as(form: str, lang: str, capsys: Captured) -> None:
    shown = checked("scsep_2018/MI-Grantee-PY18-Q1.xlsx", "scsep_2018.yaml", form, capsys, lang)
    assert re.search(r"79[.,]86", shown)
    assert not re.search(r"79[.,]9(?!\d)", shown.replace("58,947 = 79.9%", ""))  # but in the quote


def test_parts_that_miss_their_whole_by_a_hundredth_are_told_with_both_figures() -> None:
    parts = {"farm": "3621.68", "industry": "3671.79", "services": "1669.24"}
    amount = {"kind": "amount", "reported_by": ["district"], "unit_of_measure": text("tỷ đồng"), "decimals": 2}
    small = plan(
        dict.fromkeys((*parts, "all"), amount),
        {"measure": {"kind": "count", "of": "all"}, "threshold": {"at_least": 8000}},
        districts=1,
        constraints=[{"kind": "sum", "parts": list(parts), "whole": ["all"]}],
    )
    for whole, told in (("8962.72", [Code.PARTS_NOT_WHOLE]), ("8962.71", [])):
        given = filed("d1", {name: Decimal(value) for name, value in {**parts, "all": whole}.items()})
        _, faults = validate(small, "year", [given], frozenset(small.fields))
        assert [fault.code for fault in faults] == told
        assert all("8962.72" in str(fault.params) and "8962.71" in str(fault.params) for fault in faults)
