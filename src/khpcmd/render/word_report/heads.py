"""What stands in two columns: the letterhead above the report, and whom it goes to beside who signs it."""

from __future__ import annotations

from docx.document import Document
from docx.shared import Mm
from docx.table import _Cell

from khpcmd.render.word_report.contents import Ending, Letterhead
from khpcmd.render.word_report.page import CENTER, centered, element, framed, rule, write
from khpcmd.render.word_report.styles import BODY, LEFT, PLAIN_STYLE, RIGHT, SHORT

ROOM = SHORT - LEFT - RIGHT
ISSUER, NATION = 66, 94
"""The two columns of the letterhead, in millimetres."""
STATE, MOTTO, NUMBER = 12, 13, 13
"""Sizes of letters: the name of the state 12-13, the motto 13-14, number and date 13-14."""
LETTER = 0.4527 * 25.4 / 72
"""The width of a letter of the motto, in millimetres for each point of its size."""
SHORT_RULE, TITLE_RULE = 25, 50
SIGNING_LINES = 4


def letterhead(document: Document, head: Letterhead) -> None:
    """The first lines of the first page, down to what the report is about."""
    left, right = _columns(document, ISSUER, NATION)
    centered(left, head.superior, STATE)
    centered(left, head.body, STATE, bold=True)
    rule(left, SHORT_RULE, ISSUER)
    centered(right, head.nation, STATE, bold=True)
    centered(right, head.motto, MOTTO, bold=True)
    rule(right, len(head.motto) * MOTTO * LETTER, NATION)
    left, right = _columns(document, ISSUER, NATION)
    centered(left, head.number, NUMBER)
    mark = left.add_paragraph(style=PLAIN_STYLE)
    mark.alignment = CENTER
    framed(write(mark, f" {head.mark} ", bold=True, size=NUMBER))
    centered(right, head.place_and_day, NUMBER, italic=True)
    title = centered(document, head.title, BODY, bold=True)
    title.paragraph_format.space_before = Mm(6)
    for line in head.subject:
        centered(document, line, BODY, bold=True)
    for line in head.limits:
        centered(document, f"({line})", BODY, bold=True, italic=True)
    rule(document, TITLE_RULE, ROOM)
    document.add_paragraph(style=PLAIN_STYLE)


def ending(document: Document, end: Ending) -> None:
    """The last paragraph, the recipients and the place for a signature."""
    document.add_paragraph(end.closing).paragraph_format.keep_with_next = True
    left, right = _columns(document, ROOM // 2, ROOM // 2)
    paragraph = left.add_paragraph(style=PLAIN_STYLE)
    write(paragraph, end.recipients_heading, bold=True, italic=True, size=12)
    for line in end.recipients:
        write(left.add_paragraph(style=PLAIN_STYLE), line, size=11)
    centered(right, end.signer, BODY, bold=True)
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
