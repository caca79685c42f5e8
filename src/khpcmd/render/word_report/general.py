"""The first section: who has reported, how the targets stand, how sound the data are."""

from __future__ import annotations

from collections.abc import Iterator

from khpcmd.diagnostics import Severity
from khpcmd.plan.calendar import Due
from khpcmd.render.view import View
from khpcmd.render.word_report.contents import Item, Part, Section
from khpcmd.render.word_report.frame import limits, say
from khpcmd.render.wording import Wording
from khpcmd.results import Report, Verdict


def general(report: Report, view: View, wording: Wording) -> Section:
    messages = wording.messages
    return Section(
        say(messages, "general"),
        (
            Part(say(messages, "reporting"), tuple(Item(line) for line in _reporting(report, view, wording))),
            Part(say(messages, "standing"), tuple(Item(line) for line in _standing(report, view, wording))),
            Part(say(messages, "soundness"), tuple(Item(line) for line in _soundness(report, view, wording))),
        ),
    )


def _reporting(report: Report, view: View, wording: Wording) -> Iterator[str]:
    messages, period = wording.messages, report.plan.periods.get(report.period)
    if period is not None:
        yield say(messages, "due", due=_due(period.due, wording))
    yield view.roll_call[0] if view.roll_call else say(messages, "roll_call_unknown")


def _due(due: Due, wording: Wording) -> str:
    key = "template.due_by" if due.inclusive else "template.due_before"
    return wording.messages.text(key, day=wording.messages.day(due.date))


def _standing(report: Report, view: View, wording: Wording) -> Iterator[str]:
    """How many targets stand how, and what must not be read into it."""
    messages, period = wording.messages, report.plan.periods.get(report.period)
    if not report.results:
        yield view.verdict_line
        return
    yield from (f"{line}." for line in limits(report, wording))
    yield say(messages, "judged", targets=messages.count("targets", len(report.results)))
    for verdict in Verdict:
        ids = [result.target.id for result in report.results if result.verdict is verdict]
        if ids:
            key = f"standings.{verdict.value}"
            yield say(messages, key, targets=messages.count("targets", len(ids)), ids=messages.joined(ids))
    striven = [result.target.id for result in report.results if not result.target.binding]
    if striven:
        yield say(messages, "striven", ids=messages.joined(striven))
    if period is not None and period.interim:
        yield say(messages, "interim")
    if any(result.measurement and not result.measurement.complete for result in report.results):
        yield say(messages, "provisional")
    yield say(messages, "rounding")


def _soundness(report: Report, view: View, wording: Wording) -> Iterator[str]:
    yield view.faults_line
    if any(error.at is not None for error in report.of(Severity.ERROR)):
        yield say(wording.messages, "faulty")
