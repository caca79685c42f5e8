"""Rows of a large sheet that are written like one another, but for their numbers and texts: read by one pattern each.

The rows above have been read with care. A pattern stands for exactly what they are made of, so that a row which it
matches has the same cells in the same order, of the same kinds and styles, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import NamedTuple

from khpcmd.workbook.alike.row_forms import INLINE, FormCell, RowForm, form_of, pattern_of
from khpcmd.workbook.digits import whole_number
from khpcmd.workbook.frame import hides
from khpcmd.workbook.limits import Limits
from khpcmd.workbook.places import COLUMNS, LAST_ROW
from khpcmd.workbook.plain_rows import PlainRow
from khpcmd.workbook.store import CellStore
from khpcmd.workbook.values import StyleNumbers, Values
from khpcmd.workbook.walk import Tally

ENOUGH = 8
"""After so many rows of one form a pattern is made of it: that takes as long as reading some dozens of rows."""
PATTERNS = 16
"""The most patterns of one sheet."""

Reads = Callable[[bytes, int], object]
"""A value out of what stands in a cell, by the number of its row."""


class _Run(NamedTuple):
    """Neighbouring cells: the first, the one after the last, and how each is read; None for plain whole numbers."""

    first: int
    last: int
    read: Reads | None


class _Pattern(NamedTuple):
    """How rows of a form are found, and what becomes of them."""

    match: Callable[[bytes, int], re.Match[bytes] | None]
    cells: int
    elements: int
    runs: tuple[_Run, ...]
    columns: tuple[int, ...]
    styles: tuple[int, ...]
    others: tuple[int, ...]
    """Which of the values may be something else than whole numbers."""


class LikeRows:
    """Learns the forms of the rows of one sheet, and reads those that are of the form that was met last."""

    def __init__(self, store: CellStore, values: Values, styles: StyleNumbers, limits: Limits, tally: Tally) -> None:
        self._store = store
        self._values = values
        self._styles = styles
        self._limits = limits
        self._tally = tally
        self._met: dict[RowForm, int] = {}
        self._patterns: dict[RowForm, _Pattern] = {}
        self._now: _Pattern | None = None

    def learn(self, row: PlainRow, written: bytes) -> None:
        """Look at a row that was read with care; ``written`` are its bytes."""
        form = form_of(row)
        if form is None or hides(row.attributes):
            return
        self._met[form] = met = self._met.get(form, 0) + 1
        if met == ENOUGH and len(self._patterns) < PATTERNS:
            pattern = pattern_of(form)
            if pattern.fullmatch(written):
                self._patterns[form] = self._prepared(form, pattern)
        self._now = self._patterns.get(form, self._now)

    def read(self, data: bytes, at: int) -> tuple[int, int]:
        """Read the rows from a place of the sheet on that are of that form: where the next one begins and the number
        of the last one, 0 twice where there is none.

        A row that would pass a limit is none of them: the careful way says so.
        """
        pattern, past, last = self._now, 0, 0
        while pattern is not None and (found := pattern.match(data, past or at)) and self._has_room(pattern):
            written, *contents = found.groups()
            row = int(written)
            values = self._values_of(pattern, contents, row) if row <= LAST_ROW else None
            if values is None:
                break
            self._store.put(row, pattern.columns, values, pattern.styles, pattern.others)
            self._count(pattern)
            past, last = found.end(), row
        return past, last

    def _has_room(self, pattern: _Pattern) -> bool:
        tally, limits = self._tally, self._limits
        return (
            tally.styled_cells + pattern.cells <= limits.styled_cells
            and tally.cells + len(pattern.columns) <= limits.cells
            and tally.elements + pattern.elements <= limits.elements
        )

    def _count(self, pattern: _Pattern) -> None:
        self._tally.styled_cells += pattern.cells
        self._tally.cells += len(pattern.columns)
        self._tally.elements += pattern.elements

    def _values_of(self, pattern: _Pattern, contents: Sequence[bytes], row: int) -> list[object] | None:
        """The values of the cells; None where a text is none."""
        values, text = list[object](), self._tally.text
        try:
            for first, last, read in pattern.runs:
                if read is None:
                    values.extend(map(whole_number, contents[first:last]))
                else:
                    values.extend(read(content, row) for content in contents[first:last])
        except UnicodeError:
            self._tally.text = text  # the careful way counts them again
            return None
        return values

    def _prepared(self, form: RowForm, pattern: re.Pattern[bytes]) -> _Pattern:
        filled = [cell for cell in form.cells if cell.filled]
        columns = tuple(COLUMNS[cell.letters] for cell in filled)
        styles = tuple(self._styles[cell.style or "0"] for cell in filled)
        elements = 1 + 2 * sum(cell.kind == INLINE for cell in filled)
        reads = list(map(self._reader, filled, columns, styles))
        others = tuple(index for index, read in enumerate(reads) if read)
        return _Pattern(pattern.match, len(form.cells), elements, tuple(_runs(reads)), columns, styles, others)

    def _reader(self, cell: FormCell, column: int, style: int) -> Reads | None:
        if cell.kind in ("", "n") and self._values.is_plain(style):
            return None
        return partial(self._read, cell.kind or "n", column, style)

    def _read(self, kind: str, column: int, style: int, content: bytes, row: int) -> object:
        """The value of one cell. Raises UnicodeError for a text that is none."""
        text = content.decode()
        if kind == INLINE and ("\ufffe" in text or "\uffff" in text):
            raise UnicodeError("no letter")
        return self._values.read(kind, text, style, (row, column))


def _runs(reads: Sequence[Reads | None]) -> Iterator[_Run]:
    """Plain numbers beside each other together, every other cell by itself."""
    first = 0
    for plain, group in groupby(reads, key=lambda read: read is None):
        found = list(group)
        if plain:
            yield _Run(first, first + len(found), None)
        else:
            yield from (_Run(first + index, first + index + 1, read) for index, read in enumerate(found))
        first += len(found)
