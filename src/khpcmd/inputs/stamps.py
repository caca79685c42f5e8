"""Returns on a template: whether it is this plan's, and whether its stamp agrees with the sheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.parameters import OtherTemplate, Ref
from khpcmd.plan.load import LoadedPlan, shipped_plan
from khpcmd.plan.model import Plan
from khpcmd.plan.succession import former_named
from khpcmd.returns import Return
from khpcmd.workbook.former_units import NAMELESS
from khpcmd.workbook.read import Reading
from khpcmd.workbook.stamp import VERSION, Stamp


def plan_of(readings: Iterable[Reading], plan: str) -> Path | None:
    """The plan for which each of the readings says that it was made, if it is another one that ships with khpcmd.

    A stamp speaks for its own file: beside a file without one, or with that of another plan, it chooses nothing.
    """
    named = ""
    for reading in readings:
        if reading.stamp is None and _is_no_return(reading):
            continue
        own = reading.stamp.plan if reading.stamp is not None else plan
        if own == plan or named not in ("", own):
            return None
        named = own
    return shipped_plan(named) if named else None


def _is_no_return(reading: Reading) -> bool:
    """Whether nothing is taken from a file under any plan: it cannot be read, or was made by khpcmd itself."""
    codes = [fault.code for fault in reading.diagnostics]
    return not reading.returns and (Code.FILE_SET_ASIDE in codes or any(code.code[0] == "F" for code in codes))


def with_stamps(loaded: LoadedPlan, readings: Iterable[Reading]) -> tuple[list[Reading], list[Diagnostic]]:
    """The readings, their periods filled in from the stamps; and the faults of the stamps.

    The figures of a template that was made for another plan, unit or period are doubtful.
    """
    found, faults = list[Reading](), list[Diagnostic]()
    for reading in readings:
        if reading.stamp is None:
            found.append(reading)
            continue
        own = list(_faults(loaded, reading, reading.stamp))
        faults += own
        wrong = any(fault.code is not Code.TEMPLATE_OUTDATED for fault in own)
        returns = tuple(_settled(filed, reading.stamp, doubtful=wrong) for filed in reading.returns)
        period = reading.period or (reading.stamp.period if reading.stamp.period in loaded.plan.periods else "")
        former = any(fault.code is Code.FORMER_UNIT for fault in own)
        told = tuple(one for one in reading.diagnostics if not (former and one.code in NAMELESS))
        found.append(replace(reading, returns=returns, period=period, diagnostics=told))
    return found, faults


def _faults(loaded: LoadedPlan, reading: Reading, stamp: Stamp) -> Iterator[Diagnostic]:
    plan, at = loaded.plan, Location(reading.name)
    if stamp.plan != plan.id:
        yield Code.TEMPLATE_OF_OTHER_PLAN(at, {"found": stamp.plan, "expected": plan.id})
        return
    if stamp.plan_sha256 != loaded.sha256 or stamp.version != VERSION:
        yield Code.TEMPLATE_OUTDATED(at, {})
    if stamp.period not in plan.periods:
        periods = tuple(Ref("period", period) for period in plan.periods)
        yield Code.TEMPLATE_OF_OTHER_PERIOD(at, {"found": periods, "expected": stamp.period})
    if stamp.unit and stamp.unit not in plan.unit:
        yield from _of_no_unit(loaded.plan, reading, stamp.unit)
    for filed in reading.returns:
        if filed.period and stamp.period in plan.periods and filed.period != stamp.period:
            params: OtherTemplate = {"found": Ref("period", filed.period), "expected": Ref("period", stamp.period)}
            yield Code.TEMPLATE_OF_OTHER_PERIOD(_place(filed, at), params, unit=filed.unit)
        if stamp.unit and stamp.unit in plan.unit and _is_other(loaded, filed.unit, stamp.unit):
            params = {"found": Ref("unit", filed.unit), "expected": Ref("unit", stamp.unit)}
            yield Code.TEMPLATE_OF_OTHER_UNIT(_place(filed, at), params, unit=filed.unit)


def _of_no_unit(plan: Plan, reading: Reading, stamped: str) -> Iterator[Diagnostic]:
    """What is said of a template of a unit that the plan does not have, or not any more."""
    at, former = Location(reading.name), next((unit for unit in plan.former if unit.id == stamped), None)
    heirs = former_named(plan, former.name.vi) if former else ()
    if former and heirs and not reading.returns:
        if all(fault.code is not Code.FORMER_UNIT for fault in reading.diagnostics):
            units = tuple(Ref("unit", heir) for heir in heirs)
            yield Code.FORMER_UNIT(at, {"found": former.name.vi, "units": units})
        return
    found = next((Ref("unit", filed.unit) for filed in reading.returns), Ref("word", "unit_not_in_plan"))
    yield Code.TEMPLATE_OF_OTHER_UNIT(at, {"found": found, "expected": former.name.vi if former else stamped})


def _is_other(loaded: LoadedPlan, unit: str, stamped: str) -> bool:
    """Whether a return is neither of the template's unit nor of one in its annex."""
    return unit not in (stamped, *(below.id for below in loaded.plan.below.get(stamped, ())))


def _place(filed: Return, otherwise: Location) -> Location:
    return filed.sources[0] if filed.sources else otherwise


def _settled(filed: Return, stamp: Stamp, *, doubtful: bool) -> Return:
    cells = {key: cell.doubted() for key, cell in filed.cells.items()} if doubtful else filed.cells
    return replace(filed, period=filed.period or stamp.period, cells=cells)
