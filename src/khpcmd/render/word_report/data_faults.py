"""The section on the data: how many faults there are, in which files and of whom, and the first of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from khpcmd.diagnostics import Diagnostic, Severity
from khpcmd.i18n import Messages
from khpcmd.render.view import Fault, View
from khpcmd.render.word_report.contents import Item, Part, Section
from khpcmd.render.word_report.frame import say
from khpcmd.render.wording import Wording
from khpcmd.results import Report

LISTED = 20
"""How many faults are told one by one before the rest is counted."""
SOURCES = 30
"""How many files or units are told with the number of their faults before the rest is counted."""
COUNTED = {Severity.ERROR: "errors", Severity.WARNING: "warnings", Severity.NOTE: "notes"}


def data_faults(report: Report, view: View, wording: Wording) -> Section:
    """The faults by file and by unit, and what the first of them are."""
    heading = say(wording.messages, "faults")
    if not report.diagnostics:
        return Section(heading, (Part("", (Item(view.faults_line),)),))
    return Section(heading, tuple(_parts(report, view, wording)))


def _parts(report: Report, view: View, wording: Wording) -> Iterator[Part]:
    messages = wording.messages
    nowhere = messages.template("headings.faults_of_none")
    yield _counts("by_file", ((one.at.file if one.at else nowhere, one) for one in report.diagnostics), messages)
    owned = [(wording.unit(one.unit), one) for one in report.diagnostics if one.unit]
    if owned:
        yield _counts("by_unit", owned, messages)
    yield Part(say(messages, "first_faults"), tuple(_listed(view, messages)))


def _counts(key: str, found: Iterable[tuple[str, Diagnostic]], messages: Messages) -> Part:
    """So many errors, warnings and notes for each name, in the order in which the names come up."""
    tally: dict[str, Counter[Severity]] = {}
    for name, one in found:
        tally.setdefault(name, Counter())[one.severity] += 1
    items = [
        Item(say(messages, "tally", name=name, counts=_numbers(counts, messages))) for name, counts in tally.items()
    ]
    rest = len(items) - SOURCES
    if rest > 0:
        items[SOURCES:] = [Item(say(messages, f"more_{key}", count=rest))]
    return Part(say(messages, key), tuple(items))


def _numbers(counts: Counter[Severity], messages: Messages) -> str:
    return messages.joined(messages.count(what, counts[one]) for one, what in COUNTED.items() if counts[one])


def _listed(view: View, messages: Messages) -> Iterator[Item]:
    told = [fault for section in view.sections for fault in section.faults]
    yield from (Item(_fault(fault, messages)) for fault in told[:LISTED])
    if len(told) > LISTED:
        yield Item(say(messages, "more_faults", count=len(told) - LISTED))


def _fault(fault: Fault, messages: Messages) -> str:
    where = " · ".join(text for text in (f"{fault.word} {fault.code}", fault.place, fault.count, fault.unit) if text)
    return say(messages, "fault", where=where, message=fault.message, cure=fault.cure)
