"""The workbook of results: the sheets in the order of a reader's questions, each a table with a heading.

``figures`` has the sheets of what was reported.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from io import BytesIO
from pathlib import Path, PurePosixPath

from khpcmd.diagnostics import Location, Severity
from khpcmd.files import made_at
from khpcmd.i18n import Messages
from khpcmd.plan.model import Target
from khpcmd.render.duties import DutyTable
from khpcmd.render.figures import Percentage, so_far
from khpcmd.render.formats import Look
from khpcmd.render.styles import SIGNALS, SIGNS
from khpcmd.render.summary.check import summarized
from khpcmd.render.summary.screen import Entries
from khpcmd.render.told.office import UnitTold
from khpcmd.render.told.target import Matrix, TargetTold
from khpcmd.render.trend import TrendTold
from khpcmd.render.view import View
from khpcmd.render.wording import SHOWN, places
from khpcmd.render.xlsx.book import (
    PLAIN,
    RESULT_LOOKS,
    Book,
    Formula,
    In,
    Link,
    Value,
    lines,
    number_in,
    percent_look,
    ratio,
)
from khpcmd.render.xlsx.figures import draw_figures
from khpcmd.render.xlsx.sheet import LAST_COLUMN, Column, Job, Rows, Sheet, room_for
from khpcmd.report import Report
from khpcmd.results import DutyState, Measurement, Result, Verdict
from khpcmd.trend import Trend
from khpcmd.version import __version__
from khpcmd.workbook.file.addresses import letters

Ratios = Mapping[str, tuple[str, Formula | In]]
"""For each target shown as a percentage, the address and the content of its cell."""
SUMMARY_COLUMNS = (
    ("verdict", 17, "verdict"), ("target", 8, "centred"), ("title", 58, "label"), ("result", 22, "right"),
    ("share", 11, "right"), ("threshold", 18, "centred"), ("remarks", 44, "label"),
)  # fmt: skip
LINKS = 30.0
"""The width of the column of links to the other sheets, which is not printed."""
NAME, COUNT, ASIDE = 2, 3, 6
"""The last column of the name of a file, the one of its faults, and the last one of all."""
CLOSINGS = {"bold green": "closing_good", "bold red": "closing_bad", "bold yellow": "closing_open"}
"""How the answer looks, by its style on a terminal."""
TARGET_COLUMNS = (
    ("target", 6, "centred"), ("title", 26, "label"), ("threshold", 12, "centred"), ("verdict", 13, "verdict"),
    ("result", 20, "indented"), ("remarks", 18, "lines"), ("standing", 32, "lines"), ("clause", 72, "fine"),
)  # fmt: skip
TARGETS_ON_SCREEN = (
    ("part", 11, "count"), ("whole", 11, "count"), ("ratio", 11, "count"), ("gap", 10, "signed"),
    ("cells", 128, "fine_lines"),
)  # fmt: skip
"""Behind the columns that are printed: the figures to calculate with, and where they come from."""
VERDICT, PART = 3, len(TARGET_COLUMNS)
RATIO = PART + 2
"""Where these columns stand, counted from 0."""
FEW = 2
"""How many sheets of returns a row names: the sheet of units, to which it leads, has all of them unit by unit."""
UNIT_COLUMNS = (
    ("target", 8, "centred"), ("unit", 38, "label"), ("verdict", 19, "verdict"), ("part", 13, "count"),
    ("whole", 13, "count"), ("ratio", 13, "count"), ("gap", 13, "signed"),
)  # fmt: skip
UNITS_ON_SCREEN = (("cells", 84, "label"), ("id", 12, "centred"))
UNIT_VERDICT, UNIT_PART = 2, 3
DENSE = 9.5
"""The size of the font in the sheet of units, which has a row for each of them and each target."""
UNIT, NARROW, WIDE = 28, 17, 24
"""The width of the column of units, and how narrow and how wide those of the targets beside it are."""
CHART_COLUMNS = (
    ("target", 12, "label"), ("title", 62, "label"), ("reached", 16, "count"), ("asked", 16, "count"),
    ("remarks", 28, "label"),
)  # fmt: skip
FILLS = {"good": "#63BE7B", "bad": "#E06666", "open": "#F4C430", "aside": "#A6A6A6"}
WIDEST, WIDTH, HEIGHT = 40, 940, 420
"""How many targets a chart shows, and how large it is, in pixels."""
POINTS = 0.75
"""To the pixel."""
PERIOD = 16
"""The width of the column of a period."""
DUTY_COLUMNS = (
    ("duty", 10, "centred"), ("duty_title", 60, "label"), ("state", 20, "verdict"), ("done", 12, "count"),
    ("of_units", 12, "count"), ("remarks", 60, "lines"),
)  # fmt: skip
FAULT_COLUMNS = (
    ("severity", 10, "centred"), ("code", 7, "centred"), ("place", 34, "label"), ("open", 6, "centred"),
    ("count", 9, "centred"), ("unit", 20, "label"), ("message", 64, "label"), ("cure", 52, "label"),
)  # fmt: skip
SPREADSHEETS = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".csv"})
ORDINARY = frozenset(" ._-()/")
"""What a linked name may have besides letters and digits."""
LONGEST_LINK = 250
FILE_COLUMNS = (("number", 6, "centred"), ("file", 54, "label"), ("role", 16, "centred"), ("standing", 84, "label"))
FILES_ON_SCREEN = (("sha256", 68, "label"),)


def results_workbook(report: Report, messages: Messages, look: Look) -> bytes:
    """The workbook as the content of a file; where its folder is known, faults lead to their cells."""
    content, view = BytesIO(), View(report, messages, by_unit=True)
    job = Job(view, summarized(report, messages, look), Book(content, RESULT_LOOKS, PLAIN), look.folder)
    job.book.described(job.say("titles.summary"), f"khpcmd {__version__}", made_at(report.as_of))
    _draw(job, look)
    job.book.close()
    return content.getvalue()


def _draw(job: Job, look: Look) -> None:
    """How it stands, why, what is wrong, what was reported; sheets that lead to later ones are begun before them."""
    summary = Sheet(job.book, job.title("summary"), (*_summary_columns(job), Column("", LINKS, "link", False)))
    targets = job.sheet("targets", job.columns(job.for_ids(TARGET_COLUMNS), TARGETS_ON_SCREEN), fixed=2)
    charted = any(_percentage(job, result) for result in job.view.report.results)
    chart = job.sheet("chart", job.columns(CHART_COLUMNS)) if charted else None
    if job.view.matrix is not None and job.view.matrix.rows:
        _draw_matrix(job, job.view.matrix)
    ratios = _draw_targets(job, targets, links=_draw_units(job))
    if chart is not None:
        _draw_chart(job, chart, ratios)
    if look.trend is not None:
        _draw_trend(job, look.trend)
    if job.view.duties is not None:
        _draw_duties(job, job.view.duties)
    _draw_faults(job)
    draw_figures(job)
    _draw_files(job)
    _draw_summary(job, summary)


def _summary_columns(job: Job) -> list[Column]:
    """The columns of the first sheet, that of the ids as wide as the longest of them with its marks."""
    found = (job.column(*one) for one in SUMMARY_COLUMNS)
    ids = max(SUMMARY_COLUMNS[1][1], job.longest_id + 1)
    return [one._replace(width=ids) if number == 1 else one for number, one in enumerate(found)]


def _draw_summary(job: Job, sheet: Sheet) -> None:
    """What a terminal says of the report; the sheets that it links to exist by now. What to type stands there alone."""
    summary, columns = job.summary, _summary_columns(job)
    sheet.heading(job.say("titles.summary"))
    sheet.paragraph(summary.headline, "strong")
    for text in summary.about:
        sheet.paragraph(text)
    top, sheet.row = sheet.row, sheet.row + 1
    first = sheet.header(columns) + 1
    for block in summary.blocks:
        heading = f"{block.heading}: {block.note}" if block.note else block.heading
        sheet.across(sheet.row, (0, ASIDE - 1), heading, "heading")
        sheet.across(sheet.row, (ASIDE, ASIDE), block.aside[:1].upper() + block.aside[1:], "heading")
        sheet.row += 1
        rows = (
            (f"{row.mark} {row.word}", row.id, row.title, row.figure, row.share, row.threshold, row.rest)
            for row in block.rows
        )
        sheet.rows(rows, columns)
    sheet.signals(first, (0, 0))
    for text in summary.notes:
        sheet.paragraph(text)
    if summary.entries:
        _entries(sheet, summary.entries)
    if steps := [step.text for step in summary.steps if not step.gives]:
        sheet.row += 1
        sheet.paragraph(job.view.messages.template("summary.next"), "strong")
        for text in steps:
            sheet.paragraph(text)
    sheet.row += 1
    sheet.paragraph(summary.closing, CLOSINGS.get(summary.style, "strong"))
    _links(job, sheet, top)
    sheet.finish()


def _entries(sheet: Sheet, entries: Entries) -> None:
    """What is to be fixed, a row each."""
    sheet.row += 1
    sheet.paragraph(entries.heading, "strong")
    for entry in entries.entries:
        sheet.across(sheet.row, (0, NAME), f"{entry.mark} {entry.name}", "label")
        sheet.across(sheet.row, (COUNT, COUNT), entry.count, "right")
        sheet.across(sheet.row, (COUNT + 1, ASIDE), " ".join(entry.lines), "label")
        sheet.row += 1
    for text in entries.after:
        sheet.paragraph(text)


def _links(job: Job, sheet: Sheet, row: int) -> None:
    """The other sheets, beside the table."""
    column = len(SUMMARY_COLUMNS)
    others = [one.get_name() for one in job.book.workbook.worksheets()][1:]
    sheet.text(row, column, job.say("columns.sheets"), "header")
    for number, name in enumerate(others, row + 1):
        sheet.put(number, column, Link(name, f"internal:'{name}'!A1"), "link")


def _draw_targets(job: Job, sheet: Sheet, links: Mapping[str, str]) -> Ratios:
    """A row for each target with what its verdict rests on; ``links`` lead from its id to its units."""
    drawn = list(_target_rows(job, links))
    header = job.table(sheet, drawn, signs=(VERDICT, VERDICT))
    sheet.finish(header)
    return {
        told.id: (sheet.address(row, RATIO), value)
        for row, (told, values) in enumerate(zip(job.view.targets, drawn, strict=False), start=header + 1)
        if isinstance(value := values[RATIO], Formula | In)
    }


def _target_rows(job: Job, links: Mapping[str, str]) -> Iterator[list[Value]]:
    for row in job.view.targets:
        yield [
            Link(row.id, links.get(row.id, "")),
            row.title,
            row.threshold,
            f"{row.sign} {row.word}",
            row.value,
            lines(row.remarks),
            lines(row.scores + row.standing),
            f"{row.target.clause}: {job.view.messages.quoted(row.target.quote)} {row.note}".rstrip(),
            *_figure(job, row.target, row.result.shown, PART),
            number_in(job.book, row.more),
            lines(tuple(row.cells(FEW if row.result.units else SHOWN)), "fine_lines"),
        ]


def _figure(job: Job, target: Target, found: Measurement | None, column: int) -> tuple[Value, Value, Value]:
    """Part, whole and percentage, from the ``column`` on; blank where they are not to be shown."""
    if found is None:
        return None, None, None
    percentage = job.view.figures.percentage(target, found)
    part, whole = (number_in(job.book, side) for side in found.sides)
    return part, whole, ratio(job.book, percentage, found, (letters(column + 1), letters(column + 2)))


def _draw_units(job: Job) -> dict[str, str]:
    """A row for each target and unit, target by target; returns for each target the link to its first row."""
    judged = [told for told in job.view.targets if told.result.units]
    if not judged:
        return {}
    sheet = job.sheet("standings", job.columns(job.for_ids(UNIT_COLUMNS), UNITS_ON_SCREEN), UNIT_VERDICT, DENSE)
    above = (job.view.matrix.legend,) if job.view.matrix is not None else ()
    header, row, found = job.table(sheet, (), above), sheet.row, dict[str, str]()
    for told in judged:
        found[told.id] = f"internal:'{sheet.title}'!A{sheet.row + 1}"
        sheet.rows(_unit_rows(job, told))
    sheet.signals(row, (UNIT_VERDICT, UNIT_VERDICT))
    job.finish(sheet, header)
    return found


def _unit_rows(job: Job, told: TargetTold) -> Iterator[list[Value]]:
    for one in told.units:
        yield [
            told.id,
            job.view.wording.unit(one.unit.unit),
            f"{one.sign} {one.word}",
            *_figure(job, told.target, one.unit.shown, UNIT_PART),
            number_in(job.book, one.more),
            places(one.unit.cells, job.view.messages),
            one.unit.unit,
        ]


def _draw_matrix(job: Job, matrix: Matrix) -> None:
    """A row for each unit, a column for each target that units stand against."""
    targets = matrix.targets[:LAST_COLUMN]
    titles = {row.id: row for row in job.view.targets}
    width = min(max(room_for(len(targets), UNIT), NARROW), WIDE)
    columns = (Column(f"{name}. {titles[name].title}: {titles[name].threshold}", width, "centred") for name in targets)
    sheet = job.sheet("matrix", (job.column("unit", UNIT), *columns), fixed=1)
    rows = ([row.unit, *map(_mark, row.marks[: len(targets)])] for row in matrix.rows)
    job.finish(sheet, job.table(sheet, rows, (matrix.legend,), signs=(1, len(targets))))


def _mark(mark: UnitTold | None) -> Value:
    """The verdict with its sign and its figure under it, or the sign and the figure for information.

    A target that does not concern the unit is closed.
    """
    if mark is None:
        return In("closed")
    figure = mark.beside_word
    if mark.verdict is None and figure:  # what the sign means is in the legend
        return lines((f"{mark.sign} {figure}",), "marks")
    return lines(tuple(text for text in (f"{mark.sign} {mark.word}", figure) if text), "marks")


def _percentage(job: Job, result: Result) -> Percentage | None:
    """The figure as a percentage; None where it is unknown, is not a percentage, or has no threshold."""
    percentage = job.view.figures.percentage(result.target, result.shown) if result.shown else None
    return percentage if percentage and percentage.levels else None


def _draw_chart(job: Job, sheet: Sheet, ratios: Ratios) -> None:
    """A table of percentages beside their thresholds, which is live, and the chart of it under the table."""
    found = [(told, _percentage(job, told.result)) for told in job.view.targets if told.id in ratios]
    shown = [(told, percentage) for told, percentage in found if percentage][:WIDEST]
    header = job.table(sheet, (_charted(job, told, percentage, ratios) for told, percentage in shown))
    last = sheet.row - 1
    if shown:
        falls = any(min(one.value, *one.levels) < 0 for _, one in shown)
        _chart(job, sheet, [told.verdict for told, _ in shown], header + 1, falls=falls)
    sheet.finish(header, last)


def _charted(job: Job, told: TargetTold, percentage: Percentage, ratios: Ratios) -> list[Value]:
    address, value = ratios[told.id]
    number = value.value if isinstance(value.value, int | float) else 0.0
    look = percent_look(job.book, 2, signed=percentage.signed)
    reached, asked = Formula(address, number, value.look), In(look, float(percentage.levels[0]))
    return [f"{told.sign} {told.id}", told.title, reached, asked, so_far(told.result, job.view.messages)]


def _chart(job: Job, sheet: Sheet, shown: list[Verdict], first: int, *, falls: bool) -> None:
    """Bars that stand on zero unless something ``falls`` below it: on another line they would look too short."""
    last = first + len(shown) - 1
    chart, marks = (job.book.workbook.add_chart({"type": kind}) for kind in ("column", "line"))
    points, dark = [{"fill": {"color": FILLS[SIGNALS[verdict]]}} for verdict in shown], {"color": "#1F3864"}

    def series(column: int) -> dict[str, object]:
        categories, values = ([sheet.title, first, one, last, one] for one in (0, column))
        return {"name": job.say(f"columns.{CHART_COLUMNS[column][0]}"), "categories": categories, "values": values}

    chart.add_series({**series(2), "points": points, "gap": 60})
    marker = {"type": "long_dash", "size": 14, "fill": dark, "border": dark}
    marks.add_series({**series(3), "line": {"none": True}, "marker": marker})
    chart.combine(marks)
    chart.set_title({"name": job.say("titles.chart"), "overlay": False, "name_font": {"size": 13}})
    gridlines = {"visible": True, "line": {"color": "#D9D9D9"}}
    chart.set_y_axis({"num_format": "0%", "major_gridlines": gridlines, **({} if falls else {"min": 0})})
    chart.set_x_axis({"label_position": "low"})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": WIDTH, "height": HEIGHT})
    sheet.tall(last + 2, HEIGHT * POINTS + 2)  # in one row, so that no page ends within it
    sheet.sheet.insert_chart(last + 2, 0, chart)
    sheet.row = last + 3


def _draw_trend(job: Job, found: Trend) -> None:
    """A row for each target, a column for each period, with the sign of its verdict; below, who had reported."""
    told = TrendTold(found, job.view.messages)
    periods = [Column(heading, PERIOD, "centred") for heading in told.headings]
    described = (job.column("target", 10, "centred"), job.column("title", 44))
    sheet = job.sheet("trend", (*described, *periods, job.column("threshold", 20), job.column("goes", 6, "centred")), 2)
    rows: Rows = (
        [row.target, row.title, *map(told.marked, row.points), told.asked(row), told.goes(row)] for row in found.rows
    )
    header = job.table(sheet, rows, (told.turns, *told.notes), signs=(2, 1 + len(periods)))
    last = sheet.row - 1
    reported = [f"{column.reported}/{column.expected}" for column in found.columns]
    sheet.rows([["", told.messages.template("trend.reported"), *reported, "", ""]])
    sheet.finish(header, last)


def _draw_duties(job: Job, duties: DutyTable) -> None:
    """A row for each duty with answers, and a line about the others."""
    sheet = job.sheet("duties", job.columns(DUTY_COLUMNS), fixed=1)
    rows: Rows = (
        [row.id, row.title, f"{row.sign} {row.word}", row.done_by, row.of_units, lines(row.remarks)]
        for row in duties.rows
    )
    say = job.view.messages.template
    words = {f"{SIGNS[one]} {say(f'duty_states.{one.value}')}": SIGNALS[one] for one in DutyState}
    sheet.finish(job.table(sheet, rows, (duties.silent,) if duties.silent else (), words=(2, words)))


def _draw_faults(job: Job) -> None:
    """A row for each fault, the errors first."""
    sheet = job.sheet("faults", job.columns(FAULT_COLUMNS), fixed=2)
    rows = (
        [one.word, one.code, one.place, _opened(job, one.at), one.count, one.unit, one.message, one.cure]
        for section in job.view.sections
        for one in section.faults
    )
    say = job.view.messages.template
    words = {say(f"severities.{one.value}"): SIGNALS[one] for one in Severity}
    job.finish(sheet, job.table(sheet, rows, (job.view.faults_line,), words=(0, words)))


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


def _file_rows(view: View) -> Iterator[list[Value]]:
    told = iter(view.files)
    for number, one in enumerate(view.report.inputs, 1):
        line = next(told).line if one.role == "return" else ""
        yield [number, one.name, view.messages.word(f"role_{one.role}"), line, one.sha256]


def _draw_files(job: Job) -> None:
    """Who has reported, a row for each file, and what the results rest on besides."""
    view, report = job.view, job.view.report
    sheet = job.sheet("files", job.columns(FILE_COLUMNS, FILES_ON_SCREEN), fixed=2)
    header = job.table(sheet, _file_rows(view), (*view.roll_call, *view.deadlines))
    last = sheet.row - 1
    tool, plan = ("tool", f"khpcmd {__version__}"), ("plan", report.plan.id)
    sources: tuple[tuple[str, str | date], ...] = tool, plan, ("plan_sha256", report.plan_hash), ("as_of", report.as_of)
    sheet.row += 1
    for name, value in sources:
        sheet.across(sheet.row, (0, 1), job.say(f"columns.{name}"), "heading")
        sheet.merged(sheet.row, (2, 3), "label")
        sheet.put(sheet.row, 2, value, "left_day" if isinstance(value, date) else "label")
        sheet.row += 1
    sheet.finish(header, last)
