"""What the words around a figure mean: ``Senses.account`` divides a text into parts, each understood in one sense.

The words are those of the plan (names of fields, units and measures, its titles and quotes), expressions of time
(``periods``), and the closed lists of ``vocabulary.toml``. What is on none of these is not understood. Accents count;
only a text that is typed without any is compared without them.
"""

from __future__ import annotations

import re
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple, Protocol

from khpcmd.plan.checklist import evidence_of
from khpcmd.plan.model import Evidence, Plan
from khpcmd.returns import Key
from khpcmd.text import LIKE_CLASSES, apart, bare, bare_all, split_all, tidy, tidy_all
from khpcmd.text.patterns import when_asked
from khpcmd.workbook.words.cell_words import SIGNED
from khpcmd.workbook.words.engine import ACTS
from khpcmd.workbook.words.lexicon import REST, Listed, Trie, general, sense_of
from khpcmd.workbook.words.meaning import (
    OTHER_MEANINGS,
    REMARKS,
    WORD,
    Account,
    Part,
    Role,
    Sense,
    canonical_words,
    folded_word,
)  # fmt: skip
from khpcmd.workbook.words.names import is_short_for, listed
from khpcmd.workbook.words.periods import Periods
from khpcmd.workbook.words.phrases import (
    LONGEST_TURNING,
    PATTERNS,
    PHRASE_WORD,
    Piece,
    Runs,
    cover,
    is_unaccented,
    misspelt,
)  # fmt: skip
from khpcmd.workbook.words.plan_phrases import of_plan, phrases_of, programmes_of
from khpcmd.workbook.words.plan_times import Time, TimeRole
from khpcmd.workbook.words.unit_notes import Names, names_of
from khpcmd.workbook.words.units_of_measure import as_scales
from khpcmd.workbook.words.vocabulary import SHORT, patterns, phrases, spellings

KEPT = 4096
"""How many accounts are kept: more than a batch of forms has different texts."""
KEPT_LONG = 64
"""How many accounts of long texts are kept: the same note may stand in each of many rows."""
LONGEST = 120
"""The most words of a text that are accounted for; the rest of a longer one is one part that is not understood."""
NUMBERING = re.compile(r"(?!V/v)\(?(?:[IVXLC]{1,7}|[A-ZĐ]|[a-zđ]|\d{1,3}(?:\.\d{1,3})*)[.)/:\-–]+\s*(?=\D)|[-+*•–]\s*")
INDEX = re.compile(r"\(?\d{1,2}\)?(?:\s*[=+/x*:-]\s*\(?\d{1,2}\)?)*")
"""A number of a column, or how it follows from others: "(4)=(3)/(1)"."""
LETTER = re.compile(r"\(?[A-Ha-h]\)?")
"""The letter of a column."""
COLUMN = re.compile(r"(?<!\s)\s*\(\d{1,2}\)$")
"""The number of a column behind its header."""
_LISTED = when_asked(r"(?:[\s,]|và|&|tệ nạn|công tác|phòng,? chống)*+")
"""What stands between the subjects of one list."""
DIVIDING = re.compile(r"\s[-–—]\s|[;|]")
"""A sign at which another phrase begins."""
RUN_SHORTEST, RUN_LONGEST = 3, 12
"""How many words of a name of the plan are recognised within a free text."""


class _Word(NamedTuple):
    start: int
    end: int
    key: str


class Alike(NamedTuple):
    """A text that ends with the name of a unit, as it would stand with that of the first unit of its kind."""

    before: str
    """What stands before the name."""
    name: str
    own: str
    """The name of the unit itself."""

    @property
    def text(self) -> str:
        return self.before + self.name

    def instead_of(self, part: Part) -> Part | None:
        """The part of the text that is the name, or all of it but the class word, for the one of that other text."""
        at = len(self.name) - len(part.text)
        named = part.sense is Sense.LABEL and self.name.endswith(part.text) and self.name[:at] == self.own[:at]
        return Part(self.own[at:], part.sense) if named else None


