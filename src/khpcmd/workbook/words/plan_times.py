"""What the times that a text names are to a plan and to the year of a file: ``PlanTimes.of``.

How time is written is in ``times``; here its expressions are compared with the windows and the names of the periods.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from khpcmd.plan.model import Plan
from khpcmd.plan.periods import SENT_BEFORE, in_year, spans_two
from khpcmd.text import apart
from khpcmd.text.patterns import when_asked
from khpcmd.workbook.words.period_names import OPEN, SOME_DAYS, Name, bare_years, days_in, names_of, years_of
from khpcmd.workbook.words.time_readers import Day, Expression, Kind, folded, later_year, lowered, year_of
from khpcmd.workbook.words.times import HINT, compiled, expressions, longest

KEPT = 2048
"""How many texts' times are kept: more than a batch of forms has different ones."""
LONGEST = 200
"""The most letters of a text whose times are kept."""
OF_COMMITTEE = "/tu"
"""The end of the number of a party committee's document, "12-NQ/TU ngày 10/01/2026": no unaccented "từ ngày"."""
MOST_LETTERS, NEARBY = 2000, 300
"""How much of a text is read (times behind it are unclear), and how far before a time its context begins."""
NEAR = timedelta(days=1)
"""How far the days of a span may lie from those of the period: "đến 15/12" and "đến 14/12" both mean it."""
CALENDAR = timedelta(days=20)
"""How far whole months may lie from a period: January to June are the half-year from 15 December to 14 June."""
SAME_LENGTH = timedelta(days=6)
"""By how much months of the calendar, and those from the 15th to the 14th, may differ: five months are not six."""
BEFORE_THE_END, AFTER_THE_END = timedelta(days=10), timedelta(days=20)
"""How far the day that figures are counted up to may lie from the end of the period."""
SENT_AFTER = timedelta(days=120)
"""How long after the end of its period a report may be signed."""
FIRST_YEAR, LAST_YEAR = 1000, 9000
"""No report is of another year; years before or after could not be calculated with."""
PROGRAMME = when_asked(
    folded(r"\b(?:chương trình|đề án|dự án|kế hoạch|chiến lược|quyết định|nghị quyết|chỉ thị)\b")
    + folded(r"(?!.*\b(?:lũy kế|cộng dồn)\b)")
)
"""Before the years that a programme runs, as part of its name."""
LAW = when_asked(
    folded(r"\b(?:ban hành|căn cứ|công văn|thông tư|nghị định|quyết định|nghị quyết|chỉ thị|luật)\b[^;:.()]*$")
)
"""Before the year of a document."""
OUTLOOK = when_asked(
    folded(r"^[\s,;–-]*(?:và )?(?:phương hướng|nhiệm vụ|kế hoạch|giải pháp|dự kiến|triển khai)\b[^.;:]*$")
)
"""Between the time of the results and the one after it, for which a report says what will be done."""
COMPARED = re.compile(folded(r"\b(?:so với|so cùng|so sánh(?: với)?|đối chiếu(?: với)?)[\s(]*(?:số liệu )?$"))
"""Before a time that the figures are compared with."""
ALONE = when_asked(r"\s*+[–—-]*+\s*+")
"""Between the current time and another one that is not compared with it, but corrects it: "năm 2023 - cùng kỳ"."""
BETWEEN = when_asked(r"[\s(),;:–-]*(?:cua\s)?")
"""What may stand between "cùng kỳ" and the span that it is of."""


class TimeRole(StrEnum):
    """What a time is to the plan, and to the year of the file."""

    CURRENT = "current"
    """The period with its id, or (with "") the year alone, or the time that the sheet is of: "trong kỳ"."""
    BASELINE = "baseline"
    """The same of the baseline year."""
    EARLIER = "earlier"
    """The period before, which is never the baseline: "kỳ trước"."""
    OTHER = "other"
    """Another year, or no period of the plan: "9 tháng", "đợt 1", "giai đoạn 2021-2023"."""
    UNCLEAR = "unclear"
    DOCUMENT = "document"
    """The number or the day of a document, a day something is due, how often, or a time still to come."""


