"""The workbook of a template: cells to fill in, live formulas, input hints; and what makes its sheets official ones.

That is a letterhead, a title, signatures, and pages of A4 that break where they should.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from khpcmd.i18n import DEFAULT
from khpcmd.plan.fields import AmountField, AnyField
from khpcmd.plan.model import Plan
from khpcmd.plan.places import shortened
from khpcmd.plan.units import Unit
from khpcmd.render.issued import kind
from khpcmd.render.xlsx.book import A4, BOX, FONT, WRAP, Box, Look, decimals_of, height_of, pixels_of
from khpcmd.render.xlsx.book import Book as PlainBook
from khpcmd.render.xlsx.book import Page as PlainPage
from khpcmd.render.xlsx.sheet import INCH, MILLIMETRES, PIXELS, POINTS, SPARE, WIDER
from khpcmd.returns import Key
from khpcmd.template.cells import Given
from khpcmd.template.contents import Wanted
from khpcmd.template.terms import Formula, Term
from khpcmd.text import split_class

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
        return self.look_of(spec, f"input_{'count' if spec.typed == 'amount' else spec.typed}")

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


BANNER, AGENCY, PLACE, NUMBER, TITLE, SUBJECT, PERIOD, GAP, TOP = range(9)
"""The rows of every sheet, from 0: the banner, which is not printed, the letterhead, the title, and the header."""
HEIGHT_OF_BANNER, HEIGHT_OF_GAP, HEIGHT_OF_NAME = 22.0, 6.0, 14.0
FREE = 3
"""How many rows are left free for a signature."""
NO_PLACE = "……"
"""Left free for whoever signs."""
KEPT = 3
"""How many rows of the table stand at least on the page with the signatures."""
LEFT, RIGHT, UPPER, LOWER = 15.0, 12.0, 14.0, 15.0
SIGNED = 420
"""The pixels that two signatures take beside each other."""
LEAST_SCALE = 73
"""In percent: text of 11 points is printed at 8 or more."""


class Sheet(NamedTuple):
    """A sheet to be printed: its last column on paper, the rows of its table, its last and first row, all from 0."""

    last_column: int
    first: int
    last: int
    foot: int
    header: tuple[int, int]
    across: bool = False
    top: int = AGENCY


def subject_of(wanted: Wanted, key: str) -> str:
    """The line of a title that cites the document of the plan: by its number and its day, else by its title."""
    document, messages = wanted.filer.plan.document, wanted.messages
    if not any(map(str.isdigit, document.number)):
        return wanted.say(f"{key}_unnumbered", title=wanted.of(wanted.filer.plan.title).upper())
    named = kind(document, messages).upper()
    return wanted.say(key, kind=named, number=document.number, day=wanted.day(document.date))


def about_period(wanted: Wanted) -> str:
    """The period with its days, and by when the form is to be sent."""
    period = wanted.filer.plan.periods[wanted.filer.period]
    first, last = wanted.day(period.window.first), wanted.day(period.window.last)
    return wanted.say("period", period=wanted.period, first=first, last=last, due=due_words(wanted))


def due_words(wanted: Wanted) -> str:
    due = wanted.filer.plan.periods[wanted.filer.period].due
    return wanted.say("due_by" if due.inclusive else "due_before", day=wanted.day(due.date))


def office(wanted: Wanted) -> tuple[str, ...]:
    """The lines of the letterhead that say who reports: above a place stands its people's committee, or what the plan
    says."""
    plan, unit = wanted.filer.plan, wanted.filer.unit
    above: tuple[str, ...] = ()
    if plan.official:
        above = (wanted.say("committee"),) if _is_place(unit) else ()
    elif plan.letterhead is not None and plan.letterhead.above_unit is not None:
        above = (wanted.of(plan.letterhead.above_unit),)
    return (*above, wanted.unit.upper())


def state(wanted: Wanted) -> tuple[str, ...]:
    """The name of the state and its motto, or what the plan has instead; a translation is no official paper."""
    plan = wanted.filer.plan
    if plan.letterhead is not None:
        return tuple(wanted.of(line) for line in plan.letterhead.state)
    in_vietnamese = plan.official and wanted.messages.language == DEFAULT
    return (wanted.say("nation"), wanted.say("motto")) if in_vietnamese else ()


def place_of(plan: Plan, unit: Unit, language: str) -> str:
    """Where a unit signs: its own name without the class word if it is a place, else that of the place above it."""
    seen = next((one for one in (unit, *plan.above(unit)) if _is_place(one)), None)
    if seen is None:
        return NO_PLACE
    name = seen.name.in_(language)
    words = len(split_class(seen.name.vi)[0].split())
    return " ".join(name.split()[words:]) if name == seen.name.vi else name


def place_above(plan: Plan, units: Sequence[Unit], language: str) -> str:
    """Where a form of several units is signed: at the lowest unit above all of them."""
    above = [plan.above(unit) for unit in units]
    shared = next((one for one in above[0] if all(one in others for others in above)), None)
    return NO_PLACE if shared is None else place_of(plan, shared, language)


def _is_place(unit: Unit) -> bool:
    return bool(split_class(unit.name.vi)[0])


class Paper(NamedTuple):
    """What stands around the table of a sheet, from its column ``first`` to its column ``last``.

    On its right side, which begins at the column ``split``, stand the country's name and who answers for the figures.
    """

    page: Page
    wanted: Wanted
    split: int
    last: int
    first: int = 0

    def letterhead(self, title: str, subject: str) -> None:
        """Who reports and the country's name, the title, the period, and which of several sheets this is."""
        page, wanted, split, last = self.page, self.wanted, self.split, self.last
        for row, text in zip((AGENCY, PLACE), office(wanted), strict=False):
            page.across(row, (self.first, split - 1), text, "strong")
        for row, text in zip((AGENCY, PLACE), state(wanted), strict=False):
            page.across(row, (split, last), text, "strong")
        if number := page.book.number_of(page.title):
            page.across(NUMBER, (split, last), wanted.say("sheet_number", sheet=f"{number:02}"), "sheet_number")
        self.heading(title, subject)

    def heading(self, title: str, subject: str) -> None:
        """The title, the plan, the period."""
        columns = self.first, self.last
        self.page.across(TITLE, columns, title, "title")
        self.page.across(SUBJECT, columns, subject, "strong")
        self.page.across(PERIOD, columns, about_period(self.wanted), "about")
        self.page.tall(GAP, HEIGHT_OF_GAP)

    def legend_above(self, text: str) -> None:
        """A line above a table with a row for each unit: below such a table it would be one of its rows."""
        self.page.across(GAP, (self.first, self.last), text, "legend")

    def signatures(self, row: int, place: str = "") -> int:
        """Place and date, who made the form and who answers for it, with room to sign; the last row.

        The place is that of the unit, if no other is given."""
        page, wanted, plan = self.page, self.wanted, self.wanted.filer.plan
        left, right = (self.first, self.split - 1), (self.split, self.last)
        year = str(plan.periods[wanted.filer.period].due.date.year)
        place = place or place_of(plan, wanted.filer.unit, wanted.messages.language)
        page.tall(row, HEIGHT_OF_GAP)
        page.across(row + 1, right, wanted.say("sign_place", place=place, year=year), "signed_place")
        for columns, who in ((left, "maker"), (right, "head")):
            page.across(row + 2, columns, wanted.say(f"sign_{who}"), "strong")
            page.across(row + 3, columns, wanted.say(f"sign_{who}_how"), "signed_hint")
            page.across(row + 3 + FREE, columns, "", "signed_name")
        for free in range(row + 4, row + 4 + FREE):
            page.tall(free, HEIGHT_OF_NAME)
        return row + 3 + FREE


