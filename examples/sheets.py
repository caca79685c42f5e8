"""Draws the forms of the examples with openpyxl: letterhead, title, table, signatures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from figures import CRIMES_BEFORE, Figure
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from wording import ILLUSTRATIVE, MANNERS, MOTTO, Column, Group, Manner, Office, Period, Row

Filed = Mapping[str, Figure]
"""The figures of one unit by field."""
Places = dict[tuple[str, str], str]
"""Where each figure stands, by unit and field; the field "" is the cell with the unit's name."""
TOTAL = "Tổng cộng"
"""The unit of the places in the total row."""


def _font(size: int = 11, *, bold: bool = False) -> Font:
    return Font(name="Times New Roman", size=size, bold=bold)


PLAIN, BOLD = _font(), _font(bold=True)
LINE, BOLD_LINE = _font(12), _font(12, bold=True)
BOLD_TITLE, BOLD_HEADER, SMALL = _font(14, bold=True), _font(10, bold=True), _font(9)
THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
RIGHT = Alignment(horizontal="right", vertical="center", indent=1)
INDENTED = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=2)

TITLE_ROW, TABLE_ROW = 4, 9
HEADER_HEIGHTS, ROW_HEIGHT = (54, 44, 44), 20
FORM_WIDTHS = {"TT": 6, "Chỉ tiêu": 66, "Ghi chú": 24}
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII")
A4 = 9


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet of some columns, who signs it, and for which period.

    ``above`` and ``below`` are the columns over which the letterhead and the signatures are spread: the first one,
    the last one of the left half, and the last one.
    """

    sheet: Worksheet
    office: Office
    period: Period
    width: int
    above: tuple[int, int, int]
    below: tuple[int, int, int]

    def write(self, row: int, column: int, value: Figure | None, align: Alignment, font: Font = PLAIN) -> str:
        """A cell with its text; the address of the cell."""
        cell = self.sheet.cell(row, column, value)
        cell.font = font
        cell.alignment = align
        return cell.coordinate

    def merge(self, rows: tuple[int, int], columns: tuple[int, int]) -> None:
        if rows[0] != rows[1] or columns[0] != columns[1]:
            self.sheet.merge_cells(start_row=rows[0], end_row=rows[1], start_column=columns[0], end_column=columns[1])

    def banner(self, row: int, columns: tuple[int, int], text: str, font: Font = LINE) -> None:
        """A line of text in the middle of some columns."""
        self.write(row, columns[0], text, CENTRE, font)
        self.merge((row, row), columns)

    def top(self) -> None:
        """Letterhead, motto, title, and the word that the figures are invented."""
        first, middle, last = self.above
        left, right, whole = (first, middle), (middle + 1, last), (first, last)
        self.banner(1, left, self.office.superior)
        self.banner(2, left, self.office.office, BOLD_LINE)
        self.banner(1, right, MOTTO[0], BOLD_LINE)
        self.banner(2, right, MOTTO[1], BOLD_LINE)
        self.banner(TITLE_ROW, whole, self.office.title.format(self.period.title), BOLD_TITLE)
        annex = f"(Kèm theo Báo cáo số       /{self.office.symbol} ngày {self.period.day})"
        self.banner(TITLE_ROW + 1, whole, annex)
        self.banner(TITLE_ROW + 2, whole, ILLUSTRATIVE, BOLD_LINE)

    def bottom(self, table: range) -> None:
        """Lines around the cells of the table, and the signatures below it."""
        for row in table:
            for column in range(1, self.width + 1):
                self.sheet.cell(row, column).border = BOX
            self.sheet.row_dimensions[row].height = self.sheet.row_dimensions[row].height or ROW_HEIGHT
        first, middle, last = self.below
        left, right = (first, middle), (middle + 1, last)
        row = table.stop + 1
        self.banner(row, right, f"{self.office.place}, ngày {self.period.day}")
        self.banner(row + 1, left, "NGƯỜI LẬP BIỂU", BOLD_LINE)
        self.banner(row + 1, right, self.office.head, BOLD_LINE)
        self.banner(row + 2, right, "(ký, đóng dấu)")

    def figure(self, row: int, column: int, value: Figure | None, manner: Manner) -> str:
        """A figure as the office types it; the address of its cell."""
        match value:
            case bool():
                return self.write(row, column, manner.yes if value else manner.no, CENTRE)
            case int():
                self.sheet.cell(row, column).number_format = manner.numbers
                return self.write(row, column, value or manner.zero, RIGHT)
            case date():
                self.sheet.cell(row, column).number_format = "dd/mm/yyyy"
                return self.write(row, column, value, CENTRE)
            case _:
                return self.write(row, column, value, CENTRE)

    def on_paper(self, header: range) -> None:
        """A4 landscape, the header on every page and in sight."""
        sheet = self.sheet
        sheet.page_setup.paperSize = A4
        sheet.page_setup.orientation = "landscape"
        sheet.print_options.horizontalCentered = True
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        sheet.page_margins.top = sheet.page_margins.bottom = 0.5
        sheet.print_title_rows = f"{header.start}:{header.stop - 1}"
        sheet.freeze_panes = f"C{header.stop}"


def new_book() -> Workbook:
    """A workbook without any sheet."""
    book = Workbook()
    del book[book.sheetnames[0]]
    return book


def consolidated(
    sheet: Worksheet, office: Office, period: Period, columns: Sequence[Column], rows: Sequence[tuple[str, Filed]]
) -> Places:
    """The form with a row for every district: the name as it is to stand there, and its figures."""
    page = _two_pages(sheet, office, period, columns) if len(columns) > 10 else _one_page(sheet, office, period)
    page.top()
    headers = [("TT",), ("Đơn vị",), *(_dated(column.header, period) for column in columns), ("Ghi chú",)]
    depth = max(len(header) for header in headers)
    draw_header(page, headers, depth)
    index = TABLE_ROW + depth
    for place, mark in enumerate(("(A)", "(B)", *(f"({n + 1})" for n in range(len(columns))), "(C)"), start=1):
        page.write(index, place, mark, CENTRE, SMALL)
    places = Places()
    for number, (name, filed) in enumerate(rows, start=1):
        places |= unit_row(page, index + number, number, name, {c.field: filed.get(c.field) for c in columns})
    total = index + len(rows) + 1
    places |= total_row(page, total, columns, [filed for _, filed in rows])
    page.bottom(range(TABLE_ROW, total + 1))
    page.on_paper(range(TABLE_ROW, index + 1))
    return places


def _two_pages(sheet: Worksheet, office: Office, period: Period, columns: Sequence[Column]) -> Page:
    """Too wide for one page of A4: the second one begins with the crimes and repeats the names of the districts."""
    front = next(place for place, column in enumerate(columns) if column.field == CRIMES_BEFORE) + 2
    width = len(columns) + 3
    sheet.col_breaks.append(Break(id=front))
    sheet.print_title_cols = "A:B"
    sheet.page_setup.scale = 58
    letters = [get_column_letter(place) for place in range(1, width + 1)]
    for letter in letters:
        sheet.column_dimensions[letter].width = {"A": 5.0, "B": 21.0, "D": 13.0, "E": 12.0}.get(letter, 9.0)
    return Page(sheet, office, period, width, (3, 9, front), (front + 1, front + 8, width))


def _one_page(sheet: Worksheet, office: Office, period: Period) -> Page:
    for letter, size in {"A": 5.0, "B": 42.0, "C": 36.0, "D": 24.0}.items():
        sheet.column_dimensions[letter].width = size
    return Page(sheet, office, period, 4, (1, 2, 4), (1, 2, 4))


def _dated(header: tuple[str, ...], period: Period) -> tuple[str, ...]:
    return tuple(text.format(before=period.before, now=period.now) for text in header)


def draw_header(page: Page, headers: Sequence[tuple[str, ...]], depth: int) -> None:
    """Merged headers: to the right over columns with the same beginning, downwards where nothing stands below."""
    for level in range(depth):
        for first, last, header in _spans(headers, level):
            top = TABLE_ROW + level
            page.write(top, first, header[level], CENTRE, BOLD_HEADER)
            page.merge((top, top if len(header) > level + 1 else TABLE_ROW + depth - 1), (first, last))
        page.sheet.row_dimensions[TABLE_ROW + level].height = HEADER_HEIGHTS[level]


def _spans(headers: Sequence[tuple[str, ...]], level: int) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """The first and the last column of each text of a level of the header, and the header of the first one."""
    for beginning, columns in groupby(enumerate(headers, start=1), lambda item: item[1][: level + 1]):
        if len(beginning) > level:
            (first, header), *others = columns
            yield first, others[-1][0] if others else first, header


def unit_row(page: Page, row: int, number: int, name: str, figures: Mapping[str, Figure | None]) -> Places:
    page.write(row, 1, number, CENTRE)
    places = {(name, ""): page.write(row, 2, name, LEFT)}
    for column, (field, value) in enumerate(figures.items(), start=3):
        places[name, field] = page.figure(row, column, value, MANNERS.get(name, Manner()))
    return places


def total_row(page: Page, row: int, columns: Sequence[Column], filed: Sequence[Filed]) -> Places:
    """The total row: plain numbers, and under yes and no the number of yeses."""
    page.write(row, 2, TOTAL, CENTRE, BOLD)
    places = Places()
    for place, column in enumerate(columns, start=3):
        values = [own.get(column.field) for own in filed]
        counts = [int(value) for value in values if isinstance(value, int)]
        places[TOTAL, column.field] = page.write(row, place, sum(counts) if counts else None, RIGHT, BOLD)
        page.sheet.cell(row, place).number_format = "#,##0"
    return places


def form(
    sheet: Worksheet, office: Office, period: Period, groups: Sequence[Group], filed: Mapping[str, Filed]
) -> Places:
    """The vertical form. ``filed`` has the figures by unit: of one unit, or of every unit that heads a group."""
    headers = ("TT", "Chỉ tiêu", "Đơn vị tính", *((period.before,) if period.before else ()), period.now, "Ghi chú")
    span = (1, 2, len(headers))
    page = Page(sheet, office, period, len(headers), span, span)
    page.top()
    unit = "" if groups[0].heading in filed else next(iter(filed))
    if unit:
        page.banner(TABLE_ROW - 2, (1, page.width), f"Đơn vị báo cáo: {unit}")
    for column, text in enumerate(headers, start=1):
        page.write(TABLE_ROW, column, text, CENTRE, BOLD)
        sheet.column_dimensions[get_column_letter(column)].width = FORM_WIDTHS.get(text, 14)
    sheet.row_dimensions[TABLE_ROW].height = 34
    row, places = TABLE_ROW, Places()
    for number, group in zip(ROMAN, groups, strict=False):
        owner = unit or group.heading
        page.write(row + 1, 1, number, CENTRE, BOLD)
        page.write(row + 1, 2, group.heading, LEFT, BOLD)
        places |= _rows(page, row + 2, owner, group.rows, filed[owner])
        row += 1 + len(group.rows)
    page.bottom(range(TABLE_ROW, row + 1))
    page.on_paper(range(TABLE_ROW, TABLE_ROW + 1))
    as_wide_as_the_page(sheet)
    return places


def as_wide_as_the_page(sheet: Worksheet) -> None:
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _rows(page: Page, first: int, owner: str, rows: Iterable[Row], filed: Filed) -> Places:
    manner, places = MANNERS.get(owner, Manner()), Places()
    for number, row in enumerate(rows, start=1):
        at = first + number - 1
        month = row.label.startswith("Tháng ")
        page.write(at, 1, None if month else number, CENTRE)
        page.write(at, 2, row.label, INDENTED if month else LEFT)
        page.write(at, 3, row.counted_in or None, CENTRE)
        for column, field in enumerate(_fields(page.period, row.field), start=4):
            if field in filed:
                places[owner, field] = page.figure(at, column, filed[field], manner)
    return places


def _fields(period: Period, field: str) -> tuple[str, ...]:
    """The figures of a row from left to right; only crimes have one of the year before."""
    before = CRIMES_BEFORE if field == "crimes_handled" else ""
    return (before, field) if period.before else (field,)
