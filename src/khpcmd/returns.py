"""What a unit filed for a period: ``Return``, its figures by ``Key``, each a ``Cell`` at its place. No Excel, no plan.

``merge`` makes one return for each unit out of all the sheets and files that it is in.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, Protocol, TypeGuard

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import Figure, InCell, Named, Ref, Stored, UnitOtherDifferNewest

CellValue = int | Decimal | Fraction | bool | date | str
"""A count is an int, an amount a Decimal in the unit of its field; a Fraction is a count that is not whole."""


class CellState(StrEnum):
    """What a cell turned out to be."""

    VALUE = "value"
    """A figure that was read without doubt."""
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

    __hash__ = str.__hash__
    """In C: each figure is looked up by a Key, and an enum's own hash takes longer than the rest of it."""


class Key(NamedTuple):
    """Which figure of a return: the field, the year it speaks of, and for a month series the month (1 to 12)."""

    field: str
    basis: Basis = Basis.CURRENT
    month: int = 0


Values = Mapping[Key, CellValue | None]
"""Figures with their values, None where one is not known."""


class StatedTotal(NamedTuple):
    """What a sheet states as the sum of a figure over units, where it is not what they add up to."""

    at: Location
    """Where it is stated."""
    key: Key
    """The figure."""
    more: int
    """By how many steps of the figure it is larger than the sum; of answers, how many more are stated."""

    @property
    def off(self) -> tuple[int, int]:
        """From how much less to how much more one of the figures may be."""
        return min(0, self.more), max(0, self.more)


DUTY = "duty:"
"""The start of the ids of the fields that a checklist has for the duties of a plan (``plan.checklist``)."""

Place = tuple[str, str, str]
"""File, sheet and address of a cell."""


def in_unit_of(shift: int, value: Figure) -> Figure:
    """A number in the plan's unit as one in that of a cell, from which the decimal point moves by ``shift`` places."""
    if not shift:
        return value
    found = Decimal(value).scaleb(-shift).normalize()
    return found.quantize(Decimal(1)) if found == found.to_integral_value() else found


