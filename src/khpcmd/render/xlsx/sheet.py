"""A sheet of the workbook of results: a heading, and below it a table to be read on the screen and on paper."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from khpcmd.render.styles import SIGNALS, SIGNS
from khpcmd.render.summary.screen import Summary
from khpcmd.render.view import View
from khpcmd.render.xlsx.book import (
    DIGIT,
    OF_LINES,
    PADDING,
    SIZE,
    Book,
    In,
    Page,
    Value,
    one_line,
    pixels_of,
    text_of,
)
from khpcmd.results import Verdict
from khpcmd.workbook.file.addresses import a1
from khpcmd.workbook.sheets import REPORT_SIGN, SIGN_COLUMN

MILLIMETRES = {True: (297.0, 210.0), False: (210.0, 297.0)}
"""The width and the height of the paper, when it lies across and when it stands upright."""
SIDE, UPPER, LOWER = 10.0, 10.0, 13.0
"""The margins, in millimetres: left and right, above, and below with the footer."""
INCH, PIXELS, POINTS = 25.4, 96, 72
"""In millimetres; to the inch."""
LEAST, READABLE, WHOLE = 60, 65, 100
"""In percent: nothing is printed smaller, and nothing as small on one page if two pages have it larger."""
FEW = 2
"""On how many pages a sheet is spread so that it can be read better; more are taken for more rows only."""
WIDER, SPARE = 1.05, 0.97
"""How much wider columns are in LibreOffice than in Excel, and how much of a page is counted on."""


class Table(NamedTuple):
    """What is to be printed.

    The widths of its columns in pixels and the heights of its rows in points, from the first one; how many columns are
    repeated on every page, and the height of the header that is.
    """

    widths: Sequence[int]
    heights: Sequence[float]
    fixed: int = 0
    header: float = 0


class Layout(NamedTuple):
    """The pages of a sheet: the first columns of those beside the first, how many are below each other, the scale."""

    landscape: bool
    cuts: tuple[int, ...]
    down: int
    scale: int

    @property
    def pages(self) -> int:
        return (len(self.cuts) + 1) * self.down


def laid_out(table: Table) -> Layout:
    """One page if it can be read there, else two, else as few as the rows need.

    The paper lies across unless it takes fewer pages upright.
    """
    found = list(_layouts(table))
    for most, least in ((1, READABLE), (FEW, LEAST)):
        fitting = [one for one in found if one.pages <= most and one.scale >= least]
        if fitting:
            across = [one for one in fitting if one.landscape]
            return max(across or fitting, key=lambda one: one.scale)
    return min(found, key=lambda one: (one.pages, not one.landscape, -one.scale))


def first_page(table: Table) -> int:
    """How many columns stand on the first page however the sheet is printed."""
    return min((cuts[0] for _, cuts in _ways(table) if cuts), default=len(table.widths))


def room_for(columns: int, fixed: float) -> float:
    """How wide columns may be, in digits, that stand on one page beside a fixed one."""
    room = _room(True)[0] * WHOLE / LEAST - pixels_of(fixed)
    return (room / max(columns, 1) - PADDING) // DIGIT


def _layouts(table: Table) -> Iterator[Layout]:
    for landscape, cuts in _ways(table):
        wide, high = _room(landscape)
        widest, fewest = _scale(table, cuts, wide), _down(table, high, LEAST)
        for down in {1, FEW, fewest}:
            if down >= fewest:
                yield Layout(landscape, cuts, down, _largest(table, high, widest, down))


def _ways(table: Table) -> Iterator[tuple[bool, tuple[int, ...]]]:
    """How the paper may lie, with the columns that begin its pages; some only if there is no way without."""
    across, upright = (_cuts(table, _room(landscape)[0]) for landscape in MILLIMETRES)
    yield True, across
    if across or not upright:
        yield False, upright


def _room(landscape: bool) -> tuple[float, float]:
    """The pixels beside each other and the points below each other on a page that is not made smaller."""
    width, height = MILLIMETRES[landscape]
    wide = SPARE * (width - 2 * SIDE) / INCH * PIXELS / WIDER
    return wide, SPARE * (height - UPPER - LOWER) / INCH * POINTS


def _cuts(table: Table, wide: float) -> tuple[int, ...]:
    """The columns spread evenly over as few pages as have room for them at the least scale."""
    free, repeated = table.widths[table.fixed :], sum(table.widths[: table.fixed])
    pages = 1 + len(_begun(free, max(wide * WHOLE / LEAST - repeated, 1)))
    return tuple(table.fixed + one for one in _even(free, pages))


def _begun(sizes: Sequence[float], room: float, again: float = 0.0) -> tuple[int, ...]:
    """Where pages after the first begin, each with as much as it has room for besides what stands on it ``again``."""
    found, used = list[int](), 0.0
    for index, size in enumerate(sizes):
        if used and used + size > room:
            found.append(index)
            used = again
        used += size
    return tuple(found)


def _even(sizes: Sequence[float], pages: int) -> tuple[int, ...]:
    """Where pages begin that are nearly of the same size."""
    low, high = max(sizes, default=0), sum(sizes)
    while high - low > 1:
        middle = (low + high) / 2
        low, high = (low, middle) if len(_begun(sizes, middle)) < pages else (middle, high)
    return _begun(sizes, high)


def _scale(table: Table, cuts: tuple[int, ...], wide: float) -> int:
    repeated = sum(table.widths[: table.fixed])
    edges = (table.fixed, *cuts, len(table.widths))
    widest = max(repeated + sum(table.widths[first:last]) for first, last in pairwise(edges))
    return max(LEAST, min(WHOLE, int(WHOLE * wide / max(widest, 1))))


def _largest(table: Table, high: float, scale: int, down: int) -> int:
    """The largest scale, up to ``scale``, at which the rows need no more than so many pages."""
    scales = range(LEAST, scale + 1)
    return scales[bisect_right(scales, down, lo=1, key=lambda one: _down(table, high, one)) - 1]


def _down(table: Table, high: float, scale: int) -> int:
    """How many pages the rows need below each other; those after the first begin with the header."""
    return 1 + len(_begun(table.heights, high * WHOLE / scale, table.header))


LAST_ROW, LAST_COLUMN = 1_048_575, 16_383
"""The last row and the last column of a sheet, from 0."""
HEIGHT_OF_TITLE = 22.0
"""In points."""
PIECE = 1500
"""How many characters of a paragraph are put into one row."""
CAPITALS = 1.15
"""The width of a letter of an id, which may be all capitals, in digits."""
Rows = Iterable[Sequence[Value]]
Described = Sequence[tuple[str, float, str]]
"""Columns by name, width and look."""


class Job(NamedTuple):
    """A report in words, and the workbook that it is drawn in. ``folder`` is where the workbook will stand."""

    view: View
    summary: Summary
    book: Book
    folder: Path | None

    def say(self, key: str, **values: str | int) -> str:
        return self.view.messages.text(f"results_book.{key}", **values)

    @property
    def longest_id(self) -> float:
        """How wide a column has to be for the ids of all targets, none of them cut or broken."""
        return max((len(row.id) for row in self.view.targets), default=0) * CAPITALS + 1

    def for_ids(self, columns: Described) -> Described:
        """Columns of which the first one is as wide as the longest id of a target."""
        (name, width, look), *others = columns
        return ((name, max(width, self.longest_id), look), *others)

    def column(self, name: str, width: float, look: str = "label", *, printed: bool = True) -> Column:
        return Column(self.say(f"columns.{name}"), width, look, printed)

    def columns(self, printed: Described, on_screen: Described = ()) -> tuple[Column, ...]:
        """Columns that are printed, and behind them those that are not."""
        of_paper = (self.column(*one) for one in printed)
        return (*of_paper, *(self.column(*one, printed=False) for one in on_screen))

    def title(self, name: str) -> str:
        """The name of a sheet, as links and formulas use it."""
        return self.say(f"sheets.{name}")

    def sheet(self, name: str, columns: tuple[Column, ...], fixed: int = 0, size: float = SIZE) -> Sheet:
        """A sheet begun with its title, the verdict and the plan; its ``fixed`` first columns stay in sight."""
        made = Sheet(self.book, self.title(name), columns, fixed, size)
        made.heading(self.say(f"titles.{name}"), self.summary.headline, self.view.about)
        return made

    def table(
        self,
        sheet: Sheet,
        rows: Rows,
        above: Iterable[str] = (),
        *,
        signs: tuple[int, int] | None = None,
        words: tuple[int, Mapping[str, str]] | None = None,
    ) -> int:
        """Draw a table under some paragraphs; where its header stands.

        ``signs`` are the columns with colours by the sign of a verdict, ``words`` the one with colours by its text.
        """
        for text in above:
            sheet.paragraph(text)
        header = sheet.header()
        sheet.rows(rows)
        if signs is not None:
            sheet.signals(header + 1, signs)
        if words is not None and sheet.row > header + 1:
            column, looks = words
            for text, look in looks.items():
                sheet.signal((header + 1, column, sheet.row - 1, column), text, look)
        return header

    def finish(self, sheet: Sheet, header: int) -> None:
        """A sheet with all its rows, and what it had no room for."""
        sheet.finish(header)
        if sheet.left_out:
            sheet.text(sheet.row, 0, self.say("rows_left_out", count=sheet.left_out), "strong")


class Column(NamedTuple):
    """A column of a table: its heading, its width in digits, and how its cells look.

    What is not ``printed`` stands behind all columns that are: it is for the screen, or for calculating.
    """

    heading: str
    width: float
    look: str = "label"
    printed: bool = True


class Sheet(Page):
    """A sheet of results. ``row`` is where the next thing goes, from 0; the first row is hidden and has the sign.

    The ``fixed`` first columns stay in sight. A sheet that is too wide for a page is printed on several, each with
    these columns, and the text above its table stands beside them. The last columns may be for the screen alone. In a
    ``size`` other than the usual one lines stand closer, too.
    """

    def __init__(self, book: Book, title: str, columns: Sequence[Column], fixed: int = 0, size: float = SIZE) -> None:
        super().__init__(book, title, tuple(column.width for column in columns), size)
        self.columns, self.fixed = columns, fixed
        self.usual = self.needed("", (0, 0), "plain")
        self.sheet.write_string(0, SIGN_COLUMN - 1, REPORT_SIGN)
        self.sheet.set_default_row(self.usual)
        self.sheet.set_row(0, None, None, {"hidden": True})
        self.row = 1
        self.left_out = 0
        """How many rows found no room."""
        self._paper = [pixels_of(column.width) for column in columns if column.printed]
        self._first = first_page(Table(self._paper, (), fixed))
        self._left = fixed if self._first < len(self._paper) else 0

    def text(self, row: int, column: int, text: str, look: str = "label") -> None:
        super().text(row, column, one_line(text), look)

    def heading(self, title: str, *paragraphs: str) -> None:
        """The title of the sheet, and what has to be known before its table is read."""
        self.text(self.row, self._left, title, "title")
        self.tall(self.row, HEIGHT_OF_TITLE)
        self.row += 1
        for text in paragraphs:
            self.paragraph(text)

    def paragraph(self, text: str, look: str = "plain") -> None:
        """A text across the first page, in as many rows as it needs."""
        last = max(self._left, self._first - 1)
        for piece in _pieces(text):
            self.across(self.row, (self._left, last), piece, look)
            self.row += 1

    def finish(self, header: int | None = None, last: int | None = None) -> None:
        """Ready for the screen and for paper, with the ``header`` in sight.

        It has arrows for choosing among the rows under it, down to the ``last`` one (without it, all).
        """
        self.printed(None if header is None else (header, header), self.fixed)
        self.sheet.print_area(0, 0, self.row - 1, len(self._paper) - 1)
        heights = [self.heights.get(row, self.usual) for row in range(1, self.row)]
        self._lay_out(laid_out(Table(self._paper, heights, self.fixed, self.heights.get(header or 0, 0))))
        end = self.row - 1 if last is None else last
        if header is not None and end > header:
            self.sheet.autofilter(header, 0, end, len(self.columns) - 1)

    def _lay_out(self, layout: Layout) -> None:
        """On these pages: what is not cut between columns the program makes as large as it fits."""
        if not layout.landscape:
            self.sheet.set_portrait()
        self.sheet.set_margins(SIDE / INCH, SIDE / INCH, UPPER / INCH, LOWER / INCH)
        if not layout.cuts:
            self.sheet.fit_to_pages(1, layout.down)
            return
        self.sheet.set_print_scale(layout.scale)
        if self.fixed:
            self.sheet.repeat_columns(0, self.fixed - 1)
        self.sheet.set_v_pagebreaks(list(layout.cuts))

    def header(self, columns: Sequence[Column] | None = None) -> int:
        """The headings of a table; where they stand."""
        own = columns or self.columns
        for column, one in enumerate(own):
            self.fitted(self.row, column, one.heading, "header")
        self.row += 1
        return self.row - 1

    def rows(self, rows: Rows, columns: Sequence[Column] | None = None) -> None:
        """Rows of a table."""
        looks = [one.look for one in columns or self.columns]
        for row in rows:
            if self.row >= LAST_ROW:
                self.left_out += 1
                continue
            for column, value in enumerate(row):
                self.put(self.row, column, value, looks[column])
            self._fit_row(row, looks)
            self.row += 1

    def _fit_row(self, row: Sequence[Value], looks: Sequence[str]) -> None:
        """As high as the highest of its cells needs."""
        height = 0.0
        for column, value in enumerate(row):
            if text := text_of(value):
                look = value.look if isinstance(value, In) else looks[column]
                shown = text if look in OF_LINES else one_line(text)
                height = max(height, self.needed(shown, (column, column), look))
        if height and height != self.usual:
            self.tall(self.row, height)

    def signals(self, row: int, columns: tuple[int, int]) -> None:
        """Colours for cells from a row on that begin with the sign of a verdict."""
        if self.row > row:
            box, first = (row, columns[0], self.row - 1, columns[1]), a1(row + 1, columns[0] + 1)
            for verdict in Verdict:
                criteria, look = f'=LEFT({first},1)="{SIGNS[verdict]}"', self.look(SIGNALS[verdict])
                rule = {"type": "formula", "criteria": criteria, "format": look}
                self.sheet.conditional_format(*box, rule)


def _pieces(text: str) -> Iterable[str]:
    """A paragraph in pieces that a row can show, broken between words."""
    while len(text) > PIECE:
        cut = text.rfind(" ", 0, PIECE) + 1 or PIECE
        yield text[:cut].rstrip()
        text = text[cut:]
    yield text
