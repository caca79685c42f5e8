"""Changes in Markdown: for the summary of a job, or a mail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from khpcmd.render.changes_view import ChangesView, ToldFaults
from khpcmd.render.changes_words import Standing, TurnRow, UnitBlock, Value
from khpcmd.render.markdown_report import md


def changes_markdown(view: ChangesView) -> str:
    """Headline, units, verdicts, faults and figures."""
    return "".join(f"{line}\n" for line in _lines(view))


def _lines(view: ChangesView) -> Iterator[str]:
    yield f"# {md(view.headline)}"
    yield ""
    yield from (f"- {md(line)}" for line in (view.about, *view.sides, *view.units))
    if view.turned:
        yield from ("", f"## {md(view.headings.turned)}", "", *_turns(view, view.turned))
    if view.behind:
        yield from ("", f"## {md(view.headings.behind)}", "")
        yield from (f"- **{md(why.targets)}**: {'<br>'.join(map(md, why.lines))}" for why in view.behind)
    if view.moved:
        yield from ("", f"## {md(view.headings.moved)}", "", *_turns(view, view.moved))
    for told in view.faults:
        yield from ("", f"## {md(told.heading)}", "", *_faults(told))
    if view.blocks:
        yield from ("", f"## {md(view.headings.figures)}")
        yield from (line for block in view.blocks for line in _block(view, block))
    yield ""
    yield f"<sub>{'<br>'.join(md(line) for line in view.provenance)}</sub>"


def _turns(view: ChangesView, rows: tuple[TurnRow, ...]) -> Iterator[str]:
    names = view.headings
    yield _row(("", md(names.target), md(names.old), md(names.new)))
    yield "|---|---|---|---|"
    for row in rows:
        yield _row(
            (md(row.mark), md(f"{row.id} {row.title}"), _cell(_standing(row.before)), _cell(_standing(row.after)))
        )


def _standing(standing: Standing) -> Iterable[str]:
    return (standing.mark, standing.figure, *standing.remarks)


def _cell(texts: Iterable[str]) -> str:
    return "<br>".join(md(text) for text in texts if text)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _faults(told: ToldFaults) -> Iterator[str]:
    for fault in told.faults:
        where = " · ".join(md(text) for text in (fault.place, fault.count, fault.unit) if text)
        cure = "" if told.gone else f" *{md(fault.cure)}*"
        yield f"- **{fault.code}** {where}: {md(fault.message)}{cure}"


def _block(view: ChangesView, block: UnitBlock) -> Iterator[str]:
    names = view.headings
    yield from ("", f"**{md(block.heading)}**", "")
    yield _row(("", md(names.field), md(names.old), md(names.new)))
    yield "|---|---|---|---|"
    for row in block.rows:
        yield _row((md(row.sign), md(row.label), _value(row.before), _value(row.after)))


def _value(value: Value) -> str:
    return _cell((value.text, value.place))
