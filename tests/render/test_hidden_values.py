"""``--hide-values``: nothing that stands in a return is in any output, and everything else is."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from junitparser import JUnitXml
from openpyxl import load_workbook
from openpyxl.comments import Comment

from khpcmd.cli import main
from khpcmd.i18n import Messages
from khpcmd.render.formats import Format, Look, rendered_file, shown_by, suffixes
from khpcmd.render.styles import FOR_INFORMATION, SIGNS
from khpcmd.render.view import View
from khpcmd.report import Report
from khpcmd.results import Verdict
from places import EXAMPLES, Captured, languages
from pooled_reports import CASES, MANY_POOLED, POOLED, report_of
from render.examples import text_of
from results_books import header, sheet, table, word

FORM = EXAMPLES / "year_2023" / "gia_loc_nam2023.xlsx"
DAY = ("--as-of", "2023-12-15")
LANGUAGES = ("vi", "en")


def hostile(path: Path, start: int) -> list[str]:
    """A return in which every figure and every text of the sender is to be known again, and what they are."""
    book = openpyxl.load_workbook(FORM)
    sheet, tokens = book.worksheets[0], list[str]()

    def token(value: str) -> str:
        tokens.append(value)
        return value

    number = start
    for row in range(11, 49):
        for column in ("D", "E"):
            if isinstance(sheet[f"{column}{row}"].value, int):
                number += 1013
                sheet[f"{column}{row}"] = number
                tokens.append(str(number))
    sheet["E12"] = token(f"{start}/KH-RIENG")
    sheet["E32"] = token(f"khoảng {start}777")
    sheet["E33"] = token(f"1,{start % 1000}")
    sheet["E35"] = token(f"{start}888 lượt/{start}889 cơ sở")
    sheet["E36"] = None
    sheet["F38"] = token(f"ghi chú kín {start}")
    sheet["E42"].comment = Comment(token(f"chú thích kín {start}"), "nguoi gui")
    sheet["B34"] = token(f"NHÓM KÍN {start}")
    sheet["A5"] = token(f"Tiêu đề kín {start}")
    sheet["B50"] = token(f"ký tên kín {start}")
    sheet["H9"] = token(f"Cột kín {start}")
    sheet["H20"] = number + 5
    sheet.title = token(f"Trang kín {start}")
    other = book.create_sheet(token(f"Phụ kín {start}"))
    other["A1"] = token(f"chữ kín {start}")
    book.save(path)
    return tokens


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    folder = tmp_path_factory.mktemp("made")
    (folder / "inbox").mkdir()
    found = hostile(folder / "inbox" / "a.xlsx", 7310411) + hostile(folder / "later.xlsx", 8420522)
    shutil.copy(folder / "later.xlsx", folder / "inbox" / "b.xlsx")
    return folder, found


@pytest.fixture
def tokens(made: tuple[Path, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    for name in ("KHPCMD_LANG", "KHPCMD_PLAN", "KHPCMD_CONFIG", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    shutil.copytree(made[0], tmp_path, dirs_exist_ok=True)
    return made[1]


def spellings(token: str) -> Iterator[str]:
    yield token
    if token.isdigit():
        yield from (f"{int(token):,}".replace(",", sign) for sign in (".", ",", " ", "\u00a0"))


def leaks(text: str, tokens: list[str]) -> list[str]:
    return [token for token in tokens if any(one in text for one in spellings(token))]


INPUTS = {"check": ["inbox"], "validate": ["inbox"], "diff": ["inbox/a.xlsx", "later.xlsx"]}


@pytest.mark.slow
@languages
@pytest.mark.parametrize("command", INPUTS)
def test_nothing_of_a_return_is_in_any_output(command: str, language: str, tokens: list[str], capsys: Captured) -> None:
    files = [part for suffix in suffixes(command) for part in ("-o", f"out/report{suffix}")]
    base = [command, *INPUTS[command], *DAY, "--lang", language, "--hide-values"]
    more = [["--by-unit"]] if command == "check" else []
    for options in ([], ["-v"], ["-q"], *more, *(["-f", one.value] for one in shown_by(command)), files):
        assert main([*base, *options]) in (1, 3)
        out, err = capsys.readouterr()
        assert out
        assert leaks(out + err, tokens) == [], options
    written = sorted(Path("out").iterdir())
    assert len(written) == len(suffixes(command))
    for path in written:
        text = text_of(path.read_bytes())
        assert leaks(text + re.sub("<[^>]*>", "", text), tokens) == [], path.name


@pytest.mark.crossing(1)
@pytest.mark.parametrize("command", INPUTS)
def test_without_the_option_they_would_be_there(command: str, tokens: list[str], capsys: Captured) -> None:
    main([command, *INPUTS[command], *DAY, "-f", "json"])
    assert len(leaks(capsys.readouterr().out, tokens)) > 5


@pytest.mark.slow
@languages
@pytest.mark.parametrize("command", INPUTS)
def test_verdicts_codes_places_and_exit_codes_stay(
    command: str, language: str, tokens: list[str], capsys: Captured
) -> None:
    assert tokens
    shown, documents = [], []
    for more in ([], ["--hide-values"]):
        base = [command, *INPUTS[command], *DAY, "--lang", language, *more]
        code = main([*base, "-f", "json"])
        documents.append(json.loads(capsys.readouterr().out))
        main(base)
        shown.append((code, capsys.readouterr().out.splitlines()[-1]))
    assert shown[0] == shown[1]
    whole, hidden = documents
    assert (whole.pop("values_withheld", None), hidden.pop("values_withheld")) == (None, True)
    assert whole["summary"] == hidden["summary"] if "summary" in whole else True
    assert codes(whole) == codes(hidden)
    if command == "check":
        assert [(one["target"], one["verdict"]) for one in whole["results"]] == [
            (one["target"], one["verdict"]) for one in hidden["results"]
        ]
        assert all(one["part"] is None and one["figure_text"] is None for one in hidden["results"])


def codes(document: dict[str, object]) -> list[tuple[str, str, str]]:
    """The code, the file and the cell of every diagnostic, wherever it stands."""
    found = list[tuple[str, str, str]]()

    def walk(value: object) -> None:
        if isinstance(value, dict):
            if "severity" in value and "code" in value:
                found.append((str(value["code"]), str(value["file"]), str(value["cell"])))
            for item in value.values():
                walk(item)
        elif isinstance(value, list):
            for item in value:
                walk(item)

    walk(document)
    return found


@pytest.mark.crossing(1)
@pytest.mark.parametrize(("language", "word"), [("vi", "[đã ẩn]"), ("en", "[withheld]")])
def test_where_a_value_was_it_is_said_that_it_is_withheld(
    language: str, word: str, tokens: list[str], capsys: Captured
) -> None:
    assert tokens
    main(["check", "inbox", *DAY, "--lang", language, "--hide-values"])
    out = capsys.readouterr().out
    assert re.search(rf"B3c.*{re.escape(word)}", out)
    assert re.search(rf"C502 E32: .*{re.escape(word)}", out)
    for template_only in ("chưa có kết quả", "no result"):
        assert template_only not in out


def test_sheets_of_our_own_keep_their_titles_and_others_are_numbered(tokens: list[str], capsys: Captured) -> None:
    assert tokens
    ours = str(EXAMPLES / "faulty" / "unit_of_measure.xlsx")
    main(["validate", ours, "inbox/a.xlsx", "--lang", "en", "--hide-values", "-f", "plain"])
    out = capsys.readouterr().out
    assert "unit_of_measure.xlsx › Biểu số liệu!C32" in out
    assert "inbox/a.xlsx › sheet 1!E32" in out


# where all units together are judged, no unit is called met, missed or below the threshold, in any format


OPEN = SIGNS[Verdict.INCONCLUSIVE]
INFORMATION = (FOR_INFORMATION, OPEN)
"""The signs of a figure for information, and of one that is not known yet."""


def each_of(cases: list[tuple[Path, str]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("path", "period"), cases, ids=lambda value: Path(value).stem)


reports = each_of(CASES)
pooled_reports = each_of(POOLED)


def written(report: Report, form: Format, messages: Messages) -> bytes:
    return b"".join(rendered_file(report, messages, Look(form, by_unit=True)))


def pooled(report: Report) -> frozenset[str]:
    return frozenset(result.target.id for result in report.results if result.target.judged == "pooled")


def told_of_units(messages: Messages) -> frozenset[str]:
    """What may stand in place of a verdict beside a unit's own figure."""
    return frozenset(messages.template(f"view.{key}") for key in ("for_information", "no_figure"))


