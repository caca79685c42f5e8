"""Makes the Word draft of a report: contents, pages and file."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from khpcmd.files import made_at
from khpcmd.i18n import Messages
from khpcmd.plan.beside import NOBODY
from khpcmd.render.docx.annexes import annexes, grounds, roman
from khpcmd.render.docx.contents import PART, SECTION, Annex, Marked, printable, running
from khpcmd.render.docx.frame import Frame
from khpcmd.render.docx.page import (
    SMALL_STYLE,
    TABLE_STYLE,
    centered,
    draw,
    dress,
    foot,
    numbered_from_one,
    page_number,
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

MAKER = "khpcmd"
LONGEST = 255
"""How many characters a property may have."""
LONG_AGO = (1980, 1, 1, 0, 0, 0)
UNWANTED = ("/thumbnail", "/stylesWithEffects", "/customXml", "/numbering")
"""Parts of the library's own template that do not concern this document."""


def word_report(report: Report, messages: Messages, look: Look) -> bytes:
    """The report as a Word document (.docx): a draft to be completed, numbered and signed; no file has a path in it.

    Unless ``look`` leaves it out, it ends with what is for the office alone, and what the draft was made from.
    """
    messages, agency = _spoken(report, messages), look.agency or NOBODY
    view = View(report, messages)
    wording = view.wording
    frame, local = Frame(report, wording, agency), without_paths(report)
    head = frame.letterhead()
    document = docx.Document()
    dress(document, messages.language)
    first = document.sections[0]
    paper(first)
    page_number(first)
    foot(first, say(messages, "footer"))
    write_letterhead(document, head)
    document.add_paragraph(running(frame.opening()))
    _sections(document, Body(report, wording).paragraphs())
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


def _sections(document: Document, paragraphs: Iterable[Marked]) -> None:
    """The sections and their parts with their numbers, and the points."""
    section = part = 0
    for mark, text in paragraphs:
        if mark == SECTION:
            section, part = section + 1, 0
            document.add_heading(printable(f"{roman(section)}. {text}"), level=1)
        elif mark == PART:
            part += 1
            document.add_heading(printable(f"{part}. {text}"), level=2)
        else:
            document.add_paragraph(running(f"{mark} {text}"))


def _annex(document: Document, annex: Annex) -> None:
    """An annex begins on a page of its own, and counts its pages by itself."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    Paragraph(document.element.body[-2], document).style = SMALL_STYLE  # the break: an empty line, not a page
    paper(section, across=annex.wide)
    numbered_from_one(section)
    for line in filter(None, (annex.name, annex.title)):
        centered(document, line, bold=True)
    belongs_to = centered(document, annex.belongs_to, italic=True)
    belongs_to.paragraph_format.space_after = Mm(4)
    for number, grid in enumerate(annex.grids, start=1):
        noted = bool(annex.note) and number == len(annex.grids)
        draw(document, grid, kept=noted)
        document.add_paragraph(style=SMALL_STYLE).paragraph_format.keep_with_next = noted
    if annex.note:
        head = document.add_paragraph(style=TABLE_STYLE)
        write(head, annex.note)
        head.paragraph_format.space_before = Pt(4)


def packed(document: Document, title: str, made: datetime) -> bytes:
    """The document as a file; ``made`` is the only date in it."""
    _describe(document, title, made)
    for relationships in (document.part.package.rels, document.part.rels):
        for key in [key for key, one in relationships.items() if one.reltype.endswith(UNWANTED)]:
            del relationships[key]
    saved = BytesIO()
    document.save(saved)
    return _with_fixed_dates(saved.getvalue())


def _describe(document: Document, title: str, made: datetime) -> None:
    about = document.core_properties
    about.author = about.last_modified_by = MAKER
    about.comments = ""
    about.title = title[:LONGEST]
    about.created = about.modified = made
    about.revision = 1


def _with_fixed_dates(data: bytes) -> bytes:
    whole = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as made, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(made.namelist()):  # the types of the parts come first
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), made.read(name), zipfile.ZIP_DEFLATED)
    return whole.getvalue()
