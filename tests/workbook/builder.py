"""Workbooks out of Markdown tables, so that a test shows the cell and a diff shows the change.

A line ``| a | b |`` is a row, any other line a row with one text in column A, ``---`` an empty row.
``<`` merges a cell into the one on its left, ``^`` into the one above. Digits become numbers, ``'12`` stays text, a
leading ``=`` a formula that nobody has calculated, ``~`` one space, ``⏎`` a new line within the cell, ``TRUE`` and
``FALSE`` true and false. A cell that ends with ``{0%}`` has that number format, with ``{font .VnTime}`` that font.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

DRESS = re.compile(r"(.*?)\s*\{(font )?([^{}]+)\}", re.DOTALL)
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
Value = str | int | float | bool | None
WORDS: Mapping[str, Value] = {"": None, "TRUE": True, "FALSE": False, "~": " "}


def rows_of(markdown: str) -> list[list[str]]:
    """The cells of a Markdown table as they are written, row by row."""
    rows = list[list[str]]()
    for line in (raw.strip() for raw in markdown.splitlines()):
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
        elif line == "---":
            rows.append([])
        elif line:
            rows.append([line])
    return rows


def value_of(text: str) -> Value:
    """What is stored for a cell as it is written."""
    if text in WORDS:
        return WORDS[text]
    if re.fullmatch(r"-?[0-9]+", text):
        return int(text)
    if re.fullmatch(r"-?[0-9]+\.[0-9]+", text):
        return float(text)
    return text.removeprefix("'").replace("⏎", "\n")


def fill(sheet: Worksheet, rows: Iterable[Sequence[str]]) -> None:
    """The rows into a sheet, with their merges."""
    written = [[_undressed(text) for text in row] for row in rows]
    for number, row in enumerate(written, 1):
        for column, (text, dress) in enumerate(row, 1):
            if text not in ("<", "^"):
                value = value_of(text)
                cell = sheet.cell(number, column, value)
                if isinstance(value, str) and text.startswith("'"):
                    cell.data_type = "s"
                _dress(cell, dress)
    for box in merges_of([[text for text, _ in row] for row in written]):
        sheet.merge_cells(start_row=box[0], start_column=box[1], end_row=box[2], end_column=box[3])


def _undressed(text: str) -> tuple[str, str]:
    """A cell without its dress, and the dress."""
    match = DRESS.fullmatch(text)
    return (match[1], (match[2] or "") + match[3]) if match else (text, "")


def _dress(cell: Cell | MergedCell, dress: str) -> None:
    if dress.startswith("font "):
        cell.font = Font(name=dress.removeprefix("font "))
    elif dress:
        cell.number_format = dress


def merges_of(rows: Sequence[Sequence[str]]) -> list[tuple[int, int, int, int]]:
    """The merged ranges that ``<`` and ``^`` ask for: first row, first column, last row, last column."""
    found = list[tuple[int, int, int, int]]()
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            if text in ("<", "^"):
                continue
            right = column
            while right + 1 < len(row) and row[right + 1] == "<":
                right += 1
            below = number
            while below + 1 < len(rows) and column < len(rows[below + 1]) and rows[below + 1][column] == "^":
                below += 1
            if (right, below) != (column, number):
                found.append((number + 1, column + 1, below + 1, right + 1))
    return found


def saved(path: Path, rows: Iterable[Iterable[object]], title: str = "Sheet") -> Path:
    """A workbook with these values in its one sheet."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append([*row])
    book.save(path)
    return path


def saved_on(day: date, path: Path) -> Path:
    """The workbook as one that was saved on a day."""
    content = BytesIO(path.read_bytes())
    with ZipFile(content) as source, ZipFile(path, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            part = MODIFIED.sub(rb"\g<1>%sT08:00:00Z" % day.isoformat().encode(), source.read(entry))
            target.writestr(entry, part)
    return path


def write(path: Path, **sheets: str | Sequence[Sequence[str]]) -> Path:
    """A workbook with one sheet for each keyword (``_`` becomes a space in its name)."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, content in sheets.items():
        fill(book.create_sheet(title.replace("_", " ")), rows_of(content) if isinstance(content, str) else content)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path
