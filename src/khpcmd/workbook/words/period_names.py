"""The names of a plan's periods as patterns, and the years that a period is said to be of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from khpcmd.plan.periods import Period
from khpcmd.text import bare, tidy
from khpcmd.workbook.words.time_readers import folded, later_year, lowered
from khpcmd.workbook.words.times import FIRST, LAST, OF_YEAR, YEAR

MOST_OF_A_YEAR, SOME_DAYS = 200, 30
"""Days of a year that a window mainly lies in, and of one that it also lies in."""
NOT_LONGER = r"(?!\s(?:cuối|sau)\s)(?!\s*(?:[/.-]\s*)?\d{1,2}(?!\d))"
"""Behind a name: no further words of time, and no number that is not a year ("6 tháng 12/2023")."""
OPEN = NOT_LONGER + OF_YEAR + LAST
"""What stands behind a name without a year: one, or none."""


class Name(NamedTuple):
    """A name of a period, the pattern for it, and the years in it; ``needs`` are its words, without accents."""

    period: str
    pattern: str
    strict: bool
    years: tuple[int, ...]
    needs: tuple[str, ...]
    open: bool
    """Whether ``OPEN`` stands behind it: one pattern for all names, as each would cost 2,400 calls."""


def names_of(periods: dict[str, Period]) -> Iterator[Name]:
    """Each name of each period; a year may follow a name that has none."""
    for ident, period in periods.items():
        for name in _spellings(period):
            words = re.findall(r"[^\W_]+", lowered(tidy(name)))
            words = [_in_full(word, before) for word, before in zip(words, ["", *words[:-1]], strict=True)]
            years = tuple(int(word) for word in words if re.fullmatch(YEAR, word))
            if len(years) == len(words) or ((len(years), words[0]) in ((1, "năm"), (1, "year")) and len(words) == 2):
                continue
            at = iter(range(len(years)))
            body = r"[\W_]+".join(_part(word, before, at) for word, before in zip(words, ["", *words], strict=False))
            once = words[-1] in ("năm", "nam") and words[-2:-1] and words[-2].isdigit()
            is_open = not (years or once)
            body += "" if is_open else LAST if years else rf"(?!\s*{YEAR}){LAST}"
            told = {folded(word) for word in words if folded(word) != word} - {"nam", "ky", "ki", "quy", "dot"}
            said = (word for word in words if not re.fullmatch(YEAR, word))
            needs = tuple(str(int(word)) if word.isdecimal() else folded(word) for word in said)
            yield Name(ident, rf"{FIRST}{body}", not told, years, needs, is_open)


def _in_full(word: str, before: str) -> str:
    """The second of two years that follow each other, "24/25" or "2024/25", with all of its figures."""
    follows = re.fullmatch(YEAR, before) and re.fullmatch(r"\d\d", word)
    return str(int(before) + 1) if follows and later_year(int(before), word) == int(before) + 1 else word


def _part(word: str, before: str, at: Iterator[int]) -> str:
    """A word of a name: a year is any, the one behind another one may have two figures."""
    if not re.fullmatch(YEAR, word):
        return _word(word)
    short = r"|\d\d" if re.fullmatch(YEAR, before) else ""
    return rf"(?P<y{next(at)}>{YEAR}{short})"


def _word(word: str) -> str:
    return f"0?{int(word)}" if word.isdecimal() else re.escape(word)


def _spellings(period: Period) -> tuple[str, ...]:
    return (period.title.vi, period.title.en, *period.aliases)


def bare_years(period: Period) -> Iterator[int]:
    """The years of the names that say no more than a year: "năm 2023"."""
    for name in _spellings(period):
        words = bare(name).split()
        if len(words) == 2 and words[0] in ("nam", "year") and re.fullmatch(YEAR, words[1]):
            yield int(words[1])


def years_of(period: Period, year: int) -> frozenset[int]:
    """The years that a period is said to be of: those of its names, or that of the plan, or most of its days."""
    named = frozenset(int(found) for name in _spellings(period) for found in re.findall(YEAR, name))
    window = period.window
    mainly = days_in(window.first, window.last, MOST_OF_A_YEAR)
    return named or mainly or frozenset({year} & days_in(window.first, window.last, SOME_DAYS))


def days_in(first: date, last: date, days: int) -> frozenset[int]:
    """The years with at least so many days between two days."""
    years = range(first.year, last.year + 1)
    return frozenset(
        year for year in years if (min(last, date(year, 12, 31)) - max(first, date(year, 1, 1))).days + 1 >= days
    )
