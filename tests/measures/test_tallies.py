"""What each kind of measure counts of two units: which figures, and what they add to the part and the whole."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from khpcmd.judge.world import World
from khpcmd.measures.conditions import FieldHolds
from khpcmd.measures.counts import Maintain
from khpcmd.measures.done import Share
from khpcmd.measures.tally import LEAST, NOTHING, Contribution, Span, Tally
from khpcmd.plan.model import Plan
from khpcmd.returns import Basis, Key
from worlds import count_field, filed, plan, text

FIELDS: Mapping[str, Mapping[str, object]] = {
    "a": count_field(baseline=True),
    "w": count_field(flow=False, baseline=True),
    "m": {**count_field(), "kind": "amount", "decimals": 1, "unit_of_measure": text("ha")},
    "n": {"kind": "months", "reported_by": ["district"], "unit_of_measure": text("n")},
    "y": {"kind": "yes_no", "reported_by": ["district"]},
}
FIGURES: Mapping[str, Mapping[str, Any]] = {
    "d1": {"a": 3, "a@2022": 2, "w": 10, "w@2022": 8, "m": Decimal("2.5"), "y": True, "n#1": 2, "n#4": 1},
    "d2": {"a": 4, "a@2022": 6, "w": 10, "w@2022": None, "m": Decimal(1), "y": None, "n#1": 0},
}
REGISTERED = {"register": "by_year"}
"""6 in the baseline year and 5 now."""


def keys(*names: str) -> tuple[Key, ...]:
    """``a@2022`` is a figure of the baseline year, ``n#3`` one of March."""
    found = ((*name.removesuffix("@2022").partition("#"), name.endswith("@2022")) for name in names)
    return tuple(
        Key(field, Basis.BASELINE if then else Basis.CURRENT, int(month or 0)) for field, _, month, then in found
    )


def spans(*found: Any) -> tuple[Span | None, ...]:
    """A number is known, a pair lies between."""
    return tuple(one if one is None else Span(one, one) if isinstance(one, int) else Span(*one) for one in found)


ANY = (0, None)
MONTHS = [f"n#{month}" for month in range(1, 12)]


def tallied(of: Plan) -> Tally:
    returns = {unit: filed(unit, figures, "year") for unit, figures in FIGURES.items()}
    return of.targets[0].measure.tally(World(of, "year", returns, frozenset(returns)))


@pytest.mark.parametrize(
    ("measure", "part", "whole", "parts", "wholes", "befores"),
    [
        ({"kind": "count", "of": "a"}, [["a"]], [[]], [3, 4], [None, None], None),
        ({"kind": "count", "of": ["a", "w"]}, [["a", "w"]], [[]], [13, 14], [None, None], None),
        ({"kind": "ratio", "part": "a", "whole": "w"}, [["a"]], [["w"]], [3, 4], [10, 10], None),
        (
            {"kind": "ratio", "part": "a", "whole": "w", "reporters_differ": True}, [["a"]], [["w"]],
            [3, 4], [10, 10], None,
        ),
        ({"kind": "ratio", "part": "a", "whole": REGISTERED}, [["a"]], [[]], [3, 4], [5, 5], None),
        ({"kind": "rate", "part": "m", "whole": REGISTERED, "per": 1}, [["m"]], [[]], [25, 10], [50, 50], None),
        ({"kind": "growth", "of": "a"}, [["a"]], [["a@2022"]], [3, 4], [2, 6], None),
        ({"kind": "growth", "of": "w"}, [["w"]], [["w@2022"]], [10, 10], [8, ANY], None),
        ({"kind": "change", "of": "a"}, [["a"], ["a@2022"]], [[]], [1, -2], [None, None], None),
        ({"kind": "change", "of": "w"}, [["w"], ["w@2022"]], [[]], [2, (LEAST, 10)], [None, None], None),
        (
            {"kind": "ratio_change", "part": "a", "whole": "w"}, [["a"], ["a@2022"]], [["w"], ["w@2022"]],
            [3, 4], [10, 10], [(2, 8), (6, ANY)],
        ),
        (
            {"kind": "ratio_change", "part": "a", "whole": REGISTERED}, [["a"], ["a@2022"]], [[], []],
            [3, 4], [5, 5], [(2, 6), (6, 6)],
        ),
        ({"kind": "done", "field": "y"}, [["y"]], [], [1, (0, 1)], [1, 1], None),
        ({"kind": "frequency", "of": "n", "by": "each"}, [MONTHS], [], [(2, 11), (0, 10)], [11, 11], None),
        (
            {"kind": "frequency", "of": "n", "every": "quarter", "by": "each", "at_least": 2},
            [[*MONTHS, "n#12"]], [], [(1, 4), (0, 4)], [4, 4], None,
        ),
    ],
)  # fmt: skip
def test_what_is_counted(
    measure: Mapping[str, object],
    part: list[list[str]],
    whole: list[list[str]],
    parts: list[Any],
    wholes: list[Any],
    befores: list[Any] | None,
) -> None:
    of = plan(FIELDS, {"measure": measure, "threshold": {"at_least": 1}}, 2)
    found = tallied(of)
    assert found.part == tuple(keys(*names) for names in part)
    assert found.whole == tuple(keys(*names) for names in whole)
    assert [one.unit for one in found.shown] == ["d1", "d2"]
    assert tuple(one.part for one in found.shown) == spans(*parts)
    assert tuple(one.whole for one in found.shown) == spans(*wholes)
    assert [one.before for one in found.shown] == [None if befores is None else spans(*one) for one in befores or "12"]


