"""Who gets a letter, and about what: each unit with the files that are its own and what is wrong with its figures.

A file of several units that file for themselves is nobody's own: each of them is told what stands in its own rows, and
the file goes to none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from khpcmd.diagnostics import Code, Diagnostic, Severity
from khpcmd.judge.roll_call import owing
from khpcmd.plan.filing import Filing
from khpcmd.report import NOT_OF_DATA, FileResult, Report, files_of

SPOKEN_OF = frozenset("FSUCKQ")
"""The families of codes that are about what a unit sends."""
OF_OTHERS = frozenset({Code.SAME_AS_OTHER, Code.REPEATED_VALUE})
"""Questions that name other units: whoever checks asks all of them, and no letter tells one of another."""
TOLD = (Severity.ERROR, Severity.QUESTION)
"""What a unit is told of its rows in a file of several units."""


class Kind(StrEnum):
    """What a letter is for."""

    FAULTS = "faults"
    REMINDER = "reminder"
    """Nothing came, and there is still time."""
    OVERDUE = "overdue"
    QUESTIONS = "questions"
    """Nothing is wrong, and some figures are to be looked at once more."""
    THANKS = "thanks"

    @property
    def asks(self) -> bool:
        """Whether the unit is to do something."""
        return self is not Kind.THANKS


@dataclass(frozen=True, slots=True)
class FileFaults:
    """What a unit is told of one file; ``own``: its figures are in it, those that it files for others, and no more."""

    file: FileResult
    own: bool
    faults: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A unit that gets a letter."""

    unit: str
    kind: Kind
    files: tuple[FileFaults, ...] = ()
    """The files with something to tell of."""
    figures: bool = True
    """Whether figures are asked of it, and not only what it has done."""


@dataclass(frozen=True, slots=True)
class Cases:
    """Everybody that gets a letter, in the plan's order; the others; and the files that nobody can be named for."""

    letters: tuple[Case, ...]
    silent: tuple[str, ...]
    """The units that reported and have nothing to fix."""
    nobodys: tuple[FileFaults, ...]


def cases_of(report: Report, *, thanks: bool = False) -> Cases:
    """The cases of a report whose period is known; ``thanks``: a letter also for who has nothing to fix."""
    plan, filing = report.plan, Filing(report.plan)
    told: dict[str, list[FileFaults]] = {}
    nobodys = list[FileFaults]()
    for file in files_of(report):
        for owner, found in _by_unit(file, report, filing):
            if owner:
                told.setdefault(owner, []).append(found)
            else:
                nobodys.append(found)
    missing, owed = _missing(report), owing(plan)
    letters, silent = list[Case](), list[str]()
    for unit in plan.units:
        here = tuple(told.get(unit.id, ()))
        figures = unit.id in owed
        wrong = any(one.severity is Severity.ERROR for each in here for one in each.faults)
        if wrong:
            letters.append(Case(unit.id, Kind.FAULTS, here, figures))
        elif unit.id in missing:
            letters.append(Case(unit.id, Kind.OVERDUE if _late(report) else Kind.REMINDER, (), figures))
        elif any(one.severity is Severity.QUESTION for each in here for one in each.faults):
            letters.append(Case(unit.id, Kind.QUESTIONS, here, figures))
        elif _reported(report, unit.id):
            silent.append(unit.id)
            if thanks:
                letters.append(Case(unit.id, Kind.THANKS, here, figures))
    return Cases(tuple(letters), tuple(silent), tuple(nobodys))


def _by_unit(file: FileResult, report: Report, filing: Filing) -> Iterator[tuple[str, FileFaults]]:
    """The faults of a file by the unit that is told of them; "" for those that no unit can be named for."""
    senders = {filing.of(unit) for unit in (*file.units, *report.senders.get(file.name, ()))}
    owner = next(iter(senders)) if len(senders) == 1 else ""
    found: dict[str, list[Diagnostic]] = {}
    for one in _spoken_of(file.diagnostics):
        unit = filing.of(one.unit) if one.unit else owner
        if unit or one.severity is Severity.ERROR:
            found.setdefault(unit, []).append(one)
    for unit, faults in found.items():
        own = bool(owner) and unit == owner
        if own or any(one.severity in TOLD for one in faults) or not unit:
            yield unit, FileFaults(file, own, tuple(faults))


def _spoken_of(diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Errors, warnings and questions of the data themselves."""
    return (
        one
        for one in diagnostics
        if one.severity is not Severity.NOTE
        and one.code.code[0] in SPOKEN_OF
        and one.code not in NOT_OF_DATA | OF_OTHERS
    )


def _missing(report: Report) -> frozenset[str]:
    """Who owes a report of which nothing usable came."""
    return frozenset((*report.missing_units, *report.unusable_units, *report.unreceived_units))


def _reported(report: Report, unit: str) -> bool:
    return any(unit in call.reported for call in report.roll_call)


def _late(report: Report) -> bool:
    return report.plan.periods[report.period].due.late(report.as_of)


def waited_for(report: Report) -> Mapping[str, int]:
    """By unit, how many targets are open because its figures, or those that it files for others, are missing."""
    found, filing = dict[str, int](), Filing(report.plan)
    for result in report.results:
        for unit in {filing.asked_for(one.unit) for one in result.open_units if not one.reported}:
            found[unit] = found.get(unit, 0) + 1
    return found
