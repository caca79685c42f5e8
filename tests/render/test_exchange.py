"""Reports for programs, mails and pipelines: CSV, Markdown, JUnit and GitHub annotations."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped

import scenes
from khpcmd.cli import main
from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.i18n import Messages
from khpcmd.parameters import Ref
from khpcmd.render.csv import COLUMNS
from khpcmd.render.formats import Format, Look, render
from khpcmd.render.markdown import md
from khpcmd.render.wording import Wording
from khpcmd.report import Report
from khpcmd.results import Verdict

LANGUAGES = [Messages("vi"), Messages("en")]
EXAMPLE = Path(__file__).parents[2] / "examples" / "returns_2023.xlsx"
EXCHANGE = [Format.CSV, Format.MARKDOWN, Format.JUNIT, Format.GITHUB]
HOSTILE = "=1+1 |<b>`%0A::error::\x1b[31m\u202e]]>&"


def hostile() -> Diagnostic:
    at = Location(f"{HOSTILE}.xlsx", HOSTILE, "A1")
    return Diagnostic(Code.UNKNOWN_ROW, at, {"text": HOSTILE, "suggestion": ""})


def rendered(report: Report, form: Format, messages: Messages = LANGUAGES[0]) -> str:
    return render(report, messages, Look(form))


@pytest.mark.parametrize("messages", LANGUAGES, ids=["vi", "en"])
@pytest.mark.parametrize("form", EXCHANGE)
@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_is_shown(verdict: Verdict, form: Format, messages: Messages) -> None:
    text = rendered(scenes.with_verdict(verdict), form, messages)
    if form is Format.GITHUB and verdict not in (Verdict.MISSED, Verdict.INCONCLUSIVE):
        return  # only what somebody has to look at is annotated
    assert messages.template(f"verdicts.{verdict.value}") in text.replace("\\", "")


@pytest.mark.parametrize("messages", LANGUAGES, ids=["vi", "en"])
@pytest.mark.parametrize("form", EXCHANGE)
def test_every_code_is_shown_with_its_place_and_its_message(form: Format, messages: Messages) -> None:
    words = Wording(messages, scenes.small_plan())
    for one in scenes.every_code():
        text = rendered(scenes.report(scenes.sound(), one), form, messages).replace("\\", "")
        for spelled, meant in (
            ("&quot;", '"'),
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&amp;", "&"),
            ('""', '"'),
            ("%25", "%"),
        ):
            text = text.replace(spelled, meant)
        for told in (one.code.code, "Tổng hợp!H3", words.message(one)):
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
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
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
    rows = list(csv.DictReader(io.StringIO(rendered(report, Format.CSV).removeprefix("\ufeff"))))
    told = {row["target"]: (row["part"], row["counted"]) for row in rows if row["record"] == "target"}
    unknown = [one.target.id for one in report.results if one.measurement and one.measurement.counted == 0]
    assert unknown
    assert {told[target] for target in unknown} == {("", "0")}


@pytest.mark.parametrize("selected", [True, False])
def test_every_row_of_the_table_says_whether_some_targets_were_left_out(selected: bool) -> None:
    text = rendered(replace(scenes.report(scenes.sound()), selected=selected), Format.CSV)
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert {row["only_some_targets"] for row in rows} == {str(selected).lower()}


def test_no_cell_of_the_table_is_a_formula() -> None:
    for row in csv.reader(io.StringIO(rendered(scenes.report(scenes.sound()), Format.CSV).removeprefix("\ufeff"))):
        assert not any(cell.startswith(("=", "+", "@", "\t")) for cell in row)


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


def test_annotations_end_with_one_that_says_all() -> None:
    report = scenes.report(scenes.sound(), *(hostile() for _ in range(30)))
    lines = rendered(report, Format.GITHUB).splitlines()
    assert len([line for line in lines if line.startswith("::warning")]) <= 9
    assert "title=khpcmd::" in lines[-1]


def test_markdown_escapes_what_means_something() -> None:
    assert md("a|b *c* <d> `e` [f](g) # h") == "a\\|b \\*c\\* &lt;d&gt; \\`e\\` \\[f\\](g) \\# h"


@pytest.mark.parametrize("form", EXCHANGE)
def test_two_runs_give_the_same_bytes(form: Format) -> None:
    assert rendered(scenes.report(scenes.sound()), form) == rendered(scenes.report(scenes.sound()), form)


def test_several_files_are_written_in_one_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [tmp_path / name for name in ("a.json", "b.csv", "c.md", "d.xml", "e.txt", "f.xlsx")]
    options = [text for file in files for text in ("-o", str(file))]
    assert main(["check", str(EXAMPLE), "-q", "--as-of", "2023-12-15", *options]) == 1
    assert capsys.readouterr().out.count("\n") == 1
    assert all(file.read_bytes() for file in files)
    assert sorted(path.name for path in tmp_path.iterdir()) == [file.name for file in files]


def test_a_report_takes_the_place_of_the_one_before_and_never_of_an_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "status.json"
    old.write_text("old")
    assert main(["check", str(EXAMPLE), "-q", "-o", str(old)]) == 1
    assert old.read_text().startswith("{")
    before = EXAMPLE.read_bytes()
    own = tmp_path / "returns.csv"
    own.write_bytes(b"a,b")
    assert main(["check", str(own), "-q", "-o", str(own)]) == 2
    assert main(["check", str(EXAMPLE), "-q", "-o", str(tmp_path / "x.pdf")]) == 2
    assert main(["check", str(EXAMPLE), "-q", "-o", str(own / "x.json")]) == 2
    assert (EXAMPLE.read_bytes(), own.read_bytes()) == (before, b"a,b")
    assert "Traceback" not in capsys.readouterr().err


def test_a_full_disk_leaves_the_report_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "status.json"
    old.write_text("old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert main(["check", str(EXAMPLE), "-q", "-o", str(old)]) == 2
    assert old.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["status.json"]


@pytest.mark.parametrize("form", [*EXCHANGE, Format.PLAIN, Format.TABLE, Format.JSON])
def test_duties_are_shown_in_every_format(form: Format, capsys: pytest.CaptureFixture[str]) -> None:
    checklist = EXAMPLE.with_name("checklist_2023.xlsx")
    arguments = ["check", str(EXAMPLE), str(checklist), "--as-of", "2023-12-15", "--format", form.value]
    assert main(arguments) == 1
    out = capsys.readouterr().out
    assert "D4" in out
    assert "Chưa thực hiện" in out or form is Format.JSON
    assert main([*arguments, "--fail-on", "duties"]) == 3  # some duties are not reported
    capsys.readouterr()


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
