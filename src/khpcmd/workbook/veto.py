"""The second lock on a text whose words today's reader takes for harmless: what its sentence says (``against``)."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

from khpcmd.workbook.governing import Governs
from khpcmd.workbook.words.meaning import TIMES, Account, Part, Role, Sense
from khpcmd.workbook.words.senses import Senses
from khpcmd.workbook.words.sentences import KEPT, REMEMBERED, Derivation, Sentences
from khpcmd.workbook.words.vocabulary import PHONE, is_note_line, is_person, names_area

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
OF_AGENCIES = frozenset({Sense.SUBSET, Sense.REFERENCE})
"""What a body of the province may say of its figures: what it reports on."""
OF_OTHERS = frozenset({OTHER_PROVINCE, "BODY-OF-UNIT"})
"""Whose figures its own are not either."""

OF_TITLES = frozenset({"PLAN", "PLAN-TITLE"})
"""What khpcmd itself writes above the tables of its forms: whose plan it is."""


class Sheet(Protocol):
    """What is known of the sheet that a text stands on."""

    senses: Senses
    period: str
    of_agency: bool
    stamped: bool
    whole: bool
    """Whether it is a template with every figure: a "supplement" is then a whole return that replaces another."""

    @property
    def of_units(self) -> bool:
        """Whether its rows are of units."""

    lines: list[str]
    """The lines above its tables, as far as they are known."""


def against(sheet: Sheet, governs: Governs, account: Account, *, signed: bool = False) -> list[Part]:
    """The words by which a text turns the figures that it governs; those of a ``signed`` line, which names bodies, by
    another time or province only."""
    lock = _lock(sheet.senses)
    derived = lock.derived(governs, account.text, sheet.period, of_figures=account.role is Role.HEADER)
    if derived is None or not derived.turns:
        return []
    turns = [turn for turn in derived.turns if not names_area(turn.words)]
    if sheet.stamped and governs is Governs.TITLE:
        turns = [turn for turn in turns if turn.symbol not in OF_TITLES and turn.sense is not Sense.REVISED]
    if sheet.whole:
        turns = [turn for turn in turns if turn.sense is not Sense.REVISED]
    if not (derived.names_unit or sheet.of_units or any(map(lock.sentences.names_unit, sheet.lines))):
        turns = [turn for turn in turns if turn.symbol != OTHER_UNIT]  # that there is none is asked about by itself
    if sheet.of_agency and not (governs in (Governs.REMARK, Governs.COMMENT) and sheet.of_units):
        turns = [turn for turn in turns if turn.sense not in OF_AGENCIES or turn.symbol in OF_OTHERS]
    if signed:
        turns = [turn for turn in turns if turn.sense in TIMES or turn.symbol == OTHER_PROVINCE]
    return [Part(turn.words, turn.sense) for turn in turns]


class _Lock:
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


def _lock(senses: Senses) -> _Lock:
    """The lock of a plan's words, kept as long as they are."""
    found = senses.kept.get(_Lock)
    if not isinstance(found, _Lock):
        found = senses.kept[_Lock] = _Lock(senses)
    return found
