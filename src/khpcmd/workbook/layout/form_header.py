"""Where the header of a form is: its rows, its columns of figures, and the units of these columns.

A form has a row for each field, so that its header is found above rows that name fields.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from khpcmd.workbook.file.addresses import Place
from khpcmd.workbook.layout.header_paths import headings_of, paths_over
from khpcmd.workbook.layout.header_rows import (
    BESIDE,
    HEADER_REACH,
    Header,
    header_rows,
    is_number_header,
)
from khpcmd.workbook.layout.rows import is_index_row, is_numbered
from khpcmd.workbook.layout.table import Form
from khpcmd.workbook.layout.texts import NamedTexts
from khpcmd.workbook.words.headers import FieldNames, Heading, Kind
from khpcmd.workbook.words.meaning import Role
from khpcmd.workbook.words.periods import YEAR
from khpcmd.workbook.words.senses import Senses
from khpcmd.workbook.words.units import UnitNames
from khpcmd.workbook.words.vocabulary import is_plan, is_total

ABREAST = 20
"""How many columns of one row are tried as the names of a form."""
COUNTING = (Kind.FIGURE, Kind.TOTAL, Kind.UNKNOWN)
"""The kinds that the heading of a column with the rows' numbers may have."""


class FormHeaders:
    """The headers of forms in one sheet; what was found once is kept."""

    def __init__(self, texts: NamedTexts) -> None:
        self._texts = texts
        self._grid = texts.grid
        self._fields = texts.fields
        self._units = texts.units
        self._spans: dict[tuple[int, int], tuple[dict[int, Heading], tuple[int, ...]]] = {}
        self._columns: dict[tuple[str, ...], Heading] = {}
        self._given: dict[int, Header] = {}
        """By its last row, each header that was found."""

    def find(self, start: int, end: int) -> Header | None:
        """The first form from row ``start`` on and before row ``end``; its weight is the number of fields it names.

        A row titled "Chỉ tiêu" or the like begins a form, or else a row above fields that announces figures.
        """
        found = self._find(start, end)
        if found:
            self._given[found.bottom] = found
        return found

    def _find(self, start: int, end: int) -> Header | None:
        titles = self._titles(start, end)
        untitled = self._untitled(start, min(titles, default=end))
        if untitled:
            return untitled
        for row, below in zip(titles, [*list(titles)[1:], end], strict=False):
            by_column = self._named(row + 1, below)
            for column in titles[row]:
                named = by_column.get(column) or self._in_parts(row + 1, below, column)
                header = self._header((min(named.values()), column), start) if named else None
                if header and named:
                    return replace(header, weight=len(named))
        return None

    def _titles(self, start: int, end: int) -> dict[int, list[int]]:
        """By row, the columns with a title over names of fields."""
        found, places = dict[int, list[int]](), self._texts.over_fields
        for row, column in islice(places, bisect_left(places, (start, 0)), bisect_left(places, (end, 0))):
            if self._is_title(row, column):
                found.setdefault(row, []).append(column)
        return {row: columns[:ABREAST] for row, columns in found.items()}

    def _is_title(self, row: int, column: int) -> bool:
        """Whether a text such as "Nội dung" is a title over fields, and no group or item with this name."""
        return self._texts.rows.heads_columns(row, column) and not is_numbered(self._grid, row, column)

    def _untitled(self, start: int, end: int) -> Header | None:
        hits = self._named(start, end)
        for column, found in sorted(hits.items(), key=lambda item: -len(item[1]))[:ABREAST]:
            header = self._header((min(found.values()), column), start)
            if header:
                return replace(header, weight=len(found))
        return None

    def _named(self, start: int, end: int) -> dict[int, dict[str, int]]:
        """By column, the fields that its texts name, each with its first row."""
        hits, named = dict[int, dict[str, int]](), self._texts.named
        first, last = (bisect_left(named, row, key=lambda one: one[0][0]) for row in (start, end))
        for (row, column), field in islice(named, first, last):
            hits.setdefault(column, {}).setdefault(field, row)
        return hits

    def _in_parts(self, start: int, end: int, column: int) -> dict[str, int]:
        """The fields that two texts of a column name together: an item, and "Tổng số" or "Trong đó: …" below it."""
        hits, item = dict[str, int](), ""
        for row, at, text in self._texts_in(start, end, column):
            part = self._fields.part(text)
            named = self._fields.name([item, part]) if item else None
            if named:
                hits.setdefault(named.field, row)
            elif at == column:
                item = text
        return hits

    def _texts_in(self, start: int, end: int, column: int) -> Iterator[tuple[int, int, str]]:
        """The texts of a column and the one beside it, to which names are indented."""
        for row in self._grid.rows_from(start):
            if row >= end:
                return
            for at in (column, column + 1):
                cell = self._grid.cell(row, at)
                if cell and isinstance(cell.value, str) and not cell.error:
                    yield row, at, cell.value

    def _header(self, first: Place, start: int) -> Header | None:
        """The header above the first field of a form.

        It is the nearest row titled "Chỉ tiêu" or the like over the names, or else the nearest that announces figures.
        """
        row, column = first
        reach = range(row - 1, max(start, row - HEADER_REACH) - 1, -1)
        above = [other for other in reach if other in self._grid.rows and not is_index_row(self._grid, other)]
        titled = [
            at for at in above if self._texts.is_over_fields(at, column) and not is_numbered(self._grid, at, column)
        ]
        rows = self._texts.rows
        untitled = (at for at in above if rows.may_head(at, column) and not is_numbered(self._grid, at, column))
        for bottom in titled or untitled:
            top, lowest = header_rows(rows, bottom, column)
            if not titled and any(rows.has_figures(at) for at in range(top, lowest + 1)):
                continue
            found, unclear = self._span(top, lowest)
            headings = {at: heading for at, heading in found.items() if at != column}
            headings = self._without_numbering(headings, column, lowest, sure=bool(titled))
            headings = _with_figures(headings, self._fields.senses, sure=bool(titled))
            if self._holds_figures(headings, first, start, sure=bool(titled)):
                title = found[column].text if column in found else ""
                beside = next((at for at in unclear if at > column), 0)
                return Header(Form.BY_FIELD, top, lowest, column, headings, 0, title, beside)
        return None

    def _holds_figures(self, headings: dict[int, Heading], first: Place, start: int, *, sure: bool) -> bool:
        """Whether a header has a column of figures; under a sure title also one with a number in the first row."""
        figures = [heading for heading in headings.values() if heading.kind is Kind.FIGURE]
        if sure:
            unknown = (at for at, heading in headings.items() if heading.kind is Kind.UNKNOWN and at > first[1])
            return bool(figures) or any(self._is_number(first[0], at) for at in unknown)
        answers = {heading.answer for heading in figures}  # "Có" alone is also the answer in a row
        return (None in answers or len(answers) > 1) and self._is_like_last(headings, first[1], start)

    def _is_number(self, row: int, column: int) -> bool:
        value = self._grid.store.value((row, column))
        return isinstance(value, int | float) and not isinstance(value, bool)

    def _is_like_last(self, headings: dict[int, Heading], names: int, start: int) -> bool:
        """Whether a row without a title may be a header below the one before it: its numbers and measures have one."""
        last = self._given.get(start - 1)
        if last is None or last.names != names:
            return True
        fixed = {
            at
            for at, heading in last.headings.items()
            if heading.kind is Kind.MEASURE or is_number_header(heading.text)
        }
        return all(at in headings and headings[at].text == last.headings[at].text for at in fixed)

    def _span(self, top: int, bottom: int) -> tuple[dict[int, Heading], tuple[int, ...]]:
        if (top, bottom) not in self._spans:
            paths = paths_over(self._grid, top, bottom)
            self._spans[top, bottom] = headings_of(paths, self._column, self._needs_more, lambda _: True)
        return self._spans[top, bottom]

    def _column(self, path: Sequence[str]) -> Heading:
        texts = tuple(path)
        if texts not in self._columns:
            self._columns[texts] = form_column(texts, self._fields, self._units)
        return self._columns[texts]

    def _needs_more(self, leaf: str) -> bool:
        """Whether a header only announces figures, and needs a year, a period or a unit above it."""
        heading = self._column([leaf])
        named = YEAR.search(leaf) or (heading.span and heading.span.period) or heading.month or heading.unit.id
        return (heading.kind in (Kind.FIGURE, Kind.TOTAL) or is_plan(leaf)) and not named

    def _without_numbering(
        self, headings: dict[int, Heading], names: int, bottom: int, *, sure: bool
    ) -> dict[int, Heading]:
        """The headings; a column of numbers left of the names, or one under a letterhead, has no figures."""
        left = [column for column, heading in headings.items() if column < names and heading.kind in COUNTING]
        beside = [column for column in left[-BESIDE:] if headings[column].kind is Kind.UNKNOWN or not sure]
        known = [column for column in beside if self._texts.rows.is_numbering(column, bottom)]
        known += [column for column in left if headings[column].unit.id and not sure]
        return headings | {column: Heading(Kind.KNOWN, headings[column].text) for column in known}


