"""Units that file nothing themselves report in the annex of the unit above: asked, read back, checked and judged."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

import annex_plan
from khpcmd.cli import main
from khpcmd.diagnostics import Severity
from khpcmd.judge.sound import validate
from khpcmd.plan.load import LoadedPlan
from khpcmd.results import Verdict
from khpcmd.returns import Basis, Key
from khpcmd.template.annex_sheet import first_row
from khpcmd.template.cells import Given
from khpcmd.template.contents import Wanted, annex
from khpcmd.template.make import make_template
from khpcmd.workbook.read import read_workbook
from places import languages
from template.filling import fill, verdict_cells_below
from template.making import Filled, loaded_from, of_unit, wanted
from template.recalculated import recalculated, said, sound_returns
from workbook.builder import saved

FILES = 30
COMMUNES = ("c1", "c2", "c3")


@pytest.fixture(scope="module")
def loaded() -> LoadedPlan:
    return loaded_from(annex_plan.PLAN)


def of_commune(dice: random.Random, period: str, *, whole: bool) -> dict[Key, Given]:
    """Figures of a commune around the thresholds; where it is not ``whole`` some are missing, wrong or contradict."""
    blank: tuple[Given, ...] = () if whole else (None, "?")
    households = dice.choice((100, 40, 7, *blank))
    top = households if isinstance(households, int) else 40
    months = range(1, 7 if period == "half_year" else 13)
    return {
        Key("model"): dice.choice(("Có", "Không", *blank[:1])),
        Key("households"): households,
        Key("cultured", Basis.BASELINE): dice.choice((0, 5, 20, 76, *blank)),
        Key("cultured"): dice.choice(
            (top * 4 // 5, top, top * 4 // 5 - 1, 21, *blank) if not whole else (top * 4 // 5,)
        ),
        **{Key("meetings", month=month): dice.choice((1, 2, 1, 1, 1, 1, 1, 1, 0, *blank)) for month in months},
        Key("fund"): dice.choice((99.9, 100, 100.1, 0.1 + 0.2, *blank)),
        Key("issued"): dice.choice((date(2026, 3, 14), date(2026, 3, 15), *blank)),
        Key("forest"): dice.choice((1, 2, 3, *blank)),
    }


def some(asked: Wanted, dice: random.Random, *, whole: bool) -> Filled:
    annexed = annex(asked.filer)
    assert annexed is not None
    below = dict[tuple[str, Key], Given]()
    for unit in annexed.units:
        given = of_commune(dice, asked.filer.period, whole=whole)
        below |= {(unit.id, key): given.get(key) for key in annexed.keys_of(unit)}
    models = sum(given == "Có" for (_, key), given in below.items() if key == Key("model"))
    return Filled({Key("visits"): dice.choice((4, 5)), Key("reached"): dice.choice((models, models, None))}, below)


def test_the_annex_asks_what_no_other_form_does(loaded: LoadedPlan) -> None:
    annexed = annex(wanted(loaded, loaded.plan.unit["d1"]).filer)
    assert annexed is not None
    assert [unit.id for unit in annexed.units] == [*COMMUNES]
    fields = [*dict.fromkeys(key.field for key in annexed.keys)]
    assert fields == ["model", "households", "cultured", "meetings", "fund", "issued", "forest"]
    assert annexed.closed == {("c1", Key("forest")), ("c3", Key("forest"))}


@pytest.mark.slow
@languages
@pytest.mark.parametrize("period", ["half_year", "year"])
def test_a_filled_annex_gives_the_same_figures(loaded: LoadedPlan, tmp_path: Path, language: str, period: str) -> None:
    asked = wanted(loaded, loaded.plan.unit["d1"], period, language)
    figures = some(asked, random.Random(period), whole=True)  # noqa: S311
    make_template(tmp_path / "blank.xlsx", asked)
    fill(tmp_path / "bc.xlsx", tmp_path / "blank.xlsx", asked, figures)
    reading = read_workbook(tmp_path / "bc.xlsx", loaded.plan, name="bc.xlsx")
    assert [one for one in reading.diagnostics if one.severity is not Severity.NOTE] == []
    filed = {one.unit: one for one in reading.returns}
    assert filed.keys() == {"d1", *COMMUNES}
    for (unit, key), given in figures.below.items():
        shown = {"Có": True, "Không": False}.get(given, given) if isinstance(given, str) else given
        assert filed[unit].value(key) == (Decimal(f"{shown:.15g}") if isinstance(shown, float) else shown), (unit, key)


@pytest.mark.slow
def test_a_blank_annex_is_not_ready_and_says_what_is_missing(loaded: LoadedPlan, tmp_path: Path) -> None:
    asked = wanted(loaded, loaded.plan.unit["d1"])
    figures = some(asked, random.Random(1), whole=True)  # noqa: S311
    given = {place: given for place, given in figures.below.items() if place != ("c2", Key("fund"))}
    given["c3", Key("households")] = 3
    like = Wanted(asked.filer, asked.sha256, asked.messages, given=of_unit(asked, figures.own) | given)
    make_template(tmp_path / "form.xlsx", like)
    sheet = load_workbook(tmp_path / "form.xlsx", data_only=True)[asked.say("sheet_annex")]
    annexed = annex(asked.filer)
    assert annexed is not None
    column, first = 2 + len(annexed.keys) + 2, first_row(annexed) + 1
    assert [sheet.cell(first + row, column).value or "" for row in range(3)] == [
        "",
        "Kinh phí đã chi: Thiếu số liệu",
        "Số hộ gia đình: Nhỏ hơn Số hộ đạt chuẩn văn hóa",
    ]
    assert sheet.cell(1, 1).value == "CHƯA SẴN SÀNG GỬI: còn 3 ô số liệu thiếu hoặc chưa đúng"
    verdicts = verdict_cells_below(tmp_path / "form.xlsx", like)
    assert verdicts["c3"]["T3"][0] == "Chưa khớp"
    assert verdicts["c2"]["T5"][0] == "Thiếu số liệu"


@pytest.mark.e2e
def test_libreoffice_judges_units_below_as_khpcmd_does(loaded: LoadedPlan, tmp_path: Path) -> None:
    dice, forms = random.Random(20), list[tuple[Wanted, Filled]]()  # noqa: S311
    for number in range(FILES):
        asked = wanted(loaded, loaded.plan.unit["d1"], ("half_year", "year")[number % 2])
        forms.append((asked, some(asked, dice, whole=number % 3 == 0)))
    seen, ready = Counter[tuple[str, Verdict]](), Counter[bool]()
    for one, (asked, _) in zip(recalculated(tmp_path, forms), forms, strict=True):
        assert not one.differing()
        seen.update((target, verdict) for told, _ in one.below.values() for target, (verdict, _) in told.items())
        sheet = load_workbook(one.file, data_only=True)[asked.say("sheet_annex")]
        is_ready = sheet.cell(1, 1).value == "SẴN SÀNG GỬI"
        ready[is_ready] += 1
        reading = read_workbook(one.file, loaded.plan, name=one.file.name)
        _, faults = validate(loaded.plan, asked.filer.period, reading.returns, frozenset(loaded.plan.fields))
        assert is_ready != any(fault.severity is Severity.ERROR for fault in [*reading.diagnostics, *faults])
    assert len(ready) == 2, ready
    for target in ("T3", "T4", "T7"):
        assert {verdict for name, verdict in seen if name == target} >= {
            Verdict.MET, Verdict.INCONCLUSIVE, Verdict.MISSED,
        }  # fmt: skip


@pytest.mark.e2e
@pytest.mark.parametrize(
    ("label", "measure", "total"),
    [("Kinh phí đã chi", "triệu đồng", 300.5), ("Thu nhập bình quân đầu người", "triệu đồng", None),
     ("Năng suất lúa", "tạ/ha", None)],
)  # fmt: skip
def test_the_total_row_has_no_sum_of_rates_and_averages(
    tmp_path: Path, label: str, measure: str, total: float | None
) -> None:
    text = annex_plan.PLAN.replace("Kinh phí đã chi", label).replace(
        "{vi: triệu đồng, en: million dong}", f"{{vi: {measure}, en: {measure}}}"
    )
    if total is None:  # no target may add them up either
        text = text.replace("en: Money spent},\n", "en: Money spent}, judged: each_unit,\n", 1)
    loaded = loaded_from(text)
    asked = wanted(loaded, loaded.plan.unit["d1"])
    annexed = annex(asked.filer)
    assert annexed is not None
    figures = some(asked, random.Random(3), whole=True)  # noqa: S311
    fund = zip(COMMUNES, (100, 100.5, 100), strict=True)
    below = {**figures.below, **{(one, Key("fund")): given for one, given in fund}}
    (one,) = recalculated(tmp_path, [(asked, Filled(figures.own, below))])
    assert not one.differing()
    sheet = load_workbook(one.file, data_only=True)[asked.say("sheet_annex")]
    row = first_row(annexed) + len(COMMUNES) + 1
    assert sheet.cell(row, 2).value == asked.say("in_all")
    column = 3 + [*annexed.keys].index(Key("fund"))
    assert (sheet.cell(row, column).value or None) == total
    assert sheet.cell(row, 3 + [*annexed.keys].index(Key("households"))).value == sum(
        given for (_, key), given in below.items() if key == Key("households") and isinstance(given, int)
    )


BEFORE, UNITS_ON = annex_plan.PLAN.split("groups:")[0], annex_plan.PLAN.split("\nunits:")[1]
UNITS = f"{BEFORE}units:{UNITS_ON.split('fields:')[0]}"
VISITS = """\
fields:
  visits: {{kind: count, label: {{vi: Số lượt kiểm tra, en: Visits}}, reported_by: [{who}],
    unit_of_measure: {{vi: lượt, en: visits}}}}
