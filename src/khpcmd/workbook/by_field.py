"""Reads a form: a table with a row for each field (or each month), of one unit or of several in groups or columns.

``FormReader`` goes through the rows; ``FieldRow`` reads the cells of a row that names a field: its figure, its evidence
and its answer, as far as the columns of the form say so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from khpcmd.diagnostics import Code, Location
from khpcmd.diagnostics.parameters import FieldFoundSecondOther, Ref
from khpcmd.plan.fields import NUMBERS
from khpcmd.returns import Basis, Cell, CellState, CellValue, Frame, Key
from khpcmd.text import Closeness, Match, tidy
from khpcmd.workbook.by_unit import compare_total, has_any, report_match, sum_of
from khpcmd.workbook.cell_reader import Wanted
from khpcmd.workbook.collect import Collector
from khpcmd.workbook.columns import FigureColumn, no_figures, one_unit, report_measure
from khpcmd.workbook.facts.meaning import Meaning
from khpcmd.workbook.facts.read import Facts
from khpcmd.workbook.file.addresses import place
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.programs import FormProgram, Placed
from khpcmd.workbook.row_kinds import RowKind, RowKinds
from khpcmd.workbook.table import Form, Table, is_filler, item_and_part, marker
from khpcmd.workbook.typed_days import read_date
from khpcmd.workbook.words.cell_words import answer_of
from khpcmd.workbook.words.communes import heads_commune
from khpcmd.workbook.words.headers import FieldNames, Kind, is_of_name
from khpcmd.workbook.words.meaning import Role, Sense
from khpcmd.workbook.words.of_which import is_of_which, is_part_of_other
from khpcmd.workbook.words.periods import month
from khpcmd.workbook.words.units import UnitNames
from khpcmd.workbook.words.vocabulary import is_total, spellings, strip_numbering


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


_OF_SOME = (Sense.SUBSET, Sense.NEGATION)
_OF_THE_PERIOD = (Sense.PERIOD, Sense.THIS_PERIOD, Sense.CUMULATIVE)
"""What the name of a row says that counts, of the one above it, those of the period alone."""


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
        self._facts, self._down = facts, facts.down(form.table.beside)
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
        self.placed = list[tuple[Placed, tuple[Wanted, ...] | None]]()
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
        said = self._down.get(row)
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
        if said.month or (self._is_group(row) and not said.field) or self._is_named_so(name, said.field):
            return False
        kind = self._kinds.of(row, name)
        merged = self._kinds.continues(row) and not item_and_part(self._table, self._grid, row)[1]
        below = kind is not None and not self._table.kinds
        field = self._last if below or merged or not name else said.field
        if not field or not (kind or merged or not name):
            return False
        self._last = field
        early = kind is RowKind.BASELINE
        if kind is RowKind.OTHER or (early and not self._fields.plan.fields[field].has_baseline):
            self._kinds.set_aside(self._reporter, row, name)
        elif kind in (RowKind.CURRENT, RowKind.BASELINE):
            self._put(Placed(row, field, measure=self._measure(name), baseline=early))
        else:
            self._kinds.unclear(row, name or self._fields.plan.fields[field].label.vi)
            self._doubted += [(figure.unit or self._unit, field) for figure in self._form.figures]
        return True

    def _is_named_so(self, name: str, field: str) -> bool:
        """Whether words of time belong to the plan's name of another field than the last: "Kỳ trước chuyển sang"."""
        own = not self._table.kinds and field != self._last
        named = self._fields.name([*self._path, name]) if own else None
        return named is not None and named.closeness is Closeness.SAME and named.field == field

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
                spec, doubtful = self._fields.plan.fields[field], self._counts_else(column, field)
                wanted = Wanted(column, Key(field, month=of_month), spec, doubtful)
                self._collector.take(unit, row, wanted, self._series_of_months.keys())
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
        at, whole, self._last = self._at(row), self._last, ""
        said = self._fields.senses.account(name, Role.HEADER) if whole else None
        if said and said.has(*_OF_SOME) and said.has(*_OF_THE_PERIOD):  # so more than that is in the whole
            self._kinds.unclear(row, name)
            self._doubted += [(figure.unit or self._unit, whole) for figure in self._form.figures]
            return
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


_key = lru_cache(maxsize=4096)(Key)
"""The keys of figures, each made once for all forms."""


