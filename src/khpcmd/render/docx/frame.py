"""What stands around the report: letterhead, title and addressee, the opening sentence, and the ending."""

from __future__ import annotations

from khpcmd.i18n import Messages
from khpcmd.plan.beside import Agency
from khpcmd.plan.model import Plan
from khpcmd.render.docx.page import Ending, Letterhead
from khpcmd.render.docx.sentences import in_sentence, say, titles
from khpcmd.render.issued import in_words, kind, named_plan, numbered, subject
from khpcmd.render.view import View
from khpcmd.render.wording import Wording, named
from khpcmd.report import Report

OPEN = "……"
"""What is filled in by hand."""


class Frame:
    """What stands around one report; what the agency has not said is in brackets."""

    def __init__(self, report: Report, wording: Wording, agency: Agency) -> None:
        self._report, self._plan, self._wording, self._agency = report, report.plan, wording, agency
        self._messages, self._language = wording.messages, wording.messages.language
        self._period = report.plan.periods.get(report.period)
        self._year = str(report.as_of.year)  # in which it is signed

    def _say(self, key: str, /, **values: str) -> str:
        return say(self._messages, key, **values)

    @property
    def _sender(self) -> str:
        """The agency within a sentence."""
        return self._agency.name or self._say("sender")

    @property
    def _addressee(self) -> str:
        return self._agency.addressee or self._say("to_whom")

    @property
    def _number(self) -> str:
        """The number of the report, which is left open; its kind stands in it where documents are numbered so."""
        symbol = self._agency.report_symbol
        return self._say("report_number", symbol=symbol or OPEN) if self._plan.official or symbol else OPEN

    def letterhead(self) -> Letterhead:
        """The first lines."""
        plan, agency = self._plan, self._agency
        author: tuple[str, ...] = (
            agency.superior.upper() if agency.superior else self._say("superior"),
            agency.name.upper() if agency.name else self._say("body"),
        )
        if agency.name is None and plan.letterhead is not None and plan.letterhead.author:
            author = tuple(line.in_(self._language) for line in plan.letterhead.author)
        return Letterhead(
            state=state_of(plan, self._messages),
            author=author,
            number=self._say("number", number=self._number),
            place_and_day=place_and_day(agency, self._year, self._messages),
            mark=self._say("mark"),
            title=self._say("title"),
            subject=(
                self._of_period("subject_only_reported" if self._report.only_reported else "subject"),
                self._under(),
            ),
            limits=limits(self._report, self._wording),
            addressee=self._say("addressee", addressee=self._addressee),
        )

    def belongs_to(self) -> str:
        """What stands below the title of an annex."""
        return self._say("belongs_to", year=self._year, number=self._number, agency=self._sender)

    def _under(self) -> str:
        """The plan as a title names it: its own title where that says what document it is, else the document."""
        plan, title = self._plan, self._plan.title.in_(self._language)
        if self._says_kind(title) or not numbered(plan.document):
            return title
        return self._say("subject_document", kind=kind(plan.document, self._messages), number=plan.document.number)

    def _says_kind(self, title: str) -> bool:
        return subject(self._plan, self._messages) != title

    def _of_period(self, key: str, **values: str) -> str:
        """A sentence about the period, or the one for where none is known."""
        if self._period is None:
            return self._say(f"{key.removesuffix('_only_reported')}_no_period", **values)
        return self._say(key, period=self._period.title.in_(self._language), **values)

    def opening(self) -> str:
        """On which plan, about which days, as of which day."""
        days = {"as_of": self._report.as_of}
        if self._period is not None:
            days |= {"first": self._period.window.first, "last": self._period.window.last}
        told = {name: in_words(day, self._messages) for name, day in days.items()}
        return self._of_period("opening", document=self._document(), agency=self._sender, **told)

    def _document(self) -> str:
        """The document with its issuer; with the title of the plan where that does not say which document it is."""
        messages, document, title = self._messages, self._plan.document, self._plan.title.in_(self._language)
        if not numbered(document):
            return named_plan(self._plan, messages)
        text = self._say(
            "document",
            kind=kind(document, messages),
            number=document.number,
            date=in_words(document.date, messages),
            issuer=document.issuer.in_(self._language),
        )
        if self._says_kind(title) or document.number in title:
            return text
        return self._say("document_titled", document=text, title=title)

    def ending(self) -> Ending:
        """The end of the report."""
        closing = self._of_period("closing", agency=self._sender, addressee=self._addressee)
        return ending_of(self._agency, closing, self._messages)


def state_of(plan: Plan, messages: Messages) -> tuple[str, ...]:
    """The name of the state and its motto, or what the plan has instead."""
    if plan.letterhead is not None:
        return tuple(line.in_(messages.language) for line in plan.letterhead.state)
    return (messages.template("template.nation"), messages.template("template.motto")) if plan.official else ()


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
