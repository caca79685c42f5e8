"""Plain lines for pipes and files: whole, uncut, one thing to a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from khpcmd.i18n import Messages
from khpcmd.render.closing import closing, closing_files
from khpcmd.render.duties import DutyTable
from khpcmd.render.formats import Look
from khpcmd.render.told.file import Fault
from khpcmd.render.told.office import Matrix
from khpcmd.render.told.target import TargetTold
from khpcmd.render.view import FilesView, View, tabulate, tabulate_files
from khpcmd.render.wording import visible
from khpcmd.report import DataReport, Report


def plain_report(report: Report, messages: Messages, look: Look) -> str:
    """The report as lines of text, each ended by a line break."""
    lines = _lines(tabulate(report, messages, by_unit=look.by_unit))
    return lines_of_text((*lines, closing(report, messages, look)))


def plain_files(report: DataReport, messages: Messages, look: Look) -> str:
    """Files with their faults as lines of text."""
    lines = _file_lines(tabulate_files(report, messages))
    return lines_of_text((*lines, "", closing_files(report, messages, look.exit_code)))


def lines_of_text(lines: Iterable[str]) -> str:
    """The lines with everything unseen escaped, each ended by a line break."""
    return "".join(f"{visible(line)}\n" for line in lines)


def fault_line(fault: Fault, *, severity: bool = False) -> str:
    """``file:1:2: P112 message cure``: place first, so that editors can jump to it; ``severity`` if wanted."""
    code = f"{fault.word} {fault.code}" if severity else fault.code
    head = f"{fault.place}: {code}" if fault.place else code
    how_many = f" ({fault.count})" if fault.count else ""
    whose = f" [{fault.unit}]" if fault.unit else ""
    return visible(f"{head}{how_many}{whose} {fault.message} {fault.cure}")


def _lines(view: View) -> Iterator[str]:
    yield view.verdict_line
    yield view.about
    yield from (*view.roll_call, *view.deadlines)
    yield view.faults_line
    if view.targets:
        yield ""
        yield from _targets(view.targets)
    if view.matrix is not None:
        yield ""
        yield from _matrix(view.matrix)
    if view.duties is not None:
        yield ""
        yield view.headings["duties"]
        yield from _duties(view.duties)
    for section in view.sections:
        yield ""
        yield section.heading
        for fault in section.faults:
            yield fault_line(fault)
    if len(view.files) > 1:
        yield ""
        yield view.headings["files"]
        yield from (file.line for file in view.files)
    yield ""
    yield from view.provenance


def _file_lines(view: FilesView) -> Iterator[str]:
    yield view.summary
    yield view.about
    yield view.scope
    yield ""
    for file in view.files:
        yield file.line
        yield from (fault_line(fault, severity=True) for fault in file.faults)


def _targets(rows: tuple[TargetTold, ...]) -> Iterator[str]:
    columns = [(f"{row.sign} {row.word}", row.id, row.threshold, row.value) for row in rows]
    widths = [max(len(cells[index]) for cells in columns) for index in range(3)]
    for row, cells in zip(rows, columns, strict=True):
        aligned = [cell.ljust(width) for cell, width in zip(cells, widths, strict=False)]
        yield "  ".join([*aligned, " | ".join((cells[3], *row.remarks, row.title))])
        for detail in row.details:
            yield f"    {row.id}: {detail}"


def _duties(table: DutyTable) -> Iterator[str]:
    for row in table.rows:
        yield " | ".join((f"{row.sign} {row.word}  {row.id}  {row.done}", *row.remarks, row.title))
    if table.silent:
        yield table.silent


def _matrix(matrix: Matrix) -> Iterator[str]:
    for row in matrix.rows:
        for mark in row.marks:
            if mark is not None:
                texts = (row.unit, mark.target.id, f"{mark.sign} {mark.word}", mark.beside_word, mark.needed)
                yield " | ".join(text for text in texts if text)
