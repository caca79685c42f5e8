"""Whether what stands beside a figure bears it out: the evidence of a yes (``open_answers``), the other dates of the
sheet a date that is compared (``open_days``).

A yes whose document is a draft, of another programme, or of another time, is open, and the question is asked at the
cell that says so. So is a date that could have its day and its month exchanged: a program that takes the month first
makes 3 May of "5/3", and shows nothing of it. What gives it away are the other dates: a day that exists only with the
month first, a format that shows it first, or a text such as "25/3" that the program did not take for a date beside
others that it did.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import DaySwapped, FieldFound, FieldFoundFirstLast, Ref
from khpcmd.plan.checklist import of_duty
from khpcmd.plan.model import Plan
from khpcmd.plan.periods import Window
from khpcmd.plan.years import compared_days
from khpcmd.returns import DUTY, Cell, Key
from khpcmd.text import tidy
from khpcmd.workbook.collect import Collector
from khpcmd.workbook.file.addresses import place
from khpcmd.workbook.file.grid import GridCell
from khpcmd.workbook.governing import meaning_params
from khpcmd.workbook.typed_days import NUMERIC, read_date
from khpcmd.workbook.typed_numbers import DASHES
from khpcmd.workbook.words.cell_words import answer_of, is_document, not_in_force
from khpcmd.workbook.words.meaning import Part, Role, Sense
from khpcmd.workbook.words.provinces import other_province
from khpcmd.workbook.words.senses import Senses
from khpcmd.workbook.words.unit_notes import key_of, mentions
from khpcmd.workbook.words.vocabulary import spellings

TURNING = frozenset(
    {
        Sense.DRAFT, Sense.NOT_DONE, Sense.NEGATION, Sense.ESTIMATE, Sense.PROGRAMME, Sense.BASELINE, Sense.EARLIER,
        Sense.OTHER_TIME,
    }
)  # fmt: skip
"""What a document must not be said to be."""
DAY = re.compile(
    r"\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?\d{2,4}(?!\d)|\d{1,2} tháng \d{1,2}(?: năm |, ?)\d{4}", re.IGNORECASE
)


def open_answers(collector: Collector, senses: Senses, days: Window) -> None:
    """Leave each yes open whose evidence does not bear it out, and report why."""
    plan = collector.plan
    for unit in collector.units:
        for name, evidence in senses.evidence.items():
            answer, document = collector.kept(unit, name), evidence.get("document")
            if answer is None and document:  # a column of how many documents there are
                _open_count(collector, unit, document)
            if answer is None or answer.value is not True:
                continue
            cells = [answer, *(cell for key in evidence.values() if (cell := collector.kept(unit, key)))]
            asked = _Answer(name.field, spellings(plan.fields[name.field]), unit, days, _own_names(plan, unit))
            told = next((found for cell in cells for found in asked.against(cell, senses)), None)
            if told:
                collector.reporter.report(told)
                collector.doubt_field(unit, name.field)


def _own_names(plan: Plan, unit: str) -> frozenset[str]:
    """The names of a unit and of those it belongs to, whose documents are its own."""
    own = (plan.unit[unit], *plan.above(plan.unit[unit])) if unit in plan.unit else ()
    return frozenset(key_of(text) for one in own for text in one.spellings())


def _open_count(collector: Collector, unit: str, document: Key) -> None:
    """Leave the number of a document open that is a number and no more."""
    cell = collector.kept(unit, document)
    if cell and cell.at and tidy(cell.raw).isdecimal():
        params: FieldFound = {"field": Ref("field", document.field), "found": tidy(cell.raw)}
        collector.reporter.report(Code.EVIDENCE_NO_DOCUMENT(cell.at, params, unit))
        collector.doubt_field(unit, document.field)


class _Answer(NamedTuple):
    """A yes of a unit to a field with some names, and the days of its evidence."""

    field: str
    names: tuple[str, ...]
    unit: str
    days: Window
    own: frozenset[str]
    """The names of the unit, and of those it belongs to."""

    def against(self, cell: Cell, senses: Senses) -> Iterator[Diagnostic]:
        """What speaks against the yes in one cell: that of the answer, of its document, or of its day."""
        text, at = tidy(cell.raw), cell.at
        if not text or text in DASHES or at is None:
            return
        if cell.value is True:
            answer = answer_of(text, self.names)
            if not answer or not answer.document:
                return
        elif not isinstance(cell.value, date):
            yield from self._of_document(text, at, senses)
        days = of_duty(self.days) if self.field.startswith(DUTY) else self.days
        for day in _days_in(cell, text):
            if day not in days:
                params: FieldFoundFirstLast = {
                    "field": Ref("field", self.field), "found": day, "first": days.first, "last": days.last,
                }  # fmt: skip
                yield Code.EVIDENCE_OF_OTHER_TIME(at, params, self.unit)

    def _of_document(self, text: str, at: Location, senses: Senses) -> Iterator[Diagnostic]:
        said = senses.account(text, Role.REMARK)
        turned = next((part for part in said.parts if part.sense in TURNING), None)
        if words := not_in_force(text):
            turned = turned or Part(words, Sense.DRAFT)
        turned = turned or self._of_others(text, senses)
        if turned:
            yield Code.OTHER_MEANING(at, meaning_params(text, turned), self.unit)
        elif not is_document(text):
            yield Code.EVIDENCE_NO_DOCUMENT(at, {"field": Ref("field", self.field), "found": text}, self.unit)

    def _of_others(self, text: str, senses: Senses) -> Part | None:
        """Another unit, or another province, whose document it is said to be."""
        named = (text[one.start : one.end] for one in mentions(text, senses.districts) if one.rest not in self.own)
        other = next(named, "") or other_province(text, senses.own_provinces)
        return Part(other, Sense.REFERENCE) if other else None


def _days_in(cell: Cell, text: str) -> list[date]:
    if isinstance(cell.value, date):
        return [cell.value]
    return [typed.day for found in DAY.findall(text) if (typed := read_date(found))]


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
