"""Milestones of single units, by unit and by year, and assigned changes that are negative.

The oracle shares no code with khpcmd: it fills in what is not known with every number and says by the sentences of the
manual how the unit stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import pytest

import small_plan
from khpcmd.diagnostics import Code
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.plan.load import parse_plan
from khpcmd.plan.model import Plan
from khpcmd.results import Reason, Result, Verdict
from worlds import count_field, filed, plan, text

FIELDS: Mapping[str, Mapping[str, object]] = {
    "of": count_field(),
    "clean": {"kind": "yes_no", "label": text("yes"), "reported_by": ["district"]},
}
COMMON: Mapping[str, object] = {"id": "T", "clause": "1", "quote": "q", "title": text("t"), "judged": "each_unit"}


def of_count(**more: object) -> Plan:
    target = {**COMMON, "measure": {"kind": "count", "of": "of"}, "cumulative": True, **more}
    return plan(FIELDS, {}, districts=3, communes=4, targets=[target])


def judged(of: Plan, figures: Mapping[str, Mapping[str, object]], period: str = "half_year") -> Result:
    returns = {unit: filed(unit, own) for unit, own in figures.items()}
    return next(iter(evaluate(World(of, period, returns, frozenset(of.unit)), of.targets)))


@pytest.mark.parametrize("seed", range(12))
def test_each_unit_is_held_against_its_own_milestone_in_every_world(seed: int) -> None:
    random = Random(seed)  # noqa: S311  # worlds for a test
    asked, common, own = random.randint(4, 9), random.choice([None, 2, 3]), random.randint(1, 4)
    register = common is None and random.random() < 0.5
    milestone = {"register": "communes"} if register else common
    more = {} if milestone is None else {"milestones": {"half_year": {"at_least": milestone}}}
    of = of_count(threshold={"at_least": asked}, unit_milestones={"half_year": {"d2": {"at_least": own}}}, **more)
    on_the_way = {"d1": 4 if register else common, "d2": own, "d3": 4 if register else common}
    for _ in range(8):
        known = {unit: random.choice([None, random.randint(0, 10), random.randint(0, 5)]) for unit in on_the_way}
        result = judged(of, {unit: {"of": value} for unit, value in known.items()})
        for line in result.units:
            values = range(13) if known[line.unit] is None else [known[line.unit]]
            step = on_the_way[line.unit]
            found = {
                Verdict.MET
                if value >= asked
                else Verdict.IN_PROGRESS
                if step is None or value >= step
                else Verdict.MISSED
                for value in values
                if value is not None
            }
            assert line.verdict is (next(iter(found)) if len(found) == 1 else Verdict.INCONCLUSIVE), (known, line.unit)


def test_a_unit_short_of_its_milestone_is_told_so_and_what_it_lacks_of_it() -> None:
    of = of_count(threshold={"at_least": 9}, unit_milestones={"half_year": {"d2": {"at_least": 4}}})
    result = judged(of, {unit: {"of": 1} for unit in ("d1", "d2", "d3")})
    assert (result.verdict, result.reason) == (Verdict.MISSED, Reason.MILESTONE)
    lines = {one.unit: one for one in result.units}
    assert [lines[unit].verdict for unit in ("d1", "d2", "d3")] == [
        Verdict.IN_PROGRESS, Verdict.MISSED, Verdict.IN_PROGRESS,
    ]  # fmt: skip
    assert lines["d2"].gap is not None
    assert (lines["d2"].gap.more, str(lines["d2"].asked and lines["d2"].asked.at_least)) == (3, "4")
    assert judged(of, {unit: {"of": 1} for unit in ("d1", "d2", "d3")}, "year").reason is Reason.NONE


def test_each_unit_has_a_year_of_its_own_to_be_done() -> None:
    """Each commune registers the year in which it is free of drugs; all are by 2030."""
    target = {**COMMON, "measure": {"kind": "done", "field": "clean"}, "cumulative": True}
    target |= {"years": {"from": 2023, "to": 2030}, "unit_milestones": {"year": {"d2": {"at_least": "100%"}}}}
    of = plan(FIELDS, {}, districts=3, targets=[target])
    result = judged(of, {"d1": {"clean": False}, "d2": {"clean": False}, "d3": {"clean": True}}, "year")
    assert [one.verdict for one in result.units] == [Verdict.IN_PROGRESS, Verdict.MISSED, Verdict.MET]
    result = judged(of, {"d1": {"clean": False}, "d2": {"clean": None}, "d3": {"clean": True}}, "year")
    assert [one.verdict for one in result.units] == [Verdict.IN_PROGRESS, Verdict.INCONCLUSIVE, Verdict.MET]


HEAD = "clause: III, quote: q, title: {vi: t, en: t}, judged: each_unit"
CHANGE = f"""\
  - {{id: C1, {HEAD}, cumulative: false, measure: {{kind: change, of: inspected}},
      threshold: {{at_most: {{register: assigned}}}}}}
