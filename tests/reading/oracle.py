"""Holds what was read from a world against what was meant by it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    read_on, fault = _figures(world, reading)
    if fault:
        return Judged(Outcome.MISREAD, fault)
    told = _new(reading.diagnostics, before.diagnostics if before else ())
    known = set(world.layout.meant) if before is None else _known(before) & set(world.layout.meant)
    lost = [figure for figure in sorted(known) if figure not in read_on]
    either = world.siblings is not None and world.siblings.expected == "either"
    if either or not world.layout.required or (world.words and world.words.sense is Sense.CUT):
        return Judged(Outcome.ASKED if lost else Outcome.RIGHT, _said(told))
    if world.closes:
        return _closed(world, known, read_on, told)
    if lost:
        unmerged = world.place == "base" and not world.layout.merged and told
        return Judged(Outcome.ASKED if unmerged else Outcome.STUCK, f"not read: {_listed(lost)}; {_said(told)}")
    wrong = next((filed.period for filed in reading.returns if filed.period != world.layout.period), None)
    if wrong is not None and before is None:
        return Judged(Outcome.STUCK, f"period {wrong!r}; {_said(told)}")
    return Judged(Outcome.RIGHT, "")


def _closed(world: World, known: set[Figure], read_on: set[Figure], told: Sequence[Diagnostic]) -> Judged:
    """The outcome where the figures that the words govern may not be read silently."""
    governed = [figure for figure in sorted(world.governed) if figure in known]
    named = [one for one in told if _names(world, one)]
    severities = {one.severity for one in named}
    silent = [figure for figure in governed if figure in read_on]
    if silent and Severity.ERROR not in severities:
        outcome = Outcome.WARNED if Severity.WARNING in severities else Outcome.BELIEVED
        return Judged(outcome, f"read: {_listed(silent)}; {_said(told)}")
    if governed and not named:
        return Judged(Outcome.STUCK, f"nothing names the words; {_said(told)}")
    spilt = [figure for figure in sorted(known - world.governed - world.around) if figure not in read_on]
    if spilt:
        return Judged(Outcome.SPILT, f"closed as well: {_listed(spilt)}; {_said(told)}")
    return Judged(Outcome.ASKED, _said(named))


def _figures(world: World, reading: Reading) -> tuple[set[Figure], str]:
    """The figures that were read, and the first that nobody meant."""
    values = dict[Figure, object]()
    for filed in reading.returns:
        for key, cell in filed.cells.items():
            figure = (filed.unit, key)
            if cell.state is not CellState.VALUE:
                continue
            meant = world.layout.meant.get(figure)
            if key.basis is Basis.BASELINE and meant is None and _of_before(world):
                meant = world.layout.meant.get((filed.unit, Key(key.field)))
            if meant != cell.value or type(meant) is not type(cell.value):
                return set(), f"{figure} was read as {cell.value!r}, meant is {meant!r}"
            if values.setdefault(figure, cell.value) != cell.value:
                return set(), f"{figure} was read twice, as {values[figure]!r} and as {cell.value!r}"
    return set(values), ""


def _known(reading: Reading) -> set[Figure]:
    """The figures that have a value."""
    return {
        (filed.unit, key) for filed in reading.returns for key, cell in filed.cells.items() if cell.value is not None
    }


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
    return any(
        one.at.cell in page.places_of(world.words.whole) for page in world.layout.pages if page.title == one.at.sheet
    )


def _listed(figures: Iterable[Figure]) -> str:
    shown = [f"{unit} {key.field}" for unit, key in figures]
    return ", ".join(shown[:3]) + (f" and {len(shown) - 3} more" if len(shown) > 3 else "")


def _said(told: Iterable[Diagnostic]) -> str:
    lines = [f"{one.code.name} {one.at.cell if one.at else ''} {one.params}" for one in told]
    return "told: " + "; ".join(lines[:4]) if lines else "nothing told"
