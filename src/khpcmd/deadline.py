"""When the returns of a period are due, seen from one day, and who has sent them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deadline:
    """A period of the plan, by its id, and the units (ids, in the plan's order) whose returns it asks for.

    ``days_left`` are the days that come after the day it is seen from and are still in time: 0 on the last one, -1 on
    the day after it.
    """

    period: str
    days_left: int
    expected: tuple[str, ...]
    reported: tuple[str, ...]
    """Those of which a return of the period is among the files."""
    watched: bool
    """Whether the files are those of this period, so that who is not among them is missing."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Who has not reported; nobody is missed in a period that is not watched."""
        there = frozenset(self.reported)
        return tuple(unit for unit in self.expected if unit not in there) if self.watched else ()

    @property
    def overdue(self) -> tuple[str, ...]:
        """Who has not reported although the last day is over."""
        return self.missing if self.days_left < 0 else ()
