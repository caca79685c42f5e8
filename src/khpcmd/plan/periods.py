"""Reporting periods: which days they cover, when their returns are due, and which year one is, or lies in."""

import datetime
from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from khpcmd.measures.parts import Days
from khpcmd.measures.threshold import Threshold
from khpcmd.plan.base import Id, PlanModel, Text, Words
from khpcmd.text.patterns import when_asked

BOTH = 45
"""How many days of a year have to lie in each of two calendar years for it to be of both."""
DAYS_TO_SPARE = 20
"""A period that is so many days shorter than a year is one all the same."""
DAY = when_asked(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
"""A day as it is written in Vietnam: the day, the month, and all of the year."""
SENT_BEFORE, PART_BEFORE = datetime.timedelta(days=30), 4
"""How long before the end of its period a report may be made: of short periods no more than this part of them."""


def can_be_reported(first: datetime.date, last: datetime.date, day: datetime.date) -> bool:
    """Whether a report of a period can have been made on a day: shortly before its last day, or later."""
    return last - day <= min(SENT_BEFORE, (last - first) / PART_BEFORE)


class Window(PlanModel):
    """The first and last day covered by the period."""

    first: datetime.date = Field(alias="from")
    """The first day that counts."""
    last: datetime.date = Field(alias="to")
    """The last day that counts."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise PydanticCustomError("word", "window_order")
        return self

    def __contains__(self, day: datetime.date) -> bool:
        return self.first <= day <= self.last

    def covers(self, other: "Window") -> bool:
        """Whether all days of another one are in it."""
        return self.first <= other.first and other.last <= self.last

    def can_be_reported(self, day: datetime.date) -> bool:
        """Whether a report of the whole period can have been made on a day."""
        return can_be_reported(self.first, self.last, day)


class Due(PlanModel):
    """The deadline for returns."""

    date: datetime.date
    """The date that the plan names."""
    inclusive: bool = False
    """Whether a return on that day is still in time ("trước ngày 15/6": it is not)."""

    @property
    def days(self) -> Days:
        """The days that are in time."""
        return Days(by=self.date) if self.inclusive else Days(before=self.date)

    def late(self, day: datetime.date) -> bool:
        return self.days_left(day) < 0

    def days_left(self, day: datetime.date) -> int:
        """How many days after this one are still in time: 0 on the last of them, negative once it is over."""
        return (self.date - day).days - (0 if self.inclusive else 1)


class Period(PlanModel):
    """A reporting period.

    Two periods are either nested or disjoint.

    ```yaml
    periods:
      half_year:
        title: {vi: 6 tháng đầu năm 2027, en: first half of 2027}
        aliases: [6 tháng đầu năm, 6 tháng]
        window: {from: 2026-12-15, to: 2027-06-14}
        due: {date: 2027-06-15, inclusive: false}
        interim: true
        months: [1, 2, 3, 4, 5]
    ```
    """

    title: Text
    """What the period is called, for example "first half of 2023"."""
    aliases: tuple[Words, ...] = ()
    """Other ways in which titles of returns write the period."""
    window: Window
    """The first and last day covered by the period."""
    due: Due
    """The deadline for returns."""
    interim: bool = False
    """true for a period within the year: cumulative targets that are not yet reached are "in progress"."""
    months: tuple[Annotated[int, Field(ge=1, le=12)], ...]
    """The calendar months that are complete when the return is due."""

    @property
    def days(self) -> int:
        """From its first day to its last."""
        return (self.window.last - self.window.first).days

    @property
    def years(self) -> int:
        """How many whole years it lasts: 0 for a part of a year."""
        return ((self.window.last - self.window.first).days + DAYS_TO_SPARE) // 365


Year = Annotated[int, Field(ge=1990, le=2200)]


class Years(PlanModel):
    """The years over which a target builds up; it is due at the end of the last one."""

    first: Year = Field(alias="from")
    """The first year."""
    last: Year = Field(alias="to")
    """The last year."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise PydanticCustomError("word", "years_order")
        return self


class InPeriod(PlanModel):
    """What a target asks in one period of a plan of several years; what is left out is as for all periods."""

    threshold: Threshold | None = None
    """What has to be reached in this period."""
    unit_thresholds: dict[Id, Threshold] = Field(default_factory=dict)
    """Different thresholds for single units or groups in this period; only with judged: each_unit."""


def around(periods: Mapping[str, Period], period: str) -> str:
    """The year that a period is, or lies in: the longest period around it that is no longer than a year."""
    own = periods[period].window
    outer = [name for name, one in periods.items() if one.years <= 1 and one.window.covers(own)]
    return max(outer, key=lambda name: periods[name].days, default=period)


def spans_two(period: Period) -> bool:
    """Whether a period is a year, or most of one, that lies in two calendar years: a school year, a fiscal year."""
    return period.years <= 1 and in_both(period.window.first, period.window.last)


def in_both(first: datetime.date, last: datetime.date) -> bool:
    """Whether many days lie in each of two calendar years."""
    before, after = datetime.date(first.year, 12, 31), datetime.date(last.year, 1, 1)
    return last.year == first.year + 1 and (before - first).days >= BOTH and (last - after).days >= BOTH


def year_by_period(periods: Mapping[str, Period], year: int) -> dict[str, int]:
    """By period the year that it is of, in a plan of a ``year``; no two years of a plan are the same one.

    The only year of a plan is the plan's. Of several, each is the one that has its middle; those that lie in two are
    called by the first, or by the last, where the plan's own year is the very first, or the very last, of them. A
    period of several years is of the last one, when it ends.
    """
    outer = {name: periods[around(periods, name)] for name in periods}
    windows = {(one.window.first, one.window.last) for one in outer.values() if one.years <= 1}
    firsts, lasts = ({window[end].year for window in windows} for end in (0, 1))

    def of(first: datetime.date, last: datetime.date) -> int:
        if len(windows) == 1:
            return year if first.year <= year <= last.year else last.year
        if year == max(lasts):
            return last.year
        if year == min(firsts) and in_both(first, last):
            return first.year
        return (first + (last - first) / 2).year

    found = {window: of(*window) for window in windows}

    def of_several(own: Window) -> int:
        inside = [year for (first, last), year in found.items() if first in own and last in own]
        return max(inside, default=own.last.year)

    return {
        name: of_several(one.window) if one.years > 1 else found[one.window.first, one.window.last]
        for name, one in outer.items()
    }


def in_year(day: datetime.date, year: int) -> datetime.date:
    """The same day of another year; 29 February becomes the 28th in other than leap years."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def typed_day(text: str) -> datetime.date:
    """A day as it is typed, 2023-12-15 or 15/12/2023; ValueError if it is not a day of the calendar, or may be read in
    two ways."""
    if vietnamese := DAY.fullmatch(text):
        day, month, year = map(int, vietnamese.groups())
        return datetime.date(year, month, day)
    return datetime.date.fromisoformat(text)
