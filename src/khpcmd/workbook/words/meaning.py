"""What the parts of a text mean (``Sense``), and how much of a text has to be understood where it stands (``Role``)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from khpcmd.text import bare, canonical, tidy
from khpcmd.text.patterns import when_asked
from khpcmd.workbook.words.vocabulary import phrases, says

WORD = re.compile(r"\w+|[%‰]")


class Sense(StrEnum):
    """What a part of a text is understood as; the words in ``vocabulary.toml`` stand under these names."""

    LABEL = "label"
    """A name of the plan: a field, a unit of measure, a reporting unit, a title."""
    PERIOD = "period"
    """The period or the year of the figures."""
    BASELINE = "baseline"
    """The baseline year, or the same period of it."""
    DOCUMENT = "document"
    """The number or the date of a document."""
    RESULT = "result"
    HARMLESS = "harmless"
    """An administrative word that says nothing about a figure; in titles and headings of groups."""
    HEADER_HARMLESS = "header_harmless"
    """One that says nothing in the header of a column or behind a label either, where every word counts."""
    WORD_OF_PLAN = "word_of_plan"
    """A single word of the plan's labels, titles and quotes."""
    THIS_PERIOD = "this_period"
    CUMULATIVE = "cumulative"

    PLAN = "plan"
    ESTIMATE = "estimate"
    DRAFT = "draft"
    NOT_DONE = "not_done"
    NEGATION = "negation"
    REFERENCE = "reference"
    REVISED = "revised"
    SUBSET = "subset"
    PART = "part"
    EARLIER = "earlier"
    OTHER_TIME = "other_time"
    SCALE = "scale"
    MONEY = "money"
    RATIO = "ratio"
    PROGRAMME = "programme"

    COUNT = "count"
    """A number in a remark, with what it counts: whether it is another one than the figure, ``remarks`` decides."""
    MEASURE = "measure"
    """Another unit of measure, as a whole remark."""
    UNKNOWN = "unknown"


TIMES = frozenset({Sense.BASELINE, Sense.EARLIER, Sense.OTHER_TIME, Sense.PART})
"""The other meanings that words of time have."""
OTHER_MEANINGS = frozenset(
    {
        Sense.PLAN, Sense.ESTIMATE, Sense.DRAFT, Sense.NOT_DONE, Sense.NEGATION, Sense.REFERENCE, Sense.SUBSET,
        Sense.REVISED, Sense.PART, Sense.EARLIER, Sense.OTHER_TIME, Sense.SCALE, Sense.RATIO, Sense.PROGRAMME,
        Sense.BASELINE, Sense.MONEY,
    }
)  # fmt: skip
"""The senses in which a figure is not the result of the period that the plan asks for."""
LISTED = (
    Sense.RESULT, Sense.HARMLESS, Sense.HEADER_HARMLESS, Sense.THIS_PERIOD, Sense.CUMULATIVE, Sense.PLAN,
    Sense.ESTIMATE, Sense.DRAFT, Sense.NOT_DONE, Sense.NEGATION, Sense.REFERENCE, Sense.REVISED, Sense.SUBSET,
    Sense.PART, Sense.EARLIER, Sense.BASELINE, Sense.SCALE, Sense.RATIO, Sense.PROGRAMME, Sense.MONEY,
)  # fmt: skip
"""The senses whose words the vocabulary lists."""


class Role(StrEnum):
    """Where a text stands, which decides how much of it has to be understood."""

    HEADER = "header"
    """The header of a column, or the brackets behind a label: every word counts."""
    FREE = "free"
    """A title, the heading of a group, the name of a sheet: administrative words and those of the plan may stand."""
    LABEL = "label"
    """The brackets behind the name of a row: every word counts, and another year too."""
    NOTE = "note"
    """A footnote, a stamp: only words with another meaning count."""
    NAME = "name"
    """The name of a sheet or a file: the same, and short forms count."""
    REMARK = "remark"
    """A remark or a comment beside a figure: the same, but it may also tell of what was done."""