targets:
  - {{id: T1, clause: I, quote: q, cumulative: true, title: {{vi: Kiểm tra, en: Visits}}, judged: each_unit,
      measure: {{kind: count, of: visits}}, threshold: {{at_least: 5}}}}
"""
DUTY = """\
duties:
  - {id: D1, clause: II, quote: q, title: {vi: Ban hành kế hoạch, en: Issue a plan}, of: [district],
      evidence: [document]}
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "sheets"),
    [
        (VISITS.format(who="district, commune"), ["Biểu số liệu", "Phụ lục đơn vị cấp dưới", "Đánh giá"]),
        (VISITS.format(who="commune") + DUTY, ["Nhiệm vụ", "Phụ lục đơn vị cấp dưới", "Đánh giá"]),
    ],
)
def test_the_annex_is_read_whatever_else_the_unit_above_reports(tmp_path: Path, text: str, sheets: list[str]) -> None:
    """The district reports the same field, or nothing but a checklist; another one has a commune of the same name."""
    loaded = loaded_from(UNITS + text)
    asked = wanted(loaded, loaded.plan.unit["d1"])
    make_template(tmp_path / "blank.xlsx", asked)
    assert load_workbook(tmp_path / "blank.xlsx").sheetnames[:3] == sheets
    figures = {(unit, Key("visits")): number for number, unit in enumerate(COMMUNES, start=4)}
    fill(tmp_path / "bc.xlsx", tmp_path / "blank.xlsx", asked, Filled({Key("visits"): 7}, figures))
    reading = read_workbook(tmp_path / "bc.xlsx", loaded.plan, name="bc.xlsx")
    assert [one for one in reading.diagnostics if one.severity is not Severity.NOTE] == []
    filed = {one.unit: one.value(Key("visits")) for one in reading.returns if one.unit in COMMUNES}
    assert filed == {"c1": 4, "c2": 5, "c3": 6}
    told = {unit: said(sound_returns(tmp_path / "bc.xlsx", asked), asked, unit)["T1"] for unit in COMMUNES}
    assert told == {"c1": (Verdict.MISSED, 1), "c2": (Verdict.MET, None), "c3": (Verdict.MET, None)}


