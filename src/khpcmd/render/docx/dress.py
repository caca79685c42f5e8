"""Any document in Word: its headings, points and tables, on as much paper as these need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from math import ceil, sqrt
from typing import assert_never

from docx.document import Document as File
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Twips
from docx.table import _Row
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
    CENTER,
    GRID,
    PLAIN,
    SMALL,
    TABLE,
    blank,
    centered,
    packed,
    printable,
    room,
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
