"""Communes whose district files for them: it is urged, called and written to, and they never are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from judge.test_counted_roll_call import OF, OF_ITS_OWN, ROW, SILENT, checked, missing
from khpcmd.diagnostics import Code
from khpcmd.exits import exit_code
from khpcmd.i18n import Messages
from khpcmd.letters.cases import Kind, cases_of, waited_for
from khpcmd.render.calls import calls_of, calls_text
from khpcmd.render.formats import Format, Look
from khpcmd.render.summary.check import summarized, quiet_lines
from khpcmd.report import Report
from oracle_province import COUNTS, OWN, Aim, Province, plan

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
    nothing = {"11": SILENT, "12": SILENT, "297": {**SILENT, OWN: None}, "30": SILENT}
    nothing["292"], nothing["21"] = {**dict.fromkeys(COUNTS), OWN: 2}, ROW
    units = {**FILED.units, "292": ["21"]}
    report = judged(replace(FILED, units=units, cells=nothing, as_of=date(2026, 1, 5)), tmp_path)
    assert missing(report)["commune"] == ("11", "12")
    assert report.missing_units == ("297",)
    assert [(one.code, one.unit) for one in report.diagnostics] == [(Code.OVERDUE, "297")]
    assert [(case.unit, case.kind) for case in cases_of(report).letters] == [("297", Kind.OVERDUE)]
    assert waited_for(report) == {"297": 2}
    assert [(call.unit, call.targets) for call in calls_of(report)] == [("297", ("T0",))]
    steps = [step.text for step in summarized(report, VI, LOOK).steps]
    assert any("1/1 chỉ tiêu chưa kết luận chỉ còn chờ" in step and "Xã" not in step for step in steps), steps
    assert not any("Xã" in line for line in quiet_lines(report, VI, LOOK))


def test_a_commune_that_the_return_leaves_out_is_a_fault_of_the_return(tmp_path: Path) -> None:
    report = judged(replace(FILED, cells={**FILED.cells, "12": SILENT}), tmp_path)
    (fault,) = report.diagnostics
    assert (fault.code, fault.unit) == (Code.NOT_IN_RETURN, "297")
    assert fault.at is not None and Path(fault.at.file).name == "huyen.xlsx"
    assert (missing(report)["commune"], report.missing_units) == (("12",), ())
    assert [(case.unit, case.kind) for case in cases_of(report).letters] == [("297", Kind.FAULTS)]
    (call,) = calls_of(report)
    assert (call.unit, call.targets) == ("297", ("T0",))
    assert exit_code(report) == 3


def test_a_question_about_a_commune_names_it_to_the_district(tmp_path: Path) -> None:
    report = judged(replace(FILED, cells={**FILED.cells, "12": {**ROW, "n": "hai"}}), tmp_path)
    assert [(one.code, one.unit) for one in report.diagnostics] == [(Code.NOT_A_NUMBER, "12")]
    assert [call.unit for call in calls_of(report)] == ["297"]
    text = calls_text(report, VI, LOOK)
    assert f": {report.plan.unit['12'].name.vi}: " in text, text


def test_a_commune_that_files_for_itself_is_urged_itself(tmp_path: Path) -> None:
    report = judged(replace(FILED, annex=False, cells={**FILED.cells, "12": SILENT}), tmp_path)
    assert report.missing_units == ("12",)
    assert [case.unit for case in cases_of(report).letters] == ["12"]
