"""Tables with a row for each field: the form of one unit, or of several that stand as groups."""

from __future__ import annotations

from collections.abc import Mapping

from khpcmd.diagnostics import Code, Location, Param, Ref
from khpcmd.returns import Basis
from khpcmd.text import Closeness, Match
from khpcmd.workbook.by_month import put_month
from khpcmd.workbook.by_unit import has_any, report_match
from khpcmd.workbook.field_row import FieldRow, FormColumns
from khpcmd.workbook.grid import Grid
from khpcmd.workbook.header_rows import Form
from khpcmd.workbook.headers import FieldNames, Kind, Named
from khpcmd.workbook.layout import Table
from khpcmd.workbook.row_names import is_below_its_item, item_and_part, part_name, row_name
from khpcmd.workbook.rows import is_filler, marker
from khpcmd.workbook.spans import month
from khpcmd.workbook.units import UnitNames
from khpcmd.workbook.vocabulary import is_total


def unit_rows(
    table: Table, names: Mapping[int, str], grid: Grid, fields: FieldNames, units: UnitNames
) -> dict[int, Match]:
    """The rows of a form (by their names) that name a reporting unit and hold no figure: those below are its own."""
    found, figures = dict[int, Match](), table.columns(Kind.FIGURE)
    for row, name in names.items():
        if name and not fields.name([name]) and not has_any(grid, row, figures):
            match = units.match(name)
            if match.id and units.reports(match.id):
                found[row] = match
    return found


