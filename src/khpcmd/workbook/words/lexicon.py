"""The symbols that words stand for (``vocabulary.toml``), and where phrases of them begin in a text (``Trie``)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from khpcmd.text import bare_all
from khpcmd.workbook.words.meaning import LISTED, Sense, canonical_words, folded_word
from khpcmd.workbook.words.vocabulary import VOCABULARY, listed, phrases, written_patterns

ANY_NUMBER = "#"
"""What stands in a phrase for any number."""
PLACES = ("above", "header", "label", "group", "remark", "below", "sheet", "file", "taught")
SYMBOL = re.compile(r"""\n(?:turns = "(\w+)"\n)?(?:counts = \[(.*)\]\n)?(?:(hides) = \[(.*)\]\n)?""")
"""How a table of the vocabulary begins that is a symbol of sentences."""
DASH = "–"
"""The word of a text for a dash between blanks; no phrase reaches over it, nor over brackets and colons."""
TOKEN = re.compile(r"[^\W_]+|[%‰():;|~≈±=<>≤≥]|(?<=\s)[-–—](?=\s)|(?<=\d)[-–—](?=\d)|\n")
_PHRASE = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+|[%‰#]|(?<=\s)-(?=\s)")
_TITLE = re.compile(f"{_PHRASE.pattern}|[():;]")
"""A plan's own title is one phrase with all that stands in it."""
_SIGNS = frozenset({ANY_NUMBER, *"-():;"})
Listed = tuple[str, str]
"""A symbol and a phrase."""
Found = tuple[str, str, int]
"""The same with the end of the phrase in a text."""


@cache
def _number() -> re.Pattern[str]:
    """What "#" stands for in a phrase: "bang 2", "phu luc IV", "bieu 2a"."""
    return re.compile("|".join(pattern for *_, pattern in written_patterns("any_number", fold=False)))


class Symbol(NamedTuple):
    """What is said of a table of the vocabulary whose phrases are a symbol."""

    table: str
    turns: str
    """The sense in which a figure is asked about that it turns; "" where it turns none."""
    counts: Collection[str]
    """The places where it turns one."""
    hides: Collection[str]
    """The places where it says something as a whole."""


@cache
def symbols() -> Mapping[str, Symbol]:
    """The symbols of the vocabulary."""
    found = dict[str, Symbol]()
    for table, text in VOCABULARY.items():
        turns, counts, hiding, hides = SYMBOL.findall(text)[0]
        if turns or hiding:
            found[symbol_of(table)] = Symbol(table, turns, listed(counts), listed(hides))
    return found


@cache
def turning() -> Mapping[str, Sense]:
    """The symbols that turn a figure, each with the sense in which it is asked about."""
    return {name: Sense(symbol.turns) for name, symbol in symbols().items() if symbol.turns}


def symbol_of(name: str) -> str:
    """The symbol of a table of the vocabulary: "NOT-DONE" of "not_done"."""
    return name.upper().replace("_", "-")


REST = "rest"
"""The symbol of the name of a unit without its class word."""
_SENSES = {**{sense.value: sense for sense in Sense}, **{symbol_of(sense): sense for sense in LISTED}}


def sense_of(symbol: str) -> Sense | None:
    """What a symbol says of figures by itself; None for those that only sentences have."""
    return _SENSES.get(symbol)


_Node = tuple[dict[str, "_Node"], list[Listed]]
"""A word of phrases: the words that may follow it, and what ends with it. A class of it would make 16,000 calls."""


class Trie:
    """Phrases by their words; those with a first word are read when a text has it: it has few of them."""

    def __init__(self, listed: Iterable[Listed], *, fold: bool) -> None:
        self._fold = fold
        self._by_first: dict[str, list[Listed]] = {}
        self._read: dict[str, _Node] = {}
        known = list(listed)
        begun = map(_PHRASE.search, [phrase for _, phrase in known])
        firsts = [found[0] if found else "" for found in begun]
        few = list(dict.fromkeys(firsts))  # of six phrases five begin like another one
        keys = dict(zip(few, self._keys(few), strict=True))
        for one, first in zip(known, firsts, strict=True):
            self._by_first.setdefault(keys[first], []).append(one)

    def along(self, words: Sequence[str]) -> list[list[Found]]:
        """By word of a text, the symbols that begin with it. A dash may be left out."""
        return [self._at(words, at) if word in self._by_first else [] for at, word in enumerate(words)]

    def _at(self, words: Sequence[str], first: int) -> list[Found]:
        found = list[Found]()
        reached = [(self._read.get(words[first]) or self._beginning_with(words[first]), first + 1)]
        for (nexts, said), end in reached:
            for symbol, phrase in said:
                found.append((symbol, phrase, end))
            word = words[end] if end < len(words) else ""
            if dash := nexts.get("-"):
                reached.append((dash, end + (word == DASH)))
            if word and (node := nexts.get(word)):
                reached.append((node, end + 1))
            if word and (number := nexts.get(ANY_NUMBER)) and _number().fullmatch(word):
                reached.append((number, end + 1))
        return found

    def _beginning_with(self, word: str) -> _Node:
        found: _Node = ({}, [])
        listed = self._by_first[word]
        words = [(_TITLE if symbol == "PLAN-TITLE" else _PHRASE).findall(phrase)[1:] for symbol, phrase in listed]
        keys = iter(self._keys([one for row in words for one in row]))
        for one, row in zip(listed, words, strict=True):
            node = found
            for sign, key in zip(row, keys, strict=False):
                node = node[0].setdefault(sign if sign in _SIGNS else key, ({}, []))
            node[1].append(one)
        self._read[word] = found
        return found

    def _keys(self, words: Sequence[str]) -> Sequence[str]:
        return bare_all(words) if self._fold else list(map(folded_word, words))


@cache
def general(*, fold: bool) -> Trie:
    """The phrases of every plan."""
    known = [(name, phrase) for name, symbol in symbols().items() for phrase in phrases(symbol.table)]
    return Trie(known, fold=fold)


def has_any(text: str, senses: Collection[Sense]) -> bool:
    """Whether a phrase of the vocabulary with one of some senses occurs in a text."""
    words = canonical_words(text).split()
    return any(_SENSES.get(symbol) in senses for found in general(fold=False).along(words) for symbol, _, _ in found)
