"""Whether all that was named as an input was reached: nobody is asked for figures that may lie where nobody looked."""

from __future__ import annotations

from khpcmd.checking import Request
from khpcmd.diagnostics import AnyCode, Code, Severity
from khpcmd.errors import UnreachedError
from khpcmd.report import Report

UNREACHED: frozenset[AnyCode] = frozenset({Code.FILE_NOT_FOUND, Code.FILE_NOT_READABLE})
"""What is said of a file or folder that was named and cannot be looked into."""


def all_reached(report: Report, request: Request) -> Report:
    """The report of a request; UnreachedError where a path that was named is not there or cannot be looked into.

    A file in a folder that cannot be opened is a fault of that file, and no reason to stop.
    """
    named = {path.as_posix() for path in (*request.paths, *request.baselines, *request.previous)}
    errors = (one for one in report.of(Severity.ERROR) if one.code in UNREACHED)
    if absent := tuple(one for one in errors if one.at is not None and one.at.file in named):
        raise UnreachedError(absent)
    return report
