"""A block: the figures below one header, and all that governs them (``Layout`` finds which column holds what)."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import NamedTuple

from khpcmd.workbook.facts.codes import NAMING, UNITS, WHOLE, Kind
from khpcmd.workbook.facts.headers import Header, HeaderPaths, find_header
from khpcmd.workbook.facts.rows import Labels, RowTree
from khpcmd.workbook.facts.scopes import Governs, Part
from khpcmd.workbook.facts.sheet import CodedSheet, Line
from khpcmd.workbook.file.addresses import LAST_COLUMN, Place

Path = tuple[Governs, ...]
DAYS = frozenset({Kind.YEAR, Kind.DAY})
HELD = frozenset({Kind.FIELD, Kind.LEAF, Kind.TIME})
"""The kinds of names that head columns of figures."""
HEADERS = 20
"""The most headers above each other that may all hold."""
WHOLE_SHEET = (1, LAST_COLUMN)
LABELS = frozenset({Part.LABEL, Part.SPREAD, Part.ALONE})
"""What the labels of a row are."""


class Column(NamedTuple):
    """A column of figures: what stands over it, and which of a row's paths are its labels."""

    at: int
    path: Path
    group: int


class Row(NamedTuple):
    """A row with figures: for each group of label columns what governs it there, and its columns with content."""

    at: int
    paths: tuple[Path, ...]
    figures: tuple[int, ...]
    shared: bool = False
    """Whether it, or the row below it, has no label of its own: its figures may be those of the other row."""
    last: int = 0
    """The last of the rows below it that are like it, each with its own labels and figures in the same columns."""

    def moved(self, row: int) -> Row:
        """The same in another row, which is like it."""
        paths = tuple(
            tuple(Governs(one.part, (row, one.at[1])) if one.at[0] == self.at else one for one in path)
            for path in self.paths
        )
        return Row(row, paths, self.figures, self.shared)

    def each(self) -> Iterator[Row]:
        """The row itself and those that are like it."""
        return (self.moved(row) for row in range(self.at, max(self.at, self.last) + 1))


