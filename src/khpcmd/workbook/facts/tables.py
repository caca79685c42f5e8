"""The blocks of a sheet as the tables whose rows are read: their form, the column of names, the heads of the others.

A table ends before the signature block, or before the lines above the next table. One that continues on the next page,
under its header once more, is one table (``joined``). The texts over each column of a header, merged or not, are found
by ``paths_over``; ``headings_of`` tells what they mean.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from itertools import islice, takewhile
from typing import NamedTuple

from khpcmd.text.patterns import when_asked
from khpcmd.workbook.facts.blocks import WHOLE_SHEET, Block, Sheet
from khpcmd.workbook.facts.codes import FIGURES, KIND, UNITS, Kind
from khpcmd.workbook.facts.geometry import find_blocks, last_label, last_row, outside, with_blanks
from khpcmd.workbook.facts.headers import Header, HeaderPaths
from khpcmd.workbook.facts.scopes import Part
from khpcmd.workbook.facts.sheet import Budget, CodedSheet, Rows
from khpcmd.workbook.file.addresses import LAST_ROW, Place
from khpcmd.workbook.file.grid import Grid, text_of
from khpcmd.workbook.file.limits import DEFAULT_LIMITS, Limits
from khpcmd.workbook.table import Form, Table, is_index_row, is_number_header, is_numbering, ratios_of
from khpcmd.workbook.words.headers import FieldNames, Heading
from khpcmd.workbook.words.headers import Kind as ColumnKind
from khpcmd.workbook.words.letterhead import named_above
from khpcmd.workbook.words.meaning import Role
from khpcmd.workbook.words.of_which import without_parts_of_others
from khpcmd.workbook.words.periods import YEAR, is_figure, month
from khpcmd.workbook.words.senses import Senses
from khpcmd.workbook.words.units import UnitNames
from khpcmd.workbook.words.vocabulary import (
    LABEL_HEADERS,
    MONTH_HEADERS,
    SIGNATURE,
    TITLE,
    UNIT_HEADERS,
    answer,
    is_plan,
    is_ratio,
    is_signature,
    is_total,
    key,
)

FIELD = frozenset({Kind.FIELD})
FIELDS = frozenset({Kind.FIELD, Kind.LEAF})
NUMBERING = frozenset({Kind.SIGN, Kind.DASH, Kind.COUNT, Kind.INDEX})
OF_FORM = FIELDS | {Kind.TOTAL, Kind.TIME}
OF_UNITS = UNITS | {Kind.LEAF, Kind.TOTAL}
"""What stands below the head of the names of a table, and not in a line below it."""
REMARKS = frozenset({Kind.REMARK, Kind.PERIOD})
"""The same of a row that says something of columns."""
BESIDE_NAMES = FIGURES | {Kind.MEASURE, Kind.DASH, Kind.COUNT}
"""What stands beside these names."""
BESIDE = 4
"""How many columns left of the names may hold their numbering."""
TABLES = 100
"""The most tables of one sheet; each page with a header counts."""
TRIED = 200
"""How many titles over units are looked at where no table is found."""
TITLED = ((MONTH_HEADERS, Form.BY_MONTH), (UNIT_HEADERS, Form.BY_UNIT), (LABEL_HEADERS, Form.BY_FIELD))
"""By what stands over the names of a table, which form it has."""
COUNTING = (ColumnKind.FIGURE, ColumnKind.TOTAL, ColumnKind.UNKNOWN)
"""The kinds that the heading of a column with the rows' numbers may have."""


