"""What a unit filed for a period: cells with their places. No Excel here, and no plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from khpcmd.diagnostics import Location, Param, Ref

CellValue = int | Fraction | bool | date | str


class CellState(StrEnum):
    """What a cell turned out to be."""

    VALUE = "value"
    DECLARED_ZERO = "declared_zero"
    """A dash, "Không", "không phát sinh": the unit says that there is none."""
    BLANK = "blank"
    """Nothing was reported."""
    PROBLEM = "problem"
    """Something stands there that could not be read without doubt: never a zero."""


class Basis(StrEnum):
    """The year a figure speaks of."""

    CURRENT = "current"
    BASELINE = "baseline"


class Key(NamedTuple):
    """Which figure of a return: the field, the year it speaks of, and for a month series the month (1 to 12)."""

    field: str
    basis: Basis = Basis.CURRENT
    month: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure as it was read: ``value`` only where the state is VALUE or DECLARED_ZERO, ``raw`` what stood there.

    A reader may leave a value that the field does not allow (a fraction, a negative count); ``validation`` turns it
    into a problem.
    """

    state: CellState
    value: CellValue | None = None
    at: Location | None = None
    raw: str = ""

    @property
    def known(self) -> bool:
        return self.value is not None

    def doubted(self) -> Cell:
        """The same cell without its value: nobody may rely on it."""
        return replace(self, state=CellState.PROBLEM, value=None)


@dataclass(frozen=True, slots=True)
class Return:
    """What one unit filed for one period. A key without a cell was not in the file at all.

    ``unit`` and ``period`` are ids of the plan; ``period`` is "" where the file does not say.
    """

    unit: str
    period: str
    cells: dict[Key, Cell] = field(default_factory=dict)
    sources: tuple[Location, ...] = ()

    @property
    def reported(self) -> bool:
        """Whether at least one current figure stands in it (an empty row is not a return)."""
        return any(cell.state is not CellState.BLANK for key, cell in self.cells.items() if key.basis is Basis.CURRENT)


def says(cell: Cell | None) -> bool:
    """Whether something stands in a cell, readable or not."""
    return cell is not None and cell.state is not CellState.BLANK


def named_fields(keys: Iterable[Key]) -> Param:
    """The fields of some figures, each once, for a message; the word for "none" where there are none."""
    return tuple(Ref("field", name) for name in dict.fromkeys(key.field for key in keys)) or Ref("word", "none")
