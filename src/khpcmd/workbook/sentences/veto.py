"""The second lock on a text whose words today's reader takes for harmless: what its sentence says (``against``)."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

from khpcmd.workbook.governing import Governs
from khpcmd.workbook.sentences.derive import Sentences
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


class Sheet(Protocol):
    """What is known of the sheet that a text stands on."""

    senses: Senses
    period: str
    of_agency: bool
    lines: list[str]
    """The lines above its tables, as far as they are known."""


def against(sheet: Sheet, governs: Governs, account: Account) -> list[Part]:
    """The words by which a text turns the figures that it governs."""
    text, place = account.text, PLACES.get(governs, "")
    over_names = place == "header" and account.role is not Role.HEADER
    if not place or over_names or is_person(text) or PHONE.fullmatch(text):
        return []
    place = "below" if place in ("above", "group") and is_note_line(text) else place
    sentences = _sentences(sheet.senses)
    derived = sentences.derive(text, place, sheet.period)
    turns = [turn for turn in derived.turns if not names_area(turn.words)]
    if turns and not (derived.names_unit or any(sentences.derive(line, place).names_unit for line in sheet.lines)):
        turns = [turn for turn in turns if turn.symbol != OTHER_UNIT]  # that there is none is asked about by itself
    found = [Part(turn.words, turn.sense) for turn in turns]
    return [part for part in found if not sheet.of_agency or part.sense not in OF_AGENCIES]


@lru_cache(maxsize=4)
def _sentences(senses: Senses) -> Sentences:
    return Sentences(senses)
