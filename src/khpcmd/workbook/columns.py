"""Which columns of a table are read, and for which figures; headers that do not fit are reported.

What a header names has been matched before (``words.headers``); here it is checked against the sheet and the plan.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice

from khpcmd.diagnostics import Code, Diagnostic, FieldFoundExpected, Location, Ref
from khpcmd.plan.fields import AnyField, CountField, MonthsField
from khpcmd.returns import Basis, Key
from khpcmd.text import Closeness, bare
from khpcmd.workbook.cells import measured_in
from khpcmd.workbook.collect import Collector
from khpcmd.workbook.file.addresses import Place
from khpcmd.workbook.layout.table import Table
from khpcmd.workbook.row_kinds import RowKinds
from khpcmd.workbook.words.headers import FieldNames, Heading, Kind
from khpcmd.workbook.words.periods import Role, Span
from khpcmd.workbook.words.titles import is_estimated
from khpcmd.workbook.words.units import UnitNames

SEEN = 20
"""How many cells of a column are looked at to see what kind of figures it has."""
ADDED_UP = re.compile(r"\bluy ke\b|\bcong don\b")


@dataclass(slots=True)
class Columns:
    """The columns of a table with a row for each unit."""

    keys: dict[int, Key] = field(default_factory=dict)
    """By column, the figure it holds."""
    answers: dict[Key, dict[bool, int]] = field(default_factory=dict)
    """By yes/no field with two columns, the column of each answer."""
    series: dict[int, str] = field(default_factory=dict)
    """By column, the month series that it adds up."""
    doubtful: set[int] = field(default_factory=set)
    """Columns whose header names another unit of measure."""

    @property
    def all(self) -> frozenset[int]:
        """Every column with figures or answers."""
        return frozenset([*self.keys, *(column for pair in self.answers.values() for column in pair.values())])

    def add_answer(self, key: Key, column: int, answer: bool) -> int:
        """Keep the column of an answer; returns the first column of that answer, which may be this one."""
        return self.answers.setdefault(key, {}).setdefault(answer, column)


@dataclass(frozen=True, slots=True)
class FigureColumn:
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


@dataclass(frozen=True, slots=True)
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
        columns = Columns()
        for column, heading in self.table.headings.items():
            if heading.kind is Kind.UNKNOWN:
                self._unknown(column, heading)
            elif heading.kind is Kind.SERIES and heading.key:
                columns.series[column] = heading.key.field
            elif heading.key and self._wanted(column, heading):
                self._add(columns, column, heading, heading.key)
        for key in [key for key, pair in columns.answers.items() if len(pair) == 1]:
            self._single(columns, key)
        return columns

    def _single(self, columns: Columns, key: Key) -> None:
        """Add the only column of two answers: "Có" alone is a column like any other, "Không" alone is unknown."""
        ((answer, column),) = columns.answers.pop(key).items()
        if answer:
            columns.keys[column] = key
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
        spec = self.collector.plan.fields[heading.key.field] if heading.key else None
        if heading.key and heading.key.basis is Basis.BASELINE and (self.baseline or not has_baseline(spec)):
            self._report(Code.COLUMN_SET_ASIDE(self.header_at(column), {"header": heading.text}))
            return False
        return self._of_period(column, heading.span)

    def _of_period(self, column: int, span: Span | None) -> bool:
        """Whether a column is of the sheet's period; if not, that is reported."""
        if span is None or not span.period or not self.period or span.period == self.period:
            return True
        code = Code.BASELINE_PERIOD if span.role is Role.BASELINE else Code.WRONG_PERIOD
        self._report(code(self.header_at(column), {"found": span.text, "expected": Ref("period", self.period)}))
        return False

    def _add(self, columns: Columns, column: int, heading: Heading, key: Key) -> None:
        ref, at = Ref("field", key.field), self.header_at(column)
        if heading.closeness is Closeness.BARE:
            self._report(Code.HEADER_FOLDED(at, {"header": heading.text, "field": ref}))
        first = next((other for other, held in columns.keys.items() if held == key), 0)
        if heading.answer is not None:
            first = first or columns.add_answer(key, column, heading.answer)
        if first not in (0, column):
            self._report(Code.FIELD_TWICE(at, {"field": ref, "other": str(self.header_at(first))}))
        if heading.answer is not None:
            return
        if report_measure(self.collector, self._lowest_cell(column), key.field, heading.measure):
            columns.doubtful.add(column)
        columns.keys[column] = key

    def figures(self, kind: Kind = Kind.FIGURE) -> list[FigureColumn]:
        """The columns of a form that hold figures of the period, and of the baseline year (or totals of these)."""
        found = list[FigureColumn]()
        for column, heading in self.table.headings.items():
            if heading.kind is Kind.UNKNOWN and kind is Kind.FIGURE:
                self._unknown(column, heading)
            if heading.kind is not kind or not self._form_period(column, heading.span):
                continue
            if is_estimated(heading.text):
                self._report(Code.ESTIMATES(self.header_at(column), {"found": heading.text}))
            early = heading.span is not None and heading.span.role is Role.BASELINE
            if not (early and self.baseline):
                basis = Basis.BASELINE if early else Basis.CURRENT
                found.append(
                    FigureColumn(column, basis, heading.month, heading.unit.id, heading.answer, heading.measure)
                )
        return self._up_to_now(found)

    def _up_to_now(self, figures: list[FigureColumn]) -> list[FigureColumn]:
        """The columns without those beside a cumulative one ("Trong kỳ" beside "Lũy kế")."""
        left = list[FigureColumn]()
        for figure in figures:
            same = [one for one in figures if one.alike == figure.alike]
            added_up = [one for one in same if ADDED_UP.search(bare(self.table.headings[one.column].text))]
            if len(same) > 1 and len(added_up) == 1 and figure not in added_up:
                header = self.table.headings[figure.column].text
                self._report(Code.COLUMN_SET_ASIDE(self.header_at(figure.column), {"header": header}))
            else:
                left.append(figure)
        return left

    def _form_period(self, column: int, span: Span | None) -> bool:
        """As ``_of_period``; beside a column of the sheet's period, one of another period is skipped in silence."""
        others = [heading.span for at, heading in self.table.headings.items() if at != column and heading.span]
        beside = any(other.period == self.period and other.role is Role.CURRENT for other in others)
        if span and span.role is Role.CURRENT and beside:
            return span.period in ("", self.period)
        return self._of_period(column, span)

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


def has_baseline(spec: AnyField | None) -> bool:
    """Whether the plan also asks for a field's figure of the baseline year."""
    return isinstance(spec, CountField) and spec.baseline


def report_measure(collector: Collector, where: Place, name: str, found: str, unit: str = "") -> bool:
    """Whether a header or a row counts something other than the field ("lượt" for "cơ sở"); if so it is reported."""
    spec = collector.plan.fields[name]
    if not found or not isinstance(spec, CountField | MonthsField) or measured_in(spec, found):
        return False
    params: FieldFoundExpected = {"field": Ref("field", name), "found": found, "expected": Ref("measure", name)}
    collector.reporter.report(Code.UNIT_OF_MEASURE(collector.reporter.at(*where), params, unit))
    return True
