"""Changes as plain lines, in Markdown and as JSON; ``changes_table`` draws them for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from khpcmd.changes import Changes, FigureChange, How, TargetChange, Turn, UnitChange
from khpcmd.diagnostics import Severity
from khpcmd.i18n import Messages
from khpcmd.render.changes import (
    ChangesView,
    Comparing,
    FaultList,
    FigureRow,
    Standing,
    TurnRow,
    UnitBlock,
    Value,
    tabulate_changes,
)
from khpcmd.render.figures import Figures
from khpcmd.render.formats import Look
from khpcmd.render.json import cell_json, diagnostics_json, heading, measurement_json
from khpcmd.render.json_text import Json, written
from khpcmd.render.markdown import fault_item, md
from khpcmd.render.plain import fault_line, lines_of_text
from khpcmd.render.wording import Wording
from khpcmd.report import Report
from khpcmd.results import Result


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


def json_changes(changes: Changes, messages: Messages, _look: Look) -> str:
    """The changes as a JSON document, with every figure; exact values are texts: "103/100"."""
    figures, wording = Figures(messages, changes.plan), Wording(messages, changes.plan)
    say = Comparing(figures, wording)
    faults = changes.faults
    lists = {"warnings": changes.warnings, "came": faults.came, "stayed": faults.stayed, "gone": faults.gone}
    group = {name: diagnostics_json(found, wording) for name, found in lists.items()}
    cut: Json = {name: one["diagnostics_cut"] for name, one in group.items() if "diagnostics_cut" in one}
    document: Json = {
        **heading(changes.plan, changes.after.plan_hash, messages),
        "as_of": changes.after.as_of.isoformat(),
        "only_reported": changes.after.only_reported,
        "old": _side(changes.before),
        "new": _side(changes.after),
        "summary": _summary(changes),
        "targets": [_target(target, figures) for target in changes.targets],
        "units": [_unit(unit, say) for unit in changes.units],
        **({"diagnostics_cut": cut} if cut else {}),
        "warnings": group.pop("warnings")["diagnostics"],
        "errors": {name: one["diagnostics"] for name, one in group.items()},
    }
    return written(document)


def _side(report: Report) -> Json:
    return {
        "period": report.period or None,
        "inputs": [{"file": one.name, "sha256": one.sha256, "role": one.role} for one in report.inputs],
        "reported": [filed.unit for filed in report.filed if filed.reported],
        "diagnostics": {severity.value: sum(1 for _ in report.of(severity)) for severity in Severity},
    }


def _summary(changes: Changes) -> Json:
    figures = list(changes.figures())
    return {
        "targets": {turn.value: len(changes.turned(turn)) for turn in Turn},
        "units": {how.value: len(changes.units_that(how)) for how in How},
        "figures": {how.value: sum(one.how is how for one in figures) for how in How if how is not How.SAME},
        "unread": sum(one.unread for one in figures),
    }


def _target(change: TargetChange, figures: Figures) -> Json:
    return {
        "target": change.target.id,
        "title": change.target.title.in_(figures.messages.language),
        "binding": change.target.binding,
        "turn": change.turn.value,
        "before": _result(change.before, figures),
        "after": _result(change.after, figures),
        "units_behind": list(change.units),
        "figures_behind": [{"unit": one.unit, **_key(one)} for one in change.behind],
    }


def _result(result: Result | None, figures: Figures) -> Json:
    if result is None:
        return None
    found = result.measurement
    return {
        "verdict": result.verdict.value,
        "reason": result.reason.value or None,
        **measurement_json(found),
        "figure_text": figures.reached(result) or None,
    }


def _unit(change: UnitChange, say: Comparing) -> Json:
    return {
        "unit": change.unit,
        "name": say.wording.unit(change.unit),
        "how": change.how.value,
        "figures": [_json_figure(figure, say) for figure in change.figures],
    }


def _json_figure(change: FigureChange, say: Comparing) -> Json:
    return {
        **_key(change),
        "label": say.figures.label(change.key),
        "how": change.how.value,
        "before": cell_json(change.before) if change.before else None,
        "after": cell_json(change.after) if change.after else None,
    }


def _key(change: FigureChange) -> dict[str, Json]:
    return {"field": change.key.field, "basis": change.key.basis.value, "month": change.key.month or None}
