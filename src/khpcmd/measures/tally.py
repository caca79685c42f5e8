"""What the kinds of measure have in common: contributions of units to a part and a whole, known or bounded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Protocol

from khpcmd.returns import Basis, Cell, CellState, CellValue, Key


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
    part_cells: Sequence[Cell] = ()
    whole_cells: Sequence[Cell] = ()

    @property
    def exact(self) -> bool:
        return self.part.exact and (self.whole is None or self.whole.exact)

    @property
    def known(self) -> bool:
        """Whether there is one world for the unit, and it is one that can be."""
        (low, high), whole = self.part, self.whole
        return low == high and (whole is None or (whole.low == whole.high and (not self.nested or low <= whole.low)))


@dataclass(frozen=True, slots=True)
class Tally:
    """The contributions that decide a target, and those shown for information (one for each unit)."""

    deciding: Sequence[Contribution]
    shown: Sequence[Contribution]


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

    def cells(self, unit: str, keys: tuple[Key, ...]) -> Sequence[Cell]:
        """Those of some figures of a unit that were filed."""
        ...

    def value(self, unit: str, key: Key) -> CellValue | None:
        """The value of a figure, None where it is not known."""
        ...

    def sums(self, units: Iterable[str], keys: tuple[Key, ...]) -> Sequence[int | None]:
        """Some counts added up, by unit; None where one of them is not known."""
        ...


def count_span(cell: Cell | None) -> Span:
    """What a count may be: exact when read without doubt, otherwise unknown."""
    return _span(None if cell is None else cell.value)


def _span(value: CellValue | None) -> Span:
    return exactly(int(value)) if isinstance(value, int) else UNKNOWN


@lru_cache(maxsize=1024)
def keys_of(fields: tuple[str, ...], basis: Basis = Basis.CURRENT) -> tuple[Key, ...]:
    """The figures of fields in one year."""
    return tuple(Key(name, basis) for name in fields)


def sum_span(figures: Figures, unit: str, keys: tuple[Key, ...]) -> tuple[Span, Sequence[Cell]]:
    """The sum of some of a unit's counts, with the cells it was read from."""
    total = NOTHING
    for key in keys:
        total += _span(figures.value(unit, key))
    return total, figures.cells(unit, keys)


def truth(cell: Cell | None) -> bool | None:
    """Yes, no, or unknown."""
    if cell is None or cell.value is None:
        return None
    if cell.state is CellState.DECLARED_ZERO:
        return False
    return bool(cell.value)
