"""Whether each target can be computed: its measure names the right things, and its threshold fits the measure."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from khpcmd.diagnostics import Code, Diagnostic, Ref
from khpcmd.measures.threshold import Level, Limits, Threshold
from khpcmd.plan.places import Steps, mistake
from khpcmd.plan.review import Review
from khpcmd.plan.targets import Target


def check_targets(review: Review) -> Iterator[Diagnostic]:
    """Every target has an id of its own, a measure that can be taken, and a threshold that the measure can reach."""
    seen: dict[str, int] = {}
    for index, target in enumerate(review.plan.targets):
        path: Steps = ("targets", index)
        if target.id in seen:
            place, what = review.source.at((*path, "id")), Ref("word", "target")
            yield mistake(Code.DUPLICATE_ID, place, what=what, id=target.id, first_line=seen[target.id])
        seen.setdefault(target.id, review.source.line((*path, "id")))
        yield from target.measure.check(review, (*path, "measure"))
        yield from _thresholds(review, target, path)
        yield from _concerned(review, target, path)


def _thresholds(review: Review, target: Target, path: Steps) -> Iterator[Diagnostic]:
    """The threshold of all, those of single units, and what has to be reached on the way."""
    yield from _threshold(review, target, target.threshold, (*path, "threshold"))
    for name, threshold in target.unit_thresholds.items():
        own = (*path, "unit_thresholds", name)
        if name not in (*review.plan.groups, *review.plan.unit):
            yield review.unknown("unit", own, name, (*review.plan.groups, *review.plan.unit), is_key=True)
        yield from _threshold(review, target, threshold, own)
    if target.unit_thresholds and target.judged != "each_unit":
        yield review.wrong((*path, "unit_thresholds"), Ref("word", "judged_each_unit"))
    if target.unit_thresholds and target.milestones:
        yield review.wrong((*path, "milestones"), Ref("word", "milestones_alone"))
    for name, threshold in target.milestones.items():
        yield from _milestone(review, target, name, threshold, (*path, "milestones", name))


def _milestone(review: Review, target: Target, name: str, threshold: Threshold, own: Steps) -> Iterator[Diagnostic]:
    """A milestone is of an interim period, and asks no more than the threshold."""
    plan = review.plan
    interim = [period for period, spec in plan.periods.items() if spec.interim]
    if name not in plan.periods:
        yield review.unknown("period", own, name, interim, is_key=True)
    elif name not in interim or not target.cumulative:
        yield review.wrong_key(own, Ref("word", "interim_of_cumulative"))
    yield from _threshold(review, target, threshold, own)
    end, on_the_way = target.limits, target.limits_of(threshold)
    if target.threshold and target.threshold.percent == threshold.percent and _beyond(on_the_way, end):
        yield review.wrong(own, Ref("word", "milestone_below"))


def _beyond(on_the_way: Limits, end: Limits) -> bool:
    """Whether a milestone asks for more than the threshold itself."""
    higher = on_the_way.low is not None and (end.low is None or on_the_way.low > end.low)
    return higher or (on_the_way.high is not None and end.high is not None and on_the_way.high < end.high)


def _threshold(review: Review, target: Target, threshold: Threshold | None, place: Steps) -> Iterator[Diagnostic]:
    takes = target.measure.takes
    if threshold is None:
        if "nothing" not in takes:
            yield review.missing(place[:-1], "threshold")
    elif ("percent" if threshold.percent else "number") not in takes:
        word = next(word for word in ("nothing", "percent", "number") if word in takes)
        at = review.source.at(place)
        yield mistake(Code.THRESHOLD_MISMATCH, at, kind=target.measure.kind, takes=Ref("word", word))
    else:
        units = sum(unit.level == target.measure.level for unit in review.plan.units)
        low, high = target.measure.reach(percent=threshold.percent, units=units)
        for key, level in _levels(threshold):
            beyond = level.value < low or (high is not None and level.value > high)
            if beyond or (key == "more_than" and level.value == high) or (key == "less_than" and level.value == low):
                yield review.wrong((*place, key), _range(low, high, percent=threshold.percent))


def _concerned(review: Review, target: Target, path: Steps) -> Iterator[Diagnostic]:
    """``only`` names units that the target can be about; ``years`` go round the plan's year."""
    strangers = list(review.some_units((*path, "only"), target.only))
    yield from strangers
    if target.only and not strangers and not review.plan.members(target.only) & _subjects(review, target):
        yield review.nobody((*path, "only"))
    years = target.years
    if years is not None and not years.first <= review.plan.year <= years.last:
        yield review.wrong((*path, "years"), Ref("word", "years_around"))


def _subjects(review: Review, target: Target) -> frozenset[str]:
    """The units that a target can be about."""
    if target.measure.level:
        return review.plan.members((target.measure.level,))
    return review.common(target.measure.fields()) if target.measure.fields() else frozenset(review.plan.unit)


def _levels(threshold: Threshold) -> Iterator[tuple[str, Level]]:
    for key in Threshold.model_fields:
        level = getattr(threshold, key)
        if isinstance(level, Level):
            yield key, level


def _range(low: Fraction, high: Fraction | None, *, percent: bool) -> str:
    least = str(Level(low, percent))
    return f"≥ {least}" if high is None else f"{least} … {Level(high, percent)}"
