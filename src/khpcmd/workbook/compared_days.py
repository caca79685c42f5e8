"""Whether a date that is compared could have its day and its month exchanged (``open_days``).

A program that takes the month first makes 3 May of "5/3", and shows nothing of it. What gives it away are the other
dates of the sheet: a day that exists only with the month first, a format that shows it first, or a text such as "25/3"
that the program did not take for a date beside others that it did.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple

from khpcmd.diagnostics import Code, Location
from khpcmd.diagnostics.parameters import DaySwapped, Ref
from khpcmd.plan.years import compared_days
from khpcmd.returns import Cell, Key
from khpcmd.text import tidy
from khpcmd.workbook.collect import Collector
from khpcmd.workbook.file.addresses import place
from khpcmd.workbook.file.grid import GridCell
from khpcmd.workbook.typed_days import NUMERIC, read_date

LAST_MONTH = 12
OF_THE_PROGRAM = "mm-dd-yy"
"""How the format is stored that each program shows in its own order."""
QUOTED = re.compile(r'"[^"]*"|\\[.*?\\]|\\\\.')
MONTH_FIRST = re.compile(r"[^dmy]*m{1,2}(?!m)[^dm]*d")


class _Day(NamedTuple):
    """A date that is compared."""

    unit: str
    key: Key
    at: Location
    day: date
    typed: bool
    """Whether it is a text."""
    month_first: bool
    """Whether it exists only with the month first, or is shown so."""
    numeric: bool
    """Whether it is a text of numbers, which a program that takes the day first would have made a date."""

    @property
    def other(self) -> date | None:
        """The day with its month and its day of the month exchanged; None where that is no other day."""
        day = self.day
        return day.replace(month=day.day, day=day.month) if day.day <= LAST_MONTH and day.day != day.month else None


def open_days(collector: Collector) -> None:
    """Leave each date open that could be another day, and report why."""
    fields = compared_days(collector.plan)
    found = list(_days(collector, fields)) if fields else []
    typed_first = any(one.month_first and one.typed for one in found)
    not_taken = any(one.numeric and one.day.day > LAST_MONTH and not one.month_first for one in found)
    for one in found:
        unsure = one.month_first or typed_first or (not_taken and not one.typed)
        if one.other is not None and unsure:
            params: DaySwapped = {"field": Ref("field", one.key.field), "found": one.day, "other": one.other}
            collector.reporter.report(Code.DAY_OR_MONTH(one.at, params, one.unit))
            collector.doubt_field(one.unit, one.key.field)


def _days(collector: Collector, fields: Collection[str]) -> Iterator[_Day]:
    for unit in collector.units:
        for key in map(Key, fields):
            cell = collector.kept(unit, key)
            if cell is not None and cell.at is not None and isinstance(cell.value, date):
                yield _Day(unit, key, cell.at, cell.value, *_written(cell, collector.grid.shown(*place(cell.at.cell))))


def _written(cell: Cell, seen: GridCell | None) -> tuple[bool, bool, bool]:
    """How a day is written: whether as a text, whether with the month first, whether as a text of numbers."""
    typed = read_date(tidy(cell.raw)) if cell.stored is None else None
    if typed is not None:
        return True, typed.month_first, NUMERIC.search(cell.raw) is not None
    shown = QUOTED.sub("", seen.look.number_format if seen else "").split(";", 1)[0].lower()
    return False, shown != OF_THE_PROGRAM and MONTH_FIRST.match(shown) is not None, False
