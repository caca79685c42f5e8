"""Changes drawn for a terminal. Everything wraps, nothing is cut, and colour only repeats what signs and words say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from khpcmd.changes import Changes, Turn
from khpcmd.i18n import Messages
from khpcmd.render.changes import Behind, ChangesView, FaultList, Standing, TurnRow, UnitBlock, Value, tabulate_changes
from khpcmd.render.formats import Look
from khpcmd.render.styles import SEVERITY_STYLES, STYLES
from khpcmd.render.table import drawn_for, fault_part, text_of

TURN_STYLES = {Turn.WORSE: "bold red", Turn.BETTER: "green", Turn.OTHER: "cyan", Turn.NONE: ""}


def table_changes(changes: Changes, messages: Messages, look: Look) -> str:
    """The changes drawn for a terminal, as text with (or, without ``color``, without) escape sequences."""
    return drawn_for(_parts(tabulate_changes(changes, messages)), look)


def _parts(view: ChangesView) -> Iterator[RenderableType]:
    yield text_of(view.headline, "bold")
    yield from (text_of(line) for line in (view.about, *view.sides, *view.units))
    if view.turned:
        yield _heading(view.headings.turned)
        yield _turns(view, view.turned)
    if view.behind:
        yield _heading(view.headings.behind)
        yield from (_behind(why) for why in view.behind)
    if view.moved:
        yield _heading(view.headings.moved)
        yield _turns(view, view.moved)
    for group in view.faults:
        yield _heading(group.heading)
        yield from _faults(group)
    if view.blocks:
        yield _heading(view.headings.figures)
        yield from (part for block in view.blocks for part in _block(view, block))
    yield text_of("")
    yield text_of(view.provenance[0], "dim")


def _heading(text: str) -> RenderableType:
    return Padding(text_of(text, "bold"), (1, 0, 0, 0))


def _three_columns(*names: str) -> Table:
    drawn = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, expand=True)
    for name in names:
        drawn.add_column(text_of(name), ratio=1)
    return drawn


def _turns(view: ChangesView, rows: Iterable[TurnRow]) -> Table:
    drawn = _three_columns(view.headings.target, view.headings.old, view.headings.new)
    for row in rows:
        mark = (text_of(row.mark, TURN_STYLES[row.turn]),) if row.turn is not Turn.NONE else ()
        drawn.add_row(Group(*mark, text_of(f"{row.id}  {row.title}")), _standing(row.before), _standing(row.after))
    return drawn


def _behind(why: Behind) -> RenderableType:
    return Group(text_of(why.targets), *(Padding(text_of(line), (0, 0, 0, 4)) for line in why.lines))


def _standing(standing: Standing) -> RenderableType:
    mark = text_of(standing.mark, STYLES[standing.verdict] if standing.verdict else "dim")
    figure = (text_of(standing.figure),) if standing.figure else ()
    return Group(mark, *figure, *(text_of(remark, "italic") for remark in standing.remarks))


def _faults(group: FaultList) -> Iterator[RenderableType]:
    for fault in group.faults:
        if group.gone:
            head = Text.assemble((f"{fault.code}  ", SEVERITY_STYLES[fault.severity]), text_of(fault.place))
            yield Group(head, Padding(text_of(fault.message), (0, 0, 0, 6)))
        else:
            yield fault_part(fault)


def _block(view: ChangesView, block: UnitBlock) -> Iterator[RenderableType]:
    yield text_of(block.heading, "bold")
    drawn = _three_columns(view.headings.field, view.headings.old, view.headings.new)
    for row in block.rows:
        drawn.add_row(text_of(f"{row.sign} {row.label}"), _value(row.before), _value(row.after))
    yield drawn


def _value(value: Value) -> RenderableType:
    place = (text_of(value.place, "dim"),) if value.place else ()
    return Group(text_of(value.text), *place)
