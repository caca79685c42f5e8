"""What was promised: the plan as frozen models. The YAML file has the same names and the same shape."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Set
from functools import cached_property
from typing import Literal

from pydantic import Field

from khpcmd.plan.agreements import Constraint
from khpcmd.plan.base import Id, PlanModel, Text, Words
from khpcmd.plan.calendar import Period
from khpcmd.plan.duties import Duty
from khpcmd.plan.fields import AnyField, CountField
from khpcmd.plan.targets import Target, Year
from khpcmd.plan.units import GroupOfUnits, LevelOfUnits, Roster, Unit
from khpcmd.text import Spellings

OF_UNITS = {"unit", "below", "spelt"}
"""The cached properties that depend on the units alone."""


class Document(PlanModel):
    """The document the plan was issued as."""

    number: Words
    """Its number and symbol, for example 416/KH-UBND."""
    date: datetime.date
    """The day it was issued."""
    issuer: Text
    """Who issued it."""


class Plan(PlanModel):
    """A plan: periods, units, fields, targets and duties. See ``docs/plan.md``."""

    id: Id
    title: Text
    document: Document
    language: Literal["vi", "en"] = "vi"
    """The language of messages where nobody asks for another."""
    year: Year
    baseline_year: Year | None = None
    periods: dict[Id, Period] = Field(min_length=1)
    levels: dict[Id, LevelOfUnits] = Field(min_length=1)
    groups: dict[Id, GroupOfUnits] = Field(default_factory=dict)
    """Units that have something in common, by the name that ``reported_by``, ``only`` and ``of`` may use."""
    units: tuple[Unit, ...] = ()
    rosters: tuple[Roster, ...] = ()
    """Files with more units."""
    units_on: datetime.date | None = None
    """The day whose units count; without it the last day of the last period."""
    fields: dict[Id, AnyField]
    constraints: tuple[Constraint, ...] = ()
    targets: tuple[Target, ...] = Field(min_length=1)
    duties: tuple[Duty, ...] = ()

    def changed(self, **update: object) -> Plan:
        """The plan with other parts; cached properties that depend on the old ones are dropped."""
        copy = self.model_copy(update=update)
        kept = Plan.model_fields.keys() if "units" in update else Plan.model_fields.keys() | OF_UNITS
        for name in copy.__dict__.keys() - kept:
            del copy.__dict__[name]
        return copy

    @cached_property
    def unit(self) -> dict[str, Unit]:
        """The units by id."""
        return {unit.id: unit for unit in self.units}

    @cached_property
    def spelt(self) -> Spellings:
        """All spellings of the units' names."""
        return Spellings((unit.id, unit.spellings()) for unit in self.units)

    @cached_property
    def day_of_units(self) -> datetime.date:
        """The day whose units count."""
        return self.units_on or max(period.window.last for period in self.periods.values())

    def members(self, names: Iterable[str]) -> frozenset[str]:
        """The ids of the units that levels, groups and units name."""
        wanted = tuple(names)
        if wanted not in self.crowds:
            self.crowds[wanted] = self._members(set(wanted))
        return self.crowds[wanted]

    @cached_property
    def crowds(self) -> dict[tuple[str, ...], frozenset[str]]:
        """Results of ``members``: many fields have the same reporters, and there may be ten thousand of these."""
        return {}

    def _members(self, wanted: set[str]) -> frozenset[str]:
        for name in wanted & self.groups.keys():
            wanted = wanted | set(self.groups[name].units)
        return frozenset([unit.id for unit in self.units if unit.level in wanted or unit.id in wanted])

    @cached_property
    def filers(self) -> tuple[Unit, ...]:
        """The units that file a return of their own: those that report something by themselves and belong to no
        unit of a level above that does."""
        own = self.reported_by.keys() - self.counted_only
        inside = dict[tuple[str | None, str], bool]()  # whether units below this parent, at this level, are filed for
        found = list[Unit]()
        for unit in self.units:
            if unit.id in own:
                place = unit.parent, unit.level
                if place not in inside:
                    inside[place] = self._reports_above(*place, own)
                if not inside[place]:
                    found.append(unit)
        return tuple(found)

    def _reports_above(self, parent: str | None, level: str, own: Set[str]) -> bool:
        seen: set[str] = set()  # a plan under review may have parents that go round in a circle
        above = self.unit.get(parent or "")
        while above is not None and above.id not in seen:
            if above.id in own and above.level != level:
                return True
            seen.add(above.id)
            above = self.unit.get(above.parent or "")
        return False

    @cached_property
    def below(self) -> dict[str, tuple[Unit, ...]]:
        """The units directly below each unit that has any."""
        found: dict[str, list[Unit]] = {}
        for unit in self.units:
            if unit.parent is not None:
                found.setdefault(unit.parent, []).append(unit)
        return {parent: tuple(units) for parent, units in found.items()}

    @cached_property
    def target(self) -> dict[str, Target]:
        """The targets by id."""
        return {target.id: target for target in self.targets}

    @cached_property
    def measured(self) -> frozenset[str]:
        """The ids of the fields that the targets are measured by."""
        return frozenset(name for target in self.targets for name in target.measure.fields())

    @cached_property
    def duty(self) -> dict[str, Duty]:
        """The duties by id."""
        return {duty.id: duty for duty in self.duties}

    @cached_property
    def reported_by(self) -> dict[str, tuple[str, ...]]:
        """For each unit that reports anything, the ids of the fields it reports, in the plan's order.

        Units that report the same share one tuple.
        """
        crowds = {spec.reported_by: self.members(spec.reported_by) for spec in self.fields.values()}
        shared = dict[tuple[bool, ...], tuple[str, ...]]()
        found: dict[str, tuple[str, ...]] = {}
        for unit in self.units:
            within = tuple([unit.id in members for members in crowds.values()])
            if within not in shared:
                own = {crowd for crowd, is_member in zip(crowds, within, strict=True) if is_member}
                shared[within] = tuple(name for name, spec in self.fields.items() if spec.reported_by in own)
            if names := shared[within]:
                found[unit.id] = names
        return found

    @cached_property
    def counted_only(self) -> frozenset[str]:
        """The units that file nothing: each of their figures is counted from returns of the units below."""
        counted = {name for name, spec in self.fields.items() if _rolled_up(spec)}
        if not counted:
            return frozenset()
        return frozenset(unit for unit, names in self.reported_by.items() if counted.issuperset(names))


def _rolled_up(spec: AnyField) -> bool:
    return isinstance(spec, CountField) and spec.rolled_up is not None and not spec.rolled_up.annex
