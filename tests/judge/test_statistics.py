"""Thresholds that are statistics of the units: each held against all of them, whatever the missing figures will be.

The oracle shares no code with khpcmd: it fills in every figure that is not known with every number, works the statistic
out over all units by its definition, and compares. Where the figures have ends, a verdict is open exactly where two
worlds differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import ceil
from random import Random

import pytest

from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.plan.model import Plan
from khpcmd.plan.target_checks import with_levels
from khpcmd.results import Result, Verdict
from worlds import count_field, filed, plan, text

FIELDS: Mapping[str, Mapping[str, object]] = {name: count_field() for name in ("part", "whole")}
RATIO = {"kind": "ratio", "part": "part", "whole": "whole"}
KEYS = ("at_least", "more_than", "at_most", "less_than")
STATISTICS: Sequence[Mapping[str, object]] = (
    {"of_units": "mean"},
    {"of_units": "median"},
    {"quantile": "75%"},
    {"quantile": "30%"},
    {"rank": 1},
    {"rank": 2},
)
ALLOWED = [(key, one) for key in KEYS for one in STATISTICS if "rank" not in one or key in ("at_least", "at_most")]
MOST = 4
Figures = Mapping[str, tuple[int | None, int | None]]


def comparing(key: str, statistic: Mapping[str, object], *, districts: int, **more: object) -> Plan:
    target = {"id": "T", "clause": "1", "quote": "q", "title": text("t"), "judged": "each_unit", "measure": RATIO}
    whole = {**target, "cumulative": False, "threshold": {key: statistic}, **more}
    return with_levels(plan(FIELDS, {}, districts=districts, targets=[whole]))


def judged(of: Plan, figures: Figures, period: str = "year", scope: frozenset[str] | None = None) -> Result:
    returns = {unit: filed(unit, {"part": part, "whole": whole}) for unit, (part, whole) in figures.items()}
    world = World(of, period, returns, scope or frozenset(of.unit))
    (result,) = evaluate(world, of.targets)
    return result


def completions(figures: Figures) -> Iterator[dict[str, Fraction | None]]:
    """The value of each unit in every world; None where there is nothing to measure."""
    each = [
        {
            Fraction(part, whole) if whole else None
            for part in (range(MOST + 1) if known[0] is None else [known[0]])
            for whole in (range(MOST + 1) if known[1] is None else [known[1]])
            if part <= whole
        }
        for known in figures.values()
    ]
    for values in product(*each):
        yield dict(zip(figures, values, strict=True))


def statistic_of(statistic: Mapping[str, object], values: list[Fraction], key: str) -> Fraction:
    """By its definition, over the values of all units that have one."""
    ordered, number = sorted(values), len(values)
    if statistic == {"of_units": "mean"}:
        return sum(ordered, Fraction(0)) / number
    if statistic == {"of_units": "median"}:
        middle = number // 2
        return ordered[middle] if number % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    if "quantile" in statistic:
        share = Fraction(str(statistic["quantile"]).removesuffix("%")) / 100
        return next(value for value in ordered if sum(one <= value for one in ordered) >= ceil(share * number))
    best = ordered if key == "at_most" else ordered[::-1]
    return best[min(number, int(str(statistic["rank"]))) - 1]


def reaches(key: str, value: Fraction, level: Fraction) -> bool:
    return {
        "at_least": value >= level,
        "more_than": value > level,
        "at_most": value <= level,
        "less_than": value < level,
    }[key]


def some_figures(random: Random, units: int) -> Figures:
    """Figures of which a share has ends: the whole is known, or there is none, or any share or nothing is possible."""
    found = dict[str, tuple[int | None, int | None]]()
    for number in range(1, units + 1):
        whole = random.randint(1, MOST)
        part = random.choice([None, random.randint(0, whole), random.randint(0, whole)])
        found[f"d{number}"] = (
            (part, whole) if random.random() < 0.7 else random.choice([(0, 0), (0, None), (None, None)])
        )
    return found


@pytest.mark.parametrize(("key", "statistic"), ALLOWED)
@pytest.mark.parametrize("units", [1, 2, 3, 4])
def test_a_unit_is_held_against_all_units_in_every_world(key: str, statistic: Mapping[str, object], units: int) -> None:
    random = Random(f"{key}{statistic}{units}")  # noqa: S311  # worlds for a test
    of = comparing(key, statistic, districts=units)
    for _ in range(25 if units < 4 else 6):
        figures = some_figures(random, units)
        expected: dict[str, set[Verdict]] = {unit: set() for unit in figures}
        levels = set[Fraction]()
        for world in completions(figures):
            known = [value for value in world.values() if value is not None]
            level = statistic_of(statistic, known, key) if known else None
            levels |= set() if level is None else {level}
            for unit, value in world.items():
                kept = None if value is None or level is None else reaches(key, value, level)
                found = {None: Verdict.NOT_APPLICABLE, True: Verdict.MET, False: Verdict.MISSED}[kept]
                expected[unit].add(found)
        result = judged(of, figures)
        for line in result.units:
            possible = expected[line.unit]
            wanted = next(iter(possible)) if len(possible) == 1 else Verdict.INCONCLUSIVE
            assert line.verdict is wanted, (figures, line.unit, possible)
        if levels:
            assert result.statistic == (min(levels), max(levels)), figures


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("units", [1, 2, 3])
def test_a_unit_is_held_against_all_units_together_in_every_world(key: str, units: int) -> None:
    random = Random(f"{key}{units}")  # noqa: S311  # worlds for a test
    of = comparing(key, {"of_units": "together"}, districts=units)
    for _ in range(40):
        figures = some_figures(random, units)
        pairs = [
            [
                (part, whole)
                for part in (range(MOST + 1) if known[0] is None else [known[0]])
                for whole in (range(MOST + 1) if known[1] is None else [known[1]])
                if part <= whole
            ]
            for known in figures.values()
        ]
        reached: dict[str, set[bool | None]] = {unit: set() for unit in figures}
        for world in product(*pairs):
            whole = sum(one[1] for one in world)
            level = Fraction(sum(one[0] for one in world), whole) if whole else None
            for unit, (part, own) in zip(figures, world, strict=True):
                kept = None if not own or level is None else reaches(key, Fraction(part, own), level)
                reached[unit].add(kept)
        for line in judged(of, figures).units:
            words = {None: Verdict.NOT_APPLICABLE, True: Verdict.MET, False: Verdict.MISSED}
            possible = {words[one] for one in reached[line.unit]}
            assert line.verdict in possible | {Verdict.INCONCLUSIVE}, (figures, line.unit)
            assert line.verdict is Verdict.INCONCLUSIVE or possible == {line.verdict}, (figures, line.unit, possible)
            unending = any(
                whole is None for _, whole in figures.values()
            )  # the share of all may be nearer to an end than is tried here
            assert len(possible) > 1 or line.verdict in possible or unending, (figures, line.unit)


def test_a_whole_that_nobody_knows_leaves_a_share_of_all_above_0() -> None:
    """Nobody of 2, 1 of 4, and some of any number: all together are above 0, however many there are."""
    of = comparing("at_least", {"of_units": "together"}, districts=3)
    lines = {one.unit: one.verdict for one in judged(of, {"d1": (0, 2), "d2": (1, 4), "d3": (None, None)}).units}
    assert lines["d1"] is Verdict.MISSED
    assert lines["d2"] is Verdict.INCONCLUSIVE


def test_a_unit_lacks_what_brings_it_to_the_others_and_no_gap_is_added_up() -> None:
    of = comparing("at_least", {"of_units": "mean"}, districts=3)
    result = judged(of, {"d1": (10, 100), "d2": (30, 100), "d3": (50, 100)})
    assert [one.gap and one.gap.more for one in result.units] == [30, None, None]
    assert (result.verdict, result.gap, result.statistic) == (Verdict.MISSED, None, (Fraction(3, 10), Fraction(3, 10)))
    met = judged(of, {f"d{number}": (30, 100) for number in (1, 2, 3)})
    assert (met.verdict, met.margin) == (Verdict.MET, None)
    waiting = judged(of, {"d1": (10, 100), "d2": (30, 100)})
    assert [one.gap for one in waiting.units] == [None, None, None]


@pytest.mark.parametrize("key", KEYS)
def test_before_the_year_is_over_the_others_may_still_overtake(key: str) -> None:
    of = comparing(key, {"of_units": "median"}, districts=3, cumulative=True)
    half = judged(of, {"d1": (1, 4), "d2": (2, 4), "d3": (3, 4)}, "half_year")
    assert {one.verdict for one in half.units} <= {Verdict.IN_PROGRESS, Verdict.MISSED}
    assert Verdict.IN_PROGRESS in {one.verdict for one in half.units}


def test_a_part_of_the_units_is_not_held_against_all() -> None:
    of = comparing("at_least", {"of_units": "mean"}, districts=3)
    some = {"d1": filed("d1", {"part": 1, "whole": 2})}
    assert evaluate(World(of, "year", some, frozenset({"d1"})), of.targets) == ()


@pytest.mark.parametrize(("key", "statistic"), ALLOWED)
@pytest.mark.parametrize("units", [1, 2, 3])
def test_counts_are_held_against_each_other_in_every_world(
    key: str, statistic: Mapping[str, object], units: int
) -> None:
    """A count that nobody knows has no end: what is decided is so in every world, and with all known all is."""
    random = Random(f"{key}{statistic}{units}counts")  # noqa: S311  # worlds for a test
    of = comparing(key, statistic, districts=units, measure={"kind": "count", "of": "part"})
    for _ in range(20):
        known = {f"d{number}": random.choice([None, *range(4), *range(4)]) for number in range(1, units + 1)}
        ranges = [range(9) if value is None else [value] for value in known.values()]
        expected: dict[str, set[Verdict]] = {unit: set() for unit in known}
        for values in product(*ranges):
            level = statistic_of(statistic, [Fraction(value) for value in values], key)
            for unit, value in zip(known, values, strict=True):
                expected[unit].add(Verdict.MET if reaches(key, Fraction(value), level) else Verdict.MISSED)
        for line in judged(of, {unit: (value, None) for unit, value in known.items()}).units:
            wanted = next(iter(expected[line.unit])) if len(expected[line.unit]) == 1 else Verdict.INCONCLUSIVE
            assert line.verdict is wanted, (known, line.unit)
