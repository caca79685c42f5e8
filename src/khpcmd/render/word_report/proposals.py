"""The last section: what it is about is known, what it says is for the author."""

from __future__ import annotations

from collections.abc import Iterator

from khpcmd.diagnostics import Severity
from khpcmd.render.rows import named
from khpcmd.render.word_report.contents import Item, Part, Section
from khpcmd.render.word_report.frame import say
from khpcmd.render.wording import Wording
from khpcmd.results import DutyState, Report, Verdict


def proposals(report: Report, wording: Wording) -> Section:
    """Causes and proposals, each with a gap to be filled in."""
    messages = wording.messages
    causes = [
        Item(say(messages, "cause", title=result.target.title.in_(messages.language), id=result.target.id))
        for result in report.results
        if result.verdict is Verdict.MISSED
    ]
    parts = [Part("", (Item(say(messages, "for_the_author")),))]
    if causes:
        parts.append(Part(say(messages, "causes"), tuple(causes)))
    parts.append(Part(say(messages, "proposed"), tuple(Item(line) for line in _proposed(report, wording))))
    return Section(say(messages, "proposals"), tuple(parts))


def _proposed(report: Report, wording: Wording) -> Iterator[str]:
    messages = wording.messages
    for verdict in (Verdict.MISSED, Verdict.IN_PROGRESS, Verdict.INCONCLUSIVE):
        ids = [result.target.id for result in report.results if result.verdict is verdict]
        if ids:
            yield say(messages, f"proposal.{verdict.value}", ids=messages.joined(ids))
    absent = [unit for call in report.roll_call for unit in call.missing]
    if absent and not report.only_reported:
        yield say(messages, "proposal.missing", names=named(absent, wording.unit, messages))
    faulty = dict.fromkeys(one.unit for one in report.of(Severity.ERROR) if one.unit and one.at)
    if faulty:
        yield say(messages, "proposal.faulty", names=named(list(faulty), wording.unit, messages))
    files = dict.fromkeys(one.at.file for one in report.of(Severity.ERROR) if one.at and not one.unit)
    if files:
        yield say(messages, "proposal.files", names=named(list(files), str, messages))
    undone = dict.fromkeys(result.duty.id for result in report.duties if result.state is DutyState.NOT_DONE)
    if undone:
        yield say(messages, "proposal.duties", ids=messages.joined(undone))
    yield say(messages, "proposal.other")
