"""Completion: what is offered where, and that bash, zsh and fish offer it."""

from __future__ import annotations

import os
import pty
import re
import select
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from khpcmd.cli import main
from khpcmd.cli.app import COMMANDS
from khpcmd.cli.commands.completion import joined
from khpcmd.cli.options import SHELLS
from khpcmd.diagnostics import Code
from khpcmd.plan.load import load_plan
from places import ROOT, Captured


def offered(capsys: Captured, *typed: str, shell: str = "bash") -> list[str]:
    """What is offered in place of the last word: its kind, then the words."""
    assert main(["completion", shell, "--", *typed]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return [line.split("\t")[0] for line in out.splitlines()]


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
        ("check --format = ju", ["junit"]),
        ("check --fail-on missed,inc", ["missed,inconclusive"]),
        ("check --fail-on missed,mis", []),
        ("check --limit cel", ["cells="]),
        ("check --target b3", ["B3a", "B3b", "B3c"]),
        ("check --target=B8", ["B8"]),
        ("check --period y", ["year"]),
        ("template --unit 29", [str(number) for number in range(290, 300)]),
        ("template --consolidated d", ["district"]),
        ("explain c50", [f"C50{number}" for number in range(1, 10)]),
        ("explain b3", ["B3a", "B3b", "B3c"]),
        ("completion f", ["fish"]),
        ("check --prefer n", ["newest"]),
        ("no-such-command ", []),
        ("check --as-of 20", []),
        *((typed, "files") for typed in ("check -- --f", "check ", "check --plan ", "check --plan=tar", "diff ")),
        *((typed, "files") for typed in ("check --files-from ", "plan diff a.yaml ", "explain B3c inb", "plan lint ")),
        ("annotate x.xlsx -d ", "folders"),
    ],
)
def test_words_are_offered_where_words_may_stand_and_files_left_to_the_shell(
    typed: str, words: list[str] | str, capsys: Captured
) -> None:
    assert offered(capsys, *typed.split(" ")) == ([words] if isinstance(words, str) else ["words", *words])


def test_every_command_and_every_code_is_offered(capsys: Captured) -> None:
    assert offered(capsys, "") == ["words", *COMMANDS]
    assert offered(capsys, "explain", "") == ["words", *(code.code for code in Code)]
    assert offered(capsys, "check", "--target", "") == ["words", *(one.id for one in load_plan(None).plan.targets)]


@pytest.mark.crossing(4)
@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "plan"])
def test_every_option_of_a_help_page_is_offered(command: str, capsys: Captured) -> None:
    main([command, "--help", "--lang", "en"])
    listed = re.findall(r"^  (?:-\w, )?(--[\w-]+)", capsys.readouterr().out, re.MULTILINE)
    assert set(offered(capsys, command, "-")[1:]) == set(listed)


def test_an_option_that_was_given_is_not_offered_again_unless_it_may_be(capsys: Captured) -> None:
    found = offered(capsys, "check", "--period", "year", "--baseline", "a.xlsx", "--")
    assert "--period" not in found
    assert "--baseline" in found


