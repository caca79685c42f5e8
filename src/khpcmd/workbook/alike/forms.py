"""Forms that look alike: what was found out about one holds for the next, where nothing differs that it rests on.

The forms of one office differ in their figures and in a few texts above and below the table. Of the first that comes a
second time it is watched which cells the search for the table and the reading of its rows look at. Cells that nobody
looked at had no part in it, nor had the numbers that were only counted, nor what is asked of every text and answered
alike. So a form that differs in nothing else has the same table, with its own numbers in the same cells. The lines
above the table, the end of the table, its columns, its period, its unit and every doubt about the sheet are read of
each form anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from khpcmd.returns import PackedCells, Return
from khpcmd.workbook.alike.lesson import Lesson, LikeForm
from khpcmd.workbook.collect import Collector
from khpcmd.workbook.columns import FigureColumn
from khpcmd.workbook.grid import Grid, Outline
from khpcmd.workbook.headers import FieldNames
from khpcmd.workbook.layout import Table, last_row
from khpcmd.workbook.named_texts import NamedTexts, judge
from khpcmd.workbook.units import UnitNames

LARGEST = 2_000
"""Sheets with more cells or merged ranges are not looked at for their likeness."""
OUTLINES = 32
"""Of how many kinds of sheets it is kept how they are; then it begins anew."""
VARIANTS = 4
"""How many forms of one outline are learnt: their labels may differ."""


@dataclass(frozen=True, slots=True)
class Like:
    """A sheet that is like a form that was learnt, with its own figures."""

    form: LikeForm
    numbers: tuple[int, ...]

    def fits(self, figures: Sequence[FigureColumn]) -> bool:
        """Whether its columns hold what those of the form that was learnt did."""
        return tuple(figures) == self.form.figures

    def take(self, into: Collector, unit: str) -> None:
        """Keep the figures for a unit."""
        into.take_counts(unit, PackedCells(self.form.frame._replace(file=into.file), 0, self.numbers))


class LikeForms:
    """The forms that were learnt in one run, by their outlines."""

    def __init__(self, fields: FieldNames, units: UnitNames) -> None:
        self._fields = fields
        self._units = units
        self._known: dict[Outline, list[LikeForm]] = {}
        self._tried: dict[Outline, int] = {}

    def find(self, grid: Grid) -> Like | None:
        """The form that a sheet is like, if it was learnt."""
        forms = self._known.get(grid.outline) if self._may_be_like(grid) else None
        if not forms:
            return None
        values = grid.store.all_values()
        for form in forms:
            numbers = form.counts_of(values) if form.looks == grid.store.looks else None
            if numbers is not None and self._says_the_same(form, values) and self._ends_alike(form, grid):
                return Like(form, numbers)
        return None

    def _says_the_same(self, form: LikeForm, values: Sequence[object]) -> bool:
        """Whether the texts that differ name what those of the form name."""
        says = judge(self._fields, self._units).said
        for index in form.told:
            own, other = form.values[index], values[index]
            if own != other and not (other and says(str(other)) == form.told[index]):
                return False
        return True

    def _ends_alike(self, form: LikeForm, grid: Grid) -> bool:
        """Whether its table ends in the same row; what stands below it is read anew."""
        texts = NamedTexts(grid, self._fields, self._units)
        return last_row(texts, form.table) == form.table.last

    @staticmethod
    def _may_be_like(grid: Grid) -> bool:
        return len(grid.cells) <= LARGEST and len(grid.merges) <= LARGEST and grid.is_plain

    def learn(
        self, grid: Grid, tables: Sequence[Table], returns: Sequence[Return], figures: Sequence[FigureColumn]
    ) -> None:
        """Look at a sheet that was read without a word to be told of it. From the second time on that its outline comes
        it is learnt, a few times, for labels may differ."""
        if not self._may_be_like(grid) or len(tables) != 1 or len(returns) != 1:
            return
        outline = grid.outline
        if len(self._tried) >= OUTLINES and outline not in self._tried:
            self._tried.clear()
            self._known.clear()
        self._tried[outline] = tried = self._tried.get(outline, 0) + 1
        if 2 <= tried <= VARIANTS + 1:
            form = Lesson(grid, tables[0], returns[0], tuple(figures), self._fields, self._units).form()
            if form:
                self._known.setdefault(outline, []).append(form)
