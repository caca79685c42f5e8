"""Holds what was read from a world against what was meant by it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from khpcmd.diagnostics import Diagnostic, Severity
from khpcmd.returns import Basis, CellState, Key
from khpcmd.workbook.read import Reading, read_workbook

from .layout import Figure, Layout
from .paper import write
from .words import Sense, folded
from .worlds import World


class Outcome(StrEnum):
    """How a world was read, the best first."""

    RIGHT = "right"
    """All figures that are believed were read as they are meant."""
    ASKED = "asked"
    """The governed figures are open, and the words were named."""
    SPILT = "spilt"
    """Asked, but figures were closed that the words do not govern."""
    STUCK = "stuck"
    """A figure that could be believed was not read, or one is closed and nobody says because of what."""
    WARNED = "warned"
    """A governed figure was read, with no more than a warning."""
    BELIEVED = "believed"
    """A governed figure was read silently."""
    MISREAD = "misread"
    """A figure was read that nobody meant."""


ORDER = list(Outcome)


@dataclass(frozen=True, slots=True)
class Judged:
    """The outcome of a world, and what it rests on."""

    outcome: Outcome
    detail: str


def read(layout: Layout, folder: Path) -> Reading:
    """What khpcmd reads from the file of a layout."""
    path = folder / layout.file
    write(layout.pages, path)
    try:
        return read_workbook(path, layout.facts.plan, name=layout.file)
    finally:
        path.unlink()


def judge(world: World, reading: Reading, before: Reading | None) -> Judged:
    """The outcome of a world from its reading and from that of the same layout without the words."""
    meant = world.layout.meant
    values = dict[Figure, object]()
    for filed in reading.returns:
        for key, cell in filed.cells.items():
            if cell.state is CellState.DECLARED_ZERO or cell.value is None:
                continue
            if (filed.unit, key) in values and values[filed.unit, key] != cell.value:
                return Judged(Outcome.MISREAD, f"{filed.unit} {key} twice: {values[filed.unit, key]} and {cell.value}")
            values[filed.unit, key] = cell.value
    known = None if before is None else {figure for figure in _values(before)}
    for figure, value in values.items():
        if figure not in meant and (figure[0], Key(figure[1].field)) in meant and figure[1].basis is Basis.BASELINE:
            if _of_before(world) and value == meant[figure[0], Key(figure[1].field)]:
                continue
        if meant.get(figure) != value or type(meant.get(figure)) is not type(value):
            return Judged(Outcome.MISREAD, f"{figure} was read as {value!r}, meant is {meant.get(figure)!r}")
    told = _new(reading.diagnostics, before.diagnostics if before else ())
    wanted = {figure for figure in meant if known is None or figure in known}
    if not world.layout.required or (world.words and world.words.sense is Sense.CUT):
        return Judged(Outcome.RIGHT if all(figure in values for figure in wanted) else Outcome.ASKED, _said(told))
    if not world.closes:
        lost = [figure for figure in wanted if figure not in values]
        wrong = next((filed for filed in reading.returns if filed.period != world.layout.period), None)
        if lost and world.place == "base" and not world.layout.merged and told:
            return Judged(Outcome.ASKED, f"not read: {_listed(lost)}; {_said(told)}")
        if lost:
            return Judged(Outcome.STUCK, f"not read: {_listed(lost)}; {_said(told)}")
        if wrong and known is None:
            return Judged(Outcome.STUCK, f"period {wrong.period!r}; {_said(told)}")
        return Judged(Outcome.RIGHT, "")
    governed = [figure for figure in world.governed if figure in wanted]
    named = [one for one in told if _names(world, one)]
    read_on = [figure for figure in governed if figure in values]
    if read_on and not any(one.severity is Severity.ERROR for one in named):
        outcome = Outcome.WARNED if any(one.severity is Severity.WARNING for one in named) else Outcome.BELIEVED
        return Judged(outcome, f"read: {_listed(read_on)}; {_said(told)}")
    if not named and governed:
        return Judged(Outcome.STUCK, f"nothing names the words; {_said(told)}")
    spilt = [figure for figure in wanted - set(world.governed) - set(world.around) if figure not in values]
    if spilt:
        return Judged(Outcome.SPILT, f"closed as well: {_listed(spilt)}; {_said(told)}")
    return Judged(Outcome.ASKED, _said(named))


def _values(reading: Reading) -> set[Figure]:
    return {(filed.unit, key) for filed in reading.returns for key, cell in filed.cells.items() if cell.value is not None}


def _of_before(world: World) -> bool:
    """Whether the words say that the figures are of the baseline year."""
    return world.words is not None and world.words.kind == "other_year"


def _new(told: Iterable[Diagnostic], before: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The diagnostics that the reading without the words does not have."""
    old = {(one.code, one.at, str(one.params)) for one in before}
    return [one for one in told if (one.code, one.at, str(one.params)) not in old]


def _names(world: World, one: Diagnostic) -> bool:
    """Whether a diagnostic stands at the words or quotes them."""
    if world.siblings:
        return True
    assert world.words is not None
    text = folded(" ".join(world.words.text.split()))
    quoted = [folded(" ".join(value.split())) for value in one.params.values() if isinstance(value, str)]
    if any(text in value or (len(value) > 2 and value in folded(world.words.whole)) for value in quoted):
        return True
    if one.at is None or one.code.name in ("MISSING_FIELD", "CELL_BLANK"):
        return False
    if not one.at.cell:
        return world.words.place in ("file", "sheet") and one.severity is Severity.ERROR
    return any(one.at.cell in page.places_of(world.words.whole) for page in world.layout.pages if page.title == one.at.sheet)


def _listed(figures: Iterable[Figure]) -> str:
    shown = [f"{unit} {key.field}" for unit, key in figures]
    return ", ".join(shown[:3]) + (f" and {len(shown) - 3} more" if len(shown) > 3 else "")


def _said(told: Iterable[Diagnostic]) -> str:
    lines = [f"{one.code.name} {one.at.cell if one.at else ''} {one.params}" for one in told]
    return "told: " + "; ".join(lines[:4]) if lines else "nothing told"