def form_column(path: Sequence[str], fields: FieldNames, units: UnitNames) -> Heading:
    """What a column of a form is; where its header names a unit, the figures below are that unit's."""
    text = " / ".join(path)
    if any(is_number_header(part) for part in path):
        return Heading(Kind.KNOWN, text)
    heading = fields.form_column(path)
    found = {match.id: match for part in path if (match := units.match(part)).id and units.reports(match.id)}
    if len(found) == 1:
        below = _without([part for part in path if not units.match(part).id], heading, fields)
        return replace(below, text=text, unit=next(iter(found.values())))
    over = [match.id for part in path if (match := units.match(part)).id and units.above_others(match.id)]
    if over or any(is_total(part) for part in path):
        left = [part for part in path if not is_total(part) and not units.match(part).id]
        return replace(_without(left, heading, fields), kind=Kind.TOTAL, text=text)
    return heading


def _without(left: Sequence[str], heading: Heading, fields: FieldNames) -> Heading:
    """What the texts of a header say that are left beside a unit or a total; figures where nothing is left."""
    known = [part for part in left if fields.form_column([part]).kind is not Kind.UNKNOWN]
    below = fields.form_column(known) if known else replace(heading, kind=Kind.FIGURE, accounts=())
    over = tuple(fields.senses.account(part, Role.FREE) for part in left if part not in known)
    return replace(below, accounts=below.accounts + over)


def _with_figures(headings: dict[int, Heading], senses: Senses, *, sure: bool) -> dict[int, Heading]:
    """The headings; of a sure header, the only unknown one may hold the figures where no other column does.

    It is marked as not understood. A column of totals is one only beside columns of units; without these ("Tổng số")
    it holds the figures.
    """
    if not any(heading.unit.id for heading in headings.values()):
        for at, heading in headings.items():
            if heading.kind is Kind.TOTAL:
                own = senses.account(heading.text, Role.HEADER)
                headings = headings | {at: replace(heading, kind=Kind.FIGURE, accounts=(*heading.accounts, own))}
    if not sure or any(heading.kind is Kind.FIGURE for heading in headings.values()):
        return headings
    unknown = [column for column, heading in headings.items() if heading.kind is Kind.UNKNOWN]
    if not unknown:  # columns of plans, estimates and so on: the account says why they are not read
        other = [column for column, heading in headings.items() if any(one.other for one in heading.accounts)]
        unknown = [column for column in other if not headings[column].apart] or other
    elif len(unknown) > 1:
        return headings
    return headings | {column: replace(headings[column], kind=Kind.FIGURE) for column in unknown}
