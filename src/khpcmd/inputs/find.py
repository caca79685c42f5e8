"""Which files to read: paths and folders in, workbooks in a fixed order out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import Ref
from khpcmd.files import last, suffix

SAVED = ".json"
"""The suffix of saved results."""
WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".docx", ".docm"})
"""Suffixes of the files of a folder that are taken for returns, whether they can be read or not."""
Preference = Literal["newest", "listed"]
"""Which of several files of a unit counts: the one saved last, or the last one in the list of files.
Without it two that differ are an error, and neither is used."""


def find_files(paths: Iterable[Path], also: str = "") -> tuple[list[str], list[Diagnostic]]:
    """The files behind the paths: files as given, folders searched through in the order of their names.

    Each by its name in messages, its path with "/" between folders: thousands of Path objects would take more memory.
    Files with the suffix ``also`` are taken besides workbooks.
    """
    files, faults = list[str](), list[Diagnostic]()
    seen: dict[tuple[int, int], str] = {}
    for path in paths:
        for item in _behind(path, also):
            if isinstance(item, Diagnostic):
                faults.append(item)
                continue
            identity = _identity(item)
            if identity in seen:
                faults.append(Code.SAME_FILE_TWICE(Location(item), {"other": seen[identity]}))
                continue
            if identity:
                seen[identity] = item
            files.append(item)
    named = set(files)  # a file that a folder sets aside may be named besides it
    aside = Code.FILE_SET_ASIDE
    return files, [one for one in faults if not (one.code is aside and one.at and one.at.file in named)]


def _identity(name: str) -> tuple[int, int] | tuple[()]:
    try:
        status = os.stat(name)  # noqa: PTH116  # thousands of Path objects would cost more than the files' names
    except OSError:
        return ()
    return status.st_dev, status.st_ino


def _behind(path: Path, also: str) -> Iterator[str | Diagnostic]:
    name = path.as_posix()
    try:
        folder = path.is_dir()
    except PermissionError as error:  # of a folder above it
        yield _not_readable(name, error)
        return
    except (OSError, ValueError):  # a name that no file can have
        folder = False
    if not folder:
        yield name if os.path.lexists(path) else Code.FILE_NOT_FOUND(Location(name), {})
        return
    found = False
    for file in _walk(path):
        if isinstance(file, Diagnostic):
            found |= file.code is Code.FILE_NOT_READABLE  # it may contain workbooks
            yield file
        elif why := _why_skipped(file, also):
            yield Code.FILE_SET_ASIDE(Location(file), {"what": Ref("word", why)})
        else:
            found = True
            yield file
    if not found:
        yield Code.FOLDER_WITHOUT_WORKBOOK(Location(name), {})


def _why_skipped(file: str, also: str) -> str:
    """The word for what something in a folder is that is not read; "" for a file that is taken for a return."""
    if last(file).startswith("."):
        return "hidden_folder" if os.path.isdir(file) else "hidden_file"  # noqa: PTH112  # as above
    if os.path.islink(file) and os.path.isdir(file):  # noqa: PTH112, PTH114  # as above
        return "linked_folder"
    if not _is_named_as_workbook(file) and not (also and suffix(file).lower() == also):
        return "not_a_workbook_file"
    return "lock_file" if last(file).startswith("~$") else ""


def _not_readable(name: str, error: OSError) -> Diagnostic:
    refused = isinstance(error, PermissionError)
    return Code.FILE_NOT_READABLE(Location(name), {"reason": Ref("word", "permission" if refused else "read_error")})


def _is_named_as_workbook(name: str) -> bool:
    return suffix(name).lower() in WORKBOOKS


def _walk(folder: Path) -> Iterator[str | Diagnostic]:
    """The files below a folder; links to folders and hidden folders are among them, and are not entered.

    A folder with the name of a workbook is reported, and its files are read all the same.
    """
    unreadable = list[OSError]()
    for root, folders, names in os.walk(folder, onerror=unreadable.append):
        here = Path(root)
        hidden = [name for name in folders if name.startswith(".")]
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        links = [name for name in folders if (here / name).is_symlink()]
        for name in folders:
            if name not in links and _is_named_as_workbook(name):
                at = Location((here / name).as_posix())
                yield Code.NOT_A_REGULAR_FILE(at, {"what": Ref("word", "folder")})
        start = "" if here == Path() else here.as_posix().rstrip("/") + "/"
        yield from (start + name for name in sorted(names + links + hidden))
    for error in unreadable:
        yield _not_readable(Path(str(error.filename)).as_posix(), error)
