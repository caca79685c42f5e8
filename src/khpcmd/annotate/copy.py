"""Opens a workbook for marking and writes the marked copy, whose bytes depend on nothing but the content.

openpyxl drops the results of formulas and some kinds of content: the results are put back, the losses are found.
A copy stores in hidden columns of its sheet of results which cells were marked, each beside the fill that it had, and
what was lost, so that it can be marked again. A defined name leads to the sheet."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from dataclasses import replace
from html import escape
from io import BytesIO
from typing import NamedTuple

from defusedxml.ElementTree import fromstring
from openpyxl import Workbook
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.fills import Fill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet

from khpcmd.annotate.marks import (
    MOST_MARKED,
    Mark,
    ResultSheet,
    Speaker,
    cell_at,
    fill_of,
    marked_cells,
    put_marks,
    take_mark,
)
from khpcmd.annotate.source import KINDS, Marking, NoCopy, Source, features, lost
from khpcmd.diagnostics import Code
from khpcmd.render.view import plan_line
from khpcmd.report import FileResult
from khpcmd.workbook.file.zip import LONG_AGO
from khpcmd.workbook.sheets import SIGN, SIGN_COLUMN

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
    whole = BytesIO()
    with zipfile.ZipFile(saved) as made, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(made.namelist()):  # the types of the parts come first
            part = with_results(made.read(name), results.get(name, {}))
            if name == "docProps/core.xml" and stamp:
                part = MODIFIED.sub(rb"\g<1>" + stamp, part)
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), part, zipfile.ZIP_DEFLATED)
    return whole.getvalue()


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
    fills = dict(_fills(results)) if results is not None else {}
    lost = _lost(results) if results is not None else ()
    for cell in marked_cells(book):
        take_mark(cell, fills.get((cell.parent.title, cell.coordinate)))
    if results is not None:
        book.remove(results)
    book.defined_names.pop(NAME, None)
    return lost


def _fills(sheet: Worksheet) -> Iterator[tuple[tuple[str, str], Fill]]:
    for row in range(1, sheet.max_row + 1):
        title, address = sheet.cell(row, SHEET_COLUMN), cell_at(sheet, row, ADDRESSES)
        if title.value is None:
            return
        yield (str(title.value), str(address.value)), fill_of(address)


def _lost(sheet: Worksheet) -> tuple[str, ...]:
    found = {sheet.cell(row, LOST).value for row in range(1, len(KINDS) + 1)}
    return tuple(kind for kind in KINDS if kind in found)


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
