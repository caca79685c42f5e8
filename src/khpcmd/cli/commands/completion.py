"""``khpcmd completion``: the script with which a shell asks back, and the answers."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

import typer

from khpcmd.cli import options
from khpcmd.cli.help import messages_of, worded
from khpcmd.cli.output import emit
from khpcmd.cli.usage import choice

WHOLE = ("fish", "powershell")
"""The shells to which an option and its value, ``--format=json``, are one word."""


def command() -> typer.core.TyperCommand:
    """The command, as typer knows it."""
    return worded("completion", _completion)


def _completion(context: typer.Context, shell: options.Shell = "", typed: options.Typed = None) -> int:
    choice("completion", shell, options.SHELLS)
    if typed is None:
        emit((Path(__file__).parent.parent / "shells" / shell).read_text(encoding="utf-8"), sys.stdout)
    else:
        with suppress(Exception):  # a shell in the midst of a line has no use for any message
            _answer(context, shell, typed)
    return 0


def _answer(context: typer.Context, shell: str, typed: list[str]) -> None:
    """First what may stand there, then each word with its meaning behind a tab."""
    from khpcmd.cli.app import program
    from khpcmd.cli.completion import answer
    from khpcmd.render.wording import visible

    if shell == "powershell":  # it marks the last word, for it would lose an empty one
        typed = [*typed[:-1], typed[-1].removeprefix("_")]
    found = answer(program(), typed, messages_of(context), whole=shell in WHOLE)
    lines = [found.what.value, *(f"{word}\t{visible(told)}" for word, told in found.words)]
    emit("".join(f"{line}\n" for line in lines), sys.stdout)
