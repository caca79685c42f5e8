"""What changed between two submissions, or two periods: paths in, ``Changes`` out.

Each side is checked by itself (``check``), then the two reports are compared (``changes``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from khpcmd.changes import Changes, compared
from khpcmd.checking import Request, check
from khpcmd.errors import UsageError
from khpcmd.inputs.find import Preference
from khpcmd.inputs.gather import Progress
from khpcmd.reached import all_reached
from khpcmd.workbook.file.limits import DEFAULT_LIMITS, Limits


@dataclass(frozen=True, slots=True)
class CompareRequest:
    """What to compare. A period "" means: as the returns of that side say."""

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
    names: Path | None = None
    """A file of names besides those of the plan."""
    progress: Progress | None = None
    """Called for each side with the number of files read and the number of all files."""


def compare(request: CompareRequest) -> Changes:
    """Check both sides under one plan, and compare the reports.

    Raises PlanError where there is no valid plan, UsageError where the question itself is at fault, and UnreachedError
    where one side is not there: nothing would seem to have been reported there.
    """
    side = _side(request, request.new, request.new_period, request.as_of)
    after = all_reached(check(side), side)
    side = _side(request, request.old, request.old_period, after.as_of)
    before = all_reached(check(side), side)
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
        names=request.names,
    )
