"""What a usual run of the tests takes of them, and what only ``.ci/run`` takes (``python3 run.py test --whole``).

A usual run leaves out what is marked with one of LAYERS, and of a test marked ``crossing`` it takes a few of its cases,
drawn with a seed. ``KHPCMD_CASES`` draws others; the whole run takes all of them. A test of many worlds asks
``part_of`` how many it makes.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TypeVar

import pytest
from hypothesis import is_hypothesis_test

TESTS = Path(__file__).parent
T = TypeVar("T")
WHOLE = "KHPCMD_WHOLE"
"""Set where everything runs; ``--whole`` sets it for the run and all that it starts."""
SEED = int(os.environ.get("KHPCMD_CASES", "1"))
ROUNDS = int(os.environ.get("KHPCMD_ORACLE", "1"))
"""``KHPCMD_ORACLE=200`` makes so many times as many worlds as a whole run does."""
ORACLE_SEED = int(os.environ.get("KHPCMD_ORACLE_SEED", "2023"))
"""``KHPCMD_ORACLE_SEED`` makes others."""
PART = 5
"""A usual run makes a fifth of the worlds."""
LAYERS = {
    "e2e": "needs a program or an index outside this project; .ci/run demands it, elsewhere it may skip",
    "site": "goes over the documentation: every command of every page, what is generated, what CI and the action run",
    "hostile": "damaged, huge and hostile files, strange surroundings; each in a process of its own",
    "effort": "counts the calls of whole runs, or tries what grows",
    "slow": "takes long, and what it claims a usual run claims of a smaller input",
}
"""The marks of what only a whole run takes."""
FEW = 2
"""How many cases of a crossing a usual run takes, where the mark does not say it."""


def whole() -> bool:
    return os.environ.get(WHOLE) == "1"


def part_of(many: int) -> int:
    """How many worlds are made of so many: all in a whole run, a part in a usual one; KHPCMD_ORACLE times as many."""
    return many * ROUNDS if whole() or ROUNDS > 1 else -(-many // PART)


def some(cases: Iterable[T], seed: int) -> list[T]:
    """All of them, in a usual run a part, drawn with a seed."""
    found = list(cases)
    if whole() or ROUNDS > 1:
        return found
    dice = random.Random(seed)  # noqa: S311  # repeatable, and no secret
    return [case for case in found if dice.random() * PART < 1]


def drawn(name: str, cases: int, few: int) -> set[int]:
    """Which of the cases of a crossing a usual run takes: the same for the same seed, others for each test."""
    dice = random.Random(f"{SEED} {name}")  # noqa: S311  # repeatable, and no secret
    return set(dice.sample(range(cases), min(few, cases)))


def differs(item: pytest.Item) -> bool:
    """Whether a whole run does another thing in a test than a usual one: more worlds, or more examples."""
    return not isinstance(item, pytest.Function) or is_hypothesis_test(item.function) or asks(item.module)


@cache
def asks(module: ModuleType) -> bool:
    """Whether a module of the tests, or one that it takes something from, has anything of this one."""
    left, met = [module], {module}
    while left:
        new = _used(left.pop()) - met  # a package has its modules, and they take something from it
        left.extend(new)
        met |= new
    return sys.modules[__name__] in met


@cache
def _used(module: ModuleType) -> set[ModuleType]:
    """The modules of the tests that one imports, or takes something from."""
    values = list(vars(module).values())
    found = [
        one if isinstance(one, ModuleType) else sys.modules.get(str(getattr(one, "__module__", ""))) for one in values
    ]
    return {one for one in found if one and TESTS in Path(getattr(one, "__file__", None) or "/").parents}
