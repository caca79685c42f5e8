"""Days as people type them: day before month, as everywhere in Vietnam."""

from __future__ import annotations

import re
from datetime import date

NUMERIC = re.compile(r"([0-9]{1,2}) ?[/.\-] ?([0-9]{1,2}) ?[/.\-] ?([0-9]{4}|[0-9]{2})")
ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
WORDS = re.compile(r"(?:ngày )?([0-9]{1,2}) tháng ([0-9]{1,2}) năm ([0-9]{4})", re.IGNORECASE)


def read_date(text: str) -> date | None:
    """The day that a tidy text names, or None; two digits of a year are of this century."""
    iso = ISO.fullmatch(text)
    if iso:
        return _day(iso[3], iso[2], iso[1])
    match = NUMERIC.fullmatch(text.removeprefix("ngày ").removeprefix("Ngày ")) or WORDS.fullmatch(text)
    return _day(*match.groups()) if match else None


def looks_like_date(text: str) -> bool:
    """Whether a text is written as a day, a real one or not."""
    return bool(NUMERIC.fullmatch(text) or ISO.fullmatch(text) or WORDS.fullmatch(text))


def _day(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None
