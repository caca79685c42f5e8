"""What stands above the table: the verdict in one line, who has reported, and how sound the data are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from khpcmd import __version__
from khpcmd.diagnostics import Severity
from khpcmd.i18n import Messages
from khpcmd.plan.model import Plan
from khpcmd.render.deadlines import left
from khpcmd.render.wording import Wording
from khpcmd.results import Report, RollCall, Verdict


def quiet_line(report: Report, messages: Messages) -> str:
    """The verdict line with the number of warnings and the roll-call: nothing else is shown beside it."""
    line, warnings = verdict_line(report, messages), sum(1 for _ in report.of(Severity.WARNING))
    if warnings:
        line = messages.text("view.with_faults", counts=line, faults=messages.count("warnings", warnings))
    return "; ".join((line, *_reported(report, Wording(messages, report.plan))))


def verdict_line(report: Report, messages: Messages) -> str:
    """The whole report in one line: the period, how many targets stand how, and how many errors the data have."""
    counts, period = _counts(report, messages), report.plan.periods.get(report.period)
    if period is None:
        cause = next(report.of(Severity.ERROR), None)
        first = Wording(messages, report.plan).message(cause) if cause else messages.template("view.no_returns")
        where = f"{cause.at}: " if cause and cause.at else ""
        return messages.text("view.nothing_read_line", first=(where + first).rstrip("."), counts=counts)
    line = messages.text(
        "view.first_line_only_reported" if report.only_reported else "view.first_line",
        period=period.title.in_(messages.language),
        last=messages.day(period.window.last),
        counts=counts,
    )
    return messages.text("view.first_line_selected", line=line) if report.selected else line


def about(report: Report, messages: Messages) -> str:
    """Which plan was applied, and as of which day."""
    as_of = messages.text("view.as_of", day=messages.day(report.as_of))
    return f"{plan_line(report.plan, messages)} {as_of}"


def plan_line(plan: Plan, messages: Messages) -> str:
    """Which plan was applied."""
    document, title = plan.document, plan.title.in_(messages.language)
    return messages.text("view.plan", number=document.number, date=messages.day(document.date), title=title)


def provenance(report: Report, messages: Messages) -> Iterator[str]:
    """What made the report, and from what: the tool and the plan, then each file that was given."""
    yield made_by(report)
    yield from inputs(report, messages)


def made_by(report: Report) -> str:
    """The tool, the plan and its hash, and the day that was judged as of."""
    return f"khpcmd {__version__} · {report.plan.id} · sha256 {report.plan_hash} · {report.as_of.isoformat()}"


def inputs(report: Report, messages: Messages) -> Iterator[str]:
    """Each file that was given, with what it was and its hash."""
    for one in report.inputs:
        yield f"{messages.word(f'role_{one.role}')} · {one.name} · sha256 {one.sha256}"


def roll_call(report: Report, wording: Wording) -> tuple[str, ...]:
    """Who has reported, level by level, and the names of those who have not."""
    if not report.roll_call:
        return ()
    levels = _levels(report, wording)
    missing = tuple(
        wording.messages.text("view.missing", level=_title(call, wording), names=wording.units(call.missing))
        for call in report.roll_call
        if call.missing and not report.only_reported
    )
    return (wording.messages.text("view.roll_call", levels=levels), *missing)


def faults_line(report: Report, messages: Messages, cut: Iterable[str]) -> str:
    """How many errors, warnings and notes there are, and the codes of which not all are listed."""
    numbers = {
        "errors": sum(1 for _ in report.of(Severity.ERROR)),
        "warnings": sum(1 for _ in report.of(Severity.WARNING)),
        "notes": sum(1 for _ in report.of(Severity.NOTE)),
    }
    if not any(numbers.values()):
        return messages.template("view.no_faults")
    counts = messages.joined(messages.count(what, number) for what, number in numbers.items() if number)
    line, codes = messages.text("view.faults", counts=counts), messages.joined(cut)
    return messages.text("view.faults_cut", line=line, codes=codes) if codes else line


def _counts(report: Report, messages: Messages) -> str:
    found = [(verdict.value, report.count(verdict)) for verdict in Verdict]
    counts = messages.joined(messages.count(name, number) for name, number in found if number)
    counts = counts or messages.template("view.no_targets")
    errors = sum(1 for _ in report.of(Severity.ERROR))
    if not errors:
        return counts
    return messages.text("view.with_faults", counts=counts, faults=messages.count("errors", errors))


def _reported(report: Report, wording: Wording) -> Iterator[str]:
    """Who has reported, and how many days are left for those who have not; nothing where nobody is waited for."""
    if not report.roll_call or report.only_reported:
        return
    yield wording.messages.text("view.reported", levels=_levels(report, wording))
    yield from (left(deadline, wording.messages) for deadline in report.deadlines if deadline.missing)


def _levels(report: Report, wording: Wording) -> str:
    return "; ".join(_level(call, wording) for call in report.roll_call)


def _level(call: RollCall, wording: Wording) -> str:
    return wording.messages.text(
        "view.roll_call_level",
        reported=len(call.reported),
        expected=len(call.expected),
        level=_title(call, wording),
    )


def _title(call: RollCall, wording: Wording) -> str:
    level = wording.plan.levels.get(call.level) if wording.plan else None
    return level.title.in_(wording.messages.language) if level else call.level
