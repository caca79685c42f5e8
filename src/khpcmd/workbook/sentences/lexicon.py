"""The symbols that words stand for: of ``lexicon.toml``, of the senses of ``vocabulary.toml``, and of a plan."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cache
from pathlib import Path
from typing import NamedTuple

from khpcmd.plan.model import Plan
from khpcmd.text import CLASS_OF, LIKE_CLASSES, bare, canonical, split_class, tidy
from khpcmd.workbook.words.lines import ISSUER
from khpcmd.workbook.words.meaning import OTHER_MEANINGS, Sense, folded_word
from khpcmd.workbook.words.phrases import ANY_NUMBER, NUMBER
from khpcmd.workbook.words.plan_phrases import programmes_of
from khpcmd.workbook.words.vocabulary import TABLES, phrases, spellings, strip_numbering

PLACES = ("above", "header", "label", "group", "remark", "below", "sheet", "file")
DASH = "–"
"""The word of a text for a dash between blanks; no phrase reaches over it, nor over brackets and colons."""
TOKEN = re.compile(r"[^\W_]+|[%‰():;|]|(?<=\s)[-–—](?=\s)|\n")
_PHRASE = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+|[%‰#]|(?<=\s)-(?=\s)")
Listed = tuple[str, str]
"""A symbol and a phrase."""


@cache
def table(name: str) -> Mapping[str, Sequence[str]]:
    """A table of ``lexicon.toml``."""
    found: Mapping[str, Sequence[str]] = _data()[name]
    return found


@cache
def _data() -> Mapping[str, Mapping[str, Sequence[str]]]:
    found: Mapping[str, Mapping[str, Sequence[str]]] = tomllib.loads(
        Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    )
    return found


@cache
def turning() -> Mapping[str, Sense]:
    """The symbols that turn a figure, each with the sense in which it is asked about."""
    read: Mapping[str, str] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))["turning"]
    return {symbol: Sense(sense) for symbol, sense in read.items()}


def symbol_of(name: str) -> str:
    """The symbol of a table of the vocabulary: "NOT-DONE" of "not_done"."""
    return name.upper().replace("_", "-")


def shown(text: str) -> list[str]:
    """The words of a phrase, "#" for any number."""
    return _PHRASE.findall(text)


class Trie:
    """Phrases by their first word; the others are looked at when a text has the first."""

    def __init__(self, listed: Iterable[Listed], *, fold: bool) -> None:
        self._key = bare if fold else folded_word
        self._by_first: dict[str, list[Listed]] = {}
        self._read: dict[str, tuple[tuple[tuple[str, ...], str, str], ...]] = {}
        for symbol, phrase in listed:
            first = _PHRASE.search(phrase)
            if first:
                self._by_first.setdefault(self._key(first[0]), []).append((symbol, phrase))

    def at(self, words: Sequence[str], first: int) -> Iterator[tuple[str, int, str]]:
        """The symbols that begin with a word of a text, each with its end and its phrase."""
        for wanted, symbol, phrase in self._beginning_with(words[first]):
            if end := _end(wanted, words, first):
                yield symbol, end, phrase

    def _beginning_with(self, word: str) -> tuple[tuple[tuple[str, ...], str, str], ...]:
        if word not in self._by_first:
            return ()
        if word not in self._read:
            self._read[word] = tuple(
                (tuple(one if one == ANY_NUMBER else self._key(one) for one in shown(phrase)), symbol, phrase)
                for symbol, phrase in self._by_first[word]
            )
        return self._read[word]


def _end(wanted: Sequence[str], words: Sequence[str], first: int) -> int:
    """Where a phrase ends that begins at a word; 0 where it does not stand there. A dash in it may be left out."""
    at = first
    for word in wanted:
        if word == "-":
            at += at < len(words) and words[at] == DASH
            continue
        if at >= len(words) or not (words[at] == word or (word == ANY_NUMBER and NUMBER.fullmatch(words[at]))):
            return 0
        at += 1
    return at


@cache
def general(*, fold: bool) -> Trie:
    """The phrases of every plan."""
    listed = [(symbol, phrase) for symbol, found in table("phrases").items() for phrase in found]
    wanted = {*(sense.value for sense in OTHER_MEANINGS), Sense.CUMULATIVE.value, *table("hiding")}
    listed += [(symbol_of(name), phrase) for name in TABLES if name in wanted for phrase in phrases(name)]
    return Trie(listed, fold=fold)


def of_plan(plan: Plan) -> Iterator[Listed]:
    """The symbols of what a plan says."""
    own = frozenset(map(split_rest, plan.spelt.texts))
    issuer = ISSUER.search(tidy(plan.document.issuer.vi))
    for text in plan.spelt.texts:
        yield "UNIT", text
        if len(split_rest(text).split()) > 1:
            yield "UNIT", split_rest(text)
    classes = {split_class(text)[0] for text in plan.spelt.texts}
    yield from (("CLASS", word) for word in _alike(classes))
    yield from (("PROVINCE-NAME", name) for name in phrases("provinces") if canonical(name) not in own)
    for text in (plan.document.issuer.vi, plan.document.issuer.en):
        yield "OWN-PROVINCE", text
    if issuer:
        yield "OWN-PROVINCE", issuer[0]
    yield from (("TOPIC", name) for name in (*plan.topic, *programmes_of(plan)))
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
    parents = {unit.id: unit.parent for unit in plan.units}
    found = dict[str, Kin]()
    for unit in plan.units:
        above, at = set[str](), unit.parent
        while at and at not in above:
            above.add(at)
            at = parents.get(at)
        for name in {bare(name) for text in unit.spellings() for name in (text, split_rest(text))}:
            known = found.get(name, Kin(frozenset(), frozenset()))
            found[name] = Kin(known.own | {unit.id}, known.above | above)
    return found


def split_rest(name: str) -> str:
    """The name of a unit without its class word."""
    return split_class(name)[1]


def _headings(plan: Plan) -> Iterator[str]:
    titled = [*plan.targets, *plan.duties, *plan.sections, *plan.levels.values(), *plan.groups.values()]
    for one in titled:
        yield from (strip_numbering(text) for text in (one.title.vi, one.title.en) if text)
    for duty in plan.duties:
        yield from duty.aliases
