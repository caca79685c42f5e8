"""A letter as an official letter (công văn) in Word, laid out as Nghị định 30/2020/NĐ-CP prescribes; to be signed."""

from __future__ import annotations

from khpcmd.files import made_at
from khpcmd.letters.compose import Composer, Group, Letter
from khpcmd.render.document import Table, row_of
from khpcmd.render.docx.dress import draw_table
from khpcmd.render.docx.frame import ending_of, place_and_day, state_of
from khpcmd.render.docx.page import Letterhead, blank, packed, printable, write_ending, write_letterhead


def official_letter(letter: Letter, composer: Composer) -> bytes:
    """The letter as a .docx file; what only the agency knows and has not said is left open in brackets."""
    document = blank(composer.messages.language)
    write_letterhead(document, _head(letter, composer))
    for text in letter.opening:
        document.add_paragraph(printable(text))
    for group in letter.groups:
        draw_table(document, _table(group, composer))
    for text in filter(None, (letter.rest, *letter.closing)):
        document.add_paragraph(printable(text))
    agency = composer.agency
    thanks = composer.say("official_thanks", sender=agency.name or composer.say("sender"))
    write_ending(document, ending_of(agency, thanks, composer.messages))
    return packed(document, printable(letter.subject), made_at(composer.report.as_of))


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
    heads = (composer.messages.template(f"letters.columns.{key}") for key in ("number", "place", "found", "cure"))
    rows = (row_of(str(point.number), point.place, point.found, point.cure) for point in group.points)
    return Table(tuple(heads), tuple(rows), group.heading)
