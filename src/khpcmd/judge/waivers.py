"""Which missed targets are waived: a file of waivers read, checked against its plan, and applied to the results.

A waiver turns "missed" into "waived" and nothing else: never into "met", and never a verdict that is open because
figures are missing, unreadable or contradictory. A target judged at each unit stands as its other units do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from khpcmd.diagnostics import BY_CODE, Code, CodeOf, Diagnostic
from khpcmd.diagnostics.errors import WaiversError
from khpcmd.diagnostics.parameters import OneTarget, Ref, TargetUnit
from khpcmd.judge.decisions import DatedPaper, DecisionReview, Said, day_of, other_plan
from khpcmd.judge.rule import rule_of
from khpcmd.judge.scores import standings
from khpcmd.judge.verdict import evaluate, gap_of
from khpcmd.judge.world import World, tallied
from khpcmd.measures.base import KeyPath
from khpcmd.plan.base import PlanModel, Words
from khpcmd.plan.beside import read_written
from khpcmd.plan.decisions import Waiver
from khpcmd.plan.model import Plan, Target
from khpcmd.plan.places import Source, in_order, shortened
from khpcmd.results import Reason, Result, UnitResult, Verdict


class Waivers(NamedTuple):
    """The waivers of a file, the name that messages call it by, and the SHA-256 (hexadecimal) of its bytes."""

    file: str
    sha256: str
    entries: tuple[Waiver, ...]

    def applied(
        self, world: World, results: Iterable[Result], as_of: date
    ) -> tuple[tuple[Result, ...], list[Diagnostic]]:
        """The results with the waivers in force on ``as_of`` applied, and the diagnostics of the waivers.

        Waivers of targets and units that are not judged in this run are passed over.
        """
        found, faults = list[Result](), list[Diagnostic]()
        for result in results:
            verdicts, applied = {unit.unit: unit.alone for unit in result.units} | {"": result.verdict}, list[Waiver]()
            for waiver in self.entries:
                if waiver.target == result.target.id and waiver.unit in verdicts:
                    fault = _objection(waiver, verdicts[waiver.unit], as_of)
                    applied += [] if fault else [waiver]
                    if fault is None and not waiver.unit:
                        each = result.target.judged == "each_unit"
                        fault = _about(waiver, Code.WAIVER_BROAD if each else Code.WAIVER_WHOLE_TARGET)
                    faults += [fault] if fault else []
            found.append(_waived(world, result, applied) if applied else result)
        return tuple(found), faults


class Entry(PlanModel):
    """One waiver as it is written: either of one ``unit``, or of the ``whole_target``."""

    target: Words
    """The id of the target that is missed."""
    unit: Words | None = None
    """The id of the unit that the waiver is for; for targets judged at each unit."""
    whole_target: bool = False
    """Whether the target is waived altogether."""
    reason: Said
    """Why."""
    document: DatedPaper
    """The number and symbol of the document that grants it, and its day."""
    approver: Said
    """Who approved it."""
    until: date
    """The last day on which it holds."""


class WaiverFile(PlanModel):
    """The waivers of one plan, as they are written."""

    plan: Words
    """The id of the plan, so that they are never taken for waivers of another one."""
    waivers: tuple[Entry, ...]


def load_waivers(path: Path, plan: Plan) -> Waivers:
    """The waivers of a file; ``WaiversError`` with every mistake by its place."""
    written = read_written(path, WaiverFile, WaiversError)
    model, source = written.model, written.source
    found = other_plan(model.plan, plan, Code.WAIVERS_OF_OTHER_PLAN, source)
    found = found or list(WaiverReview(model.waivers, source, plan).mistakes())
    if found:
        raise WaiversError(in_order(found))
    entries = (
        Waiver(
            one.target, one.unit or "", one.reason, one.document, one.approver, one.until, source.at(("waivers", at))
        )
        for at, one in enumerate(model.waivers)
    )
    return Waivers(written.file, written.sha256, tuple(entries))


class WaiverReview(DecisionReview[Entry]):
    """Holds the waivers of a file against a plan."""

    key = "waivers"

    def __init__(self, entries: Sequence[Entry], source: Source, plan: Plan) -> None:
        super().__init__(entries, source, plan)
        self._judged_at = cache(self._units_of)

    def about(self, entry: Entry) -> tuple[str, str]:
        return entry.target, entry.unit or ""

    def same(self, about: tuple[object, ...], lines: Mapping[tuple[object, ...], int]) -> int:
        """A waiver of the whole target covers those of its units."""
        target, unit = about
        own = lines.get(about) or lines.get((target, ""))
        return own or (0 if unit else next((line for other, line in lines.items() if other[0] == target), 0))

    def twice(self, entry: Entry, line: int, path: KeyPath) -> Diagnostic:
        target = shortened(entry.target)
        return Code.WAIVER_TWICE(self._source.at(path), {"target": target, "first_line": line})

    def of(self, entry: Entry, path: KeyPath) -> Iterator[Diagnostic]:
        target, granted = self._plan.target.get(entry.target), day_of(entry.document)
        yield from self.target(entry.target, path)
        if granted is not None and granted > entry.until:
            expected = Ref("word", "day_after_document")
            found = entry.until.isoformat()
            yield Code.WRONG_VALUE(self._source.at((*path, "until")), {"found": found, "expected": expected})
        if (entry.unit is None) is not entry.whole_target:
            given = "both_given" if entry.whole_target else "neither_given"
            yield Code.WAIVER_OF_WHAT(self._source.at(path), {"what": Ref("word", given)})
        elif entry.unit is not None and entry.unit not in self._plan.unit:
            yield self.unknown_unit(entry.unit, (*path, "unit"))
        elif entry.unit is not None and target is not None:
            yield from self._unfit(target, entry.unit, (*path, "unit"))

    def unknown_target(self, found: str, at: KeyPath) -> Diagnostic:
        """The code of a fault has a diagnostic of its own: faults cannot be waived."""
        if found.upper() in BY_CODE:
            return Code.WAIVER_OF_FAULT(self._source.at(at), {"found": found})
        return super().unknown_target(found, at)

    def _unfit(self, target: Target, unit: str, at: KeyPath) -> Iterator[Diagnostic]:
        """A unit that cannot be left out of the target: out of a sum, or because it was never in it."""
        params: TargetUnit = {"target": Ref("target", target.id), "unit": Ref("unit", unit)}
        if target.judged != "each_unit":
            yield Code.WAIVER_OF_POOLED_UNIT(self._source.at(at), params)
        elif unit not in self._judged_at(target.id):
            yield Code.WAIVER_NOT_CONCERNED(self._source.at(at), params)

    def _units_of(self, target: str) -> frozenset[str]:
        """The units that a target is judged at, whoever has reported."""
        plan, judged = self._plan, self._plan.target[target]
        world = World(plan, next(iter(plan.periods)), {}, frozenset(plan.unit))
        found = evaluate(world, map(plan.target.__getitem__, judged.measure.rests_on()))
        world = replace(world, standings=standings(world, found))
        return frozenset(unit.unit for unit in tallied(world, judged).shown)


OBJECTIONS: Mapping[Verdict, CodeOf[OneTarget]] = {
    Verdict.INCONCLUSIVE: Code.WAIVER_OF_UNKNOWN,
    Verdict.IN_PROGRESS: Code.WAIVER_EARLY,
    Verdict.MET: Code.WAIVER_UNUSED,
    Verdict.NOT_APPLICABLE: Code.WAIVER_UNUSED,
}


def _objection(waiver: Waiver, verdict: Verdict, as_of: date) -> Diagnostic | None:
    """Why a waiver does nothing; None where it does something."""
    target, granted = Ref("target", waiver.target), day_of(waiver.document)
    if waiver.expired(as_of):
        return Code.WAIVER_EXPIRED(waiver.at, {"target": target, "until": waiver.until}, waiver.unit)
    if granted is not None and granted > as_of:
        return Code.WAIVER_NOT_YET(waiver.at, {"target": target, "day": granted}, waiver.unit)
    return _about(waiver, OBJECTIONS[verdict]) if verdict in OBJECTIONS else None


def _about(waiver: Waiver, code: CodeOf[OneTarget]) -> Diagnostic:
    return code(waiver.at, {"target": Ref("target", waiver.target)}, waiver.unit)


def _waived(world: World, result: Result, applied: Sequence[Waiver]) -> Result:
    whole = next((waiver for waiver in applied if not waiver.unit), None)
    if result.target.judged != "each_unit":
        return replace(result, verdict=Verdict.WAIVED, otherwise=result.verdict, waiver=whole)
    own = {waiver.unit: waiver for waiver in applied}
    units = tuple(_unit(unit, own.get(unit.unit, whole)) for unit in result.units)
    verdict = _verdict_of_the_rest(world, result.target, frozenset(unit.unit for unit in units if unit.waiver))
    return replace(
        result,
        verdict=verdict,
        otherwise=result.verdict,
        waiver=whole,
        unit_results=lambda: units,
        reason=Reason.MISSING if verdict is Verdict.INCONCLUSIVE else result.reason,
        gap=result.gap if verdict is Verdict.WAIVED else gap_of(units) if result.gap else None,
    )


def _unit(unit: UnitResult, waiver: Waiver | None) -> UnitResult:
    if waiver is None or unit.verdict is not Verdict.MISSED:
        return unit
    return unit._replace(alone=Verdict.WAIVED, waiver=waiver)


def _verdict_of_the_rest(world: World, target: Target, waived: frozenset[str]) -> Verdict:
    """How the target stands at the units that are not waived; waived, where there is nothing to hold against them."""
    tally = tallied(world, target)
    rest = [unit for unit in tally.shown if unit.unit not in waived]
    verdict = rule_of(world.plan, world.period, target, tally).verdict(rest) if rest else Verdict.WAIVED
    return Verdict.WAIVED if verdict in (Verdict.MET, Verdict.NOT_APPLICABLE) else verdict
