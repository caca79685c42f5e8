"""A document in Markdown: for the summary of a job, or a mail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import assert_never

from khpcmd.render.document import Block, Document, Facts, Findings, Lines, Table, Units
from khpcmd.render.formats import Look
from khpcmd.render.told.file import Fault
from khpcmd.render.wording import visible

SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~#!&$])")


def md(text: str) -> str:
    """A text that is nothing but text: no markup, no HTML, no cell of a table ended before its time."""
    return SPECIAL.sub(r"\\\1", visible(text)).replace("\\<", "&lt;").replace("\\>", "&gt;").replace("\\&", "&amp;")


def markdown(document: Document, _look: Look) -> str:
    """The document as Markdown; the answer comes last."""
    return "".join(f"{line}\n" for line in _lines(document))


def _lines(document: Document) -> Iterator[str]:
    yield f"# {md(document.headline)}"
    if document.about:
        yield from ("", *(f"- {md(line)}" for line in document.about))
    for section in document.sections:
        yield from ("", f"##{'#' * section.part} {md(section.heading)}") if section.heading else ()
        for block in section.blocks:
            yield from ("", *_block(block))
    if document.small_print:
        yield from ("", f"<sub>{'<br>'.join(map(md, document.small_print))}</sub>")
    if document.closing:
        yield from ("", f"**{md(document.closing)}**")


def _block(block: Block) -> Iterator[str]:
    match block:
        case Table():
            yield from _table(block)
        case Facts():
            yield from (f"- **{md(label)}**: {_joined(texts)}" for label, texts in block.facts)
        case Lines():
            yield from (f"- {md(line.text)}" for line in block.lines)
        case Findings():
            if block.head.text:
                yield from (f"**{md(block.head.text)}**", *([""] if block.faults else []))
            yield from (fault_item(fault, with_cure=not block.gone) for fault in block.faults)
        case Units():
            yield from (*_table(block.table), "", md(block.matrix.legend))
        case _:
            assert_never(block)


def _table(table: Table) -> Iterator[str]:
    """The rows, and below them their details."""
    yield from (f"**{md(table.heading)}**", "") if table.heading else ()
    headings = list(map(md, table.columns))
    yield from (_row(headings), "|---" * len(headings) + "|")
    yield from (_row(_joined(line.text for line in cell) for cell in row.cells) for row in table.rows)
    for row in table.rows:
        if row.details:
            yield from ("", f"**{md(row.head.text)}**", "", *(f"- {md(detail)}" for detail in row.details))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _joined(texts: Iterable[str]) -> str:
    return "<br>".join(map(md, texts))


def fault_item(fault: Fault, *, with_cure: bool = True) -> str:
    """A fault as an item of a list."""
    cure = f" *{md(fault.cure)}*" if with_cure else ""
    return f"- **{fault.code}** {md(fault.where)}: {md(fault.message)}{cure}"
