"""What measures consist of in a plan: names of fields to add up, numbers of the register, conditions on a unit."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag

from khpcmd.measures.tally import Figures, yes_or_no
from khpcmd.returns import Key

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


class FieldHolds(MeasurePart):
    """``{field: plan_issued}``: declared "yes"; with ``at_least``, a count of at least that many."""

    field: str
    """The field that is asked."""
    at_least: int | None = Field(default=None, ge=1)
    """For counts: the smallest number that will do."""

    def holds(self, figures: Figures, unit: str) -> bool | None:
        value = figures.value(unit, Key(self.field))
        if self.at_least is None:
            return yes_or_no(value)
        return value >= self.at_least if isinstance(value, int) else None

    def fields(self) -> tuple[str, ...]:
        return (self.field,)


class AllHold(MeasurePart):
    """``{all: [...]}``: every one of the conditions holds."""

    model_config = ConfigDict(populate_by_name=True)
    conditions: "tuple[Condition, ...]" = Field(alias="all", min_length=1)

    def holds(self, figures: Figures, unit: str) -> bool | None:
        found = [condition.holds(figures, unit) for condition in self.conditions]
        return False if False in found else None if None in found else True

    def fields(self) -> tuple[str, ...]:
        return tuple(name for condition in self.conditions for name in condition.fields())


class AnyHolds(MeasurePart):
    """``{any: [...]}``: at least one of the conditions holds."""

    model_config = ConfigDict(populate_by_name=True)
    conditions: "tuple[Condition, ...]" = Field(alias="any", min_length=1)

    def holds(self, figures: Figures, unit: str) -> bool | None:
        found = [condition.holds(figures, unit) for condition in self.conditions]
        return True if True in found else None if None in found else False

    def fields(self) -> tuple[str, ...]:
        return tuple(name for condition in self.conditions for name in condition.fields())


def _condition_shape(value: object) -> str:
    if isinstance(value, dict):
        return "all" if "all" in value else "any" if "any" in value else "field"
    return "all" if isinstance(value, AllHold) else "any" if isinstance(value, AnyHolds) else "field"


Condition = Annotated[
    Annotated[FieldHolds, Tag("field")] | Annotated[AllHold, Tag("all")] | Annotated[AnyHolds, Tag("any")],
    Discriminator(_condition_shape),
]
