"""The table of formats: which there are, who offers them, what they need, and who writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Literal, NamedTuple

from khpcmd.i18n import Messages

if TYPE_CHECKING:  # the command line asks for the names of formats before it needs anything of the core
    from khpcmd.changes import Changes
    from khpcmd.plan.beside import Agency
    from khpcmd.render.document import Document
    from khpcmd.report import DataReport, Report
    from khpcmd.trend import Trend

    Results = Report | DataReport | Changes

Content = str | bytes | Iterator[str]
"""What a writer returns: a text whole or piece by piece, or the bytes of a binary file."""

COMPOSERS = {
    "check": "view:report_document",
    "validate": "view:files_document",
    "diff": "changes:changes_document",
}
"""What makes a document of the results of a command."""
COMMANDS = {"Report": "check", "DataReport": "validate", "Changes": "diff"}
"""Which command has results of these types."""


class Format(StrEnum):
    """How results can be shown: one entry for each format.

    ``writers`` names, for each of ``check``, ``validate`` and ``diff`` that offers the format, the function that writes
    its results: the module below ``khpcmd.render``, imported when it is needed, and the name in it. It is called with
    the results (Report, DataReport, Changes), the Messages and the Look. A single name, or that for "*", is the
    ``dress`` of all others: it is called with the document that ``COMPOSERS`` make of the results, and the Look.
    ``others`` are the commands that offer the format and write it themselves. Then the suffix of its files, whether it
    is text to be shown (text in a "file" and what is binary go to files only), and what it needs besides khpcmd: the
    module, and the package with it.
    """

    commands: frozenset[str]
    writers: Mapping[str, str]
    dress: str
    suffix: str
    content: Literal["text", "file", "binary"]
    needs: tuple[str, str] | None

    def __new__(  # noqa: PLR0913, PLR0917  # the columns of the table
        cls,
        name: str,
        writers: Mapping[str, str] | str = "",
        others: str = "",
        suffix: str = "",
        content: Literal["text", "file", "binary"] = "text",
        needs: tuple[str, str] | None = None,
    ) -> Format:
        self = str.__new__(cls, name)
        self._value_ = name
        named = {"*": writers} if isinstance(writers, str) else writers
        self.dress = named.get("*", "")
        found = {command: named.get(command, self.dress) for command in COMPOSERS}
        self.writers = {command: one for command, one in found.items() if one}
        self.commands = frozenset((*self.writers, *others.split()))
        self.suffix, self.content, self.needs = suffix, content, needs
        return self

    SUMMARY = (
        "summary",
        {
            "check": "summary.check:check_summary",
            "validate": "summary.check:files_summary",
            "diff": "changes:changes_summary",
        },
        "inspect fill",
    )
    TABLE = "table", "table:table", "plan_show"
    PLAIN = "plain", "plain:plain", "inspect fill plan_show plan_lint plan_diff plan_test", ".txt"
    JSON = (
        "json",
        {"check": "json:json_report", "validate": "json:json_files", "diff": "json:json_changes"},
        "explain inspect fill plan_show plan_lint plan_diff",
        ".json",
    )
    CSV = "csv", {"check": "csv:csv_report"}, "", ".csv"
    LONG_CSV = "long-csv", {"check": "long:long_csv"}, "", ".long.csv", "file"
    MARKDOWN = "markdown", "plain:markdown", "explain plan_show", ".md"
    JUNIT = "junit", {"check": "junit:junit_report", "validate": "junit:junit_files"}, "plan_test", ".xml"
    GITHUB = "github", {"check": "ci:github_report", "validate": "ci:github_files"}, "plan_lint"
    GITLAB = "gitlab", {"check": "ci:gitlab_report", "validate": "ci:gitlab_files"}, "", ".gitlab.json"
    HTML = "html", {"check": "html.page:html_report"}, "explain", ".html"
    DOCX = (
        "docx",
        {"check": "docx.report:word_report", "*": "docx.dress:word"},
        "",
        ".docx",
        "binary",
        ("docx", "python-docx>=1.2"),
    )
    XLSX = "xlsx", {"check": "xlsx.results:results_workbook"}, "", ".xlsx", "binary"
    LONG_XLSX = "long-xlsx", {"check": "long:long_workbook"}, "", ".long.xlsx", "binary"


def shown_by(command: str) -> tuple[Format, ...]:
    """The formats that a command can print."""
    return tuple(one for one in Format if command in one.commands and one.content == "text")


def suffixes(command: str) -> dict[str, Format]:
    """The formats that a command can write to a file, by the suffix of the file."""
    return {one.suffix: one for one in Format if command in one.commands and one.suffix}


def suffix_of(path: Path, known: Iterable[str]) -> str:
    """The longest of the suffixes that the name of a file ends with; "" if it ends with none, or is nothing else."""
    name = path.name.lower()
    return max((one for one in known if name.endswith(one) and name != one), key=len, default="")


FAILS_ON = frozenset({"missed", "inconclusive", "faults"})
"""What keeps a check from ending with 0 by default."""


def _unknown(plan: str) -> str:  # noqa: ARG001  # where no file was looked for
    return ""


def _again(command: str, *more: str) -> str:
    return " ".join(("khpcmd", command, *more))


class Look(NamedTuple):
    """What the reader wants to see, and on what."""

    format: Format
    by_unit: bool = False
    width: int = 80
    color: bool = False
    folder: Path | None = None
    """The folder of the file, for formats that link to the returns."""
    terminal: bool = False
    """Whether it is read on a terminal of that width; nothing is cut for a pipe or a file."""
    exit_code: int = 0
    """What the run ends with, for formats that say it in words."""
    fails_on: frozenset[str] = FAILS_ON
    """What the run fails on, in the words of ``--fail-on``."""
    agency: Agency | None = None
    """Who reports, for a report that is to be signed."""
    trend: Trend | None = None
    """The results of earlier periods beside this one, for a page and a workbook that show them."""
    language: str = "vi"
    """The language of a document, for formats that say it."""
    internal: bool = True
    """Whether such a report has the part that is for the office alone."""
    again: Callable[..., str] = _again
    """The command line that runs another command (its name, then what to add) with the same input."""
    plan_file: Callable[[str], str] = _unknown
    """The file of the plan with this id, as it can be typed; "" where that is not known."""


def render(results: Results, messages: Messages, look: Look) -> str:
    """The results of a command as one text in the wanted format."""
    return "".join(pieces(results, messages, look))


def pieces(results: Results, messages: Messages, look: Look) -> Iterator[str]:
    """The same piece by piece, where the format allows it."""
    content = _written(results, messages, look)
    if isinstance(content, bytes):
        raise TypeError("a binary format goes to files only")
    return iter((content,)) if isinstance(content, str) else content


def rendered_file(results: Results, messages: Messages, look: Look) -> Iterator[bytes]:
    """The results as the content of a file in the wanted format, piece by piece."""
    content = _written(results, messages, look)
    texts = (content,) if isinstance(content, str | bytes) else content
    return (text if isinstance(text, bytes) else text.encode() for text in texts)


def _written(results: Results, messages: Messages, look: Look) -> Content:
    """What the format's writer makes of the results, or its dress of their document."""
    command = COMMANDS[type(results).__name__]
    name = look.format.writers[command]
    if name == look.format.dress:
        composer: Callable[..., Document] = getattr(*_place(COMPOSERS[command]))
        return _drawn(composer(results, messages, look), look._replace(language=messages.language))
    writer: Callable[..., Content] = getattr(*_place(name))
    return writer(results, messages, look)


def dressed(document: Document, look: Look) -> str:
    """Any document in a format of text that draws all of them."""
    drawn = _drawn(document, look)
    if isinstance(drawn, bytes):
        raise TypeError("a binary format goes to files only")
    return drawn


def _drawn(document: Document, look: Look) -> str | bytes:
    dress: Callable[..., str | bytes] = getattr(*_place(look.format.dress))
    return dress(document, look)


def _place(name: str) -> tuple[ModuleType, str]:
    """The module below this package, imported now, and the name in it."""
    module, _, function = name.partition(":")
    return import_module(f"khpcmd.render.{module}"), function
