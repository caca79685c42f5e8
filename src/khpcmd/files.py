"""Writes files whole or not at all: a file gets its name only when it is complete. And the parts of file names,
and the moment that stands in a file.

File names are texts with "/" between folders: for thousands of files, Path objects would take more memory.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path

DESCRIPTORS = Path("/proc/self/fd")
"""Where Linux lists the open files of a process."""


def write_whole(path: Path, make: Callable[[Path], object], *, replace: bool) -> None:
    """Let ``make`` write a file, flush it to the disk, and give it the name; folders that are missing are made.

    At every moment the name leads to the whole file or to what was there before. Raises FileExistsError where the name
    exists (even as a broken link) and ``replace`` is false, else the OSError or ValueError of what failed. Then the
    folders that were made are gone again.
    """
    path = straight(path)
    if not replace and os.path.lexists(path):
        raise FileExistsError(path)
    with folder_made(path.parent):
        _write_whole(path, make, replace=replace)


def straight(path: Path) -> Path:
    """The path without folders that are not there and are left at once: "new/../other" makes no folder "new"."""
    parts = list[str]()
    for part in path.parts:
        if part == ".." and parts and parts[-1] != ".." and not os.path.lexists(Path(*parts)):
            parts.pop()
        else:
            parts.append(part)
    return Path(*parts)


def _write_whole(path: Path, make: Callable[[Path], object], *, replace: bool) -> None:
    with _made(path, make) as give_name:
        give_name(replace)


def write_together(main: tuple[Path, bytes], beside: tuple[Path, bytes], *, replace: bool) -> None:
    """Write a file and one that belongs to it, both whole or neither; where that fails, what was there before stays.

    At no moment does one of them stand beside another writing of the other: the earlier one of ``beside`` goes first.
    Raises like ``write_whole``.
    """
    files = [(straight(path), content) for path, content in (main, beside)]
    if not replace and (there := [path for path, _ in files if os.path.lexists(path)]):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(there[0]))
    with ExitStack() as stack:
        for path, _ in files:
            stack.enter_context(folder_made(path.parent))
        made = [
            (path, stack.enter_context(_made(path, partial(Path.write_bytes, data=content)))) for path, content in files
        ]
        _name_all(made, replace=replace)


def _name_all(made: Sequence[tuple[Path, Callable[[bool], None]]], *, replace: bool) -> None:
    """Give two files their names; where that fails, give them back to those that had them."""
    (first, _), (second, _) = made
    kept, named = dict[Path, Path](), list[Path]()
    try:
        if os.path.lexists(second):
            kept[second] = second.rename(_beside(second))
        if os.path.lexists(first):
            kept[first] = _copied(first, _beside(first))
        for path, give_name in made:
            give_name(replace)
            named.append(path)
    except BaseException:
        for path in named:
            if path not in kept:
                path.unlink(missing_ok=True)
        for path, copy in kept.items():
            copy.replace(path)
            copy.unlink(missing_ok=True)  # two names of one file: then replacing does nothing
        raise
    for copy in kept.values():
        with suppress(OSError):
            copy.unlink()


def _beside(path: Path) -> Path:
    """A name in the same folder that no other file has."""
    return path.with_name(f".{path.name[:60]}.{os.urandom(4).hex()}.tmp")


@contextmanager
def _made(path: Path, make: Callable[[Path], object]) -> Iterator[Callable[[bool], None]]:
    """Let ``make`` write a file without a name, or one beside ``path``; what is yielded gives it its name."""
    beside = _beside(path)
    try:
        with _unnamed(path.parent) as unnamed:
            made = unnamed or beside
            if not unnamed:
                beside.touch(exist_ok=False)
            make(made)
            _flushed(made)

            def give_name(replace: bool) -> None:  # a callable has no keywords
                if not (replace and os.path.lexists(path)) and _linked(made, path):
                    return
                if unnamed:
                    _copied(unnamed, beside)
                beside.replace(path)

            yield give_name
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


@contextmanager
def folder_made(folder: Path) -> Iterator[None]:
    """Make a folder and those above it where they are missing; they are removed again if what follows fails.

    Raises FolderError where that is not possible.
    """
    missing = [one for one in (folder, *folder.parents) if not os.path.lexists(one)]
    try:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except FileExistsError:  # a file of that name, or a link to nothing
            raise FolderError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), folder) from None
        except OSError as error:
            raise FolderError(error.errno, error.strerror, folder) from None
        yield
    except BaseException:
        for one in missing:
            with suppress(OSError):  # it has something in it by now, or was never made
                one.rmdir()
        raise


def require_folder(folder: Path) -> None:
    """Raise FolderError if the folder is not there and could not be made; nothing is made."""
    there = next((one for one in (folder, *folder.parents) if os.path.lexists(one)), Path())
    problem = errno.ENOTDIR if not there.is_dir() else 0 if os.access(there, os.W_OK | os.X_OK) else errno.EACCES
    if problem and (there != folder or problem == errno.ENOTDIR):  # of one that is there, writing says what is wrong
        raise FolderError(problem, os.strerror(problem), folder)


class FolderError(OSError):
    """The folder of a file cannot be made; ``filename`` is the folder."""


def write_bytes(path: Path, content: bytes, *, replace: bool) -> None:
    """Write a file whole whose content is complete."""
    write_pieces(path, (content,), replace=replace)


def write_pieces(path: Path, pieces: Iterable[bytes], *, replace: bool) -> None:
    """Write a file whole whose content is made piece by piece while it is written."""

    def make(made: Path) -> None:
        with made.open("wb") as file:
            file.writelines(pieces)

    write_whole(path, make, replace=replace)


def destination(path: Path) -> Path:
    """The file that is replaced when one of that name is written: for a link, its target.

    Raises OSError where that exists and is not a regular file: a pipe or a device would be lost.
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
    """A file without a name, which vanishes however the program ends; None where the system has no such files."""
    flags = getattr(os, "O_TMPFILE", 0)
    descriptor = -1
    if flags and DESCRIPTORS.is_dir():
        with suppress(OSError):  # not on this file system, or not a folder: creating the file beside will fail too
            descriptor = os.open(folder, flags | os.O_RDWR, 0o666)
    try:
        yield DESCRIPTORS / str(descriptor) if descriptor >= 0 else None
    finally:
        if descriptor >= 0:
            os.close(descriptor)


