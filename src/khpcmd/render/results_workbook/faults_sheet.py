"""The sheet of faults: each at its place, with a link to the submitted file where that is safe."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path, PurePosixPath

from khpcmd.diagnostics import Location, Severity
from khpcmd.render.results_workbook.job import Job
from khpcmd.render.results_workbook.values import Link, Value

COLUMNS = (
    ("severity", 11, "centred"),
    ("code", 8, "centred"),
    ("place", 36, "label"),
    ("open", 6, "centred"),
    ("count", 8, "centred"),
    ("unit", 22, "label"),
    ("message", 60, "label"),
    ("cure", 46, "label"),
)
SIGNALS = {Severity.ERROR: "bad", Severity.WARNING: "open", Severity.NOTE: "aside"}
SPREADSHEETS = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".csv"})
ORDINARY = frozenset(" ._-()/")
"""What a linked name may have besides letters and digits."""
LONGEST_LINK = 250


def draw_faults(job: Job) -> None:
    """A row for each fault, the errors first."""
    sheet = job.sheet("faults", tuple(job.column(name, width, look) for name, width, look in COLUMNS), fixed=2)
    sheet.paragraph(job.view.faults_line)
    header, first = sheet.header(), sheet.row
    faults = [fault for section in job.view.sections for fault in section.faults]
    sheet.rows(
        [
            fault.word,
            fault.code,
            fault.place,
            _opened(job, fault.at),
            fault.count,
            fault.unit,
            fault.message,
            fault.cure,
        ]
        for fault in faults
    )
    if faults:
        for severity, signal in SIGNALS.items():
            word = job.wording.messages.template(f"severities.{severity.value}")
            sheet.signal((first, 0, sheet.row - 1, 0), word, signal)
    job.finish(sheet, header)


def _opened(job: Job, at: Location | None) -> Value:
    url = link(at, job.folder)
    return Link(job.say("open"), url) if url else None


def link(at: Location | None, folder: Path | None) -> str:
    """The way from the workbook to a cell of a submitted file; "" where there is none, or a name is not ordinary.

    A name of a file or a sheet comes from somebody else: what is not plainly a path to a spreadsheet stays a text.
    """
    if at is None or folder is None:
        return ""
    try:
        path = PurePosixPath(Path(os.path.relpath(at.file, folder)).as_posix())
    except ValueError:  # on another drive, or no path at all
        return ""
    if path.suffix.lower() not in SPREADSHEETS or not _ordinary(str(path)):
        return ""
    place = f"'{at.sheet}'!{at.cell or 'A1'}" if at.sheet and _ordinary(at.sheet) and "/" not in at.sheet else ""
    found = f"external:{path}#{place}" if place else f"external:{path}"
    return found if len(found) <= LONGEST_LINK else ""


def _ordinary(name: str) -> bool:
    return all(sign.isalnum() or sign in ORDINARY or unicodedata.category(sign) == "Mn" for sign in name)
