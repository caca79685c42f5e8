"""A report as the contents of a draft: which sections there are, in which order."""

from __future__ import annotations

from collections.abc import Iterator

from khpcmd.i18n import Messages
from khpcmd.render.view import View, tabulate
from khpcmd.render.word_report.annexes import annexes
from khpcmd.render.word_report.contents import Draft, Section
from khpcmd.render.word_report.data_faults import data_faults
from khpcmd.render.word_report.duties import duties
from khpcmd.render.word_report.frame import ending, letterhead, opening, say
from khpcmd.render.word_report.general import general
from khpcmd.render.word_report.missing import missing
from khpcmd.render.word_report.proposals import proposals
from khpcmd.render.word_report.verdicts import by_verdict
from khpcmd.render.wording import Wording
from khpcmd.results import Report


def compose(report: Report, messages: Messages) -> Draft:
    """Everything the draft says, from the one tabulation and the report behind it."""
    view, wording = tabulate(report, messages, by_unit=True), Wording(messages, report.plan)
    return Draft(
        letterhead=letterhead(report, wording),
        opening=opening(report, messages),
        sections=tuple(_sections(report, view, wording)),
        ending=ending(messages),
        annexes=annexes(report, view, messages),
        small_print=(say(messages, "made_from"), *view.provenance),
        footer=say(messages, "footer"),
    )


def _sections(report: Report, view: View, wording: Wording) -> Iterator[Section]:
    yield general(report, view, wording)
    yield by_verdict(report, view, wording)
    if view.duties is not None:
        yield duties(view.duties, wording.messages)
    yield missing(report, view, wording)
    yield data_faults(report, view, wording)
    yield proposals(report, wording)
