"""Tells beside each fault and question which verdicts its figure can turn (``turns``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from khpcmd.diagnostics import Code, Diagnostic, Location, Severity
from khpcmd.judge.turns import Turns
from khpcmd.parameters import Ref
from khpcmd.returns import Basis, Key, Return

LOOKED_AT = frozenset({Severity.ERROR, Severity.WARNING, Severity.QUESTION})
MOST = 150
"""So many figures are looked at in a run."""
STEPS = 20_000
"""And so many units in all, one figure after the other: a province of communes has thousands."""
Figure = tuple[str, Key]


def with_turns(faults: Iterable[Diagnostic], returns: Mapping[str, Return], turns: Turns) -> Iterator[Diagnostic]:
    """The faults, those of a figure with the targets that it can turn; as they are where there are too many."""
    faults = list(faults)
    files = {fault.at.file for fault in faults if fault.at and fault.severity in LOOKED_AT}
    places, left = dict(_places(returns.values(), files)) if files else {}, _most(turns)
    known = dict[Figure, tuple[str, ...]]()
    for fault in faults:
        figure = _figure(fault, places, returns) if fault.severity in LOOKED_AT else None
        if figure is not None and figure not in known and len(known) < left:
            known[figure] = turns.by(*figure)
        yield fault if figure is None or figure not in known else replace(fault, turns=known[figure])


def _most(turns: Turns) -> int:
    return min(MOST, STEPS // max(1, len(turns.world.scope)))


def _places(returns: Iterable[Return], files: set[str]) -> Iterator[tuple[Location, Figure]]:
    """Where each figure stands, of the returns in some files."""
    for filed in returns:
        if any(source.file in files for source in filed.sources):
            for key, cell in filed.cells.items():
                if cell.at is not None:
                    yield cell.at, (filed.unit, key)


def _figure(fault: Diagnostic, places: Mapping[Location, Figure], returns: Mapping[str, Return]) -> Figure | None:
    """The figure that a fault is about: that of its cell, or the field that a unit lacks."""
    if fault.at is not None and fault.at.cell:
        return places.get(fault.at)
    field = fault.params.get("field")
    if fault.code not in (Code.MISSING_FIELD, Code.BASELINE_MISSING) or not isinstance(field, Ref):
        return None
    units = [fault.unit] if fault.unit else [one.unit for one in returns.values() if fault.at in _sheets(one)]
    basis = Basis.BASELINE if fault.code is Code.BASELINE_MISSING else Basis.CURRENT
    return (units[0], Key(field.id, basis)) if len(units) == 1 else None


def _sheets(filed: Return) -> list[Location]:
    return [replace(source, cell="") for source in filed.sources]
