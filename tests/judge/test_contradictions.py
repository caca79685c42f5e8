"""Contradictions against brute force: what no number can mend that a blank cell may hold, and nothing else.

Plans of a few rules over four counts, drawn at random; every blank is filled in with each small number.
``KHPCMD_ORACLE`` and ``KHPCMD_ORACLE_SEED`` are those of ``test_oracle``.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, product

import pytest

from khpcmd.diagnostics import AnyCode, Code, Diagnostic
from khpcmd.judge.sound import validate
from khpcmd.parameters import Added, Ref
from khpcmd.plan.model import Plan
from khpcmd.returns import Key, Return
from worlds import cell, count_field, filed, plan

PLANS = 300 * int(os.environ.get("KHPCMD_ORACLE", "1"))
SEED = int(os.environ.get("KHPCMD_ORACLE_SEED", "2023"))
NAMES = ("a", "b", "c", "d")
HORIZON = 12
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


def some_rule(dice: random.Random) -> tuple[Rule, Callable[[Figures], Iterator[Sequence[str]]]]:
    """A rule as a plan writes it, and the figures of each contradiction of it."""
    names = list(NAMES)
    dice.shuffle(names)
    cut = dice.choice((1, 1, 2))
    first, second = names[:cut], names[cut : cut + dice.choice((1, 2))]
    match dice.choice(("at_most", "sum", "steps")):
        case "at_most":

            def found(figures: Figures) -> Iterator[Sequence[str]]:
                if never(first + second, figures, at_most(first, second)):
                    yield first + second

            return {"kind": "at_most", "part": first, "whole": second}, found
        case "sum":

            def found(figures: Figures) -> Iterator[Sequence[str]]:
                if never(first + second, figures, lambda world: total(first, world) == total(second, world)):
                    yield first + second

            return {"kind": "sum", "parts": first, "whole": second}, found
        case _:
            steps = [first, second, names[cut + len(second) :]]
            steps = [step for step in steps if step]

            def found(figures: Figures) -> Iterator[Sequence[str]]:
                broken = [
                    before + after
                    for before, after in combinations(steps, 2)
                    if never(before + after, figures, at_most(after, before))
                ]
                in_order = never(
                    [name for step in steps for name in step],
                    figures,
                    lambda world: all(at_most(after, before)(world) for before, after in combinations(steps, 2)),
                )
                assert in_order is bool(broken), "a chain is broken where two of its steps are"
                yield from broken

            return {"kind": "steps", "steps": steps}, found


def checked(small: Plan, figures: Figures) -> tuple[Return, list[Diagnostic]]:
    given = filed("d1", {})
    given = given.changed({Key(name): cell("" if value is None else value) for name, value in figures.items()})
    (found,), faults = validate(small, "year", [given], frozenset(small.fields))
    return found, [fault for fault in faults if fault.code not in (Code.CELL_BLANK, Code.MISSING_FIELD)]


def test_figures_are_doubted_exactly_where_no_completion_lets_them_stand() -> None:
    dice = random.Random(SEED)  # noqa: S311  # repeatable, and no secret
    broken = sound = 0
    for _ in range(PLANS):
        rules = [some_rule(dice) for _ in range(dice.choice((1, 1, 2)))]
        limited = dice.random() < 0.2
        fields = {name: count_field(**({"register_limit": "communes"} if limited else {})) for name in NAMES}
        small = plan(fields, COUNT, districts=1, communes=REGISTERED, constraints=[rule for rule, _ in rules])
        for _ in range(8):
            figures = {name: dice.choice((0, 1, 2, 3, 4, 5, None, None)) for name in NAMES}
            contradictions = [names for _, found in rules for names in found(figures)]
            contradictions += [
                [name]
                for name in NAMES
                if limited and never([name], figures, lambda world: max(world.values()) <= REGISTERED)
            ]
            doubted = {name for names in contradictions for name in names if figures[name] is not None}
            found, faults = checked(small, figures)
            left = {key.field for key, value in found.values().items() if value is not None}
            known = {name for name, value in figures.items() if value is not None}
            assert (left, bool(faults)) == (known - doubted, bool(contradictions)), (rules, figures, faults)
            broken, sound = broken + bool(doubted), sound + (not doubted)
    assert broken > PLANS
    assert sound > PLANS


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
            {"a", "b", "c"},
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
