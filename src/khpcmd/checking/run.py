"""Judge the targets of a plan: paths in, ``Report`` out. Start reading here, at ``check``.

Each step of ``check`` returns one value, with the faults that it found; the next step takes it and changes nothing in
it. The way of one number, say that of cell V13, to the exit code:

1. read: ``inputs.gather`` -> ``workbook.read`` finds the table -> ``by_unit``, ``by_field`` or ``annex`` takes its
   rows -> ``cell_reader`` -> ``cells.read_cell`` decides the value; ``collect`` keeps the ``Cell`` (value, place, text)
2. choose the period: ``inputs.gather.common_period``; files of the baseline year are read by the units that
   were there at the end of this period in that year
3. join: ``inputs.gather.filed_for`` puts it under its ``Key`` into the one ``Return`` of its unit
4. validate: ``judge.sound`` checks each cell by itself, ``judge.constraints`` the sums and other agreements of cells;
   ``plausible`` asks about unusual figures, which changes none of them
5. judge: ``judge.verdict`` tallies it by the target's kind of measure (``measures``), and ``Rule.verdict`` decides

``exits.exit_code`` turns the verdicts and the faults of the Report into the exit code. A cell that cannot be read
becomes a Diagnostic of the Report in step 1 and leaves every verdict that rests on it open.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from khpcmd.diagnostics import AnyCode, Code, Diagnostic, Location, Severity
from khpcmd.diagnostics.errors import UnreachedError, UsageError
from khpcmd.diagnostics.faults import ordered, without_consequences
from khpcmd.diagnostics.parameters import Ref
from khpcmd.inputs.baseline import read_baselines
from khpcmd.inputs.find import Preference
from khpcmd.inputs.gather import (
    Progress,
    ReadOptions,
    common_period,
    filed_for,
    known_period,
    places_of,
    read_files,
    read_previous,
    too_early,
    units_by_period,
    with_targets,
)
from khpcmd.inputs.unread import (
    Chosen,
    Unread,
    chosen,
    plan_of,
    senders,
    sent_files,
    unread_of,
    with_files,
    with_stamps,
)
from khpcmd.judge.constraints import between_units
from khpcmd.judge.duties import judge_duties
from khpcmd.judge.earlier import against_plan, with_baseline
from khpcmd.judge.roll_call import (
    absent,
    awaited,
    deadlines,
    left_out,
    looked_at,
    not_judged,
    received,
    submitted,
)
from khpcmd.judge.roll_up import needed_by
from khpcmd.judge.sound import validate, without_contradicted
from khpcmd.judge.succession import incomparable, not_in_its_return, of_today
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.plan.load import LoadedPlan, load_plan
from khpcmd.plan.model import Plan
from khpcmd.plan.succession import as_before, baseline_day
from khpcmd.plan.taught import Taught
from khpcmd.plan.years import first_day
from khpcmd.plausible.ask import questions, with_remarks
from khpcmd.plausible.earlier import Earlier
from khpcmd.plausible.succession import previous_of_today
from khpcmd.report import Deadline, Input, Report, Submission, WhatIf, asked_about
from khpcmd.results import DutyResult, Hinge, Result
from khpcmd.returns import Basis, Key, Return, StatedTotal
from khpcmd.workbook.file.limits import DEFAULT_LIMITS, Limits
from khpcmd.workbook.read import Reading, forget
from khpcmd.workbook.words.advice import advice_on_declared

if TYPE_CHECKING:
    from khpcmd.judge.answers import Answers
    from khpcmd.judge.waivers import Waivers
    from khpcmd.plausible.verification import Verification

__all__ = ["Request", "Returns", "UsageError", "all_reached", "check", "read_returns", "without_returns"]

VIETNAM = timedelta(hours=7)


class Request(NamedTuple):
    """What to check. ``period`` "" means: as the returns say; ``targets`` empty means all."""

    paths: tuple[Path, ...]
    plan: Path | None = None
    period: str = ""
    baselines: tuple[Path, ...] = ()
    previous: tuple[Path, ...] = ()
    """Returns of the period before, which are only compared with."""
    as_of: date | None = None
    today: date | None = None
    """The day on which it is asked, None for that of the clock; a day that is judged as of can be after it."""
    waivers: Path | None = None
    answers: Path | None = None
    """A file of answers to the targets that nobody can compute, and to questions about figures."""
    only_reported: bool = False
    targets: tuple[str, ...] = ()
    limits: Limits = DEFAULT_LIMITS
    prefer: Preference | None = None
    progress: Progress | None = None
    """Called with the number of files read and the number of all files."""
    loaded: LoadedPlan | None = None
    """The plan, where it has been read already."""
    names: Path | None = None
    """A file of names besides those of the plan."""
    suppose: tuple[str, ...] = ()
    """Figures to judge by in the place of those reported, each ``UNIT.FIELD=VALUE``."""


def check(request: Request) -> Report:
    """Read the plan and the returns, and judge every target.

    Raises PlanError where there is no valid plan, file of waivers, answers or names, and UsageError where the request
    itself is at fault; whatever is wrong with the returns is in the Report.
    """
    if not request.paths:
        raise UsageError("no_paths", {})
    now = request.today or today()
    as_of = request.as_of or now
    read = _read(request)
    period = read.period
    if not period:
        return _nothing_to_judge(request, read, as_of)
    if request.loaded is None:  # nobody else has this plan
        forget(read.loaded.plan)
    joined = _join(read, period, as_of)
    sound = _validate(request, read, joined, as_of)
    judged = _judge(request, read, sound, as_of)
    before, supposed = [*unlikely_day(read.plan, as_of, now), *read.faults, *joined.faults], None
    if request.suppose:
        from khpcmd.inputs.supposed import without_replaced

        sound, judged, supposed = _suppose(request, read, joined, (sound, judged), as_of)
        before = without_replaced(before, supposed)
    faults = [one for one in (*before, *sound.faults, *judged.faults) if one not in judged.unread.notes]
    found = ordered(_with_turns(_told(faults, sound.needed), read, joined, sound, judged), read.places)
    files = sent_files(read.chosen, judged.unread.whose)
    sent_by = {**{one.name: senders([one]) for one in read.chosen.readings}, **judged.unread.whose}
    return Report(
        read.plan,
        read.loaded.sha256,
        period,
        as_of,
        request.only_reported,
        read.inputs,
        tuple(with_files(judged.submissions, files, asked_about(read.plan, sent_by, found), found)),
        _with_hinges(read, judged),
        sound.returns,
        judged.duties,
        found,
        selected=bool(request.targets),
        filed=tuple(joined.filed.values()),
        deadlines=judged.deadlines,
        senders=sent_by,
        what_if=supposed,
        prefer=request.prefer,
    )


def without_returns(request: Request) -> Report:
    """The plan's targets with nothing judged; raises like ``check``."""
    loaded = load_plan(request.plan)
    plan, as_of = with_targets(loaded.plan, request.targets), request.as_of or today()
    return Report(plan, loaded.sha256, "", as_of, request.only_reported, (), (), (), selected=bool(request.targets))


