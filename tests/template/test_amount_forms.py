"""Forms of amounts: what may be typed, and verdicts and gaps that LibreOffice calculates as khpcmd judges them."""

from __future__ import annotations

import random
import re
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from openpyxl import load_workbook

import amounts_plan
import days_plan
from khpcmd.cli import main
from khpcmd.plan.load import LoadedPlan
from khpcmd.results import Verdict
from khpcmd.returns import Basis, Key
from khpcmd.template.cells import Given
from khpcmd.template.contents import Wanted
from khpcmd.template.make import ROWS, make_consolidated, make_template, units_of
from khpcmd.workbook.read import read_workbook
from office import soffice
from places import languages
from small_plan import PLAN
from template.filling import fill, verdict_cells
from template.making import Filled, loaded_from, of_unit, wanted
from template.recalculated import recalculated
from workbook.builder import saved

FILES = 60
HEAD = "clause: Mục I, quote: q, cumulative: true"
CAPPED = f"""\
  capped: {{kind: amount, label: {{vi: Chi khác, en: Other spending}}, reported_by: [district],
    unit_of_measure: {{vi: triệu đồng, en: million dong}}, decimals: 1, at_most: 100}}
  balance: {{kind: amount, label: {{vi: Chênh lệch thu chi, en: Balance}}, reported_by: [district],
    unit_of_measure: {{vi: triệu đồng, en: million dong}}, decimals: 1, at_least: -30}}
  checked: {{kind: count, label: {{vi: Số cơ sở đã kiểm tra, en: Venues checked}}, reported_by: [district],
    unit_of_measure: {{vi: cơ sở, en: venues}}, baseline: true}}
  venues: {{kind: count, label: {{vi: Số cơ sở, en: Venues}}, reported_by: [district],
    unit_of_measure: {{vi: cơ sở, en: venues}}, baseline: true}}
targets:
  - {{id: T13, {HEAD}, title: {{vi: Tăng tỷ lệ cơ sở được kiểm tra, en: A larger share of venues checked}},
      measure: {{kind: ratio_change, part: checked, whole: venues}}, threshold: {{at_least: +1.5 points}}}}
  - {{id: T14, {HEAD}, title: {{vi: Giảm không quá 5 điểm, en: Not more than 5 points less}}, zero: missed,
      measure: {{kind: ratio_change, part: checked, whole: venues}},
      threshold: {{more_than: -5 points, at_most: 25 points}}}}
  - {{id: T15, {HEAD}, title: {{vi: Tăng tỷ lệ so với danh mục, en: A larger share of the register}},
      measure: {{kind: ratio_change, part: checked, whole: {{register: listed}}}}, threshold: {{at_least: +50 points}}}}
  - {{id: T8, {HEAD}, title: {{vi: Chi khác, en: Other spending}},
      measure: {{kind: count, of: capped}}, threshold: {{at_most: 150}}}}
  - {{id: T9, {HEAD}, title: {{vi: Chênh lệch, en: Balance}},
      measure: {{kind: count, of: balance}}, threshold: {{at_least: -10}}}}
  - {{id: T10, {HEAD}, title: {{vi: Tăng thu, en: More revenue}},
      measure: {{kind: change, of: revenue}}, threshold: {{at_least: +3.3}}}}
  - {{id: T11, {HEAD}, title: {{vi: Bình quân mỗi xã, en: Forest of each commune}},
      measure: {{kind: rate, part: forest, whole: communes, per: 1}}, threshold: {{at_least: 2.55}}}}
  - {{id: T12, {HEAD}, title: {{vi: Số xã trên 1.000 triệu đồng, en: Communes for so many funds}},
      measure: {{kind: rate, part: communes, whole: funds, per: 1000}}, threshold: {{at_most: 4}}}}
"""
"""A field whose upper bound would decide its target, were it what a figure can be; one that may be negative; a change,
and rates of amounts and counts."""
UNIT = 'id: "0291", level: district, name: {vi: Huyện Nam Sách, en: Nam Sach District}'
OTHER = '  - {id: "0298", level: district, name: {vi: Huyện Tứ Kỳ, en: Tu Ky District}}\n'


