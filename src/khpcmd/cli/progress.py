"""How far the reading of many files is: on a terminal only, and only where it takes long.

The day that a command judges as of.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date

from khpcmd.cli.usage import Misuse
from khpcmd.i18n import Messages

PATIENCE = 1.0
"""Seconds that pass before anything is shown."""

Tell = Callable[[int, int], None]


@contextmanager
def progress(messages: Messages) -> Iterator[Tell | None]:
    """What to tell the number of files read, and of all files; None where nobody looks.

    What was drawn is gone when the work is done, also where it is broken off.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    begun = time.monotonic()
    with ExitStack() as stack:
        drawn: list[Tell] = []

        def tell(done: int, of: int) -> None:
            if not drawn and time.monotonic() - begun > PATIENCE:
                drawn.append(stack.enter_context(_bar(messages)))
            if drawn:
                drawn[0](done, of)

        yield tell


@contextmanager
def _bar(messages: Messages) -> Iterator[Tell]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    rate = TextColumn("{task.fields[rate]}")
    text, left = TextColumn(messages.template("progress.files"), markup=False), TimeRemainingColumn()
    console = Console(stderr=True, markup=False, emoji=False)
    with Progress(text, BarColumn(), MofNCompleteColumn(), rate, left, console=console, transient=True) as shown:
        task = shown.add_task("", total=None, rate="")
        begun, first = time.monotonic(), [-1]

        def tell(done: int, of: int) -> None:
            if first[0] < 0:
                first[0] = done
            seconds = time.monotonic() - begun
            speed = (done - first[0]) / seconds if seconds > PATIENCE else 0.0
            rate_text = messages.text("progress.rate", count=round(speed)) if speed >= 1 else ""
            shown.update(task, completed=done, total=of, rate=rate_text)

        yield tell


def day_of(text: str) -> date | None:
    """The day of ``--as-of``; None where none was given."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Misuse("bad_date", option="--as-of", found=text) from None
