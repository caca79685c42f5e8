"""Which period and which year the title of a return states (``Periods``), or the header of a column (``span``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from khpcmd.plan.model import Period, Plan
from khpcmd.text import bare, tidy
from khpcmd.workbook.words.vocabulary import LABEL_OF_PERIOD, is_plan, is_ratio

YEAR = re.compile(r"\b(?:19|20|21)[0-9]{2}\b")
NAMED_YEAR = re.compile(r"\b(nam )?((?:19|20|21)[0-9]{2})\b")
DATES = re.compile(
    r"ngày\W{0,3}\d{0,2}\W{0,3}tháng\W{0,3}\d{0,2}(?:\W{0,3}năm\W{0,3}\d{0,4})?"
    r"|(?:19|20)\d\d\s*[-–]\s*(?:19|20)\d\d"
    r"|\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{2,4}"
    r"|số\W{0,3}[\d./…]*\s*/\s*[\w&-]*",
    re.IGNORECASE,
)
"""Days, document numbers and the years of a programme: not the period."""
OTHER_SPAN = re.compile(
    r"\b(?:\d{1,2}|ba|sau|chin) thang\b(?: (?:dau|cuoi) nam)?|\bquy (?:[ivx]+|\d)\b|\bthang \d{1,2}\b"
    r"|\bnua (?:dau|cuoi) nam\b"
)
DAY = r"(?:ngày\s*)?(\d{1,2})\s*(?:[/.\-]|tháng)\s*(\d{1,2})\s*(?:[/.\-]|năm)\s*(\d{4})"
FIRST_DAY = rf"(?:{DAY}|(?:ngày\s*)?(\d{{1,2}})\s*(?:/|tháng)\s*(\d{{1,2}}))"
FROM_TO = re.compile(rf"từ\s*{FIRST_DAY}\s*(?:đến|tới|-|–)\s*(?:hết\s*)?{DAY}", re.IGNORECASE)
"""A span by its days; the first one may leave its year to the second."""
SOME_SPAN = re.compile(r"\btừ\b[^.;]{0,20}\d[^.;]{0,30}\b(?:đến|tới)\b[^.;]{0,20}\d", re.IGNORECASE)
TIME = re.compile(r"\bngày\b|\d\s*/\s*\d{1,2}\s*/", re.IGNORECASE)
NEAR = timedelta(days=1)
"""How far the days of a span may lie from those of the period: "đến 15/12" and "đến 14/12" both mean it."""
UP_TO = re.compile(rf"(?:tính đến|đến hết|chốt đến|tính tới)\s*(?:hết\s*)?{DAY}", re.IGNORECASE)
FIRST_YEAR = 1000
"""No report is of an earlier year; the years before year 1 could not be calculated with."""
SLACK = timedelta(days=45)
"""How far the day that figures are counted up to may lie from the end of the period."""
MONTHS_IN_SHORT = re.compile(r"\b(\d{1,2}) ?t\b")
MONTH = re.compile(r"(?:tháng|t|th|month)\s*\.?\s*(0?[1-9]|1[0-2])(?:\s*[/-]\s*((?:19|20)\d\d))?", re.IGNORECASE)
MONTH_NUMBER = re.compile(r"(0?[1-9]|1[0-2])(?:\s*[/-]\s*((?:19|20)\d\d))?")
EARLIER = re.compile(r"\b(?:cung ky|nam truoc|ky truoc|nam goc|same period|previous year|baseline)\b")
NOISE = frozenset(
    "thuc hien uoc th ket qua so lieu luong cung ky ki nam truoc goc cua bao cao trong luy ke nay "  # noqa: SIM905
    "year of the same period previous baseline figure figures result actual".split()
)
SPAN_WORDS = frozenset({"thang", "dau", "cuoi", "ca", "sau", "first", "half", "months"})
COUNTED = re.compile("luot|nguoi|buoi|cuoc|vu|ho")
SCALE = re.compile("x ?1 ?000|1 ?000|nghin|ngan|tram|chuc|trieu|ty")
FIGURE_WORDS = NOISE | SPAN_WORDS | {"gia", "tri", "tong", "value", "values", "cong"}


@dataclass(frozen=True, slots=True)
class Stated:
    """The period that a title states.

    ``period`` is "" where none is recognised, ``year`` 0 where none is named. ``found`` are the words, also those of a
    span that is not a period of the plan ("9 tháng"). ``text`` is their line.
    """

    period: str = ""
    year: int = 0
    found: str = ""
    text: str = ""


class Periods:
    """Matches titles and headers with the plan's periods."""

    def __init__(self, plan: Plan) -> None:
        self._windows = {ident: period.window for ident, period in plan.periods.items()}
        names = sorted(set(_patterns(plan.periods)), key=lambda name: (-len(name[0]), name))
        self._names = [(words, re.compile(pattern), period, of_year) for pattern, words, period, of_year in names]

    def stated(self, lines: Iterable[str]) -> Stated:
        """The period and year of the title lines: the longest name found, first behind the label "kỳ báo cáo:"."""
        whole = [tidy(line) for line in lines]
        spans = [line for line in whole if "từ" in line.lower()]  # most titles have none, and the patterns take long
        between = next((match for line in spans if (match := FROM_TO.search(line))), None)
        if between:
            return self._between(between)
        unread = next((m for line in spans if (m := SOME_SPAN.search(line)) and TIME.search(m[0])), None)
        if unread:
            return Stated("", 0, unread[0], unread.string)
        texts = [DATES.sub(" ", line) for line in whole]
        labelled = [match[1] for text in texts if (match := LABEL_OF_PERIOD.match(text))]
        for group in (labelled, texts):
            found = [replace(stated, text=text) for text in group if (stated := self._in_line(text))]
            if found:
                longest = max(found, key=lambda stated: len(stated.found))
                dated = longest if longest.year else replace(longest, year=_year(texts))
                return self._cut_off(dated, whole)
        return Stated("", _year(texts))

    def _between(self, match: re.Match[str]) -> Stated:
        """The period with these days, or none of the plan's."""
        groups = match.groups()
        last = _day(groups[5:])
        first = _day(groups[:3]) if groups[2] else _day_before(groups[3:5], last)
        if first is None or last is None:
            return Stated("", 0, match[0], match[0])
        for ident, window in self._windows.items():
            years = last.year - window.last.year  # the baseline's window is that of an earlier year
            begins, ends = _in_year(window.first, window.first.year + years), _in_year(window.last, last.year)
            if abs(begins - first) <= NEAR and abs(ends - last) <= NEAR:
                return Stated(ident, last.year, match[0], match[0])
        return Stated("", last.year, match[0], match[0])

    def _cut_off(self, stated: Stated, lines: Iterable[str]) -> Stated:
        """The same, or no period where the figures are counted up to a day far from the period's end."""
        ends = (line for line in lines if "đến" in line.lower() or "tớ" in line.lower())  # the i may be any
        match = next((match for line in ends if (match := UP_TO.search(line))), None)
        last = _day(match.groups()) if match else None
        if match is None or last is None or not stated.period:
            return stated
        end = self._windows[stated.period].last
        near = abs(_in_year(end, stated.year or end.year) - last) <= SLACK
        return stated if near else Stated("", stated.year, match[0], match[0])

    def times(self, text: str, year: int) -> tuple[Time, ...]:
        return tuple(
            Time(
                m.start(),
                m.end(),
                Relation.CURRENT
                if str(year) in m[0] or not re.search(r"\d{4}", m[0])
                else Relation.BASELINE
                if str(year - 1) in m[0]
                else Relation.OTHER,
            )
            for m in re.finditer(
                r"(?:\d+ tháng (?:đầu|cuối) )?(?:cùng kỳ )?năm \d{4}|\d+ tháng (?:đầu|cuối) năm|\b20\d\d\b|cùng kỳ|\d+ tháng",
                text.casefold(),
            )
        )

    def named(self, text: str) -> str:
        """The period that a column header names, "" where it names none."""
        found = self._in_line(text)
        return found.period if found else ""

    def _in_line(self, text: str) -> Stated | None:
        line = MONTHS_IN_SHORT.sub(r"\1 thang", bare(text))
        for words, name, period, of_year in self._names:
            match = name.search(line) if words in line else None
            if match is None:
                continue
            year = next((int(group) for group in match.groups() if group), 0)
            rest = line[: match.start()] + " " + line[match.end() :]
            other = OTHER_SPAN.search(rest) if of_year else None  # "9 tháng đầu năm 2023" is not "năm 2023"
            return Stated("", year, other[0]) if other else Stated(period, year, match[0])
        other = OTHER_SPAN.search(line)
        return Stated("", 0, other[0]) if other else None


