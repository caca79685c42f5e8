"""Opens a workbook for marking and writes the marked copy, whose bytes depend on nothing but the content.

openpyxl drops the results of formulas and some kinds of content: the results are put back, the losses are found.
A copy stores in hidden columns of its sheet of results which cells were marked, each beside the fill that it had, and
what was lost, so that it can be marked again. A defined name leads to the sheet. A mark is a fill and a comment,
distinguishable from the sender's own, and never a formula."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from dataclasses import replace
from html import escape
from io import BytesIO
from math import ceil
from typing import NamedTuple, cast

from defusedxml.ElementTree import fromstring
from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.fills import Fill
from openpyxl.utils import get_column_letter, quote_sheetname, range_boundaries
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from khpcmd.annotate.source import KINDS, MOST_MARKED, Marking, NoCopy, Source, Speaker, StandingLine, features, lost
from khpcmd.diagnostics import Code, Diagnostic, Severity
from khpcmd.i18n import Messages
from khpcmd.plan.places import shortened
from khpcmd.render.told.file import Fault
from khpcmd.render.view import plan_line
from khpcmd.render.wording import visible
from khpcmd.report import FileResult
from khpcmd.workbook.file.remarks import BEFORE_SENDER, OWN
from khpcmd.workbook.file.zip import of_no_day
from khpcmd.workbook.sheets import SIGN, SIGN_COLUMN

LONGEST = 1_500
"""Characters of one sentence; what was found in a cell can be much longer."""
ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
COLORS = {Severity.ERROR: "FFFF9999", Severity.WARNING: "FFFFD966", Severity.QUESTION: "FF9DC3E6"}
"""By severity, the worst first."""
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
        self._text(title, 14, bold=True)
        for line in lines:
            self._text(line)

    def faults(self, found: Sequence[Fault]) -> None:
        self._section(self._say("annotate.faults"))
        if not found:
            self._text(self._say("view.no_faults"))
            return
        self._table_head(("severity", "code", "place", "message", "cure"), FAULT_COLUMNS)
        for one in found:
            texts = (one.word, one.code, one.place, one.message, one.unit_cure)
            cells = self._line(texts, FAULT_COLUMNS, Font(name=FONT, size=11), GRID)
            if one.severity in COLORS:
                cells[0].fill = color(one.severity)
            if one.at is not None:
                target = f"{quote_sheetname(one.at.sheet)}!{one.at.cell or 'A1'}"
                cells[2].hyperlink = Hyperlink(ref=cells[2].coordinate, location=target)
                cells[2].font = Font(name=FONT, size=11, color="FF0563C1", underline="single")

    def standings(self, whose: str, found: Sequence[StandingLine]) -> None:
        """How the unit, or each of the units, stands to the targets; of many lines the first."""
        self._section(self._say("annotate.standings"))
        self._text(whose)
        if not found:
            self._text(self._say("annotate.no_standings"))
            return
        self._table_head(("target", "verdict", "threshold", "title", "figure", "remarks"), SINGLE)
        for one in found[:MOST]:
            texts = (one.target.id, one.word, one.asked, one.title, one.figure, one.remarks)
            cells = self._line(texts, SINGLE, Font(name=FONT, size=11), GRID)
            cells[1].font = Font(name=FONT, size=11, bold=one.unsettled)
        if len(found) > MOST:
            self._text(self._messages.text("annotate.more_standings", count=len(found) - MOST))

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
        self._text(text, 12, bold=True)

    def _text(self, text: str, size: int = 11, *, bold: bool = False) -> None:
        """A text over the whole width."""
        self._line((text,), (WHOLE,), Font(name=FONT, size=size, bold=bold))

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


def _lines(text: str, width: int) -> int:
    """How many lines a text takes when it is wrapped at words, rather one too many than one too few."""
    return max(1, ceil(len(text) * 0.85 / width))


Result = tuple[str, str]
"""The type of a cell as it is stored, and its stored value."""
FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
WRITTEN = re.compile(r'<c r="([A-Z]+[0-9]+)"((?: s="[0-9]+")?)>(<f(?: [^>]*)?(?:/>|>[^<]*</f>))<v ?(?:/>|></v>)</c>')
"""A cell with a formula, as openpyxl writes it."""
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
CALCULATED_WHEN_OPENED = rb"<(?:\w+:)?calcPr\b[^>]*\bfullCalcOnLoad=[\"'](?:1|true)"
NAME = "khpcmd_results"
SHEET_COLUMN, ADDRESSES, LOST = SIGN_COLUMN + 1, SIGN_COLUMN + 2, SIGN_COLUMN + 3
"""The hidden columns."""


def marked_copy(job: Marking, file: FileResult, source: Source) -> tuple[bytes, FileResult, tuple[str, ...]]:
    """The marked copy as a file, what it says of its workbook, and what was lost; a copy that was marked before is
    marked again. Raises NoCopy."""
    opened = open_copy(source)
    results = _earlier(opened.book, file)
    if results is not None:
        others = tuple(one for one in file.diagnostics if one.at is None or one.at.sheet != results.title)
        file = replace(file, diagnostics=others)
    with guarded():
        gone = {*forget(opened.book, results), *_losses(source)}
    kinds = tuple(kind for kind in KINDS if kind in gone)
    composed(opened.book, job, file, kinds)
    return written(opened), file, kinds


def _earlier(book: Workbook, file: FileResult) -> Worksheet | None:
    """The sheet of an earlier marking. One that figures were read from is the sender's, whatever it claims."""
    found = results_sheet(book)
    skipped = {one.at.sheet for one in file.diagnostics if one.at and one.code is Code.SHEET_SET_ASIDE}
    return found if found is not None and found.title in skipped else None


