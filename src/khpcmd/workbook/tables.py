"""One table of a sheet, as it was found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from khpcmd.workbook.grid import Grid
from khpcmd.workbook.header_rows import Form
from khpcmd.workbook.headers import Heading, Kind
from khpcmd.workbook.ratios import Ratio
from khpcmd.workbook.rows import is_first_of_count, is_index_row


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its header rows, its first and last row below them, the column of names, and its other columns."""

    form: Form
    top: int
    first: int
    last: int
    names: int
    headings: dict[int, Heading]
    """By column, in order; a header that spans several columns stands at its first one."""
    above: int = 1
    """The first of the rows above the header that speak of this table: the row below the table before it."""
    ratios: tuple[Ratio, ...] = ()
    """The columns that compare others and are not read, in order; see ``Ratio``."""
    breaks: frozenset[int] = frozenset()
    """The rows within it that begin another page: the header once more, and lines above it."""
    beside: int = field(init=False, compare=False)
    """The next column with a header right of the names (or simply the next one)."""

    def __post_init__(self) -> None:
        right = min((column for column in self.headings if column > self.names), default=self.names + 1)
        object.__setattr__(self, "beside", right)

    def columns(self, kind: Kind) -> list[int]:
        return [column for column, heading in self.headings.items() if heading.kind is kind]

    def rows(self, grid: Grid) -> Iterator[int]:
        """Its rows with content, without those that number the columns and those between its pages."""
        for row in grid.rows_from(self.first):
            if row > self.last:
                return
            if row not in self.breaks and not self._is_index(grid, row):
                yield row

    def _is_index(self, grid: Grid, row: int) -> bool:
        months = self.form is Form.BY_MONTH and is_first_of_count(grid, row, self.names)
        return not months and is_index_row(grid, row)

    @property
    def of_units(self) -> bool:
        """Whether the columns of a form belong to units (fields down, units across)."""
        return any(heading.unit.id for heading in self.headings.values())
