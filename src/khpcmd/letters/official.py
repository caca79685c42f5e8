"""A letter as an official letter (công văn) in Word, laid out as Nghị định 30/2020/NĐ-CP prescribes; to be signed."""

from __future__ import annotations

from khpcmd.files import made_at
from khpcmd.letters.compose import Composer, Group, Letter
from khpcmd.render.document import Table, row_of
from khpcmd.render.docx.dress import drawn_table
from khpcmd.render.docx.page import (
    OPEN,
    Letterhead,
    Pages,
    ending,
    letterhead,
    packed,
    paragraph,
    place_and_day,
    room_on,
    run,
    state_of,
)


def official_letter(letter: Letter, composer: Composer) -> bytes:
    """The letter as a .docx file; what only the agency knows and has not said is left open in brackets."""
    agency, messages = composer.agency, composer.messages
    thanks = composer.say("official_thanks", sender=agency.name or composer.say("sender"))
    content = [*letterhead(_head(letter, composer)), *(paragraph(run(text)) for text in letter.opening)]
    for group in letter.groups:
        content += drawn_table(_table(group, composer), room_on(across=False))
    content += [paragraph(run(text)) for text in (letter.rest, *letter.closing) if text]
    content += ending(agency, thanks, messages)
    return packed([Pages(content)], letter.subject, made_at(composer.report.as_of), messages.language)


def _head(letter: Letter, composer: Composer) -> Letterhead:
    messages, agency = composer.messages, composer.agency
    about = composer.say(f"subject_matter.{letter.kind.value}", period=composer.period())
    return Letterhead(
        state=state_of(composer.report.plan, messages),
        author=((agency.superior or composer.say("superior")).upper(), (agency.name or composer.say("sender")).upper()),
        number=composer.say("number", symbol=agency.symbol or OPEN),
        place_and_day=place_and_day(agency, composer.report.as_of.year, messages),
        addressee=letter.greeting,
        about=about,
    )


def _table(group: Group, composer: Composer) -> Table:
    heads = (composer.messages.template(f"letters.columns.{key}") for key in ("number", "place", "found", "cure"))
    rows = (row_of(str(point.number), point.place, point.found, point.cure) for point in group.points)
    return Table(tuple(heads), tuple(rows), group.heading)
