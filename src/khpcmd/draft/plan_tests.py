"""Tests of a plan: figures of a few units, and how the targets have to stand by them (``try_plan``).

They stand beside the plan, in ``tests/`` under the plan's own file name. They are no part of the plan: to change a test
changes neither its hash nor a verdict. A test judges the units that it gives figures of, as if no others were asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import Field, model_validator

from khpcmd.diagnostics import Code, Diagnostic, Location
from khpcmd.diagnostics.errors import PlanError, UsageError
from khpcmd.diagnostics.parameters import Ref
from khpcmd.inputs.gather import with_targets
from khpcmd.inputs.supposed import BASELINE, WRITTEN, read_supposed, with_supposed
from khpcmd.judge.constraints import between_units
from khpcmd.judge.roll_call import looked_at
from khpcmd.judge.roll_up import needed_by
from khpcmd.judge.sound import validate, without_contradicted
from khpcmd.judge.verdict import evaluate
from khpcmd.judge.world import World
from khpcmd.measures.base import KeyPath
from khpcmd.measures.threshold import Exact, LevelField, Threshold
from khpcmd.plan.base import PlanModel, Words
from khpcmd.plan.beside import Held, Written, read_written
from khpcmd.plan.fields import NUMBERS
from khpcmd.plan.load import load_plan
from khpcmd.plan.model import Plan, Target
from khpcmd.plan.places import in_order, shortened
from khpcmd.report import Supposed
from khpcmd.results import Result, UnitResult, Verdict

FOLDER = "tests"
"""The folder beside a plan that has its tests."""
Value = bool | int | Decimal | date | str | None
"""A figure as the file has it; None: it is not known."""
Stands = Literal["met", "missed", "in_progress", "inconclusive", "not_applicable"]


class Outcome(PlanModel):
    """How a target has to stand; a verdict alone may be written without its key."""

    verdict: Stands
    """The verdict on it."""
    value: LevelField | None = None
    """What was reached, written as a threshold is: 20%, 12, 87.5 (points of a score)."""
    more: Exact | None = Field(default=None, alias="gap")
    """How many more of the part would turn it; below 0: how many fewer."""
    units: dict[Words, Stands] = Field(default_factory=dict)
    """How single units have to stand, where each is judged by itself."""

    @model_validator(mode="before")
    @classmethod
    def _in_short(cls, data: object) -> object:
        return {"verdict": data} if isinstance(data, str) else data


class PlanTest(PlanModel):
    """Figures of some units, and how targets have to stand by them."""

    name: Words
    """What it tries."""
    period: Words | None = None
    """The period; it may be left out where one alone is not interim."""
    figures: dict[Words, dict[Words, Value]] = Field(min_length=1)
    """By unit (or by level or group, for all of its units) and field the figures, FIELD@2022 for those of the baseline
    year and FIELD.3 for March of a month series, as ``check --set`` takes them. A unit's own go before those of its
    level."""
    expect: dict[Words, Outcome] = Field(min_length=1)
    """By target how it has to stand. No other target is judged."""


class TestsFile(PlanModel):
    """The tests of one plan."""

    tests: tuple[PlanTest, ...] = Field(min_length=1)


class Difference(NamedTuple):
    """A target that stands otherwise than a test expects, or is not judged at all (``found`` is None)."""

    target: Target
    expected: Outcome
    found: Result | None
    units: tuple[UnitResult, ...] = ()
    """The units that stand otherwise, where they do."""
    owed_by_all: bool = False
    """Whether it is not judged because all units owe it together, and figures of some are not given."""


class Tried(NamedTuple):
    """A test that was made: what differs, and what is wrong with its own figures."""

    name: str
    at: Location
    differences: tuple[Difference, ...]
    faults: tuple[Diagnostic, ...]


class PlanTried(NamedTuple):
    """The tests of a plan: those that were made, or what is wrong with the file or the plan."""

    file: str
    plan: Plan | None
    path: Path
    tests: tuple[Tried, ...] = ()
    mistakes: tuple[Diagnostic, ...] = ()

    @property
    def failed(self) -> tuple[Tried, ...]:
        """The tests that came out otherwise."""
        return tuple(one for one in self.tests if one.differences)


def tests_beside(plan: Path) -> Path:
    """Where the tests of a plan stand."""
    return plan.parent / FOLDER / plan.name


def try_plan(path: Path) -> PlanTried:
    """The tests of a plan file, each made; every mistake of the two files instead where there is one."""
    file = str(tests_beside(path))
    try:
        plan = load_plan(path).plan
    except PlanError as error:
        return PlanTried(str(path), None, path, mistakes=tuple(error.diagnostics))
    try:
        written = read_written(tests_beside(path), TestsFile)
        review = _Review(written, plan)
        prepared = [review.prepared(index, test) for index, test in enumerate(written.model.tests)]
    except PlanError as error:
        return PlanTried(file, plan, path, mistakes=tuple(error.diagnostics))
    if review.mistakes:
        return PlanTried(file, plan, path, mistakes=tuple(in_order(review.mistakes)))
    return PlanTried(file, plan, path, tuple(_tried(plan, one) for one in prepared))


def judged(
    plan: Plan, period: str, supposed: Iterable[Supposed], targets: Sequence[str]
) -> tuple[tuple[Result, ...], list[Diagnostic]]:
    """How targets stand by some figures, over the units that these are of; and what is wrong with the figures."""
    chosen = with_targets(plan, targets)
    filed = with_supposed({}, supposed).values()
    sound, faults = validate(chosen, period, filed, needed_by(chosen), lambda *_: True)
    across = tuple(between_units(chosen, period, sound))
    left = {one.unit: one for one in without_contradicted(chosen, period, sound, across)}
    scope = looked_at(chosen, (), left.values(), only_reported=True)
    silent = scope - {unit for unit, one in left.items() if one.reported} - chosen.counted_only
    contradicted = frozenset(one.target for one in across)
    world = World(chosen, period, left, scope, silent, contradicted=contradicted)
    return evaluate(world, chosen.targets), [*faults, *(one.fault for one in across)]


class _Prepared(NamedTuple):
    """A test whose names are those of the plan."""

    test: PlanTest
    at: Location
    period: str
    supposed: tuple[Supposed, ...]


def _tried(plan: Plan, one: _Prepared) -> Tried:
    results, faults = judged(plan, one.period, one.supposed, tuple(one.test.expect))
    by_target = {result.target.id: result for result in results}
    found = (
        _difference(plan.target[name], by_target.get(name), wanted, one.period)
        for name, wanted in one.test.expect.items()
    )
    return Tried(one.test.name, one.at, tuple(filter(None, found)), tuple(faults))


def _difference(target: Target, result: Result | None, wanted: Outcome, period: str) -> Difference | None:
    """What a result lacks of what is expected of it; None where it lacks nothing."""
    if result is None:
        return Difference(target, wanted, None, owed_by_all=target.owed_together(period))
    units = {one.unit: one for one in result.units} if wanted.units else {}
    other = tuple(one for unit, one in units.items() if wanted.units.get(unit, one.verdict) != one.verdict)
    reached = result.measurement.value if result.measurement else None
    as_expected = (  # a value is compared as if it were the threshold
        result.verdict is Verdict(wanted.verdict)
        and (wanted.value is None or reached == target.limits_of(Threshold(at_least=wanted.value)).low)
        and (wanted.more is None or (result.gap is not None and Decimal(result.gap.more) == wanted.more))
        and wanted.units.keys() <= units.keys()
        and not other
    )
    return None if as_expected else Difference(target, wanted, result, other)


class _Review(Held):
    """Holds tests against their plan; its ``mistakes`` are those found so far."""

    def __init__(self, written: Written[TestsFile], plan: Plan) -> None:
        super().__init__(written.source, plan)
        self.mistakes: list[Diagnostic] = []
        self._first = dict[str, int]()
        """By name of a test the line on which it stands first."""
        periods = [name for name, period in plan.periods.items() if not period.interim]
        self._usual = periods[0] if len(periods) == 1 else ""

    def prepared(self, index: int, test: PlanTest) -> _Prepared:
        """A test with its figures read; what is wrong with it is noted."""
        path: KeyPath = ("tests", index)
        line = self._first.setdefault(test.name, self._source.line(path))
        if line != self._source.line(path):
            at = self._source.at((*path, "name"))
            what = Ref("word", "plan_test")
            self.mistakes.append(Code.DUPLICATE_ID(at, {"what": what, "id": shortened(test.name), "first_line": line}))
        self.mistakes += self._targets(test, path)
        period = self._period(test, path)
        figures = tuple(self._figures(test, period, path)) if period else ()
        return _Prepared(test, self._source.at(path), period, figures)

    def _targets(self, test: PlanTest, path: KeyPath) -> Iterator[Diagnostic]:
        for name, wanted in test.expect.items():
            here = (*path, "expect", name)
            if name not in self._plan.target:
                yield self.unknown("target", here, name, self._plan.target)
            for unit in wanted.units:
                if unit not in self._plan.unit:
                    yield self.unknown_unit(unit, (*here, "units", unit))

    def _period(self, test: PlanTest, path: KeyPath) -> str:
        """The period of a test; "" where that is a mistake."""
        if test.period is None:
            if not self._usual:
                self.mistakes.append(Code.MISSING_KEY(self._source.at(path), {"key": "period", "of": ""}))
            return self._usual
        if test.period not in self._plan.periods:
            self.mistakes.append(self.unknown_period(test.period, (*path, "period")))
            return ""
        return test.period

    def _figures(self, test: PlanTest, period: str, path: KeyPath) -> Iterator[Supposed]:
        """The figures of a test, those of levels and groups first, so that a unit's own replace them."""
        plan, found = self._plan, dict[tuple[str, str], Supposed]()
        for who in sorted(test.figures, key=lambda name: name in plan.unit):
            here = (*path, "figures", who)
            units = plan.members((who,)) if who in {**plan.unit, **plan.levels, **plan.groups} else frozenset[str]()
            if not units:
                self.mistakes.append(self.unknown_unit(who, here))
            for name, value in test.figures[who].items():
                for one in self._of_units(units, name, value, period, (*here, name)) if units else ():
                    found[one.unit, name] = one
        yield from found.values()

    def _of_units(self, units: frozenset[str], name: str, value: Value, period: str, at: KeyPath) -> Iterator[Supposed]:
        """A figure of each of some units that reports it; a mistake where none does, or where it cannot be read."""
        match = WRITTEN.fullmatch(f"unit.{name}")
        field = match["field"] if match else name
        reporting = [unit for unit in units if field in self._plan.reported_by.get(unit, ())]
        if not reporting:
            known = dict.fromkeys(one for unit in units for one in self._plan.reported_by.get(unit, ()))
            self.mistakes.append(self.unknown("field", at, field, known))
            return
        try:
            yield from read_supposed((f"{unit}.{name}={written(value)}" for unit in reporting), self._plan, period)
        except UsageError:
            expected = Ref("word", "figure_of_field")
            self.mistakes.append(
                Code.WRONG_VALUE(self._source.at(at), {"found": self._source.found(at), "expected": expected})
            )


