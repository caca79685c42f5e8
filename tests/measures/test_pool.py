"""Units taken together decide what they decide one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from khpcmd.judge import bounds, possible
from khpcmd.measures.pool import Each, pool_of
from khpcmd.measures.tally import Contribution, Span, exactly
from khpcmd.measures.threshold import Limits

NUMBER = st.integers(0, 6) | st.none()
LEVELS = st.fractions(0, 2, max_denominator=7)


def span(number: int | None) -> Span:
    return Span(0, None) if number is None else exactly(number)


@st.composite
def units(draw: st.DrawFn) -> Each:
    """Units with numbers, some of them unknown; shares of a whole, growth, or absolute counts."""
    kind = draw(st.sampled_from(["share", "growth", "count"]))
    parts = draw(st.lists(NUMBER, min_size=1, max_size=6))
    wholes = None if kind == "count" else draw(st.lists(NUMBER, min_size=len(parts), max_size=len(parts)))
    nested, ids = kind == "share", tuple(f"u{n}" for n in range(len(parts)))

    def make(unit: str) -> Contribution:
        index = ids.index(unit)
        return Contribution(unit, span(parts[index]), None if wholes is None else span(wholes[index]), nested=nested)

    return Each(ids, make, parts, wholes, nested=nested)


def limits(level: Fraction, *, lower: bool, strict: bool) -> Limits:
    return Limits(level, low_strict=strict) if lower else Limits(high=level, high_strict=strict)


@settings(max_examples=400)
@given(units(), LEVELS, st.booleans(), st.booleans())
def test_a_pool_has_the_outcomes_and_the_bounds_of_its_units(
    each: Each, level: Fraction, lower: bool, strict: bool
) -> None:
    one_by_one, pool = tuple(each), pool_of(each)
    asked = limits(level, lower=lower, strict=strict)
    assert possible(pool.contributions, asked) == possible(one_by_one, asked)
    assert bounds(pool.contributions) == bounds(one_by_one)


@settings(max_examples=200)
@given(units(), LEVELS, LEVELS)
def test_a_pool_lies_in_a_range_as_its_units_do(each: Each, one: Fraction, other: Fraction) -> None:
    asked = Limits(min(one, other), max(one, other))
    assert possible(pool_of(each).contributions, asked) == possible(tuple(each), asked)


@settings(max_examples=200)
@given(units())
def test_a_pool_counts_the_units_and_adds_up_their_numbers(each: Each) -> None:
    one_by_one, pool = tuple(each), pool_of(each)
    assert pool.exact == sum(unit.exact for unit in one_by_one)
    assert pool.open == tuple(unit.unit for unit in one_by_one if not unit.exact)
    assert added(pool.contributions) == added(one_by_one)
    assert pool == pool_of(one_by_one)


def added(contributions: Sequence[Contribution]) -> tuple[int, int]:
    exact = [unit for unit in contributions if unit.exact]
    return sum(unit.part.low for unit in exact), sum(unit.whole.low for unit in exact if unit.whole)


def test_units_are_made_where_they_are_asked_for() -> None:
    made = list[str]()

    def make(unit: str) -> Contribution:
        made.append(unit)
        return Contribution(unit, exactly(1), None)

    each = Each(("a", "b", "c"), make, [1, 1, 1], None)
    assert pool_of(each).exact == len(each) == 3
    assert made == []
    assert each[1].unit == "b"
    assert [unit.unit for unit in each[1:]] == ["b", "c"]
    assert made == ["b", "b", "c"]


def test_a_part_above_its_whole_is_not_added_to_the_others() -> None:
    """Such a unit has no world that can be; it must not be balanced by others."""
    each = Each(("a", "b"), lambda unit: units_of[unit], [3, 0], [2, 5], nested=True)
    units_of = {
        "a": Contribution("a", exactly(3), exactly(2), nested=True),
        "b": Contribution("b", exactly(0), exactly(5), nested=True),
    }
    assert pool_of(each).contributions == (replace(units_of["b"], unit=""), units_of["a"])
