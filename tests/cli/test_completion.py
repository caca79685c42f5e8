"""Completion: what typer offers of the commands, and that shells take its scripts."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from khpcmd.cli import main
from khpcmd.cli.app import COMMANDS, COMPLETING
from khpcmd.cli.options import SHELLS
from places import ROOT, Captured


def offered(line: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The words that bash is given for the last word of a line."""
    monkeypatch.setenv(COMPLETING, "complete_bash")
    monkeypatch.setenv("COMP_WORDS", f"khpcmd {line}")
    monkeypatch.setenv("COMP_CWORD", str(1 + line.count(" ")))
    assert main([]) == 0
    out, err = capsys.readouterr()
    assert err == "", "a shell in the midst of a line shows no message"
    return out.split()


@pytest.mark.crossing(8)
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("ch", ["check"]),
        ("plan sh", ["show"]),
        ("--lang en val", ["validate"]),
        ("check --fail", ["--fail-on"]),
        ("check --format ju", ["junit"]),
        ("check --format=ju", ["junit"]),
        ("completion f", ["fish"]),
        ("no-such-command ", []),
        ("check ", []),
        ("annotate x.xlsx -d ", []),
    ],
)
def test_words_are_offered_where_words_may_stand_and_files_left_to_the_shell(
    typed: str, words: list[str], capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    assert offered(typed, capsys, monkeypatch) == words


def test_every_command_is_offered(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    assert offered("", capsys, monkeypatch) == [*COMMANDS]


@pytest.mark.crossing(4)
@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "plan"])
def test_every_option_of_a_help_page_is_offered(
    command: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    main([command, "--help", "--lang", "en"])
    listed = re.findall(r"^  (?:-\w, )?(--[\w-]+)", capsys.readouterr().out, re.MULTILINE)
    assert set(offered(f"{command} --", capsys, monkeypatch)) == set(listed)


def test_a_variable_that_was_left_behind_changes_no_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(COMPLETING, "complete_bash")
    assert main(["check", "no-such-file.xlsx"]) == 3
    monkeypatch.setenv(COMPLETING, "")
    assert main([]) == 2


def test_an_unknown_shell_is_wrong_usage(capsys: Captured) -> None:
    assert main(["completion", "bahs"]) == 2
    assert "Có phải là “bash”?" in capsys.readouterr().err
    assert main(["completion"]) == 2


@pytest.mark.parametrize("shell", SHELLS[:3])
def test_the_shell_takes_its_script_without_complaint(shell: str, capsys: Captured) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    main(["completion", shell])
    done = subprocess.run([program, "-n"], input=capsys.readouterr().out.encode(), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
