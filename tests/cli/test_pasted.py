"""The commands under "Next" work when they are pasted into a shell, in the same folder, whatever the names are."""

from __future__ import annotations

import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest

from khpcmd.cli import main
from khpcmd.i18n import Messages
from places import ROOT, Captured

FAULTY = ROOT / "examples" / "faulty" / "unit_of_measure.xlsx"
SHELL = shutil.which("bash")
NFD = unicodedata.normalize("NFD", "Báo cáo huyện.xlsx")
GIVES = ("gives_details", "gives_annotate", "gives_calls", "gives_report")
CASES = {
    "composed": ("Báo cáo huyện.xlsx", ["Báo cáo huyện.xlsx"]),
    "two spaces, a dollar": ("a  $HOME `b`.xlsx", ["a  $HOME `b`.xlsx"]),
    "option, with a path": ("-x.xlsx", ["./-x.xlsx"]),
    "option, after the options": ("-x.xlsx", ["--", "-x.xlsx"]),
    "folder": ("in/a.xlsx", ["in"]),
    "quoted": ("it's \\ so.xlsx", ["it's \\ so.xlsx"]),
    "folder, slash": ("in/a.xlsx", ["in/"]),
    "this folder": ("a.xlsx", ["."]),
    "language": ("a.xlsx", ["a.xlsx", "--lang", "en"]),
    "what is read": ("a.xlsx", ["a.xlsx", "--period", "year", "--as-of", "15/12/2023", "--limit", "sheets=40"]),
}

pytestmark = pytest.mark.skipif(SHELL is None, reason="needs bash")


def pasted(out: str, language: str) -> list[str]:
    """The commands that are printed, without what they give."""
    say = Messages(language).template
    lines = [line.strip() for line in out.splitlines() if line.startswith("  khpcmd ")]
    gives = [say(f"summary.{name}") for name in GIVES]
    return [line.removesuffix(text).rstrip() for line in lines for text in gives if line.endswith(text)]


def given(line: str) -> list[str]:
    """The arguments that khpcmd gets where a person pastes the line."""
    script = 'khpcmd() { printf "%s\\0" "$@"; }\n' + line
    done = subprocess.run([str(SHELL), "-c", script], capture_output=True, check=True, text=True, timeout=60)
    assert done.stderr == ""
    return done.stdout.split("\0")[:-1]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "name"),
    [*(("check", name) for name in CASES), *(("validate", name) for name in ("quoted", "this folder", "language"))],
)
def test_a_pasted_command_does_what_it_says(
    command: str, name: str, capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, arguments = CASES[name]
    folder = tmp_path / "here"
    (folder / file).parent.mkdir(parents=True)
    shutil.copy(FAULTY, folder / file)
    monkeypatch.chdir(folder)
    ended, language = main([command, *arguments]), "en" if "en" in arguments else "vi"
    lines = pasted(capsys.readouterr().out, language)
    assert [line.split()[1] for line in lines] == ["annotate", command]
    assert main(given(lines[0])) in (1, 3), lines[0]
    assert len(_marked(folder, language)) == 1
    capsys.readouterr()
    assert main(given(lines[1])) == ended, lines[1]
    details, complaints = capsys.readouterr()
    assert complaints == "", lines[1]
    assert Messages(language).template("summary.next") not in details


def _marked(folder: Path, language: str) -> Sequence[Path]:
    """The copies, outside of what is read."""
    name = Messages(language).template("summary.marked_folder")
    return [path for place in (folder, folder.parent) for path in (place / name).glob("*.xlsx")]


def test_the_language_before_the_command_is_kept(capsys: Captured, tmp_path: Path) -> None:
    shutil.copy(FAULTY, tmp_path / "a.xlsx")
    main(["--lang", "en", "check", str(tmp_path / "a.xlsx")])
    assert all("--lang en" in line for line in pasted(capsys.readouterr().out, "en"))


def test_names_that_came_through_a_pipe_are_in_no_command(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(FAULTY, tmp_path / "a.xlsx")
    listed = tmp_path / "list.txt"
    listed.write_text(str(tmp_path / "a.xlsx"), "utf-8")
    assert main(["check", "--files-from", str(listed)]) == 3
    assert pasted(capsys.readouterr().out, "vi")
    with listed.open(encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        assert main(["check", "--files-from", "-"]) == 3
    assert pasted(capsys.readouterr().out, "vi") == []


@pytest.mark.parametrize("name", [NFD, "a\u200b\tb.xlsx"], ids=["decomposed", "unseen"])
def test_a_name_that_a_screen_does_not_show_is_in_no_command(name: str, capsys: Captured, tmp_path: Path) -> None:
    shutil.copy(FAULTY, tmp_path / name)
    assert main(["check", str(tmp_path / name)]) == 3
    assert pasted(capsys.readouterr().out, "vi") == []