def room_across(scale: float) -> float:
    """How many pixels stand beside each other on a page that lies across, printed at a scale in percent."""
    return SPARE * (MILLIMETRES[True][0] - LEFT - RIGHT) / INCH * PIXELS * 100 / scale / WIDER


def page_cuts(page: Page, groups: Sequence[Hashable], first: int, scale: float) -> list[int]:
    """The first columns of the printed pages after the first: between groups, and within one that is too wide.

    ``groups`` has one for each column from ``first`` on; the columns before are repeated on every page.
    """
    room, used, cuts = room_across(scale) - pixels_of(*page.widths[:first]), 0, list[int]()
    at, starts = first, list[int]()
    for _, group in groupby(groups):
        count = len(list(group))
        own = [pixels_of(page.widths[column]) for column in range(at, at + count)]
        starts += [at] if sum(own) <= room else range(at, at + count)
        if used and used + sum(own) > room:
            cuts.append(at)
            used = 0
        for column, width in enumerate(own, start=at):
            if used + width > room:
                cuts.append(column)
                used = 0
            used += width
        at += count
    return [*cuts[:-1], _signed(page, [*cuts[-2:-1], first][0], starts, (cuts[-1], at), room)] if cuts else []


def _signed(page: Page, before: int, starts: Sequence[int], last: tuple[int, int], room: float) -> int:
    """The first column of the last page, with more of the page before it where there is too little to sign below.

    ``starts`` are the columns that a page may begin with, ``before`` the first one of the page before.
    """
    cut, end = last
    for column in reversed([start for start in starts if before < start < cut]):
        kept, moved = pixels_of(*page.widths[before:column]), pixels_of(*page.widths[column:end])
        if pixels_of(*page.widths[cut:end]) >= SIGNED or kept < SIGNED or moved > room:
            break
        cut = column
    return cut