class Settling(Protocol):
    """What says of a text whether a whole sentence settles it (``Sentences``)."""

    def settles(self, text: str, place: str) -> str:
        """What it may speak of; "" where it is no such sentence."""


NUMBERS = re.compile(r"\d+", re.ASCII)
MILLENNIUM = 1000
"""The least year that is written whole."""
_PLACES = {Role.NOTE: "below", Role.REMARK: "remark", Role.FREE: "above"}
"""Where a text of a role stands, for its sentences."""


class Senses:
    """Accounts for texts of returns by a plan."""

    def __init__(self, plan: Plan, periods: Periods, settling: Callable[[Senses], Settling] | None = None) -> None:
        """``settling`` makes what is asked whether a whole sentence settles a text; without it none does."""
        self.plan = plan
        self._sentences = settling(weakref.proxy(self)) if settling else None
        self._periods = periods
        self._kept = lru_cache(KEPT)(self._account)
        self._kept_long = lru_cache(KEPT_LONG)(self._account)
        self.kept = dict[type, object]()
        """What else is asked of these words, by what it is."""

    @property
    def year(self) -> int:
        """The year that the file should be of."""
        return self._periods.year

    @property
    def periods(self) -> Periods:
        """What reads the times."""
        return self._periods

    @property
    def number(self) -> str:
        """The number of the plan's document."""
        return self.plan.document.number

    @cached_property
    def districts(self) -> Names:
        """The names of the districts of the plan, or what it has in their place, to be found in texts."""
        spelt = self.plan.spelt
        return names_of(
            text for text, (word, _) in zip(spelt.texts, spelt.parts, strict=True) if word in LIKE_CLASSES[0]
        )

    @cached_property
    def own_provinces(self) -> frozenset[str]:
        """The names of the plan's units, which are no other provinces."""
        return frozenset(rest for _, rest in self.plan.spelt.parts)

    @cached_property
    def evidence(self) -> Mapping[Key, Mapping[Evidence, Key]]:
        """The evidence of each yes/no field of the plan."""
        asked = (name for name, spec in self.plan.fields.items() if spec.kind == "yes_no")
        found = {name: evidence_of(self.plan, name) for name in asked}
        return {Key(name): {kind: Key(field) for kind, field in fields.items()} for name, fields in found.items()}

    @property
    def of_baseline(self) -> bool:
        """Whether the file should be of the baseline year."""
        return self._periods.year == self.plan.baseline_year

    def account(self, text: str, role: Role) -> Account:
        """What the words of a text mean at such a place."""
        return (self._kept if len(text) <= SHORT else self._kept_long)(tidy(text), role)

    def _settled(self, account: Account) -> Account:
        """The same, of which nothing is asked where a whole sentence says that it turns nothing."""
        place = _PLACES.get(account.role, "")
        if self._sentences is None or not place or not account.has(Sense.UNKNOWN, *OTHER_MEANINGS):
            return account
        settles = self._sentences.settles(account.text, place)
        reports = settles == "all else" and account.speaks_of_reports
        if not settles or reports or (settles != "figures" and account.speaks_of_figures):
            return account
        asked = {Sense.UNKNOWN} if settles == ACTS else OTHER_MEANINGS | {Sense.UNKNOWN}
        settled = (part._replace(sense=Sense.HARMLESS) if part.sense in asked else part for part in account.parts)
        return account._replace(parts=tuple(settled))

    def tells_of_the_unit(self, text: str) -> bool:
        """Whether a line above a table is a whole sentence on where a unit comes from or how it is governed."""
        account = self.account(text, Role.FREE)
        settled = "" if self._sentences is None else self._sentences.settles(account.text, "above")
        return settled == "all else" and not account.speaks_of_reports and not account.speaks_of_figures

    def alike(self, text: str) -> Alike | None:
        """The same text of another unit, for a text that ends with a unit's name; None for others, and for those of the
        first unit itself. What the words of a name mean elsewhere says nothing of figures."""
        low = text.casefold()
        at = low.find(" ")
        while at >= 0 and low[at + 1 :] not in self._first_alike:
            at = low.find(" ", at + 1)
        if at < 0:
            return None
        first, own = self._first_alike[low[at + 1 :]], text[at + 1 :]
        first = first.upper() if own.isupper() else first
        return Alike(text[: at + 1], first, own) if first.casefold() != low[at + 1 :] else None

    @cached_property
    def _first_alike(self) -> Mapping[str, str]:
        """By the name of a unit, that of the first one of its level and with its class word; both without accents."""
        first, found = dict[tuple[str, str], tuple[str, str]](), dict[str, str]()
        names = tidy_all([unit.name.vi for unit in self.plan.units])
        each = zip(self.plan.units, names, split_all(names), bare_all(names), strict=True)
        for unit, name, (word, _), plain in each:
            if word:
                alike, found[plain] = first.setdefault((unit.level, word), (name, plain))
                found[name.casefold()] = alike
        return found

    def _account(self, text: str, role: Role) -> Account:
        alike = self.alike(text)
        other = self.account(alike.text, role) if alike else None
        own = alike.instead_of(other.parts[-1]) if alike and other and other.parts and not other.doubts else None
        found = Account(text, role, (*other.parts[:-1], own)) if other and own else self._divided(text, role)
        return self._settled(found)

    def _divided(self, text: str, role: Role) -> Account:
        number = INDEX.fullmatch(text) and not (role is Role.REMARK and text.isdecimal())
        if number or (role not in REMARKS and LETTER.fullmatch(text)):
            return Account(text, role, ())
        shown, text = text, text if role is Role.REMARK else COLUMN.sub("", text)
        begun = NUMBERING.match(text) if role not in REMARKS else None
        start = begun.end() if begun else 0
        words = [
            _Word(match.start(), match.end(), folded_word(match[0]))
            for match in WORD.finditer(apart(text))
            if match.start() >= start
        ]
        rest = words[LONGEST:]
        parts = list(self._parts(text, words[:LONGEST], role))
        if rest:
            parts.append(Part(text[rest[0].start :], Sense.UNKNOWN))
        asked = [Part("?", Sense.DRAFT)] if role is Role.REMARK and "?" in text else []
        return Account(shown, role, (*self._together(text, parts), *asked))

    def _parts(self, text: str, words: Sequence[_Word], role: Role) -> Iterator[Part]:
        pieces = self._pieces(text, words, role)
        first, unknown = 0, -1
        for piece in [*cover(pieces), None]:
            if piece and piece.sense is Sense.UNKNOWN:
                unknown = first if unknown < 0 else unknown
            elif unknown >= 0:  # words that follow each other and are not understood are one part
                yield Part(text[words[unknown].start : words[first - 1].end], Sense.UNKNOWN)
                unknown = -1
            if piece and piece.sense is not Sense.UNKNOWN:
                last = words[first + piece.length - 1]
                yield Part(text[words[first].start : last.end], piece.sense)
            first += piece.length if piece else 0

    def _pieces(self, text: str, words: Sequence[_Word], role: Role) -> list[list[Piece]]:
        """By word, what may begin there."""
        plain = text.isascii()
        keys = [bare(word.key) for word in words] if plain else [word.key for word in words]
        own, known = self.own(fold=plain).along(keys), general(fold=plain).along(keys)
        found = [_preferred(first, *symbols) for first, symbols in enumerate(zip(own, known, strict=True))]
        if role in REMARKS:
            found = (
                as_scales(found, [_lengths(first, at, "SCALE") for first, at in enumerate(known)])
                if self.plan.amounts
                else found
            )
            self._drop_unsure(found, keys, plain=plain)
        if role is Role.NAME:
            self._add_of_names(found, [word.key for word in words])
        if role not in (Role.HEADER, Role.LABEL):
            quiet = "REMARK-HARMLESS" if role in REMARKS else "LETTERHEAD"
            self._add_free(found, keys, [_lengths(first, at, quiet) for first, at in enumerate(known)], plain=plain)
        self._add_spans(found, text, words, role)
        if not plain:
            for first, piece in self._unaccented(keys):
                found[first].append(piece)
        if role is Role.REMARK:
            self._add_misspelt(found, text, words)
        if role in REMARKS:  # elsewhere syllables of the plan make other words: "ấn định"
            self._add_words_of_plan(found, keys, plain=plain)
        if role in (Role.FREE, *REMARKS):  # "Nam Sách" begins with no "nam"
            for first, pieces in enumerate(found):
                pieces.extend(Piece(length, Sense.LABEL) for length in _lengths(first, own[first], REST))
        _divide(found, text, words)
        return found

    def _add_spans(self, found: list[list[Piece]], text: str, words: Sequence[_Word], role: Role) -> None:
        """Add the times, the harmless sentences and, in a remark, the numbers."""
        whole = any(piece.length == len(words) and piece.sense is Sense.LABEL for piece in next(iter(found), ()))
        for start, end, sense in self._spans(text, role):
            if whole and sense in _BY_PATTERN:
                continue  # "Cấp xã" may be a part of a label
            inside = [index for index, word in enumerate(words) if word.start < end and word.end > start]
            if inside and sense is Sense.HARMLESS:  # "Không có" as a whole remark, where "không có" denies something
                found[inside[0]] = [piece for piece in found[inside[0]] if piece.length > len(inside)]
            if inside and sense is Sense.COUNT:  # "sáu" as a whole remark is a number
                found[inside[0]] = [piece for piece in found[inside[0]] if piece.length != len(inside)]
            if inside:
                found[inside[0]].append(Piece(len(inside), sense))
        for index, word in enumerate(words if role in REMARKS else ()):
            if word.key.isdecimal():
                found[index].append(Piece(1, Sense.COUNT))

    def _drop_unsure(self, found: list[list[Piece]], keys: Sequence[str], *, plain: bool) -> None:
        """Drop single words of remarks that say too little: "quý", and "mau" where nobody typed accents (mẫu, màu)."""
        typed = zip(general(fold=False).along(keys), self.own(fold=False).along(keys), strict=True)
        for first, (pieces, (known, own)) in enumerate(zip(found, typed, strict=True)):
            accented = {sense_of(symbol) for symbol, _, end in (*known, *own) if end == first + 1}
            sure = (accented if plain else OTHER_MEANINGS) - {Sense.PART, Sense.MONEY}
            found[first] = [
                one for one in pieces if one.length > 1 or one.sense not in OTHER_MEANINGS or one.sense in sure
            ]

    def _add_of_names(self, found: list[list[Piece]], keys: Sequence[str]) -> None:
        """Put the phrases that count in names of sheets and files before others of the same words."""
        counting = zip(self._own_number.along(keys), self._of_names.along(keys), strict=True)
        for first, (pieces, symbols) in enumerate(zip(found, counting, strict=True)):
            known = _preferred(first, *symbols)
            taken = {piece.length for piece in known}
            found[first] = [*known, *(piece for piece in pieces if piece.length not in taken)]

    def _in_remark(self, time: Time, sense: Sense, text: str) -> Sense:
        """What a time says beside a figure; the day of another year is a paper's only behind its number."""
        if sense is Sense.OTHER_TIME and set(time.years) <= {self.year}:
            return Sense.PART
        other = sense is Sense.DOCUMENT and self._is_of_another_year(time.text)
        return Sense.OTHER_TIME if other and not SIGNED.search(text[: time.start]) else sense

    def _is_of_another_year(self, day: str) -> bool:
        """Whether a day, as it is written, lies before all that the file may be of, or in a later year."""
        written = [int(number) for number in NUMBERS.findall(day)]
        if len(written) != len(("day", "month", "year")) or written[2] < MILLENNIUM:
            return False
        begins = min(period.window.first for period in self.plan.periods.values())
        first = (begins.year + self.year - self.plan.year, begins.month, begins.day)
        return tuple(reversed(written)) < first or written[2] > self.year

    def _spans(self, text: str, role: Role) -> Iterator[tuple[int, int, Sense]]:
        """The expressions of time and, of a remark, its harmless sentences."""
        for time in self._periods.times(text):
            sense = Sense.HARMLESS if time.compared else _OF_TIME[time.role]
            yield time.start, time.end, self._in_remark(time, sense, text) if role is Role.REMARK else sense
        low, plain = text.casefold(), text.isascii()
        for table, sense in PATTERNS.get(role, (("harmless", Sense.HARMLESS),)):
            for pattern in patterns(table, low):
                for match in pattern.finditer(low):
                    yield match.start(), match.end(), sense
        ahead = self._outlooks(text, low) if role is Role.FREE else []
        yield from ((start, end, Sense.HARMLESS) for start, end in ahead)
        for sense in _BY_PATTERN if role not in REMARKS else ():
            for pattern in patterns(sense, low, fold=plain):
                for match in pattern.finditer(low):
                    if not any(start <= match.start() < end for start, end in ahead):
                        yield match.start(), match.end(), sense

    def _outlooks(self, text: str, low: str) -> list[tuple[int, int]]:
        """Where a title says, behind the results of a time, what will be done after it."""
        plain = text.isascii()
        times = [time for time in self._periods.times(text) if time.role is not TimeRole.DOCUMENT]
        announced = [bare(phrase) if plain else phrase for phrase in phrases("outlook")]
        return [
            match.span()
            for pattern in patterns("outlook", low, fold=plain)
            for match in pattern.finditer(low)
            if any(phrase in low[: match.start()] for phrase in announced)
            and (any(time.end <= match.start() for time in times) or str(self._periods.year) not in match[0])
        ]

    def _unaccented(self, keys: Sequence[str]) -> Iterator[tuple[int, Piece]]:
        """Phrases with another meaning in which some accents are missing: "kê hoach"."""
        plain = list(map(bare, keys))
        for first, symbols in enumerate(general(fold=True).along(plain)):
            for symbol, phrase, end in symbols:
                sense, words, found = sense_of(symbol), PHRASE_WORD.findall(phrase), keys[first:end]
                if sense in OTHER_MEANINGS and 1 < len(words) == len(found):
                    wanted = list(map(folded_word, words))
                    if found != wanted and all(map(is_unaccented, found, wanted)):
                        yield first, Piece(len(found), sense)

    def _add_misspelt(self, found: list[list[Piece]], text: str, words: Sequence[_Word]) -> None:
        """Add the phrases with another meaning that are written otherwise, where a word is not understood."""
        known = {at for first, pieces in enumerate(found) for one in pieces for at in range(first, first + one.length)}
        for unknown in [at for at, word in enumerate(words) if at not in known and word.key not in self._words]:
            for first in range(max(0, unknown - LONGEST_TURNING + 1), unknown + 1):
                for last in range(unknown + 1, min(len(words), first + LONGEST_TURNING) + 1):
                    shown = text[words[first].start : words[last - 1].end]
                    sense = None if shown.istitle() else misspelt(shown)
                    if sense:
                        found[first].append(Piece(last - first, sense))

    def _add_free(
        self, found: list[list[Piece]], keys: Sequence[str], quiet: Sequence[Iterable[int]], *, plain: bool
    ) -> None:
        """Add the phrases that are harmless in free texts, and parts of the plan's names, "dễ phát sinh tệ nạn"."""
        runs = self._folded_runs if plain else self._runs
        others = [
            range(first, first + piece.length)
            for first, pieces in enumerate(found)
            for piece in pieces
            if piece.sense is Sense.PROGRAMME
        ]
        ends = {  # "… và bố trí kinh phí" is money
            first + piece.length
            for first, pieces in enumerate(found)
            for piece in pieces
            if piece.sense in (Sense.MONEY, Sense.RATIO)
        }
        for first, pieces in enumerate(found):
            longest = max((piece.length for piece in pieces), default=0)
            pieces.extend(Piece(length, Sense.HARMLESS) for length in quiet[first] if length >= longest)
            for length in range(runs.at(keys, first), RUN_SHORTEST - 1, -1):
                inside = any(first < one.stop and one.start < first + length for one in others)
                inside |= first + length in ends
                if not inside:
                    pieces.append(Piece(length, Sense.WORD_OF_PLAN))
                    break

    def _add_words_of_plan(self, found: list[list[Piece]], keys: Sequence[str], *, plain: bool) -> None:
        known = self._folded_words if plain else self._words
        for pieces, key in zip(found, keys, strict=True):
            if key in known and not any(piece.length == 1 for piece in pieces):
                pieces.append(Piece(1, Sense.WORD_OF_PLAN))

    def periods_of(self, text: str) -> frozenset[str]:
        """The periods of the plan, of the year of the file, that a text names with their months or days."""
        times = self._periods.times(text)
        return frozenset(time.period for time in times if time.role is TimeRole.CURRENT and time.period)

    def without_units(self, words: str) -> str:
        """The words of a name with a stroke for each unit: "12 Nam Sach" has nothing to do with years."""
        found = words.split()
        keys = [bare(word) for word in found] if words.isascii() else [folded_word(word) for word in found]
        left, first = list[str](), 0
        units = self.own(fold=words.isascii()).along(keys)
        while first < len(found):
            length = max(_lengths(first, units[first], REST), default=0)
            left.append("|" if length else found[first])
            first += length or 1
        return " ".join(left)

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
            own = [self._is_own(parts[index]) for index in (one, other)]
            if _LISTED.fullmatch(between.casefold()) and (any(own) if between.strip() else own[1]):
                joined |= {one, other}  # "mại dâm Methadone" is no list
        for index, part in enumerate(parts):
            listed = part.sense is Sense.PROGRAMME and index in joined
            yield Part(part.text, Sense.HARMLESS) if listed else part

    def _is_own(self, part: Part) -> bool:
        words = f" {canonical_words(part.text)} "
        return part.sense in (Sense.LABEL, Sense.WORD_OF_PLAN) and any(f" {topic} " in words for topic in self._topics)

    @cached_property
    def _topics(self) -> frozenset[str]:
        return frozenset(map(canonical_words, self.plan.topic))

    def own(self, *, fold: bool) -> Trie:
        """What the words of the plan stand for: symbols of sentences, and senses of its names."""
        return self._folded if fold else self._exact

    @cached_property
    def _named_in_plan(self) -> list[tuple[str, Sense]]:
        return phrases_of(self.plan)

    @cached_property
    def _listed(self) -> list[Listed]:
        senses = [(sense.value, phrase) for phrase, sense in self._named_in_plan]
        return [*senses, *((REST, rest) for _, rest in self.plan.spelt.parts), *of_plan(self.plan)]

    @cached_property
    def _exact(self) -> Trie:
        return Trie(self._listed, fold=False)

    @cached_property
    def _folded(self) -> Trie:
        return Trie(self._listed, fold=True)

    @cached_property
    def _of_names(self) -> Trie:
        """The phrases that count in names only, but for short names of what the plan is about."""
        subjects = programmes_of(self.plan)
        counting = (
            (sense.value, phrase)
            for phrase, sense in listed()
            if sense is not Sense.PROGRAMME or not any(is_short_for(phrase, name) for name in subjects)
        )
        return Trie(counting, fold=False)

    @cached_property
    def _own_number(self) -> Trie:
        """How names speak of the plan by its number: "KH 416"."""
        number = WORD.findall(self.plan.document.number)
        plans = [f"{word}{of}" for word in ("kế hoạch", "ke hoach", "kh") for of in ("", " số", " so")]
        named = [" ".join((plan, *number[:end])) for plan in plans for end in range(1, len(number) + 1)]
        return Trie((("harmless", phrase) for phrase in (*named, *self.plan.harmless_words)), fold=False)

    @cached_property
    def _words(self) -> frozenset[str]:
        """The single words of the plan's labels, titles and quotes."""
        texts = [text for text, sense in self._named_in_plan if sense is Sense.LABEL]
        texts += [target.quote for target in self.plan.targets] + [duty.quote for duty in self.plan.duties]
        words = {word for text in texts for word in WORD.findall(tidy(text))}
        return frozenset(word for word in map(folded_word, words) if not word.isdigit())

    @cached_property
    def _named(self) -> list[list[str]]:
        """The words of the names of fields and the titles of targets and duties."""
        names = [name for spec in self.plan.fields.values() for name in spellings(spec)]
        texts = [part for name in names for part in name.split(" / ")]
        texts += [target.title.vi for target in self.plan.targets] + [duty.title.vi for duty in self.plan.duties]
        texts.append(self.plan.title.vi)
        return [[folded_word(word) for word in WORD.findall(tidy(text))] for text in dict.fromkeys(texts)]

    @cached_property
    def _runs(self) -> Runs:
        return Runs(self._named, RUN_SHORTEST, RUN_LONGEST)

    @cached_property
    def _folded_runs(self) -> Runs:
        return Runs([text.split() for text in bare_all(map(" ".join, self._named))], RUN_SHORTEST, RUN_LONGEST)

    @cached_property
    def _folded_words(self) -> frozenset[str]:
        return frozenset(bare_all(self._words))


