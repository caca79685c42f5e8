"""What the linter proves of targets is held against every small world: nothing that it says is untrue.

Plans of a few rules and targets over three counts of two units, drawn at random; a world gives each count of each unit
a small number, and is of the plan where every rule holds for every unit.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

import pytest

from conditions_made import COMMUNES, Asked, Unit, a_condition, can_be, meets
from conditions_made import FIELDS as CONDITION_FIELDS
from khpcmd.diagnostics import AnyCode, Code, Diagnostic
from khpcmd.measures.count import Count
from khpcmd.measures.ratio import Ratio
from khpcmd.parameters import Ref
from khpcmd.plan.constraints import AtMost, Constraint, Steps, Sum
from khpcmd.plan.contradictions import advice_on_rules
from khpcmd.plan.model import Plan, Target
from khpcmd.plan.places import Source
from khpcmd.plan.review import Review
from worlds import count_field, plan, text

PLANS = 60 * int(os.environ.get("KHPCMD_ORACLE", "1"))
SEED = int(os.environ.get("KHPCMD_ORACLE_SEED", "2023"))
NAMES, MOST, UNITS = ("a", "b", "c"), 2, 2
PROOFS = (Code.CONTRADICTORY_TARGETS, Code.NEVER_MET, Code.IMPLIED_TARGET, Code.TRIVIAL_THRESHOLD)
One = tuple[int, ...]
World = tuple[One, ...]


def drawn(dice: random.Random) -> Plan:
    limited = [name for name in NAMES if dice.random() < 0.3]
    fields = {name: count_field(**({"register_limit": "communes"} if name in limited else {})) for name in NAMES}
    targets = [_target(dice, number) for number in range(dice.choice((1, 2, 2, 3)))]
    rules = [_rule(dice) for _ in range(dice.choice((0, 1, 1, 2)))]
    return plan(fields, {**targets[0]}, districts=UNITS, communes=MOST, constraints=rules, targets=targets)


def _rule(dice: random.Random) -> dict[str, object]:
    one, two, three = dice.sample(NAMES, 3)
    rules: tuple[dict[str, object], ...] = (
        {"kind": "at_most", "part": (one,), "whole": (two,)},
        {"kind": "at_most", "part": (one, three), "whole": (two,)},
        {"kind": "sum", "parts": (one, three), "whole": (two,)},
        {"kind": "steps", "steps": ((one,), (two,), (three,))},
    )
    return dice.choice(rules)


def _target(dice: random.Random, number: int) -> dict[str, object]:
    part, whole = dice.sample(NAMES, 2)
    parts = (part,) if dice.random() < 0.8 else (part, whole)
    key = dice.choice(("at_least", "at_least", "more_than", "at_most", "less_than"))
    level: object = dice.choice((1, 2, 3, 4, 5))
    own: dict[str, object] = {"measure": {"kind": "count", "of": parts}, "threshold": {key: level}}
    if dice.random() < 0.5:
        level = dice.choice(("30%", "50%", "60%", "90%"))
        own = {"measure": {"kind": "ratio", "part": part, "whole": whole}, "threshold": {key: level}}
    elif dice.random() < 0.2:
        own = {
            "measure": {"kind": "ratio", "part": part, "whole": {"register": "communes"}},
            "threshold": {key: dice.choice(("50%", "75%"))},
        }
    more = {"judged": dice.choice(("pooled", "pooled", "each_unit")), "binding": dice.random() < 0.8}
    return {"id": f"T{number}", "clause": "1", "quote": "q", "title": text("t"), "cumulative": False, **own, **more}


def worlds(small: Plan) -> Iterator[World]:
    ones = [one for one in product(range(MOST * UNITS + 1), repeat=len(NAMES)) if _allowed(small, one)]
    return product(ones, repeat=UNITS)


def _allowed(small: Plan, one: One) -> bool:
    """Whether a unit may report these figures."""
    found = dict(zip(NAMES, one, strict=True))
    limited = (name for name, spec in small.fields.items() if getattr(spec, "register_limit", None))
    nested = (target.measure for target in small.targets if isinstance(target.measure, Ratio))
    return (
        all(found[name] <= MOST for name in limited)
        and all(_keeps(rule, found) for rule in small.constraints)
        and all(
            _total(ratio.part, found) <= _total(ratio.whole, found)
            for ratio in nested
            if isinstance(ratio.whole, tuple)
        )
    )


def _total(names: tuple[str, ...], found: Mapping[str, int]) -> int:
    return sum(found[name] for name in names)


def _keeps(rule: Constraint, found: Mapping[str, int]) -> bool:
    match rule:
        case AtMost():
            return _total(rule.part, found) <= _total(rule.whole, found)
        case Sum():
            return _total(rule.parts, found) == _total(rule.whole, found)
        case Steps():
            return all(_total(first, found) >= _total(then, found) for first, then in pairwise(rule.steps))


def met(target: Target, world: World) -> bool | None:
    """Whether a target is met; None where there is nothing to measure."""
    scopes = [world] if target.judged == "pooled" else [(one,) for one in world]
    answers = [_holds(target, scope) for scope in scopes]
    told = [one for one in answers if one is not None]
    return all(told) if told else None


def _holds(target: Target, scope: World) -> bool | None:
    found: Mapping[str, int] = {name: sum(one[at] for one in scope) for at, name in enumerate(NAMES)}
    measure = target.measure
    if isinstance(measure, Count):
        return target.limits.hold(Fraction(sum(found[name] for name in measure.of)))
    assert isinstance(measure, Ratio)
    part = sum(found[name] for name in measure.part)
    whole = sum(found[name] for name in measure.whole) if isinstance(measure.whole, tuple) else MOST * len(scope)
    return target.limits.hold(Fraction(part, whole)) if whole else None


def proved(small: Plan) -> list[Diagnostic]:
    review = Review(small, Source("plan.yaml", {}), tuple(("units", number) for number in range(len(small.units))))
    return list(advice_on_rules(review))


def ids(found: object) -> list[str]:
    refs = (found,) if isinstance(found, Ref) else found
    assert isinstance(refs, tuple)
    return [ref.id for ref in refs if isinstance(ref, Ref)]


def test_nothing_that_is_proved_is_untrue_of_any_world() -> None:
    dice = random.Random(SEED)  # noqa: S311  # repeatable, and no secret
    told: dict[AnyCode, int] = dict.fromkeys(PROOFS, 0)
    for _ in range(PLANS):
        small = drawn(dice)
        said = [one for one in proved(small) if one.code in told]
        every = list(worlds(small)) if said else []
        for one in said:
            told[one.code] += 1
            named = [small.target[name] for name in ids(one.params["target"])]
            others = [small.target[name] for name in ids(one.params.get("others", ()))]
            for world in every:
                verdicts = [met(target, world) for target in named]
                if one.code in (Code.CONTRADICTORY_TARGETS, Code.NEVER_MET):
                    assert not all(verdicts), (one, world, small.targets, small.constraints)
                elif all(met(other, world) for other in others):
                    assert verdicts != [False], (one, world, small.targets, small.constraints)
    assert min(told.values()) > 0, told


def test_a_number_that_is_another_in_other_years_proves_nothing() -> None:
    """Two in 2022 and nine in 2023: five are too many for the one year and not for the other."""

    def five(communes: object) -> list[AnyCode]:
        spans = {name: {"from": f"{name[1:]}-01-01", "to": f"{name[1:]}-12-31"} for name in ("y2022", "y2023")}
        periods = {
            name: {"title": text(name), "window": span, "due": {"date": span["to"]}, "months": [1]}
            for name, span in spans.items()
        }
        unit = {"id": "d1", "level": "district", "name": text("District 1"), "register": {"communes": communes}}
        target = {"measure": {"kind": "count", "of": "a"}, "threshold": {"at_least": 5}}
        fields = {"a": count_field(register_limit="communes")}
        return [one.code for one in proved(plan(fields, target, periods=periods, units=[unit], year=2022))]

    assert five(2) == five({2022: 2, 2023: 2}) == [Code.NEVER_MET]
    assert five({2022: 2, 2023: 9}) == []


def condition_and_rule(dice: random.Random) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    inner = [a_condition(dice, 1) for _ in range(dice.randint(1, 3))]
    asked = dice.choice(({"all": inner}, {"any": inner}, {"of": inner, "at_least": dice.randint(1, len(inner))}))
    part, whole = dice.sample("abw", 2)
    return asked, [(part, whole)] * dice.choice((0, 1, 1))


def of_one_unit(*asked: Asked, rules: list[tuple[str, str]]) -> Iterator[Unit]:
    """Every unit that a plan of these conditions and rules allows."""
    numbers = (0, 1, 2, 3, 5, 6, 50)
    for a, b, w, m, y, z in product(numbers, numbers, numbers, ("0", "1.2"), (False, True), (False, True)):
        unit: dict[str, Any] = {"a": a, "b": b, "w": w, "m": Decimal(m), "y": y, "z": z}
        if all(unit[part] <= unit[whole] for part, whole in rules) and all(can_be(one, unit) for one in asked):
            yield unit


@pytest.mark.slow
def test_nothing_that_is_proved_of_conditions_is_untrue_of_any_unit() -> None:
    dice = random.Random(SEED + 1)  # noqa: S311  # repeatable, and no secret
    told = Counter[str]()
    for _ in range(PLANS * 2):
        (first, rules), (second, _) = condition_and_rule(dice), condition_and_rule(dice)
        targets = [
            {"measure": {"kind": "share", "of": "district", "where": where}, "threshold": {"at_least": "50%"}}
            for where in (first, second)
        ]
        head = {"clause": "1", "quote": "q", "title": text("t"), "cumulative": False}
        named = [{"id": f"T{at}", **head, **one} for at, one in enumerate(targets)]
        orders = [{"kind": "at_most", "part": (part,), "whole": (whole,)} for part, whole in rules]
        small = plan(CONDITION_FIELDS, targets[0], districts=1, communes=COMMUNES, constraints=orders, targets=named)
        for one in (said for said in proved(small) if said.code in PROOFS):
            told[one.code.code] += 1
            (ident,) = ids(one.params["target"])
            asked = (first, second)[int(ident[1])]
            for unit in of_one_unit(first, second, rules=rules):
                if one.code is Code.IMPLIED_TARGET:
                    other = (second, first)[int(ident[1])]
                    assert meets(asked, unit) or not meets(other, unit), (asked, other, rules, unit)
                else:
                    assert meets(asked, unit) is (one.code is Code.TRIVIAL_THRESHOLD), (asked, rules, unit)
    assert told.keys() >= {"P123", "P190", "P191"}, told
