"""When figures count, and when they are due."""

import datetime
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from khpcmd.plan.base import PlanModel, Text, Words


class Window(PlanModel):
    """The first and the last day whose events count."""

    first: datetime.date = Field(alias="from")
    last: datetime.date = Field(alias="to")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise PydanticCustomError("window_order", "the window ends before it begins")
        return self


class Due(PlanModel):
    """When a return has to be there."""

    date: datetime.date
    """The day that the plan names."""
    inclusive: bool = False
    """Whether that day itself is still in time ("trước ngày 15/6": it is not)."""

    def late(self, day: datetime.date) -> bool:
        return self.days_left(day) < 0

    def days_left(self, day: datetime.date) -> int:
        """How many days after this one are still in time: 0 on the last of them, negative once it is over."""
        return (self.date - day).days - (0 if self.inclusive else 1)


class Period(PlanModel):
    """A reporting period.

    Of two periods one lies inside the other, or they have no day in common.

    ```yaml
    periods:
      half_year:
        title: {vi: 6 tháng đầu năm 2027, en: first half of 2027}
        aliases: [6 tháng đầu năm, 6 tháng]
        window: {from: 2026-12-15, to: 2027-06-14}
        due: {date: 2027-06-15, inclusive: false}
        interim: true
        months: [1, 2, 3, 4, 5]
    ```
    """

    title: Text
    aliases: tuple[Words, ...] = ()
    """How titles of returns write it, besides the titles above."""
    window: Window
    due: Due
    interim: bool = False
    """Whether cumulative targets may still be under way (the year's thresholds are not yet due)."""
    months: tuple[Annotated[int, Field(ge=1, le=12)], ...]
    """The calendar months that are complete when the return is due."""
