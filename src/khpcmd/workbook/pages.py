"""A table that goes on under its header once more, on the next page, is one table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, takewhile

from khpcmd.workbook.header_rows import Form
from khpcmd.workbook.headers import Heading
from khpcmd.workbook.named_texts import NamedTexts
from khpcmd.workbook.spans import month
from khpcmd.workbook.tables import Table
from khpcmd.workbook.vocabulary import is_signature, is_total, key

PAGE_LINE = re.compile(r"(?:(?:trang|to|page)(?: so)? )?\d{1,3}(?: \d{1,3})?|tiep(?: theo)?(?: trang.{0,20})?")
"""What may stand between the pages of a form; anything else there may say whose figures follow."""


def joined(tables: Sequence[Table], texts: NamedTexts) -> list[Table]:
    """The tables of a sheet, each with the pages that follow it."""
    if len(tables) < 2:
        return list(tables)
    found, known = [tables[0]], set(_named(tables[0], texts))
    for table in tables[1:]:
        names, before = set(_named(table, texts)), found[-1]
        if _goes_on(before, table, texts) and not names & known:
            breaks = before.breaks | set(_between(before.last + 1, table.first, texts))
            found[-1] = replace(before, last=table.last, breaks=breaks)
            known |= names
        else:
            found.append(table)
            known = names
    return found


def _goes_on(before: Table, table: Table, texts: NamedTexts) -> bool:
    """Whether a table is the next page of the one before it: the same columns, and no total between."""
    if before.form is not table.form or before.names != table.names:
        return False
    if _columns(before) != _columns(table) or not _is_page_break(before, table, texts):
        return False
    totals = _ends_in_total(before, texts) or _begins_with_total(table, texts)
    return not (before.form is Form.BY_UNIT and totals)


def _columns(table: Table) -> list[tuple[int, Heading]]:
    return [(column, replace(heading, text=key(heading.text))) for column, heading in table.headings.items()]


def _is_page_break(before: Table, table: Table, texts: NamedTexts) -> bool:
    """Whether nothing stands between two tables that says whose figures follow, or of when."""
    rows = _between(before.last + 1, table.top, texts)
    values = [texts.grid.cells[row, column].value for row in rows for column in texts.grid.rows[row]]
    lines = [value for value in values if isinstance(value, str)]
    if before.form is not Form.BY_UNIT:
        return all(PAGE_LINE.fullmatch(key(str(value))) for value in values)
    stated = texts.fields.periods.stated(lines)
    speaks = stated.found or stated.year or texts.units.in_heading([(line, "") for line in lines])
    return not speaks and not any(is_signature(line) for line in lines)


def _between(first: int, end: int, texts: NamedTexts) -> Iterator[int]:
    """The rows with content from the first on and before the end."""
    return takewhile(lambda row: row < end, texts.grid.rows_from(first))


def _ends_in_total(table: Table, texts: NamedTexts) -> bool:
    rows = (row for row in range(table.last, table.first - 1, -1) if row in texts.grid.rows)
    return any(_adds_up(table, row, texts) for row in islice(rows, 1))


def _begins_with_total(table: Table, texts: NamedTexts) -> bool:
    return any(_adds_up(table, row, texts) for row in islice(table.rows(texts.grid), 1))


def _adds_up(table: Table, row: int, texts: NamedTexts) -> bool:
    """Whether a row adds up others by its name, which may be merged over the numbering left of it."""
    names = [text for column in range(1, table.names + 1) if (text := texts.grid.text(row, column))]
    return any(is_total(name) or texts.units.above_others(texts.units.match(name).id) for name in names)


def _named(table: Table, texts: NamedTexts) -> Iterator[str | int]:
    """The units, fields or months that the rows of a table name."""
    for row in table.rows(texts.grid):
        name = texts.grid.text(row, table.names)
        if table.form is Form.BY_MONTH:
            of_month = month(name, texts.fields.year, bare_number=True)
            yield from [of_month] * bool(of_month)
        elif table.form is Form.BY_FIELD:
            named = texts.fields.name([name]) if name else None
            yield from [named.field] if named else []
        elif unit := texts.units.match(name).id:
            yield unit
