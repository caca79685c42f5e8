"""The first sheet of a marked copy: what is wrong, where, how to fix it, and how the targets stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import ceil
from pathlib import PurePosixPath

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from khpcmd.annotate.marks import COLORS, cell_at, color, write
from khpcmd.annotate.standings import StandingLine
from khpcmd.diagnostics import Diagnostic
from khpcmd.i18n import Messages
from khpcmd.plan.model import Plan
from khpcmd.render.figures import Figures
from khpcmd.render.told.file import Fault, FileTold, fault, faults
from khpcmd.render.wording import Wording
from khpcmd.report import FileResult

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
