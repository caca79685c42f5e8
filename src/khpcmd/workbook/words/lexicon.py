"""The symbols that words stand for: of ``lexicon.toml``, of the senses of ``vocabulary.toml``, and of a plan."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from khpcmd.plan.base import Text
from khpcmd.plan.model import Plan
from khpcmd.text import CLASS_OF, LIKE_CLASSES, bare, canonical, split_class, tidy
from khpcmd.workbook.words.meaning import LISTED, Sense, folded_word
from khpcmd.workbook.words.phrases import ANY_NUMBER, NUMBER
from khpcmd.workbook.words.plan_phrases import programmes_of, short_topics
from khpcmd.workbook.words.vocabulary import ISSUER, TABLES, phrases, spellings, strip_numbering

PLACES = ("above", "header", "label", "group", "remark", "below", "sheet", "file", "taught")
DASH = "–"
"""The word of a text for a dash between blanks; no phrase reaches over it, nor over brackets and colons."""
TOKEN = re.compile(r"[^\W_]+|[%‰():;|]|(?<=\s)[-–—](?=\s)|\n")
_PHRASE = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+|[%‰#]|(?<=\s)-(?=\s)")
_TITLE = re.compile(f"{_PHRASE.pattern}|[():;]")
"""A plan's own title is one phrase with all that stands in it."""
_SIGNS = frozenset({ANY_NUMBER, "-"})
Listed = tuple[str, str]
"""A symbol and a phrase."""


@cache
def table(name: str) -> Mapping[str, Sequence[str]]:
    """A table of ``lexicon.toml``."""
    found: Mapping[str, Sequence[str]] = _data()[name]
    return found


@cache
def turning() -> Mapping[str, Sense]:
    """The symbols that turn a figure, each with the sense in which it is asked about."""
    return {symbol: Sense(sense) for symbol, sense in _data()["turning"].items()}


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def symbol_of(name: str) -> str:
    """The symbol of a table of the vocabulary: "NOT-DONE" of "not_done"."""
    return name.upper().replace("_", "-")


REST = "rest"
"""The symbol of the name of a unit without its class word."""
_SENSES = {**{sense.value: sense for sense in Sense}, **{symbol_of(sense): sense for sense in LISTED}}


def sense_of(symbol: str) -> Sense | None:
    """What a symbol says of figures by itself; None for those that only sentences have."""
    return _SENSES.get(symbol)


class _Node:
    """A word of phrases: what ends with it, and the words that may follow it."""

    __slots__ = ("nexts", "said")

    def __init__(self) -> None:
        self.nexts: dict[str, _Node] = {}
        self.said: list[Listed] = []

    def after(self, words: Sequence[str], at: int) -> Iterator[tuple[_Node, int]]:
        """What may follow where a text goes on at a word, each with where the text goes on behind it. A dash may be
        left out."""
        ahead = at < len(words)
        if dash := self.nexts.get("-"):
            yield dash, at + (ahead and words[at] == DASH)
        if ahead and (found := self.nexts.get(words[at])):
            yield found, at + 1
        if ahead and (number := self.nexts.get(ANY_NUMBER)) and NUMBER.fullmatch(words[at]):
            yield number, at + 1


class Trie:
    """Phrases by their words; those with a first word are read when a text has it: it has few of them."""

    def __init__(self, listed: Iterable[Listed], *, fold: bool) -> None:
        self._key = bare if fold else folded_word
        self._by_first: dict[str, list[Listed]] = {}
        self._read: dict[str, _Node] = {}
        for symbol, phrase in listed:
            first = phrase.partition(" ")[0]
            if not first.isalnum():
                found = _PHRASE.search(phrase)
                first = found[0] if found else ""
            self._by_first.setdefault(self._key(first), []).append((symbol, phrase))

    def at(self, words: Sequence[str], first: int) -> Iterator[tuple[str, str, int]]:
        """The symbols that begin with a word of a text, each with its phrase and its end."""
        if words[first] not in self._by_first:
            return
        reached = [(self._read.get(words[first]) or self._beginning_with(words[first]), first + 1)]
        for node, end in reached:
            for symbol, phrase in node.said:
                yield symbol, phrase, end
            if node.nexts:
                reached += node.after(words, end)

    def _beginning_with(self, word: str) -> _Node:
        found = self._read[word] = _Node()
        for symbol, phrase in self._by_first[word]:
            node = found
            for one in (_TITLE if symbol == "PLAN-TITLE" else _PHRASE).findall(phrase)[1:]:
                wanted = one if one in _SIGNS or one in "():;" else self._key(one)
                node = node.nexts.setdefault(wanted, _Node())
            node.said.append((symbol, phrase))
        return found


