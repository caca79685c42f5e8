"""Wildcards: the shell of Windows leaves them to the program, and so does whoever puts them in quotation marks.

``--files-from``: the names of returns, from a file or from the standard input.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from khpcmd.cli.output import emit
from khpcmd.cli.usage import Misuse
from khpcmd.i18n import Messages


def expanded(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The paths; ``*``, ``?``, ``[…]`` and ``**`` stand for what they match, in the order of the names.

    A path that is there stands for itself whatever is in its name, and so does one that matches nothing. The lock
    files of spreadsheet programs are left out.
    """
    return tuple(found for path in paths for found in _matches(path))


def _matches(path: Path) -> list[Path]:
    pattern = str(path)
    if not set("*?[") & set(pattern) or os.path.lexists(path):
        return [path]

    from glob import glob  # the shell has mostly done it

    found = [Path(name) for name in sorted(glob(pattern, recursive=True))]  # noqa: PTH207  # it may be absolute
    return [one for one in found if not one.name.startswith("~$")] or [path]


LONGEST = 16 << 20
"""How many bytes a list may have."""
MOST = 200_000
"""How many names: each of them is kept, and told of where no file has it."""
LINE_END = re.compile("\r\n|\r|\n")
"""What ends a line; the other separators of Unicode may stand in the name of a file."""


def listed(source: str) -> tuple[Path, ...]:
    """The paths that stand in a list, one to a line, or (as ``find -print0`` writes them) ended by zero bytes.

    ``-`` is the standard input. Blank lines mean nothing. Misuse where the list cannot be read.
    """
    try:
        data = _read(source)
    except FileNotFoundError:
        raise Misuse("list_not_found", found=source) from None
    except PermissionError:
        raise Misuse("list_not_read", found=source, reason="no permission to read") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Misuse("list_not_read", found=source, reason=reason) from None
    if len(data) > LONGEST:
        raise Misuse("list_too_long", found=source, limit=str(LONGEST))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Misuse("list_not_text", found=source) from None
    names = [name for name in (text.split("\0") if "\0" in text else LINE_END.split(text)) if name.strip()]
    if len(names) > MOST:
        raise Misuse("list_too_many", found=source, limit=str(MOST))
    return tuple(Path(name) for name in names)


def nothing_listed(source: str, messages: Messages) -> int:
    """Say that there was nothing in the list, and so nothing to check: that is never a pass."""
    from khpcmd.cli.exits import Exit

    emit(messages.sentence("usage.list_empty", found=source), sys.stderr, line=True)
    return Exit.NOTHING_CHECKED


def _read(source: str) -> bytes:
    if source == "-":
        return sys.stdin.buffer.read(LONGEST + 1) if sys.stdin else b""
    with Path(source).open("rb") as file:
        return file.read(LONGEST + 1)
