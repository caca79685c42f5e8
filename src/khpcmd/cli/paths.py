"""Which paths the command line names: patterns are expanded, lists (``--files-from``) are read."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from khpcmd.cli.misuse import Misuse, system_reason
from khpcmd.cli.output import emit
from khpcmd.i18n import Messages

LONGEST = 16 << 20
"""How many bytes a list may have."""
MOST = 200_000
"""How many names: each of them is kept, and reported if there is no file of that name."""
LINE_END = re.compile("\r\n|\r|\n")
"""What ends a line; the other separators of Unicode may stand in the name of a file."""


def expanded(paths: Iterable[Path] | None) -> tuple[Path, ...]:
    """The paths; ``*``, ``?``, ``[…]`` and ``**`` stand for what they match, in the order of the names.

    The shell of Windows leaves patterns to the program, and so does every shell if they are quoted. A path that exists
    stands for itself whatever is in its name, and so does one that matches nothing. The lock files of spreadsheet
    programs are left out.
    """
    return tuple(found for path in paths or () for found in _matches(path))


def _matches(path: Path) -> list[Path]:
    pattern = str(path)
    if not set("*?[") & set(pattern) or os.path.lexists(path):
        return [path]

    from glob import glob  # the shell has mostly done it

    found = [Path(name) for name in sorted(glob(pattern, recursive=True))]  # noqa: PTH207  # it may be absolute
    return [one for one in found if not one.name.startswith("~$")] or [path]


def given_paths(paths: Iterable[Path] | None, files_from: str) -> tuple[Path, ...]:
    """The paths of the arguments, then those of the list of ``--files-from``, if there is one."""
    return (*expanded(paths), *(_listed(files_from) if files_from else ()))


def nothing_listed(source: str, messages: Messages) -> int:
    """Report that the list is empty, and so nothing is checked: that is never a pass."""
    from khpcmd.exits import Exit

    emit(messages.sentence("usage.list_empty", found=source), sys.stderr, line=True)
    return Exit.NOTHING_CHECKED


def _listed(source: str) -> tuple[Path, ...]:
    """The paths of a list, one to a line or (as ``find -print0`` writes them) ended by zero bytes.

    ``-`` is the standard input. Blank lines are skipped. Misuse if the list cannot be read.
    """
    try:
        data = _read(source)
    except FileNotFoundError:
        raise Misuse("list_not_found", found=source) from None
    except PermissionError:
        raise Misuse("list_not_read", found=source, reason="no permission to read") from None
    except OSError as error:
        raise Misuse("list_not_read", found=source, reason=system_reason(error)) from None
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


def _read(source: str) -> bytes:
    if source == "-":
        return sys.stdin.buffer.read(LONGEST + 1) if sys.stdin else b""
    with Path(source).open("rb") as file:
        return file.read(LONGEST + 1)


def document_text(path: Path) -> str:
    """The text of a plan's document; wrong usage where it is none that can be read, or has no words."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, ValueError):
        raise Misuse("text_unreadable", found=str(path)) from None
    if not any(map(str.isalpha, text)):
        raise Misuse("text_empty", found=str(path))
    return text
