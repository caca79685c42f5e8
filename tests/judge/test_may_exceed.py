"""A ratio that may exceed its whole, "105% kế hoạch giao", is judged as growth is: by the oracle's cases of growth.

A growth of +25% against the figure of the year before is a ratio of 125% of an assigned figure. Both wholes are other
numbers when the year is over.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

import small_plan
from khpcmd.judge.constraints import rules
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.plan.load import parse_plan
from khpcmd.results import Result
from oracle import FIELDS, Case, cases, target, told
from oracle_results import differs
from worlds import count_field, filed, judged, plan

ROUNDS = int(os.environ.get("KHPCMD_ORACLE", "1"))
SEED = int(os.environ.get("KHPCMD_ORACLE_SEED", "2023"))
MEASURE = {"kind": "ratio", "part": "a", "whole": "p", "may_exceed": True}


def of_assigned(level: object) -> str:
    """+25% of the year before as a share of it."""
    return f"{100 + int(str(level).rstrip('%'))}%"


def result_of(case: Case) -> Result | None:
    asked: Any = {**target(case), "measure": MEASURE}
    for key in ("threshold", "milestones", "unit_thresholds"):
        for ends in [asked[key]] if key == "threshold" else asked.get(key, {}).values():
            ends.update({end: of_assigned(level) for end, level in ends.items()})
    small = plan({"a": FIELDS["a"], "p": FIELDS["x"]}, asked, districts=case.units)
    returns = {
        unit: filed(unit, {name: values[old] for name, old in (("a", "a"), ("p", "a@2022")) if old in values})
        for unit, values in case.figures.items()
    }
    world = World(small, "half_year" if case.half else "year", returns, frozenset(case.scope))
    return next(iter(evaluate(world, small.targets)), None)


def test_what_may_exceed_its_whole_is_judged_as_growth_is() -> None:
    seen, wrong = Counter[str](), list[object]()
    for case in cases(SEED + 3, ROUNDS):
        if case.kind != "growth" or case.stated is not None:
            continue
        expected, found = told(case), result_of(case)
        seen[expected.verdict if expected else "not judged"] += 1
        if expected is None or found is None:
            wrong += [(case, expected, found)] if expected or found else []
        elif different := differs(expected, replace(found, pace=None)):  # growth has no pace
            wrong.append((case, different))
    assert not wrong, f"{len(wrong)} of {seen.total()}, the first: {wrong[0]}"
    assert {"met", "missed", "in_progress", "inconclusive", "not_applicable"} <= seen.keys()


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
