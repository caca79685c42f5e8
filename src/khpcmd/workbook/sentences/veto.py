"""The second lock on a text whose words today's reader takes for harmless: what its sentence says (``against``)."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

from khpcmd.workbook.governing import Governs
from khpcmd.workbook.sentences.derive import KEPT, Derivation, Sentences
from khpcmd.workbook.words.meaning import Account, Part, Role, Sense
from khpcmd.workbook.words.senses import Senses
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
OTHER_UNIT = "OTHER-UNIT"
OF_AGENCIES = frozenset({Sense.SUBSET, Sense.REFERENCE})
"""What a body of the province may say of its figures: what it reports on."""


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
    lines: list[str]
    """The lines above its tables, as far as they are known."""


def against(sheet: Sheet, governs: Governs, account: Account) -> list[Part]:
    """The words by which a text turns the figures that it governs."""
    derived = _derived(sheet.senses, governs, account.role is Role.HEADER, account.text, sheet.period)
    if derived is None or not derived.turns:
        return []
    turns = [turn for turn in derived.turns if not names_area(turn.words)]
    if sheet.stamped and governs is Governs.TITLE:
        turns = [turn for turn in turns if turn.symbol not in OF_TITLES and turn.sense is not Sense.REVISED]
    if sheet.whole:
        turns = [turn for turn in turns if turn.sense is not Sense.REVISED]
    if not (derived.names_unit or any(map(_sentences(sheet.senses).names_unit, sheet.lines))):
        turns = [turn for turn in turns if turn.symbol != OTHER_UNIT]  # that there is none is asked about by itself
    return [Part(turn.words, turn.sense) for turn in turns if not sheet.of_agency or turn.sense not in OF_AGENCIES]


@lru_cache(maxsize=KEPT)
def _derived(senses: Senses, governs: Governs, of_figures: bool, text: str, period: str) -> Derivation | None:
    """What a text says at its place; None where nothing is asked of it."""
    place = PLACES.get(governs, "")
    if not place or (place == "header" and not of_figures) or is_person(text) or PHONE.fullmatch(text):
        return None
    if place == "group" and _sentences(senses).heads(text):
        return None
    place = "below" if place in ("above", "group") and is_note_line(text) else place
    return _sentences(senses).derive(text, place, period)


@lru_cache(maxsize=4)
def _sentences(senses: Senses) -> Sentences:
    return Sentences(senses)
