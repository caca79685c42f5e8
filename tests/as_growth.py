"""What is a ratio or a rate to one kind is growth to another: the oracle's cases of growth, asked of that kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.results import Result
from layers import whole
from oracle import FIELDS, Case, cases, target, told
from oracle_results import differs
from worlds import filed, plan

VERDICTS = {"met", "missed", "in_progress", "inconclusive", *(["not_applicable"] if whole() else [])}
"""Those that there are of any seed: of a part of the cases none may have nothing to measure."""


def compared(seed: int, measure: dict[str, object], level: Callable[[object], object]) -> Counter[str]:
    """How many cases of growth the measure judges to each verdict; it fails where one is not the oracle's.

    The field ``a`` of the baseline year is the whole ``p``; ``level`` turns what growth has to reach into what the
    measure has to.
    """
    seen, wrong = Counter[str](), list[object]()
    for case in cases(seed):
        if case.kind != "growth" or case.stated is not None:
            continue
        expected, found = told(case), _result(case, measure, level)
        seen[expected.verdict if expected else "not judged"] += 1
        if expected is None or found is None:
            wrong += [(case, expected, found)] if expected or found else []
        elif different := differs(expected, replace(found, pace=None, not_exceeded=expected.kept)):  # growth has none
            wrong.append((case, different))
    assert not wrong, f"{len(wrong)} of {seen.total()}, the first: {wrong[0]}"
    return seen


def _result(case: Case, measure: dict[str, object], level: Callable[[object], object]) -> Result | None:
    asked: Any = {**target(case), "measure": measure}
    for key in ("threshold", "milestones", "unit_thresholds"):
        for ends in [asked[key]] if key == "threshold" else asked.get(key, {}).values():
            ends.update({end: level(value) for end, value in ends.items()})
    small = plan({"a": FIELDS["a"], "p": FIELDS["x"]}, asked, districts=case.units)
    returns = {
        unit: filed(unit, {name: values[old] for name, old in (("a", "a"), ("p", "a@2022")) if old in values})
        for unit, values in case.figures.items()
    }
    world = World(small, "half_year" if case.half else "year", returns, frozenset(case.scope))
    return next(iter(evaluate(world, small.targets)), None)
