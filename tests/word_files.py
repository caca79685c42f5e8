"""Word drafts, made and opened again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import docx
from docx.document import Document
from docx.table import Table
from docx.text.paragraph import Paragraph

from khpcmd.i18n import Messages
from khpcmd.render.docx.report import word_report
from khpcmd.render.formats import Format, Look
from khpcmd.report import Report


@dataclass(frozen=True, slots=True)
class Reopened:
    """A draft as python-docx reads it. Percentages are kept on one line there; here they have an ordinary space."""

    document: Document

    @property
    def paragraphs(self) -> list[Paragraph]:
        """Every paragraph, those of tables where the tables stand."""
        return [found for block in self.document.iter_inner_content() for found in _paragraphs(block)]

    @property
    def lines(self) -> list[str]:
        return [plain(paragraph.text) for paragraph in self.paragraphs]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def headings(self, level: int) -> list[str]:
        return [one.text for one in self.paragraphs if one.style is not None and one.style.name == f"Heading {level}"]

    def under(self, heading: str) -> list[str]:
        """The lines between the heading that ends so and the next one of any level."""
        found, here = list[str](), False
        for one in self.paragraphs:
            is_heading = one.style is not None and str(one.style.name).startswith("Heading")
            if here and is_heading:
                return found
            if here:
                found.append(plain(one.text))
            here = here or (is_heading and one.text.endswith(heading))
        return found

    def rows(self, head: str) -> list[list[str]]:
        """The rows, without their heads, of all tables whose head begins so."""
        return [
            [plain(cell.text) for cell in row.cells]
            for table in self.document.tables
            if table.rows[0].cells[0].text == head
            for row in table.rows[1:]
        ]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def opened(data: bytes) -> Reopened:
    return Reopened(docx.Document(BytesIO(data)))


def drafted(report: Report, language: str = "vi") -> Reopened:
    return opened(word_report(report, Messages(language), Look(Format.DOCX)))


def _paragraphs(block: Paragraph | Table) -> Iterator[Paragraph]:
    if isinstance(block, Paragraph):
        yield block
        return
    for row in block.rows:
        for cell in row.cells:
            yield from cell.paragraphs
