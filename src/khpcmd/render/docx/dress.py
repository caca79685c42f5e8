"""Any document in Word: its headings, points and tables, on as much paper as these need.

Paragraphs, letterhead and pages are as Nghị định 30/2020/NĐ-CP, Phụ lục I, prescribes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from math import ceil, sqrt
from typing import NamedTuple, assert_never

import docx
from docx.document import Document as File
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section as Pages
from docx.shared import Length, Mm, Pt, RGBColor, Twips
from docx.styles.style import ParagraphStyle
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from khpcmd.files import made_at
from khpcmd.i18n import Messages
from khpcmd.plan.beside import Agency
from khpcmd.plan.model import Plan
from khpcmd.render.document import (
    NO_TEXT,
    Block,
    Document,
    Facts,
    Findings,
    Lines,
    Row,
    Section,
    Table,
    Text,
    Units,
)
from khpcmd.render.formats import Look
from khpcmd.render.wording import visible
from khpcmd.workbook.file.zip import of_no_day

FONT, BLACK = "Times New Roman", RGBColor(0, 0, 0)
NARROW, WIDE = 210, 297
"""A4, in millimetres."""
TOP, BOTTOM, LEFT, RIGHT, HEADER = 20, 20, 30, 20, 10
"""Margins in millimetres: 20-25 above and below, 30-35 on the left, 15-20 on the right."""
BODY, MIDDLE, SMALLER, SMALLEST = Pt(14), Pt(13), Pt(12), Pt(11)
"""Sizes of letters: the text and the motto 13-14, the name of the state 12-13, recipients 11-12."""
CENTER, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
ISSUER, NATION = 66, 94
"""The two columns of the letterhead, in millimetres."""
LETTER_OF_MOTTO = 0.4527 * 25.4 / 72
"""The width of a letter of the motto, in millimetres for each point of its size."""
SHORT_RULE, TITLE_RULE = 25, 50
SIGNING_LINES = 4
OPEN = "……"
"""What is filled in by hand."""
LONGEST_PROPERTY = 255
"""How many characters a property may have."""
LONG_AGO = date(1980, 1, 1)
"""The date of a document that is of no day."""
NO_BREAK, NO_BREAK_HYPHEN = "\u00a0", "\u2011"
DAY = re.compile(r"(?<![\w./-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w/-]|\.\w)")
PERCENT, UNBROKEN = " %", f"{NO_BREAK}%"
PLACE = re.compile(r"(?i)(.*)\b((?:tỉnh|thành phố|quận|huyện|thị xã|thị trấn|phường|xã|đặc khu)(?: [^ ]+){1,4})")
"""A line that ends in the name of a place: its kind, then at most four words."""


class _Form(NamedTuple):
    """The letters and paragraphs of a style; the first line begins ``indent`` millimetres from the left."""

    size: Length = BODY
    bold: bool = False
    before: int = 0
    after: int = 0
    indent: int = 0
    alignment: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT


TABLE, PLAIN, SMALL = "Table text", "Plain", "Small print"
"""The styles beside those of the library: tables, and what is not part of the report, may be smaller than the text."""
HEADING = _Form(bold=True, before=6, after=6, indent=10, alignment=JUSTIFY)
STYLES = {
    "Normal": _Form(after=6, indent=10, alignment=JUSTIFY),
    "Heading 1": HEADING,
    "Heading 2": HEADING,
    "Header": _Form(),
    "Footer": _Form(Pt(9)),
    TABLE: _Form(SMALLEST),
    PLAIN: _Form(),
    SMALL: _Form(Pt(9), after=2),
}
GRID = "Table Grid"
KEPT_STYLES = {GRID, "Normal Table", "Default Paragraph Font"}
KEPT_PARTS = ("/officeDocument", "/core-properties", "/styles", "/settings", "/header", "/footer")
"""What is needed of the library's own template, by names of styles and by kinds of parts."""
CELL_MARGINS = {"top": 30, "left": 70, "bottom": 30, "right": 70}
"""Of a table with lines, in twentieths of a point."""
PAGE_NUMBER = f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>2</w:t></w:r></w:fldSimple>'
FROM_ONE = f'<w:pgNumType {nsdecls("w")} w:start="1"/>'
RULE = f'<w:pBdr {nsdecls("w")}><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
FRAME = f'<w:bdr {nsdecls("w")} w:val="single" w:sz="8" w:space="2" w:color="000000"/>'
UNDIVIDED = f"<w:cantSplit {nsdecls('w')}/>"
"""What the library has no words for."""


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


