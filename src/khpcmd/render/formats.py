"""The formats of results: which there are, and a report in each of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from khpcmd.i18n import Messages

if TYPE_CHECKING:  # the command line asks for the names of formats before it needs anything of the core
    from khpcmd.report import DataReport, Report


class Format(StrEnum):
    """How results can be shown: the one table of formats.

    A line has the name, the commands that offer the format, the suffix of its files, whether it is text, and what the
    writing of it needs besides khpcmd: the module, and the package that brings it. What is not text goes to files only.
    """

    commands: frozenset[str]
    suffix: str
    content: Literal["text", "binary"]
    needs: tuple[str, str] | None

    def __new__(
        cls,
        name: str,
        commands: str = "",
        suffix: str = "",
        content: Literal["text", "binary"] = "text",
        needs: tuple[str, str] | None = None,
    ) -> Format:
        self = str.__new__(cls, name)
        self._value_ = name
        self.commands, self.suffix, self.content, self.needs = frozenset(commands.split()), suffix, content, needs
        return self

    TABLE = "table", "check validate diff plan_show"
    PLAIN = "plain", "check validate diff inspect config plan_show plan_lint plan_diff", ".txt"
    JSON = "json", "check validate diff explain inspect config plan_show plan_lint plan_diff", ".json"
    CSV = "csv", "check", ".csv"
    MARKDOWN = "markdown", "check validate diff explain plan_show", ".md"
    JUNIT = "junit", "check validate", ".xml"
    GITHUB = "github", "check validate plan_lint"
    HTML = "html", "check explain", ".html"
    DOCX = "docx", "check", ".docx", "binary", ("docx", "python-docx>=1.2")
    XLSX = "xlsx", "check", ".xlsx", "binary"


def shown_by(command: str) -> tuple[Format, ...]:
    """The formats that a command can print."""
    return tuple(one for one in Format if command in one.commands and one.content == "text")


def suffixes(command: str) -> dict[str, Format]:
    """The formats that a command can write to a file, by the suffix of the file."""
    return {one.suffix: one for one in Format if command in one.commands and one.suffix}


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
        from khpcmd.render.docx.make import word_report

        yield word_report(report, messages)
    elif look.format is Format.XLSX:
        from khpcmd.render.xlsx.make import results_workbook

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
        from khpcmd.render.json import json_report

        yield from json_report(report, messages)
    elif look.format is Format.CSV:
        from khpcmd.render.csv import csv_report

        yield from csv_report(report, messages)
    elif look.format is Format.JUNIT:
        from khpcmd.render.junit import junit_report

        yield junit_report(report, messages)
    elif look.format is Format.HTML:
        from khpcmd.render.html import html_report

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
            from khpcmd.render.markdown import markdown_report

            return markdown_report(view)
        case Format.GITHUB:
            from khpcmd.render.github import github_report

            return github_report(report, view)
    from khpcmd.render.table import Screen, table

    return table(view, Screen(look.width, look.color))


def render_files(report: DataReport, messages: Messages, look: Look) -> str:
    """The same for the data of files."""
    match look.format:
        case Format.JSON:
            from khpcmd.render.json import json_files

            return json_files(report, messages)
        case Format.JUNIT:
            from khpcmd.render.junit import junit_files

            return junit_files(report, messages)

    from khpcmd.render.view import tabulate_files

    view = tabulate_files(report, messages)
    if look.format is Format.GITHUB:
        from khpcmd.render.github import github_files

        return github_files(report, view)
    if look.format is Format.MARKDOWN:
        from khpcmd.render.markdown import markdown_files

        return markdown_files(view)
    if look.format is Format.PLAIN:
        from khpcmd.render.plain import plain_files

        return plain_files(view)

    from khpcmd.render.table import Screen, table_files

    return table_files(view, Screen(look.width, look.color))
