"""What the cells of a sheet are packed as, and what their values are as labels and as counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from khpcmd.workbook.places import Place
from khpcmd.workbook.styles import PLAIN, Look


class GridCell(NamedTuple):
    """One cell with content.

    ``value`` is what the cell shows: str, int, float, bool, or a date, time or timedelta; for a formula the value
    that the last program to save the file gave it. ``error`` says that the value is an error such as "#DIV/0!".
    """

    value: object
    look: Look = PLAIN
    formula: str = ""
    error: bool = False
    uncalculated: bool = False


class Shape(NamedTuple):
    """The columns with content of a row, in order, and where each stands in the row's values."""

    columns: tuple[int, ...]
    where: dict[int, int]


class Row(NamedTuple):
    """One row: a value and the number of a style for each column of its shape."""

    shape: Shape
    values: tuple[object, ...]
    styles: tuple[int, ...]


@dataclass(slots=True)
class Rare:
    """What only some cells have, by their place."""

    formulas: dict[Place, str] = field(default_factory=dict)
    """The text of each formula, with its "="; only "=" where it is shared with another cell."""
    errors: set[Place] = field(default_factory=set)
    uncalculated: set[Place] = field(default_factory=set)
    """Formulas that no program has given a value."""


def text_of(value: object) -> str:
    """What a value says as a label: text, a whole number such as the year 2022, a month; "" for everything else."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, date) and value.day == 1:
        return f"{value.month}/{value.year}"  # "1/2023" was typed, and the program made a day of it
    return str(value) if isinstance(value, int) else ""