MOST_OTHERS = 100
"""Of how many places that say different things of a figure each is kept."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure as it was read: ``value`` only where the state is VALUE or DECLARED_ZERO, ``raw`` what stood there.

    A reader may leave a value that the field does not allow (a fraction, a negative count); ``judge.sound`` makes it
    a problem.
    """

    state: CellState
    """What the cell turned out to be."""
    value: CellValue | None = None
    """The figure; None where it is not known."""
    at: Location | None = None
    """Where it stands; None for what is supposed or computed."""
    raw: str = ""
    """What stands in the cell, as a text."""
    stored: Stored | None = field(default=None, compare=False)
    """The number or day that ``raw`` is the text of, if it is none that was typed as a text."""
    of: tuple[Cell, ...] = ()
    """The cells that it is the sum of, where it stands in none itself: ``at`` is then the first of them."""
    shift: int = field(default=0, compare=False)
    """By how many places the decimal point moved from the number in the cell to an amount in the plan's unit."""
    others: tuple[Cell, ...] = field(default=(), compare=False)
    """Where several places say different things of the figure, what each of them says: none of it is used."""

    @property
    def sources(self) -> tuple[Cell, ...]:
        """The cells of a file that it rests on: itself, or those that were added up."""
        return self.of or (self,)

    @property
    def where(self) -> str:
        """The places of these cells, for a message."""
        return "; ".join(str(cell.at) for cell in self.sources if cell.at)

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return self.value is not None

    @property
    def found(self) -> InCell:
        """What stands in it, for a message."""
        return self.stored or self.raw

    @property
    def place(self) -> Place | None:
        """File, sheet and address; of a sum those of the first cell."""
        return (self.at.file, self.at.sheet, self.at.cell) if self.at else None

    def doubted(self, *differing: Cell) -> Cell:
        """The same cell without its value, so that nothing rests on it; ``differing`` are other cells of its figure.

        Of more than ``MOST_OTHERS`` none is kept: the figure may be anything.
        """
        others = (*(self.others or (self,)), *differing) if differing else self.others
        kept = others if len(others) <= MOST_OTHERS else ()
        return replace(self, state=CellState.PROBLEM, value=None, others=kept)


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

    __slots__ = ("entries", "frame", "row")

    def __init__(self, frame: Frame, row: int, entries: tuple[int | Cell, ...]) -> None:
        self.frame = frame
        self.row = row
        self.entries = entries

    def __getitem__(self, key: Key) -> Cell:
        index = self.frame.order[key]
        entry = self.entries[index]
        if isinstance(entry, Cell):
            return entry
        frame = self.frame
        at = Location(frame.file, frame.sheet, f"{frame.places[index]}{self.row or ''}")
        return Cell(CellState.VALUE, entry, at, str(entry), Stored(entry))

    def _place(self, index: int) -> Place:
        return self.frame.file, self.frame.sheet, f"{self.frame.places[index]}{self.row or ''}"

    def places(self, keys: Iterable[Key]) -> list[Place]:
        """The places of the cells of some figures, as far as they are there; cells are not made for that."""
        (file, sheet, order, places), row, found = self.frame, self.row or "", list[Place]()
        for index in [order[key] for key in keys if key in order]:
            entry = self.entries[index]
            found += _places(entry) if isinstance(entry, Cell) else [(file, sheet, f"{places[index]}{row}")]
        return found

    def placed(self, places: Container[Place], rows: Container[str]) -> list[tuple[Place, Key]]:
        """The figures that stand at some ``places``; ``rows`` are the numbers of all their rows."""
        keys: Iterable[Key] = self.frame.order
        if self.row and str(self.row) not in rows:
            if _are_numbers(self.entries):
                return []
            keys = [key for key, entry in zip(keys, self.entries, strict=True) if isinstance(entry, Cell)]
        return [(place, key) for key in keys for place in self.places((key,)) if place in places]

    def __contains__(self, key: object) -> bool:
        return key in self.frame.order

    def __iter__(self) -> Iterator[Key]:
        return iter(self.frame.order)

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def numbers(self) -> tuple[int, ...]:
        """All figures, where each is kept as a plain whole number; else none."""
        return self.entries if _are_numbers(self.entries) else ()

    def by_key(self) -> Values:
        """All figures with their values, None where one is not known."""
        values = [entry.value if isinstance(entry, Cell) else entry for entry in self.entries]
        return dict(zip(self.frame.order, values, strict=True))

    def changed(self, cells: Mapping[Key, Cell]) -> PackedCells:
        """The same with some of its cells replaced."""
        entries = list(self.entries)
        for key, cell in cells.items():
            entries[self.frame.order[key]] = cell
        return PackedCells(self.frame, self.row, tuple(entries))


def _are_numbers(entries: tuple[int | Cell, ...]) -> TypeGuard[tuple[int, ...]]:
    return Cell not in {*map(type, entries)}


def packed(cells: Mapping[Key, Cell], sheet: Location) -> PackedCells:
    """The same cells of one sheet, packed. Forms that have their figures at the same places share these."""
    if isinstance(cells, PackedCells):
        return cells
    places = tuple([cell.at.cell if cell.at else "" for cell in cells.values()])
    frame = Frame(sheet.file, sheet.sheet, _order(tuple(cells)), _shared(places))
    return PackedCells(frame, 0, tuple([entry_of(cell, sheet) for cell in cells.values()]))


def entry_of(cell: Cell, sheet: Location) -> int | Cell:
    """The number of a cell that is nothing but a whole number as it is written; else the cell."""
    value, at = cell.value, cell.at
    if type(value) is not int or cell.state is not CellState.VALUE or cell.raw != str(value):
        return cell
    return value if at is not None and at == Location(sheet.file, sheet.sheet, at.cell) else cell


