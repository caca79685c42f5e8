"""Every format says the same of every target: its verdict, and the figure it rests on."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import docx
import pytest
from junitparser import JUnitXml
from openpyxl import load_workbook

from khpcmd.checking import Request, check
from khpcmd.i18n import Messages
from khpcmd.render.formats import Format, Look, rendered_file
from khpcmd.report import Report
from pages import page
from places import EXAMPLES, languages
from render.examples import FIGURES_ALONE, text_of
from results_books import sheet, table, word

Said = dict[str, tuple[str, str]]
"""By target: the word for its verdict, and its figure ("" where it has none)."""


def of_json(content: bytes, report: Report, messages: Messages) -> Said:
    del report
    return {
        one["target"]: (messages.template(f"verdicts.{one['verdict']}"), one["figure_text"] or "")
        for one in json.loads(content)["results"]
    }


def of_csv(content: bytes, report: Report, messages: Messages) -> Said:
    del report, messages
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    return {row["target"]: (row["verdict_text"], row["figure"]) for row in rows if row["record"] == "target"}


def of_junit(content: bytes, report: Report, messages: Messages) -> Said:
    del messages
    suite = next(iter(JUnitXml.fromstring(content)))
    found: Said = {}
    for case, result in zip(suite, report.results, strict=True):
        said = (case.result[0].message if case.result else case.system_out).split("; ")
        assert case.name.startswith(result.target.id)
        found[result.target.id] = (said[0], "; ".join(said[2:]))
    return found


def of_html(content: bytes, report: Report, messages: Messages) -> Said:
    del messages
    targets = page(content.decode()).one("div", id="targets")
    found: Said = {}
    for result in report.results:
        item = targets.one("li", id=f"t-{result.target.id}")
        word = item.elements[0].elements[0].elements[1]
        found[result.target.id] = (word.text, item.one("strong", **{"class": "result"}).text)
    return found


def of_docx(content: bytes, report: Report, messages: Messages) -> Said:
    """The first annex: number, title, threshold, result and verdict of every target."""
    found: Said = {}
    for drawn in docx.Document(io.BytesIO(content)).tables:
        for row in drawn.rows:
            cells = [cell.text.replace("\u00a0", " ") for cell in row.cells]
            result = report.results[int(cells[0]) - 1] if cells[0].isdecimal() else None
            if result and len(cells) == 5 and result.target.title.in_(messages.language) in cells[1]:
                found.setdefault(result.target.id, (cells[4], as_elsewhere(cells[3], messages)))
    return found


def as_elsewhere(text: str, messages: Messages) -> str:
    """The words of the draft, which has no equations and no zeros without meaning, in those of the other formats."""
    said, end = messages.template, re.escape(messages.template("style.decimal"))
    text = re.sub(
        rf"(\d/[\d.,]*\d), (\d+)({end}\d+)?%",
        lambda share: f"{share[1]} = {share[2]}{share[3] or said('style.decimal') + '00'}%",
        text,
    )
    year = messages.text("view.in_year", year="2022")
    text = text.replace(messages.text("word_report.in_same_period", year="2022"), year)
    for key, other in (("none_occurred", "0/0"), ("no_result", said("view.no_figure"))):
        text = re.sub(f"^{re.escape(said(f'word_report.{key}'))}", other, text)
    return text


def of_xlsx(content: bytes, report: Report, messages: Messages) -> Said:
    del report
    rows = table(sheet(load_workbook(io.BytesIO(content)), "targets", messages), "target", messages)
    told = [[str(row[word(name, messages)]) for name in ("target", "verdict", "result")] for row in rows]
    return {target: (verdict.partition(" ")[2], figure) for target, verdict, figure in told}


def of_rows(line: re.Pattern[str]) -> Callable[[bytes, Report, Messages], Said]:
    """A reader of lines that have the verdict, the target and, somewhere behind them, the figure."""

    def read(content: bytes, report: Report, messages: Messages) -> Said:
        del messages
        targets, text = {result.target.id for result in report.results}, content.decode().replace("\\", "")
        return {
            found["target"]: (found["word"], found["rest"])
            for found in line.finditer(text)
            if found["target"] in targets
        }

    return read


READERS: Mapping[Format, Callable[[bytes, Report, Messages], Said]] = {
    Format.JSON: of_json,
    Format.CSV: of_csv,
    Format.JUNIT: of_junit,
    Format.HTML: of_html,
    Format.DOCX: of_docx,
    Format.XLSX: of_xlsx,
    Format.PLAIN: of_rows(
        re.compile(r"^\S (?P<word>[^\d]+?) {2,}(?P<target>[A-Z]\w+) {2,}(?P<rest>.*)$", re.MULTILINE)
    ),
    Format.MARKDOWN: of_rows(re.compile(r"^\| \S (?P<word>[^|]+) \| (?P<target>\w+) (?P<rest>.*)$", re.MULTILINE)),
}
"""GitHub annotations name only what somebody has to look at, and a table wraps its cells: they have their own tests."""

RUNS = {
    "year": Request((EXAMPLES / "returns_2023.xlsx",), as_of=date(2023, 12, 15)),
    "half-year": Request((EXAMPLES / "half_year_2023.xlsx",), as_of=date(2023, 6, 15)),
    "faulty": Request((EXAMPLES / "faulty" / "cells.xlsx",), as_of=date(2023, 12, 15)),
    "waived": Request(
        (EXAMPLES / "returns_2023.xlsx",), waivers=EXAMPLES / "waivers_2023.yaml", as_of=date(2023, 12, 14)
    ),
    "one unit": Request((min((EXAMPLES / "year_2023").iterdir()),), as_of=date(2023, 12, 15)),
}


@pytest.fixture(scope="module", params=list(RUNS))
def report(request: pytest.FixtureRequest) -> Report:
    return check(RUNS[request.param])


@pytest.mark.crossing(1)
@languages
@pytest.mark.parametrize("form", READERS, ids=lambda form: form.value)
def test_every_format_has_the_verdict_and_the_figure_of_every_target(
    form: Format, language: str, report: Report
) -> None:
    messages = Messages(language)
    told = of_json(_content(report, messages, Look(Format.JSON)), report, messages)
    assert list(told) == [result.target.id for result in report.results]
    said = READERS[form](_content(report, messages, Look(form)), report, messages)
    assert list(said) == list(told)
    for target, (verdict, figure) in told.items():
        assert said[target][0].strip() == verdict
        shown = said[target][1]
        none = messages.template("view.no_figure")
        assert figure in shown if figure else (none in shown or not shown), (target, shown)


@pytest.fixture(scope="module")
def twice() -> tuple[Report, Report]:
    return check(RUNS["year"]), check(RUNS["year"])


@pytest.mark.crossing(1)
@pytest.mark.parametrize("form", list(Format), ids=lambda form: form.value)
def test_two_runs_give_the_same_bytes(form: Format, twice: tuple[Report, Report]) -> None:
    first, second = (_content(report, Messages("vi"), Look(form, by_unit=True)) for report in twice)
    assert first == second


@pytest.mark.crossing(10)
@languages
@pytest.mark.parametrize("form", [form for form in Format if form not in FIGURES_ALONE], ids=lambda form: form.value)
def test_a_report_on_nothing_is_said_in_every_format(form: Format, language: str) -> None:
    messages, nothing = Messages(language), check(Request((Path("nothing_is_there.xlsx"),), as_of=date(2023, 12, 15)))
    content = _content(nothing, messages, Look(form, by_unit=True, width=200))
    assert "nothing_is_there.xlsx" in text_of(content).replace("\\", "")


def _content(report: Report, messages: Messages, look: Look) -> bytes:
    return b"".join(rendered_file(report, messages, look))
