"""Files that no figure is read from, and whose they are: by their names, by letterheads, by what an archive holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic, Severity
from khpcmd.diagnostics.parameters import Ref
from khpcmd.inputs.find import WORKBOOKS, Preference
from khpcmd.inputs.gather import preferred
from khpcmd.plan.model import Plan
from khpcmd.report import ReturnState
from khpcmd.workbook.file.limits import Limits, Refused
from khpcmd.workbook.file.open import open_grids, read_bytes
from khpcmd.workbook.read import Reading, read_workbook
from khpcmd.workbook.sheets import reporting
from khpcmd.workbook.words.units import UnitNames

SKIPPED = Ref("word", "not_a_workbook_file")
"""Why a file of a folder was not opened, where it may be what a unit sent."""
Whose = Mapping[str, tuple[str, ...]]
"""By file without returns, the units that it is said to be of: enough not to say that nothing came of them."""


class Unread(NamedTuple):
    """The files that no figure was read from and that are what a unit sent: whose, and of those that a folder was
    searched past what is wrong with them, in the place of the notes that they were skipped."""

    whose: Whose
    told: list[Diagnostic]
    notes: list[Diagnostic]


class Chosen(NamedTuple):
    """The readings that count, what is wrong with files, whose those without returns are, and which are replaced."""

    readings: list[Reading]
    faults: list[Diagnostic]
    whose: Whose
    replaced: list[Diagnostic]


def chosen(
    how: Preference | None, readings: list[Reading], faults: list[Diagnostic], plan: Plan, limits: Limits
) -> Chosen:
    """The files that count, as ``how`` says; of what was found of a file that is replaced only the notes are left."""
    whose = named_by(readings, plan, limits)
    if how is None:
        return Chosen(readings, faults, whose, [])
    left, replaced = preferred(how, readings, whose, limits)
    gone = {one.at.file for one in replaced if one.at} - {one.name for one in left if one.returns}
    stay = [one for one in faults if one.severity is Severity.NOTE or not (one.at and one.at.file in gone)]
    return Chosen(
        left, [*stay, *replaced], {name: units for name, units in whose.items() if name not in gone}, replaced
    )


def named_by(readings: Iterable[Reading], plan: Plan, limits: Limits) -> Whose:
    """The units by whose files no figure was read from, though they were opened or tried."""
    unread = [one for one in readings if not one.returns and not _is_skipped(one)]
    units = UnitNames(plan) if unread else None
    found = {one.name: tuple(dict.fromkeys(_units(one, units, limits))) for one in unread} if units else {}
    return {name: whose for name, whose in found.items() if whose}


def unread_of(
    whose: Whose, notes: Iterable[Diagnostic], missing: Collection[str], plan: Plan, limits: Limits
) -> Unread:
    """The files that were tried, ``whose`` they are, and of those that were skipped the ones that name a ``missing``
    unit, and archives with workbooks."""
    found = Unread(dict(whose), [], [])
    skipped = [one for one in notes if one.at and one.params.get("what") == SKIPPED] if missing else []
    units = UnitNames(plan) if skipped else None
    if units is None:
        return found
    named = dict(whose)
    for note in skipped:
        name = note.at.file if note.at else ""
        if not (name.lower().endswith(".zip") or any(one.match.id in missing for one in units.in_file_name(name))):
            continue
        reading = read_workbook(name, plan, name=name, limits=limits)
        sent = tuple(unit for unit in dict.fromkeys(_units(reading, units, limits)) if unit in missing)
        packed = any(one.lower().endswith(tuple(WORKBOOKS)) for one in _inside(reading))
        if (sent or packed) and not reading.returns:
            named[name] = sent
            found.notes.append(note)
            only = sent[0] if len(sent) == 1 else ""
            found.told.extend(replace(one, unit=only) for one in reading.diagnostics)
    return found._replace(whose=named)


def senders(readings: Iterable[Reading]) -> tuple[str, ...]:
    """The units that sent a return with figures, whether these could be used or not."""
    return tuple(dict.fromkeys(filed.unit for one in readings for filed in one.returns if filed.has_figures))


def sent_files(files: Chosen, unread: Whose) -> dict[str, dict[str, ReturnState]]:
    """By unit, the files that it sent: those replaced, those with figures of it, those that only name it."""
    found = dict[str, dict[str, ReturnState]]()
    old = [(one.at.file, (one.unit,), ReturnState.REPLACED) for one in files.replaced if one.at]
    read = [(one.name, senders([one]), ReturnState.COUNTED) for one in files.readings]
    named = [(name, units, ReturnState.NOT_READABLE) for name, units in unread.items()]
    for name, units, state in (*old, *read, *named):
        for unit in units:
            found.setdefault(unit, {})[name] = state
    return found


def _is_skipped(reading: Reading) -> bool:
    return any(one.code is Code.FILE_SET_ASIDE for one in reading.diagnostics)


def _units(reading: Reading, units: UnitNames, limits: Limits) -> Iterator[str]:
    """The units that the name of a file names, or those in an archive; else the first lines of its sheets."""
    mentions = [one for name in (reading.name, *_inside(reading)) for one in units.in_file_name(name)]
    if mentions or any(one.code.code[0] == "F" for one in reading.diagnostics):
        yield from (one.match.id for one in mentions if one.match.id)
        return
    try:
        for grid in open_grids(read_bytes(reading.name, limits), limits):
            yield from sorted(reporting(grid, reading.name, units))
    except Refused:  # it was changed since it was read
        return


def _inside(reading: Reading) -> Sequence[str]:
    """The names of the files in an archive."""
    return [
        name for one in reading.diagnostics if one.code is Code.ARCHIVE for name in str(one.params["found"]).split(", ")
    ]
