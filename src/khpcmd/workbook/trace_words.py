"""Words that ``khpcmd inspect`` shows although no figure asked about them: those of evidence, of columns that say what
rows are, of number formats in doubt, and of sheets that are not read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.plan.model import Plan
from khpcmd.returns import Cell, CellState, Return
from khpcmd.text import tidy
from khpcmd.workbook.file.addresses import a1, place
from khpcmd.workbook.file.grid import Grid
from khpcmd.workbook.file.number_formats import GENERAL
from khpcmd.workbook.governing import Belief, Entry, Governs
from khpcmd.workbook.layout.table import Table
from khpcmd.workbook.words.meaning import Role
from khpcmd.workbook.words.senses import Senses

MOST = 20
"""How many texts of a sheet that is not read are shown."""


class MoreWords(NamedTuple):
    """Finds the words of one sheet."""

    plan: Plan
    senses: Senses
    grid: Grid
    returns: Sequence[Return]
    diagnostics: Sequence[Diagnostic]

    def all(self, tables: Iterable[Table]) -> Iterator[Entry]:
        """The entries of a sheet that was read."""
        for table in tables:
            yield from self._kinds(table)
        for filed in self.returns:
            for key, cell in filed.cells.items():
                if self.plan.fields[key.field].evidence:
                    yield from self._evidence(cell)
                elif cell.state is CellState.PROBLEM:
                    yield from self._format(cell)

    def _kinds(self, table: Table) -> Iterator[Entry]:
        """The texts of the column that says what the rows of a table are: "Dự kiến", "Thực hiện"."""
        aside = {one.at.cell for one in self.diagnostics if one.code is Code.ROW_OF_OTHER_SPAN and one.at}
        file = next((one.at.file for one in self.diagnostics if one.at), "")
        for row in table.rows(self.grid) if table.kinds else ():
            if text := tidy(self.grid.text(row, table.kinds)):
                at = Location(file, self.grid.title, a1(row, table.kinds))
                belief = Belief.ASIDE if at.cell in aside else Belief.READ
                yield Entry(Governs.ROW, at, self.senses.account(text, Role.HEADER), belief)

    def _evidence(self, cell: Cell) -> Iterator[Entry]:
        if cell.at and cell.raw:
            belief = Belief.OPEN if cell.state is CellState.PROBLEM else Belief.READ
            yield Entry(Governs.EVIDENCE, cell.at, self.senses.account(cell.raw, Role.NOTE), belief)

    def _format(self, cell: Cell) -> Iterator[Entry]:
        """The number format of a figure that is not used and not shown as it is stored."""
        stored = self.grid.cell(*place(cell.at.cell)) if cell.at and cell.at.cell.isalnum() else None
        if cell.at and stored and isinstance(stored.value, int | float):
            shown = stored.look.number_format
            if shown != GENERAL and not stored.look.shows_numbers:
                yield Entry(Governs.FORMAT, cell.at, self.senses.account(shown, Role.NOTE), Belief.OPEN)


def aside(grid: Grid, senses: Senses, file: str) -> tuple[Entry, ...]:
    """The first texts of a sheet that is not read."""
    return tuple(
        Entry(
            Governs.ASIDE,
            Location(file, grid.title, a1(row, column)),
            senses.account(tidy(text), Role.NOTE),
            Belief.ASIDE,
        )
        for row, column, text in islice(grid.texts_from(1), MOST)
    )
