"""Any document in Word: its headings, points and tables, on as much paper as these need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from html import escape
from math import sqrt
from typing import assert_never

from docx.document import Document as File
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Twips
from docx.text.paragraph import Paragraph

from khpcmd.files import made_at
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
from khpcmd.render.docx.page import (
    PLAIN_STYLE,
    SMALL_STYLE,
    TABLE_STYLE,
    blank,
    centered,
    packed,
    printable,
    running,
    write,
)
from khpcmd.render.formats import Look

POINT, BELOW = "-", "+"
"""What stands before a point, and before a line beneath one."""
LONG_AGO = date(1980, 1, 1)
"""The date of a document that is of no day."""
ABREAST = 7
"""How many columns stand beside the first one at most; more of them make further tables."""
UPRIGHT = 5
"""A table of more columns lies across."""
SHORT = 24
"""Columns with no longer line than that stand in the middle."""
LETTER, LONGEST, BESIDE = 110, 14, 2
"""Twentieths of a point: the width of a letter. Up to how many letters of a word are not broken, and how much room a
column has beside them, in letters."""
IN_THE_MIDDLE = '<w:jc w:val="center"/>'
EDGES = "".join(
    f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
)
MARGINS = "".join(
    f'<w:{side} w:w="{twips}" w:type="dxa"/>'
    for side, twips in (("top", 30), ("left", 70), ("bottom", 30), ("right", 70))
)


def word(document: Document, look: Look) -> bytes:
    """The document as a Word file; what it was made from and the answer come last."""
    across = any(lies_across(section.blocks) for section in document.sections)
    file = blank(look.language, across=across)
    centered(file, document.headline, bold=True)
    for line in document.about:
        file.add_paragraph(running(line), style=PLAIN_STYLE)
    draw(file, document.sections)
    for line in document.small_print:
        file.add_paragraph(running(line), style=SMALL_STYLE)
    write(file.add_paragraph(style=PLAIN_STYLE), document.closing, bold=True)
    return packed(file, printable(document.headline), made_at(LONG_AGO))


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


def _heading(file: File, text: str, *, bold: bool | None = True) -> None:
    """A line that stands on the page of what follows."""
    if text:
        paragraph = file.add_paragraph(style=PLAIN_STYLE if bold else None)
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
    _heading(file, table.heading, bold=None)
    for part in _abreast(table):
        file.element.body.insert_element_before(parse_xml(_xml(file, part, kept=kept)), "w:sectPr")
        file.add_paragraph(style=SMALL_STYLE).paragraph_format.keep_with_next = kept
    for row in table.rows:
        if row.details:
            _heading(file, row.head.text)
            _points(file, row.details)


def _abreast(table: Table) -> Iterator[Table]:
    """The columns that have anything in them, in tables of about as many beside the first one, without blank rows."""
    said = [at for at, lines in enumerate(_lines(table)) if any(lines[1:])][1:]
    parts = max(1, -(-len(said) // ABREAST))
    many = max(1, -(-len(said) // parts))
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
    words = [max(map(len, " ".join(texts).split()), default=0) for texts in lines]
    least = [(min(word, LONGEST) + BESIDE) * LETTER for word in words]
    wished = [sqrt(sum(map(len, texts))) for texts in lines]
    rest = max(0.0, room - sum(least))
    found = [one + rest * wish / sum(wished) for one, wish in zip(least, wished, strict=True)]
    return [int(one * min(1, room / sum(found))) for one in found]


def _in_the_middle(lines: list[list[str]]) -> Iterator[str]:
    """The layout of the columns: short ones stand in the middle, names of rows do not."""
    for number, (_, *texts) in enumerate(lines):
        short = all(len(text) <= SHORT if number else text.isdecimal() for text in texts)
        yield IN_THE_MIDDLE if short else ""


def _xml(file: File, table: Table, *, kept: bool) -> str:
    """A table whose head is repeated on every page, and whose rows are not torn apart."""
    style = next(style.style_id for style in file.styles if style.name == TABLE_STYLE)
    page, lines = file.sections[-1], _lines(table)
    room = ((page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0)) / Twips(1)
    widths, layouts = _widths(lines, room), list(_in_the_middle(lines))
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    last = [f"<w:keepNext/>{layout}" for layout in layouts] if kept else layouts
    heads = [(Text(heading),) for heading in table.columns]
    head = _row(heads, widths, style, [IN_THE_MIDDLE] * len(widths), head=True)
    rows = "".join(
        _row(row.cells, widths, style, last if number == len(table.rows) else layouts)
        for number, row in enumerate(table.rows, start=1)
    )
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{EDGES}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{MARGINS}</w:tblCellMar></w:tblPr>"
        f"<w:tblGrid>{columns}</w:tblGrid>{head}{rows}</w:tbl>"
    )


def _row(
    cells: Iterable[Sequence[Text]], widths: list[int], style: str, layouts: Iterable[str], *, head: bool = False
) -> str:
    drawn = "".join(
        _cell(cell, width, style, layout, bold=head) for cell, width, layout in zip(cells, widths, layouts, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{drawn}</w:tr>"


def _cell(cell: Sequence[Text], width: int, style: str, layout: str, *, bold: bool) -> str:
    """A cell, each of its lines a paragraph; ``layout`` is what these have besides the style."""
    weight = "<w:rPr><w:b/></w:rPr>" if bold else ""
    lines = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{layout}</w:pPr>'
        f'<w:r>{weight}<w:t xml:space="preserve">{escape(printable(line.text), quote=False)}</w:t></w:r></w:p>'
        for line in cell or (NO_TEXT,)
    )
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{lines}</w:tc>'
