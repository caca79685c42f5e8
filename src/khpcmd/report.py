"""The answer of a check: ``Report`` (targets) or ``DataReport`` (data alone). Exact; nothing here is rounded.

Everything that shows or exports an answer reads these values, and adds nothing to them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic, Severity
from khpcmd.plan.filing import Filing
from khpcmd.plan.model import Plan
from khpcmd.results import DutyResult, Result, Verdict
from khpcmd.returns import Cell, Key, Return


@dataclass(frozen=True, slots=True)
class RollCall:
    """Who was expected to report, by level: ids of units in the plan's order."""

    level: str
    """The id of the level."""
    expected: tuple[str, ...]
    """Who owes a return."""
    reported: tuple[str, ...]
    """Who has sent one that could be used."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Who has not."""
        reported = frozenset(self.reported)
        return tuple(unit for unit in self.expected if unit not in reported)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A period of the plan, by its id, and the units (ids, in the plan's order) whose returns it asks for.

    ``days_left`` are the days that come after the day it is seen from and are still in time: 0 on the last one, -1 on
    the day after it.
    """

    period: str
    """The id of the period."""
    days_left: int
    """Days that are left: 0 on the last one, below 0 after it."""
    expected: tuple[str, ...]
    """Who owes a return of it."""
    reported: tuple[str, ...]
    """Those of which a return of the period is among the files."""
    watched: bool
    """Whether the files are those of this period, so that who is not among them is missing."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Who has not reported; none in a period that is not watched."""
        there = frozenset(self.reported)
        return tuple(unit for unit in self.expected if unit not in there) if self.watched else ()

    @property
    def overdue(self) -> tuple[str, ...]:
        """Who has not reported although the last day is over."""
        return self.missing if self.days_left < 0 else ()


@dataclass(frozen=True, slots=True)
class Input:
    """A file that was given, and what it was: ``role`` is "return", "baseline", "previous", "waivers",
    "answers" or "names"."""

    name: str
    """The file, as messages name it."""
    sha256: str
    """The SHA-256 (hexadecimal) of its bytes."""
    role: str = "return"
    """What it was taken for."""


@dataclass(frozen=True, slots=True)
class Supposed:
    """A figure that is supposed in the place of what was ``reported`` (None where nothing was)."""

    unit: str
    key: Key
    cell: Cell
    reported: Cell | None = None


class Turned(NamedTuple):
    """A target that stands otherwise than without what is supposed; None where it is not judged."""

    target: str
    before: StrEnum | None
    after: StrEnum | None


class WhatIf(NamedTuple):
    """The figures that are supposed, and the targets that turn by them."""

    supposed: tuple[Supposed, ...]
    turned: tuple[Turned, ...]


ABSENT = frozenset({Code.NOT_REPORTED, Code.OVERDUE, Code.SENT_NOT_USED})
"""The diagnostics of units whose returns are missing, or cannot be used."""
NOT_OF_DATA = ABSENT | {Code.REPORT_NOT_RECEIVED}
"""The diagnostics that are about no data that came in."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything one run found out."""

    plan: Plan = field(repr=False)
    """The plan that was judged by."""
    plan_hash: str
    """The SHA-256 (hexadecimal) of its file."""
    period: str
    """The id of the period."""
    as_of: date
    """The day from which deadlines are seen."""
    only_reported: bool
    """Whether only the units that reported are judged."""
    inputs: tuple[Input, ...]
    """Every file that was read, with its hash."""
    roll_call: tuple[RollCall, ...]
    """Who was expected and who has reported, by level."""
    results: tuple[Result, ...]
    """The verdicts, in the plan's order."""
    returns: tuple[Return, ...] = field(default=(), repr=False)
    """As they were judged: what could not be relied on has no value any more."""
    duties: tuple[DutyResult, ...] = field(default=(), repr=False)
    """The duties of the plan, unit by unit."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """All that is wrong, asked or noted, by place."""
    selected: bool = False
    """Whether only some targets were requested."""
    filed: tuple[Return, ...] = field(default=(), repr=False)
    """The returns as they were read, one for each unit, before anything was held against anything else."""
    deadlines: tuple[Deadline, ...] = ()
    """Every period of the plan, in its order, seen from ``as_of``."""
    senders: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """By file, the units whose figures it has, whether these could be used or not."""
    what_if: WhatIf | None = None
    """What is supposed in the place of reported figures: this is then no result of what was reported."""

    def count(self, verdict: Verdict) -> int:
        """How many targets have this verdict."""
        return sum(result.verdict is verdict for result in self.results)

    @property
    def absent(self) -> int:
        """How many units' returns are missing; none of them is a fault of any data."""
        return sum(diagnostic.code in ABSENT for diagnostic in self.diagnostics)

    def unit_of(self, fault: Diagnostic) -> str:
        """The unit that a diagnostic is about: named in it, or the only one whose figures its file has; else ""."""
        senders = self.senders.get(fault.at.file, ()) if fault.at and not fault.unit else ()
        return senders[0] if len(senders) == 1 else fault.unit

    @property
    def missing_units(self) -> tuple[str, ...]:
        """The units that were expected to report and have sent nothing; none where only those that did are judged.

        A unit that others file for is none of them: what it owes is asked of these.
        """
        sent, filing = frozenset((*self.unusable_units, *self.unreceived_units)), Filing(self.plan)
        missing = (unit for call in (() if self.only_reported else self.roll_call) for unit in call.missing)
        return tuple(unit for unit in missing if unit not in sent and filing.asked_for(unit) == unit)

    @property
    def unreceived_units(self) -> tuple[str, ...]:
        """The units that owe a report without figures, and have sent nothing."""
        return tuple(fault.unit for fault in self.diagnostics if fault.code is Code.REPORT_NOT_RECEIVED)

    @property
    def unusable_units(self) -> tuple[str, ...]:
        """The units that have sent a return that could not be used yet."""
        sent = (fault.unit for fault in self.diagnostics if fault.code is Code.SENT_NOT_USED and fault.unit)
        return tuple(dict.fromkeys(sent))

    @property
    def awaited_by_all(self) -> tuple[str, ...]:
        """The units without a usable return that every open target waits for, where several targets wait for units."""
        waiting = [one.open_units for one in self.results if one.verdict is Verdict.INCONCLUSIVE and one.open_units]
        if len(waiting) < SEVERAL:
            return ()
        common = frozenset.intersection(
            *(frozenset(one.unit for one in units if not one.reported) for units in waiting)
        )
        return tuple(unit for unit in (*self.missing_units, *self.unusable_units) if unit in common)

    def faults(self, severity: Severity) -> int:
        """How many diagnostics of one severity the data have; the units that are ``absent`` are counted apart."""
        return sum(diagnostic.code not in NOT_OF_DATA for diagnostic in self.of(severity))

    def of(self, severity: Severity) -> Iterator[Diagnostic]:
        """The diagnostics of one severity, in order."""
        return (diagnostic for diagnostic in self.diagnostics if diagnostic.severity is severity)


LOOKED_AT = (Severity.WARNING, Severity.QUESTION)
"""What somebody should look at, and what counts like an error with ``--strict`` only."""


class Standing(StrEnum):
    """How the data of one file stand."""

    SOUND = "sound"
    """Figures were validated, and nothing that counts is wrong with them."""
    FAULTY = "faulty"
    """Something is wrong with them; with ``strict`` also what should be looked at."""
    EMPTY = "empty"
    """The file was read, and there was no figure in it to validate: never a pass."""
    SET_ASIDE = "set_aside"
    """The file was not read: no return, or the copy of one that was."""


SEVERAL = 2
"""From so many targets on something is said of all of them."""
ABSENCES = frozenset({Code.FOLDER_WITHOUT_WORKBOOK, Code.NOT_REPORTED, Code.OVERDUE})
"""Errors that mean that there was nothing to read, not that something could not be read."""
NOT_READ = frozenset({Code.RETURN_REPLACED, Code.FILE_SET_ASIDE})
"""The diagnostics of a file that no figures are taken from."""


@dataclass(frozen=True, slots=True)
class FileResult:
    """One file: the units whose figures it holds, and the periods they are of ("" where none is stated), as ids."""

    name: str
    """The file, as messages name it."""
    sha256: str
    """The SHA-256 (hexadecimal) of its bytes."""
    units: tuple[str, ...]
    """The ids of the units."""
    periods: tuple[str, ...]
    """The ids of the periods."""
    standing: Standing
    """How the data stand."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """What is wrong with the file, asked or noted."""

    def count(self, severity: Severity) -> int:
        """How many diagnostics of this severity it has."""
        return sum(diagnostic.severity is severity for diagnostic in self.diagnostics)


def files_of(report: Report) -> tuple[FileResult, ...]:
    """The returns of a report, file by file, in the order in which they were read.

    A file is sound here if nothing that counts is wrong with it and figures were taken from it.
    """
    units: dict[str, dict[str, None]] = {}
    for filed in report.returns:
        for at in filed.sources if filed.reported else ():
            units.setdefault(at.file, {})[filed.unit] = None
    faults: dict[str, list[Diagnostic]] = {}
    for fault in report.diagnostics:
        if fault.at is not None:
            faults.setdefault(fault.at.file, []).append(fault)

    def result(one: Input) -> FileResult:
        own, found = tuple(units.get(one.name, ())), tuple(faults.get(one.name, ()))
        return FileResult(one.name, one.sha256, own, (report.period,) if own else (), standing_of(own, found), found)

    return tuple(result(one) for one in report.inputs if one.role == "return")


def standing_of(units: Sequence[str], faults: Sequence[Diagnostic], *, strict: bool = False) -> Standing:
    """How the data of a file stand, by the units whose figures it holds; ``strict``: what else is asked counts too."""
    counting = {Severity.ERROR, *(LOOKED_AT if strict else ())}
    if any(fault.severity in counting for fault in faults):
        return Standing.FAULTY
    if units:
        return Standing.SOUND
    return Standing.SET_ASIDE if any(fault.code in NOT_READ for fault in faults) else Standing.EMPTY


@dataclass(frozen=True, slots=True)
class DataReport:
    """Every file that was given, in the order in which they were read.

    ``strict``: warnings and questions count as errors.
    """

    plan: Plan = field(repr=False)
    """The plan that says what figures are."""
    plan_hash: str
    """The SHA-256 (hexadecimal) of its file."""
    strict: bool
    """Whether warnings and questions count as errors."""
    files: tuple[FileResult, ...]
    """The files, each with its own standing."""
    as_of: date | None = None
    """The day that was asked for; None where none was."""

    def count(self, standing: Standing) -> int:
        """How many files have this standing."""
        return sum(file.standing is standing for file in self.files)

    def of(self, severity: Severity) -> Iterator[Diagnostic]:
        """The diagnostics of one severity, in order."""
        return (fault for file in self.files for fault in file.diagnostics if fault.severity is severity)
