"""The sheet of files: what was given, how its figures stand, and the hash that tells whether it is still the same."""

from __future__ import annotations

from khpcmd.render.results_workbook.job import Job

COLUMNS = (
    ("number", 8, "count"),
    ("file", 46, "label"),
    ("role", 16, "centred"),
    ("standing", 62, "label"),
    ("sha256", 68, "label"),
)


def draw_files(job: Job) -> None:
    """A row for each file."""
    messages = job.wording.messages
    sheet = job.sheet("files", tuple(job.column(name, width, look) for name, width, look in COLUMNS), fixed=2)
    header, lines = sheet.header(), iter(job.view.files)
    sheet.rows(
        [
            number,
            one.name,
            messages.word(f"role_{one.role}"),
            next(lines).text if one.role == "return" else "",
            one.sha256,
        ]
        for number, one in enumerate(job.report.inputs, 1)
    )
    sheet.finish(header)
