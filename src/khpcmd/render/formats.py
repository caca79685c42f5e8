"""The list of formats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from khpcmd.i18n import Messages

if TYPE_CHECKING:  # the command line asks for the names of formats before it needs anything of the core
    from khpcmd.file_results import DataReport
    from khpcmd.results import Report


class Format(StrEnum):
    """How a report can be shown."""

    TABLE = "table"
    PLAIN = "plain"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"
    JUNIT = "junit"
    GITHUB = "github"
    HTML = "html"
    DOCX = "docx"
    XLSX = "xlsx"


BINARY = frozenset({Format.DOCX, Format.XLSX})
"""What is no text, and goes to files only."""
TEXTS = tuple(one for one in Format if one not in BINARY)
"""What can go to the standard output."""
SUFFIXES = {
    ".json": Format.JSON,
    ".csv": Format.CSV,
    ".md": Format.MARKDOWN,
    ".xml": Format.JUNIT,
    ".html": Format.HTML,
    ".txt": Format.PLAIN,
    ".docx": Format.DOCX,
    ".xlsx": Format.XLSX,
}
"""The format of a report by the ending of its file."""
LIBRARIES = {".docx": ("docx", "python-docx>=1.2")}
"""What the writing of a file needs besides khpcmd: the module, and the package that brings it."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the reader wants to see, and on what."""

    format: Format
    by_unit: bool = False
    width: int = 80
    color: bool = False
    folder: Path | None = None
    """Where the file will stand, for those that lead to the returns."""


def rendered_file(report: Report, messages: Messages, look: Look) -> Iterator[bytes]:
    """The report as the content of a file in the wanted format, piece by piece."""
    if look.format is Format.DOCX:
        from khpcmd.render.word_report.make import word_report

        yield word_report(report, messages)
    elif look.format is Format.XLSX:
        from khpcmd.render.results_workbook.make import results_workbook

        yield results_workbook(report, messages, look.folder)
    else:
        for text in pieces(report, messages, look):
            yield text.encode()


def render(report: Report, messages: Messages, look: Look) -> str:
    """The report as one text in the wanted format."""
    return "".join(pieces(report, messages, look))


def pieces(report: Report, messages: Messages, look: Look) -> Iterator[str]:
    """The same piece by piece, where the format allows it; each format is imported only when asked for."""
    if look.format is Format.JSON:
        from khpcmd.render.json_report import json_report

        yield from json_report(report, messages)
    elif look.format is Format.CSV:
        from khpcmd.render.csv_report import csv_report

        yield from csv_report(report, messages)
    elif look.format is Format.JUNIT:
        from khpcmd.render.junit_report import junit_report

        yield junit_report(report, messages)
    elif look.format is Format.HTML:
        from khpcmd.render.html_report import html_report

        yield from html_report(report, messages)
    else:
        yield _drawn(report, messages, look)


def _drawn(report: Report, messages: Messages, look: Look) -> str:
    """The formats that draw the one tabulation."""
    from khpcmd.render.view import tabulate

    view = tabulate(report, messages, by_unit=look.by_unit)
    match look.format:
        case Format.PLAIN:
            from khpcmd.render.plain import plain

            return plain(view)
        case Format.MARKDOWN:
            from khpcmd.render.markdown_report import markdown_report

            return markdown_report(view)
        case Format.GITHUB:
            from khpcmd.render.github_report import github_report

            return github_report(report, view)
    from khpcmd.render.table import Screen, table

    return table(view, Screen(look.width, look.color))


def render_files(report: DataReport, messages: Messages, look: Look) -> str:
    """The same for the data of files."""
    match look.format:
        case Format.JSON:
            from khpcmd.render.json_files import json_files

            return json_files(report, messages)
        case Format.JUNIT:
            from khpcmd.render.junit_report import junit_files

            return junit_files(report, messages)

    from khpcmd.render.files import tabulate_files

    view = tabulate_files(report, messages)
    if look.format is Format.GITHUB:
        from khpcmd.render.github_report import github_files

        return github_files(report, view)
    if look.format is Format.MARKDOWN:
        from khpcmd.render.markdown_report import markdown_files

        return markdown_files(view)
    if look.format is Format.PLAIN:
        from khpcmd.render.plain import plain_files

        return plain_files(view)

    from khpcmd.render.table import Screen, table_files

    return table_files(view, Screen(look.width, look.color))
