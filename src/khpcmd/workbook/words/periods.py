"""Which period and year a title states, or the header of a column (``Periods``); and which headers announce figures.

What a time is to the plan is decided in ``plan_times``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from khpcmd.plan.model import Plan
from khpcmd.text import bare, loose, tidy
from khpcmd.text.patterns import when_asked
from khpcmd.workbook.words.plan_times import PlanTimes, Time, TimeRole, only
from khpcmd.workbook.words.stages import without_stages
from khpcmd.workbook.words.time_readers import Expression, Kind, folded, lowered
from khpcmd.workbook.words.times import expressions, longest
from khpcmd.workbook.words.vocabulary import LABEL_OF_PERIOD, is_plan, is_ratio

YEAR = when_asked(r"\b(?:19|20|21)[0-9]{2}\b")
MONTH = re.compile(r"(?:tháng|t|th|month)\s*+\.?\s*+(0?[1-9]|1[0-2])(?:\s*[/-]\s*((?:19|20)\d\d))?", re.IGNORECASE)
MONTH_NUMBER = re.compile(r"(0?[1-9]|1[0-2])(?:\s*[/-]\s*((?:19|20)\d\d))?")
EARLIER = when_asked(r"\b(?:cung ky|nam truoc|ky truoc|nam goc|same period|previous year|baseline)\b")
KEPT = 256
"""How many headings are remembered: all sheets of a file, and both readers of a table, ask for the same."""
A_YEAR = timedelta(days=360)
"""What is shorter is a part of a year."""
AMBIGUOUS = frozenset({"nam"})
"""What is another word without its accent: "Nam" (men) is not "Năm"."""


def _words(text: str) -> frozenset[str]:
    """Keys of these words, with their accents and typed without any."""
    words = text.split()
    return frozenset([*map(loose, words), *(word for word in map(bare, words) if word not in AMBIGUOUS)])


NOISE = _words(
    "thực hiện th kết quả số liệu lượng cùng kỳ kì năm của báo cáo trong lũy kế này nay "
    "year of the same period baseline figure figures result actual"
)
FIGURE_WORDS = NOISE | _words("giá trị tổng cộng value values")
WORD = re.compile(r"[^\W_]+")
SENT_TO = when_asked(r"\s(?:[-–;,] ?)?(?:nơi nhận|nơi gửi|gửi về|kính gửi)\s*:.*", re.IGNORECASE)
"""Behind the period in one line, to whom and by which day it is to be sent."""
COMPARED = re.compile(r"\b(?:va|voi|(?<!lay )(?<!la )(?<!theo )so|so sanh|doi chieu)[\s(,-]*(?:so lieu )?$")
"""Before a time in the name of a file that its figures are compared with: "2023 va cung ky 2022"."""
COUNTED = re.compile("luot|nguoi|buoi|cuoc|vu|ho")
SCALE = re.compile("x ?1 ?000|1 ?000|nghin|ngan|tram|chuc|trieu|ty")


class Stated(NamedTuple):
    """The period that a title states.

    ``period`` is "" where none is recognised, ``year`` 0 where none is named. ``found`` are the words, also those of a
    span that is not a period of the plan ("9 tháng"). ``text`` is their line.
    """

    period: str = ""
    year: int = 0
    found: str = ""
    text: str = ""

    def is_of(self, period: str, year: int) -> bool:
        """Whether nothing is stated that is not of this period and this year."""
        return self.year in (0, year) and (not self.found or self.period == period)


class Role(StrEnum):
    """The figures that a column holds."""

    CURRENT = "current"
    BASELINE = "baseline"
    OTHER = "other"
    """Planned figures, ratios, figures of another year or another span: not read."""


class Span(NamedTuple):
    """The year and the period that a header names (``period`` is "" for a year alone)."""

    role: Role
    period: str = ""
    text: str = ""
    bare_year: bool = False
    """Whether it is a year and no more, which beside another bare year is of the same span as that."""


class _Title(NamedTuple):
    """The times of a title, each with its line and whether that is labelled "kỳ báo cáo:"."""

    found: tuple[tuple[Time, str, bool], ...]
    year: Time | None
    """The bare year that governs the others."""

    @property
    def of_several(self) -> tuple[Time, str] | None:
        """A span of several years beside a single one, so that it is not clear which of them the figures are of."""
        if self.year is None or not self.year.titled:
            return None
        return next(((time, line) for time, line, _ in self.found if time.of_several), None)

    @property
    def current(self) -> dict[str, tuple[Time, str]]:
        """By period of the plan, where it is named."""
        named = ((time, line) for time, line, _ in self.found if time.role is TimeRole.CURRENT and time.period)
        return {time.period: (time, line) for time, line in reversed([*named])}

    @property
    def labelled(self) -> frozenset[str]:
        """The periods behind the label "kỳ báo cáo:", where a bare year is the whole one."""
        times = [time for time, _, label in self.found if label and time.role is TimeRole.CURRENT]
        named = frozenset(time.period for time in times if time.period)
        return named or frozenset(time.titled for time in times if time.titled)

    @property
    def settled(self) -> str:
        """The period that a label chooses of several that the title names."""
        elsewhere = {time.period for time, _, label in self.found if not label and time.role is TimeRole.CURRENT}
        return only(self.labelled) if self.labelled <= elsewhere else ""

    @property
    def unfit(self) -> tuple[Time, str] | None:
        """The first time that is no period of the plan, or contradicts another one, with its line."""
        periods = self.labelled | self.current.keys()
        several = len(periods) > 1 and not self.settled
        of_plan = bool(periods) or (self.year is not None and self.year.role is TimeRole.CURRENT)
        if self.of_several:
            return self.of_several
        if self.year and self.year.titled:
            moments = ((time, line) for time, line, _ in self.found if _is_moment(time))
            for time, line in moments:  # "năm 2023", "thời điểm 30/6/2023"
                if time.period not in ("", self.year.titled):
                    return time, line
        return next(((time, line) for time, line, _ in self.found if _is_unfit(time, several, of_plan)), None)


def _is_moment(time: Time) -> bool:
    """Whether figures are said to be those of one day: "tại thời điểm 30/6/2023", and not "đến 30/6/2023"."""
    return bare(time.text).startswith(("thoi diem", "chot", "ngay chot"))


def _is_unfit(time: Time, several: bool, of_plan: bool) -> bool:
    """Whether a title cannot say this, beside ``several`` periods, or something ``of_plan``'s year."""
    if time.compared:
        return False
    match time.role:
        case TimeRole.UNCLEAR | TimeRole.EARLIER:
            return True
        case TimeRole.OTHER:
            return of_plan or not (time.period or time.bare_year)  # alone, a period of another year is that
        case TimeRole.BASELINE:
            return not time.bare_year and (of_plan or time.same or not time.period)
        case _:
            return several and bool(time.period)