REMARKS = (Role.NOTE, Role.NAME, Role.REMARK)
"""Where only words with another meaning count."""
_STRICT = frozenset(
    {
        Sense.LABEL, Sense.PERIOD, Sense.BASELINE, Sense.RESULT, Sense.HEADER_HARMLESS, Sense.THIS_PERIOD,
        Sense.CUMULATIVE,
    }
)  # fmt: skip
_UNDERSTOOD: Mapping[Role, frozenset[Sense]] = {
    Role.HEADER: _STRICT,
    Role.FREE: _STRICT - {Sense.BASELINE} | {Sense.HARMLESS, Sense.WORD_OF_PLAN, Sense.DOCUMENT},
    Role.LABEL: _STRICT - {Sense.BASELINE},
    Role.NOTE: frozenset(Sense) - OTHER_MEANINGS | {Sense.MONEY},
    Role.NAME: frozenset(Sense) - OTHER_MEANINGS | {Sense.MONEY},
    Role.REMARK: frozenset(Sense) - OTHER_MEANINGS | {Sense.MONEY},
}
"""By role, the senses that leave a figure as it is."""


YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SINCE = canonical("từ")
_UNTIL = when_asked(r"\b(?:đến|tới|den|toi)\b")
_PROGRAMMES = when_asked(
    r"\b(?:chương trình|chuong trinh|đề án|de an|dự án|du an|kế hoạch|ke hoach|thuộc|thuoc|của|cua)\b"
)
"""What a remark has that gives its figure to another programme."""
_COMBINED = when_asked(r"\b(?:lồng ghép|long ghep|kết hợp|ket hop|phối hợp|phoi hop)\b")
"""What says that a deed was combined with one of another programme."""
_ENDS = frozenset(["", *".:;!?-–+*•"])
"""What stands before the first word of a sentence."""
LISTS = when_asked(r"\.(?!\d)|[;()|\n]|\s[-–—]\s")
"""The signs between clauses, but for commas, which part the members of a list as well."""
CLAUSES = when_asked(r",(?!\d)|\.(?!\d)|[;()|\n]|\s[-–—]\s")
"""The signs between clauses."""
_ONLY = ("rieng", "chi")
"""How words begin that leave others out."""


class Part(NamedTuple):
    """Some words of a text, and what they mean."""

    text: str
    sense: Sense


