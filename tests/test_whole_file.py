"""A file is written whole or not at all, however the writing ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khpcmd.files import last, posix, stem, suffix, write_bytes, write_together, write_whole

UNNAMED = hasattr(os, "O_TMPFILE") and Path("/proc/self/fd").is_dir()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("before", [{}, {"a.json": b"old"}])
def test_a_file_is_written_in_place_of_an_earlier_one(tmp_path: Path, before: dict[str, bytes]) -> None:
    for name, content in before.items():
        (tmp_path / name).write_bytes(content)
    write_bytes(tmp_path / "a.json", b"new", replace=True)
    assert contents(tmp_path) == {"a.json": b"new"}


def test_a_file_that_is_there_keeps_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"old")
    with pytest.raises(FileExistsError):
        write_bytes(tmp_path / "a.json", b"new", replace=False)
    assert contents(tmp_path) == {"a.json": b"old"}


def test_one_that_appears_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    def slow(made: Path) -> None:
        made.write_bytes(b"mine")
        (tmp_path / "a.json").write_bytes(b"theirs")

    with pytest.raises(FileExistsError):
        write_whole(tmp_path / "a.json", slow, replace=False)
    assert contents(tmp_path) == {"a.json": b"theirs"}


@pytest.mark.parametrize("replace", [True, False])
@pytest.mark.parametrize("there", [True, False])
def test_a_file_system_without_links_gets_it_whole_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, replace: bool, there: bool
) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    if there:
        (tmp_path / "a.json").write_bytes(b"old")
    if there and not replace:
        with pytest.raises(FileExistsError):
            write_bytes(tmp_path / "a.json", b"new", replace=False)
    else:
        write_bytes(tmp_path / "a.json", b"new", replace=replace)
    assert contents(tmp_path) == {"a.json": b"old" if there and not replace else b"new"}


def test_the_rights_are_those_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "usual").write_bytes(b"")
    write_bytes(tmp_path / "a.json", b"new", replace=True)
    assert (tmp_path / "a.json").stat().st_mode == (tmp_path / "usual").stat().st_mode


def ended(script: str, folder: Path) -> int:
    return subprocess.run([sys.executable, "-c", script, str(folder / "a.json")], check=False).returncode


@pytest.mark.skipif(not UNNAMED, reason="this system has no files without a name")
@pytest.mark.parametrize("before", [{}, {"a.json": b"old"}])
def test_a_program_that_is_killed_while_it_writes_leaves_nothing(tmp_path: Path, before: dict[str, bytes]) -> None:
    script = """
import os, signal, sys
from pathlib import Path
from khpcmd.files import write_whole
def make(made):
    made.write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)
write_whole(Path(sys.argv[1]), make, replace=True)
"""
    for name, content in before.items():
        (tmp_path / name).write_bytes(content)
    assert ended(script, tmp_path) == -signal.SIGKILL
    assert contents(tmp_path) == before


@pytest.mark.skipif(sys.platform == "win32", reason="no limits on the size of a file to set")
def test_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    script = """
import resource, signal, sys
from pathlib import Path
from khpcmd.files import write_bytes
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_bytes(Path(sys.argv[1]), b"x" * 5000, replace=True)
except OSError:
    sys.exit(7)
"""
    (tmp_path / "a.json").write_bytes(b"old")
    assert ended(script, tmp_path) == 7
    assert contents(tmp_path) == {"a.json": b"old"}


def test_two_files_are_written_together(tmp_path: Path) -> None:
    files = (tmp_path / "new" / "a.xlsx", b"form"), (tmp_path / "new" / "a.csv", b"account")
    write_together(*files, replace=False)
    assert contents(tmp_path / "new") == {"a.xlsx": b"form", "a.csv": b"account"}
    with pytest.raises(FileExistsError):
        write_together((files[0][0], b"other"), (files[1][0], b"other"), replace=False)
    assert contents(tmp_path / "new") == {"a.xlsx": b"form", "a.csv": b"account"}
    write_together((files[0][0], b"other"), (files[1][0], b"another"), replace=True)
    assert contents(tmp_path / "new") == {"a.xlsx": b"other", "a.csv": b"another"}


def test_what_somebody_else_wrote_meanwhile_is_not_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second name is taken by somebody between the first and the second: theirs stays, ours both go."""
    link = os.link

    def racing(source: Any, target: Any, **more: Any) -> None:
        if Path(target).name == "a.csv":
            (tmp_path / "a.csv").write_bytes(b"theirs")
        link(source, target, **more)

    monkeypatch.setattr(os, "link", racing)
    with pytest.raises(FileExistsError):
        write_together((tmp_path / "a.xlsx", b"form"), (tmp_path / "a.csv", b"account"), replace=False)
    assert contents(tmp_path) == {"a.csv": b"theirs"}


@pytest.mark.parametrize("there", [True, False])
def test_two_files_are_written_where_there_are_no_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    for name in ("a.xlsx", "a.csv") if there else ():
        (tmp_path / name).write_bytes(b"old")
    write_together((tmp_path / "a.xlsx", b"form"), (tmp_path / "a.csv", b"account"), replace=there)
    assert contents(tmp_path) == {"a.xlsx": b"form", "a.csv": b"account"}


# names as texts say what paths say


PARTS = st.text("abX.~$ ế\\", min_size=1, max_size=6).filter(lambda part: part not in (".", "..") and part[-1] != ".")


@given(st.lists(PARTS, min_size=1, max_size=3), st.sampled_from(["", "/"]))
def test_names_say_what_paths_say(parts: list[str], root: str) -> None:
    name = root + "/".join(parts)
    path = PurePosixPath(name)
    assert (last(name), stem(name), suffix(name)) == (path.name, path.stem, path.suffix)


@pytest.mark.parametrize(("name", "found"), [(".xlsx", ""), ("a.", ""), ("a.b.xlsx", ".xlsx"), ("a.b/c", ""), ("", "")])
def test_a_suffix_needs_something_before_and_after_its_dot(name: str, found: str) -> None:
    assert suffix(name) == found
    assert posix(PurePosixPath("a") / "b") == "a/b"  # type: ignore[arg-type]  # a path of this system
