"""The header of a block: which rows it has, and what stands over each column of figures."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from khpcmd.workbook.facts.codes import NAMING, Kind
from khpcmd.workbook.facts.scopes import Governs, Part
from khpcmd.workbook.facts.sheet import CodedSheet, Line
from khpcmd.workbook.file.addresses import Box, Place

OVER = frozenset({Kind.FIELD, Kind.LEAF, Kind.TIME})
"""What the upper row of a header names, also above a blank row."""
TIMES = frozenset({Kind.TIME, Kind.YEAR})


class Header(NamedTuple):
    """The rows of a header, from its first; the rows above with texts over some columns only; whether labels have a
    head in it."""

    rows: tuple[int, ...]
    upper: tuple[int, ...]
    headed: bool
    columns: tuple[int, ...] = ()
    """The columns from the first of figures on that hold anything but labels."""
    above: tuple[Header, ...] = ()
    """The headers of the blocks above that may still hold."""
    edge: int = 0
    """The first column of the block: a text above its header there is a title, whatever the column holds."""


def find_header(
    sheet: CodedSheet, zone: Sequence[Line], labels: Sequence[int], figures: Sequence[int], blank: Sequence[int]
) -> Header:
    """The header in the rows above the figures of a block; ``blank`` are the columns between these."""
    rows, upper, wide = list[int](), list[int](), sorted({*figures, *blank})
    over = {line.at: [at for at in line.texts if _is_over(sheet, line.at, at, labels, wide)] for line in zone}
    lines = [line for line in zone if over[line.at] and not line.index]
    while lines and lines[-1].signs:
        lines.pop()
    top = _top(sheet, lines, labels, over)
    for line in lines:
        (rows if line.at >= top else upper).append(line.at)
    last = max((sheet.box((row, at))[3] for row in rows for at in over[row]), default=0)
    first = min((at for row in rows for at in over[row]), default=0)
    shown = {at for row in rows for at in range(first, last + 1) if sheet.seen((row, at))}
    columns = tuple(sorted({*figures, *shown} - {*labels}))
    headed, edge = any(_heads_labels(sheet, row, labels) for row in rows), min((*labels, *columns), default=0)
    return Header(tuple(rows), tuple(upper), headed, columns, edge=edge)


def _top(sheet: CodedSheet, lines: Sequence[Line], labels: Sequence[int], over: Mapping[int, Sequence[int]]) -> int:
    """The first row of a header whose last one is the last of some lines.

    It is the row with the heads of the labels, as far as nothing parts the rows between; rows above it belong to the
    header where all their texts are merged over several columns right above it.
    """
    if not lines:
        return 0
    first, top = lines[-1].at, 0
    for line in reversed(lines):
        merged = any(sheet.box((line.at, column))[2] >= first for column in (*labels, *over[line.at]))
        if line.at < first - 1 and not merged and not _numbers_rows(sheet, line):
            break
        first = line.at
        if _heads_labels(sheet, first, labels):
            top = first
            break
    top = top or lines[-1].at
    starts = {line.at: min(over[line.at]) for line in lines}
    heads = {line.at: [at for at in line.texts if at >= starts[line.at]] for line in lines}
    spans = {line.at: [sheet.box((line.at, at))[1::2] for at in over[line.at]] for line in lines}
    for line in reversed(lines):
        near = line.at == top - 1 or (line.at < top and _names_columns(sheet, line, over[line.at]))
        whole = len(over[line.at]) == 1 and _covers(sheet, (line.at, over[line.at][0]), top, heads[top])
        title = whole or (len(over[line.at]) == 1 and spans[line.at] == spans.get(line.at - 1))  # one of several lines
        if near and not title and _tops(sheet, line, top, labels, over[line.at]):
            top = line.at
    return top


def _covers(sheet: CodedSheet, place: Place, row: int, heads: Sequence[int]) -> bool:
    """Whether a text is merged over most columns of a row of heads, from the first on: a title, or the head of all; so
    is one over a figure and its remarks."""
    left, right = heads[0], sheet.box((row, heads[-1]))[3]
    box = sheet.box(place)
    covered = min(box[3], right) - box[1] + 1
    remarked = box[3] == right and sheet.kind((row, heads[-1])) == Kind.REMARK
    return (len(heads) > 2 or remarked) and box[1] <= left and 2 * covered > right - left + 1


def _numbers_rows(sheet: CodedSheet, line: Line) -> bool:
    """Whether a row has the head of the numbers of rows beside others: it is one of a header, above a blank row too."""
    return len(line.texts) > 1 and any(sheet.kind((line.at, column)) == Kind.ORDER for column in line.texts)


def _names_columns(sheet: CodedSheet, line: Line, over: Sequence[int]) -> bool:
    """Whether a row has nothing but several names of fields or times over figures."""
    return len(over) > 1 and len(over) == len(line.columns) and all(sheet.kind((line.at, at)) in OVER for at in over)


def _tops(sheet: CodedSheet, line: Line, top: int, labels: Sequence[int], over: Sequence[int]) -> bool:
    """Whether a row right above a header belongs to it.

    Its texts are merged over several columns; or it has several of them and nothing over the labels; or it heads the
    same labels once more.
    """
    if all(sheet.box((line.at, column))[3] > column for column in over):
        return True
    heads = [column for column in line.texts if column not in over]
    below = [column for column in range(1, max(labels, default=0) + 1) if sheet.own((top, column))]
    return len(over) > 1 and (not heads or set(below) <= set(heads))


def _is_over(sheet: CodedSheet, row: int, column: int, labels: Sequence[int], figures: Sequence[int]) -> bool:
    """Whether a text stands over figures, and not over labels too."""
    box = sheet.box((row, column))
    left = _before(labels, figures[0]) if figures else 0
    return column > left and _meets(figures, box) and not _meets(labels, box)


def _meets(columns: Sequence[int], box: Box) -> bool:
    """Whether a range has one of some columns, which are in order."""
    at = bisect_left(columns, box[1])
    return at < len(columns) and columns[at] <= box[3]


def _heads_labels(sheet: CodedSheet, row: int, labels: Sequence[int]) -> bool:
    """Whether a text stands over labels in a row of a header."""
    return any(sheet.own((row, column)) and sheet.kind((row, column)) != Kind.INDEX for column in labels)


class HeaderPaths:
    """What stands over the columns of a header; what is asked again and again of its rows is found once."""

    def __init__(self, sheet: CodedSheet, header: Header) -> None:
        self.sheet, self.header = sheet, header
        self._above = [HeaderPaths(sheet, one._replace(above=())) for one in header.above]
        rows, columns = header.rows, header.columns
        self._texts = [[at for at in columns if sheet.own((row, at))] for row in rows]
        """By row, the columns in which a text begins."""
        shown = [{at for at in columns if sheet.seen((row, at))} for row in rows]
        self._headed = sorted(set[int]().union(*shown))
        """The columns with a header of their own."""
        self._divided = [set[int]().union(*shown[level + 1 :]) for level in range(len(rows))]
        """By row, the columns with texts further down."""
        self._centred = [
            any(at in divided and at not in seen for at in columns if texts and at < texts[0])
            for texts, seen, divided in zip(self._texts, shown, self._divided, strict=True)
        ]
        """By row, whether its texts may stand in the middle of their columns: the first ones have none."""
        self._lines = {row: sheet.line[row].texts for row in header.upper if row in sheet.line}
        self._regular = [self._is_regular(level) for level in range(len(rows))]

    def over(self, column: int) -> tuple[Governs, ...]:
        """What stands over a column, upper levels first: the texts that surely do, and those that may."""
        found = [
            Governs(Part.OVER, one.at)
            for above in self._above
            for one in above.over(column)
            if one.part is not Part.IN_LINE
        ]
        found += self._upper(column)
        self.sheet.budget.spend(len(found))
        own = self.own(column)
        found += own
        if not any(one.part is Part.HEADER for one in own) and (left := _before(self._headed, column)):
            found += [Governs(Part.ALONE, one.at) for one in self.own(left)]
        return tuple(dict.fromkeys(found))

    def own(self, column: int) -> list[Governs]:
        """The same of the rows of the header alone."""
        return [one for level in range(len(self.header.rows)) for one in self._in_level(level, column)]

    def _upper(self, column: int) -> Iterator[Governs]:
        """The texts above the header that are over a column, or on its left and may reach it."""
        before = None
        for row in self.header.upper:
            place = self._reaching(row, column)
            if place:
                box = self.sheet.box(place)
                spanned = box[1], box[3]
                yield Governs(Part.UNDER if spanned == before else Part.OVER, place)
                yield from (Governs(Part.IN_LINE, (row, at)) for at in self._lines[row] if at != place[1])
                before = spanned if spanned[0] < spanned[1] else None

    def _reaching(self, row: int, column: int) -> Place | None:
        first = self.header.columns[0] if self.header.columns else column + 1
        at = next((at for at in range(column, first - 1, -1) if self.sheet.seen((row, at))), 0)
        seen = self.sheet.seen((row, at)) if at else None
        if seen is None or seen[1] < first or seen[1] == self.header.edge:
            return None
        return seen if at == column or self.sheet.box(seen) == (*seen, *seen) else None

    def _in_level(self, level: int, column: int) -> Iterator[Governs]:
        """The text of one row of the header over a column; where it has none, those that may be over it."""
        row = self.header.rows[level]
        seen = self.sheet.seen((row, column))
        if seen:
            yield Governs(Part.HEADER, seen)
        elif column in self._divided[level]:
            texts = self._texts[level]
            at = bisect_left(texts, column)
            if self._centred[level] and at < len(texts):
                yield from self._on_right(level, column, (row, texts[at]))
            if at:
                yield from self._on_left(level, column, (row, texts[at - 1]))
        elif level == len(self.header.rows) - 1 and self._is_lone_time(level):
            place = row, self._texts[level][0]
            if place[1] < column:
                yield Governs(Part.SPREAD, place)

    def _is_lone_time(self, level: int) -> bool:
        """Whether the only text of the last row below others is a time, over one column: that may be of all of them."""
        row, texts = self.header.rows[level], self._texts[level]
        if not level or len(texts) != 1 or self.sheet.kind((row, texts[0])) not in TIMES:
            return False
        over = [self.sheet.seen((above, texts[0])) for above in self.header.rows[:level]]
        return self._is_single((row, texts[0])) and all(self._is_single(place) for place in over if place)

    def _on_right(self, level: int, column: int, place: Place) -> Iterator[Governs]:
        led = any(self._differs(row, column, place[1]) for row in self.header.rows[: level + 1])
        if self._is_single(place) and not led:
            yield Governs(Part.ALONE, place)

    def _on_left(self, level: int, column: int, place: Place) -> Iterator[Governs]:
        parted = any(self._differs(row, column, place[1]) for row in self.header.rows[:level])
        if self._is_single(place) and not parted:
            sure = Part.HEADER if self._regular[level] else Part.SPREAD
            yield Governs(sure if place[1] in self._divided[level] else Part.ALONE, place)

    def _is_single(self, place: Place) -> bool:
        """Whether a text is not merged."""
        return self.sheet.box(place) == (*place, *place)

    def _differs(self, row: int, column: int, other: int) -> bool:
        """Whether a column has another text in a row than another column."""
        seen = self.sheet.seen((row, column))
        return seen is not None and seen != self.sheet.seen((row, other))

    def _is_regular(self, level: int) -> bool:
        """Whether the texts of a row surely stand over the blanks on their right.

        They do where each is divided into as many columns as the others, or where all are names of one kind.
        """
        row, texts = self.header.rows[level], self._texts[level]
        if len(texts) < 2 or not self._divided[level].issuperset(texts):
            return False
        numbers = {at: number for number, at in enumerate(self.header.columns)}
        edges = [numbers[at] for at in texts]
        spans = {after - before for before, after in zip(edges, [*edges[1:], len(numbers)], strict=True)}
        kinds = {self.sheet.kind((row, at)) for at in texts}
        return edges[0] == 0 and (len(spans) == 1 or (len(kinds) == 1 and kinds <= NAMING))


def _before(columns: Sequence[int], column: int) -> int:
    """The last of some columns before another one; 0 where there is none."""
    at = bisect_left(columns, column)
    return columns[at - 1] if at else 0
