"""Writes text to stdout and stderr: UTF-8 everywhere, a closed pipe ends quietly, colour only where it is wanted.

What ends a command before it has an answer (``Misuse``, ``Refused``) stands here too, as writing may.
"""

from __future__ import annotations

import codecs
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from io import TextIOWrapper
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from khpcmd.i18n import Messages

WRONG_USAGE = 2


class Misuse(Exception):  # noqa: N818  # a wrong command line is not an error of the program
    """The command line cannot be followed; ``kind`` names the sentence of the catalogue, ``params`` fill it."""

    def __init__(self, kind: str, **params: str) -> None:
        super().__init__(kind)
        self.kind = kind
        self.params = params
        self.messages: Messages | None = None
        """The messages to report it with, if a configuration chose the language."""


class Refused(Exception):  # noqa: N818  # everything was reported
    """The command ends here with ``code``; its errors are on stderr."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


def choice(option: str, found: str, allowed: Iterable[str]) -> str:
    """The value, if it is one of those allowed; else Misuse with the nearest of them."""
    values = list(allowed)
    if found in values:
        return found
    from khpcmd.text import typo_of  # only when something is wrong

    near = typo_of(found, values)
    raise Misuse("bad_choice", option=option, found=found, allowed=", ".join(values), suggestion=near)


def system_reason(error: Exception) -> str:
    """What the system says of a failure, or the name of the error."""
    return getattr(error, "strerror", None) or type(error).__name__


NARROWEST, WIDEST = 40, 1000


def speak_utf8() -> None:
    """Make the standard streams UTF-8 where they are not (pipes on Windows, old locales)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and codecs.lookup(stream.encoding).name != "utf-8":
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def emit(text: str, stream: TextIO | None, *, line: bool = False) -> None:
    """Write a whole text; with ``line`` as one line, with invisible characters escaped and a line end.

    If the reader of a pipe stops reading, the rest is dropped. Results that cannot be written (a full disk) are a
    Misuse; a message on stderr that cannot be written is dropped.
    """
    if line:
        from khpcmd.render.wording import visible

        text = f"{visible(text)}\n"
    emit_pieces((text,), stream)


def emit_pieces(pieces: Iterable[str], stream: TextIO | None) -> None:
    """Write a text out piece by piece; once nobody reads the stream, no more are made."""
    if stream is None:
        return  # it was closed before khpcmd began
    for piece in pieces:
        if not _sent(piece, stream):
            return
    _sent("", stream)


def _sent(text: str, stream: TextIO) -> bool:
    """Write a text, or if it is empty flush what was written; False if nobody reads the stream any more."""
    try:
        stream.write(text)
        if not text:
            stream.flush()
    except BrokenPipeError:
        _discard(stream)
        return False
    except OSError as error:
        _discard(stream)
        if stream is sys.stdout:
            raise Misuse("results_not_written", reason=system_reason(error)) from None
        return False
    return True


def _discard(stream: TextIO) -> None:
    """Redirect the stream to the null device, so that Python does not complain about it at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def on_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def terminal_width() -> int:
    """The columns to draw for; COLUMNS wins, within reason."""
    import shutil

    return min(max(NARROWEST, shutil.get_terminal_size((80, 24)).columns), WIDEST)


def colored(wish: str) -> bool:
    """Whether to use colour: ``always``, ``never``, or as the terminal and NO_COLOR, FORCE_COLOR and TERM say."""
    if wish != "auto":
        return wish == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return on_terminal() and os.environ.get("TERM") != "dumb"


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

    text, left = TextColumn(messages.template("progress.files"), markup=False), TimeRemainingColumn()
    console = Console(stderr=True, markup=False, emoji=False)
    with Progress(text, BarColumn(), MofNCompleteColumn(), left, console=console, transient=True) as shown:
        task = shown.add_task("", total=None)
        yield lambda done, of: shown.update(task, completed=done, total=of)


def quoted(words: list[str]) -> str:
    """The words as a line that the shell takes apart into them again."""
    if os.name == "nt":
        import subprocess

        return subprocess.list2cmdline(words)
    import shlex  # --version needs none of this

    return shlex.join(words)
