"""A code with more faults than anybody reads: the first are listed, all are counted, and every format says so."""

from __future__ import annotations

import csv
import io
import json
import re
import tracemalloc
from functools import cache

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it has no stubs here

import scenes
from khpcmd.diagnostics import Code, Diagnostic, Location, Severity
from khpcmd.exits import Exit, exit_code
from khpcmd.faults import MOST, listed, without_consequences
from khpcmd.i18n import Messages
from khpcmd.parameters import Param, Ref
from khpcmd.render.formats import Format, Look, pieces_of_files, render, render_files, rendered_file
from khpcmd.render.json_schema import results_schema
from khpcmd.report import DataReport, FileResult, Report, Standing
from places import languages
from render.examples import text_of

MORE = 7
MANY = MOST + MORE
FILES = tuple(form for form in (Format.PLAIN, Format.TABLE, Format.MARKDOWN, Format.JUNIT))


def unread(number: int) -> Diagnostic:
    """A fault that no other one is equal to, for each has a sheet of its own."""
    at = Location("returns.xlsx", f"S{number:04}", "C7")
    return Diagnostic(Code.NOT_A_NUMBER, at, {"field": Ref("field", "inspected"), "found": "?"})


@cache
def many(number: int = MANY) -> Report:
    return scenes.report(scenes.sound(), *map(unread, range(number)), scenes.every_code()[0])


def texts(form: Format, language: str, report: Report) -> str:
    return " ".join(text_of(b"".join(rendered_file(report, Messages(language), Look(form, width=200)))).split())


APART = (Format.JSON, Format.GITLAB, Format.DOCX, Format.SUMMARY)
"""JSON and GitLab are for programs, the Word draft lists no faults at all, and a summary the worst of each file."""


@pytest.mark.slow
@languages
@pytest.mark.parametrize("form", [form for form in Format if form not in APART], ids=lambda form: form.value)
def test_every_format_says_that_a_list_was_cut(form: Format, language: str) -> None:
    messages = Messages(language)
    said = texts(form, language, many())
    sentence = messages.text("view.cut", rest=MORE, count=MANY, listed=MOST)
    head = messages.text("view.faults_cut", line="", codes="C502").strip()
    assert head in said if form is Format.GITHUB else sentence in said
    whole = texts(form, language, many(MOST))
    assert sentence not in whole
    assert head not in whole


@pytest.mark.slow
@pytest.mark.parametrize("form", [Format.PLAIN, Format.TABLE, Format.MARKDOWN, Format.JUNIT, Format.CSV, Format.HTML])
def test_the_first_places_are_listed_and_no_more(form: Format) -> None:
    found = re.findall(r"S(\d{4})", texts(form, "vi", many()))
    assert sorted(set(map(int, found))) == list(range(MOST))


@pytest.mark.slow
def test_json_has_the_first_of_each_code_and_counts_all() -> None:
    document = json.loads(render(many(), Messages("vi"), Look(Format.JSON)))
    Draft202012Validator(json.loads(results_schema())).validate(document)
    assert document["diagnostics_cut"] == {"C502": {"count": MANY, "listed": MOST}}
    assert len(document["diagnostics"]) == MOST + 1
    assert document["summary"]["diagnostics"]["error"] == MANY + 1
    assert "diagnostics_cut" not in json.loads(render(many(MOST), Messages("vi"), Look(Format.JSON)))


def test_csv_says_it_in_a_row_of_its_own() -> None:
    rows = list(csv.DictReader(io.StringIO(render(many(), Messages("en"), Look(Format.CSV)))))
    (row,) = (row for row in rows if row["title"].startswith(f"{MORE} more not listed here"))
    assert (row["record"], row["reason"], row["cells"], row["verdict"]) == ("diagnostic", "C502", "", "error")


