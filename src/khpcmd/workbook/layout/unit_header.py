"""Where the header of a table with a row for each unit is, or with a row for each month: its rows and its columns.

Its rows are those under which the columns name the most fields; the fields are matched by ``words.headers``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from khpcmd.returns import Key
from khpcmd.workbook.file.addresses import Place
from khpcmd.workbook.layout.header_paths import headings_of, paths_over
from khpcmd.workbook.layout.header_rows import (
    BESIDE,
    HEADER_REACH,
    HEADER_ROWS,
    MERGED_ROWS,
    Header,
    header_rows,
)
from khpcmd.workbook.layout.rows import is_first_of_count, is_index_row
from khpcmd.workbook.layout.table import Form
from khpcmd.workbook.layout.texts import NamedTexts
from khpcmd.workbook.words.headers import Heading, Kind
from khpcmd.workbook.words.meaning import Role
from khpcmd.workbook.words.periods import is_figure, month
from khpcmd.workbook.words.vocabulary import answer, is_ratio, is_total

TRIES = 8
"""How many units of a column are searched for a header above them (the first may stand in the letterhead)."""
UNIT_COLUMNS = 100
"""In how many columns that name units, from the left, a header is searched for above them."""


class Candidate(NamedTuple):
    """The rows of a header over a column of names, and how many fields its other columns name."""

    weight: int
    top: int
    bottom: int
    names: int


@dataclass(frozen=True, slots=True)
class _Span:
    """The headings of the columns in some rows."""

    headings: dict[int, Heading]
    fields: Counter[Key]
    """How many columns name each field."""
    series: int = 0
    """How many columns name whole series, 0 if one names a single month."""
    unclear: tuple[int, ...] = ()
    """The columns of which nobody can say whether an upper text stands over them."""


class UnitHeaders:
    """The headers of tables with a row for each unit in one sheet; what was found once is kept."""

    def __init__(self, texts: NamedTexts) -> None:
        self._texts = texts
        self._grid = texts.grid
        self._spans: dict[tuple[int, int], _Span] = {}
        self._known: dict[Place, Candidate] = {}
        self._places = iter(texts.over_units)
        self._good: list[Tried] = []

    def find(self, start: int) -> Header | None:
        """The next header: one with a word for units over a column, or else one above a column of units."""
        best = _best(self._titled(start)) or _best(self._above_units(start))
        return self.header(best, Form.BY_UNIT) if best else None

    def header(self, found: Candidate, form: Form) -> Header:
        """The header with the headings of its columns; one that only numbers the rows holds no field."""
        span = self._span(found.top, found.bottom)
        over = span.headings.get(found.names)
        headings = {column: heading for column, heading in span.headings.items() if column != found.names}
        headings |= {column: Heading(Kind.KNOWN, headings[column].text) for column in self._numbering(found)}
        unclear = next((column for column in span.unclear if column > found.names), 0)
        title = over.text if over else ""
        return Header(form, found.top, found.bottom, found.names, headings, found.weight, title, unclear)

    def _titled(self, start: int) -> Iterator[Tried]:
        """The cells with a word for units, in a header that names fields."""
        index = bisect_left(self._good, start, key=lambda tried: tried.row)
        while index < len(self._good) or self._next_good():
            if self._good[index].row >= start:
                yield self._good[index]
            index += 1

    def _next_good(self) -> bool:
        """Keep the next of these cells; False where there is none."""
        for row, column in self._places:
            found = self.grown(row, column)
            if found.weight:
                self._good.append(Tried(row, column, found))
                return True
        return False

    def _above_units(self, start: int) -> Iterator[Tried]:
        """The cells above the first units of a column, each with the header around it."""
        places = list[Place]()
        for column, rows in islice(self._texts.unit_columns.items(), UNIT_COLUMNS):
            first = bisect_left(rows, start)
            places += [(row, column) for row in rows[first : first + TRIES]]
        for row, column in sorted(places):
            for above in range(row - 1, max(start, row - HEADER_REACH) - 1, -1):
                if above in self._grid.rows and not self._heads_nothing(above, column):
                    yield Tried(above, column, self.grown(above, column))

    def _heads_nothing(self, row: int, column: int) -> bool:
        """Whether a row cannot be a header over the names in a column: it names a unit itself, for example."""
        units = self._texts.units
        return self._texts.rows.heads_nothing(row, column) or units.reports(
            units.match(self._grid.text(row, column)).id
        )

    def grown(self, row: int, column: int) -> Candidate:
        """The header around a row: the rows of texts below it, or that name more fields, and the open rows above."""
        if (row, column) not in self._known:
            self._known[row, column] = self._grown(row, column)
        return self._known[row, column]

    def _grown(self, row: int, column: int) -> Candidate:
        rows = self._texts.rows
        top, last = header_rows(rows, row, column)
        if last - top >= MERGED_ROWS or rows.holds_data(row):
            return Candidate(0, top, last, column)
        best = max((self._candidate(top, lower, column) for lower in range(top, last + 1)), key=lambda one: one.weight)
        for lower in range(last + 1, top + HEADER_ROWS):
            if self._grid.text(lower, column):
                break
            longer = self._candidate(top, lower, column)
            if longer.weight > best.weight:
                best, last = longer, lower
        if best.weight and (rows.title_below(last, column) or self._is_of_form(best.top, last)):
            return Candidate(0, top, last, column)
        return self._counted(best)._replace(bottom=last)

    def _is_of_form(self, top: int, bottom: int) -> bool:
        """Whether texts above or below those that name fields name some as well: then these are rows of a form."""
        near = [row for row in (top - 1, next(self._grid.rows_from(bottom + 1), 0)) if row in self._grid.rows]
        keyed = [column for column, heading in self._span(top, bottom).headings.items() if heading.key]
        texts = (text for row in near for column in keyed if (text := self._grid.text(row, column)))
        return any(self._texts.fields.name([text]) for text in texts)

    def _counted(self, found: Candidate) -> Candidate:
        """The same without the fields over columns that only number the rows: a title may stand over these."""
        if not self._numbering(found):
            return found
        keys = {heading.key for heading in self.header(found, Form.BY_UNIT).headings.values() if heading.key}
        return found._replace(weight=len(keys))

    def _numbering(self, found: Candidate) -> set[int]:
        """The columns left of the names that seem to hold a field but only number the rows."""
        headings, near = self._span(found.top, found.bottom).headings, range(found.names - BESIDE, found.names)
        keyed = [column for column in near if (heading := headings.get(column)) and heading.key]
        return {column for column in keyed if self._texts.rows.is_numbering(column, found.bottom)}

    def has_series(self, found: Candidate) -> bool:
        """Whether a header has a column for a series of months, and none for a single month."""
        span = self._span(found.top, found.bottom)
        names = {found.names, *self._numbering(found)}
        not_data = [heading for column in names if (heading := span.headings.get(column))]
        return span.series > sum(heading.kind is Kind.SERIES for heading in not_data)

    def _candidate(self, top: int, bottom: int, names: int) -> Candidate:
        span = self._span(top, bottom)
        own = span.headings.get(names)
        alone = own is not None and own.key is not None and span.fields[own.key] == 1
        return Candidate(len(span.fields) - alone, top, bottom, names)

    def _span(self, top: int, bottom: int) -> _Span:
        if (top, bottom) not in self._spans:
            paths = paths_over(self._grid, top, bottom)
            headings, unclear = headings_of(paths, self._texts.fields.column, self._needs_more, self._turns)
            fields = Counter(heading.key for heading in headings.values() if heading.key)
            series = sum(heading.kind is Kind.SERIES for heading in headings.values())
            months = any(heading.month for heading in headings.values())
            self._spans[top, bottom] = _Span(
                headings, fields, 0 if months or not fields else series, unclear if fields else ()
            )  # fmt: skip
        return self._spans[top, bottom]

    def _turns(self, text: str) -> bool:
        """Whether a common header says whether those below it are results, or of which year or period."""
        fields = self._texts.fields
        said = fields.periods.span(text) is not None or is_figure(text)
        return said or fields.senses.account(text, Role.HEADER).other is not None

    def _needs_more(self, leaf: str) -> bool:
        """Whether a header names nothing but figures, a year, a part or an answer, and needs a field above it."""
        fields = self._texts.fields
        spoken = fields.periods.span(leaf) and not is_ratio(leaf)
        return bool(spoken or is_figure(leaf) or is_total(leaf)) or answer(leaf) is not None


class Tried(NamedTuple):
    """A cell over names, and the header around it."""

    row: int
    column: int
    found: Candidate


def _best(tried: Iterable[Tried]) -> Candidate | None:
    """The header that names the most fields, of those that stand with the first one."""
    best: Candidate | None = None
    for row, _, found in tried:
        if best and row > best.bottom + HEADER_ROWS:
            break
        if found.weight and (best is None or found.weight > best.weight):
            best = found
    return best


ABOVE = 3
"""How many rows with content above its first month the header of a table of months may stand."""
COLUMNS = 30
"""In how many columns with months, from the left, a table of months is searched for."""
BELOW = 8
"""How many rows with content below its header two months have to stand (totals and units may come before them)."""


class MonthHeaders:
    """The headers of tables of months in one sheet."""

    def __init__(self, texts: NamedTexts, units: UnitHeaders) -> None:
        self._texts = texts
        self._grid = texts.grid
        self._units = units
        self._rest = self._places()
        self._found: list[Candidate] = []

    def find(self, start: int) -> Header | None:
        """The first one from a row on."""
        index = bisect_left(self._found, start, key=lambda found: found.top)
        while index < len(self._found) or self._next():
            if self._found[index].top >= start:
                return self._units.header(self._found[index], Form.BY_MONTH)
            index += 1
        return None

    def _next(self) -> bool:
        """Keep the next header; False where there is none."""
        for place, bare in self._rest:
            found = self._units.grown(*place)
            new = not self._found or found.top > self._found[-1].top
            if new and self._is_of_months(found, bare=bare):
                self._found.append(found)
                return True
        return False

    def _places(self) -> Iterator[tuple[Place, bool]]:
        """The cells with a word for months (True), and those above the first month of a column (False)."""
        rows = list(self._grid.rows)
        columns = sorted({column for (_, column), _ in self._texts.months})[:COLUMNS]
        for (row, column), over in self._texts.months:
            if column not in columns:
                continue
            if over:
                yield (row, column), True
                continue
            index = bisect_left(rows, row)
            above = rows[max(0, index - ABOVE) : index]
            if not above or not self._month(above[-1], column):
                yield from (((other, column), False) for other in above)

    def _month(self, row: int, column: int, *, bare: bool = False) -> int:
        return month(self._grid.text(row, column), self._texts.fields.month_years, bare_number=bare)

    def _is_of_months(self, found: Candidate, *, bare: bool) -> bool:
        """Whether a header has columns of series, and months below its names; ``bare`` numbers may be months too."""
        return self._has_months(found, bare=bare) and self._units.has_series(found) and self._is_free(found)

    def _is_free(self, found: Candidate) -> bool:
        """Whether a header has no number but a year, and no field over its names."""
        rows = range(found.top, found.bottom + 1)
        texts = [text for row in rows if (text := self._grid.text(row, found.names))]
        named = texts and self._texts.fields.name(texts)
        return not named and not any(self._texts.rows.has_figures(row) for row in rows)

    def _is_index(self, row: int, names: int) -> bool:
        return is_index_row(self._grid, row) and not is_first_of_count(self._grid, row, names)

    def _has_months(self, found: Candidate, *, bare: bool) -> bool:
        """Whether the first names below a header other than totals and units are two months in sequence."""
        named = (
            row
            for row in islice(self._grid.rows_from(found.bottom + 1), BELOW)
            if (text := self._grid.text(row, found.names).strip())
            and not (is_total(text) or self._texts.units.match(text).id or self._is_index(row, found.names))
        )
        months = [self._month(row, found.names, bare=bare) for row in islice(named, 2)]
        return len(months) == 2 and months[0] > 0 and months[1] == months[0] % 12 + 1
