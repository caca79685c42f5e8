"""Who reports, and who stands above whom: any levels, with the days from which and until which a unit exists."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, PlainValidator, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from khpcmd.measures.threshold import YEARS, Known, OfYears, years_of
from khpcmd.plan.base import Id, PlanModel, Text, Words


def read_columns(value: object) -> object:
    """The name of a column, or one for each year."""
    found = years_of(value) if isinstance(value, Mapping) else {YEARS.start: value}
    if found and all(isinstance(name, str) and name.strip() for name in found.values()):
        return found if isinstance(value, Mapping) else value
    raise PydanticCustomError("word", "column_names")


NAME_OF_COLUMN = {"type": "string", "minLength": 1, "maxLength": 2000}
ColumnOfYears = Annotated[
    str | dict[int, str],
    PlainValidator(read_columns),
    WithJsonSchema(
        {
            "anyOf": [
                NAME_OF_COLUMN,
                {
                    "type": "object",
                    "patternProperties": {"^[12][0-9]{3}$": NAME_OF_COLUMN},
                    "additionalProperties": False,
                    "minProperties": 1,
                },
            ]
        }
    ),
]
"""A column of a roster, or one for each year."""


class LevelOfUnits(PlanModel):
    """A level of units: districts, communes, agencies.

    Units file returns of their own unless a unit of a level above that reports files for them; where each level files
    by itself, ``files`` says so.

    ```yaml
    levels:
      commune: {title: {vi: "xã, phường, đặc khu", en: "communes, wards and special zones"}}
      agency: {title: {vi: cơ quan cấp tỉnh, en: provincial bodies}}
    ```
    """

    title: Text
    """The plural as the verdict line says it, for example "huyện, thị xã, thành phố"."""
    files: bool = False
    """Whether its units file returns of their own although a unit above them reports."""


class GroupOfUnits(PlanModel):
    """Units that have something in common whatever their level, for example an industrial zone.

    ```yaml
    groups:
      industrial_zone:
        title: {vi: đơn vị có khu công nghiệp, en: units with an industrial zone}
        units: ["291", "298"]
    ```
    """

    title: Text
    """The plural, for example "đơn vị có khu công nghiệp"."""
    units: tuple[Id, ...] = Field(min_length=1)
    """The units that belong to it."""


class RegisteredNumber(PlanModel):
    """What a number of the register is called, where a text has to name it: population, the figure assigned to a unit.

    A number that is the ``register_limit`` of a field needs no title: it is called by what the field counts.

    ```yaml
    registers:
      population:
        title: {vi: dân số, en: population}
        unit_of_measure: {vi: người dân, en: people}
      revenue:
        title: {vi: thu ngân sách được giao, en: assigned revenue}
    ```
    """

    title: Text
    """Its name inside a sentence, for example "dân số"."""
    unit_of_measure: Text | None = None
    """What it counts, for example "người dân", as a rate says it: "bác sĩ/10.000 người dân"; default: its title."""


class Unit(PlanModel):
    """A unit that reports, or that others belong to.

    A unit with dates exists from the first to the last of them. Which units there are is asked of one day, ``units_on``
    of the plan, so that units of before and after a reform can stand in one list, and even have the same code. What a
    unit was ``formed_from`` is a unit of before: figures of the baseline year that its former units reported are added
    up, as long as none of them was split.

    ```yaml
    units:
      - id: "901"
        level: district
        name: {vi: Huyện Mẫu, en: Mau District}
        register: {communes: 16}
        valid_to: 2026-12-31
      - id: "901"
        level: district
        name: {vi: Thị xã Mẫu, en: Mau Town}
        aliases: [Huyện Mẫu]
        register: {communes: 10}
        valid_from: 2027-01-01
    ```
    """

    id: Id
    """The unit's id, for example its official code; one of digits alone needs quotes: ``"291"``."""
    level: Id
    """The id of its level, one of the plan's levels."""
    name: Text
    """The full name including the type of unit: "Huyện Nam Sách"."""
    short: Words | None = None
    """The name without its type (district, town …), if it cannot be derived from the full name."""
    parent: Id | None = None
    """The unit that it belongs to."""
    aliases: tuple[Words, ...] = ()
    """Other ways to write the name."""
    registered: dict[Id, OfYears] = Field(default_factory=dict, alias="register")
    """Numbers known from official registers, for example how many communes the district has; also assigned figures,
    and thresholds of its own (91.66%), of which a change may be negative. One that differs from year to year has a
    number for each year."""
    valid_from: datetime.date | None = None
    """The first day on which the unit existed, where that matters."""
    valid_to: datetime.date | None = None
    """The last day on which the unit existed, where that matters."""
    formed_from: tuple[Id, ...] = ()
    """The former units that it was made of, whole or in part. One that several units are formed from was split."""
    divided: bool = False
    """Of a former unit: whether parts of it went to units that the plan does not list."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise PydanticCustomError("word", "validity_order")
        return self

    def numbers(self, year: int) -> dict[str, Known]:
        """The numbers of its register in a year."""
        found = dict[str, Known]()
        for name, known in self.registered.items():
            own = known.get(year) if isinstance(known, dict) else known
            if own is not None:
                found[name] = own
        return found

    def spellings(self) -> tuple[str, ...]:
        """All ways to write the name, each once; the official one first."""
        name = self.name
        if not self.aliases and self.short is None:  # nearly every one of ten thousand
            return (name.vi,) if name.vi == name.en else (name.vi, name.en)
        return tuple(dict.fromkeys((name.vi, name.en, *((self.short,) if self.short else ()), *self.aliases)))

    def ended(self, day: datetime.date) -> bool:
        """Whether the unit was there before a day, and no more on it."""
        return self.valid_to is not None and self.valid_to < day

    def exists(self, day: datetime.date) -> bool:
        """Whether the unit is there on a day."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)


