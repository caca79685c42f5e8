"""What a unit reports: one figure, declaration, day or text each."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from khpcmd.plan.base import Id, PlanModel, Text, Words


class RollUp(PlanModel):
    """A figure that units below can report one by one: "yes" is counted, counts are added up."""

    level: Id
    """The level of the units below."""
    field: Id
    """What each of them reports."""
    annex: bool = True
    """Whether they stand in an annex of this unit's own return; false where each of them files by itself."""


class FieldModel(PlanModel):
    """What all kinds of field have."""

    label: Text
    """What the column or the row of a return is called."""
    aliases: tuple[Words, ...] = ()
    """Other headers to take for this field; ``a / b`` is the header b under the merged header a."""
    reported_by: tuple[Id, ...] = Field(min_length=1)
    """The levels, or single units, that report it."""
    required: bool = True
    """Whether a blank is a fault."""
    help: Text | None = None
    """What to count, for whoever fills in the form."""


class CountField(FieldModel):
    """A whole number of things, 0 or more."""

    kind: Literal["count"]
    unit_of_measure: Text
    """What is counted: cơ sở, người, vụ."""
    unit_aliases: tuple[Words, ...] = ()
    """Other ways a return may write the unit of measure."""
    counting: Literal["distinct", "visits"] = "distinct"
    """Whether each thing counts once, or each time it was met ("lượt")."""
    flow: bool = True
    """Whether it adds up over the year (cases, sessions); false for a stock (venues, workers)."""
    since: Annotated[int, Field(ge=1990, le=2200)] | None = None
    """The year from which things are counted, each once, where the count goes on over several years."""
    baseline: bool = False
    """Whether the return also has a column for the baseline year."""
    register_limit: Id | None = None
    """The name of a register number that the count cannot exceed."""
    rolled_up: RollUp | None = None
    """Where units below report it one by one, in an annex: the district's figure is then counted from theirs."""


class YesNoField(FieldModel):
    """A declaration: yes or no."""

    kind: Literal["yes_no"]


class MonthsField(FieldModel):
    """A whole number for every month."""

    kind: Literal["months"]
    unit_of_measure: Text
    unit_aliases: tuple[Words, ...] = ()


class DateField(FieldModel):
    """A day."""

    kind: Literal["date"]


class TextField(FieldModel):
    """A short text, for example the number of a document."""

    kind: Literal["text"]


AnyField = Annotated[CountField | YesNoField | MonthsField | DateField | TextField, Field(discriminator="kind")]
