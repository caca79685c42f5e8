"""What sums of figures can be, against all worlds of a few units one by one."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product

from khpcmd.measures.tally import LEAST, UNKNOWN_OR_LESS, Before, Contribution, Span, Tally, hull, less
from khpcmd.measures.threshold import Limits
from khpcmd.measures.totals import Totals
from khpcmd.returns import Key
from layers import ORACLE_SEED, part_of

FAR = 60
"""Stands for a figure without an end: beyond it no limit below is passed."""
Pair = tuple[int, int]
ENDS = (None, *(Fraction(n, 4) for n in (-4, -1, 0, 1, 2, 3, 4, 6)), Fraction(1, 3))
LIMITS = [
    Limits(low, high, low_strict=strict[0], high_strict=strict[1])
    for low, high in product(ENDS, ENDS)
    for strict in product((False, True), (False, True))
]


def some_span(dice: random.Random, *, endless: bool) -> Span:
    low = dice.randint(0, 2)
    return Span(low, None if endless and dice.random() < 0.15 else low + dice.choice((0, 0, 1, 2)))


def some_units(dice: random.Random) -> Sequence[Contribution]:
    """Counts, shares of a whole, or shares of two years; all of a kind."""
    kind = dice.choice(("count", "share", "apart", "since"))
    nested = kind in ("share", "since")

    def span() -> Span:
        return some_span(dice, endless=kind != "since")

    return [
        Contribution(
            f"u{n}", span(), None if kind == "count" else span(), nested,
            before=Before(span(), span()) if kind == "since" else None,
        )
        for n in range(dice.choice((1, 2)))
    ]  # fmt: skip


def of_one(unit: Contribution) -> list[Pair]:
    def numbers(span: Span) -> range:
        return range(span.low, (FAR if span.high is None else span.high) + 1)

    wholes = [0] if unit.whole is None else numbers(unit.whole)
    return [(part, whole) for part in numbers(unit.part) for whole in wholes if part <= whole or not unit.nested]


def sums(units: Sequence[Contribution]) -> set[Pair]:
    found = {(0, 0)}
    for pairs in map(of_one, units):
        found = {(part + more, whole + of) for part, whole in found for more, of in pairs}
    counted = all(unit.whole is None for unit in units)
    return {(part, 1 if counted else whole) for part, whole in found}


def shares(pairs: set[Pair]) -> set[Fraction]:
    return {Fraction(part, whole) for part, whole in pairs if whole}


def values(units: Sequence[Contribution]) -> tuple[set[Fraction], bool]:
    """All values, and whether there is nothing to measure in some world."""
    now, then = sums(units), sums([unit.then for unit in units if unit.then])
    if units[0].before is None:
        return shares(now), any(not whole for _, whole in now)
    found = {one - other for one in shares(now) for other in shares(then)}
    return found, bool(now) and bool(then) and any(not whole for _, whole in now | then)


def some_worlds() -> Iterator[Sequence[Contribution]]:
    dice = random.Random(ORACLE_SEED)  # noqa: S311  # repeatable, and no secret
    return (some_units(dice) for _ in range(part_of(1000)))


def test_every_question_is_answered_as_all_worlds_answer_it() -> None:
    seen, dice = Counter[bool](), random.Random(ORACLE_SEED)  # noqa: S311  # repeatable, and no secret
    for units in some_worlds():
        totals, (found, nothing) = Totals.of(units), values(units)
        assert totals.can_be_nothing is nothing, units
        for limits in dice.sample(LIMITS, 40):
            holds = any(limits.hold(value) for value in found)
            assert totals.can_be(limits) is holds, (units, limits)
            seen[holds] += 1
    assert min(seen.values()) > seen.total() // 10, seen


def test_the_ends_of_shares_are_those_of_all_worlds() -> None:
    for units in (units for units in some_worlds() if units[0].whole is not None):
        totals, (found, _) = Totals.of(units), values(units)
        reach = totals.reach
        if reach is None or not found:
            assert not found, units
            continue
        unended = any(span is not None and span.high is None for unit in units for span in unit[1:3])
        if not unended:
            without = any(part and not whole for part, whole in sums(units))  # a part of nothing has no share
            assert (reach.low, reach.high) == (min(found), None if without else max(found)), units
            assert (reach.low_strict, reach.high_strict) == (False, False), units
            assert totals.before is not None or totals.shares() == found, units
        else:
            assert reach.low is not None
            assert reach.low <= min(found) <= reach.low + Fraction(1, 2), units
            assert reach.low_strict is (reach.low not in found), units
            assert reach.high is None or max(found) <= reach.high, units
            assert reach.high is None or reach.high_strict is (reach.high not in found), units


def test_where_there_is_no_world_or_no_unit() -> None:
    can, cannot = Before(Span(0, 0), Span(0, 1)), Before(Span(2, 2), Span(1, 1))
    for now, then in ((can, cannot), (cannot, can)):
        assert not Totals.of([Contribution("", *now, nested=True, before=then)]).can_be_nothing
    assert not Totals.of([Contribution("", Span(3, 2), Span(0, 5))]).there
    assert (Totals.of([]).can_be(Limits(Fraction(0))), Totals.of([]).can_be_nothing) == (True, False)


def test_what_is_without_an_end_and_what_is_not() -> None:
    share, apart = (Contribution("", Span(1, None), Span(2, None), nested) for nested in (True, False))
    reach = Totals.of([share]).reach
    assert reach is not None
    assert reach == Limits(Fraction(0), Fraction(1), low_strict=True)
    endless = Totals.of([apart]).reach
    assert endless is not None
    assert endless.high is None
    assert not Totals.of([share]).shares()
    many = Totals.of([Contribution("", Span(1, 20), Span(1, 20))])
    assert len(many.shares()) > 100
    assert not Totals.of([Contribution("", Span(0, 20), Span(1, 20))]).shares()


def test_changes_of_which_an_end_is_not_known_have_none() -> None:
    since = Contribution("", Span(0, None), Span(1, None), nested=True, before=Before(Span(0, 5), Span(5, 5)))
    totals = Totals.of([since])
    assert (totals.can_be(Limits(Fraction(-1))), totals.can_be(Limits(Fraction(2)))) == (True, False)
    assert totals.can_be(Limits(Fraction(1, 7), Fraction(1, 6)))


def test_of_two_shares_the_one_with_few_values_is_tried() -> None:
    few, many = Before(Span(1, 1), Span(2, 2)), Before(Span(0, 20), Span(1, 20))
    some = Before(Span(0, 1), Span(2, 2))
    narrow, wide = Limits(Fraction(1, 1000), Fraction(2, 1000)), Limits(Fraction(-1, 20), Fraction(1, 20))
    for now, then, limits, can in (
        (few, many, narrow, False), (many, few, narrow, False), (few, many, wide, True), (many, few, wide, True),
        (many, many, narrow, True), (few, many, Limits(Fraction(1, 2)), True),
        (few, many, Limits(Fraction(3, 4)), False), (some, many, Limits(Fraction(2, 5), Fraction(9, 20)), True),
        (few, many, Limits(high=Fraction(-1, 2)), True), (few, many, Limits(high=Fraction(-3, 4)), False),
    ):  # fmt: skip
        assert Totals.of([Contribution("", *now, nested=True, before=then)]).can_be(limits) is can, (now, then, limits)


def test_spans() -> None:
    assert hull([Span(1, 4), Span(0, 2), Span(3, 6)]) == Span(0, 6)
    assert hull([Span(1, 4), Span(2, None)]) == Span(1, None)
    assert less(Span(3, 5), Span(1, 2)) == Span(1, 4)
    assert less(Span(3, None), Span(1, None)) == Span(LEAST, None)
    assert less(Span(3, 5), UNKNOWN_OR_LESS) == Span(LEAST, None)
    assert less(Span(3, 5), Span(LEAST + 1, 0)).high == 5 - LEAST - 1


def test_one_world_is_known_where_it_can_be() -> None:
    parts, wholes = (Span(1, 1), Span(2, 2), Span(0, 1)), (Span(1, 1), Span(1, 3))
    befores = [None, *(Before(*ends) for ends in product(parts, wholes))]
    for part, whole, nested, before in product(parts, (*wholes, None), (True, False), befores):
        unit = Contribution("", part, whole, nested and whole is not None, before=before)
        years = [unit, unit.then] if unit.then else [unit]
        assert unit.known is all(len(of_one(one)) == 1 for one in years), unit
        assert unit.exact is all(one.exact for one in (part, whole, *(before or ())) if one), unit


def test_units_one_by_one() -> None:
    one, other = (Contribution(name, Span(1, 1), None) for name in "ab")
    first, second = Key("x"), Key("y")
    plain = Tally((one,), (one, other), part=((first,), (second,)))
    assert plain.one_by_one() == Tally((one, other), (one, other), ((first, second),), ((),))
    assert Tally((one,), (one,), by_themselves=(other,)).one_by_one().deciding == (other,)
    assert Tally((one,), (one,), by_themselves=(), out_of=Fraction(9)).one_by_one().deciding == ()
