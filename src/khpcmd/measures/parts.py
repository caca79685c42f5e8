"""What measures consist of in a plan: names of fields to add up, numbers of the register, days."""

import datetime
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from khpcmd.measures.threshold import Limits

Names = Annotated[
    tuple[str, ...],
    BeforeValidator(lambda value: (value,) if isinstance(value, str) else value),
    Field(min_length=1),
]
"""One name, or a list of names that are added up."""


BEGIN = datetime.date(1899, 12, 30)
"""The day with the number 0, for days from March 1900 on."""


def day_number(day: datetime.date) -> int:
    """The number by which spreadsheets count a day."""
    return (day - BEGIN).days


@dataclass(frozen=True, slots=True)
class Days:
    """The days that are in time: from ``first``, and before ``before`` or by ``by``, as far as there are such ends."""

    first: datetime.date | None = None
    before: datetime.date | None = None
    by: datetime.date | None = None

    @property
    def last(self) -> datetime.date | None:
        """The last day that is in time."""
        return self.by if self.before is None else self.before - datetime.timedelta(days=1)

    @property
    def named(self) -> datetime.date | None:
        """The day that the plan names as the end."""
        return self.before or self.by

    @property
    def form(self) -> str:
        """Which ends there are: a key under ``measure_words.days`` of the catalogue."""
        if self.first is not None and self.first == self.by:
            return "on"
        ends = ("from", self.first), ("before", self.before), ("by", self.by)
        return "_".join(name for name, end in ends if end is not None)

    def hold(self, day: datetime.date) -> bool:
        return self.limits().hold(day_number(day))

    def check(self) -> None:
        """Refuse days without an end, with two last ones, or with none between their ends."""
        if self == Days() or (self.before is not None and self.by is not None):
            raise PydanticCustomError("word", "days_keys")
        if self.first is not None and self.last is not None and self.last < self.first:
            raise PydanticCustomError("word", "window_order")

    percent: ClassVar[bool] = False

    def limits(self) -> Limits:
        """The same as limits of the numbers of days."""
        low, high = (None if day is None else Fraction(day_number(day)) for day in (self.first, self.last))
        return Limits(low, high)


class MeasurePart(BaseModel):
    """The settings common to measures and to what they consist of."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Register(MeasurePart):
    """``{register: communes}``: a number the plan itself knows for each unit, never taken from returns."""

    name: str = Field(alias="register")
    """The name of the number under ``register`` of each unit."""


def _parts_shape(value: object) -> str:
    return "register" if isinstance(value, dict | Register) else "fields"


Whole = Annotated[Annotated[Names, Tag("fields")] | Annotated[Register, Tag("register")], Discriminator(_parts_shape)]