def tables_of(
    sheet: Sheet, rows: Rows, texts: Named, limits: Limits = DEFAULT_LIMITS
) -> tuple[list[Table], tuple[Block, ...]]:
    """The tables of a sheet from top to bottom, none where nothing in it names a field of the plan; and the blocks of
    those in which no figure stands."""
    grid, fields, units = texts
    reader, blanks = _HeaderReader(texts, rows), list[tuple[Table, Block]]()
    found = reader.all(sheet)
    if blank := with_blanks(outside(rows, ((header.top, _last(header, block)) for header, block in found))):
        blanks = reader.all(find_blocks(blank, grid.merges, limits))
        found += blanks
    found = sorted(found, key=lambda one: (one[0].top, one[0].names))[:TABLES] or reader.alone()
    tables, above = list[Table](), 1
    read = {id(block) for _, block in found}
    unread = [block for block in sheet.blocks if block.rows and id(block) not in read]
    for index, (header, block) in enumerate(found, 1):
        last = _last(header, block)
        following = next((other for other, _ in found[index:] if other.top > last), None)
        end = signed_row(grid, last + 1, following.top if following else LAST_ROW + 1)
        more = (last_label(other) for other in unread if last < other.rows[0].at < end)  # without a header of its own
        last = _with_last(rows, header, max(last, last_label(block), *more))
        headings = without_parts_of_others(header.headings, fields)
        ratios = ratios_of(grid, headings, header.top, header.first - 1)
        unclear = header.unclear or _unaligned(rows, block, [other for _, other in found])
        table = replace(header, last=last, headings=headings, above=above, ratios=ratios, unclear=unclear)
        tables.append(with_towns(table, units))
        if following is None or following.top > last:
            above = below_signature(grid, last, following.top if following else LAST_ROW + 1)
    return joined(tables, texts), tuple(block for _, block in blanks)


def _is_apart(rows: Rows, left: Block, right: Block) -> bool:
    """Whether nothing but numbers of rows, and remarks below their head, stands between a block and one beside it."""
    names = min((at for at, kinds in right.labels if kinds & (UNITS | FIELDS)), default=right.span[0])
    headed = set[int]()
    for row in range(left.header[0], max(last_row(left), last_row(right)) + 1):
        for at, kind in _codes_in(rows, row, left.columns[-1].at + 1, names - 1):
            if at not in headed and kind not in NUMBERING:
                if kind not in (Kind.ORDER, Kind.REMARK) or row not in left.header:
                    return False
                headed.add(at)
    return True


def _last(header: Table, block: Block) -> int:
    return max(header.last, last_row(block))


def signed_row(grid: Grid, first: int, end: int) -> int:
    """The first row from one to another with a signature; else the end."""
    rows = takewhile(lambda row: row < end, grid.rows_from(first))
    signed = (
        row for row in rows if any(isinstance(one, str) and is_signature(one) for one in grid.cells.row_values(row))
    )
    return next(signed, end)


def _with_last(rows: Rows, header: Table, last: int) -> int:
    """The last row of a table with those right below it that are no notes: totals and other names, rows of remarks,
    numbered ones, those with a unit of measure or a figure beside their text."""
    named = OF_FORM if header.form is Form.BY_FIELD else OF_UNITS
    row = last + 1
    while row in rows:
        left = {kind for _, kind in _codes_in(rows, row, 1, header.names - 1)}
        own = {kind for _, kind in _codes_in(rows, row, header.names, header.names)}
        right = {kind for _, kind in _codes_in(rows, row, header.names + 1, header.span[1])}
        counted = Kind.COUNT in left or not right.isdisjoint(BESIDE_NAMES)
        said = own & (named | REMARKS if right else named) or (own and counted)
        if not said and Kind.TOTAL not in left and left | own | right != {Kind.INDEX}:
            break
        row += 1
    return row - 1


def _unaligned(rows: Rows, block: Block, others: Sequence[Block]) -> int:
    """A column of a table beside which another one begins or goes on in other rows; 0 where there is none.

    Nobody can say what belongs together where their headers are not in the same rows, where one has something else
    than names and figures beside the figures of the other, or where something stands between them.
    """
    if block.span == WHOLE_SHEET:
        return 0
    beside = [other for other in others if _overlap(block, other)]
    left = max((other for other in beside if other.span < block.span), key=lambda one: one.span, default=None)
    right = min((other for other in beside if other.span > block.span), key=lambda one: one.span, default=None)
    sound = (left is None or _belong_beside(rows, left, block)) and (
        right is None or _belong_beside(rows, block, right)
    )
    return 0 if sound else block.columns[0].at


