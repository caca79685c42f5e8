"""The figures of the baseline year.

``with_baseline`` puts them into the returns, ``against_plan`` compares them with the plan's. What earlier periods say
of the figures is asked in ``plausible``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.parameters import FieldFirstSecondOtherBaseline, Ref, Stored
from khpcmd.measures.tally import keys_of
from khpcmd.plan.model import Plan
from khpcmd.returns import Basis, Cell, CellState, Key, Return


def with_baseline(
    plan: Plan, returns: Mapping[str, Return], earlier: Mapping[str, Return]
) -> tuple[dict[str, Return], list[Diagnostic]]:
    """The returns with the baseline figures of ``earlier`` (returns of the baseline year, by unit) put in.

    Where two sources give different figures, that is a fault, and neither is used.
    """
    wanted = baseline_fields(plan)
    merged, found = dict(returns), list[Diagnostic]()
    for unit, before in earlier.items():
        now, cells = merged.get(unit, Return(unit, "")), dict[Key, Cell]()
        for name in wanted:
            given, key = before.cells.get(Key(name)), Key(name, Basis.BASELINE)
            if given is not None and given.state is not CellState.BLANK:
                cells[key], conflict = _agree(now.cells.get(key), given, name, unit, baseline_year(plan))
                found += conflict
        merged[unit] = now.changed(cells)
    return merged, found


def baseline_year(plan: Plan) -> int:
    """The year that is compared with; the check of a plan sees that it is there where a target needs it."""
    return plan.baseline_year or plan.year - 1


def baseline_fields(plan: Plan) -> tuple[str, ...]:
    """The fields whose baseline some target needs, in the plan's order."""
    needed = {name for target in plan.targets for name in target.measure.baseline_fields()}
    return tuple(name for name in plan.fields if name in needed)


def baseline_reported(plan: Plan, period: str) -> tuple[str, ...]:
    """Those whose baseline the returns of a period owe: the plan does not know the total for every target."""
    measures = [target.measure for target in plan.targets]
    asked = {name for one in measures if period not in one.stated_baseline() for name in one.baseline_fields()}
    return tuple(name for name in baseline_fields(plan) if name in asked)


def _agree(own: Cell | None, given: Cell, name: str, unit: str, year: int) -> tuple[Cell, list[Diagnostic]]:
    """The cell to use; a problem where the return's own column has another figure."""
    if own is None or own.state is CellState.BLANK:
        return given, []
    if own.value == given.value:
        return own, []
    if given.value is None:  # what is wrong with it is told at its own place
        return (own if _may_be_whole(own, given) else own.doubted()), []
    return own.doubted(given), [differing(own, given, name, unit, year)]


def differing(own: Cell, other: Cell, name: str, unit: str, year: int) -> Diagnostic:
    """That two sources give different figures of the baseline year."""
    params: FieldFirstSecondOtherBaseline = {
        "field": Ref("field", name), "first": own.found, "second": other.found, "other": other.where, "baseline": year,
    }  # fmt: skip
    return Code.BASELINE_CONFLICT(own.at, params, unit)


def _may_be_whole(own: Cell, given: Cell) -> bool:
    """Whether a figure can be the sum of those of which ``given`` has a part, and stands in no cell itself."""
    parts = [one.value for one in given.of if isinstance(one.value, int | Decimal)]
    return given.at is None and isinstance(own.value, int | Decimal) and sum(parts) <= own.value


def against_plan(plan: Plan, period: str, returns: Mapping[str, Return]) -> Iterable[Diagnostic]:
    """Conflicts where the plan gives the baseline's total and the units' own figures add up to another one."""
    for target in plan.targets:
        stated, compared = target.measure.stated_baseline().get(period), target.measure.baseline_fields()
        if stated is None:
            continue
        units = [unit for unit, names in plan.reported_by.items() if {*compared} <= {*names}]
        keys = keys_of(compared, Basis.BASELINE)
        cells = [returns[unit].cells.get(key) if unit in returns else None for unit in units for key in keys]
        known = [cell.value for cell in cells if cell is not None and isinstance(cell.value, int | Decimal)]
        if cells and len(known) == len(cells) and sum(known) != stated:
            given: FieldFirstSecondOtherBaseline = {
                "field": Ref("field", compared[0]), "first": Stored(sum(known)), "second": Stored(stated),
                "other": plan.document.number, "baseline": baseline_year(plan),
            }  # fmt: skip
            yield Code.BASELINE_CONFLICT(next((cell.at for cell in cells if cell and cell.at), None), given)
