"""Changes as plain lines, in Markdown and as JSON; ``changes_table`` draws them for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from khpcmd.changes import Changes, How, Turn
from khpcmd.diagnostics import Severity
from khpcmd.i18n import Messages
from khpcmd.render.changes import (
    ChangesView,
    FaultList,
    FigureRow,
    Standing,
    TurnRow,
    UnitBlock,
    Value,
    tabulate_changes,
)
from khpcmd.render.formats import Look
from khpcmd.render.json import CELL, CUTS, DIAGNOSTIC, FIGURE, FIGURE_TEXT, HEADING, STATED, Applied, Found
from khpcmd.render.json_text import written
from khpcmd.render.markdown import fault_item, md
from khpcmd.render.plain import fault_line, lines_of_text
from khpcmd.render.wire import COUNT, DAY, TEXT, YES_NO, Object, Say, counts_of, list_of, maybe, one_of, table_of
from khpcmd.render.wording import Wording
from khpcmd.results import Verdict


def plain_changes(changes: Changes, messages: Messages, _look: Look) -> str:
    """The changes as lines of text: whole, one thing to a line."""
    return lines_of_text(_plain(tabulate_changes(changes, messages)))


def _plain(view: ChangesView) -> Iterator[str]:
    yield from (view.headline, view.about, *view.sides, *view.units)
    for title, lines in _targets(view):
        if lines:
            yield from ("", title, *lines)
    for group in view.faults:
        yield from ("", group.heading)
        yield from _plain_faults(group)
    if view.blocks:
        yield from ("", view.headings.figures)
        yield from (_plain_figure(block, row) for block in view.blocks for row in block.rows)
    yield from ("", *view.provenance)


def _targets(view: ChangesView) -> Iterator[tuple[str, list[str]]]:
    """The tables of targets, each under its heading."""
    yield view.headings.turned, [_turn(row) for row in view.turned]
    yield view.headings.behind, [f"{why.targets}: {line}" for why in view.behind for line in why.lines]
    yield view.headings.moved, [_turn(row) for row in view.moved]


def _turn(row: TurnRow) -> str:
    return f"{row.mark} | {row.id} | {_plain_standing(row.before)} → {_plain_standing(row.after)} | {row.title}"


def _plain_standing(standing: Standing) -> str:
    figure = ", ".join(text for text in (standing.figure, *standing.remarks) if text)
    return f"{standing.mark} ({figure})" if figure else standing.mark


def _plain_faults(group: FaultList) -> Iterator[str]:
    for fault in group.faults:
        if group.gone:
            yield " ".join(
                text for text in (f"{fault.place}:" if fault.place else "", fault.code, fault.message) if text
            )
        else:
            yield fault_line(fault)


def _plain_figure(block: UnitBlock, row: FigureRow) -> str:
    places = f"{row.before.place or '–'} → {row.after.place or '–'}"
    return f"{row.sign} {block.unit} | {row.label} | {row.before.text} → {row.after.text} | {places}"


def markdown_changes(changes: Changes, messages: Messages, _look: Look) -> str:
    """Headline, units, verdicts, faults and figures."""
    return "".join(f"{line}\n" for line in _markdown(tabulate_changes(changes, messages)))


def _markdown(view: ChangesView) -> Iterator[str]:
    yield f"# {md(view.headline)}"
    yield ""
    yield from (f"- {md(line)}" for line in (view.about, *view.sides, *view.units))
    if view.turned:
        yield from ("", f"## {md(view.headings.turned)}", "", *_markdown_turns(view, view.turned))
    if view.behind:
        yield from ("", f"## {md(view.headings.behind)}", "")
        yield from (f"- **{md(why.targets)}**: {'<br>'.join(map(md, why.lines))}" for why in view.behind)
    if view.moved:
        yield from ("", f"## {md(view.headings.moved)}", "", *_markdown_turns(view, view.moved))
    for group in view.faults:
        yield from ("", f"## {md(group.heading)}", "")
        yield from (fault_item(fault, with_cure=not group.gone) for fault in group.faults)
    if view.blocks:
        yield from ("", f"## {md(view.headings.figures)}")
        yield from (line for block in view.blocks for line in _markdown_block(view, block))
    yield ""
    yield f"<sub>{'<br>'.join(md(line) for line in view.provenance)}</sub>"


def _markdown_turns(view: ChangesView, rows: tuple[TurnRow, ...]) -> Iterator[str]:
    names = view.headings
    yield _row(("", md(names.target), md(names.old), md(names.new)))
    yield "|---|---|---|---|"
    for row in rows:
        yield _row(
            (
                md(row.mark),
                md(f"{row.id} {row.title}"),
                _cell(_markdown_standing(row.before)),
                _cell(_markdown_standing(row.after)),
            )
        )


def _markdown_standing(standing: Standing) -> Iterable[str]:
    return (standing.mark, standing.figure, *standing.remarks)


def _cell(texts: Iterable[str]) -> str:
    return "<br>".join(md(text) for text in texts if text)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _markdown_block(view: ChangesView, block: UnitBlock) -> Iterator[str]:
    names = view.headings
    yield from ("", f"**{md(block.heading)}**", "")
    yield _row(("", md(names.field), md(names.old), md(names.new)))
    yield "|---|---|---|---|"
    for row in block.rows:
        yield _row((md(row.sign), md(row.label), _markdown_value(row.before), _markdown_value(row.after)))


def _markdown_value(value: Value) -> str:
    return _cell((value.text, value.place))


def _lists(changes: Changes) -> dict[str, Found]:
    faults = changes.faults
    lists = {"warnings": changes.warnings, "came": faults.came, "stayed": faults.stayed, "gone": faults.gone}
    return {name: Found.of(found) for name, found in lists.items()}


def _among_figures(changes: Changes, how: How) -> int:
    return sum(one.how is how for one in changes.figures())


_SIDE = Object(
    period=maybe(TEXT),
    inputs=list_of(Object(file=TEXT.at("name"), sha256=TEXT, role=TEXT)),
    reported=list_of(TEXT).by(lambda report, _: [filed.unit for filed in report.filed if filed.reported]),
    diagnostics=counts_of(Severity, lambda report, severity: sum(1 for _ in report.of(severity))),
)
_SUMMARY = Object(
    targets=counts_of(Turn, lambda changes, turn: len(changes.turned(turn))),
    units=counts_of(How, lambda changes, how: len(changes.units_that(how))),
    figures=counts_of((How.ADDED, How.REMOVED, How.CHANGED), _among_figures),
    unread=COUNT.by(lambda changes, _: sum(one.unread for one in changes.figures())),
)
_JUDGED = maybe(
    Object({"verdict": one_of(Verdict), "reason": maybe(TEXT).at("reason.value")}, STATED, figure_text=FIGURE_TEXT)
)
_TARGET = Object(
    target=TEXT.at("target.id"),
    title=TEXT.by(lambda change, say: say.words.of(change.target.title)),
    binding=YES_NO.at("target.binding"),
    turn=one_of(Turn),
    before=_JUDGED,
    after=_JUDGED,
    units_behind=list_of(TEXT).at("units"),
    figures_behind=list_of(Object({"unit": TEXT}, FIGURE.at("key"))).at("behind"),
)
_FIGURE = Object(
    FIGURE.at("key"),
    label=TEXT.by(lambda change, say: say.words.figures.label(change.key)),
    how=one_of(How),
    before=maybe(CELL),
    after=maybe(CELL),
)
_UNIT = Object(
    unit=TEXT,
    name=TEXT.by(lambda change, say: say.wording.unit(change.unit)),
    how=one_of(How),
    figures=list_of(_FIGURE),
)
CHANGES = Object(
    HEADING.by(lambda changes, _: Applied(changes.plan, changes.after.plan_hash)),
    as_of=DAY.at("after.as_of"),
    only_reported=YES_NO.at("after.only_reported"),
    old=_SIDE.at("before"),
    new=_SIDE.at("after"),
    summary=_SUMMARY.at(),
    targets=list_of(_TARGET),
    units=list_of(_UNIT),
    diagnostics_cut=table_of(CUTS).by(
        lambda changes, _: {name: found.cuts for name, found in _lists(changes).items() if found.cuts} or None,
        optional=True,
    ),
    warnings=list_of(DIAGNOSTIC).by(lambda changes, _: Found.of(changes.warnings).diagnostics),
    errors=table_of(list_of(DIAGNOSTIC)).by(
        lambda changes, _: {name: found.diagnostics for name, found in _lists(changes).items() if name != "warnings"}
    ),
)


def json_changes(changes: Changes, messages: Messages, _look: Look) -> str:
    """The changes as a JSON document, with every figure; exact values are texts: "103/100"."""
    return written(CHANGES.fields(changes, Say(Wording(messages, changes.plan))))