class Time(NamedTuple):
    """A time that a text names, from ``start`` to ``end`` of ``tidy(text)``."""

    start: int
    end: int
    text: str
    role: TimeRole
    period: str = ""
    """The period of the plan; also that which would be meant if only the year were another (``OTHER``)."""
    years: tuple[int, ...] = ()
    """The years that are named."""
    first: date | None = None
    last: date | None = None
    """The days it spans, where that is stated."""
    bare_year: bool = False
    """Whether it is a year and no more: "năm 2023" may be said of any period in it."""
    same: bool = False
    """Whether it is said to be the same time of another year: "cùng kỳ"."""
    compared: bool = False
    """Whether the figures are only compared with it: "so với năm 2022", or "và cùng kỳ" behind the current time."""
    of_several: bool = False
    """Whether the period is one of several years, inside of which others lie: "giai đoạn 2021-2025"."""
    in_name: bool = False
    """Whether it stands in the name of a programme or a plan: "Kế hoạch … giai đoạn 2021-2025"."""
    titled: str = ""
    """The period that a bare year is where nothing else says one, as in a title: "năm 2023" is the whole year."""


@dataclass(frozen=True, slots=True)
class _Named(Expression):
    """The name of a period in a text."""

    names: tuple[Name, ...] = ()


def _years_in(texts: Sequence[str]) -> tuple[int, ...]:
    """Years as they are written one after the other; two figures go on from the year before."""
    found = list[int]()
    for text in texts:
        found.append(later_year(found[-1], text) if found else int(text))
    return tuple(found)