@pytest.mark.crossing(3)
@each_of(MANY_POOLED)
def test_the_figures_are_such_that_units_could_be_blamed(path: Path, period: str) -> None:
    report = report_of(path, period)
    alone = {unit.alone for result in report.results for unit in result.units if result.target.id in pooled(report)}
    assert {Verdict.MET, Verdict.INCONCLUSIVE} <= alone
    assert alone & {Verdict.MISSED, Verdict.IN_PROGRESS}


@pytest.mark.crossing(1)
@reports
def test_json_has_no_verdict_and_no_gap_for_such_a_unit(path: Path, period: str) -> None:
    report = report_of(path, period)
    found = json.loads(written(report, Format.JSON, Messages("vi")))
    for result in found["results"]:
        for unit in result["units"]:
            each = result["judged"] == "each_unit"
            assert unit["for_information"] is not each
            assert (unit["verdict"] is None) is not each
            if not each:
                assert (unit["gap"], unit["gap_text"], unit["waiver"]) == (None, None, None)
            if unit["counted"] < unit["expected"]:
                assert (unit["part"], unit["whole"], unit["value"], unit["figure_text"]) == (None,) * 4
        if result["figure_text"] is None:
            assert (result["part"], result["whole"], result["value"]) == (None,) * 3


@pytest.mark.crossing(1)
@reports
@languages
def test_csv_says_information(path: Path, period: str, language: str) -> None:
    report, messages = report_of(path, period), Messages(language)
    rows = list(csv.DictReader(io.StringIO(written(report, Format.CSV, messages).decode("utf-8-sig"))))
    units = [row for row in rows if row["record"] == "unit"]
    assert {row["target"] for row in units if row["verdict"] == "information"} == {
        row["target"] for row in units if row["target"] in pooled(report)
    }
    for row in (row for row in units if row["target"] in pooled(report)):
        assert row["verdict_text"] in told_of_units(messages)
        assert (row["verdict"], row["gap"]) == ("information", "")
        if row["verdict_text"] == messages.template("view.no_figure"):
            assert (row["part"], row["whole"], row["figure"]) == ("", "", "")


