"""Is what a unit filed fit to be judged? Each cell by itself, then the cells against each other.

A cell that is at fault becomes a problem: its value is gone, and every verdict that would rest on it is open.

Days of a return that a spreadsheet with English settings may have turned round.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from khpcmd.diagnostics import AnyCode, Code, Diagnostic, Location, Param, Ref
from khpcmd.judge.constraints import Rules, broken, rules
from khpcmd.judge.earlier import baseline_reported
from khpcmd.judge.models import LARGEST_COUNT, LONGEST_TEXT, ReturnModel
from khpcmd.judge.roll_up import roll_up
from khpcmd.plan.fields import AnyField
from khpcmd.plan.model import Period, Plan
from khpcmd.returns import Basis, Cell, CellState, Key, Return, Values


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


@dataclass(frozen=True, slots=True)
class Expected:
    """What is asked of each unit: its fields, and those whose baseline is needed too."""

    fields: tuple[str, ...]
    baseline: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What units that report the same fields may file, and the figures that have to be there."""

    model: ReturnModel
    required: tuple[Key, ...]
    days: bool
    """Whether some of the figures are days."""


def validate(
    plan: Plan, period: str, returns: Iterable[Return], needed: frozenset[str]
) -> tuple[list[Return], list[Diagnostic]]:
    """The returns with faulty cells turned into problems, and the faults, each at its cell.

    Figures that units below reported one by one are counted first. Only the ``needed`` fields have to be there.
    """
    found, asked, agreed = _Faults(), dict[tuple[str, ...], _Asked](), rules(plan)
    counted, told = roll_up(plan, {filed.unit: filed for filed in returns})

    def sound(filed: Return) -> Return:
        fields = plan.reported_by.get(filed.unit, ())
        if fields not in asked:  # most units of a level report the same
            asked[fields] = _asked(plan, period, fields, needed)
        alone, values = _each_cell(filed, asked[fields], plan.periods[period], found)
        return _consistent(plan, agreed, alone, values, found)

    return [sound(filed) for filed in counted.values()], told + found.listed()


def _each_cell(filed: Return, asked: _Asked, period: Period, found: _Faults) -> tuple[Return, Values]:
    """Each cell by itself: expected, possible, there if it has to be, and a day of the period; and the values left."""
    values = filed.values()
    if not asked.model.has(values):
        filed = _only_expected(asked.model, filed, found)
        values = filed.values()
    if refused := asked.model.refused(values):
        filed = _without(refused, filed, found)
        values = filed.values()
    _complete(filed, values, asked.required, found)
    if asked.days:
        _in_window(period, filed, values, found)
    return filed, values


class _Faults:
    """Faults as they are found; the same field lacking from several rows of a sheet is one fault."""

    def __init__(self) -> None:
        self._all: list[Diagnostic] = []
        self._lacking: set[tuple[AnyCode, str, str, str]] = set()

    def add(self, code: AnyCode, at: Location | None, unit: str, params: dict[str, Param]) -> None:
        self._all.append(Diagnostic(code, at, params, unit=unit))

    def lacking(self, code: AnyCode, at: Location | None, unit: str, name: str) -> None:
        place = (code, name, at.file if at else unit, at.sheet if at else "")
        if place not in self._lacking:
            self._lacking.add(place)
            self.add(code, replace(at, cell="") if at else None, unit if not at else "", {"field": Ref("field", name)})

    def listed(self) -> list[Diagnostic]:
        return self._all


def _expected(plan: Plan, period: str, reported: Iterable[str], needed: frozenset[str]) -> Expected:
    fields = tuple(name for name in reported if name in needed)
    return Expected(fields, tuple(name for name in baseline_reported(plan, period) if name in fields))


def _only_expected(model: ReturnModel, filed: Return, found: _Faults) -> Return:
    """Without figures that the unit does not report; one that says something is told."""
    cells = dict[Key, Cell]()
    for key, cell in filed.cells.items():
        if key in model:
            cells[key] = cell
        elif cell.state not in (CellState.BLANK, CellState.DECLARED_ZERO):
            params: dict[str, Param] = {"field": Ref("field", key.field), "unit": Ref("unit", filed.unit)}
            found.add(Code.FIELD_NOT_EXPECTED, cell.at, filed.unit, params)
    return replace(filed, cells=cells)


