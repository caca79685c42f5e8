"""Names of units that may stand inside longer texts, to be found in as many steps as the text has words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice, takewhile

from khpcmd.text import CLASS_OF, Owners, Spellings, bare

SHORTEST = 4
"""A phrase of fewer letters says nothing inside a text."""


class Phrases:
    """Phrases of words with single spaces, each of one unit: those that several units share are left out."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        """``pairs`` are units with phrases."""
        said = [(ident, phrase) for ident, phrase in pairs if len(phrase) >= SHORTEST]
        self._owners = Owners([phrase for _, phrase in said], [ident for ident, _ in said])
        self._lengths = sorted({phrase.count(" ") + 1 for phrase in self._owners})

    def within(self, words: Sequence[str]) -> set[str]:
        """The units whose phrases stand in a text of these words."""
        return set(self._found(words))

    def _found(self, words: Sequence[str]) -> Iterator[str]:
        for length in self._lengths:
            for first in range(len(words) - length + 1):
                owner = self._owners.sole(" ".join(words[first : first + length]))
                if owner is not None:
                    yield owner

    def joined(self, words: Iterable[str]) -> set[str]:
        """The units one of whose phrases is a word, written without its spaces."""
        return {owner for word in words for owner in self._joined.get(word, ())}

    @cached_property
    def _joined(self) -> dict[str, set[str]]:
        found = dict[str, set[str]]()
        for phrase, owner in self._sole():
            found.setdefault(phrase.replace(" ", ""), set()).add(owner)
        return found

    def begun(self, start: str) -> set[str]:
        """The units one of whose phrases begins so."""
        after = islice(self._sorted, bisect_left(self._sorted, (start,)), None)
        return {owner for _, owner in takewhile(lambda pair: pair[0].startswith(start), after)}

    @cached_property
    def _sorted(self) -> list[tuple[str, str]]:
        return sorted(self._sole())

    def _sole(self) -> Iterator[tuple[str, str]]:
        return ((phrase, owner) for phrase in self._owners if (owner := self._owners.sole(phrase)) is not None)


def long_phrases(spelt: Spellings) -> Iterator[tuple[str, str]]:
    """The names that say enough inside a longer text: with a class word, full or short, or of three words and more."""
    forms = {
        word: [bare(form) for form in (word, *_short_forms(word))] for word in {word for word, _ in spelt.parts} if word
    }
    for ident, (word, _), rest, name in zip(spelt.ids, spelt.parts, spelt.bare_rests, spelt.bare, strict=True):
        if word:
            for form in forms[word]:
                yield ident, f"{form} {rest}"
        elif name.count(" ") >= 2:
            yield ident, name


def _short_forms(word: str) -> Iterator[str]:
    return (short for short, full in CLASS_OF.items() if full == word)
