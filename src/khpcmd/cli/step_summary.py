"""The summary of a job of GitHub Actions: the report as Markdown, added to the file that the runner names."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from khpcmd.cli.output import emit
from khpcmd.i18n import Messages

VARIABLE = "GITHUB_STEP_SUMMARY"
LARGEST = 1 << 20
"""How many bytes GitHub takes for one step; of a longer one it shows nothing at all."""


def wanted() -> bool:
    """Whether a runner waits for a summary."""
    return bool(os.environ.get(VARIABLE))


def spare_returns(given: Iterable[Path]) -> None:
    """Misuse where the summary would be added to a file that was given, or to one in a folder that was."""
    from khpcmd.cli.written import refuse_inputs
    from khpcmd.inbox import find_files

    files, _ = find_files(given)
    refuse_inputs([Path(os.environ[VARIABLE])], [file.path for file in files])


def add_summary(markdown: str, messages: Messages) -> None:
    """Add a report to the summary; where that fails the results stand all the same, and it is told on stderr."""
    try:
        path = Path(os.environ[VARIABLE])
        taken = path.stat().st_size if path.exists() else 0
        with open(path, "a", encoding="utf-8", newline="\n", opener=_at_once) as file:  # it takes an opener
            file.write(_fitting(markdown, LARGEST - taken, messages.template("progress.cut")))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        emit(
            messages.sentence("usage.summary_not_written", found=os.environ[VARIABLE], reason=reason),
            sys.stderr,
            line=True,
        )


def _at_once(path: str, flags: int) -> int:
    """Open a file; a pipe that nobody reads is an OSError, and not waited for."""
    descriptor = os.open(path, flags | getattr(os, "O_NONBLOCK", 0), 0o666)
    if hasattr(os, "O_NONBLOCK"):
        os.set_blocking(descriptor, True)
    return descriptor


def _fitting(markdown: str, room: int, cut: str) -> str:
    """The text, or as many of its lines as there is room for and a line that says so."""
    if len(markdown.encode()) <= room:
        return markdown
    room -= len(cut.encode()) + 3
    kept, used = list[str](), 0
    for line in markdown.splitlines(keepends=True):
        used += len(line.encode())
        if used > room:
            break
        kept.append(line)
    return f"{''.join(kept)}\n{cut}\n" if room > 0 else ""
