"""A document as text without a terminal: plain lines for pipes and files, whole, uncut, one thing to
a line; and Markdown for the summary of a job, or a mail."""

from __future__ import annotations

import re
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


SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~#!&$])")


def md(text: str) -> str:
    """A text that is nothing but text: no markup, no HTML, no cell of a table ended before its time."""
    return SPECIAL.sub(r"\\\1", visible(text)).replace("\\<", "&lt;").replace("\\>", "&gt;").replace("\\&", "&amp;")


def markdown(document: Document, _look: Look) -> str:
    """The document as Markdown; the answer comes last."""
    return "".join(f"{line}\n" for line in _md_lines(document))


def _md_lines(document: Document) -> Iterator[str]:
    yield f"# {md(document.headline)}"
    if document.about:
        yield from ("", *(f"- {md(line)}" for line in document.about))
    for section in document.sections:
        yield from ("", f"##{'#' * section.part} {md(section.heading)}") if section.heading else ()
        for block in section.blocks:
            yield from ("", *_md_block(block))
    if document.small_print:
        yield from ("", f"<sub>{'<br>'.join(map(md, document.small_print))}</sub>")
    if document.closing:
        yield from ("", f"**{md(document.closing)}**")


def _md_block(block: Block) -> Iterator[str]:
    match block:
        case Table():
            yield from _md_table(block)
        case Facts():
            yield from (f"- **{md(label)}**: {_md_joined(texts)}" for label, texts in block.facts)
        case Lines():
            yield from (f"- {md(line.text)}" for line in block.lines)
        case Findings():
            if block.head.text:
                yield from (f"**{md(block.head.text)}**", *([""] if block.faults else []))
            yield from (fault_item(fault, with_cure=not block.gone) for fault in block.faults)
        case Units():
            yield from (*_md_table(block.table), "", md(block.matrix.legend))
        case _:
            assert_never(block)


def _md_table(table: Table) -> Iterator[str]:
    """The rows, and below them their details."""
    yield from (f"**{md(table.heading)}**", "") if table.heading else ()
    headings = list(map(md, table.columns))
    yield from (_md_row(headings), "|---" * len(headings) + "|")
    yield from (_md_row(_md_joined(line.text for line in cell) for cell in row.cells) for row in table.rows)
    for row in table.rows:
        if row.details:
            yield from ("", f"**{md(row.head.text)}**", "", *(f"- {md(detail)}" for detail in row.details))


def _md_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _md_joined(texts: Iterable[str]) -> str:
    return "<br>".join(map(md, texts))


def fault_item(fault: Fault, *, with_cure: bool = True) -> str:
    """A fault as an item of a list."""
    cure = f" *{md(fault.cure)}*" if with_cure else ""
    return f"- **{fault.code}** {md(fault.where)}: {md(fault.message)}{cure}"
