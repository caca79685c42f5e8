"""The commands that a page of the documentation shows, run as a reader would, and what they print beside what it shows.

In a block ``console`` a line ``$ …`` is a command and what follows is its output; a line ``…`` stands for any number of
lines that are left out. All blocks of a page are run in their order in one folder, which holds the project's examples
and targets. A block with ``title="NAME"`` is a file that is there from then on.

    python tests/page_commands.py docs/en/tutorial/first-check.md     writes what the commands print today
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from khpcmd.cli import main

ROOT = Path(__file__).parents[1]
FENCE = re.compile(r"^( *)```(\w+)(?: title=\"([^\"\n]+)\")?\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = "…"


@dataclass(frozen=True)
class Shown:
    """A command as a page shows it, with the lines of its output."""

    command: str
    output: tuple[str, ...]


@dataclass(frozen=True)
class Made:
    """A file as a page shows it."""

    name: str
    content: str


def steps(page: Path) -> Iterator[Shown | Made]:
    """What a reader of the page does, in its order."""
    for indent, kind, name, inside in FENCE.findall(page.read_text(encoding="utf-8")):
        content = "".join(line.removeprefix(indent) for line in inside.splitlines(keepends=True))
        if name:
            yield Made(name, content)
        elif kind == "console":
            for block in re.split(r"^\$ ", content, flags=re.MULTILINE)[1:]:
                command, *output = block.splitlines()
                yield Shown(command, tuple(output))


def prepared(folder: Path) -> None:
    """The folder that the pages speak of: the examples and the plans of the project."""
    for name in ("examples", "targets"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))


def run(shown: Shown, folder: Path) -> list[str]:
    """The lines that a command prints in a folder: khpcmd's own, or those of a shell."""
    words = shlex.split(shown.command)
    if words[0] == "khpcmd" and not set("|>&;") & set(shown.command):
        out = io.StringIO()
        with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            main(words[1:])
        return [line.rstrip() for line in out.getvalue().splitlines()]
    line = re.sub(r"^python ", f"{shlex.quote(sys.executable)} ", shown.command)
    done = subprocess.run(
        ["bash", "-c", line], cwd=folder, capture_output=True, text=True, check=False, encoding="utf-8"
    )
    return [line.rstrip() for line in (done.stdout + done.stderr).splitlines()]


def agrees(shown: Sequence[str], printed: Sequence[str]) -> bool:
    """Whether the lines shown are those printed, but for the ones left out."""
    if not shown:
        return not printed
    first, rest = shown[0].rstrip(), shown[1:]
    if first == LEFT_OUT:
        return any(agrees(rest, printed[start:]) for start in range(len(printed) + 1))
    return bool(printed) and printed[0] == first and agrees(rest, printed[1:])


def refreshed(page: Path, folder: Path) -> str:
    """The text of a page with what the commands print today, but for outputs from which lines are left out.

    Commands in a list are indented, and left as they are.
    """
    printed: list[tuple[Shown, list[str]]] = []
    for step in steps(page):
        if isinstance(step, Made):
            (folder / step.name).parent.mkdir(parents=True, exist_ok=True)
            (folder / step.name).write_text(step.content, encoding="utf-8")
        else:
            printed.append((step, run(step, folder)))
    text = page.read_text(encoding="utf-8")
    start = 0
    for shown, lines in printed:
        head = f"$ {shown.command}\n"
        start = text.index(head, start) + len(head)
        old = "".join(f"{line}\n" for line in shown.output)
        if LEFT_OUT not in shown.output and text[: start - len(head)].endswith("\n"):
            new = "".join(f"{line}\n" for line in lines)
            text = text[:start] + new + text[start + len(old) :]
            start += len(new)
    return text


def as_shown(language: str, environment: MutableMapping[str, str]) -> None:
    """The environment that the pages show: a terminal of 100 columns without colour, messages in their language."""
    environment.update({"KHPCMD_LANG": language, "COLUMNS": "100", "NO_COLOR": "1"})


def main_refresh(pages: Sequence[str]) -> None:
    for name in pages:
        page = Path(name).resolve()
        as_shown(page.relative_to(ROOT / "docs").parts[0], os.environ)
        setattr(import_module("khpcmd.cli.output_files"), "on_terminal", lambda: True)  # noqa: B010  # not exported
        with tempfile.TemporaryDirectory() as folder:
            prepared(Path(folder))
            page.write_text(refreshed(page, Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    main_refresh(sys.argv[1:])