def test_ids_are_those_of_the_plan_that_would_be_used(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    plan = str(ROOT / "targets" / "ha_noi_2026.yaml")
    assert offered(capsys, "check", "--plan", plan, "--target", "")[1] == "HN1"
    (tmp_path / "khpcmd.toml").write_text(f"plan = '{plan}'", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert offered(capsys, "check", "--target", "")[1] == "HN1"


def test_meanings_are_in_the_readers_language(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHPCMD_LANG", "en")
    main(["completion", "fish", "--", "che"])
    assert capsys.readouterr().out == "words\ncheck\tJudge every target of the plan from the returns.\n"


@pytest.mark.parametrize("shell", ["fish", "powershell"])
def test_some_shells_want_the_option_with_its_value(shell: str, capsys: Captured) -> None:
    sign = "_" if shell == "powershell" else ""
    assert offered(capsys, "check", f"{sign}--format=js", shell=shell) == ["words", "--format=json"]


def test_nothing_is_said_while_somebody_types(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "khpcmd.toml").write_text("broken", encoding="utf-8")
    assert offered(capsys, "check", "--target", "") == []
    assert offered(capsys, "check", "--plan", "gone.yaml", "--target", "") == []


def test_an_unknown_shell_is_wrong_usage(capsys: Captured) -> None:
    assert main(["completion", "bahs"]) == 2
    assert "Có phải là “bash”?" in capsys.readouterr().err
    assert main(["completion"]) == 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (["check", "--format", "=", "js"], ["check", "--format=js"]),
        (["check", "--format", "="], ["check", "--format="]),
        (["check", "--limit", "cells", "=", "2"], ["check", "--limit", "cells", "=", "2"]),
        (["check", "--plan=a", "b"], ["check", "--plan=a", "b"]),
        ([], []),
    ],
)
def test_the_words_of_bash_are_put_together(typed: list[str], words: list[str]) -> None:
    assert joined(typed) == words


@pytest.fixture
def bin_folder(tmp_path: Path) -> Path:
    """A folder with ``khpcmd`` in it."""
    program = tmp_path / "bin" / "khpcmd"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m khpcmd "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return program.parent


def surroundings(bin_folder: Path) -> dict[str, str]:
    path = f"{bin_folder}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "TERM": "dumb", "PS1": "$ ", "PYTHONPATH": str(ROOT / "src")}


def needs(shell: str) -> str:
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"{shell} is not installed")
    return found


@pytest.mark.parametrize("shell", SHELLS[:3])
def test_the_shell_takes_its_script_without_complaint(shell: str, capsys: Captured) -> None:
    program = needs(shell)
    main(["completion", shell])
    done = subprocess.run([program, "-n"], input=capsys.readouterr().out.encode(), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.slow
def test_bash_fills_its_reply(bin_folder: Path) -> None:
    program = needs("bash")
    script = """
eval "$(khpcmd completion bash)"
compopt() { echo "compopt $*"; }
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_khpcmd "$1"
printf '%s\\n' "${COMPREPLY[@]}"
"""

    def reply(*typed: str) -> list[str]:
        command = [program, "--norc", "-u", "-c", script, "bash", "khpcmd", *typed]
        done = subprocess.run(command, env=surroundings(bin_folder), capture_output=True, text=True, check=False)
        assert done.stderr == ""
        return done.stdout.split("\n")[:-1]

    assert reply("ins") == ["inspect"]
    assert reply("check", "--format", "=", "j") == ["json", "junit"]
    assert reply("check", "--plan", "") == ["compopt -o default", ""]
    assert reply("check", "--limit", "cel") == ["compopt -o nospace", "cells="]
    (name,) = reply("template", "--unit", "nam")
    assert shlex.split(name) == ["Nam Sách"], "a completed name is one word"


def test_fish_completes(bin_folder: Path) -> None:
    program = needs("fish")

    def completed(line: str) -> list[str]:
        command = [program, "-c", f"khpcmd completion fish | source; complete -C '{line}'"]
        done = subprocess.run(
            command, env=surroundings(bin_folder), capture_output=True, text=True, check=True, cwd=ROOT
        )
        return [told.split("\t")[0] for told in done.stdout.splitlines()]

    assert completed("khpcmd ins") == ["inspect"]
    assert completed("khpcmd check --format=js") == ["--format=json"]
    assert completed("khpcmd check --plan=targets/plan_2023") == ["--plan=targets/plan_2023.yaml"]
    assert completed("khpcmd annotate -d exampl") == ["examples/"]


@pytest.mark.e2e
@pytest.mark.parametrize(
    ("shell", "options", "setup"),
    [
        ("bash", ["--norc", "--noprofile", "-i"], 'eval "$(khpcmd completion bash)"'),
        ("zsh", ["-f", "-i"], "autoload -U compinit; compinit -u -D; source <(khpcmd completion zsh)"),
    ],
)
def test_the_tab_key_completes(shell: str, options: list[str], setup: str, bin_folder: Path) -> None:
    if "KHPCMD_E2E" not in os.environ:
        pytest.skip("types into a terminal of its own; set KHPCMD_E2E=1 to run it")
    lines = {
        "khpcmd insp\t": "khpcmd inspect ",
        "khpcmd check --format=js\t": "khpcmd check --format=json ",
        "khpcmd check --plan targets/plan_20\t": "khpcmd check --plan targets/plan_2023.yaml ",
        "khpcmd annotate -d exampl\t": "khpcmd annotate -d examples/",
        "khpcmd explain C51\t": "khpcmd explain C51",
    }
    shown = typed_into([needs(shell), *options], setup, lines, surroundings(bin_folder))
    assert [expected for found, expected in zip(shown, lines.values(), strict=True) if expected not in found] == []


def typed_into(command: Sequence[str], setup: str, lines: Mapping[str, str], env: dict[str, str]) -> list[str]:
    """What a terminal shows after each line, until what is expected of it; the line is taken back before the next."""
    terminal, theirs = pty.openpty()
    shown = []
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=env, cwd=ROOT, start_new_session=True
    ) as process:
        os.close(theirs)
        try:
            quiet(terminal, 1)
            os.write(terminal, f"{setup}\n".encode())
            quiet(terminal, 3)
            for line, expected in lines.items():
                os.write(terminal, line.encode())
                shown.append(quiet(terminal, 3, expected))
                os.write(terminal, b"\x15")
                quiet(terminal, 0.3)
        finally:
            process.kill()
            os.close(terminal)
    return shown


