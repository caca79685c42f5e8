"""The column of an annex that names the district of each commune: "Huyện, thị xã" beside "Tên xã, phường"."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from khpcmd.plan.model import Plan
from khpcmd.text import bare, tidy
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.layout.table import Form, Table
from khpcmd.workbook.words.headers import Heading, Kind
from khpcmd.workbook.words.units import UnitNames
from khpcmd.workbook.words.vocabulary import is_total

HEADERS = frozenset("ten cac thuoc cap huyen quan thi xa tx thanh pho tp don vi cap tren".split())  # noqa: SIM905
"""The words of headers over the names of districts, without accents."""
DISTRICTS = frozenset({"huyen", "quan", "thi", "thanh", "tp", "tx", "thuoc"})
"""Of these words, those without which a header may be over communes, or over anything."""
SEEN = 200
"""How many rows are looked at to see whether a column names districts."""


def with_districts(table: Table, grid: Grid, units: UnitNames, plan: Plan) -> Table:
    """The table of communes with its column that names their districts, if it has one: this holds no figures."""
    if table.form is not Form.BY_UNIT or not _is_of_communes(table, units, plan):
        return table
    for column, heading in table.headings.items():
        if column != table.names and not heading.key and _names_districts(table, grid, column, heading, units):
            headings = table.headings | {column: Heading(Kind.KNOWN, heading.text)}
            return replace(table, headings=headings, districts=column)
    return table


def district_text(table: Table, grid: Grid, row: int) -> str:
    """What a row says in the column of districts; a cell that is merged over several rows is that of all of them."""
    box = grid.merge(row, table.districts)
    return tidy(grid.text(box[0], box[1]) if box else grid.text(row, table.districts))


def _is_of_communes(table: Table, units: UnitNames, plan: Plan) -> bool:
    """Whether all fields of a table are reported by units that file through the one above them, and by no other."""
    fields = {heading.key.field for heading in table.headings.values() if heading.key}
    reporters = (unit for unit, reported in plan.reported_by.items() if not fields.isdisjoint(reported))
    return bool(fields) and all(map(units.is_below, reporters))


def _names_districts(table: Table, grid: Grid, column: int, heading: Heading, units: UnitNames) -> bool:
    """Whether the header over a column speaks of districts, and most of its texts name one."""
    words = set(bare(heading.text).split())
    if not words <= HEADERS or words.isdisjoint(DISTRICTS):
        return False
    named = replace(table, districts=column)
    rows = [row for row in islice(table.rows(grid), SEEN) if not is_total(grid.text(row, table.names))]
    texts = [text for row in rows if (text := district_text(named, grid, row))]
    return sum(bool(units.district(text).id) for text in texts) * 2 > len(texts)