@cache
def general(*, fold: bool) -> Trie:
    """The phrases of every plan."""
    listed = [(symbol, phrase) for symbol, found in table("phrases").items() for phrase in found]
    wanted = {*(sense.value for sense in LISTED), *table("hiding")}
    for name in (one for one in TABLES if one in wanted):
        symbol = symbol_of(name)
        listed += [(symbol, phrase) for phrase in phrases(name)]
    return Trie(listed, fold=fold)


def of_plan(plan: Plan) -> Iterator[Listed]:
    """The symbols of what a plan says."""
    own = frozenset(rest for _, rest in plan.spelt.parts)
    issuer = ISSUER.search(tidy(plan.document.issuer.vi))
    yield from (("UNIT", text) for text in plan.spelt.texts)
    yield from (("UNIT", text) for unit in plan.former for text in unit.spellings())
    yield from (("UNIT", rest) for rest in own if " " in rest)
    classes = {word for word, _ in plan.spelt.parts}
    yield from (("CLASS", word) for word in _alike(classes))
    yield from (("PROVINCE-NAME", name) for name in phrases("provinces") if canonical(name) not in own)
    for text in (plan.document.issuer.vi, plan.document.issuer.en):
        yield "OWN-PROVINCE", text
    if issuer:
        yield "OWN-PROVINCE", issuer[0]
    yield from (("TOPIC", name) for name in (*plan.topic, *short_topics(plan), *programmes_of(plan)))
    yield from (("PLAN-TITLE", text) for text in (plan.title.vi, plan.title.en))
    yield from (("FIELD", name) for spec in plan.fields.values() for name in spellings(spec))
    yield from (("HEADING", text) for text in _headings(plan))
    yield from (("PROGRAMME", name) for name in plan.other_programmes)
    yield from (("RESULT", name) for name in plan.words.results)
    yield from (("CUMULATIVE", name) for name in plan.words.cumulative)
    number = plan.document.number
    yield "OWN-NUMBER", number
    if "/" in number:
        yield "OWN-NUMBER", number.partition("/")[0]


def _alike(classes: Set[str]) -> Iterator[str]:
    """The class words that some class words are confused with, in full and short."""
    alike = frozenset().union(*(one for one in LIKE_CLASSES if one & classes))
    yield from alike
    yield from (short for short, word in CLASS_OF.items() if word in alike and "." not in short)


class Kin(NamedTuple):
    """The units that a name may be of, and all above them."""

    own: frozenset[str]
    above: frozenset[str]

    def has(self, other: Kin) -> bool:
        """Whether a unit of the one is a unit of the other, or above one of them."""
        return bool(self.own & (other.own | other.above) or other.own & self.above)


def kin_of(plan: Plan) -> Mapping[str, Kin]:
    """By the name of a unit, with and without its class word, whose it may be."""
    found = dict[str, Kin]()
    for unit in plan.units:
        above = {one.id for one in plan.above(unit)}
        for name in {bare(name) for text in unit.spellings() for name in (text, split_class(text)[1])}:
            known = found.get(name, Kin(frozenset(), frozenset()))
            found[name] = Kin(known.own | {unit.id}, known.above | above)
    return found


def _headings(plan: Plan) -> Iterator[str]:
    """The titles of what a plan is divided into, as headings of groups of rows."""
    titles: list[Text] = [target.title for target in plan.targets]
    titles += [duty.title for duty in plan.duties]
    titles += [section.title for section in plan.sections]
    titles += [level.title for level in plan.levels.values()]
    titles += [group.title for group in plan.groups.values()]
    yield from (strip_numbering(text) for title in titles for text in (title.vi, title.en))
    yield from (strip_numbering(target.clause) for target in plan.targets)
    yield from (alias for duty in plan.duties for alias in duty.aliases)
