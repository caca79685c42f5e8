"""Units taken together decide what they decide one by one; the numbers and thresholds that they are held against."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from khpcmd.judge.bounds import bounds
from khpcmd.measures.tally import Contribution, Span, exactly, pooled, registered
from khpcmd.measures.threshold import Limits, Number, Threshold, size
from layers import part_of
from worlds import possible

NUMBER = st.integers(0, 6) | st.none()
LEVELS = st.fractions(0, 2, max_denominator=7)


def span(number: int | None) -> Span:
    return Span(0, None) if number is None else exactly(number)


@st.composite
def units(draw: st.DrawFn) -> tuple[Contribution, ...]:
    """Units with numbers, some of them unknown; shares of a whole, growth, or absolute counts."""
    kind = draw(st.sampled_from(["share", "growth", "count"]))
    parts = draw(st.lists(NUMBER, min_size=1, max_size=6))
    wholes = draw(st.lists(NUMBER, min_size=len(parts), max_size=len(parts)))
    return tuple(
        Contribution(f"u{n}", span(part), None if kind == "count" else span(whole), nested=kind == "share")
        for n, (part, whole) in enumerate(zip(parts, wholes, strict=True))
    )


def limits(level: Fraction, *, lower: bool, strict: bool) -> Limits:
    return Limits(level, low_strict=strict) if lower else Limits(high=level, high_strict=strict)


@settings(max_examples=part_of(400))
@given(units(), LEVELS, st.booleans(), st.booleans())
def test_pooled_units_have_the_outcomes_and_the_bounds_of_each_by_itself(
    each: tuple[Contribution, ...], level: Fraction, lower: bool, strict: bool
) -> None:
    asked = limits(level, lower=lower, strict=strict)
    assert possible(pooled(each), asked) == possible(each, asked)
    assert bounds(pooled(each)) == bounds(each)


@settings(max_examples=part_of(200))
@given(units(), LEVELS, LEVELS)
def test_pooled_units_lie_in_a_range_as_each_by_itself(
    each: tuple[Contribution, ...], one: Fraction, other: Fraction
) -> None:
    asked = Limits(min(one, other), max(one, other))
    assert possible(pooled(each), asked) == possible(each, asked)


@settings(max_examples=part_of(200))
@given(units())
def test_pooled_units_add_up_their_numbers(each: tuple[Contribution, ...]) -> None:
    assert added(pooled(each)) == added(each)


def added(contributions: Sequence[Contribution]) -> tuple[int, int]:
    exact = [unit for unit in contributions if unit.exact]
    return sum(unit.part.low for unit in exact), sum(unit.whole.low for unit in exact if unit.whole)


def test_a_part_above_its_whole_is_not_added_to_the_others() -> None:
    """Such a unit has no world that can be; it must not be balanced by others."""
    impossible = Contribution("a", exactly(3), exactly(2), nested=True)
    other = Contribution("b", exactly(0), exactly(5), nested=True)
    assert pooled((impossible, other)) == (other._replace(unit=""), impossible)


@pytest.mark.parametrize(
    ("number", "found"), [(5, 5), (-5, 5), (0, 0), (Decimal("0.5"), Decimal("0.5")), (Decimal("-2.5"), Decimal("2.5"))]
)
def test_the_size_of_a_number_has_no_sign(number: Number, found: Number) -> None:
    assert size(number) == found


@pytest.mark.parametrize(
    "keys",
    [
        {"at_least": 5, "more_than": 6},
        {"at_most": 5, "less_than": 6},
        {"equal_to": 5, "at_least": 5},
        {"equal_to": 5, "at_most": 5},
        {"at_least": 6, "at_most": 5},
        {"at_least": "5%", "at_most": 6},
        {},
    ],
)
def test_a_threshold_has_one_meaning(keys: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Threshold.model_validate(keys)


@pytest.mark.parametrize(
    ("asked", "low", "high"),
    [
        ({"at_least": 5, "less_than": 9}, {"at_least": 5}, {"less_than": 9}),
        ({"equal_to": 5}, {"at_least": 5}, {"at_most": 5}),
    ],
)
def test_each_end_of_a_threshold_is_one_by_itself(
    asked: dict[str, object], low: dict[str, object], high: dict[str, object]
) -> None:
    threshold = Threshold.model_validate(asked)
    assert threshold.end(low=True) == Threshold.model_validate(low)
    assert threshold.end(low=False) == Threshold.model_validate(high)


def test_a_number_of_the_register_counts_in_the_steps_of_what_is_held_against_it() -> None:
    assert registered(Decimal("12.5"), 10) == exactly(125)
    assert registered(3, 10) == exactly(30)
    assert registered(3, 0) == exactly(3)
    assert registered(None, 10) == Span(0, None)
