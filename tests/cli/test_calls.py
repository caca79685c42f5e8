"""``khpcmd check --calls``: whom to call, what to ask, and what is decided by it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from khpcmd.checking import Request, check
from khpcmd.cli import main
from khpcmd.diagnostics import Code
from khpcmd.render.calls import calls_of
from khpcmd.results import Verdict
from places import EXAMPLES, Captured

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
