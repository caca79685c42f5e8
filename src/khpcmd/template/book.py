"""The template's workbook: cells to fill in, live formulas, input hints, and the lines above each table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from khpcmd.plan.fields import AmountField, AnyField
from khpcmd.plan.places import shortened
from khpcmd.render.xlsx.book import BOX, FONT, WRAP, Box, Look, decimals_of
from khpcmd.render.xlsx.book import Book as PlainBook
from khpcmd.render.xlsx.book import Page as PlainPage
from khpcmd.returns import Key
from khpcmd.template.cells import Given
from khpcmd.template.terms import Formula, Term

Places = dict[tuple[str, int, int], tuple[str, Key]]
"""By the cells of a form (sheet, row and column from 0) the unit and the figure that each asks for."""
GREY, PALE, YELLOW = "#E7E6E6", "#EEF2F9", "#FFF9DB"
INPUT: Look = {**BOX, "locked": False, "bg_color": YELLOW, "num_format": "#,##0", "align": "right"}
OPEN: Look = {**WRAP, "locked": False, "align": "center"}
"""What is written by hand on paper and may as well be typed."""
LOOKS: Mapping[str, Look] = {
    "header": {**BOX, "bold": True, "align": "center", "bg_color": "#DCE6F1"},
    "header_small": {**BOX, "align": "center", "font_size": 10, "bg_color": PALE},
    "upright": {**BOX, "align": "center", "rotation": 90, "font_size": 10, "bg_color": PALE},
    "index": {**BOX, "italic": True, "align": "center", "font_size": 9},
    "heading": {**BOX, "bold": True, "bg_color": PALE},
    "heading_number": {**BOX, "bold": True, "align": "center", "bg_color": PALE},
    "measure": {**BOX, "align": "center", "font_size": 10},
    "gap": {**FONT, "border": 1, "align": "center", "shrink": True},
    "total": {**BOX, "bold": True, "align": "center", "num_format": "#,##0"},
    "line": {**WRAP, "align": "center"},
    "strong": {**WRAP, "align": "center", "bold": True, "font_size": 12},
    "title": {**WRAP, "align": "center", "bold": True, "font_size": 13},
    "about": {**WRAP, "align": "center", "italic": True},
    "banner": {**WRAP, "align": "left", "indent": 1, "bold": True, "bg_color": GREY, "border": 1},
    "sheet_number": {**WRAP, "align": "right", "italic": True, "font_size": 10},
    "small": {**WRAP, "italic": True, "font_size": 10},
    "legend": {**WRAP, "italic": True, "font_size": 10, "align": "center"},
    "small_right": {**WRAP, "italic": True, "font_size": 9, "align": "right"},
    "indented": {**BOX, "indent": 2},
    "known": {**BOX, "bg_color": GREY, "align": "right", "num_format": "#,##0"},
    "check": {**WRAP, "font_color": "#C00000"},
    "check_header": {**WRAP, "bold": True, "font_color": "#C00000"},
    "input_count": INPUT,
    "input_yes_no": {**INPUT, "align": "center", "num_format": "@"},
    "input_text": {**INPUT, "align": "left", "num_format": "@"},
    "input_note": {**INPUT, "align": "left", "num_format": "@", "font_size": 10, "bg_color": "#FFFFFF"},
    "input_date": {**INPUT, "align": "center", "num_format": "dd/mm/yyyy"},
    "verdict": {**BOX, "align": "center", "bold": True},
    "signed_place": {**OPEN, "italic": True},
    "signed_name": {**OPEN, "bold": True},
    "signed_hint": {**WRAP, "align": "center", "italic": True},
    "open_line": {**WRAP, "locked": False, "font_size": 10},
}


class Book(PlainBook):
    """A template under construction."""

    def __init__(self, file: Path) -> None:
        self._file, self._made = file, BytesIO()
        self.formulas: list[Formula] = []
        """Those that were written so far."""
        self.handed_in: tuple[str, ...] = ()
        """The sheets that are handed in, in their order."""
        self.places: Places = {}
        super().__init__(self._made, LOOKS, FONT)

    def close(self) -> None:
        """Write the file; OSError where that fails, which the library would hide behind an error of its own."""
        super().close()
        self._file.write_bytes(self._made.getvalue())

    def look_of(self, spec: AnyField, look: str) -> str:
        """A look for figures of a field: those of an amount are shown with its decimals."""
        if not isinstance(spec, AmountField):
            return look
        return self.numbers(f"{look} {spec.decimals}", decimals_of(spec.decimals), look)

    def input_of(self, spec: AnyField) -> str:
        """The look of an input cell of a field."""
        kind = "count" if spec.kind in ("months", "amount") else spec.kind
        return self.look_of(spec, f"input_{kind}")

    def shown_as(self, text: str, before: str = "") -> str:
        """The name of a look for numbers that are shown as a text, or with their digits ``before`` it."""
        shown = before + '"' + text.replace('"', "") + '"'
        return self.numbers(shown, shown, "gap")

    def number_of(self, title: str) -> int:
        """Which of the sheets that are handed in one is; 0 for the only one, and for others."""
        several = len(self.handed_in) > 1 and title in self.handed_in
        return self.handed_in.index(title) + 1 if several else 0

    def page(self, title: str, widths: tuple[float, ...]) -> Page:
        return Page(self, title, widths)

    def name(self, name: str, area: str) -> None:
        self.workbook.define_name(name, f"={area}")


class Page(PlainPage):
    """A sheet of a template under construction; rows and columns count from 0."""

    def __init__(self, book: Book, title: str, widths: tuple[float, ...]) -> None:
        super().__init__(book, title, widths)
        self.book = book

    def formula(self, row: int, column: int, term: Term, look: str) -> None:
        """A formula with its result."""
        self.calculated(row, column, term.text, term.value, look)
        self.book.formulas.append((self.title, row, column, term.text))

    def given(self, row: int, column: int, given: Given, look: str) -> None:
        """Write the content of an input cell."""
        match given:
            case None:
                self.text(row, column, "", look)
            case date():
                self.day(row, column, given, look)
            case str():
                self.text(row, column, given, look)
            case bool():
                self.sheet.write_boolean(row, column, given, self.look(look))
            case _:
                self.number(row, column, float(given) if isinstance(given, Decimal) else given, look)

    def result_across(self, row: int, columns: tuple[int, int], term: Term, look: str) -> None:
        """The result of a formula over several columns."""
        self.merged(row, columns, look)
        self.formula(row, columns[0], term, look)

    def rule(self, box: Box, options: dict[str, Any]) -> None:
        """What may be typed into some cells."""
        for name, longest in (("input_title", 32), ("input_message", 255), ("error_title", 32), ("error_message", 255)):
            if name in options:
                options[name] = shortened(options[name], longest)
        self.sheet.data_validation(*box, options)

    def protect(self) -> None:
        self.sheet.protect("", {"format_columns": True, "format_rows": True})
