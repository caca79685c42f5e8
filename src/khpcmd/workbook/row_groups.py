"""The headings over rows of a table: what they say of the figures below them. Which govern a row, the facts tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from khpcmd.diagnostics import Diagnostic
from khpcmd.plan.fields import AnyField
from khpcmd.workbook.facts.scopes import Governs
from khpcmd.workbook.file.addresses import Place
from khpcmd.workbook.governing import Belief, Entry, group_aside, question
from khpcmd.workbook.words.meaning import Account, Sense, canonical_words
from khpcmd.workbook.words.titles import RESTRICTING
from khpcmd.workbook.words.vocabulary import spellings

_OF_NAMES = frozenset({Sense.PROGRAMME, Sense.SUBSET, Sense.MONEY})
"""The other meanings of a group that say nothing of a field which has the same in its own name."""


class RowGroups:
    """The headings that govern the rows of one table; what is said of them, once of each, is in ``told``.

    ``over`` are the texts over a row, ``entry`` is what one of them says.
    """

    def __init__(self, over: Callable[[int], Sequence[Governs]], entry: Callable[[Governs], Entry | None]) -> None:
        self.told = list[tuple[Entry, Diagnostic]]()
        self._over, self._entry = over, entry
        self._entries = dict[Governs, Entry | None]()
        """What each text says; None of one that says nothing of rows below it."""
        self._known = set[Place]()
        """The places of those that something was told of."""

    def entries(self, rows: Iterable[int]) -> list[Entry]:
        """What the headings over some rows say, each once."""
        texts = dict.fromkeys(text for row in rows for text in self._over(row))
        return [entry for text in texts if (entry := self._said(text))]

    def sets_aside(self, row: int, name: str, own: Sequence[Governs] = ()) -> bool:
        """Whether a row with figures belongs to a group that means something else, or its ``own`` name does; that is
        reported once.

        A group of another programme says nothing of a field that has the programme in its own ``name``.
        """
        for text in (*self._over(row), *own):
            entry = self._said(text)
            if entry and entry.belief is Belief.ASIDE and not _is_named(entry.account, name):
                self._tell(text, entry)
                return True
        return False

    def believes(self, row: int, spec: AnyField) -> bool:
        """Whether no heading speaks against the figure of a field in a row; those that do are reported once."""
        said = ((text, self._said(text)) for text in self._over(row))
        against = [(text, entry) for text, entry in said if entry and _speaks_against(entry, spec)]
        for text, entry in against:
            self._tell(text, entry)
        return not against

    def _said(self, text: Governs) -> Entry | None:
        if text not in self._entries:
            self._entries[text] = self._entry(text)
        return self._entries[text]

    def _tell(self, text: Governs, entry: Entry) -> None:
        if text.at not in self._known:
            self._known.add(text.at)
            self.told.append((entry, group_aside(entry) if entry.belief is Belief.ASIDE else question(entry)))


def _speaks_against(entry: Entry, spec: AnyField) -> bool:
    """Whether the heading of a group speaks against the figure of a field in it."""
    named = any(_is_named(entry.account, name) for name in spellings(spec))
    return entry.belief is Belief.OPEN or (entry.belief is Belief.ASIDE and not named)


def _is_named(account: Account, name: str) -> bool:
    """Whether a name has the programme, the part or the money in it that a text names: "tại khu công nghiệp"."""
    other = account.other
    if other is None or other.sense not in _OF_NAMES:
        return False
    words = canonical_words(other.text)
    return (RESTRICTING.sub("", words) if other.sense is Sense.SUBSET else words) in canonical_words(name)
