"""What the kinds of measure have in common: contributions of units to a part and a whole, known or bounded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from khpcmd.records import dataclass
from khpcmd.returns import Basis, Cell, CellState, Key


class Span(NamedTuple):
    """The whole numbers a figure may still be: from ``low`` to ``high``, without end where ``high`` is None."""

    low: int
    high: int | None

    @property
    def exact(self) -> bool:
        return self.low == self.high

    def __add__(self, other: tuple[object, ...]) -> Span:  # sums of figures; tuples are never concatenated here
        if not isinstance(other, Span):
            return NotImplemented
        return Span(self.low + other.low, None if self.high is None or other.high is None else self.high + other.high)


UNKNOWN = Span(0, None)
"""A figure nobody has reported, or one that could not be read: any whole number from 0."""
NOTHING = Span(0, 0)


def exactly(value: int) -> Span:
    return Span(value, value)


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one unit adds to the part and the whole of a measure.

    ``nested`` says that the part is counted inside the whole (part ≤ whole in every possible world).
    ``whole`` is None for absolute counts. ``unit`` is "" where the contribution is of all units together.
    """

    unit: str
    part: Span
    whole: Span | None
    nested: bool = False
    part_cells: tuple[Cell, ...] = ()
    whole_cells: tuple[Cell, ...] = ()

    @property
    def exact(self) -> bool:
        return self.part.exact and (self.whole is None or self.whole.exact)


@dataclass(frozen=True, slots=True)
class Tally:
    """The contributions that decide a target, and those shown for information (one for each unit)."""

    deciding: tuple[Contribution, ...]
    shown: tuple[Contribution, ...]


class Figures(Protocol):
    """What a measure may ask of the world: who is expected to report, and what each has reported."""

    @property
    def period(self) -> str:
        """The id of the period judged."""
        ...

    @property
    def months(self) -> tuple[int, ...]:
        """The complete calendar months of the period."""
        ...

    @property
    def interim(self) -> bool:
        """Whether the year goes on after the period."""
        ...

    def reporters(self, fields: Iterable[str]) -> tuple[str, ...]:
        """The units in scope that report all of these fields, in the plan's order."""
        ...

    def members(self, level: str) -> tuple[str, ...]:
        """The units of a level in scope, in the plan's order."""
        ...

    def register(self, unit: str, name: str) -> int:
        """A number of the plan's register for the unit (for example its communes)."""
        ...

    def cell(self, unit: str, key: Key) -> Cell | None:
        """The figure, or None where nothing was filed."""
        ...


def count_span(cell: Cell | None) -> Span:
    """What a count may be: exact when read without doubt, otherwise unknown."""
    if cell is None or cell.value is None:
        return UNKNOWN
    return exactly(int(cell.value)) if isinstance(cell.value, int) else UNKNOWN


def sum_span(
    figures: Figures, unit: str, fields: Iterable[str], basis: Basis = Basis.CURRENT
) -> tuple[Span, tuple[Cell, ...]]:
    """The sum of a unit's fields, with the cells it was read from."""
    total, cells = NOTHING, []
    for name in fields:
        cell = figures.cell(unit, Key(name, basis))
        total = total + count_span(cell)
        if cell is not None:
            cells.append(cell)
    return total, tuple(cells)


def truth(cell: Cell | None) -> bool | None:
    """Yes, no, or unknown."""
    if cell is None or cell.value is None:
        return None
    if cell.state is CellState.DECLARED_ZERO:
        return False
    return bool(cell.value)
