"""A figure against its threshold in whole numbers says what the verdict says."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

import scenes
from khpcmd.judge.bounds import Comparison, comparisons
from khpcmd.measures.threshold import Limits
from khpcmd.results import Verdict


def target(name: str, figures: scenes.Filed) -> tuple[Verdict, list[Comparison]]:
    result = scenes.report(figures, only=(name,)).results[0]
    return result.verdict, list(comparisons(result))


@given(
    part=st.integers(0, 3000),
    whole=st.integers(1, 3000),
    end=st.fractions(min_value=0, max_value=3, max_denominator=400),
)
def test_cross_multiplication_is_the_comparison_of_fractions(part: int, whole: int, end: Fraction) -> None:
    for sign, limits in (
        ("≥", Limits(low=end)),
        (">", Limits(low=end, low_strict=True)),
        ("≤", Limits(high=end)),
        ("<", Limits(high=end, high_strict=True)),
    ):
        one = Comparison(part, end.denominator, whole, end.numerator, sign)  # type: ignore[arg-type]  # of the list above
        assert one.holds == limits.hold(Fraction(part, whole))
        assert (one.left, one.right) == (part * end.denominator, whole * end.numerator)


def test_the_comparison_of_a_complete_target_holds_exactly_if_it_is_met() -> None:
    report = scenes.report(scenes.sound())
    seen = 0
    for result in report.results:
        found = comparisons(result)
        if found and result.verdict in (Verdict.MET, Verdict.MISSED):
            seen += 1
            assert all(one.holds for one in found) == (result.verdict is Verdict.MET), result.target.id
    assert seen >= 2