def blank(language: str, *, across: bool = False, foot: str = "") -> File:
    """A document with its styles and paper, the numbers of its pages, and ``foot`` at the foot of each."""
    document = docx.Document()
    _dress(document, language)
    section = document.sections[0]
    _paper(section, across=across)
    number = section.header.paragraphs[0]
    number.alignment = CENTER
    number.paragraph_format.element.append(parse_xml(PAGE_NUMBER))
    for footer in (section.first_page_footer, section.footer):
        footer.paragraphs[0].alignment = CENTER
        write(footer.paragraphs[0], foot, italic=True)
    return document


def _dress(document: File, language: str) -> None:
    """Give the document its styles, the language that spelling goes by, and no other style of the library."""
    styles = document.styles
    for name in (TABLE, PLAIN, SMALL):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    for style in list(styles):
        if isinstance(style, ParagraphStyle) and style.name in STYLES:
            _form(style, STYLES[style.name])
        elif style.name not in KEPT_STYLES:
            style.delete()
    for link in list(styles.element.iter(qn("w:link"))):
        link.getparent().remove(link)
    for letters in styles.element.iter(qn("w:rFonts")):
        letters.attrib.clear()
        letters.attrib.update({qn(f"w:{script}"): FONT for script in ("ascii", "hAnsi", "eastAsia", "cs")})
    for found in styles.element.iter(qn("w:lang")):
        found.set(qn("w:val"), {"vi": "vi-VN"}.get(language, "en-US"))
    (margins,) = styles[GRID].element.iter(qn("w:tblCellMar"))
    for side, width in CELL_MARGINS.items():
        margins.find(qn(f"w:{side}")).set(qn("w:w"), str(width))


def _form(style: ParagraphStyle, form: _Form) -> None:
    font, layout = style.font, style.paragraph_format
    font.name, font.size, font.bold, font.italic = FONT, form.size, form.bold, False
    font.color.rgb = BLACK
    layout.space_before, layout.space_after, layout.line_spacing = Pt(form.before), Pt(form.after), 1.0
    layout.first_line_indent, layout.alignment = Mm(form.indent), form.alignment


def _paper(section: Pages, *, across: bool) -> None:
    """A4 with the margins of the decree, upright or across; its first page has no number."""
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(WIDE), Mm(NARROW)) if across else (Mm(NARROW), Mm(WIDE))
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance = section.footer_distance = Mm(HEADER)
    section.different_first_page_header_footer = True


def add_pages(document: File, *, across: bool) -> None:
    """Begin a page of a section of its own, which counts its pages from 1."""
    section = document.add_section()
    document.paragraphs[-1].style = SMALL  # the break: an empty line, not a page
    _paper(section, across=across)
    properties = document.element.body.get_or_add_sectPr()
    if properties.find(qn("w:pgNumType")) is None:
        properties.insert_element_before(parse_xml(FROM_ONE), "w:cols", "w:titlePg", "w:docGrid")


def room(document: File) -> Length:
    """The width between the margins of the last page."""
    across = document.sections[-1].orientation is WD_ORIENT.LANDSCAPE
    return Mm((WIDE if across else NARROW) - LEFT - RIGHT)


def write(place: Paragraph, text: str, *, bold: bool = False, italic: bool = False, size: Length | None = None) -> Run:
    """More text at the end of a paragraph, as its style is but for what is given."""
    run = place.add_run(printable(text))
    run.bold, run.italic, run.font.size = bold or None, italic or None, size
    return run


def centered(
    place: File | _Cell, text: str, size: Length | None = None, *, bold: bool = False, italic: bool = False
) -> Paragraph:
    """A line of its own in the middle."""
    paragraph = place.add_paragraph(style=PLAIN)
    paragraph.alignment = CENTER
    write(paragraph, text, bold=bold, italic=italic, size=size)
    return paragraph


