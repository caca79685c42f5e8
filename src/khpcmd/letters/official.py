"""A letter as an official letter (công văn) in Word, laid out as Nghị định 30/2020/NĐ-CP prescribes; to be signed."""

from __future__ import annotations

import docx
from docx.document import Document

from khpcmd.files import made_at
from khpcmd.letters.compose import Composer, Group, Letter
from khpcmd.render.docx.contents import Grid, Letterhead, printable
from khpcmd.render.docx.frame import ending_of, place_and_day, state_of
from khpcmd.render.docx.make import packed
from khpcmd.render.docx.page import SMALL_STYLE, draw, dress, page_number, paper, write_ending, write_letterhead

WIDTHS, WITHOUT_PLACE = (10, 32, 66, 52), (10, 88, 62)
"""The columns of the table of what is to be fixed, in millimetres; without places where the unit never saw any."""


def official_letter(letter: Letter, composer: Composer) -> bytes:
    """The letter as a .docx file; what only the agency knows and has not said is left open in brackets."""
    document = docx.Document()
    dress(document, composer.messages.language)
    paper(document.sections[0])
    page_number(document.sections[0])
    write_letterhead(document, _head(letter, composer))
    for text in letter.opening:
        _paragraph(document, text)
    for group in letter.groups:
        heading = document.add_paragraph(printable(group.heading))
        heading.paragraph_format.keep_with_next = True
        draw(document, _grid(group, composer))
        document.add_paragraph(style=SMALL_STYLE)
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


def _grid(group: Group, composer: Composer) -> Grid:
    rows = tuple((str(point.number), point.place, point.found, point.cure) for point in group.points)
    head = tuple(composer.messages.template(f"letters.columns.{key}") for key in ("number", "place", "found", "cure"))
    if any(point.place for point in group.points):
        return Grid(head, rows, WIDTHS, centered=frozenset({0}))
    without = tuple((number, found, cure) for number, _, found, cure in rows)
    return Grid((head[0], *head[2:]), without, WITHOUT_PLACE, centered=frozenset({0}))
