"""One sheet as a sparse grid of cells (``Grid``), whatever format or library its file was read with.

Its cells are packed (``CellStore``): a list of values for each row, and everything rare beside it. A sheet of 10,000
rows has a third of a million cells; as objects they would take ten times the memory. A ``GridCell`` is made on demand.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from khpcmd.workbook.file.addresses import Box, Place
from khpcmd.workbook.file.conditions import Rules
from khpcmd.workbook.file.limits import damaged
from khpcmd.workbook.file.styles import PLAIN, Look


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
    recalculated: str = ""
    """What a program that opens the file may show in place of the value of a formula; "" where that is the value."""


UNSTEADY = "?"
"""Stands for a value that nobody knows before the file is opened."""


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
    """What only few cells have, by their place."""

    formulas: dict[Place, str] = field(default_factory=dict)
    """The text of each formula, with its "="; only "=" where it is shared with another cell."""
    errors: set[Place] = field(default_factory=set)
    uncalculated: set[Place] = field(default_factory=set)
    """Formulas without a value."""
    shared: dict[Place, Place] = field(default_factory=dict)
    """By the place of a formula that is shared, where it is written."""
    always: set[Place] = field(default_factory=set)
    """Formulas that are to be computed whenever the file is opened."""
    recalculated: dict[Place, str] = field(default_factory=dict)
    """The formulas whose stored value is in doubt, each with what it gives, or ``UNSTEADY``; others when asked for."""
    settle: Callable[[Place], None] | None = None
    """Finds out whether the value of a formula is in doubt, and of those that it uses."""

    def doubt(self, place: Place) -> str:
        """What a program may show in place of a stored value, ``UNSTEADY`` if that is not known, "" if it agrees."""
        if self.settle and place in self.formulas:
            self.settle(place)
        return self.recalculated.get(place, "")


def text_of(value: object) -> str:
    """A value as a label: text, a whole number such as the year 2022, a month; "" for everything else."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, date) and value.day == 1:
        return f"{value.month}/{value.year}"  # "1/2023" was typed, and the program stored a day
    return str(value) if isinstance(value, int) else ""


Take = Callable[[tuple[object, ...]], tuple[object, ...]]
"""What takes some of the values of a row."""


