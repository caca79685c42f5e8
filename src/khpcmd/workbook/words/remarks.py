"""What a remark says against the one figure beside which it stands: another number of it, a part of its time, another
programme, another unit (``against``). What turns every figure is found by ``senses`` alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from khpcmd.text import bare
from khpcmd.workbook.words.cell_words import names_measure
from khpcmd.workbook.words.meaning import WORD, Account, Part, Sense, folded_word
from khpcmd.workbook.words.vocabulary import patterns, phrases

NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})+|\d+")
DECIMAL = re.compile(r"\d,\d")
LONGEST_NUMBER = 9
"""Longer numbers are those of telephones and accounts."""
CLAUSE = re.compile(r"[,;()|\n]|\.(?!\d)")
DAY = re.compile(r"(?:ngày|ngay)?\s*\d{1,2}\s*[/.-]\s*\d{1,2}.*|(?:ngày|ngay)\b.*", re.IGNORECASE)
"""When one thing was done; a document with its number says no more than where a figure stands."""
TOTAL = re.compile(r"\btong (?:so|cong)\b")
COMPARED = re.compile(r"\b(?:so voi|so cung|cung ky|nam truoc|ky truoc)\b")
PART_OF = ("trong do", "trong so do")
"""How a number begins that is a part of the figure."""
OF_TIME = (Sense.PERIOD, Sense.PART, Sense.OTHER_TIME, Sense.DOCUMENT, Sense.BASELINE, Sense.EARLIER)
UNIT = re.compile(
    r"(?:^|[.;,(]\s*)(?:(?i:(?:(?:đây là |là )?(?:số |số này |số liệu |số liệu này |kết quả )?(?:do|của)) ))?"
    r"(?i:huyện|thành phố|tp\.?|thị xã|tx\.?|quận|xã|phường|thị trấn|tt\.?) "
    r"(?P<name>[^\W\d_a-zà-ỹđ]\w*(?: [^\W\d_a-zà-ỹđ]\w*){0,3})(?P<rest>[^.;,()]*)"
)
"""A unit that begins a sentence: whose figure it is, or who has done what is counted."""


@dataclass(frozen=True)
class Beside:
    """The figure that a remark stands beside.

    ``figures`` are the numbers in its row, ``names`` those of its field and its measures; ``whose`` are the texts that
    name the unit that reports it. ``counts`` is False for what is no number.
    """

    figures: frozenset[int]
    names: tuple[str, ...]
    measured: Callable[[str], bool]
    period: str
    whose: str
    counts: bool = True

    @cached_property
    def words(self) -> frozenset[str]:
        return _words_of(self.names)


def against(remark: Account, beside: Beside, periods_of: Callable[[str], frozenset[str]]) -> Part | None:
    """The part of a remark that speaks against a figure, with what it means; None where nothing does."""
    said = _Said(remark, beside, periods_of)
    return next(said.found(), None)


def may_speak_against(remark: Account) -> bool:
    """Whether a remark has anything that can speak against some figure and not against others."""
    senses = (Sense.COUNT, Sense.PROGRAMME, Sense.PERIOD, Sense.PART, Sense.OTHER_TIME)
    named = UNIT.search(remark.text) is not None or _measure_alone(remark.text) != ""
    return named or remark.has(*senses) or TOTAL.search(bare(remark.text)) is not None


@lru_cache(maxsize=1024)
def _words_of(names: tuple[str, ...]) -> frozenset[str]:
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
    words = [word for word in WORD.findall(text) if folded_word(word) not in _empty()]
    found = " ".join(words)
    return found if words and names_measure(found) else ""


@dataclass(frozen=True)
class _Placed:
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
            clause += CLAUSE.search(self._text, at, start) is not None
            at = start + len(part.text)
            yield _Placed(part, start, at, clause)

    def found(self) -> Iterator[Part]:
        yield from self._programmes()
        yield from self._units()
        if self._beside.counts:
            yield from self._measures()
            yield from self._totals()
            adds_up = self._adds_up()
            yield from () if adds_up else self._numbers()
            yield from () if adds_up else self._times()

    def _programmes(self) -> Iterator[Part]:
        """Another programme, unless the field has its name, or it is what something was combined with."""
        if any(pattern.search(self._text.casefold()) for pattern in patterns("beside_programmes")):
            return
        for one in self._parts:
            words = [folded_word(word) for word in WORD.findall(one.part.text)]
            if one.part.sense is Sense.PROGRAMME and not self._beside.words.issuperset(words):
                yield one.part

    def _units(self) -> Iterator[Part]:
        for match in UNIT.finditer(self._text):
            done = bare(match["rest"]).strip()
            acts = not done or any(pattern.match(match["rest"].casefold().strip()) for pattern in patterns("deeds"))
            if acts and bare(match["name"]) not in bare(self._beside.whose):
                yield Part(match[0].strip(" .;,("), Sense.REFERENCE)

    def _measures(self) -> Iterator[Part]:
        measure = _measure_alone(self._text)
        if measure and not self._beside.measured(measure) and self._parts:
            yield Part(self._text, Sense.MEASURE)

    def _totals(self) -> Iterator[Part]:
        """That the figure is the total, beside a part: "Đây là tổng số"."""
        said = [part for part in self._parts if part.part.sense is Sense.COUNT or self._left(part.part)]
        if not said and TOTAL.search(bare(self._text)) and not self._beside.words.intersection(("tổng", "tong")):
            yield Part(self._text, Sense.REFERENCE)

    def _values(self, one: _Placed) -> list[int]:
        """The numbers in a part that may be the figure's own: no shares, and nothing that they are of."""
        behind = self._text[one.end :].lstrip()
        before = self._text[: one.start].rstrip()
        decimal = DECIMAL.search(one.part.text) is not None
        if one.part.sense is not Sense.COUNT or decimal or behind[:1] == "%" or before[-1:] == "/":
            return []
        found = NUMBER.findall(one.part.text)
        return [int(digits.replace(".", "")) for digits in found if len(digits) <= LONGEST_NUMBER]

    def _adds_up(self) -> bool:
        """Whether the numbers that are not the figure add up to it: "gồm 40 + 21"."""
        values = [value for one in self._parts for value in self._values(one)]
        others = [value for value in values if value not in self._beside.figures]
        return len(others) > 1 and sum(others) in self._beside.figures

    def _numbers(self) -> Iterator[Part]:
        for index, one in enumerate(self._parts):
            values = [value for value in self._values(one) if value not in self._beside.figures]
            if not values or (index and _is_compared(self._parts[index - 1].part)):
                continue
            part_of = bare(one.part.text).startswith(PART_OF) and max(values) <= max(self._beside.figures, default=0)
            if not part_of and not self._names_other(index, one):
                yield one.part

    def _times(self) -> Iterator[Part]:
        """A part of the period, or another one, where the remark tells of nothing else that was done then."""
        for index, one in enumerate(self._parts):
            if self._is_other_time(one.part) and not self._names_other(index, one):
                yield Part(one.part.text, Sense.PART)

    def _is_other_time(self, part: Part) -> bool:
        if part.sense is Sense.PERIOD:
            named = self._periods_of(part.text)
            return bool(named and self._beside.period and self._beside.period not in named)
        return part.sense in (Sense.PART, Sense.OTHER_TIME) and bool(self._left(part))

    def _names_other(self, index: int, count: _Placed) -> bool:
        """Whether the clause of a number or a time names something other than what the figure counts."""
        whole = self._text[count.end : count.end + 1] == "/" and index + 1 < len(self._parts)
        measure = NUMBER.sub("", self._parts[index + 1 if whole else index].part.text).strip()
        if count.part.sense is Sense.COUNT and names_measure(measure) and not self._beside.measured(measure):
            return True
        for at, one in enumerate(self._parts):
            if one.clause != count.clause:
                continue
            if one.part.sense in OF_TIME or (at != index and any(map(str.isdigit, one.part.text))):
                if at != index and one.part.sense is Sense.DOCUMENT and DAY.fullmatch(one.part.text):
                    return True
                continue
            if self._left(one.part) and (one.part.sense is not Sense.UNKNOWN or at > index or _is_name(one.part, at)):
                return True
        return False

    def _left(self, part: Part) -> Sequence[str]:
        """The words of a part that are neither the field's own nor empty."""
        words: Iterable[str] = (folded_word(word) for word in WORD.findall(part.text) if not word.isdigit())
        return [word for word in words if word not in _empty() and word not in self._beside.words]


def _is_compared(part: Part) -> bool:
    """Whether the number behind a part is that of the time which the figure is compared with."""
    return part.sense is Sense.BASELINE or COMPARED.search(bare(part.text)) is not None


def _is_name(part: Part, at: int) -> bool:
    words = part.text.split()
    return all(word[:1].isupper() for word in words) and (len(words) > 1 or at > 0)
