"""One sheet as a sparse grid of cells: no library of spreadsheets is known here."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from khpcmd.workbook.places import Box, Place


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell with content.

    ``value`` is what the cell shows: str, int, float, bool, or a date, time or timedelta; for a formula the value
    that the last program to save the file gave it. ``error`` says that the value is an error such as "#DIV/0!".
    """

    value: object
    at: str
    number_format: str = "General"
    formula: str = ""
    error: bool = False
    uncalculated: bool = False
    font: str = ""


@dataclass(frozen=True)
class Grid:
    """One sheet: only the cells with content, by row and column from 1."""

    title: str
    cells: dict[Place, GridCell]
    merges: tuple[Box, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[tuple[int, int], ...] = ()
    state: str = "visible"

    @cached_property
    def rows(self) -> dict[int, tuple[int, ...]]:
        """The columns with content, by row, both in order."""
        found = dict[int, list[int]]()
        for row, column in sorted(self.cells):
            found.setdefault(row, []).append(column)
        return {row: tuple(columns) for row, columns in found.items()}

    @cached_property
    def _merge_rows(self) -> dict[int, list[Box]]:
        """The merged ranges that touch a row; ranges over empty rows and columns cost nothing."""
        found = dict[int, list[Box]]()
        last = max(self.rows, default=0)
        for box in self.merges:
            for row in range(box[0], min(box[2], last + 1) + 1):
                found.setdefault(row, []).append(box)
        return found

    def merge(self, row: int, column: int) -> Box | None:
        """The merged range over a cell."""
        if not self.merges:
            return None
        return next((box for box in self._merge_rows.get(row, ()) if box[1] <= column <= box[3]), None)

    def cell(self, row: int, column: int) -> GridCell | None:
        """The cell itself, without what a merged range shows there."""
        return self.cells.get((row, column))

    def shown(self, row: int, column: int) -> GridCell | None:
        """The cell that is seen at a place: under a merged range its first one."""
        box = self.merge(row, column)
        return self.cells.get((box[0], box[1]) if box else (row, column))

    def text(self, row: int, column: int) -> str:
        """The text that is seen at a place, "" where there is none or something else than text or a number."""
        cell = self.shown(row, column)
        return shown_text(cell) if cell else ""

    @cached_property
    def texts(self) -> tuple[tuple[int, int, str], ...]:
        """Row, column and content of all cells that hold text, in reading order."""
        return tuple(
            (row, column, cell.value)
            for (row, column), cell in sorted(self.cells.items(), key=lambda item: item[0])
            if isinstance(cell.value, str) and not cell.error
        )

    def texts_from(self, first: int) -> Iterator[tuple[int, int, str]]:
        """The texts from a row on."""
        return (found for found in self.texts if found[0] >= first)

    def rows_from(self, first: int) -> Iterator[int]:
        """The rows with content from a row on."""
        rows = list(self.rows)
        yield from rows[bisect_left(rows, first) :]


def shown_text(cell: GridCell) -> str:
    """What stands in a label or a header: text, or a number such as the year 2022."""
    if isinstance(cell.value, bool) or cell.error:
        return ""
    if isinstance(cell.value, str):
        return cell.value
    return str(cell.value) if isinstance(cell.value, int) else ""