class PlanTimes:
    """Compares times with the periods of a plan. ``year`` is the one that the file should be of."""

    def __init__(self, plan: Plan, year: int) -> None:
        self.year = year
        self._plan = plan
        self._shifts = {TimeRole.CURRENT: dict.fromkeys(plan.periods, self.year - plan.year)}
        """By what a time is to the plan, by how many years each of its periods would have to be moved to be it: to the
        baseline year each from its own."""
        if plan.baseline_year and plan.baseline_year != self.year:
            self._shifts[TimeRole.BASELINE] = {one: plan.baseline_year - plan.year_of(one) for one in plan.periods}
        self._windows = {ident: period.window for ident, period in plan.periods.items()}
        self._years = {ident: years_of(period, plan.year) for ident, period in plan.periods.items()}
        self._of_two = {ident: period.window for ident, period in plan.periods.items() if spans_two(period)}
        self._of_several = frozenset(ident for ident, period in plan.periods.items() if period.years > 1)
        self._titled = {year: ident for ident, period in plan.periods.items() for year in bare_years(period)}
        self.of_years = len(set(self._titled.values())) > 1
        """Whether the plan has periods of several years, so that a year tells which of them."""
        self._names = tuple(names_of(plan.periods))
        self._kept = lru_cache(KEPT)(self._times)

    @property
    def whole_year(self) -> str:
        """The period that is called by the year alone."""
        return self._titled.get(self._plan.year, "")

    def of(self, text: str, year: int = 0) -> tuple[Time, ...]:
        """The times of a tidy text; spans that name no year are of ``year`` (0: the file's, not said)."""
        if len(text) <= LONGEST:
            return self._kept(text, year)
        times, rest = self._times(text[:MOST_LETTERS], year), text[MOST_LETTERS:]
        unread = Time(MOST_LETTERS, len(text), rest, TimeRole.UNCLEAR)
        return (*times, unread) if HINT.search(lowered(rest)) else times

    def _times(self, text: str, year: int) -> tuple[Time, ...]:
        low = lowered(apart(text))
        said = (one for one in expressions(low) if not (one.start and low.startswith(OF_COMMITTEE, one.start - 1)))
        found = _joined(longest([*self._named(low), *said]), low)
        times = [self._time(one, text[one.start : one.end], year) for one in found]
        return tuple(self._in_context(times, folded(low))) if times else ()

    def _named(self, low: str) -> Iterator[_Named]:
        """The names of the plan's periods in a text; of those at one place all are kept."""
        plain, places = folded(low), dict[tuple[int, int], _Named]()
        for name in self._names:
            if not all(map(plain.__contains__, name.needs)):
                continue
            for match in compiled(name.pattern, accented=plain != low, strict=name.strict).finditer(low):
                behind = compiled(OPEN, accented=plain != low, strict=name.strict) if name.open else None
                last = behind.match(low, match.end()) if behind else match
                if last is None:
                    continue
                years, relative = year_of(last.groupdict())
                years = _years_in([match[f"y{at}"] for at in range(len(name.years))]) or years
                span = match.start(), last.end()
                known = places.get(span)
                names = (*known.names, name) if known else (name,)
                places[span] = _Named(*span, Kind.MONTHS, years, relative, names=names)
        yield from places.values()

    def _time(self, one: Expression, text: str, year: int) -> Time:
        whole = Time(
            one.start, one.end, text, TimeRole.UNCLEAR, years=one.years, same=one.same or one.kind is Kind.SAME
        )
        if isinstance(one, _Named):
            return self._of_name(one, whole, year)
        if one.kind in FIXED:
            return whole._replace(role=FIXED[one.kind])
        by_kind = {
            Kind.YEAR: self._of_year,
            Kind.TWO_YEARS: self._of_two_years,
            Kind.MONTHS: self._of_months,
            Kind.DAYS: self._of_days,
            Kind.UP_TO: self._up_to,
            Kind.THIS: self._of_this,
            Kind.SAME: self._of_same,
        }
        return by_kind[one.kind](one, whole, year)

    def _of_two_years(self, one: Expression, whole: Time, _: int) -> Time:
        """The school or fiscal year of the plan that lies in these two."""
        if len(one.years) == 2:
            for role, shifts in self._shifts.items():
                first = {ident: window.first.year + shifts[ident] for ident, window in self._of_two.items()}
                own = [ident for ident, year in first.items() if year == one.years[0]]
                if own:
                    return whole._replace(role=role, period=only(own))
        return whole._replace(role=TimeRole.OTHER, period=only(self._of_two) if len(one.years) == 2 else "")

    def _of_this(self, one: Expression, whole: Time, _: int) -> Time:
        return whole._replace(role=self._role(one.years[0]) if one.years else TimeRole.CURRENT)

    def _of_same(self, one: Expression, whole: Time, _: int) -> Time:
        return whole._replace(role=self._same(one))

    def _of_months(self, one: Expression, whole: Time, year: int) -> Time:
        year = self._year(one) or year or self.year
        first, last = date(year, one.months[0], 1), _month_end(year, one.months[1])
        return self._of_span(whole._replace(first=first, last=last), CALENDAR)

    def _year(self, one: Expression) -> int:
        """The year of a span, 0 where it is not said."""
        if one.years:
            return one.years[-1]
        if one.same:
            return self._plan.baseline_year or self.year - 1
        return 0 if one.relative is None else self.year + one.relative

    def _role(self, year: int) -> TimeRole:
        """What a whole year is: that of the plan, or one that a period of the plan has as its own."""
        for role, shifts in self._shifts.items():
            if any(
                year - shifts[ident] in years and self._plan.periods[ident].years <= 1
                for ident, years in self._years.items()
            ):
                return role
        return TimeRole.BASELINE if year == self._plan.baseline_year else TimeRole.OTHER

    def _is_half(self, year: int) -> bool:
        """Whether a single year is one of the two of a school or fiscal year, and no period's own."""
        shift = self.year - self._plan.year
        two = any(year - shift in (window.first.year, window.last.year) for window in self._of_two.values())
        return two and year - shift not in self._titled

    def _same(self, one: Expression) -> TimeRole:
        """ "Cùng kỳ" is of the year before, which is the baseline unless the plan compares with another one."""
        baseline = self._plan.baseline_year
        if one.years:
            return TimeRole.BASELINE if one.years[0] == baseline else TimeRole.OTHER
        of_baseline = one.relative == 0 or baseline in (None, self.year - 1)
        return TimeRole.BASELINE if of_baseline else TimeRole.OTHER

    def _of_year(self, one: Expression, whole: Time, _: int) -> Time:
        year = self._year(one)
        if year != self._plan.baseline_year and self._is_half(year):
            return whole  # half of a school or fiscal year lies in it
        role = self._same(one) if one.same else self._role(year)
        titled = ""
        if one.worded and not one.same:
            named = [
                {ident for own, ident in self._titled.items() if own + shifts[ident] == year}
                for shifts in self._shifts.values()
            ]
            titled = only(next(filter(None, named), set(self._titled.values())))
        whole = whole._replace(first=date(year, 1, 1), last=date(year, 12, 31))
        return whole._replace(role=role, titled=titled, bare_year=not one.same)

    def _of_name(self, one: _Named, whole: Time, year: int) -> Time:
        """The period that has this name, in this year."""
        fits = {role: set[str]() for role in (*self._shifts, TimeRole.OTHER)}
        for name in one.names:
            for role in self._shifts:
                if self._is_of(name, one, role, year):
                    fits[role].add(name.period)
                    break
            else:
                if len({said - own for said, own in zip(one.years, name.years, strict=False)}) <= 1:
                    fits[TimeRole.OTHER].add(name.period)  # the same span of another year
        role, idents = next(((role, idents) for role, idents in fits.items() if idents), (TimeRole.OTHER, set[str]()))
        period = only(idents)
        if role is TimeRole.OTHER:
            return whole._replace(role=role, period=period)
        days = {self._days(ident, role) for ident in idents}
        if len(days) > 1 or not (period or role is TimeRole.BASELINE):
            return whole
        if one.same and role is TimeRole.BASELINE and not one.years:
            role = self._same(one)
        first, last = self._days(period, role) if period else days.pop()
        return whole._replace(role=role, period=period, first=first, last=last)

    def _days(self, period: str, role: TimeRole) -> tuple[date, date]:
        """The first and the last day of a period, moved to the year of that role."""
        window, shift = self._windows[period], self._shifts[role][period] if role in self._shifts else 0
        return in_year(window.first, window.first.year + shift), in_year(window.last, window.last.year + shift)

    def _is_of(self, name: Name, one: _Named, role: TimeRole, year: int) -> bool:
        """Whether a name is said of its period in the year of a role."""
        shift = self._shifts[role][name.period]
        if name.years:
            return one.years == tuple(own + shift for own in name.years)
        said = self._year(one) or year
        if not said:
            return role is TimeRole.CURRENT
        window = self._windows[name.period]
        own = self._years[name.period] or days_in(window.first, window.last, SOME_DAYS)
        return said - shift in own

    def _of_days(self, one: Expression, whole: Time, year: int) -> Time:
        if one.last is None:
            return self._since(one, whole, year)
        last = _date(one.last, year or self.year)
        first = _date(one.first, last.year if last else self.year)
        if first and last and first > last and one.first and not one.first.year:
            first = in_year(first, last.year - 1)
        if first is None or last is None or first > last:
            return whole
        return self._of_span(whole._replace(first=first, last=last), NEAR if one.last.day else CALENDAR)

    def _since(self, one: Expression, whole: Time, year: int) -> Time:
        """From a day until now: what is reported on, where a period of the file's year begins about then."""
        first = _date(one.first, year or self.year)
        if first is None:
            return whole
        shift = self.year - self._plan.year
        starts = [in_year(window.first, window.first.year + shift) for window in self._windows.values()]
        near = any(abs(start - first) <= CALENDAR for start in starts)
        return whole._replace(role=TimeRole.CURRENT if near else TimeRole.OTHER, first=first)

    def _of_span(self, time: Time, slack: timedelta) -> Time:
        """The period with about these days, in the year of the file, in the baseline year, or in another year."""
        if time.first is None or time.last is None:
            return time
        fits = list[tuple[int, str]]()
        for ident, window in self._windows.items():
            years = time.last.year - window.last.year
            for shift in (years, years + 1, years - 1):
                first, last = (in_year(day, day.year + shift) for day in (window.first, window.last))
                near = abs(first - time.first) <= slack and abs(last - time.last) <= slack
                alike = abs((last - first) - (time.last - time.first)) <= SAME_LENGTH
                if near and (alike or _months(first, last) == _months(time.first, time.last)):
                    fits.append((shift, ident))
        for role, shifts in self._shifts.items():
            own = [ident for shift, ident in fits if shift == shifts[ident]]
            if own:
                return time._replace(role=role, period=self._of_one(own, role))
        return time._replace(role=TimeRole.OTHER, period=next((ident for _, ident in fits), ""))

    @staticmethod
    def _of_one(idents: Sequence[str], role: TimeRole) -> str:
        """The first period; none of several that have the same baseline."""
        return only(idents) if role is TimeRole.BASELINE else idents[0]

    def _up_to(self, one: Expression, whole: Time, year: int) -> Time:
        """The period that ends about this day."""
        last = _date(one.last, self._year(one) or year or self.year)
        if last is None:
            return whole
        for role in self._shifts:
            ends = {ident: self._days(ident, role)[1] for ident in self._windows}
            own = [ident for ident, end in ends.items() if -BEFORE_THE_END <= last - end <= AFTER_THE_END]
            if own:
                return whole._replace(role=role, period=self._of_one(own, role), last=last)
        return whole._replace(role=TimeRole.OTHER, last=last)

    def is_against(self, time: Time, period: str, *, compared: bool) -> bool:
        """Whether a time in the name of a file is not of its ``period``, nor ``compared`` with it, nor its sending."""
        if time.role is TimeRole.DOCUMENT:
            return False
        if time.role is TimeRole.CURRENT:
            return bool(period and time.period and time.period != period)
        if time.role is TimeRole.BASELINE or (time.role is TimeRole.OTHER and (time.bare_year or time.same)):
            own = self.year == self._plan.baseline_year and {*time.years} <= {self.year}
            return not (compared or own)
        if time.role is TimeRole.UNCLEAR:
            return self.year not in time.years
        return not self._is_sending(time, period)

    def _is_sending(self, time: Time, period: str) -> bool:
        """Whether a time is the month in which figures of a period are sent."""
        window = self._windows.get(period)
        if window is None or time.first is None or time.last is None:
            return False
        end = in_year(window.last, window.last.year + self.year - self._plan.year)
        if (time.first.year, time.first.month) != (time.last.year, time.last.month):  # "11 thang", as far as is known
            return time.first.month == 1 and window.first.month != 1 and end - SENT_BEFORE <= time.last <= end
        if not time.years:
            return time.first.month == end.month
        return end - SENT_BEFORE <= time.last and time.first <= end + SENT_AFTER

    def _in_context(self, times: Sequence[Time], low: str) -> Iterator[Time]:
        """The times; those that are part of a document's name, or still to come, say nothing of the period."""
        before: Time | None = None
        for time in times:
            begins = before.end if before else 0
            between = low[max(begins, time.start - NEARBY) : time.start]
            if time.role is TimeRole.DOCUMENT:
                yield time
            elif self._is_beside(time, before if begins >= time.start - NEARBY else None, between):
                yield time._replace(role=TimeRole.DOCUMENT, period="")
            else:
                beside = (
                    before is not None and ":" not in between and (before.role is TimeRole.CURRENT or before.compared)
                )
                compared = time.role is TimeRole.BASELINE and beside and not ALONE.fullmatch(between)
                several = time.role is TimeRole.CURRENT and time.period in self._of_several
                before = time._replace(
                    compared=compared or bool(COMPARED.search(between)),
                    of_several=several,
                    in_name=several and PROGRAMME.search(between) is not None,
                )
                yield before

    def _is_beside(self, time: Time, before: Time | None, between: str) -> bool:
        """Whether a time is that of a programme or a document, or of what will be done after the results."""
        if before is not None and OUTLOOK.search(between):
            return True
        if time.role is not TimeRole.OTHER:
            return False
        later = time.last is not None and time.last.year > self.year
        programme = later and len(time.years) > 1 and PROGRAMME.search(between)
        return bool(programme or (time.bare_year and LAW.search(between)))


