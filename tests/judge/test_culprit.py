"""The culprit of broken rules against brute force: the smallest sets, what they may be, and no verdict against them.

``KHPCMD_ORACLE`` and ``KHPCMD_ORACLE_SEED`` are those of ``test_oracle``.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, product
from typing import NamedTuple

import pytest

from khpcmd.diagnostics import AnyCode, Code, Diagnostic
from khpcmd.i18n import Messages
from khpcmd.judge.culprit import Knot, Linear, Span, explanations
from khpcmd.judge.integers import Limit, some_keep
from khpcmd.judge.sound import validate
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.parameters import Added, Ref
from khpcmd.plan.model import Plan
from khpcmd.results import Verdict
from khpcmd.returns import Key, Return
from layers import ORACLE_SEED as SEED
from layers import part_of
from worlds import cell, count_field, filed, plan

BOX = 5
"""The numbers of the small systems, which their limits keep below this."""


def dice_of(number: int) -> random.Random:
    return random.Random(SEED + number)  # noqa: S311  # repeatable, and no secret


def some_limits(dice: random.Random, number: int) -> list[Limit]:
    rules = []
    for _ in range(dice.randint(1, 5)):
        times = {place: dice.choice((-2, -1, -1, 0, 1, 1, 2)) for place in range(number)}
        rules.append(Limit(times, dice.randint(-4, 5)))
        if dice.random() < 0.4:  # an equation: halves may keep what no whole numbers do
            rules.append(Limit({place: -one for place, one in times.items()}, -rules[-1].most))
    return rules + [Limit({place: 1}, BOX) for place in range(number)]


def test_whole_numbers_are_found_exactly_where_there_are_some() -> None:
    dice, seen = dice_of(1), Counter[bool]()
    for _ in range(part_of(600)):
        number = dice.randint(1, 4)
        limits = some_limits(dice, number)
        there = any(
            all(sum(times * world[place] for place, times in one.times.items()) <= one.most for one in limits)
            for world in product(range(BOX + 1), repeat=number)
        )
        assert some_keep(limits, number) is there, limits
        seen[there] += 1
    assert min(seen[True], seen[False]) > part_of(100), seen


def test_halves_are_no_numbers_of_things() -> None:
    pairs = [Limit({0: 1, 1: 1}, 5), Limit({1: 1, 2: 1}, 6), Limit({0: 1, 2: 1}, 4)]
    both = [*pairs, *(Limit({place: -one for place, one in rule.times.items()}, -rule.most) for rule in pairs)]
    assert not some_keep(both, 3), "x + y = 5, y + z = 6, x + z = 4 have only halves"


KEYS = tuple(Key(name) for name in "abcd")


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


def test_explanations_are_the_sets_of_least_weight() -> None:
    dice, sizes = dice_of(2), Counter[int]()
    for _ in range(part_of(500)):
        knot = some_knot(dice)
        weights = {key: dice.choice((1, 1, 2, 3)) for key in KEYS} if dice.random() < 0.5 else {}
        by_weight = dict[int, set[frozenset[Key]]]()
        for size in range(len(knot.known) + 1):
            for wrong in combinations(knot.known, size):
                if any(True for _ in completions(knot, frozenset(wrong))):
                    weight = sum(weights.get(key, 1) for key in wrong)
                    by_weight.setdefault(weight, set()).add(frozenset(wrong))
        assert set(explanations(knot, weights)) == by_weight[min(by_weight)], knot
        sizes[min(map(len, by_weight[min(by_weight)]))] += 1
    assert all(sizes[size] for size in (0, 1, 2)), sizes


def test_the_span_of_a_culprit_is_what_it_can_be() -> None:
    dice, seen = dice_of(3), 0
    for _ in range(part_of(400)):
        knot = some_knot(dice)
        for wrong in explanations(knot):
            if len(wrong) == 1:
                (key,) = wrong
                possible = [world[key] for world in completions(knot, wrong)]
                assert knot.span(key) == Span(min(possible), max(possible))
                seen += 1
    assert seen > part_of(50)


def test_a_figure_without_an_upper_end_has_none() -> None:
    received, verified = KEYS[:2]
    knot = Knot((Linear({verified: 1, received: -1}, 0),), {received: 5, verified: 48})
    assert knot.span(received) == Span(48, None)
    assert knot.span(verified) == Span(0, 5)


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
    assert (codes, doubted) == ([Code.PARTS_NOT_WHOLE], {"received", "late", "pending"})
    codes, doubted, params = told([CHAIN, SUM], received=5, verified=50, resolved=3, late=2, pending=0)
    assert (codes, doubted) == ([Code.STEPS_INCREASE], {"verified"})
    codes, doubted, params = told([CHAIN, SUM], received=2, verified=5, resolved=3, late=2, pending=0)
    assert (codes, doubted, params["expected"]) == ([Code.ONE_WRONG], {"received"}, 5)


def test_a_figure_below_those_inside_it_is_the_culprit() -> None:
    codes, doubted, params = told([CHAIN], received=5, verified=48, resolved=40)
    assert (codes, doubted, params["least"]) == ([Code.ONE_TOO_SMALL], {"received"}, 48)


def test_the_figures_that_may_be_wrong_instead_are_named_with_it() -> None:
    """Received is wrong, or verified and resolved both are."""
    codes, doubted, params = told([CHAIN], received=5, verified=50, resolved=40)
    assert (codes, doubted) == ([Code.ONE_TOO_SMALL], {"received"})
    assert params["others"] == (Ref("field", "verified"), Ref("field", "resolved"))
    for lang, words in (("vi", "ít nhất hai trong các số kia sai"), ("en", "at least two of the others are")):
        assert words in Messages(lang).template("codes.K632.cure")


def test_a_figure_between_others_is_told_with_its_range() -> None:
    rules = [{"kind": "at_most", "part": ["resolved"], "whole": [name]} for name in ("received", "verified")]
    codes, doubted, params = told(
        [*rules, {"kind": "at_most", "part": ["late"], "whole": ["resolved"]}],
        received=23, verified=23, resolved=99, late=20,
    )  # fmt: skip
    assert (codes, doubted, params["low"], params["high"]) == ([Code.ONE_OUTSIDE], {"resolved"}, 20, 23)


def test_several_that_may_be_wrong_are_one_message_and_all_are_open() -> None:
    rules = [
        {"kind": "at_most", "part": ["resolved", "late"], "whole": ["received"]},
        {"kind": "at_most", "part": ["resolved", "pending"], "whole": ["received"]},
    ]
    codes, doubted, _ = told(rules, received=3, resolved=4, late=0, pending=0)
    assert (codes, doubted) == ([Code.ONE_OF_WRONG], {"received", "resolved"})


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


# no verdict against a minimal explanation

HORIZON = 12
TARGETS = [
    {"measure": {"kind": "ratio", "part": "b", "whole": "a"}, "threshold": {"at_least": "50%"}},
    {"measure": {"kind": "count", "of": "a"}, "threshold": {"at_least": 3}},
    {"measure": {"kind": "count", "of": ["b", "c"]}, "threshold": {"at_most": 4}},
    {"measure": {"kind": "ratio", "part": ["b", "c"], "whole": "a"}, "threshold": {"at_least": "80%"}},
]
ABC = ("a", "b", "c")


def keeps(rules: Sequence[Mapping[str, object]], world: Mapping[str, int]) -> bool:
    def total(names: object) -> int:
        return sum(world[name] for name in names) if isinstance(names, list) else 0

    for rule in rules:
        if rule["kind"] == "sum" and total(rule["parts"]) != total(rule["whole"]):
            return False
        if rule["kind"] == "at_most" and total(rule["part"]) > total(rule["whole"]):
            return False
    return True


def is_met(asked: Mapping[str, object], world: Mapping[str, int]) -> bool | None:
    """Whether a target is met in a full world, None for 0 of 0."""
    if asked is TARGETS[1]:
        return world["a"] >= 3
    if asked is TARGETS[2]:
        return world["b"] + world["c"] <= 4
    part = world["b"] if asked is TARGETS[0] else world["b"] + world["c"]
    if world["a"] == 0:
        return None
    return Fraction(part, world["a"]) >= (Fraction(1, 2) if asked is TARGETS[0] else Fraction(4, 5))


def worlds_of(
    rules: Sequence[Mapping[str, object]], figures: Mapping[str, int | None], wrong: tuple[str, ...]
) -> Iterator[Mapping[str, int]]:
    ways = (range(HORIZON) if (value := figures[name]) is None or name in wrong else (value,) for name in ABC)
    for world in product(*ways):
        full = dict(zip(ABC, world, strict=True))
        if keeps(rules, full):
            yield full


@pytest.mark.crossing(1)
@pytest.mark.parametrize("asked", TARGETS)
def test_no_verdict_is_met_that_a_minimal_explanation_contradicts(asked: Mapping[str, object]) -> None:
    dice, seen = dice_of(4), Counter[Verdict]()
    for _ in range(part_of(400)):
        rules: list[dict[str, object]] = []
        for _ in range(dice.randint(1, 3)):
            names = list(ABC)
            dice.shuffle(names)
            cut = dice.randint(1, 2)
            kind = dice.choice(("sum", "at_most"))
            first, second = ("parts", "whole") if kind == "sum" else ("part", "whole")
            rules.append({"kind": kind, first: names[:cut], second: names[cut : cut + dice.randint(1, 2)]})
        implied: list[dict[str, object]] = (
            [{"kind": "at_most", "part": ["b"], "whole": ["a"]}] if asked is TARGETS[0] else []
        )
        implied += [{"kind": "at_most", "part": ["b", "c"], "whole": ["a"]}] if asked is TARGETS[3] else []
        small = plan({name: count_field() for name in ABC}, asked, districts=1, constraints=rules)
        figures = {name: dice.choice((0, 1, 2, 3, 4, 5, None)) for name in ABC}
        given = filed("d1", {}).changed({Key(n): cell("" if v is None else v) for n, v in figures.items()})
        (found,), _ = validate(small, "year", [given], frozenset(small.fields))
        (result,) = evaluate(World(small, "year", {"d1": found}, frozenset({"d1"})), small.targets)
        known = [name for name in ABC if figures[name] is not None]
        for size in range(len(known) + 1):
            sets = [
                s for s in combinations(known, size) if any(True for _ in worlds_of([*rules, *implied], figures, s))
            ]
            if sets:
                break
        standings = {is_met(asked, world) for s in sets for world in worlds_of([*rules, *implied], figures, s)}
        if result.verdict is Verdict.MET:
            assert standings == {True}, (rules, figures, sets)
        if result.verdict is Verdict.MISSED:
            assert standings == {False}, (rules, figures, sets)
        seen[result.verdict] += 1
    assert all(seen[one] for one in (Verdict.MET, Verdict.MISSED, Verdict.INCONCLUSIVE)), seen


# contradictions against brute force: what no number can mend that a blank cell may hold, and whose fault it can be


PLANS = part_of(300)
NAMES_RULES = ("a", "b", "c", "d")
FAR = 16
"""Numbers beyond the sum of three figures."""
REGISTERED = 3
FIELDS_RULES = {name: count_field() for name in NAMES_RULES}
COUNT_RULES = {"measure": {"kind": "count", "of": "a"}, "threshold": {"at_least": 1}}

Figures = Mapping[str, int | None]
Rule = Mapping[str, object]
Holds = Callable[[Mapping[str, int]], bool]


def total(names: Sequence[str], world: Mapping[str, int]) -> int:
    return sum(world[name] for name in names)


def never(names: Sequence[str], figures: Figures, holds: Holds) -> bool:
    """Whether a rule about some figures is broken however those that are missing are filled in."""
    asked = list(dict.fromkeys(names))
    ways = (range(HORIZON + 1) if (value := figures[name]) is None else (value,) for name in asked)
    return not any(holds(dict(zip(asked, world, strict=True))) for world in product(*ways))


def at_most(part: Sequence[str], whole: Sequence[str]) -> Holds:
    return lambda world: total(part, world) <= total(whole, world)


Found = Callable[[Figures], Iterator[Sequence[str]]]


class OneRule(NamedTuple):
    """A rule as a plan writes it, its figures, the figures of each contradiction of it, and whether it holds."""

    rule: Rule
    names: Sequence[str]
    found: Found
    holds: Holds


def some_rule(dice: random.Random) -> OneRule:
    names = list(NAMES_RULES)
    dice.shuffle(names)
    cut = dice.choice((1, 1, 2))
    first, second = names[:cut], names[cut : cut + dice.choice((1, 2))]
    match dice.choice(("at_most", "sum", "steps")):
        case "at_most":

            def found(figures: Figures) -> Iterator[Sequence[str]]:
                if never(first + second, figures, at_most(first, second)):
                    yield first + second

            rule = {"kind": "at_most", "part": first, "whole": second}
            return OneRule(rule, first + second, found, at_most(first, second))
        case "sum":

            def found(figures: Figures) -> Iterator[Sequence[str]]:
                if never(first + second, figures, lambda world: total(first, world) == total(second, world)):
                    yield first + second

            rule = {"kind": "sum", "parts": first, "whole": second}
            return OneRule(rule, first + second, found, lambda world: total(first, world) == total(second, world))
        case _:
            steps = [first, second, names[cut + len(second) :]]
            steps = [step for step in steps if step]

            def in_steps(world: Mapping[str, int]) -> bool:
                return all(at_most(after, before)(world) for before, after in combinations(steps, 2))

            def found(figures: Figures) -> Iterator[Sequence[str]]:
                broken = [
                    before + after
                    for before, after in combinations(steps, 2)
                    if never(before + after, figures, at_most(after, before))
                ]
                in_order = never([name for step in steps for name in step], figures, in_steps)
                assert in_order is bool(broken), "a chain is broken where two of its steps are"
                yield from broken

            return OneRule({"kind": "steps", "steps": steps}, [n for step in steps for n in step], found, in_steps)


def knots(rules: Sequence[OneRule]) -> list[list[OneRule]]:
    """The rules that hang together by their figures."""
    groups = list[list[OneRule]]()
    for rule in rules:
        joined = [group for group in groups if any(set(one.names) & set(rule.names) for one in group)]
        groups = [group for group in groups if group not in joined]
        groups.append([one for group in joined for one in group] + [rule])
    return groups


def can_hold(rules: Sequence[OneRule], figures: Figures) -> bool:
    names = sorted({name for one in rules for name in one.names})
    ways = (range(FAR + 1) if (value := figures[name]) is None else (value,) for name in names)
    worlds = (dict(zip(names, world, strict=True)) for world in product(*ways))
    return any(all(one.holds(world) for one in rules) for world in worlds)


def smallest(rules: Sequence[OneRule], figures: Figures) -> list[set[str]]:
    """The smallest sets of known figures without which all rules can hold."""
    known = [name for name in NAMES_RULES if figures[name] is not None and any(name in one.names for one in rules)]
    for size in range(len(known) + 1):
        sets = [
            set(wrong) for wrong in combinations(known, size) if can_hold(rules, {**figures, **dict.fromkeys(wrong)})
        ]
        if sets:
            return sets
    raise AssertionError("without any figure all rules hold")


def doubtful(rules: Sequence[OneRule], figures: Figures) -> set[str]:
    """The figures of one knot that are doubted."""
    sets = smallest(rules, figures)
    if all(len(wrong) <= 1 for wrong in sets):
        return set().union(*sets)
    broken = {name for one in rules for names in one.found(figures) for name in names}
    broken = broken or {name for one in rules for name in one.names}
    return {name for name in broken.union(*sets) if figures[name] is not None}


def checked(small: Plan, figures: Figures) -> tuple[Return, list[Diagnostic]]:
    given = filed("d1", {})
    given = given.changed({Key(name): cell("" if value is None else value) for name, value in figures.items()})
    (found,), faults = validate(small, "year", [given], frozenset(small.fields))
    return found, [fault for fault in faults if fault.code not in (Code.CELL_BLANK, Code.MISSING_FIELD)]


def test_figures_are_doubted_exactly_where_no_completion_lets_them_stand() -> None:
    dice = random.Random(SEED)  # noqa: S311  # repeatable, and no secret
    broken = sound = narrowed = together = 0
    for _ in range(PLANS):
        rules = [some_rule(dice) for _ in range(dice.choice((1, 1, 2, 2, 3)))]
        limited = dice.random() < 0.2
        fields = {name: count_field(**({"register_limit": "communes"} if limited else {})) for name in NAMES_RULES}
        small = plan(fields, COUNT_RULES, districts=1, communes=REGISTERED, constraints=[one.rule for one in rules])
        rules += [register(name) for name in NAMES_RULES if limited]
        for _ in range(8):
            figures = {name: dice.choice((0, 1, 2, 3, 4, 5, None, None)) for name in NAMES_RULES}
            contradictions = [names for one in rules for names in one.found(figures)]
            doubted = {name for knot in knots(rules) for name in doubtful(knot, figures)}
            found, faults = checked(small, figures)
            left = {key.field for key, value in found.values().items() if value is not None}
            known = {name for name, value in figures.items() if value is not None}
            assert (left, bool(faults)) == (known - doubted, bool(doubted)), (rules, figures, faults)
            assert len(faults) <= max(1, len(contradictions)), "several contradictions are told_rules at most as often"
            in_rules = {name for names in contradictions for name in names if figures[name] is not None}
            broken, sound = broken + bool(doubted), sound + (not doubted)
            narrowed, together = narrowed + (doubted < in_rules), together + (bool(doubted) and not contradictions)
    assert broken > PLANS
    assert sound > PLANS
    assert narrowed > PLANS / 10, "a culprit is found in some"
    assert together, "in some each rule can hold, but not all of them"


def register(name: str) -> OneRule:
    def holds(world: Mapping[str, int]) -> bool:
        return world[name] <= REGISTERED

    def found(figures: Figures) -> Iterator[Sequence[str]]:
        if never([name], figures, holds):
            yield [name]

    return OneRule({}, [name], found, holds)


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
            {"c"},
        ),
        (
            {"kind": "steps", "steps": [["a"], ["b"], ["c"]]},
            {"a": 5, "b": 3, "c": 4},
            [Code.STEPS_INCREASE],
            {"b", "c"},
        ),
        (
            {"kind": "steps", "steps": [["a"], ["b", "c"], ["d"]]},
            {"a": 5, "b": 6, "d": 1},
            [Code.STEPS_INCREASE],
            {"a", "b"},
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


def test_a_rule_about_what_a_unit_does_not_report_says_nothing_of_it() -> None:
    fields = FIELDS_RULES | {"b": {**count_field(), "reported_by": ["agency"]}}
    rule = {"kind": "sum", "parts": ["a", "b"], "whole": ["c"]}
    agency = {"title": {"vi": "sở", "en": "agencies"}}
    levels = {"district": {"title": {"vi": "huyện", "en": "districts"}}, "agency": agency}
    small = plan(fields, COUNT_RULES, districts=1, constraints=[rule], levels=levels)
    assert checked(small, {"a": 12, "c": 10})[1] == []