class Periods:
    """Reads titles and headers. ``year`` is the one that the file should be of: the plan's if not given."""

    def __init__(self, plan: Plan, year: int | None = None) -> None:
        self.year = plan.year if year is None else year
        self._times = PlanTimes(plan, self.year)
        self._kept = lru_cache(KEPT)(self._stated)

    def times(self, text: str) -> tuple[Time, ...]:
        """Every time that a text names, in order; offsets are those of ``tidy(text)``."""
        return self._times.of(tidy(text).replace("_", " "))

    def others(self, text: str, period: str) -> list[str]:
        """The times in a text that are of another period of the plan than this one."""
        named = (time for time in self.times(text) if time.role is TimeRole.CURRENT and not time.compared)
        return [time.text for time in named if period and time.period and time.period != period]

    def against(self, text: str, period: str) -> Iterator[str]:
        """The times in the name of a sheet or a file that are not of the period that its title states.

        A name may tell when it was sent, and a year that the file's own is compared with.
        """
        spaced = folded(lowered(tidy(text)))
        for time in self.times(text):
            behind = spaced[time.end :].strip(" -").startswith(str(self.year))  # a school year: "nam 2022-2023"
            compared = behind or COMPARED.search(spaced[: time.start]) is not None
            if self._times.is_against(time, period, compared=compared):
                yield time.text

    def stated(self, lines: Iterable[str]) -> Stated:
        """The period and the year of the title lines.

        Where they say something of time that is no period of the plan, or a second period, no period is stated, and
        ``found`` has these words.
        """
        return self._kept(tuple(map(tidy, lines)))

    def _stated(self, lines: tuple[str, ...]) -> Stated:
        title = self._title(tuple(SENT_TO.sub("", line) for line in lines))
        governing = self._year_of(title.year) if title.year else 0
        if title.unfit:
            time, line = title.unfit
            return Stated("", governing or (self._year_of(time) if time.years else 0), time.text, line)
        period = title.settled or only({*title.current})
        if period:
            time, line = title.current.get(period) or next(iter(title.current.values()))
            return Stated(period, self.year if governing or time.years else 0, time.text, line)
        other = next(((time, line) for time, line, _ in title.found if time.period and not time.compared), None)
        if other:
            year = next((year for year in (governing, *other[0].years[::-1]) if year not in (0, self.year)), 0)
            year = year or self._year_of(other[0])
            return Stated(other[0].period if year != self.year else "", year, other[0].text, other[1])
        if title.year is None:
            return Stated()
        line = next((line for time, line, _ in title.found if time == title.year), "")
        return Stated(title.year.titled, governing, title.year.text if title.year.titled else "", line)

    def stages(self, lines: Iterable[str]) -> frozenset[str]:
        """The spans of several years in a title that only say in which stage its year lies."""
        each = [tidy(line) for text in lines for line in text.splitlines()]
        found = [(time, line, False) for line in each for time in self.times(line)]
        told = [one for one in found if one[0].role is not TimeRole.DOCUMENT]
        kept = without_stages(told, self.year)
        return frozenset(one[0].text for one in told if one not in kept)

    def _year_of(self, time: Time) -> int:
        if time.role is TimeRole.CURRENT:
            return self.year
        if time.years:
            return time.years[-1]
        return time.last.year if time.last else self.year

    def _title(self, lines: Sequence[str]) -> _Title:
        governing = self._governing_year(lines)
        year = governing.first.year if governing and governing.first else self._later_year(lines)
        times = ((time, line) for line in lines for time in self._times.of(line, year))
        found = ((time, line, bool(LABEL_OF_PERIOD.match(line))) for time, line in times)
        kept = [one for one in found if one[0].role is not TimeRole.DOCUMENT]
        single = [time for time, _, _ in kept if time.role is TimeRole.CURRENT and not time.of_several]
        if any(time.period or time.titled for time in single):  # the years of a programme are part of its name
            kept = [one for one in kept if not one[0].in_name]
        kept = without_stages(kept, self.year)
        return _Title(tuple(kept), governing)

    def _later_year(self, lines: Sequence[str]) -> int:
        """The year behind the results and what will be done: "6 tháng đầu năm, phương hướng 6 tháng cuối năm 2022"."""
        to_come = (time for line in lines for time in self.times(line) if time.role is TimeRole.DOCUMENT and time.last)
        return next((time.years[-1] for time in to_come if len(time.years) == 1 and not time.bare_year), 0)

    def _governing_year(self, lines: Sequence[str]) -> Time | None:
        """The bare year of the first line with one, in words before a number; of two the one that the file is of."""
        left_out = TimeRole.DOCUMENT
        each = [
            [time for time in self.times(line) if time.bare_year and not time.compared and time.role is not left_out]
            for line in lines
        ]
        for worded in (True, False):
            for times in each:
                fit = [time for time in times if bool(time.titled) >= worded]
                if fit:
                    return next((time for time in fit if time.role is TimeRole.CURRENT), fit[0])
        return None

    def span(self, text: str) -> Span | None:
        """The span of a header that consists of a year, a span, a plan or a ratio; None for all other headers."""
        if is_plan(text) or is_ratio(text):
            return Span(Role.OTHER, text=tidy(text))
        times = [time for time in self.times(text) if time.role is not TimeRole.DOCUMENT]
        roles = {time.role for time in times}
        named = {found for time in times if (found := time.period or self._own_year(time))}
        if not times or TimeRole.UNCLEAR in roles or not _are(_words_beside(tidy(text), times), NOISE):
            return None
        if len(roles) > 1 or len(named) > 1 or roles & {TimeRole.OTHER, TimeRole.EARLIER}:
            return Span(Role.OTHER, text=tidy(text))  # "9 tháng năm 2023" is not a period of the plan
        role = Role.BASELINE if TimeRole.BASELINE in roles else Role.CURRENT
        return Span(role, only(named), tidy(text), bare_year=all(time.bare_year for time in times))

    def year_beside(self, headers: Iterable[str]) -> str:
        """The period that a bare year is beside a header of a part of it: "Quý I/2026"; "" where it may be any."""
        parts = (time for text in headers if not (is_plan(text) or is_ratio(text)) for time in self.times(text))
        ends = ((time.first or time.last, time.last) for time in parts if time.last and time.last.year == self.year)
        return self._times.whole_year if any(last - first < A_YEAR for first, last in ends) else ""

    def _own_year(self, time: Time) -> str:
        """The period of a year, in a plan that has periods of several years."""
        return time.titled if self._times.of_years and time.role is TimeRole.CURRENT else ""


