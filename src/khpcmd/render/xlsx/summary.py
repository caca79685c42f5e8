"""The first sheet (verdicts, reporting, soundness, sources), and the chart of percentages beside their thresholds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from khpcmd import __version__
from khpcmd.diagnostics import Severity
from khpcmd.render.figures import Percentage, known
from khpcmd.render.targets import SIGNS
from khpcmd.render.xlsx.book import SIGNALS, Formula, In, Link, Value, percent_look
from khpcmd.render.xlsx.sheet import Column, Job, Sheet
from khpcmd.render.xlsx.targets import Ratios
from khpcmd.report import Result, Verdict

WIDTHS = (44.0, 18.0, 18.0, 18.0, 30.0)
COLUMNS = (
    ("target", 12, "label"),
    ("title", 62, "label"),
    ("reached", 16, "count"),
    ("asked", 16, "count"),
    ("remarks", 28, "label"),
)
FILLS = {"good": "#63BE7B", "bad": "#E06666", "open": "#F4C430", "aside": "#A6A6A6"}
WIDEST, WIDTH, HEIGHT = 40, 980, 420
"""How many targets a chart shows, and how large it is, in pixels."""


def begin_summary(job: Job) -> Sheet:
    """The empty sheet, so that it comes first."""
    return Sheet(job.book, job.title("summary"), tuple(Column("", width) for width in WIDTHS))


def draw_summary(job: Job, sheet: Sheet) -> None:
    """Fill the first sheet; the sheets that it links to exist by now."""
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
    counts = [job.report.faults(severity) for severity in Severity]
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
    sources: dict[str, Value] = {
        "tool": f"khpcmd {__version__}",
        "plan": report.plan.id,
        "plan_sha256": report.plan_hash,
        "as_of": report.as_of,
        "inputs": len(report.inputs),
    }
    sheet.row += 1
    for name, value in sources.items():
        sheet.text(sheet.row, 0, job.say(f"columns.{name}"), "heading")
        sheet.merged(sheet.row, (1, len(WIDTHS) - 1), "label")
        sheet.put(sheet.row, 1, value, {"as_of": "left_day", "inputs": "left_count"}.get(name, "label"))
        sheet.row += 1
    others = [one.get_name() for one in job.book.workbook.worksheets()][1:]
    column = job.column("sheets", 0, "link")
    _table(sheet, (column,), [[Link(name, f"internal:'{name}'!A1")] for name in others])


def begin_chart(job: Job) -> Sheet | None:
    """The sheet without its table; None where no target is held against a percentage."""
    if not any(_percentage(job, result) for result in job.report.results):
        return None
    return job.sheet("chart", tuple(job.column(name, width, look) for name, width, look in COLUMNS))


def draw_chart(job: Job, sheet: Sheet, ratios: Ratios) -> None:
    """A table of live figures, and the chart of it under the table."""
    found = [(result, _percentage(job, result)) for result in job.report.results if result.target.id in ratios]
    shown = [(result, percentage) for result, percentage in found if percentage][:WIDEST]
    header, first = sheet.header(), sheet.row
    sheet.rows(_row(job, result, percentage, ratios) for result, percentage in shown)
    if shown:
        falls = any(min(one.value, *one.levels) < 0 for _, one in shown)
        _chart(job, sheet, [result.verdict for result, _ in shown], first, falls=falls)
    sheet.finish(header)
    sheet.sheet.fit_to_pages(1, 1)


def _percentage(job: Job, result: Result) -> Percentage | None:
    """The figure as a percentage; None where it is unknown, is not a percentage, or has no threshold."""
    found = result.measurement
    percentage = job.figures.percentage(result.target, found) if found and known(found) else None
    return percentage if percentage and percentage.levels else None


def _row(job: Job, result: Result, percentage: Percentage, ratios: Ratios) -> list[Value]:
    address, value = ratios[result.target.id]
    number = value.value if isinstance(value.value, int | float) else 0.0
    titles = {row.id: row.title for row in job.view.targets}
    return [
        f"{SIGNS[result.verdict]} {result.target.id}",
        titles[result.target.id],
        Formula(address, number, value.look),
        In(percent_look(job.book, 2, signed=percentage.signed), float(percentage.levels[0])),
        _provisional(job, result),
    ]


def _provisional(job: Job, result: Result) -> str:
    found = result.measurement
    if found is None or found.complete:
        return ""
    return job.wording.messages.text("view.provisional", counted=found.counted, expected=found.expected)


def _chart(job: Job, sheet: Sheet, shown: list[Verdict], first: int, *, falls: bool) -> None:
    """Bars that stand on zero unless something ``falls`` below it: on another line they would look too short."""
    last, name = first + len(shown) - 1, sheet.title
    chart = job.book.workbook.add_chart({"type": "column"})
    marks = job.book.workbook.add_chart({"type": "line"})
    categories = [name, first, 0, last, 0]
    points = [{"fill": {"color": FILLS[SIGNALS[verdict]]}} for verdict in shown]
    chart.add_series(
        {
            "name": job.say("columns.reached"),
            "categories": categories,
            "values": [name, first, 2, last, 2],
            "points": points,
            "gap": 60,
        }
    )
    marks.add_series(
        {
            "name": job.say("columns.asked"),
            "categories": categories,
            "values": [name, first, 3, last, 3],
            "line": {"none": True},
            "marker": {"type": "long_dash", "size": 14, "fill": {"color": "#1F3864"}, "border": {"color": "#1F3864"}},
        }
    )
    chart.combine(marks)
    chart.set_title({"name": job.say("titles.chart"), "overlay": False, "name_font": {"size": 13}})
    lines = {"visible": True, "line": {"color": "#D9D9D9"}}
    chart.set_y_axis({"num_format": "0%", "major_gridlines": lines, **({} if falls else {"min": 0})})
    chart.set_x_axis({"label_position": "low"})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": WIDTH, "height": HEIGHT})
    sheet.sheet.insert_chart(last + 2, 0, chart)
