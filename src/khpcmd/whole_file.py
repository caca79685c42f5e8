"""Files that are written whole or not at all: what is written takes its name only once it is done."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, make: Callable[[Path], object], *, replace: bool) -> None:
    """Let ``make`` write a file beside its place, flush that to the disk, and give it the name.

    Whoever looks sees all of it, or what was there before. Raises FileExistsError where something of that name is
    there (even a link to nothing) and ``replace`` is not asked for, else the OSError or ValueError of what failed.
    """
    if not replace and os.path.lexists(path):
        raise FileExistsError(path)
    beside = path.with_name(f".{path.name[:60]}.{os.urandom(4).hex()}.tmp")
    try:
        beside.touch(exist_ok=False)
        make(beside)
        with beside.open("r+b") as file:
            os.fsync(file.fileno())
        if replace or not _linked(beside, path):
            beside.replace(path)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def write_bytes(path: Path, content: bytes, *, replace: bool) -> None:
    """The same for content that is there already."""
    write_whole(path, lambda beside: beside.write_bytes(content), replace=replace)


def _linked(beside: Path, path: Path) -> bool:
    """Name the file without taking the name of another one; False on a file system that has no links."""
    try:
        os.link(beside, path)
    except FileExistsError:
        raise
    except OSError:
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        return False
    return True
