"""Whatever surrounds a run: strange names, other kinds of files, bad neighbours, closed pipes, old locales."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from hostile.files import book, sheet
from places import EXAMPLES

pytestmark = pytest.mark.hostile

WINDOWS = os.name == "nt"


def khpcmd(*arguments: str, folder: Path, **more: str) -> subprocess.CompletedProcess[bytes]:
    """The program itself, in a process of its own."""
    environment = {**os.environ, **more}
    command = [sys.executable, "-m", "khpcmd", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=30, check=False)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """The returns of all units, one file each."""
    return Path(shutil.copytree(EXAMPLES / "year_2023", tmp_path / "inbox"))


def told(done: subprocess.CompletedProcess[bytes]) -> dict[str, list[str]]:
    """The names of the errors by file."""
    found: dict[str, list[str]] = {}
    for one in json.loads(done.stdout)["diagnostics"]:
        if one["severity"] == "error":
            found.setdefault(Path(one["file"] or "").name, []).append(one["name"])
    return found


def test_bad_files_hide_none_of_the_others_and_each_of_them_is_named(inbox: Path) -> None:
    before = khpcmd("check", "--format", "json", "inbox", folder=inbox.parent)
    sound = json.loads(before.stdout)
    bad = {
        "cut.xlsx": min(inbox.glob("*.xlsx")).read_bytes()[:2000],
        "page.xls": b"<html><table></table></html>",
        "empty.xlsx": b"",
        "other.xlsx": b"%PDF-1.7",
        "bomb.xlsx": book(sheet=sheet("<sheetData/>" + " " * (150 * 2**20))),
        "encrypted.xlsx": bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 2000,
    }
    for name, data in bad.items():
        (inbox / name).write_bytes(data)
    traps = set() if WINDOWS else {"loop.xlsx", "folder.xlsx", "pipe.xlsx"}
    if traps:
        (inbox / "loop.xlsx").symlink_to("loop.xlsx")
        (inbox / "folder.xlsx").mkdir()
        os.mkfifo(inbox / "pipe.xlsx")
    done = khpcmd("check", "--format", "json", "inbox", folder=inbox.parent)
    assert done.returncode == 3
    assert b"Traceback" not in done.stderr
    found = json.loads(done.stdout)
    assert told(done).keys() - told(before).keys() == bad.keys() | traps
    assert [result["part"] for result in found["results"]] == [result["part"] for result in sound["results"]]
    assert [result["verdict"] for result in found["results"]] == [result["verdict"] for result in sound["results"]]


@pytest.mark.skipif(WINDOWS, reason="Windows has none of these")
def test_what_is_no_regular_file_is_named_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xlsx")
    (tmp_path / "folder.xlsx").mkdir()
    (tmp_path / "loop.xlsx").symlink_to("loop.xlsx")
    (tmp_path / "device.xlsx").symlink_to("/dev/zero")
    for name in ("pipe.xlsx", "loop.xlsx", "device.xlsx", "folder.xlsx"):
        done = khpcmd("check", "--format", "json", name, folder=tmp_path)
        assert done.returncode in (3, 5), name
        assert b"Traceback" not in done.stderr
    done = khpcmd("check", "--format", "json", "pipe.xlsx", "loop.xlsx", "device.xlsx", folder=tmp_path)
    names = ("pipe.xlsx", "loop.xlsx", "device.xlsx")
    assert [told(done)[name] for name in names] == [["not_a_regular_file"]] * 3


@pytest.mark.parametrize(
    "name",
    [
        "báo cáo huyện Nam Sách.xlsx",
        "hai  dấu   cách.xlsx",
        "-dấu gạch.xlsx",
        "--format.xlsx",
        pytest.param("hai\ndòng.xlsx", marks=pytest.mark.skipif(WINDOWS, reason="no such names")),
        pytest.param("sao*.xlsx", marks=pytest.mark.skipif(WINDOWS, reason="no such names")),
        "'nháy'.xlsx",
        "x" * 200 + ".xlsx",
        "ＦＵＬＬ－ＷＩＤＴＨ.xlsx",
    ],
)
def test_a_file_may_have_any_name(name: str, tmp_path: Path) -> None:
    shutil.copy(EXAMPLES / "returns_2023.xlsx", tmp_path / name)
    done = khpcmd("check", "--format", "json", "--", name, folder=tmp_path)
    assert done.returncode == 1, done.stderr
    assert [Path(one["file"]).name for one in json.loads(done.stdout)["inputs"]] == [name]


def test_a_name_that_is_no_unicode_is_read(tmp_path: Path) -> None:
    name = os.fsencode(str(tmp_path)) + b"/\xff\xfe.xlsx"
    try:
        Path(os.fsdecode(name)).write_bytes(b"x,y")
    except (OSError, UnicodeError):
        pytest.skip("this file system has no such names")
    for form in ("plain", "table", "json"):
        done = khpcmd("check", "--format", form, os.fsdecode(name), folder=tmp_path)
        assert (done.returncode, done.stderr) == (3, b"")
        done.stdout.decode("utf-8")


@pytest.mark.parametrize("locale", [{"LC_ALL": "C"}, {"LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii"}, {"LANG": ""}])
def test_an_old_locale_changes_nothing(locale: dict[str, str], tmp_path: Path) -> None:
    path = str(EXAMPLES / "faulty" / "cells.xlsx")
    plain = khpcmd("check", path, folder=tmp_path)
    old = khpcmd("check", path, folder=tmp_path, PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", **locale)
    assert (old.returncode, old.stdout) == (plain.returncode, plain.stdout)


@pytest.mark.skipif(WINDOWS, reason="other pipes")
def test_a_closed_pipe_is_nobodys_fault(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "khpcmd", "check", str(EXAMPLES / "faulty" / "cells.xlsx")]
    done = subprocess.run(command, cwd=tmp_path, stdout=write, stderr=subprocess.PIPE, timeout=30, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (3, b"")


COMMANDS = (
    ("check", "returns_2023.xlsx"),
    ("check", "--format", "json", "returns_2023.xlsx"),
    ("validate", "returns_2023.xlsx"),
    ("diff", "returns_2023.xlsx", "half_year_2023.xlsx", "--period", "half_year", "--period", "year"),
    ("explain", "B3c", "returns_2023.xlsx"),
    ("explain",),
    ("plan", "show"),
    ("config",),
)
PAGES = (("--version",), ("--help",), ("check", "--help"), ("plan", "-h"))
NAMES = [" ".join(one[:2]) for one in COMMANDS]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device")
@pytest.mark.parametrize("arguments", [*COMMANDS, *PAGES], ids=[*NAMES, *map(" ".join, PAGES)])
def test_a_full_disk_is_no_success_and_no_fault_of_khpcmd(arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "khpcmd", *arguments]
        env = {**os.environ, "KHPCMD_LANG": "en"}
        done = subprocess.run(
            command, cwd=EXAMPLES, stdout=full, stderr=subprocess.PIPE, timeout=30, check=False, env=env
        )
    assert done.returncode == 2
    assert b"the results cannot be written to the standard output: the disk is full" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device")
def test_where_nothing_can_be_told_the_exit_code_still_tells() -> None:
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "khpcmd", "check", "nothing.xlsx", "--format", "none"]
        done = subprocess.run(command, cwd=EXAMPLES, stdout=full, stderr=full, timeout=30, check=False)
    assert done.returncode == 2


@pytest.mark.skipif(WINDOWS, reason="another shell")
@pytest.mark.parametrize("arguments", COMMANDS, ids=NAMES)
def test_a_run_without_standard_streams_ends_as_any_other(arguments: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "khpcmd", *arguments]
    usual = subprocess.run(command, cwd=EXAMPLES, capture_output=True, timeout=30, check=False)
    for closed in (">&-", "2>&-", ">&- 2>&-", "<&-"):
        script = ["sh", "-c", f'"$@" {closed}', "sh", *command]
        done = subprocess.run(script, cwd=EXAMPLES, capture_output=True, timeout=30, check=False)
        assert done.returncode == usual.returncode != 4, closed
        assert b"Traceback" not in done.stderr


def nobody() -> list[str]:
    """What stands before a command so that it runs as a user who may read only what everybody may."""
    if hasattr(os, "geteuid") and os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        pytest.skip("this user may read everything")
    return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


@pytest.mark.skipif(WINDOWS, reason="other rights")
@pytest.mark.parametrize("command", [["check"], ["check", "-q"], ["validate"], ["annotate", "--all", "-d", "copies"]])
@pytest.mark.parametrize("locked", ["locked", "locked/a.xlsx", "one.xlsx"])
def test_what_may_not_be_read_is_told_as_a_fault_of_its_own_and_the_others_are_read(
    locked: str, command: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as made:  # the folder of a test is its user's alone
        folder = Path(made)
        folder.chmod(0o755)
        (folder / "locked").mkdir()
        for name in ("other.xlsx", "one.xlsx"):
            shutil.copy(EXAMPLES / "returns_2023.xlsx", folder / name)
        (folder / "one.xlsx").chmod(0)
        (folder / "locked").chmod(0)
        (folder / "copies").mkdir()
        (folder / "copies").chmod(0o777)
        line = [*nobody(), sys.executable, "-m", "khpcmd", *command, locked, "other.xlsx", "--lang", "vi"]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run(line, cwd=folder, env=environment, capture_output=True, timeout=30, check=False)
        (folder / "locked").chmod(0o755)
        copies = list((folder / "copies").iterdir())
    if "annotate" in command and locked == "locked":  # its copies would ask for figures that may lie there
        assert (done.returncode, done.stdout, copies) == (3, b"", [])
        assert "không có quyền đọc" in done.stderr.decode()
        return
    said = done.stdout.decode()
    assert (done.returncode, done.stderr) == (3, b"")
    if "-q" in command:
        assert said.count("\n") in (1, 2)  # the answer, and the file that is to be fixed
    else:
        assert "không có quyền đọc" in said
        assert "other.xlsx" in said


def test_a_folder_that_may_not_be_written_is_enough(tmp_path: Path) -> None:
    shutil.copy(EXAMPLES / "returns_2023.xlsx", tmp_path)
    before = (tmp_path / "returns_2023.xlsx").read_bytes()
    tmp_path.chmod(0o555)
    try:
        done = khpcmd("check", "--format", "json", "returns_2023.xlsx", folder=tmp_path)
    finally:
        tmp_path.chmod(0o755)
    assert done.returncode == 1
    assert [path.name for path in tmp_path.iterdir()] == ["returns_2023.xlsx"]
    assert (tmp_path / "returns_2023.xlsx").read_bytes() == before
