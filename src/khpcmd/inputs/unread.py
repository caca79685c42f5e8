"""Files that no figure is read from, and whose they are: by their names, by letterheads, by what an archive holds.

And returns on a template: whether it is this plan's, and whether its stamp agrees with the sheets (``with_stamps``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic, Location, Severity
from khpcmd.diagnostics.parameters import OtherTemplate, Ref
from khpcmd.inputs.find import WORKBOOKS, Preference
from khpcmd.inputs.gather import preferred
from khpcmd.plan.load import LoadedPlan, shipped_plan
from khpcmd.plan.model import Plan
from khpcmd.plan.succession import former_named
from khpcmd.report import OF_RETURNS, ReturnState, SentFile, Submission
from khpcmd.returns import Return
from khpcmd.workbook.file.limits import Limits, Refused
from khpcmd.workbook.file.open import open_grids, read_bytes
from khpcmd.workbook.read import NAMELESS, Reading, read_workbook
from khpcmd.workbook.sheets import reporting
from khpcmd.workbook.stamp import VERSION, Stamp
from khpcmd.workbook.words.units import UnitNames

SKIPPED = (Ref("word", "not_a_workbook_file"), Ref("word", "document_without_table"))
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
    unread = [
        one
        for one in readings
        if not one.returns and all(told.code is not Code.FILE_SET_ASIDE for told in one.diagnostics)
    ]
    units = UnitNames(plan) if unread else None
    found = {one.name: tuple(dict.fromkeys(_units(one, units, limits))) for one in unread} if units else {}
    return {**{name: whose for name, whose in found.items() if whose}, **_without_figures(readings)}


def _without_figures(readings: Iterable[Reading]) -> Whose:
    """The units of files of one unit each that were filled in, but whose figures are all of another year or column."""
    wrong = [one for one in readings if any(told.severity is Severity.ERROR for told in one.diagnostics)]
    found = {one.name: {filed.unit for filed in one.returns} for one in wrong if not senders([one])}
    return {name: tuple(whose) for name, whose in found.items() if len(whose) == 1}


def unread_of(
    whose: Whose, notes: Iterable[Diagnostic], missing: Collection[str], plan: Plan, limits: Limits
) -> Unread:
    """The files that were tried, ``whose`` they are, and of those that were skipped the ones that name a ``missing``
    unit, and archives with workbooks."""
    found = Unread(dict(whose), [], [])
    skipped = [one for one in notes if one.at and one.params.get("what") in SKIPPED] if missing else []
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
    return tuple(dict.fromkeys([filed.unit for one in readings for filed in one.returns if filed.has_figures]))


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


def with_files(
    submissions: Iterable[Submission],
    files: Mapping[str, Mapping[str, ReturnState]],
    asked: Mapping[str, Iterable[Diagnostic]],
    diagnostics: Iterable[Diagnostic],
) -> Iterator[Submission]:
    """The submissions with their files and what is to be fixed, then those of units that nobody waits for.

    ``files`` are by unit those that it sent, each as far as it is known without ``diagnostics``; ``asked`` are these by
    the unit that is asked about them.
    """
    by_file = dict[str, list[Diagnostic]]()
    for fault in diagnostics:
        if fault.at is not None:
            by_file.setdefault(fault.at.file, []).append(fault)
    known = {one.unit: one for one in submissions}
    others = (Submission(unit, ReturnState.COUNTED, unit, expected=False) for unit in files if unit not in known)
    for one in (*known.values(), *others):
        wrong = [fault for fault in asked.get(one.unit, ()) if fault.severity is Severity.ERROR]
        to_fix = tuple(fault for fault in wrong if fault.code.code[0] in OF_RETURNS)
        state = ReturnState.FAULTY if to_fix and one.state is ReturnState.COUNTED else one.state
        used = one.counts or not one.expected
        own = files.get(one.unit, {}).items()
        sent = tuple([_file(name, how, by_file.get(name, []), to_fix, used=used) for name, how in own])
        yield one._replace(state=state, to_fix=to_fix, files=sent)


def _file(
    name: str, state: ReturnState, faults: Sequence[Diagnostic], to_fix: Iterable[Diagnostic], *, used: bool
) -> SentFile:
    """A file of a unit; one that was read counts where nothing in it is to be fixed."""
    if state is ReturnState.REPLACED:
        return SentFile(name, state, next((one for one in faults if one.code is Code.RETURN_REPLACED), None))
    own = [one for one in to_fix if one.at is not None and one.at.file == name]
    if state is ReturnState.COUNTED and used and not own:
        return SentFile(name, state)
    wrong = [*own, *(one for one in faults if one.severity is Severity.ERROR), *faults]
    return SentFile(name, state if state is ReturnState.NOT_READABLE else ReturnState.FAULTY, next(iter(wrong), None))


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


def plan_of(readings: Iterable[Reading], plan: str) -> Path | None:
    """The plan for which each of the readings says that it was made, if it is another one that ships with khpcmd.

    A stamp speaks for its own file: beside a file without one, or with that of another plan, it chooses nothing.
    """
    named = ""
    for reading in readings:
        if reading.stamp is None and _is_no_return(reading):
            continue
        own = reading.stamp.plan if reading.stamp is not None else plan
        if own == plan or named not in ("", own):
            return None
        named = own
    return shipped_plan(named) if named else None


def _is_no_return(reading: Reading) -> bool:
    """Whether nothing is taken from a file under any plan: it cannot be read, or was made by khpcmd itself."""
    codes = [fault.code for fault in reading.diagnostics]
    return not reading.returns and (Code.FILE_SET_ASIDE in codes or any(code.code[0] == "F" for code in codes))


def with_stamps(loaded: LoadedPlan, readings: Iterable[Reading]) -> tuple[list[Reading], list[Diagnostic]]:
    """The readings, their periods filled in from the stamps; and the faults of the stamps.

    The figures of a template that was made for another plan, unit or period are doubtful.
    """
    found, faults = list[Reading](), list[Diagnostic]()
    for reading in readings:
        if reading.stamp is None:
            found.append(reading)
            continue
        own = list(_faults(loaded, reading, reading.stamp))
        faults += own
        wrong = any(fault.code is not Code.TEMPLATE_OUTDATED for fault in own)
        returns = tuple(_settled(filed, reading.stamp, doubtful=wrong) for filed in reading.returns)
        period = reading.period or (reading.stamp.period if reading.stamp.period in loaded.plan.periods else "")
        former = any(fault.code is Code.FORMER_UNIT for fault in own)
        told = tuple(one for one in reading.diagnostics if not (former and one.code in NAMELESS))
        found.append(replace(reading, returns=returns, period=period, diagnostics=told))
    return found, faults


def _faults(loaded: LoadedPlan, reading: Reading, stamp: Stamp) -> Iterator[Diagnostic]:
    plan, at = loaded.plan, Location(reading.name)
    if stamp.plan != plan.id:
        yield Code.TEMPLATE_OF_OTHER_PLAN(at, {"found": stamp.plan, "expected": plan.id})
        return
    if stamp.plan_sha256 != loaded.sha256 or stamp.version != VERSION:
        yield Code.TEMPLATE_OUTDATED(at, {})
    if stamp.period not in plan.periods:
        periods = tuple(Ref("period", period) for period in plan.periods)
        yield Code.TEMPLATE_OF_OTHER_PERIOD(at, {"found": periods, "expected": stamp.period})
    if stamp.unit and stamp.unit not in plan.unit:
        yield from _of_no_unit(loaded.plan, reading, stamp.unit)
    below = [unit.id for unit in plan.below.get(stamp.unit, ())]  # they may be in its annex
    for filed in reading.returns:
        if filed.period and stamp.period in plan.periods and filed.period != stamp.period:
            params: OtherTemplate = {"found": Ref("period", filed.period), "expected": Ref("period", stamp.period)}
            yield Code.TEMPLATE_OF_OTHER_PERIOD(_place(filed, at), params, unit=filed.unit)
        if stamp.unit and stamp.unit in plan.unit and filed.unit not in (stamp.unit, *below):
            params = {"found": Ref("unit", filed.unit), "expected": Ref("unit", stamp.unit)}
            yield Code.TEMPLATE_OF_OTHER_UNIT(_place(filed, at), params, unit=filed.unit)


def _of_no_unit(plan: Plan, reading: Reading, stamped: str) -> Iterator[Diagnostic]:
    """What is said of a template of a unit that the plan does not have, or not any more."""
    at, former = Location(reading.name), next((unit for unit in plan.former if unit.id == stamped), None)
    heirs = former_named(plan, former.name.vi) if former else ()
    if former and heirs and not reading.returns:
        if all(fault.code is not Code.FORMER_UNIT for fault in reading.diagnostics):
            units = tuple(Ref("unit", heir) for heir in heirs)
            yield Code.FORMER_UNIT(at, {"found": former.name.vi, "units": units})
        return
    found = next((Ref("unit", filed.unit) for filed in reading.returns), Ref("word", "unit_not_in_plan"))
    yield Code.TEMPLATE_OF_OTHER_UNIT(at, {"found": found, "expected": former.name.vi if former else stamped})


def _place(filed: Return, otherwise: Location) -> Location:
    return filed.sources[0] if filed.sources else otherwise


def _settled(filed: Return, stamp: Stamp, *, doubtful: bool) -> Return:
    cells = {key: cell.doubted() for key, cell in filed.cells.items()} if doubtful else filed.cells
    return replace(filed, period=filed.period or stamp.period, cells=cells)
