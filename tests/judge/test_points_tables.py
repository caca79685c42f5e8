"""Tables of points as documents write them: floors, proportions, points taken away, and classes of scores.

The oracle shares no code with khpcmd: each table stands beside a function of the value that says the document's
sentence in fractions, every figure that is not known is filled in with every number, and the scores are added up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import product
from random import Random
from typing import NamedTuple

import pytest

from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.plan.model import Plan
from khpcmd.results import Rank, Result, Verdict
from worlds import count_field, filed, plan, text

FIELDS: Mapping[str, Mapping[str, object]] = {name: count_field() for name in ("part", "whole", "cases")}
SHARE = {"id": "R", "measure": {"kind": "ratio", "part": "part", "whole": "whole"}, "threshold": {"at_least": "60%"}}
CASES = {"id": "C", "measure": {"kind": "count", "of": "cases"}, "threshold": {"at_most": 3}}
MOST = {"part": 5, "whole": 5, "cases": 14}
"""Up to here every figure is tried; all tables end before 14 cases."""


class Table(NamedTuple):
    """A table of points, and what it says of a value."""

    criterion: Mapping[str, object]
    most: int
    points: Callable[[Fraction], Fraction]


def _half(number: object) -> Fraction:
    return Fraction(str(number))


OF_SHARES = (
    Table(  # "dưới 80%: 0 điểm; từ 80%: theo tỷ lệ"
        {"points": 10, "steps": [{"at_least": "80%", "points": 10, "full_at": "100%"}]},
        10,
        lambda value: 10 * value if value >= Fraction(4, 5) else Fraction(0),
    ),
    Table(  # "dưới 50%: trừ 5 điểm; từ 50% đến dưới 75%: 2 điểm; từ 75% đến 95%: 6 điểm; trên 95%: 10 điểm"
        {
            "points": 10,
            "steps": [
                {"less_than": "50%", "points": -5},
                {"at_least": "50%", "less_than": "75%", "points": 2},
                {"at_most": "95%", "points": 6},
                {"more_than": "95%", "points": 10},
            ],
        },
        10,
        lambda value: Fraction(
            -5 if value < _half("0.5") else 2 if value < _half("0.75") else 6 if value <= _half("0.95") else 10
        ),
    ),
    Table(  # "từ 0% trở lên 1 điểm; từ 40%, cứ thêm 10% được thêm 1,5 điểm, tối đa 7 điểm"
        {
            "points": 7,
            "steps": [{"at_least": "0%", "points": 1}, {"at_least": "40%", "points": Decimal("1.5"), "each": "10%"}],
        },
        7,
        lambda value: min(Fraction(7), 1 + max(Fraction(0), value - _half("0.4")) * 15),
    ),
    Table({"points": 8, "give": "in_proportion"}, 8, lambda value: 8 * min(Fraction(1), value / _half("0.6"))),
)
OF_CASES = (
    Table(  # "mỗi vụ trừ 0,5 điểm, nhiều nhất 3 điểm"
        {"points": 0, "least": -3, "steps": [{"more_than": 0, "each": 1, "points": Decimal("-0.5")}]},
        0,
        lambda value: max(Fraction(-3), -value / 2),
    ),
    Table(  # "10 điểm; từ vụ thứ ba, mỗi vụ trừ 2 điểm, không dưới 0 điểm"
        {"points": 10, "least": 0, "steps": [{"at_most": 2, "points": 10}, {"more_than": 2, "each": 1, "points": -2}]},
        10,
        lambda value: max(Fraction(0), Fraction(10) - 2 * max(Fraction(0), value - 2)),
    ),
    Table(  # "0 vụ: 4 điểm; 1 đến 3 vụ: 0 điểm; trên 3 vụ: trừ 6 điểm"
        {
            "points": 4,
            "steps": [{"equal_to": 0, "points": 4}, {"at_most": 3, "points": 0}, {"more_than": 3, "points": -6}],
        },
        4,
        lambda value: Fraction(4 if value == 0 else 0 if value <= 3 else -6),
    ),
)
POLICIES = ("", "none", "full", "not_counted")
CLASSES = ("good", "fair", "poor")


def scored(share: Table, cases: Table, policy: str, asked: Fraction, bounds: tuple[int, int]) -> Plan:
    """Two criteria, the first with a policy of its own; classes from so many percent of all points on."""
    common = {"clause": "1", "quote": "q", "title": text("t"), "cumulative": False, "judged": "each_unit"}
    criteria = [
        {"target": name, "give": "by_steps", **one.criterion, **more}
        for name, one, more in (
            ("R", share, {"not_applicable": policy} if policy else {}),
            ("C", cases, {"weight": 2}),
        )
    ]
    ends = [{"at_least": f"{bounds[0]}%"}, {"more_than": f"{bounds[1]}%"}, {}]
    classes = [{"name": text(name), **end} for name, end in zip(CLASSES, ends, strict=True)]
    of_score = {
        "id": "S",
        "measure": {"kind": "score", "criteria": criteria, "not_applicable": "full"},
        "threshold": {"at_least": f"{asked}%"},
        "classes": classes,
    }
    return plan(FIELDS, {}, districts=1, targets=[{**common, **one} for one in (SHARE, CASES, of_score)])


def completions(figures: Mapping[str, int | None]) -> Iterator[dict[str, int]]:
    ranges = [range(MOST[name] + 1) if value is None else [value] for name, value in figures.items()]
    for values in product(*ranges):
        found = dict(zip(figures, values, strict=True))
        if found["part"] <= found["whole"]:
            yield found


def by_the_sentences(world: Mapping[str, int], share: Table, cases: Table, policy: str) -> Fraction | None:
    """The score in one world as a share of the points that count."""
    points, most = 2 * cases.points(Fraction(world["cases"])), 2 * cases.most
    if world["whole"]:
        points, most = points + share.points(Fraction(world["part"], world["whole"])), most + share.most
    elif policy in ("", "full"):
        points, most = points + share.most, most + share.most
    elif policy == "none":
        most += share.most
    return Fraction(points, most) if most else None


def judged(of: Plan, figures: Mapping[str, int | None]) -> Result:
    world = World(of, "year", {"d1": filed("d1", figures)}, frozenset({"d1"}))
    return next(one for one in evaluate(world, of.targets) if one.target.id == "S")


def class_of(share: Fraction, bounds: tuple[int, int]) -> int:
    return 0 if share * 100 >= bounds[0] else 1 if share * 100 > bounds[1] else 2


@pytest.mark.parametrize("share", range(len(OF_SHARES)))
@pytest.mark.parametrize("cases", range(len(OF_CASES)))
@pytest.mark.parametrize("policy", POLICIES)
def test_a_verdict_and_a_class_hold_in_every_world(share: int, cases: int, policy: str) -> None:
    random = Random(f"{share}{cases}{policy}")  # noqa: S311  # worlds for a test
    tables = OF_SHARES[share], OF_CASES[cases]
    for _ in range(6):
        asked, low = Fraction(random.choice([10, 25, 50, 75, 90, 100])), random.choice([0, 20, 40])
        bounds = low + random.choice([20, 35, 50]), low
        of = scored(*tables, policy, asked, bounds)
        for _ in range(6):
            figures = {name: random.choice([None, random.randint(0, most)]) for name, most in MOST.items()}
            worlds = [by_the_sentences(world, *tables, policy) for world in completions(figures)]
            if not worlds:
                continue
            decided, exact = None not in figures.values(), _exact(figures)
            _holds(judged(of, figures), worlds, asked, bounds, decided=decided, exact=exact)


def _exact(figures: Mapping[str, int | None]) -> bool:
    """Whether the share is known, or nothing of it: of one that is half known any share is taken to be possible."""
    return (figures["part"] is None) is (figures["whole"] is None)


def _holds(
    result: Result,
    worlds: list[Fraction | None],
    asked: Fraction,
    bounds: tuple[int, int],
    *,
    decided: bool,
    exact: bool,
) -> None:
    """The verdict is that of every world, and the classes are those of the worlds with the fewest and most points."""
    (unit,) = result.units
    expected = {None: Verdict.NOT_APPLICABLE, True: Verdict.MET, False: Verdict.MISSED}
    reached = {expected[None if share is None else share * 100 >= asked] for share in worlds}
    if unit.verdict in expected.values():
        assert reached == {unit.verdict}
    else:
        assert unit.verdict is Verdict.INCONCLUSIVE
        assert not decided
        assert len(reached) > 1 or not exact
    found = sorted({class_of(share, bounds) for share in worlds if share is not None})
    possible = [one.name.en for one in result.classes.get("d1", ())]
    assert {CLASSES[number] for number in found} <= set(possible)
    if found and exact and Verdict.NOT_APPLICABLE not in reached:
        assert possible == list(CLASSES[found[0] : found[-1] + 1])


@pytest.mark.parametrize("seed", range(12))
def test_the_ends_of_a_score_are_those_of_some_world(seed: int) -> None:
    random = Random(seed)  # noqa: S311  # worlds for a test
    tables = random.choice(OF_SHARES), random.choice(OF_CASES)
    common = scored(*tables, "none", Fraction(50), (60, 30))
    of = common.changed(units=(common.units[0], common.units[0].model_copy(update={"id": "d2"})))
    for _ in range(6):
        figures = {name: random.choice([None, random.randint(0, most)]) for name, most in MOST.items()}
        worlds = [by_the_sentences(world, *tables, "none") for world in completions(figures)]
        shares = [share * (tables[0].most + 2 * tables[1].most) for share in worlds if share is not None]
        if not shares:
            continue
        full = {"part": 5, "whole": 5, "cases": 0}
        world = World(of, "year", {"d1": filed("d1", figures), "d2": filed("d2", full)}, frozenset({"d1", "d2"}))
        (result,) = [one for one in evaluate(world, of.targets) if one.target.id == "S"]
        ranks: dict[str, Rank] = {one.unit: one for one in result.ranking}
        low, high = ranks["d1"].low, ranks["d1"].high
        assert low <= min(shares) <= max(shares) <= high, figures
        assert (low, high) == (min(shares), max(shares)) or not _exact(figures), figures


def test_a_class_is_open_while_a_criterion_is_and_none_is_told_while_the_year_runs() -> None:
    of = scored(OF_SHARES[0], OF_CASES[1], "none", Fraction(50), (80, 40))
    known = judged(of, {"part": 5, "whole": 5, "cases": 0})
    assert [one.name.en for one in known.classes["d1"]] == ["good"]
    half = judged(of, {"part": None, "whole": 5, "cases": 2})  # 20 to 30 of 30
    assert [one.name.en for one in half.classes["d1"]] == ["good", "fair"]
    targets = tuple(one.model_copy(update={"cumulative": True}) for one in of.targets)
    later = of.changed(targets=targets)
    world = World(later, "half_year", {"d1": filed("d1", {"part": 5, "whole": 5, "cases": 0})}, frozenset({"d1"}))
    (score,) = [one for one in evaluate(world, later.targets) if one.target.id == "S"]
    assert score.classes == {}
