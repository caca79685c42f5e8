"""A shown percentage is rounded down and never looks like a threshold that it does not stand at."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khpcmd.i18n import Messages
from khpcmd.render.figures import level, percent

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


def test_growth_has_a_sign_and_rounds_towards_minus_infinity() -> None:
    assert percent(Fraction(68, 66) - 1, VI, signed=True) == "+3,03%"
    assert percent(Fraction(46, 48) - 1, VI, signed=True) == "-4,17%"
    assert percent(Fraction(0), EN, signed=True) == "+0.00%"


@pytest.mark.parametrize(
    ("value", "is_percent", "text"),
    [("1/5", True, "20%"), ("41/200", True, "20,5%"), ("1", True, "100%"), ("5300", False, "5.300")],
)
def test_a_threshold_is_shown_to_the_letter(value: str, is_percent: bool, text: str) -> None:
    assert level(Fraction(value), VI, is_percent=is_percent) == text
