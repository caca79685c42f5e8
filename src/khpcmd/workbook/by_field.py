"""Reads a form: a table with a row for each field (or each month), of one unit or of several in groups or columns.

``FormReader`` goes through the rows; ``FieldRow`` reads the cells of a row that names a field.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from khpcmd.diagnostics import Code, Location
from khpcmd.diagnostics.parameters import Ref
from khpcmd.returns import Basis, Key
from khpcmd.text import Closeness, Match, tidy
from khpcmd.workbook.by_unit import has_any, report_match
from khpcmd.workbook.cell_reader import Around
from khpcmd.workbook.columns import has_baseline, no_figures, report_measure
from khpcmd.workbook.facts.meaning import Meaning
from khpcmd.workbook.facts.read import Facts
from khpcmd.workbook.field_row import FormColumns, read_placed
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.layout.rows import is_filler, marker
from khpcmd.workbook.layout.table import Form, Table, item_and_part
from khpcmd.workbook.programs import Placed, Taken
from khpcmd.workbook.row_kinds import RowKind, RowKinds
from khpcmd.workbook.words.communes import heads_commune
from khpcmd.workbook.words.headers import FieldNames, Kind
from khpcmd.workbook.words.meaning import Role, Sense
from khpcmd.workbook.words.of_which import is_of_which, is_part_of_other
from khpcmd.workbook.words.periods import month
from khpcmd.workbook.words.units import UnitNames
from khpcmd.workbook.words.vocabulary import is_total, strip_numbering


def heading_unit(table: Table, grid: Grid, row: int, name: str, units: UnitNames) -> Match | None:
    """The unit that a row without figures names, perhaps left of the names; without an id for a commune that is not
    known, None for other rows."""
    left = (tidy(grid.text(row, column)) for column in range(1, table.names))
    text = name or next(filter(None, left), "")
    match = units.match(text) if text else Match()
    if match.id:
        return match if units.reports(match.id) else None
    return match if text and heads_commune(text, units.rests) else None


def names_units(table: Table, grid: Grid, names: Mapping[int, str], fields: FieldNames, units: UnitNames) -> bool:
    """Whether the rows of a form are of units that head them."""
    figures = table.columns(Kind.FIGURE)
    return any(
        heading_unit(table, grid, row, name, units)
        for row, name in names.items()
        if not (name and fields.name([name])) and not has_any(grid, row, figures)
    )


class FormReader:
    """Reads one form from top to bottom: each row is of the unit and the field that the facts of the sheet say.

    ``unit`` is the one of rows that name none, "" where it is unknown.
    """

    def __init__(self, form: FormColumns, facts: Facts, units: UnitNames, unit: str, kinds: RowKinds) -> None:
        self._form = form
        self._kinds = kinds
        self._table = form.table
        self._fields = form.fields
        self._units = units
        self._collector = form.collector
        self._grid = form.collector.grid
        self._reporter = form.collector.reporter
        self._unit = unit
        self._facts = facts
        self._last = ""
        """The field of the row above."""
        self._path = list[str]()
        """The headings above a row, which those below the last figure are still under."""
        self._series = list[str]()
        """The name of the series whose months may follow, likewise."""
        self._whole = ""
        """The field of which a row "Trong đó: …" would be a part: that of the last other row."""
        self._met = set[str]()
        """The units that were named."""
        self._doubted = list[tuple[str, str]]()
        """Units and fields that have a row of which nobody knows what it is."""
        self._foreign = dict[int, bool]()
        """By column of a series, whether its header names another unit of measure."""
        self._no_unit_reported = False
        """Whether it was already reported that the unit of these rows is unknown."""
        self.placed = list[tuple[Placed, tuple[Taken, ...] | None]]()
        """What its rows were read as."""

    def read(self) -> None:
        """Every row of the form into the collector."""
        by_month = self._table.form is Form.BY_MONTH
        if not by_month and not any(figure.basis is Basis.CURRENT for figure in self._form.figures):
            self._reporter.report(no_figures(self._table, self._reporter))
        for row, name in self._form.names.items():
            said = self._said(row)
            self._whole = self._whole if is_of_which(name) else said.field
            if self._table.units:
                self._list_unit(row)
            if not self._has_figures(row):
                self._without_figures(row, name, said)
            elif by_month:
                self._month(row, name, said)
            elif self._table.units and not self._unit:
                self._report_no_unit(row)
            elif not self._one_of_several(row, name, said) and name and not is_filler(name):
                self._row(row, name, said)
        self._kinds.report(self._reporter)
        for unit, field in self._doubted:
            self._collector.doubt_field(unit, field)

    def _said(self, row: int) -> Meaning:
        """What the texts of a row say of its figures."""
        name = self._form.names[row]
        said = self._facts.row(row, self._table.beside)
        if said is None or (said.month and not said.field):
            alone = self._facts.label(name, (*self._path, *self._series))  # a month is of its series
            said = alone if said is None or alone.field else said
        if said.field and is_part_of_other(self._fields, said.field, name, self._whole):
            return said._replace(field="")
        if said.field or not said.rest:
            return said
        *above, last = said.rest
        named, of_month = self._fields.name(said.rest), 0
        if named is None and above and (said.aside or said.total) and not self._is_part(last):
            named = self._fields.name(above)  # a figure of a plan, of another year, or of more than the unit
            of_month = month(last, self._fields.month_years)
        return said._replace(field=named.field, month=said.month or of_month) if named else said

    def _is_part(self, text: str) -> bool:
        return self._fields.senses.account(text, Role.HEADER).has(Sense.SUBSET, Sense.PART)

    # whose rows these are

    def _list_unit(self, row: int) -> None:
        """Keep the unit that a row of a long list names in its column; one that is not known is reported once."""
        text = tidy(self._grid.text(row, self._table.units))
        if not text or is_filler(text):
            return
        at, match = self._reporter.at(row, self._table.units), self._units.match(text)
        self._unit, self._no_unit_reported = match.id if self._units.reports(match.id) else "", True
        if self._unit:
            self._come_to(at, text, match)
        elif is_total(text) or (match.id and self._units.above_others(match.id)):
            self._reporter.report_once((text,), Code.TOTAL_ROW_SET_ASIDE(at, {"text": text}))
        else:
            suggestion = self._reporter.suggestion(self._units.suggestion, text)
            self._reporter.report_once((text,), Code.UNKNOWN_UNIT(at, {"found": text, "suggestion": suggestion}))

    def _come_to(self, at: Location, name: str, match: Match) -> None:
        """Keep where a unit is named."""
        if match.id not in self._met or not self._table.units:
            report_match(self._reporter, at, name, match)
            self._collector.source(match.id, at)
        self._met.add(match.id)

    def _begins_unit(self, row: int, name: str, said: Meaning) -> bool:
        """Come to the rows of another unit, where a row without figures heads them; whether it does."""
        match = (
            None if said.field or self._table.units else heading_unit(self._table, self._grid, row, name, self._units)
        )
        if match and match.id:
            self._unit, self._last, self._path, self._series = match.id, "", [], []
            self._come_to(self._at(row), name, match)
            return True
        unknown = not said.unit and self._is_group(row) and (bool(self._met) or self._groups_are_units)
        if match or (unknown and not said.field and not self._table.units):
            text = name or tidy(" ".join(self._grid.text(row, column) for column in range(1, self._table.names)))
            self._unit, self._last, self._no_unit_reported = "", "", True
            suggestion = self._reporter.suggestion(self._units.suggestion, text)
            self._reporter.report(Code.UNKNOWN_UNIT(self._at(row), {"found": text, "suggestion": suggestion}))
            return True
        return False

    @cached_property
    def _groups_are_units(self) -> bool:
        """Whether a numbered group of this form is a unit's: then what heads the others names one as well."""
        groups = ((row, name) for row, name in self._form.names.items() if self._is_group(row))
        matches = (heading_unit(self._table, self._grid, row, name, self._units) for row, name in groups)
        return any(match and match.id for match in matches)

    # rows

    def _without_figures(self, row: int, name: str, said: Meaning) -> None:
        """Read a row without figures: that of a field, or the heading of others."""
        if self._begins_unit(row, name, said):
            return
        if not name or is_filler(name) or self._table.units:
            return
        if self._table.form is not Form.BY_MONTH:
            self._field(row, name, said) if said.field else self._heading(row, name)
        elif said.month:
            self._month(row, name, said)

    def _one_of_several(self, row: int, name: str, said: Meaning) -> bool:
        """Whether a row is one of several of a field, other than that of its results; it is read or reported then."""
        if said.month and self._table.kinds and said.field and self._fields.plan.fields[said.field].kind != "months":
            self._kinds.set_aside(self._reporter, row, name)
            return True
        if said.month or (self._is_group(row) and not said.field):
            return False
        kind = self._kinds.of(row, name)
        merged = self._kinds.continues(row) and not item_and_part(self._table, self._grid, row)[1]
        below = kind is not None and not self._table.kinds
        field = self._last if below or merged or not name else said.field
        if not field or not (kind or merged or not name):
            return False
        self._last = field
        early = kind is RowKind.BASELINE
        if kind is RowKind.OTHER or (early and not has_baseline(self._fields.plan.fields[field])):
            self._kinds.set_aside(self._reporter, row, name)
        elif kind in (RowKind.CURRENT, RowKind.BASELINE):
            self._put(Placed(row, field, measure=self._measure(name), baseline=early))
        else:
            self._kinds.unclear(row, name or self._fields.plan.fields[field].label.vi)
            self._doubted += [(figure.unit or self._unit, field) for figure in self._form.figures]
        return True

    def _at(self, row: int) -> Location:
        return self._reporter.at(row, self._table.names)

    def _marker(self, row: int) -> frozenset[str]:
        return marker(self._grid, row, self._table.names)

    def _has_figures(self, row: int) -> bool:
        columns = self._series_of_months if self._table.form is Form.BY_MONTH else self._form.columns
        return has_any(self._grid, row, columns) and not self._facts.is_heading(row)

    def _row(self, row: int, name: str, said: Meaning) -> None:
        """Read a row with figures and a name."""
        heads = not said.field and self._is_group(row)  # a group with its sum in its own row
        if self._collector.account.sets_aside(row, name, self._table.names if heads else 0):
            return
        if said.field:
            self._field(row, name, said)
        else:
            self._unknown(row, name)

    def _is_group(self, row: int) -> bool:
        return bool(self._marker(row) & {"roman", "letter"})

    def _month(self, row: int, name: str, said: Meaning) -> None:
        """Read a row of a table of months: that of a month, or of the sums; other rows with figures are reported."""
        of_month = said.month or month(name, self._fields.month_years, bare_number=True)
        unit = self._unit
        if not unit:
            self._report_no_unit(row)
        elif of_month:
            for column, field in self._series_of_months.items():
                key, doubtful = Key(field, month=of_month), self._counts_else(column, field)
                self._collector.take(unit, key, (row, column), self._series_of_months.keys(), Around(doubtful))
        elif is_total(name):
            for column, field in self._series_of_months.items():
                self._collector.add_series(unit, field, (row, column))
        else:
            self._reporter.report(Code.UNKNOWN_ROW(self._at(row), {"text": name, "suggestion": ()}))

    @cached_property
    def _series_of_months(self) -> dict[int, str]:
        """By column of a table of months, the field of its series; other fields have no figures by month."""
        found = dict[int, str]()
        for column, heading in self._table.headings.items():
            if heading.kind is Kind.FIELD:
                at = self._reporter.at(self._table.first - 1, column)
                self._reporter.report(Code.COLUMN_SET_ASIDE(at, {"header": heading.text}))
            elif heading.kind is Kind.SERIES and heading.key:
                found[column] = heading.key.field
        return found

    def _counts_else(self, column: int, field: str) -> bool:
        """Whether the header over a series names another unit of measure; that is reported once."""
        if column not in self._foreign:
            where, measure = (self._table.first - 1, column), self._table.headings[column].measure
            self._foreign[column] = report_measure(self._collector, where, field, measure)
        return self._foreign[column]

    def _unknown(self, row: int, name: str) -> None:
        at, self._last = self._at(row), ""
        ignored = self._fields.plan.words.ignores("row", strip_numbering(name))
        if ignored or self._fields.is_answered_elsewhere(name):
            self._reporter.report(Code.ROW_SET_ASIDE(at, {"text": name}))
        elif is_total(name):
            self._reporter.report(Code.TOTAL_ROW_SET_ASIDE(at, {"text": name}))
        else:
            beside = (self._grid.cell(row, column) for column in self._form.columns)
            nearest = self._reporter.candidates(self._fields.nearest, name, beside)
            unknown = Code.UNKNOWN_ROW(at, {"text": name, "suggestion": nearest})
            self._reporter.report_once((name if self._table.units else row,), unknown)

    def _heading(self, row: int, name: str) -> None:
        """Enter a row without figures: a group, an item above its parts, or a field with an unknown name."""
        numbering, self._last, self._series = self._marker(row), "", []
        grouped = self._is_group(row)
        self._path = [name] if grouped else [*self._path[:1], name]
        alone = "number" in numbering and not grouped and not self._has_parts(row)
        suggestion = self._reporter.suggestion(self._fields.suggestion, name) if alone else ""
        if suggestion:
            nearest = self._fields.nearest(name)[:1]
            self._reporter.report(Code.UNKNOWN_ROW(self._at(row), {"text": name, "suggestion": nearest}))

    def _has_parts(self, row: int) -> bool:
        """Whether the row below names a field together with the items above it."""
        below = next(iter(self._grid.rows_from(row + 1)), 0)
        return below in self._form.names and bool(self._said(below).field)

    def _measure(self, name: str) -> str:
        """The words in brackets behind the name of a row."""
        named = self._fields.name([self._fields.part(name)])
        return named.measure if named else ""

    def _field(self, row: int, name: str, said: Meaning) -> None:
        named = self._fields.name([self._fields.part(name)])
        if named and named.closeness is Closeness.BARE:
            field = Ref("field", said.field)
            self._reporter.report(Code.HEADER_FOLDED(self._at(row), {"header": name, "field": field}))
        if not said.month:
            self._series = [name] if self._fields.plan.fields[said.field].kind == "months" else []
        self._last = said.field
        answered = bool(self._unit) and self._fields.plan.fields[said.field].kind == "yes_no"
        measure = named.measure if named else ""
        self._put(Placed(row, said.field, said.month, measure, evidence=answered))

    def _put(self, placed: Placed) -> None:
        if all(figure.unit or self._unit for figure in self._form.figures):
            self.placed.append((placed, read_placed(self._form, self._unit, placed)))
        else:
            self._report_no_unit(placed.row)

    def _report_no_unit(self, row: int) -> None:
        if not self._no_unit_reported:
            self._no_unit_reported = True
            self._reporter.report(Code.NO_UNIT(self._reporter.at(row, self._table.units or self._table.names), {}))
