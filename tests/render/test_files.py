"""Files in words: one line each, then what is wrong with them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from junitparser import Error, JUnitXml, Skipped

import scenes
from khpcmd.checking import Request, check
from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import Ref
from khpcmd.i18n import Messages
from khpcmd.render.formats import Format, Look, render, shown_by
from khpcmd.render.told.file import FileTold
from khpcmd.render.wording import Wording
from khpcmd.report import DataReport, FileResult, Standing
from places import languages

VI, EN = Messages("vi"), Messages("en")
UNREAD = tuple(
    Diagnostic(
        Code.NOT_A_NUMBER,
        Location("b.xlsx", "Biểu", f"C{row}"),
        {"field": Ref("field", "inspected"), "found": "4 người"},
        unit="296",
    )
    for row in (12, 13)
)
FOLDED = Diagnostic(
    Code.UNIT_FOLDED, Location("b.xlsx", "Biểu", "B7"), {"found": "Binh Giang", "unit": Ref("unit", "296")}
)
ASIDE = Diagnostic(Code.FILE_SET_ASIDE, Location("note.txt"), {"what": Ref("word", "not_a_workbook_file")})
SOUND = FileResult("a.xlsx", "1" * 64, ("291",), ("year",), Standing.SOUND)
FAULTY = FileResult("b.xlsx", "2" * 64, ("296",), ("year",), Standing.FAULTY, (*UNREAD, FOLDED))
EMPTY = FileResult("c.xlsx", "3" * 64, (), (), Standing.EMPTY)
SET_ASIDE = FileResult("note.txt", "", (), (), Standing.SET_ASIDE, (ASIDE,))


def report(*files: FileResult) -> DataReport:
    return DataReport(scenes.small_plan(), "0" * 64, strict=False, files=files or (SOUND, FAULTY, EMPTY, SET_ASIDE))


def line(file: FileResult, messages: Messages = VI) -> str:
    return FileTold(file, Wording(messages, scenes.small_plan())).line


@pytest.mark.parametrize(
    ("file", "vi", "en"),
    [
        (
            SOUND,
            "✓ a.xlsx: Huyện Nam Sách, năm 2023; không có lỗi",
            "✓ a.xlsx: Nam Sach District, year 2023; no errors",
        ),
        (
            FAULTY,
            "✗ b.xlsx: Huyện Bình Giang, năm 2023; 2 lỗi, 1 cảnh báo",
            "✗ b.xlsx: Binh Giang District, year 2023; 2 errors, 1 warning",
        ),
        (EMPTY, "✗ c.xlsx: chưa ghi số liệu nào", "✗ c.xlsx: not filled in"),
        (SET_ASIDE, "– note.txt: 1 ghi chú", "– note.txt: 1 note"),
    ],
)
def test_a_file_is_one_line(file: FileResult, vi: str, en: str) -> None:
    assert (line(file), line(file, EN)) == (vi, en)


def test_junit_passes_only_what_is_sound() -> None:
    suite = next(iter(JUnitXml.fromstring(render(report(), VI, Look(Format.JUNIT)).encode())))
    found = {case.name: [type(told) for told in case.result] for case in suite}
    assert found == {"a.xlsx": [], "b.xlsx": [Error], "c.xlsx": [Error], "note.txt": [Skipped]}


@pytest.mark.parametrize("files", [(EMPTY,), (SET_ASIDE,), (EMPTY, SET_ASIDE)])
def test_files_without_a_figure_are_an_error_in_a_pipeline(files: tuple[FileResult, ...]) -> None:
    assert "<error" in render(report(*files), VI, Look(Format.JUNIT))
    assert render(report(*files), VI, Look(Format.GITHUB)).splitlines()[-1].startswith("::error")


def test_a_warning_that_counts_is_an_error_in_a_pipeline() -> None:
    strict = replace(FAULTY, diagnostics=(FOLDED,))
    text = render(report(SOUND, strict), VI, Look(Format.JUNIT))
    assert text.count("<error") == 1
    assert FOLDED.code.code in text
    assert render(report(SOUND, strict), VI, Look(Format.GITHUB)).splitlines()[-1].startswith("::error")


def test_warnings_of_a_sound_file_are_told_in_its_line() -> None:
    assert line(replace(SOUND, diagnostics=(FOLDED,))).endswith("không có lỗi (1 cảnh báo)")


def test_many_units_are_counted_and_not_named() -> None:
    assert "4 đơn vị, năm 2023" in line(replace(SOUND, units=tuple(scenes.DISTRICTS)))


def test_plain_lines_have_the_place_first_and_the_severity_in_words() -> None:
    lines = render(report(), VI, Look(Format.PLAIN)).splitlines()
    assert lines[0] == "Số liệu của 4 tệp: 1 tệp dùng được, 1 tệp phải sửa, 1 tệp không có số liệu, 1 tệp không xét"
    assert lines[4] == "✓ a.xlsx: Huyện Nam Sách, năm 2023; không có lỗi"
    assert lines[6].startswith("b.xlsx › Biểu!C12:C13: Lỗi C502 (2 ô) [Huyện Bình Giang] Trường số liệu")
    assert lines[7].startswith("b.xlsx › Biểu!B7: Cảnh báo U403 Tên “Binh Giang”")


@pytest.mark.crossing(4)
@languages
@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_table_fits_its_width(width: int, language: str) -> None:
    text = render(report(), Messages(language), Look(Format.TABLE, width=width))
    assert max(len(line) for line in text.splitlines()) <= width
    assert "\x1b" not in text
    assert "\x1b[" in render(report(), VI, Look(Format.TABLE, color=True))


def test_json_has_every_single_fault_by_file() -> None:
    found = json.loads(render(report(), VI, Look(Format.JSON)))
    assert found["summary"] == {
        "files": {"sound": 1, "faulty": 1, "empty": 1, "set_aside": 1},
        "diagnostics": {"error": 2, "warning": 1, "question": 0, "note": 1},
    }
    assert found["plan"]["sha256"] == "0" * 64
    one = found["files"][1]
    assert (one["file"], one["standing"], one["periods"]) == ("b.xlsx", "faulty", ["year"])
    assert one["units"] == [{"unit": "296", "name": "Huyện Bình Giang"}]
    assert [(told["code"], told["cell"]) for told in one["diagnostics"]] == [
        ("C502", "C12"),
        ("C502", "C13"),
        ("U403", "B7"),
    ]


@pytest.mark.parametrize("name", shown_by("validate"))
def test_a_file_name_cannot_act_up(name: Format) -> None:
    evil = replace(SOUND, name="a\x1b]0;b\u202e[red].xlsx")
    text = render(report(evil), VI, Look(name))
    assert "\x1b" not in text
    assert "\u202e" not in text
    only_wrong = name in (Format.GITHUB, Format.GITLAB, Format.SUMMARY)  # they name only files with something wrong
    assert only_wrong or "[red]" in text.replace("\\", "")


@pytest.mark.slow
def test_a_check_tells_each_of_its_files_in_a_line() -> None:
    examples = Path(__file__).parents[2] / "examples"
    found = check(Request((examples / "year_2023", examples / "faulty" / "not_a_workbook.xlsx"), period="year"))
    lines = render(found, VI, Look(Format.PLAIN)).splitlines()
    told = lines[lines.index("Các tệp") + 1 :][: len(found.inputs)]
    assert [line.split(": ")[0].split(" ", 1)[1] for line in told] == [one.name for one in found.inputs]
    assert [line[0] for line in told] == ["✓"] * 13 + ["✗"]
    terminal = render(found, VI, Look(Format.TABLE, width=200))
    assert "not_a_workbook.xlsx: 1 lỗi" in terminal
    assert "gia_loc_nam2023.xlsx" not in terminal.split("Các tệp")[1]
