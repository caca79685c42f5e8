"""The lines above the table of each sheet, as the reader of returns finds unit and period in them."""

from __future__ import annotations

from khpcmd.template.book import Page
from khpcmd.template.terms import Term, if_, joined
from khpcmd.template.words import Wanted

UNIT, MOTTO, TITLE, PERIOD, FILER, BANNER, LEGEND = 0, 1, 3, 4, 5, 6, 7
"""The rows, from 0."""
HEIGHT_OF_BANNER = 24


def letterhead(page: Page, wanted: Wanted, title: str, wrong: Term | None) -> None:
    """Letterhead, title, period, unit, and the banner that counts what is ``wrong``."""
    last = len(page.widths) - 1
    page.across(UNIT, (0, 1), wanted.unit.upper(), "strong")
    page.across(UNIT, (2, last), wanted.say("nation"), "strong")
    page.across(MOTTO, (2, last), wanted.say("motto"), "strong")
    page.across(TITLE, (0, last), title, "title")
    page.across(PERIOD, (0, last), wanted.say("period", period=wanted.period), "line")
    page.across(FILER, (0, last), wanted.say("unit", unit=wanted.unit), "strong")
    if wrong is not None:
        page.result_across(BANNER, (0, last), banner(wanted, wrong), "banner")
        page.sheet.set_row(BANNER, HEIGHT_OF_BANNER)
        box = (BANNER, 0, BANNER, last)
        page.signal(box, wanted.say("ready"), "good")
        area = page.address(BANNER, 0)
        look = page.look("open")
        page.sheet.conditional_format(*box, {"type": "formula", "criteria": f'={area}<>""', "format": look})
    page.across(LEGEND, (0, last), wanted.say("legend"), "small")


def banner(wanted: Wanted, wrong: Term) -> Term:
    left = joined(wanted.say("left"), wrong, wanted.say("left_cells"))
    return if_(wrong.eq(0), wanted.say("ready"), left)