def _losses(source: Source) -> Sequence[str]:
    """What openpyxl leaves out, found by letting it write the workbook where there is anything it may leave out."""
    before = features(source.parts)
    if not before:
        return ()
    with zipfile.ZipFile(BytesIO(written(open_copy(source)))) as archive:
        return lost(before, features({name.lower(): archive.read(name) for name in archive.namelist()}))


class Copy(NamedTuple):
    """A workbook that is being changed, and what its formulas gave, sheet by sheet."""

    book: Workbook
    results: Mapping[str, Mapping[str, Result]]


def open_copy(source: Source) -> Copy:
    """A workbook to change; raises NoCopy."""
    with guarded():
        reader = ExcelReader(BytesIO(source.data), keep_vba=source.macros, rich_text=True)
        reader.read()
        listed = {sheet.name: related.target.lstrip("/").lower() for sheet, related in reader.parser.find_sheets()}
        results = {name: results_of(source.parts.get(part, b"")) for name, part in listed.items()}
        reader.wb.calculation.fullCalcOnLoad = source.says(CALCULATED_WHEN_OPENED)
    return Copy(reader.wb, results)


def written(copy: Copy) -> bytes:
    """The workbook as a file; raises NoCopy."""
    book, modified, saved = copy.book, copy.book.properties.modified, BytesIO()
    with guarded():
        for sheet in book.worksheets:
            sheet.merged_cells = _InOrder(sheet.merged_cells.ranges)
        book.save(saved)
        if book.vba_archive is not None:
            book.vba_archive.close()
        results = {sheet.path.lstrip("/"): copy.results.get(sheet.title, {}) for sheet in book.worksheets}
    stamp = modified.strftime("%Y-%m-%dT%H:%M:%SZ").encode() if modified else b""

    def change(name: str, part: bytes) -> bytes:
        part = with_results(part, results.get(name, {}))
        return MODIFIED.sub(rb"\g<1>" + stamp, part) if name == "docProps/core.xml" and stamp else part

    return of_no_day(saved, change)


class _InOrder(MultiCellRange):
    """Merged cells that are written in order; openpyxl keeps a set, whose order differs from run to run."""

    def __iter__(self) -> Iterator[CellRange]:
        return iter(self.sorted())