def _preferred(first: int, *lists: Iterable[tuple[str, str, int]]) -> list[Piece]:
    """The senses of symbols that begin at a word; of the same words the meaning in the first list counts."""
    found = dict[int, list[Piece]]()
    for one in lists:
        new = dict[int, list[Piece]]()
        for symbol, _, end in one:
            if sense := sense_of(symbol):
                new.setdefault(end, []).append(Piece(end - first, sense))
        found = new | found
    return [piece for pieces in found.values() for piece in pieces]


def _lengths(first: int, symbols: Iterable[tuple[str, str, int]], wanted: str) -> list[int]:
    """How many words from one on stand for a symbol."""
    return [end - first for symbol, _, end in symbols if symbol == wanted]


def _divide(found: list[list[Piece]], text: str, words: Sequence[_Word]) -> None:
    """Drop results that reach over a sign to words with another meaning: "Kết quả thực hiện - kế hoạch giao"."""
    for at in range(1, len(words)):
        turns = any(piece.sense in OTHER_MEANINGS for piece in found[at])
        if turns and DIVIDING.search(text[words[at - 1].end : words[at].start]):
            for first in range(at):
                found[first] = [
                    one for one in found[first] if first + one.length <= at or one.sense is not Sense.RESULT
                ]


_BY_PATTERN = (Sense.PLAN, Sense.SUBSET)
"""The other meanings that have patterns as well as phrases."""


_OF_TIME: Mapping[TimeRole, Sense] = {
    TimeRole.CURRENT: Sense.PERIOD,
    TimeRole.BASELINE: Sense.BASELINE,
    TimeRole.EARLIER: Sense.EARLIER,
    TimeRole.OTHER: Sense.OTHER_TIME,
    TimeRole.UNCLEAR: Sense.OTHER_TIME,
    TimeRole.DOCUMENT: Sense.DOCUMENT,
}
