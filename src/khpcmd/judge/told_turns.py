"""Tells beside each fault and question which verdicts its figure can turn (``turns``): at all, and by a usual one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from string import ascii_uppercase
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic, Ends, Location, Severity
from khpcmd.judge.turns import Turns
from khpcmd.measures.tally import Span
from khpcmd.parameters import Figure as ToldFigure
from khpcmd.parameters import Ref
from khpcmd.returns import Basis, Key, Return

LOOKED_AT = frozenset({Severity.ERROR, Severity.WARNING, Severity.QUESTION})
MOST = 150
"""So many figures are looked at in a run."""
STEPS = 20_000
"""And so many units in all, one figure after the other: a province of communes has thousands."""
Figure = tuple[str, Key]


Usual = Callable[[str, Key], Sequence[Span]]
"""What a figure of a unit is as a rule, in whole steps; nothing where that is not known."""


def with_turns(
    faults: Iterable[Diagnostic], returns: Mapping[str, Return], turns: Turns, usual: Usual
) -> Iterator[Diagnostic]:
    """The faults, those of a figure with the targets that it can turn; as they are where there are too many."""
    faults = list(faults)
    wanted, left = {fault.at for fault in faults if fault.at and fault.severity in LOOKED_AT}, _most(turns)
    places = _places(returns.values(), wanted) if wanted else {}
    known, sheets = dict[Figure, _Turned](), _sheets(returns.values())
    for fault in faults:
        figure = _figure(fault, places, sheets) if fault.severity in LOOKED_AT else None
        if figure is not None and figure not in known and len(known) < left:
            known[figure] = _turned(turns, usual, figure)
        yield fault if figure is None or figure not in known else known[figure].told(fault)


class _Turned(NamedTuple):
    """The targets that a figure can turn, those that it can if it is a usual one, and what is usual."""

    any: tuple[str, ...]
    usual: tuple[str, ...] | None
    ends: tuple[Ends, ...]

    def told(self, fault: Diagnostic) -> Diagnostic:
        return replace(fault, turns=self.any, turns_usual=self.usual, usual=self.ends)


def _turned(turns: Turns, usual: Usual, figure: Figure) -> _Turned:
    found, spans = turns.by(*figure), usual(*figure)
    if not spans:
        return _Turned(found, None, ())
    spec = turns.world.plan.amounts.get(figure[1].field)

    def number(steps: int) -> ToldFigure:
        return steps if spec is None else Decimal(steps).scaleb(-spec.decimals)

    ends = tuple((number(low), None if high is None else number(high)) for low, high in spans)
    return _Turned(found, turns.by_usual(*figure, spans, found), ends)


def _most(turns: Turns) -> int:
    return min(MOST, STEPS // max(1, len(turns.world.scope)))


def _places(returns: Iterable[Return], wanted: Collection[Location]) -> dict[Location, Figure]:
    """The figures at some places."""
    files = {at.file for at in wanted}
    by_place = {(at.file, at.sheet, at.cell): at for at in wanted if at.cell}
    rows, found = {cell.lstrip(ascii_uppercase) for _, _, cell in by_place}, dict[Location, Figure]()
    for filed in returns:
        if any(source.file in files for source in filed.sources):
            for place, key in filed.placed(by_place, rows):
                found[by_place[place]] = filed.unit, key
    return found


def _figure(
    fault: Diagnostic, places: Mapping[Location, Figure], sheets: Mapping[tuple[str, str], Sequence[str]]
) -> Figure | None:
    """The figure that a fault is about: that of its cell, or the field that a unit lacks."""
    if fault.at is not None and fault.at.cell:
        return places.get(fault.at)
    field = fault.params.get("field")
    if fault.code not in (Code.MISSING_FIELD, Code.BASELINE_MISSING) or not isinstance(field, Ref):
        return None
    at = fault.at
    units = [fault.unit] if fault.unit or at is None else sheets.get((at.file, at.sheet), ())
    basis = Basis.BASELINE if fault.code is Code.BASELINE_MISSING else Basis.CURRENT
    return (units[0], Key(field.id, basis)) if len(units) == 1 else None


def _sheets(returns: Iterable[Return]) -> Mapping[tuple[str, str], Sequence[str]]:
    """By file and sheet, the units whose figures stand there."""
    found = dict[tuple[str, str], dict[str, None]]()
    for filed in returns:
        for source in filed.sources:
            found.setdefault((source.file, source.sheet), {})[filed.unit] = None
    return {place: tuple(units) for place, units in found.items()}
