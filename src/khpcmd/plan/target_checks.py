"""What is wrong with a plan's targets: references, thresholds, milestones, and the units that they apply to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.parameters import Ref
from khpcmd.measures.base import KeyPath, Takes
from khpcmd.measures.threshold import Limits, Threshold
from khpcmd.plan.amounts import reach_of, takes_decimals
from khpcmd.plan.levels import check_levels
from khpcmd.plan.model import Target
from khpcmd.plan.review import Review, beyond, in_range
from khpcmd.plan.years import in_period

TAKES: Mapping[Takes, str] = {
    "nothing": "no_threshold", "percent": "percent", "points": "in_points", "number": "a_number",
}  # fmt: skip
"""What a measure takes as its threshold, and the word for it."""


def check_targets(review: Review) -> Iterator[Diagnostic]:
    """Every target has an id of its own, a measure that can be taken, and a threshold that the measure can reach."""
    seen: dict[str, int] = {}
    if not review.plan.targets and not review.plan.duties:
        yield review.missing((), "targets")
    for index, target in enumerate(review.plan.targets):
        path: KeyPath = ("targets", index)
        if target.id in seen:
            yield review.taken("target", (*path, "id"), target.id, seen[target.id])
        seen.setdefault(target.id, review.source.line((*path, "id")))
        about = replace(review, only=review.plan.members(target.only)) if target.only else review
        yield from target.measure.check(about, (*path, "measure"))
        yield from _periods(review, target, path)
        yield from _thresholds(review, target, path)
        yield from _scope(review, target, path)


def _periods(review: Review, target: Target, path: KeyPath) -> Iterator[Diagnostic]:
    """The periods that it is judged in are the plan's; no threshold is of a period in which it never is."""
    known = review.plan.periods
    for name, place in review.each((*path, "periods"), target.periods):
        if name not in known:
            yield review.unknown("period", place, name, known)
    windows = [one.window for name, one in known.items() if target.judged_in(name)]
    for name in target.milestones:
        if name in known and not target.judged_in(name):
            yield review.wrong((*path, "milestones", name), Ref("word", "period_judged"))
    for name in filter(known.__contains__, target.by_period):
        own = known[name].window
        if not any(one.first in own and one.last in own for one in windows):
            yield review.wrong((*path, "by_period", name), Ref("word", "period_judged"))


def _thresholds(review: Review, target: Target, path: KeyPath) -> Iterator[Diagnostic]:
    """The threshold of all, those of single units, and what has to be reached on the way."""
    concerned = units_concerned(review, target)
    if target.threshold is None and (without := _without_threshold(review, target)):
        yield review.missing((*path, "by_period"), without)
    elif target.threshold is not None or not target.by_period:
        yield from _threshold(review, target, target.threshold, (*path, "threshold"), concerned)
    yield from _own_thresholds(review, target, target.unit_thresholds, (*path, "unit_thresholds"))
    for name, asked in target.by_period.items():
        own = (*path, "by_period", name)
        if name not in review.plan.periods:
            yield review.unknown("period", own, name, review.plan.periods, is_key=True)
        if asked.threshold is not None:
            yield from _threshold(review, target, asked.threshold, (*own, "threshold"), concerned)
        elif not asked.unit_thresholds:
            yield review.missing(own, "threshold")
        yield from _own_thresholds(review, target, asked.unit_thresholds, (*own, "unit_thresholds"))
    own_ones = target.own_thresholds or any(
        asked.unit_thresholds or (asked.threshold is not None and asked.threshold.registers)
        for asked in target.by_period.values()
    )
    if target.milestones and (own_ones or any(one.registers for one in target.milestones.values())):
        yield review.wrong((*path, "milestones"), Ref("word", "milestones_alone"))
    if target.measure.settled and target.milestones:
        yield review.wrong((*path, "milestones"), Ref("word", "milestones_of_days"))
    for name, threshold in target.milestones.items():
        yield from _milestone(review, target, name, threshold, (*path, "milestones", name))


def _without_threshold(review: Review, target: Target) -> str:
    """The first period without a threshold, where those of single periods have to do for all; "" if there is none."""
    if "nothing" in review.takes(target.measure) or not target.by_period:
        return ""
    if not target.by_period.keys() <= review.plan.periods.keys():
        return ""  # the unknown period is told
    names = (name for name in review.plan.periods if target.judged_in(name))
    return next((name for name in names if in_period(review.plan, target, name).threshold is None), "")


def _own_thresholds(
    review: Review, target: Target, own: Mapping[str, Threshold], path: KeyPath
) -> Iterator[Diagnostic]:
    """Thresholds of single units or groups."""
    for name, threshold in own.items():
        if name not in (*review.plan.groups, *review.plan.unit):
            known = (*review.plan.groups, *review.plan.unit)
            yield review.unknown("unit", (*path, name), name, known, is_key=True)
        units = review.plan.members((name,)) & units_concerned(review, target)
        yield from _threshold(review, target, threshold, (*path, name), units)
    if own and target.judged != "each_unit":
        yield review.wrong(path, Ref("word", "judged_each_unit"))


