"""The targets without a verdict are named, and for the right reason; counted figures have one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from khpcmd.diagnostics import AnyCode, Code
from khpcmd.i18n import Messages
from khpcmd.render.wording import Wording
from khpcmd.report import Report
from oracle_province import DAYS, PROVINCE, Aim, Province
from province_files import checked, named

ROW = {"n": 3, "part": 1, "whole": 2}
COUNT = Aim("T0", "count", "district", ("at_least", 3))
LATER = Aim("T1", "count", "province", ("at_least", 99), periods=("year",))
PERSON = Aim("T2", "manual", periods=("half_year",))
SCORE = Aim("S", "score", "", ("at_least", 10), criteria=("T0", "T1"), periods=("year",))
OF = Province(
    {"297": ["11"]}, True, True, dict.fromkeys(("11", "297", PROVINCE), ROW), (COUNT, LATER, PERSON, SCORE), (),
    "half_year", DAYS[1],
)  # fmt: skip


def verdicts(report: Report) -> dict[str, str]:
    return {one.target.id: one.verdict.value for one in report.results}


def test_targets_of_other_periods_are_named_and_have_no_verdict(tmp_path: Path) -> None:
    half, year = checked(OF, tmp_path), checked(replace(OF, period="year"), tmp_path)
    assert verdicts(half) == {"T0": "met", "T2": "inconclusive"}
    assert named(half, Code.TARGET_NOT_CHECKED) == ("T1", "S")
    assert verdicts(year) == {"T0": "met", "T1": "missed", "S": "met"}
    assert named(year, Code.TARGET_NOT_CHECKED) == ("T2",)


def told(report: Report, code: AnyCode, language: str) -> list[str]:
    wording = Wording(Messages(language), report.plan)
    found = [fault for fault in report.diagnostics if fault.code is code]
    return [f"{wording.message(fault)} {wording.analyst_cure(fault)}" for fault in found]


def test_each_reason_is_told_with_what_undoes_it_and_no_option_that_was_not_used(tmp_path: Path) -> None:
    half = checked(OF, tmp_path)
    (said,) = told(half, Code.TARGET_NOT_CHECKED, "en")
    assert said.startswith("Not judged: T1 and S (only judged in another period).")
    assert "--period" in said
    assert "--target" not in said
    assert "--only-reported" not in said
    chosen = told(checked(replace(OF, chosen=("T0",)), tmp_path), Code.TARGET_NOT_CHECKED, "vi")
    assert len(chosen) == 1
    assert "không được chọn bằng tùy chọn --target" in chosen[0]
    assert "--only-reported" not in chosen[0]


def test_a_criterion_that_was_not_asked_for_is_not_called_owed_by_all(tmp_path: Path) -> None:
    report = checked(replace(OF, period="year", chosen=("S",)), tmp_path)
    assert verdicts(report) == {"S": "met"}
    assert named(report, Code.TARGET_NOT_CHECKED) == ("T0", "T1", "T2")
    assert named(report, Code.OWED_BY_ALL) == ()


def test_a_target_of_units_that_file_nothing_is_judged_by_what_is_counted(tmp_path: Path) -> None:
    """Each commune files by itself, and its district reports nothing that is not counted from communes."""
    nothing = dict.fromkeys(ROW, "-")
    counted = replace(OF, annex=False, own_field=False, cells={**OF.cells, "297": nothing})
    for asked, verdict in ((3, "met"), (4, "missed")):
        for each in (False, True):
            aim = replace(COUNT, asked=("at_least", asked), each=each)
            report = checked(replace(counted, aims=(aim,)), tmp_path)
            assert verdicts(report) == {"T0": verdict}
            assert [call.missing for call in report.roll_call] == [()] * len(report.roll_call)
