"""The texts that govern figures, as ``inspect`` shows them, what is asked about one of them, and (``Lock``) what the
sentence says of which today's reader takes each word for harmless."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import FoundWordsWhatCure, Ref
from khpcmd.workbook.words.meaning import OTHER_MEANINGS, TIMES, Account, Part, Sense
from khpcmd.workbook.words.senses import Senses
from khpcmd.workbook.words.sentences import KEPT, REMEMBERED, Derivation, Sentences
from khpcmd.workbook.words.vocabulary import (
    MEASURE_HEADERS,
    NOTE_HEADERS,
    PHONE,
    TRAILING_PAREN,
    is_note_line,
    is_person,
    key,
)


class Belief(StrEnum):
    """What an account does to the figures that its text governs."""

    READ = "read"
    ASIDE = "set_aside"
    """They are not read: they mean something else."""
    OPEN = "open"
    """They are not used before somebody has answered the question."""


class Governs(StrEnum):
    """What a text governs, by the place where it stands."""

    TITLE = "title"
    SHEET_NAME = "sheet_name"
    FILE_NAME = "file_name"
    STAMP = "stamp"
    HEADER = "header"
    GROUP = "group"
    LABEL = "label"
    REMARK = "remark"
    COMMENT = "comment"
    FOOTNOTE = "footnote"
    EVIDENCE = "evidence"
    ROW = "row"
    FORMAT = "format"
    ASIDE = "aside"


class Entry(NamedTuple):
    """One text that governs figures, as ``inspect`` shows it."""

    governs: Governs
    at: Location
    account: Account
    belief: Belief


_CODES = {
    Sense.PLAN: Code.NOT_RESULTS,
    Sense.ESTIMATE: Code.ESTIMATES,
    Sense.SCALE: Code.SCALED_SHEET,
}
"""The codes of other meanings that have one of their own."""
_REMARKS = (Governs.REMARK, Governs.COMMENT)
_SAID = (Sense.CUMULATIVE, Sense.MEASURE)
"""What a sentence says of figures that is another meaning, though the words are harmless in others."""


def question(entry: Entry, doubts: Sequence[Part] | None = None) -> Diagnostic:
    """What is asked about a text: it has another meaning, or words that are not understood."""
    left = list(doubts or entry.account.doubts)
    other = next((part for part in left if part.sense in OTHER_MEANINGS or part.sense in _SAID), None)
    text = entry.account.text
    if other is None:
        words = [part.text for part in left]
        declared = '", "'.join(words)  # as a list in the plan has them
        beside = entry.governs in _REMARKS and not entry.account.points_elsewhere
        unclear = Code.REMARK_UNCLEAR if beside else Code.NOT_UNDERSTOOD
        return unclear(entry.at, {"found": text, "words": ", ".join(words), "declared": declared})
    if code := _CODES.get(other.sense):
        return code(entry.at, {"found": text})
    return Code.OTHER_MEANING(entry.at, meaning_params(text, other))


def meaning_params(text: str, other: Part) -> FoundWordsWhatCure:
    """What OTHER_MEANING says of a text, one part of which means something else."""
    what, cure = f"sense_{other.sense}", "cure_time" if other.sense in TIMES else "cure_words"
    return {"found": text, "words": other.text, "what": Ref("word", what), "cure": Ref("word", cure)}


EXPECTED = TIMES | {Sense.PLAN, Sense.RATIO, Sense.REFERENCE, Sense.SUBSET}
"""What columns beside the results hold as a rule, so that no word is lost about them."""


def is_expected(header: str, words: Part) -> bool:
    """Whether the words of a header say what stands beside the results as a rule; in brackets behind the head of
    remarks or of units of measure they speak of the figures, which stand elsewhere."""
    found = TRAILING_PAREN.match(header)
    of_notes = found is not None and key(found[1]) in NOTE_HEADERS | MEASURE_HEADERS
    return words.sense in EXPECTED and not (of_notes and words.sense not in (Sense.RATIO, Sense.SUBSET))


def column_aside(at: Location, account: Account, other: Part) -> Diagnostic:
    """What is said of a column that is not read because of its words."""
    what = Ref("word", f"sense_{other.sense}")
    return Code.SET_ASIDE(at, {"found": account.text, "words": other.text, "what": what})


def group_aside(entry: Entry) -> Diagnostic:
    """What is said of a group of rows that are not read because of the words of its heading."""
    other = entry.account.other
    sense = other.sense if other else Sense.UNKNOWN
    return Code.GROUP_OF_OTHER_SPAN(entry.at, {"text": entry.account.text, "what": Ref("word", f"sense_{sense}")})


PLACES = {
    Governs.TITLE: "above",
    Governs.SHEET_NAME: "sheet",
    Governs.FILE_NAME: "file",
    Governs.STAMP: "below",
    Governs.HEADER: "header",
    Governs.GROUP: "group",
    Governs.LABEL: "label",
    Governs.REMARK: "remark",
    Governs.COMMENT: "remark",
    Governs.FOOTNOTE: "below",
}
"""By what a text governs, the place where it stands."""
OTHER_UNIT, OTHER_PROVINCE, ATTACHED = "OTHER-UNIT", "OTHER-PROVINCE", "ATTACHED"


class Lock:
    """What texts say at the places of a sheet, by the words of one plan; short ones are remembered."""

    def __init__(self, senses: Senses) -> None:
        self.sentences = Sentences(senses)
        self._known = lru_cache(KEPT)(self._derived)

    def derived(self, governs: Governs, text: str, period: str, *, of_figures: bool) -> Derivation | None:
        """What a text says at its place; None where nothing is asked of it."""
        return (self._known if len(text) <= REMEMBERED else self._derived)(governs, text, period, of_figures)

    def _derived(self, governs: Governs, text: str, period: str, of_figures: bool) -> Derivation | None:
        place = PLACES.get(governs, "")
        if not place or (place == "header" and not of_figures) or is_person(text) or PHONE.fullmatch(text):
            return None
        if place == "group" and self.sentences.heads(text):
            return None
        if place not in ("above", "group") or not is_note_line(text):
            return self.sentences.derive(text, place, period)
        said = self.sentences.derive(text, "below", period)
        attached = [turn for turn in self.sentences.derive(text, "above", period).turns if turn.symbol == ATTACHED]
        return said._replace(turns=(*said.turns, *attached))


def lock_of(senses: Senses) -> Lock:
    """The lock of a plan's words, kept as long as they are."""
    found = senses.kept.get(Lock)
    if not isinstance(found, Lock):
        found = senses.kept[Lock] = Lock(senses)
    return found
