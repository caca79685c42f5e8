"""Rates and averages: judged as growth is by the oracle's cases of it, and never as a mean of means.

A growth of +25% against the figure of the year before is a rate of 1.25 for one of it, and of 1250 for a thousand.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

import amounts_plan
import small_plan
from as_growth import VERDICTS, compared
from khpcmd.diagnostics import Code
from khpcmd.diagnostics.errors import PlanError
from khpcmd.diagnostics.parameters import Ref
from khpcmd.i18n import Messages
from khpcmd.judge.bounds import comparisons
from khpcmd.judge.constraints import rules
from khpcmd.measures.threshold import decimal_of
from khpcmd.plan.load import parse_plan
from khpcmd.render.figures import Figures
from layers import ORACLE_SEED as SEED
from worlds import count_field, judged, plan, text

PER = 1000
RATE = {"kind": "rate", "part": "a", "whole": "p", "per": PER}


def test_a_rate_is_judged_as_growth_is() -> None:
    def per(level: object) -> Decimal:
        """+25% of the year before as a number per thousand of it."""
        return decimal_of((1 + Fraction(str(level).rstrip("%")) / 100) * PER)

    assert compared(SEED + 5, RATE, per).keys() >= VERDICTS


DOCTORS = plan(
    {
        "a": count_field(unit_of_measure=text("bác sĩ")),
        "p": {
            **count_field(),
            "kind": "amount",
            "decimals": 1,
            "unit_of_measure": text("nghìn người"),
            "at_most": 100_000,
        },
    },
    {"measure": {**RATE, "per": 10}, "threshold": {"at_least": Decimal("8.5")}},
    2,
)


@pytest.mark.parametrize(
    ("doctors", "people", "verdict", "said", "gap"),
    [
        ((17, 85), ("20.0", "100.0"), "met", "102/120 = 8,50 bác sĩ/10 nghìn người", None),
        ((17, 84), ("20.0", "100.0"), "missed", "101/120 = 8,41 bác sĩ/10 nghìn người", 1),
        ((17, 0), ("20.1", "0.0"), "missed", "17/20,1 = 8,45 bác sĩ/10 nghìn người", 1),
        ((8499, 0), ("9999.9", "0.0"), "missed", "8.499/9.999,9 = 8,49 bác sĩ/10 nghìn người", 1),
    ],
)
def test_a_rate_is_both_sums_first_in_its_own_unit(
    doctors: tuple[int, int], people: tuple[str, str], verdict: str, said: str, gap: int | None
) -> None:
    units = {f"d{n}": {"a": a, "p": Decimal(p)} for n, (a, p) in enumerate(zip(doctors, people, strict=True), start=1)}
    found = judged(DOCTORS, units)
    assert found.verdict.value == verdict
    assert found.measurement
    told_as = Figures(Messages("vi"), DOCTORS)
    assert told_as.figure(found.target, found.measurement) == said
    assert told_as.threshold(found.target) == "≥ 8,5 bác sĩ/10 nghìn người"
    assert (found.gap.more if found.gap else None) == gap
    assert [one.holds for one in comparisons(found)] == [verdict == "met"]


def test_what_is_still_possible_is_told_in_the_unit_of_the_rate() -> None:
    found = judged(DOCTORS, {"d1": {"a": 10, "p": Decimal("10.0")}, "d2": {"a": 5, "p": None}})
    assert found.bounds is not None
    assert found.bounds.low == 0
    assert found.bounds.high == 15


def test_an_average_is_taken_over_all_communes() -> None:
    measure = {"kind": "rate", "part": "a", "whole": {"register": "communes"}, "per": 1}
    of = plan({"a": count_field()}, {"measure": measure, "threshold": {"at_least": 2}}, 2)
    assert judged(of, {"d1": {"a": 20}, "d2": {"a": 0}}).verdict.value == "met"
    assert judged(of, {"d1": {"a": 19}, "d2": {"a": 0}}).verdict.value == "missed"


def test_a_number_of_the_register_is_not_called_by_what_is_counted_for_it() -> None:
    measure = {"kind": "rate", "part": "a", "whole": {"register": "communes"}, "per": 10000}
    of = plan({"a": count_field()}, {"measure": measure, "threshold": {"at_least": 2}}, 2)
    told_as, (target,) = Figures(Messages("vi"), of), of.targets
    counted = told_as.noun(target)
    assert told_as.threshold(target) == f"≥ 2 {counted}/10.000 “communes”"
    communes = count_field(unit_of_measure={"vi": "xã", "en": "communes"}, register_limit="communes")
    limited = plan({"a": count_field(), "c": communes}, {"measure": measure, "threshold": {"at_least": 2}}, 2)
    assert Figures(Messages("vi"), limited).threshold(limited.targets[0]) == f"≥ 2 {counted}/10.000 xã"


# a ratio that may exceed its whole, "105% kế hoạch giao", is judged as growth is: +25% are 125% of an assigned figure


EXCEEDING = {"kind": "ratio", "part": "a", "whole": "p", "may_exceed": True}


def of_assigned(level: object) -> str:
    """+25% of the year before as a share of it."""
    return f"{100 + int(str(level).rstrip('%'))}%"


def test_what_may_exceed_its_whole_is_judged_as_growth_is() -> None:
    assert compared(SEED + 3, EXCEEDING, of_assigned).keys() >= VERDICTS


@pytest.mark.parametrize(("part", "verdict", "gap"), [(104, "missed", 1), (105, "met", None), (140, "met", None)])
def test_a_share_of_an_assigned_figure(part: int, verdict: str, gap: int | None) -> None:
    of = plan({"a": count_field(), "p": count_field()}, {"measure": EXCEEDING, "threshold": {"at_least": "105%"}}, 1)
    found = judged(of, {"d1": {"a": part, "p": 100}})
    assert (found.verdict.value, found.gap.more if found.gap else None) == (verdict, gap)
    assert rules(of).parts == ()


def test_what_one_unit_has_too_much_makes_up_for_another() -> None:
    of = plan({"a": count_field(), "p": count_field()}, {"measure": EXCEEDING, "threshold": {"at_least": "100%"}}, 2)
    found = judged(of, {"d1": {"a": 140, "p": 100}, "d2": {"a": 60, "p": 100}})
    assert found.verdict.value == "met"
    assert not found.target.asks_all


def test_only_such_a_ratio_takes_a_threshold_above_all() -> None:
    above = ("threshold: {at_least: 20%}", "threshold: {at_least: 105%}")
    assert small_plan.mistakes(small_plan.changed(above))
    exceeding = (
        "part: inspected, whole: [venues]}\n    t",
        "part: inspected, whole: [venues], may_exceed: true}\n    t",
    )
    measure = parse_plan(small_plan.changed(above, exceeding), "plan.yaml").target["A2"].measure
    assert measure.reach(percent=True, units=1) == (Fraction(0), None)


# changes in numbers and in percentage points, stated and reported baselines, and what the linter says of them


CHANGE = {"kind": "change", "of": "a"}


def counts(threshold: dict[str, object], **more: object) -> Any:
    return plan({"a": count_field(baseline=True)}, {"measure": CHANGE, "threshold": threshold, **more}, 2)


@pytest.mark.parametrize(
    ("now", "verdict", "gap"),
    [((7, 8), "met", None), ((7, 7), "missed", 1), ((7, None), "inconclusive", 3), ((20, None), "met", None)],
)
def test_so_many_more_than_the_year_before(now: tuple[int | None, int | None], verdict: str, gap: int | None) -> None:
    units = {f"d{n}": {"a": one, "a@2022": 5} for n, one in enumerate(now, start=1)}
    found = judged(counts({"at_least": 5}), units)
    assert (found.verdict.value, found.gap.more if found.gap else None) == (verdict, gap)


def test_nobody_knows_a_rise_without_the_year_before() -> None:
    units: dict[str, dict[str, Any]] = {"d1": {"a": 100, "a@2022": None}, "d2": {"a": 0, "a@2022": 0}}
    found = judged(counts({"at_least": 5}), units)
    assert found.verdict.value == "inconclusive"
    assert found.bounds is not None
    assert found.bounds.low is None
    assert found.bounds.high == 100


@pytest.mark.parametrize(("stated", "verdict"), [(20, "met"), (19, "missed")])
def test_a_fall_against_what_the_plan_states(stated: int, verdict: str) -> None:
    measure = {**CHANGE, "baseline": {"year": stated, "half_year": 1}}
    of = plan({"a": count_field()}, {"measure": measure, "threshold": {"at_most": -10}}, 2)
    found = judged(of, {"d1": {"a": 4}, "d2": {"a": 6}})
    assert found.verdict.value == verdict
    told = Figures(Messages("vi"), of)
    assert found.measurement
    assert told.figure(found.target, found.measurement).startswith(f"-{stated - 10} n so với năm 2022")
    assert [told.figure(found.target, unit.measurement) for unit in found.units] == ["4 n", "6 n"]


POINTS = """\
  rate:
    kind: amount
    label: {vi: Tỷ lệ hộ nghèo, en: Poor households}
    reported_by: [district]
    unit_of_measure: {vi: "%", en: "%"}
    decimals: 2
    baseline: true
