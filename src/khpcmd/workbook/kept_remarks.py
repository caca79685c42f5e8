"""Keeps the remarks of a sheet that may speak against some figures, and compares them with each (``against``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import FoundWordsOther
from khpcmd.plan.fields import AnyField
from khpcmd.workbook.cell_reader import Reporter
from khpcmd.workbook.cells import number
from khpcmd.workbook.file.addresses import Box, Place
from khpcmd.workbook.file.grid import Grid, text_of
from khpcmd.workbook.governing import Belief, Entry, Governs, lock_of, question
from khpcmd.workbook.table import Form, Table
from khpcmd.workbook.words.headers import Kind
from khpcmd.workbook.words.meaning import TIMES, Account, Part, Role, Sense
from khpcmd.workbook.words.own_texts import is_own
from khpcmd.workbook.words.remarks import Beside, against, gives_a_number, is_ditto, may_speak_against, words_of
from khpcmd.workbook.words.senses import Senses
from khpcmd.workbook.words.unit_notes import UnitRows, said_of
from khpcmd.workbook.words.vocabulary import NO_HEADERS, NUMBER_HEADERS, ROW_HEADERS, YES_HEADERS, key, spellings

LONGEST_MARK = 2
"""How many letters a mark or a code of a status has at most: "x", "F"."""
MOST_AROUND = 60
"""How many figures a share in a remark is compared with: in longer tables almost any share is one of theirs."""


class Figure(NamedTuple):
    """What a remark is compared with: a field, the columns of figures, the period, the texts that name the unit, and
    the rows of the table."""

    spec: AnyField
    columns: frozenset[int]
    period: str
    whose: str
    rows: Sequence[int] = ()


class _Note(NamedTuple):
    """What a note says of some rows (of all, if none are given), as it is shown, and where it stands."""

    where: Place
    governs: Governs
    account: Account
    shown: str
    rows: frozenset[int]


@dataclass(slots=True)
class KeptRemarks:
    """The remarks and comments of one sheet, by their places."""

    senses: Senses
    grid: Grid
    reporter: Reporter
    table: Table | None = None
    stamped: bool = False
    """Whether the workbook was made from a template."""
    _kept: dict[Place, tuple[Governs, Account]] = field(default_factory=dict)
    _rows: dict[int, list[Place]] = field(default_factory=dict)
    """By row, the places of those that stand beside its figures."""
    _sums: dict[tuple[Box, frozenset[int]], frozenset[int]] = field(default_factory=dict)
    """By the rows beside a remark and the columns of the figures, these and their sum."""
    _notes: list[_Note] = field(default_factory=list)
    """What notes below the table, or in the rows of others, say of its units or of all."""
    _all: frozenset[int] | None = None
    """All figures of the table, with the sums of its columns."""

    @property
    def any(self) -> bool:
        return bool(self._kept or self._notes)

    def beside(self, row: int) -> bool:
        """Whether a remark may speak against figures of a row."""
        return bool(self._rows.get(row)) or any(not note.rows or row in note.rows for note in self._notes)

    def qualified(self, table: Table | None, at: Place, period: str) -> str:
        """What a column says of the figures of a row by its head and an answer, as one text: "Đã duyệt: Chưa"; "" for
        the texts of other columns, which speak for themselves."""
        row, column = at
        value = self.grid.cells.value(at)
        text = (
            value.strftime("%d/%m/%Y")
            if isinstance(value, date)
            else text_of(value)
            if not isinstance(value, bool)
            else ""
        )
        heads = [table.headings[one].text if table and one in table.headings else "" for one in (column - 1, column)]
        head = heads[1].rpartition(" / ")[2]
        if table is None or not head or not text:
            return ""
        said = f"{head}: {text}"
        if key(head) in ROW_HEADERS:
            before = heads[0], self.grid.text(row, column - 1)
            until = all(before) and key(head).startswith("den ") and key(before[0]) in ROW_HEADERS
            return f"{' '.join(before)} {head.lower()} {text}" if until else said
        answers = key(text) in YES_HEADERS | NO_HEADERS or (text.isalpha() and len(text) <= LONGEST_MARK)
        if not answers or column not in table.columns(Kind.UNKNOWN):
            return ""
        derived = lock_of(self.senses).derived(Governs.REMARK, said, period, of_figures=False)
        return said if table.form is not Form.BY_UNIT or (derived and derived.turns) else ""

    def keep(self, where: Place, governs: Governs, account: Account, row: int) -> None:
        """Keep a remark on some figures: those of a row, or (0) the one at its place, or below."""
        if is_own(account.text, stamped=self.stamped):
            return
        self.reporter.remarks[(row, 0) if row else where] = account.text
        if not may_speak_against(account, self.senses.districts):
            return
        self._kept[where] = governs, account
        places = self._rows.setdefault(row, []) if row else []
        if where not in places:
            places.append(where)

    def note(self, where: Place, governs: Governs, text: str, units: UnitRows, *, of_units: bool = False) -> None:
        """Keep what a note says of the units of some rows, by their names, or of all figures of the table.

        With ``of_units`` only what it says of units: it stands in the row of one.
        """
        if is_own(text, stamped=self.stamped):
            return
        for said in said_of(text, units.names):
            account = self.senses.account(said.words, Role.REMARK)
            if (said.rest or not of_units) and gives_a_number(account):
                of = frozenset(units.rows.get(said.rest, ()) if said.rest else ())
                self._notes.append(_Note(where, governs, account, said.shown, of))

    def against(self, where: Place, header: range, figure: Figure) -> list[tuple[Entry, Diagnostic]]:
        """What the remarks beside a figure, and the comments on it and its ``header``, say against it."""
        row, column = where
        over = [place for place in (where, *((above, column) for above in header)) if place in self._kept]
        places = dict.fromkeys((*self._rows.get(row, ()), *over))
        told = [self._against(place, where, figure) for place in places]
        told += [self._noted(note, where, figure) for note in self._notes if not note.rows or row in note.rows]
        return [one for one in told if one]

    def _against(self, remark: Place, where: Place, figure: Figure) -> tuple[Entry, Diagnostic] | None:
        governs, account = self._kept[remark]
        beside = self._beside(figure, self._numbers(remark, where, figure.columns), self._whole(*where), where[0])
        return self._told(self.reporter.at(*remark), where, (governs, account, account.text), beside)

    def _noted(self, note: _Note, where: Place, figure: Figure) -> tuple[Entry, Diagnostic] | None:
        figures = self._numbers((0, 0), where, figure.columns) if note.rows else self._everything(figure)
        said = note.governs, note.account, note.shown
        return self._told(self.reporter.at(*note.where), where, said, self._beside(figure, figures))

    def _beside(self, figure: Figure, figures: frozenset[int], value: int | None = None, row: int = 0) -> Beside:
        spec = figure.spec
        names = _names(spec)
        around = figures if len(figures) > 2 else self._everything(figure)  # 2: a figure and the sum
        return Beside(
            value,
            figures,
            names,
            lambda words: bool(spec.counts) and spec.measured_in(words),
            figure.period,
            figure.whose,
            bool(spec.counts),
            self.senses.districts,
            around if len(around) <= MOST_AROUND else frozenset(),
            lambda words: self._named(row, words),
        )

    def _named(self, row: int, words: frozenset[str]) -> frozenset[int]:
        """The figures of a row whose names have some words, and the sums of any of them; none where they are many."""
        headings = self.table.headings.items() if row and self.table and self.table.form is Form.BY_UNIT else ()
        fields = self.senses.plan.fields
        named = [at for at, one in headings if one.key and words <= words_of(_names(fields[one.key.field]))]
        sums = {0} if len(named) <= MOST_NAMED else set[int]()
        for value in (self._whole(row, at) for at in named if sums):
            sums |= {one + (value or 0) for one in sums}
        return frozenset(sums if named else ())

    def _told(
        self, at: Location, where: Place, said: tuple[Governs, Account, str], beside: Beside
    ) -> tuple[Entry, Diagnostic] | None:
        governs, account, shown = said
        part = against(account, beside, self.senses.periods_of)
        if part is None:
            return None
        entry = Entry(governs, at, account._replace(text=shown), Belief.OPEN)
        if part.sense is Sense.COUNT:
            params: FoundWordsOther = {"found": shown, "words": part.text, "other": self.reporter.at(*where).cell}
            return entry, Code.REMARK_OTHER_NUMBER(at, params)
        return entry, question(entry, [part])

    def _everything(self, figure: Figure) -> frozenset[int]:
        """All figures of the table, how many rows have some, and the sums of the columns."""
        if self._all is None:
            columns = [[self._whole(row, column) for row in figure.rows] for column in figure.columns]
            known = [[value for value in column if value is not None] for column in columns]
            found = {value for column in known for value in column} | {sum(column) for column in known}
            self._all = frozenset(found | {len(column) for column in known})
        return self._all

    def _whole(self, row: int, column: int) -> int | None:
        value = number(self.grid.shown(row, column))
        return int(value) if value is not None and value == int(value) else None

    def _numbers(self, remark: Place, where: Place, columns: frozenset[int]) -> frozenset[int]:
        """The figures of the rows that a remark stands beside, and their sum."""
        box = self.grid.merge(*remark) if remark[0] else None
        if box is None or not box[0] <= where[0] <= box[2]:
            box = (where[0], 0, where[0], 0)
        if (box, columns) not in self._sums:
            shown = [self._whole(row, column) for row in range(box[0], box[2] + 1) for column in columns]
            values = [value for value in shown if value is not None]
            self._sums[box, columns] = frozenset([*values, sum(values)])
        return self._sums[box, columns]


def _names(spec: AnyField) -> tuple[str, ...]:
    """The names of a field, and those of what it counts."""
    return (*spellings(spec), *(spec.measures if spec.counts else ()))


MOST_NAMED = 8
"""So many figures of a row may have the words of a remark in their names; it speaks of none where more have."""
SIGNS = frozenset({"%", "‰"})
"""What a remark may be without any letter."""
NO_MORE = frozenset({"không", "ko", "chưa", "không có", "chưa có"})
"""What a remark says beside the figures of a row that are none."""
NOT_YET = frozenset({"chưa", "chưa có"})
NONE = frozenset({"", "0", "khong", "ko", "chua", "khong co", "chua co"})
"""What a cell says that nothing is reported of; dashes are nothing as a key."""


def has_figures(grid: Grid, row: int, columns: Iterable[int]) -> bool:
    """Whether a row has a number in one of some columns; a header that is repeated on every page has none."""
    return any(number(grid.cell(row, column)) is not None for column in columns)


def compares(table: Table | None, column: int) -> bool:
    """Whether a column says how figures compare, so that its texts are no remarks: "Tăng, giảm"."""
    heading = table.headings.get(column) if table else None
    known = heading is not None and heading.kind is Kind.KNOWN and key(heading.text) not in ROW_HEADERS
    account = next(iter(heading.accounts), None) if heading and known else None
    return account is not None and account.other is not None and account.other.sense is Sense.RATIO


def no_remarks(table: Table | None, grid: Grid, row: int, read: frozenset[int]) -> frozenset[int]:
    """The columns whose texts in a row are no remarks: those that are ``read``, and evidence beside an answer.

    Beside a number "Căn cứ" says where it comes from.
    """
    evidence = frozenset(table.columns(Kind.EVIDENCE)) if table else frozenset()
    return read - evidence if evidence and has_figures(grid, row, table.columns(Kind.FIGURE) if table else ()) else read


def may_be_remarks(table: Table, grid: Grid, rows: Sequence[int], read: Set[int]) -> Mapping[int, Sequence[int]]:
    """By row of a table, the columns with what may be a remark: it is neither ``read`` nor the number of the row."""
    found, shapes = dict[int, list[int]](), {id(one): one for one in map(grid.rows.__getitem__, rows)}
    for column in sorted({column for columns in shapes.values() for column in columns} - read):
        heading = table.headings.get(column)
        numbers = heading is not None and key(heading.text) in NUMBER_HEADERS
        for row, text in zip(rows, grid.cells.down(rows, column), strict=True):
            if text and not (numbers and text.isdecimal()):
                found.setdefault(row, []).append(column)
    return found


def numbers_row(table: Table | None, column: int, text: str) -> bool:
    """Whether a text is the number or the code of its row, by the head of its column."""
    head = table.headings[column].text if table and column in table.headings else ""
    return any(map(str.isdigit, text)) and " " not in text and key(head) in NUMBER_HEADERS


def remark_above(grid: Grid, row: int, column: int, first: int) -> str:
    """The remark that a ditto repeats, in a row from ``first`` on; "" where there is none."""
    texts = (grid.text(above, column) for above in range(row - 1, first - 1, -1))
    return next((text for text in texts if text.strip() and not is_ditto(text)), "")


def denied(text: str) -> tuple[Part, ...]:
    """What a remark says against a figure beside it where it denies that there is one: "Chưa có"."""
    return (Part(text, Sense.NOT_DONE),) if text.casefold() in NOT_YET else ()


def explains_none(account: Account, grid: Grid, row: int, columns: Iterable[int]) -> bool:
    """Whether a remark says why nothing is reported, beside figures that are none: "Quý III không tổ chức"."""
    senses = {part.sense for part in account.doubts}
    said = account.text.casefold() in NO_MORE or (Sense.NOT_DONE in senses and senses <= {Sense.NOT_DONE, *TIMES})
    values = (cell.value for column in columns if (cell := grid.cell(row, column)))
    return said and all(key(value) in NONE if isinstance(value, str) else not value for value in values)