@pytest.mark.slow
def test_the_baseline_year_of_units_below_is_filled_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And locked; of a commune without a figure the cell stays open."""
    monkeypatch.chdir(tmp_path)
    Path("plan.yaml").write_text(annex_plan.PLAN, encoding="utf-8")
    loaded, key = loaded_from(annex_plan.PLAN), Key("cultured", Basis.BASELINE)
    rows: list[list[object]] = [["KẾT QUẢ NĂM 2025"], ["Huyện Nam Sách"], ["TT", "Đơn vị", "Số hộ đạt chuẩn văn hóa"]]
    saved(Path("2025.xlsx"), [*rows, [1, "Xã An Bình", 75], [2, "Xã An Lâm", 0]])
    asked = ["template", "--plan", "plan.yaml", "--unit", "d1", "--baseline", "2025.xlsx"]
    assert main([*asked, "-o", "form.xlsx"]) == 0
    reading = read_workbook(Path("form.xlsx"), loaded.plan, name="form.xlsx")
    known = {one.unit: one.cells[key] for one in reading.returns if one.unit in COMMUNES}
    assert {unit: cell.value for unit, cell in known.items()} == {"c1": 75, "c2": 0, "c3": None}
    sheet = load_workbook("form.xlsx")[wanted(loaded, loaded.plan.unit["d1"]).say("sheet_annex")]
    places = {unit: cell.at.cell for unit, cell in known.items() if cell.at}
    assert {unit: sheet[at].protection.locked for unit, at in places.items()} == {"c1": True, "c2": True, "c3": False}
