"""What each row is where a unit, or a field, has several: "Kế hoạch" and "Thực hiện", "Năm 2022" and "Năm 2023".

The texts stand in a column of their own, which ``with_row_kinds`` finds, or below the name of the unit or the field; in
a list of communes a column of its own may name the district of each (``with_districts``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from khpcmd.diagnostics import Code
from khpcmd.plan.model import Plan
from khpcmd.text import tidy
from khpcmd.workbook.cell_reader import Reporter
from khpcmd.workbook.file.addresses import Place
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.table import Form, Table, part_name
from khpcmd.workbook.words.communes import speaks_of_districts
from khpcmd.workbook.words.headers import FieldNames, Heading, Kind
from khpcmd.workbook.words.meaning import Role, Sense
from khpcmd.workbook.words.periods import Role as SpanRole
from khpcmd.workbook.words.periods import Span
from khpcmd.workbook.words.units import UnitNames
from khpcmd.workbook.words.vocabulary import (
    LABEL_OF_PERIOD,
    MEASURE_HEADERS,
    NOTE_HEADERS,
    NUMBER_HEADERS,
    is_total,
    key,
)

SEEN = 60
"""How many rows of a table are looked at to find the column that says what they are."""
WIDE = 100
"""In how many columns of a table, from the left, that column is searched for."""
SAME = re.compile(r"\bcung ky\b")
"""The same span of the year before: the figures of an interim period compare with these, not with the whole year."""
LONGEST = 60
"""The longest text that says what a row is."""
TIMES = frozenset({
    "nam", "nam bao cao", "nam so lieu", "ky", "ky bao cao", "ky so lieu", "thoi gian",
    "year", "period", "reporting period",
})  # fmt: skip
"""The headers of a column that says of which time each row is."""
SAYS_NOTHING = NUMBER_HEADERS | MEASURE_HEADERS | NOTE_HEADERS | {""}


class RowKind(Enum):
    """What the figures of a row are."""

    CURRENT = "current"
    BASELINE = "baseline"
    OTHER = "other"
    """Planned, or of another year or period: not read."""
    UNKNOWN = "unknown"


def kind_of(text: str, fields: FieldNames, period: str = "") -> RowKind:
    """What the figures of a row are according to a text; ``period`` is the sheet's, "" where it names none."""
    name = part_name(tidy(text))
    if len(name) > LONGEST or key(name) in SAYS_NOTHING or is_total(name):
        return RowKind.UNKNOWN
    heading = fields.form_column([name])
    if heading.month or heading.answer is not None or heading.measure:
        return RowKind.UNKNOWN
    senses = {part.sense for part in fields.senses.account(name, Role.HEADER).parts}
    if senses - _RESULTS - _OTHERS or not senses & (_OTHERS | _RESULTS - {Sense.HEADER_HARMLESS}):
        return RowKind.UNKNOWN
    whole = LABEL_OF_PERIOD.match(name) and fields.periods.stated([name]).period not in ("", period or "")
    if senses & _OTHERS or (period and whole):
        return RowKind.OTHER
    return _of_span(heading.span, name, fields, period) if heading.span else RowKind.CURRENT


_RESULTS = frozenset(
    {Sense.RESULT, Sense.PERIOD, Sense.BASELINE, Sense.THIS_PERIOD, Sense.CUMULATIVE, Sense.HEADER_HARMLESS}
)
_OTHERS = frozenset(
    {Sense.PLAN, Sense.ESTIMATE, Sense.NOT_DONE, Sense.EARLIER, Sense.OTHER_TIME, Sense.RATIO, Sense.REFERENCE}
)


def _of_span(span: Span, name: str, fields: FieldNames, period: str) -> RowKind:
    if span.role is SpanRole.OTHER or (span.period and period and span.period != period):
        return RowKind.OTHER
    if span.role is SpanRole.CURRENT:
        return RowKind.CURRENT
    whole_year = not span.period and bool(period) and fields.plan.periods[period].interim and not SAME.search(key(name))
    return RowKind.OTHER if whole_year else RowKind.BASELINE


def stated_in(table: Table, grid: Grid, fields: FieldNames) -> str:
    """The period that the rows of a table state, of the year of the file; "" where they state none, or several."""
    texts = {grid.text(row, table.kinds) for row in table.rows(grid)} if table.kinds else ()
    stated = map(fields.periods.stated, ([text] for text in texts))
    periods = {one.period for one in stated if one.period and one.year in (0, fields.year)}
    return periods.pop() if len(periods) == 1 else ""


def adds_up(text: str, fields: FieldNames) -> bool:
    """Whether a row holds the figures since the year began ("Lũy kế")."""
    return fields.senses.account(part_name(tidy(text)), Role.HEADER).has(Sense.CUMULATIVE)


