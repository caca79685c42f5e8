"""Which units have to report, which have, and which are missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.judge.roll_up import rolled_up
from khpcmd.measures.tally import yes_or_no
from khpcmd.parameters import Ref
from khpcmd.plan.checklist import answer_field, evidence_field
from khpcmd.plan.days import first_day
from khpcmd.plan.filing import Filing
from khpcmd.plan.model import Duty, Plan
from khpcmd.report import Deadline, RollCall
from khpcmd.returns import DUTY, Key, Return


def roll_calls(plan: Plan, period: str, reported: Container[str], *, selected: bool = False) -> tuple[RollCall, ...]:
    """Which units have to report, and which have, by level: those whose figures are needed, and those with the duty.

    Where only some targets were ``selected``, nobody is asked for a report without figures that these need.
    """
    bound = plan.members(name for duty in plan.duties if duty.report_of == period for name in duty.of)
    due = owing(plan, selected=selected) | (bound - _without_figures(plan) if selected else bound)
    calls = []
    for level in plan.levels:
        units = tuple(unit.id for unit in plan.units if unit.level == level and unit.id in due)
        if units:
            calls.append(RollCall(level, units, tuple(unit for unit in units if unit in reported)))
    return tuple(calls)


def owing(plan: Plan, *, selected: bool = False) -> frozenset[str]:
    """The units whose figures are needed: those of targets, and those that these are counted from in other returns.

    Nobody waits for a unit of which all figures are counted from returns of others; nor, where only some targets were
    ``selected``, for one of which all figures that these need are.
    """
    needed = set(plan.measured)
    while more := {key.field for key in rolled_up(plan, needed & plan.counted)} - needed:
        needed |= more
    own = needed - plan.counted if selected else needed
    return frozenset(unit for unit, names in plan.reported_by.items() if not own.isdisjoint(names)) - _without_figures(
        plan
    )


def received(plan: Plan, period: str, reported: Mapping[str, Return]) -> frozenset[str]:
    """The units whose report came in.

    Of those that owe figures some have to be there: answers on a checklist are not their report. Of those that owe
    none an answer on a checklist of several units is not their report either: it came in a file of its own, or the
    checklist says that it did.
    """
    without = _without_figures(plan)
    units_in = Counter(file for filed in reported.values() for file in {at.file for at in filed.sources})
    reports = [duty for duty in plan.duties if duty.report_of == period]

    def came_in(filed: Return) -> bool:
        own = any(units_in[at.file] == 1 for at in filed.sources)
        return own or any(_says_received(filed, duty) for duty in reports)

    return frozenset(
        unit for unit, filed in reported.items() if (came_in(filed) if unit in without else filed.has_figures)
    )


def _says_received(filed: Return, duty: Duty) -> bool:
    day = filed.value(Key(evidence_field(duty, "received")))
    return isinstance(day, date) or yes_or_no(filed.value(Key(answer_field(duty)))) is True


def _without_figures(plan: Plan) -> frozenset[str]:
    """The units of which nothing but a checklist is asked: what else they have is counted from returns of others."""
    owed = frozenset(name for name in plan.fields if name not in plan.counted and not name.startswith(DUTY))
    return frozenset(plan.unit) - {unit for unit, names in plan.reported_by.items() if not owed.isdisjoint(names)}


def deadlines(
    plan: Plan, sent: Mapping[str, Container[str]], as_of: date, watched: str, *, selected: bool = False
) -> tuple[Deadline, ...]:
    """Every period of the plan; ``sent`` says by period of which units a return is among the files.

    ``watched`` is the period whose missing returns count as missing, "" where there is none.
    """
    found = []
    for name, period in plan.periods.items():
        calls = roll_calls(plan, name, sent.get(name, ()), selected=selected)
        expected = tuple(unit for call in calls for unit in call.expected)
        reported = tuple(unit for call in calls for unit in call.reported)
        found.append(Deadline(name, period.due.days_left(as_of), expected, reported, watched=name == watched))
    return tuple(found)


def unlikely_day(plan: Plan, as_of: date, today: date) -> Iterator[Diagnostic]:
    """The question about a day to judge as of that has not come yet, or lies before the plan's time."""
    if as_of > today:
        yield Code.DAY_TO_COME(None, {"day": as_of})
    if as_of < (first := first_day(plan)):
        yield Code.DAY_BEFORE_PLAN(None, {"day": as_of, "first": first})


def looked_at(
    plan: Plan, calls: Iterable[RollCall], returns: Iterable[Return], *, only_reported: bool
) -> frozenset[str]:
    """The units that targets are judged over: all of which figures are there, where ``only_reported``; else those that
    are expected, and some that nobody waits for.

    These are units of levels that a share counts, whether they report anything or not, and those whose figures are
    counted from returns of the units below.
    """
    if only_reported:
        return frozenset(filed.unit for filed in returns if filed.filled)
    levels, counted = {target.measure.level for target in plan.targets}, plan.measured & plan.counted
    expected = frozenset(unit for call in calls for unit in call.expected)
    below = frozenset(unit for unit, names in plan.reported_by.items() if not counted.isdisjoint(names))
    return expected | frozenset(unit.id for unit in plan.units if unit.level in levels) | below | plan.counted_only


def absent(plan: Plan, period: str, calls: Iterable[RollCall], as_of: date, sent: frozenset[str]) -> list[Diagnostic]:
    """The missing units that file by themselves; ``sent`` are those of which a return came that could not be used."""
    due, faults, filing = plan.periods[period].due, list[Diagnostic](), Filing(plan)
    without = _without_figures(plan) if plan.targets else frozenset()
    for unit in (unit for call in calls for unit in call.missing if filing.asked_for(unit) == unit):
        named = Ref("unit", unit)
        if unit in without:  # no verdict can rest on it
            faults.append(Code.REPORT_NOT_RECEIVED(None, {"unit": named, "due": due.date}, unit))
        elif unit in sent:
            faults.append(Code.SENT_NOT_USED(None, {"unit": named}, unit))
        elif due.late(as_of):
            faults.append(Code.OVERDUE(None, {"unit": named, "due": due.date}, unit))
        else:
            faults.append(Code.NOT_REPORTED(None, {"unit": named}, unit))
    return faults


def left_out(
    plan: Plan, calls: Iterable[RollCall], returns: Mapping[str, Return], told: Iterable[Diagnostic]
) -> Iterator[Diagnostic]:
    """The returns without figures of units that they are to have, but for those that another fault names."""
    missing, filing, found = (
        dict.fromkeys(unit for call in calls for unit in call.missing),
        Filing(plan),
        dict[str, list[Ref]](),
    )
    short = (fault.params["units"] for fault in told if fault.code is Code.ROLL_UP_INCOMPLETE)
    named = {unit for units in short if isinstance(units, tuple) for unit in units}
    for unit in missing:
        filer = filing.asked_for(unit)
        if filer not in missing and (ref := Ref("unit", unit)) not in named:
            found.setdefault(filer, []).append(ref)
    for filer, units in found.items():
        at = next(iter(returns[filer].sources), None) if filer in returns else None
        yield Code.NOT_IN_RETURN(at, {"units": tuple(units)}, filer)
