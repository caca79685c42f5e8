"""The first sheet: ten lines on how to fill in the template and how to send it."""

from __future__ import annotations

from khpcmd.template.book import Book
from khpcmd.template.words import Wanted

LINES = "abcdefghij"
WIDTHS = (6.0, 120.0)


def draw_guide(book: Book, wanted: Wanted) -> None:
    """How to fill in and send."""
    page = book.page(wanted.say("sheet_guide"), WIDTHS)
    due = wanted.filer.plan.periods[wanted.filer.period].due
    word = "due_by" if due.inclusive else "due_before"
    known = {
        "unit": wanted.unit,
        "period": wanted.period,
        "due": wanted.say(word, day=wanted.messages.day(due.date)),
    }
    page.across(0, (0, 1), wanted.say("title_guide"), "title")
    for number, letter in enumerate(LINES, start=1):
        text = wanted.say(f"guide_{letter}", **known)
        page.text(number + 1, 0, str(number), "centred")
        page.text(number + 1, 1, text, "label")
        page.height(number + 1, [(text, WIDTHS[1])])
    page.finish()
