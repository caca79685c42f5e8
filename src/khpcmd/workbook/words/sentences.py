"""What texts of returns say by their sentences (``Sentences.derive``): whether words in them turn what they govern."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from khpcmd.text import apart, bare, loose, tidy
from khpcmd.workbook.typed_days import read_date
from khpcmd.workbook.words.engine import ACTS, Descent, Edge, Lattice, Node, Rule, Rules
from khpcmd.workbook.words.lexicon import (
    DASH,
    TOKEN,
    general,
    symbols,
    turning,
)
from khpcmd.workbook.words.meaning import CLAUSES, Sense, folded_word
from khpcmd.workbook.words.plan_phrases import Kin, headings_of, kin_of, programmes_of
from khpcmd.workbook.words.plan_times import Time, TimeRole
from khpcmd.workbook.words.senses import Senses
from khpcmd.workbook.words.vocabulary import YEAR, entries, patterns, phrases, strip_numbering

KEPT, REMEMBERED = 4096, 400
"""How many derivations are kept, more than a batch of forms has different texts; of texts of how many letters."""
LETTERS, _D = 8, "\u0110"
"""How many letters a short form has at most; only this one of them has a sign, unlike those of words in capitals."""
LONGEST = 60
"""The most words of a text that are derived at once; those behind them, from a sign that parts, by themselves."""
CLAUSED = ("remark", "below")
"""Where what turns as a whole text does so as a clause of one."""
PARTING = ";|\n"
"""The signs at which a long text is parted."""
TAUGHT, NO_PERIOD = "taught", "-"
"""The place of a name that was taught; it is of no period."""
TOLD = "TOLD-"
"""How the symbols begin of what offices tell of their work: words that are on no other list."""
MONTHS = frozenset(f"{month:{width}}" for month in range(1, 13) for width in ("", "02"))
NUMBERS = re.compile(r"\d+")
DASHES = frozenset("-–—")
GENERAL = frozenset({"RESULT", "HARMLESS", "HEADER-HARMLESS"})
TIMES = frozenset({"CUMULATIVE", "EARLIER", "OTHER-TIME", "OTHER-SPAN", "BASELINE", "PART"})
"""What turns nothing where the period is not known, which is asked about by itself."""


class Turn(NamedTuple):
    """Some words of a text that turn what it governs, and in which sense."""

    words: str
    sense: Sense
    symbol: str = ""


class Derivation(NamedTuple):
    """What a text says at its place."""

    turns: tuple[Turn, ...]
    """The words that no sentence drops."""
    rules: tuple[str, ...]
    """The sentences that it holds."""
    names_unit: bool
    """Whether it names a unit of the plan."""
    settled: str = ""
    """Where one sentence holds all of it and says that it turns nothing, what it may speak of; else ""."""


@cache
def rules(*, fold: bool) -> Rules:
    """All sentences by name; one may hold those that stand before it. ``fold`` for texts without accents."""
    _, *written = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8").split("[[sentence]]\n")
    found = Rules()
    for one in map(entries, written):
        rule = Rule(one, found, bare if fold else folded_word)
        found[rule.name] = rule
    return found


def _at_once(text: str, tokens: Sequence[tuple[int, int]]) -> Iterator[Sequence[tuple[int, int]]]:
    """The words that are derived together: all of a text that is not long, else up to a sign that parts."""
    first = 0
    while first < len(tokens):
        last = first + LONGEST
        if last < len(tokens):
            signs = (at for at in range(last, first, -1) if text[slice(*tokens[at])] in PARTING)
            last = next(signs, last)
        yield tokens[first:last]
        first = last


class Sentences:
    """Derives texts by a plan; every answer is remembered."""

    def __init__(self, senses: Senses) -> None:
        self._senses = senses
        self._own = frozenset(map(bare, programmes_of(senses.plan)))
        self._headings = frozenset(map(loose, headings_of(senses.plan)))
        self._derived = lru_cache(KEPT)(self._derive)

    def derive(self, text: str, place: str, period: str = "") -> Derivation:
        """What a text says at a place of a sheet of a period. A line that ends with the name of a unit says what the
        same line of another unit does: of a hundred forms one is looked at."""
        if len(text) > REMEMBERED:
            return self._derive(text, place, period)
        alike = self._senses.alike(text)
        if alike and not self._derived(alike.before, place).names_unit:
            found = self._derived(alike.text, place, period)
            if not found.turns:
                return found
        return self._derived(text, place, period)

    def _derive(self, text: str, place: str, period: str = "") -> Derivation:
        """What a text says at a place of a sheet of a period."""
        tidied = tidy(text)
        tokens = [(match.start(), match.end()) for match in TOKEN.finditer(apart(tidied))]
        found = [_Text(self, tidied, some, place, period) for some in _at_once(tidied, tokens)]
        turns = dict.fromkeys(turn for one in found for turn in one.turns())
        held = dict.fromkeys(name for one in found for name in one.rules)
        settled = found[0].settled if len(found) == 1 else ""
        names_unit = any(one.has("UNIT") for one in found)
        return Derivation(() if settled not in ("", ACTS) else tuple(turns), tuple(held), names_unit, settled)

    def settles(self, text: str, place: str) -> str:
        """What a text may speak of, as a whole sentence that turns nothing at a place; "" where it is none."""
        return (self._derived if len(text) <= REMEMBERED else self._derive)(text, place).settled

    def heads(self, text: str) -> bool:
        """Whether a text is the title of a part of the plan, whatever its words say elsewhere."""
        target = _of_target().fullmatch(tidy(text))
        if target is None or target["id"] not in self._senses.plan.target:
            return loose(strip_numbering(text)) in self._headings
        return all(loose(said) in self._headings for said in target.group("title", "clause") if said)

    def names_unit(self, line: str) -> bool:
        """Whether a line above a table names a unit of the plan."""
        return self.derive(line, "above").names_unit

    def against_name(self, text: str, own: Iterable[str]) -> list[Turn]:
        """What the name of a field says that none of the field's own names says."""
        names = tuple(own)
        said = {turn.symbol for name in names for turn in self.derive(name, TAUGHT, NO_PERIOD).turns}
        turns = [turn for turn in self.derive(text, TAUGHT, NO_PERIOD).turns if turn.symbol not in said]
        return [turn for turn in turns if not any(_abbreviates(turn.words, name) for name in names)]

    def edges(self, words: Sequence[str], *, fold: bool) -> list[list[Edge]]:
        """By word of a text, the symbols that begin with it."""
        found = [dict[Edge, None]() for _ in words]
        for trie in (self._senses.own(fold=fold), general(fold=fold)):
            for first, begun in enumerate(trie.along(words)):
                for symbol, phrase, end in begun:
                    if symbol.islower() or (symbol == "PROGRAMME" and bare(phrase) in self._own):
                        continue
                    if fold and end == first + 1 and symbol in turning() and not phrase.isascii():
                        continue  # one syllable without accents is many words
                    found[first][Edge(symbol, first, end)] = None
        return list(map(list, found))

    @cached_property
    def kin(self) -> Mapping[str, Kin]:
        """By the name of a unit, whose it may be."""
        return kin_of(self._senses.plan)

    def times(self, text: str, period: str) -> Iterator[tuple[int, int, str]]:
        """The times that a text names, from where to where, each with its symbol."""
        for time in self._senses.periods.times(text):
            yield time.start, time.end, self._symbol_of(time, period)
            if time.role is TimeRole.DOCUMENT and self._is_early(time.text, period):
                yield time.start, time.end, "EARLY-DAY"

    def _is_early(self, text: str, period: str) -> bool:
        """Whether a text is a day on which the figures of a period cannot be reported yet."""
        day, of = read_date(tidy(text)), self._senses.plan.periods.get(period)
        return day is not None and of is not None and not of.window.can_be_reported(day.day)

    def _year_of(self, period: str) -> int:
        """The first year of the papers of a period: a plan may have periods before its own year."""
        of = self._senses.plan.periods.get(period)
        return min(self._senses.year, of.window.last.year) if of else self._senses.year

    def _symbol_of(self, time: Time, period: str) -> str:
        if time.compared:
            return "COMPARED-TIME"
        year = YEAR.search(time.text)
        match time.role:
            case TimeRole.CURRENT if period and time.period and time.period != period:
                symbol = "OTHER-SPAN"
            case TimeRole.BASELINE if self._senses.of_baseline:
                symbol = "NOW"
            case TimeRole.DOCUMENT if year and int(year[0]) < self._year_of(period):
                symbol = "OLD-DAY"
            case TimeRole.OTHER if time.years and time.years[0] < self._senses.year <= time.years[-1]:
                symbol = "STAGE"
            case TimeRole.DOCUMENT if len(NUMBERS.findall(time.text)) == 1:
                symbol = "SOME-TIME"  # a year alone numbers no paper
            case role:
                symbol = _OF_TIME[role]
        return symbol


