"""Thresholds and assigned figures that stand in a table of units: each unit is held against its own."""

from __future__ import annotations

import json
import random
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.errors import PlanError
from khpcmd.diagnostics.parameters import Ref
from khpcmd.i18n import Messages
from khpcmd.judge.constraints import contradictions, rules
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.measures.threshold import Level
from khpcmd.plan.lint import lint_file
from khpcmd.plan.load import load_plan
from khpcmd.plan.model import Plan
from khpcmd.render.explained import MeasureWords
from khpcmd.returns import Cell, CellState, Key, Return
from khpcmd.template.contents import Filer
from oracle import Case, joined, one_of, standing
from template.making import Filled
from template.test_verdicts import agrees
from worlds import filed

PLAN = """\
id: assigned
title: {vi: Kế hoạch giao chỉ tiêu, en: Plan of assigned figures}
document: {number: 12/KH-UBND, date: 2023-01-10, issuer: {vi: Ủy ban nhân dân tỉnh, en: The People's Committee}}
year: 2023
periods:
  year:
    title: {vi: năm 2023, en: year 2023}
    window: {from: 2022-12-15, to: 2023-12-14}
    due: {date: 2023-12-15}
    months: [1, 2, 3]
levels: {commune: {title: {vi: xã, en: communes}}}
registers:
  members: {title: {vi: số thành viên được giao, en: assigned members}}
  coverage: {title: {vi: tỷ lệ bao phủ được giao, en: assigned coverage}}
  revenue: {title: {vi: thu ngân sách được giao, en: assigned revenue}}
rosters:
  - file: assigned.csv
    level: commune
    columns: {id: code, name: name, register: {members: members, coverage: coverage, revenue: revenue}}
fields:
  joined: {kind: count, label: {vi: Số hộ tham gia, en: Households that joined}, reported_by: [commune],
    unit_of_measure: {vi: hộ, en: households}}
  coverage: {kind: amount, label: {vi: Tỷ lệ bao phủ, en: Coverage}, reported_by: [commune],
    unit_of_measure: {vi: "%", en: "%"}, flow: false}
  revenue: {kind: amount, label: {vi: Số thu, en: Revenue}, reported_by: [commune],
    unit_of_measure: {vi: tỷ đồng, en: billion dong}, decimals: 2}
targets:
  - id: T1
    clause: Biểu 1
    quote: đạt số hộ được giao
    title: {vi: Hộ tham gia, en: Households}
    measure: {kind: count, of: joined}
    threshold: {at_least: {register: members}}
    judged: each_unit
    cumulative: false
  - id: T2
    clause: Biểu 1
    quote: tỷ lệ bao phủ theo biểu
    title: {vi: Bao phủ, en: Coverage}
    measure: {kind: count, of: coverage}
    threshold: {at_least: {register: coverage}}
    judged: each_unit
    cumulative: false
  - id: T3
    clause: Biểu 1
    quote: thu đạt 105% số giao
    title: {vi: Thu so với số giao, en: Revenue against the assigned figure}
    measure: {kind: ratio, part: revenue, whole: {register: revenue}, may_exceed: true}
    threshold: {at_least: 105%}
    cumulative: false
"""
TABLE = """\
code,name,members,coverage,revenue
c1,Xã An,120,"91,66%",10.5
c2,Xã Bình,80,97%,20
c3,Xã Cẩm,0,93.75%,"0,25"
"""


def loaded(folder: Path, plan: str = PLAN, table: str = TABLE) -> Plan:
    (folder / "plan.yaml").write_text(plan, encoding="utf-8")
    (folder / "assigned.csv").write_text(table, encoding="utf-8")
    return load_plan(folder / "plan.yaml").plan


def mistakes(folder: Path, plan: str = PLAN, table: str = TABLE) -> list[Diagnostic]:
    with pytest.raises(PlanError) as raised:
        loaded(folder, plan, table)
    return raised.value.diagnostics


