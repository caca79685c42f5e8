"""The document that a plan was issued as, as texts cite it: its kind, its number and its day."""

from __future__ import annotations

from datetime import date

from khpcmd.i18n import Messages
from khpcmd.plan.model import Document, Plan

KINDS = {
    "KH": "kh",
    "QĐ": "qd",
    "CT": "ct",
    "NQ": "nq",
    "CTr": "ctr",
    "ĐA": "scheme",
    "PA": "option",
    "HD": "guide",
    "TB": "notice",
    "QC": "rules",
}
"""How the numbers of official documents name their kinds, and the words of the catalogue for them."""


def kind(document: Document, messages: Messages) -> str:
    """Which kind of document it is, by a number such as 416/KH-UBND: "Kế hoạch"."""
    return messages.template(f"documents.kinds.{_key(document.number)}")


def day(on: date, messages: Messages) -> str:
    """A day as official documents write it in figures: "05/9/2022"."""
    return _day(on, messages, "date")


def cited(document: Document, messages: Messages) -> str:
    """The document with its number and its day: "Kế hoạch số 416/KH-UBND ngày 17/02/2023"."""
    return messages.text(
        "documents.cited",
        kind=kind(document, messages),
        number=document.number,
        date=day(document.date, messages),
    )


def numbered(document: Document) -> bool:
    """Whether the document has a number, and not in its place that it is not issued yet."""
    return any(sign.isdecimal() for sign in document.number)


def named_plan(plan: Plan, messages: Messages) -> str:
    """The document of a plan as ``cited``; one that has no number yet by its title: "Kế hoạch … (chưa ban hành)"."""
    if numbered(plan.document):
        return cited(plan.document, messages)
    title = plan.title.in_(messages.language)
    if plan.document.number.casefold() in title.casefold():
        return title  # which says it itself
    return messages.text("documents.unnumbered", title=title, number=plan.document.number)


def in_words(on: date, messages: Messages) -> str:
    """A day as official documents write it out: "ngày 05 tháng 9 năm 2022"."""
    return _day(on, messages, "date_in_words")


def subject(plan: Plan, messages: Messages) -> str:
    """The title of the plan without the kind of document that it begins with, to stand behind ``cited``."""
    title, begins = plan.title.in_(messages.language), f"{kind(plan.document, messages)} "
    return title[len(begins) :] if title.casefold().startswith(begins.casefold()) else title


def _key(number: str) -> str:
    return KINDS.get(number.rpartition("/")[2].partition("-")[0], "other")


def _day(on: date, messages: Messages, key: str) -> str:
    """A day; in Vietnamese only the months 01 and 02 have two digits where one would do: "17/02/2023", "05/9/2022"."""
    two_digits = on.month <= int(messages.template("documents.two_digit_months"))
    month = f"{on.month:02}" if two_digits else str(on.month)
    return messages.text(f"documents.{key}", day=f"{on.day:02}", month=month, year=f"{on.year:04}")
