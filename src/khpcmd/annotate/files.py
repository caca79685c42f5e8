"""The copies in their folder: each under the name of its original, and whole or not there at all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from khpcmd.annotate.source import NoCopy
from khpcmd.whole_file import write_bytes


def holds_any(folder: Path, paths: Iterable[Path]) -> Path | None:
    """The first of the files that lies in the folder itself, where a copy would be written over it."""
    place = folder.resolve()
    return next((path for path in paths if path.parent.resolve() == place or path.resolve().parent == place), None)


def holds(paths: Iterable[Path], folder: Path) -> Path | None:
    """The first input folder that the folder of the copies lies in: the next run would read the copies too."""
    place = folder.resolve()
    folders = (path for path in paths if os.path.isdir(path))  # noqa: PTH112  # False where nobody may look
    return next((path for path in folders if place.is_relative_to(path.resolve())), None)


def copy_names(paths: Iterable[Path]) -> dict[Path, str]:
    """A name for the copy of each file: its own; where several files have one name the later ones are numbered."""
    paths, names = list(paths), dict[Path, str]()
    taken = {path.name.casefold() for path in paths}
    given = set[str]()
    for path in paths:
        name, number = path.name, 1
        while name.casefold() in (given if number == 1 else taken | given):
            number += 1
            name = f"{path.stem} ({number}){path.suffix}"
        given.add(name.casefold())
        names[path] = name
    return names


def write_copy(path: Path, data: bytes) -> None:
    """Write a file, in place of an earlier copy; raises NoCopy, and then there is nothing new in the folder."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, data, replace=True)
    except OSError as error:
        raise NoCopy("not_written", error.strerror or type(error).__name__) from error