@pytest.fixture(scope="module")
def loaded() -> LoadedPlan:
    """The plan with one unit, so that every target is judged for it."""
    assert OTHER in amounts_plan.PLAN
    text = amounts_plan.PLAN.replace(OTHER, "").replace("targets:\n", CAPPED, 1)
    assert UNIT in text
    return loaded_from(text.replace(UNIT, f"{UNIT}, register: {{listed: {{2022: 45, 2023: 60}}}}"))


def some(dice: random.Random) -> dict[Key, Given]:
    """Figures around the thresholds, sums of binary fractions among them, and some that cannot be."""
    funds = dice.choice((1250.5, 100.1, 0.3, 2000.0, 1316.3))
    paid = dice.choice((funds * 0.95, round(funds * 0.95, 1), round(funds * 0.95 + 0.1, 1), funds, funds + 0.1, 0))
    before = dice.choice((2.5, 0.1, 3.709, 0, None))
    now = dice.choice((6.109, 6.11, 6.1091, 0.1 + 0.2, round((before or 1) * 1.08, 3), 0.1 + 6.01, None))
    return {
        Key("revenue", Basis.BASELINE): before,
        Key("revenue"): now,
        Key("spent"): paid,
        Key("funds"): funds,
        Key("forest"): dice.choice((12.75, 12.74, 12.749999999999999, 12.5 + 0.25, 12.755, 0, "-", -1, None)),
        Key("insured"): dice.choice((80.0, 79.9, 79.862, 80, 0.8, 1, 0.1 * 3 + 79.7, 100.1, 100, "-", None)),
        Key("communes"): dice.choice((4, 5, 4.5, None)),
        Key("capped"): dice.choice((20, 5000, 80.05, "?", "-", None)),
        Key("balance"): dice.choice((-20.5, 12, -500, "?", None)),
        Key("checked", Basis.BASELINE): dice.choice((50, 40, 41, 0, None)),
        Key("venues", Basis.BASELINE): dice.choice((200, 200, 0, 123, None)),
        Key("checked"): dice.choice((53, 40, 52, 100, 0, None, "?")),
        Key("venues"): dice.choice((200, 200, 0, 10**9, None)),
    }


@pytest.mark.e2e
def test_libreoffice_judges_amounts_as_khpcmd_does(loaded: LoadedPlan, tmp_path: Path) -> None:
    asked, dice = wanted(loaded, loaded.plan.filers[0]), random.Random(7)  # noqa: S311
    seen, wrong = Counter[Verdict](), list[object]()
    of_bounds: dict[str, set[Verdict]] = {f"T{number}": set() for number in range(8, 16)}
    for one in recalculated(tmp_path, [(asked, Filled(some(dice), {})) for _ in range(FILES)]):
        wrong += one.differing()
        seen.update(verdict for verdict, _ in one.told.values())
        for target, kinds in of_bounds.items():
            kinds.add(one.told[target][0])
    assert not wrong, wrong[:5]
    assert of_bounds["T8"] == {Verdict.MET, Verdict.INCONCLUSIVE}
    both = {name for name, kinds in of_bounds.items() if kinds >= {Verdict.MET, Verdict.MISSED}}
    assert both >= {"T10", "T11", "T12", "T13", "T15"}, of_bounds
    assert of_bounds["T9"] == {Verdict.MET, Verdict.MISSED, Verdict.INCONCLUSIVE}
    assert seen.keys() >= {Verdict.MET, Verdict.MISSED, Verdict.INCONCLUSIVE}


def test_what_is_written_without_a_calculation_is_what_will_be_calculated(loaded: LoadedPlan, tmp_path: Path) -> None:
    asked = wanted(loaded, loaded.plan.filers[0])
    given: dict[Key, Given] = {Key("forest"): 0.1 + 0.2, Key("insured"): 79.9, Key("revenue"): Decimal("6.11")}
    like = Wanted(asked.filer, asked.sha256, asked.messages, given=of_unit(asked, given))
    make_template(tmp_path / "form.xlsx", like)
    cells = verdict_cells(tmp_path / "form.xlsx", like)
    assert cells["T5"] == ("Không đạt", "12,45 ha")
    assert cells["T4"] == ("Không đạt", "0,1 điểm phần trăm")
    assert cells["T1"][0] == "Đạt"


