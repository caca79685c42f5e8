"""The type of the page: paper, margins and letters as Nghị định 30/2020/NĐ-CP, Phụ lục I, has them."""

from __future__ import annotations

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

FONT = "Times New Roman"
SHORT, LONG = 210, 297
"""A4, in millimetres."""
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 20
"""Margins in millimetres: 20-25 above and below, 30-35 on the left, 15-20 on the right."""
HEADER = 10
BODY, TABLE, SMALL = 14, 11, 9
"""Sizes of letters in points: the text 13-14; tables, and what is not part of the report, may be smaller."""
TABLE_STYLE, PLAIN_STYLE, SMALL_STYLE = "Table text", "Plain", "Small print"
KEPT = frozenset({"Normal", "heading 1", "heading 2", "header", "footer", "Default Paragraph Font", "Normal Table"})
"""The styles of the library's template that are needed; the names are those in the file."""
BLACK = RGBColor(0, 0, 0)


def dress(document: Document, language: str) -> None:
    """Give the document its styles, and nothing of the library's own template."""
    _defaults(document, language)
    _clear(document)
    normal = _style(document, "Normal", BODY)
    _paragraphs(normal, after=6, indent=10)
    normal.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    for name in ("Heading 1", "Heading 2"):
        heading = _style(document, name, BODY, bold=True)
        _paragraphs(heading, before=6, after=6, indent=10)
        heading.paragraph_format.keep_with_next = True
    for name, size, after in ((TABLE_STYLE, TABLE, 0), (PLAIN_STYLE, BODY, 0), (SMALL_STYLE, SMALL, 2)):
        plain = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        plain.base_style = normal
        _paragraphs(_style(document, name, size), after=after, indent=0)
        _style(document, name, size).paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    for name in ("Header", "Footer"):
        _paragraphs(_style(document, name, BODY if name == "Header" else SMALL), after=0, indent=0)


def paper(section: Section, *, across: bool = False) -> None:
    """A4 with the margins of the decree, upright or across; its first page has no number."""
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(LONG), Mm(SHORT)) if across else (Mm(SHORT), Mm(LONG))
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance = section.footer_distance = Mm(HEADER)
    section.different_first_page_header_footer = True


def _style(document: Document, name: str, size: int, *, bold: bool = False) -> ParagraphStyle:
    style = document.styles[name]
    if not isinstance(style, ParagraphStyle):
        raise TypeError(name)
    font = style.font
    font.name, font.size, font.bold, font.italic = FONT, Pt(size), bold, False
    font.color.rgb = BLACK
    letters = style.element.rPr.rFonts
    for script in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        letters.attrib.pop(qn(f"w:{script}"), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        letters.set(qn(f"w:{script}"), FONT)
    return style


def _paragraphs(style: ParagraphStyle, *, after: int, indent: int, before: int = 0) -> None:
    form = style.paragraph_format
    form.space_before, form.space_after, form.first_line_indent = Pt(before), Pt(after), Mm(indent)
    form.line_spacing_rule = WD_LINE_SPACING.SINGLE


def _clear(document: Document) -> None:
    """Take away the styles that nothing here uses, and what leads to them."""
    styles = document.styles.element
    for style in list(styles.iterchildren(qn("w:style"))):
        names = [name.get(qn("w:val")) for name in style.iterchildren(qn("w:name"))]
        if not KEPT.intersection(names):
            styles.remove(style)
    for link in list(styles.iter(qn("w:link"))):
        link.getparent().remove(link)


def _defaults(document: Document, language: str) -> None:
    """The language that a spelling checker goes by."""
    for found in document.styles.element.iter(qn("w:lang")):
        found.set(qn("w:val"), {"vi": "vi-VN"}.get(language, "en-US"))
