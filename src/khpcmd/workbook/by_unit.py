"""Reads a table with a row for each unit: the consolidated sheet. ``RowReader`` also reads the rows of annexes.

The totals that it states are compared with its rows (``RowSums``), those of a form in ``by_field``. The sum of a series
is compared with its months in ``collect``; sums that the plan demands are checked in ``judge.constraints``, figures of
the units below in ``judge.roll_up``.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from math import ceil, floor
from typing import TypeGuard

from khpcmd.diagnostics import Code, Location
from khpcmd.diagnostics.parameters import FieldFoundSum, FoundUnit, FoundUnits, Ref
from khpcmd.measures.threshold import Number
from khpcmd.plan.fields import COUNTED, YesNoField
from khpcmd.returns import Basis, CellState, CellValue, Frame, Key, PackedCells, StatedTotal, in_unit_of
from khpcmd.text import Closeness, Match, bare, split_class, tidy
from khpcmd.text.patterns import when_asked
from khpcmd.workbook.cell_reader import Added, Figure, Reporter, value_of
from khpcmd.workbook.cells import found_in, number, number_said, raw_text, read_cell
from khpcmd.workbook.collect import Collector
from khpcmd.workbook.columns import Columns
from khpcmd.workbook.facts.meaning import NOTHING, Meaning
from khpcmd.workbook.facts.read import Facts
from khpcmd.workbook.file.addresses import Place, letters
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.row_kinds import RowKind, RowKinds, district_text
from khpcmd.workbook.table import is_filler, is_group, marker, unit_names
from khpcmd.workbook.words.communes import CLASS_WORDS
from khpcmd.workbook.words.units import Mention, UnitNames
from khpcmd.workbook.words.vocabulary import is_total, strip_numbering, total_of


def is_count(value: CellValue | None) -> TypeGuard[Number]:
    """Whether it is a count or an amount, from 0."""
    return (type(value) is int or isinstance(value, Decimal)) and value >= 0


def sum_of(values: Sequence[CellValue | None]) -> Number | None:
    """The sum of the values; None where one of them is no count."""
    if not all(map(is_count, values)):
        return None
    return sum(value for value in values if is_count(value))


def compare_total(collector: Collector, key: Key, where: Place, *sums: Number | None, unit: str = "") -> None:
    """Report a stated total that is none of the sums; only where all are known. Rates and averages have none.

    ``unit`` is the unit of measure that is stated for an amount.
    """
    spec = collector.plan.fields[key.field]
    if not (spec.measures and spec.has_sum) or not sums or None in sums:
        return
    shown = collector.grid.shown(*where)
    stated = read_cell(shown, spec, unit or collector.cells.stated(spec))
    said = number_said(shown) if stated.state is CellState.PROBLEM else stated.value
    if isinstance(said, int | Fraction | Decimal) and said not in sums:
        at, field = collector.reporter.at(*where), Ref("field", key.field)
        total = in_unit_of(stated.shift, sums[0] or 0)
        params: FieldFoundSum = {"field": field, "found": stated.found, "sum": total}
        collector.reporter.report(Code.TOTAL_MISMATCH(at, params))
        off = Fraction(said) / Fraction(spec.of_steps(1)) - (spec.in_steps(sums[0]) or 0)
        collector.totals.append(StatedTotal(at, key, ceil(off) if off > 0 else floor(off)))


TRAILING = re.compile(r"(?<!\s)\s*\([^()]*\)$")
"""What may stand behind a total in brackets: "(tự tính)", "(I + II)"."""
NO_SUM = when_asked(r"tổng (?:cục|công ty|đội|liên đoàn)\b", re.IGNORECASE)
"""Names of bodies that begin like a total."""


def adds_up(name: str) -> bool:
    """Whether a row that names no unit adds others up, by its name: "Tổng cộng (tự tính)", "Cộng cụm 1"."""
    if is_total(name):
        return True
    text = TRAILING.sub("", tidy(name))
    return bool(text) and not NO_SUM.match(text) and (is_total(text) or bool(total_of(text)))


@dataclass(frozen=True, slots=True)
class Stated:
    """A row that states a sum: its row, the index of the first unit below it, and whether it seems to be of all."""

    row: int
    index: int
    of_all: bool = False


@dataclass(slots=True)
class RowSums:
    """The figures of the units of a table in their order, and the totals and groups between them.

    A total is that of the rows since the last total or group, of those below it up to the next one, or of all.
    """

    read: list[tuple[Added, ...]] = field(default_factory=list)
    totals: list[Stated] = field(default_factory=list)
    complete: bool = True
    """Whether every row with figures could be given to a unit."""
    _breaks: dict[str, list[int]] = field(default_factory=dict)
    """By their numbering, where groups and totals stand: the index of the first unit below each."""
    _added: dict[int, tuple[list[Number], list[int]]] = field(default_factory=dict)
    """By column, once all rows are read: the sum of the first n figures, and how many of them are no counts."""

    def total(self, row: int, name: str) -> None:
        """Keep a row that states a total."""
        index = len(self.read)
        again = bool(self.totals) and self.totals[-1].index == index
        of_all = is_total(TRAILING.sub("", tidy(name))) and not bare(name).startswith("cong")
        self.totals.append(Stated(row, index, of_all or again))
        self._breaks.setdefault("total", []).append(index)

    def group(self, numbering: Set[str]) -> None:
        """Keep that a group begins."""
        for kind in numbering or {"group"}:
            self._breaks.setdefault(kind, []).append(len(self.read))

    def here(self, row: int) -> Stated:
        """A row between those that were read so far and those that follow."""
        return Stated(row, len(self.read))

    def spans(self, stated: Stated) -> list[tuple[int, int]]:
        """The first and the last index (exclusive) of the units that a row may add up, the likeliest first."""
        at, end = stated.index, len(self.read)
        breaks = self._breaks.values()
        lasts = [found[index - 1] for found in breaks if (index := bisect_left(found, at))]
        above = [(start, at) for start in sorted(lasts or [0], reverse=True)]
        following = min(
            (found[index] for found in breaks if (index := bisect_right(found, at)) < len(found)), default=end
        )
        some, every = [*above, (at, following)], [(0, end), (0, at), (at, end)]
        spans = [*every, *some] if stated.of_all else [*some, *every]
        return list(dict.fromkeys(span for span in spans if span[0] < span[1]))

    def sum_of(self, column: int, span: tuple[int, int]) -> Number | None:
        """The sum of a column over the units of a span, None where a figure is no count; once all rows are read.

        A table may have as many totals as units, so that none of them may go through all units.
        """
        if column not in self._added:
            values = [value_of(figures[column]) for figures in self.read]
            counts = [value if is_count(value) else None for value in values]
            sums: Iterator[Number] = accumulate((count or 0 for count in counts), initial=0)
            unknown = accumulate((count is None for count in counts), initial=0)
            self._added[column] = [*sums], [*unknown]
        sums_to, unknown_to = self._added[column]
        first, last = span
        return sums_to[last] - sums_to[first] if unknown_to[last] == unknown_to[first] else None


class RowReader:
    """Reads single rows of units; what they have in common is prepared once.

    A row has one figure for each column of a field, then one for each pair of columns "Có" and "Không".
    """

    def __init__(self, columns: Columns, collector: Collector, rows: Iterable[int]) -> None:
        self._collector = collector
        self._columns = columns
        self._every = columns.all
        self._wanted = [*columns.wanted.values()]
        self._keys = [*(one.key for one in self._wanted), *columns.answers]
        counted = all(one.spec.kind in COUNTED and not one.doubtful for one in self._wanted)
        self.counts = collector.cells.read_counts(rows, [*columns.wanted] if counted else ())
        """The figures of the rows in which all of them are plain counts."""
        order = {key: index for index, key in enumerate(self._keys)}
        first = [*columns.wanted, *(next(iter(pair.values())) for pair in columns.answers.values())]
        sheet = collector.reporter.sheet
        self._frame = Frame(sheet.file, sheet.sheet, order, tuple(map(letters, first)))
        self._distinct = len(order) == len(first)
        """Whether no two columns hold the same figure."""

    def read(self, unit: str, row: int) -> tuple[Added, ...]:
        """The figures of a row, to be added up; kept in the collector for its unit."""
        cells, every = self._collector.cells, self._every
        figures = list[Figure](self.counts.get(row, ())) or cells.read_row(unit, row, self._wanted, every)
        answers = list[Place]()
        for key, pair in self._columns.answers.items():
            where, cell = cells.answer(unit, key.field, {a: (row, at) for a, at in pair.items()}, every)
            answers.append(where)
            figures.append(cell)
        found = tuple(figures)
        if not self._distinct or not self._collector.keep_row(unit, row, self._frame, found):
            places = [*((row, column) for column in self._columns.wanted), *answers]
            for key, where, figure in zip(self._keys, places, found, strict=True):
                self._collector.keep(unit, key, where, cells.as_cell(figure, where), row_of_unit=True)
            return tuple(map(value_of, found))  # not to keep the cells twice
        return found

    def keep(self, unit: str, row: int, at: Location) -> bool:
        """Keep the plain counts of a row that nothing speaks against, which names its unit ``at`` a place; False where
        that has figures already, or has others as well."""
        alone = self._distinct and not self._columns.answers and not self._columns.series
        return alone and self._collector.keep_first(unit, at, PackedCells(self._frame, row, self.counts[row]))


GROUPS = 100
"""How many rows with figures that name no unit may add up others: each is compared with all rows."""


class UnitTable:
    """Reads a table with a row for each unit, or a list of communes below their districts.

    Whose a row is, the facts of the sheet say; totals are compared, other rows are skipped and reported. ``heading`` is
    the unit with others below it that is named above the table, None where none is.
    """

    def __init__(  # noqa: PLR0913  # what decides how a table is read
        self, columns: Columns, units: UnitNames, facts: Facts, kinds: RowKinds, collector: Collector,
        *, heading: Mention | None,
    ) -> None:  # fmt: skip
        table = kinds.table
        self._table = table
        self._columns = columns
        self._kinds = kinds
        self._every = columns.all
        self._units = units
        self._collector = collector
        self._grid = collector.grid
        self._reporter = collector.reporter
        self._rows = RowReader(columns, collector, table.rows(collector.grid))
        self._sums = RowSums()
        self._heading = heading
        names = unit_names(table, self._grid, table.rows(self._grid))
        down = facts.down(table.beside)
        said = {row: down.get(row) or (facts.label(name) if name else NOTHING) for row, name in names.items()}
        self._said = {
            row: (names[row], self._of_unit(one, names[row]) if one.field else one) for row, one in said.items()
        }
        """By row, its name and what its texts say."""
        self.lists_communes = self._is_annex()
        """Whether the rows are communes within districts."""
        self._district = heading.match.id if heading else ""
        """The unit that those in the rows below lie in."""
        self._nowhere = False
        """Whether it is not known in which."""
        self._doubtful = False
        """Whether it contradicts the heading."""
        self._headed = set[str]()
        """The units with a row that has no figures: "Nam Sách" below "Huyện Nam Sách" may be its town."""
        self._above = "", ""
        """The name and the unit of the last row that has one."""
        self._shared = list[tuple[int, str, str, int]]()
        """The rows whose names may be those of the units above theirs as well, with the names, the units, and which of
        the rows that were read they are."""
        self._worded = False
        """Whether a row names its unit with its class word."""
        self._nameless = list[tuple[int, str, str]]()
        """The rows with figures and without a name, each with the name above and its unit."""
        self._doubted = dict[str, None]()
        """The units that have a row of which nobody knows what it is."""
        self._groups = dict[int, tuple[str, Stated]]()
        """Rows with figures that name no unit, and may add up those around them."""

    def _of_unit(self, said: Meaning, name: str) -> Meaning:
        """What the texts of a row say that names a field; a name that is that of a unit as well is the unit's here."""
        match = Match() if said.labelled else self._units.match(name)
        return said._replace(unit=match.id, labelled=True) if self._units.reports(match.id) else said

    def _is_annex(self) -> bool:
        """Whether units that lie in others alone report the fields of the table, or some of them and most rows name
        such units; below a heading also where all of the fields are theirs as well."""
        lower = self._units.lower
        reported = {(unit in lower, own) for unit, own in self._collector.plan.reported_by.items()}
        below = {field for is_below, own in reported if is_below for field in own}
        alone = (self._fields & below) - {field for is_below, own in reported if not is_below for field in own}
        if alone == self._fields:
            return bool(alone)
        named = [said.unit for _, said in self._said.values() if said.unit]
        most = sum(map(lower.__contains__, named)) * 2 > len(named)
        return most and (bool(alone) or (self._heading is not None and self._fields <= below))

    @cached_property
    def _fields(self) -> frozenset[str]:
        """The fields of the table."""
        keys = (*(one.key for one in self._columns.wanted.values()), *self._columns.answers)
        return frozenset((*(key.field for key in keys), *self._columns.series.values()))

    def read(self) -> None:
        """Every row of the table into the collector."""
        plain = self._reporter.down(self._plain(), self._table.names)
        for row, (name, said) in self._said.items():
            if row in plain and not self._doubtful and self._rows.keep(said.unit, row, plain[row]):
                self._above, self._worded = (name, said.unit), True
                self._sums.read.append(self._rows.counts[row])
            else:
                self._read_row(row, name, said)
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

    def _plain(self) -> Set[int]:
        """The rows that name a unit with its class word and nothing else, with plain counts that nothing can speak
        against: of these nothing has to be asked one by one."""
        if self._table.kinds or self._table.districts or self.lists_communes or self._grid.merges:
            return frozenset()
        _, *says = Meaning(labelled=True)
        others, believed = self._units.lower | self._collector.plan.below.keys(), self._collector.account.believed
        of_units = (row for row, (_, said) in self._said.items() if [*said[1:]] == says and said.unit not in others)
        return believed(row for row in of_units if row in self._rows.counts)

    def _read_row(self, row: int, name: str, said: Meaning) -> None:
        unit = said.unit if said.labelled else ""
        tells = bool(self._table.kinds) or not unit or bool(said.rest)
        kind = self._kinds.of(row, name) if tells and self._has_figures(row) else None
        text = name
        if kind and (not name or not self._table.kinds):
            name, unit = self._above
        else:
            self._above = (name, unit) if name else self._above
        if kind in (RowKind.BASELINE, RowKind.OTHER):
            self._read_other(row, text, unit, kind)
        elif unit and self._is_unclear(row, kind):
            self._unclear(row, text or name, unit)
        elif not unit and self._adds_up(row, name):
            self._sums.total(row, name)
            if not (self._collector.account.stamped and self.lists_communes):  # a template has a total row of its own
                self._reporter.report(Code.TOTAL_ROW_SET_ASIDE(self._at(row), {"text": name}))
        elif name and not is_filler(name):
            self._read_named(row, name, Match(unit, said.closeness))
        elif self._has_figures(row):
            self._sums.complete = False
            self._nameless.append((row, *self._above))

    def _read_named(self, row: int, name: str, match: Match) -> None:
        """Read a row with a name: of a unit, of others below one, or of nothing that is known."""
        if self.lists_communes and self._table.districts:
            if not self._is_in_column(row):
                return
            match = match if match.id != self._district else Match()  # which its own column names
        heads = self.lists_communes and (bool(split_class(name)[0]) or self._is_bare(row))
        district = self._units.district(name) if heads else Match()
        if match.id and self._heads_others(match.id) and (self.lists_communes or not self._has_figures(row)):
            self._enter(row, name, match)
        elif district.id:
            self._enter(row, name, district)
        elif match.id and (not self.lists_communes or self._units.is_inside(match.id, self._district)):
            self._read_unit(row, name, match)
        else:
            self._unknown(row, name)

    def _is_in_column(self, row: int) -> bool:
        """Come to the district that a row of a list of communes names in a column of its own; whether it is known, or
        none is named."""
        text = district_text(self._table, self._grid, row)
        if not text and self._is_bare(row):  # a group, or a note
            return True
        found, at = self._units.district(text), self._reporter.at(row, self._table.districts)
        if found.id and found.id != self._district:
            self._begin(at, text, found)
        elif not found.id:
            self._district, self._nowhere = "", False
            self._sums.complete = self._sums.complete and not text
        if not text or found.id:
            return not self._doubtful
        suggestion = self._reporter.suggestion(self._units.suggestion, text)
        self._reporter.report(Code.UNKNOWN_UNIT(at, {"found": text, "suggestion": suggestion}))
        return False

    def _read_other(self, row: int, said: str, unit: str, kind: RowKind) -> None:
        """Read a row of the baseline year; any other row that is not of the results is set aside."""
        own = (one for one in self._columns.wanted.values() if one.key.basis is Basis.CURRENT and one.spec.has_baseline)
        early = [one._replace(key=one.key._replace(basis=Basis.BASELINE)) for one in own]
        if kind is RowKind.OTHER or not early or not unit:
            self._kinds.set_aside(self._reporter, row, said)
            return
        for one in early:
            self._collector.take(unit, row, one, self._every)

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
        for row, above, unit in self._nameless:
            if len(self._nameless) == 1 or not unit:
                self._reporter.report(Code.NO_UNIT(self._at(row), {}))
            else:
                self._unclear(row, above, unit)

    def _heads_others(self, unit: str) -> bool:
        """Whether a unit has others below it and no figure of its own in this table."""
        plan = self._collector.plan
        own = plan.reported_by.get(unit, ())
        return unit in plan.below and (not own or self._fields.isdisjoint(own))

    def _adds_up(self, row: int, name: str) -> bool:
        """Whether a row is a total by its name: that of the province, "Cộng cụm 1"; "Cộng Hòa" is a commune."""
        numbered = "number" in marker(self._grid, row, self._table.names)
        above = bool(name) and self._units.above_others(self._units.match(name).id)
        return is_total(name) or above or (not numbered and adds_up(name))

    def _at(self, row: int) -> Location:
        return self._reporter.at(row, self._table.names)

    def _has_figures(self, row: int) -> bool:
        return row in self._rows.counts or has_any(self._grid, row, self._every)

    def _is_bare(self, row: int) -> bool:
        """Whether a row has neither a number nor figures."""
        return "number" not in marker(self._grid, row, self._table.names) and not self._has_figures(row)

    def _enter(self, row: int, name: str, match: Match) -> None:
        """Come to the units within the one that a row names, whose figures it may add up."""
        self._begin(self._at(row), name, match)
        self._headed.add(match.id)
        if self._has_figures(row):
            self._sums.total(row, name)
        else:
            self._sums.group(marker(self._grid, row, self._table.names))

    def _begin(self, at: Location, name: str, match: Match) -> None:
        """Come to the units within one that is named at a place."""
        self._district, self._nowhere = match.id, False
        report_match(self._reporter, at, name, match)
        self._doubtful = self._heading is not None and self._heading.match.id != match.id
        if self._heading and self._doubtful:
            params: FoundUnit = {"unit": Ref("unit", self._heading.match.id), "found": name}
            self._reporter.report(Code.UNIT_CONFLICT(at, params, match.id))

    def _unknown(self, row: int, name: str) -> None:
        """Report a row that names no unit which reports, unless it is a note or sorts those below it."""
        numbering, figures, match = marker(self._grid, row, self._table.names), self._has_figures(row), Match()
        if figures and self._collector.plan.words.ignores("row", strip_numbering(name)):
            self._sums.complete = False
            self._reporter.report(Code.ROW_SET_ASIDE(self._at(row), {"text": name}))
        elif (match := self._units.match(name)).id and not self._units.reports(match.id):
            self._sums.complete = False
            report_match(self._reporter, self._at(row), name, match)
            self._reporter.report(Code.UNIT_NOT_A_REPORTER(self._at(row), {"unit": Ref("unit", match.id)}, match.id))
        elif self.lists_communes:
            self._unknown_commune(row, name)
        elif figures and not numbering and not split_class(name)[0] and len(self._groups) < GROUPS:
            self._groups[row] = name, self._sums.here(row)
            self._sums.group(numbering)
        elif not is_group(self._grid, row, self._table.names) and (figures or "number" in numbering):
            self._sums.complete = self._sums.complete and not figures
            self._report_unknown(row, name)
        else:
            self._sort(row, name)

    def _sort(self, row: int, name: str) -> None:
        """Enter a group that only sorts the rows below it."""
        numbering = marker(self._grid, row, self._table.names)
        self._sums.group(numbering)
        self._reporter.report(Code.ROW_SET_ASIDE(self._at(row), {"text": name}))

    def _report_unknown(self, row: int, name: str) -> None:
        if namesakes := self._units.namesakes(name):
            several: FoundUnits = {"found": name, "units": tuple(Ref("unit", ident) for ident in namesakes)}
            self._reporter.report(Code.NAMESAKES(self._at(row), several))
            return
        suggestion = self._reporter.suggestion(self._suggest, name)
        self._reporter.report(Code.UNKNOWN_UNIT(self._at(row), {"found": name, "suggestion": suggestion}))

    def _suggest(self, name: str) -> str:
        within = self._district if self.lists_communes else ""
        return self._units.suggestion_within(within, name) if within else self._units.suggestion(name)

    def _unknown_commune(self, row: int, name: str) -> None:
        """Report a row of a list of communes: a group that sorts them, one of an unknown district, an unknown one."""
        of_commune = split_class(name)[0] in COMMUNES and not _sorts(name)
        if is_group(self._grid, row, self._table.names) or (self._is_bare(row) and not of_commune):
            if _sorts(name):
                self._sort(row, name)
                return
            self._district, self._nowhere = "", True
            self._report_unknown(row, name)
            return
        self._sums.complete = False
        if self._district:
            self._report_unknown(row, name)
        elif not self._nowhere:
            self._nowhere = True
            self._reporter.report(Code.DISTRICT_UNKNOWN(self._at(row), {"found": name}))

    def _finish_group(self, row: int, name: str, stated: Stated) -> None:
        """Set a row aside that adds up the units around it; of any other it is not known whose figures it has."""
        if any(self._is_sum(row, span) for span in self._sums.spans(stated)):
            self._reporter.report(Code.ROW_SET_ASIDE(self._at(row), {"text": name}))
            return
        self._sums.complete = False
        self._report_unknown(row, name)

    def _is_sum(self, row: int, span: tuple[int, int]) -> bool:
        """Whether each figure of a row is the sum of those of several units, and one of them is not 0."""
        stated = {index: number(self._grid.shown(row, column)) for index, column in enumerate(self._columns.wanted)}
        filled = [index for index, column in enumerate(self._columns.wanted) if has_any(self._grid, row, (column,))]
        sums = [self._sum_of(index, span) for index in filled]
        several = span[1] - span[0] > 1 and any(sums)
        return several and all(stated[index] == total for index, total in zip(filled, sums, strict=True))

    def _sum_of(self, index: int, span: tuple[int, int]) -> Number:
        values = (value_of(figures[index]) for figures in self._sums.read[slice(*span)])
        return sum(value for value in values if is_count(value))

    def _read_unit(self, row: int, name: str, match: Match) -> None:
        unit, at = match.id, self._at(row)
        if self._collector.account.sets_aside(row):
            self._sums.complete = False
            return
        if other := self._namesake(row, name, unit):
            self._sums.complete = False
            both: FoundUnits = {"found": name, "units": (Ref("unit", other), Ref("unit", unit))}
            self._reporter.report(Code.NAMESAKES(at, both))
            return
        if not self._has_figures(row):
            self._headed.add(unit)
        report_match(self._reporter, at, name, match)
        if self._table.districts and not self.lists_communes and not self._is_of_district(row, unit):
            self._doubted[unit] = None
            self._sums.complete = False
        self._collector.source(unit, at)
        for column, of in self._columns.series.items():
            self._collector.add_series(unit, of, (row, column))
        _, said = self._said[row]
        self._worded = self._worded or not said.bare
        if said.bare and not self.lists_communes and self._units.named_above(unit, name):
            self._shared.append((row, name, unit, len(self._sums.read)))
        self._sums.read.append(self._rows.read(unit, row))
        if self._doubtful:
            self._doubted[unit] = None

    def _namesake(self, row: int, name: str, unit: str) -> str:
        """Another unit of which a row may be: the district of the row above that has its name, or the one around the
        town, where others have a number and it has none; "" for none."""
        if unit in self._headed and (town := self._units.town(unit, [name]).id):
            return town
        if not self._units.is_below(unit) or split_class(name)[0] or self._units.district(name).id != self._district:
            return ""
        numbered = "number" in marker(self._grid, row, self._table.names)
        return self._district if self._numbered and not numbered else ""

    @cached_property
    def _numbered(self) -> bool:
        """Whether the rows have numbers."""
        return any("number" in marker(self._grid, row, self._table.names) for row in self._said)

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
        for index, one in enumerate(self._columns.wanted.values()):
            if not one.doubtful:
                where = stated.row, one.column
                yes_no = isinstance(self._collector.plan.fields[one.key.field], YesNoField)
                if yes_no and (number(self._grid.shown(*where)) or 0) > 1:  # else nothing, or a share of the units
                    self._compare_answers(one.key, where, [self._answered(index, span, answer=True) for span in spans])
                sums = [self._sums.sum_of(index, span) for span in spans]
                compare_total(self._collector, one.key, where, *sums, unit=one.unit)
        for index, (key, pair) in enumerate(self._columns.answers.items(), len(self._columns.wanted)):
            for answer, column in pair.items():
                self._compare_answers(
                    key, (stated.row, column), [self._answered(index, span, answer) for span in spans]
                )

    def _answered(self, index: int, span: tuple[int, int], answer: bool) -> int | None:  # which one
        """How many units of a span gave an answer; None where one has none."""
        given = [value_of(figures[index]) for figures in self._sums.read[slice(*span)]]
        return sum(one is answer for one in given) if all(isinstance(one, bool) for one in given) else None

    def _compare_answers(self, key: Key, where: Place, counts: Sequence[int | None]) -> None:
        """Report a stated number of answers that is none of the counted ones; only where all are known."""
        shown = self._grid.shown(*where)
        stated = number(shown)
        if counts and None not in counts and stated is not None and stated not in counts:
            at, field = self._reporter.at(*where), Ref("field", key.field)
            params: FieldFoundSum = {"field": field, "found": found_in(shown), "sum": counts[0] or 0}
            self._reporter.report(Code.TOTAL_MISMATCH(at, params))
            self._collector.totals.append(StatedTotal(at, key, ceil(stated) - (counts[0] or 0)))


COMMUNES = ("xã", "phường", "thị trấn", "đặc khu")
"""The class words of communes."""


def _sorts(name: str) -> bool:
    """Whether a group's name consists of words for communes only."""
    words = bare(name).split()
    if words and len(words[0]) <= 4 and name.partition(" ")[0].endswith((".", ")")):
        words = words[1:]
    return bool(words) and all(word in CLASS_WORDS for word in words)


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
