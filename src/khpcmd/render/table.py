"""Tables for a terminal. Everything wraps, nothing is cut, and colour only repeats what signs and words say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from io import StringIO

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from khpcmd.changes import Changes
from khpcmd.i18n import Messages
from khpcmd.render.changes import ChangesPage, tabulate_changes
from khpcmd.render.closing import closing, closing_files
from khpcmd.render.duties import DutyTable
from khpcmd.render.formats import Look
from khpcmd.render.styles import DUTY_STYLES, FILE_STYLES, SEVERITY_STYLES, STYLES
from khpcmd.render.told.file import Fault, FileTold
from khpcmd.render.told.office import Matrix, UnitRow
from khpcmd.render.told.target import TargetTold
from khpcmd.render.view import Section, View, tabulate, tabulate_files
from khpcmd.render.wording import visible
from khpcmd.report import DataReport, Report, Standing
from khpcmd.results import Verdict

CELL_MARGIN = 2
"""What a table's column takes beside its content: a padding and a separator."""
ENDLESS = 1_000_000
"""Wider than any line."""
NARROW = 100
"""Below this width the threshold stands in the same column as the result."""


def table_report(report: Report, messages: Messages, look: Look) -> str:
    """The report drawn for a terminal, as text with (or, without ``color``, without) escape sequences."""
    parts = _parts(tabulate(report, messages, by_unit=look.by_unit), look.width)
    return drawn_for((*parts, text_of(closing(report, messages, look), "bold")), look)


def table_files(report: DataReport, messages: Messages, look: Look) -> str:
    """Files with their faults, drawn in the same way."""
    view = tabulate_files(report, messages)
    head = (text_of(view.summary, "bold"), text_of(view.about), text_of(view.scope), text_of(""))
    files = (part for file in view.files for part in _file(file))
    return drawn_for(
        (*head, *files, text_of(""), text_of(closing_files(report, messages, look.exit_code), "bold")), look
    )


def table_changes(changes: Changes, messages: Messages, look: Look) -> str:
    """The differences of two submissions, drawn in the same way."""
    return drawn_for(_changes(tabulate_changes(changes, messages)), look)


def _changes(page: ChangesPage) -> Iterator[RenderableType]:
    yield text_of(page.headline, "bold")
    yield from map(text_of, page.about)
    for section in page.sections:
        yield _heading(section.heading)
        for table in section.tables:
            yield from (text_of(table.heading, "bold"),) if table.heading else ()
            drawn = _table()
            for name in (table.what, *page.sides):
                drawn.add_column(text_of(name), ratio=1)
            for row in table.rows:
                drawn.add_row(*(Group(*(text_of(*one) for one in cell)) for cell in (row.name, row.before, row.after)))
            yield drawn
        for targets, lines in section.behind:
            yield Group(text_of(targets), *(_indented(line, 4) for line in lines))
        yield from (fault_part(fault, gone=section.gone) for fault in section.faults)
    yield text_of("")
    yield text_of(page.provenance[0], "dim")


def _table() -> Table:
    return Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, expand=True)


def drawn_for(parts: Iterable[RenderableType], look: Look) -> str:
    """What a terminal shows, as text: no padding at the ends of lines, and never two blank lines in a row."""
    drawn = StringIO()
    console = Console(
        file=drawn,
        width=look.width,
        force_terminal=look.color,
        color_system="standard" if look.color else None,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
    )
    for part in parts:
        console.print(part)
    return "".join(f"{line}\n" for line in _tidy(drawn.getvalue().splitlines()))


def _tidy(lines: Iterable[str]) -> Iterator[str]:
    """The lines without padding, and never two blank ones in a row."""
    before = ""
    for line in (line.rstrip() for line in lines):
        if line or before:
            yield line
        before = line


def _parts(view: View, width: int) -> Iterable[RenderableType]:
    yield text_of(view.verdict_line, "bold")
    yield text_of(view.about)
    for line in (*view.roll_call, *view.deadlines, view.faults_line):
        yield text_of(line)
    if view.targets:
        yield _targets(view, width)
    detailed = [row for row in view.targets if row.details]
    if detailed:
        yield _heading(view.headings["details"])
        yield from (_details(row) for row in detailed)
    if view.matrix is not None:
        yield _heading(view.headings["matrix"])
        yield from _matrix(view.matrix, view.headings["unit"], width)
    if view.duties is not None:
        yield _heading(view.headings["duties"])
        yield from _duties(view.duties, view.headings)
    for section in view.sections:
        yield from _section(section)
    doubtful = [file for file in view.files if file.standing is not Standing.SOUND]
    if doubtful and len(view.files) > 1:
        yield _heading(view.headings["files"])
        yield from (text_of(file.line, FILE_STYLES[file.standing]) for file in doubtful)
    yield text_of("")
    yield text_of(view.provenance[0], "dim")


