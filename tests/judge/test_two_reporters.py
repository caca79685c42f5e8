"""A part and a whole that different units report: cases that the courts tried, out of those that the police found.

The verdict is held against every way to fill in what is missing, by the sentences of the oracle.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from itertools import combinations, product
from typing import Any

import pytest

import small_plan
from khpcmd.diagnostics import Code
from khpcmd.i18n import Messages
from khpcmd.judge.constraints import between_units
from khpcmd.judge.sound import without_contradicted
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.plan.model import Plan, Target
from khpcmd.render.figures import Figures
from khpcmd.results import Reason
from khpcmd.returns import Key
from khpcmd.template.contents import Filer
from oracle import SHAPES, Case, a_threshold, one_of, standing
from template.making import Filled
from template.test_verdicts import agrees
from worlds import filed, judged, plan, text

NUMBER = {"kind": "count", "unit_of_measure": text("vụ"), "flow": False}
FIELDS = {
    "tried": {**NUMBER, "reported_by": ["court"]},
    "found": {**NUMBER, "reported_by": ["police"]},
}
MEASURE = {"kind": "ratio", "part": "tried", "whole": "found", "reporters_differ": True}
UNITS = ("c1", "c2", "p1", "p2")


def of_two(threshold: Mapping[str, object], *, may_exceed: bool = False, **more: Any) -> Plan:
    levels = {"court": {"title": text("courts")}, "police": {"title": text("police")}}
    units = [{"id": one, "level": "court" if one[0] == "c" else "police", "name": text(f"Unit {one}")} for one in UNITS]
    measure = MEASURE | {"may_exceed": may_exceed}
    return plan(FIELDS, {"measure": measure, "threshold": threshold, **more}, levels=levels, units=units)


def figures(**known: int | None) -> dict[str, dict[str, int | None]]:
    return {unit: {"tried" if unit[0] == "c" else "found": value} for unit, value in known.items()}


def worlds_of(known: Mapping[str, int | None], most: int) -> set[tuple[int, int]]:
    """Every part and whole, with the part inside the whole."""
    ranges = [range(most + 1) if known.get(unit) is None else (known[unit] or 0,) for unit in UNITS]
    return {(c1 + c2, p1 + p2) for c1, c2, p1, p2 in product(*ranges) if c1 + c2 <= p1 + p2}


def test_every_verdict_is_what_all_completions_say() -> None:
    dice, seen = random.Random(20), Counter[str]()  # noqa: S311  # repeatable, and no secret
    for shape, half, zero_missed in product(SHAPES, (False, True), (False, True)):
        for _ in range(6):
            asked = a_threshold(dice, "ratio", shape, 1)
            case = Case("ratio", asked, {}, 1, half=half, cumulative=True, zero_missed=zero_missed)
            known = {one: None if dice.random() < 0.2 else dice.randint(0, 2 if one[0] == "c" else 4) for one in UNITS}
            worlds = worlds_of(known, 25)
            expected = one_of(standing(case, world, asked, 1) for world in worlds) if worlds else "inconclusive"
            small = of_two(asked, cumulative=True, zero="missed" if zero_missed else "not_applicable")
            result = judged(small, figures(**known), "half_year" if half else "year")
            assert result.verdict.value == expected, (asked, known, case)
            assert {one.unit for one in result.open_units} == {unit for unit in UNITS if known[unit] is None}
            seen[expected] += 1
    assert {"met", "missed", "in_progress", "inconclusive"} <= seen.keys(), seen


def test_the_part_of_all_is_held_against_the_whole_of_all() -> None:
    result = judged(of_two({"at_least": "80%"}), figures(c1=70, c2=10, p1=30, p2=70))
    assert (result.verdict.value, result.measurement and result.measurement[:2]) == ("met", (80, 100))
    short = judged(of_two({"at_least": "80%"}), figures(c1=70, c2=9, p1=30, p2=70))
    assert (short.verdict.value, short.gap and short.gap.more) == ("missed", 1)


def test_nobody_is_judged_alone_and_each_shows_its_own_figure() -> None:
    small = of_two({"at_least": "80%"})
    result, shown = judged(small, figures(c1=70, c2=9, p1=30, p2=70)), Figures(Messages("vi"), small)
    assert {unit.verdict for unit in result.units} == {None}
    said = {unit.unit: shown.figure(result.target, unit.measurement) for unit in result.units}
    assert said["c1"] == "tử số: 70 vụ"
    assert said["p2"] == "mẫu số: 70 vụ"


@pytest.mark.parametrize(
    ("known", "missing", "shown"),
    [
        ({"c1": 70, "c2": 10}, ["p1", "p2"], "chưa có kết quả (tử số: 80 vụ)"),
        ({"p1": 30, "p2": 70}, ["c1", "c2"], "chưa có kết quả (mẫu số: 100 vụ)"),
        ({"c1": 70, "p1": 30, "p2": 70}, ["c2"], "chưa có kết quả (tử số: 70 vụ)"),
    ],
)
def test_who_is_waited_for_is_named_and_no_share_is_made_up(
    known: dict[str, int], missing: list[str], shown: str
) -> None:
    small = of_two({"at_least": "80%"})
    result = judged(small, figures(**known))
    assert result.verdict.value == "inconclusive"
    assert [one.unit for one in result.open_units] == missing
    assert Figures(Messages("vi"), small).reached(result) == shown
    assert result.gap is None


def test_a_missing_whole_cannot_save_what_the_known_part_of_it_refutes() -> None:
    result = judged(of_two({"at_least": "80%"}), figures(c1=1, c2=0, p1=100))
    assert result.verdict.value == "missed"


def test_a_part_above_the_whole_of_others_is_an_error_and_no_verdict() -> None:
    small, of_all = of_two({"at_least": "80%"}), figures(c1=70, c2=40, p1=30, p2=70)
    result = judged(small, of_all)
    assert (result.verdict.value, result.reason, result.measurement) == ("inconclusive", Reason.PART_ABOVE_WHOLE, None)
    assert (result.gap, result.margin) == (None, None)
    filed_by = [filed(unit, own) for unit, own in of_all.items()]
    for returns in (filed_by, filed_by[::-1]):
        ((fault, *_),) = between_units(small, "year", returns)
        assert (fault.code, fault.params["part"], fault.params["whole"]) == (Code.PART_EXCEEDS_OTHERS, 110, 100)
    allowed = of_two({"at_least": "80%"}, may_exceed=True)
    assert judged(allowed, of_all).verdict.value == "met"
    assert not list(between_units(allowed, "year", [filed(unit, own) for unit, own in of_all.items()]))


def test_who_reports_none_of_the_figures_in_doubt_keeps_its_own() -> None:
    small = of_two({"at_least": "80%"})
    returns = [filed(unit, own) for unit, own in figures(c1=6, c2=6, p1=1, p2=1).items()]
    (across,) = between_units(small, "year", returns)
    narrow = across._replace(units=frozenset({"c1"}))
    left = {one.unit: one for one in without_contradicted(small, "year", returns, (narrow,))}
    open_ = {unit for unit, one in left.items() if any(not cell.known for cell in one.cells.values())}
    assert open_ == {"c1"}


def test_what_hangs_together_with_a_figure_in_doubt_is_in_doubt_as_well() -> None:
    """By the rules of the plan; of other figures of the same return nobody says anything."""
    rules = [
        {"kind": "at_most", "part": ["tried"], "whole": ["held"]},
        {"kind": "at_most", "part": ["x"], "whole": ["y"]},
    ]
    more = {name: {**NUMBER, "reported_by": ["court"]} for name in ("held", "x", "y")}
    levels = {name: {"title": text(name)} for name in ("court", "police")}
    units = [{"id": one, "level": "court" if one == "c1" else "police", "name": text(one)} for one in ("c1", "p1")]
    target = {"measure": MEASURE, "threshold": {"at_least": "80%"}}
    small = plan(FIELDS | more, target, levels=levels, units=units, constraints=rules)
    returns = [filed("c1", {"tried": 6, "held": 9, "x": 1, "y": 2}), filed("p1", {"found": 5})]
    across = tuple(between_units(small, "year", returns))
    left = {one.unit: one for one in without_contradicted(small, "year", returns, across)}
    open_ = {key.field for one in left.values() for key, cell in one.cells.items() if not cell.known}
    assert open_ == {"tried", "held", "found"}


def test_no_verdict_rests_on_figures_that_contradict_those_of_others() -> None:
    """Another target that one side is measured by is decided only where every repair of two figures says the same."""
    dice, seen, small = random.Random(21), Counter[str](), of_two({"at_least": "80%"})  # noqa: S311  # repeatable
    tried = {"id": "T2", "measure": {"kind": "count", "of": "tried"}, "threshold": {"at_least": 6}}
    written = {"clause": "2", "quote": "q", "title": text("t"), "cumulative": False, **tried}
    small = small.changed(targets=(*small.targets, Target.model_validate(written)))
    for _ in range(60):
        known = {unit: dice.randint(0, 6) for unit in UNITS}
        returns = [filed(unit, own) for unit, own in figures(**known).items()]
        across = tuple(between_units(small, "year", returns))
        assert bool(across) is (known["c1"] + known["c2"] > known["p1"] + known["p2"]), known
        left = {one.unit: one for one in without_contradicted(small, "year", returns, across)}
        contradicted = frozenset(one.target for one in across)
        world = World(small, "year", left, frozenset(UNITS), contradicted=contradicted)
        share, count = evaluate(world, small.targets)
        outcomes = {sum(one) >= 6 for one in repaired(known)} if across else {known["c1"] + known["c2"] >= 6}
        expected = "inconclusive" if len(outcomes) > 1 else "met" if outcomes.pop() else "missed"
        assert count.verdict.value == expected, known
        assert (share.reason is Reason.PART_ABOVE_WHOLE) is bool(across), known
        assert not (across and share.open_units), "all of it was reported"
        seen[expected] += 1
    assert seen.keys() == {"met", "missed", "inconclusive"}, seen


def repaired(known: Mapping[str, int]) -> set[tuple[int, int]]:
    """What the courts may have tried if up to two of all figures are others, and the part lies in the whole."""
    ways = [[range(13) if unit in wrong else (known[unit],) for unit in UNITS] for wrong in combinations(UNITS, 2)]
    worlds = (world for way in ways for world in product(*way))
    return {(c1, c2) for c1, c2, p1, p2 in worlds if c1 + c2 <= p1 + p2}


def test_it_is_not_judged_over_a_part_of_its_units() -> None:
    small = of_two({"at_least": "80%"})
    returns = {unit: filed(unit, own) for unit, own in figures(c1=70, p1=80).items()}
    assert evaluate(World(small, "year", returns, frozenset(returns)), small.targets) == ()


@pytest.mark.parametrize("given", [12, None, "abc"])
def test_a_form_shows_the_figure_of_its_own_side_for_information(given: int | str | None) -> None:
    small = of_two({"at_least": "80%"})
    for unit in ("c1", "p1"):
        own = Filled({Key("tried" if unit == "c1" else "found"): given}, {})
        assert len(agrees(Filer(small, small.unit[unit], "year"), own)) == 1


LABEL = "    aliases: [Cơ sở / Được kiểm tra]\n    reported_by: "
REPORTERS = (f"{LABEL}[district]", f"{LABEL}[radio]")
NO_LIMIT = ("constraints:\n  - {kind: at_most, part: [inspected], whole: [venues]}\n", "")


def test_a_plan_says_that_reporters_differ() -> None:
    old = "measure: {kind: ratio, part: inspected, whole: [venues]}\n"
    new = "measure: {kind: ratio, part: inspected, whole: [venues], reporters_differ: true}\n"
    assert not small_plan.told(REPORTERS, NO_LIMIT, (old, new))


def test_a_number_of_the_register_has_no_reporter() -> None:
    old = "measure: {kind: ratio, part: inspected, whole: [venues]}\n"
    new = "measure: {kind: ratio, part: inspected, whole: {register: communes}, reporters_differ: ◆true}\n"
    (found,) = small_plan.told((old, new))
    assert found.code is Code.WRONG_VALUE


def test_such_a_target_is_not_judged_unit_by_unit() -> None:
    old = "measure: {kind: ratio, part: inspected, whole: [venues]}\n"
    new = "measure: {kind: ratio, part: inspected, whole: [venues], reporters_differ: true}\n    judged: ◆each_unit\n"
    (found,) = small_plan.told(REPORTERS, NO_LIMIT, (old, new))
    assert found.code is Code.WRONG_VALUE


@pytest.mark.parametrize("units", ["[radio]", "[district]"])
def test_only_may_not_leave_one_side_without_units(units: str) -> None:
    old = "measure: {kind: ratio, part: inspected, whole: [venues]}\n"
    new = f"measure: {{kind: ratio, part: inspected, whole: [venues], reporters_differ: true}}\n    only: ◆{units}\n"
    (found,) = small_plan.told(REPORTERS, NO_LIMIT, (old, new))
    assert found.code is Code.NOBODY_CONCERNED
