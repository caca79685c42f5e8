"""Where the tables of a sheet are, and which form they have: a row for each field, or a row for each unit."""

from __future__ import annotations

from dataclasses import dataclass

from khpcmd.workbook.grid import Grid
from khpcmd.workbook.header_rows import Form, Header, by_field_header, by_unit_header
from khpcmd.workbook.headers import FieldNames, Heading, Kind
from khpcmd.workbook.units import UnitNames
from khpcmd.workbook.vocabulary import LABEL_HEADERS, UNIT_HEADERS, is_signature, key


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

    def columns(self, kind: Kind) -> list[int]:
        return [column for column, heading in self.headings.items() if heading.kind is kind]


def find_tables(grid: Grid, fields: FieldNames, units: UnitNames) -> list[Table]:
    """The tables of a sheet from top to bottom; none where nothing in it names a field of the plan."""
    tables, start = list[Table](), 1
    while header := _next_header(grid, fields, units, start):
        last = _last_row(grid, header, fields, units)
        first = header.bottom + 1
        tables.append(Table(header.form, header.top, first, last, header.names, header.headings))
        start = max(last, header.bottom) + 1
    return tables


def _next_header(grid: Grid, fields: FieldNames, units: UnitNames, start: int) -> Header | None:
    """The next header below ``start``: of all that could be, the topmost that names the most of its form."""
    by_unit = by_unit_header(grid, fields, units, start)
    by_field = by_field_header(grid, fields, start)
    if by_unit and by_field:
        if by_unit.bottom < by_field.top and by_unit.weight:
            return by_unit
        return by_field if by_field.weight > by_unit.weight else by_unit
    return by_unit or by_field


def _last_row(grid: Grid, header: Header, fields: FieldNames, units: UnitNames) -> int:
    """The last row of a table: before the signature block, or before the next header of the same kind."""
    last = header.bottom
    heads = UNIT_HEADERS if header.form is Form.BY_UNIT else LABEL_HEADERS
    for row in grid.rows_from(header.bottom + 1):
        name = grid.text(row, header.names)
        if key(name) in heads or (
            _is_signed(grid, row) and not units.match(name).id and not (name and fields.name([name]))
        ):
            return row - 1
        last = row
    return last


def _is_signed(grid: Grid, row: int) -> bool:
    """Whether a row is of the signature block: it says so, and holds no figure."""
    cells = [grid.cells[row, column].value for column in grid.rows[row]]
    return all(isinstance(value, str) for value in cells) and any(is_signature(str(value)) for value in cells)