def _threshold(
    review: Review, target: Target, threshold: Threshold | None, place: KeyPath, units: frozenset[str]
) -> Iterator[Diagnostic]:
    """``units`` are those that it holds for."""
    takes = review.takes(target.measure)
    if threshold is not None and threshold.registers:
        yield from check_levels(review, target, threshold, place, units)
        return
    if threshold is None:
        if "nothing" not in takes:
            yield review.missing(place[:-1], "threshold")
    elif _unit_of(threshold) not in takes:
        word = next(word for word in TAKES if word in takes)
        at = review.source.at(place)
        found = ", ".join(f"{key}: {level}" for key, level in threshold.named.items())
        wanted = Ref("word", TAKES[word])
        yield Code.THRESHOLD_MISMATCH(at, {"kind": target.measure.kind, "takes": wanted, "found": found})
    elif not (threshold.percent or takes_decimals(review, target.measure) or _is_whole(threshold)):
        yield review.wrong(place, Ref("word", "whole_number"))
    else:
        of_level = [unit.level for unit in review.plan.units].count(target.measure.level)
        low, high = reach_of(review, target.measure) or target.measure.reach(percent=threshold.percent, units=of_level)
        for key, level in threshold.named.items():
            if beyond(key, level.value, low, high):
                yield review.wrong((*place, key), in_range(low, high, percent=threshold.percent))


def _unit_of(threshold: Threshold) -> Takes:
    """What a threshold is given in."""
    return "points" if threshold.points else "percent" if threshold.percent else "number"


def _is_whole(threshold: Threshold) -> bool:
    return all(level.value.denominator == 1 for level in threshold.levels)


def _milestone(review: Review, target: Target, name: str, threshold: Threshold, own: KeyPath) -> Iterator[Diagnostic]:
    """A milestone is of an interim period, and asks no more than the threshold."""
    plan = review.plan
    interim = [period for period, spec in plan.periods.items() if spec.interim]
    if name not in plan.periods:
        yield review.unknown("period", own, name, interim, is_key=True)
    elif name not in interim or not target.cumulative:
        yield review.wrong_key(own, Ref("word", "interim_of_cumulative"))
    yield from _threshold(review, target, threshold, own, frozenset())
    end, on_the_way = target.limits, target.limits_of(threshold)
    alike = target.threshold is not None and target.threshold.percent == threshold.percent
    if alike and not target.own_thresholds and _beyond(on_the_way, end):
        yield review.wrong(own, Ref("word", "milestone_below"))


def _beyond(on_the_way: Limits, end: Limits) -> bool:
    """Whether a milestone asks for more than the threshold itself."""
    higher = on_the_way.low is not None and (end.low is None or on_the_way.low > end.low)
    return higher or (on_the_way.high is not None and end.high is not None and on_the_way.high < end.high)


def _scope(review: Review, target: Target, path: KeyPath) -> Iterator[Diagnostic]:
    """``only`` names units that the target can be about, what all owe together is asked of none alone, and ``years``
    go round the plan's year."""
    strangers = list(review.some_units((*path, "only"), target.only))
    yield from strangers
    if target.only and not strangers and not _all_sides(review, target):
        yield review.no_unit_left((*path, "only"))
    if target.judged != "each_unit" and review.percentage(target.measure) and len(units_concerned(review, target)) > 1:
        yield review.wrong((*path, "judged"), Ref("word", "percentage_each_unit"))
    else:
        yield from _without_sum(review, target, path)
    of_all = bool(target.measure.level or target.measure.stated_baseline()) or target.measure.apart
    if target.judged == "each_unit" and of_all:
        yield review.wrong((*path, "judged"), Ref("word", "judged_pooled"))
    years = target.years
    if years is not None and not years.first <= review.plan.year <= years.last:
        yield review.wrong((*path, "years"), Ref("word", "years_around"))


def _without_sum(review: Review, target: Target, path: KeyPath) -> Iterator[Diagnostic]:
    """Figures that a target adds up over its units, and that have no sum: two of 40 points are none of 80."""
    measure = target.measure
    if (
        target.judged == "each_unit"
        or not (measure.absolute or measure.growth)
        or len(units_concerned(review, target)) < 2
    ):
        return
    for name, place in review.each((*path, "measure", "of"), measure.part_fields()):
        if name in review.plan.fields and not review.plan.fields[name].has_sum:
            yield review.wrong_field(place, name, Ref("word", "summed_or_each_unit"))


def _all_sides(review: Review, target: Target) -> bool:
    """Whether ``only`` leaves units that report the figures, on both sides where these have different reporters."""
    units, sides = review.plan.members(target.only), target.measure.sides()
    if not target.measure.apart:
        return bool(units & _subjects(review, target))
    return all(units & review.common(side) for side in sides)


def units_concerned(review: Review, target: Target) -> frozenset[str]:
    """The units that a target is about."""
    return _subjects(review, target) & review.plan.concerned(target)


def _subjects(review: Review, target: Target) -> frozenset[str]:
    """The units that a target can be about."""
    if target.measure.level:
        return review.plan.members((target.measure.level,))
    if not target.measure.fields():
        return frozenset(review.plan.unit)
    return frozenset([unit for side in target.measure.sides() for unit in review.common(side)])
