"""The summary counts and names one thing one way: files, faults, units, reasons."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.cell import Cell

import scenes
from khpcmd.checking import Request, check
from khpcmd.cli import main
from khpcmd.diagnostics import Code, Severity
from khpcmd.diagnostics.parameters import Ref
from khpcmd.i18n import Messages
from khpcmd.render.formats import FAILS_ON, Format, Look, render
from khpcmd.render.summary.screen import Entries, Entry, Summary, drawn
from khpcmd.render.told.file import short_names
from khpcmd.render.wording import Wording
from khpcmd.report import Report
from khpcmd.results import Verdict
from places import EXAMPLES, SOUND, Captured, languages

VI = Messages("vi")
WRONG = EXAMPLES / "faulty" / "unit_of_measure.xlsx"


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (["in/a.xlsx"], ["a.xlsx"]),
        (["in/a.xlsx", "in/b.xlsx"], ["a.xlsx", "b.xlsx"]),
        (["in/x/a.xlsx", "in/y/a.xlsx", "in/y/b.xlsx"], ["x/a.xlsx", "y/a.xlsx", "b.xlsx"]),
        (["x/1/a.xlsx", "y/1/a.xlsx", "y/2/a.xlsx"], ["x/1/a.xlsx", "y/1/a.xlsx", "2/a.xlsx"]),
        (["a.xlsx", "in/a.xlsx"], ["a.xlsx", "in/a.xlsx"]),
        (["/x/in/a.xlsx", "in/a.xlsx"], ["x/in/a.xlsx", "in/a.xlsx"]),
        (["C:\\x\\a.xlsx", "C:\\y\\a.xlsx"], ["x/a.xlsx", "y/a.xlsx"]),
    ],
)
def test_a_name_is_as_long_as_tells_it_from_the_others(names: list[str], short: list[str]) -> None:
    assert list(map(short_names(names).__getitem__, names)) == short


@pytest.mark.slow
def test_files_of_one_name_in_two_folders_are_told_apart(tmp_path: Path, capsys: Captured) -> None:
    for folder, source in (("x", WRONG), ("y", EXAMPLES / "faulty" / "wrong_year.xlsx")):
        (tmp_path / folder).mkdir()
        shutil.copy(source, tmp_path / folder / "bc.xlsx")
    for command in ("check", "validate"):
        main([command, str(tmp_path)])
        out = capsys.readouterr().out
        assert ("x/bc.xlsx" in out, "y/bc.xlsx" in out) == (True, True), command
    main(["check", str(tmp_path), "-q"])
    assert "x/bc.xlsx" in capsys.readouterr().out
    main(["annotate", str(tmp_path / "x"), str(tmp_path / "y"), "-d", str(tmp_path / "out"), "-v", "--all"])
    out = capsys.readouterr().out
    assert "x/bc.xlsx" in out or "out/bc (2).xlsx" in out


def test_copies_that_are_skipped_are_named(tmp_path: Path, capsys: Captured) -> None:
    names = [f"{letter}.xlsx" for letter in "abcdef"]
    for name in names:
        shutil.copy(SOUND, tmp_path / name)
    for command in ("check", "validate"):
        main([command, str(tmp_path)])
        assert "– Bỏ qua 5 tệp: b.xlsx, c.xlsx, d.xlsx và 2 tệp khác" in capsys.readouterr().out


def test_what_is_left_out_is_counted_as_what_it_is() -> None:
    files = tuple(Entry("✗", "", f"{number}.xlsx", "1 lỗi", ("x",), 2) for number in range(60))
    faults = tuple(Entry("✗", "", "", "", ("x",)) for _ in range(60))
    more_files, more_entries = r"và \d+ tệp khác \(xem bằng -v\)", r"và \d+ mục khác \(xem bằng -v\)"
    for entries, said in ((files, more_files), (faults, more_entries), (files[:50] + faults[:10], more_entries)):
        summary = Summary("", (), Entries("x", entries), "", "")
        lines = drawn(summary, Messages("vi"), Look(Format.SUMMARY, terminal=True)).splitlines()
        (more,) = (line.strip() for line in lines if re.fullmatch(said, line.strip()))
        shown = sum(line.startswith("✗") for line in lines)
        assert int(more.split()[1]) == (60 - shown) * (2 if entries is files else 1)


def inbox(folder: Path) -> Report:
    """The year's returns without two of them, and one with a cell that nobody can read: not all wait for the same."""
    shutil.copytree(EXAMPLES / "year_2023", folder)
    for path in folder.iterdir():
        if re.search("chi_linh|gia_loc", path.name):
            path.unlink()
    shutil.copy(WRONG, folder / "nam sach.xlsx")
    return check(Request(paths=(folder,), as_of=date(2023, 12, 15)))


