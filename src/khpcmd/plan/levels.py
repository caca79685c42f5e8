"""Thresholds whose levels are numbers of the register, another for each unit: read, and checked unit by unit."""

from __future__ import annotations

from collections.abc import Iterator

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.parameters import Ref
from khpcmd.measures.base import KeyPath, Takes
from khpcmd.measures.threshold import Known, Level, Threshold, read_level
from khpcmd.plan.amounts import reach_of, takes_decimals
from khpcmd.plan.asked import InPeriod
from khpcmd.plan.model import Plan, Target
from khpcmd.plan.review import Review, beyond

LOW = ("at_least", "more_than", "equal_to")


def with_levels(plan: Plan) -> Plan:
    """The plan with the weakest level of any unit beside the name of each number of the register.

    It says whether the threshold is a percentage, and is the scale on which it is drawn; no unit is judged by it.
    """
    targets = tuple(_with_levels(plan, target) for target in plan.targets)
    return plan if targets == plan.targets else plan.changed(targets=targets)


def _with_levels(plan: Plan, target: Target) -> Target:
    if not any(threshold.registers for threshold in target.thresholds):
        return target
    of_periods = {name: one.model_copy(update=_filled_both(plan, one)) for name, one in target.by_period.items()}
    return target.model_copy(update={**_filled_both(plan, target), "by_period": of_periods})


def _filled_both(plan: Plan, one: Target | InPeriod) -> dict[str, object]:
    """The threshold and those of single units, of all periods or of one."""
    own = {name: _filled(plan, threshold) for name, threshold in one.unit_thresholds.items()}
    return {"threshold": one.threshold and _filled(plan, one.threshold), "unit_thresholds": own}


def _filled(plan: Plan, threshold: Threshold) -> Threshold:
    if not threshold.registers:
        return threshold
    found = dict[str, Level]()
    for key in Threshold.model_fields:
        level = getattr(threshold, key)
        if isinstance(level, Level):
            found[key] = _weakest(plan, level, low=key in LOW) if level.register else level
    return threshold.model_copy(update=found)


def _weakest(plan: Plan, level: Level, *, low: bool) -> Level:
    known = [
        as_level(number)
        for unit in plan.units
        for year in plan.years
        if (number := unit.numbers(year).get(level.register)) is not None
    ]
    if not known:
        return level
    end = (min if low else max)(one.value for one in known)
    return Level(end, percent=known[0].percent, register=level.register)


def as_level(known: Known) -> Level:
    return known if isinstance(known, Level) else read_level(known)


def check_levels(
    review: Review, target: Target, threshold: Threshold, place: KeyPath, units: frozenset[str]
) -> Iterator[Diagnostic]:
    """Numbers that the register does not have, or that are no threshold of the measure, at the line of their unit."""
    if target.judged != "each_unit":
        yield review.wrong(place, Ref("word", "register_each_unit"))
        return
    for key in Threshold.model_fields:
        level = getattr(threshold, key)
        if isinstance(level, Level) and level.register and level.register not in review.registers:
            yield review.unknown("register", (*place, key, "register"), level.register, review.registers)
            return
    for unit in (unit for unit in review.plan.unit if unit in units):
        for year in review.plan.years:
            fault = _fault(review, target, threshold, unit, year)
            if fault is not None:
                yield fault
                break


def _fault(review: Review, target: Target, threshold: Threshold, unit: str, year: int) -> Diagnostic | None:
    numbers, takes = review.plan.unit[unit].numbers(year), review.takes(target.measure)
    for key, written in threshold.named.items():
        name = written.register
        if not name:
            continue
        if name not in numbers:
            return review.lacking(unit, name)
        level = as_level(numbers[name])
        kind: Takes = "percent" if level.percent else "number"
        if kind not in takes:
            wanted = "percent" if "percent" in takes else "a_number"
            at, word = review.unit_at(unit, "register"), Ref("word", wanted)
            return Code.THRESHOLD_MISMATCH(
                at, {"kind": target.measure.kind, "takes": word, "found": f"{name}: {level}"}
            )
        if kind == "number" and not takes_decimals(review, target.measure) and level.value.denominator != 1:
            return review.wrong_number(unit, numbers[name], Ref("word", "whole_number"))
        low, high = reach_of(review, target.measure) or target.measure.reach(percent=level.percent, units=1)
        if beyond(key, level.value, low, high):
            return review.wrong_number(unit, numbers[name], Ref("word", "reachable_level"))
    if threshold.of(numbers) is None:
        return review.wrong_number(unit, numbers[threshold.registers[0]], Ref("word", "threshold_range"))
    return None
