"""The answer of a check: ``Report`` (targets) or ``DataReport`` (data alone). Exact; nothing here is rounded.

Everything that shows or exports an answer reads these values, and adds nothing to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from khpcmd.beside import FairShares, Margin, Pace, WhatIf
from khpcmd.diagnostics import Code, Diagnostic, Severity
from khpcmd.measures.tally import Groups, Points, Side
from khpcmd.measures.threshold import Number, Threshold
from khpcmd.plan.decisions import Answer, Waiver
from khpcmd.plan.model import Duty, Plan, Target
from khpcmd.returns import Cell, Place, Return, cells_of, places_of


class Verdict(StrEnum):
    """How a target stands."""

    MET = "met"
    MISSED = "missed"
    IN_PROGRESS = "in_progress"
    INCONCLUSIVE = "inconclusive"
    NOT_APPLICABLE = "not_applicable"
    WAIVED = "waived"


class Reason(StrEnum):
    """Why a verdict is what it is, where the figure alone does not say it."""

    NONE = ""
    NOTHING_TO_MEASURE = "nothing_to_measure"
    """0 of 0."""
    BASELINE_ZERO = "baseline_zero"
    NOTHING_BEFORE = "nothing_before"
    """0 of 0 in the baseline year, whose share would be taken away."""
    MANUAL = "manual"
    MISSING = "missing"
    """Units or cells are missing or unreadable; see ``open_units``."""
    MILESTONE = "milestone"
    """What the period itself asks for was not reached."""
    NO_MONTHS = "no_months"
    """No month of the period is complete."""
    CRITERIA = "criteria"
    """Criteria of a score are open; see ``points``."""
    CONTRADICTED = "contradicted"
    """The plan states a baseline that the returns contradict; neither is believed."""
    PART_ABOVE_WHOLE = "part_above_whole"
    """The part of some units is larger than the whole of others."""


class Measurement(NamedTuple):
    """The figure over what is known: ``counted`` of ``expected`` units; ``whole`` is None for absolute counts.

    Amounts are decimal numbers in the unit of their field, and a percentage that was reported is 95.2.
    """

    part: Number
    whole: Number | None
    counted: int
    expected: int
    added_up: bool = True
    """Whether the figure is that of the units together: percentages that they report are not added up."""
    side: Side = ""
    """Whether ``part`` is no more than one side of a ratio, and which: the other has other reporters."""
    per: int = 1
    """For how many of the whole the value is stated: 10,000 for a rate per 10,000."""
    before: tuple[Number, Number] | None = None
    """The part and the whole of the baseline year, where their share is taken away."""

    @property
    def shares(self) -> tuple[Fraction | None, Fraction | None]:
        """The share of the part in the whole, now and in the baseline year, where that is taken away."""
        then = None if self.before is None else self._replace(part=self.before[0], whole=self.before[1], before=None)
        return self._replace(before=None).value, None if then is None else then.value

    @property
    def sides(self) -> tuple[Number | None, Number | None]:
        """What is known of the part and of the whole."""
        return (None, self.part) if self.side == "whole" else (self.part, self.whole)

    @property
    def complete(self) -> bool:
        return self.counted == self.expected

    @property
    def value(self) -> Fraction | None:
        """Part over whole, or the part itself; None for 0 of 0, and for one side of a ratio."""
        if self.before is not None:
            now, then = self.shares
            return None if now is None or then is None else now - then
        part, whole = self.part, self.whole
        if self.side:
            return None
        if whole is None:
            return Fraction(part)
        if isinstance(part, int) and isinstance(whole, int):
            return Fraction(part * self.per, whole) if whole else None
        return Fraction(part) * self.per / Fraction(whole) if whole else None


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the greatest value the figure can still take; None means "no end on this side"."""

    low: Fraction | None
    high: Fraction | None


class Gap(NamedTuple):
    """The smallest number that would turn the verdict: ``more`` things in the part (negative: fewer).

    It is a whole one for counts, and has the decimals of the field for amounts.
    """

    more: Number


