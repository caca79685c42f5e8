"""Documents of Word as offices send them, out of Markdown tables as ``workbook.builder`` has them.

A line ``| a | b |`` is a row of a table, any other line a paragraph; lines between two tables part them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from io import BytesIO
from itertools import groupby
from pathlib import Path

import docx
from docx.document import Document
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from hostile.files import unzipped, zipped
from khpcmd.workbook.file.package import OFFICE
from khpcmd.workbook.file.word import MAIN
from workbook.builder import merges_of, rows_of


def document(content: str | Iterable[Sequence[str]]) -> Document:
    """The document, to be changed or saved."""
    made = docx.Document()
    rows = rows_of(content) if isinstance(content, str) else content
    for is_table, group in groupby(rows, key=lambda row: len(row) > 1):
        if is_table:
            put_table(made, [*group])
        else:
            for row in group:
                made.add_paragraph("".join(row))
    return made


def put_table(made: Document, rows: Sequence[Sequence[str]]) -> None:
    """The rows as a table at the end of a document, with their merges."""
    width = max(map(len, rows))
    table = made.add_table(len(rows), width)
    table.style = "Table Grid"
    grid = [[*row.cells] for row in table.rows]
    for row, cells in zip(rows, grid, strict=True):
        for text, cell in zip(row, cells, strict=False):
            if text not in ("<", "^"):
                cell.text = text.removeprefix("'").replace("⏎", "\n").replace("~", " ")
    for top, left, bottom, right in merges_of(rows):
        grid[top - 1][left - 1].merge(grid[bottom - 1][right - 1])


Change = Callable[[dict[str, bytes]], None]
"""Changes the parts of a file, by their names."""
BODY, RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"


def saved(made: Document, *changes: Change) -> bytes:
    """The document as a file, after these changes of its parts."""
    file = BytesIO()
    made.save(file)
    parts = unzipped(file.getvalue())
    for change in changes:
        change(parts)
    return zipped(parts)


def changed(old: str, new: str, part: str = BODY) -> Change:
    """Puts a piece of XML in the place of another, the first time that it stands there."""

    def change(parts: dict[str, bytes]) -> None:
        text = parts[part].decode()
        assert old in text, old
        parts[part] = text.replace(old, new, 1).encode()

    return change


def run(text: str, properties: str = "") -> str:
    """A run of text with properties of its letters, as XML."""
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}<w:t>{text}</w:t></w:r>"


def with_part(kind: str, content: str) -> Change:
    """Adds a part ("comments", "footnotes", "header1") of the document, with what is in its root."""
    relation, tag = kind.rstrip("0123456789"), {"header1": "hdr"}.get(kind, kind)

    link = f'<Relationship Id="own{kind}" Type="{OFFICE}/{relation}" Target="{kind}.xml"/></Relationships>'
    names = f'xmlns:w="{MAIN}" xmlns:v="urn:schemas-microsoft-com:vml"'

    def change(parts: dict[str, bytes]) -> None:
        parts[f"word/{kind}.xml"] = f"<w:{tag} {names}>{content}</w:{tag}>".encode()
        changed("</Relationships>", link, RELATIONS)(parts)

    return change


def of_workbook(path: Path) -> Document:
    """The visible sheets of a workbook one below the other: what has borders in tables, all else in paragraphs."""
    rows = list[list[str]]()
    for sheet in load_workbook(path, data_only=True).worksheets:
        if sheet.sheet_state == "visible":
            rows += [*_rows(sheet), [""]]
    return document(rows)


def _rows(sheet: Worksheet) -> Iterator[list[str]]:
    boxes = [box.bounds for box in sheet.merged_cells.ranges]  # column, row, last column, last row
    for row in sheet.iter_rows():
        texts = [_shown(cell.value).replace("\n", "⏎") for cell in row]
        if not any(cell.border.bottom.style or cell.border.top.style for cell in row):
            yield ["\t".join(filter(None, texts)).replace("⏎", " ")]
            continue
        for left, top, right, bottom in boxes:
            if top <= row[0].row <= bottom:
                texts[left:right] = ["<"] * (right - left)
                texts[left - 1] = texts[left - 1] if row[0].row == top else "^"
        yield texts


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else str(value).replace(".", ",") if isinstance(value, float) else str(value)
