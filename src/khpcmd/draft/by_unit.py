"""Drafts from a table with a row for each unit: its rows are the units, its columns the fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from khpcmd.draft.found import (
    RANKS,
    Figures,
    Found,
    FoundField,
    FoundUnit,
    LeftOut,
    Level,
    Spot,
    clean,
    levels_of,
    most,
    nicely,
)
from khpcmd.draft.headings import Header, Headings
from khpcmd.draft.tables import Table
from khpcmd.text import loose
from khpcmd.workbook.file.grid import GridCell
from khpcmd.workbook.layout.rows import is_filler
from khpcmd.workbook.words.periods import Role
from khpcmd.workbook.words.vocabulary import is_total, total_of


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    name: str
    level: Level


@dataclass(frozen=True, slots=True)
class ByUnit:
    """Reads one table."""

    table: Table
    headings: Headings
    measure: str
    """The unit of measure that a line above the table gives for all figures."""

    def found(self) -> Found:
        """The units and the fields. Rows of a level above that of most rows are the parents of these."""
        rows = self._rows()
        usual = most(row.level for row in rows)
        above = [row for row in rows if usual and RANKS.get(row.level, 0) > RANKS[usual]]
        reporters = [row for row in rows if row not in above]
        units = [self._unit(row, above) for row in rows]
        columns, left_out = self._columns([row.number for row in reporters])
        names = tuple(nicely(row.name) for row in reporters)
        by_name = dict[str, list[int]]()
        for column, header in columns.items():
            by_name.setdefault(loose(" / ".join(header.path)), []).append(column)
        fields = tuple(self._fields(columns, by_name.values(), [row.number for row in reporters], names))
        return Found(tuple(units), fields, (*left_out, *self._twice(columns, by_name.values())))

    def _rows(self) -> list[_Row]:
        numbers, names = list[int](), list[str]()
        for row in self.table.rows:
            name = self.table.text(row, self.table.names)
            if loose(name) and not is_filler(name) and not is_total(name) and not total_of(name):
                numbers.append(row)
                names.append(name)
        header = self.table.grid.text(self.table.top, self.table.names)
        found = zip(numbers, names, levels_of(names, header), strict=True)
        rows = [_Row(number, name, level) for number, name, level in found]
        return [row for row in rows if row.level != "unit" or self._has_figures(row.number)]

    def _has_figures(self, row: int) -> bool:
        return any(column > self.table.names for column in self.table.grid.rows.get(row, ()))

    def _unit(self, row: _Row, above: list[_Row]) -> FoundUnit:
        at = self.table.spot(row.number, self.table.names)
        over = [one for one in above if one.number < row.number] or above[:1]
        own = row in above or row.level not in RANKS or not over
        return FoundUnit(nicely(row.name), row.level, at, "" if own else nicely(over[-1].name))

    def _columns(self, rows: list[int]) -> tuple[dict[int, Header], list[LeftOut]]:
        """The headers of columns that may be fields, and the columns that are left out."""
        columns, left_out = dict[int, Header](), list[LeftOut]()
        for column, path in self.table.paths().items():
            header = self.headings.column(path)
            if self.table.is_numbering(column):
                header = Header(why="numbering")
            elif not header.why:
                cells, by_month = self._cells(column, rows), bool(header.month)
                why = Figures(cells, header.measure or self.measure).why_left_out(by_month=by_month)
                header = replace(header, why=why)
            if header.why:
                left_out.append(LeftOut(self._at(column), clean(" / ".join(path)), header.why))
            else:
                columns[column] = header
        return columns, left_out

    def _cells(self, column: int, rows: list[int]) -> list[GridCell | None]:
        return [self.table.grid.shown(row, column) for row in rows]

    def _twice(self, columns: dict[int, Header], groups: Iterable[list[int]]) -> Iterator[LeftOut]:
        """Columns with the same name and nothing that distinguishes them, except the first."""
        for together in groups:
            alike = [at for at in together if columns[at].role is Role.CURRENT]
            alike = [at for at in alike if not columns[at].month and columns[at].answer is None]
            for column in alike[1:]:
                yield LeftOut(self._at(column), " / ".join(columns[column].path), "twice")

    def _fields(
        self, columns: dict[int, Header], groups: Iterable[list[int]], rows: list[int], names: tuple[str, ...]
    ) -> Iterator[FoundField]:
        """One field for all columns of the same name: its months, its answers, its baseline year."""
        for together in groups:
            first = next((at for at in together if columns[at].role is Role.CURRENT), together[0])
            header = columns[first]
            measure = header.measure or self.measure
            field = FoundField(header.path, "count", self._at(first), names, measure, whole_path=True)
            if any(columns[at].month for at in together):
                yield replace(field, kind="months")
            elif any(columns[at].answer is not None for at in together):
                yield replace(field, kind="yes_no")
            else:
                early = any(columns[at].role is Role.BASELINE for at in together)
                yield Figures(self._cells(first, rows), measure).described(field, header.measure, baseline=early)

    def _at(self, column: int) -> Spot:
        """The lowest header cell over a column."""
        for row in range(self.table.bottom, self.table.top - 1, -1):
            box = self.table.grid.merge(row, column)
            cell = (box[0], box[1]) if box else (row, column)
            if self.table.grid.text(*cell).strip():
                return self.table.spot(*cell)
        return self.table.spot(self.table.top, column)