@pytest.mark.slow
def test_screen_and_page_name_the_same_units_as_awaited_by_all(tmp_path: Path) -> None:
    report = inbox(tmp_path / "in")
    common = report.awaited_by_all
    open_ = [one for one in report.results if one.verdict is Verdict.INCONCLUSIVE and one.open_units]
    assert common
    assert len({frozenset(unit.unit for unit in one.open_units) for one in open_}) > 1
    names = VI.joined(report.plan.unit[unit].name.vi for unit in common)
    (line,) = (line for line in render(report, VI, Look(Format.SUMMARY)).splitlines() if "đều chờ" in line)
    assert line.endswith(names)
    page = render(report, VI, Look(Format.HTML))
    assert VI.text("html.all_wait_for", names=names) in page


def test_warnings_that_count_are_called_warnings(tmp_path: Path, capsys: Captured) -> None:
    shutil.copy(SOUND, tmp_path / "bc.xlsx")
    book = load_workbook(tmp_path / "bc.xlsx")
    cells = [
        cell
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell, Cell) and cell.is_date
    ]
    cells[0].value = date(2022, 10, 1)
    book.save(tmp_path / "bc.xlsx")
    assert main(["validate", str(tmp_path / "bc.xlsx"), "--strict"]) == 3
    out = capsys.readouterr().out
    assert "1 cảnh báo" in out
    assert not re.search(r"\b1 lỗi\b", out)


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "validate", "annotate"])
def test_a_blank_form_is_blank_and_has_nothing_to_fix(command: str, tmp_path: Path, capsys: Captured) -> None:
    """It is no pass either, and beside a file with errors only that one is to be fixed and marked."""
    form, more = tmp_path / "gia-loc.xlsx", ["-d", str(tmp_path / "out")] if command == "annotate" else []
    assert main(["template", "--unit", "Huyện Gia Lộc", "--period", "year", "-o", str(form)]) == 0
    capsys.readouterr()
    assert main([command, str(form), *more]) == 5
    told = capsys.readouterr().out
    assert "✗ gia-loc.xlsx  chưa ghi số liệu nào" in told
    assert not re.search("hải sửa|0 lỗi|khpcmd annotate", told)
    assert re.search("hưa ghi số liệu: 1 (trong 1 )?tệp", told)
    assert main([command, str(form), str(WRONG), *more, *(["--force"] if more else [])]) == 3
    told = capsys.readouterr().out
    assert "Tệp phải sửa: 1 " in told
    assert ("khpcmd annotate" in told) == (command != "annotate")
    blank = "Tệp chưa ghi số liệu: 1 trong 2 tệp" if command != "annotate" else "Chưa ghi số liệu: 1 tệp"
    assert blank in told


def test_every_file_that_is_listed_is_counted(tmp_path: Path, capsys: Captured) -> None:
    shutil.copy(WRONG, tmp_path)
    (tmp_path / "BC nam Thanh Ha.pdf").write_bytes(b"%PDF-1.4")
    assert main(["check", str(tmp_path), "--period", "year", "--as-of", "2023-12-15"]) == 3
    heading, *listed = capsys.readouterr().out.partition("Tệp phải sửa: ")[2].partition("\n\n")[0].splitlines()
    assert heading.startswith("2 trong 2 tệp")
    assert len(listed) == 2


