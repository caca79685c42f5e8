"""A code with more faults than anybody reads: the first are listed, all are counted, and every format says so."""

from __future__ import annotations

import csv
import io
import json
import re
import tracemalloc
from datetime import date
from functools import cache
from itertools import product

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it has no stubs here

import scenes
from khpcmd.diagnostics import Code, Diagnostic, Location, Severity
from khpcmd.diagnostics.faults import MOST, listed, without_consequences
from khpcmd.diagnostics.parameters import Param, Ref, Stored
from khpcmd.exits import Exit, exit_code
from khpcmd.i18n import Messages
from khpcmd.render.cell_ranges import ranges
from khpcmd.render.formats import Format, Look, pieces, render, rendered_file
from khpcmd.render.json import results_schema
from khpcmd.render.told.file import Fault, faults
from khpcmd.render.wording import Wording
from khpcmd.report import DataReport, FileResult, Report, Standing
from places import languages
from render.examples import FIGURES_ALONE, text_of

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


APART = (Format.JSON, Format.GITLAB, Format.DOCX, Format.SUMMARY, *FIGURES_ALONE)
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
    text = " ".join(render(report, Messages("en"), Look(form, width=200)).split())
    assert f"{MORE} more not listed here: this code has {MANY}, and only the first {MOST} are listed." in text
    assert "S9999" in text
    assert f"S{MOST:04}" not in text


def test_json_of_validate_cuts_the_list_of_each_file_by_itself() -> None:
    document = json.loads(render(faulty_files(MANY, MOST, MANY), Messages("vi"), Look(Format.JSON)))
    assert [len(file["diagnostics"]) for file in document["files"]] == [MOST, MOST, MOST]
    cut = {"C502": {"count": MANY, "listed": MOST}}
    assert [file.get("diagnostics_cut") for file in document["files"]] == [cut, None, cut]
    assert document["summary"]["diagnostics"]["error"] == 2 * MANY + MOST


@pytest.mark.slow
def test_json_of_many_faulty_files_is_never_in_memory_as_a_whole() -> None:
    def peak(report: DataReport) -> int:
        tracemalloc.start()
        try:
            assert sum(map(len, pieces(report, Messages("vi"), Look(Format.JSON)))) > MOST
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


# equal faults are read once, with their cells as ranges and their number; JSON keeps every one of them


VI, EN = Messages("vi"), Messages("en")
UNITS = list(scenes.DISTRICTS)


def at(cell: str, sheet: str = "Tổng hợp") -> Location:
    return Location("returns.xlsx", sheet, cell)


def unread_group(
    cell: str, found: str = "?", unit: str = "", field: str = "inspected", sheet: str = "Tổng hợp"
) -> Diagnostic:
    params: dict[str, Param] = {"field": Ref("field", field), "found": found}
    return Diagnostic(Code.NOT_A_NUMBER, at(cell, sheet), params, unit=unit)


def shown(*diagnostics: Diagnostic, messages: Messages = VI) -> tuple[Fault, ...]:
    return faults(diagnostics, Wording(messages, scenes.small_plan()))


def test_neighbouring_cells_are_one_fault_with_a_range_a_count_and_the_units() -> None:
    (one,) = shown(*(unread_group(f"C{row}", "?", unit) for row, unit in zip((12, 13, 14, 18), UNITS, strict=True)))
    assert (one.place, one.count) == ("returns.xlsx › Tổng hợp!C12:C14, C18", "4 ô")
    assert one.unit == "Huyện Nam Sách, Huyện Bình Giang, Huyện Gia Lộc, Huyện Tứ Kỳ"
    assert one.message == "Trường số liệu “Số cơ sở được kiểm tra” ghi “?”, không đọc được thành số."


def test_what_stood_in_the_cells_is_quoted_and_the_rest_counted() -> None:
    (one,) = shown(*(unread_group(f"C{row}", f"k{row}") for row in range(12, 18)))
    assert "“k12”, “k13”, “k14” và 3 giá trị khác" in one.message
    (one,) = shown(*(unread_group(f"C{row}", f"k{row}") for row in range(12, 16)), messages=EN)
    assert "“k12”, “k13”, “k14” and 1 other value" in one.message
    assert one.count == "4 cells"


@pytest.mark.parametrize(
    "other",
    [
        unread_group("C13", field="venues"),
        unread_group("C13", sheet="Khác"),
        Diagnostic(Code.NEGATIVE, at("C13"), {"field": Ref("field", "inspected"), "found": "?"}),
        unread_group("D13"),
    ],
    ids=["another field", "another sheet", "another code", "neither the row nor the column"],
)
def test_other_faults_stay_apart(other: Diagnostic) -> None:
    assert [one.count for one in shown(unread_group("C12"), other)] == ["", ""]


