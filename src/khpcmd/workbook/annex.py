"""Reads an annex: a row for each commune, under a row (or a letterhead) that names their district.

Thirteen names belong to communes of several districts, and six towns have the name of their district. So a commune is
matched inside its district only; where the district is unknown, its rows are not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import FieldFoundSum, FoundUnit, FoundUnits, Ref
from khpcmd.plan.model import Plan
from khpcmd.returns import Key
from khpcmd.text import Match, bare, split_class
from khpcmd.workbook.by_unit import NoteRows, RowReader, has_any, report_match, unit_name
from khpcmd.workbook.cell_reader import Added, value_of
from khpcmd.workbook.cells import read_cell
from khpcmd.workbook.collect import Collector
from khpcmd.workbook.columns import Columns
from khpcmd.workbook.districts import district_text
from khpcmd.workbook.layout.rows import is_filler, marker
from khpcmd.workbook.layout.table import Table
from khpcmd.workbook.sum_checks import adds_up
from khpcmd.workbook.words.communes import CLASS_WORDS
from khpcmd.workbook.words.units import Mention, UnitNames
from khpcmd.workbook.words.vocabulary import is_total, total_of


def is_annex(table: Table, columns: Columns, units: UnitNames, collector: Collector, district: str) -> bool:
    """Whether a table lists communes: its fields are reported by communes only.

    Where it has fields of districts too, most of its rows have to name communes; where it has no others, communes of
    the ``district`` above it. "Nam Sách" alone is the district there, although a town has that name.
    """
    fields = {key.field for key in (*columns.keys.values(), *columns.answers)}
    of_above, of_below = _reported(collector.plan, units)
    below = fields & of_below - of_above
    if below == fields:
        return bool(below)
    names = [unit_name(collector.grid, table, row) for row in table.rows(collector.grid)]
    if not below:
        named = [name for name in names if name and not is_total(name)]
        communes = [name for name in named if units.within(district, name).id and units.match(name).id != district]
        return bool(district) and fields <= of_below and len(communes) > len(named) / 2
    found = [units.match(name).id for name in names]
    return sum(units.is_below(ident) for ident in found) > sum(bool(ident) for ident in found) / 2


def _reported(plan: Plan, units: UnitNames) -> tuple[frozenset[str], frozenset[str]]:
    """The fields of units that file themselves, and those of units that report through the one above them."""
    fields: dict[bool, set[tuple[str, ...]]] = {True: set(), False: set()}
    for unit, reported in plan.reported_by.items():
        fields[units.is_below(unit)].add(reported)
    return frozenset(chain.from_iterable(fields[False])), frozenset(chain.from_iterable(fields[True]))


@dataclass
class AnnexReader:
    """Reads one annex from top to bottom. ``heading`` is the district named above the table, None where none is."""

    table: Table
    columns: Columns
    units: UnitNames
    collector: Collector
    heading: Mention | None
    _district: str = ""
    _doubtful: bool = False
    """Whether the row of the district contradicts the letterhead."""
    _reported: bool = False
    """Whether it was already reported that the district is unknown."""
    _read: dict[str, list[tuple[Added, ...]]] = field(default_factory=dict)
    """The figures of communes, by district."""
    _strange: set[str] = field(default_factory=set)
    """Districts with rows that could not be matched to a commune."""
    _totals: list[tuple[int, str, int, int]] = field(default_factory=list)
    """The rows that state a total: the row, its district, and the first and last (exclusive) of its communes since the
    last total or group."""
    _since: int = 0
    """The first commune of the district since the last total or group."""

    def read(self) -> None:
        self._district = self.heading.match.id if self.heading else ""
        notes = NoteRows(self.collector.grid, self.table, self._names_commune)
        rows = RowReader(self.columns, self.collector)
        for row in self.table.rows(self.collector.grid):
            name = unit_name(self.collector.grid, self.table, row)
            if name and notes.is_note(row, name) and not has_any(self.collector.grid, row, self.columns.all):
                self._report(Code.ROW_SET_ASIDE(self._at(row), {"text": name}))
            elif name and not is_filler(name):
                self._row(row, name, rows)
            elif has_any(self.collector.grid, row, self.columns.all):
                self._strange.add(self._district)
                self._report(Code.NO_UNIT(self._at(row), {}))
        for total in self._totals:
            self._compare(*total)

    def _names_commune(self, row: int) -> bool:
        """Whether a row names a unit or a total, or has figures."""
        name = unit_name(self.collector.grid, self.table, row)
        named = bool(name) and (adds_up(name) or bool(self.units.match(name).id))
        return named or has_any(self.collector.grid, row, self.columns.all)

    def _total(self, row: int, district: str) -> None:
        """Keep a row that states a total, of its district or of the communes since the last one."""
        count = len(self._read.get(district, ()))
        self._totals.append((row, district, self._since, count))
        self._since = count

    def _report(self, diagnostic: Diagnostic) -> None:
        self.collector.reporter.report(diagnostic)

    def _at(self, row: int) -> Location:
        return self.collector.reporter.at(row, self.table.names)

    def _row(self, row: int, name: str, rows: RowReader) -> None:
        of = total_of(name)
        if is_total(name) or (of and self.units.match(of).id) or self._adds_up(row, name):
            district = self.units.district(of).id if of else ""
            self._total(row, district or self._district)
            if not self.collector.account.stamped:  # a template has a total row of its own
                self._report(Code.TOTAL_ROW_SET_ASIDE(self._at(row), {"text": name}))
            return
        if self.table.districts and not self._of_its_district(row):
            return
        grouped = self._is_group(row)
        found = Match() if grouped else self.units.within(self._district, name)
        if found.id and self._is_of_both(row, name):
            self._strange.add(self._district)
            both: FoundUnits = {"found": name, "units": (Ref("unit", self._district), Ref("unit", found.id))}
            self._report(Code.NAMESAKES(self._at(row), both))
        elif found.id:
            self._commune(row, name, found, rows)
        elif (headed := self.units.district(name)).id and (grouped or self._is_district(row, name)):
            self._enter(row, name, headed)
        elif grouped or self._is_heading(row, name):
            self._strange_group(row, name)
        else:
            self._unknown(row, name)

    def _is_of_both(self, row: int, name: str) -> bool:
        """Whether a row may be the sum of its district or the town of that name: "Nam Sách" without a number, among
        communes that have one."""
        if self.units.district(name).id != self._district or split_class(name)[0]:
            return False
        return self._numbered and "number" not in marker(self.collector.grid, row, self.table.names)

    @cached_property
    def _numbered(self) -> bool:
        """Whether the rows have numbers."""
        grid, names = self.collector.grid, self.table.names
        return any("number" in marker(grid, row, names) for row in self.table.rows(grid))

    def _adds_up(self, row: int, name: str) -> bool:
        """Whether a row is a total by its name: that of the province, "Cộng cụm 1"; "Cộng Hòa" is a commune."""
        if self.units.above_others(self.units.match(name).id):
            return True
        numbered = "number" in marker(self.collector.grid, row, self.table.names)
        return adds_up(name) and not numbered and not self.units.within(self._district, name).id

    def _is_group(self, row: int) -> bool:
        return bool(marker(self.collector.grid, row, self.table.names) & {"roman", "letter"})

    def _is_district(self, row: int, name: str) -> bool:
        """Whether a row with a district's name heads that district, and is not of a commune with the same name."""
        return bool(split_class(name)[0]) or self._is_bare(row)

    def _is_heading(self, row: int, name: str) -> bool:
        of_commune = split_class(name)[0] in ("xã", "phường", "thị trấn", "đặc khu") and not _sorts(name)
        return self._is_bare(row) and not of_commune

    def _is_bare(self, row: int) -> bool:
        """Whether a row has neither a number nor figures."""
        numbered = "number" in marker(self.collector.grid, row, self.table.names)
        return not numbered and not has_any(self.collector.grid, row, self.columns.all)

    def _of_its_district(self, row: int) -> bool:
        """Whether a row says in a column of its own of which district it is, or has none that it could say it of."""
        text = district_text(self.table, self.collector.grid, row)
        if not text and self._is_bare(row):  # a group, or a note
            return True
        found = self.units.district(text)
        at = self.collector.reporter.at(row, self.table.districts)
        if found.id and found.id != self._district:
            self._begin(at, text, found)
        elif not found.id:
            self._district, self._reported = "", False
            if text:
                self._strange.add("")
                suggestion = self.collector.reporter.suggestion(self.units.suggestion, text)
                self._report(Code.UNKNOWN_UNIT(at, {"found": text, "suggestion": suggestion}))
                return False
        return True

    def _enter(self, row: int, name: str, district: Match) -> None:
        self._begin(self._at(row), name, district)
        if has_any(self.collector.grid, row, self.columns.all):
            self._total(row, district.id)

    def _begin(self, at: Location, name: str, district: Match) -> None:
        """Come to the communes of a district that is named at a place."""
        self._district, self._reported = district.id, False
        self._since = len(self._read.get(district.id, ()))
        report_match(self.collector.reporter, at, name, district)
        self._doubtful = self.heading is not None and self.heading.match.id != district.id
        if self.heading and self._doubtful:
            params: FoundUnit = {"unit": Ref("unit", self.heading.match.id), "found": name}
            self._report(Code.UNIT_CONFLICT(at, params, district.id))

    def _strange_group(self, row: int, name: str) -> None:
        """A group that only sorts communes stays in its district; any other begins an unknown district."""
        if _sorts(name):
            self.collector.account.heading(row, name, marker(self.collector.grid, row, self.table.names))
            self._since = len(self._read.get(self._district, ()))
            self._report(Code.ROW_SET_ASIDE(self._at(row), {"text": name}))
            return
        self._district, self._reported = "", True
        suggestion = self.collector.reporter.suggestion(self.units.suggestion, name)
        self._report(Code.UNKNOWN_UNIT(self._at(row), {"found": name, "suggestion": suggestion}))

    def _unknown(self, row: int, name: str) -> None:
        self._strange.add(self._district)
        if self._district:
            suggestion = self.collector.reporter.suggestion(
                lambda text: self.units.suggestion_within(self._district, text), name
            )
            self._report(Code.UNKNOWN_UNIT(self._at(row), {"found": name, "suggestion": suggestion}))
        elif not self._reported:
            self._reported = True
            self._report(Code.DISTRICT_UNKNOWN(self._at(row), {"found": name}))

    def _commune(self, row: int, name: str, found: Match, rows: RowReader) -> None:
        report_match(self.collector.reporter, self._at(row), name, found)
        self.collector.source(found.id, self._at(row))
        self._read.setdefault(self._district, []).append(rows.read(found.id, row))
        if self._doubtful:
            self.collector.doubt(found.id)

    def _compare(self, row: int, district: str, first: int, last: int) -> None:
        """Compare a stated total with the sum of its district, of its communes since the last one, and of all."""
        if self._strange:
            return
        every = list(chain.from_iterable(self._read.values()))
        own = self._read.get(district, [])
        for index, column, key, answer in self._totalled():
            sums = [_sum(figures, index, answer) for figures in (own, own[first:last] or own, every)]
            stated = read_cell(
                self.collector.grid.shown(row, column), self.collector.plan.fields[self._count_field(key.field)]
            )
            if type(stated.value) is int and None not in sums and stated.value not in sums:
                at = self.collector.reporter.at(row, column)
                params: FieldFoundSum = {"field": Ref("field", key.field), "found": stated.found, "sum": sums[0] or 0}
                self._report(Code.TOTAL_MISMATCH(at, params, district))

    def _totalled(self) -> Iterator[tuple[int, int, Key, bool]]:
        """The columns that a total adds up: their index in a row's figures, and the answer that is counted."""
        for index, (column, key) in enumerate(self.columns.keys.items()):
            yield index, column, key, True
        for index, (key, pair) in enumerate(self.columns.answers.items(), len(self.columns.keys)):
            for answer, column in pair.items():
                yield index, column, key, answer

    def _count_field(self, name: str) -> str:
        """A count by whose rules the total of answers is read."""
        fields = self.collector.plan.fields
        if fields[name].kind in ("count", "amount"):
            return name
        counts = (other for other, spec in fields.items() if spec.kind == "count" and getattr(spec, "rolled_up", None))
        return next(counts, name)


def _sum(read: list[tuple[Added, ...]], index: int, answer: bool) -> int | None:
    """The sum of the whole numbers and of these answers; None without any, or where one has no value."""
    found = [value_of(figures[index]) for figures in read]
    values = [value is answer if isinstance(value, bool) else value for value in found]
    if not values or not all(isinstance(value, int) for value in values):
        return None
    return sum(int(value) for value in values if isinstance(value, int))


def _sorts(name: str) -> bool:
    """Whether a group's name consists of words for communes only."""
    words = bare(name).split()
    if words and len(words[0]) <= 4 and name.partition(" ")[0].endswith((".", ")")):
        words = words[1:]
    return bool(words) and all(word in CLASS_WORDS for word in words)
