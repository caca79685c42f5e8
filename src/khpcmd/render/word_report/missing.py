"""The section on units that have not reported."""

from __future__ import annotations

from collections.abc import Iterator

from khpcmd.diagnostics import Code
from khpcmd.render.view import View
from khpcmd.render.word_report.contents import Item, Part, Section
from khpcmd.render.word_report.frame import say
from khpcmd.render.wording import Wording
from khpcmd.results import Report


def missing(report: Report, view: View, wording: Wording) -> Section:
    """Who has not reported, level by level, all of them by name."""
    items = tuple(Item(line) for line in _missing(report, view, wording))
    return Section(say(wording.messages, "missing"), (Part("", items),))


def _missing(report: Report, view: View, wording: Wording) -> Iterator[str]:
    messages = wording.messages
    if report.only_reported:
        yield say(messages, "missing_not_looked_at")
        return
    if not report.roll_call:
        yield say(messages, "roll_call_unknown")
        return
    yield from view.roll_call[1:]  # the first line says how many have reported
    unused = tuple(one.unit for one in report.diagnostics if one.code is Code.SENT_NOT_USED and one.unit)
    if unused:
        yield say(messages, "missing_unused", names=wording.units(unused))
    if not any(call.missing for call in report.roll_call):
        yield say(messages, "missing_none")
