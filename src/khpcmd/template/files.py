"""The names of the files that templates are written to: such as every system takes."""

from __future__ import annotations

from khpcmd.plan.model import Plan
from khpcmd.plan.units import Unit
from khpcmd.text import bare

LONGEST = 80


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
