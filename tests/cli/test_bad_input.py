"""Bad input through the front door: each kind has its sentence, at its place, and its exit code."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from khpcmd.cli import main
from places import EXAMPLES, Captured

SHEET = "Tổng hợp huyện"
FIRST, LAST, TOTAL = 13, 24, 25  # the rows of the districts, and the total row


def outcome(capsys: Captured, *arguments: str | Path) -> tuple[int, str]:
    """The exit code, and everything that was said."""
    code = main(["check", "--lang", "en", *map(str, arguments)])
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    return code, said.out + said.err


def example(folder: Path, change: Callable[[Worksheet], None]) -> Path:
    """A copy of the consolidated example with its districts' sheet changed."""
    book = openpyxl.load_workbook(EXAMPLES / "returns_2023.xlsx")
    change(book[SHEET])
    path = folder / "returns.xlsx"
    book.save(path)
    return path


def put(cell: str, value: object) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        sheet[cell].value = value

    return change


def error(value: str) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        sheet["V15"].value = value
        sheet["V15"].data_type = "e"

    return change


def without_column(sheet: Worksheet) -> None:
    for row in range(8, LAST + 2):
        for merged in [area for area in sheet.merged_cells.ranges if area.min_col <= 21 <= area.max_col]:
            sheet.unmerge_cells(str(merged))
        sheet.cell(row, 21).value = None


def another_title(sheet: Worksheet) -> None:
    for row in sheet.iter_rows(max_row=10):
        for cell in row:
            if isinstance(cell.value, str) and "NĂM 2023" in cell.value:
                cell.value = cell.value.replace("NĂM 2023", "6 THÁNG ĐẦU NĂM 2023")


CHANGES: dict[str, tuple[Callable[[Worksheet], None], str, str]] = {
    "unknown district": (put("B14", "Huyện Bình Gang"), "U401", "Bình Giang"),
    "district twice": (put("B14", "TP. Hải Dương"), "U402", "Hải Dương"),
    "blank": (put("V15", None), "C501", "V15"),
    "text in a count": (put("V15", "khoảng 40"), "C502", "khoảng 40"),
    "fraction in a count": (put("V15", 12.5), "C503", "V15"),
    "negative": (put("V15", -3), "C504", "V15"),
    "part above whole": (put("V15", 4000), "K631", "V15"),
    "uncalculated formula": (put("V15", "=U15-1"), "C507", "=U15-1"),
    "error cell": (error("#REF!"), "C506", "#REF!"),
    "missing column": (without_column, "S304", SHEET),
    "true in a count": (put("V15", True), "C510", "V15"),
    "percent in a count": (put("V15", "12%"), "C513", "12%"),
    "two numbers": (put("V15", "102 lượt/86 cơ sở"), "C512", "102 lượt/86 cơ sở"),
    "more communes than the register": (put("X15", 20), "K605", "X15"),
    "a total that does not add up": (put("V25", 198), "K606", "V25"),
}


@pytest.mark.crossing(1)
@pytest.mark.parametrize("name", CHANGES)
def test_a_fault_in_the_data_is_told_at_its_place_and_ends_with_three(
    name: str, tmp_path: Path, capsys: Captured
) -> None:
    change, code, told = CHANGES[name]
    path = example(tmp_path, change)
    before = path.read_bytes()
    exit_code, said = outcome(capsys, path, "-v")
    assert exit_code == 3
    assert code in said
    assert told in said
    assert path.read_bytes() == before


def test_a_column_that_is_not_the_plan_s_is_a_warning_and_changes_nothing(tmp_path: Path, capsys: Captured) -> None:
    def change(sheet: Worksheet) -> None:
        sheet.cell(10, 40).value = "Số buổi sinh hoạt"
        for row in range(FIRST, LAST + 1):
            sheet.cell(row, 40).value = 3

    exit_code, said = outcome(capsys, example(tmp_path, change), "-v")
    assert exit_code == 1
    assert "S303" in said


def test_a_return_of_another_period_is_not_counted(tmp_path: Path, capsys: Captured) -> None:
    exit_code, said = outcome(capsys, example(tmp_path, another_title), "--period", "year")
    assert exit_code == 3
    assert "U406" in said
    assert "0/12 districts" in said


