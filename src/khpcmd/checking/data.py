"""Whether the data can be relied on, file by file: paths in, ``DataReport`` out (``check_data``). No target is judged.

Each file is judged by itself, so that no fault of a file is one of the others. But a figure that another file has is
not missing, and neither is one of the baseline year, which a check may take from a file of that year.

``compare`` says what changed between two checks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import NamedTuple

from khpcmd.changes import Changes, compared
from khpcmd.checking.run import Request, all_reached, check, names_for, read_returns
from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.errors import UsageError
from khpcmd.diagnostics.faults import ordered, without_consequences
from khpcmd.diagnostics.parameters import Ref
from khpcmd.inputs.gather import ReadOptions, filed_for, known_period, places_of, read_previous
from khpcmd.judge.earlier import against_plan
from khpcmd.judge.sound import validate
from khpcmd.plan.load import load_plan
from khpcmd.plan.model import Plan
from khpcmd.plausible.ask import questions, with_remarks
from khpcmd.plausible.earlier import Earlier
from khpcmd.plausible.succession import previous_of_today
from khpcmd.report import DataReport, FileResult, Standing, standing_of
from khpcmd.returns import Basis, Key, Return, says
from khpcmd.workbook.read import Reading


def compare(old: Request, new: Request) -> Changes:
    """Check both sides, the old one as of the day of the new one, and compare the reports.

    Raises PlanError where there is no valid plan, UsageError where the question itself is at fault, and UnreachedError
    where one side is not there: nothing would seem to have been reported there.
    """
    after = all_reached(check(new), new)
    old = old._replace(as_of=after.as_of)
    before = all_reached(check(old), old)
    if before.plan.id != after.plan.id:
        raise UsageError("plans_differ", {"old": before.plan.id, "new": after.plan.id})
    return compared(before, after)


Place = tuple[str, str, Key]
"""A figure by the period and the unit that it is of."""


class _Question(NamedTuple):
    """What each file is judged by."""

    plan: Plan
    period: str
    """The requested period, "" where none was requested."""
    previous: Mapping[str, Sequence[Earlier]]
    there: Set[Place]
    """The figures that some file has."""


@dataclass(slots=True)
class _Judged:
    """One file that was read: the periods that its figures are of, and what is wrong with them."""

    reading: Reading
    periods: tuple[str, ...]
    faults: list[Diagnostic]


def check_data(request: Request, *, strict: bool = False) -> DataReport:
    """Read the returns of each file, and validate their figures; ``strict`` counts warnings as errors.

    The report names the day of ``as_of``; the data are the same on every day. What only targets need is not looked at.
    Raises PlanError where there is no valid plan, and UsageError where the question itself is at fault.
    """
    if not request.paths:
        raise UsageError("no_paths", {})
    loaded = request.loaded or load_plan(request.plan)
    taught = names_for(request.names, loaded.plan)
    named = request.plan is not None or taught is not None
    options = ReadOptions(request.limits, request.progress, taught=taught)
    found = read_returns(request.paths, loaded, options, named=named)
    plan, period = found.loaded.plan, known_period(found.loaded.plan, request.period)
    previous, _, unread = read_previous(request.previous, plan, limits=request.limits, taught=taught)
    previous = previous_of_today(plan, previous)
    question = _Question(plan, period, previous, _there(period, found.readings))
    judged = [_judge(question, reading) for reading in found.readings]
    others = _by_file([*found.faults, *unread])
    files = [_result(one, others.pop(one.reading.name, []), strict=strict) for one in judged]
    files += [_not_read(name, faults, strict=strict) for name, faults in others.items()]
    return DataReport(plan, found.loaded.sha256, strict, tuple(files), request.as_of)


def _judge(question: _Question, reading: Reading) -> _Judged:
    groups, faults = _groups(question.period, reading), list(reading.diagnostics)
    for period, returns in groups.items():
        part = replace(reading, returns=tuple(returns))
        faults += _wrong(question, period, part) if period else _wrong_in_any(question, part)
    return _Judged(reading, tuple(groups), faults)


def _there(requested: str, readings: Sequence[Reading]) -> Set[Place]:
    """The figures of all files by period and unit; none of a single file, which is asked for its own."""
    if len(readings) < 2:
        return frozenset()
    groups = (group for reading in readings for group in _groups(requested, reading).items())
    return {
        (period, filed.unit, key)
        for period, returns in groups
        for filed in returns
        for key, cell in filed.cells.items()
        if says(cell)
    }


def _groups(requested: str, reading: Reading) -> dict[str, list[Return]]:
    """The returns by the period that they are judged in; "" where neither the request nor the file states one."""
    stated = {filed.period for filed in reading.returns if filed.period}
    common = requested or (stated.pop() if len(stated) == 1 else "")
    groups: dict[str, list[Return]] = {}
    for filed in reading.returns:
        groups.setdefault(common or filed.period, []).append(filed)
    return groups


def _wrong(question: _Question, period: str, reading: Reading) -> list[Diagnostic]:
    """What is wrong with the returns of a period."""
    plan = question.plan
    filed, conflicts = filed_for(period, (reading,))

    def elsewhere(unit: str, key: Key) -> bool:
        return key.basis is Basis.BASELINE or (period, unit, key) in question.there

    sound, broken = validate(plan, period, filed.values(), frozenset(plan.fields), elsewhere)
    asked = questions(plan, period, sound, question.previous, filed.values())
    asked = with_remarks(asked, {reading.name: reading.remarks})
    return [*conflicts, *broken, *against_plan(plan, period, filed), *asked]


def _wrong_in_any(question: _Question, reading: Reading) -> list[Diagnostic]:
    """What is wrong with returns whatever their period; UsageError where that differs between the periods."""
    periods = question.plan.periods
    found = [_wrong(question, period, reading) for period in periods]
    first, *others = ([one for one in faults if one.code is not Code.PERIOD_NOT_STATED] for faults in found)
    if any(faults != first for faults in others):
        raise UsageError("period_not_stated", {"allowed": ", ".join(periods)})
    named = tuple(Ref("period", period) for period in periods)
    return [*first, Code.PERIOD_NOT_STATED(Location(reading.name), {"period": named})]


def _by_file(faults: Iterable[Diagnostic]) -> dict[str, list[Diagnostic]]:
    files: dict[str, list[Diagnostic]] = {}
    for fault in faults:
        files.setdefault(fault.at.file if fault.at else "", []).append(fault)
    return files


def _result(judged: _Judged, more: list[Diagnostic], *, strict: bool) -> FileResult:
    reading = judged.reading
    faults = ordered(without_consequences([*judged.faults, *more]), places_of((reading,)))
    units = tuple(dict.fromkeys(filed.unit for filed in reading.returns if filed.reported))
    standing = standing_of(units, faults, strict=strict)
    return FileResult(reading.name, reading.sha256, units, judged.periods, standing, faults)


def _not_read(name: str, faults: list[Diagnostic], *, strict: bool) -> FileResult:
    found = ordered(without_consequences(faults), (Location(name),))
    faulty = standing_of((), found, strict=strict) is Standing.FAULTY
    return FileResult(name, "", (), (), Standing.FAULTY if faulty else Standing.SET_ASIDE, found)