class CellStore(Mapping[Place, GridCell]):
    """The cells with content by their place, row by row."""

    def __init__(self, looks: Sequence[Look] = (PLAIN,)) -> None:
        self.rare = Rare()
        self._looks = looks
        self._rows: dict[int, Row] = {}
        self._shapes: dict[tuple[int, ...], Shape] = {}
        self._styles: dict[tuple[int, ...], tuple[int, ...]] = {}
        self._count = 0

    def unasked(self) -> CellStore:
        """The same cells, whose formulas are in doubt only where that is known; for what finds it out."""
        found = copy(self)
        found.rare = replace(self.rare, settle=None)
        self._rows = dict(self._rows)
        return found

    def again(self) -> CellStore:
        """The same cells for another workbook, whose formulas nobody has asked about."""
        found = self.unasked()
        found.rare.recalculated = dict(self.rare.recalculated)
        return found

    def without_zeros(self, boxes: Sequence[Box], hides: Callable[[Look], bool]) -> None:
        """Note that zeros in these ranges are not shown, where ``hides`` says so of a cell's look."""
        known, added = len(self._looks), dict[int, int]()
        looks = list(self._looks)
        for number, look in enumerate(self._looks):
            if hides(look):
                added[number] = known + len(added)
                looks.append(replace(look, without_zeros=True))
        self._looks = looks
        for row, packed in self._rows.items():
            spans = [(box[1], box[3]) for box in boxes if box[0] <= row <= box[2]]
            if spans and any(value == 0 for value in packed.values):
                styles = tuple(
                    added.get(style, style)
                    if value == 0 and any(left <= column <= right for left, right in spans)
                    else style
                    for column, value, style in zip(packed.shape.columns, packed.values, packed.styles, strict=True)
                )
                self._rows[row] = packed._replace(styles=self._styles.setdefault(styles, styles))

    def add(self, row: int, columns: list[int], values: list[object], styles: list[int]) -> None:
        """Add all cells of one row in any order; refused where the row or one of its cells comes twice."""
        if row in self._rows:
            raise damaged("duplicate_cell")
        shape = self._shapes.get(tuple(columns))
        if shape is None:
            order = sorted(range(len(columns)), key=columns.__getitem__)
            if any(columns[one] == columns[other] for one, other in pairwise(order)):
                raise damaged("duplicate_cell")
            columns, values, styles = (
                [columns[i] for i in order],
                [values[i] for i in order],
                [styles[i] for i in order],
            )
            shape = self._shapes.setdefault(
                tuple(columns), Shape(tuple(columns), {c: i for i, c in enumerate(columns)})
            )
        found = tuple(styles)
        self._count += len(columns)
        self._rows[row] = Row(shape, tuple(values), self._styles.setdefault(found, found))

    def write(self, place: Place, value: str) -> None:
        """Put a text in the place of what a cell holds."""
        packed = self._rows[place[0]]
        values, index = list(packed.values), packed.shape.where[place[1]]
        values[index] = value
        self._rows[place[0]] = packed._replace(values=tuple(values))

    def drop(self, rows: Collection[int]) -> None:
        """Leave out some rows."""
        self._rows = {row: packed for row, packed in self._rows.items() if row not in rows}
        self._count = sum(len(packed.values) for packed in self._rows.values())

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Place]:
        return ((row, column) for row, packed in self._rows.items() for column in packed.shape.columns)

    def get(self, place: Place, default: None = None) -> GridCell | None:  # type: ignore[override]  # nothing but None
        """The cell at a place, None where it is empty, as most places are."""
        return self.in_row(place[0], place[1:])[0] or default

    def in_row(self, row: int, columns: Iterable[int]) -> list[GridCell | None]:
        """The cells of a row in these columns, None for empty places."""
        packed = self._rows.get(row)
        if packed is None:
            return [None for _ in columns]
        (shape, values, styles), looks, found = packed, self._looks, list[GridCell | None]()
        make = tuple.__new__  # takes half as long as the call of the class, for every cell of a large sheet
        where, rare = shape.where, self.rare
        any_rare = rare.formulas or rare.errors or rare.uncalculated
        for column in columns:
            index = where.get(column)
            if index is None:
                found.append(None)
            elif any_rare:
                found.append(self._rare(row, column, values[index], looks[styles[index]]))
            else:
                found.append(make(GridCell, (values[index], looks[styles[index]], "", False, False, "")))
        return found

    def plain_rows(self, rows: Iterable[int], columns: Sequence[int]) -> dict[int, tuple[object, ...]]:
        """By row the values in these columns, where it has all of them and numbers are seen as they are stored; none
        of a sheet with formulas or errors."""
        if self.rare.formulas or self.rare.errors or self.rare.uncalculated:
            return {}
        taken, found = dict[tuple[int, int], Take | None](), dict[int, tuple[object, ...]]()
        for row in rows:
            packed = self._rows.get(row)
            if packed is None:
                continue
            shape, values, styles = packed
            known = id(shape), id(styles)  # both are kept
            if known not in taken:
                taken[known] = self._plain(shape, styles, columns)
            take = taken[known]
            if take is not None:
                found[row] = take(values)
        return found

    def _plain(self, shape: Shape, styles: Sequence[int], columns: Sequence[int]) -> Take | None:
        """What takes the values of these columns out of a row; None where it lacks one, or shows numbers in another way
        than it stores them."""
        places = [shape.where[column] for column in columns if column in shape.where]
        looks = [self._looks[styles[place]] for place in places]
        if len(places) < len(columns) or not all(look.shows_numbers and look.shows_zero for look in looks):
            return None
        first, end = places[0], places[-1] + 1
        if places == list(range(first, end)):
            return itemgetter(slice(first, end))
        return itemgetter(*places)

    def _rare(self, row: int, column: int, value: object, look: Look) -> GridCell:
        """A cell of a sheet with formulas or errors."""
        place, rare = (row, column), self.rare
        error, uncalculated = place in rare.errors, place in rare.uncalculated
        return GridCell(value, look, rare.formulas.get(place, ""), error, uncalculated, rare.doubt(place))

    def __getitem__(self, place: Place) -> GridCell:
        cell = self.get(place)
        if cell is None:
            raise KeyError(place)
        return cell

    def value(self, place: Place) -> object:
        """What a cell shows, None for an empty place or an error."""
        packed = self._rows.get(place[0])
        if packed is None or place in self.rare.errors:
            return None
        index = packed.shape.where.get(place[1])
        return None if index is None else packed.values[index]

    def down(self, rows: Iterable[int], column: int) -> list[str]:
        """The texts of a column in some rows, as ``text_of`` has them."""
        if self.rare.errors:
            return [text_of(self.value((row, column))) for row in rows]
        values = [
            packed.values[packed.shape.where[column]]
            if (packed := self._rows.get(row)) is not None and column in packed.shape.where
            else ""
            for row in rows
        ]
        return [value if type(value) is str else text_of(value) for value in values]

    def values_in(self, box: Box) -> list[object]:
        """What the cells of a range hold, errors too."""
        top, left, bottom, right = box
        rows: Iterable[int] = range(top, bottom + 1)
        if bottom - top > len(self._rows):
            rows = (row for row in self._rows if top <= row <= bottom)
        found = list[object]()
        for row in rows:
            packed = self._rows.get(row)
            if packed is None:
                continue
            columns = packed.shape.columns
            first, end = bisect_left(columns, left), bisect_right(columns, right)
            found += packed.values[first:end]
        return found

    def row_values(self, row: int) -> tuple[object, ...]:
        """What the cells of a row show, from left to right."""
        packed = self._rows.get(row)
        return packed.values if packed else ()

    @property
    def worn(self) -> frozenset[Look]:
        """The looks of the cells with content."""
        return frozenset(self._looks[style] for styles in self._styles for style in styles)

    def look(self, place: Place) -> Look:
        """The look of the cell at a place, a plain one where it is empty."""
        packed = self._rows.get(place[0])
        index = packed.shape.where.get(place[1]) if packed else None
        return PLAIN if packed is None or index is None else self._looks[packed.styles[index]]

    def columns(self) -> dict[int, tuple[int, ...]]:
        """The columns with content, by row, both in order."""
        return {row: self._rows[row].shape.columns for row in sorted(self._rows)}

    def texts(self) -> list[tuple[int, int, str]]:
        """Row, column and content of all cells that hold text, in reading order."""
        errors = self.rare.errors
        return [
            (row, column, value)
            for row in sorted(self._rows)
            for column, value in zip(self._rows[row].shape.columns, self._rows[row].values, strict=True)
            if isinstance(value, str) and (row, column) not in errors
        ]


