"""The last line of a report (``closing``): the answer in words, and the exit code that it stands for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from khpcmd.diagnostics import Severity
from khpcmd.i18n import Messages
from khpcmd.render.formats import Look
from khpcmd.report import LOOKED_AT, DataReport, Report, Standing
from khpcmd.results import DutyState, Verdict

ORDER = (
    Verdict.MISSED,
    Verdict.INCONCLUSIVE,
    Verdict.IN_PROGRESS,
    Verdict.WAIVED,
    Verdict.MET,
    Verdict.NOT_APPLICABLE,
)
"""The verdicts in the order in which a reader needs them."""
NOTHING = 5
"""What a run ends with that had nothing to check."""


def closing(report: Report, messages: Messages, look: Look) -> str:
    """The answer of a check in words, with the exit code of the run and what it failed on."""
    exit_code = look.exit_code
    line = _answer(report, messages, exit_code, look.fails_on)
    if report.only_reported:
        line = messages.text("closing.only_reported", line=line)
    if report.selected:
        line = messages.text("closing.selected", line=line)
    if report.what_if is not None:
        line = messages.text("what_if.closing", line=line)
    return with_code(line, messages, exit_code)


def closing_files(report: DataReport, messages: Messages, exit_code: int) -> str:
    """The answer of a validation in words, with the exit code of the run."""
    return with_code(_answer_of_files(report, messages, exit_code), messages, exit_code)


def with_code(line: str, messages: Messages, exit_code: int) -> str:
    return messages.text("closing.line", line=line, code=str(exit_code))


def verdict_counts(report: Report, messages: Messages, order: Iterable[Verdict] = ORDER) -> str:
    """How many targets stand how, the bad news first."""
    found = messages.counts((verdict.value, report.count(verdict)) for verdict in order)
    return found or messages.template("view.no_targets")


def absences(report: Report) -> list[tuple[str, int]]:
    """How many units' returns are missing, and how many cannot be used; none of them is a fault of any data."""
    return [("absent", len(report.missing_units)), ("unusable", len(report.unusable_units))]


def _answer(report: Report, messages: Messages, exit_code: int, fails_on: frozenset[str]) -> str:
    match exit_code:
        case 0:
            return _in_order(report, messages)
        case 1:
            return messages.text("closing.missed", what=_missed(report, messages))
        case 5:
            return messages.template("closing.nothing_checked")
        case _:
            surely = _ids(report, Verdict.MISSED, binding=True)
            line = messages.text("closing.open", reasons=messages.joined(_open_reasons(report, messages, fails_on)))
            return messages.text("closing.surely", line=line, ids=messages.joined(surely)) if surely else line


def _ids(report: Report, verdict: Verdict, *, binding: bool) -> list[str]:
    """The targets with a verdict that are binding, or that the plan strives for; not those that only give points."""
    found = [one.target for one in report.results if one.verdict is verdict and not one.target.for_points]
    return [target.id for target in found if target.binding is binding]


def _in_order(report: Report, messages: Messages) -> str:
    """What ended with 0: everything in order, or something that was not to count."""
    ignored = _ids(report, Verdict.MISSED, binding=True) or _ids(report, Verdict.INCONCLUSIVE, binding=True)
    if ignored or any(report.of(Severity.ERROR)):
        return messages.text("closing.ignored", counts=verdict_counts(report, messages))
    if not report.plan.targets:
        return messages.template("closing.roll_called")
    binding = [one.verdict for one in report.results if one.target.binding]
    missed = _ids(report, Verdict.MISSED, binding=False)
    if not binding:
        line = messages.template("closing.none_binding")
    elif all(verdict is Verdict.MET for verdict in binding):
        line = messages.text("closing.all_met", number=messages.count("binding_targets", len(binding)))
    else:
        counted = messages.counts((verdict.value, binding.count(verdict)) for verdict in ORDER)
        line = messages.text("closing.none_missed", counts=counted)
    return _numbered("missed_besides", "aspirational_targets", missed, messages, line=line) if missed else line


def _missed(report: Report, messages: Messages) -> str:
    """The targets that decided, or the duties where no target did."""
    if binding := _ids(report, Verdict.MISSED, binding=True):
        return _numbered("binding", "binding_targets", binding, messages)
    if aspirational := _ids(report, Verdict.MISSED, binding=False):
        return _numbered("aspirational", "aspirational_targets", aspirational, messages)
    undone = dict.fromkeys(one.duty.id for one in report.duties if one.state is DutyState.NOT_DONE)
    return _numbered("duties", "duties_undone", undone, messages)


def _numbered(key: str, what: str, ids: Collection[str], messages: Messages, **values: str) -> str:
    """A sentence that counts things and names their ids."""
    return messages.text(f"closing.{key}", number=messages.count(what, len(ids)), ids=messages.joined(ids), **values)


def _open_reasons(report: Report, messages: Messages, fails_on: frozenset[str]) -> Iterator[str]:
    """Why nothing can be concluded: who is missing and what is wrong, else what is open, of what the run fails on."""
    if {"faults", "inconclusive"} & fails_on:
        found = absences(report)
        found += [("errors", report.faults(Severity.ERROR))] if "faults" in fails_on else []
        if any(number for _, number in found) and (_counts_open(report, fails_on) or "faults" in fails_on):
            yield from (messages.count(what, number) for what, number in found if number)
            return
    if _counts_open(report, fails_on):
        yield messages.count("targets", report.count(Verdict.INCONCLUSIVE))
        return
    silent = {one.duty.id for one in report.duties if one.state is DutyState.NOT_REPORTED}
    if silent and "duties" in fails_on:
        yield messages.text("closing.duties_silent", count=len(silent))
    for what, severity in (("warnings", Severity.WARNING), ("questions", Severity.QUESTION)):
        number = sum(1 for _ in report.of(severity))
        if number and what in fails_on:
            yield messages.count(what, number)


def _counts_open(report: Report, fails_on: frozenset[str]) -> bool:
    """Whether an open target keeps the run from ending with 0; one that only strives does beside the binding ones."""
    results = (one for one in report.results if not one.target.for_points)
    open_ = [one.target.binding for one in results if one.verdict is Verdict.INCONCLUSIVE]
    return "inconclusive" in fails_on and (any(open_) or bool(open_ and "aspirational" in fails_on))


def _answer_of_files(report: DataReport, messages: Messages, exit_code: int) -> str:
    if exit_code == 0:
        return messages.text("closing.usable", files=messages.count("files", report.count(Standing.SOUND)))
    if exit_code == NOTHING:
        return messages.template("closing.nothing_checked")
    faulty, empty = report.count(Standing.FAULTY), report.count(Standing.EMPTY)
    blank = messages.text("closing.blank", files=messages.count("files", empty)) if empty else ""
    if not faulty:
        return blank or messages.template("closing.nothing_checked")
    looked_at = (Severity.ERROR, *(LOOKED_AT if report.strict else ()))
    found = messages.counts((f"{one.value}s", sum(file.count(one) for file in report.files)) for one in looked_at)
    to_fix = messages.text("closing.to_fix", faults=found, files=messages.count("files", faulty))
    return ". ".join(text for text in (to_fix, blank) if text)