def today() -> date:
    """Today's date in Vietnam."""
    return (datetime.now(UTC) + VIETNAM).date()


def unlikely_day(plan: Plan, as_of: date, today: date) -> Iterator[Diagnostic]:
    """The question about a day to judge as of that has not come yet, or lies before the plan's time."""
    if as_of > today:
        yield Code.DAY_TO_COME(None, {"day": as_of})
    if as_of < (first := first_day(plan)):
        yield Code.DAY_BEFORE_PLAN(None, {"day": as_of, "first": first})


class Returns(NamedTuple):
    """Files of returns as they were read, the plan that they were read under, and what is wrong with the files."""

    loaded: LoadedPlan
    readings: list[Reading]
    faults: list[Diagnostic]


def read_returns(paths: Sequence[Path], loaded: LoadedPlan, options: ReadOptions, *, named: bool) -> Returns:
    """The returns, read under ``loaded``; unless that plan was ``named``, under the one that each of them names.

    Where the first is on a template of another plan that ships with khpcmd, reading starts again under that plan at
    once. Returns that do not all name it are read under ``loaded``, and each that names another is a fault.
    """

    def other(readings: Collection[Reading]) -> Path | None:
        return None if named else plan_of(readings, loaded.plan.id)

    readings, faults = read_files(paths, loaded.plan, options, until=lambda so_far: other(so_far) is not None)
    own = other(readings)
    if own is not None:
        theirs = load_plan(own)
        readings, faults = read_files(paths, theirs.plan, options)
        if other(readings) == own:
            return _with_stamps(theirs, readings, faults)
        readings, faults = read_files(paths, loaded.plan, options)
    return _with_stamps(loaded, readings, faults)


