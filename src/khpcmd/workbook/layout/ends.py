"""Where a table ends, and which tables of a sheet are one.

A table ends before the signature block, or before the lines above the next table. One that continues on the next page,
under its header once more, is one table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, takewhile
from typing import NamedTuple

from khpcmd.text.patterns import when_asked
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.layout.table import Form, Table
from khpcmd.workbook.words.headers import FieldNames, Heading
from khpcmd.workbook.words.letterhead import named_above
from khpcmd.workbook.words.periods import month
from khpcmd.workbook.words.units import UnitNames
from khpcmd.workbook.words.vocabulary import SIGNATURE, is_signature, is_total, key


class Named(NamedTuple):
    """A sheet, and the names that are looked for in it."""

    grid: Grid
    fields: FieldNames
    units: UnitNames


def with_towns(table: Table, units: UnitNames) -> Table:
    """The table; among columns of communes a bare name of a district is that of its town."""
    owned = {column: heading for column, heading in table.headings.items() if heading.unit.id}
    if sum(units.is_below(heading.unit.id) for heading in owned.values()) * 2 <= len(owned):
        return table
    towns = {
        column: heading._replace(unit=town)
        for column, heading in owned.items()
        if (town := units.town(heading.unit.id, heading.text.split(" / "))).id
    }
    return replace(table, headings=table.headings | towns)


LISTED = re.compile(r"[-+*•–]")
"""How each recipient begins below "Nơi nhận:"."""


def below_signature(grid: Grid, last: int, end: int) -> int:
    """The first of the rows between a table and the next one that may name the unit of that one.

    What a signature block names (its recipients, who signs) is not the next table's.
    """
    start, listed = last + 1, False
    for row in takewhile(lambda row: row < end, grid.rows_from(last + 1)):
        texts = [value for value in grid.cells.row_values(row) if isinstance(value, str)]
        words = [key(text) for text in texts]
        listed = any(text.startswith("noi nhan") for text in words) or (
            listed and any(LISTED.match(text.strip()) for text in texts)
        )
        if listed or any(text.startswith(SIGNATURE) for text in words):
            start = row + 1
    return start


PAGE_LINE = when_asked(r"(?:(?:trang|to|page)(?: so)? )?\d{1,3}(?: \d{1,3})?|tiep(?: theo)?(?: trang.{0,20})?")
"""What may stand between the pages of a form; any other text may name the unit of the figures that follow."""


def joined(tables: Sequence[Table], texts: Named) -> list[Table]:
    """The tables of a sheet, each joined with its further pages."""
    if len(tables) < 2:
        return list(tables)
    found, known = [tables[0]], set(_named(tables[0], texts))
    for table in tables[1:]:
        names, before = set(_named(table, texts)), found[-1]
        if _continues(before, table, texts) and not names & known:
            breaks = before.breaks | set(_between(before.last + 1, table.first, texts))
            found[-1] = replace(before, last=table.last, breaks=breaks)
            known |= names
        else:
            found.append(table)
            known = names
    return found


def _continues(before: Table, table: Table, texts: Named) -> bool:
    """Whether a table is the next page of the one before it: the same columns, and no total between."""
    if before.form is not table.form or before.names != table.names:
        return False
    if _columns(before) != _columns(table) or not _is_page_break(before, table, texts):
        return False
    if before.form is not Form.BY_UNIT:
        return True
    filled = (row for row in range(before.last, before.first - 1, -1) if row in texts.grid.rows)
    ends = [*islice(filled, 1), *islice(table.rows(texts.grid), 1)]
    return not any(_adds_up(row, table.names, texts) for row in ends)


def _columns(table: Table) -> list[tuple[int, Heading]]:
    return [(column, heading._replace(text=key(heading.text))) for column, heading in table.headings.items()]


def _is_page_break(before: Table, table: Table, texts: Named) -> bool:
    """Whether no text between two tables may name the unit or the period of the figures that follow."""
    rows = _between(before.last + 1, table.top, texts)
    values = [texts.grid.cells[row, column].value for row in rows for column in texts.grid.rows[row]]
    lines = [value for value in values if isinstance(value, str)]
    if before.form is not Form.BY_UNIT:
        return all(PAGE_LINE.fullmatch(key(str(value))) for value in values)
    stated = texts.fields.periods.stated(lines)
    speaks = stated.found or stated.year or named_above(texts.units, [(line, "") for line in lines])
    return not speaks and not any(is_signature(line) for line in lines)


def _between(first: int, end: int, texts: Named) -> Iterator[int]:
    """The rows with content from the first on and before the end."""
    return takewhile(lambda row: row < end, texts.grid.rows_from(first))


def _adds_up(row: int, names: int, texts: Named) -> bool:
    """Whether a row adds up others by its name, which may be merged over the numbering left of it."""
    found = [text for column in range(1, names + 1) if (text := texts.grid.text(row, column))]
    return any(is_total(name) or texts.units.above_others(texts.units.match(name).id) for name in found)


def _named(table: Table, texts: Named) -> Iterator[str | int]:
    """The units, fields or months that the rows of a table name."""
    for row in table.rows(texts.grid):
        name = texts.grid.text(row, table.names)
        if table.form is Form.BY_MONTH:
            of_month = month(name, texts.fields.month_years, bare_number=True)
            yield from [of_month] * bool(of_month)
        elif table.form is Form.BY_FIELD:
            named = texts.fields.name([name]) if name else None
            yield from [named.field] if named else []
        elif unit := texts.units.match(name).id:
            yield unit
