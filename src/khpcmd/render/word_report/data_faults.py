"""The faults of the data: how many there are, in which files and of whom, and a table of the first of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from khpcmd.diagnostics import Diagnostic, Severity
from khpcmd.i18n import Messages
from khpcmd.render.file_line import COUNTED
from khpcmd.render.view import Fault, View
from khpcmd.render.word_report.contents import Grid, Item, Part, Section
from khpcmd.render.word_report.frame import say
from khpcmd.render.wording import Wording
from khpcmd.results import Report

LISTED = 50
"""How many faults are told one by one before the rest is counted."""
WIDTHS = (25, 72, 85, 65)
"""The columns of their table, in millimetres."""
SOURCES = 30
"""How many files or units are told with the number of their faults before the rest is counted."""


def data_faults(report: Report, view: View, wording: Wording) -> Section:
    """How many faults each file and each unit has."""
    heading = say(wording.messages, "faults")
    if not report.diagnostics:
        return Section(heading, (Part("", (Item(view.faults_line),)),))
    return Section(heading, tuple(_parts(report, wording)))


def _parts(report: Report, wording: Wording) -> Iterator[Part]:
    messages = wording.messages
    yield Part("", (Item(say(messages, "faults_listed")),))
    nowhere = messages.template("headings.faults_of_none")
    yield _counts("by_file", ((one.at.file if one.at else nowhere, one) for one in report.diagnostics), messages)
    owned = [(wording.unit(one.unit), one) for one in report.diagnostics if one.unit]
    if owned:
        yield _counts("by_unit", owned, messages)


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


def listed(view: View, messages: Messages) -> Grid | None:
    """The first faults, the gravest before the others, and the codes that were cut; None where there are none."""
    every = [fault for section in view.sections for fault in section.faults]
    told, cut = [fault for fault in every if not fault.cut], [fault for fault in every if fault.cut]
    if not told:
        return None
    heads = [messages.template(f"word_report.fault_{name}") for name in ("code", "place", "message", "cure")]
    rows = [_row(fault) for fault in told[:LISTED]]
    if len(told) > LISTED:
        rows.append(("", "", say(messages, "more_faults", count=len(told) - LISTED), ""))
    rows += [_row(fault) for fault in cut]
    return Grid(tuple(heads), tuple(rows), WIDTHS, centered=frozenset({0}))


def _row(fault: Fault) -> tuple[str, ...]:
    where = " · ".join(text for text in (fault.place, fault.count, fault.unit) if text)
    return f"{fault.word} {fault.code}", where, fault.message, fault.cure
