"""What is told of figures that contradict each other; the repairs and what they leave of a sum, against brute force.

``KHPCMD_ORACLE`` and ``KHPCMD_ORACLE_SEED`` are those of ``test_oracle``.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import combinations, pairwise, product
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from khpcmd.checking import Request, check
from khpcmd.diagnostics import AnyCode, Code, Diagnostic, Severity
from khpcmd.diagnostics.parameters import Added, Ref
from khpcmd.i18n import Messages
from khpcmd.judge import repairs
from khpcmd.judge.agreement import versions
from khpcmd.judge.repairs import Knot, Linear, ends, some_keep
from khpcmd.judge.sound import validate
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.measures.tally import UNKNOWN_OR_LESS, Span
from khpcmd.plan.model import Plan
from khpcmd.results import Verdict
from khpcmd.returns import Cell, CellState, Key, Return
from layers import ORACLE_SEED as SEED
from layers import part_of
from places import EXAMPLES
from worlds import cell, count_field, filed, plan, text

KEYS = tuple(Key(name) for name in "abcd")
BOX = 5
"""The numbers of the small systems, which their limits keep below this."""


def dice_of(number: int) -> random.Random:
    return random.Random(SEED + number)  # noqa: S311  # repeatable, and no secret


def some_limits(dice: random.Random, keys: Sequence[Key]) -> list[Linear]:
    rules = []
    for _ in range(dice.randint(1, 5)):
        times = {key: dice.choice((-3, -2, -1, -1, 0, 1, 1, 2, 3)) for key in keys}
        rules.append(Linear(times, dice.randint(-4, 5)))
        if dice.random() < 0.4:  # an equation: halves may keep what no whole numbers do
            rules.append(Linear({key: -one for key, one in times.items()}, -rules[-1].most))
    return rules + [Linear({key: 1}, BOX) for key in keys]


def kept_by(limits: Sequence[Linear], keys: Sequence[Key]) -> Iterator[Mapping[Key, int]]:
    for numbers in product(range(BOX + 1), repeat=len(keys)):
        world = dict(zip(keys, numbers, strict=True))
        if all(sum(times * world[key] for key, times in one.times.items()) <= one.most for one in limits):
            yield world


def test_whole_numbers_are_found_exactly_where_there_are_some() -> None:
    dice, seen = dice_of(1), Counter[bool]()
    for _ in range(part_of(600)):
        keys = KEYS[: dice.randint(1, 4)]
        limits = some_limits(dice, keys)
        there = any(True for _ in kept_by(limits, keys))
        assert some_keep(limits) is there, limits
        seen[there] += 1
    assert min(seen[True], seen[False]) > part_of(100), seen


def test_no_sum_lies_beyond_its_ends() -> None:
    dice, exact, wider = dice_of(5), 0, 0
    for _ in range(part_of(400)):
        keys = KEYS[: dice.randint(1, 4)]
        limits, times = some_limits(dice, keys), {key: dice.choice((-1, 1, 1, 2)) for key in keys}
        sums = [sum(times[key] * world[key] for key in keys) for world in kept_by(limits, keys)]
        if sums:
            low, high = ends(limits, times)
            assert high is not None, limits
            assert low <= min(sums) <= max(sums) <= high, limits
            as_far = (low, high) == (min(sums), max(sums))
            exact, wider = exact + as_far, wider + (not as_far)
    assert exact > 2 * wider, (exact, wider)
    assert ends([Linear({KEYS[0]: -1}, -3)], {KEYS[0]: 1}) == (3, None)


def test_halves_are_no_numbers_of_things() -> None:
    x, y, z = KEYS[:3]
    pairs = [Linear({x: 1, y: 1}, 5), Linear({y: 1, z: 1}, 6), Linear({x: 1, z: 1}, 4)]
    both = [*pairs, *(Linear({key: -one for key, one in rule.times.items()}, -rule.most) for rule in pairs)]
    assert not some_keep(both), "x + y = 5, y + z = 6, x + z = 4 have only halves"


def test_where_only_fractions_keep_an_equation_nothing_does() -> None:
    x, y = KEYS[:2]
    for times, number in (((3, 4), 1), ((6, 7), 8), ((2, 3), 1)):
        of = dict(zip((x, y), times, strict=True))
        assert not some_keep([Linear(of, number), Linear({key: -one for key, one in of.items()}, -number)])


@pytest.mark.parametrize(("more", "tried"), [(0, True), (1, False), (None, False)])
def test_so_many_numbers_of_a_figure_are_tried_and_no_more(more: int | None, *, tried: bool) -> None:
    """Two of the figure, that is 1 or more, are three of another one and one more."""
    one, other = KEYS[:2]
    pair = [Linear({one: 2, other: -3}, 1), Linear({one: -2, other: 3}, -1)]
    limits = pair if more is None else [*pair, Linear({one: 1}, repairs.MOST_TRIED + more)]
    if tried:
        assert some_keep(limits)
    else:
        with pytest.raises(repairs.GivenUpError):
            some_keep(limits)


def some_knot(dice: random.Random) -> Knot:
    rules = [Linear({key: 1}, BOX) for key in KEYS]
    for _ in range(dice.randint(1, 4)):
        keys = dice.sample(KEYS, dice.randint(2, 4))
        cut = dice.randint(1, len(keys) - 1)
        times = {key: 1 if place < cut else -1 for place, key in enumerate(keys)}
        rules.append(Linear(times, 0))
        if dice.random() < 0.5:
            rules.append(Linear({key: -one for key, one in times.items()}, 0))
    known = {key: dice.randint(0, BOX + 2) for key in KEYS if dice.random() < 0.8}
    return Knot(tuple(rules), known)


def completions(knot: Knot, changed: frozenset[Key]) -> Iterator[Mapping[Key, int]]:
    ways = ((knot.known[key],) if key in knot.known and key not in changed else range(BOX + 1) for key in KEYS)
    for world in product(*ways):
        full = dict(zip(KEYS, world, strict=True))
        if all(sum(times * full[key] for key, times in rule.times.items()) <= rule.most for rule in knot.rules):
            yield full


def repaired(knot: Knot) -> set[frozenset[Key]]:
    """The sets of figures that may be others, by the definition."""
    zeros = frozenset(key for key, value in knot.known.items() if value == 0)
    few = {frozenset(wrong) for size in (0, 1, 2) for wrong in combinations(knot.known, size)}
    found = {wrong for wrong in (*few, zeros) if any(True for _ in completions(knot, wrong))}
    if zeros and not any(len(wrong) < 2 or wrong == zeros for wrong in found):
        beside = {zeros | {one} for one in knot.known}
        found |= {wrong for wrong in beside if any(True for _ in completions(knot, wrong))}
    return {frozenset()} if frozenset() in found else found or {frozenset(knot.known)}


def test_repairs_are_those_of_two_figures_and_that_of_the_zeros() -> None:
    dice, seen = dice_of(2), Counter[str]()
    for _ in range(part_of(500)):
        knot = some_knot(dice)
        expected = repaired(knot)
        assert set(knot.repairs) <= expected, knot
        assert all(any(one <= repair for repair in knot.repairs) for one in expected), knot
        if expected != {frozenset()}:
            single = {key for key in knot.known if any(True for _ in completions(knot, frozenset({key})))}
            assert set(knot.alone) == single, knot
        seen.update({"sound" if not one else "many" if len(one) > 2 else "few" for one in expected})
    assert seen.keys() == {"sound", "few", "many"}, seen


def test_what_a_sum_can_be_is_what_it_is_in_some_repair() -> None:
    """Never narrower, and seldom wider: whole numbers may stay within the ends of fractions."""
    dice, exact, wider = dice_of(3), 0, 0
    for _ in range(part_of(400)):
        knot = some_knot(dice)
        keys = tuple(dice.sample(KEYS, dice.randint(1, 3)))
        sums = [sum(world[key] for key in keys) for wrong in knot.repairs for world in completions(knot, wrong)]
        found = knot.can_be(keys)
        least, largest = min(sums), max(sums)
        assert found.low <= least, knot
        assert found.high is not None, knot
        assert found.high >= largest, knot
        exact, wider = exact + (found == Span(least, largest)), wider + (found != Span(least, largest))
    assert exact > 20 * wider, (exact, wider)


def test_a_figure_without_an_upper_end_has_none() -> None:
    received, verified = KEYS[:2]
    knot = Knot((Linear({verified: 1, received: -1}, 0),), {received: 5, verified: 48})
    assert knot.span({received: 1}, {received}) == Span(48, None)
    assert knot.span({verified: 1}, {verified}) == Span(0, 5)


# what is told

NAMES = ("received", "verified", "resolved", "late", "pending")
FIELDS = {name: count_field() for name in NAMES}
COUNT = {"measure": {"kind": "count", "of": "received"}, "threshold": {"at_least": 1}}
CHAIN = {"kind": "steps", "steps": [["received"], ["verified"], ["resolved"]]}
SUM = {"kind": "sum", "parts": ["resolved", "late", "pending"], "whole": ["received"]}


def told(rules: Sequence[object], **figures: int | None) -> tuple[list[AnyCode], set[str], Mapping[str, object]]:
    small = plan(FIELDS, COUNT, districts=1, constraints=rules)
    cells = {Key(name): cell("" if value is None else value) for name, value in figures.items()}
    (found,), faults = validate(small, "year", [filed("d1", {}).changed(cells)], frozenset(FIELDS))
    faults = [fault for fault in faults if fault.code not in (Code.CELL_BLANK, Code.MISSING_FIELD)]
    left = {key.field for key, value in found.values().items() if value is not None}
    known = {name for name, value in figures.items() if value is not None}
    return [fault.code for fault in faults], known - left, faults[0].params if faults else {}


def test_a_wrong_whole_is_told_once_with_the_value_it_must_have() -> None:
    """A digit too many in what was received: the steps hold, and the sum says what it must be."""
    codes, doubted, params = told([CHAIN, SUM], received=50, verified=5, resolved=3, late=2, pending=0)
    assert (codes, doubted) == ([Code.PARTS_NOT_WHOLE], set(NAMES))
    codes, doubted, params = told([CHAIN, SUM], received=5, verified=50, resolved=3, late=2, pending=0)
    assert (codes, doubted) == ([Code.STEPS_INCREASE], set(NAMES))
    codes, doubted, params = told([CHAIN, SUM], received=2, verified=5, resolved=3, late=2, pending=0)
    assert (codes, doubted, params["expected"]) == ([Code.ONE_WRONG], set(NAMES), 5)


def test_a_figure_below_those_inside_it_is_the_culprit() -> None:
    codes, doubted, params = told([CHAIN], received=5, verified=48, resolved=40)
    assert (codes, doubted, params["least"]) == ([Code.ONE_TOO_SMALL], set(NAMES[:3]), 48)


def test_the_figures_that_may_be_wrong_instead_are_named_with_it() -> None:
    """Received is wrong, or verified and resolved both are."""
    codes, doubted, params = told([CHAIN], received=5, verified=50, resolved=40)
    assert (codes, doubted) == ([Code.ONE_TOO_SMALL], set(NAMES[:3]))
    assert params["others"] == (Ref("field", "verified"), Ref("field", "resolved"))
    for lang, words in (("vi", "ít nhất hai trong các số kia sai"), ("en", "at least two of the others are")):
        assert words in Messages(lang).template("codes.K632.cure")


def test_a_figure_between_others_is_told_with_its_range() -> None:
    rules = [{"kind": "at_most", "part": ["resolved"], "whole": [name]} for name in ("received", "verified")]
    codes, doubted, params = told(
        [*rules, {"kind": "at_most", "part": ["late"], "whole": ["resolved"]}],
        received=23, verified=23, resolved=99, late=20,
    )  # fmt: skip
    assert (codes, doubted, params["low"], params["high"]) == ([Code.ONE_OUTSIDE], set(NAMES[:4]), 20, 23)


def test_several_that_may_be_wrong_are_one_message_and_all_are_open() -> None:
    rules = [
        {"kind": "at_most", "part": ["resolved", "late"], "whole": ["received"]},
        {"kind": "at_most", "part": ["resolved", "pending"], "whole": ["received"]},
    ]
    codes, doubted, params = told(rules, received=3, resolved=4, late=0, pending=0)
    assert (codes, doubted) == ([Code.ONE_OF_WRONG], {"received", "resolved", "late", "pending"})
    assert params["fields"] == (Ref("field", "received"), Ref("field", "resolved"))


def test_a_blank_between_two_rules_does_not_hide_that_they_contradict_each_other() -> None:
    rules = [
        {"kind": "at_most", "part": ["verified"], "whole": ["received"]},
        {"kind": "at_most", "part": ["resolved"], "whole": ["verified"]},
    ]
    codes, doubted, _ = told(rules, received=3, verified=None, resolved=5)
    assert (codes, doubted) == ([Code.ONE_OF_WRONG], {"received", "resolved"})


def test_where_two_must_be_wrong_every_figure_of_the_broken_rules_is_open() -> None:
    rules = [
        {"kind": "at_most", "part": ["verified"], "whole": ["received"]},
        {"kind": "at_most", "part": ["resolved", "late"], "whole": ["pending"]},
        {"kind": "at_most", "part": ["verified"], "whole": ["pending"]},
    ]
    codes, doubted, _ = told(rules, received=3, verified=5, resolved=40, late=1, pending=20)
    assert codes == [Code.PART_EXCEEDS_WHOLE, Code.PART_EXCEEDS_WHOLE]
    assert {"received", "verified", "resolved", "pending", "late"} >= doubted >= {"received", "verified", "resolved"}


def test_what_no_blank_can_mend_is_told_although_each_rule_may_hold() -> None:
    """The parts of two sums that share a blank: it is 2 for one and 4 for the other, twice over."""
    rules = [
        {"kind": "sum", "parts": ["late"], "whole": ["received"]},
        {"kind": "sum", "parts": ["late"], "whole": ["verified"]},
        {"kind": "sum", "parts": ["late"], "whole": ["resolved"]},
        {"kind": "sum", "parts": ["late"], "whole": ["pending"]},
    ]
    codes, doubted, _ = told(rules, received=2, verified=2, resolved=4, pending=4, late=None)
    assert (codes, doubted) == ([Code.NOT_TOGETHER], {"received", "verified", "resolved", "pending"})


def some_rules(dice: random.Random) -> list[Mapping[str, object]]:
    """Rules of five figures, each about two or three of them."""
    found = list[Mapping[str, object]]()
    for _ in range(dice.randint(2, 4)):
        one, other, third = dice.sample(NAMES, 3)
        found.append(
            dice.choice((
                {"kind": "at_most", "part": [one], "whole": [other]},
                {"kind": "sum", "parts": [one, other], "whole": [third]},
                {"kind": "steps", "steps": [[one], [other], [third]]},
            ))
        )  # fmt: skip
    return found


def agree(rules: Sequence[Mapping[str, Any]], world: Mapping[str, int]) -> bool:
    for rule in rules:
        if rule["kind"] == "at_most":
            kept = world[rule["part"][0]] <= world[rule["whole"][0]]
        elif rule["kind"] == "sum":
            kept = sum(world[name] for name in rule["parts"]) == world[rule["whole"][0]]
        else:
            first, second, third = (world[name] for (name,) in rule["steps"])
            kept = first >= second >= third
        if not kept:
            return False
    return True


def test_what_is_told_of_the_only_figure_that_can_be_wrong_is_what_it_can_be() -> None:
    dice, seen = dice_of(7), Counter[AnyCode]()
    for number in range(max(400, part_of(400))):
        if number >= part_of(400) and seen.keys() >= LIKELY:
            break  # a usual run goes on until it has seen each of them
        rules = some_rules(dice)
        small = plan(FIELDS, COUNT, districts=1, constraints=rules)
        for _ in range(5):
            figures = {name: dice.choice((0, 1, 2, 3, 5, 8)) for name in NAMES}
            cells = {Key(name): cell(value, at=f"B{row}") for row, (name, value) in enumerate(figures.items(), 3)}
            faults = validate(small, "year", [filed("d1", {}).changed(cells)], frozenset(FIELDS))[1]
            able = {name: [one for one in range(FAR) if agree(rules, {**figures, name: one})] for name in NAMES}
            alone = {name: values for name, values in able.items() if values}
            assert (not faults) is agree(rules, figures)
            if not faults or not alone:
                continue
            (fault,) = faults
            seen[fault.code] += 1
            if len(alone) > 1:
                named = tuple(Ref("field", name) for name in alone)
                one_of = Code.ONE_OF_WRONG, {"fields": named}, cells[Key(next(iter(alone)))].at
                assert fault.code not in LIKELY or (fault.code, fault.params, fault.at) == one_of
                continue
            ((culprit, values),) = alone.items()
            assert fault.at == cells[Key(culprit)].at
            if fault.code in LIKELY:
                code, ends = likely(values)
                assert fault.code is code
                assert fault.params.items() >= {"value": figures[culprit], **ends}.items()
            else:  # the rule alone says as much
                assert len(values) > 1
    assert seen.keys() >= LIKELY, seen


def likely(values: Sequence[int]) -> tuple[AnyCode, Mapping[str, int]]:
    """What is told of a figure that can be no others than these."""
    first, last = values[0], values[-1]
    if last == FAR - 1:
        return Code.ONE_TOO_SMALL, {"least": first}
    return (Code.ONE_WRONG, {"expected": first}) if first == last else (Code.ONE_OUTSIDE, {"low": first, "high": last})


FAR = 60
LIKELY = {Code.ONE_WRONG, Code.ONE_TOO_SMALL, Code.ONE_OUTSIDE, Code.ONE_OF_WRONG}
NAMES_RULES = ("a", "b", "c", "d")
FIELDS_RULES = {name: count_field() for name in NAMES_RULES}
COUNT_RULES = {"measure": {"kind": "count", "of": "a"}, "threshold": {"at_least": 1}}

Figures = Mapping[str, int | None]
Rule = Mapping[str, object]


def checked(small: Plan, figures: Figures) -> tuple[Return, list[Diagnostic]]:
    given = filed("d1", {})
    given = given.changed({Key(name): cell("" if value is None else value) for name, value in figures.items()})
    (found,), faults = validate(small, "year", [given], frozenset(small.fields))
    return found, [fault for fault in faults if fault.code not in (Code.CELL_BLANK, Code.MISSING_FIELD)]


def told_rules(rule: Rule, **figures: int | None) -> tuple[list[AnyCode], set[str]]:
    """The codes of the faults, and the figures that are doubted."""
    given = {name: figures.get(name) for name in NAMES_RULES}
    found, faults = checked(plan(FIELDS_RULES, COUNT_RULES, districts=1, constraints=[rule]), given)
    left = {key.field for key, value in found.values().items() if value is not None}
    return [fault.code for fault in faults], {name for name, value in given.items() if value is not None} - left


@pytest.mark.parametrize(
    ("rule", "figures", "codes", "doubted"),
    [
        (
            {"kind": "sum", "parts": ["a", "b"], "whole": ["c"]},
            {"a": 12, "c": 10},
            [Code.PART_EXCEEDS_WHOLE],
            {"a", "c"},
        ),
        ({"kind": "sum", "parts": ["a", "b"], "whole": ["c"]}, {"a": 10, "c": 10}, [], set()),
        (
            {"kind": "sum", "parts": ["a"], "whole": ["b", "c"]},
            {"a": 10, "b": 12},
            [Code.PART_EXCEEDS_WHOLE],
            {"a", "b"},
        ),
        (
            {"kind": "at_most", "part": ["a", "b"], "whole": ["c"]},
            {"a": 12, "c": 10},
            [Code.PART_EXCEEDS_WHOLE],
            {"a", "c"},
        ),
        ({"kind": "at_most", "part": ["a", "b"], "whole": ["c"]}, {"b": 1, "c": 0}, [Code.PART_OVER_ZERO], {"b", "c"}),
        ({"kind": "at_most", "part": ["a"], "whole": ["b", "c"]}, {"a": 12, "b": 1}, [], set()),
        ({"kind": "steps", "steps": [["a"], ["b"], ["c"]]}, {"a": 5, "c": 9}, [Code.STEPS_INCREASE], {"a", "c"}),
        (
            {"kind": "steps", "steps": [["a"], ["b"], ["c"]]},
            {"a": 5, "b": 3, "c": 9},
            [Code.STEPS_INCREASE],
            {"a", "b", "c"},
        ),
        (
            {"kind": "steps", "steps": [["a"], ["b"], ["c"]]},
            {"a": 5, "b": 3, "c": 4},
            [Code.STEPS_INCREASE],
            {"a", "b", "c"},
        ),
        (
            {"kind": "steps", "steps": [["a"], ["b", "c"], ["d"]]},
            {"a": 5, "b": 6, "d": 1},
            [Code.STEPS_INCREASE],
            {"a", "b", "d"},
        ),
    ],
)
def test_what_no_missing_figure_can_mend_is_told_once(
    rule: Rule, figures: dict[str, int], codes: list[AnyCode], doubted: set[str]
) -> None:
    assert told_rules(rule, **figures) == (codes, doubted)


def test_a_fault_names_the_figures_that_are_known() -> None:
    rule = {"kind": "sum", "parts": ["a", "b"], "whole": ["c"]}
    _, (fault,) = checked(
        plan(FIELDS_RULES, COUNT_RULES, districts=1, constraints=[rule]), {"a": 12, "b": None, "c": 10}
    )
    assert fault.params == {
        "part_field": Added((Ref("field", "a"),)),
        "part": 12,
        "whole_field": Added((Ref("field", "c"),)),
        "whole": 10,
    }


@pytest.mark.parametrize(
    "rule",
    [
        {"kind": "sum", "parts": ["a", "b"], "whole": ["c"]},
        {"kind": "at_most", "part": ["a", "b"], "whole": ["c"]},
        {"kind": "at_most", "part": ["a"], "whole": ["c", "b"]},
        {"kind": "steps", "steps": [["c"], ["a", "b"]]},
    ],
)
def test_a_rule_about_what_a_unit_does_not_report_says_nothing_of_it(rule: Mapping[str, object]) -> None:
    fields = FIELDS_RULES | {"b": {**count_field(), "reported_by": ["agency"]}}
    agency = {"title": {"vi": "sở", "en": "agencies"}}
    levels = {"district": {"title": {"vi": "huyện", "en": "districts"}}, "agency": agency}
    small = plan(fields, COUNT_RULES, districts=1, constraints=[rule], levels=levels)
    assert checked(small, {"a": 12, "c": 10})[1] == []


def test_nor_does_a_limit_of_the_register_on_what_others_report_with_it() -> None:
    levels = {name: {"title": text(name)} for name in ("district", "agency")}
    target = {"measure": {"kind": "ratio", "part": ["a", "b"], "whole": {"register": "communes"}}}
    target |= {"threshold": {"at_least": "50%"}}
    for reporter, codes in (("agency", []), ("district", [Code.EXCEEDS_REGISTER])):
        fields = FIELDS_RULES | {"b": {**count_field(), "reported_by": [reporter]}}
        small = plan(fields, target, districts=1, communes=5, levels=levels)
        assert [fault.code for fault in checked(small, {"a": 12})[1]] == codes


@pytest.mark.parametrize(("area", "codes"), [("5.0", []), ("5.1", [Code.EXCEEDS_REGISTER])])
def test_an_amount_is_held_against_the_register_in_its_own_unit(area: str, codes: list[AnyCode]) -> None:
    amount = {"kind": "amount", "reported_by": ["district"], "unit_of_measure": text("ha"), "decimals": 1}
    ratio = {"kind": "ratio", "part": "area", "whole": {"register": "communes"}}
    small = plan({"area": amount}, {"measure": ratio, "threshold": {"at_least": "50%"}}, districts=1, communes=5)
    faults = validate(small, "year", [filed("d1", {"area": Decimal(area)})], frozenset({"area"}))[1]
    assert [fault.code for fault in faults] == codes


@pytest.mark.parametrize(
    ("figures", "code"),
    [
        ({"area": "a few"}, Code.NOT_A_NUMBER),
        ({"area": Decimal("-1.0")}, Code.OUT_OF_BOUNDS),
        ({"a": Decimal("1.5")}, Code.NOT_WHOLE),
    ],
)
def test_what_no_figure_of_its_kind_can_be_is_told(figures: Mapping[str, object], code: AnyCode) -> None:
    amount = {"kind": "amount", "reported_by": ["district"], "unit_of_measure": text("ha"), "decimals": 1}
    small = plan({"area": amount, "a": count_field()}, COUNT_RULES, districts=1)
    (_,), faults = validate(small, "year", [filed("d1", figures)], frozenset(figures))
    assert [fault.code for fault in faults] == [code]


def test_beside_a_figure_that_may_lie_below_zero_a_blank_makes_up_for_anything() -> None:
    """And where nothing is blank nobody knows which of them is wrong, nor what it can be."""
    amount = {
        "kind": "amount", "label": text("money"), "reported_by": ["district"], "unit_of_measure": text("tỷ đồng"),
        "decimals": 1,
    }  # fmt: skip
    fields = {"gain": amount, "change": {**amount, "at_least": -100}, "all": amount}
    rule = {"kind": "at_most", "part": ["gain", "change"], "whole": ["all"]}
    target = {"measure": {"kind": "count", "of": "gain"}, "threshold": {"at_least": 1}}
    small = plan(fields, target, districts=1, constraints=[rule])
    for change, codes, left in ((None, [], ["gain", "all"]), (Decimal(1), [Code.PART_EXCEEDS_WHOLE], [])):
        given = {"gain": Decimal(12), "change": change, "all": Decimal(10)}
        cells = {Key(name): cell("" if value is None else value) for name, value in given.items()}
        (found,), faults = validate(small, "year", [filed("d1", {}).changed(cells)], frozenset(fields))
        assert [fault.code for fault in faults if fault.code is not Code.CELL_BLANK] == codes
        assert [key.field for key, value in found.values().items() if value is not None] == left
        assert found.leeway is not None
        assert found.leeway.of(found.each, [Key("change")]) == UNKNOWN_OR_LESS


def test_beside_a_figure_stand_those_of_its_own_contradiction() -> None:
    rules = [{"kind": "at_most", "part": [part], "whole": [whole]} for part, whole in (("a", "b"), ("c", "d"))]
    small = plan(FIELDS_RULES, COUNT_RULES, districts=1, constraints=rules)
    both, faults = checked(small, {"a": 5, "b": 3, "c": 7, "d": 1})
    assert [fault.params["part"] for fault in faults] == [5, 7]
    one, _ = checked(small, {"a": 5, "b": 3, "c": 1, "d": 7})
    assert both.leeway is not None
    assert one.leeway is not None
    for name, beside in (("a", ("a", "b")), ("d", ("c", "d"))):
        assert both.leeway.beside(Key(name)) == tuple(map(Key, beside))
    assert (one.leeway.beside(Key("a")), one.leeway.beside(Key("c"))) == ((Key("a"), Key("b")), ())


def test_a_figure_that_places_differ_in_stands_beside_those_of_its_rules_alone() -> None:
    rule = {"kind": "at_most", "part": ["a"], "whole": ["b"]}
    cells = {Key("a"): cell(2).doubted(cell(5)), Key("b"): cell(3), Key("c"): cell(1).doubted(cell(7))}
    small = plan(FIELDS_RULES, COUNT_RULES, districts=1, constraints=[rule])
    (found,), _ = validate(small, "year", [filed("d1", {}).changed(cells)], frozenset(small.fields))
    assert found.leeway is not None
    assert [[one.field for one in found.leeway.beside(Key(name))] for name in "abc"] == [["b", "a"], ["b", "a"], ["c"]]


def test_a_figure_that_is_another_one_is_no_part_of_a_contradiction_any_more() -> None:
    rules = [{"kind": "at_most", "part": ["a"], "whole": ["b"]}]
    found, _ = checked(plan(FIELDS_RULES, COUNT_RULES, districts=1, constraints=rules), {"a": 5, "b": 3})
    other = found.changed({Key("b"): cell(None)})
    for filed_, least, most in ((found, 0, None), (other, 5, 5)):
        assert filed_.leeway is not None
        assert filed_.leeway.of(filed_.each, [Key("a")]) == Span(least, most)


@pytest.mark.parametrize(("asked", "told"), [(True, [Code.PART_EXCEEDS_WHOLE]), (False, [])])
def test_a_part_of_the_baseline_year_alone_may_be_too_much(asked: bool, told: list[AnyCode]) -> None:
    """12 of 10, whatever the other part is; where that is not asked for the plan does not say what it was."""
    fields = {"a": count_field(baseline=True), "b": count_field(baseline=asked), "c": count_field(baseline=True)}
    rules = [{"kind": "at_most", "part": ["a", "b"], "whole": ["c"]}]
    small = plan(fields, COUNT_RULES, districts=1, constraints=rules)
    given = filed("d1", {"a": 1, "b": 1, "c": 9, "a@2022": 12, "c@2022": 10})
    assert [fault.code for fault in validate(small, "year", [given], frozenset(fields))[1]] == told


def test_each_figure_that_places_differ_in_is_taken_from_each_of_them() -> None:
    places = {Key("a"): (1, 2, 3), Key("b"): (4, 5)}
    cells = {key: cell(one).doubted(*map(cell, others)) for key, (one, *others) in places.items()}
    found = versions(filed("d1", {"c": 6}).changed(cells))
    assert found == [{Key("a"): a, Key("b"): b} for a, b in ((1, 4), (2, 5), (3, 5))]
    assert versions(filed("d1", {"c": 6, "d": None})) == []


@pytest.mark.parametrize(("length", "signed"), [(4, False), (26, False), (4, True)])
def test_zeros_explain_a_contradiction_also_where_no_repairs_are_looked_for(length: int, signed: bool) -> None:
    """Of a long chain, or one of amounts below zero, each figure may be wrong; so may then the zeros beside it."""
    steps = [Key(f"step{at}") for at in range(length)]
    chain = [Linear({after: 1, before: -1}, 0, signed) for before, after in pairwise(steps)]
    knot = Knot(tuple(chain), {**dict.fromkeys(steps, 0), steps[2]: 3})
    assert knot.of_zeros
    assert knot.doubted == {*steps}


@pytest.mark.parametrize("typed", [(3, 5), (1, 19)])
def test_a_chain_left_at_zero_is_not_believed_where_one_of_two_typed_numbers_is_wrong_too(
    typed: tuple[int, int],
) -> None:
    """Other numbers in the zeros alone mend nothing, but with one of the two: 0 of 0 is a guess."""
    names = ("received", "verified", "classified", "resolved")
    ratio = {"kind": "ratio", "part": "resolved", "whole": "received"}
    each = {"measure": ratio, "threshold": {"at_least": "100%"}, "judged": "each_unit", "zero": "not_applicable"}
    steps = {"kind": "steps", "steps": [[name] for name in names]}
    small = plan({name: count_field() for name in names}, each, districts=2, constraints=[steps])
    rows = [filed("d1", dict.fromkeys(names, 4)), filed("d2", dict(zip(names, (0, 0, *typed), strict=True)))]
    sound, _ = validate(small, "year", rows, frozenset(names))
    world = World(small, "year", {one.unit: one for one in sound}, frozenset(small.unit))
    assert [one.verdict for one in evaluate(world, small.targets)] == [Verdict.INCONCLUSIVE]


@pytest.mark.parametrize(
    ("part", "whole", "doubted"),
    [
        (3, 3, ()),
        (5, 3, ("part", "whole")),
        (5, 0, ("part", "whole", "beside", "ha")),
        (0, 0, ()),
    ],
)
def test_where_zeros_alone_explain_a_contradiction_every_other_zero_is_in_doubt(
    part: int, whole: int, doubted: tuple[str, ...]
) -> None:
    """Who left that at 0 may have left them all; a dash was written by somebody, and no answer is a zero."""
    amount = {**count_field(), "kind": "amount", "decimals": 1, "unit_of_measure": text("ha")}
    fields: dict[str, dict[str, object]] = {name: count_field() for name in ("part", "whole", "beside", "some", "dash")}
    fields |= {"ha": amount, "done": {"kind": "yes_no", "reported_by": ["district"]}}
    rule = {"kind": "at_most", "part": ["part"], "whole": ["whole"]}
    small = plan(fields, {"measure": {"kind": "count", "of": "some"}}, districts=1, constraints=[rule])
    figures = {"part": part, "whole": whole, "beside": 0, "some": 2, "ha": Decimal(0), "done": False}
    came = filed("d1", figures).changed({Key("dash"): Cell(CellState.DECLARED_ZERO, 0)})
    (found,), _ = validate(small, "year", [came], frozenset())
    assert {key.field for key, cell in found.cells.items() if cell.state is CellState.PROBLEM} == {*doubted}
    beside = found.leeway.beside(Key("part")) if found.leeway else ()
    assert tuple(key.field for key in beside) == doubted


@pytest.mark.parametrize("limit", ["MOST_LIMITS", "MOST_TRIED"])
def test_what_would_take_too_long_is_left_open(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of one figure are three of another one and one more: that whole numbers are so has to be tried."""
    one, other, third = KEYS[:3]
    pair = Linear({one: 2, other: -3}, 1), Linear({one: -2, other: 3}, -1), Linear({one: 1}, 70)
    knot = Knot((*pair, Linear({third: 1, other: -1}, 0)), {third: 5})
    assert (knot.holds_without(()), knot.span({one: 1}, ()).low) == (True, 8)
    monkeypatch.setattr(repairs, limit, 0)
    assert knot.holds_without(())
    if limit == "MOST_LIMITS":
        assert Knot(knot.rules, {third: 99}).holds_without(())
        assert knot.span({one: 1}, ()) == Span(0, None)


