"""The marks on wrong cells, and the first sheet of a marked copy: what is wrong, where, and how to fix it.

A mark is a fill and a comment, distinguishable from the sender's own, and never a formula. ``put_marks`` writes them,
``ResultSheet`` the sheet; ``annotate.copy`` composes the copy that they are in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import replace
from math import ceil
from pathlib import PurePosixPath
from typing import NamedTuple, cast

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.fills import Fill
from openpyxl.utils import get_column_letter, quote_sheetname, range_boundaries
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from khpcmd.annotate.standings import StandingLine
from khpcmd.diagnostics import Diagnostic, Severity
from khpcmd.i18n import Messages
from khpcmd.plan.model import Plan
from khpcmd.plan.places import shortened
from khpcmd.render.figures import Figures
from khpcmd.render.told.file import Fault, FileTold, fault, faults
from khpcmd.render.wording import Wording, visible
from khpcmd.report import FileResult
from khpcmd.workbook.file.remarks import BEFORE_SENDER, OWN

LONGEST = 1_500
"""Characters of one sentence; what was found in a cell can be much longer."""
ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
COLORS = {Severity.ERROR: "FFFF9999", Severity.WARNING: "FFFFD966", Severity.QUESTION: "FF9DC3E6"}
"""By severity, the worst first."""
MOST_MARKED = 5_000
"""How many cells get a mark; the sheet of results lists the others."""
WIDTH, COMMENT_LINE, CHARACTERS = 380, 17, 52
"""Of a comment: its width and the height of a line in pixels, and how many characters a line holds."""


class Mark(NamedTuple):
    """A cell that was marked, and the fill that it had."""

    sheet: str
    address: str
    fill: Fill


def put_marks(book: Workbook, faults: Iterable[Diagnostic], say: Callable[[Diagnostic], str]) -> list[Mark]:
    """Mark the cells of the faults; several faults of one cell stand in one comment."""
    marks = list[Mark]()
    for (title, address), here in _by_cell(book, faults).items():
        if len(marks) == MOST_MARKED:
            break
        cell = book[title][address]
        marks.append(Mark(title, address, fill_of(cell)))
        worst = next(severity for severity in COLORS if any(one.severity is severity for one in here))
        cell.fill = color(worst)
        lines = dict.fromkeys(harmless(say(one)) for one in here)
        cell.comment = _comment("\n\n".join(lines), cell.comment)
    return marks


def marked_cells(book: Workbook) -> Iterator[Cell]:
    """The cells with a comment of khpcmd's."""
    for sheet in book.worksheets:
        cells = sheet._cells.values()  # noqa: SLF001  # the public way there goes over every blank cell of the grid
        yield from [cell for cell in cells if isinstance(cell, Cell) and cell.comment and cell.comment.author == OWN]


def take_mark(cell: Cell, fill: Fill | None) -> None:
    """Restore a cell; ``fill`` is None where its former fill is unknown."""
    comment = cell.comment
    _, there, senders = comment.text.partition(BEFORE_SENDER) if comment else ("", "", "")
    author, _, text = senders.partition("\n")
    cell.comment = Comment(text, author) if there else None
    if is_ours(fill_of(cell)):
        cell.fill = copy(fill) if fill is not None else PatternFill()


def harmless(text: str) -> str:
    """The text on one line, shortened, with everything unseen made visible."""
    return shortened(visible(text), LONGEST)


def write(cell: Cell, text: str) -> Cell:
    """Put a text into a cell, as text."""
    cell.value = ESCAPE.sub("_x005F_", harmless(text))
    cell.data_type = "s"
    if text.startswith(STARTS):
        cell.quotePrefix = True
    return cell


def color(severity: Severity) -> PatternFill:
    return PatternFill("solid", fgColor=COLORS[severity], bgColor=COLORS[severity])


def cell_at(sheet: Worksheet, row: int, column: int) -> Cell:
    """A cell that is not hidden under a merged range."""
    return cast("Cell", sheet.cell(row, column))


def fill_of(cell: Cell) -> Fill:
    """The fill of a cell, by itself."""
    return cast("Fill", copy(cell.fill))


def is_ours(fill: Fill) -> bool:
    """Whether a fill is that of a mark."""
    return isinstance(fill, PatternFill) and fill.fill_type == "solid" and fill.fgColor.rgb in COLORS.values()