@dataclass(frozen=True)
class FormColumns:
    """What the rows of a form have in common: the columns of its figures, and those that add up the units' columns."""

    table: Table
    fields: FieldNames
    collector: Collector
    names: Mapping[int, str]
    """The names of its rows."""
    figures: Sequence[FigureColumn]
    totals: Sequence[FigureColumn] = ()

    @cached_property
    def columns(self) -> frozenset[int]:
        return frozenset(figure.column for figure in self.figures)

    @cached_property
    def answers(self) -> dict[bool, int]:
        """The columns "Có" and "Không", where the form has both."""
        found = {figure.answer: figure.column for figure in self.figures if figure.answer is not None}
        return {given: found[given] for given in (True, False)} if len(found) == 2 else {}

    @cached_property
    def measures(self) -> list[int]:
        """The columns that say what each row counts."""
        return self.table.columns(Kind.MEASURE)

    @cached_property
    def evidence(self) -> dict[int, str]:
        """By column, the kind of evidence that stands in it."""
        return {column: self.table.headings[column].evidence for column in self.table.columns(Kind.EVIDENCE)}


def read_placed(form: FormColumns, unit: str, placed: Placed) -> tuple[Wanted, ...] | None:
    """Read a row of a form as what it was found to be; its figures, where it has nothing else."""
    row = FieldRow(form, unit, placed)
    taken = row.read()
    if placed.evidence:
        row.read_evidence()
    return taken


def read_again(form: FormColumns, unit: str, program: FormProgram) -> None:
    """Read the rows of a form that is like one that was read: all figures at once, or row by row where one of them may
    be asked about."""
    collector, columns = form.collector, form.columns
    if program.wanted and collector.may_keep(unit):
        sheet = collector.reporter.sheet
        frame = Frame(sheet.file, sheet.sheet, program.order, program.places)
        collector.keep_all(unit, frame, collector.cells.read_each(unit, program.wanted, columns))
        return
    for placed, taken in program.rows:
        if taken is None:
            read_placed(form, unit, placed)
        else:
            for one in taken:
                collector.take(unit, placed.row, one, columns)


