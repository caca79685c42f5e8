"""What was found out about each file: the hinge between a check and everything that shows its files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from khpcmd.diagnostics import Code, Diagnostic, Severity
from khpcmd.plan.model import Plan
from khpcmd.results import Input, Report


class Standing(StrEnum):
    """How the data of one file stand."""

    SOUND = "sound"
    """Figures were validated, and nothing that counts is wrong with them."""
    FAULTY = "faulty"
    EMPTY = "empty"
    """The file was read, and there was no figure in it to validate: never a pass."""
    SET_ASIDE = "set_aside"
    """The file was not read: no return, or the copy of one that was."""


NOT_READ = frozenset({Code.RETURN_REPLACED, Code.FILE_SET_ASIDE})
"""What is told of a file that no figures are taken from."""


@dataclass(frozen=True, slots=True)
class FileResult:
    """One file: the units whose figures it holds, and the periods they are of ("" where none is stated), as ids."""

    name: str
    sha256: str
    units: tuple[str, ...]
    periods: tuple[str, ...]
    standing: Standing
    diagnostics: tuple[Diagnostic, ...] = ()

    def count(self, severity: Severity) -> int:
        return sum(diagnostic.severity is severity for diagnostic in self.diagnostics)


def files_of(report: Report) -> tuple[FileResult, ...]:
    """The returns of a report, file by file, in the order in which they were read.

    A file is sound here if nothing that counts is wrong with it and figures were taken from it.
    """
    units: dict[str, dict[str, None]] = {}
    for filed in report.returns:
        for at in filed.sources:
            units.setdefault(at.file, {})[filed.unit] = None
    told: dict[str, list[Diagnostic]] = {}
    for one in report.diagnostics:
        if one.at is not None:
            told.setdefault(one.at.file, []).append(one)
    return tuple(
        _file(one, tuple(units.get(one.name, ())), tuple(told.get(one.name, ())), report.period)
        for one in report.inputs
        if one.role == "return"
    )


def _file(one: Input, units: tuple[str, ...], told: tuple[Diagnostic, ...], period: str) -> FileResult:
    faulty = any(fault.severity is Severity.ERROR for fault in told)
    standing = Standing.FAULTY if faulty else without_fault(units, told)
    return FileResult(one.name, one.sha256, units, (period,) if units else (), standing, told)


def without_fault(units: Sequence[str], told: Iterable[Diagnostic]) -> Standing:
    """How the data of a file stand in which nothing is wrong, by the units whose figures it holds."""
    if units:
        return Standing.SOUND
    return Standing.SET_ASIDE if any(fault.code in NOT_READ for fault in told) else Standing.EMPTY


@dataclass(frozen=True, slots=True)
class DataReport:
    """Every file that was given, in the order in which they were read. ``strict``: warnings count as errors."""

    plan: Plan
    plan_hash: str
    strict: bool
    files: tuple[FileResult, ...]

    def count(self, standing: Standing) -> int:
        return sum(file.standing is standing for file in self.files)

    def of(self, severity: Severity) -> Iterator[Diagnostic]:
        """The diagnostics of one severity, in order."""
        return (told for file in self.files for told in file.diagnostics if told.severity is severity)