def _without(refused: Mapping[Key, str], filed: Return, found: _Faults) -> Return:
    """Without the values that pydantic refuses: not whole, negative, no real date."""
    faulty = (key for key in filed.cells if key in refused)
    return filed.changed({key: _problem(filed.cells[key], refused[key], key, filed.unit, found) for key in faulty})


CODES: Mapping[str, AnyCode] = {
    "greater_than_equal": Code.NEGATIVE,
    "less_than_equal": Code.TOO_LARGE,
    "int_type": Code.NOT_WHOLE,
    "int_from_float": Code.NOT_WHOLE,
    "bool_type": Code.NOT_YES_NO,
    "date_type": Code.NOT_A_DATE,
    "string_too_long": Code.TEXT_TOO_LONG,
}
"""What pydantic calls a fault, and what khpcmd calls it."""


def _problem(cell: Cell, fault: str, key: Key, unit: str, found: _Faults) -> Cell:
    code = CODES.get(fault, Code.NOT_A_NUMBER)
    limit = LONGEST_TEXT if code is Code.TEXT_TOO_LONG else LARGEST_COUNT
    known: dict[str, Param] = {"field": Ref("field", key.field), "found": cell.raw, "limit": limit}
    found.add(code, cell.at, unit, _asked_by(code, known))
    return cell.doubted()


def _asked_by(code: AnyCode, known: Mapping[str, Param]) -> dict[str, Param]:
    """Of what is known, what the sentence of a code has places for, always in the same order."""
    return {name: value for name, value in known.items() if name in code.params}


def _complete(filed: Return, values: Values, required: Iterable[Key], found: _Faults) -> None:
    """Every figure that is asked for is there; a return with nothing in it is the roll-call's matter."""
    missing = [key for key in required if values.get(key) is None]
    if not missing or not filed.reported:
        return
    source = filed.sources[0] if filed.sources else None
    for key in missing:
        cell = filed.cells.get(key)
        if cell is not None and cell.state is CellState.BLANK:
            _blank(cell, key, filed.unit, found)
        elif cell is None:
            code = Code.BASELINE_MISSING if key.basis is Basis.BASELINE else Code.MISSING_FIELD
            found.lacking(code, source, filed.unit, key.field)


def _blank(cell: Cell, key: Key, unit: str, found: _Faults) -> None:
    """Nothing stands there, or something that says so: "chưa có số liệu"."""
    known: dict[str, Param] = {"field": Ref("field", key.field), "found": cell.raw}
    code = Code.NO_DATA if cell.raw else Code.CELL_BLANK
    found.add(code, cell.at, unit, _asked_by(code, known))


def _asked(plan: Plan, period: str, reported: tuple[str, ...], needed: frozenset[str]) -> _Asked:
    expected, keys = _expected(plan, period, reported, needed), list[Key]()
    for name in expected.fields:
        spec: AnyField = plan.fields[name]
        if spec.required and spec.kind == "months":
            keys += (Key(name, month=month) for month in plan.periods[period].months)
        elif spec.required:
            keys.append(Key(name))
    keys += (Key(name, Basis.BASELINE) for name in expected.baseline)
    return _Asked(ReturnModel(plan, reported), tuple(keys), any(plan.fields[name].kind == "date" for name in reported))


def _in_window(period: Period, filed: Return, values: Values, found: _Faults) -> None:
    """Days of the plan's own fields lie in the period; the evidence of duties may be older, or of the day after."""
    days = {key: value for key, value in values.items() if isinstance(value, date)}
    window = period.window
    for key, day in days.items():
        if not key.field.startswith("duty:") and not window.first <= day <= window.last:
            params: dict[str, Param] = {"first": window.first.isoformat(), "last": window.last.isoformat()}
            cell = filed.cells[key]
            params |= {"field": Ref("field", key.field), "found": cell.raw}
            found.add(Code.DATE_OUTSIDE_PERIOD, cell.at, filed.unit, params)
    for key, params in swapped_days(period, days):
        found.add(Code.DAY_MONTH_SWAPPED, filed.cells[key].at, filed.unit, params)


def _consistent(plan: Plan, agreed: Rules, filed: Return, values: Values, found: _Faults) -> Return:
    """The cells against each other; every cell of a contradiction is open, for nobody knows which one is wrong."""
    conflicts = list(broken(plan, agreed, filed, values))
    if not conflicts:
        return filed
    for conflict in conflicts:
        found.add(conflict.code, conflict.at, filed.unit, dict(conflict.params))
    return filed.changed({key: filed.cells[key].doubted() for conflict in conflicts for key in conflict.keys})
