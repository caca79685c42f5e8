"""Which verdicts a figure can turn, against brute force: every cell of small worlds, every number in it.

A figure turns a verdict if in some world two numbers in its cell lead to two verdicts, all else the same. The worlds
and their verdicts are those of ``oracle``, which knows nothing of khpcmd.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import product

import pytest

from khpcmd.diagnostics import AnyCode, Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import Named, Ref
from khpcmd.judge.sound import validate
from khpcmd.judge.turns import NOWHERE, Room, Turns, with_turns
from khpcmd.judge.verdict import Standing, evaluate
from khpcmd.judge.world import World
from khpcmd.measures.tally import Span
from khpcmd.plan.checklist import with_checklist
from khpcmd.plan.model import Plan
from khpcmd.results import Verdict
from khpcmd.returns import Basis, Cell, CellState, Key
from layers import ORACLE_SEED as SEED
from layers import part_of
from oracle import COMMUNES, COMMUNES_BEFORE, FIELDS, MEASURES, Case, cases, judged, settings, target, verdict_of
from scenes import params_of
from worlds import cell, count_field, filed, plan, text

FAR, FARTHER = 26, 130
"""Numbers up to here are tried; where none of them turns what is said to turn, up to the second."""
LATER = 400
MOST = 800
"""Worlds of a case beyond which it is left out."""
EVERY = 11
"""Of the cases of all settings so many are left out between two that are tried."""


def names_in(case: Case) -> list[str]:
    """The figures that the target is measured by, as cases call them."""
    kind = case.kind
    if kind.startswith("count"):
        return ["a", "b"] if kind == "count_two" else ["a"]
    if kind.startswith("ratio"):
        return {"ratio": ["a", "w"], "ratio_two": ["a", "b", "w", "x"], "ratio_register": ["a"]}[kind]
    if kind in ("growth", "growth_two", "maintain"):
        now = ["a", "b"] if kind == "growth_two" else ["a"]
        return now + [f"{name}@2022" for name in now]
    others = {"points": ["a", "w", "a@2022", "w@2022"], "points_register": ["a", "a@2022"], "done": ["y"]}
    if kind in others:
        return others[kind]
    if kind.startswith("share"):
        return ["y", "z", "a"]
    return [f"n#{month}" for month in case.months]


def numbers(name: str, far: int) -> list[int | bool]:
    return [False, True] if name in ("y", "z") else [*range(far), LATER]


def possible(case: Case) -> bool:
    """Whether no part is larger than its whole, where it lies in it."""
    for unit, own in case.figures.items():
        if case.kind == "points_register" and unit in case.scope:
            if int(own.get("a") or 0) > COMMUNES or int(own.get("a@2022") or 0) > COMMUNES_BEFORE:
                return False
            continue
        if case.kind == "points" and unit in case.scope:
            if any(int(own.get(f"a{year}") or 0) > int(own.get(f"w{year}") or 0) for year in ("", "@2022")):
                return False
            continue
        if unit not in case.scope or not case.kind.startswith("ratio"):
            continue
        part = int(own.get("a") or 0) + (int(own.get("b") or 0) if case.kind == "ratio_two" else 0)
        whole = int(own.get("w") or 0) + (int(own.get("x") or 0) if case.kind == "ratio_two" else 0)
        if part > (COMMUNES if case.kind == "ratio_register" else whole):
            return False
    return True


def turned(case: Case, unit: str, name: str, far: int = FAR, own: Sequence[int | bool] | None = None) -> bool | None:
    """Whether a figure turns the verdict, being one of its ``own`` numbers; None where there are too many worlds."""
    own = numbers(name, far) if own is None else own
    holes = [
        (other, one)
        for other in case.scope
        for one in names_in(case)
        if (other, one) != (unit, name) and case.figures.get(other, {}).get(one) is None
    ]
    worlds = 1
    for _, one in holes:
        worlds *= len(numbers(one, far))
    if worlds * len(own) > MOST * far**2 // FAR**2:
        return None
    figures = {one: dict(of_unit) for one, of_unit in case.figures.items()}
    for one, _ in [*holes, (unit, name)]:
        figures.setdefault(one, {})
    world = replace(case, figures=figures)
    for values in product(*(numbers(one, far) for _, one in holes)):
        for (other, one), value in zip(holes, values, strict=True):
            figures[other][one] = value
        seen = set()
        for value in (*own[::-1][:1], *own[:-1]):  # the largest first: where any turns the verdict, it often does
            figures[unit][name] = value
            if possible(world):
                seen.add(verdict_of(world))
                if len(seen) > 1:
                    return True
    return False


def turned_usually(case: Case, unit: str, name: str, usual: Sequence[int], *, found: bool) -> bool | None:
    """The same of a figure that is a usual number or what it is; looked for farther where it was found to turn."""
    typed = case.figures.get(unit, {}).get(name)
    own = [*usual, *([] if typed is None else [typed])]
    wanted = turned(case, unit, name, own=own)
    return turned(case, unit, name, FARTHER, own) if found and wanted is False else wanted


def key_of(name: str) -> Key:
    field, _, month = name.removesuffix("@2022").partition("#")
    return Key(field, Basis.BASELINE if name.endswith("@2022") else Basis.CURRENT, int(month or 0))


def turns_of(case: Case) -> Turns:
    small = plan(FIELDS, target(case), districts=case.units, communes=COMMUNES)
    returns = {unit: filed(unit, values) for unit, values in case.figures.items()}
    world = World(small, "half_year" if case.half else "year", returns, frozenset(case.scope))
    return Turns(world, small.targets)


def test_a_figure_turns_what_some_number_in_it_would_turn() -> None:
    assert MEASURES
    assert len(list(settings())) > EVERY
    seen, likely = Counter[tuple[bool, str]](), Counter[tuple[bool, bool | None]]()
    for index, case in enumerate(cases(SEED)):
        if index % EVERY or case.stated is not None or not judged(case) or not possible(case):
            continue
        turns = turns_of(case)
        for unit in case.scope:
            for name in names_in(case):
                wanted = turned(case, unit, name)
                if wanted is None:
                    continue
                targets = turns.by([(unit, key_of(name))])
                found = bool(targets)
                if found and not wanted:
                    wanted = turned(case, unit, name, FARTHER)
                known = "known" if case.figures.get(unit, {}).get(name) is not None else "open"
                assert wanted is None or found is wanted, (case, unit, name, found, wanted)
                seen[found, known] += 1
                if name not in ("y", "z") and not index % (3 * EVERY):
                    low, high = sum(seen.values()) % 4, sum(seen.values()) % 4 + index % 5
                    usual = bool(turns.by_usual({(unit, key_of(name)): [Span(low, high)]}, targets))
                    wanted = turned_usually(case, unit, name, range(low, high + 1), found=usual)
                    likely[usual, wanted] += wanted is not None
                    assert usual or not wanted, (case, unit, name, low, high)
    assert likely[True, True] > part_of(10) < likely[False, False]
    assert likely[True, False] * 50 <= likely.total()  # where a verdict is open anyway
    print(dict(seen), dict(likely))  # noqa: T201  # shown with -s, or where it fails
    assert min(seen[turns, known] for turns in (True, False) for known in ("known", "open")) > 0, seen


WAITED_FOR: list[tuple[Case, str, dict[str, bool]]] = [
    # under way whatever has grown, or without anything that it could have grown from
    (Case("growth", {"more_than": "-100%", "at_most": "-50%"}, {"d1": {"a": 3, "a@2022": 0}, "d2": {}}, 2, half=True,
          cumulative=True), "d2", {"a": False, "a@2022": True}),
    (Case("growth", {"more_than": "0%", "at_most": "100%"}, {"d1": {"a": 4}}, 1, each=True, half=True, cumulative=True,
          milestone={"at_least": "-100%"}), "d1", {"a": False, "a@2022": True}),
    (Case("growth", {"at_most": "25%"}, {"d1": {"a": 1, "a@2022": 0}}, 2, last_year=2025), "d2",
     {"a": False, "a@2022": True}),
    # nothing of nothing is all that it can be
    (Case("ratio", {"at_least": "50%"}, {"d1": {"w": 0}, "d2": {"w": 3}}, 2), "d1", {"a": False}),
    # under way in any case, beside one that may have passed its own limit
    (Case("ratio", {"at_least": "50%"}, {"d1": {"a": 0}, "d2": {"w": 5}}, 2, each=True, half=True, cumulative=True,
          zero_missed=True, own={"d2": {"at_most": "20%"}}), "d1", {"w": False}),
]  # fmt: skip


@pytest.mark.parametrize(("case", "unit", "waited"), WAITED_FOR)
def test_an_open_verdict_waits_for_what_makes_it_another_in_some_world(
    case: Case, unit: str, waited: Mapping[str, bool]
) -> None:
    turns = turns_of(case)
    assert turns.standing(turns.targets[0]).verdict is Verdict.INCONCLUSIVE  # type: ignore[union-attr]
    assert {name: turned(case, unit, name) for name in waited} == waited
    assert {name: bool(turns.by([(unit, key_of(name))])) for name in waited} == waited


A = Ref("field", "a")


@pytest.mark.parametrize(
    ("code", "about", "at", "unit", "turned"),
    [
        (Code.MISSING_FIELD, A, None, "d1", ("T1",)),
        (Code.MISSING_FIELD, A, Location("one.xlsx", "s"), "", ("T1",)),  # the only unit with figures on the sheet
        (Code.MISSING_FIELD, A, Location("f.xlsx", "s"), "", None),  # which of two lacks it is not known
        (Code.ROLL_UP_INCOMPLETE, A, None, "d1", None),  # about several figures
        (Code.UNIT_TWICE, (A,), None, "d1", ("T1",)),
        (Code.UNIT_TWICE, Ref("word", "none"), None, "d1", ()),  # the same figures in two places
    ],
)
def test_beside_a_field_that_is_missing_or_in_doubt_stand_the_targets_that_it_can_turn(
    code: AnyCode, about: Named, at: Location | None, unit: str, turned: tuple[str, ...] | None
) -> None:
    small = plan({"a": count_field()}, {"measure": {"kind": "count", "of": "a"}, "threshold": {"at_least": 9}})
    alone = replace(filed("d1", {"a": None}), sources=(Location("one.xlsx", "s"),))
    returns = {"d1": alone, "d2": filed("d2", {"a": 3}), "d3": filed("d3", {"a": 3})}
    turns = Turns(World(small, "year", returns, frozenset(returns)), small.targets)
    fault = Diagnostic(code, at, params_of(code, about), unit)
    (told,) = with_turns([fault], returns, turns, lambda *_: ())
    assert told.turns == turned


@pytest.mark.parametrize(
    ("figures", "sheet", "code", "turned"),
    [
        ({"a": None, "b": 3}, "s", Code.REMARK_UNCLEAR, ("T1",)),
        ({"a": 3, "b": None}, "s", Code.REMARK_WITHOUT_EFFECT, None),
        ({"a": 3, "b": None}, "t", Code.REMARK_UNCLEAR, ()),  # of nothing that stands there
        ({"a": 3, "c": None}, "s", Code.REMARK_UNCLEAR, ()),  # a duty asks for it
        ({"a": 3, "duty:D1": None}, "s", Code.REMARK_UNCLEAR, ()),
        ({"a": None, "b": None}, "s", Code.REMARK_UNCLEAR, ("T1",)),
    ],
)
def test_a_remark_about_figures_that_turn_nothing_is_without_effect(
    figures: Mapping[str, object], sheet: str, code: AnyCode, turned: tuple[str, ...] | None
) -> None:
    duty = {"id": "D2", "clause": "1", "quote": "q", "title": text("t"), "of": ["district"]}
    duties = [{**duty, "id": "D1"}, {**duty, "where": {"field": "c", "at_least": 1}}]
    asked = {"measure": {"kind": "count", "of": "a"}, "threshold": {"at_least": 9}}
    small = with_checklist(plan({name: count_field() for name in "abc"}, asked, districts=1, duties=duties))
    returns = {"d1": filed("d1", figures)}
    turns = Turns(World(small, "year", returns, frozenset(returns)), small.targets)
    fault = Diagnostic(Code.REMARK_UNCLEAR, Location("f.xlsx", sheet, "C9"), params_of(Code.REMARK_UNCLEAR), "d1")
    (told,) = with_turns([fault], returns, turns, lambda *_: ())
    assert (told.code, told.turns) == (code, turned)


def test_a_unit_that_surely_stands_as_badly_leaves_nothing_to_turn() -> None:
    """District 3 has an upper limit, within which it is under way for half a year: whether district 1 is met or under
    way changes nothing."""
    fields = {"a": count_field(), "w": count_field(flow=False)}
    asked = {
        "measure": {"kind": "ratio", "part": "a", "whole": "w"},
        "threshold": {"at_least": "20%"},
        "judged": "each_unit",
        "cumulative": True,
        "unit_thresholds": {"d3": {"at_most": "50%"}},
    }
    small = plan(fields, asked)

    def world(first: int | None, third: int | None) -> World:
        parts = {"d1": first, "d2": 20, "d3": third}
        returns = {unit: filed(unit, {"a": part, "w": 100}) for unit, part in parts.items()}
        return World(small, "half_year", returns, frozenset(returns))

    for third, verdict in ((0, Verdict.IN_PROGRESS), (50, Verdict.IN_PROGRESS), (51, Verdict.MISSED)):
        assert {evaluate(world(first, third), small.targets)[0].verdict for first in (0, 19, 20, 100)} == {verdict}
    turns = Turns(world(None, None), small.targets)
    assert [turns.by([(unit, Key("a"))]) for unit in ("d1", "d3")] == [(), ("T1",)]


def test_a_unit_held_against_the_others_waits_for_its_own_figure() -> None:
    """The mean of the three is not known yet, and 3 is below it only if d2 or d3 has more."""
    small = alone({"kind": "count", "of": "a"}, {"at_least": {"of_units": "mean"}}, units=3)
    world = World(small, "year", {"d1": filed("d1", {"a": 3})}, frozenset({"d1", "d2", "d3"}))
    turns = Turns(world, small.targets)
    assert [turns.by([(unit, Key("a"))]) for unit in ("d1", "d2", "d3")] == [("T1",)] * 3


def test_a_figure_of_a_unit_that_is_left_out_turns_nothing() -> None:
    small = alone({"kind": "count", "of": "a"}, {"at_least": 5})
    world = World(small, "year", {"d1": filed("d1", {})}, frozenset({"d1"}))
    assert [Turns(world, small.targets).by([(unit, Key("a"))]) for unit in ("d1", "d2")] == [("T1",), ()]


def alone(measure: Mapping[str, object], threshold: Mapping[str, object], units: int = 2) -> Plan:
    """A plan in which each district is judged by itself."""
    fields: dict[str, dict[str, object]] = {name: count_field() for name in ("a", "w")}
    fields |= {name: {"kind": "yes_no", "reported_by": ["district"]} for name in ("y", "z")}
    return plan(fields, {"measure": measure, "threshold": threshold, "judged": "each_unit"}, districts=units)


@pytest.mark.parametrize(
    ("known", "usual", "waits"),
    [
        (None, None, True),
        (None, 5, False),  # it can be no other one
        (3, 5, False),  # met by either
        (5, 1, True),
        (1, 5, True),
        (0, 1, False),  # missed by either
    ],
)
def test_an_open_verdict_waits_for_a_figure_by_which_its_own_unit_is_another(
    known: int | None, usual: int | None, waits: bool
) -> None:
    """District 2 is open as well, and may be met."""
    small = alone({"kind": "count", "of": "a"}, {"at_least": 2})
    turns = Turns(world_of(small, {"d1": {"a": known}, "d2": {"a": None}}), small.targets)
    if usual is None:
        assert turns.by([("d1", Key("a"))]) == ("T1",)
    else:
        assert turns.by_usual({("d1", Key("a")): [Span(usual, usual)]}, ("T1",)) == (("T1",) if waits else ())


def test_the_only_unit_waits_for_whether_there_is_something_to_measure() -> None:
    small = alone({"kind": "ratio", "part": "a", "whole": "w", "may_exceed": True}, {"at_most": "100%"}, units=1)
    turns = Turns(world_of(small, {"d1": {"a": 0, "w": None}}), small.targets)
    assert turns.by([("d1", Key("w"))]) == ("T1",)


def test_a_figure_may_matter_only_beside_one_other_that_is_open() -> None:
    """Two of three have to hold: the third one matters if one of the answers is yes and the other one no."""
    where = {"of": [{"field": "y"}, {"field": "z"}, {"field": "a", "at_least": 1}], "at_least": 2}
    small = plan(
        {"a": count_field(), **{name: {"kind": "yes_no", "reported_by": ["district"]} for name in ("y", "z")}},
        {"measure": {"kind": "share", "of": "district", "where": where}, "threshold": {"at_least": "100%"}},
        districts=1,
    )
    turns = Turns(world_of(small, {"d1": {"a": None, "y": None, "z": None}}), small.targets)
    assert turns.by([("d1", Key("a"))]) == ("T1",)


NO_ROOM: list[tuple[dict[str, object], dict[str, object], dict[str, object]]] = [
    ({"kind": "ratio", "part": "a", "whole": "w"}, {"at_least": "20%"}, {"a": None}),
    ({"kind": "ratio", "part": "a", "whole": "w"}, {"at_least": "20%"}, {"w": None}),
    ({"kind": "ratio", "part": "a", "whole": "w"}, {"at_least": "20%"}, {"a": 0, "w": 0}),
    ({"kind": "ratio_change", "part": "a", "whole": "w"}, {"at_least": "+1 points"}, {}),
    ({"kind": "growth", "of": "a", "baseline": {"year": 9, "half_year": 9}}, {"at_least": "+3%"}, {}),
    ({"kind": "share", "of": "district", "where": {"field": "a", "at_least": 1}}, {"at_least": 1}, {}),
]


@pytest.mark.parametrize(("measure", "threshold", "own"), NO_ROOM)
def test_what_is_not_added_up_or_not_known_has_no_room(
    measure: Mapping[str, object], threshold: Mapping[str, object], own: Mapping[str, int | None]
) -> None:
    fields = {"a": count_field(baseline=True), "w": count_field(flow=False, baseline=True)}
    small = plan(fields, {"measure": measure, "threshold": threshold}, districts=2)
    first = {"a": 5, "w": 9, "a@2022": 4, "w@2022": 9}
    second = {"a": 0, "w": 0, "a@2022": 4, "w@2022": 9} if own == {"a": 0, "w": 0} else first
    standing = Standing.today(world_of(small, {"d1": {**first, **own}, "d2": second}), small.targets[0])
    assert standing is not None
    rooms = [Room(standing).of(unit, Key(name)) for unit in ("d1", "d2") for name in ("a", "w")]
    assert set(rooms) == {NOWHERE}


@pytest.mark.parametrize("kind", ["on_time", "share"])
def test_a_day_that_may_still_come_is_awaited_and_one_that_cannot_be_read_is_not(kind: str) -> None:
    """District 1 left its day blank before the last one in time: that is under way as long as nobody doubts it."""
    day = {"field": "day", "by": "2023-09-30"}
    measure = {"kind": "on_time", **day} if kind == "on_time" else {"kind": "share", "of": "district", "where": day}
    asked = {"measure": measure, "cumulative": True} | ({"threshold": {"at_least": "100%"}} if kind == "share" else {})
    small = plan({"day": {"kind": "date", "reported_by": ["district"]}}, asked, districts=2)
    returns = {
        one: filed(one, {}).changed({Key("day"): cell(day)}) for one, day in (("d1", ""), ("d2", date(2023, 3, 1)))
    }
    world = World(small, "half_year", returns, frozenset(returns))
    assert evaluate(world, small.targets)[0].verdict is Verdict.IN_PROGRESS
    assert Turns(world, small.targets).by([("d1", Key("day"))]) == ("T1",)


def test_a_remark_speaks_of_figures_that_stand_on_its_sheet_alone() -> None:
    asked = {"measure": {"kind": "count", "of": "a"}, "threshold": {"at_least": 9}}
    small = plan({"a": count_field()}, asked, districts=1)
    returns = {"d1": filed("d1", {}).changed({Key("a"): Cell(CellState.PROBLEM)})}
    turns = Turns(World(small, "year", returns, frozenset(returns)), small.targets)
    fault = Diagnostic(Code.REMARK_UNCLEAR, Location("f.xlsx", "s", "C9"), params_of(Code.REMARK_UNCLEAR), "d1")
    assert [told.turns for told in with_turns([fault], returns, turns, lambda *_: ())] == [()]


def test_a_contradiction_can_turn_what_rests_on_any_of_its_figures() -> None:
    """Five are inspected of three: the target counts the venues, and the fault stands beside the inspections."""
    inside = {"kind": "at_most", "part": ["b"], "whole": ["a"]}
    asked = {"measure": {"kind": "count", "of": "a"}, "threshold": {"at_least": 4}}
    small = plan({"a": count_field(), "b": count_field()}, asked, districts=1, constraints=[inside])
    came = filed("d1", {}).changed({Key("a"): cell(3, "A1"), Key("b"): cell(5, "B1")})
    (sound,), (fault,) = validate(small, "year", [came], frozenset(small.fields))
    turns = Turns(World(small, "year", {"d1": sound}, frozenset({"d1"})), small.targets)
    (told,) = with_turns([fault], {"d1": came}, turns, lambda *_: ())
    assert (fault.at and fault.at.cell, told.turns) == ("B1", ("T1",))


ENDS = {Fraction(percent, 100) for percent in (30, 40, 50, 60, 110)}
ROOMS: list[tuple[dict[str, object], dict[str, object]]] = [
    ({"kind": "count", "of": "a"}, {"at_least": 7}),
    ({"kind": "count", "of": "a"}, {"more_than": 3, "at_most": 9}),
    ({"kind": "ratio", "part": "a", "whole": "w"}, {"at_least": "40%"}),
    ({"kind": "ratio", "part": "a", "whole": "w"}, {"more_than": "30%", "less_than": "60%"}),
    ({"kind": "ratio", "part": "a", "whole": "w", "may_exceed": True}, {"at_most": "50%"}),
    ({"kind": "growth", "of": "a"}, {"at_least": "+10%"}),
    ({"kind": "change", "of": "a"}, {"at_least": 3}),
]


@pytest.mark.parametrize(("measure", "threshold"), ROOMS)
@pytest.mark.parametrize("each", [False, True])
def test_the_room_of_a_figure_is_all_that_leaves_the_verdict_as_it_is(
    measure: Mapping[str, object], threshold: Mapping[str, object], *, each: bool
) -> None:
    """Number after number is tried, up and down, until the verdict is another one; where each is judged by itself,
    that of the unit. Wholes with which the value lies on a limit may be left out, and all where it does so now."""
    dice, tried = random.Random(7), Counter[bool]()  # noqa: S311  # repeatable
    fields = {"a": count_field(baseline=True), "w": count_field(flow=False)}
    asked = {"measure": measure, "threshold": threshold, **({"judged": "each_unit"} if each else {})}
    small = plan(fields, asked, districts=2)
    nested = measure["kind"] == "ratio" and "may_exceed" not in measure
    for _ in range(6):
        figures = {one: {"w": dice.randint(4, 12), "a@2022": dice.randint(2, 7)} for one in ("d1", "d2")}
        figures = {one: {**own, "a": dice.randint(0, own["w"])} for one, own in figures.items()}
        standing = Standing.today(world_of(small, figures), small.targets[0])
        assert standing is not None
        for unit, name in product(figures, ("a", "w", "a@2022")):
            if key_of(name) not in [key for keys in (*standing.tally.part, *standing.tally.whole) for key in keys]:
                continue
            own = figures[unit]
            first, last = (own["a"] if nested and name == "w" else 0, own["w"] if nested and name == "a" else 40)
            low, high = Room(standing).of(unit, key_of(name))
            found = {number for number in range(first, last + 1) if low <= number - own[name] <= high}
            same = alike(small, figures, unit, name, range(first, last + 1), each=each)
            assert found == same if name == "a" else found <= same, (figures, unit, name)
            others = sum(of[name] for one, of in figures.items() if one != unit and not each)
            parts = sum(of["a"] for one, of in figures.items() if one == unit or not each)
            near = {number for number in same if number + others and Fraction(parts, number + others) in ENDS}
            assert len(found) == 1 or same - found <= near, (figures, unit, name)
            tried[len(found) > 1] += 1
    assert tried[True] > tried[False]


def world_of(small: Plan, figures: Mapping[str, Mapping[str, int | None]]) -> World:
    return World(small, "year", {unit: filed(unit, own) for unit, own in figures.items()}, frozenset(figures))


def alike(
    small: Plan, figures: Mapping[str, Mapping[str, int]], unit: str, name: str, able: range, *, each: bool
) -> set[int]:
    """The numbers around a figure, one after the other, with which the verdict is what it is."""

    def verdict(number: int) -> Verdict | None:
        (found,) = evaluate(world_of(small, {**figures, unit: {**figures[unit], name: number}}), small.targets)
        return {one.unit: one.verdict for one in found.units}[unit] if each else found.verdict

    now = figures[unit][name]
    same = {now}
    for step in (1, -1):
        number = now + step
        while number in able and verdict(number) is verdict(now):
            same.add(number)
            number += step
    return same
