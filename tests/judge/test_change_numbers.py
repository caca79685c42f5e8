"""Changes in numbers and in percentage points, stated and reported baselines, and what the linter says of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

import amounts_plan
from khpcmd.diagnostics import Code
from khpcmd.errors import PlanError
from khpcmd.i18n import Messages
from khpcmd.parameters import Ref
from khpcmd.plan.load import parse_plan
from khpcmd.render.figures import Figures
from worlds import count_field, judged, plan

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