class FormReader:
    """Reads one form from top to bottom.

    ``unit`` is whose rows are being read, "" where nobody knows; ``groups`` are the rows that name a reporting unit.
    """

    def __init__(self, form: FormColumns, units: UnitNames, unit: str, groups: Mapping[int, Match]) -> None:
        self._form = form
        self._table = form.table
        self._fields = form.fields
        self._units = units
        self._collector = form.collector
        self._grid = form.collector.grid
        self._reporter = form.collector.reporter
        self._unit = unit
        self._groups = groups
        self._path: list[str] = []
        """The headings above the row: the group, and the item that has no figure of its own."""
        self._series = ""
        """The field whose months may follow."""
        self._aside = frozenset[str]()
        """How the group is numbered whose rows are not of the period; empty outside of such a group."""
        self._nobodys_reported = False
        """Whether it was reported already that nobody knows whose rows these are."""

    def read(self) -> None:
        by_month = self._table.form is Form.BY_MONTH
        if not by_month and not any(figure.basis is Basis.CURRENT for figure in self._form.figures):
            self._reporter.report(Code.NO_FIGURE_COLUMN, self._reporter.at(self._table.top, self._table.names), {})
        markers = frozenset[str]().union(*(self._marker(row) for row in self._groups))
        for row, name in self._form.names.items():
            if row in self._groups:
                self._enter(row, name)
            elif self._groups and self._is_strange_group(row, name, markers):
                self._leave(row, name)
            elif name and not is_filler(name):
                self._row(row, self._below_item(row, name))

    def _below_item(self, row: int, name: str) -> str:
        """The name of a row; where it is an item with a part beside it, the part below the item, if that names more."""
        item, part = item_and_part(self._table, self._grid, row)
        if not part:
            return name
        self._path = [*self._path[:1], item]
        named = self._fields.name([item])
        self._series = named.field if named and self._fields.plan.fields[named.field].kind == "months" else ""
        of_month = month(part, self._fields.year, bare_number=True) if self._series else 0
        more = of_month or self._named(part) or is_below_its_item(self._table, self._grid, row)
        return part if more else name

    def _at(self, row: int) -> Location:
        return self._reporter.at(row, self._table.names)

    def _marker(self, row: int) -> frozenset[str]:
        return marker(self._grid, row, self._table.names)

    def _enter(self, row: int, name: str) -> None:
        self._unit, self._path, self._series = self._groups[row].id, [], ""
        report_match(self._reporter, self._at(row), name, self._groups[row])
        self._collector.source(self._unit, self._at(row))

    def _is_strange_group(self, row: int, name: str, markers: frozenset[str]) -> bool:
        """A row that is numbered as the units' rows are and names no field: another unit begins, but which?"""
        alike = bool(self._marker(row) & markers & {"roman", "letter"})
        return alike and not self._has_figures(row) and self._named(name) is None

    def _leave(self, row: int, name: str) -> None:
        self._unit, self._path, self._series, self._nobodys_reported = "", [], "", True
        params: dict[str, Param] = {
            "found": name,
            "suggestion": self._reporter.suggestion(self._units.suggestion, name),
        }
        self._reporter.report(Code.UNKNOWN_UNIT, self._at(row), params)

    def _has_figures(self, row: int) -> bool:
        return has_any(self._grid, row, self._form.columns)

    def _named(self, name: str) -> Named | None:
        return self._fields.name([*self._path, part_name(name)])

    def _row(self, row: int, name: str) -> None:
        if self._table.form is Form.BY_MONTH:
            self._month(row)
            return
        of_month = month(name, self._fields.year, bare_number=True) if self._series else 0
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
        if self._unit:
            put_month(self._table, self._fields, self._collector, self._unit, row)
        else:
            self._nobodys(row)

    def _unknown(self, row: int, name: str) -> None:
        at = self._at(row)
        if self._fields.is_answered_elsewhere(name):
            self._reporter.report(Code.ROW_SET_ASIDE, at, {"text": name})
        elif is_total(name):
            self._reporter.report(Code.TOTAL_ROW_SET_ASIDE, at, {"text": name})
        else:
            self._reporter.report(
                Code.UNKNOWN_ROW,
                at,
                {"text": name, "suggestion": self._reporter.suggestion(self._fields.suggestion, name)},
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
        suggestion = self._reporter.suggestion(self._fields.suggestion, name) if asked else ""
        if suggestion:
            params: dict[str, Param] = {"text": name, "suggestion": suggestion}
            self._reporter.report(Code.UNKNOWN_ROW, self._at(row), params)

    def _enter_group(self, row: int, name: str, numbering: frozenset[str]) -> None:
        """What is below a heading such as "Kế hoạch năm 2023" or "Năm 2022" is not of the period."""
        other = self._fields.is_of_other_span(name)
        if other:
            self._aside = numbering or frozenset({"group"})
            self._reporter.report(Code.GROUP_OF_OTHER_SPAN, self._at(row), {"text": name})
        elif other is False or numbering & self._aside:
            self._aside = frozenset()

    def _has_parts(self, row: int) -> bool:
        """Whether the row below names a field by what stands above it."""
        below = next(iter(self._grid.rows_from(row + 1)), 0)
        return 0 < below <= self._table.last and self._named(row_name(self._table, self._grid, below)) is not None

    def _field(self, row: int, name: str, named: Named) -> None:
        if named.closeness is Closeness.BARE:
            params: dict[str, Param] = {"header": name, "field": Ref("field", named.field)}
            self._reporter.report(Code.HEADER_FOLDED, self._at(row), params)
        months = self._fields.plan.fields[named.field].kind == "months"
        self._series = named.field if months else ""
        self._put(row, named.field, 0, named.measure)
        if self._form.evidence:
            FieldRow(self._form, self._unit, row, named.field).read_evidence()

    def _put(self, row: int, name: str, of_month: int, measure: str = "") -> None:
        if all(figure.unit or self._unit for figure in self._form.figures):
            FieldRow(self._form, self._unit, row, name).read(of_month, measure)
        else:
            self._nobodys(row)

    def _nobodys(self, row: int) -> None:
        if not self._nobodys_reported:
            self._nobodys_reported = True
            self._reporter.report(Code.NO_UNIT, self._at(row))
