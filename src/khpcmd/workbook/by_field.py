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
from khpcmd.workbook.field_row import FormColumns, read_placed
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.layout.groups import Levels
from khpcmd.workbook.layout.rows import heads_below, is_filler, marker
from khpcmd.workbook.layout.table import Form, Table, is_below_its_item, item_and_part, row_name
from khpcmd.workbook.outcome import raw_text
from khpcmd.workbook.programs import Placed, Taken
from khpcmd.workbook.row_groups import ITEM, UNIT
from khpcmd.workbook.row_kinds import RowKind, RowKinds
from khpcmd.workbook.sheet_checks import number
from khpcmd.workbook.words.cell_words import answer_of
from khpcmd.workbook.words.communes import heads_commune
from khpcmd.workbook.words.headers import FieldNames, Kind, Named
from khpcmd.workbook.words.meaning import Role, Sense
from khpcmd.workbook.words.of_which import NO_WHOLE, Whole, is_of_which, is_part_of_other
from khpcmd.workbook.words.periods import month
from khpcmd.workbook.words.units import UnitNames
from khpcmd.workbook.words.vocabulary import is_total, strip_numbering


def unit_rows(
    table: Table, names: Mapping[int, str], grid: Grid, fields: FieldNames, units: UnitNames
) -> dict[int, Match]:
    """The rows of a form (by their names) that name a reporting unit and hold no figure: a group of rows begins.

    A letterhead within the form may stand left of the names. A commune that is not known is a match without a unit.
    """
    found, figures = dict[int, Match](), table.columns(Kind.FIGURE)
    for row, own in names.items():
        name = own or next((text for column in range(1, table.names) if (text := tidy(grid.text(row, column)))), "")
        if name and not fields.name([name]) and not has_any(grid, row, figures):
            match = units.match(name)
            if (match.id and units.reports(match.id)) or (not match.id and heads_commune(name, units.rests)):
                found[row] = match
    return found


