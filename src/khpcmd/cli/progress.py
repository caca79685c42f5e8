"""Shows how many files have been read: only on a terminal, and only if it takes long."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from khpcmd.i18n import Messages

PATIENCE = 1.0
"""Seconds that pass before anything is shown."""

Advance = Callable[[int, int], None]


@contextmanager
def progress(messages: Messages) -> Iterator[Advance | None]:
    """A function to call with the number of files read and of all files; None without a terminal.

    The bar disappears when the work is done or interrupted.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    begun = time.monotonic()
    with ExitStack() as stack:
        drawn: list[Advance] = []

        def advance(done: int, of: int) -> None:
            if not drawn and time.monotonic() - begun > PATIENCE:
                drawn.append(stack.enter_context(_bar(messages)))
            if drawn:
                drawn[0](done, of)

        yield advance


@contextmanager
def _bar(messages: Messages) -> Iterator[Advance]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    rate = TextColumn("{task.fields[rate]}")
    text, left = TextColumn(messages.template("progress.files"), markup=False), TimeRemainingColumn()
    console = Console(stderr=True, markup=False, emoji=False)
    with Progress(text, BarColumn(), MofNCompleteColumn(), rate, left, console=console, transient=True) as shown:
        task = shown.add_task("", total=None, rate="")
        begun, first = time.monotonic(), [-1]

        def advance(done: int, of: int) -> None:
            if first[0] < 0:
                first[0] = done
            seconds = time.monotonic() - begun
            speed = (done - first[0]) / seconds if seconds > PATIENCE else 0.0
            rate_text = messages.text("progress.rate", count=round(speed)) if speed >= 1 else ""
            shown.update(task, completed=done, total=of, rate=rate_text)

        yield advance
