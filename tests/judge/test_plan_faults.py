"""Faults that trials with other plans showed, each with its way out, through the front door."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from khpcmd.checking import Request, check
from khpcmd.cli import main
from khpcmd.diagnostics import AnyCode, Code
from khpcmd.diagnostics.parameters import Ref
from khpcmd.i18n import Messages
from khpcmd.plan.load import load_plan
from khpcmd.render.wording import Wording
from khpcmd.report import Report
from khpcmd.returns import Basis
from oracle_province import DAYS, PROVINCE, Aim, Province
from places import TARGETS, Captured
from plan_texts import head
from province_files import checked, named
from small_plan import mistakes
from template.making import wanted
from workbook.builder import write

WARD = """
| KẾT QUẢ THỰC HIỆN CÔNG TÁC PHÒNG, CHỐNG MẠI DÂM NĂM 2026 |
| TT | Đơn vị | Số người dân tại các xã, phường được tuyên truyền |
| 1 | Phường Ba Đình | 50 |
"""
ROLL = (
    head(2023, "district")
    + """\
units:
  - {id: "0291", level: district, name: {vi: Huyện Nam Sách, en: Nam Sach}}
  - {id: "0298", level: district, name: {vi: Huyện Tứ Kỳ, en: Tu Ky}}
fields: {}
"""
)
DUTY = """\
duties:
  - id: D1
    clause: V
    quote: báo cáo năm trước ngày 15/12
    title: {vi: Gửi báo cáo năm, en: Send the annual report}
    of: [district]
    evidence: [received]
    report_of: year
"""


@pytest.mark.parametrize(("period", "header"), [("half_year", "6 tháng đầu năm 2022"), ("year", "Năm 2022")])
def test_the_column_of_the_baseline_year_names_the_same_months(period: str, header: str) -> None:
    loaded = load_plan(None)
    unit = loaded.plan.unit["291"]
    assert wanted(loaded, unit, period).span(Basis.BASELINE) == header


def test_a_number_that_all_owe_is_not_held_against_one_ward_and_the_reason_is_given(tmp_path: Path) -> None:
    path = write(tmp_path / "ba-dinh.xlsx", BC=WARD)
    request = Request(
        (path,), plan=TARGETS / "ha_noi_2026.yaml", period="year", only_reported=True, as_of=date(2026, 12, 20)
    )
    report = check(request)
    told = {one.code: one.params["target"] for one in report.diagnostics if "target" in one.params}
    owed = told[Code.OWED_BY_ALL]
    assert isinstance(owed, tuple)
    assert Ref("target", "HN1") in owed
    assert "HN1" not in {result.target.id for result in report.results}


def test_a_plan_needs_targets_or_duties() -> None:
    assert [(one.code, one.params["key"]) for one in mistakes(ROLL)] == [(Code.MISSING_KEY, "targets")]
    assert mistakes(ROLL + DUTY) == []
    assert mistakes(ROLL + "targets: []\n" + DUTY) == []


TABLE = "| BÁO CÁO NĂM 2023 |\n| TT | Đơn vị | Gửi báo cáo năm |\n| 1 | Huyện Nam Sách | Có |\n"


@pytest.mark.crossing(3)
@pytest.mark.parametrize(
    ("row", "code", "told"),
    [
        ("| 2 | Huyện Tứ Kỳ | Có |", 0, "every unit that owes a return has sent it (exit code 0)"),
        ("", 3, "1 unit has not reported (exit code 3)"),
    ],
)
@pytest.mark.parametrize(
    ("output", "complete"),
    [
        *((name, "Reported: 2/2 districts.") for name in ("table", "plain", "markdown", "html")),
        ("json", '"missing": []'),
        ("csv", ",0298,Tu Ky,done,"),
        ("junit", 'skipped="0">\n    <testcase classname="duties"'),
        ("github", "no target was judged · Data check"),
    ],
)
def test_a_plan_without_targets_calls_the_roll(
    row: str, code: int, told: str, output: str, complete: str, tmp_path: Path, capsys: Captured
) -> None:
    plan_file, returns = tmp_path / "plan.yaml", write(tmp_path / "r.xlsx", BC=TABLE + row)
    plan_file.write_text(ROLL + DUTY, encoding="utf-8")
    options = ["--plan", str(plan_file), "--as-of", "2023-12-20", "--lang", "en"]
    assert main(["check", str(returns), *options, "--format", output]) == code
    out = capsys.readouterr().out
    assert (complete in out) is (code == 0)
    assert code or not re.search(r'::error|errors="[1-9]', out)
    assert ("Not reported: Tu Ky." in out) is (code == 3)
    assert told in " ".join(out.split()) or output not in ("table", "plain")


# the targets without a verdict are named, and for the right reason; counted figures have one


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