def printed(page: Page, sheet: Sheet, cuts: tuple[int, ...] = (), fixed: int = 0, repeated: int = 0) -> None:
    """On A4, as wide as the page, with the header on every page, the banner and the checks on none.

    All on one page where that can be read; else the last page has rows of the table above the signatures. A sheet that
    is wider than a page has ``cuts``, the first columns of its next pages, a ``fixed`` scale, and columns repeated.
    """
    it, wide = page.sheet, WIDER * pixels_of(*page.widths[: sheet.last_column + 1])
    it.set_landscape() if sheet.across else it.set_portrait()
    it.set_paper(A4)
    it.set_margins(left=LEFT / INCH, right=RIGHT / INCH, top=UPPER / INCH, bottom=LOWER / INCH)
    it.center_horizontally()
    it.set_footer('&C&"Times New Roman,Italic"&9&P/&N')
    it.print_area(sheet.top, 0, sheet.foot, sheet.last_column)
    it.repeat_rows(*sheet.header)
    it.freeze_panes(AGENCY, 0)
    page.protect()
    width, height = MILLIMETRES[sheet.across]
    room = SPARE * (width - LEFT - RIGHT) / INCH * PIXELS
    scale = fixed if cuts else min(100.0, 100 * room / wide)
    tall = SPARE * (height - UPPER - LOWER) * (POINTS / INCH)
    whole = 100 * tall / sum(_heights(page, sheet.top, sheet.foot))
    if cuts:
        it.repeat_columns(0, repeated - 1)
        it.set_v_pagebreaks(list(cuts))
    elif whole >= LEAST_SCALE:
        it.fit_to_pages(1, 1)
        return
    it.set_print_scale(int(scale))
    it.set_h_pagebreaks(list(_breaks(page, sheet, tall / scale * 100)))


def _breaks(page: Page, sheet: Sheet, room: float) -> Iterator[int]:
    """The first rows of the pages after the first, each of which has so much room."""
    repeated = sum(_heights(page, *sheet.header))
    used = sum(_heights(page, sheet.top, sheet.first - 1))
    foot = sum(_heights(page, sheet.last + 1, sheet.foot))
    for row in range(sheet.first, sheet.last + 1):
        own = sum(_heights(page, row, row))
        kept = sum(_heights(page, row, sheet.last)) + foot
        ends = row == max(sheet.first + 1, sheet.last + 1 - KEPT) and used + kept > room
        if ends or used + own > room:
            yield row
            used = repeated
        used += own


def _heights(page: Page, first: int, last: int) -> Iterator[float]:
    usual = height_of(1, 11)
    return (page.heights.get(row, usual) for row in range(first, last + 1))
