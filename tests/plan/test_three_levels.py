"""Three levels below each other: who files, which form asks what, and what comes up from below."""

from __future__ import annotations

from pathlib import Path

import pytest

from khpcmd.diagnostics import Code, Severity
from khpcmd.judge.sound import validate
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.plan.lint import lint_file
from khpcmd.plan.load import LoadedPlan, parse_plan
from khpcmd.results import Verdict
from khpcmd.returns import Key
from khpcmd.template.contents import Filer, annex
from khpcmd.template.make import make_template
from khpcmd.workbook.read import read_workbook
from places import languages
from plan_texts import head
from template.making import wanted
from worlds import filed

PLAN = (
    head(2026, "province", "district, files: true", "commune")
    + """\
units:
  - {id: "30", level: province, name: {vi: Tỉnh Hải Dương, en: Hai Duong Province}}
  - {id: "297", level: district, name: {vi: Huyện Gia Lộc, en: Gia Loc District}, parent: "30"}
  - {id: "292", level: district, name: {vi: Thị xã Kinh Môn, en: Kinh Mon Town}, parent: "30"}
  - {id: "11", level: commune, name: {vi: Xã Tân Tiến, en: Tan Tien Commune}, parent: "297"}
  - {id: "12", level: commune, name: {vi: Xã Gia Khánh, en: Gia Khanh Commune}, parent: "297"}
  - {id: "21", level: commune, name: {vi: Xã Tân Tiến, en: Tan Tien Commune}, parent: "292"}
fields:
  trainings: {kind: count, label: {vi: Số lớp tập huấn cấp tỉnh, en: Provincial trainings}, reported_by: [province],
    unit_of_measure: {vi: lớp, en: trainings}}
  visits: {kind: count, label: {vi: Số lượt kiểm tra, en: Visits}, reported_by: [district],
    unit_of_measure: {vi: lượt, en: visits}}
  reached: {kind: count, label: {vi: Số xã có mô hình, en: Communes with a model}, reported_by: [district],
    unit_of_measure: {vi: xã, en: communes}, flow: false, nature: progress, rolled_up: {level: commune, field: model}}
  model: {kind: yes_no, label: {vi: Có mô hình, en: Has a model}, reported_by: [commune], required: false}
targets:
  - {id: T1, clause: I, quote: q, title: {vi: Tập huấn, en: Trainings}, cumulative: false,
      measure: {kind: count, of: trainings}, threshold: {at_least: 2}}
  - {id: T2, clause: I, quote: q, title: {vi: Mô hình, en: Models}, cumulative: false,
      measure: {kind: count, of: reached}, threshold: {at_least: 3}}
  - {id: T3, clause: I, quote: q, title: {vi: Kiểm tra, en: Visits}, cumulative: false,
      measure: {kind: count, of: visits}, threshold: {at_least: 5}}
"""
)
OWN = parse_plan(PLAN, "plan.yaml")


def test_each_level_files_what_it_has() -> None:
    assert [unit.id for unit in OWN.filers] == ["30", "297", "292"]
    forms = {unit.id: Filer(OWN, unit, "year").fields for unit in OWN.filers}
    assert forms == {"30": ("trainings",), "297": ("visits", "reached"), "292": ("visits", "reached")}
    below = annex(Filer(OWN, OWN.unit["297"], "year"))
    assert below is not None
    assert ([unit.id for unit in below.units], below.asked) == (["11", "12"], {"reached": "model"})
    assert annex(Filer(OWN, OWN.unit["30"], "year")) is None


def test_without_it_the_province_files_for_its_districts() -> None:
    assert [unit.id for unit in parse_plan(PLAN.replace(", files: true", ""), "plan.yaml").filers] == ["30"]


def test_communes_may_file_as_well() -> None:
    text = PLAN.replace("en: communes}}", "en: communes}, files: true}", 1)
    assert [unit.id for unit in parse_plan(text, "plan.yaml").filers] == ["30", "297", "292", "11", "12", "21"]


@pytest.mark.slow
@languages
def test_the_forms_of_all_levels_are_read_back(tmp_path: Path, language: str) -> None:
    loaded = LoadedPlan(OWN, "0" * 64, "plan.yaml")
    for unit in OWN.filers:
        make_template(tmp_path / "form.xlsx", wanted(loaded, unit, language=language))
        reading = read_workbook(tmp_path / "form.xlsx", OWN, name="form.xlsx")
        assert [one for one in reading.diagnostics if one.severity is not Severity.NOTE] == []
        assert reading.returns[0].unit == unit.id


def test_figures_come_up_from_below() -> None:
    returns = [
        filed("30", {"trainings": 2}),
        filed("297", {"visits": 3}),
        filed("292", {"visits": 1}),
        *(filed(unit, {"model": True}) for unit in ("11", "12", "21")),
    ]
    sound, faults = validate(OWN, "year", returns, frozenset(OWN.fields))
    assert [
        fault for fault in faults if fault.severity is Severity.ERROR and fault.params.get("field") != "reached"
    ] == []
    world = World(OWN, "year", {one.unit: one for one in sound}, frozenset(OWN.unit))
    assert {one.unit: one.value(Key("reached")) for one in sound if one.unit in ("297", "292")} == {"297": 2, "292": 1}
    verdicts = [result.verdict for result in evaluate(world, OWN.targets)]
    assert verdicts == [Verdict.MET, Verdict.MET, Verdict.MISSED]


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("", "", []),
        (", files: true", "", [Code.ON_NO_FORM]),
        (", rolled_up: {level: commune, field: model}", "", [Code.UNUSED_FIELD]),
    ],
)
def test_a_field_that_no_form_asks_is_told(tmp_path: Path, old: str, new: str, codes: list[object]) -> None:
    (tmp_path / "plan.yaml").write_text(PLAN.replace(old, new) if old else PLAN, encoding="utf-8")
    found = [one.code for one in lint_file(tmp_path / "plan.yaml").diagnostics]
    assert sorted(map(str, found)) == sorted(map(str, codes))


def test_an_alias_that_two_levels_share_is_advised_on_and_their_forms_are_read(tmp_path: Path) -> None:
    text = PLAN.replace("reported_by:", "aliases: [Số khác], reported_by:", 2)
    (tmp_path / "plan.yaml").write_text(text, encoding="utf-8")
    told = [one for one in lint_file(tmp_path / "plan.yaml").diagnostics if one.code is Code.SHARED_LABEL]
    assert [tuple(one.params.values()) for one in told] == [("Số khác", "trainings", "visits")]
    loaded = LoadedPlan(parse_plan(text, "plan.yaml"), "0" * 64, "plan.yaml")
    make_template(tmp_path / "form.xlsx", wanted(loaded, loaded.plan.unit["30"]))
    read = read_workbook(tmp_path / "form.xlsx", loaded.plan, name="form.xlsx")
    assert any(Key("trainings") in filed.cells for filed in read.returns)
