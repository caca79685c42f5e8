"""The law of documents: nothing told is lost. Every text of a document stands in every dress of it."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn

import scenes
from khpcmd.changes import compared
from khpcmd.i18n import Messages
from khpcmd.plan.load import load_plan
from khpcmd.render.changes import changes_document
from khpcmd.render.document import Block, Document, Facts, Findings, Lines, Table, Units
from khpcmd.render.docx.dress import word
from khpcmd.render.explained import explained_document, promised_document
from khpcmd.render.formats import Format, Look, dressed
from khpcmd.render.plain import md
from khpcmd.render.plan.page import plan_document
from khpcmd.render.view import files_document, report_document
from khpcmd.render.wording import visible
from khpcmd.report import DataReport, FileResult, Standing
from places import PLANS, languages

WIDE = 5000
"""So wide a terminal breaks only cells of narrow columns: there each word is looked for."""
DRESSES = tuple(form for form in Format if form.dress)


def documents(language: str) -> Iterator[Document]:
    messages, look = Messages(language), Look(Format.PLAIN, by_unit=True, exit_code=3)
    file = FileResult("returns.xlsx", "", ("291",), ("year",), Standing.FAULTY, scenes.FAULTS)
    sound, faulty = scenes.report(scenes.sound()), scenes.report(scenes.faulty(), *scenes.FAULTS)
    yield report_document(faulty, messages, look)
    yield report_document(sound, messages, look)
    yield changes_document(compared(sound, faulty), messages, look)
    yield explained_document(faulty, messages, 3)
    yield promised_document(faulty, messages)
    yield files_document(DataReport(faulty.plan, "0" * 64, False, (file,)), messages, look)
    yield from (plan_document(load_plan(file).plan, messages) for file in PLANS[:2])


def texts(document: Document) -> Iterator[str]:
    """Everything that is told; of the small print a terminal has the first line."""
    yield from (document.headline, *document.about, *document.small_print[:1], document.closing)
    for section in document.sections:
        yield section.heading
        for block in section.blocks:
            yield from told(block)


def told(block: Block) -> Iterator[str]:
    match block:
        case Table():
            yield block.heading
            for row in block.rows:
                yield from row.details
                yield from (part for cell in row.cells for line in cell for part in line.text.split("  "))
        case Facts():
            yield from (text for label, texts in block.facts for text in (label, *texts))
        case Lines():
            yield from (line.text for line in (block.lines if block.fewer is None else block.fewer))
        case Findings():
            yield block.head.text
            for fault in block.faults:
                yield from (fault.code, fault.place, fault.message, "" if block.gone else fault.cure)
        case Units():
            yield from (row.unit for row in block.matrix.rows)
            yield from block.matrix.targets


def drawn_in(document: Document, form: Format) -> str:
    """The texts of a document as they are drawn; of a Word file each paragraph is a line."""
    if form.content == "text":
        return dressed(document, Look(form, width=WIDE))
    file = docx.Document(BytesIO(word(document, Look(form))))
    return "\n".join("".join(text.text or "" for text in one.iter(qn("w:t"))) for one in file.element.iter(qn("w:p")))


@languages
@pytest.mark.parametrize("form", DRESSES)
def test_every_text_of_a_document_stands_in_every_dress(form: Format, language: str) -> None:
    for document in documents(language):
        drawn = " ".join(drawn_in(document, form).replace("\u2011", "-").split())
        shown = md if form is Format.MARKDOWN else visible
        pieces = [piece for text in texts(document) for piece in (text.split() if form is Format.TABLE else (text,))]
        lost = [piece for piece in pieces if " ".join(shown(piece).split()) not in drawn]
        assert lost == [], document.headline
