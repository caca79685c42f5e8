"""The files of the command: names, folders, exit codes, and nothing half written."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from annotate.copies import DISTRICTS, FAULTY, RETURN, annotate, book, cell, marked, parts, texts
from khpcmd.annotate.run import copy_names
from khpcmd.cli import main
from office import soffice
from places import EXAMPLES, Captured

SOUND = EXAMPLES / "faulty" / "wrong_period.xlsx"  # nothing is wrong with it by itself


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


@pytest.mark.slow
def test_lines_are_coloured_where_that_is_wanted(tmp_path: Path, capsys: Captured) -> None:
    for source, sign in ((SOUND, "\x1b[32m✓ "), (FAULTY[0], "\x1b[1;31m✗ ")):
        annotate(tmp_path / "plain", source)
        plain = capsys.readouterr().out
        annotate(tmp_path / "plain", source, more=("--color", "always"))
        colored = capsys.readouterr().out
        assert "\x1b[" not in plain
        assert any(line.startswith(sign) for line in colored.splitlines())
        assert re.sub("\x1b\\[[0-9;]*m", "", colored) == plain
    assert main(["annotate", str(SOUND), "-d", str(tmp_path / "plain"), "--color", "red"]) == 2


def test_an_earlier_copy_is_whole_until_the_new_one_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = marked(SOUND, tmp_path)
    before = copy.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    annotate(tmp_path, SOUND)
    assert (names(tmp_path), copy.read_bytes()) == ([SOUND.name], before)


def test_files_of_one_name_are_numbered(tmp_path: Path) -> None:
    for folder, source in (("a", SOUND), ("b", RETURN)):
        (tmp_path / folder).mkdir()
        shutil.copy(source, tmp_path / folder / "bc.xlsx")
    annotate(tmp_path / "out", tmp_path / "a", tmp_path / "b")
    assert names(tmp_path / "out") == ["bc (2).xlsx", "bc.xlsx"]


def test_a_number_is_never_the_name_of_another_file() -> None:
    paths = [Path("a/bc.xlsx"), Path("b/BC.xlsx"), Path("c/bc (2).xlsx")]
    assert list(copy_names(paths).values()) == ["bc.xlsx", "BC (3).xlsx", "bc (2).xlsx"]


def test_the_folder_of_the_returns_is_refused(tmp_path: Path, capsys: Captured) -> None:
    path = Path(shutil.copy(SOUND, tmp_path))
    before = path.read_bytes()
    assert annotate(tmp_path, path) == 2
    assert annotate(tmp_path / "x" / "..", tmp_path) == 2
    assert "write the copies to another folder" in capsys.readouterr().err
    assert (path.read_bytes(), names(tmp_path)) == (before, [path.name])


def test_a_folder_is_asked_for(capsys: Captured) -> None:
    assert main(["annotate", str(SOUND), "--lang", "en"]) == 2
    assert "no folder was given for the copies" in capsys.readouterr().err


@pytest.mark.slow
def test_the_exit_codes_are_those_of_validate(tmp_path: Path) -> None:
    assert annotate(tmp_path / "a", SOUND) == 0
    assert annotate(tmp_path / "b", SOUND, FAULTY[0]) == 3
    (tmp_path / "empty").mkdir()
    assert annotate(tmp_path / "c", tmp_path / "empty") == 5
    assert annotate(tmp_path / "d", tmp_path / "nowhere.xlsx") == 3
    assert annotate(tmp_path / "e", SOUND, more=("--period", "quarter")) == 2
    assert annotate(tmp_path / "f", SOUND, more=("--plan", str(tmp_path / "nowhere.yaml"))) == 2


def test_other_formats_get_no_copy_but_advice(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "bc.csv"
    rows = ["Đơn vị;Số cơ sở được kiểm tra ít nhất một lần", "Huyện Nam Sách;12", "Huyện Tứ Kỳ;13"]
    path.write_text("Năm 2023\n" + "\n".join(rows), encoding="utf-8-sig")
    annotate(tmp_path / "out", path)
    assert "save it as .xlsx" in capsys.readouterr().out
    assert names(tmp_path / "out") == []


def test_a_file_that_changes_meanwhile_gets_no_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr("khpcmd.annotate.run.sha256", lambda _: "another")
    assert annotate(tmp_path, SOUND) == 3
    assert "was changed while it was being checked" in capsys.readouterr().out


@pytest.mark.e2e
def test_libreoffice_opens_a_marked_copy_and_keeps_the_marks(tmp_path: Path) -> None:
    path = EXAMPLES / "faulty" / "cells.xlsx"
    copy = marked(path, tmp_path)
    soffice(tmp_path, "xlsx", copy)
    saved = tmp_path / "office" / copy.name
    found = cell(saved, "V15")
    assert found.comment is not None
    assert found.comment.text.startswith("Error C503")
    assert found.fill.fgColor.rgb == "FFFF9999"
    assert "C503" in texts(saved)
    again = marked(saved, tmp_path / "again")
    assert len([one for one in book(again).sheetnames if one.startswith("Check results")]) == 1
    assert cell(again, "V15").comment is not None
    assert book(again)[DISTRICTS].dimensions == book(copy)[DISTRICTS].dimensions
    assert "xl/workbook.xml" in parts(again)
