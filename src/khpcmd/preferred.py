"""A unit that sent several files: which of them counts, where somebody said how to tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from khpcmd.diagnostics import Code, Diagnostic, Location, Ref
from khpcmd.inbox import Preference
from khpcmd.returns import Key, Return, says
from khpcmd.workbook.limits import Limits
from khpcmd.workbook.read import Reading
from khpcmd.workbook.saved import saved_at

Figure = tuple[str, Key]
"""A figure of a period."""


def preferred(how: Preference, readings: Sequence[Reading], limits: Limits) -> tuple[list[Reading], list[Diagnostic]]:
    """The readings without the returns that a later file of the same unit replaces, and a warning for each of those.

    Only files that give the same figure replace each other: a form and an annex of one unit stand side by side.
    """
    loser: dict[tuple[int, str], int] = {}
    for unit, files in _several(readings).items():
        for group in _overlapping(files):
            winner = _winner(how, [(index, readings[index].name) for index in group], limits)
            loser |= {(index, unit): winner for index in group if winner >= 0 and index != winner}
    told = [_replaced(readings[index], unit, readings[other]) for (index, unit), other in loser.items()]
    return [
        _without(reading, {unit for at, unit in loser if at == index}) for index, reading in enumerate(readings)
    ], told


def _several(readings: Sequence[Reading]) -> dict[str, dict[int, set[Figure]]]:
    """The units that more than one file has figures of, with these figures by file."""
    found: dict[str, dict[int, set[Figure]]] = {}
    for index, reading in enumerate(readings):
        for filed in reading.returns:
            figures = found.setdefault(filed.unit, {}).setdefault(index, set())
            figures.update((filed.period, key) for key, cell in filed.cells.items() if says(cell))
    return {unit: files for unit, files in found.items() if len(files) > 1}


def _overlapping(files: Mapping[int, set[Figure]]) -> list[list[int]]:
    """The files in groups that share figures, each group in the order of the list."""
    groups: list[tuple[list[int], set[Figure]]] = []
    for index, figures in files.items():
        joined = [group for group in groups if group[1] & figures]
        members = sorted([index, *(one for group in joined for one in group[0])])
        groups = [group for group in groups if group not in joined]
        groups.append((members, figures.union(*(group[1] for group in joined))))
    return [members for members, _ in groups if len(members) > 1]


def _winner(how: Preference, files: Sequence[tuple[int, str]], limits: Limits) -> int:
    """The file that counts; -1 where two were saved last at the same time."""
    if how == "listed":
        return files[-1][0]
    saved = {index: saved_at(Path(name), limits) for index, name in files}
    if not all(saved.values()):  # one that does not say: go by the dates of the files
        saved = {index: _changed(Path(name)) for index, name in files}
    last = max(saved.values())
    newest = [index for index, when in saved.items() if when == last]
    return newest[0] if len(newest) == 1 else -1


def _changed(path: Path) -> str:
    """The date of the file, to be compared with others."""
    try:
        return f"{path.stat().st_mtime_ns:025}"
    except OSError:
        return ""


def _without(reading: Reading, units: Iterable[str]) -> Reading:
    dropped = set(units)
    return replace(reading, returns=tuple(r for r in reading.returns if r.unit not in dropped)) if dropped else reading


def _replaced(reading: Reading, unit: str, other: Reading) -> Diagnostic:
    at = next((_place(filed) for filed in reading.returns if filed.unit == unit), Location(reading.name))
    return Code.RETURN_REPLACED(at, {"unit": Ref("unit", unit), "other": other.name}, unit=unit)


def _place(filed: Return) -> Location | None:
    return replace(filed.sources[0], cell="") if filed.sources else None
