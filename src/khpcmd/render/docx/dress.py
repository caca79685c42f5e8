"""Any document in Word: its headings, points and tables, on as much paper as these need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from math import sqrt
from typing import assert_never

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
    HEADING,
    KEPT,
    PLAIN,
    SMALL,
    TABLE,
    Pages,
    centered,
    packed,
    paragraph,
    room_on,
    run,
    running,
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
    content = [
        centered(document.headline, bold=True),
        *(paragraph(run(running(line)), style=PLAIN) for line in document.about),
        *drawn(document.sections, room_on(across=across)),
        *(paragraph(run(running(line)), style=SMALL) for line in document.small_print),
        paragraph(run(document.closing, bold=True), style=PLAIN),
    ]
    return packed([Pages(content, across)], document.headline, made_at(LONG_AGO), look.language)


def drawn(sections: Iterable[Section], room: int) -> Iterator[str]:
    """The sections as XML, their tables in so much ``room``."""
    for section in sections:
        if section.heading:
            yield paragraph(run(section.heading), style=HEADING.format(2 if section.part else 1))
        for block in section.blocks:
            yield from _block(block, room)


def _block(block: Block, room: int) -> Iterator[str]:
    match block:
        case Table():
            yield from drawn_table(block, room)
        case Facts():
            for label, texts in block.facts:
                yield from (_point(label), *(_point(text, BELOW) for text in texts))
        case Lines():
            yield from (_point(line.text) for line in block.lines)
        case Findings():
            yield from _heading(block.head.text)
            for fault in block.faults:
                cure = "" if block.gone else f" {fault.cure}"
                yield paragraph(
                    run(running(f"{POINT} {fault.code} {fault.where}: {fault.message}")), run(cure, italic=True)
                )
        case Units():
            yield from (*drawn_table(block.table, room), _point(block.matrix.legend))
        case _:
            assert_never(block)


def _point(text: str, mark: str = POINT) -> str:
    return paragraph(run(running(f"{mark} {text}")))


def _heading(text: str, style: str = PLAIN) -> Iterator[str]:
    """A line that stands on the page of what follows."""
    if text:
        yield paragraph(run(text, bold=bool(style)), style=style, layout=KEPT)


def lies_across(blocks: Iterable[Block]) -> bool:
    """Whether a table among the blocks needs paper that lies across."""
    tables = (block.table if isinstance(block, Units) else block for block in blocks)
    return any(isinstance(one, Table) and len(one.columns) > UPRIGHT for one in tables)


def drawn_table(table: Table, room: int, *, kept: bool = False) -> Iterator[str]:
    """The table as XML, or several where it has too many columns; below it the details of its rows.

    ``kept``: its last row stands on the page of what follows, so that a note is not alone on one.
    """
    yield from _heading(table.heading, style="")
    for part in _abreast(table):
        yield _xml(part, room, kept=kept)
        yield paragraph(style=SMALL, layout=KEPT if kept else "")
    for row in table.rows:
        if row.details:
            yield from (*_heading(row.head.text), *map(_point, row.details))


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
        yield CENTER if short else ""


def _xml(table: Table, room: int, *, kept: bool) -> str:
    """A table whose head is repeated on every page, and whose rows are not torn apart."""
    lines = _lines(table)
    widths, layouts = _widths(lines, room), list(_in_the_middle(lines))
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    last = [KEPT + layout for layout in layouts] if kept else layouts
    head = _row([(Text(heading),) for heading in table.columns], widths, [CENTER] * len(widths), head=True)
    rows = "".join(
        _row(row.cells, widths, last if number == len(table.rows) else layouts)
        for number, row in enumerate(table.rows, start=1)
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{EDGES}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{MARGINS}</w:tblCellMar></w:tblPr>"
        f"<w:tblGrid>{columns}</w:tblGrid>{head}{rows}</w:tbl>"
    )


def _row(cells: Iterable[Sequence[Text]], widths: list[int], layouts: Iterable[str], *, head: bool = False) -> str:
    drawn = "".join(
        _cell(cell, width, layout, bold=head) for cell, width, layout in zip(cells, widths, layouts, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{drawn}</w:tr>"


def _cell(cell: Sequence[Text], width: int, layout: str, *, bold: bool) -> str:
    """A cell, each of its lines a paragraph."""
    lines = (paragraph(run(line.text, bold=bold), style=TABLE, layout=layout) for line in cell or (NO_TEXT,))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{"".join(lines)}</w:tc>'
    )
