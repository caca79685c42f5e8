"""Days and months as people type them (``read_date``, ``months_listed``): days stand before months, as in Vietnam."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from khpcmd.text.patterns import when_asked

NUMERIC = re.compile(r"([0-9]{1,2}) ?[/.\-] ?([0-9]{1,2}) ?[/.\-] ?([0-9]{4}|[0-9]{2})")
ISO = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})")
WORDS = re.compile(r"([0-9]{1,2}) tháng ([0-9]{1,2})(?: năm |, ?)([0-9]{4})", re.IGNORECASE)
ENGLISH = re.compile(r"([0-9]{1,2})[ -]([a-z]{3,9})[ -]([0-9]{4}|[0-9]{2})", re.IGNORECASE)
ENGLISH_FIRST = re.compile(r"([a-z]{3,9}) ([0-9]{1,2}), ?([0-9]{4})", re.IGNORECASE)
LEAD = re.compile(r"(?:[^\W\d_][^\d,;/]{0,40}, )?ngày ", re.IGNORECASE)
""" "ngày", also behind the place of a date line ("Nam Sách, ngày …") or a weekday."""
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
          "november", "december")  # fmt: skip
LISTED = when_asked(r"(?:các )?(?:tháng|t)?\.? ?(0?[1-9]|1[0-2])(?: ?/ ?(?:20[0-9]{2}))?", re.IGNORECASE)
SEPARATOR = when_asked(r" ?(?:[,;&+]|\bvà\b) ?")
RANGE = when_asked(r" ?(?:[-–]|đến) ?")
NAMES_MONTHS = when_asked(
    r"\b(?:tháng|t) ?\.?(?:0?[1-9]|1[0-2])(?![0-9])|\b(?:0?[1-9]|1[0-2]) ?/ ?20[0-9]{2}", re.IGNORECASE
)


class Typed(NamedTuple):
    """A day read from a text; ``month_first`` if it exists only when read with the month before the day."""

    day: date
    month_first: bool = False


def read_date(text: str) -> Typed | None:
    """The day in a tidy text, or None; a year of two digits is of this century."""
    bare = LEAD.sub("", text, count=1).rstrip(" .") if LEAD.match(text) else text.rstrip(" .")
    iso = ISO.fullmatch(bare)
    if iso:
        return _typed(_day(iso[3], iso[2], iso[1]))
    match = NUMERIC.fullmatch(bare)
    if match:
        return _typed(_day(*match.groups())) or _typed(_day(match[2], match[1], match[3]), month_first=True)
    return _typed(_in_words(bare))


def _in_words(text: str) -> date | None:
    match = WORDS.fullmatch(text)
    if match:
        return _day(*match.groups())
    match = ENGLISH.fullmatch(text)
    day, name, year = match.groups() if match else ("", "", "")
    first = ENGLISH_FIRST.fullmatch(text)
    if first:
        name, day, year = first.groups()
    return _day(day, str(_month(name)), year) if name else None


def _month(name: str) -> int:
    """The number of an English month, in full or its first three letters; 0 for anything else."""
    key = name.lower()
    return next((number for number, full in enumerate(MONTHS, 1) if key in (full, full[:3])), 0)


def looks_like_date(text: str) -> bool:
    """Whether a text has the form of a day, whether that day exists or not."""
    bare = LEAD.sub("", text, count=1)
    return any(pattern.fullmatch(bare) for pattern in (NUMERIC, ISO, WORDS)) or read_date(text) is not None


def months_listed(text: str) -> frozenset[int]:
    """The months in a list such as "T1, T2, tháng 3", "Tháng 1-6" or "1/2023; 2/2023"; empty for every other text.

    A list has to contain the word or a year: "1, 2" may be anything.
    """
    if not NAMES_MONTHS.search(text):
        return frozenset()
    found = set[int]()
    for part in SEPARATOR.split(text.strip(" .")):
        ends = [LISTED.fullmatch(end) for end in RANGE.split(part)]
        numbers = [int(end[1]) for end in ends if end]
        if len(numbers) != len(ends) or len(numbers) > 2 or numbers != sorted(numbers):
            return frozenset()
        found.update(range(numbers[0], numbers[-1] + 1))
    return frozenset(found)


def _typed(day: date | None, *, month_first: bool = False) -> Typed | None:
    return None if day is None else Typed(day, month_first)


def _day(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None
