"""The answer of a check: ``Report`` (targets) or ``DataReport`` (data alone). Exact; nothing here is rounded.

Everything that shows or exports an answer reads these values, and adds nothing to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic, Severity
from khpcmd.plan.model import Plan
from khpcmd.results import DutyResult, Result, Verdict
from khpcmd.returns import Cell, Key, Return


class RollCall(NamedTuple):
    """Who was expected to report, by level: ids of units in the plan's order."""

    level: str
    """The id of the level."""
    expected: tuple[str, ...]
    """Who owes a return."""
    reported: tuple[str, ...]
    """Who has sent one that could be used."""

    unusable: tuple[str, ...] = ()
    """Who has sent something that could not be used, or not even read."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Of whom nothing has come."""
        sent = frozenset((*self.reported, *self.unusable))
        return tuple(unit for unit in self.expected if unit not in sent)


class ReturnState(StrEnum):
    """What became of the return of a unit, or of one file of it."""

    NOT_DUE = "not_due"
    """Nothing has come, and there is still time."""
    NOT_RECEIVED = "not_received"
    """It was due, and nothing has come."""
    NOT_READABLE = "not_readable"
    """Something has come that no figure can be read from: a PDF, an archive, a file with a password."""
    FAULTY = "faulty"
    """It came, and something in it is to be fixed."""
    REPLACED = "replaced"
    """Of a file: another one of the unit was chosen to count."""
    COUNTED = "counted"
    """It came, and nothing in it is to be fixed."""
    NO_FIGURES = "no_figures"
    """The unit owes no figures: whether its report came is not for khpcmd to say."""


class SentFile(NamedTuple):
    """A file that a unit sent, how it stands, and why; None where it counts."""

    name: str
    state: ReturnState
    reason: Diagnostic | None = None


class Submission(NamedTuple):
    """The life of one unit's return: everything that is said of it anywhere is said of this."""

    unit: str
    """The id of the unit."""
    state: ReturnState
    """What became of its return."""
    asked: str
    """Who is asked for what it owes: itself, or the unit that files for it."""
    expected: bool = True
    """Whether the roll is called for it."""
    counts: bool = False
    """Whether its report came in, with figures that count or what else the plan asks for."""
    files: tuple[SentFile, ...] = ()
    """What it sent."""
    to_fix: tuple[Diagnostic, ...] = ()
    """The errors that it is asked to fix."""

    @property
    def waited_for(self) -> bool:
        """Whether nothing of it has come that should."""
        return self.state in (ReturnState.NOT_DUE, ReturnState.NOT_RECEIVED)

    @property
    def unusable(self) -> bool:
        """Whether something has come, and none of it can be used yet."""
        return not self.counts and self.state in (ReturnState.NOT_READABLE, ReturnState.FAULTY)

    @property
    def owed(self) -> str:
        """What is still owed: the "return", its "corrections", or nothing ("")."""
        if self.waited_for or self.state is ReturnState.NOT_READABLE:
            return "return"
        return "corrections" if self.state is ReturnState.FAULTY else ""


class Deadline(NamedTuple):
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
    missing: tuple[str, ...] = ()
    """Of whom nothing has come; none in a period that is not watched."""

    @property
    def overdue(self) -> tuple[str, ...]:
        """Who has not reported although the last day is over."""
        return self.missing if self.days_left < 0 else ()


class Input(NamedTuple):
    """A file that was given, and what it was: ``role`` is "return", "baseline", "previous", "waivers",
    "answers" or "names"."""

    name: str
    """The file, as messages name it."""
    sha256: str
    """The SHA-256 (hexadecimal) of its bytes."""
    role: str = "return"
    """What it was taken for."""