def written(value: Value) -> str:
    """A figure as ``check --set`` takes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:.9f}"  # three decimals could be thousands
    return str(value)


WHOLE = 100
"""What stands in a figure that others are held against."""
TRIED = (0, 10, WHOLE, 1_000, 10_000, 100_000, 1_000_000)
"""Between which figures the one is looked for by which a target is just reached, beside those of the register."""
NOT_MET = frozenset({Verdict.MISSED, Verdict.IN_PROGRESS})

Figures = Mapping[str, Mapping[str, Value]]
"""By unit (or level, or group) and field (FIELD@2022, FIELD.3), as a test has them."""


class Proposal(NamedTuple):
    """A target and the period, with figures that just reach it and figures that just do not."""

    target: Target
    period: str
    reached: Figures
    short: Figures
    otherwise: Verdict
    """The verdict on these."""


def proposed(plan: Plan, target: Target) -> Proposal | None:
    """Figures on both sides of the threshold in the first period that is not interim; None where a person has to find
    them."""
    periods = (name for name, period in plan.periods.items() if not period.interim and target.judged_in(name))
    period, asked = next(periods, ""), target.measure
    figures = _Figures(plan, target, period) if period and asked.computable and not asked.rests_on() else None
    if figures is None or not figures.whole:
        return None

    def verdict(part: int) -> Verdict | None:
        found = figures.at(part)
        values = {
            f"{unit}.{name}": written(value)
            for who in sorted(found, key=lambda who: who in plan.unit)
            for unit in plan.members((who,))
            for name, value in found[who].items()
        }
        texts = (f"{name}={value}" for name, value in values.items())
        results, _ = judged(plan, period, read_supposed(texts, plan, period), (target.id,))
        return next((one.verdict for one in results if one.target.id == target.id), None)

    if (found := _edge(verdict, figures.tried)) is None:
        return None
    met, short = found
    return Proposal(target, period, figures.at(met), figures.at(short), verdict(short) or Verdict.MISSED)


def _edge(verdict: Callable[[int], Verdict | None], tried: list[int]) -> tuple[int, int] | None:
    """Two figures next to each other of which one reaches the target and the other does not: that one first. None where
    one of those between two that were tried is neither reached nor missed."""
    known = pairwise((part, verdict(part)) for part in tried)
    apart = (ends for ends in known if {ends[0][1], ends[1][1]} & NOT_MET and Verdict.MET in (ends[0][1], ends[1][1]))
    if (ends := next(apart, None)) is None:
        return None
    (low, _), (high, at_high) = ends
    while high - low > 1:
        middle = (low + high) // 2
        if (found := verdict(middle)) not in {Verdict.MET, *NOT_MET}:
            return None
        low, high = (low, middle) if (found is Verdict.MET) is (at_high is Verdict.MET) else (middle, high)
    return (high, low) if at_high is Verdict.MET else (low, high)


class _Figures:
    """The figures of one unit for each field that a target is measured by: those of its part are tried out."""

    def __init__(self, plan: Plan, target: Target, period: str) -> None:
        measure, self._plan = target.measure, plan
        self._owed = target.owed_together(period)
        """Whether all units owe it together: then those that the figures are not of have nothing."""
        self._months = plan.periods[period].months
        concerned = plan.concerned(target)
        fields = dict.fromkeys((*measure.fields(), *measure.whole_fields(), *measure.baseline_fields()))
        self._moving = frozenset(measure.part_fields() or fields.keys() - set(measure.whole_fields()))
        self._before = frozenset(measure.baseline_fields())
        reporting = {name: plan.members(plan.fields[name].reported_by) & concerned for name in fields}
        self._units = {name: next((one for one in plan.unit if one in units), "") for name, units in reporting.items()}
        specs = [plan.fields[name] for name in self._moving]
        kinds, places = {one.kind for one in specs}, {one.places for one in specs}
        numbers = kinds <= {*NUMBERS}
        self.whole = all((*specs, *self._units.values())) and len(places) == 1 and (numbers or kinds == {"yes_no"})
        """Whether there is a unit for each field, and all that are tried out are of one kind."""
        self._places = max(places, default=0)
        registers = (plan.unit[unit].numbers(plan.year).values() for unit in self._units.values() if unit)
        registered = {one for numbers in registers for one in numbers if isinstance(one, int)}
        self.tried = [one * 10**self._places for one in sorted({*TRIED, *registered})] if numbers else [0, 1]
        """The figures between which it is looked for, in steps of their last decimal."""

    def at(self, part: int) -> Figures:
        """The figures where those of the part are ``part`` (or, where they are answers, yes for 1)."""
        found = dict[str, dict[str, Value]]()
        for name in self._units if self._owed else ():
            for who in self._plan.fields[name].reported_by:
                found.setdefault(who, {}).update(dict.fromkeys(self._keys(name), 0))
        for name, unit in self._units.items():
            of_unit = found.setdefault(unit, {})
            moves = name in self._moving
            number: Value = part if moves else WHOLE
            if moves and self._places:
                number = Decimal(part).scaleb(-self._places)
            value = number if self._plan.fields[name].kind in NUMBERS else part > 0 or not moves
            of_unit |= dict.fromkeys(self._keys(name), value)
            if name in self._before:
                of_unit[f"{name}@{self._plan.baseline_year or BASELINE}"] = WHOLE
        return found

    def _keys(self, name: str) -> list[str]:
        """How a figure is named: of a series each month of the period."""
        series = self._plan.fields[name].kind == "months"
        return [f"{name}.{month}" for month in self._months] if series else [name]
