"""The workbook that is written: its looks, its sheets, and cells whose texts never become formulas."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from math import ceil

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Look = Mapping[str, str | int | bool]

FONT: Look = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
WRAP: Look = {**FONT, "text_wrap": True}
BOX: Look = {**WRAP, "border": 1}
LOOKS: Mapping[str, Look] = {
    "plain": WRAP,
    "header": {**BOX, "bold": True, "align": "center", "bg_color": "#D9E2F3"},
    "heading": {**BOX, "bold": True, "bg_color": "#F2F2F2"},
    "label": BOX,
    "centred": {**BOX, "align": "center"},
    "count": {**BOX, "align": "right", "num_format": "#,##0"},
    "closed": {**BOX, "bg_color": "#E7E6E6"},
    "good": {"bg_color": "#C6EFCE", "font_color": "#006100"},
    "bad": {"bg_color": "#FFC7CE", "font_color": "#9C0006"},
    "open": {"bg_color": "#FFEB9C", "font_color": "#7F6000"},
}
"""Those that all workbooks share; the last three are signals, laid over others."""
LINE, TALLEST = 16.5, 400
"""The height of a line of text, and of the highest row."""
A4 = 9
Box = tuple[int, int, int, int]
"""First row, first column, last row, last column."""


class Book:
    """A workbook under construction, without any file until it is closed.

    ``font`` is that of its cells without a look, in whose digits the widths of columns are counted.
    """

    def __init__(self, target: BytesIO, looks: Mapping[str, Look], font: Look | None = None) -> None:
        texts = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
        own = {"default_format_properties": dict(font)} if font else {}
        self.workbook = Workbook(target, {**texts, **own, "in_memory": True})
        self.workbook.set_calc_mode("auto")
        self._looks = {**LOOKS, **looks}
        self._formats: dict[str, Format] = {}

    def look(self, name: str) -> Format:
        """The format of a name, made once."""
        if name not in self._formats:
            self._formats[name] = self.workbook.add_format(dict(self._looks[name]))
        return self._formats[name]

    def numbers(self, name: str, shown: str, like: str = "count") -> str:
        """The name of a look for numbers that are shown in a format of their own."""
        self._looks.setdefault(name, {**self._looks[like], "num_format": shown})
        return name

    def described(self, title: str, author: str, made: datetime) -> None:
        """What the file says of itself; the same moment makes the same bytes."""
        self.workbook.set_properties({"title": title, "author": author, "created": made})

    def close(self) -> None:
        self.workbook.close()


class Page:
    """A sheet under construction; rows and columns count from 0."""

    def __init__(self, book: Book, title: str, widths: tuple[float, ...]) -> None:
        self.sheet: Worksheet = book.workbook.add_worksheet(title)
        self.look, self.title, self.widths = book.look, title, widths
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)

    def address(self, row: int, column: int) -> str:
        """A cell as formulas on any sheet name it."""
        return f"'{self.title}'!${letters(column)}${row + 1}"

    def area(self, box: Box) -> str:
        return f"{self.address(box[0], box[1])}:${letters(box[3])}${box[2] + 1}"

    def text(self, row: int, column: int, text: str, look: str = "label") -> None:
        if text:
            self.sheet.write_string(row, column, text, self.look(look))
        else:
            self.sheet.write_blank(row, column, None, self.look(look))

    def number(self, row: int, column: int, number: float, look: str) -> None:
        self.sheet.write_number(row, column, number, self.look(look))

    def calculated(self, row: int, column: int, formula: str, value: float | str, look: str) -> None:
        """A formula with its result: never the 0 that nobody reported."""
        self.sheet.write_formula(row, column, f"={formula}", self.look(look), value)

    def across(self, row: int, columns: tuple[int, int], text: str, look: str) -> None:
        """A text over several columns, in a row that is high enough for it."""
        self.merged(row, columns, look)
        self.text(row, columns[0], text, look)
        self.height(row, [(text, sum(self.widths[columns[0] : columns[1] + 1]))])

    def merged(self, row: int, columns: tuple[int, int], look: str) -> None:
        first, last = columns
        if last > first:
            self.sheet.merge_range(row, first, row, last, "", self.look(look))

    def height(self, row: int, texts: list[tuple[str, float]], least: int = 1) -> None:
        """A row as high as its longest text needs: each with the width it has."""
        lines = max([least, *(ceil(len(text) / width) for text, width in texts)])
        self.sheet.set_row(row, min(LINE * lines + 3, TALLEST))

    def signal(self, box: Box, text: str, signal: str) -> None:
        """The colour of cells that say a text."""
        value = '"' + text.replace('"', '""') + '"'
        look = self.look(signal)
        self.sheet.conditional_format(*box, {"type": "cell", "criteria": "==", "value": value, "format": look})

    def printed(self, header: tuple[int, int] | None = None, freeze: int = 0) -> None:
        """On A4 across, as wide as the page, with the header on every page and on the screen in sight."""
        self.sheet.set_landscape()
        self.sheet.set_paper(A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.sheet.center_horizontally()
        self.sheet.set_footer("&C&P/&N")
        if header:
            self.sheet.repeat_rows(*header)
            self.sheet.freeze_panes(header[1] + 1, freeze)


def letters(column: int) -> str:
    """The letters of a column."""
    found = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(ord("A") + rest) + found
    return found
