"""The template's workbook: cells to fill in, live formulas, input hints, and the lines above each table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from khpcmd.render.xlsx.book import BOX, WRAP, Box, Look
from khpcmd.render.xlsx.book import Book as PlainBook
from khpcmd.render.xlsx.book import Page as PlainPage
from khpcmd.template.cells import Given
from khpcmd.template.formulas import Formula
from khpcmd.template.terms import Term, if_, joined
from khpcmd.template.words import Wanted

__all__ = ["Book", "Box", "Page", "shortened"]
INPUT: Look = {**BOX, "locked": False, "bg_color": "#FFF9DB", "num_format": "#,##0", "align": "right"}
LOOKS: Mapping[str, Look] = {
    "line": {**WRAP, "align": "center"},
    "strong": {**WRAP, "align": "center", "bold": True},
    "title": {**WRAP, "align": "center", "bold": True, "font_size": 14},
    "banner": {**WRAP, "align": "center", "bold": True, "bg_color": "#E7E6E6", "border": 1},
    "small": {**WRAP, "align": "center", "italic": True, "font_size": 11},
    "indented": {**BOX, "indent": 2},
    "known": {**BOX, "bg_color": "#E7E6E6", "align": "right", "num_format": "#,##0"},
    "check": {**BOX, "font_color": "#C00000"},
    "input_count": INPUT,
    "input_yes_no": {**INPUT, "align": "center", "num_format": "@"},
    "input_text": {**INPUT, "align": "left", "num_format": "@"},
    "input_date": {**INPUT, "align": "center", "num_format": "dd/mm/yyyy"},
    "verdict": {**BOX, "align": "center", "bold": True},
}
UNIT, MOTTO, TITLE, PERIOD, FILER, BANNER, LEGEND = 0, 1, 3, 4, 5, 6, 7
"""The rows, from 0."""
HEIGHT_OF_BANNER = 24


class Book(PlainBook):
    """A template under construction."""

    def __init__(self, file: Path) -> None:
        self._file, self._made = file, BytesIO()
        self.formulas: list[Formula] = []
        """Those that were written so far."""
        super().__init__(self._made, LOOKS)

    def close(self) -> None:
        """Write the file; OSError where that fails, which the library would hide behind an error of its own."""
        super().close()
        self._file.write_bytes(self._made.getvalue())

    def counted_in(self, noun: str) -> str:
        """The name of a look for numbers that are shown with what they count."""
        return self.numbers(f"counted in {noun}", '#,##0 "' + noun.replace('"', "") + '"')

    def page(self, title: str, widths: tuple[float, ...]) -> Page:
        return Page(self, title, widths)

    def name(self, name: str, area: str) -> None:
        self.workbook.define_name(name, f"={area}")


class Page(PlainPage):
    """A sheet of a template under construction; rows and columns count from 0."""

    def __init__(self, book: Book, title: str, widths: tuple[float, ...]) -> None:
        super().__init__(book, title, widths)
        self.book, self.title = book, title

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
                moment = given if isinstance(given, datetime) else datetime(given.year, given.month, given.day)  # noqa: DTZ001  # Excel has no zones
                self.sheet.write_datetime(row, column, moment, self.look(look))
            case str():
                self.text(row, column, given, look)
            case bool():
                self.sheet.write_boolean(row, column, given, self.look(look))
            case _:
                self.number(row, column, given, look)

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

    def finish(self, header: tuple[int, int] | None = None, freeze: int = 0) -> None:
        """Protected, and ready to be printed."""
        self.sheet.protect("", {"format_columns": True, "format_rows": True})
        self.printed(header, freeze)


def shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def letterhead(page: Page, wanted: Wanted, title: str, wrong: Term | None) -> None:
    """Letterhead, title, period, unit, and the banner that counts what is ``wrong``."""
    last = len(page.widths) - 1
    page.across(UNIT, (0, 1), wanted.unit.upper(), "strong")
    page.across(UNIT, (2, last), wanted.say("nation"), "strong")
    page.across(MOTTO, (2, last), wanted.say("motto"), "strong")
    page.across(TITLE, (0, last), title, "title")
    page.across(PERIOD, (0, last), wanted.say("period", period=wanted.period), "line")
    page.across(FILER, (0, last), wanted.say("unit", unit=wanted.unit), "strong")
    if wrong is not None:
        page.result_across(BANNER, (0, last), banner(wanted, wrong), "banner")
        page.sheet.set_row(BANNER, HEIGHT_OF_BANNER)
        box = (BANNER, 0, BANNER, last)
        page.signal(box, wanted.say("ready"), "good")
        area = page.address(BANNER, 0)
        look = page.look("open")
        page.sheet.conditional_format(*box, {"type": "formula", "criteria": f'={area}<>""', "format": look})
    page.across(LEGEND, (0, last), wanted.say("legend"), "small")


def banner(wanted: Wanted, wrong: Term) -> Term:
    left = joined(wanted.say("left"), wrong, wanted.say("left_cells"))
    return if_(wrong.eq(0), wanted.say("ready"), left)