targets:
  - id: T8
    clause: Mục I
    quote: giảm 1,5 điểm %
    title: {vi: Giảm tỷ lệ hộ nghèo, en: Fewer poor households}
    measure: {kind: change, of: rate}
    threshold: {at_most: -1.5 points}
    judged: each_unit
    cumulative: false
"""


def of_points(**changes: str) -> str:
    text = POINTS
    for old, new in changes.items():
        text = text.replace({"level": "-1.5 points", "measure": "{kind: change, of: rate}"}[old], new)
    return amounts_plan.PLAN.replace("targets:\n", text, 1)


@pytest.mark.parametrize(
    ("now", "verdict", "said"),
    [
        ("4.25", "met", "-1,5 điểm % so với năm 2022"),
        ("4.26", "missed", "-1,49 điểm % so với năm 2022"),
        ("5.80", "missed", "+0,05 điểm % so với năm 2022"),
    ],
)
def test_a_reported_percentage_falls_by_points(now: str, verdict: str, said: str) -> None:
    of = parse_plan(of_points(), "plan.yaml")
    figures = {"rate": Decimal(now), "rate@2022": Decimal("5.75")}
    found = judged(of.changed(targets=(of.target["T8"],)), {unit.id: figures for unit in of.units})
    assert found.verdict.value == verdict
    told = Figures(Messages("vi"), of)
    assert {told.figure(found.target, unit.measurement) for unit in found.units} == {said}
    assert told.threshold(found.target) == "mỗi đơn vị ≤ -1,5 điểm %"


@pytest.mark.parametrize(
    ("level", "measure", "takes"),
    [
        ("-1.5%", "{kind: change, of: rate}", "in_points"),
        ("-2", "{kind: change, of: rate}", "in_points"),
        ("-1.5 points", "{kind: change, of: revenue}", "a_number"),
        ("-1.5 points", "{kind: growth, of: revenue}", "percent"),
        ("5%", "{kind: change, of: revenue}", "a_number"),
    ],
)
def test_a_threshold_in_another_unit_is_told(level: str, measure: str, takes: str) -> None:
    with pytest.raises(PlanError) as refused:
        parse_plan(of_points(level=level, measure=measure), "plan.yaml")
    assert [(one.code, one.params["takes"]) for one in refused.value.diagnostics] == [
        (Code.THRESHOLD_MISMATCH, Ref("word", takes))
    ]
