"""What was promised: the plan as frozen models. The YAML file has the same names and the same shape."""

from __future__ import annotations

import datetime
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from khpcmd.measures import Measure
from khpcmd.measures.threshold import Limits, Threshold

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=64)]
TargetId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=32)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]


class PlanModel(BaseModel):
    """The settings common to all parts of a plan: nothing unknown, nothing changed afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, populate_by_name=True)


class Text(PlanModel):
    """A text in Vietnamese and in English."""

    vi: Words
    en: Words

    def in_(self, language: str) -> str:
        return self.en if language == "en" else self.vi


class Document(PlanModel):
    """The document the plan was issued as."""

    number: Words
    """Its number and symbol, for example 416/KH-UBND."""
    date: datetime.date
    """The day it was issued."""
    issuer: Text
    """Who issued it."""


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


class LevelOfUnits(PlanModel):
    """A level of units: districts, communes, agencies."""

    title: Text
    """The plural as the verdict line says it, for example "huyện, thị xã, thành phố"."""


class Unit(PlanModel):
    """A unit that reports, or that others belong to."""

    id: Id
    level: Id
    name: Text
    short: Words | None = None
    """The name without its class word, where the class word is not to be guessed from the name."""
    parent: Id | None = None
    aliases: tuple[Words, ...] = ()
    """Other ways to write the name."""
    registered: dict[Id, Annotated[int, Field(ge=0)]] = Field(default_factory=dict, alias="register")
    """Numbers known from official registers, for example how many communes the district has."""


class Columns(PlanModel):
    """Which columns of a roster file say what."""

    id: Words
    """The unit's code."""
    name: Words
    """The unit's name, in Vietnamese."""
    parent: Words | None = None
    """The code of the unit above it."""


class Roster(PlanModel):
    """A list of units in a CSV file of its own (UTF-8, first line the column names), which several plans can share."""

    file: Words
    """Where it is, seen from the plan's own folder."""
    level: Id
    """The level of all its units."""
    columns: Columns


class RollUp(PlanModel):
    """A figure that units below can report one by one: "yes" is counted, counts are added up."""

    level: Id
    """The level of the units below."""
    field: Id
    """What each of them reports."""


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


class AtMost(PlanModel):
    """A part cannot be larger than its whole."""

    kind: Literal["at_most"]
    part: tuple[Id, ...] = Field(min_length=1)
    whole: tuple[Id, ...] = Field(min_length=1)

    def fields(self) -> tuple[str, ...]:
        return self.part + self.whole


class Steps(PlanModel):
    """Each step has at most as many as the one before; the fields of one step are added up."""

    kind: Literal["steps"]
    steps: tuple[tuple[Id, ...], ...] = Field(min_length=2)

    def fields(self) -> tuple[str, ...]:
        return tuple(name for step in self.steps for name in step)


class Sum(PlanModel):
    """The parts add up to the whole."""

    kind: Literal["sum"]
    parts: tuple[Id, ...] = Field(min_length=1)
    whole: tuple[Id, ...] = Field(min_length=1)

    def fields(self) -> tuple[str, ...]:
        return self.parts + self.whole


Constraint = Annotated[AtMost | Steps | Sum, Field(discriminator="kind")]


class Target(PlanModel):
    """A promise of the plan: a measure and a threshold, with the clause it comes from."""

    id: TargetId
    clause: Words
    """Where the document says it."""
    quote: Words
    """What the document says, to the letter."""
    title: Text
    measure: Measure
    threshold: Threshold | None = None
    binding: bool = True
    """False for a target the document only strives for ("phấn đấu")."""
    judged: Literal["pooled", "each_unit"] = "pooled"
    """Whether all units together decide, or every unit has to reach the threshold by itself."""
    zero: Literal["not_applicable", "missed"] = "not_applicable"
    """The verdict when there is nothing to measure (0 of 0, or a baseline of zero)."""
    cumulative: bool
    """Whether it builds up over the year, so that an interim shortfall is "in progress"."""
    self_declared: bool = False
    """Whether the figure is only what units say of themselves, without a count behind it."""
    note: Text | None = None
    """How an ambiguity of the document is read."""

    @property
    def limits(self) -> Limits:
        if self.threshold is None:
            return Threshold.model_validate({"at_least": "100%"}).limits()
        return self.threshold.limits(growth=self.measure.growth)


class Plan(PlanModel):
    """A plan: periods, units, fields and targets. See ``docs/plan.md``."""

    id: Id
    title: Text
    document: Document
    language: Literal["vi", "en"] = "vi"
    """The language of messages where nobody asks for another."""
    year: Annotated[int, Field(ge=1990, le=2200)]
    baseline_year: Annotated[int, Field(ge=1990, le=2200)] | None = None
    periods: dict[Id, Period] = Field(min_length=1)
    levels: dict[Id, LevelOfUnits] = Field(min_length=1)
    units: tuple[Unit, ...] = Field(min_length=1)
    rosters: tuple[Roster, ...] = ()
    """Files with more units."""
    fields: dict[Id, AnyField]
    constraints: tuple[Constraint, ...] = ()
    targets: tuple[Target, ...] = Field(min_length=1)

    @cached_property
    def unit(self) -> dict[str, Unit]:
        """The units by id."""
        return {unit.id: unit for unit in self.units}

    @cached_property
    def filers(self) -> tuple[Unit, ...]:
        """The units that file a return of their own: those that report something and belong to no
        unit of a level above that does."""
        return tuple(unit for unit in self.units if unit.id in self.reported_by and not self._reports_above(unit))

    def _reports_above(self, unit: Unit) -> bool:
        seen: set[str] = set()  # a plan under review may have parents that go round in a circle
        above = self.unit.get(unit.parent or "")
        while above is not None and above.id not in seen:
            if above.id in self.reported_by and above.level != unit.level:
                return True
            seen.add(above.id)
            above = self.unit.get(above.parent or "")
        return False

    @cached_property
    def below(self) -> dict[str, tuple[Unit, ...]]:
        """The units directly below each unit that has any."""
        found: dict[str, list[Unit]] = {}
        for unit in self.units:
            if unit.parent is not None:
                found.setdefault(unit.parent, []).append(unit)
        return {parent: tuple(units) for parent, units in found.items()}

    @cached_property
    def target(self) -> dict[str, Target]:
        """The targets by id."""
        return {target.id: target for target in self.targets}

    @cached_property
    def reported_by(self) -> dict[str, tuple[str, ...]]:
        """For each unit that reports anything, the ids of the fields it reports, in the plan's order."""
        found: dict[str, tuple[str, ...]] = {}
        for unit in self.units:
            names = tuple(name for name, spec in self.fields.items() if {unit.id, unit.level} & set(spec.reported_by))
            if names:
                found[unit.id] = names
        return found
