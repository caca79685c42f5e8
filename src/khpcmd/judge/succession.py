"""Figures of before, by the units of today: those of former units added up over what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.judge.earlier import baseline_fields
from khpcmd.parameters import FieldFirstSecondOther, Ref
from khpcmd.plan.model import Plan
from khpcmd.plan.succession import Origins, baseline_day, has_succession, origins
from khpcmd.returns import Cell, CellState, Key, Return


def of_today(plan: Plan, before: Mapping[str, Return]) -> tuple[dict[str, Return], list[Diagnostic]]:
    """Returns of the baseline year, by former unit, as those of the units of today; and what cannot be compared.

    A unit has the sum of all that it was made of, and none where one of these is missing or was split.
    """
    if not has_succession(plan) or not before:
        return dict(before), []
    known = origins(plan, baseline_day(plan))
    wanted = tuple(Key(name) for name in baseline_fields(plan))
    found = {unit: filed for unit, filed in before.items() if unit in known.of or _lives_on(plan, known, unit)}
    faults = list[Diagnostic]()
    for unit in plan.units:
        reported = set(plan.reported_by.get(unit.id, ()))
        keys = tuple(key for key in wanted if key.field in reported)
        made_of, own = known.of.get(unit.id, (unit.id,)), before.get(unit.id) if unit.id in known.of else None
        at = next((one.sources[0] for name in made_of if (one := before.get(name)) and one.sources), None)
        if not keys or at is None:
            continue
        file, this = Location(at.file), Ref("unit", unit.id)
        if not known.comparable(unit.id):
            if own is None:  # else it was worked out for the unit of today
                parts = _names(known, (name for name in made_of if name in known.split))
                faults.append(Code.BASELINE_SPLIT(file, {"unit": this, "found": parts}, unit.id))
        elif unit.id in known.of:
            added, missing = added_up(unit.id, made_of, before, keys)
            if own is not None:
                found[unit.id], unlike = _agreeing(own, added)
                faults += unlike
                continue
            found[unit.id] = added
            if missing:
                faults.append(Code.BASELINE_OF_FORMER(file, {"unit": this, "found": _names(known, missing)}, unit.id))
    return found, faults


def _lives_on(plan: Plan, known: Origins, unit: str) -> bool:
    """Whether a unit of today was there before, and whole."""
    return unit in plan.unit and known.comparable(unit)


def _agreeing(own: Return, added: Return) -> tuple[Return, list[Diagnostic]]:
    """Figures that were worked out for a unit of today, where its former units are there as well: what differs from
    their sum is not used."""
    faults, doubted = list[Diagnostic](), dict[Key, Cell]()
    for key, cell in added.cells.items():
        given = own.cells.get(key)
        if given is None or given.value is None or cell.value is None or given.value == cell.value:
            continue
        params: FieldFirstSecondOther = {
            "field": Ref("field", key.field), "first": given.found, "second": cell.found, "other": str(cell.at or ""),
        }  # fmt: skip
        faults.append(Code.BASELINE_CONFLICT(given.at, params, own.unit))
        doubted[key] = given.doubted()
    return own.changed(doubted) if doubted else own, faults


def _names(known: Origins, units: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(known.names.get(unit, unit) for unit in units))


def added_up(
    unit: str, made_of: Sequence[str], before: Mapping[str, Return], keys: Iterable[Key]
) -> tuple[Return, tuple[str, ...]]:
    """The sums of what some units reported, and the units of which a figure is missing."""
    cells, missing = dict[Key, Cell](), dict[str, None]()
    filed = [before.get(name) for name in made_of]
    for key in keys:
        values = [one.value(key) if one else None for one in filed]
        lacking = [name for name, value in zip(made_of, values, strict=True) if not _is_number(value)]
        if len(lacking) == len(made_of):
            continue  # nobody was asked for it
        missing.update(dict.fromkeys(lacking))
        first = next(one.cells[key] for one, value in zip(filed, values, strict=True) if one and _is_number(value))
        if lacking:
            cells[key] = first.doubted()
        else:
            numbers = [value for value in values if isinstance(value, int | Decimal)]
            total = sum(numbers[1:], numbers[0])
            cells[key] = Cell(CellState.VALUE, total, first.at, str(total))
    sources = tuple(at for one in filed if one for at in one.sources)
    period = next((one.period for one in filed if one), "")
    return Return(unit, period, cells, sources), tuple(missing)


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)
