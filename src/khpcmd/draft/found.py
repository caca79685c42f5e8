"""Units and fields as the cells of a workbook name them, and what was left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["count", "yes_no", "months", "date", "text"]
Level = Literal["province", "district", "commune", "agency", "unit"]


@dataclass(frozen=True, slots=True)
class Spot:
    """The cell that a proposal comes from; ``cell`` is "" where it is the whole sheet."""

    sheet: str
    cell: str = ""

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet


@dataclass(frozen=True, slots=True)
class FoundUnit:
    """A unit by its name; ``parent`` is the name of the one above it, "" where none was found."""

    name: str
    level: Level
    at: Spot
    parent: str = ""


@dataclass(frozen=True, slots=True)
class FoundField:
    """A field by the texts that stand over its column or its row, upper levels first."""

    path: tuple[str, ...]
    kind: Kind
    at: Spot
    units: tuple[str, ...]
    """The names of the units that report it."""
    measure: str = ""
    baseline: bool = False
    whole_path: bool = False
    """Whether all of the path is its name: true of columns, whose lowest header is often unclear by itself."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A cell that was not proposed; ``why`` is a word of the catalogue."""

    at: Spot
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Found:
    """The findings of one table, or of all."""

    units: tuple[FoundUnit, ...] = ()
    fields: tuple[FoundField, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    def __add__(self, other: Found) -> Found:
        return Found(self.units + other.units, self.fields + other.fields, self.left_out + other.left_out)
