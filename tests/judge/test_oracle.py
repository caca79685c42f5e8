"""Verdicts on thousands of small worlds, of every kind and under every rule, against every way to complete them.

``KHPCMD_ORACLE=200`` takes so many rounds of all settings, ``KHPCMD_ORACLE_SEED`` other numbers.
"""

from __future__ import annotations

import os
from collections import Counter

from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.report import Result
from oracle import COMMUNES, FIELDS, Case, Told, cases, settings, target, told
from worlds import filed, plan

ROUNDS = int(os.environ.get("KHPCMD_ORACLE", "1"))
SEED = int(os.environ.get("KHPCMD_ORACLE_SEED", "2023"))


def result_of(case: Case) -> Result | None:
    small = plan(FIELDS, target(case), districts=case.units, communes=COMMUNES)
    returns = {unit: filed(unit, values) for unit, values in case.figures.items()}
    world = World(small, "half_year" if case.half else "year", returns, frozenset(case.scope))
    return next(iter(evaluate(world, small.targets)), None)


def differs(expected: Told, found: Result) -> list[object]:
    """What khpcmd says otherwise, each thing beside what it should be."""
    measured = found.measurement
    said: list[tuple[object, object]] = [
        (expected.verdict, found.verdict.value),
        (dict(expected.units), {unit.unit: unit.alone.value for unit in found.units}),
    ]
    if expected.counted is not None:
        said.append((expected.counted, measured and measured.counted))
        said.append((expected.counted, len(expected.units) - len(found.open_units)))
    if expected.gap is not None and measured is not None and measured.complete:
        said.append((expected.gap, found.gap.more if found.gap else 0))
    if expected.reaching is not None:
        said.append((expected.reaching, found.reaching))
    if found.pace is not None and measured is not None and measured.complete:
        said.append((expected.pace, found.pace.reached))
    return [(wanted, got) for wanted, got in said if wanted != got]


def test_every_verdict_is_what_all_completions_say() -> None:
    seen, wrong = Counter[str](), list[object]()
    for case in cases(SEED, ROUNDS):
        expected, found = told(case), result_of(case)
        seen[expected.verdict if expected else "not judged"] += 1
        if expected is None or found is None:
            wrong += [(case, expected, found)] if expected or found else []
        elif different := differs(expected, found):
            wrong.append((case, different))
    print(dict(seen))  # noqa: T201  # shown with -s, or where it fails
    assert not wrong, f"{len(wrong)} of {seen.total()}, the first: {wrong[0]}"
    assert seen.total() == ROUNDS * len(list(settings()))
    assert seen.keys() == {"met", "missed", "in_progress", "inconclusive", "not_applicable", "not judged"}
