"""Tables with a row for each field: the form of one unit, or of several that stand as groups."""

from __future__ import annotations

from dataclasses import dataclass, field

from khpcmd.diagnostics import Code, Param, Ref
from khpcmd.returns import Basis, Key
from khpcmd.text import Closeness, Match, tidy
from khpcmd.workbook.by_unit import has_any, tell_match
from khpcmd.workbook.collect import Collector, Manner
from khpcmd.workbook.columns import FigureColumn, has_baseline, tell_measure
from khpcmd.workbook.headers import FieldNames, Kind, Named
from khpcmd.workbook.layout import Table
from khpcmd.workbook.rows import is_filler, is_index_row, marker
from khpcmd.workbook.spans import month
from khpcmd.workbook.units import UnitNames
from khpcmd.workbook.vocabulary import OF_WHICH, is_total


def unit_rows(table: Table, fields: FieldNames, units: UnitNames, into: Collector) -> dict[int, Match]:
    """The rows of a form that name a reporting unit and hold no figure: those below are its own."""
    found = dict[int, Match]()
    figures = table.columns(Kind.FIGURE)
    for row in _rows(table, into):
        name = row_name(table, into, row)
        if name and not fields.name([name]) and not has_any(into, row, figures):
            match = units.match(name)
            if match.id and units.reports(match.id):
                found[row] = match
    return found


def _rows(table: Table, into: Collector) -> list[int]:
    return [row for row in into.grid.rows_from(table.first) if row <= table.last and not is_index_row(into.grid, row)]


def row_name(table: Table, into: Collector, row: int) -> str:
    """The name of a row, also where it is indented into the next column."""
    end = min((column for column in table.headings if column > table.names), default=table.names + 1)
    texts = (into.grid.text(row, column) for column in range(table.names, end))
    return next((tidy(text) for text in texts if text.strip()), "")


@dataclass(slots=True)
class FormReader:
    """Reads one form from top to bottom. ``unit`` is whose rows are being read, "" where nobody knows."""

    table: Table
    fields: FieldNames
    units: UnitNames
    into: Collector
    figures: list[FigureColumn]
    unit: str
    groups: dict[int, Match]
    """The rows that name a reporting unit."""
    _path: list[str] = field(default_factory=list)
    """The headings above the row: the group, and the item that has no figure of its own."""
    _series: str = ""
    """The field whose months may follow."""
    _told: bool = False
    """Whether it was told already that nobody knows whose rows these are."""

    def read(self) -> None:
        markers = frozenset[str]().union(*(self._marker(row) for row in self.groups))
        for row in _rows(self.table, self.into):
            name = row_name(self.table, self.into, row)
            if row in self.groups:
                self._enter(row, name)
            elif self.groups and self._is_strange_group(row, name, markers):
                self._leave(row, name)
            elif name and not is_filler(name):
                self._row(row, name)

    def _marker(self, row: int) -> frozenset[str]:
        return marker(self.into.grid, row, self.table.names)

    def _enter(self, row: int, name: str) -> None:
        self.unit, self._path, self._series = self.groups[row].id, [], ""
        tell_match(self.into, row, self.table.names, name, self.groups[row])
        self.into.source(self.unit, row, self.table.names)

    def _is_strange_group(self, row: int, name: str, markers: frozenset[str]) -> bool:
        """A row that is numbered as the units' rows are and names no field: another unit begins, but which?"""
        alike = bool(self._marker(row) & markers & {"roman", "letter"})
        return alike and not self._has_figures(row) and self._named(name) is None

    def _leave(self, row: int, name: str) -> None:
        self.unit, self._path, self._series, self._told = "", [], "", True
        params: dict[str, Param] = {"found": name, "suggestion": self.into.suggestion(self.units.suggestion, name)}
        self.into.tell(Code.UNKNOWN_UNIT, self.into.at(row, self.table.names), params)

    def _has_figures(self, row: int) -> bool:
        return has_any(self.into, row, [figure.column for figure in self.figures])

    def _named(self, name: str) -> Named | None:
        return self.fields.name([*self._path, OF_WHICH.sub("", name).strip(" :-")])

    def _row(self, row: int, name: str) -> None:
        of_month = month(name, self.fields.year, bare_number=True) if self._series else 0
        if of_month:
            self._put(row, self._series, of_month)
            return
        named = self._named(name)
        if named:
            self._field(row, name, named)
        elif self._has_figures(row):
            self._unknown(row, name)
        else:
            self._heading(row, name)

    def _unknown(self, row: int, name: str) -> None:
        at = self.into.at(row, self.table.names)
        if is_total(name):
            self.into.tell(Code.TOTAL_ROW_SET_ASIDE, at, {"text": name})
        else:
            self.into.tell(
                Code.UNKNOWN_ROW, at, {"text": name, "suggestion": self.into.suggestion(self.fields.suggestion, name)}
            )

    def _heading(self, row: int, name: str) -> None:
        """A row without figures: a group, an item above its parts, or a field under a name that nobody knows."""
        numbering = self._marker(row)
        self._series = ""
        if numbering & {"roman", "letter"}:
            self._path = [name]
            return
        self._path = [*self._path[:1], name]
        suggestion = self.into.suggestion(self.fields.suggestion, name) if "number" in numbering else ""
        if suggestion:
            params: dict[str, Param] = {"text": name, "suggestion": suggestion}
            self.into.tell(Code.UNKNOWN_ROW, self.into.at(row, self.table.names), params)

    def _field(self, row: int, name: str, named: Named) -> None:
        if named.closeness is Closeness.BARE:
            params: dict[str, Param] = {"header": name, "field": Ref("field", named.field)}
            self.into.tell(Code.HEADER_FOLDED, self.into.at(row, self.table.names), params)
        months = self.fields.plan.fields[named.field].kind == "months"
        self._series = named.field if months else ""
        self._put(row, named.field, 0, named.measure)

    def _put(self, row: int, name: str, of_month: int, measure: str = "") -> None:
        spec = self.fields.plan.fields[name]
        if not self.unit:
            self._nobodys(row)
            return
        doubtful = self._other_measure(row, name, measure)
        manner = Manner(frozenset(figure.column for figure in self.figures), Code.FIELD_TWICE)
        for figure in self.figures:
            if figure.basis is Basis.BASELINE and not has_baseline(spec):
                continue
            if (spec.kind == "months") != bool(figure.month or of_month):
                continue  # the sum of a series, or a month of what has no months
            key = Key(name, figure.basis, of_month or figure.month)
            where = (row, figure.column)
            self.into.put(self.unit, key, where, manner, doubtful=doubtful)

    def _nobodys(self, row: int) -> None:
        if not self._told:
            self._told = True
            self.into.tell(Code.NO_UNIT, self.into.at(row, self.table.names))

    def _other_measure(self, row: int, name: str, measure: str) -> bool:
        """Whether the row counts something else than the field: by its own column, or by the brackets in its name."""
        grid, columns = self.into.grid, self.table.columns(Kind.MEASURE)
        found = next((text for column in columns if (text := tidy(grid.text(row, column)))), "")
        at = self.into.at(row, columns[0] if found else self.table.names)
        if not found and not self.fields.is_measure(measure):
            return False
        return tell_measure(self.into, at, name, found or measure, self.unit)
