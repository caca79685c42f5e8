"""Scores: points for other targets, between bounds where these are open, and units ranked by them.

The oracle knows none of khpcmd's code: it fills in every figure that is not known, gives each criterion its points by
the plan's sentences, and adds them up as fractions. What khpcmd calls met (or missed) has to be so in every world.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from random import Random

import pytest

from khpcmd.diagnostics import Location
from khpcmd.judge.answers import Answers
from khpcmd.judge.turns import Turns
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.waivers import Waivers
from khpcmd.judge.world import World
from khpcmd.measures.score import least_share
from khpcmd.measures.tally import Span
from khpcmd.plan.decisions import Answer, Waiver
from khpcmd.plan.model import Plan
from khpcmd.results import Reason, Result, Verdict
from khpcmd.returns import Key
from worlds import count_field, filed, plan, text

YES_NO = {"kind": "yes_no", "label": text("yes"), "reported_by": ["district"]}
FIELDS: Mapping[str, Mapping[str, object]] = {
    "issued": YES_NO,
    "part": count_field(),
    "whole": count_field(),
    "visits": count_field(),
}
ISSUED = {"id": "A", "measure": {"kind": "done", "field": "issued"}}
RATE = {"id": "B", "measure": {"kind": "ratio", "part": "part", "whole": "whole"}, "threshold": {"at_least": "60%"}}
VISITS = {"id": "C", "measure": {"kind": "count", "of": "visits"}, "threshold": {"at_least": 4}}
STEPS = [{"at_least": 1, "points": 5}, {"at_least": 3, "points": 15}, {"at_least": 4, "points": 20}]
CRITERIA = [
    {"target": "A", "points": 50},
    {"target": "B", "points": 30, "give": "in_proportion"},
    {"target": "C", "points": 20, "give": "by_steps", "steps": STEPS},
]
Figures = Mapping[str, Mapping[str, int | bool | None]]


def scored(score: Mapping[str, object] | None = None, *, each: bool = True, at_least: object = 80) -> Plan:
    judged = "each_unit" if each else "pooled"
    common = {"clause": "1", "quote": "q", "title": text("t"), "cumulative": False, "judged": judged}
    measure = {"kind": "score", "criteria": CRITERIA, **(score or {})}
    of_score = {"id": "S", "measure": measure, "threshold": {"at_least": at_least}}
    return plan(FIELDS, {}, targets=[{**common, **one} for one in (ISSUED, RATE, VISITS, of_score)])


def results(of: Plan, figures: Figures, period: str = "year") -> dict[str, Result]:
    returns = {unit: filed(unit, values) for unit, values in figures.items()}
    world = World(of, period, returns, frozenset(unit.id for unit in of.units))
    return {result.target.id: result for result in evaluate(world, of.targets)}


def score(of: Plan, figures: Figures) -> Result:
    return results(of, figures)["S"]


def one(issued: bool | None, part: int | None, whole: int | None, visits: int | None) -> dict[str, int | bool | None]:
    return {"issued": issued, "part": part, "whole": whole, "visits": visits}


FULL = one(True, 60, 100, 4)


def points_of(result: Result, unit: str) -> Fraction:
    (own,) = [line for line in result.units if line.unit == unit]
    assert own.measurement.value is not None
    return own.measurement.value * 100


@pytest.mark.parametrize(
    ("figures", "points"),
    [
        (FULL, Fraction(100)),
        (one(True, 0, 100, 0), Fraction(50)),
        (one(False, 60, 100, 4), Fraction(50)),
        (one(True, 29, 96, 0), 50 + Fraction(29, 96) / Fraction(60, 100) * 30),
        (one(True, 100, 100, 4), Fraction(100)),  # no more than all points
        (one(True, 60, 100, 3), Fraction(95)),
        (one(True, 60, 100, 2), Fraction(85)),
        (one(False, 0, 100, 0), Fraction(0)),
    ],
)
def test_points_are_all_or_nothing_in_proportion_or_by_steps(
    figures: Mapping[str, int | bool | None], points: Fraction
) -> None:
    result = score(scored(), {"d1": figures, "d2": FULL, "d3": FULL})
    assert points_of(result, "d1") == points
    assert result.verdict is (Verdict.MET if points >= 80 else Verdict.MISSED)


def test_a_score_one_hair_short_is_missed() -> None:
    short = one(True, 199_999, 1_000_000, 4)  # 50 + 9,99995 + 20
    assert score(scored(), {"d1": short, "d2": FULL, "d3": FULL}).verdict is Verdict.MISSED
    enough = one(True, 200_000, 1_000_000, 4)
    assert score(scored(), {"d1": enough, "d2": FULL, "d3": FULL}).verdict is Verdict.MET


def test_weights_multiply_and_count_in_the_most() -> None:
    weighted = [{**CRITERIA[0], "weight": 2}, CRITERIA[1]]
    of = scored({"criteria": weighted}, at_least="90%")
    assert of.target["S"].measure.out_of == 130
    result = score(of, {"d1": one(True, 30, 100, 0), "d2": FULL, "d3": FULL})
    assert result.units[0].measurement.value == Fraction(115, 130)
    assert result.verdict is Verdict.MISSED


def test_an_open_criterion_leaves_the_score_between_bounds() -> None:
    of = scored(at_least=70)
    unread = score(of, {"d1": one(None, 60, 100, 4), "d2": FULL, "d3": FULL})
    assert (unread.verdict, unread.reason) == (Verdict.INCONCLUSIVE, Reason.CRITERIA)
    sure = score(of, {"d1": one(True, 60, 100, None), "d2": FULL, "d3": FULL})  # 80 to 100
    assert sure.verdict is Verdict.MET
    lost = score(of, {"d1": one(False, None, 100, 4), "d2": FULL, "d3": FULL})  # 20 to 50
    assert lost.verdict is Verdict.MISSED


def test_every_figure_of_an_open_score_may_turn_it() -> None:
    of, figures = scored(), {"d1": one(None, 60, 100, 4), "d2": FULL, "d3": FULL}
    world = World(of, "year", {unit: filed(unit, own) for unit, own in figures.items()}, frozenset(figures))
    assert Turns(world, of.targets).by([("d2", Key("visits"))]) == ("C", "S")


@pytest.mark.parametrize(("visits", "turned"), [(3, ("C",)), (2, ("C", "S"))])
def test_a_usual_figure_turns_a_score_whose_points_it_takes_below_the_threshold(
    visits: int, turned: tuple[str, ...]
) -> None:
    """Of 100 points 90 are asked: with 3 visits instead of 4 it has 95, with 2 it has 85."""
    of, figures = scored(at_least=90), dict.fromkeys(("d1", "d2", "d3"), FULL)
    world = World(of, "year", {unit: filed(unit, own) for unit, own in figures.items()}, frozenset(figures))
    turns, key = Turns(world, of.targets), Key("visits")
    assert turns.by([("d1", key)]) == ("C", "S")
    assert turns.by_usual({("d1", key): [Span(visits, visits)]}, ("C", "S")) == turned


def test_units_with_as_many_points_share_a_rank_and_the_next_is_counted_on() -> None:
    result = score(scored(), {"d1": one(True, 0, 100, 4), "d2": FULL, "d3": FULL})
    assert [(rank.unit, rank.first, rank.last) for rank in result.ranking] == [("d2", 1, 1), ("d3", 1, 1), ("d1", 3, 3)]


def test_of_units_with_as_many_points_so_far_the_one_that_can_still_have_more_comes_first() -> None:
    result = score(scored(), {"d1": one(True, 60, 100, 3), "d2": one(True, 60, 100, None), "d3": FULL})
    low = {rank.unit: rank.low for rank in result.ranking}
    assert [rank.unit for rank in result.ranking] == sorted(low, key=lambda unit: (-low[unit], unit))
    result = score(scored(), {"d1": one(True, 60, 100, 0), "d2": one(True, 60, 100, None), "d3": FULL})
    assert [rank.unit for rank in result.ranking] == ["d3", "d2", "d1"]


@pytest.mark.parametrize(("visits", "points"), [(3, Fraction(45, 2)), (1, Fraction(15, 2)), (0, Fraction(0))])
def test_weights_multiply_the_points_of_a_step_and_below_the_first_one_there_are_none(
    visits: int, points: Fraction
) -> None:
    weighted = [*CRITERIA[:2], {**CRITERIA[2], "weight": Decimal("1.5")}]
    found = score(scored({"criteria": weighted}), {"d1": one(False, 0, 9, visits)})
    assert [(of.low, of.high) for of in found.points["d1"] if of.target == "C"] == [(points, points)]


def test_an_open_criterion_may_give_no_points_or_all() -> None:
    found = score(scored(), {unit: one(None, 60, 100, 4) for unit in ("d1", "d2", "d3")})
    assert [(of.low, of.high) for of in found.points["d1"] if of.target == "A"] == [(Fraction(0), Fraction(50))]


def test_where_no_criterion_may_count_in_the_end_there_may_be_no_score() -> None:
    """What was reached lies within the limit, whatever it is; but there may be nothing to measure."""
    common = {"clause": "1", "quote": "q", "title": text("t"), "cumulative": False, "judged": "each_unit"}
    measure = {"kind": "score", "criteria": CRITERIA[1:2], "not_applicable": "not_counted"}
    of_score = {"id": "S", "measure": measure, "threshold": {"at_most": 30}}
    of = plan(FIELDS, {}, targets=[{**common, **each} for each in (RATE, of_score)])
    in_proportion = {"d1": one(True, 10, 100, 0), "d2": one(True, 0, 0, 0)}
    assert score(of, {**in_proportion, "d3": one(True, 0, None, 0)}).verdict is Verdict.MET
    alone = [unit.verdict for unit in score(of, {**in_proportion, "d3": one(True, 0, None, 0)}).units]
    assert alone == [Verdict.MET, Verdict.NOT_APPLICABLE, Verdict.INCONCLUSIVE]


@pytest.mark.parametrize(("now", "points"), [(103, 0), (105, 10), (109, 10), (110, 20)])
def test_steps_of_a_growth_are_what_it_grew_by(now: int, points: int) -> None:
    steps = [{"at_least": "+5%", "points": 10}, {"at_least": "+10%", "points": 20}]
    criteria = [{"target": "G", "points": 20, "give": "by_steps", "steps": steps}]
    common = {"clause": "1", "quote": "q", "title": text("t"), "cumulative": False, "judged": "each_unit"}
    grown = {"id": "G", "measure": {"kind": "growth", "of": "visits"}, "threshold": {"at_least": "+10%"}}
    of_score = {"id": "S", "measure": {"kind": "score", "criteria": criteria}, "threshold": {"at_least": 10}}
    of = plan({"visits": count_field(baseline=True)}, {}, targets=[{**common, **one} for one in (grown, of_score)])
    found = score(of, {unit.id: {"visits": now, "visits@2022": 100} for unit in of.units})
    assert [one.low == one.high == Fraction(points) for one in found.points["d1"]] == [True]


def test_a_ranking_of_open_scores_says_from_which_rank_to_which() -> None:
    result = score(scored(), {"d1": one(True, 60, 100, None), "d2": one(True, 45, 100, 4), "d3": one(False, 0, 9, 0)})
    ranks = {rank.unit: (rank.low, rank.high, rank.first, rank.last) for rank in result.ranking}
    assert ranks["d1"] == (Fraction(80), Fraction(100), 1, 2)
    assert ranks["d2"] == (Fraction(185, 2), Fraction(185, 2), 1, 2)
    assert ranks["d3"] == (Fraction(0), Fraction(0), 3, 3)


@pytest.mark.parametrize(
    ("policy", "value"), [("none", Fraction(70)), ("full", Fraction(100)), ("not_counted", Fraction(100))]
)
def test_what_is_not_applicable_counts_as_the_plan_says(policy: str, value: Fraction) -> None:
    nothing = one(True, 0, 0, 4)
    assert points_of(score(scored({"not_applicable": policy}), {"d1": nothing}), "d1") == value


def test_not_counted_the_rest_stands_for_the_whole() -> None:
    nothing = one(False, 0, 0, 4)
    result = score(scored({"not_applicable": "not_counted"}), {"d1": nothing})
    assert points_of(result, "d1") == Fraction(20, 70) * 100
    assert [points.not_counted for points in result.points["d1"]] == [False, True, False]
    assert [points.may_not_count for points in result.points["d1"]] == [False, True, False]


def test_where_no_criterion_counts_there_is_no_score() -> None:
    of = scored({"criteria": CRITERIA[1:2], "not_applicable": "not_counted"})
    result = score(of, dict.fromkeys(("d1", "d2", "d3"), one(True, 0, 0, 4)))
    assert (result.verdict, result.reason) == (Verdict.NOT_APPLICABLE, Reason.NOTHING_TO_MEASURE)


@pytest.mark.parametrize(
    ("policy", "value"), [("as_reached", Fraction(20, 1)), ("full", Fraction(30)), ("not_counted", Fraction(0))]
)
def test_what_is_waived_counts_as_the_plan_says(policy: str, value: Fraction) -> None:
    of = scored({"waived": policy})
    world = World(of, "year", {"d1": filed("d1", one(True, 40, 100, 4))}, frozenset({"d1"}))
    granted = Waiver("B", "d1", "r", "d", "a", date(2023, 12, 31), Location("w.yaml", line=1, column=1))
    found = evaluate(
        world, of.targets, lambda seen, some: Waivers("w", "", (granted,)).applied(seen, some, date(2023, 12, 12))[0]
    )
    assert found[-1].points["d1"][1].high == value
    assert found[1].verdict is Verdict.WAIVED


def test_what_is_waived_gives_no_points_that_were_not_reached() -> None:
    of = scored()
    world = World(of, "year", {"d1": filed("d1", one(False, 60, 100, 4))}, frozenset({"d1"}))
    granted = Waiver("A", "d1", "r", "d", "a", date(2023, 12, 31), Location("w.yaml", line=1, column=1))
    found = evaluate(
        world, of.targets, lambda seen, some: Waivers("w", "", (granted,)).applied(seen, some, date(2023, 12, 12))[0]
    )
    assert found[0].verdict is Verdict.WAIVED
    assert points_of(found[-1], "d1") == 50
    assert found[-1].verdict is Verdict.MISSED


def test_what_is_in_progress_gives_no_points_yet_and_within_an_upper_limit_perhaps_all() -> None:
    common = {"clause": "1", "quote": "q", "title": text("t"), "cumulative": True}
    more = {**common, "id": "M", "measure": {"kind": "count", "of": "visits"}, "threshold": {"at_least": 9}}
    fewer = {**common, "id": "F", "measure": {"kind": "count", "of": "part"}, "threshold": {"at_most": 9}}
    measure = {"kind": "score", "criteria": [{"target": "M", "points": 60}, {"target": "F", "points": 40}]}
    of_score = {**common, "id": "S", "measure": measure, "threshold": {"at_least": 40}}
    of = plan(FIELDS, {}, targets=[more, fewer, of_score])
    found = results(of, {f"d{n}": one(True, 1, 5, 1) for n in (1, 2, 3)}, "half_year")
    assert (found["M"].verdict, found["F"].verdict) == (Verdict.IN_PROGRESS, Verdict.IN_PROGRESS)
    assert [(int(points.low), int(points.high)) for points in found["S"].points[""]] == [(0, 0), (0, 40)]
    assert found["S"].verdict is Verdict.INCONCLUSIVE


def test_a_manual_criterion_is_open_until_it_is_answered() -> None:
    common = {"clause": "1", "quote": "q", "title": text("t"), "cumulative": False}
    manual = {**common, "id": "M", "measure": {"kind": "manual"}}
    measure = {"kind": "score", "criteria": [{"target": "M", "points": 5}, {"target": "A", "points": 5}]}
    of_score = {**common, "id": "S", "measure": measure, "threshold": {"at_least": 6}}
    of = plan(FIELDS, {}, targets=[{**common, **ISSUED}, manual, of_score])
    world = World(of, "year", {f"d{n}": filed(f"d{n}", FULL) for n in (1, 2, 3)}, frozenset({"d1", "d2", "d3"}))
    *_, waiting = evaluate(world, of.targets)
    assert (waiting.verdict, waiting.reason, waiting.open_units) == (Verdict.INCONCLUSIVE, Reason.CRITERIA, ())
    given = Answer("M", "year", "met", "r", "d", "w", date(2023, 12, 10), Location("a.yaml", line=1, column=1))
    *_, found = evaluate(
        world, of.targets, lambda _, some: Answers("a", "", (given,)).applied(of, "year", some, date(2023, 12, 12))[0]
    )
    assert found.verdict is Verdict.MET
    assert found.measurement is not None
    assert found.measurement.value == 1


def test_a_score_of_all_units_waits_for_the_units_that_its_criteria_wait_for() -> None:
    result = score(scored(each=False), {"d1": FULL, "d2": FULL})
    assert result.verdict is Verdict.INCONCLUSIVE
    assert [waited.unit for waited in result.open_units] == ["d3"]
    assert result.units == ()


@pytest.mark.parametrize("policy", ["none", "full", "not_counted"])
def test_a_score_is_not_held_against_some_units_where_one_of_its_targets_is_not(policy: str) -> None:
    """C is a number that all units owe together: without it there is no score of those that reported."""
    of = scored({"not_applicable": policy}, each=False)
    some = World(of, "year", {"d1": filed("d1", FULL)}, frozenset({"d1"}))
    assert [found.target.id for found in evaluate(some, of.targets)] == ["A", "B"]
    assert score(of, dict.fromkeys(("d1", "d2", "d3"), FULL)).verdict is Verdict.MET


def test_a_unit_that_has_reported_and_lacks_a_figure_does_not_only_wait_for_the_year() -> None:
    of = scored()
    of = of.model_copy(update={"targets": tuple(one.model_copy(update={"cumulative": True}) for one in of.targets)})
    figures = {"d1": one(True, 0, 100, None), "d2": one(True, 0, 100, 1), "d3": one(True, 0, 100, 1)}
    found = results(of, figures, "half_year")["S"]
    assert {unit.unit: (unit.reported, unit.under_way) for unit in found.open_units}["d1"] == (True, False)


def test_before_the_year_is_over_a_shortfall_of_a_cumulative_score_is_under_way() -> None:
    of = scored()
    of = of.changed(targets=tuple(target.model_copy(update={"cumulative": True}) for target in of.targets))
    found = results(of, {f"d{n}": one(True, 10, 100, 1) for n in (1, 2, 3)}, "half_year")
    assert found["S"].verdict is Verdict.IN_PROGRESS


@pytest.mark.parametrize("criteria", [1, 2, 3, 4])
def test_the_least_share_of_points_is_that_of_the_worst_choice(criteria: int) -> None:
    """Points may be taken away, and a criterion may not count; one at least does."""
    random = Random(criteria)  # noqa: S311  # worlds for a test
    for _ in range(150):
        some = [(Fraction(random.randint(-6, most)), Fraction(most)) for most in random.choices((2, 5, 9), k=criteria)]
        kept = random.choices((True, False), k=criteria)
        choices = [[one, (Fraction(0), Fraction(0))][: 1 + maybe] for one, maybe in zip(some, kept, strict=True)]
        worlds = [[sum(side) for side in zip(*world, strict=True)] for world in product(*choices)]
        assert least_share(choices) == min(Fraction(points, most) for points, most in worlds if most)


MOST = {"issued": 1, "part": 5, "whole": 5, "visits": 5}


def completions(figures: Mapping[str, int | bool | None]) -> Iterator[dict[str, int]]:
    """Every way to fill in what is not known, with a part inside its whole."""
    ranges = [range(MOST[name] + 1) if value is None else [int(value)] for name, value in figures.items()]
    for values in product(*ranges):
        found = dict(zip(figures, values, strict=True))
        if found["part"] <= found["whole"]:
            yield found


def by_the_sentences(figures: Mapping[str, int], policy: str) -> Fraction | None:
    """The points of one unit in one world, of 100."""
    points, most = Fraction(50 if figures["issued"] else 0), 50
    if figures["whole"]:
        points += 30 * min(Fraction(1), Fraction(figures["part"], figures["whole"]) / Fraction(3, 5))
        most += 30
    elif policy == "full":
        points, most = points + 30, most + 30
    elif policy == "none":
        most += 30
    visits = figures["visits"]
    points += 20 if visits >= 4 else 15 if visits >= 3 else 5 if visits >= 1 else 0
    return points / (most + 20) * 100


@pytest.mark.crossing(40)
@pytest.mark.parametrize("policy", ["none", "full", "not_counted"])
@pytest.mark.parametrize("seed", range(40))
def test_a_verdict_holds_in_every_world_and_the_bounds_hold_every_score(policy: str, seed: int) -> None:
    random = Random(f"{policy}{seed}")  # noqa: S311  # worlds for a test
    asked = random.choice([20, 45, 50, 65, 80, 95, 100])
    of = scored({"not_applicable": policy}, at_least=asked)
    for _ in range(8):
        figures = {
            name: random.choice([None, random.randint(0, most), random.randint(0, most)]) for name, most in MOST.items()
        }
        if None not in (figures["part"], figures["whole"]) and figures["part"] > figures["whole"]:  # type: ignore[operator]
            continue
        if figures["issued"] is not None:
            figures["issued"] = bool(figures["issued"])
        result = score(of, {"d1": figures})
        (unit,) = [line for line in result.units if line.unit == "d1"]
        worlds = [by_the_sentences(world, policy) for world in completions(figures)]
        reached = {points is not None and points >= asked for points in worlds}
        if unit.verdict is Verdict.MET:
            assert reached == {True}, figures
        elif unit.verdict is Verdict.MISSED:
            assert reached == {False}, figures
        elif None not in figures.values():
            raise AssertionError(f"{figures} are known, and still {unit.verdict}")
        ends = {rank.unit: rank for rank in result.ranking}["d1"]
        assert all(points is None or ends.low <= points <= ends.high for points in worlds), (figures, ends)


FEWER = {"id": "D", "measure": {"kind": "count", "of": "visits"}, "threshold": {"at_most": 3}}
DOWN = [{"at_most": 0, "points": 20}, {"at_most": 1, "points": 18}, {"at_most": 4, "points": 12}]


def falling(asked: int, *, cumulative: bool = False) -> Plan:
    common = {"clause": "1", "quote": "q", "title": text("t"), "judged": "each_unit"}
    measure = {
        "kind": "score",
        "criteria": [
            {"target": "A", "points": 50},
            {"target": "D", "points": 20, "weight": 2, "give": "by_steps", "steps": DOWN},
        ],
    }
    of_score = {"id": "S", "measure": measure, "threshold": {"at_least": asked}}
    own = ((ISSUED, False), (FEWER, cumulative), (of_score, False))
    return plan(FIELDS, {}, targets=[{**common, **one, "cumulative": adds} for one, adds in own])


@pytest.mark.parametrize("asked", [24, 25, 36, 40, 50, 74, 75, 86, 90])
def test_steps_that_fall_hold_in_every_world(asked: int) -> None:
    """The limit of the target (3) lies below the last step (4): points are given for the value, met or missed."""
    of = falling(asked)
    for issued, visits in product((True, False, None), (*range(7), None)):
        result = score(of, {"d1": one(issued, 0, 0, visits)})
        (unit,) = [line for line in result.units if line.unit == "d1"]
        worlds = {
            (50 if yes else 0) + 2 * (20 if many <= 0 else 18 if many <= 1 else 12 if many <= 4 else 0)
            for yes in ([issued] if issued is not None else [True, False])
            for many in ([visits] if visits is not None else range(9))
        }
        reached = {points >= asked for points in worlds}
        expected = Verdict.INCONCLUSIVE if len(reached) > 1 else Verdict.MET if reached == {True} else Verdict.MISSED
        assert unit.verdict is expected, (issued, visits)
        ends = {rank.unit: rank for rank in result.ranking}["d1"]
        assert [ends.low, ends.high] == [Fraction(min(worlds)), Fraction(max(worlds))]


@pytest.mark.parametrize("visits", [0, 1, 4, 5])
def test_steps_that_fall_are_open_while_the_year_runs(visits: int) -> None:
    """2 so far may be 9 in the end: no score is met by them at half-year."""
    found = results(falling(86, cumulative=True), {"d1": one(True, 0, 0, visits)}, "half_year")["S"]
    assert [(int(points.low), int(points.high)) for points in found.points["d1"]] == [(50, 50), (0, 40)]
    assert {line.unit: line.verdict for line in found.units}["d1"] is Verdict.INCONCLUSIVE
    found = results(falling(86, cumulative=True), {"d1": one(True, 0, 0, visits)})["S"]
    assert {line.unit: line.verdict for line in found.units}["d1"] is (Verdict.MET if visits < 2 else Verdict.MISSED)


@pytest.mark.parametrize("seed", range(30))
def test_a_rank_is_between_its_ends_in_every_world(seed: int) -> None:
    random = Random(seed)  # noqa: S311  # worlds for a test
    figures = {}
    for unit in ("d1", "d2", "d3"):
        open_ = random.choice(["visits", "issued", ""])
        known = one(random.random() < 0.5, random.randint(0, 5), 5, random.randint(0, 5))
        figures[unit] = {**known, **({open_: None} if open_ else {})}
    ranks = {rank.unit: rank for rank in score(scored(), figures).ranking}
    for worlds in product(*(list(completions(figures[unit])) for unit in figures)):
        points = dict(zip(figures, (by_the_sentences(world, "none") or Fraction(0) for world in worlds), strict=True))
        for unit, own in points.items():
            place = 1 + sum(other > own for other in points.values())
            assert ranks[unit].first <= place <= ranks[unit].last


def test_points_are_in_proportion_to_the_number_of_the_register_that_a_unit_has_to_reach() -> None:
    """What ``full_at`` cannot say: the level of each unit is that of the target itself."""
    common = {"clause": "1", "quote": "q", "title": text("t"), "cumulative": False, "judged": "each_unit"}
    asked = {"id": "C", "measure": VISITS["measure"], "threshold": {"at_least": {"register": "communes"}}}
    measure = {"kind": "score", "criteria": [{"target": "C", "points": 100, "give": "in_proportion"}]}
    of_score = {"id": "S", "measure": measure, "threshold": {"at_least": 60}}
    of = plan(FIELDS, {}, districts=2, communes=8, targets=[{**common, **one} for one in (asked, of_score)])
    found = score(of, {"d1": {"visits": 4}, "d2": {"visits": 9}})
    assert [(one.measurement.value, one.verdict) for one in found.units] == [
        (Fraction(1, 2), Verdict.MISSED),
        (Fraction(1), Verdict.MET),
    ]


@pytest.mark.parametrize(
    ("parts", "missing", "low", "high"),
    [
        ((30, 30, 30), False, 15, 15),  # 30% of the 60% that are asked: half of the 30 points
        ((60, 70, 80), False, 30, 30),
        ((0, 0, 0), False, 0, 0),
        ((30, 30), True, 0, 30),  # of the third nothing is known, nor of how many
    ],
)
def test_points_in_proportion_to_the_value_of_all_together(
    parts: tuple[int, ...], missing: bool, low: int, high: int
) -> None:
    figures = {f"d{number}": one(True, part, 100, 4) for number, part in enumerate(parts, 1)}
    result = score(scored(each=False), figures)
    (points,) = [of for of in result.points[""] if of.target == "B"]
    assert (points.low, points.high, bool(result.open_units)) == (Fraction(low), Fraction(high), missing)


def test_two_units_are_ranked_and_one_alone_is_not() -> None:
    of, figures = scored(), {"d1": one(True, 0, 100, 4), "d2": FULL}
    for scope, ranks in ((("d1", "d2"), [("d2", 1, 1), ("d1", 2, 2)]), (("d1",), [])):
        world = World(of, "year", {unit: filed(unit, own) for unit, own in figures.items()}, frozenset(scope))
        (found,) = [one for one in evaluate(world, of.targets) if one.target.id == "S"]
        assert [(one.unit, one.first, one.last) for one in found.ranking] == ranks


@pytest.mark.parametrize("each", [False, True])
def test_nobody_is_told_by_how_many_points_a_score_is_met_nor_who_could_make_up_for_them(*, each: bool) -> None:
    met = score(scored(each=each), dict.fromkeys(("d1", "d2", "d3"), FULL))
    missed = score(scored(each=each), dict.fromkeys(("d1", "d2", "d3"), one(False, 0, 100, 0)))
    assert (met.verdict, met.margin) == (Verdict.MET, None)
    assert (missed.verdict, missed.fair_shares) == (Verdict.MISSED, None)


@pytest.mark.parametrize("each", [False, True])
def test_a_score_is_short_of_points(*, each: bool) -> None:
    """29 of 96 are half of what is asked and 1/288 more: 15.10 of 30 points, so that 14.90 are lacking of all."""
    figures = dict.fromkeys(("d1", "d2", "d3"), one(True, 29, 96, 4))
    result = score(scored(each=each, at_least=100), figures)
    lacking = [unit.gap and unit.gap.more for unit in result.units] if each else [result.gap and result.gap.more]
    assert lacking == [Decimal("14.90")] * len(lacking)
    assert lacking


RATED: Mapping[str, object] = {
    "kind": "amount",
    "reported_by": ["district"],
    "unit_of_measure": text("%"),
    "decimals": 1,
}


@pytest.mark.parametrize(
    ("criterion", "figures", "points"),
    [
        ({"measure": {"kind": "count", "of": "rate"}, "threshold": {"at_least": "60%"}}, {"rate": Decimal(30)}, 50),
        ({**RATE, "zero": "missed"}, {"part": 0, "whole": 0}, 0),
        ({"measure": {"kind": "done", "field": "issued"}}, {"issued": True}, 100),
    ],
)
def test_points_in_proportion_to_what_is_asked(
    criterion: Mapping[str, object], figures: Mapping[str, object], points: int
) -> None:
    common = {"clause": "1", "quote": "q", "title": text("t"), "cumulative": False, "judged": "each_unit"}
    measure = {"kind": "score", "criteria": [{"target": "X", "points": 100, "give": "in_proportion"}]}
    of_score: Mapping[str, object] = {"id": "S", "measure": measure, "threshold": {"at_least": 1}}
    targets = [{**criterion, "id": "X"}, of_score]
    fields: Mapping[str, Mapping[str, object]] = {**FIELDS, "rate": RATED}
    of = plan(fields, {}, districts=1, targets=[{**common, **one} for one in targets])
    world = World(of, "year", {"d1": filed("d1", figures)}, frozenset({"d1"}))
    assert points_of(evaluate(world, of.targets)[1], "d1") == points


def test_the_share_of_units_that_did_it_gives_points_in_proportion_to_all_of_them() -> None:
    done = [{"target": "A", "points": 100, "give": "in_proportion"}]
    result = score(scored({"criteria": done}, each=False), {"d1": FULL, "d2": one(False, 0, 1, 0), "d3": FULL})
    assert [(found.low, found.high) for found in result.points[""]] == [(Fraction(200, 3), Fraction(200, 3))]


def test_a_score_of_a_unit_waits_for_no_criterion_of_another_period() -> None:
    of = scored()
    visits = of.target["C"].model_copy(update={"periods": ("half_year",)})
    of = of.changed(targets=tuple(visits if one.id == "C" else one for one in of.targets))
    result = score(of, {"d1": FULL, "d2": FULL, "d3": one(None, 60, 100, 4)})
    assert [(waited.unit, waited.under_way) for waited in result.open_units] == [("d3", False)]


@pytest.mark.parametrize("manual", [False, True])
def test_only_the_rest_of_the_year_is_waited_for_unless_a_person_has_to_decide(*, manual: bool) -> None:
    at_most = {**VISITS, "threshold": {"at_most": 4}}
    common = {"clause": "1", "quote": "q", "title": text("t"), "cumulative": True, "judged": "each_unit"}
    looked = {"id": "M", "measure": {"kind": "manual"}}
    names = ["C", "M"] if manual else ["C"]
    measure = {"kind": "score", "criteria": [{"target": name, "points": 50} for name in names]}
    targets: list[Mapping[str, object]] = [
        at_most,
        looked,
        {"id": "S", "measure": measure, "threshold": {"at_least": 40}},
    ]
    of = plan(FIELDS, {}, targets=[{**common, **one} for one in targets])
    result = results(of, dict.fromkeys(("d1", "d2", "d3"), FULL), "half_year")["S"]
    assert {waited.under_way for waited in result.open_units} == {not manual}
