"""The sheets of faults, of files, of duties, and of every unit against every target."""

from __future__ import annotations

import os
import unicodedata
from datetime import date
from pathlib import Path, PurePosixPath

from khpcmd.diagnostics import Location, Severity
from khpcmd.render.duties import SIGNS, DutyTable
from khpcmd.render.told.office import UnitTold
from khpcmd.render.told.target import Matrix
from khpcmd.render.xlsx.book import In, Link, Value, lines
from khpcmd.render.xlsx.paper import room_for
from khpcmd.render.xlsx.sheet import LAST_COLUMN, Column, Job, Sheet
from khpcmd.results import DutyState
from khpcmd.version import __version__

FAULTS_COLUMNS = (
    ("severity", 10, "centred"),
    ("code", 7, "centred"),
    ("place", 34, "label"),
    ("open", 6, "centred"),
    ("count", 9, "centred"),
    ("unit", 20, "label"),
    ("message", 64, "label"),
    ("cure", 52, "label"),
)
FAULTS_SIGNALS = {
    Severity.ERROR: "bad",
    Severity.WARNING: "open",
    Severity.QUESTION: "open",
    Severity.NOTE: "aside",
}
SPREADSHEETS = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".csv"})
ORDINARY = frozenset(" ._-()/")
"""What a linked name may have besides letters and digits."""
LONGEST_LINK = 250
FILES_COLUMNS = (("number", 6, "centred"), ("file", 54, "label"), ("role", 16, "centred"), ("standing", 84, "label"))
FILES_ON_SCREEN = (("sha256", 68, "label"),)
DUTIES_COLUMNS = (
    ("duty", 10, "centred"),
    ("duty_title", 60, "label"),
    ("state", 20, "verdict"),
    ("done", 12, "count"),
    ("of_units", 12, "count"),
    ("remarks", 60, "lines"),
)
STATE = 2
UNIT, NARROW, WIDE = 28, 17, 24
"""The width of the column of units, and how narrow and how wide those of the targets beside it are."""
DUTIES_SIGNALS = {
    DutyState.DONE: "good",
    DutyState.NOT_DONE: "bad",
    DutyState.NOT_YET: "open",
    DutyState.NOT_REPORTED: "open",
}


def draw_faults(job: Job) -> None:
    """A row for each fault, the errors first."""
    sheet = job.sheet("faults", job.columns(FAULTS_COLUMNS), fixed=2)
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
        for severity, signal in FAULTS_SIGNALS.items():
            word = job.view.messages.template(f"severities.{severity.value}")
            sheet.signal((first, 0, sheet.row - 1, 0), word, signal)
    job.finish(sheet, header)


def _opened(job: Job, at: Location | None) -> Value:
    url = link(at, job.folder)
    return Link(job.say("open"), url) if url else None


def link(at: Location | None, folder: Path | None) -> str:
    """The link from the workbook to a cell of a submitted file; "" where none is possible or a name is not ordinary.

    Names of files and sheets are not trusted: anything but a plain path to a spreadsheet stays text.
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


def draw_files(job: Job) -> None:
    """Who has reported, a row for each file, and what the results rest on besides."""
    messages = job.view.messages
    sheet = job.sheet("files", job.columns(FILES_COLUMNS, FILES_ON_SCREEN), fixed=2)
    for text in (*job.view.roll_call, *job.view.deadlines):
        sheet.paragraph(text)
    header, lines = sheet.header(), iter(job.view.files)
    sheet.rows(
        [
            number,
            one.name,
            messages.word(f"role_{one.role}"),
            next(lines).line if one.role == "return" else "",
            one.sha256,
        ]
        for number, one in enumerate(job.view.report.inputs, 1)
    )
    last = sheet.row - 1
    _sources(job, sheet)
    sheet.finish(header, last)


def _sources(job: Job, sheet: Sheet) -> None:
    """The tool, the plan, and the day of which the targets were judged."""
    report = job.view.report
    sources: dict[str, str | date] = {
        "tool": f"khpcmd {__version__}",
        "plan": report.plan.id,
        "plan_sha256": report.plan_hash,
        "as_of": report.as_of,
    }
    sheet.row += 1
    for name, value in sources.items():
        sheet.across(sheet.row, (0, 1), job.say(f"columns.{name}"), "heading")
        sheet.merged(sheet.row, (2, 3), "label")
        sheet.put(sheet.row, 2, value, "left_day" if isinstance(value, date) else "label")
        sheet.row += 1


def draw_duties(job: Job, duties: DutyTable) -> None:
    """A row for each duty with answers, and a line about the others."""
    sheet = job.sheet("duties", job.columns(DUTIES_COLUMNS), fixed=1)
    if duties.silent:
        sheet.paragraph(duties.silent)
    header, first = sheet.header(), sheet.row
    sheet.rows(
        [row.id, row.title, f"{row.sign} {row.word}", row.done_by, row.of_units, lines(row.remarks)]
        for row in duties.rows
    )
    if sheet.row > first:
        for state, signal in DUTIES_SIGNALS.items():
            word = job.view.messages.template(f"duty_states.{state.value}")
            sheet.signal((first, STATE, sheet.row - 1, STATE), f"{SIGNS[state]} {word}", signal)
    sheet.finish(header)


def draw_matrix(job: Job, matrix: Matrix) -> None:
    """A row for each unit, a column for each target that units stand against."""
    targets = matrix.targets[:LAST_COLUMN]
    titles = {row.id: row for row in job.view.targets}
    width = min(max(room_for(len(targets), UNIT), NARROW), WIDE)
    columns = (Column(f"{name}. {titles[name].title}: {titles[name].threshold}", width, "centred") for name in targets)
    sheet = job.sheet("matrix", (job.column("unit", UNIT), *columns), fixed=1)
    sheet.paragraph(matrix.legend)
    header, first = sheet.header(), sheet.row
    sheet.rows([row.unit, *(_cell(mark) for mark in row.marks[: len(targets)])] for row in matrix.rows)
    sheet.signals((first, 1, sheet.row - 1, len(targets)))
    job.finish(sheet, header)


def _cell(mark: UnitTold | None) -> Value:
    """The verdict with its sign and its figure under it, or the sign and the figure for information.

    A target that does not concern the unit is closed.
    """
    if mark is None:
        return In("closed")
    figure = mark.beside_word
    if mark.verdict is None and figure:  # what the sign means is in the legend
        return lines((f"{mark.sign} {figure}",), "marks")
    return lines(tuple(text for text in (f"{mark.sign} {mark.word}", figure) if text), "marks")