def _with_stamps(loaded: LoadedPlan, readings: list[Reading], faults: list[Diagnostic]) -> Returns:
    """The returns with their periods filled in from the stamps, and what differs from the templates sent out."""
    readings, stamped = with_stamps(loaded, readings)
    return Returns(loaded, readings, [*faults, *stamped, *_against_templates(loaded, readings, stamped)])


def _against_templates(
    loaded: LoadedPlan, readings: Iterable[Reading], stamped: Iterable[Diagnostic]
) -> list[Diagnostic]:
    """What differs from the templates that were sent out; their makers are imported only where one came back."""
    wrong = {fault.at.file for fault in stamped if fault.at and fault.code is not Code.TEMPLATE_OUTDATED}
    returned = [reading for reading in readings if reading.stamp and reading.name not in wrong]
    if not returned:
        return []
    from khpcmd.template.returned import against_templates

    return list(against_templates(loaded, returned))


class _Read(NamedTuple):
    """Everything that was read: the plan, its returns, what they are compared with, the waivers and the answers."""

    loaded: LoadedPlan
    plan: Plan
    """The plan with the requested targets only."""
    chosen: Chosen
    period: str
    """The period to judge, "" where no return could be read."""
    baselines: list[Reading]
    compared: list[Reading]
    """Returns of the period before."""
    previous: Mapping[str, Sequence[Earlier]]
    """The same by unit."""
    waivers: Waivers | None
    answers: Answers | None
    taught: Taught | None
    faults: list[Diagnostic]

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The files that were read, each with its role."""
        roles = {"return": self.chosen.readings, "baseline": self.baselines, "previous": self.compared}
        files = [Input(one.name, one.sha256, role) for role, readings in roles.items() for one in readings]
        decided = {"waivers": self.waivers, "answers": self.answers, "names": self.taught}
        return (*files, *(Input(one.file, one.sha256, role) for role, one in decided.items() if one))

    @property
    def totals(self) -> tuple[StatedTotal, ...]:
        """The totals that sheets state, and that their figures do not add up to."""
        before = (total for one in self.baselines for total in one.totals)
        of_baseline = (total._replace(key=total.key._replace(basis=Basis.BASELINE)) for total in before)
        return (*(total for one in self.chosen.readings for total in one.totals), *of_baseline)

    @property
    def places(self) -> list[Location]:
        """The files and their sheets in the order in which they were read."""
        return places_of([*self.chosen.readings, *self.baselines, *self.compared])


def _read(request: Request) -> _Read:
    """Steps 1 and 2: read the plan, the returns, and for their period the other files of the request."""
    limits, loaded = request.limits, request.loaded or load_plan(request.plan)
    taught = names_for(request.names, loaded.plan)
    named = request.plan is not None or taught is not None
    options = ReadOptions(limits, request.progress, taught=taught)
    found = read_returns(request.paths, loaded, options, named=named)
    loaded = found.loaded
    plan = with_targets(loaded.plan, request.targets)
    waivers, answers = _waivers(request.waivers, loaded.plan), _answers(request.answers, loaded.plan)
    files = chosen(request.prefer, found.readings, found.faults, loaded.plan, limits)
    period = known_period(plan, request.period) or common_period(plan, files.readings)
    before = as_before(loaded.plan, baseline_day(loaded.plan, period))
    baselines, unread = read_baselines(request.baselines, before, loaded, period, options._replace(progress=None))
    previous, compared, not_compared = read_previous(request.previous, loaded.plan, limits=limits, taught=taught)
    previous = previous_of_today(loaded.plan, previous)
    inside = [fault for reading in (*files.readings, *baselines) for fault in reading.diagnostics]
    declared = advice_on_declared(loaded.plan, loaded.file)
    readings = (*files.readings, *baselines, *compared)
    faults = [*declared, *files.faults, *unread, *inside, *not_compared, *not_used(taught, readings)]
    return _Read(loaded, plan, files, period, baselines, compared, previous, waivers, answers, taught, faults)


def names_for(path: Path | None, plan: Plan) -> Taught | None:
    """The taught names of a request; their module is imported only where there are some."""
    if path is None:
        return None
    from khpcmd.names.file import load_names

    return load_names(path, plan)


def not_used(taught: Taught | None, readings: Iterable[Reading]) -> list[Diagnostic]:
    """What is said of taught names that nothing was read by, and of entries that are not decided."""
    if taught is None:
        return []
    from khpcmd.workbook.taught_uses import unused

    return list(unused(taught, frozenset(name for reading in readings for name in reading.taught)))


def _waivers(path: Path | None, plan: Plan) -> Waivers | None:
    """The waivers of the request; their module is imported only where there are some."""
    if path is None:
        return None
    from khpcmd.inputs.decisions import load_waivers

    return load_waivers(path, plan)


def _answers(path: Path | None, plan: Plan) -> Answers | None:
    """The answers of the request; their module is imported only where there are some."""
    if path is None:
        return None
    from khpcmd.inputs.decisions import load_answers

    return load_answers(path, plan)


def _nothing_to_judge(request: Request, read: _Read, as_of: date) -> Report:
    """The report where no period was found, because no return could be read."""
    faults = ordered(without_consequences(read.faults), read.places)
    due, sha256 = deadlines(read.plan, {}, as_of, watched=""), read.loaded.sha256
    head = Report(read.plan, sha256, "", as_of, request.only_reported, read.inputs, (), ())
    return replace(head, diagnostics=faults, deadlines=due, prefer=request.prefer)


class _Joined(NamedTuple):
    """One return for each unit: as it was ``filed`` for the period, and with the figures of the baseline year."""

    period: str
    filed: Mapping[str, Return]
    with_baseline: Mapping[str, Return]
    faults: list[Diagnostic]


def _join(read: _Read, period: str, as_of: date) -> _Joined:
    """Step 3: one return for each unit of the period, out of all files."""
    filed, unfit = filed_for(period, read.chosen.readings)
    if early := too_early(read.plan, period, filed.values(), as_of):
        filed, unfit = {}, [*unfit, *early]
    before, unfit_before = filed_for(period, read.baselines, code=Code.BASELINE_PERIOD)
    before, unlike = of_today(read.plan, period, before)
    joined, conflicts = with_baseline(read.plan, filed, before)
    unlike = not_in_its_return(read.plan, period, unlike, joined)
    return _Joined(period, filed, joined, [*unfit, *unfit_before, *unlike, *conflicts])


class _Sound(NamedTuple):
    """The returns without the values that cannot be relied on."""

    period: str
    returns: tuple[Return, ...]
    needed: frozenset[str]
    """The fields that were validated."""
    faults: list[Diagnostic]
    came_in: Container[str] | None = None
    """The units that have reported, where some figures are only supposed."""
    contradicted: frozenset[str] = frozenset()
    """The targets of which units contradict each other."""

    @property
    def reported(self) -> dict[str, Return]:
        """The returns with a figure that the unit itself reported, by unit."""
        came_in = self.came_in
        return {one.unit: one for one in self.returns if one.reported and (came_in is None or one.unit in came_in)}


def _validate(
    request: Request, read: _Read, joined: _Joined, as_of: date, came_in: Container[str] | None = None
) -> _Sound:
    """Step 4: check the figures by the plan and against each other, and ask about those that are unusual.

    Where some are only supposed, ``came_in`` are the units that have reported: others lack nothing.
    """
    plan, period = read.plan, joined.period
    needed = needed_by(plan) if request.targets else frozenset(plan.fields)

    told = incomparable(plan, joined.faults)
    refused = any(one.code is Code.BASELINE_REFUSED for file in read.baselines for one in file.diagnostics)

    def elsewhere(unit: str, key: Key) -> bool:
        known = (unit, key) in told or (refused and key.basis is Basis.BASELINE)
        return known or (came_in is not None and unit not in came_in)

    sound, invalid = validate(plan, period, joined.with_baseline.values(), needed, elsewhere)
    asked = questions(plan, period, sound, read.previous, joined.with_baseline.values())
    asked = with_remarks(asked, {reading.name: reading.remarks for reading in read.chosen.readings})
    if read.answers:
        from khpcmd.judge.answers import Run, closed

        run = Run(period, as_of, frozenset(one.unit for one in sound if one.reported), read.previous.keys())
        asked = closed(asked, read.answers.replies, run)
    across = tuple(between_units(plan, period, sound))
    conflicts = [*(one.fault for one in across), *against_plan(plan, period, joined.with_baseline)]
    left = tuple(without_contradicted(plan, period, sound, across)) if across else tuple(sound)
    contradicted = frozenset(one.target for one in across)
    return _Sound(period, left, needed, [*invalid, *conflicts, *asked], came_in, contradicted)


def _suppose(
    request: Request, read: _Read, joined: _Joined, found: tuple[_Sound, _Judged], as_of: date
) -> tuple[_Sound, _Judged, WhatIf]:
    """Steps 4 and 5 again with the figures that are supposed; who has reported stays as it is."""
    from khpcmd.inputs.supposed import read_supposed, what_if, with_supposed

    judged, reported = found[1], found[0].reported
    supposed = read_supposed(request.suppose, read.plan, joined.period)
    if request.only_reported and (silent := [one.unit for one in supposed if one.unit not in reported]):
        raise UsageError("set_not_judged", {"unit": silent[0]})
    other = joined._replace(with_baseline=with_supposed(joined.with_baseline, supposed))
    other_sound = _validate(request, read, other, as_of, reported)
    other_judged = _judge(request, read, other_sound, as_of)
    return other_sound, other_judged, what_if(supposed, joined.with_baseline, judged.results, other_judged.results)


def _told(faults: Iterable[Diagnostic], needed: frozenset[str]) -> list[Diagnostic]:
    """The faults that are told: none of a field that is not needed."""
    fields = ((fault, fault.params.get("field")) for fault in faults)
    return without_consequences(one for one, field in fields if not isinstance(field, Ref) or field.id in needed)


def _with_turns(
    faults: list[Diagnostic], read: _Read, joined: _Joined, sound: _Sound, judged: _Judged
) -> Iterable[Diagnostic]:
    """The same with the verdicts that each figure can turn; nothing is imported for returns without faults."""
    if all(fault.severity is Severity.NOTE for fault in faults):
        return faults
    from khpcmd.judge.turns import Turns, with_turns
    from khpcmd.plausible.usual import usual_figures

    plan = read.plan
    decided = {one.target.id for one in judged.results if one.waiver is not None or one.answer is not None}
    targets = tuple(target for target in plan.targets if target.id not in decided)
    usual = usual_figures(plan, joined.period, sound.returns, read.previous)
    return with_turns(faults, joined.with_baseline, Turns(judged.world, targets), usual)


def _with_hinges(read: _Read, judged: _Judged) -> tuple[Result, ...]:
    """The results, each with a way to look for what it hangs on; nothing is imported until somebody asks."""

    @cache
    def looks() -> Verification:
        from khpcmd.judge.turns import Turns
        from khpcmd.plausible.verification import Verification

        return Verification(Turns(judged.world, read.plan.targets), read.previous)

    def verified(result: Result) -> tuple[Hinge, ...] | None:
        return looks().of(result)

    return tuple(replace(one, verified=partial(verified, one)) for one in judged.results)


class _Judged(NamedTuple):
    """The verdicts on targets and duties, and which units have reported."""

    submissions: tuple[Submission, ...]
    results: tuple[Result, ...]
    duties: tuple[DutyResult, ...]
    deadlines: tuple[Deadline, ...]
    faults: list[Diagnostic]
    world: World
    unread: Unread


def _judge(request: Request, read: _Read, sound: _Sound, as_of: date) -> _Judged:
    """Step 5: judge the targets and the duties, and list the units that are missing."""
    plan, period, reported = read.plan, sound.period, sound.reported
    selected = bool(request.targets)
    came_in = received(plan, period, reported)
    units = awaited(plan, period, selected=selected)
    scope = looked_at(plan, units, sound.returns, only_reported=request.only_reported)
    silent = scope - reported.keys() - plan.counted_only if request.only_reported else frozenset[str]()
    returns = {one.unit: one for one in sound.returns}
    world = World(plan, period, returns, scope, silent, contradicted=sound.contradicted, stated_totals=read.totals)
    sent = {who for unit in senders(read.chosen.readings) for who in (unit, plan.asked_for(unit))}
    missing = () if request.only_reported else {one for one in units if units[one]} - came_in - sent
    unread = unread_of(read.chosen.whose, read.faults, missing, plan, request.limits)
    faults, named = unread.told, frozenset(unit for whose in unread.whose.values() for unit in whose)
    submissions = submitted(plan, period, units, came_in, as_of, sent=sent, unread=named)

    def decided(world: World, results: tuple[Result, ...]) -> tuple[Result, ...]:
        if read.answers:
            results, found = read.answers.applied(plan, period, results, as_of)
            faults.extend(found)
        if read.waivers:
            results, found = read.waivers.applied(world, results, as_of)
            faults.extend(found)
        return results

    evaluated = evaluate(world, plan.targets, decided)
    unused = frozenset(one.unit for one in submissions if one.unusable)
    evaluated = tuple(one.with_received(unused) for one in evaluated) if unused else evaluated
    results = tuple(one for one in evaluated if not request.targets or one.target.id in request.targets)
    bound = scope - silent if request.only_reported else frozenset(plan.unit)
    came = units_by_period(read.chosen.readings, read.previous) | {period: came_in}
    by_period = {name: units for name, units in came.items() if plan.periods[name].window.can_be_reported(as_of)}
    duties = () if selected else judge_duties(replace(world, scope=bound), by_period)
    if not request.only_reported:
        faults += absent(plan, period, submissions)
        faults += left_out(submissions, world.returns, sound.faults)
    faults += not_judged(read.loaded.plan, period, evaluated, request.targets, only_reported=request.only_reported)
    due = deadlines(plan, by_period, as_of, "" if request.only_reported else period, unused, selected=selected)
    return _Judged(submissions, results, duties, due, faults, world, unread)


UNREACHED: frozenset[AnyCode] = frozenset({Code.FILE_NOT_FOUND, Code.FILE_NOT_READABLE})
"""What is said of a file or folder that was named and cannot be looked into."""


def all_reached(report: Report, request: Request) -> Report:
    """The report of a request; UnreachedError where a path that was named is not there or a folder cannot be opened.

    A file that is there and cannot be opened is a fault of that file, and no reason to stop: a folder given as
    ``inbox`` and as ``inbox/*.xlsx`` comes to the same. It stops a run that was given nothing else.
    """
    for paths in (request.paths, request.baselines, request.previous):
        named = {path.as_posix(): path for path in paths}
        errors = (one for one in report.of(Severity.ERROR) if one.code in UNREACHED)
        absent = {one.at.file: one for one in errors if one.at is not None and one.at.file in named}
        alone = len(absent) == len(named)
        if grave := tuple(one for name, one in absent.items() if alone or _may_hide_files(one, named[name])):
            raise UnreachedError(grave)
    return report


def _may_hide_files(fault: Diagnostic, path: Path) -> bool:
    folder = os.path.isdir(path)  # noqa: PTH112  # False where access is denied
    return fault.code is Code.FILE_NOT_FOUND or folder
