"""Files in words: how the data of each stand, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass

from khpcmd.file_results import DataReport, Standing
from khpcmd.i18n import Messages
from khpcmd.render.file_line import file_line
from khpcmd.render.headline import plan_line
from khpcmd.render.view import Fault, faults
from khpcmd.render.wording import Wording


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file in one line, and its faults."""

    standing: Standing
    line: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class FilesView:
    """A report on data in words. Every text is one line."""

    summary: str
    about: str
    files: tuple[FileRow, ...]


def tabulate_files(report: DataReport, messages: Messages) -> FilesView:
    """Put a report on data into words."""
    wording = Wording(messages, report.plan)
    return FilesView(
        _summary(report, messages),
        plan_line(report.plan, messages),
        tuple(
            FileRow(file.standing, file_line(file, wording), faults(file.diagnostics, wording)) for file in report.files
        ),
    )


def _summary(report: DataReport, messages: Messages) -> str:
    found = [(standing.value, report.count(standing)) for standing in Standing]
    counts = messages.joined(messages.count(f"{name}_files", number) for name, number in found if number)
    return messages.text("view.files", files=messages.count("files", len(report.files)), counts=counts)
