"""A shown percentage is rounded down and never looks like a threshold that it does not stand at."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import scenes
from khpcmd.i18n import Messages
from khpcmd.measures.threshold import Level
from khpcmd.render.figures import Figures, percent
from khpcmd.render.levels import level
from khpcmd.results import Measurement

VI, EN = Messages("vi"), Messages("en")


def shown(text: str) -> Fraction:
    return Fraction(text.removesuffix("%").replace(",", "")) / 100


@pytest.mark.parametrize(
    ("value", "threshold", "text"),
    [
        (Fraction(199, 996), "1/5", "19,97%"),
        (Fraction(8, 41), "1/5", "19,51%"),
        (Fraction(976, 1000), "98/100", "97,60%"),
        (Fraction(50004, 1_000_000), "1/20", "5,0004%"),
        (Fraction(1, 5), "1/5", "20,00%"),
        (Fraction(312, 1455), "1/5", "21,44%"),
        (Fraction(205, 1000), "205/1000", "20,50%"),
        (Fraction(20001, 100_000), "20001/100000", "20,001%"),
        (Fraction(199_999_999, 200_000_000), "1", "99,99%"),
    ],
)
def test_known_boundaries(value: Fraction, threshold: str, text: str) -> None:
    assert percent(value, VI, [Fraction(threshold)]) == text


@given(st.integers(0, 10**7), st.integers(1, 10**7), st.integers(0, 10**6).map(lambda n: Fraction(n, 10**6)))
def test_the_shown_figure_stands_to_the_threshold_as_the_exact_one(part: int, whole: int, threshold: Fraction) -> None:
    value = Fraction(part, whole)
    text = shown(percent(value, EN, [threshold]))
    assert ((text > threshold), (text < threshold)) == ((value > threshold), (value < threshold))
    assert text <= value < text + Fraction(1, 10_000)


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(-100, 100).map(lambda n: Fraction(n, 100)))
def test_a_growth_keeps_its_order_below_zero_too(part: int, whole: int, threshold: Fraction) -> None:
    value = Fraction(part, whole) - 1
    text = shown(percent(value, EN, [threshold], signed=True))
    assert ((text > threshold), (text < threshold)) == ((value > threshold), (value < threshold))


def test_growth_has_a_sign_and_its_decimals_are_cut_off() -> None:
    assert percent(Fraction(68, 66) - 1, VI, signed=True) == "+3,03%"
    assert percent(Fraction(46, 48) - 1, VI, signed=True) == "-4,16%"
    assert percent(Fraction(2, 3) - 1, VI, signed=True) == "-33,33%"
    assert percent(Fraction(0), EN, signed=True) == "+0.00%"


@pytest.mark.parametrize(
    ("part", "whole", "vi", "en"),
    [
        (68, 66, "68 so với 66 của năm 2022: tăng 3,03%", "68 against 66 in 2022: +3.03%"),
        (2, 3, "2 so với 3 của năm 2022: giảm 33,33%", "2 against 3 in 2022: -33.33%"),
        (57, 57, "57 so với 57 của năm 2022: không tăng, không giảm", "57 against 57 in 2022: no change"),
        (0, 4, "0 so với 4 của năm 2022: giảm 100,00%", "0 against 4 in 2022: -100.00%"),
        (3, 0, "3 so với 0 của năm 2022", "3 against 0 in 2022"),
        (0, 0, "0 so với 0 của năm 2022", "0 against 0 in 2022"),
        (99_999, 100_000, "99.999 so với 100.000 của năm 2022: giảm 0,001%", "99,999 against 100,000 in 2022: -0.001%"),
        (
            102_999,
            100_000,
            "102.999 so với 100.000 của năm 2022: tăng 2,99%",
            "102,999 against 100,000 in 2022: +2.99%",
        ),
    ],
)
def test_a_growth_is_a_sentence_and_no_equation(part: int, whole: int, vi: str, en: str) -> None:
    plan = scenes.small_plan()
    found = Measurement(part, whole, 1, 1)
    told = [Figures(messages, plan).figure(plan.target["B3b"], found) for messages in (VI, EN)]
    assert told == [vi, en]


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(-100, 100).map(lambda n: Fraction(n, 100)))
def test_a_rise_or_fall_is_never_shown_larger_than_it_is(part: int, whole: int, threshold: Fraction) -> None:
    value = Fraction(part, whole) - 1
    text = shown(percent(value, EN, [threshold, Fraction(0)], signed=True))
    assert abs(text) <= abs(value) < abs(text) + Fraction(1, 10_000)
    assert (text == 0) == (value == 0)


@pytest.mark.parametrize(
    ("value", "is_percent", "text"),
    [("1/5", True, "20%"), ("41/200", True, "20,5%"), ("1", True, "100%"), ("5300", False, "5.300")],
)
def test_a_threshold_is_shown_to_the_letter(value: str, is_percent: bool, text: str) -> None:
    assert level(Level(Fraction(value), is_percent), VI) == text
