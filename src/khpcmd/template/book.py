"""The workbook that is written: its looks, its sheets, and cells whose texts never become formulas."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from math import ceil
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from khpcmd.template.cells import Given
from khpcmd.template.terms import Term

Look = Mapping[str, str | int | bool]

FONT: Look = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
WRAP: Look = {**FONT, "text_wrap": True}
BOX: Look = {**WRAP, "border": 1}
INPUT: Look = {**BOX, "locked": False, "bg_color": "#FFF9DB", "num_format": "#,##0", "align": "right"}
LOOKS: Mapping[str, Look] = {
    "plain": WRAP,
    "line": {**WRAP, "align": "center"},
    "strong": {**WRAP, "align": "center", "bold": True},
    "title": {**WRAP, "align": "center", "bold": True, "font_size": 14},
    "banner": {**WRAP, "align": "center", "bold": True, "bg_color": "#E7E6E6", "border": 1},
    "small": {**WRAP, "align": "center", "italic": True, "font_size": 11},
    "header": {**BOX, "bold": True, "align": "center", "bg_color": "#D9E2F3"},
    "heading": {**BOX, "bold": True, "bg_color": "#F2F2F2"},
    "label": BOX,
    "indented": {**BOX, "indent": 2},
    "centred": {**BOX, "align": "center"},
    "count": {**BOX, "align": "right", "num_format": "#,##0"},
    "closed": {**BOX, "bg_color": "#E7E6E6"},
    "known": {**BOX, "bg_color": "#E7E6E6", "align": "right", "num_format": "#,##0"},
    "check": {**BOX, "font_color": "#C00000"},
    "input_count": INPUT,
    "input_yes_no": {**INPUT, "align": "center", "num_format": "@"},
    "input_text": {**INPUT, "align": "left", "num_format": "@"},
    "input_date": {**INPUT, "align": "center", "num_format": "dd/mm/yyyy"},
    "verdict": {**BOX, "align": "center", "bold": True},
}
SIGNALS: Mapping[str, Look] = {
    "good": {"bg_color": "#C6EFCE", "font_color": "#006100"},
    "bad": {"bg_color": "#FFC7CE", "font_color": "#9C0006"},
    "open": {"bg_color": "#FFEB9C", "font_color": "#7F6000"},
}
LINE = 16.5
"""The height of a line of text."""
A4 = 9
Box = tuple[int, int, int, int]
"""First row, first column, last row, last column."""


class Book:
    """A workbook under construction."""

    def __init__(self, file: str) -> None:
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.workbook = Workbook(file, options)
        self.workbook.set_calc_mode("auto")
        self._formats: dict[str, Format] = {}

    def look(self, name: str) -> Format:
        """The format of a name, made once."""
        if name not in self._formats:
            self._formats[name] = self.workbook.add_format(dict(LOOKS[name] if name in LOOKS else SIGNALS[name]))
        return self._formats[name]

    def counted_in(self, noun: str) -> str:
        """The name of a look for numbers that are shown with what they count."""
        name = f"counted in {noun}"
        if name not in self._formats:
            shown = '#,##0 "' + noun.replace('"', "") + '"'
            self._formats[name] = self.workbook.add_format({**LOOKS["count"], "num_format": shown})
        return name

    def page(self, title: str, widths: tuple[float, ...]) -> Page:
        return Page(self, self.workbook.add_worksheet(title), title, widths)

    def name(self, name: str, area: str) -> None:
        self.workbook.define_name(name, f"={area}")

    def close(self) -> None:
        self.workbook.close()


class Page:
    """A sheet under construction; rows and columns count from 0."""

    def __init__(self, book: Book, sheet: Worksheet, title: str, widths: tuple[float, ...]) -> None:
        self.book, self.sheet, self.title, self.widths = book, sheet, title, widths
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)

    def address(self, row: int, column: int) -> str:
        """A cell as formulas on any sheet name it."""
        return f"'{self.title}'!${_letters(column)}${row + 1}"

    def area(self, box: Box) -> str:
        return f"{self.address(box[0], box[1])}:${_letters(box[3])}${box[2] + 1}"

    def text(self, row: int, column: int, text: str, look: str = "label") -> None:
        if text:
            self.sheet.write_string(row, column, text, self.book.look(look))
        else:
            self.sheet.write_blank(row, column, None, self.book.look(look))

    def number(self, row: int, column: int, number: int, look: str) -> None:
        self.sheet.write_number(row, column, number, self.book.look(look))

    def formula(self, row: int, column: int, term: Term, look: str) -> None:
        """A formula with its result: never the 0 that nobody reported."""
        self.sheet.write_formula(row, column, f"={term.text}", self.book.look(look), term.value)

    def given(self, row: int, column: int, given: Given, look: str) -> None:
        """What stands in an input cell."""
        match given:
            case None:
                self.text(row, column, "", look)
            case date():
                moment = given if isinstance(given, datetime) else datetime(given.year, given.month, given.day)  # noqa: DTZ001  # Excel has no zones
                self.sheet.write_datetime(row, column, moment, self.book.look(look))
            case str():
                self.text(row, column, given, look)
            case bool():
                self.sheet.write_boolean(row, column, given, self.book.look(look))
            case _:
                self.sheet.write_number(row, column, given, self.book.look(look))

    def across(self, row: int, columns: tuple[int, int], what: str | Term, look: str) -> None:
        """A text, or the result of a formula, over several columns."""
        first, last = columns
        if last > first:
            self.sheet.merge_range(row, first, row, last, "", self.book.look(look))
        if isinstance(what, Term):
            self.formula(row, first, what, look)
        else:
            self.text(row, first, what, look)
        if isinstance(what, str):
            self.height(row, [(what, sum(self.widths[first : last + 1]))])

    def height(self, row: int, texts: list[tuple[str, float]], least: int = 1) -> None:
        """A row as high as its longest text needs: each with the width it has."""
        lines = max([least, *(ceil(len(text) / width) for text, width in texts)])
        self.sheet.set_row(row, LINE * lines + 3)

    def rule(self, box: Box, options: dict[str, Any]) -> None:
        """What may be typed into some cells."""
        for name, longest in (("input_title", 32), ("input_message", 255), ("error_title", 32), ("error_message", 255)):
            if name in options:
                options[name] = shortened(options[name], longest)
        self.sheet.data_validation(*box, options)

    def signal(self, box: Box, text: str, signal: str) -> None:
        """The colour of cells that say a text."""
        value = '"' + text.replace('"', '""') + '"'
        look = self.book.look(signal)
        self.sheet.conditional_format(*box, {"type": "cell", "criteria": "==", "value": value, "format": look})

    def finish(self, header: tuple[int, int] | None = None, freeze: int = 0) -> None:
        """Protected, and on A4 across with the header on every page."""
        self.sheet.protect("", {"format_columns": True, "format_rows": True})
        self.sheet.set_landscape()
        self.sheet.set_paper(A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.sheet.center_horizontally()
        self.sheet.set_footer("&C&P/&N")
        if header:
            self.sheet.repeat_rows(*header)
            self.sheet.freeze_panes(header[1] + 1, freeze)


def shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _letters(column: int) -> str:
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
