"""Stage 2: codes, places and merged ranges become blocks; a text is never seen.

A block is a run of rows with figures below one header. Where a row with texts over figures comes between them, or
labels begin once more further right, another block begins.

Equal rows of a tall table are looked at once: five of them stand for ten thousand. Rows right below each other are
alike if they have the same codes; behind the first text of a row it does not matter what kind of number a figure is. Of
a run of such rows the first and the last ones are kept (``folded``). What is found for the middle one holds for those
that were left out, if it is the same as for the one before it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from khpcmd.workbook.facts.blocks import Block, Layout, Sheet, is_filled_in, labels_in
from khpcmd.workbook.facts.codes import FIGURES, KIND, NAMING, TEXTS, UNITS, WHOLE, Code, Kind
from khpcmd.workbook.facts.scopes import Governs, Part
from khpcmd.workbook.facts.sheet import Budget, CodedSheet, Line, Rows
from khpcmd.workbook.file.addresses import Box
from khpcmd.workbook.file.limits import Limits, over

MOST_PARTS = 100
"""In how many parts a sheet is taken for tables beside each other."""


def find_blocks(rows: Rows, merges: Sequence[Box], limits: Limits) -> Sheet:
    """The blocks of a sheet; raises Refused where there are more of them than a sheet may have, or more in them."""
    kept, runs = folded(rows, merges)
    found = _find(CodedSheet(kept, merges, Budget(limits.scopes), weights(runs)), limits)
    if not found.blocks:
        return _find(CodedSheet(dict(_answered(rows)), merges, Budget(limits.scopes)), limits)
    if not runs:
        return found
    unfolded = _unfolded(found, runs)
    return unfolded or _find(CodedSheet(rows, merges, Budget(limits.scopes)), limits)


def _answered(rows: Rows) -> Iterator[tuple[int, tuple[tuple[int, ...], tuple[Code, ...]]]]:
    """The rows of a sheet without any figure: what stands right of the name of a field is its answer, in words; right
    of the name of a unit what stands below the name of a field."""
    headed = set[int]()
    for row, (columns, codes) in rows.items():
        kinds = [code & KIND for code in codes]
        label = next((at for at, kind in enumerate(kinds) if kind in WHOLE), len(kinds))
        of_field = kinds.count(Kind.FIELD) == 1 and kinds[label] == Kind.FIELD
        of_unit = label < len(kinds) and kinds[label] in UNITS
        told = [
            at > label and kinds[at] in (Kind.TEXT, Kind.LEAF) and (of_field or (of_unit and column in headed))
            for at, column in enumerate(columns)
        ]
        yield row, (columns, tuple(Kind.ANSWER if one else code for one, code in zip(told, codes, strict=True)))
        headed |= {column for column, kind in zip(columns, kinds, strict=True) if kind in (Kind.FIELD, Kind.LEAF)}


HELD = frozenset({Kind.REMARK, Kind.MEASURE, Kind.ORDER})
"""The heads of columns in which no figure stands."""


def with_blanks(rows: Rows) -> Rows:
    """The rows of tables without any figure, with one where some could stand: right of the name of a field below a
    head, right of those of units below the name of a field. Nothing where no row names one below a header."""
    found, heads, before, blank, begun = dict(rows), dict[int, int](), 0, False, False
    for row, (columns, codes) in rows.items():
        kinds = [code & KIND for code in codes]
        naming = [kind for kind in kinds if kind in WHOLE or kind == Kind.LEAF]
        last = max((column for column, kind in zip(columns, kinds, strict=True) if kind in naming), default=0)
        fields = [at for at, kind in heads.items() if kind in (Kind.FIELD, Kind.LEAF)]
        own = {at: code for at, code in zip(columns, codes, strict=True) if code and (at <= last or code != Kind.TIME)}
        filled = any(code & KIND in FIGURES and heads.get(column) not in HELD for column, code in own.items())
        of_units = bool(naming) and UNITS.issuperset(naming)
        right = fields if of_units else [at for at, kind in heads.items() if kind not in HELD]
        right = [at for at in right if at > last and at not in own]
        if (len(naming) == 1 or of_units) and right and not filled:
            line = dict(sorted((own | dict.fromkeys(right, int(Kind.NUMBER))).items()))
            found[row] = tuple(line), tuple(line.values())
            blank = begun = True
        elif len(columns) > 1 and not all(kind == Kind.INDEX for kind in kinds):
            heads = (heads if before == row - 1 else {}) | dict(zip(columns, kinds, strict=True))
            before, begun = row, False
        elif len(columns) == 1 and not begun:
            heads = {}  # what stands above a line is no header
    return found if blank else {}


def outside(rows: Rows, spans: Iterable[tuple[int, int]]) -> Rows:
    """The rows of a sheet that lie in none of the spans from one row to another."""
    ordered, rest, at, end = sorted(spans), dict[int, tuple[tuple[int, ...], tuple[Code, ...]]](), 0, 0
    for row, line in rows.items():
        while at < len(ordered) and ordered[at][0] <= row:
            end = max(end, ordered[at][1])
            at += 1
        if row > end:
            rest[row] = line
    return rest


def last_row(block: Block) -> int:
    """The last row of a block."""
    return max(block.rows[-1].at, block.rows[-1].last) if block.rows else 0


def last_label(block: Block) -> int:
    """The same with the rows below its figures that have a label."""
    return max([last_row(block), *(one.at[0] for one in block.silent if one.part is Part.GROUP)])


def _unfolded(sheet: Sheet, runs: Sequence[Run]) -> Sheet | None:
    """The blocks with the rows that were left out; None where these are not surely like those that were kept."""
    rows = {row.at: row for block in sheet.blocks for row in block.rows}
    like = dict[int, int]()
    for run in runs:
        before, row = rows.get(run.like - 1), rows.get(run.like)
        if before is None or row is None or before.moved(run.like) != row:
            return None
        like[run.like] = run.last
    blocks = tuple(
        block._replace(rows=tuple(row._replace(last=like.get(row.at, 0)) for row in block.rows))
        for block in sheet.blocks
    )
    return sheet._replace(blocks=blocks)


def _find(sheet: CodedSheet, limits: Limits) -> Sheet:
    cuts = [*_cut(sheet)]
    _require_bounded(cuts, limits)
    parts = _parts(sheet, cuts[:-1], limits)
    blocks = [block for part in parts for block in _blocks_of(part)]
    if not blocks:
        return Sheet((), tuple((line.at, column) for line in sheet.lines for column in line.columns))
    return Sheet(tuple(blocks if len(parts) == 1 else _beside_each_other(blocks, sheet.budget)))


def _blocks_of(sheet: CodedSheet) -> list[Block]:
    """The blocks below each other."""
    cuts = list(_cut(sheet))
    layouts, blocks = list[Layout](), list[Block]()
    for zone, body in cuts[:-1]:
        layouts.append(Layout(sheet, zone, body, layouts[-1] if layouts else None))
        blocks.append(layouts[-1].block())
    return list(_with_notes(blocks, layouts, [zone for zone, _ in cuts[1:]]))


def _require_bounded(cuts: Sequence[tuple[Sequence[Line], Sequence[Line]]], limits: Limits) -> None:
    if len(cuts) > limits.tables + 1:
        raise over("tables", len(cuts) - 1, limits.tables)
    columns = max((len({at for line in body for at in line.figures}) for _, body in cuts), default=0)
    if columns > limits.columns:
        raise over("columns", columns, limits.columns)


def _parts(
    sheet: CodedSheet, cuts: Sequence[tuple[Sequence[Line], Sequence[Line]]], limits: Limits
) -> list[CodedSheet]:
    """The sheet, or its parts where tables stand beside each other: each begins with labels of its own."""
    bands = list[tuple[int, int, tuple[int, ...]]]()
    for zone, body in cuts:
        layout = Layout(sheet, zone, body, None)
        first, last, starts = (zone or body)[0].at, body[-1].at, layout.starts()
        if bands and bands[-1][2] and (starts == bands[-1][2] or not starts):
            bands[-1] = (bands[-1][0], last, bands[-1][2])
        else:
            bands.append((first, last, starts))
    count = sum(len(starts) + 1 for _, _, starts in bands)
    if count == len(bands) or count > MOST_PARTS:
        return [sheet]
    blocks = len(cuts) * max(len(starts) + 1 for _, _, starts in bands)
    if blocks > limits.tables:
        raise over("tables", blocks, limits.tables)
    end = sheet.last + 1
    parts = list[CodedSheet]()
    for index, (first, last, starts) in enumerate(bands):
        below = bands[index + 1][0] - 1 if index + 1 < len(bands) else sheet.bottom
        edges = (1, *starts, end)
        parts += [sheet.part(first, max(last, below), left, right) for left, right in pairwise(edges)]
    return parts


def _beside_each_other(blocks: Sequence[Block], budget: Budget) -> Iterator[Block]:
    """The blocks; what stands above several beside each other governs all of them."""
    titled = [(block, [one for one in block.frame if one.part is Part.TITLE]) for block in blocks if block.rows]
    for block in blocks:
        if not (block.rows and block.columns):
            yield block
            continue
        budget.spend(sum(len(titles) + 1 for _, titles in titled))
        top = min(column.path[0].at[0] if column.path else block.rows[0].at for column in block.columns)
        own = {*block.frame}
        last = top - 2 if any(one.at[0] == top - 1 for one in own) else top - 1  # each has its own right above
        more = [
            one
            for other, titles in titled
            if other is not block and other.rows[0].at <= block.rows[-1].at and block.rows[0].at <= other.rows[-1].at
            for one in titles
            if one.at[0] <= last and one not in own
        ]
        yield block._replace(frame=(*more, *block.frame)) if more else block


def _with_notes(blocks: Sequence[Block], layouts: Sequence[Layout], zones: Sequence[Sequence[Line]]) -> Iterator[Block]:
    """The blocks with what stands below them: lines above the next block are notes of the one before as well."""
    for index, (block, layout, zone) in enumerate(zip(blocks, layouts, zones, strict=True), 1):
        feet = {at: Governs(part, (line.at, at)) for line in zone for at, part in layout.over_foot(line)}
        if feet:
            columns = (one._replace(path=(*one.path, feet[one.at])) if one.at in feet else one for one in block.columns)
            block = block._replace(columns=tuple(columns))  # noqa: PLW2901
        texts = [(line.at, at) for line in zone for at in line.texts if at not in feet or feet[at].at[0] != line.at]
        named = {row for row, column in texts if layout.is_named((row, column))}
        below = [Governs(Part.GROUP if at[0] in named else Part.NOTE, at) for at in texts]
        if index < len(blocks):
            titles = {one.at for one in blocks[index].frame if one.part in (Part.TITLE, Part.AFTER)}
            yield block._replace(notes=(*block.notes, *(Governs(Part.NOTE, at) for at in texts if at in titles)))
        else:
            silent = (Governs(Part.SIGN, (line.at, at)) for line in zone for at in (*line.signs, *line.marks))
            notes = [one for one in below if one.part is Part.NOTE]
            blank = [one for one in below if one.part is Part.GROUP]
            yield block._replace(notes=(*block.notes, *notes), silent=(*block.silent, *silent, *blank))


def _cut(sheet: CodedSheet) -> Iterator[tuple[list[Line], list[Line]]]:
    """The rows above the figures of each block, and the rows from its first figure to its last; at the end the rest."""
    zone, body, pending = list[Line](), list[Line](), list[Line]()
    columns, named = Counter[int](), set[tuple[int, int, bool]]()
    for line in sheet.lines:
        if not line.figures and not is_filled_in(sheet, line, columns, named):
            pending.append(line)
            continue
        if body and any(_heads(sheet, one, columns, line) for one in pending):
            pending = _go_on(sheet, body, pending)
            yield zone, body
            zone, body, columns, named = pending, [], Counter(), set()
        elif body:
            body += pending
        else:
            zone = pending
        pending = []
        body.append(line)
        columns.update(line.figures)
        named.update(labels_in(sheet, line))
    if body:
        pending = _go_on(sheet, body, pending)
        yield zone, body
        yield pending, []


def _go_on(sheet: CodedSheet, body: list[Line], below: Sequence[Line]) -> list[Line]:
    """Add the rows right below that have labels like those of the body and no figures to it; gives the others."""
    labels = {(column, sheet.kind((line.at, column))) for line in body for column in line.texts}
    left = list(below)
    while left and left[0].at == body[-1].at + 1 and not left[0].marks:
        own = {(column, sheet.kind((left[0].at, column))) for column in left[0].texts}
        named = any(kind in NAMING for _, kind in own)
        if not named or not own <= labels or not all(kind in NAMING or kind == Kind.MEASURE for _, kind in own):
            break
        body.append(left.pop(0))
    return left


def _heads(sheet: CodedSheet, line: Line, columns: Counter[int], below: Line) -> bool:
    """Whether a row within a block begins another one: it has texts over figures, above or below, and no number."""
    if line.signs or line.index:
        return False
    return any(
        column >= min(over, default=column + 1) and _reaches(sheet, line.at, column, over)
        for over in (tuple(columns), below.figures)
        for column in line.texts
    )


def _reaches(sheet: CodedSheet, row: int, column: int, columns: Iterable[int]) -> bool:
    box = sheet.box((row, column))
    return any(box[1] <= at <= box[3] for at in columns)


FEWEST = 12
"""How many rows that are alike are worth it."""
FIRST = 4
"""How many of them are kept at the beginning; one more at the end."""
ANY_NUMBER = frozenset({Kind.NUMBER, Kind.YEAR, Kind.COUNT})


class Run(NamedTuple):
    """Rows that were left out: from one to another, after the row that stands for them."""

    like: int
    first: int
    last: int


def folded(rows: Rows, merges: Sequence[Box]) -> tuple[Rows, tuple[Run, ...]]:
    """The rows without those that others stand for, and these."""
    if len(rows) < FEWEST:
        return rows, ()
    merged = {row for box in merges for row in range(box[0], box[2] + 1)}
    found, runs = dict(rows), list[Run]()
    known = dict[tuple[tuple[int, ...], tuple[Code, ...]], object]()
    alike = [(row, _shape(line, known), row in merged) for row, line in rows.items()]
    for _, same in groupby(enumerate(alike), key=lambda one: (one[1][0] - one[0], id(one[1][1]), one[1][2])):
        numbers = [row for _, (row, _, is_merged) in same if not is_merged]
        if len(numbers) >= FEWEST:
            run = Run(numbers[FIRST - 1], numbers[FIRST], numbers[-2])
            runs.append(run)
            for row in range(run.first, run.last + 1):
                del found[row]
    return found, tuple(runs)


def weights(runs: Sequence[Run]) -> Mapping[int, int]:
    """By row, for how many it stands."""
    return {run.like: run.last - run.first + 2 for run in runs}


def _shape(
    line: tuple[tuple[int, ...], tuple[Code, ...]], known: dict[tuple[tuple[int, ...], tuple[Code, ...]], object]
) -> object:
    """What rows that are alike have in common, as one object."""
    shape = known.get(line)
    if shape is None:
        columns, codes = line
        common = columns, _common(codes)
        shape = known[line] = known.setdefault(common, common)
    return shape


def _common(codes: Sequence[Code]) -> tuple[Code, ...]:
    found, begun = list[Code](), False
    for code in codes:
        found.append(Kind.NUMBER if begun and code & KIND in ANY_NUMBER else code)
        begun = begun or code & KIND in TEXTS
    return tuple(found)
