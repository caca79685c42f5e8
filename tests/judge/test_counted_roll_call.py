"""Communes that file by themselves, and a district whose figures are known from theirs before it reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from khpcmd.checking import Request, check
from khpcmd.diagnostics import Code
from khpcmd.letters.compose import Kind, cases_of
from khpcmd.render.told.office import awaited
from khpcmd.report import Report, files_of
from oracle_province import COUNTS, DAYS, NO_ROW, OWN, Aim, Province, plan, sheets
from province_files import write_sheet, write_yaml

ROW = {"n": 2, "part": 1, "whole": 2}
SILENT = dict.fromkeys(COUNTS, NO_ROW)
COUNTED, OF_ITS_OWN = Aim("T0", "count", "district", ("at_least", 3)), Aim("T1", "own", "district", ("at_least", 1))
OF = Province(
    {"297": ["11", "12"]}, annex=False, own_field=True,
    cells={"11": ROW, "12": ROW, "297": {**SILENT, OWN: NO_ROW}, "30": dict.fromkeys(COUNTS)},
    aims=(COUNTED, OF_ITS_OWN), replies=(), period="year", as_of=DAYS[1],
)  # fmt: skip
DUTY = {
    "id": "D1", "clause": "1", "quote": "q", "title": {"vi": "Gửi báo cáo năm", "en": "Send the annual report"},
    "of": ["district"], "evidence": ["received"], "report_of": "year",
}  # fmt: skip


def checked(of: Province, folder: Path, *, duties: Any = (), fields: Any = None, **asked: Any) -> Report:
    made = plan(of)
    write_yaml(folder / "plan.yaml", {**made, "duties": list(duties), "fields": fields or made["fields"]})
    files = tuple(write_sheet(folder / f"{name}.xlsx", rows) for name, rows in sheets(of).items() if name != "tinh")
    return check(Request(files, folder / "plan.yaml", as_of=of.as_of, **asked))


def with_row(row: dict[str, Any]) -> Province:
    """What the district's own row says."""
    return replace(OF, cells={**OF.cells, "297": row})


def verdicts(report: Report) -> dict[str, str]:
    return {one.target.id: one.verdict.value for one in report.results}


def missing(report: Report) -> dict[str, tuple[str, ...]]:
    return {call.level: call.missing for call in report.roll_call}


BLANK = {**dict.fromkeys(COUNTS), OWN: None}


@pytest.mark.parametrize("of", [OF, with_row(BLANK)], ids=["no row", "a blank row"])
def test_figures_that_are_known_from_communes_are_no_return_of_their_district(of: Province, tmp_path: Path) -> None:
    report = checked(of, tmp_path, duties=[DUTY])
    assert verdicts(report) == {"T0": "met", "T1": "inconclusive"}
    assert missing(report) == {"commune": (), "district": ("297",)}
    assert [(fault.code, fault.unit) for fault in report.diagnostics] == [(Code.NOT_REPORTED, "297")]
    assert [(one.unit, one.reported) for one in report.results[1].open_units] == [("297", False)]
    assert [duty.state.value for duty in report.duties] == ["not_reported"]
    assert [file.units for file in files_of(report) if file.name.endswith("xa.xlsx")] == [("11", "12")]
    cases = cases_of(report)
    assert [(case.unit, case.kind, case.figures) for case in cases.letters] == [("297", Kind.REMINDER, True)]
    assert cases.silent == ("11", "12")


def test_a_district_is_overdue_whatever_its_communes_have_sent(tmp_path: Path) -> None:
    report = checked(replace(OF, as_of=date(2026, 1, 5)), tmp_path)
    assert [(fault.code, fault.unit) for fault in report.diagnostics] == [(Code.OVERDUE, "297")]
    assert [one.overdue for one in report.deadlines if one.watched] == [("297",)]


@pytest.mark.parametrize("row", [{**dict.fromkeys(COUNTS), OWN: 2}, {"n": 4, "part": 2, "whole": 4, OWN: 2}])
def test_its_own_return_is_one_with_or_without_what_is_counted(row: dict[str, Any], tmp_path: Path) -> None:
    report = checked(with_row(row), tmp_path, duties=[DUTY])
    assert verdicts(report) == {"T0": "met", "T1": "met"}
    assert missing(report) == {"commune": (), "district": ()}
    assert report.diagnostics == ()
    assert [duty.state.value for duty in report.duties] == ["done"]


