"""Verdicts over small worlds."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest

from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.plan.model import Plan
from khpcmd.results import Gap, Reason, Verdict
from worlds import count_field, filed, judged, plan, text

YES = {"kind": "yes_no", "label": {"vi": "x", "en": "x"}, "reported_by": ["district"]}
VENUES = {"total": count_field(), "inspected": count_field()}
RATIO = {"kind": "ratio", "part": "inspected", "whole": "total"}
CASES = {"cases": count_field(baseline=True)}
NEWS = {"news": count_field(kind="months")}


def venues(**target: object) -> dict[str, object]:
    return {"measure": RATIO, "threshold": {"at_least": "20%"}, **target}


def growth(percent: str = "+3%", **measure: object) -> dict[str, object]:
    return {"measure": {"kind": "growth", "of": "cases", **measure}, "threshold": {"at_least": percent}}


Figures = Mapping[str, Mapping[str, object]]
Claims = dict[str, tuple[Plan, Figures, str]]
SHARE = {"kind": "share", "of": "district", "where": {"field": "done"}}
EITHER = {"all": [{"field": "a"}, {"any": [{"field": "b"}, {"field": "n", "at_least": 1}]}]}
FULL = {f"news#{month}": 1 for month in range(1, 12)}
APRIL = {f"news#{month}": int(month == 4) for month in range(1, 12)}


def total(threshold: Mapping[str, object], districts: int = 1, **more: object) -> Plan:
    return plan(VENUES, {"measure": {"kind": "count", "of": "total"}, "threshold": threshold, **more}, districts)


def of_venues(districts: int, **more: object) -> Plan:
    return plan(VENUES, venues(**more), districts)


def done(level: object) -> Plan:
    return plan({"done": YES}, {"measure": SHARE, "threshold": {"at_least": level}})


def of(names: str, *units: object) -> Figures:
    """The figures of d1, d2, …: a value of each name; nothing of a unit that has not reported ("-")."""
    rows = [(number, unit if isinstance(unit, tuple) else (unit,)) for number, unit in enumerate(units, 1)]
    return {f"d{number}": dict(zip(names.split(), row, strict=True)) for number, row in rows if row != ("-",)}


BOTH, GROWTH = "total inspected", "cases cases@2022"
STATED = plan(CASES, growth(baseline={"year": 66}), districts=2)
KEPT = plan(CASES, {"measure": {"kind": "maintain", "of": "cases"}}, districts=1)
CHOICE = plan(
    {"a": YES, "b": YES, "n": count_field()},
    {"measure": SHARE | {"where": EITHER}, "threshold": {"at_least": "100%"}},
    districts=1,
)
REACHED = {"kind": "ratio", "part": "total", "whole": {"register": "communes"}}
REGISTER = plan({"total": count_field()}, {"measure": REACHED, "threshold": {"at_least": "100%"}}, 2, 5)
ANY = plan(NEWS, {"measure": {"kind": "frequency", "of": "news"}}, districts=2)
EVERY = plan(NEWS, {"measure": {"kind": "frequency", "of": "news", "by": "each"}}, districts=2)
EACH_TOO = plan(NEWS, {"measure": {"kind": "frequency", "of": "news"}, "judged": "each_unit"}, districts=2)
REST = {month: 1 - value for month, value in APRIL.items()}
UNDER_WAY: Claims = {
    "a target that does not build up is missed at once": (of_venues(1), of(BOTH, (100, 12)), "missed"),
    "an exact hundred percent is under way": (
        of_venues(1, threshold={"equal_to": "100%"}, cumulative=True), of(BOTH, (100, 12)), "in_progress",
    ),
    "an upper limit is not yet passed": (total({"at_most": 5}, cumulative=True), of("total", 5), "in_progress"),
    "an upper limit is passed": (total({"at_most": 5}, cumulative=True), of("total", 6), "missed"),
    **{
        f"a range from 3 to 5 and {number}": (
            total({"at_least": 3, "at_most": 5}, cumulative=True), of("total", number), verdict,
        )
        for number, verdict in ((2, "in_progress"), (4, "in_progress"), (6, "missed"))
    },
}  # fmt: skip
CLAIMS: Claims = {
    "a cell that could not be read is not a zero": (of_venues(1), of(BOTH, (100, None)), "inconclusive"),
    "a shortfall that no missing part can mend": (
        of_venues(2, threshold={"at_least": "60%"}), of(BOTH, (100, 0), (100, None)), "missed",
    ),
    "100% as soon as one known part falls short": (
        of_venues(2, threshold={"at_least": "100%"}), of(BOTH, (10, 9)), "missed",
    ),
    "nothing over nothing where the plan says so": (of_venues(1, zero="missed"), of(BOTH, (0, 0)), "missed"),
    "zero of zero so far with a return missing": (of_venues(2), of(BOTH, (0, 0)), "inconclusive"),
    "a share counts the units of the register": (done("100%"), of("done", True, True), "inconclusive"),
    "a share of which one falls short": (done("100%"), of("done", True, False), "missed"),
    "a share of everybody": (done("100%"), of("done", True, True, True), "met"),
    "k of n once enough do it, whatever the others say": (done(2), of("done", True, True), "met"),
    "k of n where too few are left": (done(2), of("done", False, False), "missed"),
    "conditions: all, and one of any": (CHOICE, of("a b n", (True, False, 1)), "met"),
    "conditions: none of any": (CHOICE, of("a b n", (True, False, 0)), "missed"),
    "conditions: one of any may still be": (CHOICE, of("a b n", (True, False, None)), "inconclusive"),
    "conditions: not all, whatever is unknown": (CHOICE, of("a b n", (False, False, None)), "missed"),
    "communes against the register": (REGISTER, of("total", 5, 5), "met"),
    "communes against the register, one lacking": (REGISTER, of("total", 4), "missed"),
    "communes against the register, a return missing": (REGISTER, of("total", 5), "inconclusive"),
    **{
        f"3% more than {before} are not {after - 1}": (
            plan(CASES, growth(), districts=1), of(GROWTH, (after, before)), verdict,
        )
        for before, after, verdict in ((33, 34, "met"), (34, 35, "missed"), (34, 36, "met"))
    },
    "growth without a baseline": (plan(CASES, growth(), districts=1), of("cases", 4), "inconclusive"),
    "a baseline of all that the plan knows": (STATED, of("cases", 30, 38), "met"),
    "a baseline of all that is not exceeded enough": (STATED, of("cases", 30, 37), "missed"),
    "a baseline of all that one unit exceeds": (STATED, of("cases", 68), "met"),
    "to keep the baseline needs no growth": (KEPT, of(GROWTH, (7, 7)), "met"),
    "to keep the baseline and fall below it": (KEPT, of(GROWTH, (6, 7)), "missed"),
    "one press body a month is enough": (ANY, {"d1": REST, "d2": APRIL}, "met"),
    "a month without any press body": (ANY, {"d1": REST, "d2": APRIL | {"news#4": 0}}, "missed"),
    "a month that may be without any": (ANY, {"d1": REST, "d2": APRIL | {"news#4": None}}, "inconclusive"),
    "every press body every month": (EVERY, {"d1": FULL, "d2": FULL}, "met"),
    "every press body but for one month": (EVERY, {"d1": FULL, "d2": FULL | {"news#4": 0}}, "missed"),
    "each unit, of what the kind takes together": (EACH_TOO, {"d1": FULL, "d2": FULL | {"news#4": 0}}, "missed"),
}  # fmt: skip


@pytest.mark.parametrize("claim", [*CLAIMS, *UNDER_WAY])
def test_a_small_world_is_judged_as_it_says(claim: str) -> None:
    small, figures, verdict = CLAIMS.get(claim) or UNDER_WAY[claim]
    assert judged(small, figures, "year" if claim in CLAIMS else "half_year").verdict == verdict


def test_only_the_reporting_units_when_asked_for() -> None:
    assert judged(plan(VENUES, venues()), of(BOTH, (100, 20)), only_reported=True).verdict is Verdict.MET


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
    assert found.counted == ("d1",)
    assert found.bounds is not None
    assert (found.bounds.low, found.bounds.high) == (Fraction(0), Fraction(1))


def test_where_nothing_is_reported_no_gap_is_told() -> None:
    for target in (venues(), {"measure": {"kind": "count", "of": "total"}, "threshold": {"at_least": 100}}):
        found = judged(plan(VENUES, target, districts=2), {})
        assert (found.verdict, found.gap) == (Verdict.INCONCLUSIVE, None)


def test_nothing_over_nothing_is_not_applicable_and_says_so() -> None:
    found = judged(plan(VENUES, venues(), districts=1), {"d1": {"total": 0, "inspected": 0}})
    assert (found.verdict, found.reason) == (Verdict.NOT_APPLICABLE, Reason.NOTHING_TO_MEASURE)


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


def test_a_baseline_of_zero_makes_growth_not_applicable() -> None:
    found = judged(plan(CASES, growth(), districts=1), {"d1": {"cases": 4, "cases@2022": 0}})
    assert (found.verdict, found.reason) == (Verdict.NOT_APPLICABLE, Reason.BASELINE_ZERO)


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


def test_growth_is_behind_or_not_and_has_no_pace() -> None:
    small = plan(CASES, growth() | {"cumulative": True}, districts=1)
    found = judged(small, {"d1": {"cases": 62, "cases@2022": 66}}, period="half_year")
    assert (found.verdict, found.pace) == (Verdict.IN_PROGRESS, None)


def test_k_of_n_is_not_judged_over_a_part_of_the_n() -> None:
    target = {"measure": {"kind": "share", "of": "district", "where": {"field": "done"}}, "threshold": {"at_least": 2}}
    small = plan({"done": YES}, target)
    world = World(small, "year", {"d1": filed("d1", {"done": True})}, frozenset({"d1"}))
    assert evaluate(world, small.targets) == ()


def amount(**more: object) -> dict[str, object]:
    return {"kind": "amount", "reported_by": ["district"], "unit_of_measure": text("tấn"), "decimals": 1, **more}


LEVEL = amount(unit_of_measure=text("điểm"))
COUNT_A = {"kind": "count", "of": "a"}
SUM_AB = {"kind": "count", "of": ["a", "b"]}
SHARE = {"kind": "ratio", "part": "a", "whole": "b"}


@pytest.mark.parametrize(
    ("a", "b", "measure", "level", "together"),
    [
        (count_field(), None, COUNT_A, 1, True),
        (count_field(adds_up=False), None, COUNT_A, 1, False),
        (count_field(), count_field(adds_up=False), SUM_AB, 1, False),
        (amount(flow=True), None, COUNT_A, 1, True),
        (amount(flow=False), None, COUNT_A, 1, False),  # a level at a day: whether it adds up the plan has to say
        (amount(flow=False, adds_up=True), None, COUNT_A, 1, True),
        (amount(flow=False), amount(flow=False), SHARE, "50%", True),  # of a whole only a part
        (LEVEL, LEVEL, SHARE, "50%", False),
        (amount(flow=False), None, {"kind": "growth", "of": "a"}, "5%", False),
        (amount(flow=True), None, {"kind": "growth", "of": "a"}, "5%", True),
        (amount(unit_of_measure=text("%"), flow=True), None, COUNT_A, "50%", False),
    ],
)
def test_figures_of_units_that_are_judged_one_by_one_are_added_up_where_their_sum_says_something(
    a: dict[str, object], b: dict[str, object] | None, measure: dict[str, object], level: object, *, together: bool
) -> None:
    fields = {"a": a, **({"b": b} if b else {})}
    of = plan(fields, {"measure": measure, "threshold": {"at_least": level}, "judged": "each_unit"}, districts=2)
    one = {"a": 1, "b": 2} if a["kind"] == "count" else {"a": Decimal(1), "b": Decimal(2)}
    figures = {name: value for key, value in one.items() if key in fields for name in (key, f"{key}@2022")}
    found = judged(of, dict.fromkeys(("d1", "d2"), figures)).measurement
    assert found is not None
    assert (found.added_up, found.part) == (
        together,
        2 * figures["a"] if together and measure != SUM_AB else found.part,
    )
    assert judged(of, {"d1": figures}, only_reported=True).measurement is not None