@pytest.mark.parametrize(
    ("part", "whole", "steps"),
    [("a", "w", (0, 0)), ("m", "w", (10, 0)), ("a", "m", (0, 10)), ("m", "m", (10, 10)), ("m", REGISTERED, (10, 10))],
)
def test_amounts_are_counted_in_their_last_decimal(part: str, whole: object, steps: tuple[int, int]) -> None:
    measure = {"kind": "rate", "part": part, "whole": whole, "per": 1}
    found = tallied(plan(FIELDS, {"measure": measure, "threshold": {"at_least": 1}}, 2))
    assert (found.steps, found.whole_steps) == steps


@pytest.mark.parametrize(
    ("measure", "together"),
    [
        ({"kind": "frequency", "of": "n", "by": "any"}, True), ({"kind": "frequency", "of": "n", "by": "each"}, False),
        ({"kind": "count", "of": "a"}, True), ({"kind": "ratio", "part": "a", "whole": "w"}, False),
        ({"kind": "ratio", "part": "a", "whole": "w", "reporters_differ": True}, True),
        ({"kind": "growth", "of": "a"}, False), ({"kind": "growth", "of": "a", "baseline": {"year": 8}}, True),
    ],
)  # fmt: skip
def test_what_all_units_owe_together(measure: Mapping[str, object], together: bool) -> None:
    """One of them alone has no such figure, or need not reach the threshold."""
    assert plan(FIELDS, {"measure": measure}, 2).targets[0].measure.owed_together("year") is together


@pytest.mark.parametrize(
    ("measure", "threshold", "reach", "difference", "change"),
    [
        ({"kind": "count", "of": "a"}, 1, (0, None), False, False),
        ({"kind": "ratio", "part": "a", "whole": "w"}, "1%", (0, 1), False, False),
        ({"kind": "ratio", "part": "a", "whole": "w", "may_exceed": True}, "1%", (0, None), False, False),
        ({"kind": "rate", "part": "a", "whole": "w", "per": 1}, 1, (0, None), False, False),
        ({"kind": "growth", "of": "a"}, "1%", (-1, None), False, False),
        ({"kind": "change", "of": "a"}, 1, (LEAST, None), True, True),
        ({"kind": "ratio_change", "part": "a", "whole": "w"}, "1 points", (-1, 1), True, False),
        ({"kind": "share", "of": "district", "where": {"field": "y"}}, "1%", (0, 1), False, False),
        ({"kind": "share", "of": "district", "where": {"field": "y"}}, 1, (0, 7), False, False),
    ],
)
def test_what_a_measure_can_be(
    measure: Mapping[str, object], threshold: object, reach: tuple[Any, Any], difference: bool, change: bool
) -> None:
    target = plan(FIELDS, {"measure": measure, "threshold": {"at_least": threshold}}, 7).targets[0]
    assert target.threshold is not None
    assert target.measure.reach(percent=target.threshold.percent, units=7) == reach
    assert (target.measure.is_difference, target.measure.is_change) == (difference, change)


@pytest.mark.parametrize(("per", "variant"), [(1, "average"), (2, "rate"), (10_000, "rate")])
def test_a_rate_for_one_of_the_whole_is_an_average(per: int, variant: str) -> None:
    measure = {"kind": "rate", "part": "a", "whole": "w", "per": per}
    words = plan(FIELDS, {"measure": measure, "threshold": {"at_least": 1}}, 2).targets[0].measure.measured(number=True)
    assert (words.variant, words.parts.get("per")) == (variant, per if per > 1 else None)


@pytest.mark.parametrize(
    ("of", "stated", "whole"),
    [
        ("a", 8, 8), ("a", 9, ANY), ("a", 7, ANY), ("w", 20, 20), ("w", 8, 8), ("w", 7, ANY),
        ("m", Decimal("2.5"), 25), ("m", 3, 30),
    ],
)  # fmt: skip
def test_a_baseline_that_the_plan_states_holds_unless_the_units_contradict_it(of: str, stated: Any, whole: Any) -> None:
    """The units know 2 and 6 of "a" and 8 and an unknown number of "w"."""
    (base,) = spans(whole)
    assert base is not None
    for kind, deciding in (
        ("growth", Contribution("", NOTHING, base)),
        ("change", Contribution("", Span(LEAST if base.high is None else -base.high, 0 - base.low), None)),
    ):
        measure = {"kind": kind, "of": of, "baseline": {"year": stated, "half_year": 1}}
        target = {"measure": measure, "threshold": {"at_least": "3%" if kind == "growth" else 3}}
        found = tallied(plan(FIELDS, target, 2))
        assert found.deciding[-1] == deciding
        assert [one.part for one in found.deciding[:-1]] == [one.part for one in found.shown]
        assert [one.whole for one in found.shown] == [None, None]


@pytest.mark.parametrize("number", [True, False])
def test_a_share_is_called_a_number_of_units_where_a_number_is_asked(*, number: bool) -> None:
    share = Share(kind="share", of="district", where=FieldHolds(field="y"))
    assert share.measured(number=number).variant == ("number" if number else "percent")


@pytest.mark.parametrize(("year", "variant"), [(2022, "year"), (None, "unknown")])
def test_what_is_to_be_maintained_is_called_by_its_year_where_it_is_known(year: int | None, variant: str) -> None:
    assert Maintain(kind="maintain", of=("a",)).asked(year).variant == variant
