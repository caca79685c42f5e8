"""The spellings of names one after another, and all that they are folded to, each made when it is first needed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from khpcmd.text.class_words import split_key
from khpcmd.text.many import all_bare, all_canonical, all_loose


class Spellings:
    """All spellings of all names: in every list here, the same place is the same spelling."""

    def __init__(self, names: Iterable[tuple[str, Sequence[str]]]) -> None:
        """``names`` are ids, each with its official name first."""
        self.ids: list[str] = []
        """Whose each spelling is."""
        self.texts: list[str] = []
        for ident, spellings in names:
            for spelling in spellings:
                self.ids.append(ident)
                self.texts.append(spelling)

    @cached_property
    def by_id(self) -> dict[str, list[str]]:
        """The spellings of each name."""
        found = dict[str, list[str]]()
        for ident, text in zip(self.ids, self.texts, strict=True):
            found.setdefault(ident, []).append(text)
        return found

    @cached_property
    def loose(self) -> list[str]:
        return all_loose(self.texts)

    @cached_property
    def bare(self) -> list[str]:
        return all_bare(self.texts)

    @property
    def words(self) -> list[str]:
        """The class words, in full."""
        return self._parts[0]

    @property
    def loose_rests(self) -> list[str]:
        """The names without their class words, punctuation aside."""
        return self._parts[1]

    @property
    def bare_rests(self) -> list[str]:
        """The names without their class words and without accents."""
        return self._parts[2]

    @cached_property
    def _parts(self) -> tuple[list[str], list[str], list[str]]:
        parts = [split_key(key) for key in all_canonical(self.texts)]
        rests = [rest for _, rest in parts]
        return [word for word, _ in parts], all_loose(rests), all_bare(rests)
