"""When figures count, and when they are due."""

from __future__ import annotations

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
        return day > self.date if self.inclusive else day >= self.date


class Period(PlanModel):
    """A reporting period."""

    title: Text
    aliases: tuple[Words, ...] = ()
    """How titles of returns write it, besides the titles above."""
    window: Window
    due: Due
    interim: bool = False
    """Whether cumulative targets may still be under way (the year's thresholds are not yet due)."""
    months: tuple[Annotated[int, Field(ge=1, le=12)], ...]
    """The calendar months that are complete when the return is due."""
