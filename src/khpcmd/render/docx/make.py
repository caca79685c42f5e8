"""Makes the Word draft of a report: contents, pages and file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from khpcmd.files import made_at
from khpcmd.i18n import Messages
from khpcmd.plan.beside import NOBODY
from khpcmd.render.document import Section
from khpcmd.render.docx.annexes import annexes, grounds, roman
from khpcmd.render.docx.contents import Annex, printable, running
from khpcmd.render.docx.dress import draw, draw_table, lies_across
from khpcmd.render.docx.frame import Frame
from khpcmd.render.docx.page import (
    SMALL_STYLE,
    TABLE_STYLE,
    blank,
    centered,
    foot,
    numbered_from_one,
    packed,
    paper,
    write,
    write_ending,
    write_letterhead,
)
from khpcmd.render.docx.sections import Body
from khpcmd.render.docx.sentences import say
from khpcmd.render.formats import Look
from khpcmd.render.told.file import without_paths
from khpcmd.render.view import View
from khpcmd.report import Report


def word_report(report: Report, messages: Messages, look: Look) -> bytes:
    """The report as a Word document (.docx): a draft to be completed, numbered and signed; no file has a path in it.

    Unless ``look`` leaves it out, it ends with what is for the office alone, and what the draft was made from.
    """
    messages, agency = _spoken(report, messages), look.agency or NOBODY
    view = View(report, messages)
    wording = view.wording
    frame, local = Frame(report, wording, agency), without_paths(report)
    head = frame.letterhead()
    document = blank(messages.language)
    foot(document.sections[0], say(messages, "footer"))
    write_letterhead(document, head)
    document.add_paragraph(running(frame.opening()))
    draw(document, _numbered(Body(report, wording).sections()))
    write_ending(document, frame.ending())
    for annex in annexes(report, view, frame.belongs_to()):
        _annex(document, annex)
    if look.internal:
        _annex(document, grounds(view, local, messages))
    return packed(document, printable(" ".join((head.title, *head.subject))), made_at(report.as_of))


def _spoken(report: Report, messages: Messages) -> Messages:
    """The messages of a text to be signed: in a language that the plan has, for it quotes the plan all through."""
    languages = report.plan.languages
    return messages if messages.language in languages else Messages(languages[0])


def _numbered(sections: Iterable[Section]) -> Iterator[Section]:
    """The sections with their numbers, and the parts of each with theirs."""
    section = part = 0
    for one in sections:
        section, part = (section, part + 1) if one.part else (section + 1, 0)
        yield replace(one, heading=f"{part or roman(section)}. {one.heading}")


def _annex(document: Document, annex: Annex) -> None:
    """An annex begins on a page of its own, and counts its pages by itself."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    Paragraph(document.element.body[-2], document).style = SMALL_STYLE  # the break: an empty line, not a page
    paper(section, across=lies_across(annex.tables))
    numbered_from_one(section)
    for line in filter(None, (annex.name, annex.title)):
        centered(document, line, bold=True)
    belongs_to = centered(document, annex.belongs_to, italic=True)
    belongs_to.paragraph_format.space_after = Mm(4)
    for number, table in enumerate(annex.tables, start=1):
        draw_table(document, table, kept=bool(annex.note) and number == len(annex.tables))
    if annex.note:
        head = document.add_paragraph(style=TABLE_STYLE)
        write(head, annex.note)
        head.paragraph_format.space_before = Pt(4)
