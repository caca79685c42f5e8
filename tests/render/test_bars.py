"""A bar says what the figures say: which side of the threshold, how far, and what is still open."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import scenes
from khpcmd.measures.threshold import Threshold
from khpcmd.plan.model import Target
from khpcmd.render.html import Bar, Span, bar
from khpcmd.report import Bounds, Measurement, Report, Result, Verdict

RATIO = scenes.small_plan().target["B3c"]
GROWTH = scenes.small_plan().target["B3b"]
COUNT = scenes.small_plan().target["C1"]


def asking(target: Target, **threshold: object) -> Target:
    return target.model_copy(update={"threshold": Threshold.model_validate(threshold)})


def drawn(
    target: Target, part: int, whole: int | None, bounds: Bounds | None = None, milestone: Threshold | None = None
) -> Bar:
    counted = 1 if bounds is None else 0 if part == 0 else 1
    found = Measurement(part, whole, counted, 1 if bounds is None else 2)
    result = bar(Result(target, Verdict.INCONCLUSIVE, found, bounds=bounds, milestone=milestone))
    assert result is not None
    return result


def of(report: Report, name: str) -> Bar | None:
    return bar(next(result for result in report.results if result.target.id == name))


def place(text: str) -> Fraction:
    assert text.endswith("%")
    return Fraction(text.removesuffix("%"))


def end(span: Span | None) -> Fraction:
    assert span is not None
    return place(span.start) + place(span.length)


def test_a_share_is_drawn_from_nought_to_a_hundred_percent() -> None:
    found = drawn(RATIO, 23, 100)
    assert found == Bar(Span("0.00%", "23.00%"), None, Span("20.00%", "80.00%"), ("20.00%",), (), "")


@pytest.mark.parametrize(("part", "whole"), [(199, 996), (8, 41), (199_999_999, 1_000_000_000)])
def test_what_misses_the_threshold_by_a_hair_stops_before_the_mark(part: int, whole: int) -> None:
    found = drawn(RATIO, part, whole)
    assert Fraction(part, whole) < Fraction(1, 5)
    assert end(found.reached) < place(found.limits[0])


def test_what_exceeds_an_upper_limit_by_a_hair_goes_beyond_the_mark() -> None:
    found = drawn(asking(RATIO, at_most="20%"), 200_000_001, 1_000_000_000)
    assert end(found.reached) > place(found.limits[0])
    assert found.goal == Span("0.00%", "20.00%")


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(0, 100))
def test_the_bar_stands_to_the_mark_as_the_figure_to_the_threshold(part: int, whole: int, percent: int) -> None:
    found = drawn(asking(RATIO, at_least=f"{percent}%"), part, whole)
    value, level = Fraction(part, whole), Fraction(percent, 100)
    reached, mark = end(found.reached), place(found.limits[0])
    assert (reached > mark, reached < mark) == (value > level, value < level)
    assert 0 <= reached <= 100


def test_more_than_a_hundred_percent_stays_on_the_bar() -> None:
    found = drawn(RATIO, 300, 200)
    assert end(found.reached) == 100
    assert found.limits == ("13.33%",)


def test_a_range_is_reached_between_its_marks() -> None:
    found = drawn(asking(RATIO, at_least="20%", at_most="50%"), 30, 100)
    assert (found.goal, found.limits) == (Span("20.00%", "30.00%"), ("20.00%", "50.00%"))


def test_a_provisional_figure_is_drawn_within_what_is_still_possible() -> None:
    found = drawn(RATIO, 1, 4, Bounds(Fraction(1, 10), Fraction(7, 10)))
    assert found.possible == Span("10.00%", "60.00%")
    assert end(found.reached) == 25


def test_without_a_figure_only_what_is_possible_is_drawn() -> None:
    found = drawn(RATIO, 0, 0, Bounds(Fraction(0), Fraction(1)))
    assert (found.reached, found.possible) == (None, Span("0.00%", "100.00%"))


def test_growth_is_drawn_from_the_baseline_both_ways() -> None:
    up, down = drawn(GROWTH, 68, 66), drawn(GROWTH, 60, 66)
    assert up.reached is not None
    assert down.reached is not None
    assert up.reached.start == up.zero
    assert end(up.reached) > place(up.limits[0]) > place(up.zero)
    assert end(down.reached) == place(down.zero) < place(down.limits[0])


def test_a_change_that_may_be_anything_leaves_the_whole_bar_possible() -> None:
    found = drawn(GROWTH, 30, 28, Bounds(Fraction(0), None))
    assert found.possible == Span("0.00%", "100.00%")
    assert end(found.reached) > place(found.limits[0])


def test_no_change_where_none_is_asked_for_is_drawn_on_the_baseline() -> None:
    found = drawn(asking(GROWTH, at_least="0%"), 5, 5)
    assert found.limits == (found.zero,)
    assert found.reached == Span(found.zero, "0.00%")


def test_counts_have_room_beyond_what_they_show() -> None:
    found = drawn(COUNT, 5600, None)
    assert place(found.limits[0]) < end(found.reached) < 100
    assert drawn(COUNT, 100, None, Bounds(Fraction(100), None)).possible is not None
    assert end(drawn(COUNT, 100, None, Bounds(Fraction(100), None)).possible) == 100


def test_a_milestone_has_a_mark_of_its_own() -> None:
    found = drawn(RATIO, 5, 100, milestone=Threshold.model_validate({"at_least": "10%"}))
    assert (found.milestones, found.limits) == (("10.00%",), ("20.00%",))


def test_where_each_unit_is_judged_the_bar_counts_units() -> None:
    assert of(scenes.report(scenes.sound()), "B3a") == Bar(
        Span("0.00%", "100.00%"), None, Span("100.00%", "0.00%"), ("100.00%",), (), ""
    )
    lacking = of(scenes.report(scenes.faulty()), "B3a")
    assert lacking is not None
    assert (lacking.reached, lacking.possible) == (Span("0.00%", "50.00%"), Span("50.00%", "25.00%"))


def test_k_of_n_units_is_marked_at_k() -> None:
    share = scenes.small_plan().target["B1"]
    found = Measurement(2, 3, 3, 4)
    result = Result(
        asking(share, at_least=3), Verdict.INCONCLUSIVE, found, bounds=Bounds(Fraction(1, 2), Fraction(3, 4))
    )
    assert bar(result) == Bar(
        Span("0.00%", "50.00%"), Span("50.00%", "25.00%"), Span("75.00%", "25.00%"), ("75.00%",), (), ""
    )


@pytest.mark.parametrize("name", ["M1", "B7"])
def test_where_there_is_nothing_to_draw_nothing_is_drawn(name: str) -> None:
    assert of(scenes.report(scenes.sound()), name) is None
