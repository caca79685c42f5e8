"""Names of files as texts, with "/" between folders: of thousands of files, paths would take more memory than names."""

from __future__ import annotations

import os
from pathlib import Path


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