@pytest.mark.parametrize("command", ["validate", "annotate"])
def test_where_nothing_was_checked_nothing_is_said_to_be_fixed(command: str, tmp_path: Path, capsys: Captured) -> None:
    more = ["-d", str(tmp_path / "out")] if command == "annotate" else []
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "readme.txt").write_text("x")
    assert main([command, str(tmp_path / "in"), *more]) == 5
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("Không có số liệu nào để kiểm tra")
    assert last.endswith("(mã thoát 5)")


@pytest.mark.crossing(1)
@pytest.mark.parametrize(
    ("fails_on", "said"),
    [
        ({"duties"}, "nhiệm vụ chưa có thông tin: 33 (mã thoát 3)"),
        ({"warnings"}, "2 cảnh báo (mã thoát 3)"),
        ({"duties", "warnings"}, "nhiệm vụ chưa có thông tin: 33, 2 cảnh báo (mã thoát 3)"),
        (FAILS_ON, "16 đơn vị chưa báo cáo"),
        ({"inconclusive"}, "16 đơn vị chưa báo cáo"),
    ],
)
def test_the_last_line_names_what_the_run_failed_on(fails_on: frozenset[str], said: str, tmp_path: Path) -> None:
    for name in "abc":
        shutil.copy(SOUND, tmp_path / f"{name}.xlsx")
    report = check(Request(paths=(tmp_path,), as_of=date(2023, 12, 15)))
    assert len(list(report.of(Severity.WARNING))) == 2  # the copies
    last = render(report, VI, Look(Format.SUMMARY, exit_code=3, fails_on=frozenset(fails_on))).splitlines()[-1]
    silent = len({one.duty.id for one in report.duties if one.state.value == "not_reported"})
    assert last.removeprefix("Chưa kết luận được: ").startswith(said.replace("33", str(silent)))


def test_figures_of_new_units_are_in_neither_count(tmp_path: Path, capsys: Captured) -> None:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        shutil.copy(SOUND, tmp_path / name / "a.xlsx")
    shutil.copy(EXAMPLES / "year_2023" / "chi_linh_2023.xlsx", tmp_path / "new" / "b.xlsx")
    main(["diff", str(tmp_path / "old"), str(tmp_path / "new")])
    out = capsys.readouterr().out
    assert "1 đơn vị mới có báo cáo" in out
    assert not re.search(r"\d số liệu thay đổi|Số liệu thay đổi", out)


def test_one_open_target_is_no_group() -> None:
    assert replace(scenes.with_verdict(Verdict.INCONCLUSIVE)).awaited_by_all == ()


@pytest.mark.parametrize("width", range(30, 90))
def test_the_exit_code_of_the_last_line_is_not_broken(width: int) -> None:
    text = "Chưa kết luận được: 16 đơn vị chưa báo cáo, 1 lỗi; chắc chắn không đạt: B4b (mã thoát 3)"
    lines = drawn(
        Summary("", (), None, text, ""), Messages("vi"), Look(Format.SUMMARY, terminal=True, width=width)
    ).splitlines()
    last = [line for line in lines if line]
    assert last[-1].endswith("(mã thoát 3)")
    assert all(len(line) <= width for line in last)
    assert all(line.startswith("  ") for line in last[1:])
    assert " ".join(line.strip() for line in last) == text


@languages
@pytest.mark.parametrize("differ", [True, False])
def test_two_returns_that_agree_do_not_list_what_differs(language: str, differ: bool) -> None:
    report, messages = scenes.with_verdict(Verdict.MET), Messages(language)
    unit, field = report.plan.units[0].id, next(iter(report.plan.fields))
    found = (Ref("field", field),) if differ else Ref("word", "none")
    fault = Code.UNIT_TWICE(
        None, {"unit": Ref("unit", unit), "other": "b.xlsx", "differ": found, "newest": Ref("word", "saved_last")}, unit
    )
    said = Wording(messages, report.plan).message(fault)
    assert ("Khác nhau" in said or "differ" in said.lower()) is differ
    assert "{" not in said