FIXED = {
    Kind.BEFORE: TimeRole.EARLIER,
    Kind.PART: TimeRole.OTHER,
    Kind.UNCLEAR: TimeRole.UNCLEAR,
    Kind.DOCUMENT: TimeRole.DOCUMENT,
}


def _joined(found: Sequence[Expression], low: str) -> list[Expression]:
    """The expressions; "cùng kỳ" and the span beside it are one, "cùng kỳ 6 tháng đầu năm 2022"."""
    left = list[Expression]()
    for one in found:
        before = left[-1] if left else None
        between = folded(low[before.end : one.start]) if before else ""
        spans = (Kind.MONTHS, Kind.YEAR)
        dated = before is not None and (before.years or before.relative is not None)
        once = not (dated and one.years)  # "cùng kỳ năm trước" says which year by itself
        if before and before.kind is Kind.SAME and one.kind in spans and once and BETWEEN.fullmatch(between):
            left[-1] = replace(one, start=before.start, years=one.years or before.years, same=True)
            continue
        if before and one.kind is Kind.SAME and before.kind in spans and between in ("", " ") and not before.years:
            left[-1] = replace(before, end=one.end, years=one.years, same=True)
            continue
        left.append(one)
    return left


def only(idents: Collection[str]) -> str:
    """The one name, "" for none and for several."""
    return next(iter(idents)) if len(idents) == 1 else ""


def _months(first: date, last: date) -> tuple[int, ...]:
    """The months in which a span begins and ends, as "từ tháng 12/2022 đến tháng 6/2023" writes it."""
    return first.year, first.month, last.year, last.month


def _date(day: Day | None, year: int) -> date | None:
    """A day as a date, of this year if it names none; None for a day that does not exist, or not in these times."""
    if day is None:
        return None
    year = day.year or year
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= day.month <= 12:
        return None
    if not day.day:
        return _month_end(year, day.month)
    try:
        return date(year, day.month, day.day)
    except ValueError:
        return None


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
