"""What a sheet hides, and what in it does not agree with itself: warnings beside the figures that were read.

Nothing here changes a figure. Everything is found from where the figures stood, whatever the form of the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Protocol

from khpcmd.diagnostics import Code, Diagnostic, Ref
from khpcmd.measures.base import Sums
from khpcmd.returns import CellState, Return
from khpcmd.workbook.grid import Grid
from khpcmd.workbook.headers import FieldNames
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
    for number in sorted(numbers):
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found
