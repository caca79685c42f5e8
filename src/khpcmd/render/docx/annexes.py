"""The annexes: tables of targets, of units against targets and of faults, and what the open verdicts rest on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from khpcmd.i18n import Messages
from khpcmd.render.docx.contents import Annex, Grid, Item
from khpcmd.render.docx.sections import listed, say, year_of
from khpcmd.render.targets import Mark, Matrix, TargetRow
from khpcmd.render.view import View
from khpcmd.report import Report

ABREAST = 8
"""How many targets stand side by side at most; more of them make further tables."""
UNIT, MARK, ACROSS = 47, 30, 247
TARGETS = (13, 52, 26, 40, 29)
"""Widths in millimetres: of a unit's name, of a mark at most, of a page laid across, and of the table of targets."""


def annexes(report: Report, view: View, messages: Messages) -> tuple[Annex, ...]:
    """The annexes that are not empty, numbered where there are several."""
    belongs_to = say(messages, "belongs_to", year=year_of(report))
    found = [replace(annex, belongs_to=belongs_to) for annex in _annexes(view, messages)]
    if len(found) == 1:
        return tuple(found)
    return tuple(
        replace(annex, name=say(messages, "annex_number", number=roman(number)))
        for number, annex in enumerate(found, start=1)
    )


def roman(number: int) -> str:
    """A small number as the sections and annexes are numbered."""
    return ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")[number - 1]


def _annexes(view: View, messages: Messages) -> Iterator[Annex]:
    name = say(messages, "annex")
    if view.targets:
        yield Annex(name, say(messages, "annex_targets"), "", grids=(_targets(view, messages),))
    grounds = tuple(_grounds(view.targets, messages))
    if grounds:
        yield Annex(name, say(messages, "annex_grounds"), "", items=grounds)
    if view.matrix is not None and view.matrix.rows:
        legend = Item(say(messages, "legend", legend=view.matrix.legend))
        grids = tuple(_units(view.matrix, view.headings.unit))
        yield Annex(name, say(messages, "annex_units"), "", grids=grids, items=(legend,), wide=True)
    faults = listed(view, messages)
    if faults is not None:
        yield Annex(name, say(messages, "annex_faults"), "", grids=(faults,), wide=True)


def _targets(view: View, messages: Messages) -> Grid:
    names = view.headings
    return Grid(
        head=(say(messages, "id"), names.target, names.threshold, names.result, names.verdict),
        rows=tuple(
            (row.id, row.title, row.threshold, "; ".join((row.result, *row.remarks)), f"{row.sign} {row.word}")
            for row in view.targets
        ),
        widths=TARGETS,
        centered=frozenset({0, 2}),
    )


def _grounds(rows: Sequence[TargetRow], messages: Messages) -> Iterator[Item]:
    """The clause, the reading and the cells of what is not met."""
    for row in rows:
        if row.details:
            head = say(messages, "target", title=row.title, id=row.id)
            yield Item(f"{head} {row.word}.", row.details)


def _units(matrix: Matrix, unit: str) -> Iterator[Grid]:
    """Tables of about as many targets each, with the units that any of them concerns."""
    tables = -(-len(matrix.targets) // ABREAST)
    abreast = -(-len(matrix.targets) // tables)
    for start in range(0, len(matrix.targets), abreast):
        here = slice(start, start + abreast)
        targets = matrix.targets[here]
        yield Grid(
            head=(unit, *targets),
            rows=tuple((row.unit, *map(_mark, row.marks[here])) for row in matrix.rows if any(row.marks[here])),
            widths=(UNIT, *(min(MARK, (ACROSS - UNIT) // abreast) for _ in targets)),
            centered=frozenset(range(1, len(targets) + 1)),
        )


def _mark(mark: Mark | None) -> str:
    return "" if mark is None else f"{mark.sign} {mark.figure}".rstrip()