class FieldRow:
    """A row of a field. ``unit`` is "" where each column of figures has a unit of its own."""

    def __init__(self, form: FormColumns, unit: str, placed: Placed) -> None:
        self._row, self._name, self._month, self._measure, self._baseline, _ = placed
        self._form, self._unit = form, unit
        self._collector, self._reporter = form.collector, form.collector.reporter
        self._spec = form.fields.plan.fields[placed.field]

    def read(self) -> tuple[Wanted, ...] | None:
        """Put its figures into the collector.

        Returns the figures of a row that has nothing else: no answer, no sum of months, no unit of measure that has to
        agree with others, no two figures of one field.
        """
        measure = self._measure
        if measure and self._spec.kind not in NUMBERS:
            account = self._form.fields.senses.account(measure, Role.LABEL)
            self._collector.account.label(self._row, account)
        self._collector.account.span(self._row, measure)
        doubtful, own = self._other_measure(), self._stated()
        if self._spec.kind == "yes_no" and self._read_answer():
            return None
        wanted = [(figure, self._key(figure)) for figure in self._form.figures]
        series = [figure for figure in self._form.figures if self._is_series(figure)]
        if not series and not self._baseline and not any(key for _, key in wanted):
            self._report_unreadable()
        for figure in series:
            self._collector.add_series(figure.unit or self._unit, self._name, (self._row, figure.column))
        read, taken = dict[tuple[str, Key], list[Cell]](), list[Wanted]()
        for figure, key in wanted:
            if key:
                unit, where = figure.unit or self._unit, (self._row, figure.column)
                said, differ = one_unit(self._collector, where, self._name, *own, figure.measure, unit=unit)
                foreign = doubtful or self._report_measure(figure.column, figure.measure, unit) or differ
                taken.append(Wanted(figure.column, key, self._spec, foreign, said))
                cell = self._collector.take(unit, self._row, taken[-1], self._form.columns)
                read.setdefault((unit, key), []).append(cell)
        for (unit, key), cells in read.items():
            if len(cells) > 1:
                self._report_two(unit, key, cells)
        if not doubtful:
            self._compare(read, own)
        more = series or self._form.totals or self._spec.kind in ("yes_no", "amount") or len(read) < len(taken)
        return None if more else tuple(taken)

    def read_evidence(self) -> None:
        """Read the evidence beside the answer of a checklist: a document, its date, an amount, a day of receipt."""
        for column, evidence in self._form.evidence.items():
            field = f"{self._name}:{evidence}"
            if spec := self._form.fields.plan.fields.get(field):
                self._collector.take(self._unit, self._row, Wanted(column, Key(field), spec), frozenset())
        answered = self._collector.kept(self._unit, Key(self._name))
        answer = answer_of(answered.raw, spellings(self._spec)) if answered and answered.value is True else None
        if answered and answer and answered.at:
            self._keep_evidence(answered, "document", answer.document)
            self._keep_evidence(answered, "date", typed.day if (typed := read_date(answer.day)) else None)

    def _keep_evidence(self, answered: Cell, evidence: str, value: CellValue | None) -> None:
        """Keep what the cell of the answer names as its evidence, where no cell of its own does."""
        key = Key(f"{self._name}:{evidence}")
        own = self._collector.kept(self._unit, key)
        if value and answered.at and key.field in self._form.fields.plan.fields and (not own or not own.raw):
            cell = Cell(CellState.VALUE, value, answered.at, answered.raw)
            self._collector.keep(self._unit, key, place(answered.at.cell), cell)

    def _read_answer(self) -> bool:
        """Read a yes/no field from the columns "Có" and "Không"; whether it is answered there."""
        if not self._form.answers or not self._is_answered():
            return False
        places = {given: (self._row, column) for given, column in self._form.answers.items()}
        where, cell = self._collector.cells.answer(self._unit, self._name, places, self._form.columns)
        self._collector.keep(self._unit, Key(self._name), where, cell)
        return True

    def _is_answered(self) -> bool:
        """Whether the two columns hold something, or are the only ones."""
        others = any(figure.answer is None for figure in self._form.figures)
        return not others or has_any(self._collector.grid, self._row, self._form.answers.values())

    def _key(self, figure: FigureColumn) -> Key | None:
        """The key of a column's figure in the row; None where it is not read."""
        basis = Basis.BASELINE if self._baseline else figure.basis
        if (self._baseline and figure.basis is basis) or (basis is Basis.BASELINE and not self._spec.has_baseline):
            return None
        if figure.answer is not None or (self._spec.kind == "months") != bool(figure.month or self._month):
            return None  # a mark, the sum of a series, or a month of what has no months
        return _key(self._name, basis, self._month or figure.month)

    def _is_series(self, figure: FigureColumn) -> bool:
        """Whether a column has the sum of a month series in the row of its field."""
        months = self._spec.kind == "months" and not (figure.month or self._month)
        return months and figure.basis is Basis.CURRENT and figure.answer is None

    def _compare(self, read: Mapping[tuple[str, Key], list[Cell]], stated: Sequence[str]) -> None:
        """Compare the columns of totals with the columns of the units."""
        for total in self._form.totals:
            key = self._key(total)
            values = [cell.value for (_, of), cells in read.items() if of == key for cell in cells]
            if key and values:
                unit = next(filter(None, (*stated, total.measure)), "")
                compare_total(self._collector, key, (self._row, total.column), sum_of(values), unit=unit)

    def _report_measure(self, column: int, found: str, unit: str) -> bool:
        return report_measure(self._collector, (self._row, column), self._name, found, unit)

    def _stated(self) -> tuple[str, ...]:
        """The units of measure that the row states of an amount: in its own column, and in brackets in its name."""
        name = tidy(self._collector.grid.text(self._row, self._form.table.names))
        said = self._in_column(), self._measure or self._form.fields.unit_in(name)
        return said if self._spec.kind == "amount" else ()

    def _in_column(self) -> str:
        texts = (tidy(self._collector.grid.text(self._row, column)) for column in self._form.measures)
        return next(filter(None, texts), "")

    def _other_measure(self) -> bool:
        """Whether the row counts something other than the field: by its own column, or by the brackets in its name."""
        columns, found = self._form.measures, self._in_column()
        if found and self._report_measure(columns[0], found, self._unit):
            return True
        if found and self._spec.kind not in NUMBERS and not is_of_name(self._spec, found):
            account = self._form.fields.senses.account(found, Role.REMARK)
            self._collector.account.label(self._row, account, columns[0])
        names, said = self._form.table.names, self._form.fields.is_measure(self._measure)
        return said and self._report_measure(names, self._measure, self._unit)

    def _report_two(self, unit: str, key: Key, cells: Sequence[Cell]) -> None:
        """Report two columns of the period with different figures of one field; neither is used."""
        filled = [cell for cell in cells if cell.state is not CellState.BLANK and cell.at]
        other = next((cell for cell in filled[1:] if cell.value != filled[0].value), None)
        if other and filled[0].value is not None and other.value is not None:
            field, first = Ref("field", key.field), filled[0]
            params: FieldFoundSecondOther = {
                "field": field, "found": first.found, "second": other.found, "other": str(other.at),
            }  # fmt: skip
            self._reporter.report(Code.TWO_FIGURES(first.at, params, unit))

    def _report_unreadable(self) -> None:
        """Report once that figures stand only under headers that do not fit their fields."""
        if has_any(self._collector.grid, self._row, self._form.columns):
            table = self._form.table
            self._reporter.report_once((table.top,), no_figures(table, self._reporter))
