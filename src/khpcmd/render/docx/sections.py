"""Writes the numbered sections of the draft. No sentence says more than its verdict does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from khpcmd.diagnostics import Severity
from khpcmd.i18n import Messages
from khpcmd.plan.form_order import form_sections
from khpcmd.plan.periods import Due
from khpcmd.render.docx.contents import Item, Part, Section
from khpcmd.render.docx.frame import limits
from khpcmd.render.docx.sentences import Sentences, Spoken, counted, in_sentence, lowered, say, titles
from khpcmd.render.duties import DutyRow, DutyTable
from khpcmd.render.issued import in_words
from khpcmd.render.told.office import waiting_for
from khpcmd.render.wording import Wording, named
from khpcmd.report import Report
from khpcmd.results import DutyState, Result, Verdict

FEW_MISSING = 5
"""Up to how many units that have not reported are named in the text; more have an annex."""
NUMBERED = re.compile(r"^\d+(\.\d+)*\.?\s+")
"""The number that a heading of the plan begins with; the report numbers its own."""


def general(report: Report, wording: Wording) -> Section:
    """Who has reported, and how many targets stand how."""
    messages = wording.messages
    return Section(
        say(messages, "general"),
        (
            Part(say(messages, "reporting"), tuple(Item(line) for line in _reporting(report, wording))),
            Part(say(messages, "standing"), tuple(_standing(report, wording))),
        ),
    )


def _reporting(report: Report, wording: Wording) -> Iterator[str]:
    messages, period = wording.messages, report.plan.periods.get(report.period)
    if period is not None:
        yield say(messages, "due", due=_due(period.due, wording))
    if not report.roll_call:
        yield say(messages, "roll_call_unknown")
        return
    yield say(
        messages,
        "roll_call",
        as_of=in_words(report.as_of, messages),
        levels=messages.listed(list(_levels(report, wording))),
    )
    yield from _missing(report, wording)
    yield _soundness(report, wording)


def _levels(report: Report, wording: Wording) -> Iterator[str]:
    """How many units of each level have reported, of those that owe figures; of a level of one unit its name."""
    plan, messages = report.plan, wording.messages
    for call in report.roll_call:
        if call.reported == call.expected and len(call.expected) == 1:
            yield in_sentence(wording.unit(call.expected[0]))
            continue
        title = plan.levels[call.level].title.in_(messages.language) if call.level in plan.levels else call.level
        yield say(messages, "reported_of", reported=len(call.reported), expected=len(call.expected), level=title)


def _due(due: Due, wording: Wording) -> str:
    key = "due_by" if due.inclusive else "due_before"
    return say(wording.messages, key, day=in_words(due.date, wording.messages))


def _missing(report: Report, wording: Wording) -> Iterator[str]:
    yield from _of_few_or_many("missing", report.missing_units, wording)
    if units := report.without_figures:
        number = counted(wording.messages, "units", len(units))
        yield say(wording.messages, "without_figures", units=number, names=_names(units, wording))
    yield from _of_few_or_many("missing_unused", report.unusable_units, wording)


def _of_few_or_many(key: str, units: Sequence[str], wording: Wording) -> Iterator[str]:
    """A sentence about units: few are named, many are counted; none where there are none."""
    if len(units) > FEW_MISSING:
        yield say(wording.messages, f"{key}_many", units=counted(wording.messages, "units", len(units)))
    elif units:
        yield say(wording.messages, key, names=_names(units, wording))


def _names(units: Sequence[str], wording: Wording, *, running: bool = False) -> str:
    """The units behind a colon, or (``running``) in the midst of a sentence."""
    return named(units, lambda unit: in_sentence(wording.unit(unit)), wording.messages, in_sentence=running)


def _soundness(report: Report, wording: Wording) -> str:
    """In one sentence, whether there is anything to correct, and at how many units."""
    messages = wording.messages
    errors = [one for one in report.of(Severity.ERROR) if one.at is not None]
    if not errors:
        return say(messages, "sound")
    units = _faulty(report)
    others = [one for unit, found in report.by_unit().items() for one in found if unit not in units]
    files = dict.fromkeys(one.at.file for one in others if one.at and one.severity is Severity.ERROR)
    whose = [counted(messages, "units", len(units))] if units else []
    if files:
        whose.append(say(messages, "faulty_files", files=counted(messages, "files", len(files))))
    return say(messages, "faulty", whose=messages.listed(whose))


def _faulty(report: Report) -> list[str]:
    """The units that have something to fix in what they sent."""
    return [one.unit for one in report.submissions if any(fault.at for fault in one.to_fix)]


def _standing(report: Report, wording: Wording) -> Iterator[Item]:
    """How many targets stand how, and what must not be read into it."""
    messages, period = wording.messages, report.plan.periods.get(report.period)
    if not report.results:
        yield Item(say(messages, "no_targets"))
        return
    yield from (Item(f"{line}.") for line in limits(report, wording))
    judged = counted(messages, "targets", len(report.results))
    yield Item(say(messages, "judged", targets=judged), tuple(_by_verdict(report, messages)))
    if reasons := _why_open(report, wording):
        yield Item(reasons)
    if period is not None and period.interim:
        yield Item(say(messages, "interim"))
    yield Item(say(messages, "rounding"))


def _by_verdict(report: Report, messages: Messages) -> Iterator[str]:
    """A line for each verdict; the targets that were missed are named, but for those that only give points."""
    for verdict in Verdict:
        here = [result.target for result in report.results if result.verdict is verdict]
        if not here:
            continue
        line = say(messages, f"standings.{verdict.value}", targets=counted(messages, "targets", len(here)))
        others = [target for target in here if not target.for_points]
        points, striving = len(here) - len(others), sum(target.strives for target in others)
        if points:
            line = say(messages, "points_among", line=line, targets=counted(messages, "targets", points))
        if striving and striving == len(here):
            line = say(messages, "all_striving" if striving > 1 else "one_striving", line=line)
        elif striving:
            key = "and_striving" if points else "striving"
            line = say(messages, key, line=line, targets=counted(messages, "targets", striving))
        if others and verdict in (Verdict.MISSED, Verdict.WAIVED):
            marked = striving != len(others)
            line = say(messages, "named", line=line, titles=titles(others, messages, marked=marked))
        yield f"{line}."


def _why_open(report: Report, wording: Wording) -> str:
    """Whose figures the inconclusive targets wait for, once for all of them; "" where they wait for nobody."""
    messages = wording.messages
    causes = list[str]()
    for lack, units in waiting_for(report).items():
        many = len(units) > FEW_MISSING
        names = counted(messages, "units", len(units)) if many else _names(units, wording, running=True)
        causes.append(say(messages, f"why_{lack}", names=names))
    return say(messages, "why_open", causes="; ".join(causes)) if causes else ""


def is_interim(report: Report) -> bool:
    """Whether the period is one within the year."""
    period = report.plan.periods.get(report.period)
    return period is not None and period.interim


def by_group(report: Report, wording: Wording) -> Section:
    """The targets under the headings of the form, in the plan's order; what is met and what is not stands together."""
    messages = wording.messages
    sentences = Sentences(wording, Spoken(messages, report.plan, interim=is_interim(report)))
    groups = [(title, tuple(map(Item, sentences.group(results)))) for title, results in _groups(report, messages)]
    if not groups:
        return Section(say(messages, "targets"), (Part("", (Item(say(messages, "no_targets")),)),))
    heading = say(messages, "targets_by_group" if len(groups) > 1 else "targets")
    return Section(heading, tuple(Part(title, items) for title, items in groups))


