"""A ratio that may exceed its whole, "105% kế hoạch giao", is judged as growth is: by the oracle's cases of growth.

A growth of +25% against the figure of the year before is a ratio of 125% of an assigned figure. Both wholes are other
numbers when the year is over.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

import small_plan
from as_growth import VERDICTS, compared
from khpcmd.judge.constraints import rules
from khpcmd.plan.load import parse_plan
from layers import ORACLE_SEED as SEED
from worlds import count_field, judged, plan

MEASURE = {"kind": "ratio", "part": "a", "whole": "p", "may_exceed": True}


def of_assigned(level: object) -> str:
    """+25% of the year before as a share of it."""
    return f"{100 + int(str(level).rstrip('%'))}%"


def test_what_may_exceed_its_whole_is_judged_as_growth_is() -> None:
    assert compared(SEED + 3, MEASURE, of_assigned).keys() >= VERDICTS


@pytest.mark.parametrize(("part", "verdict", "gap"), [(104, "missed", 1), (105, "met", None), (140, "met", None)])
def test_a_share_of_an_assigned_figure(part: int, verdict: str, gap: int | None) -> None:
    of = plan({"a": count_field(), "p": count_field()}, {"measure": MEASURE, "threshold": {"at_least": "105%"}}, 1)
    found = judged(of, {"d1": {"a": part, "p": 100}})
    assert (found.verdict.value, found.gap.more if found.gap else None) == (verdict, gap)
    assert rules(of).parts == ()


def test_what_one_unit_has_too_much_makes_up_for_another() -> None:
    of = plan({"a": count_field(), "p": count_field()}, {"measure": MEASURE, "threshold": {"at_least": "100%"}}, 2)
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
