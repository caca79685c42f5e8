"""One row of a form by fields: its figure, its evidence and its answer, as far as the columns of the form say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from khpcmd.diagnostics import Code
from khpcmd.diagnostics.parameters import FieldFoundSecondOther, Ref
from khpcmd.plan.fields import NUMBERS
from khpcmd.returns import Basis, Cell, CellState, CellValue, Frame, Key
from khpcmd.text import tidy
from khpcmd.workbook.by_unit import has_any
from khpcmd.workbook.cell_reader import Wanted
from khpcmd.workbook.collect import Collector
from khpcmd.workbook.columns import FigureColumn, has_baseline, no_figures, one_unit, report_measure
from khpcmd.workbook.file.addresses import place
from khpcmd.workbook.programs import FormProgram, Placed
from khpcmd.workbook.sum_checks import compare_total, sum_of
from khpcmd.workbook.table import Table
from khpcmd.workbook.typed_days import read_date
from khpcmd.workbook.words.cell_words import answer_of
from khpcmd.workbook.words.headers import FieldNames, Kind, is_of_name
from khpcmd.workbook.words.meaning import Role
from khpcmd.workbook.words.vocabulary import spellings

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
    row = FieldRow(form, unit, placed.row, placed.field, baseline=placed.baseline)
    taken = row.read(placed.month, placed.measure)
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
    """A row of the field ``name``. ``unit`` is "" where each column of figures has a unit of its own.

    With ``baseline`` its figures are those of the baseline year.
    """

    def __init__(self, form: FormColumns, unit: str, row: int, name: str, *, baseline: bool = False) -> None:
        self._baseline = baseline
        self._form = form
        self._collector = form.collector
        self._reporter = form.collector.reporter
        self._unit = unit
        self._row = row
        self._name = name
        self._spec = form.fields.plan.fields[name]

    def read(self, of_month: int, measure: str) -> tuple[Wanted, ...] | None:
        """Put its figures into the collector; ``of_month`` is the month of a series, else 0.

        ``measure`` is the text in brackets behind its name. Returns the figures of a row that has nothing else: no
        answer, no sum of months, no unit of measure that has to agree with others, no two figures of one field.
        """
        if measure and self._spec.kind not in NUMBERS:
            account = self._form.fields.senses.account(measure, Role.LABEL)
            self._collector.account.label(self._row, account)
        self._collector.account.span(self._row, measure)
        doubtful, own = self._other_measure(measure), self._stated(measure)
        if self._spec.kind == "yes_no" and self._read_answer():
            return None
        wanted = [(figure, self._key(figure, of_month)) for figure in self._form.figures]
        series = [figure for figure in self._form.figures if self._is_series(figure, of_month)]
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
            self._compare(of_month, read, own)
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

    def _key(self, figure: FigureColumn, of_month: int) -> Key | None:
        """The key of a column's figure in the row; None where it is not read."""
        basis = Basis.BASELINE if self._baseline else figure.basis
        if (self._baseline and figure.basis is basis) or (basis is Basis.BASELINE and not has_baseline(self._spec)):
            return None
        if figure.answer is not None or (self._spec.kind == "months") != bool(figure.month or of_month):
            return None  # a mark, the sum of a series, or a month of what has no months
        return _key(self._name, basis, of_month or figure.month)

    def _is_series(self, figure: FigureColumn, of_month: int) -> bool:
        """Whether a column has the sum of a month series in the row of its field."""
        months = self._spec.kind == "months" and not (figure.month or of_month)
        return months and figure.basis is Basis.CURRENT and figure.answer is None

    def _compare(self, of_month: int, read: Mapping[tuple[str, Key], list[Cell]], stated: Sequence[str]) -> None:
        """Compare the columns of totals with the columns of the units."""
        for total in self._form.totals:
            key = self._key(total, of_month)
            values = [cell.value for (_, of), cells in read.items() if of == key for cell in cells]
            if key and values:
                unit = next(filter(None, (*stated, total.measure)), "")
                compare_total(self._collector, key, (self._row, total.column), sum_of(values), unit=unit)

    def _report_measure(self, column: int, found: str, unit: str) -> bool:
        return report_measure(self._collector, (self._row, column), self._name, found, unit)

    def _stated(self, measure: str) -> tuple[str, ...]:
        """The units of measure that the row states of an amount: in its own column, and in brackets in its name."""
        name = tidy(self._collector.grid.text(self._row, self._form.table.names))
        said = self._in_column(), measure or self._form.fields.unit_in(name)
        return said if self._spec.kind == "amount" else ()

    def _in_column(self) -> str:
        texts = (tidy(self._collector.grid.text(self._row, column)) for column in self._form.measures)
        return next(filter(None, texts), "")

    def _other_measure(self, measure: str) -> bool:
        """Whether the row counts something other than the field: by its own column, or by the brackets in its name."""
        columns, found = self._form.measures, self._in_column()
        if found and self._report_measure(columns[0], found, self._unit):
            return True
        if found and self._spec.kind not in NUMBERS and not is_of_name(self._spec, found):
            account = self._form.fields.senses.account(found, Role.REMARK)
            self._collector.account.label(self._row, account, columns[0])
        names, said = self._form.table.names, self._form.fields.is_measure(measure)
        return said and self._report_measure(names, measure, self._unit)

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
