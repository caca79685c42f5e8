"""Reads the columns of a form by their headers: figures, units of measure, units beside each other."""

from __future__ import annotations

from dataclasses import dataclass, field

from khpcmd.draft.found import LeftOut, Spot
from khpcmd.draft.headings import Headings, heads_units
from khpcmd.draft.names import clean, names_unit, nicely
from khpcmd.draft.tables import Table, Tables
from khpcmd.workbook.grid import Grid
from khpcmd.workbook.headers import Heading, Kind
from khpcmd.workbook.places import a1
from khpcmd.workbook.spans import Role
from khpcmd.workbook.vocabulary import is_total


@dataclass(slots=True)
class FormColumns:
    """The columns of a form: of figures of the period, of the baseline year, and of the units of measure."""

    paths: dict[int, list[str]]
    """The texts over each."""
    current: list[int] = field(default_factory=list)
    baseline: list[int] = field(default_factory=list)
    measure: list[int] = field(default_factory=list)
    months: bool = False
    """Whether there is a column for each month."""
    units: dict[int, str] = field(default_factory=dict)
    """The units whose figures stand side by side, by column."""
    left_out: list[LeftOut] = field(default_factory=list)

    def over_units(self) -> str:
        """What stands over the columns of units."""
        return " ".join(text for column in self.units for text in self.paths[column][:-1])


class ColumnReader:
    """Reads the header of a form."""

    def __init__(self, grid: Grid, table: Table, headings: Headings, tables: Tables) -> None:
        self._grid = grid
        self._table = table
        self._headings = headings
        self._tables = tables

    def read(self) -> FormColumns:
        """The columns, each by what it holds."""
        columns, strange, totals = FormColumns(self._table.paths(self._grid)), list[int](), list[int]()
        for column, path in columns.paths.items():
            unit = next((text for text in map(clean, path) if names_unit(text)), "")
            heading = self._headings.form_column(path)
            if column < self._table.names and self._tables.is_numbering(column, self._table.bottom):
                self._leave(columns, column, "numbering")
            elif unit:
                columns.units[column] = nicely(unit)
            elif is_total(clean(path[-1])):
                totals.append(column)
            elif heading.kind is Kind.UNKNOWN:
                strange.append(column)
            else:
                self._take(columns, column, heading)
        self._take_strange(columns, strange, totals)
        return columns

    def _leave(self, columns: FormColumns, column: int, why: str) -> None:
        at = Spot(self._grid.title, a1(self._table.bottom, column))
        columns.left_out.append(LeftOut(at, clean(" / ".join(columns.paths[column])), why))

    def _take(self, columns: FormColumns, column: int, heading: Heading) -> None:
        """A column that is known by its header."""
        if heading.kind is Kind.FIGURE:
            early = heading.span is not None and heading.span.role is Role.BASELINE
            (columns.baseline if early else columns.current).append(column)
            columns.months = columns.months or heading.month > 0
        elif heading.kind is Kind.MEASURE:
            columns.measure.append(column)
        else:
            self._leave(columns, column, self._headings.column([heading.text]).why or "not_figures")

    def _take_strange(self, columns: FormColumns, strange: list[int], totals: list[int]) -> None:
        """Take columns with unknown headers, and totals.

        A single one has the figures where no other column has any; else they are units side by side, and their totals.
        """
        if columns.current and not columns.units:
            rest = [*strange, *totals]
        elif not columns.units and len(strange) + len(totals) == 1:
            columns.current, rest = [*strange, *totals], []
        else:
            names = {column: clean(columns.paths[column][-1]) for column in strange}
            columns.units |= {column: nicely(name) for column, name in names.items() if heads_units(name)}
            columns.current = [*columns.current, *columns.units]
            rest = [column for column in (*strange, *totals) if column not in columns.units]
        for column in rest:
            self._leave(columns, column, "total" if column in totals else "not_figures")
