"""The pen: paragraphs, rules and page numbers. Whatever is written goes through here, and comes out as text."""

from __future__ import annotations

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from khpcmd.render.word_report.plainly import said
from khpcmd.render.word_report.styles import BODY, PLAIN_STYLE

CENTER, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT
Place = Document | _Cell


def write(
    place: Paragraph, text: str, *, bold: bool | None = None, italic: bool | None = None, size: int | None = None
) -> Run:
    """More text at the end of a paragraph."""
    run = place.add_run(said(text))
    run.bold, run.italic = bold, italic
    if size is not None:
        run.font.size = Pt(size)
    return run


def centered(
    place: Place, text: str, size: int = BODY, *, bold: bool | None = None, italic: bool | None = None
) -> Paragraph:
    """A line of its own in the middle."""
    paragraph = place.add_paragraph(style=PLAIN_STYLE)
    paragraph.alignment = CENTER
    write(paragraph, text, bold=bold, italic=italic, size=size)
    return paragraph


def rule(place: Place, width: float, room: float) -> None:
    """A line ``width`` millimetres long in the middle of ``room``."""
    paragraph = place.add_paragraph(style=PLAIN_STYLE)
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Mm(max(0.0, (room - width) / 2))
    form.space_before, form.space_after = Pt(3), Pt(4)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(4)
    border = element("w:pBdr")
    border.append(element("w:top", val="single", sz="6", space="1", color="000000"))
    paragraph._p.get_or_add_pPr().insert_element_before(border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")  # noqa: SLF001


def element(name: str, **attributes: str) -> BaseOxmlElement:
    """An element of WordprocessingML with attributes of the same name space."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def framed(run: Run) -> None:
    """Draw a box around a run."""
    run._r.get_or_add_rPr().append(element("w:bdr", val="single", sz="8", space="2", color="000000"))  # noqa: SLF001


def numbered_anew(section: Section) -> None:
    """Count the pages of a section from 1; one that was made from such a section does so already."""
    properties = section._sectPr  # noqa: SLF001
    if properties.find(qn("w:pgNumType")) is None:
        properties.insert_element_before(element("w:pgNumType", start="1"), "w:cols", "w:titlePg", "w:docGrid")


def page_number(section: Section) -> None:
    """The number of the page in the middle of its head, from the second page on."""
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = CENTER
    field = element("w:fldSimple", instr="PAGE")
    run = element("w:r")
    text = element("w:t")
    text.text = "2"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001


def foot(section: Section, text: str) -> None:
    """The same line at the foot of every page."""
    for footer in (section.first_page_footer, section.footer):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = CENTER
        write(paragraph, text, italic=True)