def judged(plan: Plan, figures: dict[str, dict[str, Any]]) -> dict[str, tuple[str, dict[str, str]]]:
    """By target its verdict and those of the units."""
    returns = {unit: filed(unit, values) for unit, values in figures.items()}
    found = evaluate(World(plan, "year", returns, frozenset(plan.unit)), plan.targets)
    return {one.target.id: (one.verdict.value, {u.unit: u.alone.value for u in one.units}) for one in found}


def reached(**more: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What each commune was assigned, to the last decimal."""
    known = {
        "c1": {"joined": 120, "coverage": Decimal("91.66"), "revenue": Decimal("11.03")},
        "c2": {"joined": 80, "coverage": Decimal(97), "revenue": Decimal(21)},
        "c3": {"joined": 0, "coverage": Decimal("93.75"), "revenue": Decimal("0.27")},
    }
    return {unit: values | more.get(unit, {}) for unit, values in known.items()}


def test_the_table_is_read_exactly(tmp_path: Path) -> None:
    numbers = [unit.numbers(2023) for unit in loaded(tmp_path).units]
    assert [one["coverage"] for one in numbers] == [
        Level(Fraction(9166, 10000), percent=True), Level(Fraction(97, 100), percent=True),
        Level(Fraction(9375, 10000), percent=True),
    ]  # fmt: skip
    assert [one["revenue"] for one in numbers] == [Decimal("10.5"), 20, Decimal("0.25")]
    assert [one["members"] for one in numbers] == [120, 80, 0]


def test_each_unit_is_held_against_its_own_level(tmp_path: Path) -> None:
    plan = loaded(tmp_path)
    found = judged(plan, reached())
    assert found["T1"] == ("met", dict.fromkeys(("c1", "c2", "c3"), "met"))
    assert found["T2"][0] == "met"
    short = judged(plan, reached(c2={"joined": 79, "coverage": Decimal("96.99")}))
    assert short["T1"] == ("missed", {"c1": "met", "c2": "missed", "c3": "met"})
    assert short["T2"] == ("missed", {"c1": "met", "c2": "missed", "c3": "met"})


def test_no_unit_is_held_against_the_level_of_another(tmp_path: Path) -> None:
    """What would do for one is too little for the other: 91.66% of 97%."""
    found = judged(loaded(tmp_path), reached(c2={"coverage": Decimal("91.66")}))
    assert found["T2"] == ("missed", {"c1": "met", "c2": "missed", "c3": "met"})


def test_a_unit_that_has_not_reported_leaves_it_open(tmp_path: Path) -> None:
    figures = reached()
    del figures["c3"]
    assert judged(loaded(tmp_path), figures)["T2"][0] == "inconclusive"


@pytest.mark.parametrize(("revenue", "verdict"), [("0.27", "met"), ("0.23", "missed"), ("0.24", "missed")])
def test_an_assigned_amount_with_decimals_is_a_whole(tmp_path: Path, revenue: str, verdict: str) -> None:
    """Σ assigned is 30.75: 105% of it is 32.2875; with 11.03 + 21 the third commune decides."""
    found = judged(loaded(tmp_path), reached(c3={"revenue": Decimal(revenue)}))
    assert found["T3"][0] == ("met" if Decimal("32.03") + Decimal(revenue) >= Decimal("32.2875") else "missed")
    assert (found["T3"][0] == "met") is (verdict == "met")


@pytest.mark.slow
def test_every_verdict_is_what_all_completions_say(tmp_path: Path) -> None:
    """Against the oracle's sentences, each unit with a threshold of its own."""
    plan, dice, seen = loaded(tmp_path), random.Random(3), Counter[str]()  # noqa: S311  # repeatable, and no secret
    assigned = {"c1": 120, "c2": 80, "c3": 0}
    for _ in range(120):
        known = {unit: dice.choice((None, level, level - 1, level + 1)) for unit, level in assigned.items()}
        known = {unit: None if value == -1 else value for unit, value in known.items()}
        case, possible = Case("count", None, {}, 3, each=True), list[set[str]]()
        for unit, level in assigned.items():
            value = known[unit]
            values = range(300) if value is None else (value,)
            possible.append({standing(case, (number, 1), {"at_least": level}, 1) for number in values})
        expected = one_of(joined(world) for world in product(*possible))
        found = judged(plan, {unit: {"joined": value} for unit, value in known.items() if value is not None})
        assert found["T1"][0] == expected, known
        seen[expected] += 1
    assert {"met", "missed", "inconclusive"} <= seen.keys()


def test_a_form_judges_the_unit_by_its_own_level(tmp_path: Path) -> None:
    plan = loaded(tmp_path)
    for unit, joined_, coverage in (("c1", 119, 91.66), ("c1", 120, 91.65), ("c2", 80, 97.0), ("c2", None, 96.0)):
        own = Filled({Key("joined"): joined_, Key("coverage"): coverage, Key("revenue"): 10.5}, {})
        assert len(agrees(Filer(plan, plan.unit[unit], "year"), own)) == 3


def test_the_level_of_each_unit_is_said(tmp_path: Path) -> None:
    plan = loaded(tmp_path)
    words = MeasureWords(Messages("vi"), plan)
    assert words.target(plan.target["T2"]).threshold == "mỗi đơn vị ≥ mức giao riêng"
    asked = plan.threshold_at(plan.target["T2"], "c1", "year")
    assert asked is not None
    assert words.limits(plan.target["T2"], asked) == "≥ 91,66%"


@pytest.mark.crossing(12)
@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("c2,Xã Bình,,97%,20", Code.MISSING_KEY),
        ("c2,Xã Bình,80,,20", Code.MISSING_KEY),
        ("c2,Xã Bình,80,97%,", Code.MISSING_KEY),
        ("c2,Xã Bình,80,97,20", Code.THRESHOLD_MISMATCH),
        ("c2,Xã Bình,80%,97%,20", Code.THRESHOLD_MISMATCH),
        ("c2,Xã Bình,80,197%,20", Code.WRONG_VALUE),
        ("c2,Xã Bình,80.5,97%,20", Code.WRONG_VALUE),
        ("c2,Xã Bình,80,97%,20.1234", Code.WRONG_VALUE),
        ("c2,Xã Bình,80,97%,20%", Code.WRONG_VALUE),
        ("c2,Xã Bình,80,97%,1.250", Code.WRONG_VALUE),
        ('c2,Xã Bình,80,97%,"1,250"', Code.WRONG_VALUE),
        ("c2,Xã Bình,-80,97%,20", Code.WRONG_VALUE),
        ("c2,Xã Bình,tám mươi,97%,20", Code.WRONG_VALUE),
    ],
)
def test_what_is_wrong_in_the_table_is_told_at_its_line(tmp_path: Path, row: str, code: object) -> None:
    (found,) = mistakes(tmp_path, table=TABLE.replace("c2,Xã Bình,80,97%,20", row))
    assert found.at is not None
    assert (found.code, found.at.file, found.at.line) == (code, "assigned.csv", 3)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{register: members}}", "{register: memberz}}", Code.UNKNOWN_REFERENCE),
        ("whole: {register: revenue}", "whole: {register: revenues}", Code.UNKNOWN_REFERENCE),
        ("{at_least: {register: members}}", "{at_least: {registers: members}}", Code.WRONG_VALUE),
        ("{register: members}}\n    judged: each_unit", "{register: members}}", Code.WRONG_VALUE),
    ],
)
def test_what_is_wrong_in_the_plan_is_told_at_its_place(tmp_path: Path, old: str, new: str, code: object) -> None:
    assert PLAN.count(old) == 1
    found = mistakes(tmp_path, PLAN.replace(old, new))
    assert [one.code for one in found] == [code]
    assert found[0].at is not None
    assert found[0].at.file.endswith("plan.yaml")


