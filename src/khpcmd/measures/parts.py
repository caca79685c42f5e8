"""What measures consist of in a plan: names of fields to add up, and numbers of the register."""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag

from khpcmd.measures.tally import Held
from khpcmd.measures.threshold import Exact, Level, LevelField

Names = Annotated[
    tuple[str, ...],
    BeforeValidator(lambda value: (value,) if isinstance(value, str) else value),
    Field(min_length=1),
]
"""One name, or a list of names that are added up."""


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
        if value is not None and self.falls:
            kept = (step.points for step in self.steps if value <= step.level.value)
            return Fraction(next(kept, Decimal(0))) * Fraction(self.weight)
        if value is None or value <= 0:
            return Fraction(0)
        if self.give == "by_steps":
            reached = [step.points for step in self.steps if step.level.value <= value]
            return Fraction(reached[-1]) * Fraction(self.weight) if reached else Fraction(0)
        full = self.full(held)
        return self.most * min(Fraction(1), value / full) if full else Fraction(0)
