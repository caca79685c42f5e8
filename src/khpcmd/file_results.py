"""What was found out about each file: the hinge between ``check_data`` and everything that shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from khpcmd.diagnostics import Diagnostic, Severity
from khpcmd.plan.model import Plan


class Standing(StrEnum):
    """How the data of one file stand."""

    SOUND = "sound"
    """Figures were validated, and nothing that counts is wrong with them."""
    FAULTY = "faulty"
    EMPTY = "empty"
    """The file was read, and there was no figure in it to validate: never a pass."""
    SET_ASIDE = "set_aside"
    """The file was not read: no return, or the copy of one that was."""


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
