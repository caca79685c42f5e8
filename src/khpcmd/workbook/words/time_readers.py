"""What a time expression is, whatever the plan (``Expression``), and how the groups of a pattern are read as one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

NUMBERS = "một hai ba bốn năm sáu bảy tám chín mười".split()  # noqa: SIM905
WORDED = {**{word: at for at, word in enumerate(NUMBERS, 1)}, "nhất": 1, "nhì": 2, "tư": 4, "bẩy": 7, "mười một": 11}
WORDED |= {"mười hai": 12, "giêng": 1, "chạp": 12, "i": 1, "ii": 2, "iii": 3, "iv": 4, "first": 1, "second": 2}
WORDED |= {"third": 3, "fourth": 4, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
WORDED |= {"nine": 9, "ten": 10, "eleven": 11}
MONTH_NAMES = "january february march april may june july august september october november december".split()  # noqa: SIM905
WORDED |= {name: at for at, name in enumerate(MONTH_NAMES, 1)}


class Kind(StrEnum):
    """What an expression is, whatever the plan."""

    YEAR = "year"
    """One year and no more: "năm 2023", "2023", "năm trước"."""
    MONTHS = "months"
    """Whole months of a year: "9 tháng đầu năm", "quý IV/2023", "cả năm"."""
    DAYS = "days"
    """From a day to a day, or whole years: "từ 15/12/2022 đến 14/6/2023", "2021-2023"."""
    UP_TO = "up to"
    """Up to a day: "tính đến 30/11/2023"."""
    THIS = "this"
    """The time that is reported on: "trong kỳ", "từ đầu năm đến nay"."""
    SAME = "same"
    """The same time of the baseline year: "cùng kỳ"."""
    BEFORE = "before"
    """The time before: "kỳ trước"."""
    TWO_YEARS = "two years"
    """A school or fiscal year, which lies in two of the calendar: "năm học 2022-2023", "FY 2024/25"."""
    PART = "part"
    """A part of a period: "đợt 1", "kỳ I", "học kỳ 1"."""
    UNCLEAR = "unclear"
    DOCUMENT = "document"
    """The number or the day of a document, a day it is due, or how often: it says nothing of the period."""


class Day(NamedTuple):
    """A day as it is written; ``year`` is 0 where it is left out, ``day`` 0 for the last one of the month."""

    day: int
    month: int
    year: int = 0


@dataclass(frozen=True, slots=True)
class Expression:
    """A time expression from ``start`` to ``end`` of a tidy text."""

    start: int
    end: int
    kind: Kind
    years: tuple[int, ...] = ()
    relative: int | None = None
    """0 for this year, -1 for the one before, None where it is not said in words."""
    months: tuple[int, int] = (0, 0)
    first: Day | None = None
    last: Day | None = None
    worded: bool = True
    """False for a number that may be a year."""
    same: bool = False
    """Whether it is said to be the same time of another year: "cùng kỳ 6 tháng"."""


Found = dict[str, str | None]
Reader = Callable[[Found], Expression]


def folded(text: str) -> str:
    """The letters without accents, each at its place."""
    return "".join(map(_unaccented, text))


def lowered(text: str) -> str:
    """The letters in lower case, each at its place."""
    low = text.lower()
    return (
        low if len(low) == len(text) else "".join(one if len(one := letter.lower()) == 1 else letter for letter in text)
    )


@lru_cache(maxsize=512)
def _unaccented(letter: str) -> str:
    return "d" if letter in "đð" else unicodedata.normalize("NFD", letter)[0]


def number(text: str | None) -> int:
    """The number that figures, roman figures or words stand for; 0 for none."""
    if text is None:
        return 0
    return int(text) if text.isdecimal() else _WORDED.get(folded(text), 0)


_WORDED = {folded(word): value for word, value in WORDED.items()}


def year_of(found: Found) -> tuple[tuple[int, ...], int | None]:
    year, word = found.get("y"), found.get("rel")
    return (int(year),) if year else (), None if word is None else -1 if folded(word) in ("truoc", "ngoai") else 0


def of_kind(kind: Kind) -> Reader:
    def read(found: Found) -> Expression:
        years, relative = year_of(found)
        return Expression(0, 0, kind, years, relative)

    return read


def read_unread(_: Found) -> Expression:
    return Expression(0, 0, Kind.UNCLEAR)


def months(first: int, last: int) -> Reader:
    def read(found: Found) -> Expression:
        years, relative = year_of(found)
        return Expression(0, 0, Kind.MONTHS, years, relative, (first, last))

    return read


def read_some_months(found: Found) -> Expression:
    """So many months at the beginning or at the end of the year."""
    return _at_one_end(found, number(found["n"]))


def read_some_quarters(found: Found) -> Expression:
    return _at_one_end(found, 3 * number(found["n"]))


def _at_one_end(found: Found, count: int) -> Expression:
    at_end = folded(found.get("side") or "") in ("cuoi", "last", "sau")
    read = months(13 - count, 12) if at_end else months(1, count)
    return read(found) if 1 <= count <= 12 else of_kind(Kind.PART)(found)


def read_one_month(found: Found) -> Expression:
    month = number(found["m"])
    return months(month, month)(found) if 1 <= month <= 12 else of_kind(Kind.UNCLEAR)(found)


def read_month_to_month(found: Found) -> Expression:
    first, last = number(found["m"]), number(found["m2"])
    years, _ = year_of(found)
    early = int(found.get("y0") or 0)
    if not (1 <= first <= 12 and 1 <= last <= 12) or (first > last and not early):
        return of_kind(Kind.UNCLEAR)(found)
    if not early or (early,) == years:
        return months(first, last)(found)
    both = (early, *years)
    return Expression(0, 0, Kind.DAYS, both, first=Day(1, first, early), last=Day(0, last, both[-1]))


def read_quarters(found: Found) -> Expression:
    named = [number(word) for word in re.findall(r"[^\W_]+", folded(found["q"] or "")) if number(word)]
    if named != list(range(named[0], named[0] + len(named))):
        ends = len(named) == 2 and named[0] < named[1] and not re.search(r"[,+]|\bva\b", folded(found["q"] or ""))
        if not ends:
            return of_kind(Kind.PART)(found)
    return months(3 * named[0] - 2, 3 * named[-1])(found)


def read_half(found: Found) -> Expression:
    late = folded(found.get("side") or "") in ("cuoi", "sau", "second", "2nd", "2")
    return months(7, 12)(found) if late else months(1, 6)(found)


def read_years(found: Found) -> Expression:
    first, last = int(found["y"] or 0), int(found["y2"] or 0)
    if last < first:
        return Expression(0, 0, Kind.UNCLEAR, (first, last))
    return Expression(0, 0, Kind.DAYS, (first, last), first=Day(1, 1, first), last=Day(0, 12, last))


def read_two_years(found: Found) -> Expression:
    """A year that lies in two; the second may have two figures. One that names a single year says not which two."""
    first, last = int(found["y"] or 0), found.get("y2")
    if not first or not last:
        return Expression(0, 0, Kind.TWO_YEARS, (first,) if first else ())
    second = later_year(first, last)
    return Expression(0, 0, Kind.TWO_YEARS if second == first + 1 else Kind.PART, (first, second))


def read_short_years(found: Found) -> Expression:
    """The same without a word for it, "2024/25"; where the second does not follow the first, a month ("2023-09") or
    something else."""
    first, last = int(found["y"] or 0), found["y2"] or ""
    if later_year(first, last) == first + 1:
        return Expression(0, 0, Kind.TWO_YEARS, (first, first + 1))
    return months(int(last), int(last))(found) if 1 <= int(last) <= 12 else read_bare_year(found)


def later_year(first: int, text: str) -> int:
    """A year behind another one, in two figures or in four."""
    return first // 100 * 100 + int(text) + (100 if int(text) < first % 100 else 0) if len(text) == 2 else int(text)


def read_bare_year(found: Found) -> Expression:
    return Expression(0, 0, Kind.YEAR, (int(found["y"] or 0),), worded=False)


def _day(found: Found, name: str) -> Day:
    year = found.get(f"y{name}") or "0"
    return Day(int(found[f"d{name}"] or 0), int(found[f"m{name}"] or 0), int(year) + (2000 if len(year) == 2 else 0))


def read_days(found: Found) -> Expression:
    first, last = _day(found, "a"), _day(found, "b")
    years = tuple(day.year for day in (first, last) if day.year)
    return Expression(0, 0, Kind.DAYS, years, first=first, last=last)


def read_up_to_day(found: Found) -> Expression:
    last = _day(found, "b")
    return Expression(0, 0, Kind.UP_TO, (last.year,) if last.year else (), last=last)


def read_up_to_month(found: Found) -> Expression:
    years, relative = year_of(found)
    last = Day(0, number(found["m"]), years[0] if years else 0)
    return Expression(0, 0, Kind.UP_TO if 1 <= last.month <= 12 else Kind.UNCLEAR, years, relative, last=last)


def read_up_to_year(found: Found) -> Expression:
    years, relative = year_of(found)
    return Expression(0, 0, Kind.UP_TO, years, relative, last=Day(0, 12, years[0] if years else 0))


def read_of_origin(found: Found) -> Expression:
    years, _ = year_of(found)
    return Expression(0, 0, Kind.SAME, years, 0)


def read_from_new_year(found: Found) -> Expression:
    years, _ = year_of(found)
    return Expression(0, 0, Kind.THIS, years)


def read_since(found: Found) -> Expression:
    first = _day(found, "a")
    return Expression(0, 0, Kind.DAYS, (first.year,) if first.year else (), first=first)
