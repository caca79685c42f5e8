"""Whether the evidence beside a yes bears it out (``open_answers``): the number of a document, and its day.

A yes whose document is a draft, of another programme, or of another time, is open, and the question is asked at the
cell that says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic, Location, Ref
from khpcmd.plan.checklist import DUTY, evidence_of
from khpcmd.plan.model import Plan
from khpcmd.returns import Cell, Key
from khpcmd.text import tidy
from khpcmd.workbook.cells import DASHES, read_date
from khpcmd.workbook.collect import Collector
from khpcmd.workbook.words.cell_words import answer_of, is_document
from khpcmd.workbook.words.meaning import Role, Sense
from khpcmd.workbook.words.plan_times import in_year
from khpcmd.workbook.words.senses import Senses
from khpcmd.workbook.words.vocabulary import spellings

BEFORE = timedelta(days=92)
"""How long before the first period of the plan its papers may be signed: about a quarter."""
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


class Days(NamedTuple):
    """The first and the last day on which a document may have been signed."""

    first: date
    last: date


def days_of(plan: Plan, year: int, period: str) -> Days:
    """The days for the documents of a return of a period; of "" where it is not known."""
    shift = year - plan.year
    windows = [one.window for one in plan.periods.values()]
    own = [plan.periods[period].window] if period else windows
    first, last = min(one.first for one in windows), max(one.last for one in own)
    return Days(in_year(first, first.year + shift) - BEFORE, in_year(last, last.year + shift))


def open_answers(collector: Collector, senses: Senses, days: Days) -> None:
    """Leave each yes open whose evidence does not bear it out, and report why."""
    plan = collector.plan
    fields = {name: evidence_of(plan, name) for name, spec in plan.fields.items() if spec.kind == "yes_no"}
    for unit in collector.units:
        for name, evidence in fields.items():
            answer = collector.kept(unit, Key(name))
            if answer is None or answer.value is not True:
                continue
            cells = [cell for field in evidence.values() if (cell := collector.kept(unit, Key(field)))]
            told = next(
                (found for cell in (answer, *cells) for found in _against(cell, name, plan, senses, days, unit)), None
            )
            if told:
                collector.reporter.report(told)
                collector.doubt_field(unit, name)


def _against(cell: Cell, name: str, plan: Plan, senses: Senses, days: Days, unit: str) -> Iterator[Diagnostic]:
    """What speaks against a yes in one cell: that of the answer, of its document, or of its day."""
    text, at, field = tidy(cell.raw), cell.at, Ref("field", name)
    if not text or text in DASHES or at is None:
        return
    if isinstance(cell.value, date):
        signed = [cell.value]
    else:
        signed = [typed.day for found in DAY.findall(text) if (typed := read_date(found))]
    if cell.value is True:
        answer = answer_of(text, spellings(plan.fields[name]))
        if not answer or not answer.document:
            return
    elif not isinstance(cell.value, date):
        yield from _of_document(text, at, field, senses, unit)
    for day in signed if not name.startswith(DUTY) else ():  # the evidence of duties may be older
        if not days.first <= day <= days.last:
            yield Code.EVIDENCE_OF_OTHER_TIME(
                at,
                {
                    "field": field,
                    "found": day.isoformat(),
                    "first": days.first.isoformat(),
                    "last": days.last.isoformat(),
                },
                unit,
            )


def _of_document(text: str, at: Location, field: Ref, senses: Senses, unit: str) -> Iterator[Diagnostic]:
    parts = senses.account(text, Role.REMARK).parts
    turned = next((part for part in parts if part.sense in TURNING), None)
    if turned:
        what = Ref("word", f"sense_{turned.sense}")
        yield Code.OTHER_MEANING(at, {"found": text, "words": turned.text, "what": what}, unit)
    elif not is_document(text):
        yield Code.EVIDENCE_NO_DOCUMENT(at, {"field": field, "found": text}, unit)
