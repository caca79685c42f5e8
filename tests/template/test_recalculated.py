"""LibreOffice calculates the verdicts and gaps of filled templates as khpcmd judges the same files."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice, product
from pathlib import Path

import pytest
from openpyxl import load_workbook

from khpcmd.inputs.gather import filed_for
from khpcmd.judge.sound import validate
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.measures.threshold import Number
from khpcmd.plan.load import load_plan
from khpcmd.results import Verdict
from khpcmd.template.make import make_template
from khpcmd.template.words import Wanted
from khpcmd.workbook.read import read_workbook
from template.filling import fill, verdict_cells
from template.making import CONTRADICTED, PLANS, expected, filled, said_by_template, some_filers, wanted

pytestmark = pytest.mark.e2e
FILES = 240
CONFLICT = "Chưa khớp"
"""What a form says where the figures of a target contradict others."""
SOFFICE = shutil.which("soffice")


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    asked: Wanted


def cases() -> Iterator[Case]:
    """Units of every plan, each for every period, plan by plan."""
    by_plan = []
    for path in PLANS:
        loaded = load_plan(path)
        pairs = product(some_filers(loaded.plan), loaded.plan.periods)
        found = [wanted(loaded, unit, period) for unit, period in pairs]
        by_plan.append(cycle([asked for asked in found if asked.filer.fields]))
    for number, of_plan in enumerate(islice(cycle(by_plan), FILES)):
        yield Case(f"bc-{number:03}.xlsx", next(of_plan))


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Case]]:
    """The filled templates, saved by LibreOffice."""
    if SOFFICE is None:
        if "KHPCMD_E2E" in os.environ:
            pytest.fail("soffice is missing: install libreoffice-calc")
        pytest.skip("needs soffice (libreoffice-calc)")
    folder = tmp_path_factory.mktemp("templates")
    made = list(cases())
    for case in made:
        filer = case.asked.filer
        template = folder / f"{filer.plan.id}-{filer.unit.id}-{filer.period}.blank"
        if not template.exists():
            make_template(template, case.asked)
        shutil.copy(template, folder / "blank.xlsx")
        dice = random.Random(case.name)  # noqa: S311
        fill(folder / case.name, folder / "blank.xlsx", case.asked, filled(filer, dice))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    out = folder / "out"
    command: list[str | Path] = [SOFFICE, profile, "--headless", "--convert-to", "xlsx", "--outdir", out]
    files = [folder / case.name for case in made]
    run = subprocess.run([*command, *files], capture_output=True, text=True, timeout=900, check=False)
    assert all((out / case.name).exists() for case in made), run.stderr
    return out, made


def test_verdicts_and_gaps_are_those_of_khpcmd(recalculated: tuple[Path, list[Case]]) -> None:
    folder, made = recalculated
    seen, wrong = Counter[Verdict](), []
    for case in made:
        told, wrong_figures = said(folder / case.name, case.asked)
        cells = verdict_cells(folder / case.name, case.asked)
        found = {target: said_by_template(*cells[target]) for target in told}
        differs = [target for target in told if found[target] != told[target]]
        for target in differs:  # as in test_verdicts
            doubted = cells[target][0] == CONFLICT and cells[target][1] in ("", None)
            unseen = (found[target][0], told[target]) == (Verdict.MISSED, (Verdict.INCONCLUSIVE, None))
            if not (doubted and wrong_figures) and not (unseen and wrong_figures & CONTRADICTED):
                wrong.append((case.name, target, told[target], cells[target]))
        seen.update(verdict for verdict, _ in told.values())
    assert not wrong
    assert seen.keys() >= set(Verdict) - {Verdict.WAIVED}
    assert seen.total() > 5 * FILES


def said(file: Path, asked: Wanted) -> tuple[dict[str, tuple[Verdict, Number | None]], set[str]]:
    """What khpcmd says of the unit alone, from the file as it came back, and the codes of figures that contradict."""
    plan, period, unit = asked.filer.plan, asked.filer.period, asked.filer.unit.id
    reading = read_workbook(file, plan, name=file.name)
    assert reading.stamp is not None
    assert (reading.stamp.unit, reading.stamp.period) == (unit, period)
    filed, _ = filed_for(period, [reading])
    sound, faults = validate(plan, period, filed.values(), frozenset(plan.fields))
    world = World(plan, period, {one.unit: one for one in sound}, frozenset({unit}))
    results = evaluate(world, plan.targets)
    told = expected(asked.filer, {r.target.id: found for r in results for found in r.units if found.unit == unit})
    return told, {fault.code.code for fault in faults if fault.code.code.startswith("K6")}


def test_rules_protection_and_colours_survive(recalculated: tuple[Path, list[Case]]) -> None:
    folder, made = recalculated
    asked = made[0].asked
    book = load_workbook(folder / made[0].name)
    sheet = book[asked.say("sheet_form")]
    assert sheet.protection.sheet
    assert sheet.data_validations.dataValidation
    assert sheet.conditional_formatting
