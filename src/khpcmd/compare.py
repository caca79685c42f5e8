"""Two submissions, or two periods: paths in, Changes out. Each side is checked by itself, then they are compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from khpcmd.changes import Changes, FaultChanges
from khpcmd.check import Request, check
from khpcmd.diagnostics import Code, Diagnostic, Severity, UsageError
from khpcmd.differences import target_changes, unit_changes
from khpcmd.gather import Progress
from khpcmd.inbox import Preference
from khpcmd.previous import Earlier, against_previous, contains
from khpcmd.results import Report
from khpcmd.workbook.limits import Limits
from khpcmd.workbook.read import DEFAULT_LIMITS


@dataclass(frozen=True, slots=True)
class CompareRequest:
    """What somebody asked for. A period "" means: as the returns of that side say."""

    old: tuple[Path, ...]
    new: tuple[Path, ...]
    plan: Path | None = None
    old_period: str = ""
    new_period: str = ""
    baselines: tuple[Path, ...] = ()
    as_of: date | None = None
    only_reported: bool = False
    limits: Limits = DEFAULT_LIMITS
    prefer: Preference | None = None
    progress: Progress | None = None
    """Told, side by side, how many of how many files were read."""


def compare(request: CompareRequest) -> Changes:
    """Check both sides under one plan, and say in what they differ.

    Raises PlanError where there is no valid plan, and UsageError where the question itself is at fault.
    """
    after = check(_side(request, request.new, request.new_period, request.as_of))
    before = check(_side(request, request.old, request.old_period, after.as_of))
    if before.plan.id != after.plan.id:
        raise UsageError("plans_differ", {"old": before.plan.id, "new": after.plan.id})
    return compared(before, after)


def _side(request: CompareRequest, paths: tuple[Path, ...], period: str, as_of: date | None) -> Request:
    return Request(
        paths,
        request.plan,
        period,
        request.baselines,
        as_of=as_of,
        only_reported=request.only_reported,
        limits=request.limits,
        prefer=request.prefer,
        progress=request.progress,
    )


def compared(before: Report, after: Report) -> Changes:
    """In what two reports under one plan differ."""
    units = tuple(unit_changes(after.plan, before.filed, after.filed))
    return Changes(
        before,
        after,
        units,
        tuple(target_changes(before, after, units)),
        tuple(_to_look_at(before, after)),
        _faults(_errors(before, after), _errors(after, before)),
    )


def _to_look_at(before: Report, after: Report) -> Iterator[Diagnostic]:
    """What the later of two periods has less of than it should, and what moved by far, whichever came first."""
    if not (before.period and after.period):
        return
    turned = contains(after.plan, before.period, after.period)
    earlier, later = (after, before) if turned else (before, after)
    filed = {one.unit: [Earlier(one, earlier.period)] for one in earlier.returns}
    for told in against_previous(after.plan, later.period, later.returns, filed):
        if told.code is not Code.IDENTICAL_TO_PREVIOUS or before.period != after.period:
            yield told


def _errors(report: Report, other: Report) -> list[Diagnostic]:
    """The errors of one side; who has not reported is told by the units."""
    errors = (fault for fault in report.of(Severity.ERROR) if not fault.code.code.startswith("R"))
    return [fault for fault in errors if not _serves(fault, other)]


def _serves(fault: Diagnostic, other: Report) -> bool:
    """Whether what is of no use on one side, being of another period, is what the other side was made of."""
    if fault.at is None or fault.code not in (Code.WRONG_PERIOD, Code.BASELINE_PERIOD):
        return False
    told = any(one.code is fault.code and one.at == fault.at for one in other.diagnostics)
    return not told and any(one.name == fault.at.file for one in other.inputs)


def _faults(before: Iterable[Diagnostic], after: Iterable[Diagnostic]) -> FaultChanges:
    """The errors that came, stayed and went, known by what they say of whom, not by their place."""
    old = list(before)
    left = Counter(_meaning(fault) for fault in old)
    came, stayed = list[Diagnostic](), list[Diagnostic]()
    for fault in after:
        meaning = _meaning(fault)
        (stayed if left[meaning] > 0 else came).append(fault)
        left[meaning] -= 1
    gone = list[Diagnostic]()
    for fault in reversed(old):
        meaning = _meaning(fault)
        if left[meaning] > 0:
            gone.append(fault)
            left[meaning] -= 1
    return FaultChanges(tuple(came), tuple(stayed), tuple(reversed(gone)))


def _meaning(fault: Diagnostic) -> Hashable:
    return fault.code, fault.unit, tuple(sorted((k, repr(v)) for k, v in fault.params.items() if k != "other"))