@dataclass(frozen=True, slots=True)
class OpenUnit:
    """A unit whose figure is not known, and whether it has reported at all."""

    unit: str
    reported: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """Which figures were counted: groups of figures of a return, for the part and for the whole.

    The cells are looked up in the ``returns`` (by unit) when they are needed: of thousands of units few are shown.
    """

    returns: Mapping[str, Return] = field(default_factory=dict)
    part: Groups = ()
    whole: Groups = ()

    def part_cells(self, units: Iterable[str]) -> tuple[Cell, ...]:
        return cells_of(self.returns, units, self.part)

    def whole_cells(self, units: Iterable[str]) -> tuple[Cell, ...]:
        return cells_of(self.returns, units, self.whole)


NO_EVIDENCE = Evidence()


class UnitResult(NamedTuple):
    """One unit's own figure against a target.

    Only where each unit is judged by itself (``judged``) has it a ``verdict`` and a ``gap``. Where all units together
    decide, nobody set the threshold for this one: its figure is for information, and both are None.
    """

    unit: str
    alone: Verdict
    """How the figure stands to the threshold, also where that is not the unit's own: never shown as its verdict."""
    measurement: Measurement
    short_by: Gap | None = None
    """What the figure lacks of the threshold, also where that is not the unit's own."""
    evidence: Evidence = NO_EVIDENCE
    below: tuple[str, ...] = ()
    """Where the figure was counted from units below: those that fall short."""
    waiver: Waiver | None = None
    """The waiver of the unit, where its verdict is WAIVED; without it the unit would have missed."""
    judged: bool = False
    asked: Threshold | None = None
    """The unit's own threshold, where it is another than that of all."""
    without: tuple[tuple[int, ...], ...] = ()
    """Of a target over months that each unit owes: those (or the quarters) in which it surely lacks enough."""

    @property
    def verdict(self) -> Verdict | None:
        """How the unit stands; None where its figure is for information."""
        return self.alone if self.judged else None

    @property
    def gap(self) -> Gap | None:
        """What would turn the unit's verdict; None where it has none."""
        return self.short_by if self.judged else None

    @property
    def part_cells(self) -> tuple[Cell, ...]:
        return self.evidence.part_cells((self.unit,))

    @property
    def whole_cells(self) -> tuple[Cell, ...]:
        return self.evidence.whole_cells((self.unit,))

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells behind the figure."""
        return (*self.part_cells, *self.whole_cells)


class Rank(NamedTuple):
    """The rank of a unit by its score, which lies between ``low`` and ``high``: from ``first`` to ``last``.

    Units with as many points have the same rank; the next ones are counted on from there.
    """

    unit: str
    low: Fraction
    high: Fraction
    first: int
    last: int


@dataclass(frozen=True)
class Result:
    """The verdict on one target, with everything it rests on."""

    target: Target
    verdict: Verdict
    measurement: Measurement | None
    reason: Reason = Reason.NONE
    bounds: Bounds | None = None
    gap: Gap | None = None
    pace: Pace | None = None
    open_units: tuple[OpenUnit, ...] = ()
    unit_results: Callable[[], tuple[UnitResult, ...]] = field(default=tuple, compare=False)
    """Judges the units one by one; ``units`` are the results."""
    reaching: tuple[int, int] | None = None
    """For targets judged at each unit: how many units reach the threshold, of how many it applies to."""
    owed_together: bool = False
    """Whether all units together owe it, so that no unit has a standing of its own."""
    counted: tuple[str, ...] = ()
    """The units whose figures were counted."""
    evidence: Evidence = NO_EVIDENCE
    without: tuple[tuple[int, ...], ...] = ()
    """Of a target over the months of a period, those months (or quarters, as their months) that surely lack enough."""
    milestone: Threshold | None = None
    """What the period asks for on the way, where the verdict turns on it."""
    otherwise: Verdict | None = None
    """The verdict without waivers, where one was applied to the target or to one of its units."""
    waiver: Waiver | None = None
    """The waiver of the target as a whole."""
    points: Mapping[str, tuple[Points, ...]] = field(default_factory=dict)
    """Of a score, the points of each criterion, by unit ("": of all units together)."""
    ranking: tuple[Rank, ...] = ()
    """Of a score of each unit, the units from the most points on."""
    answer: Answer | None = None
    """Who decided the verdict, where it cannot be computed and was answered."""
    margin: Margin | None = None
    """What would turn it, where it is met and every figure is known."""
    shared: Callable[[], FairShares | None] = field(default=lambda: None, compare=False)
    """Spreads the gap over the units; ``fair_shares`` is how."""

    @cached_property
    def fair_shares(self) -> FairShares | None:
        """The gap spread over the units that could close it; for information."""
        return self.shared()

    @cached_property
    def units(self) -> tuple[UnitResult, ...]:
        """The units one by one, judged when they are needed: a report over thousands of units shows few of them."""
        return self.unit_results()

    @property
    def part_cells(self) -> tuple[Cell, ...]:
        return self.evidence.part_cells(self.counted)

    @property
    def part_places(self) -> Iterator[Place]:
        """Where the part's cells stand."""
        return places_of(self.evidence.returns, self.counted, self.evidence.part)

    @property
    def whole_places(self) -> Iterator[Place]:
        """Where the whole's cells stand."""
        return places_of(self.evidence.returns, self.counted, self.evidence.whole)

    @property
    def whole_cells(self) -> tuple[Cell, ...]:
        return self.evidence.whole_cells(self.counted)


