"""The groups of rows in a table, one within the other: which headings govern a row, and what they say of it."""

from __future__ import annotations

from dataclasses import dataclass

from khpcmd.diagnostics import Diagnostic
from khpcmd.plan.fields import AnyField
from khpcmd.workbook.governing import Belief, Entry, group_aside, question
from khpcmd.workbook.layout.groups import Levels
from khpcmd.workbook.layout.rows import depth
from khpcmd.workbook.words.meaning import Account, Sense, canonical_words
from khpcmd.workbook.words.titles import RESTRICTING
from khpcmd.workbook.words.vocabulary import spellings

ITEM = frozenset({"item"})
"""How an item without a number is marked, whose parts have rows of their own: it lies within any other group."""
UNIT = frozenset({"unit"})
"""How a row is marked that names the unit of the rows below: it ends all groups within the unit before it."""
DEEPEST = 20
"""The most groups that lie within each other."""
_OF_NAMES = frozenset({Sense.PROGRAMME, Sense.SUBSET, Sense.MONEY})
"""The other meanings of a group that say nothing of a field which has the same in its own name."""
_ONLY_RESULTS = frozenset({Sense.RESULT, Sense.PERIOD, Sense.THIS_PERIOD, Sense.HARMLESS, Sense.HEADER_HARMLESS})


@dataclass(slots=True)
class _Heading:
    """The heading of a group of rows: the rows below it, up to the next one of its kind, are governed by it."""

    numbering: frozenset[str]
    depth: int
    """How many numbers it is numbered by: "1.1" lies within "1"."""
    entry: Entry
    reported: bool = False
    filled: bool = False
    """Whether a row with figures follows it directly: what comes then is no part of it, but the next group."""

    @property
    def unnumbered(self) -> bool:
        return self.numbering <= ITEM

    @property
    def in_capitals(self) -> bool:
        return self.entry.account.text.isupper()


class RowGroups:
    """The headings that govern the rows of one table; what is said of them, once of each, is in ``told``.

    ``enter`` is called for a row that heads a group, ``sets_aside`` and ``believes`` for a row of figures.
    """

    def __init__(self) -> None:
        self.told = list[tuple[Entry, Diagnostic]]()
        self._headings = list[_Heading]()
        self._levels = Levels()

    def enter(self, entry: Entry, numbering: frozenset[str], texts: tuple[list[str], str], *, told: bool) -> None:
        """Begin a group: ``texts`` are those left of its name, and the one in the column of names.

        ``told`` says that what speaks against it was reported already.
        """
        level, within = self._levels.of(*texts), depth(*texts) if "number" in numbering else 0
        if len(numbering) > 1:  # "I" may be a numeral within "A", or the letter after "H"
            numbering = frozenset({level})
        heading = _Heading(numbering, within, entry, reported=told)
        ended = next((index for index, one in enumerate(self._headings) if self._ends(heading, index, one)), None)
        del self._headings[DEEPEST if ended is None else ended :]
        self._headings.append(heading)

    def _ends(self, heading: _Heading, index: int, one: _Heading) -> bool:
        """Whether a heading ends the group of an earlier one, rather than lying within it."""
        if heading.numbering & one.numbering:
            return one.depth >= heading.depth
        if not (one.unnumbered and not heading.numbering):
            return False
        if one.numbering == ITEM:
            return True
        inner = index < len(self._headings) - 1
        if one.entry.belief is Belief.READ and one.in_capitals == heading.in_capitals:
            return True
        if one.in_capitals != heading.in_capitals or not (one.filled or inner):
            return False  # "DỰ KIẾN" above "Công tác kiểm tra"
        return not inner or one.filled or _is_of_results(heading.entry.account)

    def sets_aside(self, name: str = "") -> bool:
        """Whether a row with figures belongs to a group that means something else; that is reported once.

        A group of another programme says nothing of a field that has the programme in its own ``name``.
        """
        self._fill()
        for heading in self._headings:
            if heading.entry.belief is Belief.ASIDE and not _is_named(heading.entry.account, name):
                self._tell(heading)
                return True
        return False

    def believes(self, spec: AnyField) -> bool:
        """Whether no heading speaks against the figure of a field; those that do are reported once."""
        self._fill()
        against = [heading for heading in self._headings if _speaks_against(heading.entry, spec)]
        for heading in against:
            self._tell(heading)
        return not against

    @property
    def speak_of_nothing(self) -> bool:
        """Whether no heading can speak against any figure."""
        return all(heading.entry.belief is Belief.READ for heading in self._headings)

    def _fill(self) -> None:
        if self._headings:
            self._headings[-1].filled = True

    def _tell(self, heading: _Heading) -> None:
        entry = heading.entry
        if not heading.reported and entry.belief is not Belief.READ:
            heading.reported = True
            self.told.append((entry, group_aside(entry) if entry.belief is Belief.ASIDE else question(entry)))


def _is_of_results(account: Account) -> bool:
    """Whether a heading says no more than that results of the period follow."""
    known = account.has(Sense.RESULT, Sense.PERIOD) and not account.doubts
    return known and all(part.sense in _ONLY_RESULTS for part in account.parts)


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
