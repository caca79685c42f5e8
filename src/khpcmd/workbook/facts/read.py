"""Stage 4: three meanings become a fact for each figure (``read_sheet``).

A fact is its own trace: what it is, where it stands, and everything that keeps it from being believed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from khpcmd.returns import Basis, Key
from khpcmd.workbook.facts.codes import Codes, coded
from khpcmd.workbook.facts.geometry import Block, Path, Sheet, find_blocks
from khpcmd.workbook.facts.meaning import Around, Doubt, Frame, Meaning, Meanings
from khpcmd.workbook.facts.scopes import Part, Said
from khpcmd.workbook.file.addresses import Place
from khpcmd.workbook.file.grid import Grid, text_of
from khpcmd.workbook.words.headers import FieldNames
from khpcmd.workbook.words.units import UnitNames

TALL = 400
"""The most rows of a sheet whose geometry is remembered: a form of a batch has fewer, and is met again."""
KEPT = 512


SHARED = Doubt("", "", Part.LABEL)
"""Of a row without a label, and of the one above it."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure: whose, of what, of when; its cell; and what keeps it from being believed.

    Where no unit or no field is known, both "" and what is open say so. ``aside`` is the text by which it is understood
    to be no result of the period.
    """

    unit: str
    field: str
    basis: Basis
    period: str
    month: int
    answer: bool | None
    place: Place
    aside: str = ""
    open: tuple[Doubt, ...] = ()
    sums: bool = False

    @property
    def key(self) -> tuple[str, Key]:
        """Whose figure it is, and which."""
        return self.unit, Key(self.field, self.basis, self.month)

    @property
    def placed(self) -> bool:
        """Whether it is known whose figure it is, and which."""
        return bool(self.unit and self.field) and not self.aside

    @property
    def believed(self) -> bool:
        """Whether nothing speaks against it."""
        return self.placed and not self.open


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a sheet, with its geometry."""

    sheet: Sheet
    facts: tuple[Fact, ...]
    frames: tuple[Frame, ...]


class FactReader:
    """Reads sheets by the names of a plan; everything is remembered for the next sheet."""

    def __init__(self, fields: FieldNames, units: UnitNames) -> None:
        self._codes = Codes(fields, units)
        self._meanings = Meanings(fields, units)
        self._of_frame = lru_cache(KEPT)(self._meanings.of_frame)
        self._blocks = lru_cache(KEPT)(_geometry)

    def read(self, grid: Grid, file: str = "", cover: tuple[str, ...] = ()) -> Facts:
        """The facts of a sheet. ``cover`` are the lines of the cover sheet of its file."""
        rows = coded(grid, self._codes)
        if len(rows) <= TALL:
            sheet = self._blocks(tuple((row, *line) for row, line in rows.items()), grid.merges)
        else:
            sheet = find_blocks(rows, grid.merges)
        texts = _Texts(grid)
        first = texts.lines(sheet.blocks[0].frame) if sheet.blocks else ()
        facts, frames = list[Fact](), list[Frame]()
        for block in sheet.blocks:
            frame = self._of_frame(
                Around(
                    texts.lines(block.frame),
                    texts.of(block.frame, Part.HEAD),
                    tuple(dict.fromkeys(text for column in block.columns for _, text in texts.said(column.path))),
                    texts.of(block.notes, Part.NOTE),
                    first,
                    grid.title,
                    file,
                    cover,
                )
            )
            frames.append(frame)
            facts += _BlockReader(self._meanings, block, frame, texts).facts()
        return Facts(sheet, tuple(settled(facts)), tuple(frames))


def _geometry(
    rows: tuple[tuple[int, tuple[int, ...], tuple[int, ...]], ...], merges: tuple[tuple[int, int, int, int], ...]
) -> Sheet:
    return find_blocks({row: (columns, codes) for row, columns, codes in rows}, merges)


class _Texts:
    """The texts of a sheet by place."""

    __slots__ = ("_value",)

    def __init__(self, grid: Grid) -> None:
        self._value = grid.store.value

    def said(self, path: Path) -> tuple[Said, ...]:
        """A path with its words."""
        value = self._value
        return tuple([Said(part, text_of(value(at))) for part, at in path])

    def of(self, path: Path, part: Part) -> tuple[str, ...]:
        """The texts of one part."""
        return tuple([text_of(self._value(at)) for own, at in path if own is part])

    def lines(self, path: Path) -> tuple[tuple[str, ...], ...]:
        """The titles, line by line."""
        titles = sorted(at for part, at in path if part is Part.TITLE)
        return tuple(
            tuple(text_of(self._value(at)) for at in line) for _, line in groupby(titles, key=lambda at: at[0])
        )


