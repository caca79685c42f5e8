"""Whether the sums that a return states are right: total rows and columns, subtotals of groups, SUM formulas.

``compare_total`` is called while the rows are read (``by_unit``, ``by_field``), the others once a sheet is read. The
sum of a series is compared with its months in ``collect``; sums that the plan demands are checked in
``judge.constraints``, figures of the units below in ``judge.roll_up``.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate
from typing import TypeGuard

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.parameters import FieldFoundSum, Ref
from khpcmd.measures.threshold import Number
from khpcmd.returns import CellValue, Key, in_unit_of
from khpcmd.text import bare, tidy
from khpcmd.text.patterns import when_asked
from khpcmd.workbook.cell_reader import Added, value_of
from khpcmd.workbook.cells import read_cell
from khpcmd.workbook.collect import Collector
from khpcmd.workbook.file.addresses import Box, Place
from khpcmd.workbook.outcome import found_in
from khpcmd.workbook.sheet_checks import LONGEST, Figures, number, references
from khpcmd.workbook.table import Form, Table, is_group
from khpcmd.workbook.words.vocabulary import is_total, total_of

ADDS_UP = when_asked(r"=\+?(?:SUM\([A-Z0-9$:,; +]+\)|SUBTOTAL\(1?0?9[,;][A-Z0-9$:,; ]+\)|[A-Z0-9$]+(?:\+[A-Z0-9$]+)+)")
"""A formula that does nothing but add up cells and ranges."""
NAMED = 5
"""How many of the rows that a formula leaves out are listed."""


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
    stated = read_cell(collector.grid.shown(*where), spec, unit or collector.cells.stated(spec))
    if is_count(stated.value) and stated.value not in sums:
        at, field = collector.reporter.at(*where), Ref("field", key.field)
        total = in_unit_of(stated.shift, sums[0] or 0)
        params: FieldFoundSum = {"field": field, "found": stated.found, "sum": total}
        collector.reporter.report(Code.TOTAL_MISMATCH(at, params))


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


def _by_unit(figures: Figures) -> Iterator[tuple[Table, dict[int, list[int]]]]:
    """The tables with a row for each unit, with the rows of units below each group row."""
    for table in figures.tables:
        if table.form is not Form.BY_UNIT:
            continue
        groups, group = dict[int, list[int]](), 0
        for row in figures.rows(table):
            if row in figures.units:
                groups.get(group, []).append(row)
            elif adds_up(figures.name(table, row)):
                group = 0
            elif is_group(figures.grid, row, table.names):
                group = row
                groups[row] = []
        yield table, groups


def short_sums(figures: Figures) -> Iterator[Diagnostic]:
    """Warn of formulas of a total or a group row that leave out the row of a unit."""
    if not figures.formulas:
        return
    for table, groups in _by_unit(figures):
        totals = [row for row in figures.rows(table) if row not in figures.units and adds_up(figures.name(table, row))]
        everybody = [row for row in figures.rows(table) if row in figures.units]
        wanted = dict(groups) | ({totals[0]: everybody} if len(totals) == 1 else {})
        for (row, column), formula in figures.formulas.items():
            if row not in wanted or column not in figures.columns or not ADDS_UP.fullmatch(formula.upper()):
                continue
            boxes = [box for box in references(formula.upper()) if box[1] <= column <= box[3]]
            through = {unit for box in boxes if box[0] == box[2] for unit in groups.get(box[0], ())}
            units = [unit for unit in wanted[row] if (unit, column) in figures.read]
            missing = [unit for unit in units if unit not in through and not _within(unit, boxes)]
            if missing and len(missing) < len(units):
                rows = ", ".join(map(str, missing[:NAMED])) + (", …" if len(missing) > NAMED else "")
                yield Code.SUM_RANGE(figures.at(row, column), {"found": formula[:LONGEST], "rows": rows})


def _within(row: int, boxes: list[Box]) -> bool:
    return any(top <= row <= bottom for top, _, bottom, _ in boxes)


def wrong_subtotals(figures: Figures) -> Iterator[Diagnostic]:
    """Warn of group rows whose figure is not the sum of their units; only where each unit's cell is a whole number."""
    for _, groups in _by_unit(figures):
        for group, rows in groups.items():
            for column in sorted(figures.columns) if rows else ():
                fault = _subtotal(figures, group, column, rows)
                if fault:
                    yield fault


def _subtotal(figures: Figures, group: int, column: int, rows: list[int]) -> Diagnostic | None:
    cell = figures.grid.cell(group, column)
    stated, found = number(cell), [figures.read.get((row, column)) for row in rows]
    values = [one.cell.value if one else None for one in found]
    total = sum(value for value in values if isinstance(value, int))
    if cell is None or found[0] is None or stated in (None, total):
        return None
    if not all(type(value) is int and value >= 0 for value in values):
        return None
    field = Ref("field", found[0].key.field)
    return Code.SUBTOTAL_MISMATCH(figures.at(group, column), {"field": field, "found": found_in(cell), "sum": total})