def _by_cell(book: Workbook, faults: Iterable[Diagnostic]) -> dict[tuple[str, str], list[Diagnostic]]:
    """The faults by the cell that is to be marked."""
    found = dict[tuple[str, str], list[Diagnostic]]()
    for one in faults:
        at = one.at
        if at is None or not at.cell or one.severity not in COLORS or at.sheet not in book.sheetnames:
            continue
        sheet = book[at.sheet]
        if isinstance(sheet, Worksheet):
            for address in _addresses(sheet, at.cell):
                found.setdefault((at.sheet, address), []).append(one)
    return found


def _addresses(sheet: Worksheet, area: str) -> list[str]:
    """The cells of an area; of a merged range its first one."""
    left, top, right, bottom = range_boundaries(area)
    if left is None or top is None or right is None or bottom is None:
        return []
    found = dict[str, None]()
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            if len(found) == MOST_MARKED:
                return list(found)
            found[_seen(sheet, row, column)] = None
    return list(found)


def _seen(sheet: Worksheet, row: int, column: int) -> str:
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        for merged in sheet.merged_cells.ranges:
            if merged.min_row <= row <= merged.max_row and merged.min_col <= column <= merged.max_col:
                return str(sheet.cell(merged.min_row, merged.min_col).coordinate)
    return str(cell.coordinate)


