"""Many files in one run: lists, wildcards, several files of one unit, and what breaks off in the middle."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from khpcmd.checking import Request, check
from khpcmd.cli import main
from khpcmd.diagnostics import Code
from khpcmd.render.summary.check import calls_of
from khpcmd.results import Verdict
from khpcmd.workbook.read import Reading, read_workbook
from places import EXAMPLES, Captured
from workbook.builder import saved_on

FORM = min((EXAMPLES / "year_2023").glob("*.xlsx"))


def saved(folder: Path, name: str, day: int, cell: str = "", value: int = 0) -> Path:
    """A copy of a form, saved on a day of December, with one cell changed."""
    book = load_workbook(FORM)
    if cell:
        book.worksheets[0][cell] = value
    book.save(folder / name)
    return saved_on(date(2023, 12, day), folder / name)


@cache
def figure_cell() -> str:
    """A cell of the form that holds a count."""
    sheet = load_workbook(FORM).worksheets[0]
    cells = (cell for row in sheet.iter_rows() for cell in row)
    return next(cell.coordinate for cell in cells if (cell.column or 0) > 2 and type(cell.value) is int)


def codes(capsys: Captured, *arguments: str) -> tuple[int, dict[str, list[str]], dict[str, object]]:
    """The exit code, the files told by code, and the report itself."""
    code = main(["check", *arguments, "--only-reported", "--format", "json"])
    document = json.loads(capsys.readouterr().out)
    told: dict[str, list[str]] = {}
    for one in document["diagnostics"]:
        told.setdefault(one["code"], []).append(Path(one["file"] or "").name)
    return code, told, document


def sheets_read(document: dict[str, object]) -> set[str]:
    """The files that figures were taken from."""
    found: set[str] = set()

    def look(value: object) -> None:
        if isinstance(value, dict):
            if value.get("state") and value.get("file"):
                found.add(Path(str(value["file"])).name)
            for one in value.values():
                look(one)
        elif isinstance(value, list):
            for one in value:
                look(one)

    look(document["results"])
    return found


def test_the_newest_of_several_files_counts_and_the_others_are_named(tmp_path: Path, capsys: Captured) -> None:
    cell = figure_cell()
    saved(tmp_path, "a-new.xlsx", 12, cell, 7)
    saved(tmp_path, "b-old.xlsx", 3, cell, 5)
    _, told, document = codes(capsys, str(tmp_path), "--prefer", "newest")
    assert told.get("U418") == ["b-old.xlsx"]
    assert "U402" not in told
    assert sheets_read(document) == {"a-new.xlsx"}


def test_the_last_of_the_list_counts_where_that_is_asked_for(tmp_path: Path, capsys: Captured) -> None:
    cell = figure_cell()
    first, second = saved(tmp_path, "a.xlsx", 12, cell, 7), saved(tmp_path, "b.xlsx", 3, cell, 5)
    for order in ([first, second], [second, first]):
        _, told, document = codes(capsys, *map(str, order), "--prefer", "listed")
        assert told.get("U418") == [order[0].name]
        assert sheets_read(document) == {order[1].name}


def test_two_files_that_differ_are_an_error_where_nobody_said_which_counts(tmp_path: Path, capsys: Captured) -> None:
    cell = figure_cell()
    saved(tmp_path, "a.xlsx", 12, cell, 7)
    saved(tmp_path, "b.xlsx", 3, cell, 5)
    code, told, _ = codes(capsys, str(tmp_path))
    assert code == 3
    assert "U402" in told


def test_two_saved_at_the_same_time_stay_an_error(tmp_path: Path, capsys: Captured) -> None:
    cell = figure_cell()
    saved(tmp_path, "a.xlsx", 12, cell, 7)
    saved(tmp_path, "b.xlsx", 12, cell, 5)
    code, told, _ = codes(capsys, str(tmp_path), "--prefer", "newest")
    assert code == 3
    assert "U402" in told
    assert "U418" not in told
    for language, words in (
        ("vi", "không có, vì hai bản lưu cùng lúc"),
        ("en", "neither, for both were saved at the sam"),
    ):
        main(["check", str(tmp_path), "--prefer", "newest", "--format", "plain", "-v", "--lang", language])
        told_of = capsys.readouterr().out
        assert words in " ".join(told_of.split()), told_of


def test_a_list_of_names_is_read_from_the_standard_input(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    for separator in ("\n", "\r\n", "\0"):
        names = separator.join([str(EXAMPLES / "returns_2023.xlsx"), ""])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(names.encode())))
        assert main(["check", "--files-from", "-", "--as-of", "2023-12-15", "-q"]) == 1
    listing = tmp_path / "list.txt"
    listing.write_text(f"\ufeff{EXAMPLES / 'returns_2023.xlsx'}\n\n", encoding="utf-8")
    assert main(["validate", "--files-from", str(listing)]) == 0
    capsys.readouterr()


@pytest.mark.crossing(3)
@pytest.mark.parametrize(("content", "code"), [(b"", 5), (b"\n\n", 5), (b"\xff\xfe", 2), (b"nothing.xlsx\n", 3)])
def test_a_list_of_nothing_is_no_pass(content: bytes, code: int, tmp_path: Path) -> None:
    (tmp_path / "list").write_bytes(content)
    assert main(["check", "--files-from", str(tmp_path / "list")]) == code
    assert main(["validate", "--files-from", str(tmp_path / "list")]) == code


def test_a_list_that_is_not_there_is_told(tmp_path: Path, capsys: Captured) -> None:
    assert main(["check", "--files-from", str(tmp_path / "none")]) == 2
    assert f"không tìm thấy danh sách tệp “{tmp_path / 'none'}”" in capsys.readouterr().err


def test_what_is_broken_off_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    seen = list[Path]()

    def broken_off(path: Path, *rest: Any, **named: Any) -> Reading:
        seen.append(path)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return read_workbook(path, *rest, **named)

    monkeypatch.setattr("khpcmd.inputs.gather.read_workbook", broken_off)
    assert main(["check", str(EXAMPLES / "year_2023"), "-o", str(tmp_path / "a.json")]) == 130
    assert (list(tmp_path.iterdir()), capsys.readouterr()) == ([], ("", ""))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends its interrupts another way")
def test_ctrl_c_ends_with_130_and_says_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "khpcmd", "check", "--files-from", "-", "-o", str(tmp_path / "a.json")]
    pipe, heard = subprocess.PIPE, signal.signal(signal.SIGINT, signal.default_int_handler)
    try:  # a shell that runs the tests in the background has the interrupt ignored, which processes inherit
        process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe)
    finally:
        signal.signal(signal.SIGINT, heard)
    with process:
        assert process.stdin is not None
        process.stdin.write(b"x.xlsx\n" * 20_000)  # more than the pipe holds: it is reading when this is through
        process.stdin.flush()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, b"", b"")
    assert list(tmp_path.iterdir()) == []


def all_of(leader: int) -> str:
    """What was written to a pseudo-terminal so far."""
    found = b""
    while select.select([leader], [], [], 0.5)[0]:
        found += os.read(leader, 100_000)
    return found.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_progress_is_drawn_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    from khpcmd.cli import output as shown
    from khpcmd.i18n import Messages

    monkeypatch.setattr(shown, "PATIENCE", -1.0)
    leader, follower = pty.openpty()
    with os.fdopen(follower, "w", encoding="utf-8") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        with shown.progress(Messages("vi")) as tell:
            assert tell is not None
            tell(1, 3)
            tell(2, 3)
        terminal.flush()
        drawn = all_of(leader)
    os.close(leader)
    assert "Đang đọc" in drawn
    assert "2/3" in drawn
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with shown.progress(Messages("vi")) as tell:
        assert tell is None
    assert capsys.readouterr().out == ""


# ``khpcmd check --calls``: whom to call, what to ask, and what is decided by it


CELLS = EXAMPLES / "faulty" / "cells.xlsx"
HALF = EXAMPLES / "half_year_2023.xlsx"


def test_each_call_has_its_unit_its_question_and_its_targets(capsys: Captured) -> None:
    main(["check", str(CELLS), "--calls", "--as-of", "2023-12-14"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("5 cuộc gọi")
    place = lines.index("3. Thị xã Kinh Môn: B5b")
    assert lines[place + 1].startswith("   C504 AA16: ")
    assert lines[place + 2] == "   sau cuộc gọi này chắc chắn kết luận được: B5b"
    assert lines[-1].endswith("(mã thoát 3)")


def test_who_has_not_reported_is_called_for_all_that_waits(capsys: Captured) -> None:
    main(["check", str(HALF), "--calls", "--as-of", "2023-06-14", "--lang", "en"])
    out = capsys.readouterr().out
    assert "Calls: 2; open targets that they decide for sure: 14 of 14" in out
    assert out.index("1. Nam Sach District") < out.index("2. Tu Ky District")


def test_what_may_well_turn_most_binding_targets_comes_first_then_the_shortest() -> None:
    report = check(Request((CELLS, HALF.parent / "faulty" / "columns.xlsx"), period="year"))
    binding = {one.target.id for one in report.results if one.target.binding}
    turned = [(one, binding.intersection(one.targets)) for one in calls_of(report)]
    worth = [(-len(found & one.likely), -len(found), len(one.questions)) for one, found in turned]
    assert worth == sorted(worth)


def test_a_target_is_decided_once_all_that_it_waits_for_was_called() -> None:
    report = check(Request((HALF,)))
    calls, called = calls_of(report), set[str]()
    for call in calls:
        called.add(call.unit)
    open_ = [one for one in report.results if one.verdict is Verdict.INCONCLUSIVE]
    assert all({unit.unit for unit in one.open_units} <= called for one in open_)


def test_what_turns_nothing_needs_no_call(capsys: Captured) -> None:
    main(["check", str(CELLS), "--format", "json", "--as-of", "2023-12-14"])
    faults = json.loads(capsys.readouterr().out)["diagnostics"]
    idle = [one for one in faults if one["can_turn"] == [] and one["severity"] != "note"]
    main(["check", str(CELLS), "--calls", "--as-of", "2023-12-14"])
    assert f"Không cần gọi: {len(idle)} số liệu" in capsys.readouterr().out


def test_a_figure_that_is_missing_from_the_file_of_one_unit_is_asked_of_it(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row with an unknown name is an error of the file, and the file is one unit's."""
    monkeypatch.chdir(tmp_path)
    source = EXAMPLES / "year_2023" / "gia_loc_nam2023.xlsx"
    book = load_workbook(source)
    (cell,) = [
        row[1] for row in book.worksheets[0].iter_rows() if str(row[1].value).startswith("Tổng số cơ sở kinh doanh")
    ]
    cell.value = "TS CSKDDV nhạy cảm"
    book.save("gia_loc.xlsx")
    main(["check", "gia_loc.xlsx", "--only-reported", "--calls", "--as-of", "2023-12-15"])
    lines = capsys.readouterr().out.splitlines()
    place = lines.index("1. Huyện Gia Lộc: B3c")
    assert lines[place + 1].startswith("   S304 ")
    assert lines[place + 2].endswith("kết luận được: B3c")
    main(["check", "gia_loc.xlsx", "--only-reported", "-o", "draft.docx", "-q", "--as-of", "2023-12-15"])
    text = "\n".join(one.text for one in Document("draft.docx").paragraphs)
    assert "Số liệu của 01 đơn vị còn lỗi" in text
    assert re.search(r"Đề nghị các đơn vị có số liệu lỗi .*: huyện Gia Lộc\.", text)