class Document(NamedTuple):
    """What stands in a document beside its tables."""

    running: Sequence[str]
    """The sentences with numbers that are not in a table."""
    pictures: int
    """Pictures and objects."""
    own: bool
    """Whether khpcmd wrote it: it quotes figures, and reports none."""
    step: int
    """How many rows of the sheet there are for each table."""


@dataclass
class Grid:
    """One sheet: only the cells with content, by row and column from 1. Whoever reads the sheet fills it in."""

    title: str = ""
    cells: CellStore = field(default_factory=CellStore)
    merges: tuple[Box, ...] = ()
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: tuple[tuple[int, int], ...] = ()
    """First and last of each hidden range of columns, in order."""
    state: str = "visible"
    """``visible``, ``hidden`` or ``veryHidden``."""
    limited: str = ""
    """The format (a word of the catalogue) where the reader could not see all that a person sees."""
    document: Document | None = None
    """What else stands in it, where it is a document of Word."""
    protected: bool = False
    """Whether the sheet is protected against changes."""
    comments: dict[Place, str] = field(default_factory=dict)
    """What people noted on cells, without the names of the authors; also on cells without content."""
    stamps: tuple[str, ...] = ()
    """Texts that stand on the sheet outside of the cells: headers and footers of its pages, text boxes, watermarks."""
    prompts: tuple[str, ...] = ()
    """What shows at cells for whoever fills them in."""
    rules: Rules = field(default_factory=Rules)
    """The conditional formats that may hide figures, with their ranges."""

    @cached_property
    def rows(self) -> dict[int, tuple[int, ...]]:
        """The columns with content, by row, both in order."""
        return self.cells.columns()

    @cached_property
    def _last(self) -> Place:
        """One past the last row and the last column with content."""
        columns = max([columns[-1] for columns in self.rows.values()], default=0)
        return max(self.rows, default=0) + 1, columns + 1

    @cached_property
    def commented(self) -> dict[int, list[int]]:
        """By row, the columns of the cells with a comment."""
        found = dict[int, list[int]]()
        for row, column in sorted(self.comments):
            found.setdefault(row, []).append(column)
        return found

    @cached_property
    def _merged(self) -> dict[Place, Box]:
        """The merged range over each place, as far as rows and columns have content."""
        found = dict[Place, Box]()
        last_row, last_column = self._last
        for box in self.merges:
            for row in range(box[0], min(box[2], last_row) + 1):
                for column in range(box[1], min(box[3], last_column) + 1):
                    found.setdefault((row, column), box)
        return found

    @cached_property
    def merged_rows(self) -> frozenset[int]:
        """The rows with content in which something may be merged."""
        last = self._last[0]
        return frozenset(row for box in self.merges for row in range(box[0], min(box[2], last) + 1))

    @cached_property
    def merged_into(self) -> dict[int, list[Place]]:
        """By row, the first cells of the ranges that are merged into it from rows above."""
        found = dict[int, list[Place]]()
        for first, column, last, _ in self.merges:
            for row in range(first + 1, min(last, self._last[0]) + 1):
                found.setdefault(row, []).append((first, column))
        return found

    def merge(self, row: int, column: int) -> Box | None:
        """The merged range over a cell."""
        if not self.merges:
            return None
        if column <= self._last[1] or row > self._last[0]:
            return self._merged.get((row, column))
        return next((box for box in self.merges if box[0] <= row <= box[2] and box[1] <= column <= box[3]), None)

    def cell(self, row: int, column: int) -> GridCell | None:
        """The cell itself, without what a merged range shows there."""
        return self.cells.get((row, column))

    def shown(self, row: int, column: int) -> GridCell | None:
        """The cell that is seen at a place: under a merged range its first one."""
        box = self.merge(row, column)
        return self.cells.get((box[0], box[1]) if box else (row, column))

    def shown_in(self, row: int, columns: Sequence[int]) -> list[GridCell | None]:
        """The cells that are seen in a row in these columns."""
        if row in self.merged_rows:
            return [self.shown(row, column) for column in columns]
        return self.cells.in_row(row, columns)

    def text(self, row: int, column: int) -> str:
        """The text that is seen at a place, "" where there is none; numbers and months as texts."""
        box = self.merge(row, column) if self.merges else None
        return text_of(self.cells.value((box[0], box[1]) if box else (row, column)))

    def texts_down(self, rows: Sequence[int], column: int) -> list[str]:
        """The texts that are seen in a column, in some rows."""
        if self.merges:
            return [self.text(row, column) for row in rows]
        return self.cells.down(rows, column)

    @cached_property
    def index_rows(self) -> dict[int, bool]:
        """By row, what ``is_index_row`` has found."""
        return {}

    def without(self, rows: Collection[int]) -> Grid:
        """The sheet as if nothing stood in these rows."""
        cells = copy(self.cells)
        cells.drop(rows)
        return replace(self, cells=cells)

    def read_as(self, row: int, column: int, text: str) -> None:
        """Let a cell say what its content stands for."""
        self.cells.write((row, column), text)
        self.__dict__.pop("texts", None)

    @cached_property
    def texts(self) -> tuple[tuple[int, int, str], ...]:
        """Row, column and content of all cells that hold text, in reading order."""
        return tuple(self.cells.texts())

    def texts_from(self, first: int) -> Iterator[tuple[int, int, str]]:
        """The texts from a row on."""
        start = bisect_left(self.texts, (first,))
        return (self.texts[index] for index in range(start, len(self.texts)))

    @cached_property
    def _row_numbers(self) -> list[int]:
        return list(self.rows)

    def rows_from(self, first: int) -> Iterator[int]:
        """The rows with content from a row on."""
        numbers = self._row_numbers
        return map(numbers.__getitem__, range(bisect_left(numbers, first), len(numbers)))