SHARE = re.compile(r"([0-9]{1,4})/([0-9]{1,4})")
"""A number out of another one."""


class _Text:
    """One text at its place."""

    def __init__(
        self, sentences: Sentences, text: str, tokens: Sequence[tuple[int, int]], place: str, period: str
    ) -> None:
        self._text, self._tokens, self._place, self._period = text, tokens, place, period
        self.rules = list[str]()
        self.settled, self._dropped = "", frozenset[str]()
        """What it may speak of where a whole sentence settles it, and what that drops."""
        self._plain = plain = text.isascii()
        raw = [text[start:end] for start, end in tokens]
        self._words = [_word(one, fold=plain) for one in raw]
        self._edges = sentences.edges(self._words, fold=plain)
        for start, end, symbol in sentences.times(text, period):
            self._add(start, end, symbol)
        if "/" in text:
            self._add_shares(raw)
        self._add_plain(raw)
        self._add_units(sentences)

    def _add(self, start: int, end: int, symbol: str) -> None:
        """Put a symbol over the words from one letter to another."""
        inside = [at for at, (first, last) in enumerate(self._tokens) if first < end and last > start]
        if inside:
            self._edges[inside[0]].append(Edge(symbol, inside[0], inside[-1] + 1))

    def has(self, symbol: str) -> bool:
        """Whether a symbol stands for some of its words."""
        return any(edge.symbol == symbol for at in self._edges for edge in at)

    def _add_shares(self, raw: Sequence[str]) -> None:
        """Put a symbol over a number out of a larger one: "8/19"."""
        for at, (first, second) in enumerate(pairwise(raw)):
            between = self._text[self._tokens[at][1] : self._tokens[at + 1][0]]
            counts = SHARE.fullmatch(f"{first}{between.strip()}{second}")
            if counts and int(counts[1]) < int(counts[2]):
                self._edges[at].append(Edge("SOME-OF", at, at + 2))

    def _add_plain(self, raw: Sequence[str]) -> None:
        """Put a symbol over the words that no other symbol has: numbers, names, words on no list."""
        known = [edge for at in self._edges for edge in at]
        spread = _covered(edge for edge in known if self._is_whole(edge))
        named = not self._text.isupper()
        listed = _covered(edge for edge in known if not edge.symbol.startswith(TOLD))
        picked = _covered(edge for edge in known if edge.symbol in _NO_KINDS)
        for at, word in enumerate(raw):
            if word[0].isdigit():
                self._edges[at].append(Edge("NUMBER", at, at + 1))
                if word in MONTHS:
                    self._edges[at].append(Edge("MONTH", at, at + 1))
            if not word[0].isalpha():
                continue
            if at not in picked:
                self._edges[at].append(Edge("WORD", at, at + 1))
            if named and word[0].isupper():
                self._edges[at].append(Edge("PROPER", at, at + 1))
            if named and _is_short_form(word):
                self._edges[at].append(Edge("LETTERS", at, at + 1))
            if at not in listed:
                self._edges[at] += [Edge(symbol, at, at + 1) for symbol in _of_no_list(word, named=named)]
            elif named and word[0].isupper() and at not in spread:
                self._edges[at].append(Edge("NAMED", at, at + 1))

    def _add_units(self, sentences: Sentences) -> None:
        """Put a symbol over a unit that is another one than the first of the text, and none above or below it."""
        own = [edge for at in self._edges for edge in at if edge.symbol == "OWN-PROVINCE"]
        units = [edge for at in self._edges for edge in at if edge.symbol == "UNIT"]
        units = [one for one in units if not any(edge.holds(one) for edge in own)]
        received = [edge.start for at in self._edges for edge in at if edge.symbol == "RECEIVER"]
        units = [one for one in units if not received or one.start < min(received)]
        if len(units) < 2:
            return
        kin = [sentences.kin.get(bare(" ".join(self._words[one.start : one.end]))) for one in units]
        for one, whose in zip(units, kin, strict=True):
            if whose and kin[0] and not whose.has(kin[0]):
                self._edges[one.start].append(Edge("SECOND-UNIT", one.start, one.end))

    @cached_property
    def _clauses(self) -> set[int]:
        """Where a remark or a note begins and ends, and each of its clauses, which turns what it would turn alone."""
        ends, begins = {0, len(self._tokens)}, [first for first, _ in self._tokens]
        for sign in CLAUSES.finditer(self._text if self._place in CLAUSED else ""):
            ends.add(bisect_left(begins, sign.start()))
            if sign[0] != ")":  # behind it the clause around goes on
                ends.add(bisect_left(begins, sign.end()))
        return ends

    def turns(self) -> list[Turn]:
        """The words that turn what the text governs."""
        counting = _counting(self._place) - (TIMES if not self._period else frozenset())
        every = [edge for at in self._edges for edge in at]
        turned = [edge for edge in every if edge.symbol in turning()]
        quiet = [edge for edge in every if edge not in turned and self._is_whole(edge)]
        strong = [edge for edge in every if edge.symbol in _ABSORBING or (edge in turned and edge.symbol in counting)]
        open_ = [one for one in turned if not any(_hides(edge, one) for edge in (*quiet, *strong))]
        if any(one.symbol in counting for one in open_):
            more = self._by_patterns()
            open_ = [one for one in open_ if not any(edge.holds(one) for edge in more)]
        lattice = Lattice(self._words, self._edges, tuple(open_))
        dropped, said = self._held(lattice)
        if {one.symbol for one in said} - self._dropped:
            self.settled = ""
        left = [one for one in open_ if one.symbol in counting and one not in dropped]
        own = [edge for edge in every if edge.symbol == "UNIT"]
        said = [
            one
            for one in said
            if (one.symbol not in TIMES or self._period)
            and not (one.symbol == "OTHER-PROVINCE" and any(edge.holds(one) for edge in own))
        ]
        return [self._turn(one) for one in (*left, *sorted(said, key=lambda one: (one.start, -one.end, one.symbol)))]

    def _is_whole(self, edge: Edge) -> bool:
        """Whether a symbol says something as a whole at this place."""
        known = symbols().get(edge.symbol)
        return known is not None and self._place in known.hides

    def _by_patterns(self) -> list[Edge]:
        """The words that patterns of the vocabulary find harmless."""
        low, found = self._text.casefold(), list[Edge]()
        times = [edge for at in self._edges for edge in at if edge.symbol in ("NOW", "OTHER-SPAN")]
        for name in _PATTERNS.get(self._place, ("harmless",)):
            for pattern in patterns(name, low):
                for match in pattern.finditer(low):
                    inside = [at for at, (a, b) in enumerate(self._tokens) if a < match.end() and b > match.start()]
                    edge = Edge("SAID", inside[0], inside[-1] + 1) if inside else None
                    if edge and not any(edge.holds(time) for time in times):
                        found.append(edge)
        return found

    def _held(self, lattice: Lattice) -> tuple[set[Edge], list[Edge]]:
        """The turning symbols that sentences drop, and what sentences turn."""
        dropped, said = set[Edge](), list[Edge]()
        known = {*lattice.words, *(edge.symbol for at in lattice.edges for edge in at)}
        known_rules = rules(fold=self._plain)
        descent = Descent(lattice, known_rules)
        for rule in known_rules.values():
            if not rule.may_stand(self._place, lattice.turning) or not rule.needs <= known:
                continue
            if rule.head is not None:
                said += self._unlike(descent, rule, rule.head)
                continue
            ends = self._clauses if rule.turns and not rule.listed else {0, len(lattice.words)}
            for first in ends - {len(lattice.words)} if rule.begins else range(len(lattice.words)):
                for end, carried in descent.of_rule(rule, first):
                    if end == first or (rule.whole and end not in ends) or descent.excepts(rule, first):
                        continue
                    self.rules.append(rule.name)
                    if rule.settles:
                        left = {one.symbol for one in carried} & _counting(self._place)
                        self.settled = max(self.settled, "" if left else rule.settles)  # "figures" is the most
                        self._dropped |= rule.drops
                    elif rule.turns:
                        said.append(Edge(rule.turns, first, end))
                    else:
                        dropped |= lattice.within(first, end) - carried
        return dropped, said

    def _unlike(self, descent: Descent, rule: Rule, head: Node) -> Iterator[Edge]:
        """The rest of a text that begins like a sentence, and is none."""
        if descent.of(head, 0):
            end = max((held.end for held in descent.of_rule(rule, 0) if not held.carried), default=0)
            if end < len(self._words):
                yield Edge(rule.turns, end, len(self._words))

    def _turn(self, edge: Edge) -> Turn:
        start, end = self._tokens[edge.start][0], self._tokens[edge.end - 1][1]
        return Turn(self._text[start:end], turning()[edge.symbol], edge.symbol)


