"""A sheet as geometry sees it: codes and merged ranges; and what each of its rows is by itself.

Numbering is told from figures here: by what stands beside it, and by a head for numbering above it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from khpcmd.workbook.facts.codes import CAPITALS, EITHER, FIGURES, KIND, NAMING, RANKS, TEXTS, WHOLE, Code, Kind, Rank
from khpcmd.workbook.file.addresses import LAST_COLUMN, Box, Place
from khpcmd.workbook.file.limits import over

Rows = Mapping[int, tuple[tuple[int, ...], tuple[Code, ...]]]
"""By row: the columns with content, and their codes."""
ANSWERS = frozenset({Kind.YES, Kind.NO, Kind.ANSWER})
HEADS = frozenset({Kind.FIELD, Kind.LEAF, Kind.TIME})
"""What several columns are headed by, and several labels of one row are not."""
TIMED = frozenset({Kind.YEAR, Kind.COUNT, Kind.DASH})
"""What may be a time below the head of a column of times."""
SAID = frozenset({Kind.YEAR, Kind.DAY, *ANSWERS})
"""What is no figure left of the name of a row, unless it numbers that."""
NO_CODE: Code = 0
NO_WEIGHTS: Mapping[int, int] = {}


@dataclass(frozen=True, slots=True)
class Line:
    """One row with content: its columns with figures, texts and numbering."""

    at: int
    figures: tuple[int, ...]
    texts: tuple[int, ...]
    signs: tuple[int, ...]
    marks: tuple[int, ...] = ()
    """Those of its columns that it numbers: "(1)"."""
    weight: int = 1
    """How many rows it stands for: those like it below it, which were left out."""

    @property
    def index(self) -> bool:
        """Whether it only numbers the columns."""
        return not (self.figures or self.texts or self.signs)

    @property
    def columns(self) -> tuple[int, ...]:
        """All columns with content."""
        return (*self.signs, *self.texts, *self.figures, *self.marks)


class Budget:
    """How many more texts may be held against columns and rows; raises Refused where there are none left."""

    def __init__(self, limit: int) -> None:
        self._limit = self._left = limit

    def spend(self, count: int) -> None:
        """So many are."""
        self._left -= count
        if self._left < 0:
            raise over("scopes", self._limit - self._left, self._limit)


class CodedSheet:
    """The codes of a sheet by place, and the merged ranges as far as there is content."""

    span = (1, LAST_COLUMN)
    """Its first and its last column, where it is a part of a sheet."""

    def __init__(
        self, rows: Rows, merges: Sequence[Box], budget: Budget, weights: Mapping[int, int] = NO_WEIGHTS
    ) -> None:
        self.budget = budget
        self._weights = weights
        last_row = max(rows, default=0)
        last_column = max((columns[-1] for columns, _ in rows.values() if columns), default=0)
        self._boxes = dict[Place, Box]()
        self._codes = dict[Place, Code]()
        for row, (columns, codes) in rows.items():
            for column, code in zip(columns, codes, strict=True):
                self._codes[row, column] = code
        for top, left, bottom, right in merges:
            if self._codes.get((top, left)):
                box = (top, left, min(bottom, last_row + 1), min(right, last_column + 1))
                for row in range(box[0], box[2] + 1):
                    for column in range(box[1], box[3] + 1):
                        self._boxes[row, column] = box
        self._hung = dict[int, list[Place]]()
        for box in dict.fromkeys(self._boxes.values()):
            if self._codes[box[:2]] & KIND in TEXTS:
                for row in range(box[0] + 1, box[2] + 1):
                    self._hung.setdefault(row, []).append(box[:2])
        self._rows = rows
        self._merged = list(dict.fromkeys(self._boxes.values()))
        self.bottom, self.last = last_row, last_column
        self.lines = tuple(self._with_years([*self._read()]))
        self.line = {line.at: line for line in self.lines}

    def part(self, first: int, last: int, left: int, right: int) -> CodedSheet:
        """The rows and columns from one to another as a sheet of their own."""
        rows = dict[int, tuple[tuple[int, ...], tuple[Code, ...]]]()
        for row, (columns, codes) in self._rows.items():
            if first <= row <= last:
                begin, end = bisect_left(columns, left), bisect_left(columns, right)
                rows[row] = columns[begin:end], codes[begin:end]
        merges = [(box[0], box[1], box[2], min(box[3], right - 1)) for box in self._merged]
        part = CodedSheet(rows, merges, self.budget, self._weights)
        part.span = left, right - 1
        return part

    def code(self, place: Place) -> Code:
        """The code of what is written into a cell; 0 where nothing is."""
        return self._codes.get(place, NO_CODE)

    def kind(self, place: Place) -> int:
        """The same without its rank."""
        return self._codes.get(place, NO_CODE) & KIND

    def rank(self, place: Place) -> int:
        """The rank of a cell's numbering."""
        return (self._codes.get(place, NO_CODE) & ~CAPITALS) >> RANKS

    def in_capitals(self, place: Place) -> bool:
        """Whether a text is in capitals."""
        return bool(self._codes.get(place, NO_CODE) & CAPITALS)

    def box(self, place: Place) -> Box:
        """The range of what is seen at a place: the cell alone, or all that it is merged with."""
        return self._boxes.get(place) or (*place, *place)

    def seen(self, place: Place) -> Place | None:
        """The cell whose content is seen at a place: its own, or the first one of a merged range."""
        box = self._boxes.get(place)
        if box:
            return box[0], box[1]
        return place if self._codes.get(place) else None

    def own(self, place: Place) -> bool:
        """Whether the content that is seen at a place begins there."""
        return bool(self._codes.get(place)) and self.box(place)[:2] == place

    def hung(self, row: int) -> Sequence[Place]:
        """The texts that are merged into a row from above."""
        return self._hung.get(row, ())

    def _read(self) -> Iterator[Line]:
        """The rows with content, each cell told apart."""
        over, before = dict[int, int](), False
        merged = {row for row, _ in self._boxes}
        for row, (columns, codes) in self._rows.items():
            shown = [
                (column, code & KIND)
                for column, code in zip(columns, codes, strict=True)
                if code and (row not in merged or self.box((row, column))[:2] == (row, column))
            ]
            if not shown:
                continue
            if all(kind == Kind.INDEX for _, kind in shown):
                yield Line(row, (), (), (), tuple(column for column, _ in shown))
                continue
            hanging = {at for at, _ in shown if self.box((row, at))[2] > row} if row in merged else set[int]()
            line = _line(row, shown, over, hanging)
            if row in self._weights:
                line = replace(line, weight=self._weights[row])
            if line.figures and self._is_header(line, follows_figures=before):
                line = Line(row, (), tuple(sorted((*line.texts, *line.figures))), line.signs, line.marks)
            named = bool(line.texts) and self.kind((row, line.texts[0])) in WHOLE
            before = bool(line.figures) or (before and named)  # below figures a name without one is a row like theirs
            for column in line.texts if not before else ():
                box = self.box((row, column))
                kind = self.kind((row, column))
                for at in range(box[1], box[3] + 1):
                    over[at] = kind
            yield line

    def _with_years(self, lines: Sequence[Line]) -> Iterator[Line]:
        """The rows; a year alone in one, left of all figures or merged over several columns, is its text."""
        first = min((line.figures[0] for line in lines if line.figures and (line.texts or line.signs)), default=0)
        for line in lines:
            column, *others = line.columns
            is_year = not others and self.kind((line.at, column)) == Kind.YEAR
            if is_year and (column < first or self.box((line.at, column))[3] > column):
                yield replace(line, figures=(), signs=(), texts=(column,))
            elif line.figures and self._is_group(line):
                yield replace(line, figures=(), texts=tuple(sorted((*line.texts, *line.figures))))
            else:
                yield line

    def _is_group(self, line: Line) -> bool:
        """Whether a row names nothing, is numbered as one above others, and has years where figures are."""
        highest = min((self.rank((line.at, column)) for column in line.signs), default=0)
        kinds = {self.kind((line.at, column)) for column in line.texts}
        years = all(self.kind((line.at, column)) == Kind.YEAR for column in line.figures)
        return years and 0 < highest <= Rank.ROMAN and bool(kinds) and kinds.isdisjoint(NAMING)

    def _is_header(self, line: Line, *, follows_figures: bool) -> bool:
        """Whether a row is one of a header, though some of its cells look like figures: "Có", "Đã thực hiện", 2023.

        No row of figures has several names of fields or times; and it has a label of its own, or a number.
        """
        if line.signs or follows_figures:
            return False
        figures = {self.kind((line.at, column)) for column in line.figures}
        texts = [self.kind((line.at, column)) for column in line.texts]
        heads = Counter(Kind.FIELD if kind == Kind.LEAF else kind for kind in texts if kind in HEADS)
        if len(line.figures) < max(heads.values(), default=0):
            return True
        labelled = bool(line.texts) and line.texts[0] < line.figures[0]
        if figures <= ANSWERS and (not labelled or self.hung(line.at)):
            return True
        if labelled and (texts[0] in NAMING or texts[0] == Kind.TOTAL):
            return False
        worded = figures == {Kind.ANSWER} and len(line.texts) > 1  # beside other heads
        return worded or figures in ({Kind.YEAR}, {Kind.YES, Kind.NO})


