"""The sheet of the matrix: every unit against every target, in colours, signs and words."""

from __future__ import annotations

from collections.abc import Iterator

from khpcmd.render.matrix import Mark, Matrix
from khpcmd.render.results_workbook.job import Job
from khpcmd.render.results_workbook.sheet import LAST_COLUMN, Column
from khpcmd.render.results_workbook.values import In, Value, lines


def draw_matrix(job: Job, matrix: Matrix) -> None:
    """A row for each unit, a column for each target that units stand against."""
    targets = matrix.targets[:LAST_COLUMN]
    titles = {row.id: row for row in job.view.targets}
    columns = (Column(f"{name}. {titles[name].title}: {titles[name].threshold}", 22, "centred") for name in targets)
    sheet = job.sheet("matrix", (job.column("unit", 34), *columns), fixed=1)
    sheet.paragraph(matrix.legend)
    header, first = sheet.header(), sheet.row
    sheet.rows([row.unit, *(_cell(mark) for mark in row.marks[: len(targets)])] for row in matrix.rows)
    sheet.signals((first, 1, sheet.row - 1, len(targets)))
    job.finish(sheet, header)


def _cell(mark: Mark | None) -> Value:
    """The verdict, with its sign and its figure under it; a target that does not concern the unit is closed."""
    if mark is None:
        return In("closed")
    return lines(tuple(_told(mark)), "marks")


def _told(mark: Mark) -> Iterator[str]:
    yield f"{mark.sign} {mark.word}"
    if mark.figure:
        yield mark.figure