_OF_TIME = {
    TimeRole.CURRENT: "NOW",
    TimeRole.BASELINE: "BASELINE",
    TimeRole.EARLIER: "EARLIER",
    TimeRole.OTHER: "OTHER-TIME",
    TimeRole.DOCUMENT: "PAPER-DAY",
    TimeRole.UNCLEAR: "SOME-TIME",
}
_NO_KINDS = frozenset({"ALL", "UNIT", "CLASS", "TOPIC", "OWN-PROVINCE", "NOW"})
"""What picks out no part."""
_ABSORBING = TIMES | {"RATIO", "NOT-DONE", "NEGATION", "OLD-DAY", "SOME-TIME", "STAGE"}
"""What says something of the turning words in it even where it does not count itself: "compared with the plan"."""
_PATTERNS = {"remark": ("harmless", "remark_harmless"), "below": ("harmless", "remark_harmless")}
"""By place, the tables whose patterns are harmless there."""


@cache
def _counting(place: str) -> frozenset[str]:
    """The symbols that turn a figure at a place."""
    return frozenset(name for name, symbol in symbols().items() if place in symbol.counts)


def _word(token: str, *, fold: bool) -> str:
    """A word or a sign as phrases and sentences have it."""
    if not token.isalnum():
        return DASH if token in DASHES else token
    return bare(token) if fold else folded_word(token)


