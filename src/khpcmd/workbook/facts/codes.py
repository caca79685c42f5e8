"""Stage 1: the code of a cell, from its content alone: what kind of thing it names, and how it is numbered.

A code is a small number, for a large sheet has a third of a million of them: the kind, and above it the rank of the
numbering before a text. Of numbers only the kind is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence, Set
from datetime import date
from enum import IntEnum
from functools import cached_property
from itertools import chain, compress, groupby, repeat
from operator import add, eq
from typing import TypeGuard

from khpcmd.plan.model import Plan
from khpcmd.text import CLASS_OF, bare, canonical, loose, split_class, tidy
from khpcmd.workbook.file.addresses import Place
from khpcmd.workbook.file.grid import Grid, text_of
from khpcmd.workbook.row_kinds import TIMES
from khpcmd.workbook.table import number_columns
from khpcmd.workbook.words.cell_words import DOCUMENT, IN_COLUMN, NO, YES, is_no_data, is_zero, names_measure
from khpcmd.workbook.words.headers import FieldNames
from khpcmd.workbook.words.periods import AMBIGUOUS, month
from khpcmd.workbook.words.units import UnitNames
from khpcmd.workbook.words.vocabulary import (
    FILLER,
    INDEX_TOKEN,
    MONTH_HEADERS,
    NOTE_HEADERS,
    NUMBER_HEADERS,
    answer,
    is_total,
    key,
    spellings,
    strip_numbering,
)

Code = int


class Kind(IntEnum):
    """What a cell holds, as far as geometry may know."""

    TEXT = 1
    UNIT = 2
    """Names a unit."""
    FIELD = 3
    """Names a field."""
    LEAF = 4
    """Is the last level of the name of a field: "Tổng số" below another text."""
    TIME = 16
    """Is a month or another time, and nothing else."""
    TOTAL = 5
    ORDER = 6
    """Heads a column of numbering or codes."""
    PERIOD = 17
    """Heads a column of times: the years in it are no figures."""
    MEASURE = 20
    """Is a unit of measure and nothing else."""
    REMARK = 15
    """Heads a column of remarks, in which nothing is a figure."""
    INDEX = 7
    """Numbers a column, in a row that does nothing else."""
    SIGN = 8
    """Numbers a row, or is a text of one letter."""
    DASH = 9
    """Numbers a row, or is a figure: "-", "1.1"."""
    COUNT = 10
    """A number that counts on from the one above it in its column, or begins with 1."""
    NUMBER = 11
    YEAR = 12
    """A number that may be a year, or a month."""
    ANSWER = 13
    YES = 18
    """ "Có": an answer, or the head of a column for it."""
    NO = 19
    UPPER = 21
    """Names a unit with others below it, which are listed under it."""
    DAY = 22
    """A day: a figure beside a name, else a text."""
    AMOUNT = 14
    """A text that is a figure: "1.250", "4 người", "12/KH-UBND"."""


RANKS = 5
"""How many bits of a code are its kind; those above are its rank."""
KIND = (1 << RANKS) - 1
CAPITALS = 1 << 9
"""The bit of words in capitals, above those of the rank."""
UNITS = frozenset({Kind.UNIT, Kind.UPPER})
NAMING = frozenset({*UNITS, Kind.FIELD, Kind.LEAF, Kind.TIME})
WHOLE = frozenset({*UNITS, Kind.FIELD})
"""The kinds of names that say by themselves what a row is."""
TEXTS = frozenset({Kind.TEXT, *NAMING, Kind.TOTAL, Kind.ORDER, Kind.REMARK, Kind.PERIOD, Kind.MEASURE, Kind.DAY})
FIGURES = frozenset({Kind.NUMBER, Kind.YEAR, Kind.ANSWER, Kind.YES, Kind.NO, Kind.AMOUNT})
EITHER = frozenset({Kind.SIGN, Kind.DASH, Kind.COUNT, Kind.INDEX})
"""Numbering or something else, by what stands beside it."""


class Rank(IntEnum):
    """How high a numbered row stands, the highest first; 0 for one that is not numbered."""

    NONE = 0
    LETTER = 1
    ROMAN = 2
    NUMBER = 3
    SECOND = 4
    """ "1.1"."""
    THIRD = 5
    SMALL = 6
    MARK = 7


YEARS = 8
"""How far from the plan's year a number may be a year."""
SIGN = re.compile(r"\(?((?:phần |mục )?[A-ZĐ]{1,7}|[a-zđ]|\d{1,3}(?:\.\d{1,3}){0,3}|[-+*•–])[.):]?", re.IGNORECASE)
"""A cell that is nothing but numbering."""
BEFORE = re.compile(
    r"(?:\(?((?:phần |mục )?[IVXLC]{1,7}|[A-ZĐ]|[a-zđ]|\d{1,3}(?:\.\d{1,3})*)[.):/]+|([-+*•–]))\s*+(?=[^\d\s])"
    r"|(\d{1,3}(?:\.\d{1,3})+)\s++(?=[^\d\s])",
    re.IGNORECASE,
)
"""Numbering before a text."""
ROMAN = re.compile("[IVXLC]{1,7}")
LETTERS = "CDLM"
"""Numerals of hundreds and more, which no row has: as signs they are letters."""
NUMERAL = re.compile(r"[-+]?\d[\d.,  ]*%?")
THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
"""A number with dots, which numbers nothing: "1.000"."""
DAY = re.compile(r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{2,4}|\d{4}-\d{2}-\d{2}")
DAY_IN_WORDS = re.compile(r"(?:ngày )?\d{1,2} tháng \d{1,2} năm \d{4}", re.IGNORECASE)
PERIODS = TIMES | MONTH_HEADERS | {"thoi diem", "thoi diem bao cao", "thoi diem so lieu"}
"""The heads of times."""
COUNTED = re.compile(r"(\d[\d.,]*)\s+(.+)")
ANSWERS = frozenset((*YES, *NO, *IN_COLUMN[True], *IN_COLUMN[False]))
KEPT = 200_000
"""How many texts are remembered."""
LONGEST = 300
"""The longest text that names a unit or a field."""


def measures_of(plan: Plan) -> frozenset[str]:
    """The units of measure of a plan's counts, as they are compared."""
    return frozenset(loose(name) for spec in plan.fields.values() for name in spec.counts)


class Codes:
    """The codes of cells for the names of a plan; each text is looked at once."""

    def __init__(self, fields: FieldNames, units: UnitNames) -> None:
        self._fields = fields
        self._units = units
        paths = (name.split(" / ") for spec in fields.plan.fields.values() for name in spellings(spec))
        self._leaves = frozenset(key(path[-1]) for path in paths if len(path) > 1)
        self._measures = measures_of(fields.plan)
        spelt = units.spellings
        self._units_named = frozenset((*spelt.bare, *spelt.bare_rests))
        self.known: dict[str, Code] = {}
        """The codes of the texts that were met."""
        self.plain: dict[str, str] = {}
        """Those of them that name a unit and say nothing else, with the unit."""
        self.years = range(fields.year - YEARS, fields.year + YEARS + 1)
        self.of_number: dict[int, Code] = {1: COUNTED_UP} | dict.fromkeys(self.years, Kind.YEAR)
        """The codes of the numbers that are more than that wherever they stand."""

    @cached_property
    def _classes(self) -> tuple[str, ...]:
        """How the names of units begin that cannot be those of fields."""
        words = map(str.capitalize, dict.fromkeys(CLASS_OF.values()))
        return tuple(f"{word} " for word in words if not self._fields.begins(word))

    def meet(self, texts: Iterable[str]) -> None:
        """Learn the names of units among the texts of a sheet in one go."""
        self.plain |= self._units.plain(texts, self._classes)
        self.known |= dict.fromkeys(self.plain, Kind.UNIT)

    def of_text(self, text: str) -> Code:
        """The code of a text; 0 for one that shows nothing."""
        code = self.known.get(text)
        if code is None:
            code = self._code(tidy(text))
            if len(self.known) >= KEPT:
                self.known.clear()
            if len(text) <= LONGEST:
                self.known[text] = code
        return code

    def _code(self, text: str) -> Code:
        if not text or FILLER.match(text):
            return 0
        if len(text) == 4 and text.isdecimal() and int(text) in self.years:
            return Kind.YEAR  # a year that is typed as text
        return _answer(text) or _sign(text) or _amount(text) or self._named(text)

    def _named(self, text: str) -> Code:
        """The code of words: what they name, and how they are numbered."""
        before = BEFORE.match(text)
        rank = rank_of(next(filter(None, before.groups()))) if before else Rank.NONE
        if rank == Rank.LETTER and split_class(text)[0]:
            rank = Rank.NONE  # "H. Nam Sách" is a district
        kind = (
            next((kind for kind, names in self._kinds if names(text)), Kind.TEXT) if len(text) <= LONGEST else Kind.TEXT
        )
        return kind | rank << RANKS | (CAPITALS if text.isupper() else 0)

    @cached_property
    def _kinds(self) -> Sequence[tuple[Kind, Callable[[str], object]]]:
        """What words may name, in the order in which that is asked."""
        fields, units, leaves = self._fields, self._units, self._leaves
        return (
            (Kind.FIELD, lambda text: fields.name([text])),
            (Kind.UPPER, lambda text: units.has_below(units.match(text).id)),
            (Kind.UNIT, lambda text: units.match(text).id),
            (Kind.ORDER, lambda text: key(text) in NUMBER_HEADERS),
            (Kind.REMARK, lambda text: key(text) in NOTE_HEADERS),
            (Kind.PERIOD, _heads_times),
            (Kind.MEASURE, lambda text: text == "%" or loose(text) in self._measures or names_measure(text)),
            (Kind.LEAF, lambda text: key(text) in leaves),
            (Kind.TOTAL, lambda text: is_total(text) or text.casefold().startswith("cộng ")),
            (Kind.LEAF, fields.is_evidence),
            (Kind.UNIT, self._is_named),
            (Kind.TIME, lambda text: month(text, fields.month_years) or fields.periods.span(text)),
        )

    def _is_named(self, text: str) -> bool:
        """Whether a text is the name of some unit, or of several: which of them, those around it say."""
        return bare(strip_numbering(text)) in self._units_named


def _heads_times(text: str) -> bool:
    """Whether a text heads a column, or a row, of times; "Nam" (men) does not."""
    return key(text) in PERIODS and not (key(text) in AMBIGUOUS and text.isascii())


def _sign(text: str) -> Code:
    """The code of a text that is nothing but numbering, or a plain number; 0 for others."""
    sign = SIGN.fullmatch(text) if not THOUSANDS.fullmatch(text) else None
    rank = rank_of(sign[1]) if sign else Rank.NONE
    if NUMERAL.fullmatch(text) and not text.endswith("."):
        return Kind.DASH | rank << RANKS if rank else Kind.AMOUNT
    if not sign or not rank:
        return 0
    if text[0] == "(" and text[-1] == ")":
        return Kind.INDEX | rank << RANKS
    return (Kind.DASH if rank == Rank.MARK or sign[1][0].isdigit() else Kind.SIGN) | rank << RANKS


def _amount(text: str) -> Code:
    """The code of a text that is a figure with words: a day, a document, "4 người"; 0 for others."""
    counted = COUNTED.fullmatch(text)
    if DAY.fullmatch(text) or DAY_IN_WORDS.fullmatch(text):
        return Kind.DAY
    said = DOCUMENT.fullmatch(text) or (counted and names_measure(counted[2]) and key(counted[2]) not in MONTH_HEADERS)
    return Kind.AMOUNT if said else 0


def _answer(text: str) -> Code:
    """The code of a text that answers or says that there is nothing; 0 for others."""
    if text[0].isdigit() or text == "-":
        return 0
    given = answer(text)
    if given is not None:
        return Kind.YES if given else Kind.NO
    if canonical(text) in ANSWERS or is_no_data(text) or is_zero(text):
        sign = SIGN.fullmatch(text)  # "V" is a tick, or numbers a row
        return Kind.ANSWER | (rank_of(sign[1]) if sign else Rank.NONE) << RANKS
    return 0


def rank_of(sign: str) -> Rank:
    """The rank of a sign that numbers a row; NONE for words."""
    sign = sign.strip()
    if sign[:1].isdigit():
        depth = len(sign.strip(".").split("."))
        return Rank.NUMBER if depth == 1 else Rank.SECOND if depth == 2 else Rank.THIRD
    if not sign[:1].isalpha():
        return Rank.MARK
    if " " in sign:
        return Rank.LETTER
    if ROMAN.fullmatch(sign) and sign not in LETTERS:
        return Rank.ROMAN
    if len(sign) > 1:
        return Rank.NONE
    return Rank.LETTER if sign.isupper() else Rank.SMALL


def coded(grid: Grid, codes: Codes) -> dict[int, tuple[tuple[int, ...], tuple[Code, ...]]]:
    """By row of a sheet, the columns with content and their codes."""
    store, found = grid.cells, dict[int, tuple[tuple[int, ...], tuple[Code, ...]]]()
    codes.meet([text for _, _, text in grid.texts])
    last, lines = dict[int, int](), dict[tuple[Code, ...], tuple[tuple[Code, ...], bool]]()
    for _, run in groupby(grid.rows, lambda row: id(grid.rows[row])):
        rows = list(run)  # of the same columns
        columns, values = grid.rows[rows[0]], [*map(store.row_values, rows)]
        down = [
            _down(column, rows, below, codes, last, errors=store.rare.errors)
            for column, below in zip(columns, zip(*values, strict=True), strict=True)
        ]
        for row, line, held in zip(rows, zip(*down, strict=True), values, strict=True):
            if line not in lines:  # most rows of a tall table are alike
                lines[line] = line, {line[0] & KIND, line[-1] & KIND} <= INDEX_KINDS and _names_nothing(line)
            packed, may_number = lines[line]
            found[row] = columns, (Kind.INDEX,) * len(line) if may_number and _is_index(held) else packed
    return found


def _names_nothing(line: Sequence[Code]) -> bool:
    """Whether no cell of a row names a unit or a field."""
    return WHOLE.isdisjoint([code & KIND for code in line])


def _down(  # noqa: PLR0913  # what the codes of a column follow from
    column: int,
    rows: Sequence[int],
    values: Sequence[object],
    codes: Codes,
    last: dict[int, int],
    *,
    errors: Set[Place],
) -> Sequence[Code]:
    """The codes of some rows of a column; ``last`` is the number above them by column, and that in them thereafter."""
    others, numbers = dict[int, Code](), list[int]()
    if not errors and _are_numbers(values):
        numbers += values
    for index, value in enumerate(() if numbers else values):
        if errors and (rows[index], column) in errors:
            others[index] = Kind.NUMBER
        elif type(value) is int:  # True is none
            numbers.append(value)
        elif not isinstance(value, str):
            others[index] = _of_value(value)
        else:
            code = codes.known.get(value)
            code = codes.of_text(value) if code is None else code
            if code in TYPED_NUMBERS and (typed := NUMBER_AS_TEXT.fullmatch(value)):
                numbers.append(int(typed[1]))
            else:
                others[index] = code
    next_ones = map(add, chain((last.get(column, 0),), numbers), repeat(1))
    counted = list(map(codes.of_number.get, numbers, repeat(Kind.NUMBER)))
    for index in compress(range(len(numbers)), map(eq, numbers, next_ones)):
        counted[index] = COUNTED_UP  # it is the next one below the number above it
    last[column] = numbers[-1] if numbers else last.get(column, 0)
    left = iter(counted)
    return [others[index] if index in others else next(left) for index in range(len(values))] if others else counted


def _are_numbers(values: Sequence[object]) -> TypeGuard[Sequence[int]]:
    return {*map(type, values)} == {int}  # True is none


PLAIN_NUMBER = Kind.DASH | Rank.NUMBER << RANKS
TYPED_NUMBERS = frozenset({PLAIN_NUMBER, Kind.YEAR, Kind.AMOUNT})
"""The codes of a text that may be a number and nothing else."""
COUNTED_UP = Kind.COUNT | Rank.NUMBER << RANKS
NUMBER_AS_TEXT = re.compile(r"\s*([1-9]\d{0,14}|0)\s*", re.ASCII)
"""What a number is that was typed as a text; "01" numbers something."""


INDEX_KINDS = frozenset({Kind.SIGN, Kind.DASH, Kind.COUNT, Kind.NUMBER, Kind.TEXT, Kind.AMOUNT, Kind.INDEX})
"""The kinds that a cell which numbers a column may have by itself: "(1)", "A", 1."""


def _of_value(value: object) -> Code:
    if isinstance(value, bool):
        return Kind.ANSWER
    if isinstance(value, date):
        return Kind.YEAR if value.day == 1 else Kind.DAY
    return 0 if value is None else Kind.NUMBER


def _is_index(values: Sequence[object]) -> bool:
    """Whether a row only numbers the columns: "(A) (B) (1) (2) (3)=(2)/(1)"."""
    texts = [text_of(value).strip() for value in values]
    few = 2 if any(map(str.isalpha, texts[0])) or "(" in texts[0] else 3  # "1 | 2" may be a month and its figure
    return len(texts) >= few and all(map(INDEX_TOKEN.match, texts)) and number_columns(texts)
