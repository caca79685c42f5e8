"""The sheet of the results of earlier periods beside this one."""

from __future__ import annotations

from khpcmd.render.trend import TrendTold
from khpcmd.render.xlsx.sheet import Column, Job
from khpcmd.trend import Trend

PERIOD = 16
"""The width of the column of a period."""


def draw_trend(job: Job, found: Trend) -> None:
    """A row for each target, a column for each period, with the sign of its verdict; below, who had reported."""
    told = TrendTold(found, job.view.messages)
    periods = [Column(heading, PERIOD, "centred") for heading in told.headings]
    described = (job.column("target", 10, "centred"), job.column("title", 44))
    sheet = job.sheet("trend", (*described, *periods, job.column("threshold", 20), job.column("goes", 6, "centred")), 2)
    for text in (told.turns, *told.notes):
        sheet.paragraph(text)
    header, first = sheet.header(), sheet.row
    sheet.rows(
        [row.target, row.title, *map(told.marked, row.points), told.asked(row), told.goes(row)] for row in found.rows
    )
    sheet.signals((first, 2, max(first, sheet.row - 1), 1 + len(periods)))
    last = sheet.row - 1
    reported = [f"{column.reported}/{column.expected}" for column in found.columns]
    sheet.rows([["", told.messages.template("trend.reported"), *reported, "", ""]])
    sheet.finish(header, last)
