"""Rows that add up others: a SUM that leaves a unit out, a group row that says something else than its units."""

from __future__ import annotations

import re
from collections.abc import Iterator

from khpcmd.diagnostics import Code, Diagnostic, Param, Ref
from khpcmd.workbook.cells import raw_text
from khpcmd.workbook.header_rows import Form
from khpcmd.workbook.integrity_figures import Figures, number
from khpcmd.workbook.integrity_formulas import LONGEST, references
from khpcmd.workbook.layout import Table
from khpcmd.workbook.places import Box
from khpcmd.workbook.rows import is_group
from khpcmd.workbook.vocabulary import is_total

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
