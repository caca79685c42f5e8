"""The headings over rows of a table: what they say of the figures below them. Which govern a row, the facts tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from khpcmd.diagnostics import Diagnostic
from khpcmd.plan.fields import AnyField
from khpcmd.workbook.facts.scopes import Governs
from khpcmd.workbook.file.addresses import Place
from khpcmd.workbook.governing import Belief, Entry, group_aside, question
from khpcmd.workbook.words.headers import is_named
from khpcmd.workbook.words.vocabulary import spellings

Says = Callable[[Governs], Entry | None]
"""What the heading of a group says; None of one that says nothing of rows below it."""


class RowGroups:
    """The headings that govern the rows of one table; what is said of them, once of each, is in ``told``.

    Asked about a row, it is given the texts ``over`` it, and by ``entry`` what one of them says.
    """

    def __init__(self) -> None:
        self.told = list[tuple[Entry, Diagnostic]]()
        self._entries = dict[Governs, Entry | None]()
        """What each text says; None of one that says nothing of rows below it."""
        self._known = set[Place]()
        """The places of those that something was told of."""

    def entries(self, over: Iterable[Governs], entry: Says) -> list[Entry]:
        """What the headings over some rows say, each once."""
        return [said for text in dict.fromkeys(over) if (said := self._said(text, entry))]

    def sets_aside(self, over: Iterable[Governs], name: str, entry: Says) -> bool:
        """Whether a row with figures belongs to a group that means something else; that is reported once.

        A group of another programme says nothing of a field that has the programme in its own ``name``.
        """
        for text in over:
            said = self._said(text, entry)
            if said and said.belief is Belief.ASIDE and not is_named(said.account, name):
                self._tell(text, said)
                return True
        return False

    def believes(self, over: Iterable[Governs], spec: AnyField, entry: Says) -> bool:
        """Whether no heading speaks against the figure of a field in a row; those that do are reported once."""
        of_each = ((text, self._said(text, entry)) for text in over)
        against = [(text, said) for text, said in of_each if said and _speaks_against(said, spec)]
        for text, said in against:
            self._tell(text, said)
        return not against

    def _said(self, text: Governs, entry: Says) -> Entry | None:
        if text not in self._entries:
            self._entries[text] = entry(text)
        return self._entries[text]

    def _tell(self, text: Governs, entry: Entry) -> None:
        if text.at not in self._known:
            self._known.add(text.at)
            self.told.append((entry, group_aside(entry) if entry.belief is Belief.ASIDE else question(entry)))


def _speaks_against(entry: Entry, spec: AnyField) -> bool:
    """Whether the heading of a group speaks against the figure of a field in it."""
    named = any(is_named(entry.account, name) for name in spellings(spec))
    return entry.belief is Belief.OPEN or (entry.belief is Belief.ASIDE and not named)
