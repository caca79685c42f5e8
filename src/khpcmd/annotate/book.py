"""openpyxl at work on a copy: opened from bytes, and written to bytes that depend on nothing but the content."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from openpyxl import Workbook
from openpyxl.reader.excel import ExcelReader

from khpcmd.annotate.formulas import Result, results_of, with_results
from khpcmd.annotate.source import NoCopy, Source

MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
CALCULATED_WHEN_OPENED = rb"<(?:\w+:)?calcPr\b[^>]*\bfullCalcOnLoad=[\"'](?:1|true)"
LONG_AGO = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Copy:
    """A workbook that is being changed, and what its formulas gave, sheet by sheet."""

    book: Workbook
    results: Mapping[str, Mapping[str, Result]]


@contextmanager
def guarded() -> Iterator[None]:
    """Whatever openpyxl makes of a workbook: its warnings are told elsewhere, and its failures are an answer."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except NoCopy:
            raise
        except (Exception, MemoryError) as error:
            raise NoCopy("not_editable") from error


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
