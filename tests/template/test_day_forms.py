"""Forms of days: what may be typed, and verdicts that LibreOffice calculates as khpcmd judges them."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from itertools import product
from pathlib import Path

import pytest
from openpyxl import load_workbook

import days_plan
from khpcmd.inputs.gather import filed_for
from khpcmd.judge.sound import validate
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.measures.threshold import Number
from khpcmd.plan.load import LoadedPlan, load_plan
from khpcmd.results import Verdict
from khpcmd.returns import Key
from khpcmd.template.cells import Given
from khpcmd.template.make import make_template
from khpcmd.template.words import Wanted
from khpcmd.workbook.read import read_workbook
from office import soffice
from template.filling import fill, verdict_cells
from template.making import Filled, expected, said_by_template, wanted

OTHER = '  - {id: "0298", level: district, name: {vi: Huyện Tứ Kỳ, en: Tu Ky District}}\n'
PLAN_DAYS: tuple[Given, ...] = (
    date(2027, 3, 14), date(2027, 3, 15), date(2026, 12, 15), date(2026, 12, 14), date(2027, 6, 14), date(2027, 6, 15),
    datetime(2027, 3, 14, 23, 30), "-", None,  # noqa: DTZ001  # cells have no time zone
)  # fmt: skip
REVIEW_DAYS: tuple[Given, ...] = (
    date(2027, 6, 30), date(2027, 7, 1), date(2027, 7, 15), date(2027, 7, 16), date(2027, 12, 15), "-", None,
)  # fmt: skip


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> LoadedPlan:
    """The plan with one unit, so that every target is judged for it."""
    file = tmp_path_factory.mktemp("plan") / "plan.yaml"
    assert OTHER in days_plan.PLAN
    file.write_text(days_plan.PLAN.replace(OTHER, ""), encoding="utf-8")
    return load_plan(file)


def said(file: Path, asked: Wanted) -> dict[str, tuple[Verdict, Number | None]]:
    """What khpcmd says of the file as it came back."""
    plan, period, unit = asked.filer.plan, asked.filer.period, asked.filer.unit.id
    filed, _ = filed_for(period, [read_workbook(file, plan, name=file.name)])
    sound, _ = validate(plan, period, filed.values(), frozenset(plan.fields))
    world = World(plan, period, {one.unit: one for one in sound}, frozenset({unit}))
    results = evaluate(world, plan.targets)
    return expected(asked.filer, {r.target.id: found for r in results for found in r.units if found.unit == unit})


@pytest.mark.e2e
def test_libreoffice_judges_days_as_khpcmd_does(loaded: LoadedPlan, tmp_path: Path) -> None:
    names, of = list[Path](), dict[str, Wanted]()
    for period in loaded.plan.periods:
        asked = wanted(loaded, loaded.plan.filers[0], period)
        make_template(tmp_path / "blank.xlsx", asked)
        for number, (plan_day, review_day) in enumerate(product(PLAN_DAYS, REVIEW_DAYS)):
            names.append(tmp_path / f"{period}-{number:02}.xlsx")
            of[names[-1].name] = asked
            given = {Key("plan_day"): plan_day, Key("review_day"): review_day}
            fill(names[-1], tmp_path / "blank.xlsx", asked, Filled(given, {}))
    out, seen, wrong = soffice(tmp_path, "xlsx", *names), Counter[Verdict](), list[object]()
    for name in names:
        asked = of[name.name]
        told, cells = said(out / name.name, asked), verdict_cells(out / name.name, asked)
        assert told == said(name, asked)
        found = {target: said_by_template(*cells[target]) for target in told}
        wrong += [(name.name, target, told[target], cells[target]) for target in told if found[target] != told[target]]
        seen.update(verdict for verdict, _ in told.values())
    assert not wrong, wrong[:5]
    assert seen.keys() == {Verdict.MET, Verdict.MISSED, Verdict.IN_PROGRESS, Verdict.INCONCLUSIVE}


def test_what_is_written_without_a_calculation_is_what_will_be_calculated(loaded: LoadedPlan, tmp_path: Path) -> None:
    for period, day, verdict in (
        ("half_year", date(2027, 3, 14), "Đạt"),
        ("half_year", date(2027, 3, 15), "Không đạt"),
        ("half_year", date(2027, 6, 15), "Chưa khớp"),
        ("half_year", None, "Thiếu số liệu"),
    ):
        asked = wanted(loaded, loaded.plan.filers[0], period)
        given: dict[Key, Given] = {Key("plan_day"): day}
        like = Wanted(asked.filer, asked.sha256, asked.messages, asked.figures, given=given)
        make_template(tmp_path / "form.xlsx", like)
        cells = verdict_cells(tmp_path / "form.xlsx", like)
        assert cells["T1"][0] == verdict
        assert cells["T2"][0] == "Đang thực hiện"


@pytest.mark.parametrize(
    ("language", "hint"), [("vi", "Hạn: trước ngày 15/03/2027."), ("en", "Due: before 2027-03-15.")]
)
def test_a_form_says_what_may_be_typed(loaded: LoadedPlan, tmp_path: Path, language: str, hint: str) -> None:
    asked = wanted(loaded, loaded.plan.filers[0], "half_year", language=language)
    make_template(tmp_path / "form.xlsx", asked)
    sheet = load_workbook(tmp_path / "form.xlsx")[asked.say("sheet_form")]
    rules = [rule for rule in sheet.data_validations.dataValidation if rule.type == "date"]
    assert hint in rules[0].prompt
    assert (rules[0].formula1, rules[0].formula2) == ("46371", "46552")  # 2026-12-15 to 2027-06-14