@pytest.mark.e2e
@pytest.mark.parametrize("locale", ["vi-VN", "en-US"])
@pytest.mark.parametrize(("language", "sign"), [("vi", ","), ("en", ".")])
def test_amounts_are_written_as_the_form_is_whatever_the_program(
    loaded: LoadedPlan, tmp_path: Path, language: str, sign: str, locale: str
) -> None:
    asked = wanted(loaded, loaded.plan.filers[0], language=language)
    make_template(tmp_path / "blank.xlsx", asked)
    figures: dict[Key, Given] = {Key("forest"): 0.3, Key("insured"): 79.9, Key("communes"): 4, Key("spent"): 1200.5}
    fill(tmp_path / "form.xlsx", tmp_path / "blank.xlsx", asked, Filled({**figures, Key("funds"): 1250.5}, {}))
    out = soffice(tmp_path, "xlsx", tmp_path / "form.xlsx", locale=locale)
    sheet = load_workbook(out / "form.xlsx", data_only=True)[asked.say("sheet_verdicts")]
    shown = {
        str(cell.value) for row in sheet.iter_rows(min_row=ROWS + 1) for cell in row[3:6] if cell.value is not None
    }
    told = {text.replace(",", sign) for text in ("79,9", "0,3", "1200,5/1250,5")}
    assert told <= shown, shown
    amounts = {text for text in shown if re.search(r"\d[.,]\d", text)}
    assert amounts >= told
    assert not any({",": ".", ".": ","}[sign] in text for text in amounts), amounts


@pytest.mark.crossing(1)
@languages
def test_a_form_says_what_may_be_typed(loaded: LoadedPlan, tmp_path: Path, language: str) -> None:
    asked = wanted(loaded, loaded.plan.filers[0], language=language)
    make_template(tmp_path / "form.xlsx", asked)
    sheet = load_workbook(tmp_path / "form.xlsx")[asked.say("sheet_form")]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    (insured,) = [row for row in sheet.iter_rows() if row[2].value == asked.of(loaded.plan.fields["insured"].label)]
    cell = next(one for one in insured[3:] if not one.protection.locked)
    assert (insured[3].value, cell.number_format) == ("%", "#,##0.0")
    rule = next(rule for area, rule in rules.items() if cell.coordinate in area.split())
    assert (rule.type, float(rule.formula1), float(rule.formula2)) == ("decimal", 0, 100)
    assert "100" in str(rule.prompt)


def test_a_consolidated_form_states_the_units_and_comes_back(tmp_path: Path) -> None:
    loaded = loaded_from(amounts_plan.PLAN)
    several = units_of(wanted(loaded, loaded.plan.filers[0]), "district")
    make_consolidated(tmp_path / "all.xlsx", several)
    book = load_workbook(tmp_path / "all.xlsx")
    sheet = book.worksheets[0]
    headers = {str(cell.value): cell.column for row in sheet.iter_rows(max_row=12) for cell in row if cell.value}
    (row,) = [cell.row for cell in sheet["B"] if cell.value == "Huyện Nam Sách"]
    sheet.cell(row, headers["Diện tích rừng trồng mới (ha)"], 12.75)
    sheet.cell(row, headers["Tỷ lệ dân số tham gia bảo hiểm y tế (%)"], 95.2)
    book.save(tmp_path / "back.xlsx")
    reading = read_workbook(tmp_path / "back.xlsx", loaded.plan, name="back.xlsx")
    (own,) = [one for one in reading.returns if one.unit == "0291"]
    assert (own.value(Key("forest")), own.value(Key("insured"))) == (Decimal("12.75"), Decimal("95.2"))


