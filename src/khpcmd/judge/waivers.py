"""Waivers applied: which missed targets are waived (``inputs/decisions.py`` reads the file).

A waiver turns "missed" into "waived" and nothing else: never into "met", and never a verdict that is open because
figures are missing, unreadable or contradictory. A target judged at each unit stands as its other units do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from khpcmd.diagnostics import Code, CodeOf, Diagnostic
from khpcmd.diagnostics.parameters import OneTarget, Ref
from khpcmd.judge.rule import rule_of
from khpcmd.judge.verdict import gap_of
from khpcmd.judge.world import World, tallied
from khpcmd.plan.decisions import Waiver
from khpcmd.plan.model import Target
from khpcmd.results import Reason, Result, UnitResult, Verdict, settled


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


OBJECTIONS: Mapping[Verdict, CodeOf[OneTarget]] = {
    Verdict.INCONCLUSIVE: Code.WAIVER_OF_UNKNOWN,
    Verdict.IN_PROGRESS: Code.WAIVER_EARLY,
    Verdict.MET: Code.WAIVER_UNUSED,
    Verdict.NOT_APPLICABLE: Code.WAIVER_UNUSED,
}


def _objection(waiver: Waiver, verdict: Verdict, as_of: date) -> Diagnostic | None:
    """Why a waiver does nothing; None where it does something."""
    target, granted = Ref("target", waiver.target), waiver.granted
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
    return unit._replace(standing=settled(Verdict.WAIVED, unit.short_by), waiver=waiver)


def _verdict_of_the_rest(world: World, target: Target, waived: frozenset[str]) -> Verdict:
    """How the target stands at the units that are not waived; waived, where there is nothing to hold against them."""
    tally = tallied(world, target)
    rest = [unit for unit in tally.shown if unit.unit not in waived]
    verdict = rule_of(world.plan, world.period, target, tally).verdict(rest) if rest else Verdict.WAIVED
    return Verdict.WAIVED if verdict in (Verdict.MET, Verdict.NOT_APPLICABLE) else verdict
