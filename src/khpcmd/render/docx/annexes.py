"""The annexes: tables of targets, units and duties; and what is for the office alone, with the cells of each figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from khpcmd.i18n import Messages
from khpcmd.render.docx.contents import Annex, Grid, Item
from khpcmd.render.docx.frame import year_of
from khpcmd.render.docx.sections import FEW_MISSING
from khpcmd.render.docx.sentences import say
from khpcmd.render.duties import DutyTable
from khpcmd.render.targets import Mark, Matrix
from khpcmd.render.view import View
from khpcmd.render.wording import Wording
from khpcmd.report import Report

ABREAST = 8
"""How many targets stand side by side at most; more of them make further tables."""
UNIT, MARK, ACROSS = 47, 30, 247
TARGETS = (13, 52, 26, 40, 29)
"""Widths in millimetres: of a unit's name, of a mark at most, of a page laid across, and of the table of targets."""
DUTIES = (13, 60, 27, 22, 38)
MISSING = (15, 145)


def annexes(report: Report, view: View, wording: Wording, local: Callable[[str], str]) -> tuple[Annex, ...]:
    """The annexes that are not empty, numbered where there are several, and the part that belongs to none.

    ``local`` makes a text name files without their folders.
    """
    messages = wording.messages
    belongs_to = say(messages, "belongs_to", year=year_of(report))
    found = [annex for annex in _annexes(report, view, wording) if any(grid.rows for grid in annex.grids)]
    numbered = len(found) > 1
    names = [say(messages, "annex_number" if numbered else "annex", number=roman(n)) for n in range(1, len(found) + 1)]
    named = (
        Annex(name, one.title, belongs_to, one.grids, one.items, one.wide)
        for name, one in zip(names, found, strict=True)
    )
    note = say(messages, "internal_note")
    return (*named, Annex("", say(messages, "internal"), note, items=tuple(_grounds(view, local, messages))))


def roman(number: int) -> str:
    """A small number as the sections and annexes are numbered."""
    return ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")[number - 1]


def _annexes(report: Report, view: View, wording: Wording) -> Iterator[Annex]:
    messages = wording.messages
    yield Annex("", say(messages, "annex_targets"), "", grids=(_targets(view, messages),))
    if view.matrix is not None:
        legend = Item(say(messages, "legend", legend=view.matrix.legend))
        grids = tuple(_units(view.matrix, view.headings.unit))
        yield Annex("", say(messages, "annex_units"), "", grids=grids, items=(legend,), wide=True)
    if view.duties is not None:
        yield Annex("", say(messages, "annex_duties"), "", grids=(_duties(view.duties, view, messages),))
    units = [*report.missing_units, *report.unusable_units]
    if len(units) > FEW_MISSING:
        yield Annex("", say(messages, "annex_missing"), "", grids=(_missing(units, view, wording),))


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


def _duties(table: DutyTable, view: View, messages: Messages) -> Grid:
    names = view.headings
    remarks = messages.template("results_book.columns.remarks")
    return Grid(
        head=(say(messages, "id"), names.duties, names.verdict, names.result, remarks),
        rows=tuple(
            (row.id, row.title, f"{row.sign} {row.word}", row.done, "; ".join(row.remarks)) for row in table.rows
        ),
        widths=DUTIES,
        centered=frozenset({0, 3}),
    )


def _missing(units: Sequence[str], view: View, wording: Wording) -> Grid:
    rows = tuple((str(number), wording.unit(unit)) for number, unit in enumerate(units, start=1))
    head = (say(wording.messages, "number_column"), view.headings.unit)
    return Grid(head, rows, MISSING, centered=frozenset({0}))


def _grounds(view: View, local: Callable[[str], str], messages: Messages) -> Iterator[Item]:
    """The clause, the reading and the cells of what is not met; where nothing was judged, why."""
    if not view.targets:
        yield Item(local(view.verdict_line))
    for row in view.targets:
        if row.details:
            head = say(messages, "target", title=row.title, id=row.id)
            yield Item(f"{head} {row.word}.", tuple(map(local, row.details)))


def _units(matrix: Matrix, unit: str) -> Iterator[Grid]:
    """Tables of about as many targets each, with the units that any of them concerns."""
    tables = -(-len(matrix.targets) // ABREAST)
    abreast = -(-len(matrix.targets) // max(1, tables))
    for start in range(0, len(matrix.targets), max(1, abreast)):
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
