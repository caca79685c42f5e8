"""Stage 3: what texts say, whatever axis they stand on; no place and no number is seen.

The texts of one path, down or across alike, and what a row and a column say together, are read in ``paths``, what
stands around a block in ``frames``.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property
from typing import NamedTuple

from khpcmd.plan.fields import AnyField
from khpcmd.plan.model import Plan
from khpcmd.plan.periods import SENT_BEFORE, in_year
from khpcmd.returns import Basis
from khpcmd.text import Closeness, loose
from khpcmd.workbook.facts.codes import measures_of
from khpcmd.workbook.facts.scopes import Part
from khpcmd.workbook.row_kinds import TIMES
from khpcmd.workbook.words.cell_words import names_measure
from khpcmd.workbook.words.communes import speaks_of_communes, speaks_of_districts
from khpcmd.workbook.words.headers import FieldNames
from khpcmd.workbook.words.plan_times import SENT_AFTER
from khpcmd.workbook.words.units import UnitNames
from khpcmd.workbook.words.vocabulary import MEASURE_HEADERS, NUMBER_HEADERS, TITLES, key, spellings, strip_numbering

HEADS = TITLES | TIMES | NUMBER_HEADERS | MEASURE_HEADERS
"""What stands over labels and says nothing of figures."""


COUNT = re.compile(r"^(?:tổng )?số ", re.IGNORECASE)
"""What stands before a unit of measure in the head of a column."""


def heads_labels(text: str) -> bool:
    """Whether a text over labels says no more than what kind of names these are."""
    return key(text) in HEADS or speaks_of_communes(text) or speaks_of_districts(text)


class Doubt(NamedTuple):
    """What keeps figures from being believed: a text, and the words in it; without words they are known to be others,
    or nobody knows which, and they are never believed. Of words the readers of layouts are asked as well."""

    text: str
    words: str
    part: Part = Part.HEADER

    @property
    def decides(self) -> bool:
        """Whether it keeps them open whatever else was asked."""
        return not self.words


class Meaning(NamedTuple):
    """What one path says of the figures that it governs; "" and None where it says nothing."""

    unit: str = ""
    field: str = ""
    basis: Basis | None = None
    period: str = ""
    month: int = 0
    answer: bool | None = None
    evidence: str = ""
    measures: tuple[str, ...] = ()
    """What is said to be counted."""
    whole: bool = False
    """Whether it adds up months."""
    total: bool = False
    """Whether it adds up units."""
    sums: bool = False
    """Whether the figures are those since the year began."""
    aside: str = ""
    """The text by which its figures are understood as others than the results."""
    open: tuple[Doubt, ...] = ()
    bare_year: bool = False
    """Whether its time is a year and no more."""
    said: str = ""
    """The words of its time."""
    labelled: bool = False
    """Whether a label of its row names its unit, and no heading above."""
    short: bool = False
    """Whether its unit is named as one of those within it may be: "Nam Sách", which has a town of that name."""
    bare: str = ""
    """The name of its unit, where that is without its class word."""
    closeness: Closeness = Closeness.SAME
    """How nearly that name is the plan's."""
    wide: str = ""
    """A label or a heading of more than a district, where the path names no unit: "Toàn tỉnh"."""
    beside: str = ""
    """A remark that is nothing but the name of a place or a field: whose figure, or which, that rather is."""
    rest: tuple[str, ...] = ()
    """Texts that name nothing by themselves, and may together with the other path."""


NOTHING = Meaning()


class Names:
    """The names of a plan that texts are read by. ``stamped`` is for files that khpcmd made: what it wrote itself says
    nothing of figures."""

    def __init__(self, fields: FieldNames, units: UnitNames, *, stamped: bool = False) -> None:
        self.fields, self.units, self.stamped = fields, units, stamped
        self._measures = measures_of(fields.plan)

    @cached_property
    def _begun(self) -> frozenset[str]:
        specs = self.fields.plan.fields.values()
        names = [key(name.replace(" / ", " ")).split() for spec in specs for name in spellings(spec)]
        return frozenset(" ".join(words[:count]) for words in names for count in range(1, len(words)))

    @cached_property
    def _reported(self) -> tuple[date, date]:
        """The first and the last day on which a report of the year is made."""
        later = self.fields.year - self.fields.plan.year
        ends = [
            in_year(period.window.last, period.window.last.year + later) for period in self.fields.plan.periods.values()
        ]
        return max(ends) - SENT_BEFORE, max(ends) + SENT_AFTER

    def reports_on(self, day: date) -> bool:
        """Whether the year's figures are reported on a day: as a text it says nothing of them."""
        return self._reported[0] <= day <= self._reported[1]

    def names_field(self, text: str) -> bool:
        """Whether a text is nothing but the name of a field."""
        named = self.fields.name([text])
        return named is not None and named.closeness is Closeness.SAME and not named.over

    def begins(self, text: str) -> bool:
        """Whether the name of a field begins with a text: an upper level, or the first line of a long one."""
        return key(text) in self._begun

    def counted(self, text: str) -> str:
        """What a text says is counted: "lượt" in "Số lượt"; "" where it is no unit of measure."""
        words = COUNT.sub("", strip_numbering(text).strip("() "))
        return words if self.is_measure(words) else ""

    def is_measure(self, text: str) -> bool:
        """Whether a text is nothing but a unit of measure."""
        words = strip_numbering(text).strip("() ")
        return loose(words) in self._measures or names_measure(words)


def counts_other(spec: AnyField, words: str) -> bool:
    """Whether words say that something else is counted than the field's unit of measure."""
    return bool(spec.measures) and not spec.measured_in(words)


def is_compared_with(plan: Plan, named: str, period: str) -> bool:
    """Whether the figures of one period of a plan are the baseline of another one: its year beside a later one."""
    if not named or not period or plan.periods[named].years != 1 or plan.year_of(named) != plan.baseline_year:
        return False
    return plan.periods[period].years <= 1 and plan.year_of(period) != plan.baseline_year
