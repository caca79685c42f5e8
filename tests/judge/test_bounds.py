"""The judge against brute force: every world of a small set of unknown figures is enumerated."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

import scenes
from conditions_made import COMMUNES, FIELDS, a_condition, a_unit, answers, entangled
from effort.calls import TWICE, grown
from khpcmd.judge.bounds import Comparison, bounds, comparisons, gap
from khpcmd.judge.world import World
from khpcmd.measures.conditions import Asking, Condition, ConditionModel
from khpcmd.measures.tally import Contribution, Span, exactly
from khpcmd.measures.threshold import Limits
from khpcmd.measures.totals import _floors
from khpcmd.results import Measurement, Verdict
from layers import ORACLE_SEED as SEED
from layers import part_of
from worlds import Possible, filed, judged, plan, possible

HORIZON = 20
"""Figures without an upper end are tried up to here: beyond every number that can turn a verdict of these worlds."""

small = st.integers(0, 3)


@st.composite
def spans(draw: st.DrawFn, open_ended: bool = True) -> Span:
    low = draw(small)
    kinds = ["exact", "bounded", "open"] if open_ended else ["exact", "bounded"]
    match draw(st.sampled_from(kinds)):
        case "exact":
            return exactly(low)
        case "bounded":
            return Span(low, low + draw(st.integers(1, 3)))
        case _:
            return Span(low, None)


@st.composite
def contributions(draw: st.DrawFn, nested: bool, counted: bool, fixed_whole: bool) -> tuple[Contribution, ...]:
    units = []
    for index in range(draw(st.integers(1, 2))):
        part = draw(spans())
        whole = None if counted else exactly(draw(st.integers(0, 5))) if fixed_whole else draw(spans())
        if nested and whole is not None and whole.high is not None and part.low > whole.high:
            part = Span(whole.high, part.high and max(part.high, whole.high))
        units.append(Contribution(str(index), part, whole, nested=nested and not counted))
    return tuple(units)


def numbers(span: Span) -> range:
    return range(span.low, (HORIZON if span.high is None else span.high) + 1)


def completions(unit: Contribution) -> list[tuple[int, int]]:
    """Every (part, whole) the unit may turn out to be; absolute counts have a whole of 1 in total."""
    wholes = numbers(unit.whole) if unit.whole else range(1)
    return [(part, whole) for part in numbers(unit.part) for whole in wholes if not unit.nested or part <= whole]


def outcome(part: int, whole: int, limits: Limits) -> str:
    if whole == 0:
        return "nothing"
    return "met" if limits.hold(Fraction(part, whole)) else "missed"


def totals(units: Sequence[Contribution]) -> set[tuple[int, int]]:
    """Every (Σ part, Σ whole) of some world."""
    found = {(0, 1 if all(unit.whole is None for unit in units) else 0)}
    for unit in units:
        found = {(p + part, w + whole) for p, w in found for part, whole in completions(unit)}
    return found


def by_force(units: Sequence[Contribution], limits: Limits) -> Possible:
    found = {outcome(part, whole, limits) for part, whole in totals(units)}
    return Possible("met" in found, "missed" in found, "nothing" in found)


levels = st.sampled_from([Fraction(1, 3), Fraction(1, 2), Fraction(3, 4), Fraction(1)])
growth_levels = st.sampled_from([Fraction(103, 100), Fraction(1), Fraction(11, 10), Fraction(3, 2)])
coarse_levels = st.sampled_from([Fraction(1, 2), Fraction(1), Fraction(3, 2)])
counts = st.integers(0, 6).map(Fraction)
Asked = tuple[tuple[Contribution, ...], Fraction, Fraction]


def one_sided(level: Fraction, lower: bool, strict: bool) -> Limits:
    return Limits(level, low_strict=strict) if lower else Limits(high=level, high_strict=strict)


def worlds(nested: bool, counted: bool, fixed: bool, level: st.SearchStrategy[Fraction]) -> st.SearchStrategy[Asked]:
    """Units, and two levels that what they make together is held against."""
    return st.tuples(contributions(nested, counted, fixed), level, level)


SHARES, GROWTH = worlds(True, False, False, levels), worlds(False, False, False, growth_levels)


@settings(max_examples=part_of(300))
@given(SHARES | GROWTH, st.booleans(), st.booleans())
def test_a_pooled_share_and_growth_are_met_iff_every_completion_meets_them(
    world: Asked, lower: bool, strict: bool
) -> None:
    units, level, _ = world
    limits = one_sided(level, lower, strict)
    assert possible(units, limits) == by_force(units, limits)


@settings(max_examples=part_of(500))
@given(
    worlds(False, True, False, counts) | worlds(True, False, True, levels) | SHARES
    | worlds(False, False, False, coarse_levels),
    st.booleans(),
    st.booleans(),
)  # fmt: skip
def test_a_range_of_counts_shares_and_growth_is_met_iff_every_completion_meets_it(
    world: Asked, low_strict: bool, high_strict: bool
) -> None:
    units, *ends = world
    limits = Limits(*sorted(ends), low_strict=low_strict, high_strict=high_strict)
    assert possible(units, limits) == by_force(units, limits)


@given(st.integers(-9, 20), st.integers(1, 12), st.integers(-5, 5), st.integers(0, 15))
def test_rounded_quotients_are_added_up_as_one_by_one(n: int, d: int, more: int, wholes: int) -> None:
    assert _floors(n, d, more, wholes) == sum((n * whole + more) // d for whole in range(wholes))


def test_a_range_of_many_wholes_is_searched_at_once() -> None:
    """Out of a hundred million or more, of which none but the last has a whole number so close to a third."""
    whole = Span(0, 3 * 10**8 + 1)
    unit = Contribution("u", Span(0, None), whole, nested=True)
    close = Limits(Fraction(10**8, 3 * 10**8 + 1), Fraction(1, 3), low_strict=False, high_strict=True)
    assert possible((unit,), close).met
    assert not possible((unit,), Limits(close.low, close.high, low_strict=True, high_strict=True)).met


@settings(max_examples=part_of(100))
@given(contributions(nested=True, counted=False, fixed_whole=False))
def test_no_completion_lies_outside_the_bounds(units: tuple[Contribution, ...]) -> None:
    found = bounds(units)
    values = [Fraction(part, whole) for part, whole in totals(units) if whole]
    for value in values:
        assert found.low is None or found.low <= value
        assert found.high is None or value <= found.high
    if all(unit.whole and unit.whole.high is not None for unit in units):  # else the least is only come near to
        assert found.low == min(values, default=None)


@given(st.integers(0, 400), st.integers(1, 400), levels, st.booleans(), st.booleans())
def test_the_gap_is_the_smallest_number_that_turns_the_verdict(
    part: int, whole: int, level: Fraction, lower: bool, strict: bool
) -> None:
    limits, reached = one_sided(level, lower, strict), min(part, whole)
    found = gap(Measurement(reached, whole, 1, 1), limits, nested=True)
    tried = range(reached, whole + 1) if lower else range(reached, -1, -1)
    turning = [p for p in tried if limits.hold(Fraction(p, whole))]
    assert (found or 0) == (turning[0] - reached if turning else 0)


@pytest.mark.parametrize(
    ("part", "whole", "percent"), [(29, 100, 29), (57, 100, 57), (58, 100, 58), (58, 200, 29), (87, 300, 29)]
)
def test_a_share_at_its_exact_percentage_is_met(part: int, whole: int, percent: int) -> None:
    unit = Contribution("u", exactly(part), exactly(whole), nested=True)
    limits = Limits(Fraction(percent, 100))
    assert possible((unit,), limits) == Possible(met=True, missed=False, nothing=False)


@pytest.mark.parametrize(
    ("before", "after", "percent", "met"),
    [
        (225, 243, 8, True),
        (1900, 2033, 7, True),
        (100, 115, 15, True),
        (33, 34, 3, True),
        (34, 35, 3, False),
        (34, 36, 3, True),
        (66, 68, 3, True),
        (1, 2, 3, True),
    ],
)
def test_growth_is_compared_in_whole_numbers(before: int, after: int, percent: int, met: bool) -> None:
    unit = Contribution("u", exactly(after), exactly(before))
    limits = Limits(Fraction(100 + percent, 100))
    assert possible((unit,), limits) == Possible(met=met, missed=not met, nothing=False)


@pytest.mark.parametrize(
    ("part", "whole", "level"), [(199, 996, Fraction(1, 5)), (8, 41, Fraction(1, 5)), (976, 1000, Fraction(98, 100))]
)
def test_nearly_is_missed(part: int, whole: int, level: Fraction) -> None:
    unit = Contribution("u", exactly(part), exactly(whole), nested=True)
    assert possible((unit,), Limits(level)) == Possible(met=False, missed=True, nothing=False)


def test_units_of_which_nothing_is_known_are_judged_in_one_pass() -> None:
    def judged(units: int) -> Callable[[], object]:
        unknown = [Contribution(str(n), Span(0, None), Span(0, None), nested=True) for n in range(units)]
        assert possible(unknown, Limits(low=Fraction(1, 5))) == Possible(met=True, missed=True, nothing=True)
        return lambda: possible(unknown, Limits(low=Fraction(1, 5)))

    assert grown(judged, 200) <= TWICE


# a figure against its threshold in whole numbers says what the verdict says


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


# conditions of every shape against every way to fill in what is missing; forms say the same


CONDITION: TypeAdapter[ConditionModel] = TypeAdapter(Condition)


def share(where: Any, units: int = 1, **threshold: object) -> Any:
    measure = {"kind": "share", "of": "district", "where": where}
    return plan(FIELDS, {"measure": measure, "threshold": threshold or {"at_least": "100%"}}, units, COMMUNES)


def test_a_condition_holds_if_it_does_in_every_world() -> None:
    dice, seen = random.Random(SEED), Counter[str]()  # noqa: S311  # repeatable, and no secret
    for _ in range(part_of(700)):
        asked = a_condition(dice)
        unit = a_unit(dice, asked)
        world = World(share(asked), "year", {"d1": filed("d1", unit)}, frozenset({"d1"}))
        found, told = Asking(CONDITION.validate_python(asked), world).holds("d1"), answers(asked, unit)
        if found is None and len(told) == 1:
            assert entangled(asked, unit), (asked, unit, told)
            seen["left open"] += 1
            continue
        assert found == (next(iter(told)) if len(told) == 1 else None), (asked, unit, told)
        seen[str(found)] += 1
    assert min(seen["True"], seen["False"], seen["None"]) > part_of(80), seen
    assert seen["left open"] < part_of(35), seen


def test_a_share_of_units_is_what_all_worlds_say() -> None:
    dice, seen = random.Random(SEED + 1), Counter[Verdict]()  # noqa: S311
    for _ in range(part_of(80)):
        asked = a_condition(dice)
        units = {f"d{n}": a_unit(dice, asked) for n in (1, 2, 3)}
        counts = [answers(asked, unit) for unit in units.values()]
        surely, maybe = sum(one == {True} for one in counts), sum(True in one for one in counts)
        least = dice.randint(1, 3)
        wanted = Verdict.MET if surely >= least else Verdict.MISSED if maybe < least else Verdict.INCONCLUSIVE
        found = judged(share(asked, 3, at_least=least), units).verdict
        if found is not wanted:
            assert found is Verdict.INCONCLUSIVE
            assert any(entangled(asked, unit) for unit in units.values()), (asked, units)
        seen[found] += 1
    assert seen.keys() == {Verdict.MET, Verdict.MISSED, Verdict.INCONCLUSIVE}


RATIO = {"part": "a", "whole": "w", "at_least": "80%"}


@pytest.mark.parametrize(
    ("where", "unit", "holds"),
    [
        (RATIO, {"a": 4, "w": 5}, True),
        (RATIO, {"a": 79, "w": 99}, False),  # 79.797…%
        (RATIO, {"a": 0, "w": 0}, False),
        (RATIO, {"a": None, "w": 0}, False),
        (RATIO, {"a": 4, "w": None}, None),
        ({"any": [{"field": "w", "equal_to": 0}, RATIO]}, {"a": 0, "w": 0}, True),
        ({"any": [{"field": "y"}, RATIO]}, {"y": True, "a": 6, "w": 5}, None),  # that cannot be
        ({"field": "a", "equal_to": 0}, {"a": 0}, True),
        ({"field": "a", "equal_to": 0}, {"a": None}, None),
        ({"any": [{"field": "a", "at_most": 2}, {"field": "a", "more_than": 2}]}, {"a": None}, True),
        ({"all": [{"field": "a", "at_least": 6}, RATIO]}, {"a": None, "w": 5}, False),
        ({"of": [{"field": "y"}, {"field": "z"}, {"field": "a", "at_least": 1}], "at_least": 2}, {"y": True}, None),
    ],
)
def test_what_a_unit_meets(where: Any, unit: dict[str, Any], holds: bool | None) -> None:
    world = World(share(where), "year", {"d1": filed("d1", unit)}, frozenset({"d1"}))
    assert Asking(CONDITION.validate_python(where), world).holds("d1") is holds


@pytest.mark.parametrize(("number", "holds"), [("94.9", False), ("95.0", True), ("95.1", True)])
def test_a_percentage_that_is_reported_as_such_is_held_in_percent(number: str, holds: bool) -> None:
    fields = {"p": {**FIELDS["a"], "kind": "amount", "decimals": 1, "unit_of_measure": {"vi": "%", "en": "%"}}}
    where = {"field": "p", "at_least": "95%"}
    of = plan(fields, {"measure": {"kind": "share", "of": "district", "where": where}, "threshold": {"at_least": 1}}, 1)
    world = World(of, "year", {"d1": filed("d1", {"p": Decimal(number)})}, frozenset({"d1"}))
    assert Asking(CONDITION.validate_python(where), world).holds("d1") is holds


def test_of_too_many_pieces_a_condition_is_asked_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two answers about one unknown figure are then open; what another figure decides is not."""
    monkeypatch.setattr("khpcmd.measures.conditions.MOST_PIECES", 1)
    either = [{"field": "a", "at_most": 2}, {"field": "a", "more_than": 2}]
    for where, holds in ({"any": either}, None), ({"any": [*either, {"field": "y"}]}, True):
        world = World(share(where), "year", {"d1": filed("d1", {"a": None, "y": True})}, frozenset({"d1"}))
        assert Asking(CONDITION.validate_python(where), world).holds("d1") is holds


@pytest.mark.parametrize(("part", "more"), [(2, 1), (3, None), (4, None), (5, None), (6, -1)])
def test_a_gap_leads_to_the_nearer_end_and_there_is_none_within(part: int, more: int | None) -> None:
    found = gap(Measurement(part, None, 1, 1), Limits(Fraction(3), Fraction(5)), nested=False)
    assert found == more
