"""What measures may ask: the units that count, and what each has reported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from khpcmd.later import Later
from khpcmd.plan.model import Plan
from khpcmd.plan.targets import Target
from khpcmd.returns import Cell, CellValue, Key, Return, column


@dataclass(frozen=True, slots=True)
class World:
    """What measures may ask: the plan's units in scope and what each has reported. ``returns`` are by unit."""

    plan: Plan
    period: str
    returns: Mapping[str, Return]
    scope: frozenset[str]
    """The units that count: all expected ones, or only those that reported."""

    @property
    def months(self) -> tuple[int, ...]:
        return self.plan.periods[self.period].months

    @property
    def interim(self) -> bool:
        return self.plan.periods[self.period].interim

    def reporters(self, fields: Iterable[str]) -> tuple[str, ...]:
        wanted, all_of_them = set(fields), dict[int, bool]()  # by identity: units that report the same share one tuple
        for names in self.plan.reported_by.values():
            if id(names) not in all_of_them:
                all_of_them[id(names)] = wanted.issubset(names)
        reported_by, scope = self.plan.reported_by, self.scope
        return tuple(unit for unit, names in reported_by.items() if all_of_them[id(names)] and unit in scope)

    def members(self, level: str) -> tuple[str, ...]:
        return tuple(unit.id for unit in self.plan.units if unit.level == level and unit.id in self.scope)

    def register(self, unit: str, name: str) -> int:
        return self.plan.unit[unit].registered[name]

    def cell(self, unit: str, key: Key) -> Cell | None:
        filed = self.returns.get(unit)
        return filed.cells.get(key) if filed else None

    def cells(self, unit: str, keys: tuple[Key, ...]) -> Sequence[Cell]:
        filed = self.returns.get(unit)
        return () if filed is None else Later(partial(filed.those, keys))

    def value(self, unit: str, key: Key) -> CellValue | None:
        filed = self.returns.get(unit)
        return None if filed is None else filed.value(key)

    def sums(self, units: Iterable[str], keys: tuple[Key, ...]) -> Sequence[int | None]:
        filed = [self.returns.get(unit) for unit in units]
        columns = [column(filed, key) for key in keys]
        if len(columns) == 1:
            return columns[0]
        return [_total(numbers) for numbers in zip(*columns, strict=True)]


def concerning(world: World, target: Target) -> World:
    """The world without the units that a target does not hold for."""
    return replace(world, scope=world.scope & world.plan.members(target.only)) if target.only else world


def _total(numbers: Iterable[int | None]) -> int | None:
    """The sum; None as soon as one of the numbers is."""
    known = list(numbers)
    return None if None in known else sum(number for number in known if number is not None)
