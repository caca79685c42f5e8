"""What a sheet hides, and what in it does not agree with itself: warnings beside the figures that were read.

Nothing here changes a figure. Everything is found from where the figures stood, whatever the form of the table.

What the formulas of a table refer to: another workbook, or the row of another unit.

Rows that add up others: a SUM that leaves a unit out, a group row that says something else than its units.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Protocol

from khpcmd.diagnostics import Code, Diagnostic, Param, Ref
from khpcmd.measures.base import Sums
from khpcmd.returns import CellState, Return
from khpcmd.workbook.cells import raw_text
from khpcmd.workbook.file.addresses import Box
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.integrity_figures import Figures, number
from khpcmd.workbook.integrity_ratios import wrong_ratios
from khpcmd.workbook.layout.header_rows import Form
from khpcmd.workbook.layout.rows import is_group
from khpcmd.workbook.layout.table import Table
from khpcmd.workbook.words.fields import FieldNames
from khpcmd.workbook.words.vocabulary import is_total

STRING = re.compile(r'"[^"]*"')
EXTERNAL = re.compile(r"'[^'\[\]]*\[[^\[\]]+\][^']*'!|\[[^\[\]]+\][^\s!'\"(),;+*/^&=<>\[\]-]*!")
"""A sheet of another workbook: [1]Sheet1!, '[book.xlsx]Sheet 1'!, 'C:\\folder\\[book.xlsx]Sheet'!."""
REFERENCE = re.compile(
    r"(?<![\w.!'\[\]:$])\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})(?::\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6}))?(?![\w.(!:'])"
)
"""A cell or a range of the same sheet."""
LONGEST = 200
"""How much of a formula is quoted."""
SEARCHED = 2000
"""How much of a formula is looked at."""


def references(formula: str) -> list[Box]:
    """The cells and ranges of the same sheet that a formula names, in its order."""
    found = list[Box]()
    for match in REFERENCE.finditer(STRING.sub('""', formula[:SEARCHED])):
        left, top, right, bottom = match[1], int(match[2]), match[3] or match[1], int(match[4] or match[2])
        rows, columns = sorted((top, bottom)), sorted(map(_column, (left, right)))
        found.append((rows[0], columns[0], rows[1], columns[1]))
    return found


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def external_links(figures: Figures) -> Iterator[Diagnostic]:
    """Formulas of the tables that take their value from another workbook."""
    for (row, column), formula in figures.formulas.items():
        if "[" in formula and figures.table_of(row) and EXTERNAL.search(STRING.sub('""', formula[:SEARCHED])):
            unit = figures.units.get(row, "")
            yield Diagnostic(Code.EXTERNAL_LINK, figures.at(row, column), {"found": formula[:LONGEST]}, unit=unit)


def other_rows(figures: Figures) -> Iterator[Diagnostic]:
    """Formulas of figures and ratios that name a cell in the row of another unit.

    Ranges over several rows are left alone: who looks a figure up in a list means the whole list.
    """
    for (row, column), formula in figures.formulas.items():
        own, table = figures.units.get(row), figures.table_of(row)
        if own is None or table is None:
            continue
        if (row, column) not in figures.read and all(ratio.column != column for ratio in table.ratios):
            continue
        named = [box[0] for box in references(formula) if box[0] == box[2]]
        other = next((at for at in named if figures.units.get(at, own) != own), 0)
        if other:
            params: dict[str, Param] = {"found": formula[:LONGEST], "row": row, "other": other}
            yield Diagnostic(Code.FORMULA_OTHER_ROW, figures.at(row, column), params, unit=own)


ADDS_UP = re.compile(r"=\+?(?:SUM\([A-Z0-9$:,; +]+\)|SUBTOTAL\(1?0?9[,;][A-Z0-9$:,; ]+\)|[A-Z0-9$]+(?:\+[A-Z0-9$]+)+)")
"""A formula that does nothing but add up cells and ranges."""
NAMED = 5
"""How many rows are named that a formula leaves out."""


def _by_unit(figures: Figures) -> Iterator[tuple[Table, dict[int, list[int]]]]:
    """The tables with a row for each unit, with the rows of units below each group row."""
    for table in figures.tables:
        if table.form is not Form.BY_UNIT:
            continue
        groups, group = dict[int, list[int]](), 0
        for row in figures.rows(table):
            if row in figures.units:
                groups.get(group, []).append(row)
            elif is_total(figures.name(table, row)):
                group = 0
            elif is_group(figures.grid, row, table.names):
                group = row
                groups[row] = []
        yield table, groups


def short_sums(figures: Figures) -> Iterator[Diagnostic]:
    """Formulas of a total or a group row that leave out a row of a unit."""
    if not figures.formulas:
        return
    for table, groups in _by_unit(figures):
        totals = [row for row in figures.rows(table) if row not in figures.units and is_total(figures.name(table, row))]
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
                params: dict[str, Param] = {"found": formula[:LONGEST], "rows": rows}
                yield Diagnostic(Code.SUM_RANGE, figures.at(row, column), params)


def _within(row: int, boxes: list[Box]) -> bool:
    return any(top <= row <= bottom for top, _, bottom, _ in boxes)


def wrong_subtotals(figures: Figures) -> Iterator[Diagnostic]:
    """Group rows whose figure is not the sum of their units; only where every unit's cell is a sound whole number."""
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
    params: dict[str, Param] = {"field": Ref("field", found[0].key.field), "found": raw_text(cell), "sum": total}
    return Diagnostic(Code.SUBTOTAL_MISMATCH, figures.at(group, column), params)


