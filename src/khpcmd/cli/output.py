"""Where text goes: UTF-8 everywhere, and a closed pipe is nobody's fault.

How a command is to show what it found.

A plan, or a file of waivers, that cannot be used, told.

What may be at fault with a question that a command puts to the core, told as wrong usage.
"""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from khpcmd.cli.usage import WRONG_USAGE, Misuse, Refused
from khpcmd.i18n import Messages
from khpcmd.render.formats import Format, Look

NARROWEST, WIDEST = 40, 1000


def speak_utf8() -> None:
    """Make the standard streams UTF-8 where they are not (pipes on Windows, old locales)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and codecs.lookup(stream.encoding).name != "utf-8":
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def emit(text: str, stream: TextIO | None, *, line: bool = False) -> None:
    """Write a text out whole. With ``line`` it is one line: what cannot be seen is escaped, and it is ended.

    Who reads from a pipe may stop reading; the rest then goes nowhere. Results that cannot be written (a full disk) are
    a Misuse; what is told besides them is let go.
    """
    if line:
        from khpcmd.render.wording import visible

        text = f"{visible(text)}\n"
    emit_pieces((text,), stream)


def emit_pieces(pieces: Iterable[str], stream: TextIO | None) -> None:
    """Write a text out piece by piece; pieces that nobody reads any more are not made."""
    if stream is None:
        return  # it was closed before khpcmd began
    for piece in pieces:
        if not _sent(piece, stream):
            return
    _sent("", stream)


def _sent(text: str, stream: TextIO) -> bool:
    """Write a text, or where it is empty flush what was written; False where nobody reads the stream any more."""
    try:
        stream.write(text)
        if not text:
            stream.flush()
    except BrokenPipeError:
        _let_go(stream)
        return False
    except OSError as error:
        _let_go(stream)
        if stream is sys.stdout:
            raise Misuse("results_not_written", reason=error.strerror or type(error).__name__) from None
        return False
    return True


def _let_go(stream: TextIO) -> None:
    """Turn the stream to nowhere, so that Python does not complain about it at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def on_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def terminal_width() -> int:
    """The columns to draw for; COLUMNS wins, within what somebody can look at."""
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


@dataclass(frozen=True, slots=True)
class Showing:
    """What is to be shown. ``format`` "" means: as fits where it goes."""

    format: str
    color: str
    files: tuple[Path, ...] = ()
    """What is to be written as well, each in the format of its ending."""
    by_unit: bool = False
    quiet: bool = False

    def look(self) -> Look:
        """The format, for the terminal that is there."""
        wanted = Format(self.format or ("table" if on_terminal() else "plain"))
        return Look(wanted, self.by_unit, terminal_width(), colored(self.color))


if TYPE_CHECKING:
    from khpcmd.diagnostics import PlanError


def refuse_plan(error: PlanError, messages: Messages) -> int:
    """Every mistake of the plan (or of the waivers) on a line of its own, with the place first."""
    from khpcmd.diagnostics import WaiversError
    from khpcmd.render.plain import fault_line
    from khpcmd.render.view import fault
    from khpcmd.render.wording import Wording

    wording = Wording(messages)
    for diagnostic in error.diagnostics:
        emit(fault_line(fault((diagnostic,), wording)), sys.stderr, line=True)
    count = messages.count("errors", len(error.diagnostics))
    kind = "waivers_invalid" if isinstance(error, WaiversError) else "plan_invalid"
    emit(messages.text(f"usage.{kind}", count=count), sys.stderr, line=True)
    return WRONG_USAGE


@contextmanager
def asking(messages: Messages) -> Iterator[None]:
    """Refused where the plan (or the waivers) cannot be used, which is told; Misuse where the question is at fault."""
    from khpcmd.diagnostics import PlanError, UsageError

    try:
        yield
    except PlanError as error:
        from khpcmd.cli.output import refuse_plan

        raise Refused(refuse_plan(error, messages)) from error
    except UsageError as error:
        raise Misuse(error.kind, **error.params) from error
