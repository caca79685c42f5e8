"""Tables with a row for each unit: the consolidated sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from khpcmd.diagnostics import AnyCode, Code, Location, Param, Ref
from khpcmd.plan.fields import CountField, MonthsField
from khpcmd.returns import Cell, CellValue, Key
from khpcmd.text import Closeness, Match, tidy
from khpcmd.workbook.answers import put_answer
from khpcmd.workbook.cells import raw_text, read_cell
from khpcmd.workbook.collect import Collector, Manner
from khpcmd.workbook.columns import Columns
from khpcmd.workbook.layout import Table
from khpcmd.workbook.places import Place
from khpcmd.workbook.rows import is_filler, is_group, marker
from khpcmd.workbook.units import UnitNames
from khpcmd.workbook.vocabulary import is_total


@dataclass(slots=True)
class _Sums:
    """What the units of a table add up to, by column; and the rows that state a total."""

    read: dict[int, list[CellValue | None]] = field(default_factory=dict)
    whole: list[tuple[int, ...]] = field(default_factory=list)
    """Rows of nothing but whole numbers, one for each column."""
    totals: list[int] = field(default_factory=list)
    complete: bool = True
    """Whether every row with figures could be given to a unit."""


def read_by_unit(table: Table, columns: Columns, units: UnitNames, into: Collector) -> None:
    """Every row of the table into the collector: units, totals that are compared, rows that are set aside."""
    sums = _Sums()
    for row in table.rows(into.grid):
        _Row(table, columns, units, into, row).read(sums)
    if sums.complete:
        for row in sums.totals:
            _compare_totals(row, columns, sums, into)


@dataclass(frozen=True, slots=True)
class _Row:
    table: Table
    columns: Columns
    units: UnitNames
    into: Collector
    row: int

    def read(self, sums: _Sums) -> None:
        name = unit_name(self.into, self.table, self.row)
        match = self.units.match(name) if name else Match()
        if is_total(name) or (match.id and self.units.above_others(match.id)):
            sums.totals.append(self.row)
            self._tell(Code.TOTAL_ROW_SET_ASIDE, {"text": name})
        elif match.id:
            self._read_unit(name, match, sums)
        elif name and not is_filler(name):
            self._unknown(name, sums)
        elif self._has_figures():
            sums.complete = False
            self._tell(Code.NO_UNIT)

    def _tell(self, code: AnyCode, params: dict[str, Param] | None = None, unit: str = "") -> None:
        self.into.tell(code, self.into.at(self.row, self.table.names), params, unit)

    def _has_figures(self) -> bool:
        return has_any(self.into, self.row, self.columns.all)

    def _unknown(self, name: str, sums: _Sums) -> None:
        numbering = marker(self.into.grid, self.row, self.table.names)
        if not is_group(self.into.grid, self.row, self.table.names) and (self._has_figures() or "number" in numbering):
            sums.complete = sums.complete and not self._has_figures()
            self._tell(
                Code.UNKNOWN_UNIT, {"found": name, "suggestion": self.into.suggestion(self.units.suggestion, name)}
            )
        else:
            self._tell(Code.ROW_SET_ASIDE, {"text": name})

    def _read_unit(self, name: str, match: Match, sums: _Sums) -> None:
        unit = match.id
        tell_match(self.into, self.row, self.table.names, name, match)
        if not self.units.reports(unit):
            self._tell(Code.UNIT_NOT_A_REPORTER, {"unit": Ref("unit", unit)}, unit)
            sums.complete = False
            return
        self.into.source(unit, self.row, self.table.names)
        for column, of in self.columns.series.items():
            self.into.add_series(unit, of, (self.row, column))
        whole = take_whole(self.into, self.columns, unit, self.row)
        if whole is not None:
            sums.whole.append(whole)
            return
        for column, cell in read_cells(self.into, self.columns, unit, self.row).items():
            sums.read.setdefault(column, []).append(cell.value)


def unit_name(into: Collector, table: Table, row: int) -> str:
    """The text in the column of names, or what stands left of it (a total's name merged over the numbering)."""
    own = tidy(into.grid.text(row, table.names))
    if own:
        return own
    before = tidy(" ".join(into.grid.text(row, column) for column in range(1, table.names)))
    return "" if before.strip(".").isdigit() else before


def take_whole(into: Collector, columns: Columns, unit: str, row: int) -> tuple[int, ...] | None:
    """The numbers of a row that holds nothing else, in the order of its columns; None for every other row."""
    return None if columns.answers or columns.doubtful else into.take_row(unit, row, columns.keys)


def read_values(into: Collector, columns: Columns, unit: str, row: int) -> Iterable[tuple[int, CellValue | None]]:
    """Reads one row for its unit: columns and the values of their figures. An answer stands under both its columns."""
    whole = take_whole(into, columns, unit, row)
    if whole is not None:
        return zip(columns.keys, whole, strict=True)
    return [(column, cell.value) for column, cell in read_cells(into, columns, unit, row).items()]


def read_cells(into: Collector, columns: Columns, unit: str, row: int) -> dict[int, Cell]:
    manner, found = Manner(columns.all, Code.UNIT_TWICE), dict[int, Cell]()
    for column, key in columns.keys.items():
        found[column] = into.put(unit, key, (row, column), manner, doubtful=column in columns.doubtful)
    for key, pair in columns.answers.items():
        found |= dict.fromkeys(
            pair.values(), put_answer(into, unit, key, {a: (row, at) for a, at in pair.items()}, manner)
        )
    return found


def has_any(into: Collector, row: int, columns: Iterable[int]) -> bool:
    """Whether something stands in one of the columns that is not only there to be filled in."""
    cells = (into.grid.cell(row, column) for column in columns)
    return any(cell is not None and not is_filler(raw_text(cell)) for cell in cells)


def tell_match(into: Collector, row: int, column: int, name: str, match: Match) -> None:
    tell_found(into, into.at(row, column), name, match)


def tell_found(into: Collector, at: Location, name: str, match: Match) -> None:
    """Tell that a unit was found under another class word or without its accents."""
    codes = {Closeness.OTHER_CLASS: Code.UNIT_CLASS_WORD, Closeness.BARE: Code.UNIT_FOLDED}
    code = codes.get(match.closeness)
    if code:
        into.tell(code, at, {"found": name, "unit": Ref("unit", match.id)}, match.id)


def _compare_totals(row: int, columns: Columns, sums: _Sums, into: Collector) -> None:
    for index, (column, key) in enumerate(columns.keys.items()):
        if column not in columns.doubtful:
            values = [*sums.read.get(column, []), *(numbers[index] for numbers in sums.whole)]
            compare_total(into, key, (row, column), values)


def compare_total(into: Collector, key: Key, where: Place, values: Sequence[CellValue | None]) -> None:
    """A stated total against the sum of what was read; only where every unit's cell is a count (none is negative)."""
    spec = into.plan.fields[key.field]
    if not isinstance(spec, CountField | MonthsField) or not values:
        return
    if not all(type(value) is int and value >= 0 for value in values):
        return
    stated = read_cell(into.grid.shown(*where), spec)
    total = sum(value for value in values if isinstance(value, int))
    if type(stated.value) is int and stated.value != total:
        params: dict[str, Param] = {"field": Ref("field", key.field), "found": stated.raw, "sum": total}
        into.tell(Code.TOTAL_MISMATCH, into.at(*where), params)