def _linked(made: Path, path: Path) -> bool:
    """Name the file without replacing another one; False on a file system without links."""
    try:
        _link(made, path)
    except FileExistsError:
        raise
    except OSError:
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        return False
    return True


def _copied(there: Path, beside: Path) -> Path:
    """Give a file, nameless or not, another name, or make a copy of that name where links are not possible."""
    try:
        _link(there, beside)
    except OSError:
        try:
            shutil.copyfile(there, beside)
            _flushed(beside)
        except OSError:
            beside.unlink(missing_ok=True)
            raise
    return beside


def _flushed(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _link(made: Path, path: Path) -> None:
    """Give the file a further name; a nameless one is reached through its descriptor."""
    if not hasattr(os, "link"):  # as in a browser
        raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP), path)
    if made.parent != DESCRIPTORS:
        os.link(made, path)
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.link(made, path.name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=True)
    finally:
        os.close(folder)


def made_at(as_of: date) -> datetime:
    """The moment that ``SOURCE_DATE_EPOCH`` names (seconds since 1970, UTC), else the start of the day judged."""
    wanted = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        return datetime.fromtimestamp(int(wanted), UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.combine(as_of, time(), UTC)


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


@contextmanager
def whole_folder(folder: Path, *, last: str, own: Callable[[str], bool], replace: bool) -> Iterator[Path]:
    """A folder to write files into, which stand under the name of ``folder`` only when all of them are complete.

    Where that folder is there already its files are put in one by one, the file ``last`` at the end: while it is not
    there the folder is not complete. ``own`` says of a name whether such a file may be replaced; with ``replace`` all
    of these are taken away first. Raises FileExistsError with the name of what is in the way, before anything is made.
    """
    folder = straight(folder)
    there = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    in_the_way = [name for name in there if not (replace and own(name))]
    if in_the_way:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder / in_the_way[0]))
    made_here = not folder.is_dir()
    with folder_made(folder.parent):
        beside = folder.resolve().parent / f".{folder.resolve().name[:60]}.{os.urandom(4).hex()}.tmp"
        try:
            beside.mkdir()
            yield beside
            if made_here and not os.path.lexists(folder):
                beside.rename(folder)
            else:
                _moved_in(beside, folder, there, last)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


def _moved_in(beside: Path, folder: Path, there: Iterable[str], last: str) -> None:
    """Put the files of one folder into another in place of those that were there; none stays if that fails."""
    for name in sorted(there, key=lambda name: name != last):
        (folder / name).unlink()
    moved = list[Path]()
    try:
        for name in sorted((path.name for path in beside.iterdir()), key=lambda name: (name == last, name)):
            (beside / name).rename(folder / name)
            moved.append(folder / name)
    except OSError:
        for path in moved:
            path.unlink(missing_ok=True)
        raise
