"""Where all units together are judged, no unit is called met, missed or below the threshold, in any format."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from junitparser import JUnitXml
from openpyxl import load_workbook

from khpcmd.i18n import Messages
from khpcmd.render.formats import Format, Look, rendered_file
from khpcmd.render.targets import FOR_INFORMATION, SIGNS
from khpcmd.render.view import tabulate
from khpcmd.report import Report
from khpcmd.results import Verdict
from places import languages
from pooled_reports import CASES, MANY_POOLED, POOLED, report_of
from results_books import header, sheet, table, word

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
    view = tabulate(report, messages, by_unit=True)
    for row in (row for row in view.targets if row.id in pooled(report)):
        for line in (*row.remarks, *row.details):
            assert not line.startswith(below)
            assert line.startswith(facts) or not any(name in line for name in names), line
    assert view.matrix is not None
    for unit in view.matrix.rows:
        for mark in (mark for mark in unit.marks if mark and mark.target in pooled(report)):
            assert (mark.verdict, mark.gap) == (None, "")
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
