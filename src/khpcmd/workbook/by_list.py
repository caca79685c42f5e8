"""Reads a long list: a row for each figure, with its unit and its field in columns of their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from khpcmd.diagnostics import Code
from khpcmd.text import tidy
from khpcmd.workbook.by_unit import has_any, report_match
from khpcmd.workbook.field_row import FieldRow, FormColumns
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.layout.rows import is_filler, marker
from khpcmd.workbook.layout.table import Form, Table
from khpcmd.workbook.row_kinds import RowKind, RowKinds
from khpcmd.workbook.words.headers import Named
from khpcmd.workbook.words.units import UnitNames
from khpcmd.workbook.words.vocabulary import UNIT_HEADERS, is_total, key

SEEN = 40
"""How many rows of a table are looked at to see that a column names units."""


def with_units(table: Table, grid: Grid, units: UnitNames) -> Table:
    """The table with its column of units, if it is a long list."""
    if table.form is not Form.BY_FIELD:
        return table
    for column, heading in table.headings.items():
        if key(heading.text) in UNIT_HEADERS and _names_units(grid, islice(table.rows(grid), SEEN), column, units):
            return replace(table, units=column)
    return table


def _names_units(grid: Grid, rows: Iterable[int], column: int, units: UnitNames) -> bool:
    return any((text := grid.text(row, column)) and units.match(text).id for row in rows)


class ListReader:
    """Reads one long list from top to bottom; a unit or a field that is not known is reported once."""

    def __init__(self, form: FormColumns, units: UnitNames, kinds: RowKinds) -> None:
        self._form = form
        self._table = form.table
        self._fields = form.fields
        self._units = units
        self._kinds = kinds
        self._collector = form.collector
        self._grid = form.collector.grid
        self._reporter = form.collector.reporter
        self._unit = ""
        """The unit of the row, also where only the first row of a unit names it; "" where it is not known."""
        self._begun = False
        """Whether a unit, known or not, or a total was named already."""
        self._met = set[str]()
        self._doubted = dict[tuple[str, str], None]()

    def read(self) -> None:
        """Every row of the list into the collector."""
        for row, name in self._form.names.items():
            self._enter(row)
            if self._heads_group(row, name):
                self._collector.account.heading(row, name, marker(self._grid, row, self._table.names))
            elif not name and not self._grid.text(row, self._table.units):
                self._collector.account.aside_heading(row)
            elif not has_any(self._grid, row, self._form.columns):
                continue
            elif name and not is_filler(name):
                if self._unit:
                    self._row(row, name)
                elif not self._begun:
                    self._reporter.report_once((), Code.NO_UNIT(self._reporter.at(row, self._table.units), {}))
        self._kinds.report(self._reporter)
        for unit, field in self._doubted:
            self._collector.doubt_field(unit, field)

    def _heads_group(self, row: int, name: str) -> bool:
        """Whether a row names neither a unit nor a field, and has no figure."""
        empty = not self._grid.text(row, self._table.units) and not has_any(self._grid, row, self._form.columns)
        return empty and bool(name) and not is_filler(name) and self._fields.name([name]) is None

    def _enter(self, row: int) -> None:
        """Keep the unit that a row names."""
        text = tidy(self._grid.text(row, self._table.units))
        at = self._reporter.at(row, self._table.units)
        if not text or is_filler(text):
            return
        self._begun, match = True, self._units.match(text)
        self._unit = match.id if match.id and self._units.reports(match.id) else ""
        if self._unit:
            if self._unit not in self._met:
                report_match(self._reporter, at, text, match)
                self._met.add(self._unit)
                self._collector.source(self._unit, at)
        elif is_total(text) or (match.id and self._units.above_others(match.id)):
            self._reporter.report_once((text,), Code.TOTAL_ROW_SET_ASIDE(at, {"text": text}))
        else:
            suggestion = self._reporter.suggestion(self._units.suggestion, text)
            self._reporter.report_once((text,), Code.UNKNOWN_UNIT(at, {"found": text, "suggestion": suggestion}))

    def _row(self, row: int, name: str) -> None:
        named = self._fields.name([name])
        if named is None:
            self._unknown(row, name)
            return
        kind = self._kinds.of(row, "") if self._table.kinds else RowKind.CURRENT
        if kind is RowKind.OTHER:
            self._kinds.set_aside(self._reporter, row, name)
        elif kind in (RowKind.CURRENT, RowKind.BASELINE):
            self._figure(row, named, baseline=kind is RowKind.BASELINE)
        else:
            self._kinds.unclear(row, name)
            self._doubted[self._unit, named.field] = None

    def _figure(self, row: int, named: Named, *, baseline: bool) -> None:
        reader = FieldRow(self._form, self._unit, row, named.field, baseline=baseline)
        reader.read(0, named.measure)
        if self._fields.plan.fields[named.field].kind == "yes_no":
            reader.read_evidence()

    def _unknown(self, row: int, name: str) -> None:
        beside = (self._grid.cell(row, column) for column in self._form.columns)
        at = self._reporter.at(row, self._table.names)
        nearest = self._reporter.candidates(self._fields.nearest, name, beside)
        self._reporter.report_once((name,), Code.UNKNOWN_ROW(at, {"text": name, "suggestion": nearest}))
