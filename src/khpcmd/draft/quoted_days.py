"""The days by which a quote wants something done: "trước ngày 15/3/2027", "no later than 31 July 2027"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from khpcmd.text import tidy
from khpcmd.workbook.words.time_readers import MONTH_NAMES

EXCLUDES = ("trước", "before")
"""What leaves the day itself out; all other words include it."""
BEFORE = (
    r"(?<!\w)(?P<before>trước\shoặc\strong|trong\shoặc\strước|trước|chậm\snhất(?:\slà)?(?:\svào)?|đến\shết|không\squá"
    r"|muộn\snhất(?:\slà)?(?:\svào)?|on\sor\sbefore|by|before|(?:no|not)\slater\sthan"
    r"|từ\s(?:ngày\s)?[\d/.-]{3,10}\sđến(?:\shết)?|from\s(?:\w+\s){1,2}(?:\d{4}\s)?(?:to|until))\s"
)
NAMES = "|".join(rf"{name}|{name[:3]}" for name in MONTH_NAMES)
NUMBER = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
YEAR = r"(?:,?\s(?P<year>\d{4}))?(?!\w)"
DAYS = (
    (
        r"(?:ngày\s)?(?P<day>\d{1,2})(?:\s?/\s?|\s?tháng\s|[.-](?=\d{1,2}[.-]\d{4}))(?P<month>\d{1,2})(?!\d)"
        r"(?:(?:\s?[/.-]\s?|,?\snăm\s)(?P<year>\d{4}|\d\d)(?!\d))?"
    ),
    rf"(?:the\s)?{NUMBER}\s(?:of\s)?(?P<month>{NAMES})\.?{YEAR}",
    rf"(?:the\s)?(?P<month>{NAMES})\.?\s{NUMBER}{YEAR}",
)
"""How days are written: in figures, and in English in two ways."""
FIRST = tuple(re.compile(f"(?P<words>{BEFORE}{day})", re.IGNORECASE) for day in DAYS)
FURTHER = tuple(re.compile(rf"(?:\s?[,;]|\s(?:và|hoặc|and|or))\s(?P<words>{day})", re.IGNORECASE) for day in DAYS)
"""A day that goes on from another: "trước ngày 15/6 và 15/12"."""

ALONE = r"(?=\s?(?:[,.;:)–-]|$))"
AFTER_SIGNING = (
    re.compile(
        r"(?<!\w)trong\s(?:thời\s(?:hạn|gian)|vòng)\s(?P<days>\d{1,3})\s(?:\([\w\s]+\)\s)?ngày,?\s(?:kể\s|tính\s)?từ"
        rf"\s(?:ngày|khi)\s(?:ký\sban\shành|ký|ban\shành)(?:\s(?:kế\shoạch(?:\snày)?|văn\sbản\snày)(?!\w)|{ALONE})",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?<!\w)within\s(?P<days>\d{1,3})\s(?:calendar\s)?days\s(?:of|from|after)\s(?:the\s)?(?:(?:date|day)\sof\s)?"
        rf"(?:its\s|the\s)?(?:signature|signing|issue)(?:\sof\s(?:the|this)\splan(?!\w)|{ALONE})",
        re.IGNORECASE,
    ),
)
"""Days counted from the day of the plan's own document; working days, and those after another document, are not."""


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
    found = (match for pattern in FIRST for match in pattern.finditer(tidied))
    for match in sorted(found, key=re.Match.start):
        excluded, day = match["before"].lower() in EXCLUDES, match
        yield _said(day, excluded=excluded)
        while further := next(filter(None, (one.match(tidied, day.end()) for one in FURTHER)), None):
            day = further
            yield _said(day, excluded=excluded)


def days_after(text: str, signed: date) -> Iterator[SaidDay]:
    """The last days of a text's spans of days from the day on which the plan was signed; that day itself is day 0."""
    for pattern in AFTER_SIGNING:
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
