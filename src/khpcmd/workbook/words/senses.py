"""What the words around a figure mean: ``Senses.account`` divides a text into parts, each understood in one sense.

The words are those of the plan (names of fields, units and measures, its titles and quotes), expressions of time
(``periods``), and the closed lists of ``vocabulary.toml``. What is on none of these is not understood. Accents count;
only a text that is typed without any is compared without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

from khpcmd.plan.base import Text
from khpcmd.plan.fields import CountField, MonthsField
from khpcmd.plan.model import Plan
from khpcmd.text import bare, canonical, tidy
from khpcmd.workbook.words.periods import Periods
from khpcmd.workbook.words.plan_times import TimeRole
from khpcmd.workbook.words.vocabulary import SHORT, patterns, phrases, spellings

KEPT = 4096
"""How many accounts are kept: more than a batch of forms has different texts."""
LONGEST = 120
"""The most words of a text that are accounted for; the rest of a longer one is one part that is not understood."""
WORD = re.compile(r"\w+|%")
NUMBERING = re.compile(r"\(?(?:[IVXLC]{1,7}|[A-ZĐ]|[a-zđ]|\d{1,3}(?:\.\d{1,3})*)[.)/:\-–]+\s*(?=\D)|[-+*•–]\s*")
NUMBER = re.compile(r"\d{1,3}[a-z]?|[ivxlc]{1,7}|[a-hđ]")
"""What "#" stands for in a phrase of the vocabulary: "bảng 2", "phụ lục IV", "biểu 2a"."""
INDEX = re.compile(r"\(?\d{1,2}\)?(?:\s*[=+/x*:-]\s*\(?\d{1,2}\)?)*")
"""A number of a column, or how it follows from others: "(4)=(3)/(1)"."""
ANY_NUMBER = "#"
_LISTED = re.compile(r"[\s,]*(?:và|&|tệ nạn|công tác|phòng,? chống|[\s,])*[\s,]*")
"""What stands between the subjects of one list."""
RUN_SHORTEST, RUN_LONGEST = 3, 12
"""How many words of a name of the plan are recognised within a free text."""


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

    UNKNOWN = "unknown"


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
    """A footnote, a stamp, the name of a sheet or a file: only words with another meaning count."""
    REMARK = "remark"
    """A remark or a comment beside a figure: the same, but it may also tell of what was done."""


_REMARKS = (Role.NOTE, Role.REMARK)
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
    Role.REMARK: frozenset(Sense) - OTHER_MEANINGS | {Sense.MONEY},
}
"""By role, the senses that leave a figure as it is."""


YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SINCE = canonical("từ")
_ONLY = ("rieng", "chi")
"""How words begin that leave others out."""


class Part(NamedTuple):
    """Some words of a text, and what they mean."""

    text: str
    sense: Sense


@dataclass(frozen=True, slots=True)
class Account:
    """What the words of one text were understood as, in its order."""

    text: str
    role: Role
    parts: tuple[Part, ...]

    @property
    def doubts(self) -> tuple[Part, ...]:
        """The parts that keep a figure from being read: those with another meaning, or not understood."""
        doubts = tuple(part for part in self.parts if part.sense not in _UNDERSTOOD[self.role])
        if self.role not in _REMARKS or not doubts:
            return doubts
        spoken = self.role is Role.NOTE or self.speaks_of_figures
        left = doubts if spoken else tuple(part for part in doubts if not self._is_said_of_events(part))
        details = any(map(str.isdigit, self.text))  # "trong đó 2 nữ" and "tăng 3" say nothing of the figure itself
        return tuple(part for part in left if not details or part.sense not in (Sense.SUBSET, Sense.RATIO))

    def _is_said_of_events(self, part: Part) -> bool:
        """Whether a part of a remark tells of what was done and not of figures: "từ tháng 8", "không khởi tố"."""
        if part.text.casefold() in _said_of_events():
            return True
        match part.sense:
            case Sense.PART:
                return True
            case Sense.RATIO:
                return len(self.parts) > 1
            case Sense.SUBSET:
                return len(self.parts) > 1 and not bare(part.text).startswith(_ONLY)
            case Sense.BASELINE | Sense.EARLIER | Sense.OTHER_TIME:
                since = canonical(part.text).startswith(_SINCE)
                return since or (len(self.parts) > 1 and not YEAR.search(part.text))
            case _:
                return False

    @property
    def other(self) -> Part | None:
        """The first part with another meaning."""
        return next((part for part in self.doubts if part.sense in OTHER_MEANINGS), None)

    @property
    def speaks_of_figures(self) -> bool:
        """Whether a remark says something of the figures themselves, how they were taken, written or counted."""
        texts = (part.text for part in self.parts if part.sense is not Sense.DOCUMENT)
        known = _figure_words(fold=self.text.isascii())
        return any(word in known for text in texts for word in canonical_words(text).split())

    def has(self, *senses: Sense) -> bool:
        return any(part.sense in senses for part in self.parts)


class _Word(NamedTuple):
    start: int
    end: int
    key: str


class _Piece(NamedTuple):
    """Some words from a place on that one phrase covers."""

    length: int
    sense: Sense


class Phrases:
    """Phrases by their first word; those of one list."""

    def __init__(self, phrases: Iterable[tuple[str, Sense]], fold: bool = False) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Sense]]] = {}
        key = bare if fold else canonical
        for phrase, sense in phrases:
            words = tuple(key(word) if word != ANY_NUMBER else word for word in phrase_words(phrase))
            if words:
                self._by_first.setdefault(words[0], []).append((words, sense))

    def at(self, words: Sequence[str], first: int) -> Iterator[_Piece]:
        """The phrases that begin with the word at ``first``."""
        for phrase, sense in self._by_first.get(words[first], ()):
            found = words[first : first + len(phrase)]
            if len(found) == len(phrase) and all(map(_fits, phrase, found)):
                yield _Piece(len(phrase), sense)


def _has_any(text: str, names: Iterable[str]) -> bool:
    """Whether one of some names, as ``canonical_words``, occurs in a text."""
    words = f" {canonical_words(text)} "
    return any(f" {name} " in words for name in names)


def canonical_words(text: str) -> str:
    """The words of a text, folded and with single spaces."""
    return " ".join(map(canonical, WORD.findall(tidy(text))))


def phrase_words(phrase: str) -> list[str]:
    """The words of a phrase of the vocabulary, "#" for any number."""
    return re.findall(r"[\w\u0300-\u036f]+|%|#", phrase)


def _fits(wanted: str, word: str) -> bool:
    return wanted == word or (wanted == ANY_NUMBER and NUMBER.fullmatch(word) is not None)


class Senses:
    """Accounts for texts of returns by a plan."""

    def __init__(self, plan: Plan, periods: Periods) -> None:
        self._plan = plan
        self._periods = periods
        self._kept = lru_cache(KEPT)(self._account)

    def account(self, text: str, role: Role) -> Account:
        """What the words of a text mean at such a place."""
        return (self._kept if len(text) <= SHORT else self._account)(tidy(text), role)

    def _account(self, text: str, role: Role) -> Account:
        if INDEX.fullmatch(text):
            return Account(text, role, ())
        begun = NUMBERING.match(text) if role not in _REMARKS else None
        start = begun.end() if begun else 0
        words = [
            _Word(match.start(), match.end(), canonical(match[0]))
            for match in WORD.finditer(text)
            if match.start() >= start
        ]
        rest = words[LONGEST:]
        parts = list(self._parts(text, words[:LONGEST], role))
        if rest:
            parts.append(Part(text[rest[0].start :], Sense.UNKNOWN))
        return Account(text, role, tuple(self._together(text, parts)))

    def _parts(self, text: str, words: Sequence[_Word], role: Role) -> Iterator[Part]:
        pieces = self._pieces(text, words, role)
        first, unknown = 0, -1
        for piece in [*_cover(pieces), None]:
            if piece and piece.sense is Sense.UNKNOWN:
                unknown = first if unknown < 0 else unknown
            elif unknown >= 0:  # words that follow each other and are not understood are one part
                yield Part(text[words[unknown].start : words[first - 1].end], Sense.UNKNOWN)
                unknown = -1
            if piece and piece.sense is not Sense.UNKNOWN:
                last = words[first + piece.length - 1]
                yield Part(text[words[first].start : last.end], piece.sense)
            first += piece.length if piece else 0

    def _pieces(self, text: str, words: Sequence[_Word], role: Role) -> list[list[_Piece]]:
        """By word, what may begin there."""
        plain = text.isascii()
        keys = [bare(word.key) for word in words] if plain else [word.key for word in words]
        lists = [self._folded_plan if plain else self._of_plan, self._folded if plain else self._exact]
        found = [_preferred(lists, keys, first) for first in range(len(words))]
        if role in _REMARKS:
            self._drop_unsure(found, keys, plain=plain)
        if role not in (Role.HEADER, Role.LABEL):
            self._add_free(found, keys, plain=plain, remark=role in _REMARKS)
        self._add_spans(found, text, words, role)
        if not plain:
            for first, piece in self._unaccented(keys):
                found[first].append(piece)
        if role in _REMARKS or (plain and role is Role.FREE):  # syllables of the plan make other words: "ấn định"
            self._add_words_of_plan(found, keys, plain=plain)
        if role in (Role.FREE, Role.NOTE):
            self._add_units(found, keys, plain=plain)
        return found

    def _add_spans(self, found: list[list[_Piece]], text: str, words: Sequence[_Word], role: Role) -> None:
        """Add the times, the harmless sentences and, in a remark, the numbers."""
        for start, end, sense in self._spans(text, role):
            inside = [index for index, word in enumerate(words) if word.start < end and word.end > start]
            if inside and sense is Sense.HARMLESS:  # "Không có" as a whole remark, where "không có" denies something
                found[inside[0]] = [piece for piece in found[inside[0]] if piece.length > len(inside)]
            if inside:
                found[inside[0]].append(_Piece(len(inside), sense))
        for index, word in enumerate(words if role in _REMARKS else ()):
            if word.key.isdecimal():
                found[index].append(_Piece(1, Sense.HARMLESS))

    def _drop_unsure(self, found: list[list[_Piece]], keys: Sequence[str], *, plain: bool) -> None:
        """Drop single words of remarks that say too little: "quý", and "mau" where nobody typed accents (mẫu, màu)."""
        for first, pieces in enumerate(found):
            accented = {piece.sense for piece in self._exact.at(keys, first) if piece.length == 1}
            sure = (accented if plain else OTHER_MEANINGS) - {Sense.PART, Sense.MONEY}
            found[first] = [
                one for one in pieces if one.length > 1 or one.sense not in OTHER_MEANINGS or one.sense in sure
            ]

    def _spans(self, text: str, role: Role) -> Iterator[tuple[int, int, Sense]]:
        """The expressions of time and, of a remark, its harmless sentences."""
        for time in self._periods.times(text):
            sense = Sense.HARMLESS if time.compared else _OF_TIME[time.role]
            if role is Role.REMARK and sense is Sense.OTHER_TIME and set(time.years) <= {self._periods.year}:
                sense = Sense.PART
            yield time.start, time.end, sense
        for pattern in patterns("remark_harmless") if role in _REMARKS else patterns("harmless"):
            for match in pattern.finditer(text.casefold()):
                yield match.start(), match.end(), Sense.HARMLESS

    def _unaccented(self, keys: Sequence[str]) -> Iterator[tuple[int, _Piece]]:
        """Phrases with another meaning in which some accents are missing: "kê hoach"."""
        for first, key in enumerate(keys):
            for phrase in _turning().get(bare(key), ()):
                found = keys[first : first + len(phrase)]
                if tuple(found) != phrase and len(found) == len(phrase) and all(map(_is_unaccented, found, phrase)):
                    yield first, _Piece(len(phrase), _turning_senses()[phrase])

    def _add_free(self, found: list[list[_Piece]], keys: Sequence[str], *, plain: bool, remark: bool) -> None:
        """Add the phrases that are harmless in free texts, and parts of the plan's names, "dễ phát sinh tệ nạn"."""
        harmless, runs = _harmless(remark=remark, fold=plain), self._folded_runs if plain else self._runs
        others = [
            range(first, first + piece.length)
            for first, pieces in enumerate(found)
            for piece in pieces
            if piece.sense is Sense.PROGRAMME
        ]
        for first, pieces in enumerate(found):
            longest = max((piece.length for piece in pieces), default=0)
            pieces.extend(piece for piece in harmless.at(keys, first) if piece.length >= longest)
            for length in range(min(RUN_LONGEST, len(keys) - first), RUN_SHORTEST - 1, -1):
                inside = any(first <= one.start and one.stop <= first + length for one in others)
                if not inside and tuple(keys[first : first + length]) in runs:
                    pieces.append(_Piece(length, Sense.WORD_OF_PLAN))
                    break

    def _add_units(self, found: list[list[_Piece]], keys: Sequence[str], *, plain: bool) -> None:
        """Add the names of units; "Nam Sách" begins with no "nam"."""
        units = self._folded_units if plain else self._units
        for first, pieces in enumerate(found):
            pieces.extend(units.at(keys, first))

    def _add_words_of_plan(self, found: list[list[_Piece]], keys: Sequence[str], *, plain: bool) -> None:
        known = self._folded_words if plain else self._words
        for pieces, key in zip(found, keys, strict=True):
            if key in known and not any(piece.length == 1 for piece in pieces):
                pieces.append(_Piece(1, Sense.WORD_OF_PLAN))

    def _together(self, text: str, parts: Sequence[Part]) -> Iterator[Part]:
        """The parts; another programme says nothing in one list with the plan's own subject: both are worked on
        together ("phòng, chống ma túy, mại dâm")."""
        ends, at = list[tuple[int, int]](), 0
        for part in parts:
            at = text.index(part.text, at)
            ends.append((at, at + len(part.text)))
            at += len(part.text)
        named = [index for index, part in enumerate(parts) if part.sense is Sense.PROGRAMME or self._is_own(part)]
        joined = set[int]()
        for one, other in pairwise(named):
            between = text[ends[one][1] : ends[other][0]]
            if _LISTED.fullmatch(between.casefold()) and any(self._is_own(parts[index]) for index in (one, other)):
                joined |= {one, other}
        for index, part in enumerate(parts):
            listed = part.sense is Sense.PROGRAMME and index in joined
            yield Part(part.text, Sense.HARMLESS) if listed else part

    def _is_own(self, part: Part) -> bool:
        words = f" {canonical_words(part.text)} "
        return part.sense in (Sense.LABEL, Sense.WORD_OF_PLAN) and any(f" {topic} " in words for topic in self._topics)

    @cached_property
    def _topics(self) -> frozenset[str]:
        return frozenset(map(canonical_words, self._plan.topic))

    @cached_property
    def _own(self) -> list[tuple[str, Sense]]:
        """The phrases of the plan."""
        plan = self._plan
        names = [name for spec in plan.fields.values() for name in spellings(spec)]
        listed = {phrase for sense in (Sense.RESULT, Sense.HEADER_HARMLESS) for phrase in phrases(sense)}
        names += [
            part for name in names for part in name.split(" / ") if part != name and part.casefold() not in listed
        ]
        for spec in plan.fields.values():
            if isinstance(spec, CountField | MonthsField):
                names += [spec.unit_of_measure.vi, spec.unit_of_measure.en, *spec.unit_aliases]
        titles: list[Text] = [
            plan.title,
            *(target.title for target in plan.targets),
            *(duty.title for duty in plan.duties),
        ]
        titles += [*(level.title for level in plan.levels.values()), *(group.title for group in plan.groups.values())]
        names += [text for title in titles for text in (title.vi, title.en)]
        names += [name for duty in plan.duties for name in duty.aliases]
        names += [plan.document.number, plan.document.issuer.vi, plan.document.issuer.en, *plan.topic]
        others = {canonical_words(name) for name in phrases("programme") if not self._is_subject(name)}
        own = [(name, Sense.LABEL) for name in names if not _has_any(name, others)]
        own += [(words, Sense.HARMLESS) for words in plan.harmless_words]
        own += [(name, Sense.LABEL) for name in phrases("programme") if self._is_subject(name)]
        return own + [(name, Sense.PROGRAMME) for name in plan.other_programmes]

    def _is_subject(self, programme: str) -> bool:
        """Whether a programme is what the plan itself is about: its title or its topic names it."""
        texts = (self._plan.title.vi, self._plan.title.en, *self._plan.topic)
        return any(f" {canonical_words(programme)} " in f" {canonical_words(text)} " for text in texts)

    @cached_property
    def _of_plan(self) -> Phrases:
        return Phrases(self._own)

    @cached_property
    def _folded_plan(self) -> Phrases:
        return Phrases(self._own, fold=True)

    @cached_property
    def _units(self) -> Phrases:
        """The names of the units without their class words, which are words like others."""
        return Phrases((rest, Sense.LABEL) for _, rest in self._plan.spelt.parts)

    @cached_property
    def _folded_units(self) -> Phrases:
        return Phrases(((rest, Sense.LABEL) for rest in self._plan.spelt.bare_rests), fold=True)

    @cached_property
    def _exact(self) -> Phrases:
        return _vocabulary(fold=False)

    @cached_property
    def _folded(self) -> Phrases:
        return _vocabulary(fold=True)

    @cached_property
    def _words(self) -> frozenset[str]:
        """The single words of the plan's labels, titles and quotes."""
        texts = [text for text, sense in self._own if sense is Sense.LABEL]
        texts += [target.quote for target in self._plan.targets] + [duty.quote for duty in self._plan.duties]
        words = {canonical(word) for text in texts for word in WORD.findall(tidy(text))}
        return frozenset(word for word in words if not word.isdigit())

    @cached_property
    def _runs(self) -> frozenset[tuple[str, ...]]:
        """All runs of some words in the names of fields and the titles of targets and duties."""
        texts = [name for spec in self._plan.fields.values() for name in spellings(spec)]
        texts += [target.title.vi for target in self._plan.targets] + [duty.title.vi for duty in self._plan.duties]
        found = set[tuple[str, ...]]()
        for text in texts:
            words = [canonical(word) for word in WORD.findall(tidy(text))]
            for length in range(RUN_SHORTEST, RUN_LONGEST + 1):
                found.update(tuple(words[first : first + length]) for first in range(len(words) - length + 1))
        return frozenset(found)

    @cached_property
    def _folded_runs(self) -> frozenset[tuple[str, ...]]:
        return frozenset(tuple(map(bare, run)) for run in self._runs)

    @cached_property
    def _folded_words(self) -> frozenset[str]:
        return frozenset(map(bare, self._words))


