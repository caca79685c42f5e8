"""Reads a form back before it is handed out: each of its cells is filled in, and has to be read as its own figure.

A form is made once more with a figure of its own in every cell, and read as a return is. What is read depends on the
words of the form and on its shape (the figures, the checklist and the annex that it has, and how its unit is called);
so each shape of a plan is read once for a period and a language, however many units have it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from itertools import count, product
from pathlib import Path

from khpcmd.diagnostics import Code, Diagnostic, Location, Severity
from khpcmd.diagnostics.parameters import Ref
from khpcmd.i18n import Messages
from khpcmd.plan.checklist import answer_field, evidence_field, with_checklist
from khpcmd.plan.fields import AmountField
from khpcmd.plan.review import Review
from khpcmd.returns import Cell, Key
from khpcmd.template.cells import Given
from khpcmd.template.contents import Figure, Filer, Wanted, annex, checklist
from khpcmd.template.make import make_consolidated, make_template
from khpcmd.template.paper import Book
from khpcmd.text import split_class
from khpcmd.workbook.file.addresses import a1
from khpcmd.workbook.read import Reading, read_workbook

FIRST = 10_001
"""The figure in the first cell of a form: none is taken for a year, or for the number of a column."""
ROWS = 3
"""How many units a consolidated form is tried with besides those of other figures."""
Marks = dict[Figure, Given]


def advice_on_forms(review: Review) -> Iterator[Diagnostic]:
    """The forms of a plan that would not be read as they are made: each period, each language of the plan, of units
    forms that together ask for every figure, and the consolidated ones with a unit of each of these; a cause is told
    once."""
    plan, told = with_checklist(review.plan), set[str]()
    for language, period in product(plan.languages, plan.periods if plan.filers else ()):
        messages = Messages(language)
        like = Wanted(Filer(plan, plan.filers[0], period), "", messages)
        for fault in filter(None, _tried(like, messages.template("template.file_name"))):
            reason = str(fault.params["reason"])
            if reason not in told:
                told.add(reason)
                yield replace(fault, at=review.source.at(("periods", period, "title")))


def _tried(like: Wanted, name: str) -> Iterator[Diagnostic | None]:
    """What is wrong with forms of a period that together ask for every figure."""
    forms = {_shape(one): one for one in map(like.for_unit, reversed(like.filer.plan.filers))}
    tried, seen, read_back = list[Wanted](), set[Hashable](), ReadBack()
    for one in sorted(forms.values(), key=lambda one: -len(_figures(one))):
        asked = {(one.filer.unit.level, figure) for figure in _figures(one)}
        if not asked <= seen:
            seen |= asked
            tried.append(one)
            yield read_back.form(one, f"{name}_{like.filer.period}.xlsx")
    for level in dict.fromkeys(one.filer.unit.level for one in tried):
        some = [unit for unit in like.filer.plan.filers if unit.level == level][:ROWS]
        own = [one.filer.unit for one in tried if one.filer.unit.level == level]
        units = dict.fromkeys(unit.id for unit in (*own, *some))
        rows = tuple(one for one in (like.for_unit(like.filer.plan.unit[ident]) for ident in units) if one.filer.fields)
        if len(rows) > 1:  # the figures of one unit are on its own form
            yield read_back.consolidated(rows, f"{name}_{level}_{like.filer.period}.xlsx")


def _figures(wanted: Wanted) -> tuple[Hashable, ...]:
    """What a form asks for: fields, duties, and the figures of an annex."""
    below = annex(wanted.filer)
    duties = (duty.id for duty in checklist(wanted.filer))
    return (*wanted.filer.fields, *duties, *((key, "below") for key in (below.keys if below else ())))


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What is wrong with forms; each shape is looked at once."""

    known: dict[Hashable, Diagnostic | None] = field(default_factory=dict)

    def form(self, wanted: Wanted, name: str) -> Diagnostic | None:
        """The first cell that is not read as it should be in forms like that of a unit, in a file of that ``name``."""
        return self._once(_shape(wanted), name, (wanted,), lambda file, one: make_template(file, one[0]))

    def consolidated(self, wanted: tuple[Wanted, ...], name: str) -> Diagnostic | None:
        """The same of a consolidated form, which has a row for each unit."""
        return self._once(("consolidated", *map(_shape, wanted)), name, wanted, make_consolidated)

    def _once(
        self, shape: Hashable, name: str, wanted: tuple[Wanted, ...], make: Callable[[Path, tuple[Wanted, ...]], Book]
    ) -> Diagnostic | None:
        if shape not in self.known:
            self.known[shape] = _first_fault(name, wanted, make)
        return self.known[shape]


