"""Tables with a row for each field: the form of one unit, or of several that stand as groups."""

from __future__ import annotations

from dataclasses import dataclass, field

from khpcmd.diagnostics import Code, Param, Ref
from khpcmd.returns import Basis
from khpcmd.text import Closeness, Match
from khpcmd.workbook.by_month import put_month
from khpcmd.workbook.by_unit import has_any, report_match
from khpcmd.workbook.collect import Collector
from khpcmd.workbook.columns import FigureColumn
from khpcmd.workbook.field_row import FieldRow
from khpcmd.workbook.header_rows import Form
from khpcmd.workbook.headers import FieldNames, Kind, Named
from khpcmd.workbook.layout import Table
from khpcmd.workbook.row_names import is_below_its_item, item_and_part, part_name, row_name
from khpcmd.workbook.rows import is_filler, marker
from khpcmd.workbook.spans import month
from khpcmd.workbook.units import UnitNames
from khpcmd.workbook.vocabulary import is_total


def unit_rows(table: Table, fields: FieldNames, units: UnitNames, collector: Collector) -> dict[int, Match]:
    """The rows of a form that name a reporting unit and hold no figure: those below are its own."""
    found = dict[int, Match]()
    figures = table.columns(Kind.FIGURE)
    for row in table.rows(collector.grid):
        name = row_name(table, collector, row)
        if name and not fields.name([name]) and not has_any(collector.grid, row, figures):
            match = units.match(name)
            if match.id and units.reports(match.id):
                found[row] = match
    return found


