"""Done in time: a reported day against the day of the plan."""

import datetime
from collections.abc import Iterator
from typing import ClassVar, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from khpcmd.diagnostics import Diagnostic
from khpcmd.measures.base import KeyPath, MeasureModel, PlanNames, Takes, Total, UnitMeets, Words
from khpcmd.measures.conditions import Asking, DayHolds, coming
from khpcmd.measures.days import Days
from khpcmd.measures.tally import Contribution, Figures, Tally, exactly, keys_of, one_if


class OnTime(MeasureModel):
    """Every unit that reports the date has one that is in time. It takes no threshold.

    A date that is missing, cannot be read without doubt, or lies outside the plan's time or after the period, leaves
    the target open. One that is late stays late: the target is missed, also in an interim period.

    ```yaml
    measure: {kind: on_time, field: plan_date, before: 2027-03-15}
    ```
    """

    model_config = ConfigDict(populate_by_name=True)
    takes: ClassVar[frozenset[Takes]] = frozenset({"nothing"})
    yes_or_no: ClassVar[bool] = True
    kind: Literal["on_time"]
    field: str
    """The date that is asked."""
    first: datetime.date | None = Field(default=None, alias="from")
    """The first day that counts."""
    before: datetime.date | None = None
    """The day that it has to lie before ("trước ngày 15/3": the 15th is late)."""
    by: datetime.date | None = None
    """The last day that is in time ("chậm nhất ngày 15/3": the 15th is in time)."""

    @model_validator(mode="after")
    def _one_meaning(self) -> Self:
        self.condition.asked.check()
        return self

    @property
    def condition(self) -> DayHolds:
        return DayHolds.model_construct(field=self.field, first=self.first, before=self.before, by=self.by)

    def fields(self) -> tuple[str, ...]:
        return (self.field,)

    @property
    def settled(self) -> bool:
        return True

    def days(self) -> Iterator[tuple[str, Days]]:
        return self.condition.days()

    def computed(self) -> UnitMeets:
        return UnitMeets(self.condition)

    def check(self, plan: PlanNames, path: KeyPath) -> Iterator[Diagnostic]:
        yield from plan.condition(path, self.condition)

    def measured(self, *, number: bool) -> Words:
        return Words(parts={"field": Total((self.field,))})

    def across(self, *, each_unit: bool) -> str:
        return ""

    def asked(self, baseline_year: int | None) -> Words:
        return Words(parts={"days": self.condition.asked})

    def figure(self) -> Words:
        return Words()

    def tally(self, figures: Figures) -> Tally:
        condition, names = self.condition, figures.reporters((self.field,))
        asked = Asking(condition, figures)
        units = tuple(Contribution(unit, one_if(asked.holds(unit)), exactly(1), nested=True) for unit in names)
        return Tally(units, units, (keys_of((self.field,)),), coming=coming(condition, figures, names))
