"""Runs the command line. Every exit code comes from ``main``, and no traceback leaves it; start reading in ``app``.

Nothing heavy is imported here, so that ``khpcmd --version`` answers at once.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

from khpcmd.version import __version__

FAULT_OF_KHPCMD = 4
INTERRUPTED = 130
ALLOCATIONS = 200_000
"""How many allocations there may be between two garbage collections: more than a check of a few workbooks makes."""


def program() -> NoReturn:
    """Run the command line as a process of its own, and end the process with the exit code of ``main``.

    Two things are done for speed, measured on a check of 12 units. Garbage is collected rarely, which saves 7 %: a
    short run never needs it, a long one stays bounded. And the process ends with ``os._exit``, which saves 28 %: its
    objects are not destroyed one by one. The streams are flushed before that, and no file is open.
    """
    gc.set_threshold(ALLOCATIONS, *gc.get_threshold()[1:])
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # else Pydantic searches all installed packages
    code = main()
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):
            stream.flush()
    os._exit(code)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001  # the last resort: no traceback reaches a reader
        return _own_fault(error, arguments)


def _run(arguments: list[str]) -> int:
    from khpcmd.cli.output import speak_utf8

    speak_utf8()
    if arguments in (["--version"], ["-V"]):
        return _version(arguments)
    from khpcmd.cli.app import run

    return run(arguments)


def _version(arguments: list[str]) -> int:
    from khpcmd.cli.output import Misuse, emit

    try:
        emit(f"khpcmd {__version__}\n", sys.stdout)
    except Misuse as error:
        from khpcmd.cli.app import refuse  # its imports are too heavy for a run that goes well

        return refuse(error, arguments)
    return 0


def _own_fault(error: Exception, arguments: list[str]) -> int:
    """Write one short line, and the trace if KHPCMD_DEBUG is 1. Nothing that fails here may raise again."""
    message = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    with suppress(Exception):
        if os.environ.get("KHPCMD_DEBUG") == "1":
            import traceback

            traceback.print_exception(error)
        sys.stderr.write(_sentence(message, arguments))
    return FAULT_OF_KHPCMD


def _sentence(message: str, arguments: list[str]) -> str:
    try:
        from khpcmd.cli.usage import speech_for
        from khpcmd.render.wording import visible

        return visible(speech_for(arguments).messages.text("usage.internal", message=message)) + "\n"
    except Exception:  # noqa: BLE001  # not even the catalogue can be read
        return f"khpcmd: {message!r}\n"
