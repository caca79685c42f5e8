"""The dates that targets and duties compare with a day of the plan, and which days can be believed of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from khpcmd.measures.days import Days
from khpcmd.plan.checklist import evidence_field
from khpcmd.plan.model import Plan
from khpcmd.plan.periods import Window, around


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
    start, last = _first_of_year(plan, period), plan.periods[period].window.last
    named = {name: [days.first for days in asked if days.first is not None] for name, asked in compared.items()}
    return {name: Window.model_construct(first=min((start, *firsts)), last=last) for name, firsts in named.items()}


def first_day(plan: Plan) -> date:
    """The first day of the plan's time: that of its document, or of its first period."""
    return min(plan.document.date, *(period.window.first for period in plan.periods.values()))


def _first_of_year(plan: Plan, period: str) -> date:
    """The first day of the year that a period is of, where the plan has years before it; else the plan's first day."""
    year = plan.periods[around(plan.periods, period)]
    earlier = any(other.years and other.window.last < year.window.first for other in plan.periods.values())
    return year.window.first if year.years and earlier else first_day(plan)
