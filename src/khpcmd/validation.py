"""Is what a unit filed fit to be judged? Each cell by itself, then the cells against each other.

A cell that is at fault becomes a problem: its value is gone, and every verdict that would rest on it is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictStr, ValidationError

from khpcmd.baseline import baseline_fields
from khpcmd.constraints import Rules, broken, rules
from khpcmd.days import swapped_days
from khpcmd.diagnostics import AnyCode, Code, Diagnostic, Location, Param, Ref
from khpcmd.plan.calendar import Period
from khpcmd.plan.fields import COUNTED, AnyField
from khpcmd.plan.model import Plan
from khpcmd.returns import Basis, Cell, CellState, CellValue, Counts, Key, Return
from khpcmd.roll_up import roll_up
from khpcmd.sound_counts import Asked, SoundCounts

LARGEST_COUNT = 999_999_999
LONGEST_TEXT = 500

Count = Annotated[int, Field(strict=True, ge=0, le=LARGEST_COUNT)]
Day = Annotated[date, Field(strict=True)]


class KnownFigures(BaseModel):
    """What the fields of each kind may hold, by field; of a series by field and month."""

    model_config = ConfigDict(defer_build=True)

    count: dict[str, Count] = {}
    months: dict[str, dict[int, Count]] = {}
    yes_no: dict[str, StrictBool] = {}
    date: dict[str, Day] = {}
    text: dict[str, Annotated[StrictStr, Field(max_length=LONGEST_TEXT)]] = {}


@dataclass(frozen=True, slots=True)
class Expected:
    """What is asked of each unit: its fields, and those whose baseline is needed too."""

    fields: tuple[str, ...]
    baseline: tuple[str, ...]


def validate(
    plan: Plan, period: str, returns: Iterable[Return], needed: frozenset[str]
) -> tuple[list[Return], list[Diagnostic]]:
    """The returns with faulty cells turned into problems, and the faults, each at its cell.

    Figures that units below reported one by one are counted first. Only the ``needed`` fields have to be there.
    """
    sound, found, agreed = [], _Faults(), rules(plan)
    plain = SoundCounts(plan, agreed, LARGEST_COUNT)
    asked = dict[tuple[str, ...], Asked]()
    counted, told = roll_up(plan, {filed.unit: filed for filed in returns})
    for filed in counted.values():
        fields = plan.reported_by.get(filed.unit, ())
        if fields not in asked:  # most units of a level report the same
            keys = _asked(plan, plan.periods[period], _expected(plan, period, fields, needed))
            asked[fields] = Asked(fields, tuple(keys))
        if isinstance(filed.cells, Counts) and plain.sound(filed.unit, filed.cells, asked[fields]):
            sound.append(filed)
            continue
        checked = _cells(plan, _only_expected(plan, filed, found), found)
        _complete(checked, asked[fields].keys, found)
        _in_window(plan.periods[period], checked, found)
        for key, params in swapped_days(plan.periods[period], checked):
            found.add(Code.DAY_MONTH_SWAPPED, checked.cells[key].at, filed.unit, params)
        sound.append(_consistent(plan, agreed, checked, found))
    return sound, told + found.listed()


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
    stated = {
        name
        for target in plan.targets
        if target.measure.kind in ("growth", "maintain") and period in target.measure.baseline
        for name in target.measure.fields()
    }
    return Expected(fields, tuple(name for name in baseline_fields(plan) if name in fields and name not in stated))


def _only_expected(plan: Plan, filed: Return, found: _Faults) -> Return:
    """Without figures that the unit does not report; one that says something is told."""
    fields = frozenset(plan.reported_by.get(filed.unit, ()))
    if all(key.field in fields for key in filed.cells):
        return filed
    cells = dict[Key, Cell]()
    for key, cell in filed.cells.items():
        if key.field in fields:
            cells[key] = cell
        elif cell.state not in (CellState.BLANK, CellState.DECLARED_ZERO):
            params: dict[str, Param] = {"field": Ref("field", key.field), "unit": Ref("unit", filed.unit)}
            found.add(Code.FIELD_NOT_EXPECTED, cell.at, filed.unit, params)
    return replace(filed, cells=cells)


def _cells(plan: Plan, filed: Return, found: _Faults) -> Return:
    """Each cell by itself: whole, not negative, a real date."""
    if all(_is_sound(plan.fields[key.field].kind, value) for key, value in filed.values()):
        return filed
    cells = dict(filed.cells)
    for basis in Basis:
        figures = _figures(plan, filed, basis)
        try:
            KnownFigures.model_validate(figures)
        except ValidationError as error:
            for key, fault in _in_order(error, filed, basis):
                cells[key] = _problem(cells[key], fault, key, filed.unit, found)
    return replace(filed, cells=cells)


def _is_sound(kind: str, value: CellValue | None) -> bool:
    """Whether a value is what nearly all are, for which nobody has to be asked; ``KnownFigures`` say the same."""
    if kind in COUNTED:
        return value is None or (type(value) is int and 0 <= value <= LARGEST_COUNT)
    return value is None or (kind == "yes_no" and type(value) is bool)


def _figures(plan: Plan, filed: Return, basis: Basis) -> dict[str, dict[str, object]]:
    """The known values of one basis, by kind and field; a month series as values by month."""
    figures = dict[str, dict[str, object]]()
    for key, cell in filed.cells.items():
        if key.basis is not basis or cell.value is None:
            continue
        kind = plan.fields[key.field].kind
        of_kind = figures.setdefault(kind, {})
        if kind == "months":
            months = of_kind.setdefault(key.field, {})
            if isinstance(months, dict):
                months[key.month] = cell.value
        else:
            of_kind[key.field] = cell.value
    return figures


def _in_order(error: ValidationError, filed: Return, basis: Basis) -> list[tuple[Key, str]]:
    """The cells that pydantic refuses, each with its kind of fault, field by field as the return has them."""
    known = dict.fromkeys(
        key.field for key, cell in filed.cells.items() if key.basis is basis and cell.value is not None
    )
    place = {name: index for index, name in enumerate(known)}
    faults = [
        (Key(str(loc[1]), basis, int(loc[2]) if len(loc) > 2 else 0), fault["type"])
        for fault in error.errors(include_url=False)
        for loc in [fault["loc"]]
    ]
    return sorted(faults, key=lambda fault: place[fault[0].field])


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


def _complete(filed: Return, asked: Iterable[Key], found: _Faults) -> None:
    """Every figure that is asked for is there; a return with nothing in it is the roll-call's matter."""
    if not filed.reported:
        return
    source = filed.sources[0] if filed.sources else None
    for key in asked:
        if filed.value(key) is not None:
            continue
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


