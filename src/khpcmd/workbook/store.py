"""The cells of a sheet, packed: a list of values for each row, and everything rare beside it.

A sheet of 10,000 rows has a third of a million cells; as objects they would take ten times the memory. A ``GridCell``
is made when somebody looks at one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, groupby, pairwise
from operator import itemgetter
from typing import cast

from khpcmd.workbook.dressing import shows_itself
from khpcmd.workbook.limits import damaged
from khpcmd.workbook.packed import GridCell, Pick, Rare, Row, Shape, is_small, text_of
from khpcmd.workbook.places import Place, a1
from khpcmd.workbook.styles import Look


class CellStore(Mapping[Place, GridCell]):
    """The cells with content by their place, row by row."""

    def __init__(self, looks: Sequence[Look] = (Look(),)) -> None:
        self.rare = Rare()
        self._looks = looks
        self._rows: dict[int, Row] = {}
        self._shapes: dict[tuple[int, ...], Shape] = {}
        self._styles: dict[tuple[int, ...], tuple[int, ...]] = {}
        self._shows: dict[tuple[int, bool], bool] = {}
        self._picks: dict[tuple[int, int, int], tuple[Pick | None, tuple[int, ...]]] = {}
        self._count = 0
        self._last: tuple[Place, GridCell] = ((0, 0), GridCell(None, ""))
        """The cell that was looked at last: it is often asked for again at once."""

    @classmethod
    def of(cls, cells: Mapping[Place, GridCell]) -> CellStore:
        """The same cells, packed."""
        looks = list({(cell.number_format, cell.font, cell.struck): None for cell in cells.values()})
        store = cls([Look(number_format, font, struck=struck) for number_format, font, struck in looks])
        for row, group in groupby(sorted(cells), key=lambda place: place[0]):
            places = list(group)
            found = [cells[place] for place in places]
            styles = [looks.index((cell.number_format, cell.font, cell.struck)) for cell in found]
            store.add(row, [column for _, column in places], [cell.value for cell in found], styles)
        for (row, column), cell in cells.items():
            if cell.formula:
                store.rare.formulas[row, column] = cell.formula
            if cell.error:
                store.rare.errors.add((row, column))
            if cell.uncalculated:
                store.rare.uncalculated.add((row, column))
        return store

    def take_over(self, other: CellStore) -> None:
        """Become another view of the cells of another store."""
        self.rare, self._looks, self._count = other.rare, other._looks, other._count
        self._rows, self._shapes, self._styles = other._rows, other._shapes, other._styles

    def add(self, row: int, columns: list[int], values: list[object], styles: list[int]) -> None:
        """All cells of one row in any order; refused where the row is there already, or one of its cells twice."""
        if tuple(columns) in self._shapes:
            self.put(row, tuple(columns), values, tuple(styles))
            return
        order = sorted(range(len(columns)), key=columns.__getitem__)
        if any(columns[one] == columns[other] for one, other in pairwise(order)):
            raise damaged("duplicate_cell")
        if order != list(range(len(columns))):
            values, styles = [values[i] for i in order], [styles[i] for i in order]
            columns = [columns[i] for i in order]
        self.put(row, tuple(columns), values, tuple(styles))

    def put(
        self,
        row: int,
        columns: tuple[int, ...],
        values: Sequence[object],
        styles: tuple[int, ...],
        others: tuple[int, ...] | None = None,
    ) -> None:
        """The same of cells from left to right; ``others`` as of a ``Row``."""
        if row in self._rows:
            raise damaged("duplicate_cell")
        self._count += len(columns)
        shape = self._shapes.get(columns)
        if shape is None:
            shape = self._shapes[columns] = Shape(columns, {column: i for i, column in enumerate(columns)})
        self._rows[row] = Row(shape, tuple(values), self._styles.setdefault(styles, styles), others)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Place]:
        return ((row, column) for row, packed in self._rows.items() for column in packed.shape.columns)

    def get(self, place: Place, default: None = None) -> GridCell | None:  # type: ignore[override]  # nothing but None
        """The cell at a place, None where nothing stands: most places of a sheet that are asked for are empty."""
        packed = self._rows.get(place[0])
        return self[place] if packed is not None and place[1] in packed.shape.where else default

    def __contains__(self, place: object) -> bool:
        if not isinstance(place, tuple):
            return False
        packed = self._rows.get(place[0])
        return packed is not None and place[1] in packed.shape.where

    def __getitem__(self, place: Place) -> GridCell:
        if place != self._last[0]:
            self._last = (place, self._made(place))
        return self._last[1]

    def _made(self, place: Place) -> GridCell:
        packed = self._rows[place[0]]
        index = packed.shape.where[place[1]]
        look, rare = self._looks[packed.styles[index]], self.rare
        return GridCell(
            packed.values[index],
            a1(*place),
            look.number_format,
            rare.formulas.get(place, "") if rare.formulas else "",
            place in rare.errors,
            place in rare.uncalculated,
            look.font,
            look.struck,
        )

    def value(self, place: Place) -> object:
        """What a cell shows, None where nothing stands or an error does."""
        packed = self._rows.get(place[0])
        if packed is None or place in self.rare.errors:
            return None
        index = packed.shape.where.get(place[1])
        return None if index is None else packed.values[index]

    def row_values(self, row: int) -> tuple[object, ...]:
        """What the cells of a row show, from left to right."""
        packed = self._rows.get(row)
        return packed.values if packed else ()

    def shows(self, place: Place) -> bool:
        """Whether a text or a number is seen at a place."""
        packed = self._rows.get(place[0])
        index = packed.shape.where.get(place[1]) if packed else None
        if packed is None or index is None or place in self.rare.errors:
            return False
        return bool(text_of(packed.values[index]))

    def plain_count(self, place: Place) -> int | None:
        """The value of a cell that is a small whole number from 0 and looks like it; None for all others."""
        packed = self._rows.get(place[0])
        index = packed.shape.where.get(place[1]) if packed else None
        if packed is None or index is None:
            return None
        value, style = packed.values[index], packed.styles[index]
        if not is_small(value) or not self._shown(style, zero=value == 0) or self.rare.doubts(place):
            return None
        return value

    def plain_counts(self, row: int, columns: tuple[int, ...]) -> tuple[int, ...] | None:
        """The values of cells of one row that are all small whole numbers from 0 and look like it; else None."""
        packed = self._rows.get(row)
        if packed is None:
            return None
        place = id(packed.shape), id(packed.styles), id(columns)
        if place not in self._picks:
            self._picks[place] = self._pick(packed, columns), columns  # kept as the others are: no id comes again
        pick, _ = self._picks[place]
        if pick is None or not pick.shown or (self.rare.any and any(self.rare.doubts((row, at)) for at in columns)):
            return None
        values = pick.take(packed.values)
        if (packed.others is None or not pick.where.isdisjoint(packed.others)) and not all(map(is_small, values)):
            return None
        return cast("tuple[int, ...]", values) if pick.zero_shown or 0 not in values else None

    def _pick(self, packed: Row, columns: tuple[int, ...]) -> Pick | None:
        """None where one of the columns is empty."""
        where = [packed.shape.where[column] for column in columns if column in packed.shape.where]
        if len(where) < len(columns) or not where:
            return None
        styles = {packed.styles[index] for index in where}
        take = itemgetter(*where) if len(where) > 1 else itemgetter(slice(where[0], where[0] + 1))
        shown, zero_shown = (all(self._shown(style, zero=zero) for style in styles) for zero in (False, True))
        return Pick(take, frozenset(where), shown, zero_shown)

    @property
    def looks(self) -> Sequence[Look]:
        """The styles of the workbook by their numbers."""
        return self._looks

    @property
    def outline(self) -> tuple[tuple[int, tuple[int, ...], tuple[int, ...]], ...]:
        """Where cells stand and in which styles, row by row."""
        return tuple((row, packed.shape.columns, packed.styles) for row, packed in self._rows.items())

    def all_values(self) -> tuple[object, ...]:
        """The values of all cells, in the order of the outline."""
        return tuple(chain.from_iterable(packed.values for packed in self._rows.values()))

    def shows_number(self, place: Place, *, zero: bool) -> bool:
        """Whether the style of a cell shows a whole number (or a zero) as it is stored."""
        packed = self._rows[place[0]]
        return self._shown(packed.styles[packed.shape.where[place[1]]], zero=zero)

    def _shown(self, style: int, *, zero: bool) -> bool:
        """Whether a whole number of that style is seen as it is stored."""
        known = self._shows.get((style, zero))
        if known is None:
            look = self._looks[style]
            known = self._shows[style, zero] = not look.struck and shows_itself(look.number_format, zero=zero)
        return known

    def columns(self) -> dict[int, tuple[int, ...]]:
        """The columns with content, by row, both in order."""
        return {row: self._rows[row].shape.columns for row in sorted(self._rows)}

    def texts(self) -> Iterator[tuple[int, int, str]]:
        """Row, column and content of all cells that hold text, in reading order."""
        errors = self.rare.errors
        for row in sorted(self._rows):
            shape, values, _, others = self._rows[row]
            for index in range(len(values)) if others is None else others:
                value = values[index]
                if isinstance(value, str) and (row, shape.columns[index]) not in errors:
                    yield row, shape.columns[index], value
