"""The data alone, file by file: paths in, DataReport out. No target is judged, and nobody is missed.

Each file is judged by itself, so that its standing does not change with the files that are given beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from khpcmd.check import read_returns
from khpcmd.diagnostics import Code, Diagnostic, Location, Ref, Severity, UsageError
from khpcmd.inputs.gather import Progress, ReadOptions, filed_for, known_period, places_of, read_previous
from khpcmd.judge.earlier import Earlier, against_plan, against_previous
from khpcmd.judge.sound import validate
from khpcmd.plan.load import load_plan
from khpcmd.plan.model import Plan
from khpcmd.report import DataReport, FileResult, Standing, without_fault
from khpcmd.returns import Return
from khpcmd.told import ordered, told_once
from khpcmd.workbook.file.limits import Limits
from khpcmd.workbook.read import DEFAULT_LIMITS, Reading


@dataclass(frozen=True, slots=True)
class DataRequest:
    """What somebody asked for. ``period`` "" means: as each file says."""

    paths: tuple[Path, ...]
    plan: Path | None = None
    period: str = ""
    strict: bool = False
    limits: Limits = DEFAULT_LIMITS
    previous: tuple[Path, ...] = ()
    """Returns of the period before, which are only compared with."""
    progress: Progress | None = None
    """Told how many of how many files were read."""


@dataclass(frozen=True, slots=True)
class _Question:
    """What each file is judged by."""

    plan: Plan
    period: str
    """The period that was asked for, "" where none was."""
    previous: Mapping[str, Sequence[Earlier]]


@dataclass(slots=True)
class _Judged:
    """One file that was read: the periods that its figures are of, and what is wrong with them."""

    reading: Reading
    periods: tuple[str, ...]
    faults: list[Diagnostic]


def check_data(request: DataRequest) -> DataReport:
    """Read the returns of each file, and say whether their figures can be relied on.

    Raises PlanError where there is no valid plan, and UsageError where the question itself is at fault.
    """
    if not request.paths:
        raise UsageError("no_paths", {})
    loaded, named = load_plan(request.plan), request.plan is not None
    options = ReadOptions(request.limits, request.progress)
    found = read_returns(request.paths, loaded, options, named=named)
    plan, period = found.loaded.plan, known_period(found.loaded.plan, request.period)
    previous, _, unread = read_previous(request.previous, plan, limits=request.limits)
    judged = [_judge(_Question(plan, period, previous), reading) for reading in found.readings]
    others = _by_file([*found.faults, *unread])
    files = [_result(one, others.pop(one.reading.name, []), strict=request.strict) for one in judged]
    files += [_not_read(name, faults, strict=request.strict) for name, faults in others.items()]
    return DataReport(plan, found.loaded.sha256, request.strict, tuple(files))


def _judge(question: _Question, reading: Reading) -> _Judged:
    groups, faults = _groups(question.period, reading), list(reading.diagnostics)
    for period, returns in groups.items():
        part = replace(reading, returns=tuple(returns))
        faults += _wrong(question, period, part) if period else _wrong_in_any(question, part)
    return _Judged(reading, tuple(groups), faults)


def _groups(asked: str, reading: Reading) -> dict[str, list[Return]]:
    """The returns by the period that they are judged in; "" where neither the question nor the file says which."""
    stated = {filed.period for filed in reading.returns if filed.period}
    common = asked or (stated.pop() if len(stated) == 1 else "")
    groups: dict[str, list[Return]] = {}
    for filed in reading.returns:
        groups.setdefault(common or filed.period, []).append(filed)
    return groups


def _wrong(question: _Question, period: str, reading: Reading) -> list[Diagnostic]:
    """What is wrong with the returns of a period."""
    plan = question.plan
    filed, conflicts = filed_for(period, (reading,))
    sound, broken = validate(plan, period, filed.values(), frozenset(plan.fields))
    compared = against_previous(plan, period, sound, question.previous)
    return [*conflicts, *broken, *against_plan(plan, period, filed), *compared]


def _wrong_in_any(question: _Question, reading: Reading) -> list[Diagnostic]:
    """The same where the period is not known. Where the periods do not agree on it, the question is incomplete."""
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
    faults = ordered(told_once([*judged.faults, *more]), places_of((reading,)))
    units = tuple(dict.fromkeys(filed.unit for filed in reading.returns if filed.reported))
    return FileResult(
        reading.name,
        reading.sha256,
        units,
        judged.periods,
        _standing(faults, without_fault(units, faults), strict=strict),
        faults,
    )


def _not_read(name: str, faults: list[Diagnostic], *, strict: bool) -> FileResult:
    told = ordered(told_once(faults), (Location(name),))
    return FileResult(name, "", (), (), _standing(told, Standing.SET_ASIDE, strict=strict), told)


def _standing(faults: Iterable[Diagnostic], otherwise: Standing, *, strict: bool) -> Standing:
    counting = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return Standing.FAULTY if any(fault.severity in counting for fault in faults) else otherwise
