"""Wildcards, for the shell of Windows leaves them to the program."""

from __future__ import annotations

import os
from collections.abc import Iterable
from glob import glob
from pathlib import Path


def expanded(paths: Iterable[Path], *, windows: bool = os.name == "nt") -> tuple[Path, ...]:
    """The paths; on Windows a ``*`` or ``?`` stands for what it matches, and for itself where it matches nothing."""
    return tuple(found for path in paths for found in (_matches(path) if windows else [path]))


def _matches(path: Path) -> list[Path]:
    pattern = str(path)
    found = sorted(glob(pattern)) if set("*?") & set(pattern) else []  # noqa: PTH207  # the pattern may be absolute
    return [Path(name) for name in found] or [path]
