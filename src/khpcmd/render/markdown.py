"""The report in Markdown: for the summary of a job, or a mail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from khpcmd.i18n import Messages
from khpcmd.render.closing import closing, closing_files
from khpcmd.render.formats import Look
from khpcmd.render.told.file import Fault
from khpcmd.render.told.office import Matrix
from khpcmd.render.view import View, tabulate, tabulate_files
from khpcmd.render.wording import visible
from khpcmd.report import DataReport, Report

SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~#!&$])")


def md(text: str) -> str:
    """A text that is nothing but text: no markup, no HTML, no cell of a table ended before its time."""
    return SPECIAL.sub(r"\\\1", visible(text)).replace("\\<", "&lt;").replace("\\>", "&gt;").replace("\\&", "&amp;")


def markdown_report(report: Report, messages: Messages, look: Look) -> str:
    """Headline, roll-call, the table of targets, details, units, duties and faults; the answer comes last."""
    lines = (
        *_lines(tabulate(report, messages, by_unit=look.by_unit)),
        "",
        f"**{md(closing(report, messages, look))}**",
    )
    return "".join(f"{line}\n" for line in lines)


def markdown_files(report: DataReport, messages: Messages, look: Look) -> str:
    """Files with their faults."""
    view = tabulate_files(report, messages)
    lines = [f"# {md(view.summary)}", "", f"- {md(view.about)}", f"- {md(view.scope)}"]
    for file in view.files:
        lines += ["", f"**{md(file.line)}**", *([""] if file.faults else [])]
        lines += [fault_item(fault) for fault in file.faults]
    lines += ["", f"**{md(closing_files(report, messages, look.exit_code))}**"]
    return "".join(f"{line}\n" for line in lines)


def _lines(view: View) -> Iterator[str]:
    yield f"# {md(view.verdict_line)}"
    yield ""
    for line in (view.about, *view.roll_call, *view.deadlines, view.faults_line):
        yield f"- {md(line)}"
    if view.targets:
        yield from ("", *_targets(view))
    for row in (row for row in view.targets if row.details):
        yield from ("", f"**{row.sign} {md(row.id)} {md(row.title)}**", "")
        yield from (f"- {md(detail)}" for detail in row.details)
    if view.matrix is not None and view.matrix.rows:
        yield from ("", f"## {md(view.headings['matrix'])}", "", *_matrix(view.matrix, view.headings["unit"]))
    if view.duties is not None:
        yield from ("", f"## {md(view.headings['duties'])}", "")
        for duty in view.duties.rows:
            words = "; ".join(md(text) for text in (duty.word, duty.done, *duty.remarks))
            yield f"- {duty.sign} **{md(duty.id)}** {md(duty.title)}: {words}"
        if view.duties.silent:
            yield f"- {md(view.duties.silent)}"
    for section in view.sections:
        yield from ("", f"## {md(section.heading)}", "")
        yield from (fault_item(fault) for fault in section.faults)
    if len(view.files) > 1:
        yield from ("", f"## {md(view.headings['files'])}", "")
        yield from (f"- {md(file.line)}" for file in view.files)
    yield ""
    yield small_print(view.provenance)


def _targets(view: View) -> Iterator[str]:
    names = view.headings
    yield table_row((names["verdict"], names["target"], names["threshold"], names["result"]))
    yield "|---|---|---|---|"
    for row in view.targets:
        result = "; ".join((row.value, *row.remarks))
        yield table_row((f"{row.sign} {row.word}", f"{row.id} {row.title}", row.threshold, result))


def _matrix(matrix: Matrix, unit: str) -> Iterator[str]:
    """The sign and the figure of each unit at each target, and what the signs mean."""
    yield table_row((unit, *matrix.targets))
    yield "|---" * (len(matrix.targets) + 1) + "|"
    for row in matrix.rows:
        marks = (f"{one.sign} {one.beside_word}".rstrip() if one else "" for one in row.marks)
        yield table_row((row.unit, *marks))
    yield from ("", md(matrix.legend))


def table_row(cells: Iterable[str]) -> str:
    """A row of a table, its texts nothing but text."""
    return row_of(map(md, cells))


def row_of(cells: Iterable[str]) -> str:
    """A row of a table, its cells in Markdown."""
    return f"| {' | '.join(cells)} |"


def small_print(lines: Iterable[str]) -> str:
    """What made a report, and from what."""
    return f"<sub>{'<br>'.join(map(md, lines))}</sub>"


def fault_item(fault: Fault, *, with_cure: bool = True) -> str:
    """A fault as an item of a list."""
    cure = f" *{md(fault.cure)}*" if with_cure else ""
    return f"- **{fault.code}** {md(fault.where)}: {md(fault.message)}{cure}"