def test_a_blank_of_a_unit_that_does_not_need_it_is_no_mistake(tmp_path: Path) -> None:
    only = PLAN.replace(
        "    measure: {kind: count, of: joined}\n", "    only: [c1, c3]\n    measure: {kind: count, of: joined}\n"
    )
    plan = loaded(tmp_path, only, TABLE.replace("c2,Xã Bình,80,", "c2,Xã Bình,,"))
    assert judged(plan, reached())["T1"] == ("met", {"c1": "met", "c3": "met"})


@pytest.mark.parametrize(
    ("threshold", "milestone", "refused"),
    [
        ("{register: members}", "3", True),
        ("{register: members}", "{register: members}", False),
        ("9", "{register: members}", False),
        ("{of_units: mean}", "3", True),
        ("9", "3", False),
    ],
)
def test_a_milestone_is_not_a_threshold_of_each_unit(
    tmp_path: Path, threshold: str, milestone: str, *, refused: bool
) -> None:
    """One of all beside thresholds of each unit would be held against nobody; each unit may have its own."""
    interim = PLAN.replace(
        "    months: [1, 2, 3]\n",
        "    months: [1, 2, 3]\n  half:\n    title: {vi: nửa năm 2023, en: half of 2023}\n    interim: true\n"
        "    window: {from: 2022-12-15, to: 2023-06-14}\n    due: {date: 2023-06-15}\n    months: [1]\n",
    ).replace(
        "{register: members}}\n    judged: each_unit\n    cumulative: false",
        f"{threshold}}}\n    judged: each_unit\n    milestones: {{half: {{at_least: {milestone}}}}}\n"
        "    cumulative: true",
    )
    if not refused:
        loaded(tmp_path, interim)
        return
    (told,) = mistakes(tmp_path, interim)
    assert (told.code, told.params["expected"]) == (Code.WRONG_VALUE, Ref("word", "milestones_alone"))