def _belong_beside(rows: Rows, left: Block, right: Block) -> bool:
    return _is_aligned(rows, left, right) and _is_aligned(rows, right, left) and _is_apart(rows, left, right)


def _codes_in(rows: Rows, row: int, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The columns of a row from one to another, and the kinds of what stands there."""
    columns, codes = rows.get(row, ((), ()))
    for index in range(bisect_left(columns, first), bisect_right(columns, last)):
        if codes[index]:
            yield columns[index], codes[index] & KIND


def _overlap(block: Block, other: Block) -> bool:
    """Whether two blocks have rows in common, those of their headers included."""
    return max(block.header[0], other.header[0]) <= min(last_row(block), last_row(other))


def _is_aligned(rows: Rows, block: Block, other: Block) -> bool:
    """Whether a block has the header of another one beside it, and its own rows or nothing where that has figures."""
    if block.header != other.header or block.rows[0].at != other.rows[0].at:
        return False
    filled, beside = _rows_of(block), _rows_of(other)
    kinds = frozenset[int]().union(*(kinds for _, kinds in block.labels))
    first, last = block.span
    for row in beside - filled:
        if row in rows:
            own = {kind for _, kind in _codes_in(rows, row, first, last)} - {Kind.INDEX}
            if own and not own & kinds:
                return False
    return True


def _rows_of(block: Block) -> set[int]:
    """The rows in which a block has figures."""
    return {row for one in block.rows for row in range(one.at, max(one.at, one.last) + 1)}


class _HeaderReader:
    """What the headers of blocks mean."""

    def __init__(self, texts: Named, codes: Rows) -> None:
        self._grid, self._fields, self._units = texts
        self._codes = codes

    def all(self, sheet: Sheet) -> list[tuple[Table, Block]]:
        """The headers of the blocks of a sheet, each with its block."""
        headers = ((header, block) for block in sheet.blocks if (header := self.of(block)))
        return list(islice(headers, TABLES))

    def of(self, block: Block) -> Table | None:
        """The header of a block, as a table without rows; None where it has none, or names nothing."""
        if not block.header or not block.labels:
            return None
        forms, names, units = self._forms(block)
        for form in forms:
            found = self._of_form(block, names, units) if form is Form.BY_FIELD else self._of_units(block, form, names)
            if found:
                return found
        return None

    def alone(self) -> list[tuple[Table, Block]]:
        """The first header with a title over units and no row below it."""
        texts = ((row, at) for row, at, text in self._grid.texts if len(text) <= TITLE and key(text) in UNIT_HEADERS)
        blocks = (Block((), (), (), header=(row,), labels=((at, UNITS),)) for row, at in islice(texts, TRIED))
        return list(islice(((header, block) for block in blocks if (header := self.of(block))), 1))

    def _forms(self, block: Block) -> tuple[tuple[Form, ...], int, int]:
        """The forms that a block may have, the column of its names, and in a long list that of its units."""
        named = [(Kind.UNIT not in kinds, at) for at, kinds in block.labels if kinds & UNITS]
        named = [one for one in named if self._is_titled(block, one[1], UNIT_HEADERS)] or named
        units = [at for _, at in sorted(named)]  # districts may stand left of their communes
        fields = [at for at, kinds in block.labels if kinds & FIELDS]
        times = [at for at, kinds in block.labels if Kind.TIME in kinds]
        if fields:
            if fields[0] in units:
                return (Form.BY_UNIT, Form.BY_FIELD), fields[0], 0
            titled = [at for at, _ in block.labels if self._is_titled(block, at, LABEL_HEADERS)]
            of_field = (Form.BY_FIELD,) if titled or not self._titles(block) else ()  # the title is another table's
            return of_field, (titled or fields)[0], units[0] if units else 0
        if units:
            of_field = (Form.BY_FIELD,) if self._names(units[0], FIELD) else ()
            return (Form.BY_UNIT, *of_field), units[0], 0
        if times:
            of_unit = (Form.BY_UNIT,) if self._names(times[0], UNITS) else ()
            of_field = (Form.BY_FIELD,) if self._names(times[0], FIELD) else ()
            return (Form.BY_MONTH, *of_unit, *of_field), times[0], 0
        for words, form in TITLED:
            for at, _ in block.labels:
                if self._is_titled(block, at, words):
                    return (form,) if form is not Form.BY_FIELD or self._names(at, FIELD) else (), at, 0
        return (), 0, 0

    def _is_header(self, block: Block) -> bool:
        """Whether the rows over a form are no signatures of the one above it."""
        return not any(is_signature(self._grid.text(row, at)) for row in block.header for at in self._grid.rows[row])

    def _top(self, block: Block) -> int:
        """The first row of a header, with a field that is named over all of its columns."""
        over = {one.at for column in block.columns for one in column.path if one.part is Part.OVER}
        named = {row for row, column in over if self._fields.name([self._grid.text(row, column)])}
        top = block.header[0]
        while top - 1 in named:
            top -= 1
        return top

    def _bottom(self, block: Block, names: int) -> int:
        """The last row of a header, over which the head of the names may be merged."""
        box = self._grid.merge(block.header[-1], names)
        return box[2] if box else block.header[-1]

    def _names(self, column: int, kinds: Set[Kind]) -> bool:
        """Whether a text in a column names such a thing."""
        found = (
            code & KIND
            for columns, codes in self._codes.values()
            for at, code in zip(columns, codes, strict=True)
            if at == column
        )
        return any(kind in kinds for kind in found)

    def _titles(self, block: Block) -> bool:
        """Whether the header says of some column that it holds names of fields."""
        texts = (self._grid.text(row, at) for row in block.header for at in self._grid.rows[row])
        return any(key(text) in LABEL_HEADERS for text in texts)

    def _is_titled(self, block: Block, column: int, words: Set[str]) -> bool:
        """Whether the header says over a column that it holds such names."""
        boxes = (self._grid.merge(row, column) or (row, column) for row in block.header)
        return any(key(self._grid.text(*box[:2])) in words for box in boxes)

    def _of_units(self, block: Block, form: Form, names: int) -> Table | None:
        top, bottom = self._top(block), self._bottom(block, names)
        paths = paths_over(self._grid, top, bottom)
        found, unclear = headings_of(paths, self._fields.column, self._needs_more, self._turns)
        over = found.get(names)
        headings = _beside(found, names, block)
        near = range(names - BESIDE, names)
        for column in near:
            heading = headings.get(column)
            if heading and heading.key and is_numbering(self._grid, column, bottom):
                headings[column] = Heading(ColumnKind.KNOWN, heading.text)
        if not any(heading.key for heading in headings.values()):
            return None
        months = any(heading.month for heading in headings.values())
        if form is Form.BY_MONTH and (months or not any(h.kind is ColumnKind.SERIES for h in headings.values())):
            return None
        beside = next((column for column in unclear if column > names), 0)
        title = over.text if over else ""
        return Table(form, top, bottom + 1, bottom, names, headings, title=title, span=block.span, unclear=beside)

    def _of_form(self, block: Block, names: int, units: int) -> Table | None:
        top, bottom = block.header[0], self._bottom(block, names)
        sure = self._is_titled(block, names, LABEL_HEADERS)
        found, unclear = headings_of(
            paths_over(self._grid, top, bottom), self._column, self._says_little, lambda _: True
        )
        headings = _beside(found, names, block)
        if units in headings:
            headings[units] = Heading(ColumnKind.KNOWN, headings[units].text)
        left = [column for column, heading in headings.items() if column < names and heading.kind in COUNTING]
        only = block.columns[0].at if len(block.columns) == 1 else 0
        for column in left[-BESIDE:]:
            if column == only and headings[column].kind is ColumnKind.FIGURE:
                continue  # "Số liệu", where each is 1
            if is_numbering(self._grid, column, bottom):
                headings[column] = Heading(ColumnKind.KNOWN, headings[column].text)
        headings = _with_figures(headings, self._fields.senses, sure=sure)
        if not self._holds_figures(headings, names, sure=sure) or not (sure or self._is_header(block)):
            return None
        title = found[names].text if names in found and not units else ""
        beside = next((at for at in unclear if at > names), 0)
        listed = units if units in headings and key(headings[units].text) in UNIT_HEADERS else 0
        found_in = Table(Form.BY_FIELD, top, bottom + 1, bottom, names, headings, title=title, span=block.span)
        return replace(found_in, units=listed, unclear=beside)

    @staticmethod
    def _holds_figures(headings: dict[int, Heading], names: int, *, sure: bool) -> bool:
        """Whether a header has a column of figures; under a sure title also one that nobody understands."""
        figures = [heading for heading in headings.values() if heading.kind is ColumnKind.FIGURE]
        if sure:
            unknown = (at for at, heading in headings.items() if heading.kind is ColumnKind.UNKNOWN and at > names)
            return bool(figures) or any(unknown)
        answers = {heading.answer for heading in figures}  # "Có" alone is also the answer in a row
        return None in answers or len(answers) > 1

    def _column(self, path: Sequence[str]) -> Heading:
        return form_column(tuple(path), self._fields, self._units)

    def _turns(self, text: str) -> bool:
        """Whether a common header says whether those below it are results, or of which year or period."""
        said = self._fields.periods.span(text) is not None or is_figure(text)
        return said or self._fields.senses.account(text, Role.HEADER).other is not None

    def _needs_more(self, leaf: str) -> bool:
        """Whether a header names nothing but figures, a year, a part or an answer, and needs a field above it."""
        spoken = self._fields.periods.span(leaf) and not is_ratio(leaf)
        return bool(spoken or is_figure(leaf) or is_total(leaf)) or answer(leaf) is not None

    def _says_little(self, leaf: str) -> bool:
        """Whether a header only announces figures, and needs a year, a period or a unit above it."""
        heading = self._column([leaf])
        named = YEAR.search(leaf) or (heading.span and heading.span.period) or heading.month or heading.unit.id
        return (heading.kind in (ColumnKind.FIGURE, ColumnKind.TOTAL) or is_plan(leaf)) and not named


def _beside(headings: Mapping[int, Heading], names: int, block: Block) -> dict[int, Heading]:
    """The headings of a block but for that of its names."""
    first, last = block.span
    return {at: heading for at, heading in headings.items() if at != names and first <= at <= last}


def form_column(path: Sequence[str], fields: FieldNames, units: UnitNames) -> Heading:
    """What a column of a form is; where its header names a unit, the figures below are that unit's."""
    text = " / ".join(path)
    if any(is_number_header(part) for part in path):
        return Heading(ColumnKind.KNOWN, text)
    heading = fields.form_column(path)
    found = {match.id: match for part in path if (match := units.match(part)).id and units.reports(match.id)}
    if len(found) == 1:
        below = _without([part for part in path if not units.match(part).id], heading, fields)
        return below._replace(text=text, unit=next(iter(found.values())))
    over = [match.id for part in path if (match := units.match(part)).id and units.above_others(match.id)]
    if over or any(is_total(part) for part in path):
        left = [part for part in path if not is_total(part) and not units.match(part).id]
        return _without(left, heading, fields)._replace(kind=ColumnKind.TOTAL, text=text)
    return heading


def _without(left: Sequence[str], heading: Heading, fields: FieldNames) -> Heading:
    """What the texts of a header say that are left beside a unit or a total; figures where nothing is left."""
    known = [part for part in left if fields.form_column([part]).kind is not ColumnKind.UNKNOWN]
    below = fields.form_column(known) if known else heading._replace(kind=ColumnKind.FIGURE, accounts=())
    over = tuple(fields.senses.account(part, Role.FREE) for part in left if part not in known)
    return below._replace(accounts=below.accounts + over)


def _with_figures(headings: dict[int, Heading], senses: Senses, *, sure: bool) -> dict[int, Heading]:
    """The headings; of a sure header, the only unknown one may hold the figures where no other column does.

    It is marked as not understood. A column of totals is one only beside columns of units; without these ("Tổng số")
    it holds the figures.
    """
    if not any(heading.unit.id for heading in headings.values()):
        for at, heading in headings.items():
            if heading.kind is ColumnKind.TOTAL:
                own = senses.account(heading.text, Role.HEADER)
                headings = headings | {at: heading._replace(kind=ColumnKind.FIGURE, accounts=(*heading.accounts, own))}
    if not sure or any(heading.kind is ColumnKind.FIGURE for heading in headings.values()):
        return headings
    unknown = [column for column, heading in headings.items() if heading.kind is ColumnKind.UNKNOWN]
    if not unknown:  # columns of plans, estimates and so on: the account says why they are not read
        other = [column for column, heading in headings.items() if any(one.other for one in heading.accounts)]
        unknown = [column for column in other if not headings[column].apart] or other
    elif len(unknown) > 1:
        return headings
    return headings | {column: headings[column]._replace(kind=ColumnKind.FIGURE) for column in unknown}


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


LISTED = when_asked(r"[-+*•–]")
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


COLUMN_NUMBER = re.compile(r"\([A-Z0-9]{1,3}\)(?:\s*=.*)?|[A-Z]")
IN_BRACKETS = re.compile(r"\s*\([^()]*\)\s*")


class Paths(NamedTuple):
    """The header texts over each column, upper levels first; of columns with the same cells only the first one."""

    texts: dict[int, list[str]]
    unsure: dict[int, list[str]]
    """Of columns that may or may not be under a text further left, the texts without it."""
    grouped: frozenset[int]
    """The columns that are under a text further left which is not merged over them."""
    common: frozenset[str]
    """These texts, as far as their own columns are divided as well."""


def paths_over(grid: Grid, top: int, bottom: int) -> Paths:
    """The header texts over each column, as geometry places them (``HeaderPaths``).

    A text that is not merged also stands over the empty cells on its right whose columns have a text further below,
    up to the next text of its row and within the text above it. That is sure where its own column is divided as well.
    """
    within = range(top + 1, bottom)
    rows = tuple(row for row in range(top, bottom + 1) if row not in within or not is_index_row(grid, row))
    sheet = CodedSheet(dict(_shown(grid, rows)), grid.merges, Budget(0))
    every = range(1, sheet.last + 2)  # a head may be merged over one without a text of its own
    columns = [at for at in every if any((seen := sheet.seen((row, at))) and seen[0] >= top for row in rows)]
    paths = HeaderPaths(sheet, Header(rows, (), headed=True, columns=tuple(columns)))
    over, spread, centred = dict[int, list[Place]](), dict[int, dict[Place, bool]](), set[tuple[int, int]]()
    """By column, the texts over it; those of them further left that are not merged over it, and whether these are
    unsure; with the rows in which a text on its right may be in the middle of both."""
    for column in columns:
        cells, beside = over.setdefault(column, []), spread.setdefault(column, {})
        for part, at in paths.own(column):
            if sheet.seen((at[0], column)) == at:
                cells += [] if at in cells else [at]
            elif grid.merge(at[0], column):
                continue
            elif at[1] > column:
                centred |= set() if cells else {(column, at[0])}
            else:
                centred.discard((column, at[0]))
                if cells == over[at[1]][: over[at[1]].index(at)]:
                    cells.append(at)
                    beside[at] = part is Part.ALONE
    rows_spread = {at[0] for texts in spread.values() for at in texts}
    unsure = [at for at in columns if any(spread[at].values()) or any((at, row) in centred for row in rows_spread)]
    first = {tuple(over[column]): column for column in reversed(columns)}
    texts = {column: _texts(grid, cells) for cells, column in reversed(first.items()) if cells}
    return Paths(
        texts,
        {at: _texts(grid, [cell for cell in over[at] if not spread[at].get(cell)]) for at in unsure if at in texts},
        frozenset(column for column in columns if spread[column]),
        frozenset(grid.text(*at) for texts in spread.values() for at, alone in texts.items() if not alone),
    )


def _shown(grid: Grid, rows: Sequence[int]) -> Iterator[tuple[int, tuple[tuple[int, ...], tuple[int, ...]]]]:
    """The rows of a header, and those from which something is merged into them: what is a text, and what is blank or
    the one above, filled down."""
    merged = {row for at in rows for row, _ in grid.merged_into.get(at, ())}
    above = dict[int, str]()
    for row in sorted({*rows, *merged} & grid.rows.keys()):
        codes = list[int]()
        for at, value in zip(grid.rows[row], grid.cells.row_values(row), strict=True):
            text, box = text_of(value).strip(), grid.merge(row, at)
            codes.append(int(Kind.TEXT) if text and (box or above.get(at) != text) else 0)
            if text and row in rows:
                above |= dict.fromkeys(range(at, (box[3] if box else at) + 1), text)
        yield row, (grid.rows[row], tuple(codes))


READ = frozenset({ColumnKind.FIELD, ColumnKind.SERIES, ColumnKind.FIGURE})
MAY_COUNT = READ | {ColumnKind.TOTAL, ColumnKind.UNKNOWN}
"""The kinds that the heading of a column with the rows' numbers may have."""


def _bare(heading: Heading) -> Heading:
    """A heading without its words."""
    return heading._replace(text="", accounts=())


def headings_of(
    paths: Paths,
    meaning: Callable[[Sequence[str]], Heading],
    needs_more: Callable[[str], bool],
    turns: Callable[[str], bool],
) -> tuple[dict[int, Heading], tuple[int, ...]]:
    """What the headers of the columns mean; and the columns of which nobody can say whether a text is over them.

    ``needs_more`` tells whether a header says nothing without one above it ("Thực hiện"), and ``turns`` whether a
    common header makes other figures of those below it ("Năm 2022").
    """
    headings, unclear = dict[int, Heading](), list[int]()
    below = Counter(key(path[-1]) for column, path in paths.texts.items() if column in paths.grouped)
    turned = any(map(turns, paths.common))
    for column, path in paths.texts.items():
        heading, leaf = meaning(path), path[-1]
        if column in paths.unsure:
            alone = meaning(paths.unsure[column])
            differ = _bare(heading) != _bare(alone)
            read = bool({heading.kind, alone.kind} & READ) and differ
            counts = alone.kind in MAY_COUNT and not IN_BRACKETS.fullmatch(leaf)
            if read or (counts and turned) or below[key(leaf)] > (column in paths.grouped) or needs_more(leaf):
                unclear.append(column)
            heading = alone
        headings[column] = heading
    return headings, tuple(unclear)


def _texts(grid: Grid, cells: Iterable[Place]) -> list[str]:
    """The texts of header cells without repeated ones and numbers of columns, words in brackets joined to a text."""
    found = list[str]()
    for text in (grid.text(*cell) for cell in cells):
        if found and COLUMN_NUMBER.fullmatch(text.strip()):
            continue
        if found and IN_BRACKETS.fullmatch(text):
            found[-1] = f"{found[-1].strip()} {text.strip()}"
        elif not found or key(text) != key(found[-1]):
            found.append(text)
    return found