def test_equal_faults_are_one_of_the_list_however_many_cells_they_have() -> None:
    cells = [Location("returns.xlsx", "Sheet", f"C{row}") for row in range(1, 2 * MOST)]
    params: dict[str, Param] = {"field": Ref("field", "inspected"), "found": "?"}
    report = scenes.report(scenes.sound(), *(Diagnostic(Code.NOT_A_NUMBER, at, {**params}) for at in cells))
    text = render(report, Messages("en"), Look(Format.PLAIN))
    assert f"Sheet!C1:C{2 * MOST - 1}: C502 (999 cells)" in text
    assert "not listed" not in text


def test_all_faults_count_for_the_exit_code() -> None:
    notes = [Diagnostic(Code.SHEET_SET_ASIDE, Location("returns.xlsx", f"S{number}")) for number in range(MANY)]
    assert exit_code(scenes.report(scenes.sound(), *notes, unread(1))) is Exit.NOT_JUDGED
    report = many()
    assert sum(1 for _ in report.of(Severity.ERROR)) == MANY + 1


def faulty_files(*numbers: int) -> DataReport:
    """A report on files with so many faults each."""
    files = [
        FileResult(f"{index}.xlsx", "0" * 64, ("d1",), ("year",), Standing.FAULTY, tuple(map(unread, range(number))))
        for index, number in enumerate(numbers)
    ]
    return DataReport(scenes.small_plan(), "0" * 64, strict=False, files=tuple(files))


@pytest.mark.crossing(1)
@pytest.mark.parametrize("form", FILES, ids=lambda form: form.value)
def test_validate_cuts_the_list_of_each_file_by_itself(form: Format) -> None:
    faults = tuple(map(unread, range(MANY)))
    short = (Diagnostic(Code.NOT_A_NUMBER, Location("other.xlsx", "S9999", "C7"), faults[0].params),)
    files = (
        FileResult("returns.xlsx", "0" * 64, ("d1",), ("year",), Standing.FAULTY, faults),
        FileResult("other.xlsx", "1" * 64, ("d2",), ("year",), Standing.FAULTY, short),
    )
    report = DataReport(scenes.small_plan(), "0" * 64, strict=False, files=files)
    text = " ".join(render_files(report, Messages("en"), Look(form, width=200)).split())
    assert f"{MORE} more not listed here: this code has {MANY}, and only the first {MOST} are listed." in text
    assert "S9999" in text
    assert f"S{MOST:04}" not in text


def test_json_of_validate_cuts_the_list_of_each_file_by_itself() -> None:
    document = json.loads(render_files(faulty_files(MANY, MOST, MANY), Messages("vi"), Look(Format.JSON)))
    assert [len(file["diagnostics"]) for file in document["files"]] == [MOST, MOST, MOST]
    cut = {"C502": {"count": MANY, "listed": MOST}}
    assert [file.get("diagnostics_cut") for file in document["files"]] == [cut, None, cut]
    assert document["summary"]["diagnostics"]["error"] == 2 * MANY + MOST


@pytest.mark.slow
def test_json_of_many_faulty_files_is_never_in_memory_as_a_whole() -> None:
    def peak(report: DataReport) -> int:
        tracemalloc.start()
        try:
            assert sum(map(len, pieces_of_files(report, Messages("vi"), Look(Format.JSON)))) > MOST
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    few, many = faulty_files(MANY, MANY), faulty_files(*[MANY] * 6)
    peak(few)  # what is imported and kept once is not counted
    assert peak(many) < 1.3 * peak(few)


def test_a_code_is_cut_by_itself_and_the_order_stays() -> None:
    other = Diagnostic(Code.SHEET_SET_ASIDE, Location("returns.xlsx", "S"))
    faults = [*map(unread, range(MOST)), other, *map(unread, range(MOST, MANY))]
    groups, cuts = listed((fault,) for fault in faults)
    assert [group[0] for group in groups] == [*faults[:MOST], other]
    assert [(cut.code, cut.count, cut.rest) for cut in cuts] == [(Code.NOT_A_NUMBER, MANY, MORE)]


def test_the_same_fault_is_reported_once() -> None:
    assert without_consequences([unread(1), unread(2), unread(1)]) == [unread(1), unread(2)]
