"""Contradictions against brute force: what no number can mend that a blank cell may hold, and whose fault it can be.

Plans of a few rules over four counts, drawn at random; every blank is filled in with each small number, and every set
of figures is tried as the wrong ones. Doubted are those of the smallest sets; where two or more figures must be wrong
also all others of a broken rule.
``KHPCMD_ORACLE`` and ``KHPCMD_ORACLE_SEED`` are those of ``test_oracle``.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import NamedTuple

import pytest

from khpcmd.diagnostics import AnyCode, Code, Diagnostic
from khpcmd.judge.sound import validate
from khpcmd.parameters import Added, Ref
from khpcmd.plan.model import Plan
from khpcmd.returns import Key, Return
from layers import ORACLE_SEED as SEED
from layers import part_of
from worlds import cell, count_field, filed, plan

PLANS = part_of(300)
NAMES = ("a", "b", "c", "d")
HORIZON = 12
FAR = 16
"""Numbers beyond the sum of three figures."""
REGISTERED = 3
COUNT = {"measure": {"kind": "count", "of": "a"}, "threshold": {"at_least": 1}}

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
    names = list(NAMES)
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
    known = [name for name in NAMES if figures[name] is not None and any(name in one.names for one in rules)]
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
        fields = {name: count_field(**({"register_limit": "communes"} if limited else {})) for name in NAMES}
        small = plan(fields, COUNT, districts=1, communes=REGISTERED, constraints=[one.rule for one in rules])
        rules += [register(name) for name in NAMES if limited]
        for _ in range(8):
            figures = {name: dice.choice((0, 1, 2, 3, 4, 5, None, None)) for name in NAMES}
            contradictions = [names for one in rules for names in one.found(figures)]
            doubted = {name for knot in knots(rules) for name in doubtful(knot, figures)}
            found, faults = checked(small, figures)
            left = {key.field for key, value in found.values().items() if value is not None}
            known = {name for name, value in figures.items() if value is not None}
            assert (left, bool(faults)) == (known - doubted, bool(doubted)), (rules, figures, faults)
            assert len(faults) <= max(1, len(contradictions)), "several contradictions are told at most as often"
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


FIELDS = {name: count_field() for name in NAMES}


def told(rule: Rule, **figures: int | None) -> tuple[list[AnyCode], set[str]]:
    """The codes of the faults, and the figures that are doubted."""
    given = {name: figures.get(name) for name in NAMES}
    found, faults = checked(plan(FIELDS, COUNT, districts=1, constraints=[rule]), given)
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
    assert told(rule, **figures) == (codes, doubted)


def test_a_fault_names_the_figures_that_are_known() -> None:
    rule = {"kind": "sum", "parts": ["a", "b"], "whole": ["c"]}
    _, (fault,) = checked(plan(FIELDS, COUNT, districts=1, constraints=[rule]), {"a": 12, "b": None, "c": 10})
    assert fault.params == {
        "part_field": Added((Ref("field", "a"),)),
        "part": 12,
        "whole_field": Added((Ref("field", "c"),)),
        "whole": 10,
    }


def test_a_rule_about_what_a_unit_does_not_report_says_nothing_of_it() -> None:
    fields = FIELDS | {"b": {**count_field(), "reported_by": ["agency"]}}
    rule = {"kind": "sum", "parts": ["a", "b"], "whole": ["c"]}
    agency = {"title": {"vi": "sở", "en": "agencies"}}
    levels = {"district": {"title": {"vi": "huyện", "en": "districts"}}, "agency": agency}
    small = plan(fields, COUNT, districts=1, constraints=[rule], levels=levels)
    assert checked(small, {"a": 12, "c": 10})[1] == []