class Supposed(NamedTuple):
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
OF_RETURNS = frozenset("FSUCKQ")
"""The families of codes that are about what a unit sends."""


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
    submissions: tuple[Submission, ...]
    """What became of the return of each unit, level by level in the plan's order."""
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
    """By file, the units whose figures it has, whether these could be used or not, or that it names."""
    what_if: WhatIf | None = None
    """What is supposed in the place of reported figures: this is then no result of what was reported."""
    prefer: str | None = None
    """Which of several returns of one unit was asked for ("newest" or "listed")."""

    def count(self, verdict: Verdict) -> int:
        """How many targets have this verdict."""
        return sum(result.verdict is verdict for result in self.results)

    @property
    def checked(self) -> bool:
        """Whether there was something to check: targets, or else the roll that a plan without any calls."""
        rolled = bool(self.duties) and not self.plan.targets
        return bool(self.results or rolled) and any(filed.reported for filed in self.returns)

    @property
    def roll_call(self) -> tuple[RollCall, ...]:
        """Who was expected and who has reported, by level."""
        levels = dict[str, list[Submission]]()
        for one in self.submissions:
            if one.expected:
                levels.setdefault(self.plan.unit[one.unit].level, []).append(one)
        return tuple(
            RollCall(
                level,
                tuple([one.unit for one in found]),
                tuple([one.unit for one in found if one.counts]),
                tuple([one.unit for one in found if one.unusable]),
            )
            for level, found in levels.items()
        )

    @property
    def missing_units(self) -> tuple[str, ...]:
        """The units that were expected to report and have sent nothing; none where only those that did are judged.

        A unit that others file for is none of them: what it owes is asked of these.
        """
        return self._asked(one for one in self.submissions if one.waited_for)

    @property
    def unusable_units(self) -> tuple[str, ...]:
        """The units that have sent a return that could not be used, or not be read, yet."""
        return self._asked(one for one in self.submissions if one.unusable)

    @property
    def without_figures(self) -> tuple[str, ...]:
        """The units that owe a report without figures, where nothing says that it came: nobody waits for them here."""
        return self._asked(one for one in self.submissions if one.state is ReturnState.NO_FIGURES and not one.counts)

    def _asked(self, found: Iterable[Submission]) -> tuple[str, ...]:
        return () if self.only_reported else tuple(one.unit for one in found if one.asked == one.unit)

    def by_unit(self) -> dict[str, list[Diagnostic]]:
        """The diagnostics by the unit that is asked about them; "" for those that no unit can be named for."""
        return asked_about(self.plan, self.senders, self.diagnostics)

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


def asked_about(
    plan: Plan, senders: Mapping[str, Sequence[str]], diagnostics: Iterable[Diagnostic]
) -> dict[str, list[Diagnostic]]:
    """Diagnostics by the unit that is asked about them: the one that they name, or else the only one of their file
    (``senders``); of those that others file for, these. "" where no unit can be named."""
    found = dict[str, list[Diagnostic]]()
    owners = {file: {plan.asked_for(unit) for unit in units} for file, units in senders.items()}
    for fault in diagnostics:
        whose = {plan.asked_for(fault.unit)} if fault.unit else owners.get(fault.at.file, ()) if fault.at else ()
        found.setdefault(next(iter(whose)) if len(whose) == 1 else "", []).append(fault)
    return found


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


def all_files(report: Report) -> tuple[FileResult, ...]:
    """The returns of a report, then the other files that something is said of: those that could not be opened."""
    files = files_of(report)
    known, others = {one.name for one in report.inputs}, dict[str, list[Diagnostic]]()
    for fault in report.diagnostics:  # what is said of a plan or of names is no return that was not opened
        if fault.at is not None and fault.at.file not in known and not fault.at.line:
            others.setdefault(fault.at.file, []).append(fault)
    unopened = (
        FileResult(
            name,
            "",
            (),
            (),
            Standing.FAULTY if standing_of((), found) is Standing.FAULTY else Standing.SET_ASIDE,
            tuple(found),
        )
        for name, found in others.items()
    )
    return (*files, *unopened)


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
