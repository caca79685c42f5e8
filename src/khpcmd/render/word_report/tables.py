"""Tables: written as XML at once, because a table of a thousand units is slow cell by cell."""

from __future__ import annotations

from html import escape  # the one of xml.sax.saxutils imports what speaks HTTP

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from khpcmd.render.word_report.contents import Grid
from khpcmd.render.word_report.plainly import said
from khpcmd.render.word_report.styles import TABLE_STYLE

TWIPS = 56.6929
"""Twentieths of a point in a millimetre."""
EDGES = "".join(
    f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
)

MARGINS = "".join(
    f'<w:{side} w:w="{twips}" w:type="dxa"/>'
    for side, twips in (("top", 30), ("left", 70), ("bottom", 30), ("right", 70))
)


def draw(document: Document, grid: Grid) -> None:
    """The table at the end of the document; its head is repeated on every page, and no row is torn apart."""
    style = next(style.style_id for style in document.styles if style.name == TABLE_STYLE)
    widths = [round(width * TWIPS) for width in grid.widths]
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = "".join(_row(row, widths, grid.centered, style) for row in grid.rows)
    table = (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{EDGES}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{MARGINS}</w:tblCellMar></w:tblPr>"
        f"<w:tblGrid>{columns}</w:tblGrid>{_head(grid, widths, style)}{rows}</w:tbl>"
    )
    document.element.body.insert_element_before(parse_xml(table), "w:sectPr")


def _head(grid: Grid, widths: list[int], style: str) -> str:
    cells = "".join(
        _cell(text, width, style, centered=True, bold=True) for text, width in zip(grid.head, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _row(row: tuple[str, ...], widths: list[int], centered: frozenset[int], style: str) -> str:
    cells = "".join(
        _cell(text, width, style, centered=index in centered, bold=False)
        for index, (text, width) in enumerate(zip(row, widths, strict=True))
    )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def _cell(text: str, width: int, style: str, *, centered: bool, bold: bool) -> str:
    side = '<w:jc w:val="center"/>' if centered else ""
    weight = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{side}</w:pPr>'
        f'<w:r>{weight}<w:t xml:space="preserve">{escape(said(text), quote=False)}</w:t></w:r></w:p></w:tc>'
    )