@pytest.mark.slow
def test_amounts_of_the_baseline_year_are_filled_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("plan.yaml").write_text(amounts_plan.PLAN, encoding="utf-8")
    rows = ["TT", "Đơn vị", "Tổng thu ngân sách (tỷ đồng)"], [1, "Huyện Nam Sách", 1234.567], [2, "Huyện Tứ Kỳ", 0.25]
    saved(Path("2022.xlsx"), (["KẾT QUẢ NĂM 2022"], *rows))
    asked = ["template", "--plan", "plan.yaml", "--baseline", "2022.xlsx"]
    assert main([*asked, "--unit", "0291", "-o", "one.xlsx"]) == 0
    assert main([*asked, "--consolidated", "district", "-o", "all.xlsx"]) == 0
    loaded, key = loaded_from(amounts_plan.PLAN), Key("revenue", Basis.BASELINE)
    found = {name: read_workbook(Path(name), loaded.plan, name=name).returns for name in ("one.xlsx", "all.xlsx")}
    assert [one.cells[key].value for one in found["one.xlsx"]] == [Decimal("1234.567")]
    assert [one.cells[key].value for one in found["all.xlsx"]] == [Decimal("1234.567"), Decimal("0.25")]


# scores in forms: LibreOffice adds the points of a unit as khpcmd does, and says of them what khpcmd says


FILES_SCORES = 50
OVER = "clause: III, quote: q, cumulative: true, judged: each_unit"
NOW = OVER.replace("true", "false")
CRITERIA = """\
{target: E1, points: 40}, {target: E2, points: 30, give: in_proportion, full_at: 30%},
      {target: E3, points: 20, weight: 1.5, give: by_steps, steps: [{at_least: 20%, points: 7.5},
      {at_least: 50%, points: 20}]}"""
TARGETS = f"""\
  - {{id: S1, {OVER}, title: {{vi: Tổng điểm, en: Score}}, threshold: {{at_least: 80}}, measure: {{kind: score,
      criteria: [{CRITERIA}]}}}}
  - {{id: S2, {OVER}, title: {{vi: Điểm hai, en: Score two}}, threshold: {{at_least: 60%}}, measure: {{kind: score,
      not_applicable: not_counted, waived: full, criteria: [{CRITERIA}]}}}}
  - {{id: S3, {OVER}, title: {{vi: Điểm ba, en: Score three}}, threshold: {{more_than: 20}}, measure: {{kind: score,
      not_applicable: full, criteria: [{{target: E2, points: 10, give: in_proportion}}, {{target: E4, points: 10,
      give: in_proportion, full_at: 5%}}, {{target: E5, points: 10, give: in_proportion, full_at: 12}}]}}}}
  - {{id: S4, {NOW}, title: {{vi: Điểm bốn, en: Score four}}, threshold: {{at_least: 30}}, measure: {{kind: score,
      criteria: [{{target: E1, points: 10}}, {{target: E6, points: 20, weight: 1.5, give: by_steps, steps:
      [{{at_most: 5, points: 20}}, {{at_most: 9, points: 13.5}}]}}, {{target: E7, points: 7, give: by_steps, steps:
      [{{at_most: -10%, points: 7}}, {{at_most: 0%, points: 3}}]}}]}}}}
  - {{id: S5, {NOW}, title: {{vi: Điểm năm, en: Score five}}, threshold: {{at_least: 11.5}}, measure: {{kind: score,
      not_applicable: full, criteria: [{{target: E2, points: 12, weight: 1.5, give: by_steps, not_applicable:
      not_counted, steps: [{{less_than: 10%, points: -2}}, {{at_least: 10%, less_than: 20%, points: 3}}, {{at_least:
      20%, points: 12, full_at: 35%}}]}}, {{target: E6, points: 0, give: by_steps, least: -3, steps: [{{more_than: 1,
      each: 2, points: -0.5}}]}}, {{target: E7, points: 4, give: by_steps, least: -1, steps: [{{at_most: 0%, points:
      4}}, {{more_than: 0%, each: 7%, points: -1}}]}}]}}}}
  - {{id: E6, {NOW}, title: {{vi: Ít xã, en: Few communes}}, measure: {{kind: count, of: communes_reached}},
      threshold: {{at_most: 6}}}}
  - {{id: E7, {NOW}, title: {{vi: Ít kiểm tra, en: Fewer}}, measure: {{kind: growth, of: inspected}},
      threshold: {{at_most: -5%}}}}
  - {{id: E1, {OVER}, title: {{vi: Kế hoạch, en: A plan}}, measure: {{kind: done, field: plan_issued}}}}
  - {{id: E2, {OVER}, title: {{vi: Kiểm tra, en: Inspected}}, measure: {{kind: ratio, part: inspected, whole: venues}},
      threshold: {{at_least: 20%}}}}
  - {{id: E3, {OVER}, title: {{vi: Xã, en: Communes}}, measure: {{kind: ratio, part: communes_reached, whole:
      {{register: communes}}}}, threshold: {{at_least: 50%}}}}
  - {{id: E4, {OVER}, title: {{vi: Tăng, en: Growth}}, measure: {{kind: growth, of: inspected}},
      threshold: {{at_least: +3%}}}}
  - {{id: E5, {OVER}, title: {{vi: Số xã, en: Communes reached}}, measure: {{kind: count, of: communes_reached}},
      threshold: {{at_least: 9}}}}
"""
SCORES = ("S1", "S2", "S3", "S4", "S5")


