"""The Word draft of a report."""

from __future__ import annotations

from collections.abc import Iterable

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from khpcmd.i18n import Messages
from khpcmd.render.dated import made_at
from khpcmd.render.word_report import heads
from khpcmd.render.word_report.annexes import roman
from khpcmd.render.word_report.compose import compose
from khpcmd.render.word_report.contents import Annex, Draft, Item, Section
from khpcmd.render.word_report.package import packed
from khpcmd.render.word_report.page import centered, foot, numbered_anew, page_number, write
from khpcmd.render.word_report.plainly import said
from khpcmd.render.word_report.styles import SMALL_STYLE, TABLE_STYLE, dress, paper
from khpcmd.render.word_report.tables import draw
from khpcmd.results import Report


def word_report(report: Report, messages: Messages) -> bytes:
    """The report as a Word document (.docx): a draft that somebody completes, numbers and signs."""
    draft = compose(report, messages)
    document = docx.Document()
    dress(document, messages.language)
    _pages(document, draft)
    heads.letterhead(document, draft.letterhead)
    document.add_paragraph(said(draft.opening))
    for number, section in enumerate(draft.sections, start=1):
        _section(document, number, section)
    heads.ending(document, draft.ending)
    for annex in draft.annexes:
        _annex(document, annex)
    _small_print(document, draft.small_print)
    title = " ".join((draft.letterhead.title, *draft.letterhead.subject))
    return packed(document, said(title), made_at(report.as_of))


def _pages(document: Document, draft: Draft) -> None:
    first = document.sections[0]
    paper(first)
    page_number(first)
    foot(first, draft.footer)


def _section(document: Document, number: int, section: Section) -> None:
    document.add_heading(said(f"{roman(number)}. {section.heading}"), level=1)
    counted = 0
    for part in section.parts:
        if part.heading:
            counted += 1
            document.add_heading(said(f"{counted}. {part.heading}"), level=2)
        _items(document, part.items)


def _items(document: Document, items: Iterable[Item]) -> None:
    for item in items:
        document.add_paragraph(said(f"- {item.text}"))
        for line in item.lines:
            document.add_paragraph(said(f"+ {line}"))


def _annex(document: Document, annex: Annex) -> None:
    """An annex begins on a page of its own, and counts its pages by itself."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    Paragraph(document.element.body[-2], document).style = SMALL_STYLE  # the break: an empty line, not a page
    paper(section, across=annex.wide)
    numbered_anew(section)
    centered(document, annex.name, bold=True)
    centered(document, annex.title, bold=True)
    belongs_to = centered(document, annex.belongs_to, italic=True)
    belongs_to.paragraph_format.space_after = Mm(4)
    for grid in annex.grids:
        draw(document, grid)
        document.add_paragraph(style=SMALL_STYLE)
    for item in annex.items:
        head = document.add_paragraph(style=TABLE_STYLE)
        write(head, item.text, bold=bool(item.lines))
        head.paragraph_format.space_before = Pt(4)
        head.paragraph_format.keep_with_next = bool(item.lines)
        for line in item.lines:
            document.add_paragraph(said(f"- {line}"), style=TABLE_STYLE)


def _small_print(document: Document, lines: Iterable[str]) -> None:
    for line in lines:
        write(document.add_paragraph(style=SMALL_STYLE), line, italic=True)
