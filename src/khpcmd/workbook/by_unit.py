"""Reads a table with a row for each unit: the consolidated sheet. ``RowReader`` also reads the rows of annexes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from khpcmd.diagnostics import Code, Location, Ref
from khpcmd.returns import Basis, Frame
from khpcmd.text import Closeness, Match, tidy
from khpcmd.workbook.cell_reader import Figure, Reporter, Wanted, value_of
from khpcmd.workbook.cells import raw_text
from khpcmd.workbook.collect import Collector
from khpcmd.workbook.columns import Columns, has_baseline
from khpcmd.workbook.file.addresses import Place, letters
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.layout.rows import is_filler, is_group, marker
from khpcmd.workbook.layout.table import Table
from khpcmd.workbook.row_kinds import RowKind, RowKinds
from khpcmd.workbook.sum_checks import compare_total
from khpcmd.workbook.words.units import UnitNames
from khpcmd.workbook.words.vocabulary import is_total


class RowReader:
    """Reads single rows of units; what they have in common is prepared once.

    A row has one figure for each column of a field, then one for each pair of columns "Có" and "Không".
    """

    def __init__(self, columns: Columns, collector: Collector) -> None:
        self._collector = collector
        self._columns = columns
        self._every = columns.all
        self._wanted = [
            Wanted(column, key.field, collector.plan.fields[key.field], column in columns.doubtful)
            for column, key in columns.keys.items()
        ]
        order = {key: index for index, key in enumerate([*columns.keys.values(), *columns.answers])}
        first = [*columns.keys, *(next(iter(pair.values())) for pair in columns.answers.values())]
        sheet = collector.reporter.sheet
        self._frame = Frame(sheet.file, sheet.sheet, order, tuple(map(letters, first)))
        self._distinct = len(order) == len(first)
        """Whether no two columns hold the same figure."""

    def read(self, unit: str, row: int) -> tuple[Figure, ...]:
        """The figures of a row, also kept in the collector for its unit."""
        cells, every = self._collector.cells, self._every
        figures = cells.read_row(unit, row, self._wanted, every)
        answers = list[Place]()
        for key, pair in self._columns.answers.items():
            where, cell = cells.answer(unit, key.field, {a: (row, at) for a, at in pair.items()}, every)
            answers.append(where)
            figures.append(cell)
        found = tuple(figures)
        if not self._distinct or not self._collector.keep_row(unit, row, self._frame, found):
            places = [*((row, column) for column in self._columns.keys), *answers]
            self._keep_each(unit, places, found)
        return found

    def _keep_each(self, unit: str, places: Sequence[Place], figures: Sequence[Figure]) -> None:
        keys = [*self._columns.keys.values(), *self._columns.answers]
        for key, where, figure in zip(keys, places, figures, strict=True):
            self._collector.keep(unit, key, where, self._collector.cells.as_cell(figure, where), row_of_unit=True)


@dataclass(slots=True)
class _Sums:
    """The figures of the units of a table, and the rows that state a total."""

    read: list[tuple[Figure, ...]] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    complete: bool = True
    """Whether every row with figures could be given to a unit."""


class UnitTable:
    """Reads a table with a row for each unit; totals are compared, other rows are skipped and reported."""

    def __init__(self, table: Table, columns: Columns, units: UnitNames, collector: Collector, kinds: RowKinds) -> None:
        self._table = table
        self._columns = columns
        self._kinds = kinds
        self._above = ""
        """The name of the unit in the last row that has one."""
        self._nameless = list[tuple[int, str]]()
        """The rows with figures and without a name, each with the name above."""
        self._doubted = dict[str, None]()
        """The units that have a row of which nobody knows what it is."""
        self._every = columns.all
        self._units = units
        self._collector = collector
        self._grid = collector.grid
        self._reporter = collector.reporter
        self._rows = RowReader(columns, collector)
        self._sums = _Sums()

    def read(self) -> None:
        """Every row of the table into the collector."""
        for row in self._table.rows(self._grid):
            self._read_row(row)
        for row in self._sums.totals if self._sums.complete else ():
            self._compare_totals(row)
        self._report_nameless()
        self._kinds.report(self._reporter)
        for unit in self._doubted:
            self._collector.doubt(unit)

    def _read_row(self, row: int) -> None:
        name = unit_name(self._grid, self._table, row)
        kind = self._kinds.of(row, name) if self._has_figures(row) else None
        if kind and (not name or not self._table.kinds):
            name, said = self._above, name
        else:
            self._above, said = name or self._above, name
        match = self._units.match(name) if name else Match()
        if kind in (RowKind.BASELINE, RowKind.OTHER):
            self._read_other(row, said, match, kind)
        elif match.id and self._is_unclear(row, kind):
            self._unclear(row, said or name, match.id)
        elif is_total(name) or (match.id and self._units.above_others(match.id)):
            self._sums.totals.append(row)
            self._reporter.report(Code.TOTAL_ROW_SET_ASIDE(self._at(row), {"text": name}))
        elif match.id:
            self._read_unit(row, name, match)
        elif name and not is_filler(name):
            self._unknown(row, name)
        elif self._has_figures(row):
            self._sums.complete = False
            self._nameless.append((row, self._above))

    def _read_other(self, row: int, said: str, match: Match, kind: RowKind) -> None:
        """Read a row of the baseline year; any other row that is not of the results is set aside."""
        keys = {
            column: key._replace(basis=Basis.BASELINE)
            for column, key in self._columns.keys.items()
            if key.basis is Basis.CURRENT and has_baseline(self._collector.plan.fields[key.field])
        }
        reported = match.id and self._units.reports(match.id)
        if kind is RowKind.OTHER or not keys or not reported:
            self._kinds.set_aside(self._reporter, row, said)
            return
        for column, key in keys.items():
            self._collector.take(match.id, key, (row, column), self._every, doubtful=column in self._columns.doubtful)

    def _is_unclear(self, row: int, kind: RowKind | None) -> bool:
        """Whether a row is one of several of its unit, and does not say what it is."""
        return kind is RowKind.UNKNOWN or (kind is None and self._kinds.continues(row) and self._has_figures(row))

    def _unclear(self, row: int, text: str, unit: str) -> None:
        self._kinds.unclear(row, text)
        self._collector.source(unit, self._at(row))
        self._doubted[unit] = None
        self._sums.complete = False

    def _report_nameless(self) -> None:
        """Report the rows without a name; several of them rather belong to the units above."""
        for row, above in self._nameless:
            unit = self._units.match(above).id
            if len(self._nameless) == 1 or not unit:
                self._reporter.report(Code.NO_UNIT(self._at(row), {}))
            else:
                self._unclear(row, above, unit)

    def _at(self, row: int) -> Location:
        return self._reporter.at(row, self._table.names)

    def _has_figures(self, row: int) -> bool:
        return has_any(self._grid, row, self._every)

    def _unknown(self, row: int, name: str) -> None:
        numbering = marker(self._grid, row, self._table.names)
        figures = self._has_figures(row)
        if not is_group(self._grid, row, self._table.names) and (figures or "number" in numbering):
            self._sums.complete = self._sums.complete and not figures
            suggestion = self._reporter.suggestion(self._units.suggestion, name)
            self._reporter.report(Code.UNKNOWN_UNIT(self._at(row), {"found": name, "suggestion": suggestion}))
        else:
            self._reporter.report(Code.ROW_SET_ASIDE(self._at(row), {"text": name}))

    def _read_unit(self, row: int, name: str, match: Match) -> None:
        unit, at = match.id, self._at(row)
        report_match(self._reporter, at, name, match)
        if not self._units.reports(unit):
            self._reporter.report(Code.UNIT_NOT_A_REPORTER(at, {"unit": Ref("unit", unit)}, unit))
            self._sums.complete = False
            return
        self._collector.source(unit, at)
        for column, of in self._columns.series.items():
            self._collector.add_series(unit, of, (row, column))
        self._sums.read.append(self._rows.read(unit, row))

    def _compare_totals(self, row: int) -> None:
        for index, (column, key) in enumerate(self._columns.keys.items()):
            if column not in self._columns.doubtful:
                values = [value_of(figures[index]) for figures in self._sums.read]
                compare_total(self._collector, key, (row, column), values)


def unit_name(grid: Grid, table: Table, row: int) -> str:
    """The text in the column of names, or what stands left of it (a total's name merged over the numbering)."""
    own = tidy(grid.text(row, table.names))
    if own:
        return own
    before = tidy(" ".join(grid.text(row, column) for column in range(1, table.names)))
    return "" if before.strip(".").isdigit() else before


def has_any(grid: Grid, row: int, columns: Iterable[int]) -> bool:
    """Whether one of the cells holds something other than a filler such as "….."."""
    cells = (grid.cell(row, column) for column in columns)
    return any(cell is not None and not is_filler(raw_text(cell)) for cell in cells)


def report_match(reporter: Reporter, at: Location, name: str, match: Match) -> None:
    """Report a unit that is written with another class word or without its accents."""
    codes = {Closeness.OTHER_CLASS: Code.UNIT_CLASS_WORD, Closeness.BARE: Code.UNIT_FOLDED}
    code = codes.get(match.closeness)
    if code:
        reporter.report(code(at, {"found": name, "unit": Ref("unit", match.id)}, match.id))
