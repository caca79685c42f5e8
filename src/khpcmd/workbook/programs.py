"""What the forms of one shape have in common, worked out once: their tables, and what each of their rows is read as.

A batch has hundreds of forms that differ in nothing but their figures, the lines above their tables, and their names.
``shape_of`` is all that decides how such a form is read, but for these; what was found for a shape holds for the next
form that has it. Only what asked nothing is kept, so that whatever has to be told is found anew, at its place.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from khpcmd.returns import Key
from khpcmd.workbook.cell_reader import Wanted
from khpcmd.workbook.columns import FigureColumn
from khpcmd.workbook.facts.blocks import Block, Sheet
from khpcmd.workbook.facts.codes import KIND, Kind
from khpcmd.workbook.facts.sheet import Rows
from khpcmd.workbook.file.addresses import a1
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.table import Table

if TYPE_CHECKING:
    from khpcmd.workbook.facts.read import BlockReader

LONGEST = 400
"""The most rows of a sheet that is remembered: a form of a batch has fewer."""
KEPT = 64
"""How many shapes are remembered."""
NOTHING: Set[int] = frozenset()


class Placed(NamedTuple):
    """What a row of a form is read as: of which field, and of which month (0: of none)."""

    row: int
    field: str
    month: int = 0
    measure: str = ""
    """The text in brackets behind its name."""
    baseline: bool = False
    """Whether its figures are those of the baseline year."""
    evidence: bool = False
    """Whether evidence of its answer may stand beside it."""


@dataclass(frozen=True)
class FormProgram:
    """How a form is read whose rows and columns ask nothing."""

    figures: tuple[FigureColumn, ...]
    known: frozenset[int]
    """The columns whose texts are no remarks."""
    noted: bool
    """Whether something is written below it."""
    rows: tuple[tuple[Placed, tuple[Wanted, ...] | None], ...]
    """Each row with its figures, where it has nothing else."""

    @cached_property
    def wanted(self) -> tuple[tuple[int, Wanted], ...]:
        """All figures with their rows, where no row has anything else and each figure one place; none where they are
        read by row."""
        found = tuple((placed.row, one) for placed, taken in self.rows for one in taken or ())
        by_row = any(taken is None for _, taken in self.rows)
        return () if by_row or len({one.key for _, one in found}) < len(found) else found

    @cached_property
    def order(self) -> dict[Key, int]:
        """By figure, which of them it is."""
        return {one.key: index for index, (_, one) in enumerate(self.wanted)}

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The addresses of these figures."""
        return tuple(a1(row, one.column) for row, one in self.wanted)


@dataclass(slots=True)
class Program:
    """What was found for a sheet, and holds for every other one of its shape."""

    tables: list[Table] | None = None
    """Its tables, once they were found."""
    blank: Sequence[Block] = ()
    """The blocks of those in which no figure stands."""
    forms: dict[str, FormProgram] = field(default_factory=dict)
    """By period, how the form is read in a sheet of it."""
    readers: dict[tuple[int, str], BlockReader] = field(default_factory=dict)
    """What reads the facts of its blocks, by their number and the unit within which others are named."""


class Programs:
    """What was found for the shapes of sheets that were met."""

    def __init__(self) -> None:
        self._of_shapes = dict[Hashable, Program]()

    def of(self, shape: Hashable) -> Program:
        """That of a shape; a new one for a sheet that is like no other (None)."""
        if not shape:
            return Program()
        if shape not in self._of_shapes and len(self._of_shapes) >= KEPT:
            self._of_shapes.clear()
        return self._of_shapes.setdefault(shape, Program())


def shape_of(grid: Grid, sheet: Sheet, rows: Rows) -> Hashable:
    """Everything from the header of a sheet's only block on, but for the numbers in its columns of figures right of all
    names, of which only the type and the code count; None for a sheet that is like no other."""
    if len(sheet.blocks) != 1 or len(rows) > LONGEST or grid.comments:
        return None
    (block,), rare = sheet.blocks, grid.cells.rare
    if not block.header or not block.rows or not block.labels or _is_governed_from_above(block):
        return None
    names, body = max(block.labels)[0], block.rows[0].at
    figured = frozenset(column.at for column in block.columns if column.at > names)
    seen = [
        _seen(line, grid.cells.row_values(row), figured if row >= body else NOTHING)
        for row, line in rows.items()
        if row >= block.header[0]
    ]
    formulas = frozenset(rare.formulas)
    return tuple(rows.items()), tuple(seen), grid.merges, frozenset(rare.errors), frozenset(rare.uncalculated), formulas


def _seen(
    line: tuple[tuple[int, ...], tuple[int, ...]], values: tuple[object, ...], figured: Set[int]
) -> tuple[object, ...]:
    """The values of a row; if it has words, those in columns of figures that are neither texts nor years as types."""
    worded = any(map(str.isalpha, "".join([value for value in values if type(value) is str])))
    left_out = figured if worded else NOTHING
    return tuple(
        [
            value
            if type(value) is str
            else type(value)
            if at in left_out and code & KIND != Kind.YEAR
            else (type(value), value)  # 1 is equal to 1.0 and to True
            for at, code, value in zip(*line, values, strict=True)
        ]
    )


def _is_governed_from_above(block: Block) -> bool:
    """Whether a text above the header stands over some columns of figures only."""
    top = block.header[0]
    return any(one.at[0] < top for column in block.columns for one in column.path)
