"""Whether all that was named as an input was reached: nobody is asked for figures that may lie where nobody looked."""

from __future__ import annotations

import os
from pathlib import Path

from khpcmd.checking import Request
from khpcmd.diagnostics import AnyCode, Code, Diagnostic, Severity
from khpcmd.errors import UnreachedError
from khpcmd.report import Report

UNREACHED: frozenset[AnyCode] = frozenset({Code.FILE_NOT_FOUND, Code.FILE_NOT_READABLE})
"""What is said of a file or folder that was named and cannot be looked into."""


def all_reached(report: Report, request: Request) -> Report:
    """The report of a request; UnreachedError where a path that was named is not there or a folder cannot be opened.

    A file that is there and cannot be opened is a fault of that file, and no reason to stop: a folder given as
    ``inbox`` and as ``inbox/*.xlsx`` comes to the same. It stops a run that was given nothing else.
    """
    for paths in (request.paths, request.baselines, request.previous):
        named = {path.as_posix(): path for path in paths}
        errors = (one for one in report.of(Severity.ERROR) if one.code in UNREACHED)
        absent = {one.at.file: one for one in errors if one.at is not None and one.at.file in named}
        alone = len(absent) == len(named)
        if grave := tuple(one for name, one in absent.items() if alone or _may_hide_files(one, named[name])):
            raise UnreachedError(grave)
    return report


def _may_hide_files(fault: Diagnostic, path: Path) -> bool:
    folder = os.path.isdir(path)  # noqa: PTH112  # False where access is denied
    return fault.code is Code.FILE_NOT_FOUND or folder