def test_no_call_where_nothing_is_open_or_asked(capsys: Captured) -> None:
    main(["check", str(EXAMPLES / "returns_2023.xlsx"), "--calls", "--as-of", "2023-12-14"])
    assert "không cần gọi điện" in capsys.readouterr().out.splitlines()[0]


@pytest.mark.parametrize("other", [("--format", "json"), ("-q",), ("-v",)])
def test_it_stands_alone(other: tuple[str, ...]) -> None:
    assert main(["check", str(HALF), "--calls", *other]) == 2


def test_a_fault_says_which_verdicts_it_can_turn(capsys: Captured) -> None:
    main(["check", str(CELLS), "-v", "--format", "plain", "--lang", "en", "--as-of", "2023-12-14"])
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "C504" in line]
    assert "Can turn: B5b." in line


@pytest.mark.slow
def test_a_unit_given_twice_says_which_verdicts_the_figures_that_differ_can_turn(tmp_path: Path) -> None:
    """Those that one of its figures would turn by itself; where both places agree there is nothing to ask."""
    book = load_workbook(EXAMPLES / "returns_2023.xlsx")
    sheet = book.worksheets[0]
    for column in range(2, sheet.max_column + 1):
        sheet.cell(24, column).value = sheet.cell(23, column).value
    book.save(tmp_path / "equal.xlsx")
    sheet["F24"].value = 99
    book.save(tmp_path / "differ.xlsx")
    found = {}
    for name in ("equal", "differ"):
        report = check(Request((tmp_path / f"{name}.xlsx",), only_reported=True))
        (twice,) = [one for one in report.diagnostics if one.code is Code.UNIT_TWICE]
        found[name] = twice.turns
        called = {target for call in calls_of(report) if call.unit == twice.unit for target in call.targets}
        assert called == set(twice.turns or ())
    assert found == {"equal": (), "differ": ("B1b",)}
