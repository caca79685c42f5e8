"""A bar says what the figures say: which side of the threshold, how far, and what is still open.

The threshold stands at the same place in every bar, and no rounding of lengths turns a figure to its other side.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import scenes
from khpcmd.measures.threshold import Threshold
from khpcmd.plan.model import Target
from khpcmd.render.html.bars import Bar, Span, bar
from khpcmd.report import Report
from khpcmd.results import Bounds, Measurement, Result, Verdict

RATIO = scenes.small_plan().target["B3c"]
GROWTH = scenes.small_plan().target["B3b"]
COUNT = scenes.small_plan().target["C1"]
APART = Fraction("1.2")
"""How many percent of the width a figure stays from a mark on whose other side it is."""


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


@pytest.mark.parametrize(
    ("target", "part", "whole"),
    [(RATIO, 23, 100), (asking(RATIO, at_least="100%"), 12, 12), (GROWTH, 68, 66), (COUNT, 5600, None)],
)
def test_the_threshold_stands_at_the_same_place_in_every_bar(target: Target, part: int, whole: int | None) -> None:
    assert drawn(target, part, whole).limits == ("80.00%",)


def test_a_figure_is_as_long_as_its_share_of_the_threshold() -> None:
    assert drawn(RATIO, 10, 100).reached == Span("0.00%", "40.00%")
    assert drawn(RATIO, 22, 100).reached == Span("0.00%", "88.00%")
    assert drawn(GROWTH, 60, 66).reached == Span("0.00%", "70.60%")  # 60 of the 67.98 that 3 % more would be
    assert drawn(COUNT, 2650, None).reached == Span("0.00%", "40.00%")


@pytest.mark.parametrize(("part", "whole"), [(199, 996), (8, 41), (199_999_999, 1_000_000_000)])
def test_what_misses_the_threshold_by_a_hair_stops_where_it_can_be_seen(part: int, whole: int) -> None:
    found = drawn(RATIO, part, whole)
    assert Fraction(part, whole) < Fraction(1, 5)
    assert end(found.reached) <= place(found.limits[0]) - APART


def test_what_has_to_be_exceeded_and_is_only_reached_stops_before_the_mark() -> None:
    assert end(drawn(asking(RATIO, more_than="20%"), 20, 100).reached) == 80 - APART
    assert end(drawn(RATIO, 20, 100).reached) == 80


def test_what_exceeds_an_upper_limit_by_a_hair_goes_beyond_the_mark() -> None:
    found = drawn(asking(RATIO, at_most="20%"), 200_000_001, 1_000_000_000)
    assert end(found.reached) >= place(found.limits[0]) + APART
    assert found.beyond == Span("80.00%", "20.00%")


def test_what_keeps_an_upper_limit_ends_at_its_mark_at_most() -> None:
    assert end(drawn(asking(RATIO, at_most="20%"), 20, 100).reached) == 80
    assert end(drawn(asking(RATIO, less_than="20%"), 20, 100).reached) == 80 + APART
    assert drawn(RATIO, 20, 100).beyond is None


def test_where_nothing_is_allowed_whatever_there_is_lies_beyond() -> None:
    none, one = (drawn(asking(COUNT, at_most=0), part, None) for part in (0, 1))
    assert end(none.reached) == 0
    assert end(one.reached) == 100
    assert one.limits == ("80.00%",)


@pytest.mark.slow
@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(1, 100), st.booleans())
def test_the_bar_stands_to_the_mark_as_the_figure_to_the_threshold(
    part: int, whole: int, percent: int, most: bool
) -> None:
    key = ("at_most", "less_than") if most else ("at_least", "more_than")
    for strict in (False, True):
        target = asking(RATIO, **{key[strict]: f"{percent}%"})
        reached = end(drawn(target, part, whole).reached)
        kept = target.limits.hold(Fraction(part, whole))
        assert (reached <= 80 if kept else reached > 80) if most else (reached >= 80 if kept else reached < 80)
        assert 0 <= reached <= 100


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_range_is_kept_between_its_marks(part: int, whole: int) -> None:
    found = drawn(asking(RATIO, at_least="20%", at_most="50%"), part, whole)
    assert found.limits == ("32.00%", "80.00%")
    kept = Fraction(1, 5) <= Fraction(part, whole) <= Fraction(1, 2)
    assert (32 <= end(found.reached) <= 80) == kept


def test_what_has_to_be_met_exactly_ends_at_the_one_mark_or_off_it() -> None:
    target = asking(RATIO, equal_to="20%")
    for part, place_of_end in ((199_999, 80 - APART), (200_000, Fraction(80)), (200_001, 80 + APART)):
        assert end(drawn(target, part, 1_000_000).reached) == place_of_end
    assert drawn(target, 1, 2).limits == ("80.00%",)


def test_a_figure_that_goes_on_says_so_at_the_end_of_the_bar() -> None:
    for part, whole, longer in ((25, 100, False), (300, 200, True)):
        found = drawn(RATIO, part, whole)
        assert end(found.reached) == 100
        assert found.longer == longer


def test_a_provisional_figure_is_drawn_within_what_is_still_possible() -> None:
    found = drawn(RATIO, 3, 20, Bounds(Fraction(1, 10), Fraction(22, 100)))
    assert found.possible == Span("40.00%", "48.00%")
    assert end(found.reached) == 60


def test_what_can_no_longer_reach_the_threshold_ends_before_it() -> None:
    found = drawn(RATIO, 3, 20, Bounds(Fraction(1, 10), Fraction(1999, 10_000)))
    assert end(found.possible) == 80 - APART


def test_without_a_figure_only_what_is_possible_is_drawn() -> None:
    found = drawn(RATIO, 0, 0, Bounds(Fraction(0), Fraction(1)))
    assert (found.reached, found.possible) == (None, Span("0.00%", "100.00%"))


def test_a_change_that_may_be_anything_leaves_the_whole_bar_possible() -> None:
    found = drawn(GROWTH, 30, 28, Bounds(Fraction(0), None))
    assert found.possible == Span("0.00%", "100.00%")
    assert end(found.reached) > 80


def test_a_milestone_has_a_mark_of_its_own() -> None:
    half = Threshold.model_validate({"at_least": "10%"})
    found = drawn(RATIO, 5, 100, milestone=half)
    assert (found.milestones, found.limits) == (("40.00%",), ("80.00%",))
    assert end(drawn(RATIO, 99_999, 1_000_000, milestone=half).reached) == 40 - APART


def test_a_milestone_at_the_threshold_never_makes_a_pass() -> None:
    near = Threshold.model_validate({"at_least": "19,99%"})
    assert end(drawn(RATIO, 19_995, 100_000, milestone=near).reached) == 80 - APART


def test_where_each_unit_is_judged_the_bar_counts_units() -> None:
    assert of(scenes.report(scenes.sound()), "B3a") == Bar(Span("0.00%", "80.00%"), None, None, ("80.00%",), (), False)
    lacking = of(scenes.report(scenes.faulty()), "B3a")
    assert lacking is not None
    assert (lacking.reached, lacking.possible) == (Span("0.00%", "40.00%"), Span("40.00%", "20.00%"))


def test_k_of_n_units_is_marked_at_k() -> None:
    share = scenes.small_plan().target["B1"]
    found = Measurement(2, 3, 3, 4)
    result = Result(
        asking(share, at_least=3), Verdict.INCONCLUSIVE, found, bounds=Bounds(Fraction(1, 2), Fraction(3, 4))
    )
    drawn_result = bar(result)
    assert drawn_result is not None
    assert drawn_result.limits == ("80.00%",)
    assert drawn_result.reached == Span("0.00%", "53.33%")
    assert drawn_result.possible == Span("53.33%", "26.67%")


@pytest.mark.parametrize("name", ["M1", "B7"])
def test_where_there_is_nothing_to_draw_nothing_is_drawn(name: str) -> None:
    assert of(scenes.report(scenes.sound()), name) is None


def test_a_threshold_of_nothing_has_no_scale() -> None:
    assert bar(Result(asking(RATIO, at_least="0%"), Verdict.MET, Measurement(1, 2, 1, 1))) is None
