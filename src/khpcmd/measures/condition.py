"""Conditions on one unit: a field declared "yes", a count that reaches a number, joined by all / any."""

from typing import Annotated

from pydantic import ConfigDict, Discriminator, Field, Tag

from khpcmd.measures.parts import MeasurePart
from khpcmd.measures.tally import Figures, yes_or_no
from khpcmd.returns import Key


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


def _shape(value: object) -> str:
    if isinstance(value, dict):
        return "all" if "all" in value else "any" if "any" in value else "field"
    return "all" if isinstance(value, AllHold) else "any" if isinstance(value, AnyHolds) else "field"


Condition = Annotated[
    Annotated[FieldHolds, Tag("field")] | Annotated[AllHold, Tag("all")] | Annotated[AnyHolds, Tag("any")],
    Discriminator(_shape),
]
