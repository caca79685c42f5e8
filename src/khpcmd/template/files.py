"""Where templates are written: whole or not at all, under names that every system takes."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from khpcmd.plan.model import Plan
from khpcmd.plan.units import Unit
from khpcmd.text import bare

LONGEST = 80


def write_whole(path: Path, make: Callable[[Path], object], *, force: bool) -> None:
    """Make a file beside its place and give it its name once it is done; FileExistsError where one is there."""
    if not force and os.path.lexists(path):
        raise FileExistsError(path)
    beside = path.with_name(f".{path.name[:100]}.{os.getpid()}.tmp")
    try:
        beside.touch(exist_ok=False)
        make(beside)
        if force or not _linked(beside, path):
            beside.replace(path)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _linked(beside: Path, path: Path) -> bool:
    """Name the file without taking the name of another one; False on a file system that has no links."""
    try:
        os.link(beside, path)
    except FileExistsError:
        raise
    except OSError:
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        return False
    return True


def slug(text: str) -> str:
    """A text as a part of a file name: small letters without accents, digits, hyphens."""
    return "-".join(bare(text).replace("%", " ").split())[:LONGEST].strip("-")


def names_of(plan: Plan, period: str, prefix: str) -> dict[str, str]:
    """By unit, the name of its file; units of one name have their ids in it."""
    found, taken = dict[str, str](), set[str]()
    for unit in plan.filers:
        name = _name(unit, period, prefix, with_id=False)
        if name in taken:
            name = _name(unit, period, prefix, with_id=True)
        taken.add(name)
        found[unit.id] = name
    return found


def _name(unit: Unit, period: str, prefix: str, *, with_id: bool) -> str:
    parts = [prefix, slug(unit.name.vi) or unit.id, *([unit.id] if with_id else []), period]
    return "_".join(parts) + ".xlsx"