def _is_short_form(word: str) -> bool:
    return word.isupper() and 1 < len(word) <= LETTERS and word.replace(_D, "").isascii()


def _of_no_list(word: str, *, named: bool) -> Sequence[str]:
    """The symbols of a word that is on no list, in a text where names have capitals or not."""
    return ("UNKNOWN", "NAME") if named and word[0].isupper() else ("UNKNOWN",)


def _covered(edges: Iterable[Edge]) -> set[int]:
    """The words over which some symbols lie."""
    return {at for edge in edges for at in range(edge.start, edge.end)}


def _hides(edge: Edge, one: Edge) -> bool:
    """Whether a symbol says as a whole what a turning symbol in it would say alone; of the same words the lists of
    harmless ones give way to a turning symbol that the vocabulary has not."""
    same = (edge.start, edge.end) == (one.start, one.end)
    return edge.holds(one) and (not same or (edge.symbol not in GENERAL and edge.symbol not in turning()))


def _abbreviates(letters: str, name: str) -> bool:
    """Whether letters are the first ones of words of a name."""
    first = "".join(word[0] for word in name.split() if word[0].isalpha())
    return letters.isupper() and len(letters) > 1 and letters.casefold() in first.casefold()


@cache
def _of_target() -> re.Pattern[str]:
    """The heading of the figures of one target in a form: its id, its title, its clause."""
    words = "|".join(phrases("targets"))
    return re.compile(rf"(?:{words}) (?P<id>[^\s:(]+):? ?(?P<title>[^(]*?) ?(?:\((?P<clause>[^()]*)\))?", re.IGNORECASE)