@contextmanager
def guarded() -> Iterator[None]:
    """Runs openpyxl without its warnings; whatever it fails on is raised as NoCopy."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except NoCopy:
            raise
        except (Exception, MemoryError) as error:
            raise NoCopy("not_editable") from error


def results_of(sheet: bytes) -> dict[str, Result]:
    """What the formulas of a sheet gave, by address; those that were never calculated are left out."""
    found = dict[str, Result]()
    if not FORMULA.search(sheet):
        return found
    for cell in fromstring(sheet).iter("{http://schemas.openxmlformats.org/spreadsheetml/2006/main}c"):
        inside = {child.tag.rpartition("}")[2]: child.text or "" for child in cell}
        kind = cell.get("t", "n")
        if "f" in inside and (inside.get("v") or (kind == "str" and "v" in inside)):
            found[cell.get("r", "")] = kind, inside["v"]
    return found


def with_results(sheet: bytes, results: Mapping[str, Result]) -> bytes:
    """A sheet as openpyxl wrote it, with the results of its formulas put back."""

    def one(match: re.Match[str]) -> str:
        address, style, formula = match.groups()
        if address not in results:
            return match[0]
        kind, value = results[address]
        stored = "" if kind == "n" else f' t="{escape(kind, quote=False)}"'
        return f'<c r="{address}"{style}{stored}>{formula}<v>{escape(value, quote=False)}</v></c>'

    return WRITTEN.sub(one, sheet.decode("utf-8")).encode("utf-8") if results else sheet


def remember(book: Workbook, sheet: Worksheet, marks: Iterable[Mark], lost: Iterable[str]) -> None:
    """Write down what the next marking has to know."""
    sheet.cell(1, SIGN_COLUMN, SIGN)
    for row, mark in enumerate(marks, 1):
        for column, text in ((SHEET_COLUMN, mark.sheet), (ADDRESSES, mark.address)):
            cell = sheet.cell(row, column, text)
            cell.data_type = "s"
        cell.fill = copy(mark.fill)
    for row, kind in enumerate(lost, 1):
        sheet.cell(row, LOST, kind)
    for column in (SIGN_COLUMN, SHEET_COLUMN, ADDRESSES, LOST):
        sheet.column_dimensions[get_column_letter(column)].hidden = True
    book.defined_names[NAME] = DefinedName(NAME, attr_text=f"{quote_sheetname(sheet.title)}!$A$1", hidden=True)


def results_sheet(book: Workbook) -> Worksheet | None:
    """The sheet of an earlier marking, or None."""
    with suppress(KeyError, ValueError, AttributeError):
        for title, _ in book.defined_names[NAME].destinations:
            found = book[title]
            return found if isinstance(found, Worksheet) else None
    return None


def forget(book: Workbook, results: Worksheet | None) -> tuple[str, ...]:
    """Remove an earlier marking with its sheet of results; returns what it had listed as lost."""
    fills, lost = dict[tuple[str, str], Fill](), set[object]()
    if results is not None:
        fills, lost = dict(_fills(results)), {results.cell(row, LOST).value for row in range(1, len(KINDS) + 1)}
    for cell in marked_cells(book):
        take_mark(cell, fills.get((cell.parent.title, cell.coordinate)))
    if results is not None:
        book.remove(results)
    book.defined_names.pop(NAME, None)
    return tuple(kind for kind in KINDS if kind in lost)


def _fills(sheet: Worksheet) -> Iterator[tuple[tuple[str, str], Fill]]:
    for row in range(1, sheet.max_row + 1):
        title, address = sheet.cell(row, SHEET_COLUMN), cell_at(sheet, row, ADDRESSES)
        if title.value is None:
            return
        yield (str(title.value), str(address.value)), fill_of(address)


def composed(book: Workbook, job: Marking, file: FileResult, lost: tuple[str, ...]) -> None:
    """Mark the wrong cells of a workbook and put the sheet of results in front."""
    messages, speaker = job.messages, Speaker(job.messages, job.report.plan, file.name)
    with guarded():
        marks = put_marks(book, file.diagnostics, speaker.comment)
        results = ResultSheet(book, _free_title(book, messages.template("annotate.sheet")), messages)
        lines = list(_heading(job, file, lost, speaker))
        if len(marks) == MOST_MARKED:
            lines.append(messages.text("annotate.most_marked", count=MOST_MARKED))
        results.heading(messages.template("annotate.title"), lines)
        results.faults(list(speaker.faults(file.diagnostics)))
        results.standings(speaker.whose(file), job.standings.lines(file.units, messages))
        results.finish(book)
        remember(book, results.sheet, marks, lost)


def _heading(job: Marking, file: FileResult, lost: tuple[str, ...], speaker: Speaker) -> Iterator[str]:
    """The plan, the periods, the day, the file in one line, the legend, and what was lost."""
    messages, plan = job.messages, job.report.plan
    yield plan_line(plan, messages)
    titles = [plan.periods[period].title.in_(messages.language) for period in file.periods if period]
    periods = messages.joined(titles) or messages.word("not_stated")
    yield messages.text("annotate.about", periods=periods, day=messages.day(job.report.as_of))
    yield speaker.summary(file)
    yield messages.template("annotate.legend")
    if lost:
        yield messages.text("annotate.lost_here", lost=speaker.losses(lost))


def _free_title(book: Workbook, title: str) -> str:
    """The title, numbered where the sender has a sheet of that name."""
    taken, number, found = {name.casefold() for name in book.sheetnames}, 1, title
    while found.casefold() in taken:
        number += 1
        found = f"{title} ({number})"
    return found
