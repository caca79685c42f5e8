"""Flows beside those of earlier periods: who is asked, and what the question says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, product
from math import isqrt
from random import Random
from typing import NamedTuple

import pytest

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.parameters import Ref
from khpcmd.measures.tally import Span
from khpcmd.plan.model import Plan
from khpcmd.plausible.ask import questions
from khpcmd.plausible.earlier import Earlier
from khpcmd.plausible.flows import Pair
from khpcmd.plausible.usual import usual_figures
from khpcmd.returns import Key, Return
from layers import part_of
from worlds import count_field, filed, plan, text

TARGET = {"measure": {"kind": "count", "of": "sessions"}, "threshold": {"at_least": 10}}
MONEY = {
    "kind": "amount", "label": text("money"), "reported_by": ["district"], "unit_of_measure": text("tỷ đồng"),
    "decimals": 2,
}  # fmt: skip


def small(districts: int = 8, **more: Mapping[str, object]) -> Plan:
    return plan({"sessions": count_field(), "money": MONEY}, TARGET, districts, 5, **more)


def asked(
    of: Plan,
    now: Mapping[str, int | Decimal],
    *before: Mapping[str, int | Decimal],
    field: str = "sessions",
    period: str = "year",
    earlier: str = "",
) -> list[Diagnostic]:
    """What is asked; each of ``before`` is another earlier year."""
    returns = [filed(unit, {field: value}, period) for unit, value in now.items()]
    past: dict[str, list[Earlier]] = {unit: [] for unit in now}
    for number, figures in enumerate(before):
        for unit, value in figures.items():
            past[unit].append(
                Earlier(filed(unit, {field: value}, "year"), earlier, "" if earlier else str(2022 - number))
            )
    return [one for one in questions(of, period, returns, past) if one.code is Code.FLOW_UNUSUAL]


def each(of: Plan, value: int) -> dict[str, int | Decimal]:
    return {unit: value + 3 * at for at, unit in enumerate(of.unit)}


def test_a_figure_with_a_digit_too_many_is_asked_about_with_its_basis() -> None:
    of = small()
    (question,) = asked(of, {**each(of, 106), "d3": 1120}, each(of, 100))
    assert question.unit == "d3"
    assert question.at is not None
    assert question.params == {
        "field": Ref("field", "sessions"),
        "value": 1120,
        "previous": 106,
        "other": "f.xlsx › s!A1",
        "own": Decimal("10.57"),
        "usual": Decimal("1.05"),
        "expected": 111,
        "count": 8,
        "of": Ref("word", "other_units"),
    }


@pytest.mark.parametrize(("districts", "middle"), [(8, 103), (9, 104)])
def test_the_change_in_the_middle_is_usual_the_lower_one_of_two(districts: int, middle: int) -> None:
    of = small(districts)
    now = {**{unit: 100 + at for at, unit in enumerate(of.unit)}, f"d{districts}": 1120}
    (question,) = asked(of, now, dict.fromkeys(of.unit, 100))
    assert (question.params["expected"], question.params["usual"]) == (middle, Decimal(middle) / 100)


def test_a_figure_that_lost_a_digit_is_asked_about() -> None:
    of = small()
    assert [one.unit for one in asked(of, {**each(of, 106), "d3": 11}, each(of, 100))] == ["d3"]


def test_what_all_units_did_is_usual() -> None:
    of = small()
    assert asked(of, each(of, 1000), each(of, 100)) == []


@pytest.mark.parametrize(("then", "now"), [(2, 9), (1, 8), (0, 9)])
def test_small_figures_are_not_asked_about(then: int, now: int) -> None:
    of = small()
    assert asked(of, {**each(of, 106), "d3": now}, {**each(of, 100), "d3": then}) == []


@pytest.mark.parametrize("then", [0, 1])
def test_from_nothing_so_many_times_one_is_asked_about(then: int) -> None:
    of = small(plausibility={"flows": {"times": 20, "size": 1}})
    told = [asked(of, {**each(of, 100), "d3": now}, {**each(of, 100), "d3": then}) for now in (19, 20)]
    assert [[one.unit for one in found] for found in told] == [[], ["d3"]]


@pytest.mark.parametrize(("then", "now", "told"), [(4, 12, False), (4, 44, True), (10, 30, False), (20, 60, True)])
def test_what_chance_explains_is_not_asked_about(then: int, now: int, told: bool) -> None:
    """Of 10 things 30 are left to chance (√30 is 2.3 from √10), of 20 things 60 are not (√60 is 3.3 from √20)."""
    of = small()
    found = asked(of, {**each(of, 100), "d3": now}, {**each(of, 100), "d3": then})
    assert bool(found) is told


def test_units_that_differ_widely_are_asked_later() -> None:
    of = small(12)
    before = dict.fromkeys(of.unit, 100)
    restless = dict(zip(of.unit, (30, 40, 50, 60, 80, 100, 100, 130, 160, 200, 250, 390), strict=True))
    steady = dict(zip(of.unit, (95, 96, 97, 98, 99, 100, 100, 101, 102, 103, 104, 390), strict=True))
    assert asked(of, restless, before) == []
    assert [one.unit for one in asked(of, steady, before)] == ["d12"]


@pytest.mark.parametrize(("own", "units"), [(400, []), (450, ["d9"])])
def test_a_figure_is_as_far_away_as_the_quartiles_of_the_changes_twice(own: int, units: list[str]) -> None:
    """110 is usual; from 100 to 200 between the quartiles is ×2, so that ×4 is asked about."""
    of = small(9)
    now = dict(zip(of.unit, (100, 100, 100, 110, 110, 110, 200, 200, own), strict=True))
    assert [one.unit for one in asked(of, now, dict.fromkeys(of.unit, 100))] == units


def test_small_figures_that_differ_widely_leave_the_large_ones_to_be_asked() -> None:
    of = small(12)
    before = {unit: 100 if at < 8 else 2 for at, unit in enumerate(of.unit)}
    now = {unit: 101 + at if at < 8 else 9 for at, unit in enumerate(of.unit)}
    assert [one.unit for one in asked(of, {**now, "d3": 390}, before)] == ["d3"]


def test_one_slip_in_the_past_is_not_asked_about_today() -> None:
    of = small()
    slipped = {**each(of, 100), "d3": 1060}
    assert [one.unit for one in asked(of, each(of, 100), slipped)] == ["d3"]
    assert asked(of, each(of, 100), slipped, each(of, 90)) == []


@pytest.mark.parametrize("many", [5, 6, 8])
def test_few_units_are_held_against_their_own_other_figures(many: int) -> None:
    names = [f"f{number}" for number in range(many)]
    of = plan(
        {name: count_field() for name in names}, {**TARGET, "measure": {"kind": "count", "of": "f0"}}, districts=1
    )
    before = {name: 40 + 5 * at for at, name in enumerate(names)}
    now = {name: 2 * value for name, value in before.items()}

    def told(figures: Mapping[str, int]) -> list[Diagnostic]:
        past = {"d1": [Earlier(filed("d1", before, "half_year"), "half_year")]}
        return list(questions(of, "year", [filed("d1", figures, "year")], past))

    assert told(now) == []
    if many < 6:
        assert told({**now, "f2": 1000}) == []
        return
    (question,) = told({**now, "f2": 1000})
    assert question.params["of"] == Ref("word", "own_figures")
    assert question.params["usual"] == Decimal("2.00")


def test_fewer_units_and_figures_than_the_rule_needs_are_not_asked() -> None:
    for many, units in ((5, []), (6, ["d3"])):
        of = small(many)
        assert [one.unit for one in asked(of, {**each(of, 106), "d3": 1120}, each(of, 100))] == units


def test_money_is_asked_about_by_its_spread_alone() -> None:
    of = small()
    before = {unit: Decimal("1.25") * (at + 9) for at, unit in enumerate(of.unit)}
    now = {**before, "d3": Decimal("137.50")}
    (question,) = asked(of, now, before, field="money")
    assert (question.params["expected"], question.params["value"]) == (Decimal("13.75"), Decimal("137.50"))


def test_a_flow_that_shrank_within_the_year_is_told_once() -> None:
    of = small()
    assert asked(of, {**each(of, 106), "d3": 11}, each(of, 100), earlier="half_year") == []


def test_units_that_did_nothing_in_the_second_half_say_what_is_usual() -> None:
    of = small()
    (question,) = asked(of, {**each(of, 100), "d3": 1120}, each(of, 100), earlier="half_year")
    assert (question.unit, question.params["usual"]) == ("d3", Decimal("1.00"))


@pytest.mark.parametrize(
    "key",
    [
        {"without": ["flows"]},
        {"not_asked": ["sessions"]},
        {"flows": {"times": 11}},
        {"flows": {"units": 9}},
        {"flows": {"size": 2000}},
    ],
)
def test_the_plan_switches_and_tunes_the_rule(key: dict[str, object]) -> None:
    of = small(plausibility=key)
    assert asked(of, {**each(of, 106), "d3": 1120}, each(of, 100)) == []


# what is usual for a figure: exactly the numbers that no question would be asked about, one by one


FIELDS = {
    "sessions": count_field(baseline=True),
    "venues": count_field(flow=False),
    "money": {
        "kind": "amount", "label": text("money"), "reported_by": ["district"], "unit_of_measure": text("tỷ đồng"),
        "decimals": 1,
    },
}  # fmt: skip
FIELDS["area"] = {**FIELDS["money"], "flow": False}
CODES = {Code.FLOW_UNUSUAL, Code.FLOW_BELOW_PREVIOUS, Code.REGISTER_MOVED}


@pytest.mark.parametrize(
    ("field", "before"),
    [
        ("sessions", {"year 2022": 12}),
        ("sessions", {"year 2022": 0}),
        ("sessions", {"year 2022": 100, "year 2021": 4}),
        ("sessions", {"half_year": 40}),
        ("sessions", {"half_year 2022": 100}),
        ("sessions", {"baseline": 100}),
        ("sessions", {"year 2022": 100, "half_year": 70}),
        ("venues", {"year 2022": 100}),
        ("venues", {"year 2022": 100, "year 2021": 160}),
        ("venues", {"year 2022": 100, "year 2021": 151}),
        ("venues", {"year 2022": 100, "year 2021": 152}),
        ("money", {"year 2022": 9}),
        ("area", {"year 2022": 300}),
        ("area", {"year 2022": 12, "year 2021": 20}),
    ],
)
def test_exactly_what_is_not_asked_about_is_usual(field: str, before: dict[str, int]) -> None:
    of = plan(FIELDS, TARGET, 9)
    past: dict[str, list[Earlier]] = {unit: [] for unit in of.unit}

    def number(steps: int) -> int | Decimal:
        return Decimal(steps).scaleb(-1) if field in ("money", "area") else steps

    def now(unit: str, **figures: int) -> Return:
        held = {f"{field}@2022": own if unit == "d1" else 50 for time, own in before.items() if time == "baseline"}
        return filed(unit, {name: number(value) for name, value in (figures | held).items()}, "year")

    for unit, (time, own) in product(of.unit, before.items()):
        period, _, year = time.partition(" ")
        if period != "baseline":
            then = filed(unit, {field: number(own if unit == "d1" else 50)}, period)
            past[unit].append(Earlier(then, "" if year else period, year))
    steady = [now(unit, **{field: 50}) for unit in of.unit if unit != "d1"]
    usual = usual_figures(of, "year", [*steady, now("d1")], past)("d1", Key(field))

    assert all(one.high is not None and one.high + 1 < other.low for one, other in pairwise(usual))

    def is_asked(value: int) -> bool:
        found = questions(of, "year", [*steady, now("d1", **{field: value})], past)
        return any(one.unit == "d1" and one.code in CODES for one in found)

    answers = {value: is_asked(value) for value in range(420)}
    assert len(set(answers.values())) == 2
    for value, asked in answers.items():
        inside = any(low <= value and (high is None or value <= high) for low, high in usual)
        assert inside is not asked, (value, usual)


def test_nothing_is_usual_without_a_past() -> None:
    of = plan(FIELDS, TARGET, 9)
    returns = [filed(unit, {"sessions": 50}, "year") for unit in of.unit]
    assert usual_figures(of, "year", returns, {})("d1", Key("sessions")) == ()


def test_nothing_is_usual_of_what_the_plan_does_not_ask_for() -> None:
    of = plan(FIELDS, TARGET, 9)
    returns = [filed(unit, {"sessions": 50}, "year") for unit in of.unit]
    past = {unit: [Earlier(filed(unit, {"sessions": 50}, "year"), "", "2022")] for unit in of.unit}
    assert usual_figures(of, "year", returns, past)("d1", Key("no field")) == ()


def test_what_was_had_in_half_a_year_is_the_least() -> None:
    of = plan(FIELDS, TARGET, 3)  # too few units to say what else is usual
    returns = [filed(unit, {"sessions": 50}, "year") for unit in of.unit]
    past = {unit: [Earlier(filed(unit, {"sessions": 20}, "half_year"), "half_year")] for unit in of.unit}
    assert usual_figures(of, "year", returns, past)("d1", Key("sessions")) == (Span(20, None),)


def test_what_was_had_in_half_a_year_may_leave_one_usual_figure_or_none() -> None:
    of = plan(FIELDS, TARGET, 9)
    returns = [filed(unit, {"sessions": 50}, "year") for unit in of.unit]
    past = {unit: [Earlier(filed(unit, {"sessions": 50}, "year"), "", "2022")] for unit in of.unit}
    (alone,) = usual_figures(of, "year", returns, past)("d1", Key("sessions"))
    assert alone.high is not None
    for had, usual in ((alone.high, Span(alone.high, alone.high)), (alone.high + 1, Span(alone.high + 1, None))):
        half = Earlier(filed("d1", {"sessions": had}, "half_year"), "half_year")
        assert usual_figures(of, "year", returns, {**past, "d1": [*past["d1"], half]})("d1", Key("sessions")) == (
            usual,
        )


def test_of_what_is_not_asked_about_nothing_is_usual() -> None:
    returns = [filed(unit, {"sessions": 50, "sessions@2022": 50}, "year") for unit in small(9).unit]
    half = {"d1": [Earlier(filed("d1", {"sessions": 20}, "half_year"), "half_year")]}
    for key, usual, beside in (
        ({}, 1, 1), ({"not_asked": ["sessions"]}, 0, 0), ({"without": ["flows"]}, 0, 1),
        ({"without": ["flows", "earlier"]}, 0, 0),
    ):  # fmt: skip
        of = plan(FIELDS, TARGET, 9, plausibility=key)
        for past, expected in (({}, usual), (half, beside)):
            assert len(usual_figures(of, "year", returns, past)("d1", Key("sessions"))) == expected, key


# the rule as the documents say it, over random worlds


class Around(NamedTuple):
    """What is usual: the change of the middle figure by weight, how far the quartiles are apart, and of how many."""

    change: Fraction
    spread: Fraction
    changes: int


def times_as_much(now: Fraction | int, then: Fraction | int) -> Fraction:
    """In whole millionths."""
    return Fraction(now * 10**6 // then, 10**6)


def around(pairs: Sequence[Pair]) -> Around:
    ordered = sorted((times_as_much(*pair), isqrt(100 * pair.then)) for pair in pairs)
    half, below = Fraction(sum(weight for _, weight in ordered), 2), 0
    change = next(change for change, weight in ordered if (below := below + weight) >= half)
    large = sorted(times_as_much(*pair) for pair in pairs if pair.now and max(pair) >= 10)
    quarter = len(large) // 4
    spread = times_as_much(large[~quarter], large[quarter]) if len(large) >= 8 else Fraction(1)
    return Around(max(change, Fraction(1, 10**6)), spread, len(pairs))


def far_away(pair: Pair, usual: Around, *, counted: bool) -> bool:
    """Three times, ten things, the quartiles twice; of what is counted four times what chance makes of its root."""
    expected = int(usual.change * pair.then)
    low, high = max(1, min(pair.now, expected)), max(pair.now, expected)
    if high < 10 or high < 3 * low or Fraction(high, low) < usual.spread**2:
        return False
    return not counted or pair.now + expected - isqrt(4 * pair.now * expected) >= 4 * (1 + usual.change) // 1


LOSS = {**MONEY, "at_least": -10_000}
Time = dict[tuple[str, str], int]
"""Figures by unit and field; money in its last decimal."""


def some(of: Plan, size: Mapping[str, int], dice: Random) -> Time:
    """Figures of the size of each unit; a few not there, nothing, or out of the way, and a loss of money."""
    wild = (0, 0.1, 0.3, 3, 12, *[1] * 20)
    found = {
        (unit, name): int(size[unit] * dice.choice(wild) * dice.uniform(0.9, 1.1))
        for unit, name in product(of.unit, of.fields)
        if dice.random() < 0.95
    }
    return {
        (unit, name): -one if name == "money" and dice.random() < 0.1 else one for (unit, name), one in found.items()
    }


def as_filed(of: Plan, figures: Time, period: str, baseline: Time | None = None) -> list[Return]:
    said = [((unit, name), one) for (unit, name), one in figures.items()]
    said += [((unit, f"{name}@2022"), one) for (unit, name), one in (baseline or {}).items()]
    each = {unit: {name: one for (filer, name), one in said if filer == unit} for unit in of.unit}
    return [
        filed(unit, {name: Decimal(one).scaleb(-2) if name == "money" else one for name, one in own.items()}, period)
        for unit, own in each.items()
    ]


def rule_says(of: Plan, times: Sequence[dict[tuple[str, str], Pair]]) -> Iterator[tuple[str, str, str, int]]:
    """Who is asked about which field, beside what, and beside how many of it."""
    for unit, name in product(of.unit, of.fields):
        beside = list[tuple[Pair, Around, str]]()
        for pairs in times:
            others = [pair for (_, field), pair in pairs.items() if field == name and pair.then]
            own = [pair for (one, _), pair in pairs.items() if one == unit and pair.then]
            usual, word = (others, "other_units") if len(others) >= 6 else (own, "own_figures")
            if (unit, name) in pairs and len(usual) >= 6:
                beside.append((pairs[unit, name], around(usual), word))
        doubts = [one for one in beside if far_away(one[0], one[1], counted=name != "money")]
        up = {pair.now > int(usual.change * pair.then) for pair, usual, _ in doubts}
        if len(doubts) == len(beside) and len(up) == 1:
            yield unit, name, doubts[0][2], doubts[0][1].changes


@pytest.mark.parametrize("seed", range(part_of(60)))
def test_flows_are_asked_about_as_the_rule_says(seed: int) -> None:
    """Beside every time with which it can be compared, and in one direction; what fell within the year is told.

    " " is a return of no period that the plan has, "" the baseline year.
    """
    dice, asked = Random(seed), set[object]()  # noqa: S311  # the same in every run
    for _ in range(12):
        names = [f"f{number}" for number in range(dice.choice((1, 2, 7)))]
        specs = {name: count_field(flow=dice.random() < 0.9, baseline=dice.random() < 0.5) for name in names}
        target = {**TARGET, "measure": {"kind": "count", "of": "f0"}}
        of = plan({**specs, "money": LOSS}, target, dice.randint(1, 9))
        size = {unit: dice.choice((3, 10, 40, 900)) for unit in of.unit}
        some_times = dice.sample(["half_year", " 2022", "half_year 2022", "", " "], 3)
        then = {time: some(of, size, dice) for time in some_times}
        now, baseline = some(of, size, dice), then.pop("", {})
        baseline = {(unit, name): one for (unit, name), one in baseline.items() if of.fields[name].has_baseline}
        past: dict[str, list[Earlier]] = {unit: [] for unit in of.unit}
        for time, figures in then.items():
            period, _, year = time.partition(" ")
            for one in as_filed(of, figures, period):
                past[one.unit].append(Earlier(one, "" if year else period, year))
        found = [
            (one.unit, *(getattr(one.params[name], "id", "") for name in ("field", "of")), one.params["count"])
            for one in questions(of, "year", as_filed(of, now, "year", baseline), past)
            if one.code is Code.FLOW_UNUSUAL
        ]
        times = [
            {
                one: Pair(now[one], figure)
                for one, figure in figures.items()
                if of.fields[one[1]].grows and min(figure, now.get(one, -1)) >= 0
                and (time != "half_year" or now[one] >= figure)
            }
            for time, figures in (*then.items(), ("", baseline))
        ]  # fmt: skip
        assert sorted(found) == sorted(rule_says(of, times))
        asked |= {of for _, _, of, _ in found}
    assert asked
