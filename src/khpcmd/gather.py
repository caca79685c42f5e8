"""From paths to the returns of a period: the steps that every command that reads returns has in common."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from khpcmd.diagnostics import Code, Diagnostic, Location, Ref
from khpcmd.inbox import find_files
from khpcmd.merge import merge
from khpcmd.plan.model import Plan
from khpcmd.returns import Return
from khpcmd.text import suggest
from khpcmd.workbook.read import Reading, read_workbook


class UsageError(Exception):
    """The question cannot be answered as it was put. ``kind`` names the sentence, ``params`` fill it."""

    def __init__(self, kind: str, params: dict[str, str]) -> None:
        super().__init__(kind)
        self.kind = kind
        self.params = params


def read_files(paths: Iterable[Path], plan: Plan, *, baseline: bool = False) -> tuple[list[Reading], list[Diagnostic]]:
    """Every file read, and the faults of the search for files; one that cannot be read never hides the others."""
    files, faults = find_files(paths)
    readings: dict[str, Reading] = {}
    for file in files:
        reading = read_workbook(file.path, plan, name=file.name, baseline=baseline)
        first = readings.get(reading.sha256) if reading.sha256 else None
        if first is not None:
            faults.append(Diagnostic(Code.SAME_FILE_TWICE, Location(file.name), {"other": first.name}))
            continue
        readings[reading.sha256 or file.name] = reading
    return list(readings.values()), faults


def asked_period(plan: Plan, asked: str) -> str:
    """The period that was asked for, "" where none was; one that the plan does not have is a fault of the question."""
    if asked and asked not in plan.periods:
        params = {"found": asked, "suggestion": suggest(asked, plan.periods), "allowed": ", ".join(plan.periods)}
        raise UsageError("unknown_period", params)
    return asked


def common_period(plan: Plan, readings: Iterable[Reading]) -> str:
    """The period that the returns state; "" where no return could be read."""
    allowed = ", ".join(plan.periods)
    returns = [filed for reading in readings for filed in reading.returns if not _of_another_time(reading, filed)]
    stated = {filed.period: filed for filed in returns if filed.period}
    if len(stated) > 1:
        found = "; ".join(f"{_place(filed)}: {period}" for period, filed in stated.items())
        raise UsageError("period_differs", {"found": found, "allowed": allowed})
    if not stated and returns:
        raise UsageError("period_not_stated", {"allowed": allowed})
    return next(iter(stated), "")


def _of_another_time(reading: Reading, filed: Return) -> bool:
    """Whether the sheet speaks of another year, or of a span that is no period of the plan."""
    source = filed.sources[0] if filed.sources else Location(reading.name)
    codes = (Code.WRONG_YEAR, Code.WRONG_PERIOD)
    return any(d.at and d.at.sheet == source.sheet for d in reading.diagnostics if d.code in codes)


def _place(filed: Return) -> str:
    return str(filed.sources[0]) if filed.sources else filed.unit


def filed_for(
    period: str, readings: Iterable[Reading], code: Code = Code.WRONG_PERIOD
) -> tuple[dict[str, Return], list[Diagnostic]]:
    """The returns of the period, one for each unit; those of another period or year are not counted."""
    faults, fitting, told = list[Diagnostic](), list[Return](), set[tuple[str, str]]()
    for reading in readings:
        for filed in reading.returns:
            source = filed.sources[0] if filed.sources else Location(reading.name)
            place = (source.file, source.sheet)
            if filed.period not in ("", period):
                if place not in told:
                    told.add(place)
                    params = {"found": Ref("period", filed.period), "expected": Ref("period", period)}
                    faults.append(Diagnostic(code, replace(source, cell=""), {**params}))
            elif not _of_another_time(reading, filed):
                fitting.append(filed)
    merged, conflicts = merge(fitting)
    return merged, faults + conflicts


def places_of(readings: Iterable[Reading]) -> list[Location]:
    """The files and their sheets in the order in which they were read."""
    return [
        place
        for reading in readings
        for place in (Location(reading.name), *(at for filed in reading.returns for at in filed.sources))
    ]