def _rule(place: File | _Cell, width: float, space: float) -> None:
    """A line ``width`` millimetres long in the middle of ``space``."""
    form = place.add_paragraph(style=PLAIN).paragraph_format
    form.element.get_or_add_pPr().append(parse_xml(RULE))
    form.left_indent = form.right_indent = Mm(max(0.0, space - width) / 2)
    form.space_before, form.space_after, form.line_spacing = Pt(3), Pt(4), Pt(4)


def write_letterhead(document: File, head: Letterhead) -> None:
    """The first lines of the first page, down to what the report is about."""
    left, right = _beside(document, ISSUER, NATION)
    for line in head.author:
        centered(left, with_place_unbroken(line), SMALLER, bold=line == head.author[-1])
    _rule(left, SHORT_RULE, ISSUER)
    for line, size in zip(head.state, (SMALLER, MIDDLE), strict=False):
        centered(right, line, size, bold=True)
    if head.state:
        _rule(right, len(head.state[-1]) * MIDDLE.pt * LETTER_OF_MOTTO, NATION)
    else:
        right.add_paragraph()  # no cell is without one
    left, right = _beside(document, ISSUER, NATION)
    centered(left, head.number, MIDDLE)
    if head.about:
        centered(left, head.about, SMALLER)
    if head.mark:
        (mark,) = centered(left, f" {head.mark} ", MIDDLE, bold=True).runs
        mark.font.element.get_or_add_rPr().append(parse_xml(FRAME))
    centered(right, head.place_and_day, MIDDLE, italic=True)
    if head.title:
        _write_title(document, head)
    addressee = centered(document, head.addressee).paragraph_format
    addressee.space_before, addressee.space_after = Pt(12), Pt(10)


def _write_title(document: File, head: Letterhead) -> None:
    """What kind of document it is, what it is about, and what it does not speak for."""
    centered(document, head.title, bold=True).paragraph_format.space_before = Mm(6)
    for line in head.subject:
        centered(document, line, bold=True)
    for line in head.limits:
        centered(document, f"({line})", bold=True, italic=True)
    _rule(document, TITLE_RULE, ISSUER + NATION)


