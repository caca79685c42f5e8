"""Which columns of a table are read, and for which figures; headers that do not fit are reported.

What a header names has been matched before (``words.headers``); here it is checked against the sheet and the plan.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import FieldFoundExpected, FieldTwoUnits, Ref
from khpcmd.plan.model import Plan
from khpcmd.returns import Basis, Key
from khpcmd.text import Closeness
from khpcmd.workbook.cell_reader import Reporter, Wanted
from khpcmd.workbook.cells import number
from khpcmd.workbook.collect import Collector
from khpcmd.workbook.facts.meaning import is_compared_with
from khpcmd.workbook.file.addresses import Place
from khpcmd.workbook.row_kinds import RowKinds
from khpcmd.workbook.table import Form, Table
from khpcmd.workbook.words.headers import FieldNames, Heading, Kind
from khpcmd.workbook.words.meaning import Sense
from khpcmd.workbook.words.periods import Role, Span
from khpcmd.workbook.words.units import UnitNames
from khpcmd.workbook.words.units_of_measure import apart

_NO_REMARKS = (Kind.MEASURE, Kind.EVIDENCE, Kind.TOTAL, Kind.SERIES)
"""The kinds of columns that are not read as figures, and whose texts say nothing about those of others."""
SHOWN = 5
"""How many headers a message names."""
SEEN = 20
"""How many cells of a column are looked at to see what kind of figures it has."""


@dataclass(slots=True)
class Columns:
    """The columns of a table with a row for each unit."""

    wanted: dict[int, Wanted] = field(default_factory=dict)
    """By column, the figure it holds."""
    answers: dict[Key, dict[bool, int]] = field(default_factory=dict)
    """By yes/no field with two columns, the column of each answer."""
    series: dict[int, str] = field(default_factory=dict)
    """By column, the month series that it adds up."""

    @property
    def all(self) -> frozenset[int]:
        """Every column with figures or answers."""
        return frozenset([*self.wanted, *(column for pair in self.answers.values() for column in pair.values())])

    def add_answer(self, key: Key, column: int, answer: bool) -> int:
        """Keep the column of an answer; returns the first column of that answer, which may be this one."""
        return self.answers.setdefault(key, {}).setdefault(answer, column)


class FigureColumn(NamedTuple):
    """A column of a form: the year and the month (0: any) of its figures, and their unit ("": the form's).

    ``answer`` is the meaning of a mark in it, where it is one of the two columns "Có" and "Không".
    """

    column: int
    basis: Basis
    month: int
    unit: str = ""
    answer: bool | None = None
    measure: str = ""
    """What is counted according to its header, "" where the header does not say."""

    @property
    def alike(self) -> tuple[object, ...]:
        """What two columns of the same figure have in common."""
        return self.basis, self.month, self.unit, self.answer


def no_figures(table: Table, reporter: Reporter) -> Diagnostic:
    """What is said of a table in which no column has the figures that are wanted; it names those that are there."""
    right = [one for at, one in table.headings.items() if at > table.names]
    shown = [one.text for one in right if one.kind not in _NO_REMARKS] or [one.text for one in right]
    return Code.NO_FIGURE_COLUMN(reporter.at(table.top, table.names), {"found": "; ".join(shown[:SHOWN])})


def with_whole_year(table: Table, fields: FieldNames) -> Table:
    """The table with a year alone, beside a part of it, as the period that is called so."""
    bare = {
        at: one.span
        for at, one in table.headings.items()
        if one.span and one.span.bare_year and one.span.role is Role.CURRENT and not one.span.period
    }
    whole = fields.periods.year_beside(one.text for one in table.headings.values()) if bare else ""
    if not whole:
        return table
    found = {at: table.headings[at]._replace(span=span._replace(period=whole)) for at, span in bare.items()}
    return replace(table, headings={**table.headings, **found})


def with_baseline(table: Table, plan: Plan, period: str) -> Table:
    """The table of a sheet of this ``period``: in a plan of several years, its columns of the baseline year are those
    of a period of the plan as well, and beside another year they are what that is compared with."""
    found = {at: _of_baseline(one, plan, period) for at, one in table.headings.items()}
    return table if found == table.headings else replace(table, headings=found)


def _of_baseline(heading: Heading, plan: Plan, period: str) -> Heading:
    span = heading.span
    if not span or span.role is not Role.CURRENT or heading.kind is Kind.SERIES:
        return heading
    if not is_compared_with(plan, span.period, period):
        return heading
    key = heading.key and heading.key._replace(basis=Basis.BASELINE)
    return heading._replace(key=key, span=span._replace(role=Role.BASELINE, period="", bare_year=True))


def _may_be_meant(heading: Heading) -> bool:
    """Whether a column that is not read may hold the results: nobody knows what it holds, or it was revised."""
    revised = heading.kind is Kind.KNOWN and any(account.has(Sense.REVISED) for account in heading.accounts)
    return revised or heading.kind is Kind.UNKNOWN


@dataclass(frozen=True)
class HeaderReader:
    """Reads the headers of a table; ``period`` is the sheet's ("" where it names none)."""

    table: Table
    fields: FieldNames
    units: UnitNames
    collector: Collector
    period: str
    baseline: bool = False
    """Whether the file is of the baseline year: its own figures are current ones, and earlier ones are not wanted."""

    @property
    def kinds(self) -> RowKinds:
        """What the rows of the table are, where a unit or a field has several."""
        return RowKinds(self.table, self.collector.grid, self.fields, self.period, self.baseline)

    def columns(self) -> Columns:
        """The columns that hold a field, of a table with a row for each unit."""
        columns, headings = Columns(), self.table.headings
        beside = self._beside_sums({at: one.key for at, one in headings.items() if one.kind is Kind.FIELD})
        for column, heading in headings.items():
            if heading.kind is Kind.UNKNOWN:
                self._unknown(column, heading)
            elif heading.kind is Kind.SERIES and heading.key:
                columns.series[column] = heading.key.field
            elif heading.key and self._wanted(column, heading):
                if column in beside and heading.answer is None:
                    self._set_aside(column)
                else:
                    self._add(columns, column, heading, heading.key)
        for key in [key for key, pair in columns.answers.items() if len(pair) == 1]:
            self._single(columns, key)
        self._account(columns.all, {*columns.all, *columns.series})
        return columns

    def _account(self, read: Collection[int], known: set[int]) -> None:
        """Account for the headers of the columns that are read, and for columns of other numbers beside them."""
        account, headings = self.collector.account, self.table.headings
        for column in read:
            account.header(column, self.header_at(column), headings[column].accounts)
        for column, heading in headings.items():
            if heading.kind is Kind.KNOWN:
                alone = self._is_alone(heading, [headings[at] for at in read])
                account.set_aside(column, self.header_at(column), heading.accounts, alone=alone)
        known |= {self.table.names, self.table.kinds, self.table.units, self.table.districts} | {
            at for at, one in headings.items() if one.kind in _NO_REMARKS
        }
        account.columns(frozenset(known), {column: list(self._siblings(column)) for column in read})

    def _is_alone(self, heading: Heading, read: Iterable[Heading]) -> bool:
        """Whether a column that is not read is of a unit, or of a field, of which no other column is read."""
        current = [one for one in read if not one.span or one.span.role is not Role.BASELINE]
        if self.table.of_units:
            return not heading.unit.id or all(one.unit.id != heading.unit.id for one in current)
        upper, _, leaf = heading.text.partition(" / ")
        under = bool(leaf) and all(one.text.partition(" / ")[0] != upper for one in current)
        return self.table.form is Form.BY_UNIT and under

    def _siblings(self, column: int) -> Iterator[int]:
        """The columns beside one that is read whose header is not understood: in a form all, else under the same
        header, or right of it with no header at all."""
        in_form = self.table.form is not Form.BY_UNIT
        group = self.table.headings[column].text.split(" / ")[0]
        for other, over in self._rivals:
            if other != column and (in_form or over == group):
                yield other
        yield from self._nameless if in_form else self._right_of.get(column, ())

    @cached_property
    def _rivals(self) -> list[tuple[int, str]]:
        """The columns that are not read and may hold the results, each with its uppermost header."""
        found = self.table.headings.items() if not self.table.of_units else ()
        return [(column, one.text.split(" / ")[0]) for column, one in found if _may_be_meant(one)]

    @cached_property
    def _right_of(self) -> dict[int, list[int]]:
        """By column with a header, the columns without one that follow it."""
        headed, found = sorted(self.table.headings), dict[int, list[int]]()
        for other in self._nameless:
            at = bisect_left(headed, other)
            if at:
                found.setdefault(headed[at - 1], []).append(other)
        return found

    @cached_property
    def _nameless(self) -> list[int]:
        """The columns of numbers right of the names that have no header at all."""
        if self.table.of_units:
            return []
        grid, headed = self.collector.grid, set[int]()
        for row in range(self.table.top, self.table.first):
            for column in self.collector.grid.rows.get(row, ()):
                box = grid.merge(row, column)
                headed.update(range(box[1], box[3] + 1) if box else (column,))
        beside, found = dict[tuple[int, ...], list[int]](), set[int]()
        """By the columns with content of a row, those of them that may hold numbers without a header."""
        for row in self.table.rows(grid):
            own = grid.rows[row]
            if own not in beside:
                beside[own] = [column for column in own if column >= self.table.beside and column not in headed]
            found.update(column for column in beside[own] if number(grid.cell(row, column)) is not None)
        return sorted(found)

    def _single(self, columns: Columns, key: Key) -> None:
        """Add the only column of two answers: "Có" alone is a column like any other, "Không" alone is unknown."""
        ((answer, column),) = columns.answers.pop(key).items()
        if answer:
            columns.wanted[column] = Wanted(column, key, self.collector.plan.fields[key.field])
        else:
            self._unknown(column, self.table.headings[column])

    def _unknown(self, column: int, heading: Heading) -> None:
        if self.table.of_units:
            suggestion = self.collector.reporter.suggestion(self.units.suggestion, heading.text)
            self._report(Code.UNKNOWN_UNIT(self.header_at(column), {"found": heading.text, "suggestion": suggestion}))
            return
        below = (self.collector.grid.cell(row, column) for row in islice(self.table.rows(self.collector.grid), SEEN))
        nearest = self.collector.reporter.candidates(self.fields.nearest, heading.text, below)
        self._report(Code.UNKNOWN_COLUMN(self.header_at(column), {"header": heading.text, "suggestion": nearest}))

    def _wanted(self, column: int, heading: Heading) -> bool:
        key, fields = heading.key, self.collector.plan.fields
        if key and key.basis is Basis.BASELINE and (self.baseline or not fields[key.field].has_baseline):
            self._set_aside(column)
            return False
        if self.period and self._is_beside(column, heading.span):
            self._set_aside(column)
            return False
        return self._of_period(column, heading.span)

    def _is_whole_year(self, column: int, span: Span) -> bool:
        """Whether a bare year of the baseline is longer than the sheet's period; beside another one it is as long."""
        if not (span.bare_year and span.role is Role.BASELINE and self.period):
            return False
        own = self.table.headings[column].key
        others = [heading for at, heading in self.table.headings.items() if at != column and heading.span]
        alike = [one.span for one in others if own is None or (one.key and one.key.field == own.field)]
        beside = any(one and one.bare_year and one.role is Role.CURRENT for one in alike)
        return not beside and self.collector.plan.periods[self.period].years == 0

    def _of_period(self, column: int, span: Span | None) -> bool:
        """Whether a column is of the sheet's period; if not, that is reported."""
        whole = span is not None and self._is_whole_year(column, span)
        if span is None or not (whole or (span.period and self.period and span.period != self.period)):
            return True
        code = Code.BASELINE_PERIOD if span.role is Role.BASELINE else Code.WRONG_PERIOD
        self._report(code(self.header_at(column), {"found": span.text, "expected": Ref("period", self.period)}))
        return False

    def _add(self, columns: Columns, column: int, heading: Heading, key: Key) -> None:
        ref, at = Ref("field", key.field), self.header_at(column)
        if heading.closeness is Closeness.BARE:
            self._report(Code.HEADER_FOLDED(at, {"header": heading.text, "field": ref}))
        first = next((other for other, held in columns.wanted.items() if held.key == key), 0)
        if heading.answer is not None:
            first = first or columns.add_answer(key, column, heading.answer)
        if first not in (0, column):
            self._report(Code.FIELD_TWICE(at, {"field": ref, "other": str(self.header_at(first))}))
        if heading.answer is not None:
            return
        where = self._lowest_cell(column)
        _, differ = one_unit(self.collector, where, key.field, heading.measure)
        doubtful = report_measure(self.collector, where, key.field, heading.measure) or differ
        spec = self.collector.plan.fields[key.field]
        columns.wanted[column] = Wanted(column, key, spec, doubtful, heading.measure)

    def unclear(self) -> None:
        """Report the header of a table that is not read because nobody can say over which columns a text stands."""
        at = self._lowest_cell(self.table.unclear)
        self._report(Code.HEADER_UNCLEAR(self.collector.reporter.at(*at), {"found": self.collector.grid.text(*at)}))

    def figures(self, kind: Kind = Kind.FIGURE) -> list[FigureColumn]:
        """The columns of a form that hold figures of the period, and of the baseline year (or totals of these)."""
        found = list[FigureColumn]()
        for column, heading in self.table.headings.items():
            if heading.kind is Kind.UNKNOWN and kind is Kind.FIGURE:
                self._unknown(column, heading)
            if heading.kind is not kind or not self._form_period(column, heading.span):
                continue
            early = heading.span is not None and heading.span.role is Role.BASELINE
            if not (early and self.baseline):
                basis = Basis.BASELINE if early else Basis.CURRENT
                found.append(
                    FigureColumn(column, basis, heading.month, heading.unit.id, heading.answer, heading.measure)
                )
        beside = self._beside_sums({figure.column: figure.alike for figure in found})
        for column in (figure.column for figure in found if figure.column in beside):
            self._set_aside(column)
        read = [figure for figure in found if figure.column not in beside]
        if kind is Kind.FIGURE:
            columns = {figure.column for figure in read}
            if self.table.form is Form.BY_MONTH:
                columns |= set(self.table.columns(Kind.SERIES))
            self._account(columns, columns | set(range(self.table.names, self.table.beside)))
        return read

    def _beside_sums(self, same: Mapping[int, object]) -> frozenset[int]:
        """The columns beside a cumulative one of the ``same`` figure: "Trong kỳ" beside "Lũy kế"."""
        sums = dict[object, list[int]]()
        for column, figure in same.items():
            if self._adds_up(column):
                sums.setdefault(figure, []).append(column)
        alone = {figure: columns[0] for figure, columns in sums.items() if len(columns) == 1}
        return frozenset(at for at, figure in same.items() if alone.get(figure, at) != at)

    def _adds_up(self, column: int) -> bool:
        """Whether a column holds the figures since the year began."""
        return any(account.has(Sense.CUMULATIVE) for account in self.table.headings[column].accounts)

    def _form_period(self, column: int, span: Span | None) -> bool:
        """As ``_of_period``; beside a column of the sheet's period, one of another period is skipped in silence."""
        return not self._is_beside(column, span) and self._of_period(column, span)

    def _is_beside(self, column: int, span: Span | None) -> bool:
        """Whether a column of the year is of another period than the sheet's, which has columns of its own."""
        others = [heading.span for at, heading in self.table.headings.items() if at != column and heading.span]
        beside = any(other.period == self.period and other.role is Role.CURRENT for other in others)
        return bool(beside and span and span.role is Role.CURRENT and span.period not in ("", self.period))

    def _set_aside(self, column: int) -> None:
        header = self.table.headings[column].text
        self._report(Code.COLUMN_SET_ASIDE(self.header_at(column), {"header": header}))

    def _report(self, diagnostic: Diagnostic) -> None:
        self.collector.reporter.report(diagnostic)

    def header_at(self, column: int) -> Location:
        """The place of the lowest header cell over a column."""
        return self.collector.reporter.at(*self._lowest_cell(column))

    def _lowest_cell(self, column: int) -> Place:
        for row in range(self.table.first - 1, self.table.top - 1, -1):
            box = self.collector.grid.merge(row, column)
            cell = (box[0], box[1]) if box else (row, column)
            if self.collector.grid.text(*cell):
                return cell
        return self.table.top, column


def report_measure(collector: Collector, where: Place, name: str, found: str, unit: str = "") -> bool:
    """Whether a header or a row counts something other than the field ("lượt" for "cơ sở"); if so it is reported."""
    spec = collector.plan.fields[name]
    if not found or not spec.measures or spec.measured_in(found):
        return False
    params: FieldFoundExpected = {"field": Ref("field", name), "found": found, "expected": Ref("measure", name)}
    collector.reporter.report(Code.UNIT_OF_MEASURE(collector.reporter.at(*where), params, unit))
    return True


def one_unit(collector: Collector, where: Place, name: str, *stated: str, unit: str = "") -> tuple[str, bool]:
    """The unit of measure of an amount that some texts around it state, and whether they differ; that is reported.

    The nearest line above the tables that is of the same scale has to agree with them, too.
    """
    spec = collector.plan.amounts.get(name)
    if spec is None:
        return "", False
    first, *others = [text for text in stated if text and spec.shift(text) is not None] or [""]
    if first:
        others += [text for text in apart(collector.account.measure) if spec.shift(text) is not None][-1:]
    other = next((text for text in others if spec.shift(text) != spec.shift(first)), "")
    if other:
        params: FieldTwoUnits = {"field": Ref("field", name), "first": first, "second": other}
        collector.reporter.report(Code.TWO_UNITS(collector.reporter.at(*where), params, unit))
    return first, bool(other)