def not_a_workbook(content: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / "returns.xlsx"
        path.write_bytes(content)
        return path

    return make


def empty_sheet(folder: Path) -> Path:
    path = folder / "returns.xlsx"
    openpyxl.Workbook().save(path)
    return path


def folder_of_notes(folder: Path) -> Path:
    (folder / "notes.txt").write_text("no return here")
    return folder


def cut_short(folder: Path) -> Path:
    path = folder / "returns.xlsx"
    path.write_bytes((EXAMPLES / "returns_2023.xlsx").read_bytes()[:20_000])
    return path


def ole(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + stream.encode("utf-16-le").ljust(512, b"\0")


FILES: dict[str, tuple[Callable[[Path], Path], int, str]] = {
    "missing file": (lambda folder: folder / "nowhere.xlsx", 3, "F201"),
    "folder with no workbook": (folder_of_notes, 5, "F211"),
    "text": (not_a_workbook("tổng số: 12".encode()), 3, "F207"),
    "empty file": (not_a_workbook(b""), 3, "F204"),
    "encrypted": (not_a_workbook(ole("EncryptedPackage")), 3, "F205"),
    "cut short": (cut_short, 3, "F208"),
    "empty sheet": (empty_sheet, 3, "S301"),
}


@pytest.mark.crossing(6)
@pytest.mark.parametrize("name", FILES)
def test_what_is_no_return_is_said_in_its_own_sentence(name: str, tmp_path: Path, capsys: Captured) -> None:
    make, code, told = FILES[name]
    exit_code, said = outcome(capsys, make(tmp_path))
    assert (exit_code, told in said) == (code, True), said


def test_one_bad_file_hides_no_other_and_ends_with_three(tmp_path: Path, capsys: Captured) -> None:
    shutil.copytree(EXAMPLES / "year_2023", tmp_path / "inbox")
    (tmp_path / "inbox" / "a_broken.xlsx").write_bytes(b"PK\3\4 nothing")
    exit_code, said = outcome(capsys, tmp_path / "inbox")
    assert exit_code == 3
    assert "F208" in said
    assert "12/12 districts" in said
    assert "199/996" in said


def test_a_limit_is_told_and_not_where_the_counting_stopped(capsys: Captured) -> None:
    code, said = outcome(capsys, EXAMPLES / "returns_2023.xlsx", "--limit", "cells=10", "-v")
    assert code == 3
    assert "the number of cells is above the maximum of 10." in said
    main(["check", str(EXAMPLES / "returns_2023.xlsx"), "--limit", "cells=10", "--format", "json"])
    (fault,) = [one for one in json.loads(capsys.readouterr().out)["diagnostics"] if one["code"] == "F209"]
    assert fault["params"]["found"] > fault["params"]["limit"] == 10


QUESTIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "unknown target": (("--target", "B3d"), "B3c"),
    "unknown period": (("--period", "quarter"), "half_year"),
    "no such plan": (("--plan", "nowhere.yaml"), "P101"),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_that_cannot_be_answered_ends_with_two(name: str, capsys: Captured) -> None:
    arguments, told = QUESTIONS[name]
    exit_code, said = outcome(capsys, EXAMPLES / "returns_2023.xlsx", *arguments)
    assert exit_code == 2
    assert told in said


def facts(capsys: Captured, *arguments: str | Path) -> object:
    """The JSON of a check without what only says where things stood."""
    main(["check", "--format", "json", *map(str, arguments)])
    places = {"inputs", "cells", "part_cells", "whole_cells", "sources", "file", "sheet", "cell", "at", "raw"}

    def without_places(value: object) -> object:
        if isinstance(value, dict):
            return {key: without_places(item) for key, item in value.items() if key not in places}
        return [without_places(item) for item in value] if isinstance(value, list) else value

    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    found["diagnostics"] = [fault for fault in found["diagnostics"] if fault["severity"] != "note"]
    found["summary"]["diagnostics"].pop("note")  # the consolidated workbook has a total row that is set aside
    return without_places(found)


@pytest.mark.slow
def test_one_workbook_and_thirteen_files_give_the_same_but_for_the_places(capsys: Captured) -> None:
    one = facts(capsys, EXAMPLES / "returns_2023.xlsx", "--as-of", "2023-12-14")
    many = facts(capsys, EXAMPLES / "year_2023", "--as-of", "2023-12-14")
    assert one == many