class Account(NamedTuple):
    """What the words of one text were understood as, in its order."""

    text: str
    role: Role
    parts: tuple[Part, ...]

    def names(self, words: str) -> bool:
        """Whether words are in a name that the plan has: of a unit, of a target."""
        return any(part.sense is Sense.LABEL and words.casefold() in part.text.casefold() for part in self.parts)

    @property
    def doubts(self) -> tuple[Part, ...]:
        """The parts that keep a figure from being read: those with another meaning, or not understood."""
        doubts = tuple(part for part in self.parts if part.sense not in _UNDERSTOOD[self.role])
        if self.role not in REMARKS or not doubts:
            return doubts
        if self.role is Role.NAME:
            return doubts
        spoken = self.role is Role.NOTE or self.speaks_of_figures
        left = doubts if spoken else tuple(part for part in doubts if not self._is_said_of_events(part))
        return tuple(part for part in left if part.sense not in (Sense.SUBSET, Sense.RATIO) or not self._counts(part))

    def _counts(self, part: Part) -> bool:
        """Whether there is a number beside a part: "trong đó 2 nữ" and "tăng 3" say nothing of the figure itself."""
        return any(character.isdigit() for one in self._clause(part) for character in one.text)

    def _is_said_of_events(self, part: Part) -> bool:
        """Whether a part of a remark tells of what was done and not of figures: "từ tháng 8", "không khởi tố"."""
        clause = self._clause(part)
        several = len(clause) > 1
        match part.sense:
            case Sense.PROGRAMME:
                low = self.text.casefold()
                said = not _PROGRAMMES.search(low) or bool(_COMBINED.search(low))  # else ``remarks`` asks the field
            case Sense.SCALE:  # "62 triệu đồng" is an amount, "x 1.000" and "nhân với 1.000" a scale
                before = clause[: next(at for at, one in enumerate(clause) if one is part)]
                said = any(any(map(str.isdigit, one.text)) for one in before)
            case Sense.RATIO:
                said = several
            case Sense.SUBSET:
                said = several and not bare(part.text).startswith(_ONLY)
            case Sense.BASELINE:
                said = several and self.has(Sense.RATIO)
            case Sense.EARLIER | Sense.OTHER_TIME:
                since = canonical(part.text).startswith(_SINCE) and not _UNTIL.search(part.text.casefold())
                said = several and (since or not YEAR.search(part.text))
            case _:
                said = part.sense is Sense.PART and not says("baseline", part.text)
        return said or (not self._is_all(part) and part.text.casefold() in _said_of_events())

    def _clause(self, part: Part) -> Sequence[Part]:
        """The parts of the clause in which a part stands; persons and kinds that commas part are one list."""
        signs, found, at = LISTS if part.sense is Sense.SUBSET else CLAUSES, list[Part](), 0
        for one in self.parts:
            start = max(self.text.find(one.text, at), at)
            if signs.search(self.text, at, start):
                if any(other is part for other in found):
                    break
                found = []
            found.append(one)
            at = start + len(one.text)
        return found

    def _is_all(self, part: Part) -> bool:
        """Whether a remark says nothing else than a part: "Đã hủy", "số này trùng"."""
        words = (word for one in self.parts if one is not part for word in map(folded_word, WORD.findall(one.text)))
        return all(word in _of_any_figure() for word in words)

    @property
    def other(self) -> Part | None:
        """The first part with another meaning."""
        return next((part for part in self.doubts if part.sense in OTHER_MEANINGS), None)

    @property
    def speaks_of_figures(self) -> bool:
        """Whether a remark says something of the figures themselves, how they were taken, written or counted."""
        return self._speaks_of("of_figures")

    @property
    def speaks_of_reports(self) -> bool:
        """Whether it says something of reports, or of what is wrong with one."""
        return self._speaks_of("of_reports")

    @property
    def points_elsewhere(self) -> bool:
        """Whether a remark may speak of other figures than those beside it: by a name, a number or a place."""
        named = self.has(Sense.LABEL, Sense.COUNT) or any(map(str.isdigit, self.text))
        return named or self._speaks_of("places_in_a_table")

    def _speaks_of(self, table: str) -> bool:
        said = " | ".join(canonical_words(part.text) for part in self.parts if part.sense is not Sense.DOCUMENT)
        return any(f" {phrase} " in f" {said} " for phrase in _words_of(table, fold=self.text.isascii()))

    @property
    def unknown_words(self) -> str:
        """The words that are not understood, other than names, which are written with capitals."""
        unknown = (part.text for part in self.parts if part.sense is Sense.UNKNOWN)
        return ", ".join(text for text in unknown if not self._is_name(text))

    def _is_name(self, words: str) -> bool:
        """Whether words are written as a name is; a single one that begins a sentence has its capital from there."""
        before, _, after = self.text.partition(words)
        begins = before.rstrip(' "“(')[-1:] in _ENDS and " " not in words and not after.lstrip()[:1].isupper()
        return all(word[:1].isupper() for word in words.split()) and not words.isupper() and not begins

    def has(self, *senses: Sense) -> bool:
        return any(part.sense in senses for part in self.parts)


@lru_cache(maxsize=1)
def _said_of_events() -> frozenset[str]:
    return frozenset(phrases("said_of_events"))


@lru_cache(maxsize=1)
def _of_any_figure() -> frozenset[str]:
    words = frozenset(folded_word(word) for phrase in phrases("beside_counts") for word in phrase.split())
    return words - set(map(folded_word, ("không", "chưa", "có", "not")))  # "không trùng" is another thing than "trùng"


@lru_cache(maxsize=8)
def _words_of(table: str, *, fold: bool) -> frozenset[str]:
    return frozenset(bare(phrase) if fold else canonical_words(phrase) for phrase in phrases(table))


def canonical_words(text: str) -> str:
    """The words of a text, folded and with single spaces."""
    return " ".join(map(folded_word, WORD.findall(tidy(text))))


@lru_cache(maxsize=8192)
def folded_word(word: str) -> str:
    """One word as ``canonical``; returns have few different ones."""
    return canonical(word)
