"""Who gets a letter, and about what: each unit with the files that are its own and what is wrong with its figures.

A file of several units that file for themselves is nobody's own: each of them is told what stands in its own rows, and
the file goes to none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic, Severity
from khpcmd.judge.roll_call import owing
from khpcmd.report import OF_RETURNS, FileResult, Report, ReturnState, Standing, Submission, all_files, asked_about

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


class FileFaults(NamedTuple):
    """What a unit is told of one file; ``own``: its figures are in it, those that it files for others, and no more."""

    file: FileResult
    own: bool
    faults: tuple[Diagnostic, ...]


class Case(NamedTuple):
    """A unit that gets a letter."""

    unit: str
    kind: Kind
    files: tuple[FileFaults, ...] = ()
    """The files with something to tell of."""
    figures: bool = True
    """Whether figures are asked of it, and not only what it has done."""


class Cases(NamedTuple):
    """Everybody that gets a letter, in the plan's order; the others; and the files that nobody can be named for."""

    letters: tuple[Case, ...]
    silent: tuple[str, ...]
    """The units that reported and have nothing to fix."""
    nobodys: tuple[FileFaults, ...]


def cases_of(report: Report, *, thanks: bool = False) -> Cases:
    """The cases of a report whose period is known; ``thanks``: a letter also for who has nothing to fix."""
    plan = report.plan
    told: dict[str, list[FileFaults]] = {}
    nobodys = list[FileFaults]()
    for file in all_files(report):
        for owner, found in _by_unit(file, report):
            if owner:
                told.setdefault(owner, []).append(found)
            else:
                nobodys.append(found)
    owed, letters, silent = owing(plan), list[Case](), list[str]()
    order = {unit.id: place for place, unit in enumerate(plan.units)}
    for one in sorted(report.submissions, key=lambda one: order[one.unit]):
        here, asked = tuple(told.get(one.unit, ())) or tuple(_unused(one)), one.asked == one.unit
        kind = _kind(one, here) if asked and not (report.only_reported and one.waited_for) else None
        if kind is not None and (thanks or kind is not Kind.THANKS):
            letters.append(Case(one.unit, kind, here, one.unit in owed))
        if kind is Kind.THANKS or (one.counts and not asked):
            silent.append(one.unit)
    return Cases(tuple(letters), tuple(silent), tuple(nobodys))


def _kind(one: Submission, here: Iterable[FileFaults]) -> Kind | None:
    """What is written to a unit, by what became of its return; None where there is nothing to write."""
    match one.state:
        case ReturnState.FAULTY | ReturnState.NOT_READABLE:
            return Kind.FAULTS
        case ReturnState.NOT_DUE:
            return Kind.REMINDER
        case ReturnState.NOT_RECEIVED:
            return Kind.OVERDUE
        case ReturnState.COUNTED if any(fault.severity is Severity.QUESTION for each in here for fault in each.faults):
            return Kind.QUESTIONS
        case _:
            return Kind.THANKS if one.counts else None


def _unused(one: Submission) -> Iterator[FileFaults]:
    """The files of a unit that are of no use, though nothing in them is said of it alone."""
    for file in one.files if one.unusable else ():
        if file.reason is not None:
            whole = FileResult(file.name, "", (), (), Standing.FAULTY, (file.reason,))
            yield FileFaults(whole, own=False, faults=(file.reason,))


def _by_unit(file: FileResult, report: Report) -> Iterator[tuple[str, FileFaults]]:
    """The faults of a file by the unit that is told of them; "" for those that no unit can be named for."""
    owners = {report.plan.asked_for(unit) for unit in (*file.units, *report.senders.get(file.name, ()))}
    for unit, asked in asked_about(report.plan, report.senders, filter(_spoken_of, file.diagnostics)).items():
        faults = [one for one in asked if unit or one.severity is Severity.ERROR]
        own = owners == {unit}
        if faults and (own or any(one.severity in TOLD for one in faults)):
            yield unit, FileFaults(file, own, tuple(faults))


def _spoken_of(one: Diagnostic) -> bool:
    """Whether it is an error, a warning or a question of the data themselves."""
    return one.severity is not Severity.NOTE and one.code not in OF_OTHERS and one.code.code[0] in OF_RETURNS
