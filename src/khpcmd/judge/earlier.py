"""What earlier figures say of the returns: those of the period before, and those of the baseline year.

``against_previous`` warns of returns sent again unchanged, of counts that shrank and registers that moved by far.
``with_baseline`` puts figures of the baseline year into the returns, ``against_plan`` compares them with the plan's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.measures.threshold import Number
from khpcmd.parameters import FieldFirstSecondOther, Moved, Ref, Stored
from khpcmd.plan.fields import NUMBERS, Numbered
from khpcmd.plan.model import Plan
from khpcmd.returns import Basis, Cell, CellState, Key, Return

FEWEST = 3
"""How many figures a return has at least for their sameness to mean anything."""
MOVED = Fraction(1, 5)
"""The share by which a register may move without a warning, where the plan says nothing."""
FEW = 5
"""And the number: of a handful, one or two more mean nothing."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a unit filed before; ``period`` is the id of a period of the same year, "" for another year or none."""

    filed: Return
    period: str


def against_previous(
    plan: Plan, period: str, returns: Iterable[Return], earlier: Mapping[str, Sequence[Earlier]]
) -> Iterator[Diagnostic]:
    """Warnings of what differs from the previous returns by too much, or does not differ at all."""
    for filed in returns:
        for before in earlier.get(filed.unit, ()):
            same = _unchanged(plan, filed, before.filed)
            if same:
                at, unit = Location(_file(filed)), Ref("unit", filed.unit)
                yield Code.IDENTICAL_TO_PREVIOUS(at, {"unit": unit, "other": same}, unit=filed.unit)
            else:
                yield from _moved(plan, filed, before, contained=contains(plan, period, before.period))


def _file(filed: Return) -> str:
    return filed.sources[0].file if filed.sources else ""


def _counts(plan: Plan, filed: Return) -> dict[Key, Number]:
    """The figures of the period that are counts or amounts, as far as they are known."""
    return {
        key: value
        for key, value in filed.values().items()
        if (type(value) is int or isinstance(value, Decimal))
        and key.basis is Basis.CURRENT
        and plan.fields[key.field].kind in NUMBERS
    }


def _unchanged(plan: Plan, filed: Return, before: Return) -> str:
    """The file of a previous return that has the very same counts, "" where one differs or they mean nothing.

    Counts that may well stay (a number of venues, a zero) mean nothing: something has to add up over the year.
    """
    now, then = _counts(plan, filed), _counts(plan, before)
    adds_up = any(value and not _is_register(plan, key) for key, value in now.items())
    return _file(before) if adds_up and len(now) >= FEWEST and now == then else ""


def _is_register(plan: Plan, key: Key) -> bool:
    spec = plan.fields[key.field]
    return isinstance(spec, Numbered) and not spec.flow


def contains(plan: Plan, period: str, other: str) -> bool:
    """Whether a period begins with another one: the year with its half-year."""
    if period == other or period not in plan.periods or other not in plan.periods:
        return False
    whole, part = plan.periods[period].window, plan.periods[other].window
    return whole.first == part.first and part.last < whole.last


def _moved(plan: Plan, filed: Return, before: Earlier, *, contained: bool) -> Iterator[Diagnostic]:
    """Registers that moved by far; in a period that contains the previous one, changed months and flows that shrank."""
    counts, previous = _counts(plan, filed), _counts(plan, before.filed)
    for key in (key for key in counts if key in previous):
        now, then, at = counts[key], previous[key], filed.cells[key].at
        other = str(before.filed.cells[key].at or "")
        params: Moved = {"field": Ref("field", key.field), "value": now, "previous": then, "other": other}
        if _is_register(plan, key):
            if abs(Fraction(now) - Fraction(then)) > _allowed(plan, key, then):
                yield Code.REGISTER_MOVED(at, params, filed.unit)
        elif key.month:
            if contained and now != then:
                yield Code.MONTH_CHANGED(at, {**params, "month": key.month}, filed.unit)
        elif contained and now < then:
            yield Code.FLOW_BELOW_PREVIOUS(at, params, filed.unit)


def _allowed(plan: Plan, key: Key, then: Number) -> Fraction:
    """By how much a register may move: what the plan says holds to the letter."""
    spec, before = plan.fields[key.field], Fraction(then)
    if isinstance(spec, Numbered) and spec.tolerance is not None:
        return spec.tolerance.value * before
    return max(MOVED * before, Fraction(FEW))


def with_baseline(
    plan: Plan, returns: Mapping[str, Return], earlier: Mapping[str, Return]
) -> tuple[dict[str, Return], list[Diagnostic]]:
    """The returns with the baseline figures of ``earlier`` (returns of the baseline year, by unit) put in.

    Where two sources give different figures, that is a fault, and neither is used.
    """
    wanted = baseline_fields(plan)
    merged, found = dict(returns), list[Diagnostic]()
    for unit, before in earlier.items():
        now = merged.get(unit, Return(unit, ""))
        cells = dict[Key, Cell]()
        for name in wanted:
            given = before.cells.get(Key(name))
            if given is None or given.state is CellState.BLANK:
                continue
            key = Key(name, Basis.BASELINE)
            cells[key], conflict = _agree(now.cells.get(key), given, name, unit)
            found.extend(conflict)
        merged[unit] = now.changed(cells)
    return merged, found


def baseline_fields(plan: Plan) -> tuple[str, ...]:
    """The fields whose baseline some target needs, in the plan's order."""
    needed = {name for target in plan.targets for name in target.measure.baseline_fields()}
    return tuple(name for name in plan.fields if name in needed)


def baseline_reported(plan: Plan, period: str) -> tuple[str, ...]:
    """Those whose baseline has to be in the returns of a period: not where the plan itself knows the total for every
    target that needs it."""
    measures = [target.measure for target in plan.targets]
    asked = {name for one in measures if period not in one.stated_baseline() for name in one.baseline_fields()}
    return tuple(name for name in baseline_fields(plan) if name in asked)


def _agree(own: Cell | None, given: Cell, name: str, unit: str) -> tuple[Cell, list[Diagnostic]]:
    """The cell to use; a problem where the return's own column has another figure."""
    if own is None or own.state is CellState.BLANK:
        return given, []
    if own.value == given.value:
        return own, []
    field, other = Ref("field", name), str(given.at)
    params: FieldFirstSecondOther = {"field": field, "first": own.found, "second": given.found, "other": other}
    return own.doubted(), [Code.BASELINE_CONFLICT(own.at, params, unit)]


def against_plan(plan: Plan, period: str, returns: Mapping[str, Return]) -> Iterable[Diagnostic]:
    """Conflicts where the plan gives the baseline's total and the units' own figures add up to another one."""
    for target in plan.targets:
        stated, compared = target.measure.stated_baseline().get(period), target.measure.baseline_fields()
        if stated is None:
            continue
        units = [unit for unit, names in plan.reported_by.items() if set(compared) <= set(names)]
        keys = [Key(name, Basis.BASELINE) for name in compared]
        cells = [returns[unit].cells.get(key) if unit in returns else None for unit in units for key in keys]
        known = [cell.value for cell in cells if cell is not None and isinstance(cell.value, int | Decimal)]
        total = sum(known)
        if cells and len(known) == len(cells) and total != stated:
            at = next((cell.at for cell in cells if cell and cell.at), None)
            field, other = Ref("field", compared[0]), plan.document.number
            given: FieldFirstSecondOther = {
                "field": field, "first": Stored(total), "second": Stored(stated), "other": other,
            }  # fmt: skip
            yield Code.BASELINE_CONFLICT(at, given)
