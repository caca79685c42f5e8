"""The tables of a sheet without a plan: the blocks of its geometry that have a word for names over a column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from functools import cached_property
from itertools import islice, zip_longest
from typing import NamedTuple

from khpcmd.draft.found import Spot, clean, names_unit
from khpcmd.text import tidy
from khpcmd.workbook.facts.blocks import Block
from khpcmd.workbook.facts.codes import KIND, UNITS, Codes, Kind, coded
from khpcmd.workbook.facts.geometry import find_blocks, last_label, last_row, outside, with_blanks
from khpcmd.workbook.facts.scopes import Part
from khpcmd.workbook.facts.sheet import Rows
from khpcmd.workbook.facts.tables import paths_over, signed_row
from khpcmd.workbook.file.addresses import LAST_ROW, Box, a1
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.file.limits import DEFAULT_LIMITS, Limits, Refused
from khpcmd.workbook.table import Form, is_filler, is_index_row, is_numbering
from khpcmd.workbook.table import Table as Header
from khpcmd.workbook.words.cell_words import names_measure
from khpcmd.workbook.words.headers import FieldNames
from khpcmd.workbook.words.units import UnitNames
from khpcmd.workbook.words.vocabulary import LABEL_HEADERS, UNIT_HEADERS, key

ROWS = 2_000
"""How many rows of a table are read."""
UNITS_ALONE = 3
"""How many names of units have to stand below one another where no header says that they do."""


class Table(NamedTuple):
    """One table: a row for each unit or, as a form, one for each field. Rows and columns count from 1."""

    grid: Grid
    form: bool
    top: int
    bottom: int
    names: int
    rows: tuple[int, ...]
    """Its rows that are no index rows."""

    def text(self, row: int, column: int) -> str:
        return clean(self.grid.text(row, column))

    def spot(self, row: int, column: int) -> Spot:
        return Spot(self.grid.title, a1(row, column))

    def paths(self) -> dict[int, list[str]]:
        """The header texts over each column except that of the names, upper levels first; no texts over all columns."""
        found = paths_over(self.grid, self.top, self.bottom).texts
        return {column: path for column, path in found.items() if column != self.names and any(map(tidy, path))}

    def is_numbering(self, column: int) -> bool:
        """Whether a column left of the names only numbers the rows."""
        return column < self.names and is_numbering(self.grid, column, self.bottom)


class _Codes(Codes):
    """The codes of cells where no name is known but by its class word."""

    @cached_property
    def _kinds(self) -> Sequence[tuple[Kind, Callable[[str], object]]]:
        words = [(kind, says) for kind, says in super()._kinds if kind not in (Kind.FIELD, Kind.LEAF, *UNITS)]
        return ((Kind.UNIT, lambda text: names_unit(tidy(text))), *words)


class Tables:
    """Finds the tables of sheets."""

    def __init__(self, fields: FieldNames, limits: Limits = DEFAULT_LIMITS) -> None:
        self._fields, self._units, self._limits = fields, UnitNames(fields.plan), limits
        self._codes = _Codes(fields, self._units)

    def of(self, grid: Grid) -> list[Table]:
        """The tables of a sheet from top to bottom; without a titled header, the first column of units makes one."""
        try:
            blocks = self._blocks(grid)
        except Refused:  # nobody could read it by any plan
            return []
        heads = list(_titled(grid, blocks)) or list(_of_units(blocks))[:1]
        tables = list[Table]()
        for head, following in zip_longest(heads, heads[1:]):
            below = range(head.first, following.top if following else LAST_ROW + 1)
            last = max((last_label(block) for block in blocks if block.rows and block.rows[0].at in below), default=0)
            end = min(last + 1, signed_row(grid, below.start, below.stop))
            own = (row for row in grid.rows_from(below.start) if row < end)
            found = tuple(row for row in islice(own, ROWS) if not is_index_row(grid, row))
            tables.append(Table(grid, head.form is Form.BY_FIELD, head.top, head.last, head.names, found))
        return [table for table in tables if _names_something(table)]

    def _blocks(self, grid: Grid) -> tuple[Block, ...]:
        """The blocks of a sheet, and those of what has no figures."""
        rows = coded(grid, self._codes)
        found = find_blocks(rows, grid.merges, self._limits).blocks
        spans = ((block.header[0], last_row(block)) for block in found if block.header)
        rest = _named(outside(rows, spans), grid)
        return found + find_blocks(with_blanks(rest) or rest, grid.merges, self._limits).blocks


def _named(rows: Rows, grid: Grid) -> Rows:
    """Rows in which all texts beside a head of names, and the first one of every other row, may be names."""
    heads = {row: at for row, at, text in grid.texts if key(text) in LABEL_HEADERS | UNIT_HEADERS}
    found = dict[int, tuple[tuple[int, ...], tuple[int, ...]]]()
    for row, (columns, codes) in rows.items():
        texts = [at for at, code in zip(columns, codes, strict=True) if code & KIND == Kind.TEXT]
        of_unit = not UNITS.isdisjoint(code & KIND for code in codes)
        names = {*texts} - {heads[row]} if row in heads else {*texts[:1]} if not of_unit else set[int]()
        own = (int(Kind.FIELD) if at in names else code for at, code in zip(columns, codes, strict=True))
        found[row] = columns, tuple(own)
    return found


def _titled(grid: Grid, blocks: Sequence[Block]) -> Iterator[Header]:
    """The headers with a word for fields, or else for units, over a column of labels; of those beside each other the
    first, which is that of all their columns."""
    last = 0
    for block in sorted(blocks, key=lambda one: (one.header, one.span)):
        for words, form in ((LABEL_HEADERS, Form.BY_FIELD), (UNIT_HEADERS, Form.BY_UNIT)):
            named = (at for at, _ in block.labels if any(_says(grid, row, at, words) for row in block.header))
            if (names := next(named, 0)) and block.header[0] > last:
                last = block.header[-1]
                yield _header(block, form, names, grid.merge(last, names))
                break


def _of_units(blocks: Sequence[Block]) -> Iterator[Header]:
    """The headers above columns in which names of units stand below one another."""
    for block in blocks:
        named = (at for at, kinds in block.labels if kinds & UNITS)
        if block.header and len(block.rows) >= UNITS_ALONE and (names := next(named, 0)):
            yield _header(block, Form.BY_UNIT, names, None)


def _says(grid: Grid, row: int, column: int, words: Set[str]) -> bool:
    box = grid.merge(row, column) or (row, column)
    text = grid.text(*box[:2])
    return key(text) in words and not text.rstrip().endswith(":")


def _header(block: Block, form: Form, names: int, box: Box | None) -> Header:
    """The header of a block, with what stands over its columns right above it."""
    over = {one.at[0] for column in block.columns for one in column.path if one.part is Part.OVER}
    top = block.header[0]
    while top - 1 in over:
        top -= 1
    bottom = box[2] if box else block.header[-1]
    return Header(form, top, bottom + 1, bottom, names, {})


def _names_something(table: Table) -> bool:
    """Whether names stand below the header; "người" and "vụ" are not names, but units of measure of a form."""
    texts = [text for row in table.rows if not is_filler(text := table.grid.text(row, table.names))]
    return any(not names_measure(text) for text in texts)
