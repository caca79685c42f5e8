"""What stands around the findings: the letterhead, the opening sentence, the closing one and the signature."""

from __future__ import annotations

from datetime import date

from khpcmd.i18n import Messages
from khpcmd.render.rows import named
from khpcmd.render.word_report.contents import Ending, Letterhead
from khpcmd.render.wording import Wording
from khpcmd.results import Report

KINDS = {"KH": "kh", "QĐ": "qd", "CT": "ct", "NQ": "nq", "CTr": "ctr"}
"""How the numbers of official documents name their kinds, and the words of the catalogue for them."""


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
    messages, told = wording.messages, list[str]()
    if report.only_reported:
        units = [unit for call in report.roll_call for unit in call.reported]
        names = named(units, wording.unit, messages) if units else say(messages, "nobody")
        told.append(say(messages, "only_reported", names=names))
    if report.selected:
        ids = messages.joined(result.target.id for result in report.results)
        told.append(say(messages, "selected", ids=ids))
    return tuple(told)


def opening(report: Report, messages: Messages) -> str:
    """On which plan, about which days, as of which day."""
    plan, period = report.plan, report.plan.periods.get(report.period)
    told = {
        "title": plan.title.in_(messages.language),
        "kind": say(messages, f"kinds.{kind_of(plan.document.number)}"),
        "number": plan.document.number,
        "date": _in_words(plan.document.date, messages),
        "issuer": plan.document.issuer.in_(messages.language),
        "as_of": messages.day(report.as_of),
    }
    if period is None:
        return say(messages, "opening_no_period", **told)
    return say(
        messages,
        "opening",
        **told,
        period=period.title.in_(messages.language),
        first=messages.day(period.window.first),
        last=messages.day(period.window.last),
    )


def kind_of(number: str) -> str:
    """Which kind of document a number such as 416/KH-UBND is of: the key of its word in the catalogue."""
    return KINDS.get(number.rpartition("/")[2].partition("-")[0], "other")


def _in_words(day: date, messages: Messages) -> str:
    """A date as official documents cite it."""
    return say(messages, "date", day=f"{day.day:02}", month=f"{day.month:02}", year=f"{day.year:04}")


def ending(messages: Messages) -> Ending:
    """All of it is for the author to fill in."""
    return Ending(
        closing=say(messages, "closing"),
        recipients_heading=say(messages, "recipients"),
        recipients=(say(messages, "recipient"), say(messages, "archive")),
        signer=say(messages, "signer"),
        name=say(messages, "name"),
    )
