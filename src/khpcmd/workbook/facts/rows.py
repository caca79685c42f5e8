"""The labels of the rows of a block: what stands left of the figures, and which headings and parents they are under."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from khpcmd.workbook.facts.codes import NAMING, UNITS, Kind, Rank
from khpcmd.workbook.facts.scopes import Governs, Part
from khpcmd.workbook.facts.sheet import SAID, CodedSheet, Line
from khpcmd.workbook.file.addresses import Place

LETTERED = (Rank.LETTER, Rank.ROMAN)
DEEPEST = 20
"""The most headings that lie within each other."""


@dataclass(slots=True)
class _Over:
    """A heading, or a row with figures, that others may be under."""

    rank: int
    names: frozenset[int]
    """The kinds of names among its texts."""
    texts: tuple[Governs, ...]
    heads: bool
    """Whether it has no figures of its own."""
    capitals: bool = False
    """Whether it is in capitals."""
    filled: bool = False
    """Whether a row with figures has followed it, right below it."""
    held: bool = False
    """The same, also below headings within it."""


class Labels(NamedTuple):
    """The columns of labels: all of them, those of each table beside others, and what stands over each."""

    columns: Sequence[int]
    groups: Sequence[tuple[int, ...]]
    heads: Mapping[int, Sequence[Governs]]
    times: Sequence[int] = ()
    """The columns of times right of the figures."""


class RowTree:
    """Goes down the rows of a block: ``head`` for those without figures, ``paths`` for those with some."""

    def __init__(self, sheet: CodedSheet, labels: Labels, figures: Sequence[int], body: Sequence[Line]) -> None:
        self._sheet, self._labels, self._figures = sheet, labels.columns, frozenset(figures)
        self._groups, self._heads, self._times = labels.groups, labels.heads, labels.times
        self._over = list[_Over]()
        self._top = 0
        """Which of letters and numerals stand higher: those that came first."""
        self._last = dict[int, Place]()
        """By label column, the last text in it."""
        self._next = 0
        """The row that follows right below."""
        count = Counter(at for line in body for at in line.texts if sheet.kind((line.at, at)) in NAMING)
        self._numbered = any(line.signs for line in body if line.figures)
        """Whether rows with figures are numbered."""
        first = next((line for line in body if line.figures), None)
        named = [line.texts for line in body if line.figures]
        blank = first is not None and any(at in labels.columns for at in first.texts) and not self._names_total(first)
        self._late = {at for at in labels.columns if blank and at not in named[0] and any(at in one for one in named)}
        """The columns of labels that are blank in the first row and not below: a name may be that of the rows above."""
        self._naming = [at for at in labels.columns if count[at]]
        """The columns of labels that are names."""
        self._repeated = {at for at, number in count.items() if number > 1}
        """The columns with several names: each surely stands for the blanks below it."""

    def go_on(self, before: RowTree) -> None:
        """Go on below the headings of the block before."""
        self._over = before._over

    def head(self, line: Line) -> None:
        """A row without figures: it heads those below."""
        last = max(self._naming or self._labels, default=line.texts[0] if line.texts else 0)
        texts = tuple(
            Governs(
                Part.GROUP if column <= last else Part.ABOVE if column in self._figures else Part.BY_GROUP,
                (line.at, column),
            )
            for column in line.texts
        )
        self._next = line.at + line.weight
        if texts:
            capitals = self._sheet.in_capitals(texts[0].at)
            self._enter(_Over(self._rank(line), self._names(line), texts, heads=True, capitals=capitals))
            first = line.texts[0]
            total = Kind.TOTAL in self._names(line)
            self._last = {} if total else {column: at for column, at in self._last.items() if column < first}

    def blank(self, line: Line) -> None:
        """A row with labels and without figures: its labels stand above blanks."""
        self.paths(line, Part.GROUP)

    def blank_paths(self, line: Line) -> tuple[tuple[Governs, ...], ...]:
        """What would govern the figures of a row that has none."""
        own = _Over(self._rank(line), self._names(line), (), heads=False)
        labels = [list(self._labels_of(line, group)) for group in self._groups]
        own.texts = tuple(one for group in labels for one in group)
        above = self._over[: self._ended(own)] if Kind.TOTAL not in own.names else []
        parents = tuple(text for one in above for text in one.texts if text.part is not Part.PASSED)
        self._sheet.budget.spend(len(self._groups) * (len(parents) + 1) + len(own.texts))
        return tuple(self._path(index, labels, parents, ()) for index in range(len(self._groups)))

    def paths(self, line: Line, part: Part = Part.PARENT) -> tuple[tuple[Governs, ...], ...]:
        """What governs a row with figures, for each group of label columns."""
        own = _Over(self._rank(line), self._names(line), (), heads=False)
        if line.at > self._next and self._numbered and not line.signs:
            self._last = {}  # over a blank row a name reaches only rows that go on counting
        self._next = line.at + line.weight
        labels = [list(self._labels_of(line, group)) for group in self._groups]
        own.texts = tuple(one for group in labels for one in group)
        parents = self._above(own)
        self._sheet.budget.spend(len(self._groups) * (len(parents) + 1) + len(own.texts))
        beside = tuple(
            Governs(Part.BESIDE, (line.at, column))
            for column in line.texts
            if column not in self._labels and column not in self._figures
        )
        beside = (*self._labels_of(line, self._times), *beside, *self._hanging(line))
        self._fill(own, labels, part)
        return tuple(self._path(index, labels, parents, beside) for index in range(len(self._groups)))

    def _path(
        self, index: int, labels: Sequence[Sequence[Governs]], parents: tuple[Governs, ...], beside: tuple[Governs, ...]
    ) -> tuple[Governs, ...]:
        """The path of one group: its labels, and those of groups on its left that name another kind of thing."""
        own = list(labels[index])
        kinds = self._kinds(own)
        for further in reversed(labels[:index]):
            others = self._kinds(further)
            if others and kinds.isdisjoint(others):
                own = [*further, *own]
                kinds |= others
        return (*parents, *own, *beside)

    def _kinds(self, labels: Sequence[Governs]) -> frozenset[int]:
        found = (self._sheet.kind(one.at) for one in labels)
        return frozenset(Kind.FIELD if kind == Kind.LEAF else kind for kind in found if kind in NAMING)

    # labels

    def _labels_of(self, line: Line, group: Sequence[int]) -> Iterator[Governs]:
        """The labels of a row in some label columns: its own, merged ones, and those above blanks."""
        for column in group:
            seen = self._sheet.seen((line.at, column))
            if seen and column in line.signs:
                continue
            if seen:
                yield from self._heads.get(column, ())
                yield Governs(Part.GROUP if self._heads_rows(seen) else Part.LABEL, seen)
            elif filled := self._filled(line, column, group):
                yield filled

    def _heads_rows(self, place: Place) -> bool:
        """Whether a text beside the names of rows heads these: it is merged over several, a time or an answer."""
        several = self._sheet.box(place)[2] > place[0]
        return place[1] not in self._naming and (several or self._sheet.kind(place) in SAID)

    def _filled(self, line: Line, column: int, group: Sequence[int]) -> Governs | None:
        """The label above a blank, where the row is divided further right as the row of that label is."""
        place = self._last.get(column)
        further = [at for at in group if at > column]
        if place is None or not any(self._sheet.seen((line.at, at)) for at in further):
            return None
        if self._sheet.box(place)[2:] != place:
            return None  # a merged text says itself how far it reaches
        if column in self._late:
            return Governs(Part.ALONE, place)
        source = any(self._sheet.seen((place[0], at)) for at in further)
        named = self._sheet.kind(place) in NAMING and column in self._repeated
        return Governs(Part.LABEL if source and named else Part.SPREAD if source else Part.ALONE, place)

    def _fill(self, own: _Over, labels: Sequence[Sequence[Governs]], part: Part) -> None:
        for one in (one for group in labels for one in group if one.part is not Part.HEAD):
            self._last[one.at[1]] = one.at
        own.texts = tuple(Governs(part, one.at) for group in labels for one in group if one.part is Part.LABEL)
        if own.rank and Kind.TOTAL not in own.names and own.texts:
            self._enter(own)
        elif own.texts and not own.names and not own.rank:
            own.texts = tuple(Governs(Part.PASSED, one.at) for one in own.texts)
            self._enter(own)

    def _hanging(self, line: Line) -> Iterator[Governs]:
        """Texts outside of the labels and the figures that are merged into the row from above."""
        for place in self._sheet.hung(line.at):
            if place[1] not in self._labels and place[1] not in self._figures:
                yield Governs(Part.BESIDE, place)

    def _names_total(self, line: Line) -> bool:
        return any(self._sheet.kind((line.at, at)) == Kind.TOTAL for at in line.texts)

    # ranks

    def _rank(self, line: Line) -> int:
        """The rank of a row: of the numbering before its label, or in it."""
        first = [*line.signs, *line.texts]
        ranks = (self._sheet.rank((line.at, column)) for column in sorted(first) if column not in self._figures)
        rank = next(filter(None, ranks), 0)
        if rank not in LETTERED:
            return rank
        self._top = self._top or rank  # "A" within "I", or "I" within "A"
        return min(LETTERED) if rank == self._top else max(LETTERED)

    def _names(self, line: Line) -> frozenset[int]:
        shown = [(line.at, column) for column in line.texts]
        shown += [seen for column in self._labels if (seen := self._sheet.seen((line.at, column)))]
        kinds = {self._sheet.kind(place) for place in shown if place[1] not in self._figures}
        return frozenset(kind for kind in kinds if kind in NAMING or kind == Kind.TOTAL)

    def _enter(self, new: _Over) -> None:
        self._close(new)
        self._over.append(new)
        del self._over[DEEPEST:]

    def _above(self, new: _Over) -> tuple[Governs, ...]:
        """What a row with figures is under."""
        self._close(new)
        for one in self._over[-1:]:
            one.filled = True
        for one in self._over:
            one.held = True
        texts = (text for one in self._over for text in one.texts)
        numbered = new.rank or self._numbered  # where no row is, a row with figures is none above the others
        return () if Kind.TOTAL in new.names else tuple(one for one in texts if numbered or one.part is not Part.PASSED)

    def _close(self, new: _Over) -> None:
        """Leave the headings and parents that end where a row begins."""
        del self._over[self._ended(new) :]

    def _ended(self, new: _Over) -> int:
        """From which one on they do; behind all where none does."""
        return next((index for index, one in enumerate(self._over) if self._ends(one, new)), len(self._over))

    @staticmethod
    def _ends(one: _Over, new: _Over) -> bool:
        """Whether what stands above ends where a row begins."""
        if Kind.TOTAL in new.names:
            beside = not UNITS.isdisjoint(one.names) or (one.rank and new.rank and one.rank >= new.rank)
            return not one.heads or (new.heads and bool(beside))
        shared = {text.at for text in one.texts} & {text.at for text in new.texts}
        if shared or (one.texts and one.texts[0].part is Part.PASSED):
            return bool(shared) or new.heads or (not new.names and not new.rank)
        if one.rank and new.rank:
            return one.rank >= new.rank
        if one.names & new.names:
            # a heading without a number above numbered rows is none of them, nor is a numbered one above months
            inside = new.rank and not one.rank
            timed = one.rank and not new.rank and not new.heads and one.names <= {Kind.TIME}
            return not (one.heads and (inside or timed) and UNITS.isdisjoint(one.names))
        followed = (one.filled and not one.names) or (one.held and one.capitals and new.capitals)
        return new.heads and (not one.heads or (not one.rank and not new.rank and followed))
