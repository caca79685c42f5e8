"""Wildcards: the shell of Windows leaves them to the program, and so does whoever puts them in quotation marks."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


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
