"""Done or not done; and done in time, a reported day against the day of the plan."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from khpcmd.diagnostics import Diagnostic
from khpcmd.measures.base import KeyPath, MeasureModel, PlanNames, Takes, Total, UnitMeets, Words
from khpcmd.measures.conditions import Dated, DayHolds, FieldHolds


class Done(MeasureModel):
    """Every unit that reports the field has declared "yes". It takes no threshold.

    ```yaml
    measure: {kind: done, field: scheme_issued}
    ```
    """

    takes: ClassVar[frozenset[Takes]] = frozenset({"nothing"})
    yes_or_no: ClassVar[bool] = True
    kind: Literal["done"]
    field: str
    """The yes/no field that is asked."""

    def computed(self) -> UnitMeets:
        return UnitMeets(FieldHolds(field=self.field))

    def check(self, plan: PlanNames, path: KeyPath) -> Iterator[Diagnostic]:
        yield from plan.fields((*path, "field"), (self.field,), "yes_no")

    def measured(self, *, number: bool) -> Words:
        return Words(parts={"field": Total((self.field,))})

    def across(self, *, each_unit: bool) -> str:
        return ""

    def figure(self) -> Words:
        return Words()


class OnTime(Dated, MeasureModel):
    """Every unit that reports the date has one that is in time. It takes no threshold.

    A date that is missing, cannot be read without doubt, or lies outside the plan's time or after the period, leaves
    the target open. One that is late stays late: the target is missed, also in an interim period.

    ```yaml
    measure: {kind: on_time, field: plan_date, before: 2027-03-15}
    ```
    """

    takes: ClassVar[frozenset[Takes]] = frozenset({"nothing"})
    yes_or_no: ClassVar[bool] = True
    kind: Literal["on_time"]

    @property
    def condition(self) -> DayHolds:
        return DayHolds.model_construct(field=self.field, first=self.first, before=self.before, by=self.by)

    def computed(self) -> UnitMeets:
        return UnitMeets(self.condition)

    def check(self, plan: PlanNames, path: KeyPath) -> Iterator[Diagnostic]:
        yield from plan.condition(path, self.condition)

    def measured(self, *, number: bool) -> Words:
        return Words(parts={"field": Total((self.field,))})

    def across(self, *, each_unit: bool) -> str:
        return ""

    def asked(self, baseline_year: int | None) -> Words:
        return Words(parts={"days": self.in_time})

    def figure(self) -> Words:
        return Words()
