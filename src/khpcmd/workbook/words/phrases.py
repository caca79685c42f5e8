"""Phrases and where they occur in a text; ``cover`` chooses those that divide it into parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from khpcmd.text import bare, bare_all
from khpcmd.workbook.words.meaning import LISTED, OTHER_MEANINGS, Role, Sense, folded_word
from khpcmd.workbook.words.vocabulary import phrases


def _tables(*senses: Sense) -> tuple[tuple[str, Sense], ...]:
    return tuple((f"remark_{sense}", sense) for sense in senses)


_OF_NOTES = (
    ("remark_harmless", Sense.HARMLESS),
    ("remark_counts", Sense.COUNT),
    *_tables(Sense.DRAFT, Sense.REFERENCE, Sense.EARLIER, Sense.SCALE),
)
PATTERNS: Mapping[Role, tuple[tuple[str, Sense], ...]] = {
    Role.NOTE: _OF_NOTES,
    Role.REMARK: (*_OF_NOTES, *_tables(Sense.NOT_DONE, Sense.ESTIMATE, Sense.PLAN, Sense.NEGATION)),
}
"""By role, the tables of patterns that are looked for besides the phrases, and what these mean."""


class Piece(NamedTuple):
    """Some words from a place on that one phrase covers."""

    length: int
    sense: Sense


class Runs:
    """The words of some texts, to find what stands in one of them word for word."""

    def __init__(self, texts: Iterable[Sequence[str]], shortest: int, longest: int) -> None:
        self._shortest, self._longest = shortest, longest
        self._places: dict[tuple[str, ...], list[tuple[Sequence[str], int]]] = {}
        for words in texts:
            for first in range(len(words) - shortest + 1):
                self._places.setdefault(tuple(words[first : first + shortest]), []).append((words, first))

    def at(self, words: Sequence[str], first: int) -> int:
        """How many words from ``first`` on follow each other in one of the texts too; 0 for too few."""
        places = self._places.get(tuple(words[first : first + self._shortest]), ())
        wanted = words[first : first + self._longest]
        return max((_same(wanted, text[at : at + self._longest]) for text, at in places), default=0)


def _same(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words at the beginning of both are the same."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (word, wanted) in pairs if word != wanted), min(len(one), len(other)))


PHRASE_WORD = re.compile(r"[\w\u0300-\u036f]+|%|#")


def cover(pieces: Sequence[Sequence[Piece]]) -> list[Piece]:
    """The pieces that cover all words: with the fewest words that are not understood, then the fewest pieces.

    Of two covers that are equal in this the one with more words of another meaning is taken, so that none is passed
    over.
    """
    best: list[tuple[int, int, int]] = [(0, 0, 0)] * (len(pieces) + 1)
    taken: list[Piece] = [Piece(1, Sense.UNKNOWN)] * len(pieces)
    for first in range(len(pieces) - 1, -1, -1):
        options = [*pieces[first], Piece(1, Sense.UNKNOWN)]
        costs = [_plus(best[first + piece.length], piece) for piece in options]
        best[first] = min(costs)
        taken[first] = options[costs.index(best[first])]
    found, first = list[Piece](), 0
    while first < len(pieces):
        found.append(taken[first])
        first += taken[first].length
    return found


def _plus(cost: tuple[int, int, int], piece: Piece) -> tuple[int, int, int]:
    unknown, count, meant = cost
    other = piece.length if piece.sense in OTHER_MEANINGS else 0
    return unknown + (piece.sense is Sense.UNKNOWN), count + 1, meant - other


@lru_cache(maxsize=1)
def turning_senses() -> Mapping[tuple[str, ...], Sense]:
    """The phrases of two words or more with another meaning."""
    turned = [
        (PHRASE_WORD.findall(phrase), sense) for sense in LISTED if sense in OTHER_MEANINGS for phrase in phrases(sense)
    ]
    return {tuple(map(folded_word, words)): sense for words, sense in turned if len(words) > 1}


LONGEST_TURNING = 4
"""The most words of a phrase that is recognised although it is misspelt."""
GLUED, MISSPELT = 6, 8
"""The fewest letters of a phrase that is recognised without spaces or accents; with a letter more, less or other."""


def misspelt(words: str) -> Sense | None:
    """The other meaning of a phrase of two words or more that lacks its spaces or accents, or has one slip."""
    joined = "".join(bare(words).replace("_", " ").split())
    if len(joined) < GLUED or not joined.isalpha():
        return None
    exact = _turning_letters().get(joined)
    if exact is not None or len(joined) < MISSPELT:
        return exact
    near = (_turning_slips().get(slip, ()) for slip in _slips(joined))
    found = next((phrase for phrases in near for phrase in phrases if one_slip(joined, phrase)), "")
    return _turning_letters()[found] if found else None


@lru_cache(maxsize=1)
def _turning_letters() -> Mapping[str, Sense]:
    """The letters of the phrases with another meaning, without accents and spaces."""
    short = {words: sense for words, sense in turning_senses().items() if len(words) <= LONGEST_TURNING}
    return dict(zip(bare_all(map("".join, short)), short.values(), strict=True))


@lru_cache(maxsize=1)
def _turning_slips() -> Mapping[str, list[str]]:
    """The same phrases by what is left of them without one letter."""
    found = dict[str, list[str]]()
    for letters in _turning_letters():
        if len(letters) >= MISSPELT:
            for slip in _slips(letters):
                found.setdefault(slip, []).append(letters)
    return found


def _slips(letters: str) -> list[str]:
    """The letters, and what is left of them without one."""
    return [letters, *[letters[:at] + letters[at + 1 :] for at in range(len(letters))]]


def one_slip(one: str, other: str) -> bool:
    """Whether letters differ by one that is missing, added, other, or by two that have changed places."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), min(len(one), len(other))
    )
    rest, wanted = one[start:], other[start:]
    swapped = rest[:2] == wanted[:2][::-1] and rest[2:] == wanted[2:]
    return swapped or rest[1:] == wanted[1:] or rest == wanted[1:] or rest[1:] == wanted


def is_unaccented(found: str, word: str) -> bool:
    """Whether a word is the same, or the same without its accents."""
    return found == word or (found.isascii() and found == bare(word))
