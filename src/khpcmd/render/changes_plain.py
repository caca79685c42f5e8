"""Changes as plain lines for pipes and files: whole, uncut, one thing to a line."""

from __future__ import annotations

from collections.abc import Iterator

from khpcmd.render.changes_view import ChangesView, ToldFaults
from khpcmd.render.changes_words import FigureRow, Standing, TurnRow, UnitBlock
from khpcmd.render.escapes import visible
from khpcmd.render.plain import fault_line


def changes_plain(view: ChangesView) -> str:
    """The view as lines of text, each ended by a line break."""
    return "".join(f"{visible(line)}\n" for line in _lines(view))


def _lines(view: ChangesView) -> Iterator[str]:
    yield from (view.headline, view.about, *view.sides, *view.units)
    for heading, lines in _targets(view):
        if lines:
            yield from ("", heading, *lines)
    for told in view.faults:
        yield from ("", told.heading)
        yield from _faults(told)
    if view.blocks:
        yield from ("", view.headings.figures)
        yield from (_figure(block, row) for block in view.blocks for row in block.rows)
    yield from ("", *view.provenance)


def _targets(view: ChangesView) -> Iterator[tuple[str, list[str]]]:
    """The tables of targets, each under its heading."""
    yield view.headings.turned, [_turn(row) for row in view.turned]
    yield view.headings.behind, [f"{why.targets}: {line}" for why in view.behind for line in why.lines]
    yield view.headings.moved, [_turn(row) for row in view.moved]


def _turn(row: TurnRow) -> str:
    return f"{row.mark} | {row.id} | {_standing(row.before)} → {_standing(row.after)} | {row.title}"


def _standing(standing: Standing) -> str:
    figure = ", ".join(text for text in (standing.figure, *standing.remarks) if text)
    return f"{standing.mark} ({figure})" if figure else standing.mark


def _faults(told: ToldFaults) -> Iterator[str]:
    for fault in told.faults:
        if told.gone:
            yield " ".join(
                text for text in (f"{fault.place}:" if fault.place else "", fault.code, fault.message) if text
            )
        else:
            yield fault_line(fault)


def _figure(block: UnitBlock, row: FigureRow) -> str:
    places = f"{row.before.place or '–'} → {row.after.place or '–'}"
    return f"{row.sign} {block.unit} | {row.label} | {row.before.text} → {row.after.text} | {places}"