def _line(row: int, shown: Sequence[tuple[int, int]], over: Mapping[int, int], merged: Set[int]) -> Line:
    """Tell figures, texts and numbering of a row apart; ``merged`` are its columns that are with rows below."""
    figures, texts, signs, marks = list[int](), list[int](), list[int](), list[int]()
    indexed = sum(kind == Kind.INDEX for _, kind in shown) > 1
    for index, (column, kind) in enumerate(shown):
        head = over.get(column)
        if kind == Kind.DAY and any(before in WHOLE for _, before in shown[:index]):
            figures.append(column)
        elif kind in TEXTS or head == Kind.REMARK or (head == Kind.PERIOD and kind in TIMED):
            texts.append(column)
        elif kind == Kind.INDEX and indexed:
            marks.append(column)
        elif not texts and _says_of_row(shown, index, merged=column in merged, head=head):
            texts.append(column)
        elif head == Kind.ORDER and (kind in FIGURES or kind in EITHER):
            signs.append(column)
        elif kind in FIGURES:
            figures.append(column)
        elif kind in EITHER and _numbers(
            shown, index, over, begun=bool(texts or (signs and head == Kind.TEXT and kind == Kind.COUNT))
        ):
            signs.append(column)
        elif kind == Kind.INDEX:
            marks.append(column)
        else:
            (texts if kind == Kind.SIGN else figures).append(column)
    return Line(row, tuple(figures), tuple(texts), tuple(signs), tuple(marks))


def _says_of_row(shown: Sequence[tuple[int, int]], index: int, *, merged: bool, head: int | None) -> bool:
    """Whether a year, a day or an answer says something of its row: right before its name, or instead of its number."""
    kind = shown[index][1]
    if head == Kind.ORDER and not merged:
        return kind == Kind.YEAR
    return kind in SAID and index + 1 < len(shown) and shown[index + 1][1] in WHOLE


def _numbers(shown: Sequence[tuple[int, int]], index: int, over: Mapping[int, int], *, begun: bool) -> bool:
    """Whether a sign numbers the text right of it; behind the text of another one only a name, in a column without a
    head."""
    after = next(((column, kind) for column, kind in shown[index + 1 :] if kind not in EITHER), (0, 0))
    if begun:
        return after[1] in NAMING and shown[index][0] not in over and over.get(after[0]) != Kind.REMARK
    return after[1] in TEXTS
