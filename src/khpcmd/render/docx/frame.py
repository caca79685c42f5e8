"""What stands around the report: letterhead, title and addressee, the opening sentence, and the ending."""

from __future__ import annotations

from khpcmd.i18n import Messages
from khpcmd.plan.beside import Agency
from khpcmd.plan.model import Plan
from khpcmd.render.docx.contents import Ending, Letterhead
from khpcmd.render.docx.sentences import in_sentence, say, titles
from khpcmd.render.issued import in_words, kind, named_plan, numbered, subject
from khpcmd.render.view import View
from khpcmd.render.wording import Wording, named
from khpcmd.report import Report

OPEN = "……"
"""What is filled in by hand."""


def letterhead(report: Report, wording: Wording, agency: Agency) -> Letterhead:
    """The first lines; what the agency has not said is in brackets."""
    messages = wording.messages
    return Letterhead(
        state=state_of(report.plan, messages),
        author=_author(report.plan, agency, messages),
        number=say(messages, "number", number=number_of(report.plan, agency, messages)),
        place_and_day=place_and_day(agency, year_of(report), messages),
        mark=say(messages, "mark"),
        title=say(messages, "title"),
        subject=_subject(report, messages),
        limits=limits(report, wording),
        addressee=say(messages, "addressee", addressee=addressee(agency, messages)),
    )


def state_of(plan: Plan, messages: Messages) -> tuple[str, ...]:
    """The name of the state and its motto, or what the plan has instead."""
    if plan.letterhead is not None:
        return tuple(line.in_(messages.language) for line in plan.letterhead.state)
    return (messages.template("template.nation"), messages.template("template.motto")) if plan.official else ()


def _author(plan: Plan, agency: Agency, messages: Messages) -> tuple[str, ...]:
    """Who writes the report: the body above, and its own name."""
    if agency.name is None and plan.letterhead is not None and plan.letterhead.author:
        return tuple(line.in_(messages.language) for line in plan.letterhead.author)
    superior = agency.superior.upper() if agency.superior else say(messages, "superior")
    return superior, agency.name.upper() if agency.name else say(messages, "body")


def sender(agency: Agency, messages: Messages) -> str:
    """The agency within a sentence."""
    return agency.name or say(messages, "sender")


def addressee(agency: Agency, messages: Messages) -> str:
    """Whom the report is for."""
    return agency.addressee or say(messages, "to_whom")


def symbol(agency: Agency) -> str:
    """What follows the kind of document in the number of a report."""
    return agency.report_symbol or OPEN


def number_of(plan: Plan, agency: Agency, messages: Messages) -> str:
    """The number of the report, which is left open; its kind stands in it where official documents are numbered so."""
    if plan.official or agency.report_symbol:
        return say(messages, "report_number", symbol=symbol(agency))
    return OPEN


def year_of(report: Report) -> str:
    """The year in which it is signed: that of the day as of which it was judged."""
    return str(report.as_of.year)


def _subject(report: Report, messages: Messages) -> tuple[str, ...]:
    """What it is about, as one phrase on two lines: "… năm 2023 theo / Kế hoạch phòng, chống …"."""
    key = "subject_only_reported" if report.only_reported else "subject"
    period = report.plan.periods.get(report.period)
    if period is None:
        return (say(messages, "subject_no_period"), _under(report, messages))
    return (say(messages, key, period=period.title.in_(messages.language)), _under(report, messages))


def _under(report: Report, messages: Messages) -> str:
    """The plan as a title names it: its own title where that says what document it is, else the document."""
    plan, title = report.plan, report.plan.title.in_(messages.language)
    if _says_kind(report, messages) or not numbered(plan.document):
        return title
    return say(messages, "subject_document", kind=kind(plan.document, messages), number=plan.document.number)


def _says_kind(report: Report, messages: Messages) -> bool:
    return subject(report.plan, messages) != report.plan.title.in_(messages.language)


def limits(report: Report, wording: Wording) -> tuple[str, ...]:
    """What the report leaves out, so that it cannot be taken for one on the whole plan."""
    messages = wording.messages
    lines = [text for text in (View(report, messages).what_if_text,) if text]
    if report.only_reported:
        units = [unit for call in report.roll_call for unit in call.reported]
        names = named(units, lambda unit: in_sentence(wording.unit(unit)), messages) if units else ""
        lines.append(say(messages, "only_reported", names=names or say(messages, "nobody")))
    if report.selected:
        chosen = titles((result.target for result in report.results), messages)
        lines.append(say(messages, "selected", titles=chosen))
    return tuple(lines)


def opening(report: Report, messages: Messages, agency: Agency) -> str:
    """On which plan, about which days, as of which day."""
    period = report.plan.periods.get(report.period)
    values = {
        "document": _document(report, messages),
        "as_of": in_words(report.as_of, messages),
        "agency": sender(agency, messages),
    }
    if period is None:
        return say(messages, "opening_no_period", **values)
    return say(
        messages,
        "opening",
        **values,
        period=period.title.in_(messages.language),
        first=in_words(period.window.first, messages),
        last=in_words(period.window.last, messages),
    )


def _document(report: Report, messages: Messages) -> str:
    """The document with its issuer; with the title of the plan where the title does not say which document it is."""
    plan = report.plan
    if not numbered(plan.document):
        return named_plan(plan, messages)
    document = say(
        messages,
        "document",
        kind=kind(plan.document, messages),
        number=plan.document.number,
        date=in_words(plan.document.date, messages),
        issuer=plan.document.issuer.in_(messages.language),
    )
    title = plan.title.in_(messages.language)
    if _says_kind(report, messages) or plan.document.number in title:
        return document
    return say(messages, "document_titled", document=document, title=title)


def ending(report: Report, messages: Messages, agency: Agency) -> Ending:
    """The end of the report."""
    period = report.plan.periods.get(report.period)
    values = {"agency": sender(agency, messages), "addressee": addressee(agency, messages)}
    if period is None:
        return ending_of(agency, say(messages, "closing_no_period", **values), messages)
    closing = say(messages, "closing", period=period.title.in_(messages.language), **values)
    return ending_of(agency, closing, messages)


def ending_of(agency: Agency, closing: str, messages: Messages) -> Ending:
    """The last paragraph, whom it goes to and who signs; what the agency has not said is in brackets."""
    others = agency.recipients or (say(messages, "left_open"),)
    return Ending(
        closing=closing,
        recipients_heading=say(messages, "recipients"),
        recipients=(
            say(messages, "same_as_above"),
            *(say(messages, "recipient", name=name) for name in others),
            say(messages, "archive", archive=agency.archive or say(messages, "archive_open")),
        ),
        signer=agency.signer or (say(messages, "signer"),),
        name=agency.signer_name or say(messages, "name"),
    )


def place_and_day(agency: Agency, year: str, messages: Messages) -> str:
    """Where and in which year it is signed; the day is written by hand."""
    return say(messages, "place_and_day", place=agency.place or "……", year=year)