def _comment(text: str, sender: Comment | None) -> Comment:
    """A comment of khpcmd's, with the sender's beneath it."""
    if sender is not None:
        text = f"{text}{BEFORE_SENDER}{visible(sender.author or '')}\n{sender.text}"
    lines = sum(1 + len(line) // CHARACTERS for line in text.split("\n"))
    return Comment(text, OWN, height=COMMENT_LINE * (lines + 1), width=WIDTH)


WIDTHS = (12, 15, 24, 46, 30, 30)
"""Of the columns, in characters; together they fill a page across."""
LINE, TALLEST = 15.5, 400
FONT = "Times New Roman"
THIN = Side(style="thin", color="FFA6A6A6")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEAD = PatternFill("solid", fgColor="FFDDEBF7")
MOST = 200
"""How many lines on targets a sheet has; only files with many units have more."""
Span = tuple[int, int]
"""The first and the last column of a text."""
WHOLE: Span = (1, len(WIDTHS))
FAULT_COLUMNS: tuple[Span, ...] = ((1, 1), (2, 2), (3, 3), (4, 4), (5, 6))
SINGLE: tuple[Span, ...] = tuple((column, column) for column in range(1, len(WIDTHS) + 1))


class ResultSheet:
    """Writes the sheet from the top down."""

    def __init__(self, book: Workbook, title: str, messages: Messages) -> None:
        self.sheet: Worksheet = book.create_sheet(title, 0)
        self._say = messages.template
        self._messages = messages
        self._row = 0

    def heading(self, title: str, lines: Iterable[str]) -> None:
        self._line((title,), (WHOLE,), Font(name=FONT, size=14, bold=True))
        for line in lines:
            self._line((line,), (WHOLE,), Font(name=FONT, size=11))

    def faults(self, found: Sequence[Fault]) -> None:
        self._section(self._say("annotate.faults"))
        if not found:
            self._line((self._say("view.no_faults"),), (WHOLE,), Font(name=FONT, size=11))
            return
        self._table_head(("severity", "code", "place", "message", "cure"), FAULT_COLUMNS)
        for one in found:
            texts = (one.word, one.code, one.place, one.message, one.unit_cure)
            cells = self._line(texts, FAULT_COLUMNS, Font(name=FONT, size=11), GRID)
            if one.severity in COLORS:
                cells[0].fill = color(one.severity)
            if one.at is not None:
                self._link(cells[2], one.at.sheet, one.at.cell or "A1")

    def standings(self, whose: str, found: Sequence[StandingLine]) -> None:
        """How the unit, or each of the units, stands to the targets; of many lines the first."""
        self._section(self._say("annotate.standings"))
        self._line((whose,), (WHOLE,), Font(name=FONT, size=11))
        if not found:
            self._line((self._say("annotate.no_standings"),), (WHOLE,), Font(name=FONT, size=11))
            return
        self._table_head(("target", "verdict", "threshold", "title", "figure", "remarks"), SINGLE)
        for one in found[:MOST]:
            texts = (one.target.id, one.word, one.asked, one.title, one.figure, one.remarks)
            cells = self._line(texts, SINGLE, Font(name=FONT, size=11), GRID)
            cells[1].font = Font(name=FONT, size=11, bold=one.unsettled)
        if len(found) > MOST:
            more = self._messages.text("annotate.more_standings", count=len(found) - MOST)
            self._line((more,), (WHOLE,), Font(name=FONT, size=11))

    def finish(self, book: Workbook) -> None:
        """The page, and this sheet as the one that is seen first."""
        sheet = self.sheet
        for column, width in enumerate(WIDTHS, 1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        for side in ("left", "right", "top", "bottom"):
            setattr(sheet.page_margins, side, 0.5)
        sheet.print_area = f"A1:{get_column_letter(len(WIDTHS))}{self._row}"
        sheet.HeaderFooter.oddFooter = HeaderFooterItem(center=_HeaderFooterPart(text="&P/&N"))
        sheet.sheet_view.showGridLines = False
        for other in book.worksheets:
            other.sheet_view.tabSelected = other is sheet
        for chart in book.chartsheets:
            for view in chart.sheetViews.sheetView:
                view.tabSelected = False
        book.active = 0
        for window in book.views:
            window.firstSheet = 0

    def _section(self, text: str) -> None:
        self._row += 1
        self._line((text,), (WHOLE,), Font(name=FONT, size=12, bold=True))

    def _table_head(self, names: Iterable[str], spans: Sequence[Span]) -> None:
        texts = [self._say(f"annotate.columns.{name}") for name in names]
        for cell in self._line(texts, spans, Font(name=FONT, size=11, bold=True), GRID):
            cell.fill = HEAD
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)

    def _line(
        self, texts: Sequence[str], spans: Sequence[Span], font: Font, border: Border | None = None
    ) -> list[Cell]:
        """One row of texts, each over its columns, as high as the longest of them needs."""
        self._row += 1
        cells, height = list[Cell](), 1
        for text, (first, last) in zip(texts, spans, strict=True):
            for column in range(first, last + 1):
                self.sheet.cell(self._row, column).border = border or Border()
            if last > first:
                self.sheet.merge_cells(start_row=self._row, end_row=self._row, start_column=first, end_column=last)
            cell = write(cell_at(self.sheet, self._row, first), text)
            cell.font, cell.alignment = font, Alignment(vertical="top", wrap_text=True)
            cells.append(cell)
            height = max(height, _lines(str(cell.value), sum(WIDTHS[first - 1 : last])))
        self.sheet.row_dimensions[self._row].height = min(TALLEST, (height * LINE * (font.size or 11)) // 11 + 3)
        return cells

    def _link(self, cell: Cell, sheet: str, address: str) -> None:
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{quote_sheetname(sheet)}!{address}")
        cell.font = Font(name=FONT, size=11, color="FF0563C1", underline="single")


class Speaker:
    """Puts what was found out about one file into words. The file itself is not named: the reader has it open."""

    def __init__(self, messages: Messages, plan: Plan, name: str) -> None:
        """``name`` is what messages call the file."""
        self.messages = messages
        self._wording = Wording(messages, plan)
        self._figures = Figures(messages, plan)
        self._given = name
        self._name = PurePosixPath(name).name

    def comment(self, one: Diagnostic) -> str:
        """A fault as the comment of its cell."""
        worded = fault((one,), self._wording)
        message, cure = self._local(worded.message), self._local(worded.unit_cure)
        return self.messages.text("annotate.comment", word=worded.word, code=worded.code, message=message, cure=cure)

    def faults(self, found: Iterable[Diagnostic]) -> Iterator[Fault]:
        """The faults of the file, each with the cell that its place leads to (None where it is of no sheet)."""
        for one in faults(found, self._wording):
            yield replace(
                one,
                place=self._local(one.place) if one.at else "",
                at=one.at if one.at and one.at.sheet else None,
                message=self._local(f"[{one.unit}] {one.message}" if one.unit else one.message),
                unit_cure=self._local(one.unit_cure),
            )

    def whose(self, file: FileResult) -> str:
        """The units whose figures the file has, and of several that only what is unsettled is listed."""
        if len(file.units) <= 1:
            return self._wording.units(file.units)
        return self.messages.text("annotate.several_units", number=self.messages.count("units", len(file.units)))

    def summary(self, file: FileResult) -> str:
        """The file in one line: whose figures it has, and how many faults."""
        return FileTold(replace(file, name=self._name), self._wording).line

    def losses(self, kinds: Iterable[str]) -> str:
        return self.messages.joined(self.messages.template(f"annotate.lost.{kind}") for kind in kinds)

    def _local(self, text: str) -> str:
        return text.replace(f"{self._given} › ", "").replace(self._given, self._name)


def _lines(text: str, width: int) -> int:
    """How many lines a text takes when it is wrapped at words, rather one too many than one too few."""
    return max(1, ceil(len(text) * 0.85 / width))
