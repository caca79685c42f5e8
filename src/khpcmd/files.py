"""Files that are written whole or not at all: what is written takes its name only once it is done.

Names of files as texts, with "/" between folders: of thousands of files, paths would take more memory than names.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

DESCRIPTORS = Path("/proc/self/fd")
"""Where Linux shows open files as files."""


def write_whole(path: Path, make: Callable[[Path], object], *, replace: bool) -> None:
    """Let ``make`` write a file, flush that to the disk, and give it the name.

    Whoever looks sees all of it, or what was there before. Raises FileExistsError where something of that name is
    there (even a link to nothing) and ``replace`` is not asked for, else the OSError or ValueError of what failed.
    """
    if not replace and os.path.lexists(path):
        raise FileExistsError(path)
    beside = path.with_name(f".{path.name[:60]}.{os.urandom(4).hex()}.tmp")
    try:
        with _unnamed(path.parent) as unnamed:
            made = unnamed or beside
            if not unnamed:
                beside.touch(exist_ok=False)
            make(made)
            _flushed(made)
            if not (replace and os.path.lexists(path)) and _linked(made, path):
                return
            if unnamed:
                _named(unnamed, beside)
            beside.replace(path)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def write_bytes(path: Path, content: bytes, *, replace: bool) -> None:
    """The same for content that is there already."""
    write_pieces(path, (content,), replace=replace)


def write_pieces(path: Path, pieces: Iterable[bytes], *, replace: bool) -> None:
    """The same for content that is made piece by piece while it is written."""

    def make(made: Path) -> None:
        with made.open("wb") as file:
            file.writelines(pieces)

    write_whole(path, make, replace=replace)


def destination(path: Path) -> Path:
    """Where a file of that name is written in place of an earlier one: for a link, what it leads to.

    Raises OSError where that is there and no regular file, for a pipe or a device would be lost.
    """
    try:
        place = path.resolve() if path.is_symlink() else path
    except RuntimeError:  # a loop of links
        raise _irregular(path) from None
    try:
        mode = place.lstat().st_mode
    except FileNotFoundError:
        return place
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    if not stat.S_ISREG(mode):
        raise _irregular(path)
    return place


def _irregular(path: Path) -> OSError:
    return OSError(errno.EINVAL, "Not a regular file", path)


@contextmanager
def _unnamed(folder: Path) -> Iterator[Path | None]:
    """A file without a name, which is gone however the program ends; None where the system has no such thing."""
    flags = getattr(os, "O_TMPFILE", 0)
    descriptor = -1
    if flags and DESCRIPTORS.is_dir():
        with suppress(OSError):  # the file system has none, or the folder is none: the file beside will tell
            descriptor = os.open(folder, flags | os.O_RDWR, 0o666)
    try:
        yield DESCRIPTORS / str(descriptor) if descriptor >= 0 else None
    finally:
        if descriptor >= 0:
            os.close(descriptor)


def _linked(made: Path, path: Path) -> bool:
    """Name the file without taking the name of another one; False on a file system that has no links."""
    try:
        _link(made, path)
    except FileExistsError:
        raise
    except OSError:
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        return False
    return True


def _named(unnamed: Path, beside: Path) -> None:
    """Give a file that had no name one, or make a copy of that name where links are not to be had."""
    try:
        _link(unnamed, beside)
    except OSError:
        shutil.copyfile(unnamed, beside)
        _flushed(beside)


def _flushed(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _link(made: Path, path: Path) -> None:
    """Give the file a further name; one that had none is reached through its descriptor."""
    if made.parent != DESCRIPTORS:
        os.link(made, path)
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.link(made, path.name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=True)
    finally:
        os.close(folder)


def posix(path: Path | str) -> str:
    """The name of a file or folder with "/" between folders."""
    return os.fspath(path).replace(os.sep, "/")


def last(name: str) -> str:
    """The name without its folders."""
    return name.rpartition("/")[2]


def stem(name: str) -> str:
    """The last part of a name without its suffix, as ``PurePath.stem``."""
    part = last(name)
    return part[: len(part) - len(suffix(part))]


def suffix(name: str) -> str:
    """The end of a name from its last dot on, as ``PurePath.suffix``: "" where nothing stands before or after it."""
    part = last(name)
    dot = part.rfind(".")
    return part[dot:] if 0 < dot < len(part) - 1 else ""
