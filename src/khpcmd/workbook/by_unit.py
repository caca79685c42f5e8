"""Reads a table with a row for each unit: the consolidated sheet. ``RowReader`` also reads the rows of annexes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from khpcmd.diagnostics import Code, Location
from khpcmd.diagnostics.parameters import FoundUnits, Ref
from khpcmd.measures.threshold import Number
from khpcmd.returns import Basis, Frame
from khpcmd.text import Closeness, Match, bare, split_class, tidy
from khpcmd.workbook.cell_reader import Added, Around, Figure, Reporter, Wanted, value_of
from khpcmd.workbook.collect import Collector
from khpcmd.workbook.columns import Columns, has_baseline
from khpcmd.workbook.districts import district_text
from khpcmd.workbook.file.addresses import LAST_ROW, Place, letters
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.layout.rows import is_filler, is_group, marker
from khpcmd.workbook.layout.table import Table
from khpcmd.workbook.outcome import raw_text
from khpcmd.workbook.row_kinds import RowKind, RowKinds
from khpcmd.workbook.sheet_checks import number
from khpcmd.workbook.sum_checks import RowSums, Stated, adds_up, compare_total, is_count
from khpcmd.workbook.words.communes import speaks_of_communes
from khpcmd.workbook.words.units import UnitNames
from khpcmd.workbook.words.vocabulary import is_total, strip_numbering


class RowReader:
    """Reads single rows of units; what they have in common is prepared once.

    A row has one figure for each column of a field, then one for each pair of columns "Có" and "Không".
    """

    def __init__(self, columns: Columns, collector: Collector) -> None:
        self._collector = collector
        self._columns = columns
        self._every = columns.all
        self._wanted = [
            Wanted(
                column,
                key.field,
                collector.plan.fields[key.field],
                column in columns.doubtful,
                columns.units.get(column, ""),
            )
            for column, key in columns.keys.items()
        ]
        order = {key: index for index, key in enumerate([*columns.keys.values(), *columns.answers])}
        first = [*columns.keys, *(next(iter(pair.values())) for pair in columns.answers.values())]
        sheet = collector.reporter.sheet
        self._frame = Frame(sheet.file, sheet.sheet, order, tuple(map(letters, first)))
        self._distinct = len(order) == len(first)
        """Whether no two columns hold the same figure."""

    def read(self, unit: str, row: int) -> tuple[Added, ...]:
        """The figures of a row, to be added up; kept in the collector for its unit."""
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
            return tuple(map(value_of, found))  # not to keep the cells twice
        return found

    def _keep_each(self, unit: str, places: Sequence[Place], figures: Sequence[Figure]) -> None:
        keys = [*self._columns.keys.values(), *self._columns.answers]
        for key, where, figure in zip(keys, places, figures, strict=True):
            self._collector.keep(unit, key, where, self._collector.cells.as_cell(figure, where), row_of_unit=True)


GROUPS = 100
"""How many rows with figures that name no unit may add up others: each is compared with all rows."""


class UnitTable:
    """Reads a table with a row for each unit; totals are compared, other rows are skipped and reported."""

    def __init__(self, table: Table, columns: Columns, units: UnitNames, collector: Collector, kinds: RowKinds) -> None:
        self._table = table
        self._columns = columns
        self._kinds = kinds
        self._district = ""
        """The name of the district that the rows below it are said to be of."""
        self._headed = set[str]()
        """The units with a row that has no figures: "Nam Sách" below "Huyện Nam Sách" may be its town."""
        self._above = ""
        """The name of the unit in the last row that has one."""
        self._shared = list[tuple[int, str, str, int]]()
        """The rows whose names may be those of the units above theirs as well, with the names, the units, and which of
        the rows that were read they are."""
        self._worded = False
        """Whether a row names its unit with its class word."""
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
        self._sums = RowSums()
        self._communes = speaks_of_communes(header_of_names(self._grid, table)) or self._lists_communes()
        """Whether its rows are communes: a bare name of a district is that of its town."""
        self._notes = NoteRows(self._grid, table, self._names_unit)
        self._groups = dict[int, tuple[str, Stated]]()
        """Rows with figures that name no unit, and may add up those around them."""

    def read(self) -> None:
        """Every row of the table into the collector."""
        for row in self._table.rows(self._grid):
            self._read_row(row)
        for row, (name, stated) in self._groups.items():
            self._finish_group(row, name, stated)
        for stated in self._sums.totals if self._sums.complete else ():
            self._compare_totals(stated)
        for row, name, unit, index in self._shared:
            self._doubt_namesake(row, name, unit, index)
        self._report_nameless()
        self._kinds.report(self._reporter)
        for unit in self._doubted:
            self._collector.doubt(unit)

    def _read_row(self, row: int) -> None:
        name = unit_name(self._grid, self._table, row)
        tells = bool(self._table.kinds) or not self._units.is_sole(name)
        kind = self._kinds.of(row, name) if tells and self._has_figures(row) else None
        if kind and (not name or not self._table.kinds):
            name, said = self._above, name
        else:
            self._above, said = name or self._above, name
        match = self._match(name, row) if name else Match()
        if match.id and self._heads_others(match.id):  # it heads those below it, unless it adds them up
            self._district = "" if self._has_figures(row) else name
        if kind in (RowKind.BASELINE, RowKind.OTHER):
            self._read_other(row, said, match, kind)
        elif match.id and self._is_unclear(row, kind):
            self._unclear(row, said or name, match.id)
        elif is_total(name) or (match.id and self._units.above_others(match.id)) or self._adds_up(row, name, match):
            self._sums.total(row, name)
            self._reporter.report(Code.TOTAL_ROW_SET_ASIDE(self._at(row), {"text": name}))
        elif match.id:
            self._read_unit(row, name, match)
        elif name and not is_filler(name):
            self._unknown(row, name)
        elif self._has_figures(row):
            self._sums.complete = False
            self._nameless.append((row, self._above))
        else:
            self._collector.account.aside_heading(row)

    def _read_other(self, row: int, said: str, match: Match, kind: RowKind) -> None:
        """Read a row of the baseline year; any other row that is not of the results is set aside."""
        keys = {
            column: key._replace(basis=Basis.BASELINE)
            for column, key in self._columns.keys.items()
            if key.basis is Basis.CURRENT and has_baseline(self._collector.plan.fields[key.field])
        }
        reported = match.id and self._units.reports(match.id)
        if kind is RowKind.OTHER or not keys or not reported:
            if not self._above and not self._table.kinds:  # above all units it heads a group, with its sum
                self._collector.account.heading(row, said, marker(self._grid, row, self._table.names))
            self._kinds.set_aside(self._reporter, row, said)
            return
        for column, key in keys.items():
            doubtful, measure = column in self._columns.doubtful, self._columns.units.get(column, "")
            self._collector.take(match.id, key, (row, column), self._every, Around(doubtful, measure))

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

    def _match(self, name: str, row: int) -> Match:
        """The unit that a row names; in a list of communes "Tứ Kỳ" is the town."""
        match = self._units.match(name)
        if not match.id:
            district = district_text(self._table, self._grid, row) if self._table.districts else self._district
            return self._units.told_apart(name, [district] if district else ())
        town = self._units.town(match.id, [name]) if self._communes else Match()
        return town if town.id else match

    def _heads_others(self, unit: str) -> bool:
        """Whether a unit has others below it and no figure of its own in this table."""
        plan = self._collector.plan
        if unit not in plan.below:
            return False
        asked = {key.field for key in (*self._columns.keys.values(), *self._columns.answers)}
        asked |= set(self._columns.series.values())
        own = plan.reported_by.get(unit, ())
        return not own or (asked <= plan.fields.keys() and asked.isdisjoint(own))

    def _lists_communes(self) -> bool:
        """Whether most rows name communes."""
        names = (unit_name(self._grid, self._table, row) for row in self._table.rows(self._grid))
        named = [ident for name in names if name and (ident := self._units.match(name).id)]
        return sum(self._units.is_below(ident) for ident in named) > len(named) / 2

    def _adds_up(self, row: int, name: str, match: Match) -> bool:
        numbered = "number" in marker(self._grid, row, self._table.names)
        return not match.id and not numbered and adds_up(name)

    def _names_unit(self, row: int) -> bool:
        name = unit_name(self._grid, self._table, row)
        return bool(name) and (adds_up(name) or bool(self._units.match(name).id))

    def _at(self, row: int) -> Location:
        return self._reporter.at(row, self._table.names)

    def _has_figures(self, row: int) -> bool:
        return has_any(self._grid, row, self._every)

    def _unknown(self, row: int, name: str) -> None:
        numbering = marker(self._grid, row, self._table.names)
        figures = self._has_figures(row)
        if figures and self._collector.plan.words.ignores("row", strip_numbering(name)):
            self._sums.complete = False
            self._reporter.report(Code.ROW_SET_ASIDE(self._at(row), {"text": name}))
        elif not figures and self._notes.is_note(row, name):
            self._reporter.report(Code.ROW_SET_ASIDE(self._at(row), {"text": name}))
        elif figures and not numbering and not split_class(name)[0] and len(self._groups) < GROUPS:
            self._groups[row] = name, self._sums.here(row)
            self._sums.group(numbering)
        elif not is_group(self._grid, row, self._table.names) and (figures or "number" in numbering):
            self._sums.complete = self._sums.complete and not figures
            if namesakes := self._units.namesakes(name):
                several: FoundUnits = {"found": name, "units": tuple(Ref("unit", ident) for ident in namesakes)}
                self._reporter.report(Code.NAMESAKES(self._at(row), several))
                return
            suggestion = self._reporter.suggestion(self._units.suggestion, name)
            self._reporter.report(Code.UNKNOWN_UNIT(self._at(row), {"found": name, "suggestion": suggestion}))
        else:
            self._collector.account.heading(row, name, numbering)
            self._sums.group(numbering)
            self._reporter.report(Code.ROW_SET_ASIDE(self._at(row), {"text": name}))

    def _finish_group(self, row: int, name: str, stated: Stated) -> None:
        """Set a row aside that adds up the units around it; of any other it is not known whose figures it has."""
        if any(self._is_sum(row, span) for span in self._sums.spans(stated)):
            self._reporter.report(Code.ROW_SET_ASIDE(self._at(row), {"text": name}))
            return
        self._sums.complete = False
        suggestion = self._reporter.suggestion(self._units.suggestion, name)
        self._reporter.report(Code.UNKNOWN_UNIT(self._at(row), {"found": name, "suggestion": suggestion}))

    def _is_sum(self, row: int, span: tuple[int, int]) -> bool:
        """Whether each figure of a row is the sum of those of several units, and one of them is not 0."""
        stated = {index: number(self._grid.shown(row, column)) for index, column in enumerate(self._columns.keys)}
        filled = [index for index, column in enumerate(self._columns.keys) if has_any(self._grid, row, (column,))]
        sums = [self._sum_of(index, span) for index in filled]
        several = span[1] - span[0] > 1 and any(sums)
        return several and all(stated[index] == total for index, total in zip(filled, sums, strict=True))

    def _sum_of(self, index: int, span: tuple[int, int]) -> Number:
        values = (value_of(figures[index]) for figures in self._sums.read[slice(*span)])
        return sum(value for value in values if is_count(value))

    def _read_unit(self, row: int, name: str, match: Match) -> None:
        unit, at = match.id, self._at(row)
        if self._collector.account.sets_aside():
            self._sums.complete = False
            return
        if unit in self._headed and (town := self._units.town(unit, [name]).id):
            self._sums.complete = False
            both: FoundUnits = {"found": name, "units": (Ref("unit", unit), Ref("unit", town))}
            self._reporter.report(Code.NAMESAKES(at, both))
            return
        if not self._has_figures(row):
            self._headed.add(unit)
        report_match(self._reporter, at, name, match)
        if not self._units.reports(unit):
            self._reporter.report(Code.UNIT_NOT_A_REPORTER(at, {"unit": Ref("unit", unit)}, unit))
            self._sums.complete = False
            return
        if self._heads_others(unit) and not self._has_figures(row):
            return  # a heading is no return of the unit that it names
        if self._table.districts and not self._is_of_district(row, unit):
            self._doubted[unit] = None
            self._sums.complete = False
        self._collector.source(unit, at)
        for column, of in self._columns.series.items():
            self._collector.add_series(unit, of, (row, column))
        short = bool(self._units.named_above(unit, name))
        self._worded = self._worded or not (short or bare(name) in self._units.short_names(unit))
        if short:
            self._shared.append((row, name, unit, len(self._sums.read)))
        self._sums.read.append(self._rows.read(unit, row))

    def _doubt_namesake(self, row: int, name: str, unit: str, index: int) -> None:
        """Ask whose figures these are, where each is the sum of all others, or where others have their class words and
        the row has no number: "Hải Dương" may be the province."""
        read = self._sums.read
        own, others = [value_of(one) for one in read[index]], [*read[:index], *read[index + 1 :]]
        sums = [sum(filter(is_count, map(value_of, column))) for column in zip(*others, strict=True)]
        filled = [(value, total) for value, total in zip(own, sums, strict=False) if is_count(value)]
        adds_up = len(others) > 1 and any(sums) and filled and all(value == total for value, total in filled)
        if adds_up or (self._worded and not marker(self._grid, row, self._table.names)):
            self._doubted[unit] = None
            both: FoundUnits = {
                "found": name, "units": (Ref("unit", unit), Ref("unit", self._units.named_above(unit, name)))
            }  # fmt: skip
            self._reporter.report(Code.NAMESAKES(self._at(row), both))

    def _is_of_district(self, row: int, unit: str) -> bool:
        """Whether a unit is of the district that its row names in a column of its own; also where it names none."""
        text = district_text(self._table, self._grid, row)
        found, at = self._units.upper(text), self._reporter.at(row, self._table.districts)
        if not text or self._units.is_inside(unit, found.id):
            return True
        if found.id:
            self._reporter.report(Code.UNIT_CONFLICT(at, {"unit": Ref("unit", unit), "found": text}, unit))
        else:
            suggestion = self._reporter.suggestion(self._units.suggestion, text)
            self._reporter.report(Code.UNKNOWN_UNIT(at, {"found": text, "suggestion": suggestion}))
        return False

    def _compare_totals(self, stated: Stated) -> None:
        spans = self._sums.spans(stated)
        for index, (column, key) in enumerate(self._columns.keys.items()):
            if column not in self._columns.doubtful:
                sums = [self._sums.sum_of(index, span) for span in spans]
                unit = self._columns.units.get(column, "")
                compare_total(self._collector, key, (stated.row, column), *sums, unit=unit)


FOOTNOTE = re.compile(r"\(\d{1,2}\)|\[\d{1,2}\]|\*+")
"""What stands before a footnote."""
NOTES = re.compile(r"(?:ghi chu|chu thich|luu y|note|notes)\b")


class NoteRows:
    """The rows below the last unit of a table that are notes, and neither units nor groups."""

    def __init__(self, grid: Grid, table: Table, is_named: Callable[[int], bool]) -> None:
        self._grid = grid
        self._table = table
        self._is_named = is_named

    @cached_property
    def _first(self) -> int:
        """The row below the last one that names a unit or a total."""
        return max((row for row in self._table.rows(self._grid) if self._is_named(row)), default=LAST_ROW) + 1

    def is_note(self, row: int, name: str) -> bool:
        """Whether a row without figures is a footnote, or stands below a heading "Ghi chú:"."""
        left = (text for column in range(1, self._table.names) if (text := self._grid.text(row, column).strip()))
        if not FOOTNOTE.match(next(left, name.strip())) and not self._is_below_heading(row):
            return False
        return row >= self._first

    def _is_below_heading(self, row: int) -> bool:
        return self._notes <= row

    @cached_property
    def _notes(self) -> int:
        """The first row, from the first that was not understood, that heads the notes; behind all rows if none does."""
        rows = self._grid.rows_from(self._first)
        names = ((row, bare(unit_name(self._grid, self._table, row))) for row in rows)
        return next((row for row, name in names if NOTES.match(name)), LAST_ROW + 1)


def header_of_names(grid: Grid, table: Table) -> str:
    """The header over the names of a table."""
    return tidy(" ".join(dict.fromkeys(grid.text(row, table.names) for row in range(table.top, table.first))))


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
