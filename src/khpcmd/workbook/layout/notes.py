"""The texts around the figures of a table: over its names, beside and between its rows, and below it."""

from __future__ import annotations

from collections.abc import Iterator, Set

from khpcmd.text import tidy
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.layout.table import Table, row_name
from khpcmd.workbook.words.vocabulary import NUMBER_HEADERS, TITLES, key


def over_names(table: Table, grid: Grid, column: int) -> list[str]:
    """What the header says over a column of names or numbers, but for titles such as "Chỉ tiêu" and "TT"."""
    texts = [tidy(grid.text(row, column)) for row in range(table.top, table.first)]
    known = TITLES if column == table.names else TITLES | NUMBER_HEADERS
    return [text for text in dict.fromkeys(texts) if text and key(text) not in known]


def between(table: Table, grid: Grid, read: Set[int]) -> Iterator[int]:
    """The rows with neither a name nor a figure, but with texts right of the names."""
    for row in table.rows(grid):
        columns = grid.rows[row]
        if columns[0] > table.names and read.isdisjoint(columns) and not grid.text(row, table.names):
            yield row


def below(table: Table, grid: Grid, read: Set[int], end: int) -> Iterator[tuple[int, int, str]]:
    """The texts below the last row with a figure and before row ``end``, each with its row and column."""
    last = table.first
    for row in table.rows(grid):
        others = any(column in read and column != table.names for column in grid.rows[row])
        if others and row_name(table, grid, row):
            last = row
    for row, column, text in grid.texts_from(last + 1):
        if row >= end:
            return
        yield row, column, tidy(text)


def is_computed(formula: str) -> bool:
    """Whether a text follows from other cells, as those of the checks of a template do."""
    return len(formula) > 1 and not formula.startswith('="')
