"""Names of units that may stand inside longer texts, to be found in as many steps as the text has words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice, takewhile

SHORTEST = 4
"""A phrase of fewer letters says nothing inside a text."""


class Phrases:
    """Phrases of words with single spaces, each of one unit: those that several units share are left out."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        """``pairs`` are units with phrases."""
        owners = dict[str, set[str]]()
        for ident, phrase in pairs:
            if len(phrase) >= SHORTEST:
                owners.setdefault(phrase, set()).add(ident)
        self._owner = {phrase: next(iter(idents)) for phrase, idents in owners.items() if len(idents) == 1}
        self._lengths = sorted({phrase.count(" ") + 1 for phrase in self._owner})

    def within(self, words: Sequence[str]) -> set[str]:
        """The units whose phrases stand in a text of these words."""
        return set(self._found(words))

    def _found(self, words: Sequence[str]) -> Iterator[str]:
        for length in self._lengths:
            for first in range(len(words) - length + 1):
                owner = self._owner.get(" ".join(words[first : first + length]))
                if owner is not None:
                    yield owner

    def joined(self, words: Iterable[str]) -> set[str]:
        """The units one of whose phrases is a word, written without its spaces."""
        return {owner for word in words for owner in self._joined.get(word, ())}

    @cached_property
    def _joined(self) -> dict[str, set[str]]:
        found = dict[str, set[str]]()
        for phrase, owner in self._owner.items():
            found.setdefault(phrase.replace(" ", ""), set()).add(owner)
        return found

    def begun(self, start: str) -> set[str]:
        """The units one of whose phrases begins so."""
        after = islice(self._sorted, bisect_left(self._sorted, start), None)
        return {self._owner[phrase] for phrase in takewhile(lambda phrase: phrase.startswith(start), after)}

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._owner)
