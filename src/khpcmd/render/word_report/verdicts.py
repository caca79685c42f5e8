"""The second section: every target under its verdict, in sentences. None says more than the verdict does."""

from __future__ import annotations

from collections.abc import Iterator

from khpcmd.render.rows import UNSETTLED, TargetRow, named, unit_text
from khpcmd.render.view import View
from khpcmd.render.word_report.asked import Spoken
from khpcmd.render.word_report.contents import Item, Part, Section
from khpcmd.render.word_report.frame import say
from khpcmd.render.wording import Wording
from khpcmd.results import Reason, Report, Result, Verdict


def by_verdict(report: Report, view: View, wording: Wording) -> Section:
    """The targets in the plan's order under each verdict."""
    messages, period = wording.messages, report.plan.periods.get(report.period)
    figures, interim = Spoken(messages, report.plan), period is not None and period.interim
    found = list(zip(report.results, view.targets, strict=True))
    parts = []
    for verdict in Verdict:
        here = [
            _item(result, row, figures, wording, interim=interim) for result, row in found if result.verdict is verdict
        ]
        if here:
            count = messages.count("targets", len(here))
            parts.append(Part(say(messages, f"groups.{verdict.value}", count=count), tuple(here)))
    nothing = Part("", (Item(say(messages, "no_targets")),))
    return Section(say(messages, "targets"), tuple(parts) or (nothing,))


def _item(result: Result, row: TargetRow, figures: Spoken, wording: Wording, *, interim: bool) -> Item:
    messages = wording.messages
    asked = figures.threshold(result.target)
    told = say(messages, f"told.{_key(result, interim=interim)}", result=row.result, threshold=asked)
    lead = say(messages, "target", title=row.title, id=row.id)
    clauses = (told, *row.remarks, *_open(result, figures, wording))
    return Item(f"{lead} {'; '.join(clauses)}.", tuple(_short(result, figures, wording)))


def _key(result: Result, *, interim: bool) -> str:
    """Which sentence fits: at half-year "met" is said of the half-year, and what was missed may be its milestone."""
    if result.verdict is Verdict.INCONCLUSIVE and result.reason is Reason.MANUAL:
        return "manual"
    if result.verdict is Verdict.MISSED and result.reason is Reason.MILESTONE:
        return "milestone"
    return "met_interim" if interim and result.verdict is Verdict.MET else result.verdict.value


def _open(result: Result, figures: Spoken, wording: Wording) -> Iterator[str]:
    """What is not known yet. Who has not reported at all stands in a section of its own."""
    if result.verdict not in UNSETTLED:
        return
    if bounds := figures.still_possible(result):
        yield wording.messages.text("view.bounds", bounds=bounds)
    unread = [lacking.unit for lacking in result.lacking if lacking.reported]
    if unread:
        yield wording.messages.text("view.lacking_unread", names=named(unread, wording.unit, wording.messages))


def _short(result: Result, figures: Spoken, wording: Wording) -> Iterator[str]:
    """The units that fall short by themselves, where there are several."""
    if result.verdict not in UNSETTLED or len(result.units) <= 1 or not result.target.stands_alone:
        return
    short = [unit for unit in result.units if unit.verdict is Verdict.MISSED]
    if short:
        names = named(short, lambda unit: unit_text(unit, result.target, figures, wording), wording.messages)
        yield say(wording.messages, "short", names=names)
