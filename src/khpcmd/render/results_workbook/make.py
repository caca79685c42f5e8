"""A report as a workbook."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from khpcmd import __version__
from khpcmd.i18n import Messages
from khpcmd.render.book import Book
from khpcmd.render.dated import made_at
from khpcmd.render.figures import Figures
from khpcmd.render.results_workbook.chart_sheet import begin_chart, draw_chart
from khpcmd.render.results_workbook.duties_sheet import draw_duties
from khpcmd.render.results_workbook.faults_sheet import draw_faults
from khpcmd.render.results_workbook.figures_sheet import draw_figures
from khpcmd.render.results_workbook.files_sheet import draw_files
from khpcmd.render.results_workbook.job import Job
from khpcmd.render.results_workbook.looks import LOOKS, PLAIN
from khpcmd.render.results_workbook.matrix_sheet import draw_matrix
from khpcmd.render.results_workbook.standings_sheet import draw_standings
from khpcmd.render.results_workbook.summary_sheet import begin_summary, draw_summary
from khpcmd.render.results_workbook.targets_sheet import begin_targets, draw_targets
from khpcmd.render.view import tabulate
from khpcmd.render.wording import Wording
from khpcmd.results import Report


def results_workbook(report: Report, messages: Messages, folder: Path | None = None) -> bytes:
    """The workbook as the content of a file; with the ``folder`` that it will stand in, faults lead to their cells."""
    content = BytesIO()
    view = tabulate(report, messages, by_unit=True)
    figures, wording = Figures(messages, report.plan), Wording(messages, report.plan)
    job = Job(report, view, figures, wording, Book(content, LOOKS, PLAIN), folder)
    job.book.described(job.say("titles.summary"), f"khpcmd {__version__}", made_at(report.as_of))
    _draw(job)
    job.book.close()
    return content.getvalue()


def _draw(job: Job) -> None:
    """The sheets in the order of a reader's questions: how it stands, why, what is wrong, what was reported."""
    summary, targets, chart = begin_summary(job), begin_targets(job), begin_chart(job)
    if job.view.matrix is not None and job.view.matrix.rows:
        draw_matrix(job, job.view.matrix)
    ratios = draw_targets(job, targets, links=draw_standings(job))
    if chart is not None:
        draw_chart(job, chart, ratios)
    if job.view.duties is not None:
        draw_duties(job, job.view.duties)
    draw_faults(job)
    draw_figures(job)
    draw_files(job)
    draw_summary(job, summary)
