"""What a form teaches about others that look like it: in what they may differ, because nothing rests on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from khpcmd.returns import CellState, Frame, Key, Return
from khpcmd.workbook.alike.watched import watched
from khpcmd.workbook.by_field import FormReader, unit_rows
from khpcmd.workbook.collect import Collector
from khpcmd.workbook.columns import FigureColumn
from khpcmd.workbook.grid import Grid
from khpcmd.workbook.header_rows import Form
from khpcmd.workbook.headers import FieldNames
from khpcmd.workbook.layout import Table, find_tables
from khpcmd.workbook.named_texts import Said, judge
from khpcmd.workbook.packed import LARGEST_PLAIN
from khpcmd.workbook.places import Place, place
from khpcmd.workbook.styles import Look
from khpcmd.workbook.units import UnitNames

LONGEST = 20_000
"""Forms with more letters teach nothing: their texts would be kept."""


@dataclass(frozen=True, slots=True)
class LikeForm:
    """A form that was learnt: its table, the columns of its figures, and what another form may differ in."""

    looks: Sequence[Look]
    table: Table
    figures: tuple[FigureColumn, ...]
    frame: Frame
    values: tuple[object, ...]
    counts: Mapping[int, bool]
    """Which of the values are figures, in the order of the frame, and whether a zero would be seen there."""
    told: Mapping[int, Said]
    """Which of the values are texts that nobody looked at, and what each names."""

    def counts_of(self, values: Sequence[object]) -> tuple[int, ...] | None:
        """The figures of another form with the same outline; None where one is none, or anything else differs."""
        for index, (own, other) in enumerate(zip(self.values, values, strict=True)):
            if own is other or index in self.counts:
                continue
            if type(own) is not type(other) or (own != other and index not in self.told):
                return None
        found = list[int]()
        for index, zero_seen in self.counts.items():
            number = values[index]
            if type(number) is not int or not (0 if zero_seen else 1) <= number < LARGEST_PLAIN:
                return None
            found.append(number)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A form that was read without a word to be told of it, and what came of it."""

    grid: Grid
    table: Table
    filed: Return
    figures: tuple[FigureColumn, ...]
    fields: FieldNames
    units: UnitNames

    def form(self) -> LikeForm | None:
        """What may differ in forms like this one; None where it cannot be said."""
        store, table = self.grid.store, self.table
        letters = sum(len(value) for value in store.all_values() if isinstance(value, str))
        if table.form is not Form.BY_FIELD or table.of_units or not _are_counts(self.filed) or letters > LONGEST:
            return None
        seen, counted = self._looked_at()
        where = {place(cell.at.cell): key for key, cell in self.filed.cells.items() if cell.at}
        if seen is None or sorted(counted) != sorted(where) or not seen.isdisjoint(where):
            return None
        shown = all(store.shows_number(at, zero=False) for at in where)
        return self._form(where, seen) if shown else None

    def _looked_at(self) -> tuple[set[Place] | None, list[Place]]:
        """The cells that were looked at, and those that were counted, each time; None where it comes out otherwise."""
        seeing, store = watched(self.grid)
        found = find_tables(seeing, self.fields, self.units, end=self.table.last)
        into = Collector(self.fields.plan, seeing, self.filed.sources[0].file if self.filed.sources else "")
        if found != [self.table] or unit_rows(self.table, self.fields, self.units, into):
            return None, []
        FormReader(self.table, self.fields, self.units, into, list(self.figures), self.filed.unit, {}).read()
        if into.adds_up:
            return None, []  # what was counted is compared with a sum
        again = into.returns(self.filed.period)
        if into.diagnostics or len(again) != 1 or again[0].cells != self.filed.cells:
            return None, []
        return store.seen, store.counted

    def _form(self, where: Mapping[Place, Key], seen: set[Place]) -> LikeForm:
        store, says = self.grid.store, judge(self.fields, self.units).said
        values, indexes = store.all_values(), {at: index for index, at in enumerate(store)}
        texts = {index: value for at, index in indexes.items() if at not in seen and (value := _text(values[index]))}
        return LikeForm(
            looks=store.looks,
            table=self.table,
            figures=self.figures,
            frame=Frame(
                "",
                self.grid.title,
                {key: index for index, key in enumerate(where.values())},
                tuple(store[at].at for at in where),
            ),
            values=values,
            counts={indexes[at]: store.shows_number(at, zero=True) for at in where},
            told={index: says(text) for index, text in texts.items()},
        )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _are_counts(filed: Return) -> bool:
    """Whether a return is nothing but whole numbers that are written as such."""
    cells = filed.cells.values()
    return bool(filed.cells) and all(
        cell.state is CellState.VALUE and type(cell.value) is int and cell.raw == str(cell.value) and cell.at
        for cell in cells
    )
