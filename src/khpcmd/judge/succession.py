"""Figures of before, by the units of today: those of former units added up over what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import FieldFoundUnit, Ref
from khpcmd.judge.earlier import baseline_fields, baseline_reported, baseline_year, differing
from khpcmd.judge.sound import possible
from khpcmd.plan.model import Plan
from khpcmd.plan.succession import Origins, baseline_day, origins
from khpcmd.returns import Basis, Cell, CellState, Key, Return


def of_today(plan: Plan, period: str, before: Mapping[str, Return]) -> tuple[dict[str, Return], list[Diagnostic]]:
    """Returns of a period of the baseline year, by the units that were there when it ended, as those of the units of
    today; and what cannot be compared.

    A unit has the sum of all that it was made of, and none where one of these is missing or was split, or where
    nothing says what was there before it began.
    """
    if not before:
        return {}, []
    day = baseline_day(plan, period)
    known = origins(plan, day)
    wanted = tuple(Key(name) for name in baseline_fields(plan))
    added_to = {name for unit, made_of in known.of.items() for name in made_of if name != unit}
    parts, faults = possible(plan, [before[name] for name in before if name in added_to], wanted)
    before = {**before, **{one.unit: one for one in parts}}  # in a sum of 5 nobody would see -5 and 10
    found = {unit: filed for unit, filed in before.items() if unit in plan.unit and _is_its_own(known, unit)}
    for unit in plan.units:
        reported = set(plan.reported_by.get(unit.id, ()))
        keys = tuple(key for key in wanted if key.field in reported)
        made_of, own = known.of.get(unit.id, (unit.id,)), found.get(unit.id) if unit.id in known.of else None
        filed = (before[name] for name in (*made_of, unit.id) if name in before)
        at = next((one.sources[0] for one in filed if one.sources), None)
        if not keys or at is None:
            continue
        file = Location(at.file)
        if not known.comparable(unit.id):
            if own is None:  # else it was worked out for the unit of today
                faults.append(_incomparable(known, day, unit.id, file))
        elif unit.id in known.of:
            added, missing, unsummed = added_up(plan, unit.id, made_of, before, keys)
            if own is not None:
                found[unit.id], unlike = _agreeing(own, added, baseline_year(plan))
                faults += unlike
                continue
            found[unit.id] = added
            faults += _without_sum(known, unit.id, file, missing, unsummed)
    return found, faults


def _incomparable(known: Origins, day: date, unit: str, file: Location) -> Diagnostic:
    """Why figures of a day cannot be those of a unit of today."""
    made_of, this = known.of.get(unit, (unit,)), Ref("unit", unit)
    if not known.known(unit):
        absent = _names(known, (name for name in made_of if name in known.absent))
        return Code.BASELINE_OF_UNKNOWN(file, {"found": absent, "day": day, "unit": this}, unit)
    parts = _names(known, (name for name in made_of if name in known.split))
    return Code.BASELINE_SPLIT(file, {"unit": this, "found": parts}, unit)


def _without_sum(
    known: Origins, unit: str, file: Location, missing: Sequence[str], unsummed: Iterable[Key]
) -> Iterable[Diagnostic]:
    """Why a unit has no sum of what it was made of, or none of some figures."""
    this, made_of = Ref("unit", unit), _names(known, known.of[unit])
    for key in unsummed:
        params: FieldFoundUnit = {"field": Ref("field", key.field), "found": made_of, "unit": this}
        yield Code.BASELINE_NO_SUM(file, params, unit)
    if missing:
        yield Code.BASELINE_OF_FORMER(file, {"unit": this, "found": _names(known, missing)}, unit)


INCOMPARABLE = frozenset({Code.BASELINE_SPLIT, Code.BASELINE_OF_UNKNOWN, Code.BASELINE_NO_SUM})
"""Why a unit has no figures of the baseline year from those of before, or none of one field."""


def not_in_its_return(
    plan: Plan, period: str, faults: Iterable[Diagnostic], returns: Mapping[str, Return]
) -> list[Diagnostic]:
    """The faults without those whose figures the unit's own return gives, or owes in cells that it left blank: that is
    told at the cell. The ``returns`` are those with the figures of before put in."""
    owed = {*baseline_reported(plan, period)}

    def told(fault: Diagnostic) -> bool:
        filed = returns.get(fault.unit)
        if fault.code not in {*INCOMPARABLE, Code.BASELINE_OF_FORMER} or filed is None:
            return True
        cells = {name: filed.cells.get(Key(name, Basis.BASELINE)) for name in _fields(plan, fault)}
        if fault.code is Code.BASELINE_OF_FORMER:
            return any(cell.state is CellState.PROBLEM for cell in cells.values() if cell)
        at_cell = owed if filed.has_figures else ()
        return any(not cell or (cell.state is CellState.BLANK and name not in at_cell) for name, cell in cells.items())

    return [fault for fault in faults if told(fault)]


def incomparable(plan: Plan, faults: Iterable[Diagnostic]) -> frozenset[tuple[str, Key]]:
    """The baseline figures of which it is told why there are none; that they are missing says no more."""
    said = ((one.unit, name) for one in faults if one.code in INCOMPARABLE for name in _fields(plan, one))
    return frozenset((unit, Key(name, Basis.BASELINE)) for unit, name in said)


def _fields(plan: Plan, fault: Diagnostic) -> list[str]:
    """The fields whose baseline a fault is about: the one that it names, or all of its unit that are compared."""
    field, reported = fault.params.get("field"), plan.reported_by.get(fault.unit, ())
    return [field.id] if isinstance(field, Ref) else [name for name in baseline_fields(plan) if name in reported]


def _is_its_own(known: Origins, unit: str) -> bool:
    """Whether figures of before under the name of a unit of today are its own: it was there, and whole, or they were
    worked out for it, for all that was there before it is known under other names."""
    return known.known(unit) if unit in known.of else known.comparable(unit)


def _agreeing(own: Return, added: Return, year: int) -> tuple[Return, list[Diagnostic]]:
    """Figures that were worked out for a unit of today, where its former units are there as well: what differs from
    their sum is not used, and their sum is where it is blank."""
    faults, other = list[Diagnostic](), dict[Key, Cell]()
    for key, cell in added.cells.items():
        given = own.cells.get(key)
        if given is None or given.state is CellState.BLANK:
            other[key] = cell
        elif given.value is not None and cell.value is not None and given.value != cell.value:
            faults.append(differing(given, cell, key.field, own.unit, year))
            other[key] = given.doubted()
    return own.changed(other) if other else own, faults


def _names(known: Origins, units: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(known.names.get(unit, unit) for unit in units))


def added_up(
    plan: Plan, unit: str, made_of: Sequence[str], before: Mapping[str, Return], keys: Sequence[Key]
) -> tuple[Return, tuple[str, ...], list[Key]]:
    """The sums of what some units reported, the units of which a figure is missing, and the figures without a sum: two
    rates of 10% are none of 20%, and no sum is one that the field cannot have."""
    summed = [key for key in keys if len(made_of) == 1 or plan.fields[key.field].has_sum]
    cells, missing, filed = dict[Key, Cell](), dict[str, None](), [before.get(name) for name in made_of]
    for key in summed:
        given = [one.cells[key] for one in filed if one and _is_number(one.value(key))]
        lacking = [name for name, one in zip(made_of, filed, strict=True) if not (one and _is_number(one.value(key)))]
        if given:
            missing.update(dict.fromkeys(lacking))
        elif not any(one and key in one.cells and one.cells[key].state is CellState.PROBLEM for one in filed):
            continue  # nobody was asked for it
        cells[key] = Cell(CellState.PROBLEM, of=tuple(given)) if lacking else _sum(given)
    period = next((one.period for one in filed if one), "")
    added = Return(unit, period, cells, tuple(at for one in filed if one for at in one.sources))
    (left,), _ = possible(plan, [added], summed)
    beyond = [key for key, cell in cells.items() if cell.value is not None and left.value(key) is None]
    known = {key: cell for key, cell in cells.items() if key not in beyond}
    return replace(added, cells=known), tuple(missing), [key for key in keys if key not in summed or key in beyond]


def _sum(given: Sequence[Cell]) -> Cell:
    if len(given) == 1:
        return given[0]
    numbers = [cell.value for cell in given if isinstance(cell.value, int | Decimal)]
    total, of = sum(numbers[1:], numbers[0]), tuple(cell for one in given for cell in one.sources)
    return Cell(CellState.VALUE, total, of[0].at, str(total), of=of)


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)
