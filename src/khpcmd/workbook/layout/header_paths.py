"""The texts over each column of a header, merged or not (``paths_over``), and what they mean (``headings_of``)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from khpcmd.workbook.file.addresses import Place
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.layout.rows import is_index_row
from khpcmd.workbook.words.headers import Heading, Kind
from khpcmd.workbook.words.vocabulary import key

COLUMN_NUMBER = re.compile(r"\([A-Z0-9]{1,3}\)(?:\s*=.*)?|[A-Z]")
IN_BRACKETS = re.compile(r"\s*\([^()]*\)\s*")


class Paths(NamedTuple):
    """The header texts over each column, upper levels first; of columns with the same cells only the first one."""

    texts: dict[int, list[str]]
    unsure: dict[int, list[str]]
    """Of columns that may or may not be under a text further left, the texts without it."""
    grouped: frozenset[int]
    """The columns that are under a text further left which is not merged over them."""
    common: frozenset[str]
    """These texts, as far as their own columns are divided as well."""


def paths_over(grid: Grid, top: int, bottom: int) -> Paths:
    """The header texts over each column.

    A text that is not merged also stands over the empty cells on its right whose columns have a text further below,
    up to the next text of its row and within the text above it. That is sure where its own column is divided as well.
    """
    levels = _Levels(grid, top, bottom)
    for row in levels.rows:
        levels.add(row)
    paths, seen = dict[int, list[str]](), set[tuple[Place, ...]]()
    for column, cells in levels.over.items():
        if cells and tuple(cells) not in seen:
            seen.add(tuple(cells))
            paths[column] = _texts(grid, cells)
    without = {
        column: _texts(grid, [cell for cell in levels.over[column] if cell not in cells])
        for column, cells in levels.unsure.items()
        if column in paths
    }
    common = frozenset(grid.text(*cell) for cell in levels.common)
    return Paths(paths, without, frozenset(levels.grouped), common)


class _Levels:
    """The cells over each column of a header, from its first row down."""

    def __init__(self, grid: Grid, top: int, bottom: int) -> None:
        self._grid = grid
        within = range(top + 1, bottom)
        self.rows = [row for row in range(top, bottom + 1) if row not in within or not is_index_row(grid, row)]
        columns = sorted({column for row in self.rows for column in _spanned(grid, row)})
        self._own = {column: _seen(grid, self.rows, column) for column in columns}
        self._last = {column: max((row for row, _ in cells), default=0) for column, cells in self._own.items()}
        self.over = dict[int, list[Place]]({column: [] for column in columns})
        self.unsure = dict[int, set[Place]]()
        """By column, the texts of which it is not sure that they stand over it."""
        self.grouped = set[int]()
        """The columns under a text further left that is not merged over them."""
        self.common = set[Place]()
        """These texts, as far as their own columns are divided as well."""

    def add(self, row: int) -> None:
        """Add the texts of the next row."""
        left, above, bare = 0, list[Place](), list[int]()
        grouped = set[int]()
        for column, over in self.over.items():
            box = self._grid.merge(row, column)
            cell = (box[0], box[1]) if box else (row, column)
            divided = self._last[column] > row
            if cell in self._own[column]:
                left, above = 0 if box else column, list(over)
                if cell not in over:
                    over.append(cell)
            elif divided and not box and left and over == above:
                grouped.add(column)
                over.append((row, left))
                if self._last[left] > row:
                    self.common.add((row, left))
                else:
                    self.unsure.setdefault(column, set()).add((row, left))
            elif divided and not box and not left and not over:
                bare.append(column)
        self.grouped |= grouped
        for column in bare:  # a text that is written in the middle of its columns is not over all of them
            if column < min(grouped, default=0):
                self.unsure.setdefault(column, set())


READ = frozenset({Kind.FIELD, Kind.SERIES, Kind.FIGURE})
MAY_COUNT = READ | {Kind.TOTAL, Kind.UNKNOWN}
"""The kinds that the heading of a column with the rows' numbers may have."""


def _bare(heading: Heading) -> Heading:
    """A heading without its words."""
    return heading._replace(text="", accounts=())


def headings_of(
    paths: Paths,
    meaning: Callable[[Sequence[str]], Heading],
    needs_more: Callable[[str], bool],
    turns: Callable[[str], bool],
) -> tuple[dict[int, Heading], tuple[int, ...]]:
    """What the headers of the columns mean; and the columns of which nobody can say whether a text is over them.

    ``needs_more`` tells whether a header says nothing without one above it ("Thực hiện"), and ``turns`` whether a
    common header makes other figures of those below it ("Năm 2022").
    """
    headings, unclear = dict[int, Heading](), list[int]()
    below = Counter(key(path[-1]) for column, path in paths.texts.items() if column in paths.grouped)
    turned = any(map(turns, paths.common))
    for column, path in paths.texts.items():
        heading, leaf = meaning(path), path[-1]
        if column in paths.unsure:
            alone = meaning(paths.unsure[column])
            differ = _bare(heading) != _bare(alone)
            read = bool({heading.kind, alone.kind} & READ) and differ
            counts = alone.kind in MAY_COUNT and not IN_BRACKETS.fullmatch(leaf)
            if read or (counts and turned) or below[key(leaf)] > (column in paths.grouped) or needs_more(leaf):
                unclear.append(column)
            heading = alone
        headings[column] = heading
    return headings, tuple(unclear)


def _texts(grid: Grid, cells: Iterable[Place]) -> list[str]:
    """The texts of header cells without repeated ones and numbers of columns, words in brackets joined to a text."""
    found = list[str]()
    for text in (grid.text(*cell) for cell in cells):
        if found and COLUMN_NUMBER.fullmatch(text.strip()):
            continue
        if found and IN_BRACKETS.fullmatch(text):
            found[-1] = f"{found[-1].strip()} {text.strip()}"
        elif not found or key(text) != key(found[-1]):
            found.append(text)
    return found


def _spanned(grid: Grid, row: int) -> Iterator[int]:
    """The columns of a row that show something, also those under a merged text."""
    for column in grid.rows.get(row, ()):
        box = grid.merge(row, column)
        yield from range(box[1], box[3] + 1) if box else (column,)


def _seen(grid: Grid, rows: Iterable[int], column: int) -> dict[Place, None]:
    """The cells whose texts are seen in a column, each merged range once."""
    found, before = dict[Place, None](), ""
    for row in rows:
        box = grid.merge(row, column)
        cell = (box[0], box[1]) if box else (row, column)
        text = grid.text(*cell).strip()
        if text and cell not in found and text != before:  # not one that is filled down
            found[cell] = None
            before = text
    return found
