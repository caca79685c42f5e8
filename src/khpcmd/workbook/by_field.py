"""Tables with a row for each field: the form of one unit, or of several that stand as groups."""

from __future__ import annotations

from dataclasses import dataclass, field

from khpcmd.diagnostics import Code, Param, Ref
from khpcmd.returns import Basis, Cell, Key
from khpcmd.text import Closeness, Match, tidy
from khpcmd.workbook.answers import put_answer
from khpcmd.workbook.by_unit import compare_total, has_any, tell_match
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


def part_name(name: str) -> str:
    """What a row names below its item: "Được kiểm tra" for "- Trong đó: Được kiểm tra"."""
    return OF_WHICH.sub("", name.lstrip("-+*•– ")).strip(" :-")


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
    totals: list[FigureColumn] = field(default_factory=list)
    """Where units stand side by side, the columns that add them up."""
    _path: list[str] = field(default_factory=list)
    """The headings above the row: the group, and the item that has no figure of its own."""
    _series: str = ""
    """The field whose months may follow."""
    _told: bool = False
    """Whether it was told already that nobody knows whose rows these are."""

    def read(self) -> None:
        if not any(figure.basis is Basis.CURRENT for figure in self.figures):
            self.into.tell(Code.NO_FIGURE_COLUMN, self.into.at(self.table.top, self.table.names), {})
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
        return self.fields.name([*self._path, part_name(name)])

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
        if self.fields.is_answered_elsewhere(name):
            self.into.tell(Code.ROW_SET_ASIDE, at, {"text": name})
        elif is_total(name):
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
        asked = "number" in numbering and not self._has_parts(row)
        suggestion = self.into.suggestion(self.fields.suggestion, name) if asked else ""
        if suggestion:
            params: dict[str, Param] = {"text": name, "suggestion": suggestion}
            self.into.tell(Code.UNKNOWN_ROW, self.into.at(row, self.table.names), params)

    def _has_parts(self, row: int) -> bool:
        """Whether the row below names a field by what stands above it."""
        below = next(iter(self.into.grid.rows_from(row + 1)), 0)
        return 0 < below <= self.table.last and self._named(row_name(self.table, self.into, below)) is not None

    def _field(self, row: int, name: str, named: Named) -> None:
        if named.closeness is Closeness.BARE:
            params: dict[str, Param] = {"header": name, "field": Ref("field", named.field)}
            self.into.tell(Code.HEADER_FOLDED, self.into.at(row, self.table.names), params)
        months = self.fields.plan.fields[named.field].kind == "months"
        self._series = named.field if months else ""
        self._put(row, named.field, 0, named.measure)
        self._put_evidence(row, named.field)

    def _put(self, row: int, name: str, of_month: int, measure: str = "") -> None:
        if not all(figure.unit or self.unit for figure in self.figures):
            self._nobodys(row)
            return
        doubtful = self._other_measure(row, name, measure)
        manner = Manner(frozenset(figure.column for figure in self.figures), Code.FIELD_TWICE)
        read = dict[Key, list[Cell]]()
        answers = self._answer_columns() if self.fields.plan.fields[name].kind == "yes_no" else {}
        if answers and self._answered(row, answers):
            put_answer(self.into, self.unit, Key(name), {given: (row, at) for given, at in answers.items()}, manner)
            return
        self._tell_unreadable(row, name, of_month)
        for figure in self.figures:
            key, unit = self._key(name, figure, of_month), figure.unit or self.unit
            if self._is_series(name, figure, of_month):
                self.into.add_series(unit, name, (row, figure.column))
            if key:
                read.setdefault(key, []).append(
                    self.into.put(unit, key, (row, figure.column), manner, doubtful=doubtful)
                )
        for total in self.totals:
            key = self._key(name, total, of_month)
            if key and key in read and not doubtful:
                compare_total(self.into, key, (row, total.column), read[key])

    def _key(self, name: str, figure: FigureColumn, of_month: int) -> Key | None:
        """What a column holds in the row of a field; None where it is not wanted."""
        spec = self.fields.plan.fields[name]
        if figure.basis is Basis.BASELINE and not has_baseline(spec):
            return None
        if figure.answer is not None or (spec.kind == "months") != bool(figure.month or of_month):
            return None  # a mark, the sum of a series, or a month of what has no months
        return Key(name, figure.basis, of_month or figure.month)

    def _put_evidence(self, row: int, name: str) -> None:
        """What a checklist says beside the answer: a document, its date, an amount, a day of receipt."""
        manner = Manner(frozenset(), Code.FIELD_TWICE)
        for column, heading in self.table.headings.items():
            field = f"{name}:{heading.evidence}"
            if heading.kind is Kind.EVIDENCE and field in self.fields.plan.fields and self.unit:
                self.into.put(self.unit, Key(field), (row, column), manner)

    def _is_series(self, name: str, figure: FigureColumn, of_month: int) -> bool:
        """Whether a column has the sum of a month series in the row of its field."""
        months = self.fields.plan.fields[name].kind == "months" and not (figure.month or of_month)
        return months and figure.basis is Basis.CURRENT and figure.answer is None

    def _answer_columns(self) -> dict[bool, int]:
        """The columns "Có" and "Không" of the form, where it has both."""
        found = {figure.answer: figure.column for figure in self.figures if figure.answer is not None}
        return {given: found[given] for given in (True, False)} if len(found) == 2 else {}

    def _answered(self, row: int, answers: dict[bool, int]) -> bool:
        """Whether the two columns are to be asked: something stands there, or there is no other column."""
        others = [figure for figure in self.figures if figure.answer is None]
        return not others or has_any(self.into, row, answers.values())

    def _tell_unreadable(self, row: int, name: str, of_month: int) -> None:
        """Tell once where the figures of a row stand only under headers that cannot be their own."""
        keys = [self._key(name, figure, of_month) for figure in self.figures]
        series = any(self._is_series(name, figure, of_month) for figure in self.figures)
        if series or any(key is not None for key in keys) or not self._has_figures(row):
            return
        top, names = self.table.top, self.table.names
        self.into.tell_once((top,), Code.NO_FIGURE_COLUMN, self.into.at(top, names), {}, "")

    def _nobodys(self, row: int) -> None:
        if not self._told:
            self._told = True
            self.into.tell(Code.NO_UNIT, self.into.at(row, self.table.names))

    def _other_measure(self, row: int, name: str, measure: str) -> bool:
        """Whether the row counts something else than the field: by its own column, or by the brackets in its name."""
        grid, columns = self.into.grid, self.table.columns(Kind.MEASURE)
        found = next((text for column in columns if (text := tidy(grid.text(row, column)))), "")
        at = self.into.at(row, columns[0] if found else self.table.names)
        if found and tell_measure(self.into, at, name, found, self.unit):
            return True
        at = self.into.at(row, self.table.names)
        return self.fields.is_measure(measure) and tell_measure(self.into, at, name, measure, self.unit)
