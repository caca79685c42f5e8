"""The evaluator against brute force: every way to fill in the missing cells of a small world, in plain arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from khpcmd.plan.model import Plan
from khpcmd.results import Verdict
from layers import part_of
from worlds import count_field, judged, plan

HORIZON = 13
"""Missing counts are tried up to here; the worlds are so small that larger numbers turn no verdict."""

Figures = dict[str, dict[str, int | bool | None]]
World = Mapping[str, Mapping[str, int | bool]]
UNITS = ("d1", "d2")


def completions(figures: Figures, values: Mapping[str, range]) -> list[World]:
    gaps = [(unit, name) for unit, cells in figures.items() for name, value in cells.items() if value is None]
    found = []
    for filling in product(*(values[name] for _, name in gaps)):
        world = {unit: dict(cells) for unit, cells in figures.items()}
        for (unit, name), value in zip(gaps, filling, strict=True):
            world[unit][name] = value
        found.append(world)
    return found  # type: ignore[return-value]  # every None has been filled in


def expected(found: set[str]) -> Verdict:
    if len(found) != 1:
        return Verdict.INCONCLUSIVE
    return {"met": Verdict.MET, "missed": Verdict.MISSED, "nothing": Verdict.NOT_APPLICABLE}[found.pop()]


def agrees(small: Plan, figures: Figures, values: Mapping[str, range], oracle: Callable[[World], str | None]) -> None:
    """``oracle`` gives met, missed or nothing for a full world, None for one that cannot be."""
    filed = {unit: dict(cells) for unit, cells in figures.items()}
    outcomes = {outcome for world in completions(figures, values) if (outcome := oracle(world)) is not None}
    assert judged(small, filed).verdict is expected(outcomes)


def figures(names: Mapping[str, st.SearchStrategy[int | bool]]) -> st.SearchStrategy[Figures]:
    return st.fixed_dictionaries(
        {unit: st.fixed_dictionaries({name: st.none() | value for name, value in names.items()}) for unit in UNITS}
    )


def total(world: World, name: str) -> int:
    return sum(world[unit][name] for unit in UNITS)


def reached(part: int, whole: int, level: Fraction) -> str:
    return "nothing" if whole == 0 else "met" if Fraction(part, whole) >= level else "missed"


VENUES = plan(
    {"inspected": count_field(), "total": count_field()},
    {"measure": {"kind": "ratio", "part": "inspected", "whole": "total"}, "threshold": {"at_least": "50%"}},
    districts=2,
)


@settings(max_examples=60, deadline=None)
@given(figures({"inspected": st.integers(0, 3), "total": st.integers(3, 4) | st.just(0)}))
def test_a_ratio_is_met_iff_every_completion_meets_it(found: Figures) -> None:
    for cells in found.values():
        if cells["total"] == 0 and cells["inspected"]:
            cells["inspected"] = 0  # a part over nothing is the validation's matter

    def oracle(world: World) -> str | None:
        if any(world[unit]["inspected"] > world[unit]["total"] for unit in UNITS):
            return None
        return reached(total(world, "inspected"), total(world, "total"), Fraction(1, 2))

    agrees(VENUES, found, {"inspected": range(HORIZON), "total": range(HORIZON)}, oracle)


GROWTH = plan(
    {"cases": count_field(baseline=True)},
    {"measure": {"kind": "growth", "of": "cases"}, "threshold": {"at_least": "+50%"}},
    districts=2,
)


@settings(max_examples=60, deadline=None)
@given(figures({"cases": st.integers(0, 4), "cases@2022": st.integers(0, 3)}))
def test_growth_is_met_iff_every_completion_meets_it(found: Figures) -> None:
    def oracle(world: World) -> str:
        return reached(total(world, "cases"), total(world, "cases@2022"), Fraction(3, 2))

    agrees(GROWTH, found, {"cases": range(HORIZON), "cases@2022": range(HORIZON)}, oracle)


YES = {"kind": "yes_no", "label": {"vi": "x", "en": "x"}, "reported_by": ["district"]}
WHERE = {"all": [{"field": "a"}, {"any": [{"field": "b"}, {"field": "n", "at_least": 2}]}]}
SHARE = plan(
    {"a": YES, "b": YES, "n": count_field()},
    {"measure": {"kind": "share", "of": "district", "where": WHERE}, "threshold": {"at_least": "100%"}},
    districts=2,
)


@settings(max_examples=part_of(100), deadline=None)
@given(figures({"a": st.booleans(), "b": st.booleans(), "n": st.integers(0, 3)}))
def test_a_share_of_units_is_met_iff_every_completion_meets_it(found: Figures) -> None:
    def oracle(world: World) -> str:
        good = [cells["a"] and (cells["b"] or cells["n"] >= 2) for cells in world.values()]
        return "met" if all(good) else "missed"

    agrees(SHARE, found, {"a": range(2), "b": range(2), "n": range(4)}, oracle)


NEWS = plan(
    {"news": count_field(kind="months")}, {"measure": {"kind": "frequency", "of": "news", "at_least": 2}}, districts=2
)
MONTHS = {f"news#{month}": st.sampled_from([0, 1, 2]) if month <= 2 else st.just(2) for month in range(1, 12)}


@settings(max_examples=part_of(100), deadline=None)
@given(figures(MONTHS))
def test_every_month_is_met_iff_every_completion_meets_it(found: Figures) -> None:
    for cells in found.values():
        for month in range(3, 12):
            cells[f"news#{month}"] = 2  # two months that vary are enough to enumerate

    def oracle(world: World) -> str:
        return "met" if all(total(world, name) >= 2 for name in MONTHS) else "missed"

    agrees(NEWS, found, {name: range(4) for name in MONTHS}, oracle)