def _preferred(lists: Sequence[Phrases], keys: Sequence[str], first: int) -> list[_Piece]:
    """The phrases that begin at a word; of the same words the meaning in the first list counts."""
    found = dict[int, list[_Piece]]()
    for one in lists:
        new = dict[int, list[_Piece]]()
        for piece in one.at(keys, first):
            new.setdefault(piece.length, []).append(piece)
        found = new | found
    return [piece for pieces in found.values() for piece in pieces]


def _cover(pieces: Sequence[Sequence[_Piece]]) -> list[_Piece]:
    """The pieces that cover all words: with the fewest words that are not understood, then the fewest pieces.

    Of two covers that are equal in this the one with another meaning is taken, so that no meaning is passed over.
    """
    best: list[tuple[int, int, int]] = [(0, 0, 0)] * (len(pieces) + 1)
    taken: list[_Piece] = [_Piece(1, Sense.UNKNOWN)] * len(pieces)
    for first in range(len(pieces) - 1, -1, -1):
        options = [*pieces[first], _Piece(1, Sense.UNKNOWN)]
        costs = [_plus(best[first + piece.length], piece) for piece in options]
        best[first] = min(costs)
        taken[first] = options[costs.index(best[first])]
    found, first = list[_Piece](), 0
    while first < len(pieces):
        found.append(taken[first])
        first += taken[first].length
    return found


