"""The header of a block: which rows it has, and what stands over each column of figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from khpcmd.workbook.facts.codes import NAMING
from khpcmd.workbook.facts.scopes import Governs, Part
from khpcmd.workbook.facts.sheet import CodedSheet, Line
from khpcmd.workbook.file.addresses import Place


@dataclass(frozen=True, slots=True)
class Header:
    """The rows of a header, from its first; the rows above with texts over some columns only; whether labels have a
    head in it; and the header of the block above, where that may still hold."""

    rows: tuple[int, ...]
    upper: tuple[int, ...]
    headed: bool
    columns: tuple[int, ...] = ()
    """The columns from the first of figures on that hold anything but labels."""
    above: Header | None = None


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
    return Header(tuple(rows), tuple(upper), any(_heads_labels(sheet, row, labels) for row in rows), columns)


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
        if line.at < first - 1 and not merged:
            break
        first = line.at
        if _heads_labels(sheet, first, labels):
            top = first
            break
    top = top or lines[-1].at
    for line in reversed(lines):
        if line.at == top - 1 and _tops(sheet, line, top, labels, over[line.at]):
            top = line.at
    return top


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
    spans = any(box[1] <= at <= box[3] for at in figures)
    left = max((at for at in labels if figures and at < figures[0]), default=0)
    return spans and column > left and not any(box[1] <= at <= box[3] for at in labels)


def _heads_labels(sheet: CodedSheet, row: int, labels: Sequence[int]) -> bool:
    """Whether a text stands over labels in a row of a header."""
    return any(sheet.own((row, column)) for column in labels)


def path_over(sheet: CodedSheet, header: Header, column: int) -> tuple[Governs, ...]:
    """What stands over a column of figures, upper levels first."""
    return tuple(dict.fromkeys(_Paths(sheet, header).over(column)))


@dataclass(frozen=True, slots=True)
class _Paths:
    """What stands over the columns of a header."""

    sheet: CodedSheet
    header: Header

    def over(self, column: int) -> Iterator[Governs]:
        """The texts over a column, those that surely are and those that may be."""
        if self.header.above:
            above = path_over(self.sheet, self.header.above, column)
            yield from (Governs(Part.OVER, one.at) for one in above)
        yield from self._upper(column)
        own = [one for level in range(len(self.header.rows)) for one in self._in_level(level, column)]
        yield from own
        if self.header.rows and not any(one.part is Part.HEADER for one in own):
            left = max((at for at in self.header.columns if at < column and self._is_headed(at)), default=0)
            levels = range(len(self.header.rows)) if left else ()
            yield from (Governs(Part.ALONE, one.at) for level in levels for one in self._in_level(level, left))

    def _upper(self, column: int) -> Iterator[Governs]:
        """The texts above the header that are over a column, or on its left and may reach it."""
        before = None
        for row in self.header.upper:
            place = self._reaching(row, column)
            if place:
                box = self.sheet.box(place)
                spanned = box[1], box[3]
                yield Governs(Part.UNDER if spanned == before else Part.OVER, place)
                before = spanned if spanned[0] < spanned[1] else None

    def _reaching(self, row: int, column: int) -> Place | None:
        first = min(self.header.columns, default=column + 1)
        at = next((at for at in range(column, first - 1, -1) if self.sheet.seen((row, at))), 0)
        seen = self.sheet.seen((row, at)) if at else None
        if seen is None or seen[1] < first:
            return None
        return seen if at == column or self.sheet.box(seen) == (*seen, *seen) else None

    def _in_level(self, level: int, column: int) -> Iterator[Governs]:
        """The text of one row of the header over a column; where it has none, those that may be over it."""
        row, columns = self.header.rows[level], self.header.columns
        seen = self.sheet.seen((row, column))
        if seen:
            yield Governs(Part.HEADER, seen)
        elif self._is_divided(level, column):
            texts = [at for at in columns if self.sheet.own((row, at))]
            before = [at for at in columns if texts and at < texts[0]]
            if any(self._is_blank(level, at) for at in before):  # texts may stand in the middle of their columns
                yield from self._on_right(level, column, texts)
            yield from self._on_left(level, column, texts)

    def _on_right(self, level: int, column: int, texts: Sequence[int]) -> Iterator[Governs]:
        place = self.header.rows[level], min((at for at in texts if at > column), default=0)
        led = any(self._differs(row, column, place[1]) for row in self.header.rows[: level + 1])
        if place[1] and self._is_single(place) and not led:
            yield Governs(Part.ALONE, place)

    def _on_left(self, level: int, column: int, texts: Sequence[int]) -> Iterator[Governs]:
        place = self.header.rows[level], max((at for at in texts if at < column), default=0)
        parted = any(self._differs(row, column, place[1]) for row in self.header.rows[:level])
        if place[1] and self._is_single(place) and not parted:
            if not self._is_divided(level, place[1]):
                yield Governs(Part.ALONE, place)
            else:
                yield Governs(Part.HEADER if self._is_regular(level, texts) else Part.SPREAD, place)

    def _is_headed(self, column: int) -> bool:
        """Whether a column has a header of its own."""
        return any(self.sheet.seen((row, column)) for row in self.header.rows)

    def _is_blank(self, level: int, column: int) -> bool:
        """Whether a column has no text in a row of the header, but one further down."""
        return not self.sheet.seen((self.header.rows[level], column)) and self._is_divided(level, column)

    def _is_single(self, place: Place) -> bool:
        """Whether a text is not merged."""
        return self.sheet.box(place) == (*place, *place)

    def _differs(self, row: int, column: int, other: int) -> bool:
        """Whether a column has another text in a row than another column."""
        seen = self.sheet.seen((row, column))
        return seen is not None and seen != self.sheet.seen((row, other))

    def _is_divided(self, level: int, column: int) -> bool:
        """Whether a column has texts of its own further down the header."""
        return any(self.sheet.seen((row, column)) for row in self.header.rows[level + 1 :])

    def _is_regular(self, level: int, texts: Sequence[int]) -> bool:
        """Whether the texts of a row surely stand over the blanks on their right.

        They do where each is divided into as many columns as the others, or where all are names of one kind.
        """
        row, columns = self.header.rows[level], self.header.columns
        if len(texts) < 2 or not all(self._is_divided(level, at) for at in texts):
            return False
        edges = [columns.index(at) for at in texts]
        spans = {after - before for before, after in zip(edges, [*edges[1:], len(columns)], strict=True)}
        kinds = {self.sheet.kind((row, at)) for at in texts}
        return edges[0] == 0 and (len(spans) == 1 or (len(kinds) == 1 and kinds <= NAMING))