def with_row_kinds(table: Table, grid: Grid, fields: FieldNames) -> Table:
    """The table with its column that says what each row is, if it has one: this holds no figures."""
    if table.form is Form.BY_MONTH:
        return table
    rows = list(islice(table.rows(grid), SEEN))
    first, last = table.span
    columns = dict.fromkeys(column for row in rows for column in grid.rows.get(row, ()) if first <= column <= last)
    for column in sorted(columns)[:WIDE]:
        heading = table.headings.get(column)
        text = heading.text if heading else ""
        read = heading is not None and (heading.key or heading.unit.id or _holds_answers(heading))
        noted = heading is not None and key(heading.text) in NOTE_HEADERS | MEASURE_HEADERS
        if (
            column != table.names
            and not read
            and not noted
            and _says_kinds(grid, rows, column, fields, timed=key(text) in TIMES)
        ):
            headings = dict(sorted((table.headings | {column: Heading(Kind.KNOWN, text)}).items()))
            return replace(table, headings=headings, kinds=column)
    return table


def _holds_answers(heading: Heading) -> bool:
    """Whether a column surely holds figures of a form, their totals, or the evidence of duties ("12/KH-UBND")."""
    understood = not any(account.doubts for account in heading.accounts) and key(heading.text) not in TIMES
    return heading.kind in (Kind.TOTAL, Kind.EVIDENCE) or (heading.kind is Kind.FIGURE and understood)


def _says_kinds(grid: Grid, rows: list[int], column: int, fields: FieldNames, *, timed: bool) -> bool:
    """Whether the texts of a column say what rows are: most do, and the header (``timed``) or one of them tells."""
    texts = [text for row in rows if (text := grid.text(row, column).strip())]
    if not texts or (not timed and len(set(texts)) > len(texts) / 2 + 1) or all(len(text) > LONGEST for text in texts):
        return False
    if any(text.isdecimal() for text in texts):  # figures may look like years
        return set(texts) == {str(fields.year), str(fields.plan.baseline_year)}
    kinds = [kind_of(text, fields) for text in texts]
    known = [kind for kind in kinds if kind is not RowKind.UNKNOWN]
    tell = timed or any(kind is not RowKind.CURRENT for kind in known) or any(adds_up(text, fields) for text in texts)
    months = sum(fields.form_column([text]).month > 0 for text in texts) if timed else 0
    return tell and (len(known) + months) * 2 >= len(kinds)


@dataclass
class RowKinds:
    """The kinds of the rows of one table; rows that nobody can tell apart are reported together."""

    table: Table
    grid: Grid
    fields: FieldNames
    period: str
    baseline: bool
    """Whether the file is of the baseline year, so that earlier figures are not wanted."""
    _unclear: dict[int, str] = field(default_factory=dict)
    """The rows that are not understood, each with its text."""

    def of(self, row: int, name: str) -> RowKind | None:
        """The kind of a row with figures; None in a table that does not say, and of a row that is named."""
        text = self.grid.text(row, self.table.kinds) if self.table.kinds else name
        kind = kind_of(text, self.fields, self.period) if text else RowKind.UNKNOWN
        if kind is RowKind.BASELINE and self.baseline:
            return RowKind.OTHER
        if self._adds_up and not adds_up(text, self.fields) and (kind is RowKind.CURRENT or self._is_plain(text)):
            return RowKind.OTHER
        return None if kind is RowKind.UNKNOWN and not self.table.kinds else kind

    @cached_property
    def _adds_up(self) -> bool:
        """Whether rows hold the figures since the year began: then those of the period alone are not wanted."""
        column, rows = self.table.kinds, islice(self.table.rows(self.grid), SEEN)
        return column > 0 and any(adds_up(self.grid.text(row, column), self.fields) for row in rows)

    def _is_plain(self, text: str) -> bool:
        """Whether a text says no more than that figures are those of the period: "Trong kỳ"."""
        parts = self.fields.senses.account(part_name(tidy(text)), Role.HEADER).parts
        return bool(parts) and all(part.sense is Sense.HEADER_HARMLESS for part in parts)

    def set_aside(self, reporter: Reporter, row: int, name: str) -> None:
        """Report a row of figures that are not results."""
        text = tidy(self.grid.text(row, self.table.kinds)) if self.table.kinds else name
        reporter.report(Code.ROW_OF_OTHER_SPAN(reporter.at(*self._place(row)), {"text": text}))

    def continues(self, row: int) -> bool:
        """Whether the name of a row is merged over the row above as well."""
        box = self.grid.merge(row, self.table.names)
        return box is not None and box[0] < row

    def unclear(self, row: int, text: str) -> None:
        """Keep a row whose kind is not understood; ``text`` is its name."""
        said = tidy(self.grid.text(row, self.table.kinds)) if self.table.kinds else ""
        self._unclear[row] = said or text

    def report(self, reporter: Reporter) -> None:
        """Report the rows that are not understood once, at the first of them."""
        for row, text in islice(self._unclear.items(), 1):
            at = reporter.at(*self._place(row))
            reporter.report(Code.SEVERAL_ROWS(at, {"text": text, "count": len(self._unclear)}))

    def _place(self, row: int) -> Place:
        return row, self.table.kinds or self.table.names


LISTED = 200
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
        texts = [text for row in islice(table.rows(grid), LISTED) if (text := tidy(grid.text(row, column)))]
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
        rows = [row for row in islice(table.rows(self.grid), LISTED) if not is_total(self.grid.text(row, table.names))]
        texts = [text for row in rows if (text := district_text(named, self.grid, row))]
        found = {text: self.units.upper(text).id for text in texts}
        return sum(found[text] not in ("", *self.reporters) for text in texts) * 2 > len(texts)
