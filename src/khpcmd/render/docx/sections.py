"""Writes the sections of the draft, from letterhead to signature. No sentence says more than its verdict does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from khpcmd.diagnostics import Code, Diagnostic, Severity
from khpcmd.i18n import Messages
from khpcmd.measures.threshold import Threshold
from khpcmd.plan.model import Due
from khpcmd.render.document import in_words, kind
from khpcmd.render.docx.contents import Ending, Grid, Item, Letterhead, Part, Section
from khpcmd.render.duties import DutyRow, DutyTable
from khpcmd.render.figures import Figures, level
from khpcmd.render.targets import UNSETTLED, TargetRow, named, short_units
from khpcmd.render.view import COUNTED, Fault, View
from khpcmd.render.wording import Wording
from khpcmd.report import DutyState, Reason, Report, Result, Verdict

LISTED = 50
"""How many faults are listed one by one before the rest is counted."""
WIDTHS = (25, 72, 85, 65)
"""The columns of their table, in millimetres."""
SOURCES = 30
"""How many files or units are listed with the number of their faults before the rest is counted."""


MORE = {"by_file": "more_files", "by_unit": "more_units"}
"""How the sources that are not listed are counted."""


def say(messages: Messages, key: str, /, **values: str | int) -> str:
    """A sentence of the draft."""
    return messages.text(f"word_report.{key}", **values)


def letterhead(report: Report, wording: Wording) -> Letterhead:
    messages = wording.messages
    return Letterhead(
        nation=messages.template("template.nation"),
        motto=messages.template("template.motto"),
        superior=say(messages, "superior"),
        body=say(messages, "body"),
        number=say(messages, "number"),
        place_and_day=say(messages, "place_and_day", year=year_of(report)),
        mark=say(messages, "mark"),
        title=say(messages, "title"),
        subject=_subject(report, messages),
        limits=limits(report, wording),
    )


def year_of(report: Report) -> str:
    """The year in which the period ends; the plan's where no period is known."""
    period = report.plan.periods.get(report.period)
    return str(period.window.last.year if period else report.plan.year)


def _subject(report: Report, messages: Messages) -> tuple[str, ...]:
    plan = report.plan.title.in_(messages.language)
    key = "subject_only_reported" if report.only_reported else "subject"
    period = report.plan.periods.get(report.period)
    if period is None:
        return (say(messages, "subject_no_period"), plan)
    return (say(messages, key, period=period.title.in_(messages.language)), plan)


def limits(report: Report, wording: Wording) -> tuple[str, ...]:
    """What the report leaves out, so that it cannot be taken for one on the whole plan."""
    messages, lines = wording.messages, list[str]()
    if report.only_reported:
        units = [unit for call in report.roll_call for unit in call.reported]
        names = named(units, wording.unit, messages) if units else say(messages, "nobody")
        lines.append(say(messages, "only_reported", names=names))
    if report.selected:
        ids = messages.joined(result.target.id for result in report.results)
        lines.append(say(messages, "selected", ids=ids))
    return tuple(lines)


def opening(report: Report, messages: Messages) -> str:
    """On which plan, about which days, as of which day."""
    plan, period = report.plan, report.plan.periods.get(report.period)
    values = {
        "title": plan.title.in_(messages.language),
        "kind": kind(plan.document, messages),
        "number": plan.document.number,
        "date": in_words(plan.document.date, messages),
        "issuer": plan.document.issuer.in_(messages.language),
        "as_of": messages.day(report.as_of),
    }
    if period is None:
        return say(messages, "opening_no_period", **values)
    return say(
        messages,
        "opening",
        **values,
        period=period.title.in_(messages.language),
        first=messages.day(period.window.first),
        last=messages.day(period.window.last),
    )


def ending(messages: Messages) -> Ending:
    """All of it is for the author to fill in."""
    return Ending(
        closing=say(messages, "closing"),
        recipients_heading=say(messages, "recipients"),
        recipients=(say(messages, "recipient"), say(messages, "archive")),
        signer=say(messages, "signer"),
        name=say(messages, "name"),
    )


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