def write_ending(document: File, agency: Agency, closing: str, messages: Messages) -> None:
    """The last paragraph, whom it goes to and who signs; what the agency has not said is in brackets."""

    def say(key: str, **values: str) -> str:
        return messages.text(f"word_report.{key}", **values)

    last = document.add_paragraph(printable(closing))
    last.paragraph_format.keep_with_next = True
    left, right = _beside(document, (ISSUER + NATION) // 2, (ISSUER + NATION) // 2)
    write(left.add_paragraph(style=PLAIN), say("recipients"), bold=True, italic=True, size=SMALLER)
    others = (say("recipient", name=name) for name in agency.recipients or (say("left_open"),))
    archive = say("archive", archive=agency.archive or say("archive_open"))
    for line in (say("same_as_above"), *others, archive):
        write(left.add_paragraph(style=PLAIN), line, size=SMALLEST)
    for line in agency.signer or (say("signer"),):
        centered(right, line, bold=True)
    for _ in range(SIGNING_LINES):
        right.add_paragraph(style=PLAIN)
    centered(right, agency.signer_name or say("name"), bold=True)


def state_of(plan: Plan, messages: Messages) -> tuple[str, ...]:
    """The name of the state and its motto, or what the plan has instead."""
    if plan.letterhead is not None:
        return tuple(line.in_(messages.language) for line in plan.letterhead.state)
    return (messages.template("template.nation"), messages.template("template.motto")) if plan.official else ()


def place_and_day(agency: Agency, year: int, messages: Messages) -> str:
    """Where and in which year it is signed; the day is written by hand."""
    return messages.text("word_report.place_and_day", place=agency.place or OPEN, year=str(year))


def _beside(document: File, *millimetres: int) -> tuple[_Cell, ...]:
    """Cells side by side, without lines around them and without the empty paragraph that a cell begins with."""
    table = document.add_table(1, len(millimetres))
    table.autofit = False
    cells: tuple[_Cell, ...] = table.rows[0].cells
    for column, cell, width in zip(table.columns, cells, millimetres, strict=True):
        column.width = cell.width = Mm(width)
        empty = cell.paragraphs[0].paragraph_format.element
        empty.getparent().remove(empty)
    return cells


def packed(document: File, title: str, made: datetime) -> bytes:
    """The document as a file in which no row is torn apart; ``made`` is the only date in it."""
    for row in document.element.iter(qn("w:tr")):
        row.get_or_add_trPr().append(parse_xml(UNDIVIDED))
    about = document.core_properties
    about.author = about.last_modified_by = "khpcmd"
    about.title, about.comments, about.revision = printable(title)[:LONGEST_PROPERTY], "", 1
    about.created = about.modified = made
    for relations in (document.part.package.rels, document.part.rels):
        for key in [key for key, one in relations.items() if not one.reltype.endswith(KEPT_PARTS)]:
            del relations[key]
    saved = BytesIO()
    document.save(saved)
    return of_no_day(saved)


POINT, BELOW = "-", "+"
"""What stands before a point, and before a line beneath one."""
ABREAST = 7
"""How many columns stand beside the first one at most; more of them make further tables."""
UPRIGHT = 5
"""A table of more columns lies across."""
SHORT = 24
"""Columns with no longer line than that stand in the middle."""
LETTER, LONGEST, BESIDE = 110, 14, 2
"""Twentieths of a point: the width of a letter. Up to how many letters of a word are not broken, and how much room a
column has beside them, in letters."""
HEAD = f"<w:tblHeader {nsdecls('w')}/>"
"""That a row is repeated on every page."""


def word(document: Document, look: Look) -> bytes:
    """The document as a Word file; what it was made from and the answer come last."""
    file = blank(look.language, across=any(lies_across(section.blocks) for section in document.sections))
    centered(file, document.headline, bold=True)
    for line in document.about:
        file.add_paragraph(running(line), PLAIN)
    draw(file, document.sections)
    for line in document.small_print:
        file.add_paragraph(running(line), SMALL)
    write(file.add_paragraph(style=PLAIN), document.closing, bold=True)
    return packed(file, document.headline, made_at(LONG_AGO))


def draw(file: File, sections: Iterable[Section]) -> None:
    """The sections at the end of a file."""
    for section in sections:
        if section.heading:
            file.add_heading(printable(section.heading), level=2 if section.part else 1)
        for block in section.blocks:
            _block(file, block)


def _block(file: File, block: Block) -> None:
    match block:
        case Table():
            draw_table(file, block)
        case Facts():
            for label, texts in block.facts:
                _points(file, (label,))
                _points(file, texts, BELOW)
        case Lines():
            _points(file, (line.text for line in block.lines))
        case Findings():
            _heading(file, block.head.text)
            for fault in block.faults:
                (found,) = _points(file, (f"{fault.code} {fault.where}: {fault.message}",))
                write(found, "" if block.gone else f" {fault.cure}", italic=True)
        case Units():
            draw_table(file, block.table)
            _points(file, (block.matrix.legend,))
        case _:
            assert_never(block)


def _points(file: File, texts: Iterable[str], mark: str = POINT) -> list[Paragraph]:
    """A paragraph behind a mark for each text."""
    return [file.add_paragraph(running(f"{mark} {text}")) for text in texts]


def _heading(file: File, text: str, *, bold: bool = True) -> None:
    """A line that stands on the page of what follows."""
    if text:
        paragraph = file.add_paragraph(style=PLAIN if bold else None)
        write(paragraph, text, bold=bold)
        paragraph.paragraph_format.keep_with_next = True


def lies_across(blocks: Iterable[Block]) -> bool:
    """Whether a table among the blocks needs paper that lies across."""
    tables = (block.table if isinstance(block, Units) else block for block in blocks)
    return any(isinstance(one, Table) and len(one.columns) > UPRIGHT for one in tables)


def draw_table(file: File, table: Table, *, kept: bool = False) -> None:
    """The table at the end of a file, or several where it has too many columns; below it the details of its rows.

    ``kept``: its last row stands on the page of what follows, so that a note is not alone on one.
    """
    _heading(file, table.heading, bold=False)
    for part in _abreast(table):
        _grid(file, part, kept=kept)
        file.add_paragraph(style=SMALL).paragraph_format.keep_with_next = kept or None
    for row in table.rows:
        if row.details:
            _heading(file, row.head.text)
            _points(file, row.details)


def _abreast(table: Table) -> Iterator[Table]:
    """The columns that have anything in them, in tables of about as many beside the first one, without blank rows."""
    said = [at for at, lines in enumerate(_lines(table)) if any(lines[1:])][1:]
    parts = max(1, ceil(len(said) / ABREAST))
    many = max(1, ceil(len(said) / parts))
    for start in range(0, max(1, len(said)), many):
        here = said[start : start + many]
        rows = (Row((row.cells[0], *(row.cells[at] for at in here))) for row in table.rows)
        found = (row for row in rows if parts == 1 or any(line.text for cell in row.cells[1:] for line in cell))
        yield Table((table.columns[0], *(table.columns[at] for at in here)), tuple(found))


def _lines(table: Table) -> list[list[str]]:
    """The lines of each column, its heading first."""
    columns = zip(*(row.cells for row in table.rows), strict=True)
    return [
        [heading, *(line.text for cell in cells for line in cell)]
        for heading, cells in zip(table.columns, columns, strict=True)
    ]


def _widths(lines: list[list[str]], room: float) -> list[int]:
    """How wide the columns of these lines are: room for their longest words, and of the rest by the square root of
    how much stands in them, so that none gets much higher than the others."""
    words = (max(map(len, " ".join(texts).split()), default=0) for texts in lines)
    least = [(min(word, LONGEST) + BESIDE) * LETTER for word in words]
    wished, rest = [sqrt(sum(map(len, texts))) for texts in lines], max(0.0, room - sum(least))
    found = [one + rest * wish / sum(wished) for one, wish in zip(least, wished, strict=True)]
    return [int(one * min(1, room / sum(found))) for one in found]


def _grid(file: File, table: Table, *, kept: bool) -> None:
    """A table whose head is repeated on every page."""
    lines, rows = _lines(table), [row.cells for row in table.rows]
    grid = file.add_table(1 + len(rows), len(lines), GRID)
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    widths = [Twips(width) for width in _widths(lines, room(file) / Twips(1))]
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    middle = [  # short columns stand there, names of rows do not
        all(len(text) <= SHORT if number else text.isdecimal() for text in texts)
        for number, (_, *texts) in enumerate(lines)
    ]
    head, *others = grid.rows
    head._tr.get_or_add_trPr().append(parse_xml(HEAD))  # noqa: SLF001  # the library has no word for it
    style = file.styles[TABLE].style_id  # looked for once: by its name it takes half the time of a table
    _fill(head, [(Text(heading),) for heading in table.columns], widths, [True] * len(widths), style, bold=True)
    filled = [_fill(row, cells, widths, middle, style) for row, cells in zip(others, rows, strict=True)]
    for paragraph in filled[-1] if kept else ():
        paragraph.paragraph_format.keep_with_next = True


def _fill(  # noqa: PLR0913  # what is told of each cell
    row: _Row,
    texts: Iterable[Sequence[Text]],
    widths: list[Twips],
    middle: list[bool],
    style: str,
    *,
    bold: bool = False,
) -> list[Paragraph]:
    """The paragraphs of a row that is filled, one for each line of a cell."""
    found = list[Paragraph]()
    for cell, lines, width, centred in zip(row.cells, texts, widths, middle, strict=True):
        cell.width, cell.vertical_alignment = width, WD_ALIGN_VERTICAL.CENTER
        for number, line in enumerate(lines or (NO_TEXT,)):
            paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
            paragraph._p.style = style  # noqa: SLF001  # the same for every cell
            if centred:
                paragraph.alignment = CENTER
            write(paragraph, line.text, bold=bold)
            found.append(paragraph)
    return found
