"""The comparison in exact figures says no more than what was compared."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

import worlds
from khpcmd.i18n import Messages
from khpcmd.judge.bounds import comparisons
from khpcmd.render.explained import Explainer
from khpcmd.render.measures import MeasureWords
from khpcmd.render.wording import Wording


def told(threshold: Mapping[str, object], part: int, whole: int = 100) -> list[str]:
    """What is said of a ratio over one unit, end by end."""
    plan = worlds.plan(
        {"part": worlds.count_field(), "whole": worlds.count_field()},
        {"measure": {"kind": "ratio", "part": ["part"], "whole": ["whole"]}, "threshold": threshold},
        districts=1,
    )
    result = worlds.judged(plan, {"d1": {"part": part, "whole": whole}})
    messages = Messages("en")
    explainer = Explainer(MeasureWords(messages, plan), Wording(messages, plan))
    return [explainer.comparison(one, result) for one in comparisons(result)]


@pytest.mark.parametrize(
    ("threshold", "part", "said"),
    [
        ({"at_least": "10%", "at_most": "20%"}, 30, ["meets ≥ 10%", "does not meet ≤ 20%"]),
        ({"more_than": "10%", "less_than": "20%"}, 5, ["does not meet > 10%", "meets < 20%"]),
        ({"equal_to": "50%"}, 60, ["meets ≥ 50%", "does not meet ≤ 50%"]),
        ({"at_least": "20%"}, 20, ["meets ≥ 20%"]),
    ],
)
def test_an_end_that_is_reached_does_not_speak_for_the_other(
    threshold: Mapping[str, object], part: int, said: list[str]
) -> None:
    assert [one.partition(": ")[2] for one in told(threshold, part)] == said
