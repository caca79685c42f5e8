"""Which files a run looks at."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import scenes
from filings import in_file, reading
from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.errors import UsageError
from khpcmd.diagnostics.parameters import Ref
from khpcmd.i18n import Messages
from khpcmd.inputs.find import find_files
from khpcmd.inputs.gather import common_period, filed_for
from khpcmd.render.wording import Wording
from places import languages


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = Path("inbox")
    (folder / "huyện").mkdir(parents=True)
    for name in ("b.xlsx", "a.xlsx", "huyện/c.xlsm", "notes.txt", "~$a.xlsx", ".hidden.xlsx", "old.xls", "d.csv"):
        (folder / name).write_bytes(name.encode())
    return folder


def test_a_folder_is_searched_through_in_the_order_of_names(inbox: Path) -> None:
    files, faults = find_files([inbox])
    assert files == ["inbox/a.xlsx", "inbox/b.xlsx", "inbox/d.csv", "inbox/old.xls", "inbox/huyện/c.xlsm"]
    assert [(fault.code, fault.at and fault.at.file) for fault in faults] == [
        (Code.FILE_SET_ASIDE, "inbox/.hidden.xlsx"),
        (Code.FILE_SET_ASIDE, "inbox/notes.txt"),
        (Code.FILE_SET_ASIDE, "inbox/~$a.xlsx"),
    ]


def test_what_is_hidden_is_named_and_hidden_folders_are_not_entered(inbox: Path) -> None:
    (inbox / ".git" / "deep").mkdir(parents=True)
    (inbox / ".git" / "deep" / "d.xlsx").write_bytes(b"d")
    (inbox / "huyện" / ".~lock.c.xlsm#").touch()
    files, faults = find_files([inbox])
    assert len(files) == 5
    assert {fault.at.file: fault.params["what"] for fault in faults if fault.at and "/." in fault.at.file} == {
        "inbox/.git": Ref("word", "hidden_folder"),
        "inbox/.hidden.xlsx": Ref("word", "hidden_file"),
        "inbox/huyện/.~lock.c.xlsm#": Ref("word", "hidden_file"),
    }


def test_what_a_folder_sets_aside_is_read_where_it_is_named_as_well(inbox: Path) -> None:
    files, faults = find_files([inbox, inbox / "notes.txt"])
    assert files[-1] == "inbox/notes.txt"
    assert all(fault.at is None or fault.at.file != "inbox/notes.txt" for fault in faults)


def test_a_path_that_is_not_there_is_a_fault(inbox: Path) -> None:
    nowhere = [Path("nowhere.xlsx"), Path("nowhere"), Path("n" * 5000), Path("no\0where")]
    files, faults = find_files([inbox / "a.xlsx", *nowhere])
    assert len(files) == 1
    assert [fault.code for fault in faults] == [Code.FILE_NOT_FOUND] * 4


def test_a_folder_without_a_workbook_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    _, faults = find_files([tmp_path])
    assert Code.FOLDER_WITHOUT_WORKBOOK in {fault.code for fault in faults}


def test_a_file_given_twice_is_read_once(inbox: Path) -> None:
    files, faults = find_files([inbox / "a.xlsx", inbox])
    assert files.count("inbox/a.xlsx") == 1
    assert [fault.params["other"] for fault in faults if fault.code is Code.SAME_FILE_TWICE] == ["inbox/a.xlsx"]


def test_a_circle_of_links_comes_to_an_end(inbox: Path) -> None:
    try:
        (inbox / "circle").symlink_to(inbox.resolve(), target_is_directory=True)
    except OSError:
        pytest.skip("this file system makes no links")
    files, faults = find_files([inbox])
    assert len(files) == 5
    assert "inbox/circle" in {fault.at.file for fault in faults if fault.at}


def test_a_folder_that_may_not_be_read_is_told_as_such_and_not_as_one_without_returns(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(folder: Path, onerror: Callable[[OSError], None]) -> Iterator[tuple[str, list[str], list[str]]]:
        onerror(PermissionError(errno.EACCES, "Permission denied", str(folder)))
        yield from ()

    monkeypatch.setattr(os, "walk", refused)
    _, faults = find_files([inbox])
    assert [(fault.code, fault.params) for fault in faults] == [
        (Code.FILE_NOT_READABLE, {"reason": Ref("word", "permission")})
    ]


@languages
def test_what_is_set_aside_is_told_with_advice_that_fits_it(language: str, inbox: Path) -> None:
    try:
        (inbox / "linked").symlink_to(inbox.resolve(), target_is_directory=True)
    except OSError:
        pytest.skip("this file system makes no links")
    wording = Wording(Messages(language))
    _, faults = find_files([inbox])
    linked, *_ = [fault for fault in faults if fault.at and fault.at.file == "inbox/linked"]
    said = {"vi": "Đã bỏ qua: liên kết đến một thư mục", "en": "Skipped: a link to a folder"}
    assert wording.message(linked).startswith(said[language])
    others = {wording.cure(fault) for fault in faults} - {wording.cure(linked)}
    assert others  # a lock file, or one whose name begins with a full stop, has a sentence of its own
    assert wording.cure(linked).startswith(
        {"vi": "Nếu trong đó có báo cáo", "en": "If there are returns in it"}[language]
    )


# which period a pile of returns is of, where nobody says it


FIGURES = {"total": 4, "inspected": 1}


def test_one_return_of_another_period_does_not_stop_the_others() -> None:
    readings = [
        reading("a.xlsx", in_file("a.xlsx", "d1", FIGURES)),
        reading("b.xlsx", in_file("b.xlsx", "d2", FIGURES)),
        reading("c.xlsx", in_file("c.xlsx", "d3", FIGURES, "half_year")),
    ]
    assert common_period(scenes.small_plan(), readings) == "year"
    filed, faults = filed_for("year", readings)
    assert sorted(filed) == ["d1", "d2"]
    assert [(fault.code, fault.at and fault.at.file) for fault in faults] == [(Code.WRONG_PERIOD, "c.xlsx")]


def test_as_many_returns_of_two_periods_leave_the_question_open() -> None:
    readings = [
        reading("a.xlsx", in_file("a.xlsx", "d1", FIGURES)),
        reading("b.xlsx", in_file("b.xlsx", "d2", FIGURES, "half_year")),
    ]
    with pytest.raises(UsageError) as raised:
        common_period(scenes.small_plan(), readings)
    assert raised.value.kind == "period_differs"


class Counted(tuple[Diagnostic, ...]):
    """Faults that count how often somebody goes through them."""

    passes = 0

    def __iter__(self) -> Iterator[Diagnostic]:
        Counted.passes += 1
        return super().__iter__()


def test_the_faults_of_a_file_are_gone_through_once_however_many_returns_it_has() -> None:
    filed = [in_file("a.xlsx", unit, FIGURES) for unit in ("d1", "d2", "d3", "d4")]
    faults = Counted([Diagnostic(Code.SHEET_EMPTY, Location("a.xlsx", "B"))])
    filed_for("year", [replace(reading("a.xlsx", *filed), diagnostics=faults)])
    assert Counted.passes == 1