def _asked(plan: Plan, period: Period, expected: Expected) -> Iterator[Key]:
    for name in expected.fields:
        spec: AnyField = plan.fields[name]
        if not spec.required:
            continue
        if spec.kind == "months":
            yield from (Key(name, month=month) for month in period.months)
        else:
            yield Key(name)
    yield from (Key(name, Basis.BASELINE) for name in expected.baseline)


def _in_window(period: Period, filed: Return, found: _Faults) -> None:
    """Days of the plan's own fields lie in the period; the evidence of duties may be older, or of the day after."""
    window = period.window
    for key, day in filed.values():
        if isinstance(day, date) and not key.field.startswith("duty:") and not window.first <= day <= window.last:
            params: dict[str, Param] = {"first": window.first.isoformat(), "last": window.last.isoformat()}
            cell = filed.cells[key]
            params |= {"field": Ref("field", key.field), "found": cell.raw}
            found.add(Code.DATE_OUTSIDE_PERIOD, cell.at, filed.unit, params)


def _consistent(plan: Plan, agreed: Rules, filed: Return, found: _Faults) -> Return:
    """The cells against each other; every cell of a contradiction is open, for nobody knows which one is wrong."""
    conflicts = list(broken(plan, agreed, filed))
    if not conflicts:
        return filed
    cells = dict(filed.cells)
    for conflict in conflicts:
        found.add(conflict.code, conflict.at, filed.unit, dict(conflict.params))
        for cell_key in conflict.keys:
            if cell_key in cells:
                cells[cell_key] = cells[cell_key].doubted()
    return replace(filed, cells=cells)