class DutyState(StrEnum):
    """How a duty stands at one unit."""

    DONE = "done"
    NOT_DONE = "not_done"
    NOT_YET = "not_yet"
    """Not done, and its day lies after the period."""
    NOT_REPORTED = "not_reported"


@dataclass(frozen=True, slots=True)
class DutyResult:
    """One duty of one unit, with the cells that say so."""

    duty: Duty
    unit: str
    state: DutyState
    late: bool = False
    """Whether it was done, but after its day: that is not done."""
    cells: tuple[Cell, ...] = ()
    evidence: tuple[tuple[str, Cell], ...] = ()
    """The evidence that was given, by its kind."""
    missing_evidence: tuple[str, ...] = ()
    """The kinds of evidence that the plan asks for and that are missing from a duty reported as done."""


@dataclass(frozen=True, slots=True)
class RollCall:
    """Who was expected to report, by level: ids of units in the plan's order."""

    level: str
    expected: tuple[str, ...]
    reported: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        reported = frozenset(self.reported)
        return tuple(unit for unit in self.expected if unit not in reported)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A period of the plan, by its id, and the units (ids, in the plan's order) whose returns it asks for.

    ``days_left`` are the days that come after the day it is seen from and are still in time: 0 on the last one, -1 on
    the day after it.
    """

    period: str
    days_left: int
    expected: tuple[str, ...]
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
    sha256: str
    role: str = "return"


ABSENT = frozenset({Code.NOT_REPORTED, Code.OVERDUE, Code.SENT_NOT_USED})
"""The diagnostics of units whose returns are missing, or cannot be used."""
NOT_OF_DATA = ABSENT | {Code.REPORT_NOT_RECEIVED}
"""The diagnostics that are about no data that came in."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything one run found out."""

    plan: Plan
    plan_hash: str
    period: str
    as_of: date
    only_reported: bool
    inputs: tuple[Input, ...]
    roll_call: tuple[RollCall, ...]
    results: tuple[Result, ...]
    returns: tuple[Return, ...] = ()
    """As they were judged: what could not be relied on has no value any more."""
    duties: tuple[DutyResult, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    selected: bool = False
    """Whether only some targets were requested."""
    filed: tuple[Return, ...] = ()
    """The returns as they were read, one for each unit, before anything was held against anything else."""
    deadlines: tuple[Deadline, ...] = ()
    """Every period of the plan, in its order, seen from ``as_of``."""
    senders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By file, the units whose figures it has, whether these could be used or not."""
    what_if: WhatIf | None = None
    """What is supposed in the place of reported figures: this is then no result of what was reported."""

    def count(self, verdict: Verdict) -> int:
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
        """The units that were expected to report and have sent nothing; none where only those that did are judged."""
        sent = frozenset((*self.unusable_units, *self.unreceived_units))
        calls = () if self.only_reported else self.roll_call
        return tuple(unit for call in calls for unit in call.missing if unit not in sent)

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

    plan: Plan
    plan_hash: str
    strict: bool
    files: tuple[FileResult, ...]
    as_of: date | None = None
    """The day that was asked for; None where none was."""

    def count(self, standing: Standing) -> int:
        return sum(file.standing is standing for file in self.files)

    def of(self, severity: Severity) -> Iterator[Diagnostic]:
        """The diagnostics of one severity, in order."""
        return (fault for file in self.files for fault in file.diagnostics if fault.severity is severity)
