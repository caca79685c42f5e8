"""Plain lines for pipes and files: whole, uncut, one thing to a line."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import assert_never

from khpcmd.render.document import Block, Document, Facts, Findings, Lines, Row, Table, Units
from khpcmd.render.formats import Look
from khpcmd.render.told.file import Fault
from khpcmd.render.told.target import Matrix
from khpcmd.render.wording import visible


def plain(document: Document, _look: Look) -> str:
    """The document as lines of text, each ended by a line break."""
    return lines_of_text(plain_lines(document))


def wrapped(document: Document, width: int | None) -> str:
    """The same with lines of at most so many columns, the rest of a longer one indented; None wraps nothing."""
    return lines_of_text(part for line in plain_lines(document) for part in _wrapped(visible(line), width))


def lines_of_text(lines: Iterable[str]) -> str:
    """The lines with everything unseen escaped, each ended by a line break."""
    return "".join(f"{visible(line)}\n" for line in lines)


def plain_lines(document: Document) -> Iterator[str]:
    """The lines of a document; a line about a row of a table names the row."""
    yield document.headline
    yield from document.about
    for section in document.sections:
        yield ""
        yield from (section.heading,) if section.heading else ()
        for block in section.blocks:
            yield from _block(block)
    if document.small_print or document.closing:
        yield ""
    yield from document.small_print
    yield from (document.closing,) if document.closing else ()


def _block(block: Block) -> Iterator[str]:
    match block:
        case Table():
            yield from _table(block)
        case Facts():
            yield from (f"  {label}: {text}" for label, texts in block.facts for text in texts)
        case Lines():
            yield from (line.text for line in block.lines)
        case Findings():
            yield from (block.head.text,) if block.head.text else ()
            yield from (
                _gone(one) if block.gone else fault_line(one, severity=bool(block.head.text)) for one in block.faults
            )
        case Units():
            yield from _units(block.matrix)
        case _:
            assert_never(block)


def _table(table: Table) -> Iterator[str]:
    """The rows, each in one line, or as a card that begins with the first two cells."""
    indent = "    " if table.heading else ""
    yield from (f"  {table.heading}",) if table.heading else ()
    widths = [max(map(len, parts)) for parts in zip(*(row.line[:-1] for row in table.rows), strict=True)]
    for row in table.rows:
        if row.line:
            aligned = (part.ljust(width) for part, width in zip(row.line, widths, strict=False))
            yield indent + "  ".join((*aligned, row.line[-1]))
            yield from (f"    {row.line[1]}: {detail}" for detail in row.details)
        else:
            yield from _card(table, row)


def _card(table: Table, row: Row) -> Iterator[str]:
    (name,), (title,), *cells = row.cells
    yield f"{name.text}  {title.text}"
    for heading, cell in zip(table.columns[2:], cells, strict=True):
        yield from (f"    {name.text}: {heading}: {line.text}" for line in cell)


def _units(matrix: Matrix) -> Iterator[str]:
    for row in matrix.rows:
        for mark in row.marks:
            if mark is not None:
                texts = (row.unit, mark.target.id, f"{mark.sign} {mark.word}", mark.beside_word, mark.needed)
                yield " | ".join(text for text in texts if text)


def fault_line(fault: Fault, *, severity: bool = False) -> str:
    """``file:1:2: P112 message cure``: place first, so that editors can jump to it; ``severity`` if wanted."""
    code = f"{fault.word} {fault.code}" if severity else fault.code
    head = f"{fault.place}: {code}" if fault.place else code
    how_many = f" ({fault.count})" if fault.count else ""
    whose = f" [{fault.unit}]" if fault.unit else ""
    return visible(f"{head}{how_many}{whose} {fault.message} {fault.cure}")


def _gone(fault: Fault) -> str:
    return " ".join(text for text in (f"{fault.place}:" if fault.place else "", fault.code, fault.message) if text)


def _wrapped(line: str, width: int | None) -> list[str]:
    if width is None or len(line) <= width:
        return [line]
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    return textwrap.wrap(line, width, subsequent_indent=indent, break_on_hyphens=False) or [line]
