"""Days of a return that a spreadsheet with English settings may have turned round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from khpcmd.diagnostics import Param, Ref
from khpcmd.plan.calendar import Period
from khpcmd.returns import Basis, Key


def swapped_days(period: Period, days: Mapping[Key, date]) -> Iterator[tuple[Key, dict[str, Param]]]:
    """Days outside the period that would lie in it if day and month were exchanged, with what to tell of them."""
    for key, day in days.items():
        if key.basis is not Basis.CURRENT or _within(period, day):
            continue
        other = _swapped(day)
        if other and _within(period, other):
            found, turned = day.isoformat(), other.isoformat()
            yield key, {"field": Ref("field", key.field), "found": found, "other": turned}


def _swapped(day: date) -> date | None:
    """The day with its month and its day of the month exchanged; None where that is no other day."""
    return day.replace(month=day.day, day=day.month) if day.day <= 12 and day.day != day.month else None


def _within(period: Period, day: date) -> bool:
    return period.window.first <= day <= period.window.last
