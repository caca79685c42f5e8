"""The chart of percentages beside their thresholds, under a table of them."""

from __future__ import annotations

from khpcmd.render.figures import Percentage, known, so_far
from khpcmd.render.styles import SIGNS
from khpcmd.render.xlsx.book import SIGNALS, Formula, In, Value, percent_look
from khpcmd.render.xlsx.sheet import Job, Sheet
from khpcmd.render.xlsx.targets import Ratios
from khpcmd.results import Result, Verdict

COLUMNS = (
    ("target", 12, "label"),
    ("title", 62, "label"),
    ("reached", 16, "count"),
    ("asked", 16, "count"),
    ("remarks", 28, "label"),
)
FILLS = {"good": "#63BE7B", "bad": "#E06666", "open": "#F4C430", "aside": "#A6A6A6"}
WIDEST, WIDTH, HEIGHT = 40, 940, 420
"""How many targets a chart shows, and how large it is, in pixels."""
POINTS = 0.75
"""To the pixel."""


def begin_chart(job: Job) -> Sheet | None:
    """The sheet without its table; None where no target is held against a percentage."""
    if not any(_percentage(job, result) for result in job.view.report.results):
        return None
    return job.sheet("chart", tuple(job.column(name, width, look) for name, width, look in COLUMNS))


def draw_chart(job: Job, sheet: Sheet, ratios: Ratios) -> None:
    """A table of live figures, and the chart of it under the table."""
    found = [(result, _percentage(job, result)) for result in job.view.report.results if result.target.id in ratios]
    shown = [(result, percentage) for result, percentage in found if percentage][:WIDEST]
    header, first = sheet.header(), sheet.row
    sheet.rows(_row(job, result, percentage, ratios) for result, percentage in shown)
    last = sheet.row - 1
    if shown:
        falls = any(min(one.value, *one.levels) < 0 for _, one in shown)
        _chart(job, sheet, [result.verdict for result, _ in shown], first, falls=falls)
    sheet.finish(header, last)


def _percentage(job: Job, result: Result) -> Percentage | None:
    """The figure as a percentage; None where it is unknown, is not a percentage, or has no threshold."""
    found = result.measurement
    percentage = job.view.figures.percentage(result.target, found) if found and known(found) else None
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
        so_far(result, job.view.messages),
    ]


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
    sheet.tall(last + 2, HEIGHT * POINTS + 2)  # in one row, so that no page ends within it
    sheet.sheet.insert_chart(last + 2, 0, chart)
    sheet.row = last + 3