@lru_cache(maxsize=256)
def _order(keys: tuple[Key, ...]) -> Mapping[Key, int]:
    return {key: index for index, key in enumerate(keys)}


@lru_cache(maxsize=256)
def _shared(places: tuple[str, ...]) -> tuple[str, ...]:
    """One tuple for all that are equal."""
    return places


ValuesOf = Callable[[Sequence[Key]], Sequence[CellValue | None]]
"""What gives the values of some figures, None where one is not known."""


class Leeway(Protocol):
    """What the figures of a return can still be that are not known (``judge.agreement``)."""

    @property
    def zeros(self) -> tuple[Key, ...]:
        """The zeros that are in doubt because others explain a contradiction."""
        ...

    def without(self, keys: Container[Key]) -> Leeway:
        """The same where some figures are others than were filed."""
        ...

    def beside(self, key: Key) -> tuple[Key, ...]:
        """The figures of the contradiction that a figure is part of, itself among them, and the zeros that are in doubt
        for it; none of a sound figure."""
        ...

    def of(self, values: ValuesOf, keys: Iterable[Key]) -> tuple[int, int | None]:
        """The least and the most that some figures that are not known can add up to, beside the values of the others;
        amounts in steps of their last decimal."""
        ...


@dataclass(frozen=True, slots=True)
class Return:
    """What one unit filed for one period. A key without a cell was not in the file at all.

    ``unit`` and ``period`` are ids of the plan; ``period`` is "" where the file does not say.
    """

    unit: str
    """The id of the unit."""
    period: str
    """The id of the period; "" where the file does not say."""
    cells: Mapping[Key, Cell] = field(default_factory=dict)
    """Its figures, by field, year and month."""
    sources: tuple[Location, ...] = ()
    """The sheets that they were read from."""
    counted: frozenset[Key] = frozenset()
    """Those of the figures that were counted from returns of other units: the unit itself did not report them."""
    leeway: Leeway | None = field(default=None, compare=False, repr=False)
    """What the rules of the plan say of the figures that are not known, if they say something."""

    @property
    def filled(self) -> bool:
        """Whether at least one current figure stands in it, reported by the unit or counted from others."""
        return self._says(counted=True, duties=True)

    @property
    def reported(self) -> bool:
        """Whether the unit itself reported at least one current figure (an empty row is not a return)."""
        return self._says(counted=False, duties=True)

    @property
    def has_figures(self) -> bool:
        """Whether one of those that it reported is more than an answer on a checklist."""
        return self._says(counted=False, duties=False)

    def _says(self, *, counted: bool, duties: bool) -> bool:
        """Whether a current figure stands in it, where asked also one ``counted`` from others, or on a checklist."""
        cells = self.cells
        packed = zip(cells.frame.order, cells.entries, strict=True) if isinstance(cells, PackedCells) else None
        for key, cell in cells.items() if packed is None else packed:
            said = not isinstance(cell, Cell) or cell.state is not CellState.BLANK
            own = (counted or key not in self.counted) and (duties or not key.field.startswith(DUTY))
            if said and own and key.basis is Basis.CURRENT:
                return True
        return False

    def value(self, key: Key) -> CellValue | None:
        """The value of a figure; None where it is not known or not there."""
        return self.each((key,))[0]

    def each(self, keys: Iterable[Key]) -> list[CellValue | None]:
        """The values of some figures, None where one is not known or not there."""
        cells = self.cells
        if isinstance(cells, PackedCells):
            order, entries = cells.frame.order, cells.entries
            found = [entries[order[key]] if key in order else None for key in keys]
        else:
            found = [cells.get(key) for key in keys]
        return [entry.value if isinstance(entry, Cell) else entry for entry in found]

    def placed(self, places: Container[Place], rows: Container[str]) -> list[tuple[Place, Key]]:
        """The figures that stand at some ``places``; ``rows`` are the numbers of all their rows."""
        if isinstance(self.cells, PackedCells):
            return self.cells.placed(places, rows)
        return [(place, key) for key, cell in self.cells.items() for place in _places(cell) if place in places]

    def values(self) -> Values:
        """All figures with their values, None where one is not known."""
        if isinstance(self.cells, PackedCells):
            return self.cells.by_key()
        return {key: cell.value for key, cell in self.cells.items()}

    def changed(self, cells: Mapping[Key, Cell]) -> Return:
        """The same with some cells replaced or added."""
        leeway = self.leeway and self.leeway.without(cells)
        if isinstance(self.cells, PackedCells) and all(key in self.cells for key in cells):
            return replace(self, cells=self.cells.changed(cells), leeway=leeway)
        return replace(self, cells={**self.cells, **cells}, leeway=leeway)

    def numbers(self) -> dict[Key, int | Decimal]:
        """The figures that are counts or amounts, as far as they are known."""
        return {key: value for key, value in self.values().items() if type(value) is int or isinstance(value, Decimal)}

    def waits_for_zeros(self, fields: Container[str]) -> bool:
        """Whether of some fields nothing is open but zeros that may never have been filled in."""
        open_ = {key for key, cell in self.cells.items() if key.field in fields and not cell.known}
        return bool(open_) and self.leeway is not None and open_ <= {*self.leeway.zeros}

    def doubting(self, keys: Iterable[Key]) -> Return:
        """The same without the values of some of its figures, so that nothing rests on them."""
        doubted = {key: cell.doubted() for key in keys if (cell := self.cells.get(key))}
        return self.changed(doubted) if doubted else self


