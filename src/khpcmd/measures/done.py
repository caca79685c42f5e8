"""Conditions of units: done, done in time, and the share (or the number) of units that meet several."""

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar, Literal

from khpcmd.diagnostics import Diagnostic
from khpcmd.measures.base import KeyPath, Level, MeasureModel, PlanNames, Takes, Total, UnitMeets, Words
from khpcmd.measures.conditions import Condition, Dated, DayHolds, FieldHolds


class OfEachUnit(MeasureModel):
    """What every unit that reports a field has done. It takes no threshold."""

    takes: ClassVar[frozenset[Takes]] = frozenset({"nothing"})
    yes_or_no: ClassVar[bool] = True
    says_units: ClassVar[bool] = True

    def measured(self, *, number: bool) -> Words:
        return Words(parts={"field": Total(self.fields())})

    def figure(self) -> Words:
        return Words()


class Done(OfEachUnit):
    """Every unit that reports the field has declared "yes". It takes no threshold.

    ```yaml
    measure: {kind: done, field: scheme_issued}
    ```
    """

    kind: Literal["done"]
    field: str
    """The yes/no field that is asked."""

    def computed(self) -> UnitMeets:
        return UnitMeets(FieldHolds(field=self.field))

    def check(self, plan: PlanNames, path: KeyPath) -> Iterator[Diagnostic]:
        yield from plan.fields((*path, "field"), (self.field,), "yes_no")


class OnTime(Dated, OfEachUnit):
    """Every unit that reports the date has one that is in time. It takes no threshold.

    A date that is missing, cannot be read without doubt, or lies outside the plan's time or after the period, leaves
    the target open. One that is late stays late: the target is missed, also in an interim period.

    ```yaml
    measure: {kind: on_time, field: plan_date, before: 2027-03-15}
    ```
    """

    kind: Literal["on_time"]

    @property
    def condition(self) -> DayHolds:
        return DayHolds.model_construct(field=self.field, first=self.first, before=self.before, by=self.by)

    def computed(self) -> UnitMeets:
        return UnitMeets(self.condition)

    def check(self, plan: PlanNames, path: KeyPath) -> Iterator[Diagnostic]:
        yield from plan.condition(path, self.condition)

    def asked(self, baseline_year: int | None) -> Words:
        return Words(parts={"days": self.in_time})


class Share(MeasureModel):
    """The units of a level that meet a condition, out of all units of that level in the register.

    A unit that has not reported stays in the denominator: it may still turn out either way.
    With a percentage as threshold it is a share, with a whole number it is "k of n units".

    ```yaml
    measure: {kind: share, of: district, where: {all: [{field: plan_issued}, {field: activities, at_least: 1}]}}
    threshold: {at_least: 100%}
    ```
    """

    takes: ClassVar[frozenset[Takes]] = frozenset({"percent", "number"})
    yes_or_no: ClassVar[bool] = True
    kind: Literal["share"]
    of: str
    """The level whose units are counted."""
    where: Condition
    """The condition that a unit has to meet."""

    @property
    def level(self) -> str:
        return self.of

    def computed(self) -> UnitMeets:
        return UnitMeets(self.where)

    def check(self, plan: PlanNames, path: KeyPath) -> Iterator[Diagnostic]:
        yield from plan.condition((*path, "where"), self.where)
        if self.of in plan.levels:
            yield from plan.together(path, self.fields(), level=self.of)
        else:
            yield plan.unknown("level", (*path, "of"), self.of, plan.levels)

    def reach(self, *, percent: bool, units: int) -> tuple[Fraction, Fraction]:
        return Fraction(0), Fraction(1 if percent else units)

    def measured(self, *, number: bool) -> Words:
        return Words("number" if number else "percent", {"level": Level(self.of), "where": self.where})

    def across(self, *, each_unit: bool) -> str:
        return super().across(each_unit=True) if each_unit else ""

    def noun(self) -> Level:
        return Level(self.of)