def test_what_its_own_return_lacks_is_told_of_that_return(tmp_path: Path) -> None:
    report = checked(with_row({"n": 4, "part": 2, "whole": 4, OWN: None}), tmp_path)
    (fault,) = report.diagnostics
    assert (fault.code, fault.unit, Path(fault.at.file).name if fault.at else "") == (
        Code.CELL_BLANK, "297", "huyen.xlsx",
    )  # fmt: skip
    assert missing(report) == {"commune": (), "district": ()}


def test_a_commune_that_is_missing_is_waited_for_where_only_its_district_is_judged(tmp_path: Path) -> None:
    of = replace(OF, own_field=False, cells={**OF.cells, "12": SILENT, "297": SILENT}, aims=(COUNTED,))
    report = checked(of, tmp_path)
    assert verdicts(report) == {"T0": "inconclusive"}
    assert missing(report) == {"commune": ("12",)}
    assert [(one.unit, one.reported) for one in report.results[0].open_units] == [("12", False)]
    assert awaited(report) == {"T0": {"12": True}}
    assert [(fault.code, fault.unit) for fault in report.diagnostics] == [(Code.NOT_REPORTED, "12")]


def test_what_a_commune_reported_without_a_figure_is_named_as_its_own_up_to_the_province(tmp_path: Path) -> None:
    """Neither the district nor the province files anything that the target rests on."""
    of_all = replace(COUNTED, level="province")
    of = replace(OF, own_field=False, cells={**OF.cells, "12": {**ROW, "n": None}, "297": SILENT}, aims=(of_all,))
    report = checked(of, tmp_path)
    assert missing(report)["commune"] == ()
    assert [(one.unit, one.reported) for one in report.results[0].open_units] == [("30", False)]
    fields = plan(of)["fields"]
    del fields["trained"]
    report = checked(of, tmp_path, fields=fields)
    assert [(one.unit, one.reported) for one in report.results[0].open_units] == [("12", True)]
    assert (awaited(report), missing(report)) == ({"T0": {"12": False}}, {"commune": ()})


def test_selected_targets_ask_a_district_only_for_what_is_its_own(tmp_path: Path) -> None:
    report = checked(OF, tmp_path, targets=("T0",))
    assert (verdicts(report), missing(report)) == ({"T0": "met"}, {"commune": ()})
    report = checked(OF, tmp_path, targets=("T1",))
    assert (verdicts(report), missing(report)) == ({"T1": "inconclusive"}, {"district": ("297",)})


def test_selected_targets_tell_the_faults_of_figures_that_they_are_counted_from(tmp_path: Path) -> None:
    of = replace(OF, cells={**OF.cells, "12": {**ROW, "n": "hai"}})
    report = checked(of, tmp_path, targets=("T0",))
    assert verdicts(report) == {"T0": "inconclusive"}
    assert [(fault.code, fault.unit) for fault in report.diagnostics if fault.code is not Code.TARGET_NOT_CHECKED] == [
        (Code.NOT_A_NUMBER, "12")
    ]


def test_of_reporting_units_alone_a_district_counts_for_what_is_counted(tmp_path: Path) -> None:
    each = replace(OF_ITS_OWN, each=True)
    other = {"292": ["21"]}
    cells = {**OF.cells, "21": SILENT, "292": {"n": 1, "part": 0, "whole": 1, OWN: 1}}
    of = replace(OF, units={**OF.units, **other}, cells=cells, aims=(replace(COUNTED, each=True), each))
    report = checked(of, tmp_path, duties=[DUTY], only_reported=True)
    units = {one.target.id: [unit.unit for unit in one.units] for one in report.results}
    assert units == {"T0": ["297", "292"], "T1": ["292"]}
    assert verdicts(report) == {"T0": "missed", "T1": "met"}
    assert [(duty.unit, duty.state.value) for duty in report.duties] == [("292", "done")]


def test_a_district_that_has_only_a_checklist_beside_what_is_counted_owes_no_figures(tmp_path: Path) -> None:
    of = replace(OF, own_field=False, cells={**OF.cells, "297": SILENT}, aims=(COUNTED,))
    answered = {**DUTY, "id": "D2", "title": {"vi": "Ban hành kế hoạch", "en": "Issue the plan"}, "evidence": []}
    answered.pop("report_of")
    report = checked(of, tmp_path, duties=[answered])
    assert (verdicts(report), missing(report)) == ({"T0": "met"}, {"commune": ()})
    report = checked(of, tmp_path, duties=[answered, DUTY])
    assert (missing(report), report.without_figures) == ({"commune": ()}, ("297",))
    assert [(fault.code, fault.unit) for fault in report.diagnostics] == [(Code.REPORT_NOT_RECEIVED, "297")]
