"""The cells of a sheet, packed: a list of values for each row, and everything rare beside it.

A sheet of 10,000 rows has a third of a million cells; as objects they would take ten times the memory. A ``GridCell``
is made when somebody looks at one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from khpcmd.workbook.limits import damaged
from khpcmd.workbook.packed import GridCell, Rare, Row, Shape, text_of
from khpcmd.workbook.places import Place
from khpcmd.workbook.styles import PLAIN, Look


class CellStore(Mapping[Place, GridCell]):
    """The cells with content by their place, row by row."""

    def __init__(self, looks: Sequence[Look] = (PLAIN,)) -> None:
        self.rare = Rare()
        self._looks = looks
        self._rows: dict[int, Row] = {}
        self._shapes: dict[tuple[int, ...], Shape] = {}
        self._styles: dict[tuple[int, ...], tuple[int, ...]] = {}
        self._count = 0

    @classmethod
    def of(cls, cells: Mapping[Place, GridCell]) -> CellStore:
        """The same cells, packed."""
        looks = list(dict.fromkeys(cell.look for cell in cells.values()))
        store = cls(looks)
        for row, group in groupby(sorted(cells), key=lambda place: place[0]):
            places = list(group)
            found = [cells[place] for place in places]
            styles = [looks.index(cell.look) for cell in found]
            store.add(row, [column for _, column in places], [cell.value for cell in found], styles)
        for (row, column), cell in cells.items():
            if cell.formula:
                store.rare.formulas[row, column] = cell.formula
            if cell.error:
                store.rare.errors.add((row, column))
            if cell.uncalculated:
                store.rare.uncalculated.add((row, column))
        return store

    def add(self, row: int, columns: list[int], values: list[object], styles: list[int]) -> None:
        """All cells of one row in any order; refused where the row is there already, or one of its cells twice."""
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

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Place]:
        return ((row, column) for row, packed in self._rows.items() for column in packed.shape.columns)

    def get(self, place: Place, default: None = None) -> GridCell | None:  # type: ignore[override]  # nothing but None
        """The cell at a place, None where nothing stands: most places of a sheet that are asked for are empty."""
        return self.in_row(place[0], place[1:])[0] or default

    def in_row(self, row: int, columns: Iterable[int]) -> list[GridCell | None]:
        """The cells of a row in these columns, None where nothing stands."""
        packed = self._rows.get(row)
        if packed is None:
            return [None for _ in columns]
        (shape, values, styles), looks, found = packed, self._looks, list[GridCell | None]()
        where, rare = shape.where, self.rare
        any_rare = rare.formulas or rare.errors or rare.uncalculated
        for column in columns:
            index = where.get(column)
            if index is None:
                found.append(None)
            elif any_rare:
                found.append(self._rare(row, column, values[index], looks[styles[index]]))
            else:
                found.append(GridCell(values[index], looks[styles[index]]))
        return found

    def _rare(self, row: int, column: int, value: object, look: Look) -> GridCell:
        """A cell of a sheet in which some have what only few cells have."""
        place, rare = (row, column), self.rare
        return GridCell(value, look, rare.formulas.get(place, ""), place in rare.errors, place in rare.uncalculated)

    def __contains__(self, place: object) -> bool:
        if not isinstance(place, tuple):
            return False
        packed = self._rows.get(place[0])
        return packed is not None and place[1] in packed.shape.where

    def __getitem__(self, place: Place) -> GridCell:
        cell = self.get(place)
        if cell is None:
            raise KeyError(place)
        return cell

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

    def columns(self) -> dict[int, tuple[int, ...]]:
        """The columns with content, by row, both in order."""
        return {row: self._rows[row].shape.columns for row in sorted(self._rows)}

    def texts(self) -> Iterator[tuple[int, int, str]]:
        """Row, column and content of all cells that hold text, in reading order."""
        errors = self.rare.errors
        for row in sorted(self._rows):
            shape, values, _ = self._rows[row]
            for column, value in zip(shape.columns, values, strict=True):
                if isinstance(value, str) and (row, column) not in errors:
                    yield row, column, value
