"""The year that a period is of, its months in their order, and what a target asks in it.

A year of a plan need not be that of the calendar: a school year runs from September, a fiscal year from July. A plan of
several years has a period for each. Of the dates that targets and duties compare with a day of the plan it says which
days can be believed (``believed``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from khpcmd.measures.parts import Days
from khpcmd.plan.checklist import evidence_field
from khpcmd.plan.model import Plan, Target
from khpcmd.plan.periods import Window, around, spans_two

MIDDLE = 10
"""A year that begins later in a month than on this day has the next one as its first."""
MONTHS = 12


def first_month(plan: Plan, period: str) -> int:
    """The month with which the year of a period begins."""
    first = plan.periods[around(plan.periods, period)].window.first
    return first.month if first.day <= MIDDLE else first.month % MONTHS + 1


def months_in_order(plan: Plan, period: str) -> tuple[int, ...]:
    """The twelve months in the order of the year that a period is of."""
    first = first_month(plan, period)
    return tuple((first + index - 1) % MONTHS + 1 for index in range(MONTHS))


def quarter_months(plan: Plan, period: str) -> tuple[int, ...]:
    """The same, where quarters are counted from the beginning of the year: from January unless it is a whole year."""
    whole = plan.periods[around(plan.periods, period)].years == 1
    return months_in_order(plan, period) if whole else tuple(range(1, MONTHS + 1))


def years_of_months(plan: Plan, shift: int) -> Mapping[int, frozenset[int]]:
    """The years in which a month may be written, ``shift`` years after those of the plan.

    That of the plan, in a school or fiscal year the one in which the month lies; in a plan of several years it is not
    clear which one is meant, and a month is written without.
    """
    years = {around(plan.periods, name) for name in plan.periods if plan.periods[name].years <= 1}
    whole = {name for name in years if plan.periods[name].years == 1 or spans_two(plan.periods[name])}
    two = [plan.periods[name].window for name in whole if spans_two(plan.periods[name])]
    if len(whole) > 1:
        return {}
    if not two:
        return dict.fromkeys(range(1, MONTHS + 1), frozenset({plan.year + shift}))
    (window,) = two
    return {
        month: frozenset({(window.first.year if month >= window.first.month else window.last.year) + shift})
        for month in range(1, MONTHS + 1)
    }


def in_period(plan: Plan, target: Target, period: str) -> Target:
    """The target as it is asked in a period: with the thresholds of this, or else of the smallest period around it."""
    if not target.by_period:
        return target
    own = plan.periods[period].window
    outer = [name for name in target.by_period if plan.periods[name].window.covers(own)]
    if not outer:
        return target
    asked = target.by_period[min(outer, key=lambda name: plan.periods[name].days)]
    own_levels = {"threshold": asked.threshold, "unit_thresholds": asked.unit_thresholds}
    return target.model_copy(update={name: value for name, value in own_levels.items() if value})


def compared_days(plan: Plan) -> Mapping[str, tuple[Days, ...]]:
    """By field, the days that it is compared with."""
    found = dict[str, tuple[Days, ...]]()
    for name, days in _asked(plan):
        found[name] = (*found.get(name, ()), days)
    return found


def _asked(plan: Plan) -> Iterator[tuple[str, Days]]:
    for target in plan.targets:
        yield from target.measure.days()
    for duty in plan.duties:
        if duty.where is not None:
            yield from duty.where.days()
        if duty.due is not None:
            yield evidence_field(duty, "date"), duty.due.days


def believed(plan: Plan, period: str) -> Mapping[str, Window]:
    """By field, the days that can be believed in a return of a period.

    They are those from the plan's first day (in a plan of several years from the first day of the period's own year),
    or the first day that a rule names, to the end of the period: a day after it has not come yet, and one before
    belongs to another plan or year.
    """
    compared = compared_days(plan)
    if not compared:
        return {}
    year, last = plan.periods[around(plan.periods, period)], plan.periods[period].window.last
    earlier = any(other.years and other.window.last < year.window.first for other in plan.periods.values())
    start = year.window.first if year.years and earlier else first_day(plan)
    named = {name: [days.first for days in asked if days.first is not None] for name, asked in compared.items()}
    return {name: Window.model_construct(first=min((start, *firsts)), last=last) for name, firsts in named.items()}


def first_day(plan: Plan) -> date:
    """The first day of the plan's time: that of its document, or of its first period."""
    return min(plan.document.date, *(period.window.first for period in plan.periods.values()))
