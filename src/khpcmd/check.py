"""The whole program in one function: paths in, Report out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from khpcmd.baseline import against_plan, with_baseline
from khpcmd.diagnostics import Code, Diagnostic, Param, Ref
from khpcmd.duties import judge_duties
from khpcmd.evaluate import World, evaluate
from khpcmd.faults import ordered, told_once
from khpcmd.gather import (
    Progress,
    UsageError,
    asked_period,
    common_period,
    filed_for,
    places_of,
    read_files,
    read_previous,
)
from khpcmd.plan.load import LoadedPlan, load_plan
from khpcmd.plan.model import Plan
from khpcmd.plan.targets import Target
from khpcmd.preferred import Preference, preferred
from khpcmd.previous import against_previous
from khpcmd.results import Input, Report, RollCall
from khpcmd.returns import Return
from khpcmd.stamped import plan_of, with_stamps
from khpcmd.template_check import against_sent
from khpcmd.text import suggest
from khpcmd.validation import validate
from khpcmd.workbook.limits import Limits
from khpcmd.workbook.read import DEFAULT_LIMITS, Reading

__all__ = ["Request", "UsageError", "check", "without_returns"]

VIETNAM = timedelta(hours=7)


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asked for. ``period`` "" means: as the returns say; ``targets`` empty means all."""

    paths: tuple[Path, ...]
    plan: Path | None = None
    period: str = ""
    baselines: tuple[Path, ...] = ()
    previous: tuple[Path, ...] = ()
    """Returns of the period before, which are only compared with."""
    as_of: date | None = None
    only_reported: bool = False
    targets: tuple[str, ...] = ()
    limits: Limits = DEFAULT_LIMITS
    prefer: Preference = ""
    progress: Progress | None = None
    """Told how many of how many files were read."""
    loaded: LoadedPlan | None = None
    """The plan, where it has been read already."""


def check(request: Request) -> Report:
    """Read the plan and the returns, and judge every target.

    Raises PlanError where there is no valid plan, and UsageError where the question itself is at fault; whatever is
    wrong with the returns is in the Report.
    """
    if not request.paths:
        raise UsageError("no_paths", {})
    loaded = request.loaded or load_plan(request.plan)
    plan = _chosen(loaded.plan, request.targets)
    as_of = request.as_of or today()
    readings, faults = read_files(request.paths, plan, limits=request.limits, progress=request.progress)
    own = plan_of(readings, plan.id) if request.plan is None else None
    if own is not None:
        return check(replace(request, plan=own, loaded=None))
    readings, stamped = with_stamps(loaded, readings)
    faults += [*stamped, *against_sent(loaded, readings, stamped)]
    readings, replaced = preferred(request.prefer, readings, request.limits)
    faults += replaced
    earlier, earlier_faults = read_files(request.baselines, plan, baseline=True, limits=request.limits)
    previous, compared, unread = read_previous(request.previous, plan, limits=request.limits)
    read = [*readings, *earlier]
    faults += [*earlier_faults, *(fault for reading in read for fault in reading.diagnostics), *unread]
    period = asked_period(plan, request.period) or common_period(plan, readings)
    inputs, places = _inputs(readings, baseline=earlier, previous=compared), places_of([*read, *compared])
    if not period:
        told = ordered(told_once(faults), places)
        return Report(plan, loaded.sha256, "", as_of, request.only_reported, inputs, (), (), diagnostics=told)

    filed, more = filed_for(period, readings)
    before, other = filed_for(period, earlier, code=Code.BASELINE_PERIOD)
    faults += more + other
    merged, conflicts = with_baseline(plan, filed, before)
    needed = _in_play(plan) if request.targets else frozenset(plan.fields)
    sound, broken = validate(plan, period, merged.values(), needed)
    faults += conflicts + broken + list(against_plan(plan, period, merged))
    faults += against_previous(plan, period, sound, previous)
    reported = {unit.unit: unit for unit in sound if unit.reported}
    calls = _roll_calls(plan, period, reported)
    expected = frozenset(unit for call in calls for unit in call.expected)
    scope = frozenset(reported) if request.only_reported else expected | _counted(plan)
    world = World(plan, period, {unit.unit: unit for unit in sound}, scope)
    results = evaluate(world, plan.targets)
    bound = frozenset(reported) if request.only_reported else frozenset(plan.unit)
    duties = () if request.targets else judge_duties(replace(world, scope=bound))
    if not request.only_reported:
        sent = frozenset(filed.unit for reading in readings for filed in reading.returns if filed.reported)
        faults += _absent(plan, period, calls, as_of, sent)
    faults += _not_checked(loaded, results_of=[result.target.id for result in results])
    faults = [fault for fault in faults if _concerns(fault, needed)]
    return Report(
        plan,
        loaded.sha256,
        period,
        as_of,
        request.only_reported,
        inputs,
        calls,
        results,
        tuple(sound),
        duties,
        ordered(told_once(faults), places),
        selected=bool(request.targets),
        filed=tuple(filed.values()),
    )