def _words_beside(text: str, times: Sequence[Time | Expression]) -> list[str]:
    """The words of a tidy text outside these times, without numbers of one or two figures."""
    edges = [0, *(edge for time in times for edge in (time.start, time.end)), len(text)]
    rest = " ".join(text[first:last] for first, last in zip(edges[::2], edges[1::2], strict=True))
    return [word for word in WORD.findall(rest) if not (word.isdigit() and len(word) < 3)]


def _are(words: Iterable[str], known: frozenset[str]) -> bool:
    return all(loose(word) in known for word in words)


def _said(text: str) -> tuple[list[Expression], list[str]]:
    """The spans of time in a header, and the words beside them."""
    whole = tidy(text)
    unsaid = (Kind.UNCLEAR, Kind.DOCUMENT)
    times = [one for one in longest(expressions(lowered(whole))) if one.kind not in unsaid]
    return times, _words_beside(whole, times)


def month(text: str, years: Mapping[int, Collection[int]], *, bare_number: bool = False) -> int:
    """The month (1 to 12) that a header or a row names, 0 for none or one of another year; ``years`` by month."""
    name = tidy(text).strip(" .:*")
    if not name[-1:].isdecimal():
        return 0
    worded = MONTH.fullmatch(name)
    match = worded or MONTH_NUMBER.fullmatch(name)
    if match is None or not (worded or match[2] or bare_number):
        return 0
    found = int(match[1])
    return 0 if match[2] and int(match[2]) not in years.get(found, ()) else found


def is_noise(text: str) -> bool:
    """Whether a header only announces figures: "Thực hiện", "Kết quả"."""
    return _are(WORD.findall(tidy(text)), NOISE)


def is_figure(text: str) -> bool:
    """Whether a header of a form announces figures: "Số liệu", "Thực hiện 6 tháng 2023", "Cùng kỳ 2022"."""
    times, words = _said(text)
    return bool(times or words) and _are(words, FIGURE_WORDS)


def foreign_measure(text: str) -> str:
    """What figures count or are scaled by, according to their header: "lượt" for "Số liệu lượt"; "" if not stated."""
    times, words = _said(text)
    rest = [word for word in words if loose(word) not in FIGURE_WORDS]
    if not times and len(rest) == len(words):
        return ""
    return " ".join(word for word in rest if SCALE.fullmatch(bare(word)) or COUNTED.fullmatch(bare(word)))
