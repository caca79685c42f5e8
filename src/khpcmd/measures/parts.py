"""What measures consist of in a plan: names of fields to add up, numbers of the register, days, steps of points."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from khpcmd.measures.tally import Held
from khpcmd.measures.threshold import Exact, Level, LevelField, Limits

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
            raise PydanticCustomError("days_keys", "from, before or by, and not both of the last two")
        if self.first is not None and self.last is not None and self.last < self.first:
            raise PydanticCustomError("days_order", "the days end before they begin")

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


class Step(MeasurePart):
    """``{at_least: 3, points: 15}``: from that value on, so many points; with ``at_most`` up to it."""

    at_least: LevelField | None = None
    """The value that is needed, a percentage or a number as the threshold of the target is."""
    at_most: LevelField | None = None
    """Instead of at_least, the value that is not to be exceeded, where less is better."""
    points: Exact
    """The points for it."""

    @property
    def level(self) -> Level:
        """The value at which it begins, or ends."""
        return self.at_least or self.at_most or Level(Fraction(0), percent=False)


class Criterion(MeasurePart):
    """A target and the points that it gives: all or nothing, in proportion, or by steps."""

    target: str
    """The id of a target of this plan."""
    points: Exact
    """The most points that it gives."""
    weight: Exact = Decimal(1)
    """What its points are multiplied by."""
    give: Literal["all_or_nothing", "in_proportion", "by_steps"] = "all_or_nothing"
    """all_or_nothing: all points where the target is met; in_proportion: as its value stands to full_at; by_steps."""
    full_at: LevelField | None = None
    """With in_proportion, the value from which all points are given; default: the threshold of the target."""
    steps: tuple[Step, ...] = ()
    """With by_steps, the values from the lowest on. Of at_least the highest that is reached counts, below the lowest
    there are no points; of at_most the lowest that is kept, above the highest there are none."""

    @property
    def most(self) -> Fraction:
        return Fraction(self.points) * Fraction(self.weight)

    @property
    def by_value(self) -> bool:
        return self.give != "all_or_nothing"

    @property
    def falls(self) -> bool:
        """Whether more of the value gives fewer points."""
        return any(step.at_most is not None for step in self.steps)

    def full(self, held: Held) -> Fraction | None:
        """With in_proportion, the value from which all points are given."""
        return held.asked if self.full_at is None else self.full_at.value

    def at(self, value: Fraction | None, held: Held) -> Fraction:
        """The points for a value of the target; None is a value that has no end on this side, and gives none."""
        if value is None:
            return Fraction(0)
        if self.give == "by_steps":
            steps = self.steps if self.falls else self.steps[::-1]
            kept = (one for one in steps if (value <= one.level.value if self.falls else value >= one.level.value))
            points = next((one.points for one in kept), Decimal(0))
            return Fraction(points) * Fraction(self.weight)
        full = self.full(held)
        return self.most * max(Fraction(0), min(Fraction(1), value / full)) if full else Fraction(0)
