"""Units that are there no more: what they are called among those of today, and which of today they went into."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Protocol

from khpcmd.plan.units import Unit
from khpcmd.text import loose

MARK = "@"
"""Stands in the ids of former units, which may have the code of a unit of today; no id of a plan has it."""


def mark(unit: Unit) -> str:
    """The id of a former unit among those of today."""
    return f"{unit.id}{MARK}{unit.valid_to or ''}"


class WithFormer(Protocol):
    """A plan with the units that are there no more beside those of today."""

    @property
    def units(self) -> tuple[Unit, ...]: ...
    @property
    def unit(self) -> Mapping[str, Unit]: ...
    @property
    def former(self) -> tuple[Unit, ...]: ...


def formed_of(plan: WithFormer, name: str, later: Unit) -> list[Unit]:
    """The former unit of that code, the last before the later one began; else a unit of today."""
    begun = later.valid_from or datetime.date.max
    former = [unit for unit in plan.former if unit.id == name and unit.valid_to is not None and unit.valid_to < begun]
    if former:
        return [max(former, key=lambda unit: unit.valid_to or datetime.date.min)]
    return [plan.unit[name]] if name in plan.unit and name != later.id else []


def has_succession(plan: WithFormer) -> bool:
    """Whether some unit of the plan is declared to be made of others."""
    return any(unit.formed_from for unit in plan.units)


def successors(plan: WithFormer) -> dict[str, tuple[str, ...]]:
    """By former unit (marked), the units of today that were formed from it, directly or by way of others."""
    found: dict[str, dict[str, None]] = {}

    def follow(unit: Unit, heir: str, seen: tuple[Unit, ...]) -> None:
        for name in unit.formed_from:
            for before in formed_of(plan, name, unit):
                if before in plan.former and before not in seen:
                    found.setdefault(mark(before), {})[heir] = None
                    follow(before, heir, (*seen, before))

    for unit in plan.units:
        follow(unit, unit.id, ())
    return {former: tuple(heirs) for former, heirs in found.items()}


def names_of_former(plan: WithFormer) -> dict[str, tuple[str, ...]]:
    """By name of a former unit, the units of today that it went into."""
    if not has_succession(plan):
        return {}
    heirs = successors(plan)
    return {
        loose(spelling): heirs[mark(unit)]
        for unit in plan.former
        if mark(unit) in heirs
        for spelling in unit.spellings()
    }
