"""Which configuration file is meant: the one that was named, or the nearest one; never one below what was given.

A folder of returns belongs to whoever sends them. So the search begins where the user stands; only where it finds
nothing it looks beside the returns and above them, and what it finds there is marked as such (``with_returns``).
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from khpcmd.cli.usage import Misuse

NAME = "khpcmd.toml"
NONE = "none"
"""Said in place of a file: no configuration file is to be used."""
VARIABLE = "KHPCMD_CONFIG"


@dataclass(frozen=True, slots=True)
class Place:
    """A configuration file, as messages name it."""

    path: Path
    with_returns: bool = False
    """Whether it was found only because returns lie there: whoever sent them may have written it."""


def find(named: str, returns: Path | None) -> Place | None:
    """The file to read, if any. ``named`` is what ``--config`` says, else KHPCMD_CONFIG counts; "" means: search.

    Raises Misuse where a file that was named is not there.
    """
    named = named or os.environ.get(VARIABLE, "")
    if named == NONE:
        return None
    if named:
        if not os.path.lexists(named):
            raise Misuse("config_not_found", found=named)
        return Place(Path(named))
    try:
        return _nearest(Path.cwd(), returns)
    except (OSError, RuntimeError, ValueError):  # a deleted folder, a loop of links, a name that no file can have
        return None


def _nearest(here: Path, returns: Path | None) -> Place | None:
    found = next(_from(here), None)
    if found is not None:
        return Place(_shown(found, here))
    if returns is not None:
        folder = returns.resolve()
        found = next(_from(folder if folder.is_dir() else folder.parent), None)
    return None if found is None else Place(_shown(found, here), with_returns=True)


def _from(folder: Path) -> Iterator[Path]:
    """The configuration files of a folder and of those above it that belong to the same hands.

    The repository, the home folder, and a folder in which everybody may write end the search, and so does the root
    of the file system: a file there may be anybody's.
    """
    home = Path(os.path.expanduser("~"))  # noqa: PTH111  # Path.home() raises where there is none
    for level in (folder, *folder.parents):
        if level != folder and (level == level.parent or _everybodys(level)):
            return
        if os.path.lexists(level / NAME):
            yield level / NAME
        if level == home or os.path.lexists(level / ".git"):
            return


def _everybodys(folder: Path) -> bool:
    """Whether everybody may write there, as in ``/tmp``. Windows does not say so in the mode."""
    return os.name != "nt" and bool(folder.stat().st_mode & stat.S_IWOTH)


def _shown(path: Path, here: Path) -> Path:
    """The path as seen from the current folder: messages and reports are the same on every machine."""
    try:
        return Path(os.path.relpath(path, here))
    except ValueError:  # another drive of Windows
        return path
