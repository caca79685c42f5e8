"""Which units have to report, which have, and which are missing; and which targets a run does not judge, in notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from datetime import date
from operator import attrgetter

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.parameters import Ref
from khpcmd.judge.roll_up import with_sources
from khpcmd.plan.checklist import answer_field, evidence_field
from khpcmd.plan.model import Duty, Plan, Target
from khpcmd.report import Deadline, ReturnState, Submission
from khpcmd.results import Result
from khpcmd.returns import DUTY, Key, Return


def awaited(plan: Plan, period: str, *, selected: bool) -> dict[str, bool]:
    """Who has to report, level by level in the plan's order: those whose figures are needed, and those with the duty.

    Whether the roll is called for a unit: not where nothing but a report without figures is asked of it, which is no
    matter of targets. Where only some were ``selected``, nobody is asked for one.
    """
    bound = plan.members(name for duty in plan.duties if duty.report_of == period for name in duty.of)
    without = _without_figures(plan) if plan.targets else frozenset[str]()
    due = owing(plan, selected=selected) | (bound - without if selected else bound)
    by_level = [unit.id for level in plan.levels for unit in plan.units if unit.level == level]
    return {unit: unit not in without for unit in by_level if unit in due}


def owing(plan: Plan, *, selected: bool = False) -> frozenset[str]:
    """The units whose figures are needed: those of targets, and those that these are counted from in other returns.

    Nobody waits for a unit of which all figures are counted from returns of others; nor, where only some targets were
    ``selected``, for one of which all figures that these need are.
    """
    needed = with_sources(plan, plan.measured, plan.counted)
    return _reporting(plan, needed - plan.counted if selected else needed) - _without_figures(plan)


def _reporting(plan: Plan, fields: frozenset[str]) -> frozenset[str]:
    """The units that report one of some fields."""
    return frozenset([unit for unit, names in plan.reported_by.items() if not fields.isdisjoint(names)])


def received(plan: Plan, period: str, reported: Mapping[str, Return]) -> frozenset[str]:
    """The units whose report came in.

    Of those that owe figures some have to be there: answers on a checklist are not their report. Of those that owe
    none an answer on a checklist of several units is not their report either: it came in a file of its own, or the
    checklist says that it did.
    """
    without = _without_figures(plan)
    units_in = Counter[str]()
    for filed in reported.values():
        units_in.update({*map(attrgetter("file"), filed.sources)})
    reports = [duty for duty in plan.duties if duty.report_of == period]

    def says(filed: Return, duty: Duty) -> bool:
        day, answer = filed.each((Key(evidence_field(duty, "received")), Key(answer_field(duty))))
        return isinstance(day, date) or bool(answer)

    def came_in(unit: str, filed: Return) -> bool:
        if unit not in without:
            return filed.has_figures
        return any(units_in[at.file] == 1 for at in filed.sources) or any(says(filed, duty) for duty in reports)

    return frozenset([unit for unit, filed in reported.items() if came_in(unit, filed)])


def _without_figures(plan: Plan) -> frozenset[str]:
    """The units of which nothing but a checklist is asked: what else they have is counted from returns of others."""
    owed = frozenset(name for name in plan.fields if name not in plan.counted and not name.startswith(DUTY))
    return frozenset(plan.unit) - _reporting(plan, owed)


def deadlines(  # noqa: PLR0913  # what the deadlines are seen by
    plan: Plan,
    sent: Mapping[str, Container[str]],
    as_of: date,
    watched: str,
    unusable: Container[str] = (),
    *,
    selected: bool = False,
) -> tuple[Deadline, ...]:
    """Every period of the plan; ``sent`` says by period of which units a return is among the files.

    ``watched`` is the period whose missing returns count as missing, "" where there is none; of the units in
    ``unusable`` something has come.
    """
    found = []
    for name, period in plan.periods.items():
        expected = tuple([unit for unit, called in awaited(plan, name, selected=selected).items() if called])
        reported = tuple([unit for unit in expected if unit in sent.get(name, ())])
        came = frozenset(reported)
        missing = tuple([unit for unit in expected if unit not in came and unit not in unusable])
        left, watch = period.due.days_left(as_of), name == watched
        found.append(Deadline(name, left, expected, reported, watched=watch, missing=missing if watch else ()))
    return tuple(found)


def looked_at(
    plan: Plan, expected: Collection[str], returns: Iterable[Return], *, only_reported: bool
) -> frozenset[str]:
    """The units that targets are judged over: all of which figures are there, where ``only_reported``; else those that
    are expected, and some that nobody waits for.

    These are units of levels that a share counts, whether they report anything or not, and those whose figures are
    counted from returns of the units below.
    """
    if only_reported:
        return frozenset(filed.unit for filed in returns if filed.filled)
    levels = {target.measure.level for target in plan.targets}
    of_levels = (unit.id for unit in plan.units if unit.level in levels)
    return frozenset((*expected, *of_levels)) | _reporting(plan, plan.measured & plan.counted) | plan.counted_only


def submitted(  # noqa: PLR0913  # what the state of a return follows from
    plan: Plan,
    period: str,
    units: Mapping[str, bool],
    came_in: Container[str],
    as_of: date,
    *,
    sent: Container[str],
    unread: Container[str],
) -> tuple[Submission, ...]:
    """The submissions of ``units`` (``awaited``) by what came of each: what could be used (``came_in``), figures that
    could not (``sent``), or a file that names it and cannot be read (``unread``)."""
    late = plan.periods[period].due.late(as_of)

    def state(unit: str, *, called: bool) -> ReturnState:
        filer = plan.asked_for(unit)
        senders = {unit} if filer in came_in else {unit, filer}
        if unit in came_in:
            return ReturnState.COUNTED
        if not called:
            return ReturnState.NO_FIGURES
        if any(one in sent for one in senders):
            return ReturnState.FAULTY
        if any(one in unread for one in senders):
            return ReturnState.NOT_READABLE
        return ReturnState.NOT_RECEIVED if late else ReturnState.NOT_DUE

    return tuple(
        Submission(unit, state(unit, called=called), plan.asked_for(unit), called, unit in came_in)
        for unit, called in units.items()
    )


def absent(plan: Plan, period: str, submissions: Iterable[Submission]) -> Iterator[Diagnostic]:
    """What is said of the units whose returns are missing, or cannot be used, and that file by themselves."""
    due = plan.periods[period].due.date
    for one in submissions:
        if one.counts or one.asked != one.unit:
            continue
        unit, named = one.unit, Ref("unit", one.unit)
        if one.state is ReturnState.NO_FIGURES:  # no verdict can rest on it
            yield Code.REPORT_NOT_RECEIVED(None, {"unit": named, "due": due}, unit)
        elif one.unusable:
            yield Code.SENT_NOT_USED(None, {"unit": named}, unit)
        elif one.state is ReturnState.NOT_RECEIVED:
            yield Code.OVERDUE(None, {"unit": named, "due": due}, unit)
        else:
            yield Code.NOT_REPORTED(None, {"unit": named}, unit)


def left_out(
    submissions: Iterable[Submission], returns: Mapping[str, Return], told: Iterable[Diagnostic]
) -> Iterator[Diagnostic]:
    """The returns without figures of units that they are to have, but for those that another fault names, and those of
    which something came that cannot be used."""
    lacking = [one for one in submissions if not one.counts]
    missing, found = {one.unit for one in lacking}, dict[str, list[Ref]]()
    short = (fault.params["units"] for fault in told if fault.code is Code.ROLL_UP_INCOMPLETE)
    named = {unit for units in short if isinstance(units, tuple) for unit in units}
    for one in lacking:
        if one.asked not in missing and not one.unusable and Ref("unit", one.unit) not in named:
            found.setdefault(one.asked, []).append(Ref("unit", one.unit))
    for filer, units in found.items():
        at = next(iter(returns[filer].sources), None) if filer in returns else None
        yield Code.NOT_IN_RETURN(at, {"units": tuple(units)}, filer)


def not_judged(
    plan: Plan, period: str, evaluated: Iterable[Result], requested: Collection[str], *, only_reported: bool = False
) -> Iterator[Diagnostic]:
    """For each reason a note with the targets of the plan that have no verdict, and one with those that only all owe.

    Where targets are ``requested``, criteria of scores may be ``evaluated`` all the same; they have no verdict to show.
    """
    known = {result.target.id for result in evaluated}
    due = [target for target in plan.targets if target.judged_in(period) and target.id not in known]
    alone = {target.id for target in due if target.owed_together(period) or target.compares}

    def asked(target: Target) -> bool:
        return not requested or target.id in requested

    owed = [one for one in due if asked(one) and not alone.isdisjoint((one.id, *one.measure.rests_on()))]
    left, nobody = dict[str, list[Ref]](), "nobody_reports_only" if only_reported else "nobody_reports"
    for target in plan.targets:
        if not (target.id in known and asked(target)) and target not in owed:
            reason = nobody if target.judged_in(period) else "of_other_period"
            left.setdefault(reason if asked(target) else "not_asked_for", []).append(Ref("target", target.id))
    for reason, targets in left.items():
        why, cure = Ref("word", f"left_{reason}"), Ref("word", f"left_{reason}_cure")
        yield Code.TARGET_NOT_CHECKED(None, {"target": tuple(targets), "reason": why, "cure": cure})
    if owed:
        yield Code.OWED_BY_ALL(None, {"target": tuple(Ref("target", one.id) for one in owed)})
