"""A letter as an official letter (công văn) in Word, laid out as Nghị định 30/2020/NĐ-CP prescribes; to be signed."""

from __future__ import annotations

from docx.document import Document

from khpcmd.files import made_at
from khpcmd.letters.compose import Composer, Group, Letter
from khpcmd.render.document import Column, Table, row_of
from khpcmd.render.docx.contents import Letterhead, printable
from khpcmd.render.docx.dress import draw_table
from khpcmd.render.docx.frame import ending_of, place_and_day, state_of
from khpcmd.render.docx.page import blank, packed, write_ending, write_letterhead

COLUMNS = {"number": (10, 10), "place": (32, 0), "found": (66, 88), "cure": (52, 62)}
"""The columns of the table of what is to be fixed, in millimetres; without places where the unit never saw any."""


def official_letter(letter: Letter, composer: Composer) -> bytes:
    """The letter as a .docx file; what only the agency knows and has not said is left open in brackets."""
    document = blank(composer.messages.language)
    write_letterhead(document, _head(letter, composer))
    for text in letter.opening:
        _paragraph(document, text)
    for group in letter.groups:
        draw_table(document, _table(group, composer))
    for text in filter(None, (letter.rest, *letter.closing)):
        _paragraph(document, text)
    agency = composer.agency
    thanks = composer.say("official_thanks", sender=agency.name or composer.say("sender"))
    write_ending(document, ending_of(agency, thanks, composer.messages))
    return packed(document, printable(letter.subject), made_at(composer.report.as_of))


def _paragraph(document: Document, text: str) -> None:
    document.add_paragraph(printable(text))


def _head(letter: Letter, composer: Composer) -> Letterhead:
    messages, agency = composer.messages, composer.agency
    about = composer.say(f"subject_matter.{letter.kind.value}", period=composer.period())
    return Letterhead(
        state=state_of(composer.report.plan, messages),
        author=((agency.superior or composer.say("superior")).upper(), (agency.name or composer.say("sender")).upper()),
        number=composer.say("number", symbol=agency.symbol or "……"),
        place_and_day=place_and_day(agency, str(composer.report.as_of.year), messages),
        addressee=letter.greeting,
        about=about,
    )


def _table(group: Group, composer: Composer) -> Table:
    placed = any(point.place for point in group.points)
    widths = {key: here if placed else elsewhere for key, (here, elsewhere) in COLUMNS.items() if placed or elsewhere}
    columns = (
        Column(composer.messages.template(f"letters.columns.{key}"), paper=width, centered=key == "number")
        for key, width in widths.items()
    )
    rows = (row_of(*(str(getattr(point, key)) for key in widths)) for point in group.points)
    return Table(tuple(columns), tuple(rows), group.heading)