def test_a_plan_of_good_tables_has_no_advice(tmp_path: Path) -> None:
    loaded(tmp_path)
    assert [one.code for one in lint_file(tmp_path / "plan.yaml").diagnostics] == []


YEARS = TABLE.replace("coverage", "c2023,c2024").replace('"91,66%"', '"91,66%",92%').replace("97%", "97%,98%")
YEARS = YEARS.replace("93.75%", "93.75%,94%")


def test_a_column_for_each_year(tmp_path: Path) -> None:
    of_years = PLAN.replace("coverage: coverage, r", "coverage: {2023: c2023, 2024: c2024}, r")
    plan = loaded(tmp_path, of_years, YEARS)
    assert plan.unit["c2"].numbers(2024)["coverage"] == Level(Fraction(98, 100), percent=True)
    assert judged(plan, reached())["T2"][0] == "met"
    assert judged(plan, reached(c2={"coverage": Decimal("96.99")}))["T2"][0] == "missed"
    (found,) = mistakes(tmp_path, of_years, YEARS.replace("97%,98%", ",98%"))
    assert found.at is not None
    assert (found.code, found.at.line) == (Code.MISSING_KEY, 3)


def test_a_figure_above_a_decimal_number_of_the_register_is_an_error(tmp_path: Path) -> None:
    plan = loaded(tmp_path, PLAN.replace(", may_exceed: true", "").replace("at_least: 105%", "at_least: 100%"))
    for revenue, errors in (("10.5", 0), ("10.51", 1)):
        one = Return("c1", "year", {Key("revenue"): Cell(CellState.VALUE, Decimal(revenue), None, revenue)})
        found = list(contradictions(rules(plan, "year").of(one.unit, one.values()), one, one.values()))
        assert len(found) == errors


def test_the_plan_is_written_with_its_registers(tmp_path: Path) -> None:
    plan = loaded(tmp_path)
    dumped = json.loads(plan.model_dump_json(by_alias=True))
    assert dumped["targets"][1]["threshold"]["at_least"] == "register: coverage"
    assert dumped["units"][0]["register"] == {"members": "120", "coverage": "91.66%", "revenue": "10.5"}


SCORE = """\
  - id: S
    clause: Biểu 1
    quote: 100 điểm, theo tỷ lệ đạt được
    title: {vi: Điểm, en: Points}
    measure: {kind: score, criteria: [{target: T1, points: 100, give: in_proportion}]}
    threshold: {at_least: 100}
    judged: each_unit
    cumulative: false
"""
ASSIGNED = TABLE.replace("c3,Xã Cẩm,0", "c3,Xã Cẩm,40")


