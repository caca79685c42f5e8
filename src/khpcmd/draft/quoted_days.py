"""The days by which a quote wants something done: "trước ngày 15/3/2027", "no later than 31 July 2027"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from khpcmd.draft.phrases import patterns
from khpcmd.text import tidy
from khpcmd.workbook.words.time_readers import MONTH_NAMES

EXCLUDES = ("trước", "before")
"""What leaves the day itself out; all other words include it."""


@dataclass(frozen=True, slots=True)
class SaidDay:
    """A deadline in a quote with its words; ``year`` is 0 where it is left out."""

    day: int
    month: int
    year: int
    excluded: bool
    """Whether the day itself is late."""
    words: str

    def is_day(self, other: date) -> bool:
        """Whether it is a day, of any year where it names none."""
        return (self.day, self.month) == (other.day, other.month) and self.year in (0, other.year)


def days_said(text: str) -> Iterator[SaidDay]:
    """The deadlines of a text in their order."""
    tidied = tidy(text)
    found = (match for pattern in patterns("due") for match in pattern.finditer(tidied))
    for match in sorted(found, key=re.Match.start):
        excluded, day = match["before"].lower() in EXCLUDES, match
        yield _said(day, excluded=excluded)
        while further := next(filter(None, (one.match(tidied, day.end()) for one in patterns("and_due"))), None):
            day = further
            yield _said(day, excluded=excluded)


def days_after(text: str, signed: date) -> Iterator[SaidDay]:
    """The last days of a text's spans of days from the day on which the plan was signed; that day itself is day 0."""
    for pattern in patterns("after_signing"):
        for match in pattern.finditer(tidy(text)):
            last = signed + timedelta(days=int(match["days"]))
            yield SaidDay(last.day, last.month, last.year, excluded=False, words=match[0])


def _said(match: re.Match[str], *, excluded: bool) -> SaidDay:
    month, year = match["month"].lower(), int(match["year"] or 0)
    number = int(month) if month.isdecimal() else _month(month)
    full = year + 2000 if 0 < year < 100 else year
    return SaidDay(int(match["day"]), number, full, excluded, match["words"])


def _month(name: str) -> int:
    return next(at for at, full in enumerate(MONTH_NAMES, 1) if full.startswith(name))
