"""What a waiver does to a verdict: it excuses what was missed, and never makes anything met or known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from khpcmd.diagnostics import AnyCode, Code, Diagnostic, Location
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.waivers import Waivers
from khpcmd.judge.world import World
from khpcmd.plan.decisions import Waiver
from khpcmd.plan.model import Plan
from khpcmd.results import Gap, Reason, Result, UnitResult, Verdict, settled
from layers import part_of
from worlds import count_field, filed, plan

UNITS = ("d1", "d2", "d3")
RATIO = {"measure": {"kind": "ratio", "part": "handled", "whole": "received"}, "threshold": {"at_least": "100%"}}
FIELDS = {"handled": count_field(), "received": count_field()}
EACH = plan(FIELDS, {**RATIO, "judged": "each_unit"})
POOLED = plan(FIELDS, RATIO)
DAY = date(2023, 12, 12)

GOOD = {"handled": 7, "received": 7}
SHORT: Mapping[str, object] = {"handled": 5, "received": 7}
NONE = {"handled": 0, "received": 0}
UNREAD = {"handled": None, "received": 7}

Figures = Mapping[str, Mapping[str, object]]


def waiver(unit: str = "", until: date = DAY) -> Waiver:
    return Waiver("T1", unit, "lý do", "12/UBND", "Chủ tịch", until, Location("w.yaml", line=3, column=5))


def world(of: Plan, figures: Figures, period: str = "year") -> World:
    returns = {unit: filed(unit, values) for unit, values in figures.items()}
    return World(of, period, returns, frozenset(UNITS))


def judged(of: Plan, figures: Figures, *waivers: Waiver, period: str = "year") -> tuple[Result, list[AnyCode]]:
    seen = world(of, figures, period)
    (result,), told = Waivers("w", "", tuple(waivers)).applied(seen, evaluate(seen, of.targets), DAY)
    return result, [one.code for one in told]


def test_a_unit_that_is_waived_does_not_count_against_the_target() -> None:
    result, told = judged(EACH, {"d1": SHORT, "d2": GOOD, "d3": GOOD}, waiver("d1"))
    assert (result.verdict, result.otherwise, told) == (Verdict.WAIVED, Verdict.MISSED, [])
    assert [unit.verdict for unit in result.units] == [Verdict.WAIVED, Verdict.MET, Verdict.MET]
    assert result.units[0].waiver == waiver("d1")


def test_the_figure_the_gap_and_the_units_that_reach_it_stay_as_they_are() -> None:
    figures = {"d1": SHORT, "d2": GOOD, "d3": GOOD}
    without, _ = judged(EACH, figures)
    with_waiver, _ = judged(EACH, figures, waiver("d1"))
    assert with_waiver.measurement == without.measurement
    assert (with_waiver.gap, with_waiver.reaching) == (Gap(2), (2, 3))
    assert with_waiver.units[0].measurement == without.units[0].measurement


def test_another_unit_that_falls_short_is_still_held_against_the_target() -> None:
    result, told = judged(EACH, {"d1": SHORT, "d2": SHORT, "d3": GOOD}, waiver("d1"))
    assert (result.verdict, result.reason, told) == (Verdict.MISSED, Reason.NONE, [])
    assert result.gap == Gap(2), "what the unit that is not waived lacks"


def test_what_percentages_lack_is_not_added_up_over_those_that_are_not_waived() -> None:
    rate = {"kind": "amount", "reported_by": ["district"], "unit_of_measure": {"vi": "%", "en": "%"}, "decimals": 1}
    target = {"measure": {"kind": "count", "of": "rate"}, "threshold": {"at_least": "50%"}, "judged": "each_unit"}
    figures = {unit: {"rate": Decimal(value)} for unit, value in zip(UNITS, (40, 45, 42), strict=True)}
    result, _ = judged(plan({"rate": rate}, target), figures, waiver("d1"))
    assert (result.verdict, result.gap) == (Verdict.MISSED, None)
    assert [unit.gap and unit.gap.more for unit in result.units] == [10, 5, 8]


def test_with_one_unit_waived_and_another_missing_nothing_is_known_yet() -> None:
    result, _ = judged(EACH, {"d1": SHORT, "d2": GOOD}, waiver("d1"))
    assert (result.verdict, result.otherwise, result.reason) == (
        Verdict.INCONCLUSIVE, Verdict.MISSED, Reason.MISSING
    )  # fmt: skip
    assert [one.unit for one in result.open_units] == ["d3"]


def test_where_the_others_have_nothing_to_measure_the_target_is_waived() -> None:
    result, _ = judged(EACH, {"d1": SHORT, "d2": NONE, "d3": NONE}, waiver("d1"))
    assert result.verdict is Verdict.WAIVED


def test_every_unit_may_be_waived_by_name() -> None:
    figures = dict.fromkeys(UNITS, SHORT)
    result, told = judged(EACH, figures, *(waiver(unit) for unit in UNITS))
    assert (result.verdict, told) == (Verdict.WAIVED, [])


def test_a_cell_that_cannot_be_read_is_never_waived() -> None:
    result, told = judged(EACH, {"d1": UNREAD, "d2": GOOD, "d3": GOOD}, waiver("d1"))
    assert (result.verdict, result.otherwise, told) == (Verdict.INCONCLUSIVE, None, [Code.WAIVER_OF_UNKNOWN])


def test_a_missing_return_is_never_waived() -> None:
    for of, who in ((EACH, "d3"), (EACH, ""), (POOLED, "")):
        result, told = judged(of, {"d1": GOOD, "d2": GOOD}, waiver(who))
        assert (result.verdict, told) == (Verdict.INCONCLUSIVE, [Code.WAIVER_OF_UNKNOWN])


def test_a_pooled_target_is_waived_as_a_whole_and_that_is_said() -> None:
    result, told = judged(POOLED, {"d1": SHORT, "d2": GOOD, "d3": GOOD}, waiver())
    assert (result.verdict, result.otherwise, told) == (
        Verdict.WAIVED,
        Verdict.MISSED,
        [Code.WAIVER_WHOLE_TARGET],
    )
    assert result.waiver == waiver()
    assert {(unit.verdict, unit.waiver) for unit in result.units} == {(None, None)}, "the figures inform as before"


def test_a_waiver_of_all_units_at_once_is_too_broad() -> None:
    result, told = judged(EACH, {"d1": SHORT, "d2": SHORT, "d3": GOOD}, waiver())
    assert (result.verdict, told) == (Verdict.WAIVED, [Code.WAIVER_BROAD])
    assert [unit.verdict for unit in result.units] == [Verdict.WAIVED, Verdict.WAIVED, Verdict.MET]


def test_even_a_broad_waiver_does_not_cover_a_unit_whose_figures_are_not_known() -> None:
    result, _ = judged(EACH, {"d1": SHORT, "d2": UNREAD, "d3": GOOD}, waiver())
    assert result.verdict is Verdict.INCONCLUSIVE
    assert [unit.verdict for unit in result.units] == [Verdict.WAIVED, Verdict.INCONCLUSIVE, Verdict.MET]


def test_a_waiver_that_nobody_needs_is_told() -> None:
    for who in ("d2", ""):
        result, told = judged(EACH, dict.fromkeys(UNITS, GOOD), waiver(who))
        assert (result.verdict, result.otherwise, told) == (Verdict.MET, None, [Code.WAIVER_UNUSED])
    result, told = judged(EACH, {"d1": SHORT, "d2": GOOD, "d3": GOOD}, waiver("d2"))
    assert (result.verdict, told) == (Verdict.MISSED, [Code.WAIVER_UNUSED])


def test_a_waiver_holds_on_its_last_day_and_not_on_the_next() -> None:
    figures = {"d1": SHORT, "d2": GOOD, "d3": GOOD}
    assert judged(EACH, figures, waiver("d1", until=DAY))[0].verdict is Verdict.WAIVED
    result, told = judged(EACH, figures, waiver("d1", until=date(2023, 12, 11)))
    assert (result.verdict, told) == (Verdict.MISSED, [Code.WAIVER_EXPIRED])


def test_what_is_still_in_progress_needs_no_waiver_yet() -> None:
    cumulative = plan(FIELDS, {**RATIO, "judged": "each_unit", "cumulative": True})
    result, told = judged(cumulative, dict.fromkeys(UNITS, SHORT), waiver("d1"), period="half_year")
    assert (result.verdict, told) == (Verdict.IN_PROGRESS, [Code.WAIVER_EARLY])


def test_a_milestone_that_was_missed_can_be_waived() -> None:
    milestone = {"milestones": {"half_year": {"at_least": "80%"}}, "cumulative": True}
    of = plan(FIELDS, {**RATIO, **milestone})
    result, _ = judged(of, dict.fromkeys(UNITS, SHORT), waiver(), period="half_year")
    assert (result.verdict, result.otherwise) == (Verdict.WAIVED, Verdict.MISSED)


def test_a_policy_that_counts_nothing_as_missed_can_be_waived() -> None:
    of = plan(FIELDS, {**RATIO, "judged": "each_unit", "zero": "missed"})
    result, _ = judged(of, {"d1": NONE, "d2": GOOD, "d3": GOOD}, waiver("d1"))
    assert result.verdict is Verdict.WAIVED


def test_waivers_of_what_is_not_judged_in_this_run_are_passed_over() -> None:
    seen = replace(world(EACH, {"d1": GOOD}), scope=frozenset({"d1"}))
    results = evaluate(seen, EACH.targets)
    elsewhere = waiver()._replace(target="T9")
    assert Waivers("w", "", (waiver("d3"), elsewhere)).applied(seen, results, DAY) == (results, [])


def test_each_word_about_a_waiver_stands_at_its_place_in_the_file() -> None:
    seen = world(POOLED, {"d1": SHORT, "d2": GOOD, "d3": GOOD})
    _, told = Waivers("w", "", (waiver(),)).applied(seen, evaluate(seen, POOLED.targets), DAY)
    assert [one.at for one in told] == [waiver().at]
    assert all(isinstance(one, Diagnostic) for one in told)


SOME = st.sampled_from([GOOD, SHORT, NONE, UNREAD, None])
WAIVERS = st.lists(st.sampled_from(["", *UNITS]), unique=True)


SAME = settled(Verdict.MET)


def told(unit: UnitResult) -> tuple[UnitResult, Gap | None, Verdict]:
    """All that a result of a unit says, its verdict last."""
    return unit._replace(standing=SAME), unit.short_by, unit.alone


@settings(max_examples=part_of(200), deadline=None)
@given(
    st.sampled_from([EACH, POOLED]),
    st.fixed_dictionaries(dict.fromkeys(UNITS, SOME)),
    WAIVERS,
    st.sampled_from([DAY, date(2023, 1, 1)]),
)
def test_a_waiver_never_makes_anything_met_and_touches_only_what_is_missed(
    of: Plan, figures: dict[str, dict[str, object] | None], who: list[str], until: date
) -> None:
    given_figures = {unit: values for unit, values in figures.items() if values is not None}
    before, _ = judged(of, given_figures)
    who = [unit for unit in who if of is EACH or not unit]  # a unit in a sum is refused with the file
    after, _ = judged(of, given_figures, *(waiver(unit, until) for unit in who))
    if after.otherwise is None:
        assert (after, *map(told, after.units)) == (before, *map(told, before.units))
    else:
        assert before.verdict is after.otherwise is Verdict.MISSED
        assert after.verdict in (Verdict.WAIVED, Verdict.MISSED, Verdict.INCONCLUSIVE)
    for unit, was in zip(after.units, before.units, strict=True):
        assert unit.verdict is was.verdict or (unit.verdict is Verdict.WAIVED and was.verdict is Verdict.MISSED)
        assert told(unit._replace(waiver=None))[:2] == told(was)[:2]
    assert after.measurement == before.measurement


@settings(max_examples=part_of(100), deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys(UNITS, SOME)), st.sampled_from(UNITS))
def test_a_waived_unit_leaves_the_verdict_of_the_others(
    figures: dict[str, dict[str, object] | None], waived: str
) -> None:
    """The oracle: the same target judged over a world in which the waived unit does not exist."""
    given_figures = {unit: values for unit, values in figures.items() if values is not None} | {waived: dict(SHORT)}
    after, _ = judged(EACH, given_figures, waiver(waived))
    (rest,) = evaluate(replace(world(EACH, given_figures), scope=frozenset(UNITS) - {waived}), EACH.targets)
    excused = rest.verdict in (Verdict.MET, Verdict.NOT_APPLICABLE)
    assert after.verdict is (Verdict.WAIVED if excused else rest.verdict)
