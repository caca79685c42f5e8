"""Where the tables of a sheet are, and which form they have: a row for each field, for each unit, or for each month."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from khpcmd.workbook.form_header import FormHeaders
from khpcmd.workbook.grid import Grid
from khpcmd.workbook.header_rows import Header
from khpcmd.workbook.headers import FieldNames
from khpcmd.workbook.month_header import MonthHeaders
from khpcmd.workbook.named_texts import NamedTexts
from khpcmd.workbook.pages import joined
from khpcmd.workbook.places import LAST_ROW
from khpcmd.workbook.ratios import ratios_of
from khpcmd.workbook.table_end import TableEnd
from khpcmd.workbook.tables import Table
from khpcmd.workbook.unit_header import UnitHeaders
from khpcmd.workbook.units import UnitNames

__all__ = ["Table", "find_tables"]

TABLES = 100
"""The most tables of one sheet; a page with a header of its own is one."""


def find_tables(grid: Grid, fields: FieldNames, units: UnitNames) -> list[Table]:
    """The tables of a sheet from top to bottom; none where nothing in it names a field of the plan."""
    texts = NamedTexts(grid, fields, units)
    headers, tables, above = list(_Headers(texts).all()), list[Table](), 1
    for header, following in zip_longest(headers, headers[1:]):
        last = TableEnd(texts, header, following).row()
        ratios = ratios_of(grid, header.headings, header.top, header.bottom)
        first = header.bottom + 1
        tables.append(Table(header.form, header.top, first, last, header.names, header.headings, above, ratios))
        above = last + 1
    return joined(tables, texts)


class _Headers:
    """The headers of one sheet, one after the other."""

    def __init__(self, texts: NamedTexts) -> None:
        self._by_unit = UnitHeaders(texts)
        self._by_month = MonthHeaders(texts, self._by_unit)
        self._by_field = FormHeaders(texts)

    def all(self) -> Iterator[Header]:
        start = 1
        for _ in range(TABLES):
            header = self._next(start)
            if header is None:
                return
            yield header
            start = header.bottom + 1

    def _next(self, start: int) -> Header | None:
        """The next header below ``start``: a form that is over before the next other table begins, or that table."""
        by_unit, by_month = self._by_unit.find(start), self._by_month.find(start)
        if by_month and (by_unit is None or by_month.top <= by_unit.bottom):
            return self._by_field.find(start, by_month.top) or by_month
        by_field = self._by_field.find(start, by_unit.top if by_unit else LAST_ROW + 1)
        if by_unit and by_field and by_field.weight < by_unit.weight and by_field.bottom + 1 >= by_unit.top:
            return by_unit
        return by_field or by_unit
