"""Any document in Word: its headings, points and tables, on as much paper as these need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from html import escape
from typing import assert_never

from docx.document import Document as File
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm
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
from khpcmd.render.docx.contents import printable, running
from khpcmd.render.docx.page import PLAIN_STYLE, ROOM, SMALL_STYLE, TABLE_STYLE, blank, centered, packed, write
from khpcmd.render.formats import Look

POINT, BELOW = "-", "+"
"""What stands before a point, and before a line beneath one."""
LONG_AGO = date(1980, 1, 1)
"""The date of a document that is of no day."""
ABREAST = 7
"""How many columns stand beside the first one at most; more of them make further tables."""
UPRIGHT = 5
"""A table of more columns lies across, where these do not say how much room they need."""
TWIPS = 56.6929
"""Twentieths of a point in a millimetre."""
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
    blocks = [block for section in document.sections for block in section.blocks]
    file = blank(look.language, across=lies_across(filter(None, map(_table_of, blocks))))
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


def _table_of(block: Block) -> Table | None:
    return block.table if isinstance(block, Units) else block if isinstance(block, Table) else None


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
        paragraph = file.add_paragraph()
        write(paragraph, text, bold=bold)
        paragraph.paragraph_format.keep_with_next = True


def lies_across(tables: Iterable[Table]) -> bool:
    """Whether one of the tables needs paper that lies across."""
    return any(sum(one.paper or ROOM / UPRIGHT for one in table.columns) > ROOM for table in tables)


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
    """Tables of about as many columns beside the first one, with the rows that have anything in them."""
    first, *others = table.columns
    parts = max(1, -(-len(others) // ABREAST))
    many = max(1, -(-len(others) // parts))
    for start in range(0, max(1, len(others)), many):
        cells = [(row.cells[0], *row.cells[1 + start : 1 + start + many]) for row in table.rows]
        rows = (Row(one) for one in cells if parts == 1 or any(line.text for cell in one[1:] for line in cell))
        yield Table((first, *others[start : start + many]), tuple(rows))


def _millimetres(table: Table, room: int) -> list[int]:
    """The widths of the columns: as they ask, those beside the first one alike where there is no room for that; or by
    the square root of their longest lines."""
    asked = [column.paper for column in table.columns]
    if not all(asked):
        needed = [max(map(len, texts)) ** 0.5 for texts in _texts(table)]
        return [int(room * one / sum(needed)) for one in needed]
    if sum(asked) <= room:
        return asked
    return [asked[0], *[(room - asked[0]) // (len(asked) - 1)] * (len(asked) - 1)]


def _texts(table: Table) -> Iterator[list[str]]:
    """The lines of each column."""
    for at, column in enumerate(table.columns):
        yield [column.heading, *(line.text for row in table.rows for line in row.cells[at]), " "]


def _xml(file: File, table: Table, *, kept: bool) -> str:
    """A table whose head is repeated on every page, and whose rows are not torn apart."""
    style = next(style.style_id for style in file.styles if style.name == TABLE_STYLE)
    page = file.sections[-1]
    room = round(((page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0)) / Mm(1))
    widths = [round(width * TWIPS) for width in _millimetres(table, room)]
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    layouts = [IN_THE_MIDDLE if column.centered else "" for column in table.columns]
    last = [f"<w:keepNext/>{layout}" for layout in layouts] if kept else layouts
    heads = [(Text(column.heading),) for column in table.columns]
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
