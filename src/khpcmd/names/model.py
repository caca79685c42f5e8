"""A file of taught names as it is written: its keys are the language, described in ``docs/en/how-to/names.md``."""

from typing import Annotated, Literal

from pydantic import Field

from khpcmd.diagnostics import Location
from khpcmd.plan.base import PlanModel, Words
from khpcmd.plan.taught import TaughtName, Teaches

MEANINGS = tuple(Teaches)
"""The keys of which an entry has one; without any it is not decided yet."""


class Scope(PlanModel):
    """Where a name holds, where offices mean different things by it."""

    file: Words | None = None
    """The name of the file, without its folder; * stands for any letters."""
    sheet: Words | None = None
    """The name of the sheet."""
    unit: Words | None = None
    """The id of the unit that the sheet is of."""


class NameEntry(PlanModel):
    """One text, and what it means."""

    text: Words
    """The text as the returns have it."""
    field: Words | None = None
    """The id of the field that it names."""
    unit: Words | None = None
    """The id of the unit that it names."""
    figures: Literal["results", "cumulative"] | None = None
    """The header of a column of figures: results, or those since the year began."""
    measure: Words | None = None
    """The unit of measure of the plan that it stands for."""
    period: Words | None = None
    """The id of the period that it names."""
    answer: Literal["yes", "no"] | None = None
    """What it answers in the cell of a declaration."""
    missing: Literal[True] | None = None
    """It says that there is no figure."""
    programme: Literal[True] | None = None
    """It is the name of another programme."""
    harmless: Literal[True] | None = None
    """It says nothing about the figures."""
    ignore: Literal["row", "column", "sheet"] | None = None
    """It names a row, a column or a sheet that the plan does not ask for."""
    only: Scope | None = None
    """Where it holds; without it everywhere."""
    against: Words | None = None
    """The usual meaning of its words that they do not have here; every output says so."""
    reason: Words | None = None
    """Why they do not have it."""

    @property
    def meanings(self) -> dict[str, str]:
        """The keys that say what the text means, with their values."""
        found = {key: getattr(self, key) for key in MEANINGS}
        return {key.value: "" if value is True else str(value) for key, value in found.items() if value is not None}

    def name(self, at: Location) -> TaughtName:
        """The name of an entry that has one meaning."""
        key, meaning = next(iter(self.meanings.items()))
        only = self.only or Scope()
        return TaughtName(
            self.text,
            Teaches(key),
            meaning,
            at,
            only.file or "",
            only.sheet or "",
            only.unit or "",
            self.against or "",
            " ".join((self.reason or "").split()),
        )


class SumEntry(PlanModel):
    """A label in forms of others that is the sum of fields."""

    label: Words
    """The label as the form has it."""
    sum: Annotated[tuple[Words, ...], Field(min_length=2)]
    """The ids of the fields that are added up; all count in one unit of measure."""


class NamesFile(PlanModel):
    """The names that were learned for one plan."""

    plan: Words
    """The id of the plan, so that they are never taken for names of another one."""
    names: tuple[NameEntry, ...] = ()
    fill: tuple[SumEntry, ...] = ()
    """What labels in forms of others are sums of, for ``khpcmd fill``."""