def _patterns(periods: dict[str, Period]) -> Iterator[tuple[str, str, str, bool]]:
    """Each name of each period: a pattern over ``bare`` text in which any year fits, the words that such a text
    contains, the period, and whether the name is only a year."""
    for ident, period in periods.items():
        for name in (period.title.vi, period.title.en, *period.aliases):
            words = YEAR.sub(" ", bare(name)).split()
            if not words:
                continue
            body, year = r"\s+".join(map(re.escape, words)), r"\s+(?:nam\s+)?((?:19|20)\d\d)\b"
            if YEAR.search(name):
                yield rf"\b{body}{year}", " ".join(words), ident, len(words) == 1
            else:
                yield rf"\b{body}\b(?!\s+cuoi)(?:{year})?", " ".join(words), ident, False


def _day(groups: tuple[str | None, ...]) -> date | None:
    """A day, a month and a year as a date; None for a day that does not exist, or not in these times."""
    day, month_of_year, year = (int(group or 0) for group in groups)
    try:
        return date(year, month_of_year, day) if year >= FIRST_YEAR else None
    except ValueError:
        return None


def _day_before(groups: tuple[str | None, ...], last: date | None) -> date | None:
    """The last such day (its year is not given) before ``last``."""
    if last is None:
        return None
    found = _day((*groups, str(last.year)))
    return found if found is None or found <= last else _in_year(found, last.year - 1)


