"""The figures of a unit that are counted from what the units below it reported one by one."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.parameters import FieldFoundSum, Ref
from khpcmd.measures.threshold import Number
from khpcmd.plan.fields import RollUp
from khpcmd.plan.model import Plan
from khpcmd.plan.units import Unit
from khpcmd.returns import Cell, CellState, Key, Return, in_unit_of, says


class _Annex(NamedTuple):
    """What the units below one unit reported: their total, its first cell, and the units without a figure."""

    total: Number
    first: Cell
    missing: tuple[str, ...]
    silent: tuple[str, ...]
    """Those of the missing units of which no figure stands there; those of the others are told of at their cells."""
    counted: bool
    """Whether each unit adds at most one (a "yes")."""
    reported: bool
    """Whether a figure stands there as it was reported, and is not itself counted from other returns."""

    def allows(self, stated: Cell | None) -> bool:
        """Whether the missing units could make up what the unit above states."""
        if stated is None or not isinstance(stated.value, int | Decimal):
            return True
        return self.total <= stated.value and (not self.counted or stated.value <= self.total + len(self.missing))


def roll_up(
    plan: Plan, returns: Mapping[str, Return], units: Container[str]
) -> tuple[dict[str, Return], list[Diagnostic]]:
    """The returns with figures of these units counted from the units below, where these were filed.

    A figure that the unit states as well has to be the same; where it is not, neither is used. The figures of the
    units below have to be validated before (``tiers``): one at fault counts as missing.
    """
    merged, faults = dict(returns), list[Diagnostic]()
    for name, rule in _rules(plan).items():
        for unit in (one for one, names in plan.reported_by.items() if name in names and one in units):
            below = tuple(lower for lower in plan.below.get(unit, ()) if lower.level == rule.level)
            annex = _annex(plan, rule, below, merged)
            if annex is None:
                continue
            filed = merged.get(unit, Return(unit, "", sources=(annex.first.at,) if annex.first.at else ()))
            stated = cell if says(cell := filed.cells.get(Key(name))) else None
            cell, fault = _settled(unit, name, stated, annex)
            awaited = fault is not None and fault.code is Code.ROLL_UP_INCOMPLETE and not rule.annex
            faults += [fault] if fault and not awaited else []  # who is awaited is in the roll-call
            of_others = stated is None and not (rule.annex and annex.reported)
            counted = filed.counted | {Key(name)} if of_others else filed.counted
            merged[unit] = replace(filed.changed({Key(name): cell}), counted=counted)
    return merged, faults


def tiers(plan: Plan) -> list[Container[str]]:
    """The units, those from below first: a unit comes after every unit from which its figures are counted."""

    def height(unit: str) -> int:
        return max((1 + height(lower.id) for lower in plan.below.get(unit, ())), default=0)

    found: dict[int, set[str]] = {}
    for unit in plan.unit:
        found.setdefault(height(unit), set()).add(unit)
    return [units for _, units in sorted(found.items())]


def _rules(plan: Plan) -> dict[str, RollUp]:
    """The fields that are rolled up."""
    return {name: spec.from_below for name, spec in plan.fields.items() if spec.from_below is not None}


def _annex(plan: Plan, rule: RollUp, below: tuple[Unit, ...], returns: Mapping[str, Return]) -> _Annex | None:
    """None where nothing was filed for any of the units below."""
    key, spec = Key(rule.field), plan.fields[rule.field]
    cells = {unit.id: returns[unit.id].cells.get(key) if unit.id in returns else None for unit in below}
    given = {unit: cell for unit, cell in cells.items() if cell is not None and says(cell)}
    if not given:
        return None
    values = [cell.value for cell in given.values() if isinstance(cell.value, int | Decimal)]
    return _Annex(
        total=sum(map(int, values) if spec.kind == "yes_no" else values, spec.of_steps(0)),
        first=next(iter(given.values())),
        missing=tuple(unit for unit, cell in cells.items() if not isinstance(cell and cell.value, int | Decimal)),
        silent=tuple(unit for unit in cells if unit not in given),
        counted=spec.kind == "yes_no",
        reported=any(key not in returns[unit].counted for unit in given),
    )


def _settled(unit: str, name: str, stated: Cell | None, annex: _Annex) -> tuple[Cell, Diagnostic | None]:
    """The figure to use, and the fault if there is one; ``stated`` is what stands there."""
    field = Ref("field", name)
    if annex.missing and annex.allows(stated):
        units = tuple(Ref("unit", missing) for missing in annex.silent)
        fault = Code.ROLL_UP_INCOMPLETE(annex.first.at, {"field": field, "units": units}, unit) if units else None
        return stated or annex.first.doubted(), fault
    counted = Cell(CellState.VALUE, annex.total, annex.first.at, f"{annex.total:f}")
    if stated is None:
        return counted, None
    if stated.value == annex.total:
        return stated, None
    params: FieldFoundSum = {"field": field, "found": stated.found, "sum": in_unit_of(stated.shift, annex.total)}
    return stated.doubted(counted), Code.ROLL_UP_MISMATCH(stated.at, params, unit)


def rolled_up(plan: Plan, fields: Iterable[str]) -> tuple[Key, ...]:
    """What units below report of those of the fields that are counted from theirs."""
    found = _rules(plan)
    return tuple(Key(found[name].field) for name in fields if name in found)


def below_short(plan: Plan, keys: Sequence[Key], unit: str, returns: Mapping[str, Return]) -> tuple[str, ...]:
    """The units below that reported "no" (or zero) for one of the figures, in the plan's order."""
    filed = [returns[lower.id] for lower in plan.below.get(unit, ()) if lower.id in returns] if keys else []
    no = (one.unit for key in keys for one in filed if (value := one.value(key)) is not None and not value)
    return tuple(dict.fromkeys(no))


def lacking_below(plan: Plan, names: Iterable[str], unit: str, returns: Mapping[str, Return]) -> tuple[str, ...]:
    """The units that file and lack a figure that one of the fields is counted from at a unit, in the plan's order."""
    found = dict[str, None]()
    for key in rolled_up(plan, plan.counted.intersection(names)):
        for lower in plan.below.get(unit, ()):
            if key.field in plan.reported_by.get(lower.id, ()) and (
                lower.id not in returns or returns[lower.id].value(key) is None
            ):
                deeper = lower.id in plan.counted_only and lacking_below(plan, (key.field,), lower.id, returns)
                found.update(dict.fromkeys(deeper or (lower.id,)))
    return tuple(one.id for one in plan.units if one.id in found)


def needed_by(plan: Plan) -> frozenset[str]:
    """The fields that the targets need, those that these are counted from, and those that have to agree with them."""
    needed = with_sources(plan, plan.measured, plan.fields)
    for rule in plan.constraints:
        needed |= {*rule.fields()} if needed.intersection(rule.fields()) else frozenset()
    return needed


def with_sources(plan: Plan, fields: frozenset[str], counted: Container[str]) -> frozenset[str]:
    """Some fields, with those that the ``counted`` among them are counted from."""
    while more := {key.field for key in rolled_up(plan, (name for name in fields if name in counted))} - fields:
        fields |= more
    return fields
