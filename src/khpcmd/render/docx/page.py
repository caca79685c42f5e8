"""Writes paragraphs, tables and letterhead on pages as Nghị định 30/2020/NĐ-CP, Phụ lục I, prescribes them."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from khpcmd.render.wording import visible

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
CENTER = WD_ALIGN_PARAGRAPH.CENTER
Place = Document | _Cell
ROOM = SHORT - LEFT - RIGHT
ISSUER, NATION = 66, 94
"""The two columns of the letterhead, in millimetres."""
STATE, MOTTO, NUMBER = 12, 13, 13
"""Sizes of letters: the name of the state 12-13, the motto 13-14, number and date 13-14."""
LETTER = 0.4527 * 25.4 / 72
"""The width of a letter of the motto, in millimetres for each point of its size."""
SHORT_RULE, TITLE_RULE = 25, 50
SIGNING_LINES = 4
MAKER = "khpcmd"
LONGEST = 255
"""How many characters a property may have."""
LONG_AGO = (1980, 1, 1, 0, 0, 0)
UNWANTED = ("/thumbnail", "/stylesWithEffects", "/customXml", "/numbering")
"""Parts of the library's own template that do not concern a document."""


NO_BREAK, NO_BREAK_HYPHEN = "\u00a0", "\u2011"
DAY = re.compile(r"(?<![\w./-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w/-]|\.\w)")
PERCENT, UNBROKEN = " %", f"{NO_BREAK}%"
PLACE = re.compile(r"(?i)(.*)\b((?:tỉnh|thành phố|quận|huyện|thị xã|thị trấn|phường|xã|đặc khu)(?: [^ ]+){1,4})")
"""A line that ends in the name of a place: its kind, then at most four words."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The top of the first page. What only the author can know is a placeholder in brackets."""

    state: tuple[str, ...]
    """The name of the state and its motto, or what stands in their place."""
    author: tuple[str, ...]
    """Who writes: the body above, and the one that reports."""
    number: str
    place_and_day: str
    addressee: str
    mark: str = ""
    """That it is a draft; "" for nothing."""
    title: str = ""
    """What kind of document it is; "" for a letter, which has none."""
    subject: tuple[str, ...] = ()
    """What it is about, line by line."""
    limits: tuple[str, ...] = ()
    """What it does not speak for: units or targets that were left out. Empty where it speaks for the whole plan."""
    about: str = ""
    """What a letter is about, below its number."""


@dataclass(frozen=True, slots=True)
class Ending:
    """The last paragraph, whom it goes to, and who signs."""

    closing: str
    recipients_heading: str
    recipients: tuple[str, ...]
    signer: tuple[str, ...]
    """The office of the person who signs, line by line."""
    name: str


def printable(text: str) -> str:
    """A text as it is written into the document."""
    return visible(text).replace(PERCENT, UNBROKEN)


def running(text: str) -> str:
    """A text of several lines, in which none ends amid a day such as "2023-12-14"; longer words with one are kept."""
    return DAY.sub(lambda day: day[0].replace("-", NO_BREAK_HYPHEN), printable(text))


def with_place_unbroken(line: str) -> str:
    """A line of the letterhead that, where it has no room, breaks before the name of a place and never inside it."""
    found = PLACE.fullmatch(line)
    return f"{found[1]}{found[2].replace(' ', NO_BREAK)}" if found else line


def blank(language: str, *, across: bool = False) -> Document:
    """A document without text, with its styles, paper and page numbers."""
    document = docx.Document()
    dress(document, language)
    paper(document.sections[0], across=across)
    page_number(document.sections[0])
    return document


def dress(document: Document, language: str) -> None:
    """Give the document its styles, the language that spelling goes by, and nothing of the library's own template."""
    for found in document.styles.element.iter(qn("w:lang")):
        found.set(qn("w:val"), {"vi": "vi-VN"}.get(language, "en-US"))
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


def write(
    place: Paragraph, text: str, *, bold: bool | None = None, italic: bool | None = None, size: int | None = None
) -> Run:
    """More text at the end of a paragraph."""
    run = place.add_run(printable(text))
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


def numbered_from_one(section: Section) -> None:
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


def write_letterhead(document: Document, head: Letterhead) -> None:
    """The first lines of the first page, down to what the report is about."""
    left, right = _columns(document, ISSUER, NATION)
    for line in head.author:
        centered(left, with_place_unbroken(line), STATE, bold=line == head.author[-1])
    rule(left, SHORT_RULE, ISSUER)
    for line, size in zip(head.state, (STATE, MOTTO), strict=False):
        centered(right, line, size, bold=True)
    if head.state:
        rule(right, len(head.state[-1]) * MOTTO * LETTER, NATION)
    left, right = _columns(document, ISSUER, NATION)
    centered(left, head.number, NUMBER)
    if head.about:
        centered(left, head.about, STATE)
    if head.mark:
        mark = left.add_paragraph(style=PLAIN_STYLE)
        mark.alignment = CENTER
        framed(write(mark, f" {head.mark} ", bold=True, size=NUMBER))
    centered(right, head.place_and_day, NUMBER, italic=True)
    if head.title:
        _title(document, head)
    addressee = centered(document, head.addressee)
    addressee.paragraph_format.space_before, addressee.paragraph_format.space_after = Pt(12), Pt(10)


def _title(document: Document, head: Letterhead) -> None:
    """What kind of document it is, what it is about, and what it does not speak for."""
    title = centered(document, head.title, BODY, bold=True)
    title.paragraph_format.space_before = Mm(6)
    for line in head.subject:
        centered(document, line, BODY, bold=True)
    for line in head.limits:
        centered(document, f"({line})", BODY, bold=True, italic=True)
    rule(document, TITLE_RULE, ROOM)


def write_ending(document: Document, end: Ending) -> None:
    """The last paragraph, the recipients and the place for a signature."""
    document.add_paragraph(end.closing).paragraph_format.keep_with_next = True
    left, right = _columns(document, ROOM // 2, ROOM // 2)
    paragraph = left.add_paragraph(style=PLAIN_STYLE)
    write(paragraph, end.recipients_heading, bold=True, italic=True, size=12)
    for line in end.recipients:
        write(left.add_paragraph(style=PLAIN_STYLE), line, size=11)
    for line in end.signer:
        centered(right, line, BODY, bold=True)
    for _ in range(SIGNING_LINES):
        right.add_paragraph(style=PLAIN_STYLE)
    centered(right, end.name, BODY, bold=True)


def _columns(document: Document, first: int, second: int) -> tuple[_Cell, _Cell]:
    """Two cells side by side, on one page, without lines and without the empty paragraph that a cell begins with."""
    table = document.add_table(1, 2)
    table.autofit = False
    table.rows[0]._tr.get_or_add_trPr().append(element("w:cantSplit"))  # noqa: SLF001
    cells = table.rows[0].cells
    for cell, width in zip(cells, (first, second), strict=True):
        cell.width = Mm(width)
        empty = cell.paragraphs[0]._p  # noqa: SLF001
        empty.getparent().remove(empty)
    for column, width in zip(table.columns, (first, second), strict=True):
        column.width = Mm(width)
    return cells[0], cells[1]


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
