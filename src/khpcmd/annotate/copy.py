"""Opens a workbook for marking and writes the marked copy, whose bytes depend on nothing but the content.

openpyxl drops the results of formulas and some kinds of content: the results are put back, the losses are found.
A copy stores in hidden columns of its sheet of results which cells were marked, each beside the fill that it had, and
what was lost, so that it can be marked again. A defined name leads to the sheet."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from copy import copy
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
from khpcmd.annotate.standings import Standings
from khpcmd.i18n import Messages
from khpcmd.render.view import plan_line
from khpcmd.report import FileResult, Report
from khpcmd.workbook.file.kinds import is_ods, kind_of
from khpcmd.workbook.file.limits import Limits, Refused
from khpcmd.workbook.file.zip import Archive
from khpcmd.workbook.sheets import SIGN, SIGN_COLUMN

CELLS = 300_000
"""More cells, with content or without, than openpyxl can hold in a reasonable time."""
CELL = re.compile(rb"<(?:\w+:)?c[ />]")
MARKUP = (".xml", ".rels", ".vml")
SHEET_PARTS = "xl/worksheets/"
Result = tuple[str, str]
"""The type of a cell as it is stored, and its stored value."""
FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
WRITTEN = re.compile(r'<c r="([A-Z]+[0-9]+)"((?: s="[0-9]+")?)>(<f(?: [^>]*)?(?:/>|>[^<]*</f>))<v ?(?:/>|></v>)</c>')
"""A cell with a formula, as openpyxl writes it."""
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
CALCULATED_WHEN_OPENED = rb"<(?:\w+:)?calcPr\b[^>]*\bfullCalcOnLoad=[\"'](?:1|true)"
LONG_AGO = (1980, 1, 1, 0, 0, 0)
PARTS = {
    "pictures": r"xl/media/",
    "charts": r"xl/charts/chart",
    "diagrams": r"xl/diagrams/data",
    "controls": r"xl/(ctrlprops|activex)/",
    "embedded": r"xl/embeddings/",
    "slicers": r"xl/(slicers|timelines)/",
    "pivot_tables": r"xl/pivottables/",
    "threaded_comments": r"xl/threadedcomments/",
    "connections": r"xl/(connections\.xml|querytables/|model/)",
    "rich_data": r"xl/(metadata\.xml|richdata/)",
    "macro_sheets": r"xl/(macrosheets|dialogsheets|intlmacrosheets)/",
    "macros": r"xl/vbaproject\.bin",
    "signature": r"_xmlsignatures/sig",
}
"""Kinds of parts, and how the names of such parts begin."""
EXTENSIONS = {
    "78C0D931-6437-407D-A8EE-F0AAD7539E65": "conditional_formats",
    "B025F937-C7B1-47D3-B67F-A62EFF666E3E": "conditional_formats",
    "CCE6A557-97BC-4B89-ADB6-D9C93CAAB3DF": "validations",
    "05C60535-1F16-4FD2-B633-F4F36F0B64E0": "sparklines",
    "A8765BA9-456A-4DAB-B4F3-ACF838C121DE": "slicers",
    "3A4CF648-6AED-40F4-86FF-DC5316D8AED3": "slicers",
    "7E03D99C-DC04-49D9-9315-930204A7B6E9": "slicers",
    "FC87AEE6-9EDD-4A0A-B7FB-166176984837": "protected_ranges",
}
"""Extensions of sheets by the ids that Excel gives them."""
KINDS = (*PARTS, "shapes", "conditional_formats", "validations", "sparklines", "protected_ranges", "extensions")
"""Everything that may be lost, in the order in which it is reported."""
EXTENSION = re.compile(rb"<(?:\w+:)?ext\b[^<>]*\buri=[\"']\{([0-9A-Fa-f-]+)\}[\"']")
SHAPE = re.compile(rb"<(?:\w+:)?(?:sp|grpSp|cxnSp)[ />]")
NAME = "khpcmd_results"
SHEET_COLUMN, ADDRESSES, LOST = SIGN_COLUMN + 1, SIGN_COLUMN + 2, SIGN_COLUMN + 3
"""The hidden columns."""


class NoCopy(Exception):  # noqa: N818 - not an error of the program: the reader gets the reason
    """No copy can be made of a file; ``why`` names the sentence, ``reason`` fills it."""

    def __init__(self, why: str, reason: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.reason = reason


class Source(NamedTuple):
    """The bytes of a workbook, and its parts by their names in lower case."""

    data: bytes
    parts: Mapping[str, bytes]

    @property
    def macros(self) -> bool:
        return "xl/vbaproject.bin" in self.parts

    def says(self, pattern: bytes) -> bool:
        """Whether a part that describes the workbook as a whole holds the pattern."""
        return any(name.count("/") == 1 and re.search(pattern, part) for name, part in self.parts.items())


def open_source(data: bytes, limits: Limits, suffix: str) -> Source:
    """The workbook, whose sheets have passed the gate; raises NoCopy for other formats and for what is not safe."""
    try:
        if kind_of(data, suffix) in ("csv", "xls"):
            raise NoCopy("other_format")
        archive = Archive(data, limits)
        parts = {name: archive.read(name) for name in archive.names}
    except Refused as refused:
        raise NoCopy("not_editable") from refused
    if is_ods(archive.names, parts.get("mimetype", b"")):
        raise NoCopy("other_format")
    if any(_has_doctype(part) for name, part in parts.items() if name.endswith(MARKUP)):
        raise NoCopy("not_editable")
    if sum(len(CELL.findall(part)) for name, part in parts.items() if name.startswith(SHEET_PARTS)) > CELLS:
        raise NoCopy("too_large")
    return Source(data, parts)


def _has_doctype(part: bytes) -> bool:
    return b"<!DOCTYPE" in (part.replace(b"\0", b"") if b"\0" in part[:64] else part)


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


def features(parts: Mapping[str, bytes]) -> Counter[str]:
    """How often each of the kinds is there."""
    found = Counter[str]()
    for name, part in parts.items():
        found.update(kind for kind, pattern in PARTS.items() if re.match(pattern, name))
        if name.startswith("xl/worksheets/") and b"extLst" in part:
            ids = (match.decode("ascii").upper() for match in EXTENSION.findall(part))
            found.update(EXTENSIONS.get(one, "extensions") for one in ids)
        elif name.startswith("xl/drawings/"):
            found["shapes"] += len(SHAPE.findall(part)) if name.endswith(".xml") else 0
    return +found


def lost(before: Counter[str], after: Counter[str]) -> tuple[str, ...]:
    """The kinds of which there are fewer than before; charts always count, as they are drawn again."""
    return tuple(kind for kind in KINDS if after[kind] < before[kind] or (kind == "charts" and before[kind]))


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


class Marking(NamedTuple):
    """What the files of one check have in common when they are marked."""

    limits: Limits
    report: Report
    standings: Standings
    messages: Messages


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