class Block(NamedTuple):
    """The figures below one header. ``frame`` and ``notes`` govern all of them."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    frame: Path
    notes: Path = ()
    silent: Path = ()
    """Texts that govern nothing: numbering, heads of columns of remarks."""
    strays: tuple[Place, ...] = ()
    """Figures that stand where labels do: they belong to nobody, and are told."""
    merged: frozenset[Place] = frozenset()
    """Figures that are merged over several cells."""
    header: tuple[int, ...] = ()
    """The rows of its own header."""
    span: tuple[int, int] = WHOLE_SHEET
    """Its first and its last column, where others stand beside it."""
    labels: tuple[tuple[int, frozenset[int]], ...] = ()
    """The columns of labels, each with the kinds of names that most of its texts are of."""
    blank: tuple[Row, ...] = ()
    """The rows without figures, each with the labels that it would have if it held some."""


class Sheet(NamedTuple):
    """The blocks of a sheet; ``outside`` are the texts of a sheet that has none."""

    blocks: tuple[Block, ...]
    outside: tuple[Place, ...] = ()


def shared_rows(rows: Sequence[Row], of_units: bool) -> Iterator[Row]:  # what the labels are
    """The rows, those marked that have no label and those above them; the last row of units may be a sum."""
    bare = [not any(one.part in LABELS for path in row.paths for one in path) for row in rows]
    if of_units and bare and bare[-1] and sum(bare) == 1:
        bare[-1] = False
    upwards = bare[:1] == [True] and sum(bare) > 1  # the first one has none: they may go with those below as well
    for index, row in enumerate(rows):
        shared = bare[index] or bare[index + 1 : index + 2] == [True] or (upwards and index and bare[index - 1])
        yield row._replace(shared=True) if shared else row


def labels_in(sheet: CodedSheet, line: Line) -> Iterator[tuple[int, int, bool]]:
    """The columns of a row with names in them, each with the kind of name and whether the row is numbered."""
    for column in line.texts:
        kind = sheet.kind((line.at, column))
        if kind in WHOLE:
            yield column, kind, bool(line.signs)


def is_filled_in(sheet: CodedSheet, line: Line, columns: Iterable[int], named: Set[tuple[int, int, bool]]) -> bool:
    """Whether a row without a number is one of figures all the same: a name where such names stand, and words that name
    nothing where the figures are."""
    held = set(columns)
    own = [label for label in labels_in(sheet, line) if label in named]
    values = [column for column in line.texts if own and column in held and column > own[0][0]]
    return bool(values) and not any(sheet.kind((line.at, column)) in NAMING for column in values)


def _attached(zone: Sequence[Line], bottom: int) -> Iterator[int]:
    """The rows right below a block, where a blank row parts them from others above the header of the next one."""
    rows = [line.at for line in zone]
    attached = [at for index, at in enumerate(rows) if at == bottom + 1 + index]
    if len(rows) > len(attached) + 1:
        yield from attached


class Layout:
    """One block while it is found: which of its columns hold what."""

    def __init__(self, sheet: CodedSheet, zone: Sequence[Line], body: Sequence[Line], before: Layout | None) -> None:
        self.sheet, self.before = sheet, before
        self._zone, self.bottom = zone, body[-1].at
        self.tree: RowTree | None = None
        self._body = body
        self._names = {label for line in body if line.figures for label in labels_in(sheet, line)}
        self._times_beside = tuple[int, ...]()
        """The columns of times right of the figures."""
        self._count()
        self._after = frozenset(_attached(zone, before.bottom)) if before else frozenset[int]()
        """The rows that go with the block before."""
        rows = [
            line
            for line in zone
            if line.at not in self._after and not is_filled_in(sheet, line, self.figures, self._names)
        ]
        self.header: Header = find_header(sheet, rows, self.labels, self.figures, self._blank())
        if self._take_texts() or self._take_times():
            self.header = find_header(sheet, rows, self.labels, self.figures, self._blank())
        if before and (not self.header.headed or not self._is_apart()):
            self.header = self.header._replace(above=(*before.header.above, before.header)[-HEADERS:])

    def _count(self) -> None:
        """Find the columns of labels and those of figures."""
        figures, texts, named, years = Counter[int](), Counter[int](), Counter[int](), Counter[int]()
        rows = [line for line in self._body if line.figures]
        for line in rows:
            for column in line.figures:
                figures[column] += line.weight
                years[column] += line.weight * (self.sheet.kind((line.at, column)) in DAYS)
            for place in (*((line.at, column) for column in line.texts), *self.sheet.hung(line.at)):
                texts[place[1]] += line.weight
                named[place[1]] += line.weight * (self.sheet.kind(place) in NAMING)
        texts, named = +texts, +named
        height = sum(line.weight for line in rows)
        naming = {column for column, count in named.items() if 2 * count > height and count >= figures[column]}
        held = sorted(column for column in figures if column not in naming)
        self._timed = self._times(held, naming, figures, years)
        self._maybe_timed = {at for at in held if figures[at] == years[at] > 1 and at not in self._timed}
        held = [column for column in held if column not in self._timed]
        first = min(held, default=0)
        last = max(held, default=0)
        left = {column for column in texts if column < first and column not in figures}
        between = {column for column in naming if column < last}
        mixed = {
            column
            for column in texts
            if column not in figures and first < column < last and 2 * named[column] > texts[column]
        }
        found = left | between | self._timed | mixed
        measured = {self.sheet.kind((line.at, at)) for line in rows for at in line.texts if at in found}
        if measured <= {Kind.MEASURE}:  # units of measure left of the figures, or nothing: the names stand on the right
            found |= naming
        self.labels = tuple(sorted(found))
        self.figures = tuple(column for column in held if column not in self.labels)
        self._beside = {column for column in texts if column not in self.labels and column not in self.figures}
        self._kinds_in = {column: self._kinds_of(column, rows) for column in self.labels}

    def _blank(self) -> list[int]:
        """The blank columns between the labels and the last column of figures."""
        left = max((at for at in self.labels if self.figures and at < self.figures[0]), default=0)
        taken = {*self.labels, *self._beside, *self.figures}
        return [at for at in range(left + 1, max(self.figures, default=0)) if at not in taken] if left else []

    def _kinds_of(self, column: int, rows: Sequence[Line]) -> set[int]:
        """The kinds of names that most texts of a column are of."""
        kinds = Counter[int]()
        for line in rows:
            if column in line.texts:
                kinds[self.sheet.kind((line.at, column))] += line.weight
        return {kind for kind, count in kinds.items() if kind in NAMING and 2 * count >= kinds.total()}

    def _times(self, held: Sequence[int], naming: set[int], figures: Counter[int], years: Counter[int]) -> set[int]:
        """The columns of years beside labels: a year says of which time a row is."""
        found = set[int]()
        for column in held[:-1]:
            if figures[column] == years[column] > 1 and any(label > column for label in naming):
                found.add(column)
        return found

    def _take_texts(self) -> bool:
        """Take columns of texts as figures whose head is a name, as that of labels never is; whether there are some."""
        found = {
            column
            for column in self._beside
            if self._head_of(column) in HELD and column > min(self.labels, default=column)
        }
        found |= {
            column
            for column in self.labels
            if not self._kinds_in[column] and column > self.labels[0] and self._head_of(column) in HELD
        }
        self.figures = tuple(sorted({*self.figures, *found}))
        self.labels = tuple(column for column in self.labels if column not in found)
        self._beside -= found
        return bool(found)

    def _take_times(self) -> bool:
        """Take columns of years or days, whose head is no name, for what says of which time the others are; whether
        there are some."""
        heads = {column: self._head_of(column) for column in self.figures}
        last = max((column for column in self.figures if column not in self._maybe_timed), default=0)
        times = {at for at in self._maybe_timed if last and heads.get(at, Kind.FIELD) not in HELD}
        found = {at for at in times if at < last}
        self._times_beside = tuple(sorted(times - found))
        self._timed |= found
        self.figures = tuple(column for column in self.figures if column not in times)
        self.labels = tuple(sorted({*self.labels, *found}))
        self._kinds_in |= {column: {Kind.TIME} for column in found}
        return bool(times)

    def _head_of(self, column: int) -> int:
        """The kind of what stands right over a column in the header."""
        heads = (self.sheet.seen((row, column)) for row in reversed(self.header.rows))
        head = next((place for place in heads if place), None)
        return self.sheet.kind(head) if head else 0

    def _is_apart(self) -> bool:
        """Whether a blank row, or a line, parts the block from the one before it."""
        top = self.header.rows[0] if self.header.rows else 0
        lines = [line.at for line in self._zone]
        above = self.before.bottom if self.before else 0
        return not lines or lines[0] != top or top > above + 1

    # what governs what

    def block(self) -> Block:
        """The block with everything that governs its figures."""
        groups, over = self._label_groups(), HeaderPaths(self.sheet, self.header)
        headings = [line for line in self._zone if self.header.rows and line.at > self.header.rows[-1]]
        told, added = self._told_of_columns([*headings, *self._body]), tuple(self._added())
        columns = [
            Column(at, (*added, *over.over(at), *told.get(at, ())), self._group_of(at, groups)) for at in self.figures
        ]
        headless = tuple(self._headless())
        labels = Labels(self.labels, groups, self._heads(), self._times_beside)
        tree = RowTree(self.sheet, labels, self.figures, [*headings, *self._body])
        if self.before and self.before.tree and not self._is_apart():
            tree.go_on(self.before.tree)
        self.tree = tree
        rows, blank, merged = list[Row](), list[Row](), set[Place]()
        frame, silent = self._frame(
            {one.at for column in columns for one in column.path if one.part is not Part.IN_LINE}
        )
        for line in (*headings, *self._body):
            if line.index:
                continue
            if not self._has_figures(line):
                silent += [Governs(Part.GROUP, (line.at, column)) for column in line.texts]
                blank.append(Row(line.at, tree.blank_paths(line), ()))
                tree.blank(line) if self._is_blank(line) else tree.head(line)
                continue
            rows.append(self._row(line, tree))
            merged.update((line.at, at) for at in line.figures if self._is_spread(line.at, at))
        placed = {*self.figures, *self._timed, *self._times_beside}
        strays = tuple((line.at, at) for line in self._body for at in line.figures if at not in placed)
        headless += tuple(self._lone_texts())
        return Block(
            tuple(columns),
            tuple(shared_rows(rows, self._of_units())),
            frame,
            headless,
            tuple(silent),
            strays,
            frozenset(merged),
            self.header.rows,
            self.sheet.span,
            tuple((at, frozenset(self._kinds_in[at])) for at in self.labels),
            tuple(blank),
        )

    def _is_spread(self, row: int, column: int) -> bool:
        """Whether a figure is merged over several rows, or over more columns than the header above it."""
        _, _, last, right = self.sheet.box((row, column))
        heads = [self.sheet.box((at, column))[3] for at in self.header.rows if self.sheet.seen((at, column))]
        return last > row or right > max(heads[-1:], default=column)

    def _heads(self) -> dict[int, list[Governs]]:
        """What stands over each column of labels in the header."""
        return {
            at: [
                Governs(Part.HEAD, seen)
                for seen in dict.fromkeys(self.sheet.seen((row, at)) for row in self.header.rows)
                if seen
            ]
            for at in (*self.labels, *self._times_beside)
        }

    def _has_figures(self, line: Line) -> bool:
        if line.figures:
            return any(at in self.figures or at in self._timed for at in line.figures)
        return is_filled_in(self.sheet, line, self.figures, self._names)

    def _is_blank(self, line: Line) -> bool:
        """Whether a row without figures has all labels that one with figures has, each a name."""
        kinds = NAMING | {Kind.MEASURE}
        named = all(at in self.labels and self.sheet.kind((line.at, at)) in kinds for at in line.texts)
        last = max((at for at in self.labels if self._kinds_in[at]), default=0)
        return named and len(line.texts) > 1 and last in line.texts

    def _row(self, line: Line, tree: RowTree) -> Row:
        shown = {*line.figures, *line.texts}
        return Row(line.at, tree.paths(line), tuple(at for at in self.figures if at in shown))

    def _headless(self) -> Iterator[Governs]:
        """The texts in columns without a head: they speak of the whole table."""
        for column in self._beside:
            if not any(self.sheet.seen((row, column)) for row in self.header.rows):
                yield from (Governs(Part.NOTE, (line.at, column)) for line in self._body if column in line.texts)

    def over_foot(self, line: Line) -> Iterator[tuple[int, Part]]:
        """The columns of figures of which a row below them says something: one of remarks or of times."""
        labels = [self.sheet.kind((line.at, column)) for column in line.texts if column in self.labels]
        times = [column for column in line.texts if self.sheet.kind((line.at, column)) == Kind.TIME]
        if times == list(line.texts) and not line.signs:
            yield from ((column, Part.TOLD) for column in times if column in self.figures)
        elif labels and labels[0] in (Kind.REMARK, Kind.PERIOD):
            part = Part.TOLD if labels[0] == Kind.PERIOD else Part.FOOT
            yield from ((column, part) for column in line.texts if column in self.figures)

    def _added(self) -> Iterator[Governs]:
        """The texts that a repeated header has right of its figures, over nothing, and the one above has not: they may
        say what all of the figures are."""
        repeats = all(line.at in self.header.rows or line.index for line in self._zone)
        if not repeats or not self.before or self.before.figures != self.figures or not self.before.header.headed:
            return
        filled = {at for line in self._body for at in line.columns}
        for row in self.header.rows:
            for at in self.sheet.line[row].texts if row in self.sheet.line else ():
                shown = any(self.before.sheet.seen((above, at)) for above in self.before.header.rows)
                remark = self.sheet.kind((row, at)) in (Kind.REMARK, Kind.MEASURE)
                if at > self.figures[-1] and at not in filled and not (shown or remark):
                    yield Governs(Part.OVER, (row, at))

    def _told_of_columns(self, lines: Iterable[Line]) -> dict[int, list[Governs]]:
        """What rows say of the columns of figures, whatever stands in the other rows: of which time they are, or of
        which unit."""
        found = dict[int, list[Governs]]()
        for line in lines:
            label = next((at for at in line.texts if at in self.labels), 0)
            of_label = self.sheet.kind((line.at, label)) if label else 0
            years = {self.sheet.kind((line.at, at)) for at in line.figures} == {Kind.YEAR}
            timed = of_label == Kind.PERIOD or (years and not (line.texts or line.signs))
            named = not line.figures and bool(label) and of_label not in NAMING
            for at in line.columns if timed or named else ():
                kind = self.sheet.kind((line.at, at))
                if at in self.figures and (timed or kind in UNITS):
                    said = (line.at, label if timed and kind in (Kind.COUNT, Kind.NUMBER) else at)
                    found.setdefault(at, []).append(Governs(Part.TOLD, said))
        return found

    def is_named(self, place: Place) -> bool:
        """Whether a text below the last row stands where the labels do and names a thing of their kinds: it is the
        label of a row without figures."""
        kind, column = self.sheet.kind(place), place[1]
        kinds = {self.sheet.kind((line.at, column)) for line in self._body if column in line.texts}
        return column in self.labels and kind in NAMING and kind in kinds

    def starts(self) -> tuple[int, ...]:
        """The columns where other tables begin beside the first one: labels of a kind that stood further left."""
        groups, found = self._label_groups(), list[int]()
        kinds = [self._kinds(group) for group in groups]
        for index, group in enumerate(groups[1:], 1):
            if any(kinds[index] & other for other in kinds[:index]):
                own = (
                    at for at in group if self._head_of(at) != Kind.REMARK
                )  # remarks are of the figures left of them
                found.append(self._first_of(next(own, group[0])))
        return tuple(found)

    def _kinds(self, group: Sequence[int]) -> set[int]:
        """The kinds of names in some label columns."""
        found = {kind for column in group for kind in self._kinds_in[column]}
        same = {Kind.LEAF: Kind.FIELD, Kind.UPPER: Kind.UNIT}
        return {same.get(Kind(kind), kind) for kind in found}

    def _first_of(self, column: int) -> int:
        """The column where a table begins whose labels do: that of its numbering."""
        taken = sorted({*self.figures, *self.labels, *self._beside})
        before = bisect_left(taken, column)
        return taken[before - 1] + 1 if before else 1

    def _lone_texts(self) -> Iterator[Governs]:
        """The texts of rows that have neither labels nor figures: they speak of the whole table."""
        last = max(self.labels, default=0)
        for line in self._body:
            if line.texts and not self._has_figures(line) and min(line.columns) > last:
                yield from (Governs(Part.NOTE, (line.at, column)) for column in line.texts)

    def _of_units(self) -> bool:
        """Whether the labels are names of units: then a row without one may be their sum."""
        return any(not UNITS.isdisjoint(kinds) for kinds in self._kinds_in.values())

    def _label_groups(self) -> tuple[tuple[int, ...], ...]:
        """The label columns, parted by the columns of figures between them."""
        groups = list[list[int]]()
        for column in self.labels:
            if groups and bisect_left(self.figures, column) == bisect_left(self.figures, groups[-1][-1]):
                groups[-1].append(column)
            else:
                groups.append([column])
        if len(groups) > 1 and not any(self._kinds_in[at] for at in groups[0]):
            groups[:2] = [groups[0] + groups[1]]  # units of measure on the left, names on the right
        return tuple(map(tuple, groups)) or ((),)

    @staticmethod
    def _group_of(column: int, groups: Sequence[tuple[int, ...]]) -> int:
        return max((index for index, group in enumerate(groups) if group and group[0] < column), default=0)

    def _frame(self, over: Set[Place]) -> tuple[Path, list[Governs]]:
        """What stands above: titles, and heads of labels; and what says nothing of figures."""
        frame, silent = list[Governs](), list[Governs]()
        bottom = self.header.rows[-1] if self.header.rows else 0
        for line in self._zone:
            self.sheet.budget.spend(len(line.texts))
            silent += [Governs(Part.SIGN, (line.at, column)) for column in (*line.signs, *line.marks)]
            if bottom and line.at > bottom:
                continue
            for column in line.texts:
                place = (line.at, column)
                part = self._part_above(place)
                if part is Part.ASIDE and place not in over:
                    silent.append(Governs(Part.ASIDE, place))
                elif part in (Part.TITLE, Part.AFTER, Part.HEAD, Part.NOTE) and place not in over:
                    frame.append(Governs(part, place))
                elif part is Part.TITLE:
                    frame.append(Governs(Part.TITLE, place))
        silent += [
            Governs(Part.SIGN, (line.at, column)) for line in self._body for column in (*line.signs, *line.marks)
        ]
        return tuple(frame), silent

    def _part_above(self, place: Place) -> Part:
        """What a text above the figures is, if it is no header."""
        row, column = place
        box = self.sheet.box(place)
        if row not in self.header.rows:
            return Part.AFTER if row in self._after else Part.TITLE
        if column < min(self.labels, default=0) and box[3] < self.labels[0]:
            return Part.ASIDE if self.sheet.kind(place) == Kind.ORDER else Part.NOTE  # over their numbers
        if any(column <= at <= box[3] for at in self.labels):
            timed = [at for at in self.labels if column <= at <= box[3] and Kind.TIME in self._kinds_in[at]]
            return Part.ASIDE if timed else Part.HEAD
        return Part.ASIDE
