"""Forms of days: what may be typed, and verdicts that LibreOffice calculates as khpcmd judges them."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from itertools import product
from pathlib import Path

import pytest
from openpyxl import load_workbook

import days_plan
from khpcmd.plan.load import LoadedPlan
from khpcmd.results import Verdict
from khpcmd.returns import Key
from khpcmd.template.cells import Given
from khpcmd.template.make import make_template
from khpcmd.template.words import Wanted
from template.filling import verdict_cells
from template.making import Filled, loaded_from, wanted
from template.recalculated import recalculated

OTHER = '  - {id: "0298", level: district, name: {vi: Huyện Tứ Kỳ, en: Tu Ky District}}\n'
PLAN_DAYS: tuple[Given, ...] = (
    date(2027, 3, 14), date(2027, 3, 15), date(2026, 12, 15), date(2026, 12, 14), date(2027, 6, 14), date(2027, 6, 15),
    datetime(2027, 3, 14, 23, 30), "-", None,  # noqa: DTZ001  # cells have no time zone
)  # fmt: skip
REVIEW_DAYS: tuple[Given, ...] = (
    date(2027, 6, 30), date(2027, 7, 1), date(2027, 7, 15), date(2027, 7, 16), date(2027, 12, 15), "-", None,
)  # fmt: skip


@pytest.fixture(scope="module")
def loaded() -> LoadedPlan:
    """The plan with one unit, so that every target is judged for it."""
    assert OTHER in days_plan.PLAN
    return loaded_from(days_plan.PLAN.replace(OTHER, ""))


@pytest.mark.e2e
def test_libreoffice_judges_days_as_khpcmd_does(loaded: LoadedPlan, tmp_path: Path) -> None:
    forms, seen, wrong = list[tuple[Wanted, Filled]](), Counter[Verdict](), list[object]()
    for period in loaded.plan.periods:
        asked = wanted(loaded, loaded.plan.filers[0], period)
        for plan_day, review_day in product(PLAN_DAYS, REVIEW_DAYS):
            forms.append((asked, Filled({Key("plan_day"): plan_day, Key("review_day"): review_day}, {})))
    for one in recalculated(tmp_path, forms):
        wrong += one.differing()
        seen.update(verdict for verdict, _ in one.told.values())
    assert not wrong, wrong[:5]
    assert seen.keys() == {Verdict.MET, Verdict.MISSED, Verdict.IN_PROGRESS, Verdict.INCONCLUSIVE}


@pytest.mark.slow
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


@pytest.mark.crossing(1)
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
