"""What a sheet hides, and what in it does not agree with itself: warnings beside the figures that were read.

Nothing here changes a figure. Everything is found from where the figures stood, whatever the form of the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from khpcmd.diagnostics import Code, Diagnostic, Param, Ref
from khpcmd.plan.model import Plan
from khpcmd.returns import CellState, Return
from khpcmd.workbook.dates import months_listed
from khpcmd.workbook.grid import Grid
from khpcmd.workbook.header_rows import Form
from khpcmd.workbook.headers import FieldNames, Kind
from khpcmd.workbook.integrity_figures import Figures
from khpcmd.workbook.integrity_formulas import external_links, other_rows
from khpcmd.workbook.integrity_ratios import wrong_ratios
from khpcmd.workbook.integrity_sums import short_sums, wrong_subtotals
from khpcmd.workbook.layout import Table


class ReadSheet(Protocol):
    """What a sheet gave."""

    grid: Grid
    tables: list[Table]
    returns: list[Return]


def doubts(sheet: ReadSheet, fields: FieldNames, file: str) -> list[Diagnostic]:
    """Everything about a sheet that somebody should look at, though its figures could be read."""
    figures = Figures.of(sheet.grid, tuple(sheet.tables), sheet.returns, file)
    return [
        *hidden(figures),
        *external_links(figures),
        *other_rows(figures),
        *short_sums(figures),
        *wrong_subtotals(figures),
        *wrong_ratios(figures, _shares(fields.plan)),
        *months_in_one_cell(figures, fields),
    ]


def _shares(plan: Plan) -> dict[str, str]:
    """By the field of a part, the field of its whole, where the plan measures their ratio; each part of one whole."""
    found: dict[str, set[str]] = {}
    for target in plan.targets:
        measure = target.measure
        if measure.kind != "ratio" or not isinstance(measure.whole, tuple):
            continue
        if len(measure.part) == len(measure.whole) == 1:
            found.setdefault(measure.part[0], set()).add(measure.whole[0])
    return {part: next(iter(wholes)) for part, wholes in found.items() if len(wholes) == 1}


def hidden(figures: Figures) -> Iterator[Diagnostic]:
    """Figures in hidden rows and columns: they count, but nobody who opens the file sees them."""
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
    for number in sorted(numbers):
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def months_in_one_cell(figures: Figures, fields: FieldNames) -> Iterator[Diagnostic]:
    """Cells of a month series that list the months instead of having a figure for each."""
    series = {name for name, spec in fields.plan.fields.items() if spec.kind == "months"}
    for table in figures.tables if series else ():
        for row, column, field in _series_cells(figures, table, fields):
            cell = figures.grid.cell(row, column)
            if field in series and cell and isinstance(cell.value, str) and months_listed(cell.value):
                params: dict[str, Param] = {"field": Ref("field", field), "found": cell.value}
                unit = figures.units.get(row, figures.only_unit)
                yield Diagnostic(Code.MONTHS_IN_ONE_CELL, figures.at(row, column), params, unit=unit)


def _series_cells(figures: Figures, table: Table, fields: FieldNames) -> Iterator[tuple[int, int, str]]:
    """The cells that stand for a field as a whole, each with the field: below a header, or beside a row's name."""
    if table.form is Form.BY_UNIT:
        named = {column: fields.name(heading.text.split(" / ")) for column, heading in table.headings.items()
                 if heading.kind is Kind.KNOWN}  # fmt: skip
        for row in figures.rows(table):
            yield from ((row, column, found.field) for column, found in named.items() if found)
        return
    columns = table.columns(Kind.FIGURE)
    for row in figures.rows(table):
        found = fields.name([figures.name(table, row)]) if figures.name(table, row) else None
        if found:
            yield from ((row, column, found.field) for column in columns)