@pytest.fixture(scope="module")
def loaded_scores() -> LoadedPlan:
    return loaded_from(PLAN + TARGETS)


def some_scores(dice: random.Random) -> dict[Key, Given]:
    """Figures at the thresholds of the scores and just below them, and some_scores that are not known."""
    venues = dice.choice((100, 70, 9, 3, 0, None))
    inspected = dice.choice((30, 20, 12, 3, 2, 1, 0, None, "?"))
    if isinstance(venues, int) and isinstance(inspected, int):
        inspected = min(venues, inspected)
    return {
        Key("plan_issued"): dice.choice(("Có", "Có", "Chưa", None)),
        Key("venues"): venues,
        Key("inspected"): inspected,
        Key("inspected", Basis.BASELINE): dice.choice((20, 10, 3, 0, None)),
        Key("communes_reached"): dice.choice((1, 5, 6, 9, 10, 12, None)),
    }


@pytest.mark.e2e
def test_libreoffice_scores_as_khpcmd_does(loaded_scores: LoadedPlan, tmp_path: Path) -> None:
    asked, dice = wanted(loaded_scores, loaded_scores.plan.filers[0]), random.Random(11)  # noqa: S311
    seen, wrong = Counter[tuple[str, Verdict]](), list[object]()
    for one in recalculated(tmp_path, [(asked, Filled(some_scores(dice), {})) for _ in range(FILES_SCORES)]):
        wrong += one.differing(without_gap=("S3",))  # more than 20: what is lacking is no number
        seen.update((target, one.told[target][0]) for target in SCORES)
    assert not wrong, wrong[:5]
    assert {one for one, _ in seen} == set(SCORES)
    assert {verdict for _, verdict in seen} >= {Verdict.MET, Verdict.MISSED, Verdict.INCONCLUSIVE}


def test_the_points_of_each_criterion_stand_below_their_sum(loaded_scores: LoadedPlan, tmp_path: Path) -> None:
    asked = wanted(loaded_scores, loaded_scores.plan.filers[0])
    given: dict[Key, Given] = {Key("plan_issued"): "Có", Key("venues"): 70, Key("inspected"): 11}
    like = Wanted(asked.filer, asked.sha256, asked.messages, given=of_unit(asked, given))
    make_template(tmp_path / "form.xlsx", like)
    sheet = load_workbook(tmp_path / "form.xlsx", data_only=True)[asked.say("sheet_verdicts")]
    rows = [[cell.value for cell in row[:6]] for row in sheet.iter_rows()]
    at = next(index for index, row in enumerate(rows) if row[1] == "Tổng điểm")
    assert rows[at][3] is None  # the points of one criterion are not known
    assert [row[1:4] for row in rows[at + 1 : at + 4]] == [
        ["– Kế hoạch", "40 điểm", "40"],
        ["– Kiểm tra", "30 điểm", "15,71"],
        ["– Xã", "30 điểm", None],
    ]


