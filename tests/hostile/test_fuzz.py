"""Damaged copies of sound workbooks never end in a traceback, and never silently in another figure.

A damaged copy passes if one of these holds:

1. it is told: an error that the sound workbook does not have, or a question about the period;
2. every figure is the same;
3. the figures differ, and a program that knows nothing of khpcmd sees the same: openpyxl reads the damaged copy, all
   that it sees is written down as a plain workbook, and that one gives exactly these figures. The difference then
   stands in the cells for everybody to see, and is no misreading.

``KHPCMD_FUZZ=3000`` runs more cases, ``KHPCMD_FUZZ_SEED`` other ones.
"""

from __future__ import annotations

import os
import random
from functools import cache
from pathlib import Path

import pytest

from hostile.files import with_shared_strings
from hostile.mutations import in_bytes, in_xml
from hostile.plainly import plainly
from hostile.running import Answer, Worker
from places import EXAMPLES

pytestmark = pytest.mark.hostile

SHARED = "returns_2023.xlsx with shared strings"
BASES = ("returns_2023.xlsx", "half_year_2023.xlsx", "year_2023/chi_linh_2023.xlsx", SHARED)
CASES = int(os.environ.get("KHPCMD_FUZZ", "300"))
SEED = int(os.environ.get("KHPCMD_FUZZ_SEED", "2023"))
BATCH = 25


@cache
def base(name: str) -> bytes:
    if name == SHARED:
        return with_shared_strings((EXAMPLES / "returns_2023.xlsx").read_bytes())
    return (EXAMPLES / name).read_bytes()


def damaged(number: int) -> tuple[str, bytes]:
    """The damaged copy of this number, the same in every run, and what it is a copy of."""
    chance = random.Random(f"{SEED} {number}")  # noqa: S311 - no secret
    name = chance.choice(BASES)
    change = in_bytes if chance.random() < 0.35 else in_xml
    return name, change(chance, base(name))


def ask(worker: Worker, path: Path, data: bytes) -> Answer:
    path.write_bytes(data)
    return worker.ask(path, read=True)


def told(found: Answer, sound: Answer) -> bool:
    return found.code == 2 or bool(set(found.errors) - set(sound.errors))


@pytest.fixture(scope="module")
def sound(worker: Worker, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answer]:
    path = tmp_path_factory.mktemp("sound") / "sound.xlsx"
    return {name: ask(worker, path, base(name)) for name in BASES}


@pytest.mark.parametrize("batch", range(0, CASES, BATCH))
def test_damage_is_told_or_changes_no_figure(
    batch: int, sound: dict[str, Answer], worker: Worker, tmp_path: Path
) -> None:
    wrong = list[str]()
    for number in range(batch, min(batch + BATCH, CASES)):
        name, data = damaged(number)
        found = ask(worker, tmp_path / "damaged.xlsx", data)
        if told(found, sound[name]) or found.figures == sound[name].figures:
            continue
        copy = plainly(data)
        if copy is None or ask(worker, tmp_path / "copy.xlsx", copy).figures != found.figures:
            wrong.append(f"case {number} of seed {SEED}: a copy of {name}")
    assert wrong == []