class Columns(PlanModel):
    """Which columns of a roster file say what.

    Each key has the name of a column, as the first line of the CSV file has it.
    """

    id: Words
    """The unit's code."""
    name: Words
    """The unit's name, in Vietnamese."""
    name_en: Words | None = None
    """The unit's name in English; without it the Vietnamese one stands for both."""
    parent: Words | None = None
    """The code of the unit above it."""
    aliases: Words | None = None
    """Other ways to write the name, with ";" between them."""
    valid_from: Words | None = None
    """The first day on which the unit existed, as 2025-07-01; blank where it does not matter."""
    valid_to: Words | None = None
    """The last day on which the unit existed."""
    formed_from: Words | None = None
    """The codes of the former units that it was made of, with ";" between them."""
    registered: dict[Id, ColumnOfYears] = Field(default_factory=dict, alias="register")
    """By name of a register number, the column that has it, or by year the columns that have it."""


class Roster(PlanModel):
    """A list of units in a file of its own, which several plans can share.

    A CSV file (UTF-8, first line the column names) needs ``level`` and ``columns``; a YAML file has ``units`` as a
    plan has them, and needs neither.

    ```yaml
    rosters:
      - file: rosters/communes.csv
        level: commune
        columns: {id: code, name: name, parent: district_code, valid_from: valid_from}
      - file: rosters/agencies.yaml
    ```
    """

    file: Words
    """Where it is, seen from the plan's own folder."""
    level: Id | None = None
    """The level of all units of a CSV file."""
    parent: Id | None = None
    """The unit that all units of a CSV file belong to, where no column says it."""
    columns: Columns | None = None
    """The columns of a CSV file."""


MARK = "@"
"""Stands in the ids of former units, which may have the code of a unit of today; no id of a plan has it."""


def mark(unit: Unit) -> str:
    """The id of a former unit among those of today."""
    return f"{unit.id}{MARK}{unit.valid_to or ''}"