def test_numbers_stored_as_text_are_one_warning_whatever_they_are() -> None:
    def stored(row: int) -> Diagnostic:
        params: dict[str, Param] = {"field": Ref("field", "venues"), "found": f"1.{row}0", "value": 1000 + row * 10}
        return Diagnostic(Code.NUMBER_AS_TEXT, at(f"C{row}"), params)

    (one,) = shown(stored(12), stored(13))
    assert one.message.endswith("ghi “1.120” và “1.130” ở dạng chữ, được đọc là số 1120 và 1130.")


def test_units_that_have_not_reported_are_one_fault_that_names_them_all() -> None:
    absent = [Diagnostic(Code.NOT_REPORTED, None, {"unit": Ref("unit", unit)}, unit=unit) for unit in UNITS]
    (one,) = shown(*absent)
    assert (one.place, one.count, one.unit) == ("", "4 đơn vị", "")
    assert one.message.endswith("Huyện Nam Sách, Huyện Bình Giang, Huyện Gia Lộc và Huyện Tứ Kỳ.")
    (alone,) = shown(absent[0])
    assert alone.unit == "Huyện Nam Sách"


def test_two_deadlines_are_two_faults() -> None:
    late = [
        Diagnostic(Code.OVERDUE, None, {"unit": Ref("unit", UNITS[0]), "due": due})
        for due in (date(2023, 6, 15), date(2023, 12, 15))
    ]
    assert len(shown(*late)) == 2


def test_a_group_stands_where_its_first_cell_was() -> None:
    found = shown(unread_group("C12"), unread_group("D12", field="venues"), unread_group("C13"))
    assert [one.place for one in found] == ["returns.xlsx › Tổng hợp!C12:C13", "returns.xlsx › Tổng hợp!D12"]


def test_days_of_equal_faults_are_written_the_readers_way() -> None:
    def outside(row: int) -> Diagnostic:
        days: dict[str, Param] = {
            "found": Stored(date(2023, 12, row)), "first": date(2022, 12, 15), "last": date(2023, 6, 14),
        }  # fmt: skip
        return Diagnostic(Code.DATE_OUTSIDE_PERIOD, at(f"C{row}"), {"field": Ref("field", "venues"), **days})

    (one,) = shown(outside(20), outside(21))
    assert "ghi ngày 20/12/2023 và 21/12/2023, ngoài kỳ" in one.message


@pytest.mark.crossing(1)
@languages
def test_equal_faults_of_every_code_can_be_worded(language: str) -> None:
    wording = Wording(Messages(language), scenes.small_plan())
    pairs: tuple[tuple[Param, Param], ...] = (("a", "b"), (1, 2), (Ref("unit", "291"), Ref("unit", "296")))
    for code, values in product(Code, pairs):
        equal = [Diagnostic(code, at(f"C{row}"), scenes.params_of(code, value)) for row, value in enumerate(values, 1)]
        assert wording.message(*equal), code
        assert wording.cure(*equal), code


def many_group() -> list[Diagnostic]:
    return [unread_group(f"C{row}", "4 người", "291") for row in range(12, 17)]


def test_the_heading_counts_every_single_fault_and_json_keeps_them() -> None:
    report = scenes.report(scenes.sound(), *many_group())
    plain = render(report, VI, Look(Format.PLAIN))
    assert "Lỗi (5)\n" in plain
    assert "returns.xlsx › Tổng hợp!C12:C16: C502 (5 ô) [Huyện Nam Sách] Trường số liệu" in plain
    assert plain.count("C502") == 1
    table = render(report, VI, Look(Format.TABLE, width=80))
    assert "C502  returns.xlsx › Tổng hợp!C12:C16 · 5 ô · Huyện Nam Sách" in table
    found = json.loads(render(report, VI, Look(Format.JSON)))["diagnostics"]
    assert [one["cell"] for one in found] == ["C12", "C13", "C14", "C15", "C16"]


@pytest.mark.parametrize(
    ("addresses", "told"),
    [
        (["C12", "C13", "C15", "C18"], ["C12:C13", "C15", "C18"]),
        (["C7", "D7", "E7", "Z7", "AA7"], ["C7:E7", "Z7:AA7"]),
        (["C7", "C8", "D7", "D8"], ["C7:D8"]),
        (["C7:C9", "C10"], ["C7:C9", "C10"]),
        (["", "C7", "C7"], ["C7"]),
    ],
)
def test_runs_of_cells_become_ranges(addresses: list[str], told: list[str]) -> None:
    assert ranges(addresses) == told


def test_the_fields_that_a_sheet_lacks_are_one_message_with_their_count() -> None:
    at = Location("returns.xlsx", "Tổng hợp")
    missing = [Code.MISSING_FIELD(at, {"field": Ref("field", name)}) for name in ("a", "b", "c")]
    other = Code.MISSING_FIELD(Location("returns.xlsx", "Nam Sách"), {"field": Ref("field", "a")})
    first, second = faults([*missing, other], Wording(Messages("en")))
    assert (first.count, second.count) == ("3 fields", "")
    assert all(f"“{name}”" in first.message for name in ("a", "b", "c"))
