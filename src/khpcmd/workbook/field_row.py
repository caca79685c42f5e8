"""One row of a form that names a field: which of its cells are the figures, the answer, and the evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from khpcmd.diagnostics import Code, Param, Ref
from khpcmd.plan.fields import AnyField
from khpcmd.returns import Basis, Cell, CellState, Key
from khpcmd.text import tidy
from khpcmd.workbook.by_unit import compare_total, has_any
from khpcmd.workbook.collect import Collector
from khpcmd.workbook.columns import FigureColumn, has_baseline, is_other_measure, report_measure
from khpcmd.workbook.headers import FieldNames, Kind
from khpcmd.workbook.layout import Table

_key = lru_cache(maxsize=4096)(Key)
"""The keys of figures, each once for all forms."""


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A row of the field ``name``. ``unit`` is whose it is; "" where each of the ``figures`` is a unit's own."""

    table: Table
    fields: FieldNames
    collector: Collector
    figures: Sequence[FigureColumn]
    totals: Sequence[FigureColumn]
    unit: str
    row: int
    name: str

    @property
    def _spec(self) -> AnyField:
        return self.fields.plan.fields[self.name]

    def read(self, of_month: int, measure: str) -> None:
        """Its figures into the collector; ``of_month`` where the row is of one month of a series, else 0.

        ``measure`` is what stands in brackets behind its name.
        """
        doubtful = self._other_measure(measure)
        columns = frozenset(figure.column for figure in self.figures)
        if self._read_answer(columns):
            return
        self._tell_unreadable(of_month)
        read = dict[tuple[str, Key], list[Cell]]()
        for figure in self.figures:
            key, unit = self._key(figure, of_month), figure.unit or self.unit
            if self._is_series(figure, of_month):
                self.collector.add_series(unit, self.name, (self.row, figure.column))
            if key:
                foreign = doubtful or self._is_foreign(figure)
                cell = self.collector.take(unit, key, (self.row, figure.column), columns, doubtful=foreign)
                read.setdefault((unit, key), []).append(cell)
        for (unit, key), cells in read.items():
            self._tell_two(unit, key, cells)
        if not doubtful:
            self._compare(of_month, read)

    def read_evidence(self) -> None:
        """What a checklist says beside the answer: a document, its date, an amount, a day of receipt."""
        for column, heading in self.table.headings.items():
            field = f"{self.name}:{heading.evidence}"
            if heading.kind is Kind.EVIDENCE and field in self.fields.plan.fields and self.unit:
                self.collector.take(self.unit, Key(field), (self.row, column), frozenset())

    def _read_answer(self, columns: Set[int]) -> bool:
        """Read a yes/no field from the columns "Có" and "Không"; whether it was asked there."""
        answers = self._answer_columns() if self._spec.kind == "yes_no" else {}
        if not answers or not self._is_answered(answers):
            return False
        places = {given: (self.row, column) for given, column in answers.items()}
        where, cell = self.collector.cells.answer(self.unit, self.name, places, columns)
        self.collector.keep(self.unit, Key(self.name), where, cell)
        return True

    def _answer_columns(self) -> dict[bool, int]:
        """The columns "Có" and "Không" of the form, where it has both."""
        found = {figure.answer: figure.column for figure in self.figures if figure.answer is not None}
        return {given: found[given] for given in (True, False)} if len(found) == 2 else {}

    def _is_answered(self, answers: Mapping[bool, int]) -> bool:
        """Whether the two columns are to be asked: something stands there, or there is no other column."""
        others = [figure for figure in self.figures if figure.answer is None]
        return not others or has_any(self.collector.grid, self.row, answers.values())

    def _key(self, figure: FigureColumn, of_month: int) -> Key | None:
        """What a column holds in the row; None where it is not wanted."""
        if figure.basis is Basis.BASELINE and not has_baseline(self._spec):
            return None
        if figure.answer is not None or (self._spec.kind == "months") != bool(figure.month or of_month):
            return None  # a mark, the sum of a series, or a month of what has no months
        return _key(self.name, figure.basis, of_month or figure.month)

    def _is_series(self, figure: FigureColumn, of_month: int) -> bool:
        """Whether a column has the sum of a month series in the row of its field."""
        months = self._spec.kind == "months" and not (figure.month or of_month)
        return months and figure.basis is Basis.CURRENT and figure.answer is None

    def _compare(self, of_month: int, read: Mapping[tuple[str, Key], list[Cell]]) -> None:
        """Columns that add up those of the units, against these."""
        for total in self.totals:
            key = self._key(total, of_month)
            values = [cell.value for (_, of), cells in read.items() if of == key for cell in cells]
            if key and values:
                compare_total(self.collector, key, (self.row, total.column), values)

    def _is_foreign(self, figure: FigureColumn) -> bool:
        """Whether the column counts something else than the field: "Số liệu (nghìn)", "Số lượt"."""
        return self._report_measure(figure.column, figure.measure, figure.unit or self.unit)

    def _report_measure(self, column: int, found: str, unit: str) -> bool:
        return is_other_measure(self.collector, self.name, found) and report_measure(
            self.collector, self.collector.reporter.at(self.row, column), self.name, found, unit
        )

    def _other_measure(self, measure: str) -> bool:
        """Whether the row counts something else than the field: by its own column, or by the brackets in its name."""
        grid, columns = self.collector.grid, self.table.columns(Kind.MEASURE)
        found = next((text for column in columns if (text := tidy(grid.text(self.row, column)))), "")
        if found and self._report_measure(columns[0], found, self.unit):
            return True
        return self.fields.is_measure(measure) and self._report_measure(self.table.names, measure, self.unit)

    def _tell_two(self, unit: str, key: Key, cells: Sequence[Cell]) -> None:
        """Tell where two columns of the period say different things of one field, so that neither is believed."""
        said = [cell for cell in cells if cell.state is not CellState.BLANK and cell.at]
        other = next((cell for cell in said[1:] if cell.value != said[0].value), None)
        if other and said[0].value is not None and other.value is not None:
            params: dict[str, Param] = {"field": Ref("field", key.field), "found": said[0].raw, "second": other.raw}
            self.collector.reporter.report(Code.TWO_FIGURES, said[0].at, {**params, "other": str(other.at)}, unit)

    def _tell_unreadable(self, of_month: int) -> None:
        """Tell once where the figures of a row stand only under headers that cannot be their own."""
        keys = [self._key(figure, of_month) for figure in self.figures]
        series = any(self._is_series(figure, of_month) for figure in self.figures)
        if any(keys) or series:
            return
        if has_any(self.collector.grid, self.row, [figure.column for figure in self.figures]):
            top, names = self.table.top, self.table.names
            self.collector.reporter.report_once(
                (top,), Code.NO_FIGURE_COLUMN, self.collector.reporter.at(top, names), {}, ""
            )
