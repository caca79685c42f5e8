"""What a remark says against the one figure beside which it stands: another number of it, a part of its time, another
programme, another unit (``against``). What turns every figure is found by ``senses`` alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import NamedTuple

from khpcmd.text import bare
from khpcmd.text.patterns import when_asked
from khpcmd.workbook.words.cell_words import names_measure
from khpcmd.workbook.words.meaning import CLAUSES, WORD, Account, Part, Sense, canonical_words, folded_word
from khpcmd.workbook.words.number_words import WORDS as NUMBER_WORDS
from khpcmd.workbook.words.number_words import value_of
from khpcmd.workbook.words.unit_notes import Names, mentions
from khpcmd.workbook.words.vocabulary import patterns, phrases

NUMBER = when_asked(r"\d{1,3}(?:\.\d{3})+|\d+")
DECIMAL = when_asked(r"\d,\d")
LONGEST_NUMBER = 9
"""Longer numbers are those of telephones and accounts."""
OF_MONTH = when_asked(r"/(0?[1-9]|1[0-2])(?!\d)")
LAST_DAY = 31
DAY = when_asked(r"(?:ngày|ngay)?\s*\d{1,2}\s*[/.-]\s*\d{1,2}.*|(?:ngày|ngay)\b.*", re.IGNORECASE)
"""When one thing was done; a document with its number says no more than where a figure stands."""
TOTAL = when_asked(r"\btong (?:so|cong)\b")
COMPARED = when_asked(r"\b(?:so voi|so cung|cung ky|nam truoc|ky truoc)\b")
NOT_DONE = when_asked(r"(?:chua|khong) (?!phai|ke|tinh|gom|bao gom)")
PART_OF = ("trong do", "trong so do")
"""How a number begins that is a part of the figure."""
OF_TIME = (Sense.PERIOD, Sense.PART, Sense.OTHER_TIME, Sense.DOCUMENT, Sense.BASELINE, Sense.EARLIER)
_CAPITALS = "A-ZÀ-ÖØ-ÞĂĐĨŨƠƯ" + "".join(map(chr, range(0x1EA0, 0x1EFA, 2)))
"""The first letters of names, those with two signs, which stand in turns with the small ones, one by one."""
UNIT = when_asked(
    r"(?:^|[.;,(]\s*)(?:(?i:(?:(?:đây là |là )?(?:số |số này |số liệu |số liệu này |kết quả )?(?:do|của)) ))?"
    r"(?i:huyện|thành phố|tp\.?|thị xã|tx\.?|quận|xã|phường|thị trấn|tt\.?) "
    rf"(?P<name>[{_CAPITALS}]\w*(?: [{_CAPITALS}]\w*){{0,3}})(?P<rest>[^.;,()]*)"
)
"""A unit that begins a sentence: whose figure it is, or who has done what is counted."""
WITH = when_asked(
    r"\b(?:gồm|tính|kể|cộng|gộp|lấy|lẫn|chung|số|số liệu|kết quả|của|thuộc|bên|giúp|thay|hộ)"
    r"(?: (?:cả|luôn|thêm|chung|số|số liệu|kết quả|phần|cơ sở|các|những|\d+|của|thuộc|tại|ở|bên|với|cho|huyện|thị xã"
    r"|thành phố|tx\.?|tp\.?|h\.?)){0,8}$"
)
"""What stands before the name of another unit whose figures are in this one: "gồm cả cơ sở của Kim Thành"."""
LONGEST_WITH = 80
DITTO = when_asked(r"[\W_]*(?:(?:nhu|giong) (?:o |dong |hang |muc )?tren|n\.?t\.?|idem|ditto|as above|same)[\W_]*")
LONGEST_DITTO = 20
NUMBER_OF = when_asked(
    r"(?:tong )?so (?:luong |luot )?(?!lieu|nay|tren|do|da|dung|that|thuc|chinh|moi|cu|cuoi|chot|tong|luong)[a-z]"
)
"""How a remark begins that names a figure, without accents."""
SAID_OF_NUMBER = when_asked(
    r"\d|\b(?:tang|giam|so voi|bang|dat|chua|khong|do|theo|lay|thuoc|la|cua|cung cap|bao cao|phat sinh)\b"
)
"""What says something of the figure, and does not only name one."""
SOME_OF_ALL = when_asked(
    r"(?:(?:moi )?(?:co|duoc|cua|so lieu(?: cua)?) )?(?P<some>\d{1,4}) (?:(?:tren|trong) )?(?P<all>\d{1,4})"
    r"(?: (?:xa|phuong|thi tran|huyen|don vi|dia phuong|va)){1,6}(?: (?:co|da|gui|nop))?(?: (?:bao cao|bc|so lieu))?"
)
"""How many of all places are in a figure, without accents and signs: "15/19 xã"."""
RATE = when_asked(r"(?<![\d.,])(\d{1,3})(?:[.,](\d{1,4}))? ?%")
RATE_OF_OTHERS = when_asked(
    r"\b(?:ke hoach|kh|chi tieu|muc tieu|yeu cau|nghi quyet|nq|du toan|giao|so voi|cung ky|nam truoc|ky truoc|tang|giam"
    r"|vuot|hon|duoi|toi thieu|it nhat|tro len|de ra)\b"
)
"""What a share has beside it that is not of the figures of its row: it is of a plan, or of another time."""
HUNDRED = 100
UP_TO = when_asked(
    r"(?<!/\d )(?<!/\d\d )(?<!/\d{4} )\b(?:den|toi|het)(?: (?:het|cuoi|giua|dau))? (?:ngay )?(?:\w+ )?[\w/]+$"
)
"""How a time ends that says until when; a few days are those of an event: "từ 12/5 đến 14/5"."""
EACH = when_asked(
    r"\bmoi (?P<what>[a-z ]{2,30}?) (?:chi |duoc |deu )*(?:tinh|ghi|dem|ke) (?:la |thanh )?(?:mot|0?1) "
    r"(?P<once>[a-z ]+)"
)
"""How is counted, without accents: "mỗi cơ sở chỉ tính một lần"."""
HEAD = when_asked("^(?:tong )?so ")
ALONE = 3
"""How many figures a row has of one field: two years, and their sum."""
ONCE = ("lan", "luot")
MOST_WORDS = 4
"""How many words a thing has that is counted."""
ORDINAL = when_asked(r"\b(?:số|thứ|mục|dòng|cột|ô|quý|tháng|ngày|khối|mẫu|biểu|đội|điều|khoản|điểm)\s*$")
"""What stands before a number that counts nothing."""
PERSONS = "người"
PRESENT = when_asked(
    r"^(?:(?:tuyen truyen|tap huan|mo lop|noi chuyen|pho bien)(?: cho| voi)? )|\b(?:va|cac|cung|deu|tham du|du|hoc|nghe"
    r"|tham gia|duoc tuyen truyen)\b"
)
"""What a remark has without accents that says of persons that they were there."""
CAME = when_asked(r"\b(?:tham du|du|hoc|tham gia|ve du|duoc tap huan)\W*$")
LEVELS = frozenset({"tinh", "huyen", "xa"})
NOTHING = when_asked(
    r"^(?:trong (?:ky|nam) |nam nay |tren dia ban |dia ban |huyen |don vi |hien )*"
    r"(?:khong|chua) (?:co|phat sinh|xay ra)\b(?P<of>[a-z ]*?)(?: nao)?\W*$"
)
"""A remark that says of something, without accents, that there is none."""


@dataclass(frozen=True)
class Beside:
    """The figure that a remark stands beside.

    ``value`` is the figure itself, ``figures`` are the numbers in its row, ``names`` those of its field and its
    measures; ``whose`` are the texts that name the unit that reports it, ``units`` all that do. A share may be that of
    any two figures ``around``. ``counts`` is False for what is no number. ``named`` are the figures in the row
    whose names have some words, with their sums.
    """

    value: int | None
    figures: frozenset[int]
    names: tuple[str, ...]
    measured: Callable[[str], bool]
    period: str
    whose: str
    counts: bool = True
    units: Names | None = None
    around: frozenset[int] = frozenset()
    named: Callable[[frozenset[str]], frozenset[int]] = lambda _: frozenset()

    @cached_property
    def words(self) -> frozenset[str]:
        return words_of(self.names)

    def _is_of(self, thing: str) -> bool:
        """Whether a name of the field begins with a thing, without accents."""
        names = (HEAD.sub("", bare(name)) for name in self.names if "/" not in name)
        return any(f"{name} ".startswith((f"{thing} ", f"{thing},")) for name in names)

    @property
    def alone(self) -> bool:
        """Whether it is the only figure in its row, but for that of the baseline year."""
        return self.value is not None and len(self.figures) <= ALONE

    def counts_as(self, words: str, *, kinds: bool) -> bool:
        """Whether words begin with what the field counts, by any of its names; or with a kind of it."""
        first = words.split()[:MOST_WORDS]
        begun = [" ".join(first[:end]) for end in range(1, len(first) + 1)]
        if any(map(self.measured, begun)):
            return True
        known = {bare(one) for one in begun}
        return any(
            not known.isdisjoint((bare(thing), *things)) and (self.measured(thing) or self._is_of(bare(thing)))
            for thing, things, of_kinds in _things()
            if kinds or not of_kinds
        )


def against(remark: Account, beside: Beside, periods_of: Callable[[str], frozenset[str]]) -> Part | None:
    """The part of a remark that speaks against a figure, with what it means; None where nothing does."""
    said = _Said(remark, beside, periods_of)
    return next(said.found(), None)


def gives_a_number(remark: Account) -> bool:
    """Whether a remark has a number, in figures or in words, or a share, or says how is counted."""
    return remark.has(Sense.COUNT) or RATE.search(remark.text) is not None or EACH.search(bare(remark.text)) is not None


def is_ditto(text: str) -> bool:
    """Whether a remark repeats the one above it: "như trên", "nt"."""
    return len(text) <= LONGEST_DITTO and DITTO.fullmatch(bare(text)) is not None


@lru_cache(maxsize=1)
def _things() -> Sequence[tuple[str, frozenset[str], bool]]:
    """What is counted, without accents what else it is called, and whether those are kinds of it."""
    listed = [re.split(" ([=:]) ", phrase) for phrase in phrases("things_counted")]
    return [(thing, frozenset(map(bare, others.split(", "))), sign == ":") for thing, sign, others in listed]


@lru_cache(maxsize=8)
def _folded(table: str, *, fold: bool) -> Sequence[str]:
    """The phrases of a table of the vocabulary, as ``folded_word`` or without accents."""
    return [bare(phrase) if fold else canonical_words(phrase) for phrase in phrases(table)]


def _named(table: str, text: str) -> list[str]:
    """The phrases of a table of the vocabulary that a text has."""
    fold = text.isascii()
    said = f" {bare(text) if fold else canonical_words(text)} "
    return [phrase for phrase in _folded(table, fold=fold) if f" {phrase} " in said]


def _begins(table: str, text: str) -> bool:
    """Whether a text begins with a phrase of a table of the vocabulary."""
    fold = text.isascii()
    said = f"{bare(text) if fold else canonical_words(text)} "
    return any(said.startswith(f"{phrase} ") for phrase in _folded(table, fold=fold))


def may_speak_against(remark: Account, units: Names) -> bool:
    """Whether a remark has anything that can speak against some figure and not against others."""
    senses = (Sense.COUNT, Sense.PROGRAMME, Sense.PERIOD, Sense.PART, Sense.OTHER_TIME)
    named = UNIT.search(remark.text) is not None or _measure_alone(remark.text) != ""
    named |= RATE.search(remark.text) is not None or bool(mentions(remark.text, units))
    low = bare(remark.text)
    named |= any(map(str.isdigit, low)) or any(said.search(low) for said in (EACH, CAME, NOTHING))
    named |= bool(_named("people", remark.text))
    named |= SOME_OF_ALL.fullmatch(low) is not None or _names_number(remark.text) or low.startswith("luot ")
    return named or remark.has(*senses) or TOTAL.search(bare(remark.text)) is not None


def _names_number(text: str) -> bool:
    """Whether a remark begins with the name of a figure; a book ("sổ") is none."""
    return NUMBER_OF.match(bare(text)) is not None and not text.casefold().startswith("sổ")


@lru_cache(maxsize=1024)
def words_of(names: tuple[str, ...]) -> frozenset[str]:
    """The words of some names, also without their accents."""
    words = {folded_word(word) for name in names for word in WORD.findall(name)}
    return frozenset(words | set(map(bare, words)))


@lru_cache(maxsize=1)
def _empty() -> frozenset[str]:
    """The words that name nothing of their own beside a number, also without their accents."""
    words = {folded_word(word) for phrase in phrases("beside_counts") for word in phrase.split()}
    return frozenset(words | set(map(bare, words)))


@lru_cache(maxsize=512)
def _measure_alone(text: str) -> str:
    """The unit of measure that a remark consists of, "" for other texts: "Số lượt", "tính theo lượt người"."""
    for pattern in patterns("beside_checks", text.casefold()):
        text = pattern.sub(" ", text.casefold())
    words = WORD.findall(text)
    found = " ".join(word for word in words if folded_word(word) not in _empty())
    whole = (
        " ".join(words[first:]) for first in range(len(words)) if _empty().issuperset(map(folded_word, words[:first]))
    )
    return next((one for one in (*whole, found) if one and names_measure(one)), "")


class _Placed(NamedTuple):
    """A part of a remark, where it stands, and in which of its clauses."""

    part: Part
    start: int
    end: int
    clause: int


class _Said:
    """What one remark says, beside one figure."""

    def __init__(self, remark: Account, beside: Beside, periods_of: Callable[[str], frozenset[str]]) -> None:
        self._text = remark.text
        self._beside = beside
        self._periods_of = periods_of
        self._parts = list(self._placed(remark))

    def _placed(self, remark: Account) -> Iterator[_Placed]:
        at = clause = 0
        for part in remark.parts:
            start = self._text.find(part.text, at)
            if start < 0:
                continue
            clause += CLAUSES.search(self._text, at, start) is not None
            at = start + len(part.text)
            yield _Placed(part, start, at, clause)

    def found(self) -> Iterator[Part]:
        yield from self._programmes()
        yield from self._units()
        if self._beside.counts:
            yield from self._measures()
            yield from self._totals()
            yield from self._names()
            yield from self._some()
            yield from self._rates()
            adds_up = self._adds_up()
            yield from () if adds_up else self._numbers()
            yield from () if adds_up else self._times()
            yield from self._others()
            yield from self._each()
            yield from self._people()
            yield from self._none()

    def _programmes(self) -> Iterator[Part]:
        """Another programme, unless the field has its name, or it is what something was combined with."""
        low = self._text.casefold()
        if any(pattern.search(low) for pattern in patterns("beside_programmes", low)):
            return
        for one in self._parts:
            words = [folded_word(word) for word in WORD.findall(one.part.text)]
            if one.part.sense is Sense.PROGRAMME and not self._beside.words.issuperset(words):
                yield one.part

    def _units(self) -> Iterator[Part]:
        for match in UNIT.finditer(self._text):
            done = bare(match["rest"]).strip()
            rest = match["rest"].casefold().strip()
            acts = not done or any(pattern.match(rest) for pattern in patterns("deeds", rest))
            if acts and not self._is_own(match["name"]):
                yield Part(match[0].strip(" .;,("), Sense.REFERENCE)
        for one in mentions(self._text, self._beside.units or Names()):
            before = self._text[max(0, one.start - LONGEST_WITH) : one.end - len(one.rest)].rstrip().casefold()
            if WITH.search(before) and not self._is_own(one.rest):
                yield Part(self._text[one.start : one.end], Sense.REFERENCE)

    def _is_own(self, name: str) -> bool:
        """Whether a name is that of the figure's own unit; the province may have the same as one of its cities."""
        words = rf"(?<!tinh ){re.escape(bare(name))}(?!\w)"
        return re.search(words, bare(self._beside.whose)) is not None

    def _measures(self) -> Iterator[Part]:
        measure = _measure_alone(self._text)
        whole = len(self._parts) == 1 and self._parts[0].part.sense in (Sense.PERIOD, Sense.HEADER_HARMLESS)
        if whole and " " in self._text:  # "Cả năm", "Toàn huyện"
            return
        if measure and not self._beside.measured(measure) and self._parts:
            yield Part(self._text, Sense.MEASURE)

    def _totals(self) -> Iterator[Part]:
        """That the figure is the total, beside a part: "Đây là tổng số"."""
        said = [part for part in self._parts if part.part.sense is Sense.COUNT or self._left(part.part)]
        if not said and TOTAL.search(bare(self._text)) and not self._beside.words.intersection(("tổng", "tong")):
            yield Part(self._text, Sense.REFERENCE)

    def _names(self) -> Iterator[Part]:
        """The name of another figure: "Số tờ rơi đã phát", "Lượt học viên"."""
        low = bare(self._text)
        times = low.startswith("luot ") and not self._beside.measured("lượt")
        if times or (
            _names_number(self._text) and not SAID_OF_NUMBER.search(low) and self._left(Part(self._text, Sense.LABEL))
        ):
            yield Part(self._text, Sense.REFERENCE)

    def _some(self) -> Iterator[Part]:
        """That some of all places are in the figure, and nothing else: "15/19 xã" beside 86 venues."""
        for clause in CLAUSES.split(self._text):
            match = SOME_OF_ALL.fullmatch(bare(clause).strip())
            if match and int(match["some"]) < int(match["all"]) and int(match["some"]) not in self._beside.figures:
                yield Part(clause.strip(), Sense.SUBSET)

    def _rates(self) -> Iterator[Part]:
        """A share that is none of the figures around: "đạt 19%" beside 17 of 84."""
        for match in RATE.finditer(self._text):
            clause = self._clause(*match.span())
            step = Fraction(1, 10 ** len(match[2] or ""))
            percent = Fraction(int(match[1] + (match[2] or "")), 10 ** len(match[2] or ""))
            if percent >= HUNDRED or RATE_OF_OTHERS.search(bare(self._text)) or self._is_of_other(clause):
                continue
            if self._beside.around and not any(_is_near(percent, step, share) for share in self._shares()):
                yield Part(match[0], Sense.COUNT)

    def _clause(self, start: int, end: int) -> str:
        """The clause in which some words stand."""
        before = next((one.end() for one in reversed(list(CLAUSES.finditer(self._text[:start])))), 0)
        behind = CLAUSES.search(self._text, end)
        return self._text[before : behind.start() if behind else len(self._text)]

    def _is_of_other(self, clause: str) -> bool:
        """Whether a clause with a share names anything but the field."""
        words = (folded_word(word) for word in WORD.findall(clause) if word != "%" and not word.isdigit())
        return any(word not in _empty() and word not in _OF_RATES and word not in self._beside.words for word in words)

    def _shares(self) -> Iterator[Fraction]:
        around = sorted({*self._beside.around, *(value for one in self._parts for value in self._numbers_in(one.part))})
        for at, part in enumerate(around):
            yield from (Fraction(part * HUNDRED, whole) for whole in around[at:] if whole)

    def _values(self, one: _Placed) -> list[int]:
        """The numbers in a part that may be the figure's own: no shares, and nothing that they are of."""
        behind = self._text[one.end :].lstrip()
        before = self._text[: one.start].rstrip()
        decimal = DECIMAL.search(one.part.text) is not None
        if one.part.sense is not Sense.COUNT or decimal or behind[:1] == "%" or before[-1:] == "/":
            return []
        month = OF_MONTH.match(behind)
        days = range(int(month[1]) + 1 if month else 0, LAST_DAY + 1)  # 16/5 is a day, and no share
        return [value for value in self._numbers_in(one.part) if not month or value not in days]

    def _numbers_in(self, part: Part) -> list[int]:
        found = NUMBER.findall(part.text) if part.sense is Sense.COUNT else []
        written = [int(digits.replace(".", "")) for digits in found if len(digits) <= LONGEST_NUMBER]
        words = [word for word in map(folded_word, WORD.findall(part.text)) if word in NUMBER_WORDS]
        spoken = None if found or part.sense is not Sense.COUNT else value_of(words)
        return written if spoken is None else [spoken]

    def _adds_up(self) -> bool:
        """Whether the numbers that are not the figure add up to it: "gồm 40 + 21"."""
        values = [value for one in self._parts for value in self._values(one)]
        others = [value for value in values if value not in self._beside.figures]
        summed = len(others) > 1 and sum(others) in self._beside.figures
        return summed and not any(self._is_of_deed(one) for one in self._parts if self._values(one))

    def _is_of_deed(self, one: _Placed) -> bool:
        """Whether the words around a number tell of something else that was done than the field counts."""
        before = max((other.end for other in self._parts if other.end <= one.start and self._values(other)), default=0)
        behind = CLAUSES.search(self._text, one.end)
        told = _named("beside_deeds", self._text[before : behind.start() if behind else len(self._text)])
        return any(not self._beside.words.issuperset(phrase.split()) for phrase in told)

    def _counted(self, one: _Placed) -> str:
        """What stands behind the last number of a part, in its clause."""
        at = max((match.end() for match in NUMBER.finditer(one.part.text)), default=0)
        behind = CLAUSES.split(self._text[one.start + at :])[0]
        return " ".join(WORD.findall(re.sub(r"^\s*/\s*[\d.]+", "", behind)))

    def _others(self) -> Iterator[Part]:
        """The figure as the number of something else, or of what is new or is no more, where none is that of its own
        things: "Phát 51 tờ rơi" beside 51 persons."""
        found = list[Part]()
        for one in self._parts:
            digits = NUMBER.search(one.part.text) if one.part.sense in (Sense.COUNT, Sense.HARMLESS) else None
            if digits is None or self._text[: one.start].rstrip()[-1:] == "/":
                continue
            value, what = int(digits[0].replace(".", "")), self._counted(one)
            named = what and (_begins("told_event", what) or not _begins("beside_counts", what))
            if value != self._beside.value or ORDINAL.search(self._text[: one.start + digits.start()].casefold()):
                continue
            if not named or self._beside.counts_as(what, kinds=True):
                if not _named("no_more", what):
                    return
                what = ""
            found.append(one.part)
        yield from (Part(part.text, Sense.REFERENCE) for part in found)

    def _each(self) -> Iterator[Part]:
        """That one is counted for each of other things than those of the field: "mỗi xã tính một người"."""
        for match in EACH.finditer(bare(self._text)):
            once, what = match["once"].strip(), match["what"]
            speaks = self._beside.alone or (not once.startswith(ONCE) and self._beside.counts_as(once, kinds=False))
            if speaks and not self._beside.counts_as(what, kinds=True):
                yield Part(self._text, Sense.MEASURE)

    def _people(self) -> Iterator[Part]:
        """That other persons than those of the field were there, and nothing else: "Học sinh, sinh viên dự"."""
        named, said = _named("people", self._text), bare(self._text)
        levels = LEVELS & set(said.split()) if CAME.search(said) else frozenset()
        for one in sorted(map(bare, named), key=len, reverse=True):
            said = said.replace(one, " ")
        others = [one for one in named if not self._beside.words.issuperset(one.split())]
        own = LEVELS & self._beside.words
        elsewhere = levels and own and levels.isdisjoint(own)
        if self._beside.measured(PERSONS) and (elsewhere or (others and not PRESENT.sub(" ", said).strip(" ,;.()"))):
            yield Part(self._text, Sense.REFERENCE)

    def _none(self) -> Iterator[Part]:
        """That there is nothing of what the figure counts: "không phát sinh" beside 3."""
        match = NOTHING.search(bare(self._text))
        if (
            match
            and self._beside.value
            and self._beside.words.union(map(bare, _empty())).issuperset(match["of"].split())
        ):
            yield Part(self._text, Sense.NEGATION)

    def _numbers(self) -> Iterator[Part]:
        for index, one in enumerate(self._parts):
            own = self._of_these(one)
            values = own or [value for value in self._values(one) if value not in self._beside.figures]
            if not values or (index and _is_compared(self._parts[index - 1].part)) or self._is_of_rest(one):
                continue
            part_of = bare(one.part.text).startswith(PART_OF) and max(values) <= max(self._beside.figures, default=0)
            if own or not (part_of or self._names_other(index, one)):
                yield one.part

    def _of_these(self, one: _Placed) -> list[int]:
        """The numbers of a part that other figures of the row have, where its clause names this one: "01 vụ xử lý quá
        hạn" beside 0; and that no figure has which is named so too. None of a clause of several: "13 trên 62"."""
        values = [value for value in self._values(one) if value != self._beside.value]
        clause = self._clause(one.start, one.end).strip() if values else ""
        if not clause or len(NUMBER.findall(clause)) > 1:
            return []
        begun = next((len(phrase.split()) for phrase in PART_OF if bare(clause).startswith(phrase)), 0)
        words = map(folded_word, WORD.findall(clause)[begun:])
        said = frozenset(word for word in words if not word.isdigit() and word not in _empty() | NUMBER_WORDS)
        named = self._beside.named(said) if said and said <= self._beside.words else ()
        return [value for value in values if named and value not in named]

    def _is_of_rest(self, count: _Placed) -> bool:
        """Whether a number is that of those for which the deed was not done: "02 xã chưa duy trì"."""
        return NOT_DONE.match(bare(self._text[count.end :])) is not None

    def _times(self) -> Iterator[Part]:
        """A part of the period, or another one, where the remark tells of nothing else that was done then."""
        for index, one in enumerate(self._parts):
            other, ends = self._is_other_time(one.part), UP_TO.search(bare(self._text[: one.end])) is not None
            part = one.part.sense is Sense.PART and ends
            if part or (other and (one.part.sense is Sense.PERIOD or not self._names_other(index, one))):
                yield Part(one.part.text, Sense.PART)

    def _is_other_time(self, part: Part) -> bool:
        if part.sense is Sense.PERIOD:
            named = self._periods_of(part.text)
            return bool(named and self._beside.period and self._beside.period not in named)
        return part.sense in (Sense.PART, Sense.OTHER_TIME) and bool(self._left(part))

    def _names_other(self, index: int, count: _Placed) -> bool:
        """Whether the clause of a number or a time names something other than what the figure counts."""
        whole = self._text[count.end : count.end + 1] == "/" and index + 1 < len(self._parts)
        of = NUMBER.sub("", self._parts[index + 1 if whole else index].part.text).split()
        measure = " ".join(
            word for word in of if count.part.sense is not Sense.COUNT or folded_word(word) not in NUMBER_WORDS
        )
        if count.part.sense is Sense.COUNT and names_measure(measure) and not self._beside.measured(measure):
            return True
        if count.part.sense is Sense.COUNT and self._beside.counts_as(self._counted(count), kinds=False):
            return self._is_of_deed(count) or any(
                one.part.sense is Sense.DOCUMENT and DAY.fullmatch(one.part.text) is not None
                for one in self._parts
                if one.clause == count.clause
            )
        for at, one in enumerate(self._parts):
            if one.clause != count.clause:
                continue
            if at != index and self._counts_other(one.part):
                return True
            if one.part.sense in OF_TIME or (at != index and any(map(str.isdigit, one.part.text))):
                if at != index and one.part.sense is Sense.DOCUMENT and DAY.fullmatch(one.part.text):
                    return True
                continue
            if self._left(one.part) and (one.part.sense is not Sense.UNKNOWN or at > index or _is_name(one.part, at)):
                return True
        return False

    def _counts_other(self, part: Part) -> bool:
        """Whether a part is a number of something that the figure does not count: "01 lớp"."""
        measure = " ".join(WORD.findall(NUMBER.sub("", part.text)))
        return part.sense is Sense.COUNT and names_measure(measure) and not self._beside.measured(measure)

    def _left(self, part: Part) -> Sequence[str]:
        """The words of a part that are neither the field's own nor empty."""
        text = part.text.casefold()
        for pattern in patterns("beside_checks", text):
            text = pattern.sub(" ", text)
        words: Iterable[str] = (folded_word(word) for word in WORD.findall(text) if not word.isdigit())
        own = self._beside.words | (NUMBER_WORDS if part.sense is Sense.COUNT else frozenset())
        return [word for word in words if word not in _empty() and word not in own]


_OF_RATES = frozenset(
    map(folded_word, ("đạt", "tỷ", "tỉ", "lệ", "chiếm", "tương", "đương", "khoảng", "phần", "trăm", "được", "ty", "le"))
)
"""What stands beside a share and names nothing."""


def _is_near(percent: Fraction, step: Fraction, share: Fraction) -> bool:
    """Whether a share is this, cut or rounded to as many decimals."""
    return abs(share - percent) < step


def _is_compared(part: Part) -> bool:
    """Whether the number behind a part is that of the time which the figure is compared with."""
    return part.sense is Sense.BASELINE or COMPARED.search(bare(part.text)) is not None


def _is_name(part: Part, at: int) -> bool:
    words = part.text.split()
    return all(word[:1].isupper() for word in words) and (len(words) > 1 or at > 0)
