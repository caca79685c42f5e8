"""Makes the workbook of results from a report."""

from __future__ import annotations

from io import BytesIO

from khpcmd.files import made_at
from khpcmd.i18n import Messages
from khpcmd.render.formats import Look
from khpcmd.render.summary.check import summarized
from khpcmd.render.view import View
from khpcmd.render.xlsx.book import PLAIN, RESULT_LOOKS, Book
from khpcmd.render.xlsx.chart import begin_chart, draw_chart
from khpcmd.render.xlsx.figures import draw_figures
from khpcmd.render.xlsx.sheet import Job
from khpcmd.render.xlsx.sheets import draw_duties, draw_faults, draw_files, draw_matrix
from khpcmd.render.xlsx.summary import begin_summary, draw_summary
from khpcmd.render.xlsx.targets import begin_targets, draw_standings, draw_targets
from khpcmd.report import Report
from khpcmd.version import __version__


def results_workbook(report: Report, messages: Messages, look: Look) -> bytes:
    """The workbook as the content of a file; where its folder is known, faults lead to their cells."""
    content = BytesIO()
    view = View(report, messages, by_unit=True)
    answer = summarized(report, messages, look)
    job = Job(view, answer, Book(content, RESULT_LOOKS, PLAIN), look.folder)
    job.book.described(job.say("titles.summary"), f"khpcmd {__version__}", made_at(report.as_of))
    _draw(job, look)
    job.book.close()
    return content.getvalue()


def _draw(job: Job, look: Look) -> None:
    """The sheets in the order of a reader's questions: how it stands, why, what is wrong, what was reported."""
    summary, targets, chart = begin_summary(job), begin_targets(job), begin_chart(job)
    if job.view.matrix is not None and job.view.matrix.rows:
        draw_matrix(job, job.view.matrix)
    ratios = draw_targets(job, targets, links=draw_standings(job))
    if chart is not None:
        draw_chart(job, chart, ratios)
    if look.trend is not None:
        from khpcmd.render.xlsx.trend import draw_trend  # most workbooks have none

        draw_trend(job, look.trend)
    if job.view.duties is not None:
        draw_duties(job, job.view.duties)
    draw_faults(job)
    draw_figures(job)
    draw_files(job)
    draw_summary(job, summary)