class FormReader:
    """Reads one form from top to bottom.

    ``unit`` is the unit of the rows being read, "" where unknown; ``groups`` are the rows that name a reporting unit.
    """

    def __init__(
        self, form: FormColumns, units: UnitNames, unit: str, groups: Mapping[int, Match], kinds: RowKinds
    ) -> None:
        self._form = form
        self._kinds = kinds
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
        self._last: Named | None = None
        """The field of the row above."""
        self._whole = NO_WHOLE
        """What a row "Trong đó: …" would be a part of: the last other row."""
        self._doubted = list[tuple[str, str]]()
        """Units and fields that have a row of which nobody knows what it is."""
        self._foreign = dict[int, bool]()
        """By column of a series, whether its header names another unit of measure."""
        self._no_unit_reported = False
        """Whether it was already reported that the unit of these rows is unknown."""
        self.placed = list[tuple[Placed, tuple[Taken, ...] | None]]()
        """What its rows were read as."""

    def read(self) -> None:
        by_month = self._table.form is Form.BY_MONTH
        if not by_month and not any(figure.basis is Basis.CURRENT for figure in self._form.figures):
            self._reporter.report(no_figures(self._table, self._reporter))
        markers = self._levels_of_units()
        for row, name in self._form.names.items():
            if row in self._groups:
                self._enter(row, name)
            elif self._groups and self._is_strange_group(row, name, markers):
                self._leave(row, name)
            elif by_month or not self._one_of_several(row, name):
                if name and not is_filler(name):
                    self._row(row, self._below_item(row, name))
                elif not self._has_figures(row):
                    self._collector.account.aside_heading(row)
        self._kinds.report(self._reporter)
        for unit, field in self._doubted:
            self._collector.doubt_field(unit, field)

    def _levels_of_units(self) -> frozenset[str]:
        """How the rows that name units are numbered: "I" may be a letter, but not before "II"."""
        levels, names = Levels(), self._table.names
        texts = ([self._grid.text(row, column) for column in range(1, names + 1)] for row in self._groups)
        return frozenset(levels.of(left, own) for *left, own in texts)

    def _one_of_several(self, row: int, name: str) -> bool:
        """Whether a row is one of several of a field, other than that of its results; it is read or reported then."""
        if self._series or not self._has_figures(row) or (self._is_group(row) and self._named(name) is None):
            return False
        kind = self._kinds.of(row, name)
        merged = self._kinds.continues(row) and not item_and_part(self._table, self._grid, row)[1]
        below = kind is not None and not self._table.kinds
        named = self._last if below or merged or not name else self._named(name)
        if named is None or not (kind or merged or not name):
            return False
        self._last = named
        self._come_to(name, named)
        early = kind is RowKind.BASELINE
        if kind is RowKind.OTHER or (early and not has_baseline(self._fields.plan.fields[named.field])):
            self._kinds.set_aside(self._reporter, row, name)
        elif kind in (RowKind.CURRENT, RowKind.BASELINE):
            self._put(Placed(row, named.field, measure=named.measure, baseline=early))
        else:
            self._kinds.unclear(row, name or self._fields.plan.fields[named.field].label.vi)
            self._doubted += [(figure.unit or self._unit, named.field) for figure in self._form.figures]
        return True

    def _below_item(self, row: int, name: str) -> str:
        """The name of a row; in one with an item and a part beside it, the name of the part, if that is a field."""
        item, part = item_and_part(self._table, self._grid, row)
        if not part:
            return name
        self._path = [*self._path[:1], item]
        named = self._fields.name([item])
        self._series = named.field if named and self._fields.plan.fields[named.field].kind == "months" else ""
        of_month = month(part, self._fields.month_years, bare_number=True) if self._series else 0
        more = of_month or self._named(part) or is_below_its_item(self._table, self._grid, row)
        return part if more else name

    def _at(self, row: int) -> Location:
        return self._reporter.at(row, self._table.names)

    def _marker(self, row: int) -> frozenset[str]:
        return marker(self._grid, row, self._table.names)

    def _enter(self, row: int, name: str) -> None:
        if not self._groups[row].id:
            left = (self._grid.text(row, column) for column in range(1, self._table.names))
            self._leave(row, name or tidy(" ".join(left)))
            return
        self._unit, self._path, self._series, self._last = self._groups[row].id, [], "", None
        self._whole = NO_WHOLE
        report_match(self._reporter, self._at(row), name, self._groups[row])
        self._collector.source(self._unit, self._at(row))
        self._collector.account.heading(row, name, UNIT)

    def _is_strange_group(self, row: int, name: str, markers: frozenset[str]) -> bool:
        """Whether a row is numbered as the units' rows are and names no field: an unknown unit begins."""
        alike = bool(self._marker(row) & markers & {"roman", "letter"})
        return alike and not self._has_figures(row) and self._named(name) is None

    def _leave(self, row: int, name: str) -> None:
        self._unit, self._path, self._series, self._last = "", [], "", None
        self._whole = NO_WHOLE
        self._no_unit_reported = True
        suggestion = self._reporter.suggestion(self._units.suggestion, name)
        self._reporter.report(Code.UNKNOWN_UNIT(self._at(row), {"found": name, "suggestion": suggestion}))

    def _has_figures(self, row: int) -> bool:
        return has_any(self._grid, row, self._form.columns)

    def _is_answered(self, row: int) -> bool:
        """Whether a cell of figures holds a number, or a yes or no."""
        cells = (self._grid.cell(row, column) for column in self._form.columns)
        return any(number(cell) is not None or (cell and answer_of(raw_text(cell), ())) for cell in cells)

    def _named(self, name: str) -> Named | None:
        named = self._fields.name([*self._path, self._fields.part(name)])
        if not self._whole.text or not is_of_which(name):
            return named
        below = self._fields.name([self._whole.text, strip_numbering(name)])
        if below and not below.over:
            return below
        return None if named and is_part_of_other(self._fields, named.field, name, self._whole.field) else named

    def _come_to(self, name: str, named: Named | None) -> None:
        """Keep what "Trong đó: …" in the rows below would be a part of."""
        if not is_of_which(name):
            self._whole = Whole(name, named.field if named else "")

    def _row(self, row: int, name: str) -> None:
        if self._table.form is Form.BY_MONTH:
            self._month(row)
            return
        of_month = month(name, self._fields.month_years, bare_number=True) if self._series else 0
        if of_month:
            self._put(Placed(row, self._series, of_month))
            return
        named = self._named(name)
        self._come_to(name, named)
        if named is None and self._has_figures(row) and not is_total(name):
            if self._is_group(row):  # with its sum in its own row
                self._collector.account.heading(row, name, self._marker(row))
            elif not self._is_answered(row):  # "Công tác kiểm tra | Dự kiến"
                self._collector.account.heading(row, name, self._marker(row), only_known=True)
        if self._has_figures(row) and self._collector.account.sets_aside(name):
            return
        if named:
            if self._heads_others(row, name):
                self._collector.account.heading(row, name, self._marker(row))
            self._field(row, name, named)
        elif self._has_figures(row):
            self._unknown(row, name)
        else:
            self._heading(row, name)

    def _is_group(self, row: int) -> bool:
        return bool(self._marker(row) & {"roman", "letter"})

    def _heads_others(self, row: int, name: str) -> bool:
        """Whether a row that names a field heads a group as well: "A. PHÒNG, CHỐNG MA TÚY" above numbered rows.

        The name of another programme does in front of all rows, too.
        """
        below = next(iter(self._grid.rows_from(row + 1)), 0)
        if self._has_figures(row) or not 0 < below <= self._table.last:
            return False
        other = self._fields.senses.account(name, Role.FREE).other
        if other and other.sense is Sense.PROGRAMME:
            first = row == self._table.first and not self._marker(row) and bool(self._marker(below))
            return first or heads_below(self._grid, row, below, self._table.names)
        return self._is_group(row) and not self._is_group(below)

    def _month(self, row: int) -> None:
        """Read a row of a table of months: that of a month, or of the sums; other rows with figures are reported."""
        if not self._unit:
            self._report_no_unit(row)
            return
        series = self._series_of_months
        name = row_name(self._table, self._grid, row)
        of_month = month(name, self._fields.month_years, bare_number=True)
        if of_month:
            for column, field in series.items():
                key, doubtful = Key(field, month=of_month), self._counts_else(column, field)
                self._collector.take(self._unit, key, (row, column), series.keys(), Around(doubtful))
        elif is_total(name):
            for column, field in series.items():
                self._collector.add_series(self._unit, field, (row, column))
        elif not has_any(self._grid, row, series):
            if name and not is_filler(name):
                self._collector.account.heading(row, name, self._marker(row))
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
        at, self._last = self._at(row), None
        ignored = self._fields.plan.words.ignores("row", strip_numbering(name))
        if ignored or self._fields.is_answered_elsewhere(name):
            self._reporter.report(Code.ROW_SET_ASIDE(at, {"text": name}))
        elif is_total(name):
            self._reporter.report(Code.TOTAL_ROW_SET_ASIDE(at, {"text": name}))
        else:
            beside = (self._grid.cell(row, column) for column in self._form.columns)
            nearest = self._reporter.candidates(self._fields.nearest, name, beside)
            self._reporter.report(Code.UNKNOWN_ROW(at, {"text": name, "suggestion": nearest}))

    def _heading(self, row: int, name: str) -> None:
        """Enter a row without figures: a group, an item above its parts, or a field with an unknown name."""
        numbering = self._marker(row)
        self._series, self._last = "", None
        grouped = bool(numbering & {"roman", "letter"})
        self._path = [name] if grouped else [*self._path[:1], name]
        parts = not grouped and self._has_parts(row)
        self._collector.account.heading(row, name, numbering or (ITEM if parts else numbering))
        alone = "number" in numbering and not grouped and not parts
        suggestion = self._reporter.suggestion(self._fields.suggestion, name) if alone else ""
        if suggestion:
            nearest = self._fields.nearest(name)[:1]
            self._reporter.report(Code.UNKNOWN_ROW(self._at(row), {"text": name, "suggestion": nearest}))

    def _has_parts(self, row: int) -> bool:
        """Whether the row below names a field together with the items above it."""
        below = next(iter(self._grid.rows_from(row + 1)), 0)
        return 0 < below <= self._table.last and self._named(row_name(self._table, self._grid, below)) is not None

    def _field(self, row: int, name: str, named: Named) -> None:
        if named.closeness is Closeness.BARE:
            field = Ref("field", named.field)
            self._reporter.report(Code.HEADER_FOLDED(self._at(row), {"header": name, "field": field}))
        months = self._fields.plan.fields[named.field].kind == "months"
        self._series = named.field if months else ""
        self._last = named
        answered = bool(self._unit) and self._fields.plan.fields[named.field].kind == "yes_no"
        self._put(Placed(row, named.field, measure=named.measure, evidence=answered))

    def _put(self, placed: Placed) -> None:
        if all(figure.unit or self._unit for figure in self._form.figures):
            self.placed.append((placed, read_placed(self._form, self._unit, placed)))
        else:
            self._report_no_unit(placed.row)

    def _report_no_unit(self, row: int) -> None:
        if not self._no_unit_reported:
            self._no_unit_reported = True
            self._reporter.report(Code.NO_UNIT(self._at(row), {}))
