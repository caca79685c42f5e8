"""One row of a form that names a field: which of its cells are the figures, the answer, and the evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from khpcmd.diagnostics import Code, Param, Ref
from khpcmd.returns import Basis, Cell, CellState, Key
from khpcmd.text import tidy
from khpcmd.workbook.by_unit import compare_total, has_any
from khpcmd.workbook.collect import Collector
from khpcmd.workbook.columns import FigureColumn, has_baseline, is_other_measure, report_measure
from khpcmd.workbook.headers import FieldNames, Kind
from khpcmd.workbook.layout import Table

_key = lru_cache(maxsize=4096)(Key)
"""The keys of figures, each once for all forms."""


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


class FieldRow:
    """A row of the field ``name``. ``unit`` is whose it is; "" where each figure of the form is a unit's own."""

    def __init__(self, form: FormColumns, unit: str, row: int, name: str) -> None:
        self._form = form
        self._collector = form.collector
        self._reporter = form.collector.reporter
        self._unit = unit
        self._row = row
        self._name = name
        self._spec = form.fields.plan.fields[name]

    def read(self, of_month: int, measure: str) -> None:
        """Its figures into the collector; ``of_month`` where the row is of one month of a series, else 0.

        ``measure`` is what stands in brackets behind its name.
        """
        doubtful = self._other_measure(measure)
        if self._spec.kind == "yes_no" and self._read_answer():
            return
        wanted = [(figure, self._key(figure, of_month)) for figure in self._form.figures]
        series = [figure for figure in self._form.figures if self._is_series(figure, of_month)]
        if not series and not any(key for _, key in wanted):
            self._report_unreadable()
        for figure in series:
            self._collector.add_series(figure.unit or self._unit, self._name, (self._row, figure.column))
        read = dict[tuple[str, Key], list[Cell]]()
        for figure, key in wanted:
            if key:
                unit, where = figure.unit or self._unit, (self._row, figure.column)
                foreign = doubtful or self._is_foreign(figure)
                cell = self._collector.take(unit, key, where, self._form.columns, doubtful=foreign)
                read.setdefault((unit, key), []).append(cell)
        for (unit, key), cells in read.items():
            if len(cells) > 1:
                self._report_two(unit, key, cells)
        if not doubtful:
            self._compare(of_month, read)

    def read_evidence(self) -> None:
        """What a checklist says beside the answer: a document, its date, an amount, a day of receipt."""
        for column, evidence in self._form.evidence.items():
            field = f"{self._name}:{evidence}"
            if field in self._form.fields.plan.fields and self._unit:
                self._collector.take(self._unit, Key(field), (self._row, column), frozenset())

    def _read_answer(self) -> bool:
        """Read a yes/no field from the columns "Có" and "Không"; whether it was asked there."""
        if not self._form.answers or not self._is_answered():
            return False
        places = {given: (self._row, column) for given, column in self._form.answers.items()}
        where, cell = self._collector.cells.answer(self._unit, self._name, places, self._form.columns)
        self._collector.keep(self._unit, Key(self._name), where, cell)
        return True

    def _is_answered(self) -> bool:
        """Whether the two columns are to be asked: something stands there, or there is no other column."""
        others = any(figure.answer is None for figure in self._form.figures)
        return not others or has_any(self._collector.grid, self._row, self._form.answers.values())

    def _key(self, figure: FigureColumn, of_month: int) -> Key | None:
        """What a column holds in the row; None where it is not wanted."""
        if figure.basis is Basis.BASELINE and not has_baseline(self._spec):
            return None
        if figure.answer is not None or (self._spec.kind == "months") != bool(figure.month or of_month):
            return None  # a mark, the sum of a series, or a month of what has no months
        return _key(self._name, figure.basis, of_month or figure.month)

    def _is_series(self, figure: FigureColumn, of_month: int) -> bool:
        """Whether a column has the sum of a month series in the row of its field."""
        months = self._spec.kind == "months" and not (figure.month or of_month)
        return months and figure.basis is Basis.CURRENT and figure.answer is None

    def _compare(self, of_month: int, read: Mapping[tuple[str, Key], list[Cell]]) -> None:
        """Columns that add up those of the units, against these."""
        for total in self._form.totals:
            key = self._key(total, of_month)
            values = [cell.value for (_, of), cells in read.items() if of == key for cell in cells]
            if key and values:
                compare_total(self._collector, key, (self._row, total.column), values)

    def _is_foreign(self, figure: FigureColumn) -> bool:
        """Whether the column counts something else than the field: "Số liệu (nghìn)", "Số lượt"."""
        return self._report_measure(figure.column, figure.measure, figure.unit or self._unit)

    def _report_measure(self, column: int, found: str, unit: str) -> bool:
        return is_other_measure(self._collector, self._name, found) and report_measure(
            self._collector, self._reporter.at(self._row, column), self._name, found, unit
        )

    def _other_measure(self, measure: str) -> bool:
        """Whether the row counts something else than the field: by its own column, or by the brackets in its name."""
        grid, columns = self._collector.grid, self._form.measures
        found = next((text for column in columns if (text := tidy(grid.text(self._row, column)))), "")
        if found and self._report_measure(columns[0], found, self._unit):
            return True
        return self._form.fields.is_measure(measure) and self._report_measure(
            self._form.table.names, measure, self._unit
        )

    def _report_two(self, unit: str, key: Key, cells: Sequence[Cell]) -> None:
        """Report where two columns of the period say different things of one field, so that neither is believed."""
        said = [cell for cell in cells if cell.state is not CellState.BLANK and cell.at]
        other = next((cell for cell in said[1:] if cell.value != said[0].value), None)
        if other and said[0].value is not None and other.value is not None:
            params: dict[str, Param] = {"field": Ref("field", key.field), "found": said[0].raw, "second": other.raw}
            self._reporter.report(Code.TWO_FIGURES, said[0].at, {**params, "other": str(other.at)}, unit)

    def _report_unreadable(self) -> None:
        """Report once where the figures of a row stand only under headers that cannot be their own."""
        if has_any(self._collector.grid, self._row, self._form.columns):
            top, names = self._form.table.top, self._form.table.names
            self._reporter.report_once((top,), Code.NO_FIGURE_COLUMN, self._reporter.at(top, names), {}, "")
