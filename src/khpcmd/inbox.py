"""Which files were given: paths and folders in, workbooks in a fixed order out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from khpcmd.diagnostics import Code, Diagnostic, Location, Ref
from khpcmd.records import dataclass

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
"""Files of a folder that somebody meant as a return, whether they can be read or not."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read, and the name that messages call it by."""

    path: Path
    name: str


def find_files(paths: Iterable[Path]) -> tuple[list[Found], list[Diagnostic]]:
    """The files behind the paths: files as they were given, folders searched through in the order of their names."""
    files, faults = list[Found](), list[Diagnostic]()
    seen: dict[tuple[int, int], str] = {}
    for path in paths:
        for item in _behind(path):
            if isinstance(item, Diagnostic):
                faults.append(item)
                continue
            identity = _identity(item.path)
            if identity in seen:
                faults.append(Diagnostic(Code.SAME_FILE_TWICE, Location(item.name), {"other": seen[identity]}))
                continue
            if identity:
                seen[identity] = item.name
            files.append(item)
    return files, faults


def _identity(path: Path) -> tuple[int, int] | tuple[()]:
    try:
        status = path.stat()
    except OSError:
        return ()
    return status.st_dev, status.st_ino


def _behind(path: Path) -> Iterator[Found | Diagnostic]:
    name = path.as_posix()
    try:
        folder = path.is_dir()
    except (OSError, ValueError):  # a name that no file can have
        folder = False
    if not folder:
        yield Found(path, name) if os.path.lexists(path) else Diagnostic(Code.FILE_NOT_FOUND, Location(name))
        return
    found = False
    for file in _walk(path):
        if isinstance(file, Diagnostic):
            yield file
        elif file.is_symlink() and file.is_dir():
            yield _set_aside(file, "linked_folder")
        elif file.suffix.lower() not in WORKBOOKS:
            yield _set_aside(file, "not_a_workbook_file")
        elif file.name.startswith("~$"):
            yield _set_aside(file, "lock_file")
        else:
            found = True
            yield Found(file, file.as_posix())
    if not found:
        yield Diagnostic(Code.FOLDER_WITHOUT_WORKBOOK, Location(name))


def _set_aside(file: Path, why: str) -> Diagnostic:
    return Diagnostic(Code.FILE_SET_ASIDE, Location(file.as_posix()), {"what": Ref("word", why)})


def _is_named_as_one(name: str) -> bool:
    return Path(name).suffix.lower() in WORKBOOKS


def _folder(path: Path) -> Diagnostic:
    """A folder with the name of a workbook: what lies in it is read, and whoever waits for the workbook is told."""
    return Diagnostic(Code.NOT_A_REGULAR_FILE, Location(path.as_posix()), {"what": Ref("word", "folder")})


def _walk(folder: Path) -> Iterator[Path | Diagnostic]:
    """The files below a folder, hidden ones left out; links to folders come as such and are not followed."""
    unreadable = list[OSError]()
    for root, folders, names in os.walk(folder, onerror=unreadable.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        links = [name for name in folders if (Path(root) / name).is_symlink()]
        yield from (_folder(Path(root) / name) for name in folders if name not in links and _is_named_as_one(name))
        yield from (Path(root) / name for name in sorted(names + links) if not name.startswith("."))
    for error in unreadable:
        at = Location(Path(str(error.filename)).as_posix())
        yield Diagnostic(Code.FILE_NOT_READABLE, at, {"reason": error.strerror or type(error).__name__})