def added_up(returns: Iterable[Return | None], keys: Sequence[Key]) -> list[int | None]:
    """Of each return some plain whole numbers added up; None where one of them is anything else, or not there. Where
    they stand in a frame is looked up once."""
    frame, places, found = None, list[int | None](), list[int | None]()
    for filed in returns:
        cells, total = None if filed is None else filed.cells, 0
        if not isinstance(cells, PackedCells):
            found.append(None)
            continue
        if cells.frame is not frame:
            frame = cells.frame
            places = [frame.order.get(key) for key in keys]
        entries = cells.entries
        for at in places:
            entry = None if at is None else entries[at]
            if type(entry) is not int:
                found.append(None)
                break
            total += entry
        else:
            found.append(total)
    return found


def each_of(returns: Sequence[Return], keys: Sequence[Key]) -> dict[Key, Sequence[CellValue | None]]:
    """The values of some figures, each of all returns one after the other; None where one is not known or not there."""
    cells = [one.cells for one in returns if isinstance(one.cells, PackedCells)]
    if len(cells) < len(returns) or len({id(one.frame) for one in cells}) > 1:
        return dict(zip(keys, zip(*[one.each(keys) for one in returns], strict=True), strict=True))
    found, order = list(zip(*[one.entries for one in cells], strict=True)), cells[0].frame.order if cells else {}
    columns = (found[order[key]] if key in order else [None] * len(cells) for key in keys)
    values = (
        [one.value if isinstance(one, Cell) else one for one in column] if Cell in {*map(type, column)} else column
        for column in columns
    )
    return dict(zip(keys, values, strict=True))


def cells_of(returns: Mapping[str, Return], units: Iterable[str], groups: Sequence[Iterable[Key]]) -> tuple[Cell, ...]:
    """The cells of figures of some units, as far as they were filed: those of the first group of figures, unit by unit,
    then those of the next. A figure that was added up is given by the cells of the sum."""
    filed = [returns[unit].cells for unit in units if unit in returns] if groups else ()
    return tuple(
        [cell for keys in groups for cells in filed for key in keys if key in cells for cell in cells[key].sources]
    )