def text_of(text: str, style: str = "") -> Text:
    """A text that wraps anywhere and whose control characters are seen."""
    return Text(visible(text), style=style, overflow="fold")


def _heading(text: str) -> RenderableType:
    return Padding(text_of(text, "bold"), (1, 0, 0, 0))


def _targets(view: View, width: int) -> Table:
    names = view.headings
    narrow = width < NARROW
    drawn = _table()
    drawn.add_column(text_of(names["verdict"]), min_width=14, max_width=17)
    drawn.add_column(text_of(names["target"]), ratio=5)
    if not narrow:
        drawn.add_column(text_of(names["threshold"]), min_width=13, max_width=20)
    drawn.add_column(
        text_of(f"{names['result']} / {names['threshold'].lower()}" if narrow else names["result"]), ratio=4
    )
    for row in view.targets:
        style = STYLES[row.verdict]
        mark, title = text_of(f"{row.sign} {row.word}", style), text_of(f"{row.id}  {row.title}")
        found = [text_of(row.value), *(text_of(remark, "italic") for remark in row.remarks)]
        if narrow:
            drawn.add_row(mark, title, Group(*found[:1], text_of(f"({row.threshold})"), *found[1:]))
        else:
            drawn.add_row(mark, title, text_of(row.threshold), Group(*found))
    return drawn


def _duties(table: DutyTable, names: Mapping[str, str]) -> Iterable[RenderableType]:
    if table.rows:
        drawn = _table()
        drawn.add_column(text_of(names["verdict"]), min_width=14, max_width=17)
        drawn.add_column(text_of(names["duties"]), ratio=5)
        drawn.add_column(text_of(names["result"]), ratio=4)
        for row in table.rows:
            remarks = (text_of(remark, "italic") for remark in row.remarks)
            mark = text_of(f"{row.sign} {row.word}", DUTY_STYLES[row.state])
            drawn.add_row(mark, text_of(f"{row.id}  {row.title}"), Group(text_of(row.done), *remarks))
        yield drawn
    if table.silent:
        yield text_of(table.silent)


def _details(row: TargetTold) -> RenderableType:
    lines = [text_of(f"{row.sign} {row.id}  {row.title}", STYLES[row.verdict])]
    return Group(*lines, *(_indented(detail, 4) for detail in row.details))


def _matrix(matrix: Matrix, unit: str, width: int) -> Iterable[RenderableType]:
    """The signs, in as many blocks as the width needs, then the figures of missed targets."""
    name_width = min(max((len(row.unit) for row in matrix.rows), default=0), max(20, width // 3))
    mark_width = max((len(name) for name in matrix.targets), default=1) + CELL_MARGIN
    fitting = max(1, (width - name_width - 2 * CELL_MARGIN) // mark_width)
    for first in range(0, len(matrix.targets), fitting):
        yield _block(matrix, slice(first, first + fitting), unit, name_width)
    yield text_of(matrix.legend)
    yield from (text_of(line) for row in matrix.rows for line in _missed(row))


def _block(matrix: Matrix, part: slice, unit: str, name_width: int) -> Table:
    drawn = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    drawn.add_column(text_of(unit), width=name_width)
    for name in matrix.targets[part]:
        drawn.add_column(text_of(name), justify="center", min_width=len(name))
    for row in matrix.rows:
        marks = (
            text_of(mark.sign, STYLES[mark.verdict] if mark.verdict else "") if mark else Text()
            for mark in row.marks[part]
        )
        drawn.add_row(text_of(row.unit), *marks)
    return drawn


def _missed(row: UnitRow) -> Iterable[str]:
    for mark in row.marks:
        if mark is not None and mark.verdict in (Verdict.MISSED, Verdict.WAIVED):
            texts = ", ".join(text for text in (mark.beside_word, mark.needed) if text)
            yield f"{mark.sign} {row.unit}, {mark.target.id}{': ' if texts else ''}{texts}"


def _section(section: Section) -> Iterable[RenderableType]:
    yield _heading(section.heading)
    yield from (fault_part(fault) for fault in section.faults)


def _file(file: FileTold) -> Iterable[RenderableType]:
    yield text_of(file.line, FILE_STYLES[file.standing])
    yield from (Padding(fault_part(fault), (0, 0, 0, 2)) for fault in file.faults)


def fault_part(fault: Fault, *, gone: bool = False) -> RenderableType:
    """A fault with its place, what was found and how to fix it; one that is ``gone`` needs no cure."""
    where = fault.place if gone else fault.where
    head = Text.assemble((f"{fault.code}  ", SEVERITY_STYLES[fault.severity]), visible(where))
    cure = () if gone else (Padding(text_of(f"→ {fault.cure}", "italic"), (0, 0, 0, 6)),)
    return Group(head, _indented(fault.message, 6), *cure)


def _indented(text: str, columns: int) -> RenderableType:
    return Padding(text_of(text), (0, 0, 0, columns))