"""


@pytest.mark.parametrize(
    ("now", "verdict"), [(17, Verdict.MET), (18, Verdict.MISSED), (0, Verdict.MET), (None, Verdict.INCONCLUSIVE)]
)
def test_an_assigned_change_may_be_negative(now: int | None, verdict: Verdict) -> None:
    text_ = small_plan.PLAN.replace("register: {communes: ", "register: {assigned: -3, communes: ") + CHANGE
    of = parse_plan(text_, "p.yaml")
    returns = {unit: filed(unit, {"inspected": now, "inspected@2022": 20}) for unit in ("0291", "0298")}
    results = evaluate(World(of, "year", returns, frozenset(of.unit)), of.targets)
    (found,) = [one for one in results if one.target.id == "C1"]
    assert {one.verdict for one in found.units} == {verdict}


@pytest.mark.parametrize(
    "measure",
    [
        "measure: {kind: ratio, part: communes_reached, whole: {register: assigned}}, threshold: {at_least: 50%}",
        "measure: {kind: count, of: inspected}, threshold: {at_least: {register: assigned}}",
    ],
)
def test_a_negative_number_is_no_whole_and_no_level_of_a_count(measure: str) -> None:
    text_ = small_plan.PLAN.replace("register: {communes: ", "register: {assigned: -3, communes: ")
    found = small_plan.mistakes(f"{text_}  - {{id: C1, {HEAD}, cumulative: false, {measure}}}\n")
    assert {one.code for one in found} == {Code.WRONG_VALUE}
    assert all(one.params["found"] == "-3" for one in found)


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ("cumulative: true, milestones: {year: {at_least: 5}}", "year"),
        ("cumulative: true, unit_milestones: {year: {'0291': {at_least: 5}}}", "'0291'"),
        ("cumulative: true, years: {from: 2023, to: 2025}, unit_milestones: {year: {'0291': {at_least: 5}}}", ""),
        ("cumulative: true, years: {from: 2023, to: 2025}, milestones: {year: {at_least: 25}}", "{at_least: 25"),
        ("cumulative: true, years: {from: 2023, to: 2025}, unit_milestones: {year: {'9': {at_least: 5}}}", "'9'"),
        (
            "cumulative: true, years: {from: 2023, to: 2025}, unit_milestones: {years: {'0291': {at_least: 5}}}",
            "'0291'",
        ),
    ],
)
def test_a_milestone_is_of_a_period_before_the_target_is_due(more: str, place: str) -> None:
    target = f"  - {{id: C1, {HEAD}, measure: {{kind: count, of: inspected}}, threshold: {{at_least: 20}}, {more}}}\n"
    written = small_plan.PLAN + target
    lines = written.splitlines()
    found = (
        [lines[one.at.line - 1][one.at.column - 1 :] for one in small_plan.mistakes(written) if one.at] if place else []
    )
    assert bool(found) is bool(place)
    assert not place or found[0].startswith(place), found
    if not place:
        parse_plan(written, "p.yaml")
