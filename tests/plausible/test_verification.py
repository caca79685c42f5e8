"""What verdicts hang on: slips of people who type the example that turn a verdict are told, or stand among its hinges.

    python3 run.py test --whole -s tests/plausible/test_verification.py

prints the table of all 1,000 slips.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from random import Random
from typing import NamedTuple

import pytest

from khpcmd.checking import Request, check
from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.parameters import Ref
from khpcmd.judge.sound import validate
from khpcmd.judge.turns import Turns
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.plan.load import load_plan
from khpcmd.plan.model import Plan
from khpcmd.plausible.ask import questions
from khpcmd.plausible.digits import one_slip
from khpcmd.plausible.earlier import Earlier
from khpcmd.plausible.verification import DECIDED, Verification
from khpcmd.results import Result, Verdict
from khpcmd.returns import Key, Return
from layers import part_of, whole
from places import EXAMPLES, ROOT
from plausible.slips import SINGLE
from worlds import count_field, filed, plan, text

PLAN = load_plan(ROOT / "targets" / "plan_2023.yaml").plan
Returns = dict[str, Return]
Figure = tuple[str, Key]
Figures = dict[Figure, int]
"""The figures that a slip puts in the place of others."""


def last_digit(figure: str, random: Random) -> str:
    return figure[:-1] + random.choice("0123456789")


TYPED: Mapping[str, Callable[[str, Random], str]] = {**SINGLE, "last digit": last_digit}
OTHERS = ("neighbour's figure", "field beside", "rows shifted", "column shifted", "neighbour's copy", "period's copy")
KINDS = (*TYPED, *OTHERS)


class Found(NamedTuple):
    returns: Returns
    told: set[tuple[str, str, str]]
    results: Mapping[str, Result]
    looks: Verification


@cache
def returns_of(name: str, day: date) -> Returns:
    report = check(Request((EXAMPLES / name,), plan=ROOT / "targets" / "plan_2023.yaml", as_of=day))
    return {one.unit: one for one in report.filed}


def honest() -> Returns:
    return returns_of("returns_2023.xlsx", date(2023, 12, 15))


def half_year() -> Returns:
    return returns_of("half_year_2023.xlsx", date(2023, 6, 15))


@cache
def behind() -> tuple[Figure, ...]:
    """The counts that verdicts rest on, in the order of their cells."""
    fields = {name for target in PLAN.targets for name in target.measure.fields()}
    return tuple(
        (unit, key)
        for unit, one in honest().items()
        for key, value in one.values().items()
        if key.field in fields and type(value) is int
    )


def judged(returns: Returns, earlier: Mapping[str, Sequence[Earlier]]) -> Found:
    sound, faults = validate(PLAN, "year", returns.values(), frozenset(PLAN.fields))
    asked: list[Diagnostic] = [*faults, *questions(PLAN, "year", sound, earlier, returns.values())]
    world = World(PLAN, "year", {one.unit: one for one in sound}, frozenset(PLAN.unit))
    results = {one.target.id: one for one in evaluate(world, PLAN.targets)}
    turns = Turns(world, PLAN.targets)
    told = {(one.code.name, one.unit, str(one.params.get("field", ""))) for one in asked}
    return Found(dict(world.returns), told, results, Verification(turns, earlier))


def value(returns: Returns, figure: Figure) -> int | None:
    found = returns[figure[0]].value(figure[1]) if figure[0] in returns else None
    return found if type(found) is int else None


def slip(kind: str, random: Random) -> Figures:
    """What one slip puts into the returns; nothing where it would change nothing."""
    unit, key = random.choice(behind())
    was = value(honest(), (unit, key)) or 0
    if kind in TYPED:
        text = TYPED[kind](str(was), random)
        made = {(unit, key): int(text)} if text else {}
    else:
        made = _of_others(kind, unit, key, random)
    return {one: number for one, number in made.items() if number != value(honest(), one)}


def _of_others(kind: str, unit: str, key: Key, random: Random) -> Figures:
    mine = [one for one in behind() if one[0] == unit]
    column = [one for one in behind() if one[1] == key]
    at, row, other = mine.index((unit, key)), column.index((unit, key)), random.choice(column)[0]
    sources: dict[Figure, Figure] = {
        "neighbour's figure": {(unit, key): column[row - 1]},
        "field beside": {(unit, key): mine[at - 1]},
        "rows shifted": {after: before for before, after in pairwise(mine[at:])},
        "column shifted": {after: before for before, after in pairwise(column[row:])},
        "neighbour's copy": {one: (other, one[1]) for one in mine},
        "period's copy": {},
    }[kind]  # fmt: skip
    if kind == "period's copy":
        return {one: number for one in mine if (number := value(half_year(), one)) is not None}
    return {one: number for one, of in sources.items() if (number := value(honest(), of)) is not None}


def with_figures(returns: Returns, made: Figures) -> Returns:
    found = dict(returns)
    for (unit, key), number in made.items():
        cell = replace(found[unit].cells[key], value=number, raw=str(number))
        found[unit] = replace(found[unit], cells={**found[unit].cells, key: cell})
    return found


def small(at_least: int = 100, **more: object) -> Plan:
    target = {"measure": {"kind": "count", "of": "held"}, "threshold": {"at_least": at_least}}
    return plan({"held": count_field(flow=False), "planned": count_field()}, target, 4, 5, **more)


def hinges(of: Plan, held: Sequence[int], then: Sequence[int] = (), planned: int = 10**6) -> list[tuple[str, int, int]]:
    """Why a figure is a hinge, its number and the one that would turn the verdict."""
    filed_now = [filed(unit, {"held": one, "planned": planned}) for unit, one in zip(of.unit, held, strict=True)]
    past = {unit: [Earlier(filed(unit, {"held": one}), "", "2022")] for unit, one in zip(of.unit, then, strict=False)}
    world = World(of, "year", {one.unit: one for one in filed_now}, frozenset(of.unit))
    (result,) = evaluate(world, of.targets)
    found = Verification(Turns(world, of.targets), past).of(result)
    return [(one.why, int(one.value), int(one.instead)) for one in found or ()]


def test_a_near_verdict_hangs_on_figures_that_one_slip_would_change_enough() -> None:
    assert hinges(small(), [50, 24, 20, 7]) == [
        ("no_past", 50, 40),
        ("no_past", 24, 22),
        ("no_past", 20, 10),
        ("no_past", 7, 5),
    ]
    assert hinges(small(), [50, 24, 20, 7], [50, 24, 20]) == [("slip", 50, 40), ("slip", 24, 22), ("no_past", 7, 5)]


def test_the_number_of_units_that_meet_a_condition_hangs_on_each_that_does() -> None:
    share = {"kind": "share", "of": "district", "where": {"field": "held", "at_least": 20}}
    of = plan({"held": count_field(), "planned": count_field()}, {"measure": share, "threshold": {"at_least": 4}}, 4)
    assert [instead for _, _, instead in hinges(of, [50, 24, 20, 21])] == [10, 14, 10, 12]


def test_a_stock_that_moved_by_more_than_the_margin_is_one() -> None:
    assert ("moved", 20, 18) in hinges(small(), [50, 24, 20, 7], [50, 24, 18, 7])
    assert [one for _, one, _ in hinges(small(), [50, 24, 20, 7], [50, 24, 19, 7])] == [50, 24, 7]


def test_a_figure_of_the_baseline_year_has_its_past_in_the_return_of_that_year() -> None:
    """104 is 4% more than 100; of 102, or of 101 in the baseline year, it is less than 3%."""
    growth = {"measure": {"kind": "growth", "of": "held"}, "threshold": {"at_least": "3%"}}
    of, now = plan({"held": count_field(baseline=True)}, growth, 1), filed("d1", {"held": 104, "held@2022": 100})
    world = World(of, "year", {"d1": now}, frozenset(of.unit))
    (result,) = evaluate(world, of.targets)
    for past, why in (({}, "no_past"), ({"d1": [Earlier(filed("d1", {"held": 100}), "", "2022")]}, "slip")):
        found = Verification(Turns(world, of.targets), past).of(result)
        assert [(one.why, one.value, one.instead) for one in found or ()] == [("slip", 104, 102), (why, 100, 101)]


def test_a_verdict_that_no_figure_turns_alone_hangs_on_nothing() -> None:
    assert hinges(small(at_least=20), [50, 24, 20, 7]) == []


def test_figures_that_would_contradict_others_or_be_asked_about_turn_nothing() -> None:
    """Missed by 2: with more than the 10 that were planned nobody can have held 12; 20 is not usual beside 8."""
    rule = [{"kind": "at_most", "part": ["held"], "whole": ["planned"]}]
    short = [8, 9, 9, 8]
    assert [one for _, one, _ in hinges(small(at_least=36), short, planned=12)] == [8, 9, 9, 8]
    assert hinges(small(at_least=36, constraints=rule), short, planned=9) == []
    assert hinges(small(at_least=45, constraints=rule), short, planned=28) == [("no_past", 8, 28)] * 2
    assert hinges(small(at_least=50), short) != []
    assert hinges(small(at_least=50), short, short) == []


def test_a_score_or_a_verdict_that_a_person_gave_hangs_on_nothing_and_of_too_many_figures_it_is_not_known() -> None:
    clean = judged(honest(), {})
    met = clean.results["B4a"]
    assert clean.looks.of(met)
    assert clean.looks.of(replace(met, otherwise=Verdict.MISSED)) == ()
    many = plan(
        {"held": count_field()}, {"measure": {"kind": "count", "of": "held"}, "threshold": {"at_least": 1}}, 150
    )
    world = World(many, "year", {unit: filed(unit, {"held": 1}) for unit in many.unit}, frozenset(many.unit))
    (result,) = evaluate(world, many.targets)
    assert Verification(Turns(world, many.targets), {}).of(result) is None


def slips_away(number: int) -> set[int]:
    """Every number that one slip would make of another."""
    text, ten = str(number), "0123456789"
    gaps, digits = range(len(text) + 1), range(len(text))
    found = {text[:at] + one + text[at:] for at in gaps for one in ten}
    found |= {text[:at] + one + text[at + 1 :] for at in digits for one in ten}
    found |= {text[:at] + text[at + 1 :] for at in digits}
    found |= {text[:at] + text[at : at + 2][::-1] + text[at + 2 :] for at in digits}
    found |= {f"{text}000", text.removesuffix("000")}
    return {int(one) for one in found if one} - {number}


@pytest.mark.parametrize("number", [0, 7, 50, 112, 12000])
def test_one_slip_makes_every_such_number(number: int) -> None:
    assert one_slip(number) == sorted(slips_away(number))


def test_the_nearest_figure_of_both_directions_is_the_one_that_would_turn_it() -> None:
    target = {"measure": {"kind": "count", "of": "held"}, "threshold": {"at_least": 60, "at_most": 105}}
    of = plan({"held": count_field(flow=False), "planned": count_field()}, target, 4, 5)
    assert hinges(of, [50, 20, 20, 10])[0] == ("no_past", 50, 56)


@pytest.mark.parametrize("target", [one.id for one in PLAN.targets] if whole() else ["B3c", "B4a"])
def test_hinges_are_what_trying_every_slip_finds(target: str) -> None:
    """Of figures without any past, against judging the returns with each number that one slip makes of them."""
    clean, asked = judged(honest(), {}), PLAN.target[target]
    found = {(one.unit, one.figure): one.instead for one in clean.looks.of(clean.results[target]) or ()}
    if clean.results[target].verdict not in DECIDED:  # of 0 of 0 any figure would make something else
        assert found == {}
        return
    measured = [one for one in behind() if one[1].field in asked.measure.fields() and one[1].field != "crimes_handled"]
    for unit, key in Random(3).sample(measured, min(len(measured), 24 if whole() else 2)):  # noqa: S311
        was, turning = value(honest(), (unit, key)) or 0, list[int]()
        for number in slips_away(was):
            own = with_figures(honest(), {(unit, key): number})[unit]
            (sound,), faults = validate(PLAN, "year", [own], frozenset(asked.measure.fields()))
            world = World(PLAN, "year", {**clean.returns, unit: sound}, frozenset(PLAN.unit))
            (result,) = evaluate(world, (asked,))
            if not faults and result.verdict is not clean.results[target].verdict:
                turning.append(number)
        nearest = {one for one in turning if abs(one - was) == min(abs(other - was) for other in turning)}
        assert found.get((unit, key)) in nearest if nearest else (unit, key) not in found


ASKED = {Code.FLOW_UNUSUAL, Code.FLOW_BELOW_PREVIOUS, Code.REGISTER_MOVED}


@pytest.mark.parametrize("seed", range(part_of(20)))
def test_hinges_of_small_worlds_are_what_judging_each_other_figure_finds(seed: int) -> None:
    """The nearest figure of before (of a stock) or that one slip makes: possible, usual, without contradiction."""
    dice = Random(seed)  # noqa: S311  # the same in every run
    money = {**count_field(flow=False), "kind": "amount", "decimals": 1, "unit_of_measure": text("ha"), "at_most": 60}
    fields = {"held": count_field(flow=dice.random() < 0.5), "planned": count_field(), "area": money}
    rule = [{"kind": "at_most", "part": ["held"], "whole": ["planned"]}]
    name, units = dice.choice(("held", "area")), dice.choice((2, 4, 7))
    written = {"measure": {"kind": "count", "of": name}, "threshold": {"at_least": 20 * units + dice.randint(-9, 9)}}
    of = plan(fields, written, units, 5, constraints=rule)

    def returned(figures: Mapping[str, Mapping[str, int]]) -> list[Return]:
        return [filed(unit, {**own, "area": Decimal(own["area"]).scaleb(-1)}, "year") for unit, own in figures.items()]

    now = {
        unit: {"held": dice.choice((0, *[dice.randint(9, 30)] * 5)), "area": dice.randint(150, 250)} for unit in of.unit
    }
    now = {unit: {**own, "planned": max(own["held"], dice.choice((28, 31, 90)))} for unit, own in now.items()}
    time = dice.choice((("", "2022"), ("half_year", ""), None))
    then = {
        unit: {one: max(0, value - dice.choice((0, 0, 1, 9))) for one, value in own.items()}
        for unit, own in now.items()
    }
    past = {one.unit: [Earlier(one, *time)] for one in returned(then)} if time else {}

    def looked(unit: str, instead: int) -> tuple[Verdict, bool, bool]:
        """The verdict with another figure, whether something contradicts it, and whether it would be asked about."""
        given = returned({**now, unit: {**now[unit], name: instead}})
        sound, faults = validate(of, "year", given, frozenset(of.fields))
        (result,) = evaluate(World(of, "year", {one.unit: one for one in sound}, frozenset(of.unit)), of.targets)
        asked = [one for one in questions(of, "year", sound, past) if one.code in ASKED and one.unit == unit]
        return result.verdict, bool(faults), any(one.params["field"] == Ref("field", name) for one in asked)

    world = World(of, "year", {one.unit: one for one in returned(now)}, frozenset(of.unit))
    (result,) = evaluate(world, of.targets)
    expected = list[tuple[str, str, int, int]]()
    for unit, own in now.items():
        moved = [("moved", then[unit][name])] if past and not of.fields[name].grows else []
        why = "slip" if past else "no_past"
        ordered = sorted((abs(one - own[name]), one) for one in slips_away(own[name]))
        for reason, number in (*moved, *((why, one) for _, one in ordered)):
            verdict, faulty, asked = looked(unit, number)
            if verdict is not result.verdict and not faulty and (reason == "moved" or not asked):
                expected.append((reason, unit, own[name], number))
                break
    steps = 10 if name == "area" else 1
    found = Verification(Turns(world, of.targets), past).of(result) or ()
    assert [(one.why, one.unit, int(one.value * steps), int(one.instead * steps)) for one in found] == expected


class Score:
    """Of the slips that turned a verdict, how many of each kind were told, named, or either."""

    def __init__(self) -> None:
        self.made, self.turned, self.told, self.named, self.found = (Counter[str]() for _ in range(5))
        self.silent: list[str] = []

    def add(self, kind: str, made: Figures, clean: Found, after: Found) -> None:
        self.made[kind] += 1
        turned = [one for name, one in after.results.items() if one.verdict is not clean.results[name].verdict]
        if not turned:
            return
        units = {unit for unit, _ in made}
        told = any(unit in units for _, unit, _ in after.told - clean.told)
        named = all(any((one.unit, one.figure) in made for one in after.looks.of(result) or ()) for result in turned)
        self.turned[kind] += 1
        self.told[kind] += told
        self.named[kind] += named
        self.found[kind] += told or named
        if not (told or named):
            changes = ", ".join(f"{unit} {key.field} {number}" for (unit, key), number in list(made.items())[:3])
            self.silent.append(f"{kind}: {changes} turned {[(one.target.id, one.verdict.value) for one in turned]}")

    @property
    def share(self) -> float:
        return self.found.total() / max(1, self.turned.total())

    def page(self, title: str) -> str:
        lines = [f"\n{title}", "| kind | made | turned | told | named | either |", "|---|---:|---:|---:|---:|---:|"]
        columns = (self.made, self.turned, self.told, self.named, self.found)
        lines += [f"| {kind} | {' | '.join(str(one[kind]) for one in columns)} |" for kind in KINDS]
        lines.append(f"| all | {' | '.join(str(one.total()) for one in columns)} |")
        return "\n".join([*lines, f"{100 * self.share:.1f}%", *self.silent, ""])


def slips(many: int, seed: int, earlier: Mapping[str, Sequence[Earlier]]) -> Score:
    random, score, clean = Random(seed), Score(), judged(honest(), earlier)  # noqa: S311  # the same in every run
    for number in range(many):
        kind = KINDS[number % len(KINDS)]
        made = slip(kind, random)
        while not made:
            made = slip(kind, random)
        score.add(kind, made, clean, judged(with_figures(honest(), made), earlier))
    return score


@pytest.mark.parametrize("previous", ["half-year", "nothing"])
def test_a_slip_behind_the_verdicts_of_the_example_is_told_or_named(previous: str) -> None:
    past = {unit: [Earlier(one, "half_year")] for unit, one in half_year().items()}
    score = slips(1000 if whole() else len(KINDS), 34, past if previous == "half-year" else {})
    sys.stdout.write(score.page(f"{score.made.total()} slips, compared with: {previous}"))
    assert score.turned.total() >= score.made.total() / 10
    assert score.share >= 0.9
