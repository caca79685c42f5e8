"""The header of a block: which rows it has, and what stands over each column of figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from khpcmd.workbook.facts.codes import NAMING
from khpcmd.workbook.facts.scopes import Governs, Part
from khpcmd.workbook.facts.sheet import CodedSheet, Line


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
    found = list[Governs]()
    if header.above:
        found += [Governs(Part.OVER, one.at) for one in path_over(sheet, header.above, column)]
    before = None
    for row in header.upper:
        for place in _over(sheet, row, column, header.columns):
            box = sheet.box(place)
            spanned = box[1], box[3]
            found.append(Governs(Part.UNDER if spanned == before else Part.OVER, place))
            before = spanned if spanned[0] < spanned[1] else None
    for level, row in enumerate(header.rows):
        found += _in_header(sheet, header.rows, level, row, column, header.columns)
    if header.rows and not any(one.part is Part.HEADER for one in found):
        left = max((at for at in header.columns if at < column and sheet.own((header.rows[-1], at))), default=0)
        found += [Governs(Part.ALONE, (header.rows[-1], left))] if left else []
    return tuple(dict.fromkeys(found))


def _over(sheet: CodedSheet, row: int, column: int, figures: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The text of an upper row over a column, or the one on its left that may reach it."""
    for at in range(column, figures[0] - 1 if figures else column, -1):
        seen = sheet.seen((row, at))
        if seen:
            if seen[1] >= figures[0] and (at == column or sheet.box(seen) == (*seen, *seen)):
                yield seen
            return


def _in_header(  # noqa: PLR0913  # one cell of the header
    sheet: CodedSheet, rows: Sequence[int], level: int, row: int, column: int, figures: Sequence[int]
) -> Iterator[Governs]:
    """The text of one row of the header over a column."""
    seen = sheet.seen((row, column))
    if seen:
        yield Governs(Part.HEADER, seen)
        return
    below = rows[level + 1 :]
    if not _is_divided(sheet, below, column):
        return
    texts = [at for at in figures if sheet.own((row, at))]
    left = max((at for at in texts if at < column), default=0)
    place = (row, left)
    if not sheet.seen((row, figures[0])):  # its texts may stand in the middle of their columns
        right = min((at for at in texts if at > column), default=0)
        alone = sheet.box((row, right)) == (row, right, row, right)
        if right and alone and not _is_led(sheet, rows[: level + 1], column, right):
            yield Governs(Part.ALONE, (row, right))
    if not left:
        return
    if sheet.box(place) != (*place, *place) or _parted(sheet, rows[:level], left, column):
        return
    if not _is_divided(sheet, below, left):
        yield Governs(Part.ALONE, place)
        return
    yield Governs(Part.HEADER if _is_regular(sheet, row, below, texts, figures) else Part.SPREAD, place)


def _is_divided(sheet: CodedSheet, below: Sequence[int], column: int) -> bool:
    """Whether a column has texts of its own further down the header."""
    return any(sheet.seen((row, column)) for row in below)


def _is_led(sheet: CodedSheet, rows: Sequence[int], column: int, right: int) -> bool:
    """Whether a column has another text above than the one on its right."""
    return any(sheet.seen((row, column)) and sheet.seen((row, column)) != sheet.seen((row, right)) for row in rows)


def _parted(sheet: CodedSheet, above: Sequence[int], left: int, column: int) -> bool:
    """Whether two columns have different texts above."""
    return any(sheet.seen((row, left)) != sheet.seen((row, column)) and sheet.seen((row, column)) for row in above)


def _is_regular(
    sheet: CodedSheet, row: int, below: Sequence[int], texts: Sequence[int], figures: Sequence[int]
) -> bool:
    """Whether the texts of a row surely stand over the blanks on their right.

    They do where each is divided into as many columns as the others, or where all are names of one kind.
    """
    divided = [at for at in texts if _is_divided(sheet, below, at)]
    if len(texts) < 2 or len(divided) < len(texts):
        return False
    edges = [figures.index(at) for at in texts]
    spans = {after - before for before, after in zip(edges, [*edges[1:], len(figures)], strict=True)}
    kinds = {sheet.kind((row, at)) for at in texts}
    return edges[0] == 0 and (len(spans) == 1 or (len(kinds) == 1 and kinds <= NAMING))
