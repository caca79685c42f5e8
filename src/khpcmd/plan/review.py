"""What the checks of a plan share: looking names up, and saying where one does not fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from typing import Literal

from khpcmd.diagnostics import Code, Diagnostic, Ref
from khpcmd.plan.checklist import answer_field
from khpcmd.plan.fields import CountField, MonthsField, YesNoField
from khpcmd.plan.model import Plan
from khpcmd.plan.places import Source, Steps, mistake, shortened
from khpcmd.text import suggest

What = Literal["field", "unit", "level", "level_or_unit", "period", "register"]
FieldKind = type[CountField] | type[YesNoField] | type[MonthsField]

FIELD_WORDS: dict[FieldKind, str] = {
    CountField: "count_field",
    YesNoField: "yes_no_field",
    MonthsField: "months_field",
}


@dataclass(frozen=True, slots=True)
class Review:
    """A plan under review, with its places and who reports which field."""

    plan: Plan
    source: Source
    unit_paths: tuple[Steps, ...]
    """Where each of the plan's units stands in the file."""
    reporters: dict[str, frozenset[str]] = field(init=False)
    """For each field, and each duty's answer, the ids of the units that report it."""

    def __post_init__(self) -> None:
        plan = self.plan
        asked = {name: spec.reported_by for name, spec in plan.fields.items()}
        asked |= {answer_field(duty): duty.of for duty in plan.duties}
        members = {names: plan.members(names) for names in {*asked.values()}}  # most are asked of the same units
        object.__setattr__(self, "reporters", {name: members[names] for name, names in asked.items()})

    def unknown(self, what: What, path: Steps, found: str, names: Iterable[str], *, is_key: bool = False) -> Diagnostic:
        """A name that nothing in the plan has."""
        at = self.source.at_key(path) if is_key else self.source.at(path)
        word, offer = Ref("word", what), suggest(found, names)
        return mistake(Code.UNKNOWN_REFERENCE, at, what=word, found=shortened(found), suggestion=offer)

    @property
    def crowd(self) -> tuple[str, ...]:
        """The names that stand for units: levels, groups and the units themselves."""
        return (*self.plan.levels, *self.plan.groups, *self.plan.unit)

    def some_units(self, path: Steps, names: Iterable[str]) -> Iterator[Diagnostic]:
        """Names that are no level, group or unit of the plan."""
        for name, place in self.each(path, names):
            if name not in self.crowd:
                yield self.unknown("level_or_unit", place, name, self.crowd)

    def wrong(self, path: Steps, expected: str | Ref) -> Diagnostic:
        """A value that cannot stand at this place."""
        return mistake(Code.WRONG_VALUE, self.source.at(path), found=self.source.found(path), expected=expected)

    def wrong_key(self, path: Steps, expected: str | Ref) -> Diagnostic:
        """A key that cannot stand at this place."""
        return mistake(Code.WRONG_VALUE, self.source.at_key(path), found=shortened(str(path[-1])), expected=expected)

    def nobody(self, path: Steps) -> Diagnostic:
        """A choice of units that leaves none."""
        return mistake(Code.NOBODY_CONCERNED, self.source.at(path), found=self.source.found(path))

    def missing(self, path: Steps, key: str) -> Diagnostic:
        """A mapping without a key that it needs."""
        return mistake(Code.MISSING_KEY, self.source.at(path), key=key)

    def each(self, path: Steps, names: Iterable[str]) -> Iterator[tuple[str, Steps]]:
        """Names with their places, whether the file has a list of them or just one."""
        for index, name in enumerate(names):
            yield name, self.source.nearest((*path, index))

    def fields(self, path: Steps, names: Iterable[str], kind: FieldKind) -> Iterator[Diagnostic]:
        """Fields that do not exist, or are not of the kind that is needed."""
        for name, place in self.each(path, names):
            if name not in self.plan.fields:
                yield self.unknown("field", place, name, self.plan.fields)
            elif not isinstance(self.plan.fields[name], kind):
                yield self.wrong(place, Ref("word", FIELD_WORDS[kind]))

    def common(self, names: Iterable[str]) -> frozenset[str]:
        """The units that report all of these fields."""
        return reduce(frozenset.intersection, (self.reporters.get(name, frozenset()) for name in names))

    def together(self, path: Steps, names: Iterable[str], *, level: str = "") -> Iterator[Diagnostic]:
        """Fields that no unit (of the level) reports together; silent where one of them has no reporter at all."""
        wanted = tuple(dict.fromkeys(names))
        if not all(self.reporters.get(name) for name in wanted):
            return
        units = self.common(wanted)
        if level:
            units &= {unit.id for unit in self.plan.units if unit.level == level}
        if not units:
            yield self.unreported(path, wanted)

    def unreported(self, path: Steps, names: Iterable[str]) -> Diagnostic:
        """Fields that nobody reports."""
        return mistake(Code.NO_REPORTER, self.source.at(path), fields=tuple(Ref("field", name) for name in names))

    def register(self, path: Steps, name: str, units: frozenset[str]) -> Iterator[Diagnostic]:
        """A number that no register has, or that the register of a reporting unit lacks."""
        known = dict.fromkeys(key for unit in self.plan.units for key in unit.registered)
        if name not in known:
            yield self.unknown("register", path, name, known)
            return
        seen: set[str] = set()
        for path_of_unit, unit in zip(self.unit_paths, self.plan.units, strict=True):
            if unit.id in units - seen and name not in unit.registered:
                yield self.missing((*path_of_unit, "register"), name)
            seen.add(unit.id)
