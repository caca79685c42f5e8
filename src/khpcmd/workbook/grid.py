"""One sheet as a sparse grid of cells: no library of spreadsheets is known here."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from khpcmd.workbook.packed import GridCell, text_of
from khpcmd.workbook.places import Box, Place
from khpcmd.workbook.store import CellStore

__all__ = ["Grid", "GridCell"]


@dataclass(frozen=True)
class Grid:
    """One sheet: only the cells with content, by row and column from 1.

    ``limited`` names the format (a word of the catalogue) where the reader could not see all that a person sees.
    """

    title: str
    cells: Mapping[Place, GridCell]
    merges: tuple[Box, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[tuple[int, int], ...] = ()
    state: str = "visible"
    limited: str = ""
    protected: bool = False
    """Whether the sheet is protected against changes."""

    @cached_property
    def store(self) -> CellStore:
        """The cells, packed."""
        return self.cells if isinstance(self.cells, CellStore) else CellStore.of(self.cells)

    @cached_property
    def rows(self) -> dict[int, tuple[int, ...]]:
        """The columns with content, by row, both in order."""
        return self.store.columns()

    @cached_property
    def _last(self) -> Place:
        """One past the last row and the last column with content."""
        columns = max((columns[-1] for columns in self.rows.values()), default=0)
        return max(self.rows, default=0) + 1, columns + 1

    @cached_property
    def _merged(self) -> dict[Place, Box]:
        """The merged range over each place; ranges over empty rows and columns cost nothing."""
        found = dict[Place, Box]()
        last_row, last_column = self._last
        for box in self.merges:
            for row in range(box[0], min(box[2], last_row) + 1):
                for column in range(box[1], min(box[3], last_column) + 1):
                    found.setdefault((row, column), box)
        return found

    @cached_property
    def _merged_rows(self) -> frozenset[int]:
        """The rows with content in which something may be merged."""
        last = self._last[0]
        return frozenset(row for box in self.merges for row in range(box[0], min(box[2], last) + 1))

    def is_merged_row(self, row: int) -> bool:
        """Whether a merged range may stand in a row with content."""
        return row in self._merged_rows

    def merge(self, row: int, column: int) -> Box | None:
        """The merged range over a cell; none is seen below the last row with content and the one after it."""
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
        if row in self._merged_rows:
            return [self.shown(row, column) for column in columns]
        return self.store.in_row(row, columns)

    def text(self, row: int, column: int) -> str:
        """The text that is seen at a place, "" where there is none or something else than text, a number or a month."""
        box = self.merge(row, column) if self.merges else None
        return text_of(self.store.value((box[0], box[1]) if box else (row, column)))

    def shows(self, row: int, column: int) -> bool:
        """Whether ``text`` is there."""
        box = self.merge(row, column) if self.merges else None
        return self.store.shows((box[0], box[1]) if box else (row, column))

    @cached_property
    def index_rows(self) -> dict[int, bool]:
        """What ``is_index_row`` has found of rows."""
        return {}

    @cached_property
    def texts(self) -> tuple[tuple[int, int, str], ...]:
        """Row, column and content of all cells that hold text, in reading order."""
        return tuple(self.store.texts())

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
        return (numbers[index] for index in range(bisect_left(numbers, first), len(numbers)))
