"""The marked copy of a Word document: each fault as a comment of Word at its cell, all others at the first line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from khpcmd.annotate.source import MOST_MARKED, Marking, NoCopy, Source, Speaker
from khpcmd.diagnostics import Severity
from khpcmd.render.view import plan_line
from khpcmd.report import FileResult
from khpcmd.workbook.file.addresses import Place, place
from khpcmd.workbook.file.remarks import OWN
from khpcmd.workbook.file.word import DocumentReader
from khpcmd.workbook.file.zip import Archive, of_no_day

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement

OUTSIDE = "not(ancestor::w:tbl) and not(ancestor::w:txbxContent)"
MARKS = "//w:commentRangeStart[@w:id='{0}'] | //w:commentRangeEnd[@w:id='{0}'] | //w:r[w:commentReference[@w:id='{0}']]"


def marked_document(job: Marking, file: FileResult, source: Source) -> bytes:
    """The marked copy as a file; a copy that was marked before is marked again. Raises NoCopy."""
    try:
        import docx
    except ImportError as error:
        raise NoCopy("needs_word") from error
    grid = DocumentReader(Archive(source.data, job.limits), job.limits).sheet()
    speaker = Speaker(job.messages, job.report.plan, file.name)
    told = [one for one in file.diagnostics if one.severity is not Severity.NOTE]
    try:
        document = docx.Document(BytesIO(source.data))
        _forget(document)
        spots = _Spots(document, grid.document.step if grid.document else 0)
        for at, texts in _by_place([(one.at.cell if one.at else "", speaker.comment(one)) for one in told], spots):
            head = () if at else (plan_line(job.report.plan, job.messages), speaker.summary(file))
            _comment(document, spots.paragraph(at), "\n".join((*head, *texts)))
        return _written(document)
    except (Exception, MemoryError) as error:
        raise NoCopy("not_editable") from error


def _by_place(told: Sequence[tuple[str, str]], spots: _Spots) -> Iterator[tuple[Place | None, list[str]]]:
    """The first line, and the cells with their comments; what has no cell of its own is told at the first line."""
    found: dict[Place | None, list[str]] = {None: []}
    for address, text in told:
        at = place(address.partition(":")[0]) if address else None
        found.setdefault(at if at in spots.places and len(found) < MOST_MARKED else None, []).append(text)
    yield from found.items()


class _Spots:
    """The paragraphs of a document by the places of the sheet that it is read as (``workbook.file.word``)."""

    def __init__(self, document: Document, step: int) -> None:
        body = document.element.body
        self.places: dict[Place, BaseOxmlElement] = {}
        self._first: BaseOxmlElement | None = None
        lines: list[BaseOxmlElement] = []
        number, end = 1, 0
        for block in body.xpath(f".//w:p[{OUTSIDE}] | .//w:tbl[{OUTSIDE}]"):
            self._first = block.xpath("descendant-or-self::w:p")[0] if self._first is None else self._first
            if block.tag.endswith("}p"):
                lines.append(block)
                continue
            self._put_lines(lines, number * step)
            lines.clear()
            for row, line in enumerate(block.xpath(".//w:tr[count(ancestor::w:tbl)=1]"), number * step + 1):
                self._put_cells(row, line)
                end = row
            number += 1
        self._put_lines(lines, end + len(lines))

    def _put_lines(self, lines: Sequence[BaseOxmlElement], last: int) -> None:
        """Lines above a table, or below the last one; what is read below another one is told at the first line."""
        for row, line in enumerate(lines, last - len(lines) + 1):
            self.places[row, 1] = line

    def _put_cells(self, row: int, line: BaseOxmlElement) -> None:
        column = 1 + sum(map(int, line.xpath("./w:trPr/w:gridBefore/@w:val")))
        for cell in line.xpath(".//w:tc[count(ancestor::w:tbl)=1]"):
            self.places[row, column] = cell.xpath("./w:p | ./w:sdt//w:p")[0]
            column += sum(map(int, cell.xpath("./w:tcPr/w:gridSpan/@w:val"))) or 1

    def paragraph(self, at: Place | None) -> BaseOxmlElement:
        """That of a place; the first one of the document for none."""
        found = self._first if at is None else self.places[at]
        if found is None:
            raise NoCopy("not_editable")
        return found


def _comment(document: Document, element: BaseOxmlElement, text: str) -> None:
    """Put a comment on a paragraph; its date would be that of the run."""
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    paragraph = Paragraph(element, document)
    runs = paragraph.runs or [paragraph.add_run("")]
    made = document.add_comment([runs[0], runs[-1]], text, author=OWN, initials=OWN)
    made._comment_elm.attrib.pop(qn("w:date"), None)  # noqa: SLF001  # python-docx has no other way


def _forget(document: Document) -> None:
    """Remove the comments of an earlier marking."""
    for comment in list(document.comments):
        if comment.author == OWN:
            element = comment._comment_elm  # noqa: SLF001  # python-docx has no other way
            for mark in [*document.element.xpath(MARKS.format(comment.comment_id)), element]:
                mark.getparent().remove(mark)


def _written(document: Document) -> bytes:
    """The document as a file whose bytes depend on nothing but the content."""
    saved = BytesIO()
    document.save(saved)
    return of_no_day(saved)