def _in_year(day: date, year: int) -> date:
    """The same day of another year; 29 February becomes the 28th in other than leap years."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def _year(texts: Iterable[str]) -> int:
    """The first year of the title outside days and document numbers, "năm 2023" before a bare number."""
    found = [(bool(match[1]), int(match[2])) for text in texts for match in NAMED_YEAR.finditer(bare(text))]
    return next((year for named, year in sorted(found, key=lambda pair: not pair[0])), 0)


def month(text: str, year: int, *, bare_number: bool = False) -> int:
    """The month (1 to 12) that a header or a row names, 0 for none or one of another year."""
    name = tidy(text).strip(" .:*")
    if not name[-1:].isdecimal():
        return 0
    worded = MONTH.fullmatch(name)
    match = worded or MONTH_NUMBER.fullmatch(name)
    if match is None or not (worded or match[2] or bare_number):
        return 0
    if match[2] and int(match[2]) != year:
        return 0
    return int(match[1])


class Role(StrEnum):
    """The figures that a column holds."""

    CURRENT = "current"
    BASELINE = "baseline"
    OTHER = "other"
    """Planned figures, ratios, figures of another year: not read."""


@dataclass(frozen=True, slots=True)
class Span:
    """The year and the period that a header names (``period`` is "" for a year alone)."""

    role: Role
    period: str = ""
    text: str = ""


def span(text: str, plan: Plan, periods: Periods, year: int) -> Span | None:
    """The span of a header that consists of a year, a span, a plan or a ratio; None for all other headers."""
    if is_plan(text) or is_ratio(text):
        return Span(Role.OTHER, text=tidy(text))
    words = bare(text).split()
    years = {int(word) for word in words if YEAR.fullmatch(word)}
    earlier = bool(EARLIER.search(" ".join(words)))
    named = periods.named(text)
    rest = [word for word in words if word not in NOISE | SPAN_WORDS and not word.isdigit()]
    other = not named and OTHER_SPAN.search(" ".join(words)) is not None
    if rest or not (years or earlier or named or other):
        return None
    spans = any(word in SPAN_WORDS for word in words)
    if other:
        return Span(Role.OTHER, text=tidy(text))  # "9 tháng năm 2023" is not a period of the plan
    return Span(_role(years, plan, year, earlier=earlier), named if spans else "", tidy(text))


def is_noise(text: str) -> bool:
    """Whether a header only announces figures: "Thực hiện", "Kết quả"."""
    return all(word in NOISE for word in bare(text).split())


def foreign_measure(text: str) -> str:
    """What figures count or are scaled by, according to their header: "lượt" for "Số liệu lượt"; "" if not stated."""
    words = [word for word in (word.strip("().:,") for word in tidy(text).split()) if word]
    rest = [word for word in words if bare(word) not in FIGURE_WORDS and not (word.isdigit() and len(word) < 3)]
    if len(rest) == len(words):
        return ""
    return " ".join(word for word in rest if SCALE.fullmatch(bare(word)) or COUNTED.fullmatch(bare(word)))


def is_figure(text: str) -> bool:
    """Whether a header of a form announces figures: "Số liệu", "Thực hiện 6 tháng 2023", "Cùng kỳ 2022"."""
    words = bare(text).split()
    announced = any(word in FIGURE_WORDS or YEAR.fullmatch(word) for word in words)
    return announced and all(word in FIGURE_WORDS or word.isdigit() for word in words)


def _role(years: set[int], plan: Plan, year: int, *, earlier: bool) -> Role:
    if not years:
        return Role.BASELINE if earlier else Role.CURRENT
    if years == {year}:
        return Role.CURRENT
    return Role.BASELINE if years == {plan.baseline_year} else Role.OTHER


class Relation(StrEnum):
    CURRENT = "current"
    BASELINE = "baseline"
    EARLIER = "earlier"
    OTHER = "other"
    UNCLEAR = "unclear"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Time:
    start: int
    end: int
    relation: Relation
