"""A workbook while it is laid out: sheets of cells with merges and comments, and the file they are written to."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter

Value = str | int | None


@dataclass(slots=True)
class Page:
    """One sheet. Rows and columns count from 1."""

    title: str
    cells: dict[tuple[int, int], Value] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    """First row, first column, last row, last column."""
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    row: int = 0
    """The last row that was written."""

    def add(self, *values: Value, column: int = 1) -> int:
        """Put values into the next row, from a column on; its number."""
        self.row += 1
        for at, value in enumerate(values, column):
            self.put(self.row, at, value)
        return self.row

    def put(self, row: int, column: int, value: Value) -> None:
        """Put a value into a cell, nothing for None and for an empty text."""
        if value is not None and value != "":
            self.cells[row, column] = value

    def put_if(self, column: int, row: int, value: Value) -> None:
        """Put a value into a column that the table may not have (0)."""
        if column:
            self.put(row, column, value)

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Merge a range of more than one cell."""
        if (top, left) != (bottom, right):
            self.merges.append((top, left, bottom, right))

    def places_of(self, text: str) -> set[str]:
        """The addresses of the cells and comments that have a text in them."""
        found = [at for at, value in self.cells.items() if isinstance(value, str) and text in value]
        found += [at for at, value in self.comments.items() if text in value]
        return {address(row, column) for row, column in found}

    def drawn(self) -> str:
        """The sheet as lines of text, for a message about a failure."""
        lines = [f"[{self.title}]"]
        for row in range(1, self.row + 1):
            cells = {column: value for (at, column), value in self.cells.items() if at == row}
            if cells:
                shown = " | ".join(str(cells.get(column, "")) for column in range(1, max(cells) + 1))
                lines.append(f"{row:3} | {shown} |")
        lines += [f"comment at {address(*at)}: {text}" for at, text in self.comments.items()]
        return "\n".join([*lines, f"merged: {[address(*box[:2]) + ':' + address(*box[2:]) for box in self.merges]}"])


def address(row: int, column: int) -> str:
    """The A1 address of a cell."""
    return f"{get_column_letter(column)}{row}"


def write(pages: list[Page], path: Path) -> None:
    """The workbook of some sheets; the lines of the only one for a .csv, which has no comments."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as lines:
            write_row = csv.writer(lines, delimiter=";").writerow
            width = max((column for _, column in pages[0].cells), default=1)
            for row in range(1, pages[0].row + 1):
                write_row([pages[0].cells.get((row, column), "") for column in range(1, width + 1)])
        return
    book = Workbook()
    book.remove(book.worksheets[0])
    for page in pages:
        sheet = book.create_sheet(page.title)
        for (row, column), value in page.cells.items():
            sheet.cell(row, column, value)
        for top, left, bottom, right in page.merges:
            sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        for (row, column), text in page.comments.items():
            sheet.cell(row, column).comment = Comment(text, "")
    book.save(path)
