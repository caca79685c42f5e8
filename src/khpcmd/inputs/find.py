"""Which files were given: paths and folders in, workbooks in a fixed order out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from khpcmd.diagnostics import Code, Diagnostic, Location, Ref
from khpcmd.files import last, suffix

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
"""Files of a folder that somebody meant as a return, whether they can be read or not."""


Preference = Literal["newest", "listed"]
"""Which of several files of a unit counts: the one saved last, or the one that comes last in the list of files.
Without it two that differ are an error, and neither is believed."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read, by the name that messages call it by: where it is, with "/" between folders."""

    name: str

    @property
    def path(self) -> Path:
        """Where it is; made when somebody asks, for thousands of paths take more memory than their names."""
        return Path(self.name)


def find_files(paths: Iterable[Path]) -> tuple[list[Found], list[Diagnostic]]:
    """The files behind the paths: files as they were given, folders searched through in the order of their names."""
    files, faults = list[Found](), list[Diagnostic]()
    seen: dict[tuple[int, int], str] = {}
    for path in paths:
        for item in _behind(path):
            if isinstance(item, Diagnostic):
                faults.append(item)
                continue
            identity = _identity(item.name)
            if identity in seen:
                faults.append(Code.SAME_FILE_TWICE(Location(item.name), {"other": seen[identity]}))
                continue
            if identity:
                seen[identity] = item.name
            files.append(item)
    return files, faults


def _identity(name: str) -> tuple[int, int] | tuple[()]:
    try:
        status = os.stat(name)  # noqa: PTH116  # thousands of Path objects would cost more than the files' names
    except OSError:
        return ()
    return status.st_dev, status.st_ino


def _behind(path: Path) -> Iterator[Found | Diagnostic]:
    name = path.as_posix()
    try:
        folder = path.is_dir()
    except PermissionError as error:  # of a folder above it
        yield _not_readable(name, error)
        return
    except (OSError, ValueError):  # a name that no file can have
        folder = False
    if not folder:
        yield Found(name) if os.path.lexists(path) else Code.FILE_NOT_FOUND(Location(name), {})
        return
    found = False
    for file in _walk(path):
        if isinstance(file, Diagnostic):
            found |= file.code is Code.FILE_NOT_READABLE  # nobody knows what is in there
            yield file
        elif _is_link_to_folder(file):
            yield _set_aside(file, "linked_folder")
        elif not _is_named_as_one(file):
            yield _set_aside(file, "not_a_workbook_file")
        elif last(file).startswith("~$"):
            yield _set_aside(file, "lock_file")
        else:
            found = True
            yield Found(file)
    if not found:
        yield Code.FOLDER_WITHOUT_WORKBOOK(Location(name), {})


def _set_aside(file: str, why: str) -> Diagnostic:
    return Code.FILE_SET_ASIDE(Location(file), {"what": Ref("word", why)})


def _not_readable(name: str, error: OSError) -> Diagnostic:
    refused = isinstance(error, PermissionError)
    return Code.FILE_NOT_READABLE(Location(name), {"reason": Ref("word", "permission" if refused else "read_error")})


def _is_link_to_folder(file: str) -> bool:
    return os.path.islink(file) and os.path.isdir(file)  # noqa: PTH112, PTH114  # as above


def _is_named_as_one(name: str) -> bool:
    return suffix(name).lower() in WORKBOOKS


def _folder(name: str) -> Diagnostic:
    """A folder with the name of a workbook: what lies in it is read, and whoever waits for the workbook is told."""
    return Code.NOT_A_REGULAR_FILE(Location(name), {"what": Ref("word", "folder")})


def _walk(folder: Path) -> Iterator[str | Diagnostic]:
    """The files below a folder, hidden ones left out; links to folders come as such and are not followed."""
    unreadable = list[OSError]()
    for root, folders, names in os.walk(folder, onerror=unreadable.append):
        here = Path(root)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        links = [name for name in folders if (here / name).is_symlink()]
        below = (here / name for name in folders if name not in links and _is_named_as_one(name))
        yield from (_folder(path.as_posix()) for path in below)
        start = "" if here == Path() else here.as_posix().rstrip("/") + "/"
        yield from (start + name for name in sorted(names + links) if not name.startswith("."))
    for error in unreadable:
        yield _not_readable(Path(str(error.filename)).as_posix(), error)