# forms of days: what may be typed, and verdicts that LibreOffice calculates as khpcmd judges them


PLAN_DAYS: tuple[Given, ...] = (
    date(2027, 3, 14), date(2027, 3, 15), date(2026, 12, 15), date(2026, 12, 14), date(2027, 6, 14), date(2027, 6, 15),
    datetime(2027, 3, 14, 23, 30), "-", None,  # noqa: DTZ001  # cells have no time zone
)  # fmt: skip
REVIEW_DAYS: tuple[Given, ...] = (
    date(2027, 6, 30), date(2027, 7, 1), date(2027, 7, 15), date(2027, 7, 16), date(2027, 12, 15), "-", None,
)  # fmt: skip


@pytest.fixture(scope="module")
def loaded_days() -> LoadedPlan:
    """The plan with one unit, so that every target is judged for it."""
    assert OTHER in days_plan.PLAN
    return loaded_from(days_plan.PLAN.replace(OTHER, ""))


@pytest.mark.e2e
def test_libreoffice_judges_days_as_khpcmd_does(loaded_days: LoadedPlan, tmp_path: Path) -> None:
    forms, seen, wrong = list[tuple[Wanted, Filled]](), Counter[Verdict](), list[object]()
    for period in loaded_days.plan.periods:
        asked = wanted(loaded_days, loaded_days.plan.filers[0], period)
        for plan_day, review_day in product(PLAN_DAYS, REVIEW_DAYS):
            forms.append((asked, Filled({Key("plan_day"): plan_day, Key("review_day"): review_day}, {})))
    for one in recalculated(tmp_path, forms):
        wrong += one.differing()
        seen.update(verdict for verdict, _ in one.told.values())
    assert not wrong, wrong[:5]
    assert seen.keys() == {Verdict.MET, Verdict.MISSED, Verdict.IN_PROGRESS, Verdict.INCONCLUSIVE}


@pytest.mark.slow
def test_what_is_written_of_days_is_what_will_be_calculated(loaded_days: LoadedPlan, tmp_path: Path) -> None:
    for period, day, verdict in (
        ("half_year", date(2027, 3, 14), "Đạt"),
        ("half_year", date(2027, 3, 15), "Không đạt"),
        ("half_year", date(2027, 6, 15), "Chưa khớp"),
        ("half_year", None, "Thiếu số liệu"),
    ):
        asked = wanted(loaded_days, loaded_days.plan.filers[0], period)
        given: dict[Key, Given] = {Key("plan_day"): day}
        like = Wanted(asked.filer, asked.sha256, asked.messages, given=of_unit(asked, given))
        make_template(tmp_path / "form.xlsx", like)
        cells = verdict_cells(tmp_path / "form.xlsx", like)
        assert cells["T1"][0] == verdict
        assert cells["T2"][0] == "Đang thực hiện"


@pytest.mark.crossing(1)
@pytest.mark.parametrize(
    ("language", "hint"), [("vi", "Hạn: trước ngày 15/03/2027."), ("en", "Due: before 2027-03-15.")]
)
def test_a_form_says_which_days_may_be_typed(loaded_days: LoadedPlan, tmp_path: Path, language: str, hint: str) -> None:
    asked = wanted(loaded_days, loaded_days.plan.filers[0], "half_year", language=language)
    make_template(tmp_path / "form.xlsx", asked)
    sheet = load_workbook(tmp_path / "form.xlsx")[asked.say("sheet_form")]
    rules = [rule for rule in sheet.data_validations.dataValidation if rule.type == "date"]
    assert hint in rules[0].prompt
    assert (rules[0].formula1, rules[0].formula2) == ("46371", "46552")  # 2026-12-15 to 2027-06-14