def _groups(report: Report, messages: Messages) -> list[tuple[str, list[Result]]]:
    """The targets by the section of the form that asks for their first figure; without headings they are one group."""
    plan, headings = report.plan, dict[str, str]()
    for section in form_sections(plan, plan.fields):
        if section.title is not None:
            title = NUMBERED.sub("", section.title.in_(messages.language), count=1)
            headings |= {name: headings.get(name, title) for name in section.fields}
    if not headings:
        return [("", list(report.results))] if report.results else []
    groups = dict[str, list[Result]]({title: [] for title in headings.values()})
    others = list[Result]()
    for result in report.results:
        first = next((headings[name] for name in result.target.measure.fields() if name in headings), "")
        (groups[first] if first else others).append(result)
    found = [(title, results) for title, results in groups.items() if results]
    if others:
        found.append((say(messages, "other_targets"), others))
    return found


def duties(table: DutyTable, report: Report, wording: Wording) -> Section:
    """How many duties are done, then each that is not, and how many have no answer; an annex has them all."""
    messages = wording.messages
    every = len({result.duty.id for result in report.duties})
    done = sum(row.state is DutyState.DONE for row in table.rows)
    items = [Item(say(messages, "duties_done" if done else "no_duty_done", done=done, all=every))]
    items += [Item(_duty(row, report, wording)) for row in table.rows if row.state is not DutyState.DONE]
    silent = every - len(table.rows)
    if silent:
        items.append(Item(say(messages, "duties_silent", duties=counted(messages, "duties", silent))))
    return Section(say(messages, "duties"), (Part("", tuple(items)),))


def _duty(row: DutyRow, report: Report, wording: Wording) -> str:
    """A duty that is not done by all: by how many, and who has not; a single body is the subject of its sentence."""
    remarks, messages = "; ".join(row.remarks), wording.messages
    if row.of_units > 1:
        return say(messages, "duty", title=row.title, done=row.done, remarks=remarks)
    whose = [one.unit for one in report.duties if one.duty.id == row.id]
    if row.state is DutyState.NOT_DONE and len(row.remarks) == 1 and len(whose) == 1:
        unit, state = in_sentence(wording.unit(whose[0])), lowered(row.word)
        return say(messages, "duty_of_whom", title=row.title, unit=unit, state=state)
    return say(messages, "duty_of_one", title=row.title, remarks=remarks)


def proposals(report: Report, wording: Wording) -> Section:
    """Causes and proposals, each with a gap to be filled in."""
    messages = wording.messages
    causes = [
        Item(say(messages, "cause", title=result.target.title.in_(messages.language)))
        for result in report.results
        if result.verdict is Verdict.MISSED
    ]
    author, proposed = Item(say(messages, "for_the_author")), tuple(Item(line) for line in _proposed(report, wording))
    if not causes:
        return Section(say(messages, "only_proposals"), (Part("", (author, *proposed)),))
    reasons, suggested = Part(say(messages, "causes"), tuple(causes)), Part(say(messages, "proposed"), proposed)
    return Section(say(messages, "proposals"), (Part("", (author,)), reasons, suggested))


def _proposed(report: Report, wording: Wording) -> Iterator[str]:
    messages = wording.messages
    for verdict in (Verdict.MISSED, Verdict.IN_PROGRESS, Verdict.INCONCLUSIVE):
        if report.count(verdict):
            yield say(messages, f"proposal.{verdict.value}")
    yield from _of_few_or_many("proposal.missing", report.missing_units, wording)
    if faulty := _faulty(report):
        yield say(messages, "proposal.faulty", names=_names(faulty, wording))
    if any(result.state is DutyState.NOT_DONE for result in report.duties):
        yield say(messages, "proposal.duties")
    yield say(messages, "proposal.other")