class _BlockReader:
    """Applies what a block means to its figures."""

    def __init__(self, meanings: Meanings, block: Block, frame: Frame, texts: _Texts) -> None:
        self._meanings, self._block, self._frame = meanings, block, frame
        self._across = [(column, meanings.of_path(texts.said(column.path))) for column in block.columns]
        around = (Said(Part.TITLE, frame.unit),) if meanings.units.has_below(frame.unit) else ()
        """The unit of the frame, for the names of those within it."""
        self._down = [[meanings.of_path(around + texts.said(path)) for path in row.paths] for row in block.rows]
        every = [meaning for _, meaning in self._across] + [meaning for row in self._down for meaning in row]
        self._bare = frozenset(
            column.at for column in block.columns if not any(one.part is Part.HEADER for one in column.path)
        )
        """The columns with nothing over them."""
        self._named = any(one.unit for one in every)
        """Whether a row or a column names a unit: then the frame names none."""
        self._years = any(one.bare_year and one.basis is Basis.CURRENT for one in every)
        below = meanings.units.is_below
        self._short = any(one.unit and below(one.unit) for one in every)
        """Whether units within others are named, so that a bare name may be one of theirs."""

    def facts(self) -> Iterator[Fact]:
        """The facts of the block."""
        for row, down in zip(self._block.rows, self._down, strict=True):
            shown = frozenset(row.figures)
            for column, across in self._across:
                if column.at in shown:
                    fact = self._fact(self._meanings.join(across, down[column.group]), (row.at, column.at))
                    yield replace(fact, open=(*fact.open, SHARED)) if row.shared else fact
        for place in self._block.strays:
            yield Fact("", "", Basis.CURRENT, "", 0, None, place, open=(Doubt("", "", Part.LABEL),))

    def _is_longer(self) -> bool:
        """Whether a bare year is longer than the period of the frame: that of the baseline, where no other column or
        row has the year of the file."""
        period = self._meanings.fields.plan.periods.get(self._frame.period)
        return period is not None and period.years == 0 and not self._years

    def _fact(self, said: Meaning, place: Place) -> Fact:
        frame = self._frame
        doubts = said.open + frame.open
        unit = said.unit
        if not unit and not self._named and frame.unit:
            plan = self._meanings.fields.plan
            unit = frame.unit if said.field in plan.reported_by.get(frame.unit, ()) else ""
            doubts += tuple(Doubt(other, frame.unit, Part.TITLE) for other in frame.others)
        if self._short and said.short:
            doubts += (Doubt(unit, unit, Part.LABEL),)
        if unit and said.field and said.field not in self._meanings.fields.plan.reported_by.get(unit, ()):
            doubts += (Doubt(said.field, unit, Part.LABEL),)
        aside = said.aside
        if said.period and frame.period and said.period != frame.period:
            aside = aside or said.said
        if said.basis is Basis.BASELINE and said.bare_year and self._is_longer():
            doubts += (Doubt(said.said, frame.period, Part.HEADER),)
        if frame.stated:
            doubts += (Doubt(frame.stated, frame.stated, Part.TITLE),)
        if place in self._block.merged or place[1] in self._bare:
            doubts += (Doubt("", "", Part.LABEL),)
        basis, period = said.basis or Basis.CURRENT, said.period or frame.period
        return Fact(unit, said.field, basis, period, said.month, said.answer, place, aside, doubts, said.sums)


def settled(facts: Sequence[Fact]) -> Iterator[Fact]:
    """The facts; where two cells are of one figure, the one since the year began, or neither.

    Of the columns "Có" and "Không" one is filled in.
    """
    found = dict[object, list[Fact]]()
    for fact in facts:
        if fact.unit and fact.field and not fact.aside:
            found.setdefault(fact.key, []).append(fact)
    several: Mapping[object, list[Fact]] = {key: of for key, of in found.items() if len(of) > 1}
    for fact in facts:
        others = several.get(fact.key) if fact.unit and fact.field and not fact.aside else None
        sums = [one for one in others or () if one.sums]
        if not others or (len(sums) == 1 and fact.sums):
            yield fact
        elif len(sums) == 1:
            yield replace(fact, aside="period")
        else:
            yield replace(fact, open=(*fact.open, Doubt(str(fact.key), "twice")))
