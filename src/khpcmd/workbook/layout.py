"""Where the tables of a sheet are, and which form they have: a row for each field, or a row for each unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from khpcmd.workbook.form_header import by_field_header
from khpcmd.workbook.grid import Grid
from khpcmd.workbook.header_rows import Form, Header, by_unit_header
from khpcmd.workbook.headers import FieldNames, Heading, Kind
from khpcmd.workbook.places import LAST_ROW
from khpcmd.workbook.ratios import Ratio, ratios_of
from khpcmd.workbook.rows import is_index_row, marker
from khpcmd.workbook.units import UnitNames
from khpcmd.workbook.vocabulary import is_signature, is_total

TABLES = 100
"""The most tables of one sheet."""
LINE_CELLS = 3
"""The most texts in a row that stands above a table: "Bảng 2", "Đơn vị báo cáo: …"."""


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

    def columns(self, kind: Kind) -> list[int]:
        return [column for column, heading in self.headings.items() if heading.kind is kind]

    @property
    def of_units(self) -> bool:
        """Whether the columns of a form belong to units (fields down, units across)."""
        return any(heading.unit.id for heading in self.headings.values())


def find_tables(grid: Grid, fields: FieldNames, units: UnitNames) -> list[Table]:
    """The tables of a sheet from top to bottom; none where nothing in it names a field of the plan."""
    headers, tables, above = list(_headers(grid, fields, units)), list[Table](), 1
    for header, following in zip_longest(headers, headers[1:]):
        last = _last_row(grid, header, following, fields, units)
        ratios = ratios_of(grid, header.headings, header.top, header.bottom)
        first = header.bottom + 1
        tables.append(Table(header.form, header.top, first, last, header.names, header.headings, above, ratios))
        above = last + 1
    return tables


def _headers(grid: Grid, fields: FieldNames, units: UnitNames) -> Iterator[Header]:
    start = 1
    for _ in range(TABLES):
        header = _next_header(grid, fields, units, start)
        if header is None:
            return
        yield header
        start = header.bottom + 1


def _next_header(grid: Grid, fields: FieldNames, units: UnitNames, start: int) -> Header | None:
    """The next header below ``start``: a form that is over before the first table of units begins, or that table."""
    by_unit = by_unit_header(grid, fields, units, start)
    by_field = by_field_header(grid, fields, units, start, by_unit.top if by_unit else LAST_ROW + 1)
    if by_unit and by_field and by_field.weight < by_unit.weight and by_field.bottom + 1 >= by_unit.top:
        return by_unit
    return by_field or by_unit


def _last_row(grid: Grid, header: Header, following: Header | None, fields: FieldNames, units: UnitNames) -> int:
    """The last row of a table: before the signature block, or before the lines above the next table."""
    last, names = header.bottom, header.names
    for row in grid.rows_from(header.bottom + 1):
        name = grid.text(row, names)
        if following and row >= following.top:
            break
        if _is_signed(grid, row) and not units.match(name).id and not (name and fields.name([name])):
            return last
        last = row
    while following and last > header.bottom and (last not in grid.rows or _is_line(grid, last, names, fields)):
        last -= 1
    return last


def _is_line(grid: Grid, row: int, names: int, fields: FieldNames) -> bool:
    """Whether a row is no row of a table, but may speak of the next one: a few texts, no figure, no number."""
    cells = [grid.cells[row, column].value for column in grid.rows[row]]
    if len(cells) > LINE_CELLS or not all(isinstance(value, str) for value in cells) or is_index_row(grid, row):
        return False
    name = grid.text(row, names)
    return "number" not in marker(grid, row, names) and not is_total(name) and not (name and fields.name([name]))


def _is_signed(grid: Grid, row: int) -> bool:
    """Whether a row is of the signature block: it says so, and holds no figure."""
    cells = [grid.cells[row, column].value for column in grid.rows[row]]
    return all(isinstance(value, str) for value in cells) and any(is_signature(str(value)) for value in cells)