class ReadSheet(Protocol):
    """What a sheet gave."""

    grid: Grid
    tables: list[Table]
    returns: list[Return]


def doubts(sheet: ReadSheet, fields: FieldNames, file: str) -> list[Diagnostic]:
    """Everything about a sheet that somebody should look at, though its figures could be read."""
    figures = Figures(sheet.grid, tuple(sheet.tables), file, sheet.returns)
    return [
        *hidden(figures),
        *external_links(figures),
        *other_rows(figures),
        *short_sums(figures),
        *wrong_subtotals(figures),
        *wrong_ratios(figures, _shares(fields)),
    ]


@lru_cache(maxsize=2)
def _shares(fields: FieldNames) -> dict[str, str]:
    """By the field of a part, the field of its whole, where the plan measures their ratio; each part of one whole."""
    found: dict[str, set[str]] = {}
    for target in fields.plan.targets:
        sums = target.measure.computed()
        if not isinstance(sums, Sums) or not sums.nested or not isinstance(sums.whole, tuple):
            continue
        if len(sums.part) == len(sums.whole) == 1:
            found.setdefault(sums.part[0], set()).add(sums.whole[0])
    return {part: next(iter(wholes)) for part, wholes in found.items() if len(wholes) == 1}


def hidden(figures: Figures) -> Iterator[Diagnostic]:
    """Figures in hidden rows and columns: they count, but nobody who opens the file sees them."""
    if not figures.grid.hidden_rows and not figures.grid.hidden_columns:
        return
    rows, columns = dict[int, list[int]](), dict[int, list[int]]()
    unseen = {at for at in figures.columns if any(first <= at <= last for first, last in figures.grid.hidden_columns)}
    for (row, column), found in figures.read.items():
        if found.cell.state is CellState.BLANK:
            continue
        if row in figures.grid.hidden_rows:
            rows.setdefault(row, []).append(column)
        elif column in unseen:
            columns.setdefault(column, []).append(row)
    for first, last in _runs(rows):
        across = [column for row in range(first, last + 1) for column in rows[row]]
        at = figures.area(first, min(across), last, max(across))
        unit = figures.units.get(first, "") if first == last else ""
        yield Diagnostic(Code.HIDDEN_FIGURES, at, {"what": Ref("word", "hidden_row"), "count": len(across)}, unit=unit)
    for first, last in _runs(columns):
        down = [row for column in range(first, last + 1) for row in columns[column]]
        at = figures.area(min(down), first, max(down), last)
        yield Diagnostic(Code.HIDDEN_FIGURES, at, {"what": Ref("word", "hidden_column"), "count": len(down)})


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """The first and the last of each run of numbers that follow each other."""
    found = list[tuple[int, int]]()
    for one in sorted(numbers):
        if found and found[-1][1] == one - 1:
            found[-1] = (found[-1][0], one)
        else:
            found.append((one, one))
    return found
