"""The whole program in one function: paths in, Report out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from khpcmd.asked import chosen, concerns, in_play, not_checked
from khpcmd.baseline import against_plan, with_baseline
from khpcmd.diagnostics import Code, Diagnostic, UsageError
from khpcmd.duties import judge_duties
from khpcmd.evaluate import evaluate
from khpcmd.faults import ordered, told_once
from khpcmd.gather import (
    Progress,
    asked_period,
    common_period,
    filed_for,
    places_of,
    read_files,
    read_previous,
    units_by_period,
)
from khpcmd.plan.load import LoadedPlan, load_plan
from khpcmd.plan.model import Plan
from khpcmd.previous import against_previous
from khpcmd.results import Input, Report
from khpcmd.roll_calls import absent, counted, deadlines, roll_calls
from khpcmd.stamped import plan_of, with_stamps
from khpcmd.template_check import against_sent
from khpcmd.validation import validate
from khpcmd.workbook.limits import Limits
from khpcmd.workbook.read import DEFAULT_LIMITS, Reading
from khpcmd.world import World

if TYPE_CHECKING:
    from khpcmd.preferred import Preference
    from khpcmd.waivers import Waivers

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
    waivers: Path | None = None
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

    Raises PlanError where there is no valid plan or file of waivers, and UsageError where the question itself is at
    fault; whatever is wrong with the returns is in the Report.
    """
    if not request.paths:
        raise UsageError("no_paths", {})
    loaded = request.loaded or load_plan(request.plan)
    as_of = request.as_of or today()
    readings, faults = read_files(request.paths, loaded.plan, limits=request.limits, progress=request.progress)
    own = plan_of(readings, loaded.plan.id) if request.plan is None else None
    if own is not None:
        return check(replace(request, plan=own, loaded=None))
    plan = chosen(loaded.plan, request.targets)  # only now is it known which plan the targets are of
    waivers = _waivers(request.waivers, loaded.plan)
    readings, stamped = with_stamps(loaded, readings)
    faults += [*stamped, *against_sent(loaded, readings, stamped)]
    readings, replaced = _preferred(request, readings)
    faults += replaced
    earlier, earlier_faults = read_files(request.baselines, loaded.plan, baseline=True, limits=request.limits)
    previous, compared, unread = read_previous(request.previous, loaded.plan, limits=request.limits)
    read = [*readings, *earlier]
    faults += [*earlier_faults, *(fault for reading in read for fault in reading.diagnostics), *unread]
    period = asked_period(plan, request.period) or common_period(plan, readings)
    inputs, places = _inputs(readings, baseline=earlier, previous=compared), places_of([*read, *compared])
    inputs += (Input(waivers.file, waivers.sha256, "waivers"),) if waivers else ()
    if not period:
        told = ordered(told_once(faults), places)
        due = deadlines(plan, {}, as_of, watched="")
        return Report(
            plan, loaded.sha256, "", as_of, request.only_reported, inputs, (), (), diagnostics=told, deadlines=due
        )

    filed, more = filed_for(period, readings)
    before, other = filed_for(period, earlier, code=Code.BASELINE_PERIOD)
    faults += more + other
    merged, conflicts = with_baseline(plan, filed, before)
    needed = in_play(plan) if request.targets else frozenset(plan.fields)
    sound, broken = validate(plan, period, merged.values(), needed)
    faults += conflicts + broken + list(against_plan(plan, period, merged))
    faults += against_previous(plan, period, sound, previous)
    reported = {unit.unit: unit for unit in sound if unit.reported}
    calls = roll_calls(plan, period, reported)
    by_period = units_by_period(readings, previous) | {period: reported}
    expected = frozenset(unit for call in calls for unit in call.expected)
    scope = frozenset(reported) if request.only_reported else expected | counted(plan)
    world = World(plan, period, {unit.unit: unit for unit in sound}, scope)
    results = evaluate(world, plan.targets)
    if waivers:
        results, told_of_waivers = waivers.applied(world, results, as_of)
        faults += told_of_waivers
    bound = frozenset(reported) if request.only_reported else frozenset(plan.unit)
    duties = () if request.targets else judge_duties(replace(world, scope=bound))
    if not request.only_reported:
        sent = frozenset(filed.unit for reading in readings for filed in reading.returns if filed.reported)
        faults += absent(plan, period, calls, as_of, sent)
    faults += not_checked(loaded, results_of=[result.target.id for result in results])
    faults = [fault for fault in faults if concerns(fault, needed)]
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
        deadlines=deadlines(plan, by_period, as_of, watched="" if request.only_reported else period),
    )


def without_returns(request: Request) -> Report:
    """The plan's targets with nothing judged; raises like ``check``."""
    loaded = load_plan(request.plan)
    plan, as_of = chosen(loaded.plan, request.targets), request.as_of or today()
    return Report(plan, loaded.sha256, "", as_of, request.only_reported, (), (), (), selected=bool(request.targets))


def today() -> date:
    """The day it is in Vietnam."""
    return (datetime.now(UTC) + VIETNAM).date()


def _waivers(path: Path | None, plan: Plan) -> Waivers | None:
    """The waivers that were given; what reads them is imported only then."""
    if path is None:
        return None
    from khpcmd.waivers import load_waivers

    return load_waivers(path, plan)


def _preferred(request: Request, readings: list[Reading]) -> tuple[list[Reading], list[Diagnostic]]:
    """The readings that count, where one was to replace another; what chooses is imported only then."""
    if not request.prefer:
        return readings, []
    from khpcmd.preferred import preferred

    return preferred(request.prefer, readings, request.limits)


def _inputs(readings: Iterable[Reading], **others: Iterable[Reading]) -> tuple[Input, ...]:
    """The files that were read, ``others`` by their role."""
    further = (Input(one.name, one.sha256, role) for role, found in others.items() for one in found)
    return (*(Input(one.name, one.sha256) for one in readings), *further)