def _shape(wanted: Wanted) -> Hashable:
    """All that tells the forms of a plan apart for their reader."""
    word, name = split_class(wanted.unit)
    called = wanted.filer.unit.level, word, any(map(str.isdigit, name))
    known = frozenset(key for unit, key in wanted.known if unit == wanted.filer.unit.id)
    return called, wanted.filer.period, wanted.messages.language, _figures(wanted), known


def _first_fault(
    name: str, wanted: tuple[Wanted, ...], make: Callable[[Path, tuple[Wanted, ...]], Book]
) -> Diagnostic | None:
    """The first cell of a form that is read as something else than what was written there, in the form's order."""
    numbers, marks = count(FIRST), Marks()
    marked = tuple(_marked(one, numbers, marks) for one in wanted)
    with tempfile.TemporaryDirectory() as folder:
        places = make(Path(folder) / name, marked).places
        reading = read_workbook(Path(folder) / name, marked[0].filer.plan, name=name)
    read = {
        (cell.at.sheet, cell.at.cell): (filed.unit, key, cell)
        for filed in reading.returns
        if filed.period == marked[0].filer.period
        for key, cell in filed.cells.items()
        if cell.at
    }
    for (sheet, row, column), figure in places.items():
        at = sheet, a1(row + 1, column + 1)
        found = read.pop(at, None)
        if found is None or not found[2].known or found[:2] != figure or found[2].value != marks[figure]:
            return _misread(marked[0], reading, figure, at, found)
    return None


def _marked(wanted: Wanted, numbers: Iterator[int], marks: Marks) -> Wanted:
    """The same form with a figure of its own in each cell, which are added to the marks."""
    filer, below = wanted.filer, annex(wanted.filer)
    keys = [key for name in filer.fields for key in filer.keys(name)]
    for duty in checklist(filer):
        keys += [Key(answer_field(duty)), *(Key(evidence_field(duty, kind)) for kind in duty.evidence)]
    asked = [(filer.unit, key) for key in keys]
    asked += [(unit, key) for unit in below.units for key in below.keys_of(unit)] if below else []
    own = {(unit.id, key): _mark(wanted.for_unit(unit), key, next(numbers)) for unit, key in asked}
    marks |= {**own, **wanted.known}
    words = {True: wanted.say("yes"), False: wanted.say("no")}
    given = {figure: words[mark] if isinstance(mark, bool) else mark for figure, mark in own.items()}
    return replace(wanted, given=given)


def _mark(wanted: Wanted, key: Key, number: int) -> Given:
    """A figure that a cell may have; all differ, as far as the bounds of their fields leave room."""
    spec = wanted.filer.plan.fields[key.field]
    if isinstance(spec, AmountField):
        return _amount(spec, number)
    match spec.typed:
        case "yes_no":
            return number % 2 == 0 or key.field.startswith("duty:")
        case "date":
            window = wanted.filer.window(key.field)
            return window.first + timedelta(days=number % ((window.last - window.first).days + 1))
        case "text":
            return f"{number - FIRST + 1}/KH-UBND"
    return number


def _amount(spec: AmountField, number: int) -> Decimal:
    """An amount within its bounds, and if these leave room above 1, where no percentage is taken for a share."""
    step, (low, high) = Decimal(1).scaleb(-spec.decimals), spec.ends
    first = max(Decimal(low), min(Decimal(2), Decimal(high)))
    return first + number * step % (min(Decimal(high) - first, Decimal(10**9)) + step)


def _misread(
    one: Wanted, reading: Reading, figure: Figure, at: tuple[str, str], found: tuple[str, Key, Cell] | None
) -> Diagnostic:
    elsewhere = found is not None and (found[:2] != figure or found[2].known)
    told = (fault for fault in reading.diagnostics if fault.severity is not Severity.NOTE)
    faults = sorted(told, key=lambda fault: _away(fault, at))
    reason = faults[0].code.code if faults else ""
    said = str(faults[0].params.get("found", "")) if faults else ""
    if found is not None and elsewhere:
        reason, said = found[0], " ".join(str(part) for part in found[1] if part)
    return Code.FORM_MISREAD(
        Location(reading.name, *at),
        {
            "unit": Ref("unit", figure[0]),
            "period": Ref("period", one.filer.period),
            "field": Ref("field", figure[1].field),
            "found": "!".join(at),
            "what": Ref("word", "form_elsewhere" if elsewhere else "form_unread"),
            "reason": f"{reason} “{said}”" if said else reason or "–",
        },
    )


def _away(fault: Diagnostic, at: tuple[str, str]) -> tuple[bool, int]:
    """Errors come first, then what is told of the cell itself, of its sheet, and of the rest of the file."""
    place = (fault.at.sheet, fault.at.cell) if fault.at else ("", "")
    return fault.severity is not Severity.ERROR, 0 if place == at else 1 if place[0] == at[0] else 2