class Spoken(Figures):
    """Figures for sentences."""

    asked_in = "word_report.asked"
    implied = "spoken"

    def _limits(self, threshold: Threshold, *, signed: bool) -> str:
        """A share cannot be more than the whole: "100 %", not "at least 100 %"."""
        end = threshold.at_least
        if end is not None and end.percent and end.value == 1 and not signed:
            return level(end.value, self.messages, is_percent=True)
        return super()._limits(threshold, signed=signed)


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
    sentence = say(messages, f"results.{_key(result, interim=interim)}", result=row.result, threshold=asked)
    lead = say(messages, "target", title=row.title, id=row.id)
    clauses = (sentence, *row.remarks, *_open(result, figures, wording))
    return Item(f"{lead} {'; '.join(clauses)}.", tuple(_short(result, figures, wording)))


def _key(result: Result, *, interim: bool) -> str:
    """Which sentence fits: at half-year "met" means the half-year, and what was missed may be its milestone."""
    if result.verdict is Verdict.INCONCLUSIVE and result.reason is Reason.MANUAL:
        return "manual"
    if result.verdict is Verdict.MISSED and result.reason is Reason.MILESTONE:
        return "milestone"
    return "met_interim" if interim and result.verdict is Verdict.MET else result.verdict.value


def _open(result: Result, figures: Spoken, wording: Wording) -> Iterator[str]:
    """What is not known yet; units that have not reported at all have their own section."""
    if result.verdict not in UNSETTLED:
        return
    if bounds := figures.still_possible(result):
        yield wording.messages.text("view.bounds", bounds=bounds)
    unread = [one.unit for one in result.open_units if one.reported]
    if unread:
        yield wording.messages.text("view.lacking_unread", names=named(unread, wording.unit, wording.messages))


def _short(result: Result, figures: Spoken, wording: Wording) -> Iterator[str]:
    """The units that fall short by themselves, where there are several."""
    line = short_units(result, figures, wording)
    if result.verdict in UNSETTLED and line:
        yield f"{line[0].upper()}{line[1:]}."


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


def duties(table: DutyTable, messages: Messages) -> Section:
    """The duties with answers, and the ids of the others."""
    items = [Item(_duty(row, messages)) for row in table.rows]
    if table.silent:
        items.append(Item(f"{table.silent}."))
    return Section(say(messages, "duties"), (Part("", tuple(items)),))


def _duty(row: DutyRow, messages: Messages) -> str:
    head = say(messages, "target", title=row.title, id=row.id)
    return f"{head} {'; '.join((say(messages, 'done', done=row.done), *row.remarks))}."


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
        items[SOURCES:] = [Item(f"{messages.count(MORE[key], rest)}.")]
    return Part(say(messages, key), tuple(items))


def _numbers(counts: Counter[Severity], messages: Messages) -> str:
    return messages.joined(messages.count(what, counts[one]) for one, what in COUNTED.items() if counts[one])


def listed(view: View, messages: Messages) -> Grid | None:
    """The first faults, the gravest before the others, and the codes that were cut; None where there are none."""
    every = [fault for section in view.sections for fault in section.faults]
    shown, cut = [fault for fault in every if not fault.cut], [fault for fault in every if fault.cut]
    if not shown:
        return None
    heads = [messages.template(f"word_report.fault_{name}") for name in ("code", "place", "message", "cure")]
    rows = [_row(fault) for fault in shown[:LISTED]]
    if len(shown) > LISTED:
        rows.append(("", "", say(messages, "more_faults", count=len(shown) - LISTED), ""))
    rows += [_row(fault) for fault in cut]
    return Grid(tuple(heads), tuple(rows), WIDTHS, centered=frozenset({0}))


def _row(fault: Fault) -> tuple[str, ...]:
    return f"{fault.word} {fault.code}", fault.where, fault.message, fault.unit_cure


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
