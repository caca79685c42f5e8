"""What a unit filed for a period: cells with their places. No Excel here, and no plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from khpcmd.diagnostics import Location, Named, Ref

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


written = lru_cache(maxsize=2048)(str)
"""The digits of a number: the same small ones stand in thousands of cells."""


class CountFrame(NamedTuple):
    """What returns with the same figures at the same places of a sheet have in common."""

    sheet: str
    order: Mapping[Key, int]
    """By figure, its place among the numbers."""
    places: tuple[str, ...]
    """The letters of the column of each figure; or its whole address, where a return is more than one row."""
    current: bool
    """Whether a figure speaks of the current year."""

    @classmethod
    def of(cls, sheet: str, places: Mapping[Key, str]) -> CountFrame:
        """The frame of figures by their columns or addresses."""
        current = any(key.basis is Basis.CURRENT for key in places)
        return cls(sheet, {key: index for index, key in enumerate(places)}, tuple(places.values()), current)


class Counts(Mapping[Key, Cell]):
    """The figures of a unit that are nothing but whole numbers, packed: a cell is made when somebody looks at one.

    A sheet of 10,000 rows has half a million figures; as cells they would take most of the memory. ``row`` is the
    number of the row in which they stand, 0 where the addresses of the frame are whole.
    """

    __slots__ = ("file", "frame", "numbers", "row")

    def __init__(self, frame: CountFrame, file: str, row: int, numbers: tuple[int, ...]) -> None:
        self.frame = frame
        self.file = file
        self.row = row
        self.numbers = numbers

    def __getitem__(self, key: Key) -> Cell:
        index = self.frame.order[key]
        at = Location(self.file, self.frame.sheet, f"{self.frame.places[index]}{self.row or ''}")
        return Cell(CellState.VALUE, self.numbers[index], at, written(self.numbers[index]))

    def __contains__(self, key: object) -> bool:
        return key in self.frame.order

    def __iter__(self) -> Iterator[Key]:
        return iter(self.frame.order)

    def __len__(self) -> int:
        return len(self.numbers)

    def number(self, key: Key) -> int | None:
        """The number of a figure, None where there is no such figure."""
        index = self.frame.order.get(key)
        return None if index is None else self.numbers[index]

    def by_key(self) -> Iterable[tuple[Key, int]]:
        """All figures with their numbers, in order."""
        return zip(self.frame.order, self.numbers, strict=True)


class Frame(NamedTuple):
    """Where the figures of a return stand in a sheet; shared by all returns of one table."""

    file: str
    sheet: str
    order: Mapping[Key, int]
    """By figure, its place among the values."""
    places: tuple[str, ...]
    """The letters of the column of each figure; or its whole address, where a return is more than one row."""


class PackedCells(Mapping[Key, Cell]):
    """The cells of one return: a plain whole number is kept as an int, every other cell as a Cell.

    A sheet of 10,000 rows has half a million figures; as cells they would take most of the memory. The Cell of a plain
    number is made when it is looked up. ``row`` is the row of the figures, 0 where the places of the frame are whole.
    """

    __slots__ = ("frame", "row", "values_")

    def __init__(self, frame: Frame, row: int, values: tuple[int | Cell, ...]) -> None:
        self.frame = frame
        self.row = row
        self.values_ = values

    def __getitem__(self, key: Key) -> Cell:
        index = self.frame.order[key]
        value = self.values_[index]
        if isinstance(value, Cell):
            return value
        at = Location(self.frame.file, self.frame.sheet, f"{self.frame.places[index]}{self.row or ''}")
        return Cell(CellState.VALUE, value, at, str(value))

    def __contains__(self, key: object) -> bool:
        return key in self.frame.order

    def __iter__(self) -> Iterator[Key]:
        return iter(self.frame.order)

    def __len__(self) -> int:
        return len(self.values_)

    def value(self, key: Key) -> CellValue | None:
        """The value of a figure; None where it is unknown or not there."""
        index = self.frame.order.get(key)
        if index is None:
            return None
        value = self.values_[index]
        return value.value if isinstance(value, Cell) else value


@dataclass(frozen=True, slots=True)
class Return:
    """What one unit filed for one period. A key without a cell was not in the file at all.

    ``unit`` and ``period`` are ids of the plan; ``period`` is "" where the file does not say.
    """

    unit: str
    period: str
    cells: Mapping[Key, Cell] = field(default_factory=dict)
    sources: tuple[Location, ...] = ()

    @property
    def reported(self) -> bool:
        """Whether at least one current figure stands in it (an empty row is not a return)."""
        if isinstance(self.cells, Counts):
            return self.cells.frame.current
        return any(cell.state is not CellState.BLANK for key, cell in self.cells.items() if key.basis is Basis.CURRENT)

    def value(self, key: Key) -> CellValue | None:
        """The value of a figure, None where it is not known or not there."""
        if isinstance(self.cells, Counts):
            return self.cells.number(key)
        cell = self.cells.get(key)
        return None if cell is None else cell.value

    def those(self, keys: Iterable[Key]) -> Iterator[Cell]:
        """The cells of some figures, as far as they are there."""
        return (cell for key in keys if (cell := self.cells.get(key)) is not None)

    def values(self) -> Iterable[tuple[Key, CellValue | None]]:
        """All figures with their values, None where one is not known."""
        if isinstance(self.cells, Counts):
            return self.cells.by_key()
        return ((key, cell.value) for key, cell in self.cells.items())


def column(returns: Iterable[Return | None], key: Key) -> list[int | None]:
    """A count of many returns; None where it is not known, or nothing was filed."""
    found, frame, index = list[int | None](), None, None
    for filed in returns:
        cells = None if filed is None else filed.cells
        if isinstance(cells, Counts):
            if cells.frame is not frame:  # those of one table follow each other
                frame, index = cells.frame, cells.frame.order.get(key)
            found.append(None if index is None else cells.numbers[index])
        else:
            value = None if filed is None else filed.value(key)
            found.append(int(value) if isinstance(value, int) else None)
    return found


def says(cell: Cell | None) -> bool:
    """Whether something stands in a cell, readable or not."""
    return cell is not None and cell.state is not CellState.BLANK


def named_fields(keys: Iterable[Key]) -> Named:
    """The fields of some figures, each once, for a message; the word for "none" where there are none."""
    return tuple(Ref("field", name) for name in dict.fromkeys(key.field for key in keys)) or Ref("word", "none")