def quiet(terminal: int, seconds: float, expected: str = "\0") -> str:
    """What is written until nothing more comes for so long, or until it has what is expected."""
    found, until = b"", time.monotonic() + 30
    while expected.encode() not in found and time.monotonic() < until:
        if not select.select([terminal], [], [], seconds)[0]:
            break
        found += os.read(terminal, 4096)
    return found.decode(errors="replace")


# names of units


@pytest.mark.parametrize(
    ("shell", "typed", "words"),
    [
        ("bash", "nam", ["Nam\\ Sách"]),
        ("bash", "huyen nam", ["Huyện\\ Nam\\ Sách"]),
        ("bash", "Huyện\\ Na", ["Huyện\\ Nam\\ Sách"]),
        ("bash", '"Huyện Na', ["Huyện Nam Sách"]),
        ("bash", "'nam s", ["Nam Sách"]),
        ("bash", "hai duong", ["Hải\\ Dương"]),
        ("bash", "291", ["291"]),
        ("bash", "nobody", []),
        ("zsh", "nam", ["Nam Sách"]),
        ("fish", "nam", ["Nam Sách"]),
        ("powershell", "_nam", ["'Nam Sách'"]),
        ("powershell", "_'Nam S", ["'Nam Sách'"]),
        ("fish", "Nam\\ S", ["Nam Sách"]),
        ("fish", "--unit=nam", ["--unit=Nam Sách"]),
        ("powershell", "_--unit=nam", ["'--unit=Nam Sách'"]),
    ],
)
def test_a_unit_is_offered_by_its_id_or_the_beginning_of_its_name_as_the_shell_needs_it(
    shell: str, typed: str, words: list[str], capsys: Captured
) -> None:
    before = ["template"] if "--unit=" in typed else ["template", "--unit"]
    assert offered(capsys, *before, typed, shell=shell) == ["words", *words]


def test_where_nothing_is_typed_the_names_are_offered_with_their_ids(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    main(["completion", "fish", "--", "template", "--unit", ""])
    found = [line.split("\t") for line in capsys.readouterr().out.splitlines()[1:]]
    assert found == [[unit.name.vi, unit.id] for unit in load_plan(None).plan.filers]
    monkeypatch.setenv("KHPCMD_LANG", "en")
    main(["completion", "fish", "--", "template", "--unit", "kinh"])
    assert capsys.readouterr().out == "words\nKinh Mon Town\t292\n"


def test_a_name_that_needs_more_than_quoting_is_not_offered(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = load_plan(None).plan
    hostile = [plan.filers[0].model_copy(update={"id": "$(reboot)", "name": plan.filers[0].name.model_copy(
        update={"vi": "Huyện `reboot`; $x"})})]  # fmt: skip

    class Hostile:
        filers = tuple(hostile)
        name_of = staticmethod(lambda unit: unit.name)

    monkeypatch.setattr("khpcmd.cli.commands.completion._plan", lambda _: Hostile)
    assert offered(capsys, "template", "--unit", "") == ["words"]
    assert offered(capsys, "template", "--unit", "$") == ["words"]
