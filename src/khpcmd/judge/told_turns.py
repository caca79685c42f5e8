"""Tells beside each fault and question which verdicts its figure can turn (``turns``): at all, and by a usual one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from string import ascii_uppercase
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic, Ends, Location, Severity
from khpcmd.diagnostics.parameters import Ref
from khpcmd.judge.turns import Turns
from khpcmd.measures.tally import Span
from khpcmd.returns import Basis, CellState, Key, Return

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
    """The faults, those of a figure with the targets that it can turn; as they are where there are too many.

    ``returns`` are as they came in; those of the world know what contradicts each other.
    """
    faults = list(faults)
    wanted, left = {fault.at for fault in faults if fault.at and fault.severity in LOOKED_AT}, _most(turns)
    places = _places(returns.values(), wanted) if wanted else {}
    known, sheets, sound = dict[Figure, _Turned](), _sheets(returns.values()), turns.world.returns
    unread = _unread(returns.values(), {fault.at for fault in faults if fault.at and fault.code is Code.REMARK_UNCLEAR})
    for fault in faults:
        figures = None
        if fault.severity in LOOKED_AT:
            figures = _twice(fault, returns) if fault.code is Code.UNIT_TWICE else _figure(fault, places, sheets)
        if fault.code is Code.REMARK_UNCLEAR and fault.at:
            figures = unread[fault.at.file, fault.at.sheet]
        if figures is not None and fault.severity is Severity.ERROR:
            figures = tuple(dict.fromkeys(one for figure in figures for one in _contradicting(figure, sound)))
        if figures is None or len(known.keys() | set(figures)) > left:
            yield fault
            continue
        for figure in figures:
            if figure not in known:
                known[figure] = _turned(turns, usual, figure)
        turned = _together([known[figure] for figure in figures], turns)
        idle = fault.code is Code.REMARK_UNCLEAR and figures and not turned.any
        yield replace(fault, code=Code.REMARK_WITHOUT_EFFECT) if idle else turned.told(fault)


class _Turned(NamedTuple):
    """The targets that a figure can turn, those that it can if it is a usual one, and what is usual."""

    any: tuple[str, ...]
    usual: tuple[str, ...] | None
    ends: tuple[Ends, ...]

    def told(self, fault: Diagnostic) -> Diagnostic:
        return replace(fault, turns=self.any, turns_usual=self.usual, usual=self.ends)


def _together(figures: Sequence[_Turned], turns: Turns) -> _Turned:
    """The targets that one or another of some figures can turn, in the order of the plan."""
    if len(figures) == 1:
        return figures[0]
    order = [target.id for target in turns.targets]
    can = {target for one in figures for target in one.any}
    likely = None
    if figures and all(one.usual is not None for one in figures):
        likely = tuple(target for target in order if any(target in (one.usual or ()) for one in figures))
    return _Turned(tuple(target for target in order if target in can), likely, ())


def _turned(turns: Turns, usual: Usual, figure: Figure) -> _Turned:
    found, spans = turns.by(*figure), usual(*figure)
    if not spans:
        return _Turned(found, None, ())
    told = turns.world.plan.fields[figure[1].field].of_steps
    ends = tuple((told(low), None if high is None else told(high)) for low, high in spans)
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


def _twice(fault: Diagnostic, returns: Mapping[str, Return]) -> tuple[Figure, ...] | None:
    """The figures of a unit of which it is not known which of two counts; none where the two are equal."""
    differ, filed = fault.params.get("differ"), returns.get(fault.unit)
    if filed is None:
        return None
    fields = {one.id for one in differ if isinstance(one, Ref)} if isinstance(differ, tuple) else set[str]()
    return tuple((fault.unit, key) for key, value in filed.values().items() if key.field in fields and value is None)


def _unread(returns: Iterable[Return], wanted: Collection[Location]) -> Mapping[tuple[str, str], tuple[Figure, ...]]:
    """By file and sheet of some remarks, all figures there that are not used: whichever of them a remark speaks of."""
    sheets = {(at.file, at.sheet): list[Figure]() for at in wanted}
    for filed in returns if sheets else ():
        for key, cell in filed.cells.items():
            if cell.state is CellState.PROBLEM:
                for place in {one.place[:2] for one in (cell, *cell.others) if one.place} & sheets.keys():
                    sheets[place].append((filed.unit, key))
    return {sheet: tuple(found) for sheet, found in sheets.items()}


def _figure(
    fault: Diagnostic, places: Mapping[Location, Figure], sheets: Mapping[tuple[str, str], Sequence[str]]
) -> tuple[Figure, ...] | None:
    """The figure that a fault is about: that of its cell, or the field that a unit lacks."""
    if fault.at is not None and fault.at.cell:
        return (places[fault.at],) if fault.at in places else None
    field = fault.params.get("field")
    if fault.code not in (Code.MISSING_FIELD, Code.BASELINE_MISSING) or not isinstance(field, Ref):
        return None
    at = fault.at
    units = [fault.unit] if fault.unit or at is None else sheets.get((at.file, at.sheet), ())
    basis = Basis.BASELINE if fault.code is Code.BASELINE_MISSING else Basis.CURRENT
    return ((units[0], Key(field.id, basis)),) if len(units) == 1 else None


def _contradicting(figure: Figure, returns: Mapping[str, Return]) -> Iterable[Figure]:
    """The figure, with those that it cannot be right together with: each of them may be the wrong one."""
    unit, key = figure
    leeway = returns[unit].leeway if unit in returns else None
    return (figure, *((unit, other) for other in (leeway.beside(key) if leeway else ())))


def _sheets(returns: Iterable[Return]) -> Mapping[tuple[str, str], Sequence[str]]:
    """By file and sheet, the units whose figures stand there."""
    found = dict[tuple[str, str], dict[str, None]]()
    for filed in returns:
        for source in filed.sources:
            found.setdefault((source.file, source.sheet), {})[filed.unit] = None
    return {place: tuple(units) for place, units in found.items()}
