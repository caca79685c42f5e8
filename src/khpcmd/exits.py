"""From verdicts and faults to an exit code, by ``--fail-on`` and ``--strict`` (``policy``)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import TYPE_CHECKING

from khpcmd.diagnostics import Severity
from khpcmd.fail_on import FailOn
from khpcmd.report import ABSENCES, ABSENT, DataReport, Report, Standing
from khpcmd.results import DutyState, Verdict

if TYPE_CHECKING:
    from khpcmd.annotate.run import Annotation
    from khpcmd.changes import Changes
    from khpcmd.letters.dress import Letters


class Exit(IntEnum):
    """What a caller can rely on. 2, 4 and 130 end a run without a whole report."""

    SOUND = 0
    """Every binding target is met, in progress, not applicable or waived, and the data are sound."""
    MISSED = 1
    """A binding target is missed, and the data are sound."""
    WRONG_USAGE = 2
    """The command, the plan or a settings file is wrong."""
    NOT_JUDGED = 3
    """A return is missing or has errors, or a binding target is inconclusive. Wins over MISSED."""
    NOTHING_CHECKED = 5
    """There was nothing to check."""


Policy = frozenset[FailOn]
"""What a run fails on. With ASPIRATIONAL, targets that the plan only strives for count like binding ones."""
DEFAULT: Policy = frozenset({FailOn.MISSED, FailOn.INCONCLUSIVE, FailOn.FAULTS})
IMPLIED = {FailOn.WARNINGS: FailOn.FAULTS, FailOn.QUESTIONS: FailOn.FAULTS, FailOn.ASPIRATIONAL: FailOn.MISSED}
"""The lesser reason implies the more serious one: tightening never loosens."""
STRICT = frozenset({FailOn.WARNINGS, FailOn.QUESTIONS, FailOn.ASPIRATIONAL})


def policy(chosen: Iterable[FailOn], *, strict: bool) -> Policy:
    """The policy of ``--fail-on`` (which replaces the default) and ``--strict`` (which adds to it)."""
    fails_on = (frozenset(chosen) or DEFAULT) | (STRICT if strict else frozenset())
    return fails_on | {IMPLIED[name] for name in fails_on if name in IMPLIED}


def exit_code(report: Report, fails_on: Policy = DEFAULT) -> Exit:
    """The exit code of a report. Nothing checked is never a pass, whatever the policy."""
    if not report.checked:
        return Exit.NOTHING_CHECKED if _only_absences(report) else Exit.NOT_JUDGED
    faulty = FailOn.FAULTS in fails_on and any(report.of(Severity.ERROR))
    doubtful = FailOn.WARNINGS in fails_on and any(report.of(Severity.WARNING))
    asked = FailOn.QUESTIONS in fails_on and any(report.of(Severity.QUESTION))
    open_ = FailOn.INCONCLUSIVE in fails_on and _counts(report, Verdict.INCONCLUSIVE, fails_on, alone=False)
    states = {duty.state for duty in report.duties} if FailOn.DUTIES in fails_on else set()
    if faulty or doubtful or asked or open_ or DutyState.NOT_REPORTED in states:
        return Exit.NOT_JUDGED
    missed = _counts(report, Verdict.MISSED, fails_on, alone=True) or DutyState.NOT_DONE in states
    return Exit.MISSED if missed else Exit.SOUND


def data_exit_code(report: DataReport) -> Exit:
    """The exit code of a report on data: every file that was read has to be sound, and there has to be one."""
    if not any(file.units for file in report.files) and _only_absences(report):
        return Exit.NOTHING_CHECKED
    broken = report.count(Standing.FAULTY) or report.count(Standing.EMPTY)
    return Exit.NOT_JUDGED if broken else Exit.SOUND


def marked_exit_code(found: Annotation) -> Exit:
    """The exit code of marked copies: whether there is something to fix, and whether it could be marked."""
    if any(one.why == "not_written" for one in found.outcomes):
        return Exit.WRONG_USAGE  # as where a report cannot be written
    report = found.report
    if not any(filed.reported for filed in report.returns) and _only_absences(report):
        return Exit.NOTHING_CHECKED
    wrong = any(fault.code not in ABSENT for fault in report.of(Severity.ERROR))
    broken = any(one.failed or one.file.standing in (Standing.FAULTY, Standing.EMPTY) for one in found.outcomes)
    return Exit.NOT_JUDGED if wrong or broken else Exit.SOUND


def letters_exit_code(found: Letters) -> Exit:
    """The exit code of letters: whether there was anybody to be told that something is missing or wrong."""
    asked = any(one.letter.kind.asks for one in found.written)
    return Exit.NOT_JUDGED if asked or found.cases.nobodys else Exit.SOUND


def changes_exit_code(changes: Changes) -> Exit:
    """The exit code of changes: what could not be compared wins over a binding verdict that became worse."""
    from khpcmd.changes import Turn

    if changes.unread:
        return Exit.NOT_JUDGED
    if not changes.compared:
        return Exit.NOTHING_CHECKED
    worse = any(change.target.binding for change in changes.turned(Turn.WORSE))
    return Exit.MISSED if worse else Exit.SOUND


def _counts(report: Report, verdict: Verdict, fails_on: Policy, *, alone: bool) -> bool:
    """Whether a target with this verdict counts; ``alone``: an aspirational one even without the binding ones."""
    binding = FailOn(verdict.value) in fails_on
    aspirational = FailOn.ASPIRATIONAL in fails_on and (binding or alone)
    return any(
        result.verdict is verdict and (binding if result.target.binding else aspirational and result.target.strives)
        for result in report.results
    )


def _only_absences(report: Report | DataReport) -> bool:
    return all(diagnostic.code in ABSENCES for diagnostic in report.of(Severity.ERROR))