def without_returns(request: Request) -> Report:
    """The plan's targets with nothing judged; raises like ``check``."""
    loaded = load_plan(request.plan)
    plan, as_of = _chosen(loaded.plan, request.targets), request.as_of or today()
    return Report(plan, loaded.sha256, "", as_of, request.only_reported, (), (), (), selected=bool(request.targets))


def today() -> date:
    """The day it is in Vietnam."""
    return (datetime.now(UTC) + VIETNAM).date()


def _chosen(plan: Plan, ids: Sequence[str]) -> Plan:
    """The plan with only the targets asked for; unknown ids are a fault of the question."""
    known = [target.id for target in plan.targets]
    for wanted in ids:
        if wanted not in known:
            params = {"found": wanted, "suggestion": suggest(wanted, known), "allowed": ", ".join(known)}
            raise UsageError("unknown_target", params)
    return plan.changed(targets=tuple(t for t in plan.targets if t.id in ids)) if ids else plan


def _inputs(readings: Iterable[Reading], **others: Iterable[Reading]) -> tuple[Input, ...]:
    """The files that were read, ``others`` by their role."""
    further = (Input(one.name, one.sha256, role) for role, found in others.items() for one in found)
    return (*(Input(one.name, one.sha256) for one in readings), *further)


def _fields(targets: Iterable[Target]) -> set[str]:
    return {name for target in targets for name in target.measure.fields()}


def _in_play(plan: Plan) -> frozenset[str]:
    """The fields that the targets need, and those that have to agree with them."""
    needed = _fields(plan.targets)
    for rule in plan.constraints:
        if needed.intersection(rule.fields()):
            needed.update(rule.fields())
    return frozenset(needed)


def _concerns(fault: Diagnostic, needed: frozenset[str]) -> bool:
    field = fault.params.get("field")
    return not isinstance(field, Ref) or field.id in needed


def _roll_calls(plan: Plan, period: str, reported: Mapping[str, Return]) -> tuple[RollCall, ...]:
    """Who was to report, and who has, level by level: those whose figures are needed, and those who have to report."""
    needed = _fields(plan.targets)
    bound = plan.members(name for duty in plan.duties if duty.report_of == period for name in duty.of)
    expected = [
        unit
        for unit in plan.units
        if unit.id in bound
        or (unit.id not in plan.counted_only and needed.intersection(plan.reported_by.get(unit.id, ())))
    ]
    calls = []
    for level in plan.levels:
        units = tuple(unit.id for unit in expected if unit.level == level)
        if units:
            calls.append(RollCall(level, units, tuple(unit for unit in units if unit in reported)))
    return tuple(calls)


def _counted(plan: Plan) -> frozenset[str]:
    """The units of levels that a share counts, whether they report anything or not."""
    levels = {target.measure.of for target in plan.targets if target.measure.kind == "share"}
    return frozenset(unit.id for unit in plan.units if unit.level in levels)


def _absent(plan: Plan, period: str, calls: Iterable[RollCall], as_of: date, sent: frozenset[str]) -> list[Diagnostic]:
    """Who is missing; ``sent`` are the units of which something came that could not be used."""
    due, faults = plan.periods[period].due, list[Diagnostic]()
    for unit in (unit for call in calls for unit in call.missing):
        params: dict[str, Param] = {"unit": Ref("unit", unit)}
        code = Code.SENT_NOT_USED if unit in sent else Code.OVERDUE if due.late(as_of) else Code.NOT_REPORTED
        if code is Code.OVERDUE:
            params["due"] = due.date.isoformat()
        faults.append(Diagnostic(code, None, params, unit=unit))
    return faults


def _not_checked(loaded: LoadedPlan, results_of: Sequence[str]) -> list[Diagnostic]:
    """The targets of the plan that got no verdict, in one note."""
    left = tuple(Ref("target", target.id) for target in loaded.plan.targets if target.id not in results_of)
    return [Diagnostic(Code.TARGET_NOT_CHECKED, None, {"target": left})] if left else []