@pytest.mark.parametrize(
    ("typed", "verdict", "told"),
    [
        pytest.param({"E31": 0, "E32": 0}, Verdict.INCONCLUSIVE, Code.ONE_WRONG, id="visits beside zeros"),
        pytest.param({"E32": 0}, Verdict.INCONCLUSIVE, Code.PART_OVER_ZERO, id="visits of no venue"),
        pytest.param({"E32": 0, "E33": 0}, Verdict.MISSED, None, id="no venue and no visit"),
        pytest.param({"E32": 0, "E33": None}, Verdict.MISSED, None, id="visits that are not asked for"),
        pytest.param({"E32": 1}, Verdict.MISSED, None, id="many visits of one venue"),
    ],
)
def test_no_visit_is_made_where_there_is_no_venue(
    typed: dict[str, int | None], verdict: Verdict, told: AnyCode | None, tmp_path: Path
) -> None:
    """Zeros that were never filled in beside 19 visits: they lift the share of the province over its threshold."""
    path = tmp_path / "kinh mon.xlsx"
    book = load_workbook(EXAMPLES / "year_2023" / "BC nam 2023 TX Kinh Mon (lan 2).xlsx")
    for place, value in typed.items():
        book.worksheets[0][place] = value
    book.save(path)
    report = check(Request((path,), as_of=date(2023, 12, 16), only_reported=True))
    assert next(one.verdict for one in report.results if one.target.id == "B3c") is verdict
    assert [one.code for one in report.of(Severity.ERROR)] == ([told] if told else [])