def places_of(returns: Mapping[str, Return], units: Iterable[str], groups: Iterable[Iterable[Key]]) -> Iterator[Place]:
    """The places of the same cells in the same order, as far as they have one."""
    filed = [returns[unit].cells for unit in units if unit in returns]
    for keys in groups:
        for cells in filed:
            if isinstance(cells, PackedCells):
                yield from cells.places(keys)
            else:
                yield from (place for key in keys if key in cells for place in _places(cells[key]))


def _places(cell: Cell) -> Iterator[Place]:
    """The places of the cells that a figure rests on, as far as they have one."""
    return (one.place for one in cell.sources if one.place)


def says(cell: Cell | None) -> bool:
    """Whether something stands in a cell, readable or not."""
    return cell is not None and cell.state is not CellState.BLANK


def named_fields(keys: Iterable[Key]) -> Named:
    """The fields of some figures, each once, for a message; the word for "none" where there are none."""
    return tuple(Ref("field", name) for name in dict.fromkeys(key.field for key in keys)) or Ref("word", "none")


SAVED_LAST = Ref("word", "saved_last")
"""How a message calls the newest of two files where it does not know which that is."""
SAVED_PARTLY = Ref("word", "saved_partly")
"""What it says in that place where the newest lacks figures that the other has."""
SAVED_TOGETHER = Ref("word", "saved_together")
"""What it says in that place where both were saved at the same time."""


def merge(
    returns: Iterable[Return], newest: Callable[[str, str], str] | None = None
) -> tuple[dict[str, Return], list[Diagnostic]]:
    """The returns by unit. A figure in two places is a fault; where they differ, neither is used.

    ``newest`` says which of two files was saved last, "" where that is neither.
    """
    merged: dict[str, Return] = {}
    faults = list[Diagnostic]()
    for filed in returns:
        first = merged.get(filed.unit)
        if first is None:
            merged[filed.unit] = filed
            continue
        pairs = {key: (cell, first.cells[key]) for key, cell in filed.cells.items() if key in first.cells}
        twice = [key for key, (one, other) in pairs.items() if says(one) and says(other)]
        if twice:
            differ = [key for key, pair in pairs.items() if _differ(*pair)]
            shown = (differ or twice)[0]
            unit, other = Ref("unit", filed.unit), str(first.cells[shown].at)
            files = [at.file for at in (first.cells[shown].at, filed.cells[shown].at) if at]
            two = newest is not None and len({*files}) == len(files) == 2
            last = _newest(files, (first, filed), newest) if newest and two else SAVED_LAST
            params: UnitOtherDifferNewest = {
                "unit": unit, "other": other, "differ": named_fields(differ), "newest": last,
            }  # fmt: skip
            faults.append(Code.UNIT_TWICE(filed.cells[shown].at, params, unit=filed.unit))
        merged[filed.unit] = replace(
            first,
            cells=_together(first.cells, filed.cells),
            sources=first.sources + filed.sources,
            period=first.period or filed.period,
        )
    return merged, faults


def _newest(files: Sequence[str], returns: tuple[Return, Return], newest: Callable[[str, str], str]) -> Ref | str:
    """The file that was saved last; a word where both were, or where it has not all figures of the other."""
    last = newest(*files)
    if not last:
        return SAVED_TOGETHER
    old, new = returns if last == files[1] else returns[::-1]
    return SAVED_PARTLY if any(says(cell) and not says(new.cells.get(key)) for key, cell in old.cells.items()) else last


def _differ(one: Cell, other: Cell) -> bool:
    """Whether two figures differ: by their values, or by what stands there where one was not used or is blank."""
    if one.known and other.known:
        return one.value != other.value
    return (says(one) or says(other)) and one.raw != other.raw


def _together(first: Mapping[Key, Cell], second: Mapping[Key, Cell]) -> dict[Key, Cell]:
    cells = dict(first)
    for key, cell in second.items():
        standing = cells.get(key)
        if standing is None or not says(standing):
            cells[key] = cell
        elif says(cell) and cell.value != standing.value:
            cells[key] = standing.doubted(cell)
    return cells
