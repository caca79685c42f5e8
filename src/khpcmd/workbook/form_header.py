"""Where the header of a form is: the columns of figures over rows that name fields, and whose figures they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from khpcmd.workbook.grid import Grid
from khpcmd.workbook.header_rows import HEADER_REACH, HEADER_ROWS, Form, Header, continues_above, paths_over
from khpcmd.workbook.headers import FieldNames, Heading, Kind
from khpcmd.workbook.places import Place
from khpcmd.workbook.units import UnitNames
from khpcmd.workbook.vocabulary import LABEL_HEADERS, OF_WHICH, is_total, key


def by_field_header(grid: Grid, fields: FieldNames, units: UnitNames, start: int, end: int) -> Header | None:
    """The first form from row ``start`` on and before row ``end``; its weight is the number of fields it names.

    A row titled "Chỉ tiêu" or the like begins a form; without one, whatever announces figures above fields does.
    """
    titles = list(_titles(grid, start, end))
    rows = [row for row, _ in titles]
    untitled = _untitled(grid, fields, units, start, min(rows, default=end))
    if untitled:
        return untitled
    for row, column in titles:
        below = next((other for other in rows if other > row), end)
        named = _named(grid, fields, row + 1, below).get(column) or _in_parts(grid, fields, row + 1, below, column)
        header = _form_header(grid, fields, units, (min(named.values()), column), start) if named else None
        if header and named:
            return replace(header, weight=len(named))
    return None


def _titles(grid: Grid, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The cells that say that names of fields stand below them."""
    for row, column, text in grid.texts_from(start):
        if row >= end:
            return
        if key(text) in LABEL_HEADERS:
            yield row, column


def _untitled(grid: Grid, fields: FieldNames, units: UnitNames, start: int, end: int) -> Header | None:
    hits = _named(grid, fields, start, end)
    for column, found in sorted(hits.items(), key=lambda item: -len(item[1])):
        header = _form_header(grid, fields, units, (min(found.values()), column), start)
        if header:
            return replace(header, weight=len(found))
    return None


def _named(grid: Grid, fields: FieldNames, start: int, end: int) -> dict[int, dict[str, int]]:
    """By column, the fields that its texts name, each with its first row."""
    hits = dict[int, dict[str, int]]()
    for row, column, text in grid.texts_from(start):
        if row >= end:
            break
        named = fields.name([text])
        if named:
            hits.setdefault(column, {}).setdefault(named.field, row)
    return hits


def _in_parts(grid: Grid, fields: FieldNames, start: int, end: int, column: int) -> dict[str, int]:
    """The fields that two texts of a column name together: an item, and "Tổng số" or "Trong đó: …" below it."""
    hits, item = dict[str, int](), ""
    for row, at, text in grid.texts_from(start):
        if row >= end:
            break
        part = OF_WHICH.sub("", text.strip().lstrip("-+*•– ")).strip(" :-")
        named = fields.name([item, part]) if item and at in (column, column + 1) else None
        if named:
            hits.setdefault(named.field, row)
        elif at == column:
            item = text
    return hits


def _form_header(grid: Grid, fields: FieldNames, units: UnitNames, first: Place, start: int) -> Header | None:
    """The header above the first field of a form: the nearest row that is titled "Chỉ tiêu" or the like over the
    fields' names, or else the nearest that announces figures."""
    row, column = first
    above = [bottom for bottom in range(row - 1, max(start, row - HEADER_REACH) - 1, -1) if bottom in grid.rows]
    titled = [bottom for bottom in above if key(grid.text(bottom, column)) in LABEL_HEADERS]
    for bottom in titled[:1] or above:
        top, lowest = _form_rows(grid, bottom, column)
        paths = {at: path for at, path in paths_over(grid, top, lowest).items() if at != column}
        headings = {at: form_column(path, fields, units) for at, path in paths.items()}
        headings = _with_figures(headings, sure=bool(titled))
        if any(heading.kind is Kind.FIGURE for heading in headings.values()):
            return Header(Form.BY_FIELD, top, lowest, column, headings, weight=0)
    return None


def form_column(path: list[str], fields: FieldNames, units: UnitNames) -> Heading:
    """What a column of a form is; where its header names a unit, the figures below are that unit's."""
    heading = fields.form_column(path)
    text = " / ".join(path)
    found = {match.id: match for part in path if (match := units.match(part)).id and units.reports(match.id)}
    said = [part for part in path if not units.match(part).id and fields.form_column([part]).kind is not Kind.UNKNOWN]
    if len(found) == 1:
        below = fields.form_column(said) if said else replace(heading, kind=Kind.FIGURE)
        return replace(below, text=text, unit=next(iter(found.values())))
    over = [match.id for part in path if (match := units.match(part)).id and units.above_others(match.id)]
    if over or any(is_total(part) for part in path):
        left = [part for part in path if not is_total(part) and not units.match(part).id]
        return replace(fields.form_column(left) if left else heading, kind=Kind.TOTAL, text=text)
    return heading


def _form_rows(grid: Grid, row: int, column: int) -> tuple[int, int]:
    """The first and last row of a form's header: those of the merged name, or the open rows above it."""
    box = grid.merge(row, column)
    if box:
        return box[0], box[2]
    top = row
    while top > 1 and row - top + 1 < HEADER_ROWS and continues_above(grid, top - 1, column):
        top -= 1
    return top, row


def _with_figures(headings: dict[int, Heading], *, sure: bool) -> dict[int, Heading]:
    """The headings; of a sure header, the only one that is not known holds the figures where nothing else does.

    A column that adds others up is one only beside columns of units; alone ("Tổng số") it holds the figures.
    """
    if not any(heading.unit.id for heading in headings.values()):
        headings = {at: _own_total(heading) for at, heading in headings.items()}
    unknown = [column for column, heading in headings.items() if heading.kind is Kind.UNKNOWN]
    if not sure or len(unknown) != 1 or any(heading.kind is Kind.FIGURE for heading in headings.values()):
        return headings
    return headings | {unknown[0]: replace(headings[unknown[0]], kind=Kind.FIGURE)}


def _own_total(heading: Heading) -> Heading:
    return heading if heading.kind is not Kind.TOTAL else replace(heading, kind=Kind.FIGURE)
