"""Reports for programs, mails and pipelines: CSV, Markdown, JUnit and GitHub annotations."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections import Counter
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import TypedDict

import openpyxl
import pytest
from junitparser import Error, Failure, JUnitXml, Skipped

import scenes
from khpcmd.cli import main
from khpcmd.diagnostics import Code, Diagnostic, Location, Severity
from khpcmd.diagnostics.parameters import Ref
from khpcmd.exits import exit_code, policy
from khpcmd.fail_on import FailOn
from khpcmd.i18n import Messages
from khpcmd.render.ci import Finding, annotation, logged, plain_line
from khpcmd.render.csv import COLUMNS
from khpcmd.render.formats import Format, Look, render
from khpcmd.render.plain import md
from khpcmd.render.wording import Wording
from khpcmd.report import Report
from khpcmd.results import Verdict
from places import EXAMPLES, Captured, languages
from render.examples import judged

LANGUAGES = [Messages("vi"), Messages("en")]
EXCHANGE = [Format.CSV, Format.MARKDOWN, Format.JUNIT, Format.GITHUB]
HOSTILE = "=1+1 |<b>`%0A::error::\x1b[31m\u202e]]>&"


def hostile() -> Diagnostic:
    at = Location(f"{HOSTILE}.xlsx", HOSTILE, "A1")
    return Diagnostic(Code.UNKNOWN_ROW, at, {"text": HOSTILE, "suggestion": ""})


def rendered(report: Report, form: Format, messages: Messages = LANGUAGES[0]) -> str:
    return render(report, messages, Look(form))


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.crossing(47)
@pytest.mark.parametrize("messages", LANGUAGES, ids=["vi", "en"])
@pytest.mark.parametrize("verdict", [Verdict.MISSED, Verdict.INCONCLUSIVE])
def test_a_verdict_that_somebody_has_to_look_at_is_annotated(verdict: Verdict, messages: Messages) -> None:
    text = rendered(scenes.with_verdict(verdict), Format.GITHUB, messages)
    assert messages.template(f"verdicts.{verdict.value}") in text


@pytest.mark.slow
@pytest.mark.parametrize("messages", LANGUAGES, ids=["vi", "en"])
@pytest.mark.parametrize("form", EXCHANGE)
def test_every_code_is_shown_with_its_place_and_its_message(form: Format, messages: Messages) -> None:
    words = Wording(messages, scenes.small_plan())
    faults = [
        replace(one, at=Location("a.xlsx", "Biểu", f"H{row}")) for row, one in enumerate(scenes.every_code(), 100)
    ]
    text = unescape(rendered(scenes.report(scenes.sound(), *faults), form, messages).replace("\\", ""))
    text = text.replace('""', '"').replace("%25", "%")
    for one in faults:
        assert one.at is not None
        for told in (one.code.code, f"Biểu!{one.at.cell}", words.message(one)):
            assert told in text, one.code


@pytest.mark.parametrize("form", EXCHANGE)
def test_text_of_a_workbook_is_only_text(form: Format) -> None:
    text = rendered(scenes.report(scenes.sound(), hostile()), form)
    assert "\x1b" not in text
    assert "\u202e" not in text
    match form:
        case Format.GITHUB:
            assert "%0A::error" not in text
            commands = [line for line in text.splitlines() if line.lstrip().startswith("::")]
            assert all(re.match("::(error|warning|notice) ", line) for line in commands)
        case Format.MARKDOWN:
            assert "<b>" not in text
        case Format.JUNIT:
            JUnitXml.fromstring(text.encode())
        case _:
            assert list(csv.reader(io.StringIO(text)))


def test_the_table_has_the_figures_of_the_report_and_opens_in_excel() -> None:
    report = scenes.report(scenes.sound())
    text = rendered(report, Format.CSV)
    assert text.startswith("\ufeff")
    rows = table(text)
    whole = {row["target"]: row for row in rows if row["record"] == "target"}
    assert list(whole) == [result.target.id for result in report.results]
    for result in report.results:
        row = whole[result.target.id]
        assert row["verdict"] == result.verdict.value
        if result.measurement is not None:
            expected = ["" if n is None else str(n) for n in (result.measurement.part, result.measurement.whole)]
            assert [row["part"], row["whole"]] == expected
            assert [row["counted"], row["expected"]] == [
                str(result.measurement.counted),
                str(result.measurement.expected),
            ]
    units = [(row["target"], row["unit"]) for row in rows if row["record"] == "unit"]
    assert units == [(result.target.id, unit.unit) for result in report.results for unit in result.units]


def test_nothing_known_is_no_zero_in_the_table() -> None:
    report = scenes.report({})
    rows = table(rendered(report, Format.CSV))
    told = {row["target"]: (row["part"], row["counted"]) for row in rows if row["record"] == "target"}
    unknown = [one.target.id for one in report.results if one.measurement and one.measurement.counted == 0]
    assert unknown
    assert {told[target] for target in unknown} == {("", "0")}


@pytest.mark.parametrize("selected", [True, False])
def test_every_row_of_the_table_says_whether_some_targets_were_left_out(selected: bool) -> None:
    text = rendered(replace(scenes.report(scenes.sound()), selected=selected), Format.CSV)
    rows = table(text)
    assert {row["only_some_targets"] for row in rows} == {str(selected).lower()}


def test_junit_counts_what_it_has_and_says_how_each_target_ended() -> None:
    report = scenes.report(scenes.sound(), hostile())
    document = JUnitXml.fromstring(rendered(report, Format.JUNIT).encode())
    suites = list(document)
    kinds = {Verdict.MISSED: Failure, Verdict.INCONCLUSIVE: Error, Verdict.NOT_APPLICABLE: Skipped}
    for result, case in zip(report.results, suites[0], strict=True):
        expected = kinds.get(result.verdict)
        if result.verdict is Verdict.MISSED and not result.target.binding:
            expected = Skipped
        assert [type(found) for found in case.result] == ([expected] if expected else [])
    for suite in suites:
        cases = list(suite)
        assert suite.tests == len(cases)
        assert suite.failures == sum(isinstance(r, Failure) for case in cases for r in case.result)
        assert suite.errors == sum(isinstance(r, Error) for case in cases for r in case.result)
    assert document.tests == sum(suite.tests for suite in suites)


def test_junit_says_in_each_case_what_its_figure_does_not_speak_for() -> None:
    figures = dict(scenes.sound())
    figures.pop(next(iter(figures)))
    report = scenes.report(figures)
    partial = [result for result in report.results if result.measurement and not result.measurement.complete]
    assert partial
    told = {
        case.name.split()[0]: case.result[0].message if case.result else case.system_out
        for case in next(iter(JUnitXml.fromstring(rendered(report, Format.JUNIT).encode())))
    }
    for result in partial:
        assert "tạm tính" in told[result.target.id]


def test_junit_says_of_whom_it_speaks() -> None:
    text = rendered(scenes.report(scenes.sound(), only_reported=True), Format.JUNIT)
    assert '<property name="summary" value="CHỈ XÉT' in text


@pytest.mark.parametrize("form", [Format.JUNIT, Format.GITHUB])
def test_no_target_judged_is_an_error_and_no_pass(form: Format) -> None:
    text = rendered(replace(scenes.report(scenes.sound()), results=(), returns=()), form)
    assert "<error" in text if form is Format.JUNIT else text.splitlines()[-1].startswith("::error")


def test_markdown_escapes_what_means_something() -> None:
    assert md("a|b *c* <d> `e` [f](g) # h") == "a\\|b \\*c\\* &lt;d&gt; \\`e\\` \\[f\\](g) \\# h"


@pytest.mark.slow
def test_duties_are_shown_in_every_format_and_fail_where_that_is_asked_for() -> None:
    report = judged("returns_2023.xlsx", "checklist_2023.xlsx")
    for form in (*EXCHANGE, Format.PLAIN, Format.TABLE, Format.JSON):
        out = rendered(report, form)
        assert "D4" in out
        assert "Chưa thực hiện" in out or form in (Format.TABLE, Format.JSON)  # a narrow column wraps it
    assert exit_code(report) == 1
    assert exit_code(report, policy([FailOn.DUTIES], strict=False)) == 3  # some duties are not reported


HIDDEN_FORMULAS = ("x;=1+1", "a | @SUM(A1)", 'q";-2+3', "a;\uff1d1", "; =HYPERLINK(1)")


@pytest.mark.parametrize("separator", [",", ";", "|"])
def test_no_part_of_a_cell_is_a_formula_whatever_a_program_divides_it_at(separator: str) -> None:
    found = [
        Diagnostic(
            Code.NOT_A_NUMBER, Location(f"{text}.xlsx", text, "A1"), {"field": Ref("field", "venues"), "found": text}
        )
        for text in HIDDEN_FORMULAS
    ]
    text = rendered(scenes.report(scenes.sound(), *found), Format.CSV).removeprefix("\ufeff")
    for row in (
        *csv.reader(io.StringIO(text), delimiter=separator),
        *(line.split(separator) for line in text.splitlines()),
    ):
        assert not [cell for cell in row if re.match(r"\s*[=+\-@\uff1d]", cell)]
    lines = [line for line in text.splitlines() if ",diagnostic," in line and "C502" in line]
    assert len(lines) == len(HIDDEN_FORMULAS)
    assert all(re.search(r',"[^"]*(?:""[^"]*)*[;|] ?\'', line) for line in lines)
    assert {len(row) for row in csv.reader(io.StringIO(text))} == {len(COLUMNS)}


# the log of GitHub has every finding, and the report for GitLab has the fields that GitLab documents


FAULTY = str(EXAMPLES / "faulty")
DAY = ("--as-of", "2023-12-15", "--lang", "en")


class Lines(TypedDict):
    begin: int


class Place(TypedDict):
    path: str
    lines: Lines


class Issue(TypedDict):
    description: str
    check_name: str
    fingerprint: str
    severity: str
    location: Place


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("KHPCMD_LANG", "KHPCMD_PLAN", "KHPCMD_CONFIG", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def printed(capsys: Captured, *arguments: str) -> str:
    main(list(arguments))
    return capsys.readouterr().out


# GitHub


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "validate"])
def test_the_log_has_every_finding_and_ten_annotations_of_a_kind(command: str, capsys: Captured) -> None:
    document = json.loads(printed(capsys, command, FAULTY, *DAY, "-f", "json"))
    found = document["diagnostics"] if command == "check" else [d for f in document["files"] for d in f["diagnostics"]]
    log = printed(capsys, command, FAULTY, *DAY, "-f", "github").splitlines()
    kinds = Counter(match[1] for line in log if (match := re.match(r"::(error|warning|notice) ", line)))
    assert max(kinds.values()) == 10
    assert log[-1].startswith("::error title=khpcmd::")
    told = "\n".join(line.replace("%25", "%") for line in log)
    assert [one["code"] for one in found if f"{one['code']} " not in told and f"title={one['code']}" not in told] == []
    for one in found:
        if one["cell"] and ":" not in one["cell"]:
            lines = [line for line in log if one["code"] in line and (one["file"] or "") in line]
            assert lines, one
    if command == "check":
        open_ = [r["target"] for r in document["results"] if r["verdict"] in ("missed", "inconclusive")]
        assert all(re.search(rf"^(::error title=|::warning title=|){name} ", told, re.MULTILINE) for name in open_)


@pytest.mark.slow
def test_what_has_no_annotation_stands_in_the_group_of_its_file(capsys: Captured) -> None:
    log = printed(capsys, "validate", FAULTY, *DAY, "-f", "github").splitlines()
    inside = ""
    for line in log:
        if match := re.fullmatch(r"::group::(.*) \((\d+)\)", line):
            assert not inside
            inside, left = match[1], int(match[2])
        elif line == "::endgroup::":
            assert (bool(inside), left) == (True, 0)
            inside = ""
        elif inside:
            assert line.startswith(inside)
            left -= 1
    assert not inside
    assert sum(line.startswith("::group::") for line in log) > 1


def test_few_findings_need_no_group(capsys: Captured) -> None:
    assert "::group::" not in printed(capsys, "validate", f"{FAULTY}/unit_of_measure.xlsx", *DAY, "-f", "github")


@pytest.mark.parametrize(
    "text", ["::stop-commands::x", "  ::add-mask::y", "##[command]rm", "a ##[error]b", "::endgroup::"]
)
def test_no_plain_line_is_a_command(text: str) -> None:
    line = plain_line(text)
    assert not line.lstrip().startswith("::")
    assert "##[" not in line
    findings = [Finding(Severity.ERROR, annotation(Severity.ERROR, text, text), text, text)] * 12
    log = logged(findings, "last").splitlines()
    assert sum(line == "::endgroup::" for line in log) == 1
    assert len(log) == 9 + 2 + 3 + 1


# GitLab


def issues(text: str) -> list[Issue]:
    found: list[Issue] = json.loads(text)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "validate"])
def test_each_issue_has_the_fields_that_gitlab_reads(command: str, capsys: Captured) -> None:
    found = issues(printed(capsys, command, FAULTY, *DAY, "-f", "gitlab"))
    document = json.loads(printed(capsys, command, FAULTY, *DAY, "-f", "json"))
    files = [document] if command == "check" else document["files"]
    diagnostics = [one for file in files for one in file["diagnostics"]]
    targets = [r for r in document.get("results", ()) if r["verdict"] in ("missed", "inconclusive")]
    assert len(found) == len(diagnostics) + len(targets)
    assert Counter(one["check_name"] for one in found) == Counter(
        [*(one["code"] for one in diagnostics), *(one["target"] for one in targets)]
    )
    for one in found:
        assert set(one) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert set(one["location"]) == {"path", "lines"}
        assert one["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert re.fullmatch("[0-9a-f]{64}", one["fingerprint"])
        assert one["description"].strip()
        assert one["location"]["path"]
        assert one["location"]["lines"]["begin"] >= 1
    assert len({one["fingerprint"] for one in found}) == len(found)
    (blank,) = [one for one in found if one["check_name"] == "C512"]
    assert blank["location"]["lines"]["begin"] == 20
    assert blank["location"]["path"].endswith("faulty/cells.xlsx")
    assert (blank["severity"], blank["description"].startswith("Tổng hợp huyện!V20 ")) == ("major", True)


def test_a_fingerprint_is_of_the_place_and_not_of_the_value(capsys: Captured) -> None:
    shutil.copy(f"{FAULTY}/cells.xlsx", "bc.xlsx")

    def fingerprints() -> dict[tuple[str, str], set[str]]:
        found: dict[tuple[str, str], set[str]] = {}
        place = re.compile(r"[^!]*![A-Z]+[0-9]+")
        for one in issues(printed(capsys, "validate", "./bc.xlsx", *DAY, "-f", "gitlab")):
            assert one["location"]["path"] == "bc.xlsx"
            at = place.match(one["description"])
            found.setdefault((at[0] if at else "", one["check_name"]), set()).add(one["fingerprint"])
        return found

    before = fingerprints()
    assert before == fingerprints()
    book = openpyxl.load_workbook("bc.xlsx")
    book["Tổng hợp huyện"]["F14"] = "khoảng 57"  # "khoảng 40" before
    book["Tổng hợp huyện"]["F16"] = "khoảng 12"
    book.save("bc.xlsx")
    after = fingerprints()
    assert {place: one for place, one in after.items() if place in before} == before
    assert len(after) == len(before) + 1


def test_nothing_found_is_an_empty_list(capsys: Captured) -> None:
    out = printed(capsys, "validate", str(EXAMPLES / "year_2023" / "gia_loc_nam2023.xlsx"), *DAY, "-f", "gitlab")
    assert issues(out) == []


# files


SUFFIXES = {".txt": "plain", ".json": "json", ".md": "markdown", ".xml": "junit", ".gitlab.json": "gitlab"}
OF = {"validate": SUFFIXES, "check": SUFFIXES | {".csv": "csv", ".html": "html", ".GITLAB.JSON": "gitlab"}}


@pytest.mark.slow
@pytest.mark.parametrize("command", OF)
def test_what_is_written_by_its_suffix_is_what_is_printed(command: str, capsys: Captured) -> None:
    files = [part for suffix in OF[command] for part in ("-o", f"{suffix.isupper()}/report{suffix}")]
    assert main([command, FAULTY, *DAY, "-q", *files]) == 3
    capsys.readouterr()
    for suffix, name in OF[command].items():
        written = Path(f"{suffix.isupper()}/report{suffix}").read_bytes().decode()
        assert written == printed(capsys, command, FAULTY, *DAY, "-f", name), suffix


@languages
def test_validate_overwrites_no_input_and_knows_its_suffixes(language: str, capsys: Captured) -> None:
    shutil.copy(EXAMPLES / "year_2023" / "gia_loc_nam2023.xlsx", "bc.xlsx")
    Path("bc.json").write_bytes(Path("bc.xlsx").read_bytes())
    assert main(["validate", "bc.json", "-o", "bc.json", "--lang", language]) == 2
    assert main(["validate", "bc.xlsx", "-o", "report.html", "--lang", language]) == 2
    err = capsys.readouterr().err
    assert all(suffix in err for suffix in SUFFIXES)
    assert main(["validate", "--help", "--lang", language]) == 0
    assert "--output" in capsys.readouterr().out
