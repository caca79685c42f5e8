"""Levels, limits and thresholds against what they say, value by value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from operator import eq, ge, gt, le, lt
from random import Random

import pytest
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from khpcmd.measures.conditions import FieldHolds, SomeHold
from khpcmd.measures.parts import Days
from khpcmd.measures.points import Criterion
from khpcmd.measures.tally import in_ones, one_if, registered
from khpcmd.measures.threshold import (
    Level,
    Limits,
    OfYears,
    PercentField,
    Stated,
    Threshold,
    cut,
    decimal_of,
    fields_in_order,
    read_level,
    years_of,
)

ENDS = [None, *(Fraction(n, 2) for n in range(-2, 5))]
VALUES = [Fraction(n, 4) for n in range(-8, 13)]


def keeps(low: Fraction | None, high: Fraction | None, strict: tuple[bool, bool], value: Fraction) -> bool:
    above = low is None or value > low or (value == low and not strict[0])
    return above and (high is None or value < high or (value == high and not strict[1]))


def all_limits() -> Iterator[tuple[Limits, set[Fraction]]]:
    """All limits with their ends among some numbers, each with the values that keep them."""
    for low, high, *strict in product(ENDS, ENDS, (False, True), (False, True)):
        held = {one for one in VALUES if keeps(low, high, (strict[0], strict[1]), one)}
        yield Limits(low, high, low_strict=strict[0], high_strict=strict[1]), held


def test_limits_hold_what_lies_between_their_ends() -> None:
    for limits, held in all_limits():
        assert {one for one in VALUES if limits.hold(one)} == held, limits
        assert {one for one in VALUES if limits.hold(int(one * 12), 12)} == held, limits
        if limits.low is not None and limits.high is not None:
            assert limits.empty is (not held), limits
        else:
            assert not limits.empty


def test_what_is_below_above_moved_and_taken_away() -> None:
    for limits, held in all_limits():
        beyond = {one for one in VALUES if any(side and side.hold(one) for side in (limits.below, limits.above))}
        if held:
            assert beyond == set(VALUES) - held, limits
        by = Fraction(3, 4)
        assert {one for one in VALUES if limits.moved(by).hold(one + by)} == held
        assert {one for one in VALUES if Limits(by, by).less(limits).hold(by - one)} == held
        assert {one for one in VALUES if limits.over(2).hold(one / 2)} == held


def test_what_keeps_two_limits() -> None:
    assert Limits().both(Limits()) == Limits()
    some = list(all_limits())
    for (one, held), (other, others) in product(some[::11], some[::7]):
        assert {value for value in VALUES if one.both(other).hold(value)} == held & others, (one, other)


def test_what_keeps_limits_without_what_keeps_others() -> None:
    """Against taking each number from each, closer together than the ends lie."""
    some, close = [limits for limits, _ in all_limits() if not limits.empty], [Fraction(n, 8) for n in range(-48, 49)]
    for one, other in zip(Random(1).sample(some, 60), Random(2).sample(some, 60), strict=True):  # noqa: S311
        found = {value for value in VALUES if one.less(other).hold(value)}
        taken = [number for number in close if other.hold(number)]
        assert found == {value for value in VALUES if any(one.hold(value + less) for less in taken)}, (one, other)


COMPARED = {"at_least": ge, "more_than": gt, "at_most": le, "less_than": lt, "equal_to": eq}


def test_thresholds_hold_what_their_keys_say() -> None:
    for (key, holds), number in product(COMPARED.items(), (1, Decimal("1.5"), 2)):
        limits = Threshold.model_validate({key: number}).limits()
        assert {one for one in VALUES if limits.hold(one)} == {one for one in VALUES if holds(one, Fraction(number))}
    grown = Threshold.model_validate({"at_least": "+3%", "less_than": "10%"}).limits(growth=True)
    assert grown == Limits(Fraction(103, 100), Fraction(110, 100), high_strict=True)


@pytest.mark.parametrize(
    ("written", "allowed"),
    [
        ({}, False), ({"at_least": 1, "more_than": 1}, False), ({"at_most": 1, "less_than": 1}, False),
        ({"equal_to": 1, "at_least": 1}, False), ({"equal_to": 1, "less_than": 1}, False), ({"equal_to": 0}, True),
        ({"at_least": 2, "at_most": 1}, False), ({"at_least": 1, "at_most": 1}, True),
        ({"more_than": 1, "at_most": 1}, False), ({"at_least": 1, "less_than": 1}, False),
        ({"at_least": "1%", "at_most": 1}, False), ({"at_least": "1%", "at_most": "2 points"}, False),
        ({"at_least": {"register": "low"}, "at_most": 1}, True),
    ],
)  # fmt: skip
def test_a_threshold_has_one_meaning(written: dict[str, object], allowed: bool) -> None:
    if allowed:
        assert Threshold.model_validate(written)
    else:
        with pytest.raises(ValidationError):
            Threshold.model_validate(written)


def test_each_end_of_a_threshold() -> None:
    between = Threshold.model_validate({"at_least": 2, "less_than": 5})
    assert (str(between.end(low=True).at_least), between.end(low=True).less_than) == ("2", None)
    assert (between.end(low=False).at_least, str(between.end(low=False).less_than)) == (None, "5")
    exact = Threshold.model_validate({"equal_to": 3})
    assert (str(exact.end(low=True).at_least), str(exact.end(low=False).at_most)) == ("3", "3")
    assert exact.end(low=True).equal_to is None


def test_a_threshold_of_the_register_is_another_for_each_unit() -> None:
    asked = Threshold.model_validate({"at_least": {"register": "goal"}, "at_most": 9})
    assert asked.registers == ("goal",)
    found = asked.of({"goal": 4})
    assert found is not None
    assert found.limits() == Limits(Fraction(4), Fraction(9))
    assert (found.percent, found.in_points, found.registers) == (False, False, ())
    assert asked.of({}) is None
    assert asked.of({"goal": 10}) is None
    shares = Threshold.model_validate({"at_least": {"register": "goal"}}).of({"goal": read_level("20%")})
    assert shares is not None
    assert (shares.percent, shares.limits().low) == (True, Fraction(1, 5))


def test_units_of_thresholds() -> None:
    for written, percent, points in (
        ({"at_least": "1%", "at_most": "2%"}, True, False), ({"at_least": "1 points"}, True, True),
        ({"at_least": 1}, False, False), ({"at_least": {"register": "one"}, "at_most": "2 points"}, False, True),
    ):  # fmt: skip
        found = Threshold.model_validate(written)
        assert (found.percent, found.in_points) == (percent, points), written
    assert list(Threshold.model_validate({"at_most": 3, "at_least": 1}).named) == ["at_least", "at_most"]


@pytest.mark.parametrize(
    ("written", "value", "percent", "points", "said"),
    [
        ("20%", Fraction(1, 5), True, False, "20%"), ("20,5 %", Fraction(41, 200), True, False, "20.5%"),
        ("+3%", Fraction(3, 100), True, False, "3%"), ("-1.5 points", Fraction(-3, 200), True, True, "-1.5 points"),
        ("1 point", Fraction(1, 100), True, True, "1 points"), (Decimal("43.5"), Fraction(87, 2), False, False, "43.5"),
        (7, Fraction(7), False, False, "7"), ({"register": "goal"}, Fraction(0), False, False, "register: goal"),
    ],
)  # fmt: skip
def test_levels(written: object, value: Fraction, percent: bool, points: bool, said: str) -> None:
    level = read_level(written)
    assert (level.value, level.percent, level.points, str(level)) == (value, percent, points, said)
    assert read_level(level) is level


@pytest.mark.parametrize(
    "written",
    [True, None, "", "20", "x%", "1e3%", {"register": 3}, {"register": "a", "b": 1}, [], {"rank": True}, {"rank": 0}],
)
def test_what_is_no_level_is_refused(written: object) -> None:
    with pytest.raises(ValidationError):
        Threshold.model_validate({"at_least": written})


def test_stated_totals_are_not_negative_and_known_numbers_may_be() -> None:
    stated, percent, years = TypeAdapter(Stated), TypeAdapter(PercentField), TypeAdapter(OfYears)
    assert [stated.validate_python(one) for one in (0, 3, Decimal("1.50"), Decimal("2.0"))] == [
        0,
        3,
        Decimal("1.50"),
        2,
    ]
    assert isinstance(stated.validate_python(Decimal("2.0")), int)
    assert years.validate_python({2023: 1, "2024": "5%"}) == {2023: 1, 2024: read_level("5%")}
    assert years.dump_python({2023: 1, 2024: read_level("5%")}) == {"2023": "1", "2024": "5%"}
    assert years.validate_python("5%") == read_level("5%")
    known = [years.validate_python(one) for one in (-1, Decimal("-1.5"), "-5%", "-1.5 points")]
    assert known == [-1, Decimal("-1.5"), read_level("-5%"), read_level("-1.5 points")]
    assert percent.validate_python("0%") == Level(Fraction(0), percent=True)
    for kind, wrong in (
        (stated, -1), (stated, True), (stated, "3"), (percent, 5), (percent, "-1%"), (percent, "1 points"),
        (percent, "x"), (years, "x"), (years, {1989: 1}), (years, {2023: 1, "x": 2}), (years, {}), (years, True),
    ):  # fmt: skip
        with pytest.raises(ValidationError):
            kind.validate_python(wrong)
    assert years_of({1990: 1, "2200": 2}) == {1990: 1, 2200: 2}
    assert (years_of({1989: 1}), years_of({2201: 1}), years_of({}), years_of({2023: 1, "x": 2})) == (None,) * 4


def test_the_ends_of_a_figure_stand_behind_it() -> None:
    assert list(fields_in_order(FieldHolds)) == ["field", "at_least", "more_than", "at_most", "less_than", "equal_to"]
    assert list(fields_in_order(SomeHold)) == ["conditions", "at_least"]


def test_decimal_numbers_are_exact_and_cut() -> None:
    for value in (Fraction(87, 2), Fraction(-3, 8), Fraction(0), Fraction(7), Fraction(1, 10**60)):
        assert Fraction(decimal_of(value)) == value
    for value in (Fraction(1, 3), Fraction(1, 10**61)):
        with pytest.raises(ArithmeticError):
            decimal_of(value)
    for value, decimals in product((Fraction(n, 7) for n in range(-15, 16)), range(3)):
        down, up = Fraction(cut(value, decimals)), Fraction(cut(value, decimals, up=True))
        step = Fraction(1, 10**decimals)
        assert down <= value < down + step
        assert up - step < value <= up


def test_numbers_of_the_register_and_steps() -> None:
    assert registered(None, 10) == (0, None)
    assert registered(Decimal("2.5"), 10) == (25, 25)
    assert registered(3, 0) == (3, 3)
    assert registered(read_level("50%"), 10) == (5, 5)
    assert (in_ones(25, 10), in_ones(25, 0)) == (Decimal("2.5"), 25)
    assert [one_if(one) for one in (None, True, False)] == [(0, 1), (1, 1), (0, 0)]


DAYS = [date(2023, 5, day) for day in range(1, 8)]


def test_days_in_time() -> None:
    for first, before, by in product((None, DAYS[1]), (None, DAYS[4]), (None, DAYS[3])):
        days = Days(first, before, by)
        if (first, before, by) == (None, None, None) or (before is not None and by is not None):
            with pytest.raises(PydanticCustomError, match="days_keys"):
                days.check()
            continue
        days.check()
        held = [
            d
            for d in DAYS
            if (first is None or d >= first) and (before is None or d < before) and (by is None or d <= by)
        ]
        assert [one for one in DAYS if days.hold(one)] == held
        low, high = (None if one is None else (one - date(1899, 12, 30)).days for one in (first, days.last))
        assert days.limits() == Limits(*(None if one is None else Fraction(one) for one in (low, high)))
        assert days.form == "_".join(
            n for n, one in (("from", first), ("before", before), ("by", by)) if one is not None
        )
    Days(DAYS[1], by=DAYS[1]).check()
    assert (Days(DAYS[1], by=DAYS[1]).form, Days(DAYS[1], by=DAYS[2]).named, Days(before=DAYS[3]).named) == (
        "on", DAYS[2], DAYS[3],
    )  # fmt: skip
    with pytest.raises(PydanticCustomError, match="window_order"):
        Days(DAYS[1], before=DAYS[1]).check()


def points(value: Fraction | None, weight: object, more: Mapping[str, object], asked: int | None = 4) -> Fraction:
    found = Criterion.model_validate({"target": "A", "points": 8, "weight": weight, **more})
    low, high = found.between(value, value, None if asked is None else Fraction(asked))
    assert value is None or low == high
    return low


def test_points_for_a_value() -> None:
    rising = {"give": "by_steps", "steps": [{"at_least": 1, "points": 3}, {"at_least": 2, "points": 5}]}
    falling = {"give": "by_steps", "steps": [{"at_most": 1, "points": 5}, {"at_most": 2, "points": 3}]}
    in_proportion = {"give": "in_proportion"}
    for weight, value in product((Decimal(1), Decimal(2), Decimal("0.5")), VALUES):
        times, more = Fraction(weight), max(value, Fraction(0))
        assert points(value, weight, rising) == times * (0 if value < 1 else 3 if value < 2 else 5)
        assert points(value, weight, falling) == times * (5 if value <= 1 else 3 if value <= 2 else 0)
        assert points(value, weight, in_proportion) == times * 8 * min(Fraction(1), more / 4)
        assert points(value, weight, {**in_proportion, "full_at": 2}) == times * 8 * min(Fraction(1), more / 2)
        assert points(value, weight, in_proportion, None) == 0
    assert [points(None, 1, one) for one in (rising, falling, in_proportion)] == [0, 0, 0]
