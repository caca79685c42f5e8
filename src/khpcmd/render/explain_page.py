"""A target explained, as lines of text or as Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from khpcmd.diagnostics import Severity
from khpcmd.i18n import Messages
from khpcmd.render.escapes import visible
from khpcmd.render.explained import Explainer, Explanation, UnitLine
from khpcmd.render.headline import plan_line
from khpcmd.render.markdown_report import md, table_row
from khpcmd.render.measure_words import MeasureWords
from khpcmd.render.plain import fault_line
from khpcmd.render.view import Section, View, tabulate
from khpcmd.render.wording import Wording
from khpcmd.results import Report


def explained_text(report: Report, messages: Messages, width: int | None) -> str:
    """The targets of a report in full, each fact a line; wrapped to ``width`` columns unless that is None."""
    view = tabulate(report, messages)
    told = [line for section in view.sections for line in _section(section)]
    return _written([*_heading(view), *_pages(_results(report, view, messages), messages), *told], width)


def promised_text(report: Report, messages: Messages, width: int | None) -> str:
    """What the plan says of its targets, where there are no returns to judge."""
    return _written([plan_line(report.plan, messages), *_pages(_targets(report, messages), messages)], width)


def explained_markdown(report: Report, messages: Messages) -> str:
    """The same as Markdown."""
    view = tabulate(report, messages)
    told = [md(line) for section in view.sections for line in _section(section)]
    return _marked(_heading(view), _results(report, view, messages), messages) + "".join(f"{line}  \n" for line in told)


def promised_markdown(report: Report, messages: Messages) -> str:
    """What the plan says of its targets, as Markdown."""
    return _marked([plan_line(report.plan, messages)], _targets(report, messages), messages)


def _marked(lines: Iterable[str], found: Iterable[Explanation], messages: Messages) -> str:
    text = [f"- {md(line)}" for line in lines]
    for one in found:
        text += ["", f"## {md(one.id)} {md(one.title)}", ""]
        text += [f"- **{md(fact.label)}**: {md(fact.text)}" for fact in one.facts]
        text += _unit_table(one.units, messages)
    return "".join(f"{line}\n" for line in text)


def _explainer(report: Report, messages: Messages) -> Explainer:
    return Explainer(MeasureWords(messages, report.plan), Wording(messages, report.plan))


def _results(report: Report, view: View, messages: Messages) -> list[Explanation]:
    explainer = _explainer(report, messages)
    return [explainer.result(result, row) for result, row in zip(report.results, view.targets, strict=True)]


def _targets(report: Report, messages: Messages) -> list[Explanation]:
    explainer = _explainer(report, messages)
    return [explainer.target(target) for target in report.plan.targets]


def _heading(view: View) -> list[str]:
    return [view.verdict_line, view.about, *view.roll_call, *view.deadlines, view.faults_line, *view.provenance]


def _section(section: Section) -> Iterator[str]:
    if section.severity is not Severity.NOTE:
        yield from ("", section.heading)
        yield from (f"  {fault_line(fault)}" for fault in section.faults)


def _pages(found: Iterable[Explanation], messages: Messages) -> Iterator[str]:
    for one in found:
        yield from ("", f"{one.id}  {one.title}")
        yield from (f"  {fact.label}: {fact.text}" for fact in one.facts)
        if one.units:
            yield f"  {messages.template('explained.units')}:"
            yield from (f"    {' | '.join(_told(unit, messages))}" for unit in one.units)


def _told(unit: UnitLine, messages: Messages) -> Iterator[str]:
    yield f"{unit.sign} {unit.word}"
    yield unit.unit
    yield from (text for text in (unit.figure, unit.gap) if text)
    for key, value, cells in (("part", unit.part, unit.part_cells), ("whole", unit.whole, unit.whole_cells)):
        if value or cells:
            said = messages.text(f"explained.{key}", value=value or messages.template("explained.unknown"))
            yield f"{said}: {cells}" if cells else said


def _unit_table(units: Iterable[UnitLine], messages: Messages) -> Iterator[str]:
    rows = list(units)
    if not rows:
        return
    say = messages.template
    yield ""
    yield table_row(
        [say("headings.unit"), say("headings.verdict"), say("headings.result"), say("explained.part_cells"),
         say("explained.whole_cells")]
    )  # fmt: skip
    yield "|---|---|---|---|---|"
    for unit in rows:
        result = "; ".join(text for text in (unit.figure, unit.gap) if text)
        yield table_row([unit.unit, f"{unit.sign} {unit.word}", result, unit.part_cells, unit.whole_cells])


def _written(lines: Iterable[str], width: int | None) -> str:
    return "".join(f"{part}\n" for line in lines for part in _wrapped(visible(line), width))


def _wrapped(line: str, width: int | None) -> list[str]:
    if width is None or len(line) <= width:
        return [line]
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    return textwrap.wrap(line, width, subsequent_indent=indent, break_on_hyphens=False) or [line]
