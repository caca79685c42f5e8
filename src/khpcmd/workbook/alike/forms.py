"""Forms that look alike: what was found out about one holds for the next, where nothing differs that it rests on.

The forms of one office differ in their figures and in a few texts above and below the table. Of the first that comes a
second time it is watched which cells the search for the table and the reading of its rows look at. Cells that nobody
looked at had no part in it, nor had the numbers that were only counted, nor what is asked of every text and answered
alike. So a form that differs in nothing else has the same table, with its own numbers in the same cells. The lines
above the table, the end of the table, its columns, its period, its unit and every doubt about the sheet are read of
each form anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from khpcmd.records import dataclass
from khpcmd.returns import CellState, CountFrame, Counts, Key, Return
from khpcmd.workbook.alike.watched import watched
from khpcmd.workbook.by_field import FormReader, unit_rows
from khpcmd.workbook.collect import Collector
from khpcmd.workbook.columns import FigureColumn
from khpcmd.workbook.grid import Grid, Outline
from khpcmd.workbook.header_rows import Form
from khpcmd.workbook.headers import FieldNames
from khpcmd.workbook.layout import Table, find_tables, last_row
from khpcmd.workbook.named_texts import NamedTexts, Said, judge
from khpcmd.workbook.packed import LARGEST_PLAIN
from khpcmd.workbook.places import Place, place
from khpcmd.workbook.styles import Look
from khpcmd.workbook.units import UnitNames

LARGEST, LONGEST = 2_000, 20_000
"""Sheets with more cells (or merged ranges), and forms with more letters, are not looked at for their likeness."""
OUTLINES = 32
"""Of how many kinds of sheets it is kept how they are; then it begins anew."""
VARIANTS = 4
"""How many forms of one outline are learnt: their labels may differ."""


@dataclass(frozen=True, slots=True)
class LikeForm:
    """A form that was learnt: its table, the columns of its figures, and what another form may differ in."""

    looks: Sequence[Look]
    table: Table
    figures: tuple[FigureColumn, ...]
    frame: CountFrame
    values: tuple[object, ...]
    counts: Mapping[int, bool]
    """Which of the values are figures, in the order of the frame, and whether a zero would be seen there."""
    free: frozenset[int]
    """Which of the values are texts that nobody looked at."""
    told: Mapping[int, Said]
    """Of these, what each names."""

    def counts_of(self, values: Sequence[object]) -> tuple[int, ...] | None:
        """The figures of another form with the same outline; None where one is none, or anything else differs."""
        for index, (own, other) in enumerate(zip(self.values, values, strict=True)):
            if own is other or index in self.counts:
                continue
            if type(own) is not type(other) or (own != other and index not in self.free):
                return None
        found = list[int]()
        for index, zero_seen in self.counts.items():
            number = values[index]
            if type(number) is not int or not (0 if zero_seen else 1) <= number < LARGEST_PLAIN:
                return None
            found.append(number)
        return tuple(found)


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
        into.take_counts(unit, Counts(self.form.frame, into.file, 0, self.numbers))


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
        for index in form.free:
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
            form = self._learnt(grid, tables[0], returns[0], tuple(figures))
            if form:
                self._known.setdefault(outline, []).append(form)

    def _learnt(self, grid: Grid, table: Table, filed: Return, figures: tuple[FigureColumn, ...]) -> LikeForm | None:
        """What may differ in forms like this one; None where it cannot be said."""
        letters = sum(len(value) for value in grid.store.all_values() if isinstance(value, str))
        if table.form is not Form.BY_FIELD or table.of_units or not _are_counts(filed) or letters > LONGEST:
            return None
        seen, counted = self._looked_at(grid, table, filed, figures)
        where = {place(cell.at.cell): key for key, cell in filed.cells.items() if cell.at}
        if seen is None or sorted(counted) != sorted(where) or not seen.isdisjoint(where):
            return None
        if not all(grid.store.shows_number(at, zero=False) for at in where):
            return None
        return self._form(grid, table, figures, where, seen)

    def _looked_at(
        self, grid: Grid, table: Table, filed: Return, figures: tuple[FigureColumn, ...]
    ) -> tuple[set[Place] | None, list[Place]]:
        """The cells that were looked at, and those that were counted, each time; None where it comes out otherwise."""
        seeing, store = watched(grid)
        found = find_tables(seeing, self._fields, self._units, end=table.last)
        into = Collector(self._fields.plan, seeing, filed.sources[0].file if filed.sources else "")
        if found != [table] or unit_rows(table, self._fields, self._units, into):
            return None, []
        FormReader(table, self._fields, self._units, into, list(figures), filed.unit, {}).read()
        if into.adds_up:
            return None, []  # what was counted is compared with a sum
        again = into.returns(filed.period)
        if into.diagnostics or len(again) != 1 or again[0].cells != filed.cells:
            return None, []
        return store.seen, store.counted

    def _form(
        self,
        grid: Grid,
        table: Table,
        figures: tuple[FigureColumn, ...],
        where: Mapping[Place, Key],
        seen: set[Place],
    ) -> LikeForm:
        values, indexes = grid.store.all_values(), {at: index for index, at in enumerate(grid.store)}
        free = frozenset(
            index
            for at, index in indexes.items()
            if at not in seen and isinstance(values[index], str) and values[index]
        )
        says = judge(self._fields, self._units).said
        frame = CountFrame.of(grid.title, {key: grid.cells[at].at for at, key in where.items()})
        return LikeForm(
            grid.store.looks,
            table,
            figures,
            frame,
            values,
            {indexes[at]: grid.store.shows_number(at, zero=True) for at in where},
            free,
            {index: says(str(values[index])) for index in free},
        )


def _are_counts(filed: Return) -> bool:
    """Whether a return is nothing but whole numbers that are written as such."""
    cells = filed.cells.values()
    return bool(filed.cells) and all(
        cell.state is CellState.VALUE and type(cell.value) is int and cell.raw == str(cell.value) and cell.at
        for cell in cells
    )
