"""Communes whose district files for them: it is urged, called and written to, and they never are."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

import annex_plan
from judge.test_counted_roll_call import OF, OF_ITS_OWN, ROW, SILENT, checked, missing
from khpcmd.diagnostics import Code
from khpcmd.exits import exit_code
from khpcmd.i18n import Messages
from khpcmd.letters.compose import Kind, cases_of
from khpcmd.plan.load import load_plan
from khpcmd.render.formats import Format, Look
from khpcmd.render.summary.check import calls_of, calls_text, quiet_lines, summarized
from khpcmd.render.told.office import awaited
from khpcmd.report import Report
from khpcmd.template.make import make_template
from letters.mails import attached, letters, mails, points, text
from oracle_province import COUNTS, OWN, Aim, Province, Said, plan
from template.filling import fill
from template.making import wanted
from template.test_annex_forms import some

VI = Messages("vi")
LOOK = Look(Format.SUMMARY)
AIMS = (Aim("T0", "count", "commune", ("at_least", 9)), OF_ITS_OWN)
FILED = replace(OF, annex=True, aims=AIMS, cells={**OF.cells, "297": {**dict.fromkeys(COUNTS), OWN: 2}})


def judged(of: Province, folder: Path) -> Report:
    """What the district would add up of its communes' figures is nobody's."""
    fields = plan(of)["fields"]
    for spec in fields.values():
        if spec.pop("rolled_up", None):
            spec["reported_by"] = ["province"]
    return checked(of, folder, fields=fields)


def test_with_a_district_its_communes_are_missing_and_only_the_district_is_urged(tmp_path: Path) -> None:
    here: dict[str, Said] = {**dict.fromkeys(COUNTS), OWN: 2}
    nothing: dict[str, Mapping[str, Said]] = dict.fromkeys(("11", "12", "30"), SILENT)
    nothing |= {"297": {**SILENT, OWN: None}, "292": here, "21": ROW}
    units = {**FILED.units, "292": ["21"]}
    report = judged(replace(FILED, units=units, cells=nothing, as_of=date(2026, 1, 5)), tmp_path)
    assert missing(report)["commune"] == ("11", "12")
    assert report.missing_units == ("297",)
    assert [(one.code, one.unit) for one in report.diagnostics] == [(Code.OVERDUE, "297")]
    assert [(case.unit, case.kind) for case in cases_of(report).letters] == [("297", Kind.OVERDUE)]
    assert awaited(report) == {"T0": {"297": True}}
    assert [(call.unit, call.targets) for call in calls_of(report)] == [("297", ("T0",))]
    steps = [step.text for step in summarized(report, VI, LOOK).steps]
    assert any("1/1 chỉ tiêu chưa kết luận chỉ còn chờ" in step and "Xã" not in step for step in steps), steps
    assert not any("Xã" in line for line in quiet_lines(report, VI, LOOK))


def test_a_commune_that_the_return_leaves_out_is_a_fault_of_the_return(tmp_path: Path) -> None:
    report = judged(replace(FILED, cells={**FILED.cells, "12": SILENT}), tmp_path)
    (fault,) = report.diagnostics
    assert (fault.code, fault.unit) == (Code.NOT_IN_RETURN, "297")
    assert fault.at is not None
    assert Path(fault.at.file).name == "huyen.xlsx"
    assert (missing(report)["commune"], report.missing_units) == (("12",), ())
    assert [(case.unit, case.kind) for case in cases_of(report).letters] == [("297", Kind.FAULTS)]
    (call,) = calls_of(report)
    assert (call.unit, call.targets) == ("297", ("T0",))
    assert exit_code(report) == 3


def test_a_question_about_a_commune_names_it_to_the_district(tmp_path: Path) -> None:
    report = judged(replace(FILED, cells={**FILED.cells, "12": {**ROW, "n": "hai"}}), tmp_path)
    assert [(one.code, one.unit) for one in report.diagnostics] == [(Code.NOT_A_NUMBER, "12")]
    assert [call.unit for call in calls_of(report)] == ["297"]
    lines = calls_text(report, VI, LOOK)
    assert f": {report.plan.unit['12'].name.vi}: " in lines, lines


def test_a_commune_that_files_for_itself_is_urged_itself(tmp_path: Path) -> None:
    report = judged(replace(FILED, annex=False, cells={**FILED.cells, "12": SILENT}), tmp_path)
    assert report.missing_units == ("12",)
    assert [case.unit for case in cases_of(report).letters] == ["12"]


def of_annex(folder: Path, *blank: tuple[str, str]) -> EmailMessage:
    """The letter on a district's own template, in whose annex these figures of communes are blank."""
    (folder / "plan.yaml").write_text(annex_plan.PLAN, encoding="utf-8")
    loaded = load_plan(folder / "plan.yaml")
    asked = wanted(loaded, loaded.plan.unit["d1"])
    figures = some(asked, random.Random(1), whole=True)  # noqa: S311
    below = {(unit, key): given for (unit, key), given in figures.below.items() if (unit, key.field) not in blank}
    make_template(folder / "blank.xlsx", asked)
    fill(folder / "bc.xlsx", folder / "blank.xlsx", asked, replace(figures, below=below))
    given = (folder / "bc.xlsx", "--plan", folder / "plan.yaml", "--period", "year", "--as-of", "2027-01-05")
    assert letters(folder / "out", *given) == 3
    return mails(folder / "out")["huyen-nam-sach"]


@pytest.mark.slow
def test_a_return_with_its_annex_is_the_districts_own_file(tmp_path: Path) -> None:
    mail = of_annex(tmp_path, ("c2", "fund"))
    assert "Tệp “bc.xlsx”:" in text(mail)
    assert "tổng hợp" not in text(mail)
    assert len(points(mail)) == 1
    ((name, data),) = attached(mail).items()
    assert name == "huyen-nam-sach_ban-danh-dau.xlsx"
    sheet = load_workbook(BytesIO(data))["Phụ lục đơn vị cấp dưới"]
    cells = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment]
    assert len(cells) == 1
    assert f"Trang tính “{sheet.title}”, ô {cells[0]}:" in points(mail)[0]


@pytest.mark.slow
def test_a_point_about_figures_of_a_commune_names_it(tmp_path: Path) -> None:
    (point,) = points(of_annex(tmp_path, ("c2", "fund")))
    assert ": Xã An Lâm: Trường số liệu “Kinh phí đã chi” để trống." in point


@pytest.mark.slow
def test_a_point_about_blank_cells_of_several_communes_names_them(tmp_path: Path) -> None:
    (point,) = points(of_annex(tmp_path, ("c2", "fund"), ("c3", "issued")))
    assert ": Xã An Lâm, Xã Cộng Hòa: Còn 02 ô để trống." in point
