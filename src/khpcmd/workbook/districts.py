"""The column of an annex that names the district of each commune: "Huyện, thị xã" beside "Tên xã, phường"."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from khpcmd.plan.model import Plan
from khpcmd.text import tidy
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.layout.table import Form, Table
from khpcmd.workbook.words.communes import speaks_of_districts
from khpcmd.workbook.words.headers import Heading, Kind
from khpcmd.workbook.words.units import UnitNames
from khpcmd.workbook.words.vocabulary import is_total

SEEN = 200
"""How many rows are looked at to see whether a column names districts."""


def with_districts(table: Table, grid: Grid, units: UnitNames, plan: Plan) -> Table:
    """The table of communes with its column that names their districts, if it has one: this holds no figures.

    Where that is the column that was taken for the names of the rows, the names are those of the communes beside it.
    """
    reporters = _reporters(table, plan)
    if table.form is not Form.BY_UNIT or not reporters or not all(map(units.has_above, reporters)):
        return table
    districts = _Districts(grid, units, reporters)
    table = _with_communes(table, districts)
    for column, heading in table.headings.items():
        if column != table.names and not heading.key and districts.in_column(table, column, heading.text):
            headings = table.headings | {column: Heading(Kind.KNOWN, heading.text)}
            return replace(table, headings=headings, districts=column)
    return table


def _with_communes(table: Table, districts: _Districts) -> Table:
    """The table with the communes as its names, where the districts beside them were taken for these."""
    if not districts.in_column(table, table.names, table.title):
        return table
    grid, units = districts.grid, districts.units
    for column, heading in table.headings.items():
        texts = [text for row in islice(table.rows(grid), SEEN) if (text := tidy(grid.text(row, column)))]
        if not heading.key and sum(units.is_in_district(text) for text in texts) * 2 > len(texts):
            headings = {at: one for at, one in table.headings.items() if at != column}
            headings[table.names] = Heading(Kind.KNOWN, table.title)
            in_order = dict(sorted(headings.items()))
            return replace(table, names=column, title=heading.text, headings=in_order)
    return table


def district_text(table: Table, grid: Grid, row: int) -> str:
    """What a row says in the column of districts; a cell that is merged over several rows is that of all of them."""
    box = grid.merge(row, table.districts)
    return tidy(grid.text(box[0], box[1]) if box else grid.text(row, table.districts))


def _reporters(table: Table, plan: Plan) -> frozenset[str]:
    """The units that report fields of a table."""
    fields = {heading.key.field for heading in table.headings.values() if heading.key}
    return frozenset(unit for unit, reported in plan.reported_by.items() if not fields.isdisjoint(reported))


class _Districts(NamedTuple):
    """The districts that a sheet names, above those that report its figures."""

    grid: Grid
    units: UnitNames
    reporters: frozenset[str]

    def in_column(self, table: Table, column: int, header: str) -> bool:
        """Whether the header over a column speaks of districts, and most of its texts name one."""
        if not speaks_of_districts(header):
            return False
        named = replace(table, districts=column)
        rows = [row for row in islice(table.rows(self.grid), SEEN) if not is_total(self.grid.text(row, table.names))]
        texts = [text for row in rows if (text := district_text(named, self.grid, row))]
        found = {text: self.units.upper(text).id for text in texts}
        return sum(found[text] not in ("", *self.reporters) for text in texts) * 2 > len(texts)
