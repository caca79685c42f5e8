"""A document for a terminal. Everything wraps, nothing is cut, and colour only repeats what signs and words say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import StringIO
from typing import assert_never

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table as Drawn
from rich.text import Text as Shown

from khpcmd.render.document import Block, Document, Facts, Findings, Lines, Row, Table, Units
from khpcmd.render.formats import Look
from khpcmd.render.styles import STYLES
from khpcmd.render.told.file import Fault
from khpcmd.render.told.target import Matrix, UnitRow
from khpcmd.render.wording import visible
from khpcmd.results import Verdict

CELL_MARGIN = 2
"""What a table's column takes beside its content: a padding and a separator."""
ENDLESS = 1_000_000
"""Wider than any line."""
ROOMY = 110
"""From this width on no table gives way to cards."""
SHORT = 5
"""A column that takes more than this part of the width gives way to the others where there is not room for all."""
BELOW = 4
"""How far what belongs to a line above it is indented."""


def table(document: Document, look: Look) -> str:
    """The document drawn for a terminal, as text with (or, without ``color``, without) escape sequences."""
    return drawn_for(_parts(document, look.width), look)


def drawn_for(parts: Iterable[RenderableType], look: Look) -> str:
    """What a terminal shows, as text: no padding at the ends of lines, and never two blank lines in a row."""
    drawn = StringIO()
    console = Console(
        file=drawn,
        width=look.width,
        force_terminal=look.color,
        color_system="standard" if look.color else None,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
    )
    for part in parts:
        console.print(part)
    return "".join(f"{line}\n" for line in _tidy(drawn.getvalue().splitlines()))


def _tidy(lines: Iterable[str]) -> Iterator[str]:
    """The lines without padding, and never two blank ones in a row."""
    before = ""
    for line in (line.rstrip() for line in lines):
        if line or before:
            yield line
        before = line


def _parts(document: Document, width: int) -> Iterator[RenderableType]:
    yield _text(document.headline, "bold")
    yield from map(_text, document.about)
    for section in document.sections:
        shown = [block for block in section.blocks if not (isinstance(block, Lines) and block.fewer == ())]
        if shown:
            yield _heading(section.heading) if section.heading else _text("")
        for block in shown:
            yield from _block(block, width)
    if document.small_print or document.closing:
        yield _text("")
    yield from (_text(line, "dim") for line in document.small_print[:1])
    yield from (_text(document.closing, "bold"),) if document.closing else ()


def _text(text: str, style: str = "") -> Shown:
    """A text that wraps anywhere and whose control characters are seen."""
    return Shown(visible(text), style=style, overflow="fold")


def _heading(text: str) -> RenderableType:
    return Padding(_text(text, "bold"), (1, 0, 0, 0))


def _indented(text: str, columns: int = BELOW) -> RenderableType:
    return Padding(_text(text), (0, 0, 0, columns))


def _block(block: Block, width: int) -> Iterator[RenderableType]:
    match block:
        case Table():
            yield from _table(block, width)
        case Facts():
            for label, texts in block.facts:
                yield Group(_text(label), *map(_indented, texts))
        case Lines():
            yield from (_text(*line) for line in (block.lines if block.fewer is None else block.fewer))
        case Findings():
            yield from (_text(*block.head),) if block.head.text else ()
            indent = 2 if block.head.text else 0
            yield from (Padding(_fault(one, gone=block.gone), (0, 0, 0, indent)) for one in block.faults)
        case Units():
            yield from _units(block.matrix, block.unit, width)
        case _:
            assert_never(block)


def _table(one: Table, width: int) -> Iterator[RenderableType]:
    yield from (_text(one.heading, "bold"),) if one.heading else ()
    widths = _widths(one)
    fitting = sum(widths) + CELL_MARGIN * len(widths) <= width
    if fitting or width >= ROOMY or any(row.line for row in one.rows):
        yield _fitted(one, widths, width if fitting else width // SHORT)
    else:
        yield from (part for row in one.rows for part in _card(one, row))
    detailed = [row for row in one.rows if row.details]
    yield from (_heading(one.details),) if detailed else ()
    yield from (Group(_text(*row.head), *map(_indented, row.details)) for row in detailed)


def _fitted(one: Table, widths: list[int], short: int) -> Drawn:
    """Columns up to ``short`` keep their width; the others share what is left by the square root of what they need."""
    drawn = Drawn(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for heading, needed in zip(one.columns, widths, strict=True):
        drawn.expand |= needed > short
        width, share = (needed, None) if needed <= short else (None, round(needed**0.5))
        drawn.add_column(_text(heading), width=width, ratio=share)
    for row in one.rows:
        drawn.add_row(*(Shown("\n", overflow="fold").join(_text(*line) for line in cell) for cell in row.cells))
    return drawn


def _widths(one: Table) -> list[int]:
    """How wide each column is where nothing wraps."""
    columns = zip(*(row.cells for row in one.rows), strict=True)
    return [
        max(len(visible(text)) for text in (heading, *(line.text for cell in cells for line in cell)))
        for heading, cells in zip(one.columns, columns, strict=True)
    ]


def _card(one: Table, row: Row) -> Iterator[RenderableType]:
    """A row as its title with everything else below it, named by its column."""
    (name,), (title,), *cells = row.cells
    yield _text(f"{name.text}  {title.text}", "bold")
    for heading, cell in zip(one.columns[2:], cells, strict=True):
        yield from (_indented(f"{heading}: {line.text}") for line in cell[:1])
        yield from (_indented(line.text, BELOW + 2) for line in cell[1:])


def _units(matrix: Matrix, unit: str, width: int) -> Iterator[RenderableType]:
    """The signs, in as many blocks as the width needs, then the figures of missed targets."""
    name_width = min(max((len(row.unit) for row in matrix.rows), default=0), max(20, width // 3))
    mark_width = max((len(name) for name in matrix.targets), default=1) + CELL_MARGIN
    fitting = max(1, (width - name_width - 2 * CELL_MARGIN) // mark_width)
    for first in range(0, len(matrix.targets), fitting):
        yield _signs(matrix, slice(first, first + fitting), unit, name_width)
    yield _text(matrix.legend)
    yield from (_text(line) for row in matrix.rows for line in _missed(row))


def _signs(matrix: Matrix, part: slice, unit: str, name_width: int) -> Drawn:
    drawn = Drawn(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    drawn.add_column(_text(unit), width=name_width)
    for name in matrix.targets[part]:
        drawn.add_column(_text(name), justify="center", min_width=len(name))
    for row in matrix.rows:
        marks = ((one.sign, STYLES[one.verdict] if one.verdict else "") if one else ("",) for one in row.marks[part])
        drawn.add_row(_text(row.unit), *(_text(*mark) for mark in marks))
    return drawn


def _missed(row: UnitRow) -> Iterator[str]:
    for mark in row.marks:
        if mark is not None and mark.verdict in (Verdict.MISSED, Verdict.WAIVED):
            texts = ", ".join(text for text in (mark.beside_word, mark.needed) if text)
            yield f"{mark.sign} {row.unit}, {mark.target.id}{': ' if texts else ''}{texts}"


def _fault(fault: Fault, *, gone: bool = False) -> RenderableType:
    """A fault with its place, what was found and how to fix it; one that is ``gone`` needs no cure."""
    where = fault.place if gone else fault.where
    head = Shown.assemble((f"{fault.code}  ", STYLES[fault.severity]), visible(where))
    cure = () if gone else (Padding(_text(f"→ {fault.cure}", "italic"), (0, 0, 0, 6)),)
    return Group(head, _indented(fault.message, 6), *cure)
