"""Results and waivers in, results out: what was missed and is excused.

A waiver turns "missed" into "waived" and nothing else: never into "met", and never a verdict that is open because
figures are missing, unreadable or contradictory. A target judged at each unit stands as its other units do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from khpcmd.diagnostics import AnyCode, Code, Diagnostic, Param, Ref
from khpcmd.measures.tally import Tally
from khpcmd.plan.targets import Target
from khpcmd.plan.waiver import Waiver
from khpcmd.results import Gap, Reason, Result, UnitResult, Verdict
from khpcmd.rule import rule_of
from khpcmd.world import World, concerning


def waive(
    world: World, results: Iterable[Result], waivers: Iterable[Waiver], as_of: date
) -> tuple[tuple[Result, ...], list[Diagnostic]]:
    """The results with the waivers in force on ``as_of`` applied, and what has to be said of the waivers.

    Waivers of targets and units that are not judged in this run are passed over.
    """
    by_target = dict[str, list[Waiver]]()
    for waiver in waivers:
        by_target.setdefault(waiver.target, []).append(waiver)
    found, told = list[Result](), list[Diagnostic]()
    for result in results:
        applied = list[Waiver]()
        for waiver, code in _judged(result, by_target.get(result.target.id, ()), as_of):
            if code is None:
                applied.append(waiver)
            said = code or _breadth(result.target, waiver)
            if said is not None:
                told.append(_told(said, waiver))
        found.append(_waived(world, result, applied) if applied else result)
    return tuple(found), told


def _judged(result: Result, waivers: Iterable[Waiver], as_of: date) -> Iterable[tuple[Waiver, AnyCode | None]]:
    """The waivers of what is judged, each with the reason why it does nothing."""
    verdicts = {unit.unit: unit.verdict for unit in result.units} | {"": result.verdict}
    for waiver in waivers:
        if waiver.unit in verdicts:
            yield waiver, Code.WAIVER_EXPIRED if waiver.expired(as_of) else _objection(verdicts[waiver.unit])


def _objection(verdict: Verdict) -> AnyCode | None:
    match verdict:
        case Verdict.MISSED:
            return None
        case Verdict.INCONCLUSIVE:
            return Code.WAIVER_OF_UNKNOWN
        case Verdict.IN_PROGRESS:
            return Code.WAIVER_EARLY
        case Verdict.MET | Verdict.NOT_APPLICABLE | Verdict.WAIVED:
            return Code.WAIVER_UNUSED


def _breadth(target: Target, waiver: Waiver) -> AnyCode | None:
    if waiver.unit:
        return None
    return Code.WAIVER_BROAD if target.judged == "each_unit" else Code.WAIVER_WHOLE_TARGET


def _told(code: AnyCode, waiver: Waiver) -> Diagnostic:
    params: dict[str, Param] = {"target": Ref("target", waiver.target)}
    if code is Code.WAIVER_EXPIRED:
        params["until"] = waiver.until.isoformat()
    return Diagnostic(code, waiver.at, params, unit=waiver.unit)


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
        units=units,
        reason=Reason.MISSING if verdict is Verdict.INCONCLUSIVE else result.reason,
        gap=result.gap if verdict is Verdict.WAIVED else _gap(units),
    )


def _unit(unit: UnitResult, waiver: Waiver | None) -> UnitResult:
    if waiver is None or unit.verdict is not Verdict.MISSED:
        return unit
    return replace(unit, verdict=Verdict.WAIVED, waiver=waiver)


def _verdict_of_the_rest(world: World, target: Target, waived: frozenset[str]) -> Verdict:
    """How the target stands at the units that are not waived; waived, where there is nothing to hold against them."""
    world = concerning(world, target)
    shown = target.measure.tally(world).shown
    rest = [unit for unit in shown if unit.unit not in waived]
    verdict = rule_of(world.plan, world.period, target, Tally(shown, shown)).verdict(rest) if rest else Verdict.WAIVED
    return Verdict.WAIVED if verdict in (Verdict.MET, Verdict.NOT_APPLICABLE) else verdict


def _gap(units: Iterable[UnitResult]) -> Gap | None:
    """What the units that are not waived still lack."""
    lacking = sum(unit.gap.more for unit in units if unit.gap and unit.waiver is None)
    return Gap(lacking) if lacking else None
