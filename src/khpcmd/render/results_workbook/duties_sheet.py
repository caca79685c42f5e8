"""The sheet of duties: how many units have done each, and who has not."""

from __future__ import annotations

from khpcmd.render.duty_rows import SIGNS, DutyTable
from khpcmd.render.results_workbook.job import Job
from khpcmd.render.results_workbook.values import lines
from khpcmd.results import DutyState

COLUMNS = (
    ("duty", 10, "centred"),
    ("duty_title", 60, "label"),
    ("state", 20, "verdict"),
    ("done", 12, "count"),
    ("of_units", 12, "count"),
    ("remarks", 60, "lines"),
)
STATE = 2
SIGNALS = {DutyState.DONE: "good", DutyState.NOT_DONE: "bad", DutyState.NOT_REPORTED: "open"}


def draw_duties(job: Job, duties: DutyTable) -> None:
    """A row for each duty that somebody has answered for, and a line about the others."""
    sheet = job.sheet("duties", tuple(job.column(name, width, look) for name, width, look in COLUMNS), fixed=1)
    if duties.silent:
        sheet.paragraph(duties.silent)
    header, first = sheet.header(), sheet.row
    sheet.rows(
        [row.id, row.title, f"{row.sign} {row.word}", row.done_by, row.of_units, lines(row.remarks)]
        for row in duties.rows
    )
    if sheet.row > first:
        for state, signal in SIGNALS.items():
            word = job.wording.messages.template(f"duty_states.{state.value}")
            sheet.signal((first, STATE, sheet.row - 1, STATE), f"{SIGNS[state]} {word}", signal)
    sheet.finish(header)
