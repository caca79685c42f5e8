"""The first sheet: the verdict, who has reported, how sound the data are, and what the workbook was made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from khpcmd import __version__
from khpcmd.diagnostics import Severity
from khpcmd.render.results_workbook.job import Job
from khpcmd.render.results_workbook.sheet import Column, Sheet
from khpcmd.render.results_workbook.values import Formula, In, Link, Value
from khpcmd.render.rows import SIGNS
from khpcmd.results import Verdict

WIDTHS = (44.0, 18.0, 18.0, 18.0, 30.0)


def begin_summary(job: Job) -> Sheet:
    """The empty sheet, so that it comes first."""
    return Sheet(job.book, job.title("summary"), tuple(Column("", width) for width in WIDTHS))


def draw_summary(job: Job, sheet: Sheet) -> None:
    """Fill it when the other sheets, which it leads to, are there."""
    sheet.heading(job.say("titles.summary"))
    sheet.paragraph(job.view.verdict_line, "strong")
    for line in (job.view.about, *job.view.roll_call, *job.view.deadlines, job.view.faults_line):
        sheet.paragraph(line)
    _verdicts(job, sheet)
    if job.report.roll_call:
        columns = (
            job.column("level", 0),
            *(job.column(name, 0, "count") for name in ("expected", "reported", "missing")),
        )
        _table(sheet, columns, _levels(job))
    words = (job.wording.messages.template(f"severities.{severity.value}") for severity in Severity)
    counts = [sum(1 for _ in job.report.of(severity)) for severity in Severity]
    _table(sheet, (job.column("severity", 0), job.column("number_of", 0, "count")), zip(words, counts, strict=True))
    _sources(job, sheet)
    sheet.finish()


def _verdicts(job: Job, sheet: Sheet) -> None:
    counts = [job.report.count(verdict) for verdict in Verdict]
    words = [f"{SIGNS[verdict]} {job.wording.messages.template(f'verdicts.{verdict.value}')}" for verdict in Verdict]
    columns = (job.column("verdict", 0, "verdict"), job.column("targets", 0, "count"))
    first = _table(sheet, columns, zip(words, counts, strict=True))
    sheet.signals((first, 0, sheet.row - 1, 0))
    total = Formula(f"SUM(B{first + 1}:B{sheet.row})", sum(counts), "total")
    sheet.rows([[In("heading", job.say("total")), total]], columns)


def _table(sheet: Sheet, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> int:
    """A table after a blank row; where its rows begin."""
    sheet.row += 1
    if any(column.heading for column in columns):
        sheet.header(columns)
    first = sheet.row
    sheet.rows(rows, columns)
    return first


def _levels(job: Job) -> Iterator[Sequence[Value]]:
    for call in job.report.roll_call:
        level = job.report.plan.levels[call.level].title.in_(job.wording.messages.language)
        yield level, len(call.expected), len(call.reported), len(call.missing)


def _sources(job: Job, sheet: Sheet) -> None:
    """The tool, the plan, the day and the files; then the other sheets."""
    report = job.report
    told: dict[str, Value] = {
        "tool": f"khpcmd {__version__}",
        "plan": report.plan.id,
        "plan_sha256": report.plan_hash,
        "as_of": report.as_of,
        "inputs": len(report.inputs),
    }
    sheet.row += 1
    for name, value in told.items():
        sheet.text(sheet.row, 0, job.say(f"columns.{name}"), "heading")
        sheet.merged(sheet.row, (1, len(WIDTHS) - 1), "label")
        sheet.put(sheet.row, 1, value, {"as_of": "left_day", "inputs": "left_count"}.get(name, "label"))
        sheet.row += 1
    others = [one.get_name() for one in job.book.workbook.worksheets()][1:]
    column = job.column("sheets", 0, "link")
    _table(sheet, (column,), [[Link(name, f"internal:'{name}'!A1")] for name in others])