def _plus(cost: tuple[int, int, int], piece: _Piece) -> tuple[int, int, int]:
    unknown, count, meanings = cost
    return unknown + (piece.sense is Sense.UNKNOWN), count + 1, meanings - (piece.sense in OTHER_MEANINGS)


_OF_TIME: Mapping[TimeRole, Sense] = {
    TimeRole.CURRENT: Sense.PERIOD,
    TimeRole.BASELINE: Sense.BASELINE,
    TimeRole.EARLIER: Sense.EARLIER,
    TimeRole.OTHER: Sense.OTHER_TIME,
    TimeRole.UNCLEAR: Sense.OTHER_TIME,
    TimeRole.DOCUMENT: Sense.DOCUMENT,
}


@lru_cache(maxsize=2)
def _vocabulary(*, fold: bool) -> Phrases:
    return Phrases(((phrase, sense) for sense in LISTED for phrase in phrases(sense)), fold)


@lru_cache(maxsize=1)
def _said_of_events() -> frozenset[str]:
    return frozenset(phrases("said_of_events"))


@lru_cache(maxsize=2)
def _figure_words(*, fold: bool) -> frozenset[str]:
    return frozenset(map(bare if fold else canonical, phrases("of_figures")))


@lru_cache(maxsize=4)
def _harmless(*, remark: bool, fold: bool) -> Phrases:
    """The phrases that are harmless in one kind of free text only."""
    return Phrases(
        ((phrase, Sense.HARMLESS) for phrase in phrases("remark_harmless" if remark else "letterhead")), fold
    )


@lru_cache(maxsize=1)
def _turning_senses() -> Mapping[tuple[str, ...], Sense]:
    """The phrases of two words or more with another meaning."""
    listed = ((tuple(map(canonical, phrase_words(phrase))), sense) for sense in LISTED for phrase in phrases(sense))
    return {words: sense for words, sense in listed if sense in OTHER_MEANINGS and len(words) > 1}


@lru_cache(maxsize=1)
def _turning() -> Mapping[str, list[tuple[str, ...]]]:
    """The same by their first word without accents."""
    found = dict[str, list[tuple[str, ...]]]()
    for words in _turning_senses():
        found.setdefault(bare(words[0]), []).append(words)
    return found


def _is_unaccented(found: str, word: str) -> bool:
    return found == word or (found.isascii() and found == bare(word))
