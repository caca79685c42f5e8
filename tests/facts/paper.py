"""A table while it is laid out: its cells, its merged ranges, and what is meant by each figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from grids import packed_grid
from khpcmd.returns import Key
from khpcmd.workbook.file.grid import Grid, GridCell

Place = tuple[int, int]
Box = tuple[int, int, int, int]
Value = str | int
Figure = tuple[str, Key]


@dataclass(slots=True)
class Laid:
    """Cells by row and column from 1, merged ranges, and the figure that each cell with a number is meant to be."""

    cells: dict[Place, Value] = field(default_factory=dict)
    merges: list[Box] = field(default_factory=list)
    meant: dict[Place, Figure] = field(default_factory=dict)
    title: str = "Sheet1"

    def put(self, row: int, column: int, value: Value | None) -> None:
        """Write a value into a cell; None and "" leave it empty."""
        if value not in (None, ""):
            assert value is not None
            self.cells[row, column] = value

    def merge(self, box: Box) -> None:
        """Merge a range of more than one cell."""
        if box[:2] != box[2:]:
            self.merges.append(box)

    @property
    def last(self) -> Place:
        """The last row and the last column with content."""
        rows = [row for row, _ in self.cells] + [box[2] for box in self.merges]
        columns = [column for _, column in self.cells] + [box[3] for box in self.merges]
        return max(rows, default=0), max(columns, default=0)

    def add(self, other: Laid, down: int = 0, right: int = 0) -> None:
        """Put another table onto the sheet, moved."""
        moved = other.placed(lambda row: row + down, lambda column: column + right)
        self.cells |= moved.cells
        self.merges += moved.merges
        self.meant |= moved.meant

    def placed(self, row_of: Callable[[int], int], column_of: Callable[[int], int]) -> Laid:
        """The same table with its rows and columns elsewhere, in the same order."""
        return Laid(
            {(row_of(row), column_of(column)): value for (row, column), value in self.cells.items()},
            [(row_of(box[0]), column_of(box[1]), row_of(box[2]), column_of(box[3])) for box in self.merges],
            {(row_of(row), column_of(column)): figure for (row, column), figure in self.meant.items()},
            self.title,
        )

    def transposed(self) -> Laid:
        """The same table with its rows as columns."""
        return Laid(
            {(column, row): value for (row, column), value in self.cells.items()},
            [(left, top, right, bottom) for top, left, bottom, right in self.merges],
            {(column, row): figure for (row, column), figure in self.meant.items()},
            self.title,
        )

    def with_text(self, place: Place, text: str) -> Laid:
        """The same sheet with a text in one cell."""
        return Laid({**self.cells, place: text}, self.merges, self.meant, self.title)

    def grid(self) -> Grid:
        """The sheet as a reader gets it."""
        return packed_grid(self.title, {at: GridCell(value) for at, value in self.cells.items()}, self.merges)

    def drawn(self) -> str:
        """The sheet as lines of text, for a message about a failure."""
        rows, columns = self.last
        lines = [f"[{self.title}]"]
        for row in range(1, rows + 1):
            shown = [str(self.cells.get((row, column), "")) for column in range(1, columns + 1)]
            if any(shown):
                lines.append(f"{row:3} | " + " | ".join(shown))
        return "\n".join([*lines, f"merged: {self.merges}"])


def empty_in(laid: Laid, rows: Iterable[int], columns: Iterable[int]) -> list[Place]:
    """The cells of a range that show nothing, also no merged text."""
    covered = {
        (row, column)
        for box in laid.merges
        for row in range(box[0], box[2] + 1)
        for column in range(box[1], box[3] + 1)
    }
    wide = list(columns)
    return [(row, at) for row in rows for at in wide if (row, at) not in laid.cells and (row, at) not in covered]