def test_points_in_proportion_are_those_of_the_units_own_level(tmp_path: Path) -> None:
    """The least that any unit is assigned is 40: 60 of the 120 of the first are half of its points."""
    plan = loaded(tmp_path, PLAN + SCORE, ASSIGNED)
    found = judged(plan, reached(c1={"joined": 60}, c3={"joined": 40}))
    assert found["S"] == ("missed", {"c1": "missed", "c2": "met", "c3": "met"})
    assert judged(plan, reached(c3={"joined": 40}))["S"][0] == "met"


def test_levels_of_a_period_are_percentages_too(tmp_path: Path) -> None:
    """91.65% of the 91.66% that the first unit has to reach are no full points, and shares are not added up."""
    in_year = PLAN.replace(
        "threshold: {at_least: {register: coverage}}",
        "by_period: {year: {threshold: {at_least: {register: coverage}}}}",
    )
    plan = loaded(tmp_path, in_year + SCORE.replace("T1", "T2"))
    figures = reached(c1={"coverage": Decimal("91.65")})
    assert judged(plan, figures)["S"] == ("missed", {"c1": "missed", "c2": "met", "c3": "met"})
    returns = {unit: filed(unit, values) for unit, values in figures.items()}
    by_id = {one.target.id: one for one in evaluate(World(plan, "year", returns, frozenset(plan.unit)), plan.targets)}
    assert by_id["T2"].measurement is not None
    assert not by_id["T2"].measurement.added_up


def test_a_unit_of_two_groups_is_scored_by_what_it_is_judged_by(tmp_path: Path) -> None:
    groups = (
        "groups:\n  near: {title: {vi: gần, en: near}, units: [c1]}\n  far: {title: {vi: xa, en: far}, units: [c1]}\n"
    )
    own = "    unit_thresholds: {near: {at_least: 10}, far: {at_least: 50}}\n"
    plan = loaded(tmp_path, (PLAN + SCORE).replace("fields:\n", groups + "fields:\n", 1).replace(
        "register: members}}\n", "register: members}}\n" + own), ASSIGNED)  # fmt: skip
    found = judged(plan, reached(c1={"joined": 25}, c3={"joined": 40}))
    assert {target: found[target][1]["c1"] for target in ("T1", "S")} == {"T1": "missed", "S": "missed"}


def test_a_unit_without_its_number_is_never_held_against_that_of_another(tmp_path: Path) -> None:
    plan = loaded(tmp_path)
    rest = {name: number for name, number in plan.units[0].registered.items() if name != "members"}
    units = (plan.units[0].model_copy(update={"registered": rest}), *plan.units[1:])
    with pytest.raises(LookupError, match="c1 has no members"):
        judged(plan.changed(units=units), reached())


@pytest.mark.parametrize(("key", "level"), [("more_than", "100%"), ("less_than", "0%")])
def test_a_level_that_leaves_no_value_is_told_at_its_line(tmp_path: Path, key: str, level: str) -> None:
    share = PLAN.replace("{kind: count, of: joined}", "{kind: ratio, part: joined, whole: {register: households}}")
    share = share.replace("at_least: {register: members}", f"{key}: {{register: members}}")
    share = share.replace("register: {members: members", "register: {households: households, members: members")
    table = "code,name,households,members,coverage,revenue\nc1,Xã An,9,50%,90%,1\n"
    (found,) = mistakes(tmp_path, share, f"{table}c2,Xã Bình,9,{level},90%,1\n")
    assert found.at is not None
    assert (found.code, found.at.line) == (Code.WRONG_VALUE, 3)


def test_a_level_of_a_rate_may_have_decimals(tmp_path: Path) -> None:
    """10.5 households for each that was assigned to the first: 1,260 of 120."""
    rate = PLAN.replace("{kind: count, of: joined}", "{kind: rate, part: joined, whole: {register: members}, per: 1}")
    plan = loaded(tmp_path, rate.replace("at_least: {register: members}", "at_least: {register: revenue}"), ASSIGNED)
    for joined_, verdict in ((1260, "met"), (1259, "missed")):
        found = judged(plan, reached(c1={"joined": joined_}, c2={"joined": 1600}, c3={"joined": 10}))
        assert found["T1"] == (verdict, {"c1": verdict, "c2": "met", "c3": "met"})
