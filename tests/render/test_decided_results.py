"""A waived result, and one that a person answered, says in every format on what it rests."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from junitparser import JUnitXml, Skipped

import scenes
from khpcmd.checking import Request, check
from khpcmd.cli import main
from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import Ref
from khpcmd.i18n import Messages
from khpcmd.judge.waivers import Waivers
from khpcmd.judge.world import World
from khpcmd.plan.decisions import Waiver
from khpcmd.render.formats import Format, Look, render, shown_by
from khpcmd.render.summary.check import quiet_lines
from khpcmd.report import Report
from khpcmd.results import Verdict
from places import ROOT, Captured, languages

AT = Location("miễn.yaml", line=4, column=5)
UNTIL = date(2023, 12, 31)
OF_UNIT = Waiver("B3a", "296", "chờ giám định", "12/UBND-VX", "Chủ tịch UBND tỉnh", UNTIL, AT)
OF_TARGET = Waiver("B3c", "", "tạm dừng <b>kiểm tra</b>", "=13/UBND", "Phó Chủ tịch", UNTIL, AT)


def waived_report() -> Report:
    """Bình Giang handled 5 of 7 reports and is excused; too few venues were inspected, and that is excused too."""
    figures = scenes.sound()
    figures["296"] = {**scenes.DISTRICT, "handled": 5, "inspected": 1}
    report = scenes.report(figures, only=("B3a", "B3c"))
    returns = {filed.unit: filed for filed in report.returns}
    world = World(report.plan, "year", returns, frozenset(report.plan.unit))
    results, told = Waivers("w", "", (OF_UNIT, OF_TARGET)).applied(world, report.results, report.as_of)
    return replace(report, results=results, diagnostics=tuple(told))


def shown(form: Format, language: str = "vi") -> str:
    return render(waived_report(), Messages(language), Look(form, by_unit=True, width=300))


@pytest.mark.parametrize("form", [Format.TABLE, Format.PLAIN, Format.MARKDOWN, Format.JUNIT, Format.GITHUB])
def test_what_it_would_be_without_the_waiver_stays_visible(form: Format) -> None:
    text = re.sub(r"[\\│\s]+", " ", shown(form)).replace("%25", "%")
    assert "nếu không được miễn: Không đạt, 70/400 = 17,50%" in text


def test_markup_in_a_waiver_is_only_text() -> None:
    assert "<b>" not in shown(Format.MARKDOWN)
    assert "'=13/UBND" in shown(Format.CSV)
    JUnitXml.fromstring(shown(Format.JUNIT).encode())


def test_json_has_the_waiver_its_place_and_the_verdict_without_it() -> None:
    each, pooled = json.loads(shown(Format.JSON))["results"]
    assert (each["verdict"], each["verdict_without_waivers"], each["waiver"]) == ("waived", "missed", None)
    assert pooled["waiver"] == {
        "reason": OF_TARGET.reason,
        "document": "=13/UBND",
        "approver": "Phó Chủ tịch",
        "until": "2023-12-31",
        "file": "miễn.yaml",
        "line": 4,
        "column": 5,
    }
    units = {unit["unit"]: unit for unit in each["units"]}
    assert (units["296"]["verdict"], units["296"]["waiver"]["document"]) == ("waived", "12/UBND-VX")
    assert (units["291"]["verdict"], units["291"]["waiver"]) == ("met", None)
    assert (units["296"]["part"], units["296"]["whole"]) == (5, 7)


def test_csv_has_the_waiver_in_columns_of_its_own() -> None:
    rows = list(csv.DictReader(io.StringIO(shown(Format.CSV).removeprefix("\ufeff"))))
    of = {(row["target"], row["unit"]): row for row in rows}
    assert of["B3a", ""]["verdict_without_waivers"] == "missed"
    assert of["B3a", ""]["waiver_document"] == ""
    assert of["B3a", "296"]["waiver_document"] == "12/UBND-VX"
    assert of["B3a", "291"]["verdict_without_waivers"] == ""
    assert of["B3c", ""]["waiver_until"] == "2023-12-31"
    assert of["B3c", ""]["part"] == "70"


def test_junit_skips_what_is_waived() -> None:
    suites = JUnitXml.fromstring(shown(Format.JUNIT).encode())
    outcomes = {case.name.split()[0]: case.result for case in next(iter(suites))}
    assert all(isinstance(outcomes[name][0], Skipped) for name in ("B3a", "B3c"))
    assert suites.failures == 0


def test_github_annotates_what_is_waived_as_a_notice() -> None:
    lines = shown(Format.GITHUB).splitlines()
    assert sum(line.startswith("::notice title=B3") for line in lines) == 2
    assert not any(line.startswith("::error title=B3") for line in lines)


def test_github_shows_what_is_said_of_a_waiver_at_its_line() -> None:
    report = waived_report()
    told = Diagnostic(Code.WAIVER_UNUSED, AT, {"target": Ref("target", "B3a")}, unit="291")
    lines = render(replace(report, diagnostics=(told,)), Messages("vi"), Look(Format.GITHUB)).splitlines()
    assert any(line.startswith("::warning file=miễn.yaml,line=4,col=5,title=W008::") for line in lines)


SAID_OF = {
    "waived": (OF_UNIT.reason, OF_UNIT.document, OF_UNIT.approver, OF_TARGET.approver, "31/12/2023"),
    "answered": ("Dịch vụ chiếm 38,9%", "45/BC-UBND", "Giám đốc Sở Kế hoạch và Đầu tư", "28/12/2023"),
}


@pytest.mark.crossing(7)
@languages
@pytest.mark.parametrize("form", [form for form in shown_by("check") if form is not Format.SUMMARY])
@pytest.mark.parametrize("of", SAID_OF)
def test_every_format_says_why_by_what_who_and_when(of: str, form: Format, language: str) -> None:
    text = shown(form, language) if of == "waived" else shown_answer(form, language)
    text = re.sub(r"[\\│\s]+", " ", text).replace("%25", "%")
    *said, day = SAID_OF[of]
    iso = form in (Format.JSON, Format.CSV) or language == "en"
    for one in (*said, "-".join(reversed(day.split("/"))) if iso else day):
        assert one in text, one


# a target that was answered says in every format by whom, when, by which document and why


FOLDER = ROOT / "examples" / "phu_tho_2023"
PLAN = ROOT / "targets" / "phu_tho_2023.yaml"
SAID = ("Dịch vụ chiếm 38,9%", "45/BC-UBND", "Giám đốc Sở Kế hoạch và Đầu tư")


def answered(answers: Path | None = FOLDER / "answers.yaml") -> Report:
    return check(Request((FOLDER / "returns.xlsx",), plan=PLAN, as_of=date(2023, 12, 31), answers=answers))


def shown_answer(form: Format, language: str) -> str:
    return render(answered(), Messages(language), Look(form, by_unit=True, width=300))


def test_the_one_screen_names_the_document() -> None:
    (line,) = [line for line in shown_answer(Format.SUMMARY, "vi").splitlines() if " C3 " in line]
    assert "45/BC-UBND" in line


UNUSED = "Kết quả xem xét không được dùng cho: C3 (chi tiết: -v)"


@pytest.mark.parametrize("day", ["2023-10-28", "2024-01-05"], ids=["of a period that was not over", "of a later day"])
def test_the_one_screen_and_the_quiet_one_say_that_an_answer_is_not_used(day: str, tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text((FOLDER / "answers.yaml").read_text().replace("2023-12-28", day))
    report = answered(answers)
    assert UNUSED in render(report, Messages("vi"), Look(Format.SUMMARY, width=300)).splitlines()
    assert UNUSED in quiet_lines(report, Messages("vi"), Look(Format.SUMMARY))
    assert "không được dùng" not in shown_answer(Format.SUMMARY, "vi")
    assert UNUSED not in quiet_lines(answered(), Messages("vi"), Look(Format.SUMMARY))


@pytest.mark.parametrize("as_of", [date(2023, 5, 1), date(2024, 1, 2)], ids=["before its document", "too late"])
def test_the_quiet_screen_says_that_a_waiver_is_not_applied(as_of: date) -> None:
    returns, waivers = ROOT / "examples" / "returns_2023.xlsx", ROOT / "examples" / "waivers_2023.yaml"
    report = check(Request((returns,), waivers=waivers, as_of=as_of))
    _, unused, *_ = quiet_lines(report, Messages("vi"), Look(Format.SUMMARY))
    assert unused == "Mục miễn không được áp dụng cho: B3a, B3c (chi tiết: -v)"


def test_json_has_the_answer_and_its_place_and_csv_has_columns_for_it() -> None:
    found = {one["target"]: one for one in json.loads(shown_answer(Format.JSON, "vi"))["results"]}
    assert found["C3"]["verdict"] == "missed"
    assert found["C3"]["answer"]["document"] == "45/BC-UBND (minh họa)"
    assert found["C3"]["answer"]["line"] == 6
    assert found["C2"]["answer"] is None
    rows = list(csv.DictReader(io.StringIO(shown_answer(Format.CSV, "vi").removeprefix("\ufeff"))))
    (row,) = [row for row in rows if row["target"] == "C3" and row["record"] == "target"]
    assert (row["answer_day"], row["answer_decided_by"]) == ("2023-12-28", SAID[2])


def test_the_file_is_an_input_and_nothing_else_changes() -> None:
    before, after = answered(None), answered()
    verdicts = {one.target.id: one.verdict for one in after.results}
    assert verdicts | {"C3": Verdict.INCONCLUSIVE} == {one.target.id: one.verdict for one in before.results}
    assert [one.role for one in after.inputs] == ["return", "answers"]


def test_a_mistake_ends_with_two_and_nothing_is_judged(tmp_path: Path, capsys: Captured) -> None:
    wrong = tmp_path / "a.yaml"
    wrong.write_text((FOLDER / "answers.yaml").read_text(encoding="utf-8").replace("C3", "C2"), encoding="utf-8")
    assert main(["check", str(FOLDER / "returns.xlsx"), "--plan", str(PLAN), "--answers", str(wrong)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "A001" in err
    assert "6:13" in err
