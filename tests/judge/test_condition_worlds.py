"""Conditions of every shape against every way to fill in what is missing; forms say the same.

``KHPCMD_ORACLE=200`` takes so many rounds, ``KHPCMD_ORACLE_SEED`` other numbers.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from pydantic import TypeAdapter

from conditions_made import COMMUNES, FIELDS, a_condition, a_unit, answers, entangled
from khpcmd.judge.world import World
from khpcmd.measures.conditions import Condition, ConditionModel
from khpcmd.results import Verdict
from layers import ORACLE_SEED as SEED
from layers import part_of
from worlds import filed, judged, plan

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
        found, told = CONDITION.validate_python(asked).holds(world, "d1"), answers(asked, unit)
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
        ({"field": "a", "equal_to": 0}, {"a": 0}, True),
        ({"field": "a", "equal_to": 0}, {"a": None}, None),
        ({"any": [{"field": "a", "at_most": 2}, {"field": "a", "more_than": 2}]}, {"a": None}, True),
        ({"all": [{"field": "a", "at_least": 6}, RATIO]}, {"a": None, "w": 5}, False),
        ({"of": [{"field": "y"}, {"field": "z"}, {"field": "a", "at_least": 1}], "at_least": 2}, {"y": True}, None),
    ],
)
def test_what_a_unit_meets(where: Any, unit: dict[str, Any], holds: bool | None) -> None:
    world = World(share(where), "year", {"d1": filed("d1", unit)}, frozenset({"d1"}))
    assert CONDITION.validate_python(where).holds(world, "d1") is holds