@pytest.mark.crossing(1)
@pooled_reports
@languages
def test_the_workbook_has_hollow_marks_and_no_colour_of_a_verdict(path: Path, period: str, language: str) -> None:
    report, messages = report_of(path, period), Messages(language)
    book = load_workbook(io.BytesIO(written(report, Format.XLSX, messages)))
    for row in table(sheet(book, "standings", messages), "target", messages):
        if row[word("target", messages)] in pooled(report):
            sign, _, told = str(row[word("verdict", messages)]).partition(" ")
            assert sign in INFORMATION
            assert told in told_of_units(messages)
            assert row[word("gap", messages)] is None
    matrix = sheet(book, "matrix", messages)
    top = header(matrix, word("unit", messages))
    targets = {cell.column: str(cell.value).partition(".")[0] for cell in matrix[top][1:] if cell.value}
    marks = [
        str(cell.value)
        for row in matrix.iter_rows(min_row=top + 1, min_col=2)
        for cell in row
        if cell.value and targets[cell.column] in pooled(report)
    ]
    assert marks
    assert {mark[0] for mark in marks} <= set(INFORMATION)
    legend = " ".join(str(cell.value) for row in matrix.iter_rows(max_row=top) for cell in row if cell.value)
    assert messages.template("view.information_legend") in legend
    red = {SIGNS[verdict] for verdict in Verdict} - {OPEN}
    assert not {mark[0] for mark in marks} & red, "the colours of the sheet go by these signs"


@pytest.mark.crossing(1)
@pooled_reports
@languages
def test_junit_tests_no_such_unit(path: Path, period: str, language: str) -> None:
    report, messages = report_of(path, period), Messages(language)
    seen = 0
    for suite in list(JUnitXml.fromstring(written(report, Format.JUNIT, messages)))[1:]:
        for case in suite:
            if case.name.split(" ")[0] in pooled(report):
                (outcome,) = case.result
                told = outcome.message.split("; ")[0]
                assert told in told_of_units(messages)
                unknown = told == messages.template("view.no_figure")
                assert type(outcome).__name__ == ("Error" if unknown else "Skipped")
                seen += 1
    assert seen


@pytest.mark.crossing(1)
@reports
@languages
def test_the_details_of_a_target_name_who_has_not_done_it_but_never_who_is_below(
    path: Path, period: str, language: str
) -> None:
    """The one tabulation, which Markdown, the page and the terminal draw."""
    report, messages = report_of(path, period), Messages(language)
    names = {unit.name.in_(language) for unit in report.plan.units}
    keys = ("lacking_missing", "lacking_unread", "not_done", "left", "clause", "note", "part_cells", "whole_cells")
    facts = tuple(re.split(r"[:{]", messages.template(f"view.{key}"))[0] for key in (*keys, "cells"))
    below = messages.template("view.not_reaching").partition(":")[0]
    view = View(report, messages, by_unit=True)
    for row in (row for row in view.targets if row.id in pooled(report)):
        for line in (*row.remarks, *row.details):
            assert not line.startswith(below)
            assert line.startswith(facts) or not any(name in line for name in names), line
    assert view.matrix is not None
    for unit in view.matrix.rows:
        for mark in (mark for mark in unit.marks if mark and mark.target.id in pooled(report)):
            assert (mark.verdict, mark.needed) == (None, "")
            assert mark.sign in INFORMATION


@pytest.mark.crossing(1)
@reports
@languages
def test_markdown_and_annotations_have_no_more_than_the_tabulation(path: Path, period: str, language: str) -> None:
    report, messages = report_of(path, period), Messages(language)
    below = messages.template("view.not_reaching").partition(":")[0]
    target = ""
    for line in written(report, Format.MARKDOWN, messages).decode().replace("\\", "").splitlines():
        if found := re.match(r"\*\*\S (\w+) ", line):
            target = found[1]
        assert below not in line or target not in pooled(report), line
    annotations = written(report, Format.GITHUB, messages).decode().splitlines()
    names = {unit.name.in_(language) for unit in report.plan.units}
    for line in annotations:
        title = re.search(r"title=(\w+)", line)
        if title and title[1] in pooled(report):
            assert not any(name in line for name in names), line
