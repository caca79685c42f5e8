"""Writes workbooks: looks, pages, and cells whose texts never become formulas."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from khpcmd.measures.threshold import Number
from khpcmd.render.figures import Percentage, units_of
from khpcmd.render.wording import visible
from khpcmd.results import Measurement
from khpcmd.workbook.file.addresses import letters

WIDTHS = {
    180: "'", 200: "|", 250: " ,.", 278: "/:;\\ijlt", 333: "!()-I[]`fr", 389: "Js", 408: '"', 444: "?acez“”", 469: "^",
    480: "{}", 500: "#$*0123456789_bdghknopquvxyđ–", 541: "~", 549: "≤≥", 556: "FPS", 564: "+<=>", 611: "ELTZ",
    667: "BCR", 722: "ADGHKNOQUVXYwĐ", 778: "&m", 833: "%", 889: "M", 921: "@", 944: "W", 1000: "—…",
}  # fmt: skip
"""Letters by their width in thousandths of the size of the font."""
HORN, HORN_WIDTH = "\u031b", 42
"""What ơ and ư are wider than o and u."""
OTHER = 722
BOLD = 1.06
"""How much wider bold letters are."""
PIXELS, PADDING, DIGIT = 96 / 72, 5, 7
"""To the point; beside the digits that the width of a column is counted in; to such a digit, at 11 points."""
MARGIN = 0.98
"""How much of a column is counted on: programs break lines a little differently."""


LETTERS = {letter: width for width, those in WIDTHS.items() for letter in those}


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """The width in pixels of a text in a font of so many points."""
    return _width(text) / 1000 * size * PIXELS * (BOLD if bold else 1)


@lru_cache(maxsize=4096)
def _width(text: str) -> int:
    """The width in thousandths of the size of the font; a workbook has most of its words many times."""
    parts = unicodedata.normalize("NFD", text)
    widths = [LETTERS.get(part, OTHER) for part in parts if not unicodedata.combining(part)]
    return HORN_WIDTH * parts.count(HORN) + sum(widths)


def pixels_of(*columns: float) -> int:
    """The width in pixels of some columns, whose widths are in digits."""
    return sum(int(column * DIGIT + PADDING) for column in columns)


def lines_in(text: str, pixels: float, size: float, *, bold: bool = False) -> int:
    """How many lines a text takes in so many pixels: it is broken between words, and within longer ones."""
    room = max(1.0, (pixels - PADDING) * MARGIN)
    return sum(_broken(line, room, size, bold=bold) for line in text.split("\n"))


def _broken(line: str, room: float, size: float, *, bold: bool) -> int:
    lines, used, space = 1, 0.0, width_of(" ", size, bold=bold)
    for word in line.split(" "):
        width = width_of(word, size, bold=bold)
        if used and used + space + width > room:
            lines, used = lines + 1, 0.0
        used += width + (space if used else 0.0)
        while used > room:
            lines, used = lines + 1, used - room
    return lines


Look = Mapping[str, str | float | bool]
SIZE = 11
FONT: Look = {"font_name": "Times New Roman", "font_size": SIZE, "valign": "vcenter"}
WRAP: Look = {**FONT, "text_wrap": True}
BOX: Look = {**WRAP, "border": 1}
BASE_LOOKS: Mapping[str, Look] = {
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
LINE, AROUND, TALLEST = 1.2, 1.8, 400
"""The height of a line in sizes of its font; in points, what a row has beside its lines, and the highest row."""
INDENT = 9
"""The pixels of an indent."""
A4 = 9
Box = tuple[int, int, int, int]
"""First row, first column, last row, last column."""
PLAIN: Look = {"font_name": FONT["font_name"], "font_size": FONT["font_size"]}
RESULT_LOOKS: Mapping[str, Look] = {
    "title": {**FONT, "bold": True, "font_size": 14},
    "strong": {**WRAP, "bold": True},
    "right": {**BOX, "align": "right"},
    **{f"closing_{one}": {**BOX, "bold": True, **BASE_LOOKS[one]} for one in ("good", "bad", "open")},
    "lines": BOX,
    "fine": {**BOX, "font_size": 10},
    "fine_lines": {**BOX, "font_size": 10},
    "indented": {**BOX, "indent": 1},
    "link": {**BOX, "align": "center", "font_color": "#0563C1", "underline": 1},
    "verdict": {**BOX, "align": "center", "bold": True},
    "marks": {**BOX, "align": "center", "font_size": 10},
    "day": {**BOX, "align": "center", "num_format": "dd/mm/yyyy"},
    "left_day": {**BOX, "align": "left", "num_format": "dd/mm/yyyy"},
    "left_count": {**BOX, "align": "left", "num_format": "#,##0"},
    "signed": {**BOX, "align": "right", "num_format": "+#,##0;-#,##0;0"},
    "unknown": {**BOX, "bg_color": "#FFF2CC"},
    "not_asked": {**BOX, "align": "center", "bg_color": "#E7E6E6", "italic": True, "font_size": 9},
    "total": {**BOX, "bold": True, "align": "right", "num_format": "#,##0", "bg_color": "#F2F2F2"},
    "provisional": {**BOX, "italic": True, "align": "right", "num_format": "#,##0", "bg_color": "#FFF2CC"},
    "small": {**BOX, "italic": True, "font_size": 10, "align": "center"},
    "aside": {"bg_color": "#E7E6E6", "font_color": "#404040"},
}
OF_LINES = frozenset({"lines", "fine_lines", "marks"})
"""The looks of cells with several lines."""
LINKS = 60_000
"""How many links a sheet gets: Excel reads no more than 65,530."""
LONGEST = 32_767
"""How many characters a cell holds, those beyond the basic plane counted twice."""
EXACT = 10**15
"""Whole numbers below it are exact in every spreadsheet."""
AS_WRITTEN = type("AsWritten", (Worksheet,), {"_prepare_formula": lambda _, formula, *__: formula.removeprefix("=")})
"""A worksheet that takes formulas as they are: ours call none of the functions that XlsxWriter has other names for, and
to look for all 36 of them in each formula is a tenth of the calls of a form."""
MOST_DECIMALS = 12
"""Beyond them a number of a spreadsheet may be the threshold itself; the text alone is right there."""


class Book:
    """A workbook under construction, without any file until it is closed.

    ``font`` is that of its cells without a look, in whose digits the widths of columns are counted.
    """

    def __init__(self, target: BytesIO, looks: Mapping[str, Look], font: Look | None = None) -> None:
        texts = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
        own = {"default_format_properties": dict(font)} if font else {}
        self.workbook = Workbook(target, {**texts, **own, "in_memory": True})
        self.workbook.set_calc_mode("auto")
        self._looks = {**BASE_LOOKS, **looks}
        self._formats: dict[tuple[str, float], Format] = {}

    def style(self, name: str, size: float = SIZE) -> Look:
        """The look of a name; ``size`` is that of the font where the look has the usual one."""
        style = self._looks[name]
        return style if style.get("font_size", 0) != SIZE else {**style, "font_size": size}

    def look(self, name: str, size: float = SIZE) -> Format:
        """The format of a look, made once."""
        if (name, size) not in self._formats:
            self._formats[name, size] = self.workbook.add_format(dict(self.style(name, size)))
        return self._formats[name, size]

    def numbers(self, name: str, shown: str, like: str = "count") -> str:
        """The name of a look for numbers that are shown in a format of their own."""
        self._looks.setdefault(name, {**self._looks[like], "num_format": shown})
        return name

    def described(self, title: str, author: str, made: datetime) -> None:
        """Set the properties of the file; the same moment gives the same bytes."""
        self.workbook.set_properties({"title": title, "author": author, "created": made})

    def close(self) -> None:
        self.workbook.close()


class Page:
    """A sheet under construction; rows and columns count from 0.

    ``size`` is that of its font, in points; where it is less than the usual one rows stand close.
    """

    def __init__(self, book: Book, title: str, widths: tuple[float, ...], size: float = SIZE) -> None:
        self.sheet: Worksheet = book.workbook.add_worksheet(title, AS_WRITTEN)
        self.title, self.widths, self.size, self._book, self._links = title, widths, size, book, 0
        self.heights: dict[int, float] = {}
        """The heights of rows, in points."""
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)

    def look(self, name: str) -> Format:
        return self._book.look(name, self.size)

    def address(self, row: int, column: int) -> str:
        """A cell as formulas on any sheet name it."""
        return f"'{self.title}'!${letters(column + 1)}${row + 1}"

    def area(self, box: Box) -> str:
        return f"{self.address(box[0], box[1])}:${letters(box[3] + 1)}${box[2] + 1}"

    def text(self, row: int, column: int, text: str, look: str = "label") -> None:
        if text:
            self.sheet.write_string(row, column, text, self.look(look))
        else:
            self.sheet.write_blank(row, column, None, self.look(look))

    def number(self, row: int, column: int, number: float | Fraction, look: str) -> None:
        self.sheet.write_number(row, column, number, self.look(look))

    def day(self, row: int, column: int, day: date, look: str) -> None:
        moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)  # noqa: DTZ001  # Excel has no zones
        self.sheet.write_datetime(row, column, moment, self.look(look))

    def calculated(self, row: int, column: int, formula: str, value: float | str, look: str) -> None:
        """A formula with its result: never a 0 that was not reported."""
        self.sheet.write_formula(row, column, f"={formula}", self.look(look), value)

    def put(self, row: int, column: int, value: Value, look: str) -> None:
        """One cell: numbers are numbers, and no text is ever a formula."""
        match value:
            case None:
                self.sheet.write_blank(row, column, None, self.look(look))
            case str():
                self.text(row, column, value, look)
            case In(look, str() as text) if look in OF_LINES:
                Page.text(self, row, column, fitting(text), look)
            case In():
                self.put(row, column, value.value, value.look)
            case Formula():
                self.calculated(row, column, value.text.replace("{row}", str(row + 1)), value.value, value.look)
            case Link():
                self._link(row, column, value, look)
            case date():
                self.day(row, column, value, look)
            case _:
                self.number(row, column, value, look)

    def _link(self, row: int, column: int, link: Link, look: str) -> None:
        if not link.url or self._links >= LINKS:
            self.text(row, column, link.text, look)
            return
        self._links += 1
        self.sheet.write_url(row, column, link.url, self.look("link"), one_line(link.text))

    def across(self, row: int, columns: tuple[int, int], text: str, look: str) -> None:
        """A text over several columns, in a row that is high enough for it."""
        self.merged(row, columns, look)
        self.text(row, columns[0], text, look)
        self.fit(row, columns, text, look)

    def fitted(self, row: int, column: int, text: str, look: str) -> None:
        """A text in a row that is high enough for it."""
        self.across(row, (column, column), text, look)

    def merged(self, row: int, columns: tuple[int, int], look: str, below: int = 0) -> None:
        """Make one cell of some columns, and of so many rows ``below``."""
        first, last = columns
        if last > first or below:
            self.sheet.merge_range(row, first, row + below, last, "", self.look(look))

    def tall(self, row: int, points: float) -> None:
        """A row that is so high, or higher if it was made so before."""
        self.heights[row] = max(points, self.heights.get(row, 0))
        self.sheet.set_row(row, self.heights[row])

    def fit(self, row: int, columns: tuple[int, int], text: str, look: str, least: int = 1) -> None:
        """Make a row high enough for a text over some columns, and for ``least`` lines."""
        self.tall(row, self.needed(text, columns, look, least))

    def needed(self, text: str, columns: tuple[int, int], look: str, least: int = 1) -> float:
        """The height of a row that has room for a text over some columns, in points."""
        style = self._book.style(look, self.size)
        size, lines = float(style["font_size"]), least
        if style.get("text_wrap"):
            room = pixels_of(*self.widths[columns[0] : columns[1] + 1]) - INDENT * int(style.get("indent", 0))
            lines = max(least, lines_in(text, room, size, bold=bool(style.get("bold"))))
        return height_of(lines, size, 0 if self.size < SIZE and lines == 1 else AROUND)

    def signal(self, box: Box, text: str, signal: str) -> None:
        """Colour the cells that hold a text."""
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
        self.sheet.set_footer("&L&A&R&P/&N")
        if header:
            self.sheet.repeat_rows(*header)
            self.sheet.freeze_panes(header[1] + 1, freeze)


class Formula(NamedTuple):
    """A formula and its result. ``{row}`` stands for the row that it is written in."""

    text: str
    value: float
    look: str


class Link(NamedTuple):
    """A text that leads somewhere; "" leads nowhere."""

    text: str
    url: str


class In(NamedTuple):
    """A value in a look of its own."""

    look: str
    value: str | float | date | None = None


Value = str | float | Fraction | date | Formula | Link | In | None
"""None is a blank cell: nothing is known, which is not 0."""


def one_line(text: str) -> str:
    """A text as a cell can hold it: on one line, nothing in it unseen, and cut only where Excel has no more room."""
    return fitting(visible(text))


def lines(texts: tuple[str, ...], look: str = "lines") -> In:
    """Texts in one cell, each on a line of its own; the look is one of ``OF_LINES``."""
    return In(look, "\n".join(visible(text) for text in texts))


def text_of(value: Value) -> str:
    """What a value takes lines for; numbers and days stand on one."""
    text = value.text if isinstance(value, Link) else value.value if isinstance(value, In) else value
    return text if isinstance(text, str) else ""


def height_of(lines: int, size: float, around: float = AROUND) -> float:
    """The height in points of a row with so many lines in a font of so many points."""
    return min(round(LINE * size * lines + around, 2), TALLEST)


def fitting(text: str) -> str:
    """The text, or as much of it as a cell holds, with a sign that something is left out."""
    units = text.encode("utf-16-le") if len(text) > LONGEST // 2 else b""
    if len(units) <= 2 * LONGEST:
        return text
    return units[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"


def number_in(book: Book, number: Number | None) -> Value:
    """A count as it is, an amount with all its decimals."""
    if not isinstance(number, Decimal):
        return number
    shown = number_format(number)
    return In(book.numbers(f"amount {shown}", shown), float(number))


def number_format(number: Decimal) -> str:
    """The format that shows all decimals of an amount."""
    return decimals_of(max(0, -int(number.as_tuple().exponent)))


def decimals_of(number: int) -> str:
    """The format of numbers with so many decimals."""
    return "#,##0" + (f".{'0' * number}" if number else "")


def percent_look(book: Book, decimals: int, *, signed: bool) -> str:
    """The look of a percentage with so many decimals."""
    shown = f"0.{'0' * decimals}%"
    name = f"{'growth' if signed else 'share'} {decimals}"
    return book.numbers(name, f"+{shown};-{shown};+{shown}" if signed else shown)


def ratio(book: Book, percentage: Percentage | None, found: Measurement, columns: tuple[str, str]) -> Value:
    """Part over whole, from the cells in the ``columns`` (letters) of the same row; blank if not shown so."""
    if percentage is None or found.whole is None or (decimals := percentage.decimals) > MOST_DECIMALS:
        return None
    scale, (part, whole) = 10 ** (decimals + 2), columns
    value = units_of(percentage.value, decimals) / scale
    look = percent_look(book, decimals, signed=percentage.signed)
    if isinstance(found.part, Decimal) or max(found.part, found.whole) * scale >= EXACT:
        return In(look, value)
    top = f"({part}{{row}}-{whole}{{row}})" if percentage.signed else f"{part}{{row}}"
    cut = "TRUNC" if percentage.signed else "INT"  # of a fall the decimals are cut off, too: no worse than it is
    return Formula(f"{cut}({top}*{scale}/{whole}{{row}})/{scale}", value, look)