@dataclass(slots=True)
class FormReader:
    """Reads one form from top to bottom. ``unit`` is whose rows are being read, "" where nobody knows."""

    table: Table
    fields: FieldNames
    units: UnitNames
    collector: Collector
    figures: list[FigureColumn]
    unit: str
    groups: dict[int, Match]
    """The rows that name a reporting unit."""
    totals: list[FigureColumn] = field(default_factory=list)
    """Where units stand side by side, the columns that add them up."""
    _path: list[str] = field(default_factory=list)
    """The headings above the row: the group, and the item that has no figure of its own."""
    _series: str = ""
    """The field whose months may follow."""
    _aside: frozenset[str] = frozenset()
    """How the group is numbered whose rows are not of the period; empty outside of such a group."""
    _told: bool = False
    """Whether it was told already that nobody knows whose rows these are."""

    def read(self) -> None:
        by_month = self.table.form is Form.BY_MONTH
        if not by_month and not any(figure.basis is Basis.CURRENT for figure in self.figures):
            self.collector.reporter.report(
                Code.NO_FIGURE_COLUMN, self.collector.reporter.at(self.table.top, self.table.names), {}
            )
        markers = frozenset[str]().union(*(self._marker(row) for row in self.groups))
        for row in self.table.rows(self.collector.grid):
            name = row_name(self.table, self.collector, row)
            if row in self.groups:
                self._enter(row, name)
            elif self.groups and self._is_strange_group(row, name, markers):
                self._leave(row, name)
            elif name and not is_filler(name):
                self._row(row, self._below_item(row, name))

    def _below_item(self, row: int, name: str) -> str:
        """The name of a row; where it is an item with a part beside it, the part below the item, if that names more."""
        item, part = item_and_part(self.table, self.collector, row)
        if not part:
            return name
        self._path = [*self._path[:1], item]
        named = self.fields.name([item])
        self._series = named.field if named and self.fields.plan.fields[named.field].kind == "months" else ""
        of_month = month(part, self.fields.year, bare_number=True) if self._series else 0
        more = of_month or self._named(part) or is_below_its_item(self.table, self.collector, row)
        return part if more else name

    def _marker(self, row: int) -> frozenset[str]:
        return marker(self.collector.grid, row, self.table.names)

    def _enter(self, row: int, name: str) -> None:
        self.unit, self._path, self._series = self.groups[row].id, [], ""
        report_match(self.collector.reporter, self.collector.reporter.at(row, self.table.names), name, self.groups[row])
        self.collector.source(self.unit, self.collector.reporter.at(row, self.table.names))

    def _is_strange_group(self, row: int, name: str, markers: frozenset[str]) -> bool:
        """A row that is numbered as the units' rows are and names no field: another unit begins, but which?"""
        alike = bool(self._marker(row) & markers & {"roman", "letter"})
        return alike and not self._has_figures(row) and self._named(name) is None

    def _leave(self, row: int, name: str) -> None:
        self.unit, self._path, self._series, self._told = "", [], "", True
        params: dict[str, Param] = {
            "found": name,
            "suggestion": self.collector.reporter.suggestion(self.units.suggestion, name),
        }
        self.collector.reporter.report(Code.UNKNOWN_UNIT, self.collector.reporter.at(row, self.table.names), params)

    def _has_figures(self, row: int) -> bool:
        return has_any(self.collector.grid, row, [figure.column for figure in self.figures])

    def _named(self, name: str) -> Named | None:
        return self.fields.name([*self._path, part_name(name)])

    def _row(self, row: int, name: str) -> None:
        if self.table.form is Form.BY_MONTH:
            self._month(row)
            return
        of_month = month(name, self.fields.year, bare_number=True) if self._series else 0
        if of_month:
            self._put(row, self._series, of_month)
            return
        named = self._named(name)
        if self._aside and self._has_figures(row):
            return
        if named:
            self._field(row, name, named)
        elif self._has_figures(row):
            self._unknown(row, name)
        else:
            self._heading(row, name)

    def _month(self, row: int) -> None:
        """The row of a month, in a table that has nothing else."""
        if self.unit:
            put_month(self.table, self.fields, self.collector, self.unit, row)
        else:
            self._nobodys(row)

    def _unknown(self, row: int, name: str) -> None:
        at = self.collector.reporter.at(row, self.table.names)
        if self.fields.is_answered_elsewhere(name):
            self.collector.reporter.report(Code.ROW_SET_ASIDE, at, {"text": name})
        elif is_total(name):
            self.collector.reporter.report(Code.TOTAL_ROW_SET_ASIDE, at, {"text": name})
        else:
            self.collector.reporter.report(
                Code.UNKNOWN_ROW,
                at,
                {"text": name, "suggestion": self.collector.reporter.suggestion(self.fields.suggestion, name)},
            )

    def _heading(self, row: int, name: str) -> None:
        """A row without figures: a group, an item above its parts, or a field under a name that nobody knows."""
        numbering = self._marker(row)
        self._series = ""
        self._enter_group(row, name, numbering)
        if numbering & {"roman", "letter"}:
            self._path = [name]
            return
        self._path = [*self._path[:1], name]
        asked = "number" in numbering and not self._has_parts(row)
        suggestion = self.collector.reporter.suggestion(self.fields.suggestion, name) if asked else ""
        if suggestion:
            params: dict[str, Param] = {"text": name, "suggestion": suggestion}
            self.collector.reporter.report(Code.UNKNOWN_ROW, self.collector.reporter.at(row, self.table.names), params)

    def _enter_group(self, row: int, name: str, numbering: frozenset[str]) -> None:
        """What is below a heading such as "Kế hoạch năm 2023" or "Năm 2022" is not of the period."""
        other = self.fields.is_of_other_span(name)
        if other:
            self._aside = numbering or frozenset({"group"})
            self.collector.reporter.report(
                Code.GROUP_OF_OTHER_SPAN, self.collector.reporter.at(row, self.table.names), {"text": name}
            )
        elif other is False or numbering & self._aside:
            self._aside = frozenset()

    def _has_parts(self, row: int) -> bool:
        """Whether the row below names a field by what stands above it."""
        below = next(iter(self.collector.grid.rows_from(row + 1)), 0)
        return 0 < below <= self.table.last and self._named(row_name(self.table, self.collector, below)) is not None

    def _field(self, row: int, name: str, named: Named) -> None:
        if named.closeness is Closeness.BARE:
            params: dict[str, Param] = {"header": name, "field": Ref("field", named.field)}
            self.collector.reporter.report(
                Code.HEADER_FOLDED, self.collector.reporter.at(row, self.table.names), params
            )
        months = self.fields.plan.fields[named.field].kind == "months"
        self._series = named.field if months else ""
        self._put(row, named.field, 0, named.measure)
        self._of(row, named.field).read_evidence()

    def _put(self, row: int, name: str, of_month: int, measure: str = "") -> None:
        if all(figure.unit or self.unit for figure in self.figures):
            self._of(row, name).read(of_month, measure)
        else:
            self._nobodys(row)

    def _nobodys(self, row: int) -> None:
        if not self._told:
            self._told = True
            self.collector.reporter.report(Code.NO_UNIT, self.collector.reporter.at(row, self.table.names))

    def _of(self, row: int, name: str) -> FieldRow:
        return FieldRow(self.table, self.fields, self.collector, self.figures, self.totals, self.unit, row, name)
