"""Whether each target can be computed: its measure names the right things, and its threshold fits the measure."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from khpcmd.diagnostics import Code, Diagnostic, Ref
from khpcmd.measures import Measure
from khpcmd.measures.count import Count
from khpcmd.measures.done import Done
from khpcmd.measures.frequency import Frequency
from khpcmd.measures.growth import Growth
from khpcmd.measures.manual import Manual
from khpcmd.measures.ratio import Ratio, Register
from khpcmd.measures.share import Share
from khpcmd.measures.threshold import Level, Limits, Threshold
from khpcmd.plan.check_conditions import check_condition
from khpcmd.plan.fields import CountField, MonthsField, YesNoField
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
        yield from _measure(review, target.measure, (*path, "measure"))
        yield from _thresholds(review, target, path)
        yield from _concerned(review, target, path)


def _measure(review: Review, measure: Measure, path: Steps) -> Iterator[Diagnostic]:
    match measure:
        case Share():
            yield from _share(review, measure, path)
        case Ratio():
            yield from _ratio(review, measure, path)
        case Growth():  # and Maintain, which is one
            yield from _growth(review, measure, path)
        case Frequency():
            yield from review.fields((*path, "of"), (measure.of,), MonthsField)
        case Count():
            yield from review.fields((*path, "of"), measure.of, CountField)
            yield from review.together(path, measure.of)
        case Done():
            yield from review.fields((*path, "field"), (measure.field,), YesNoField)
        case Manual():
            pass


def _share(review: Review, measure: Share, path: Steps) -> Iterator[Diagnostic]:
    yield from check_condition(review, measure.where, (*path, "where"))
    if measure.of in review.plan.levels:
        yield from review.together(path, measure.fields(), level=measure.of)
    else:
        yield review.unknown("level", (*path, "of"), measure.of, review.plan.levels)


def _ratio(review: Review, measure: Ratio, path: Steps) -> Iterator[Diagnostic]:
    yield from review.fields((*path, "part"), measure.part, CountField)
    whole = (*path, "whole")
    if isinstance(measure.whole, Register):
        yield from review.register((*whole, "register"), measure.whole.name, review.common(measure.part))
    else:
        yield from review.fields(whole, measure.whole, CountField)
        yield from _inside(review, measure.part, measure.whole, path)
    yield from review.together(path, measure.fields())


def _inside(review: Review, part: tuple[str, ...], whole: tuple[str, ...], path: Steps) -> Iterator[Diagnostic]:
    """Visits cannot be part of distinct things, nor anything part of itself."""
    counting = {
        name: spec.counting for name in (*part, *whole) if isinstance(spec := review.plan.fields.get(name), CountField)
    }
    distinct = any(counting.get(name) == "distinct" for name in whole)
    for name, place in review.each((*path, "part"), part):
        if name in whole:
            yield review.wrong(place, Ref("word", "field_not_in_whole"))
        elif distinct and counting.get(name) == "visits":
            yield review.wrong(place, Ref("word", "distinct_field"))


def _growth(review: Review, measure: Growth, path: Steps) -> Iterator[Diagnostic]:
    """The baseline is a column of the returns, or the plan knows it for every period."""
    plan, of, known = review.plan, (*path, "of"), (*path, "baseline")
    yield from review.fields(of, measure.of, CountField)
    yield from review.together(path, measure.of)
    for period in measure.baseline:
        if period not in plan.periods:
            yield review.unknown("period", (*known, period), period, plan.periods, is_key=True)
    lacking = [period for period in plan.periods if period not in measure.baseline]
    for name in measure.of:
        spec = plan.fields.get(name)
        if isinstance(spec, CountField) and not spec.baseline and lacking:
            if not measure.baseline:
                yield review.missing(("fields", name), "baseline")
            else:
                yield from (review.missing(known, period) for period in lacking)


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
        low, high = _reach(review, target.measure, percent=threshold.percent)
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
    if isinstance(target.measure, Share):
        return review.plan.members((target.measure.of,))
    return review.common(target.measure.fields()) if target.measure.fields() else frozenset(review.plan.unit)


def _reach(review: Review, measure: Measure, *, percent: bool) -> tuple[Fraction, Fraction | None]:
    """The least and the most that a measure can be: a threshold outside says nothing."""
    if isinstance(measure, Growth):
        return Fraction(-1), None
    if percent:
        return Fraction(0), Fraction(1)
    if isinstance(measure, Share):
        return Fraction(0), Fraction(sum(unit.level == measure.of for unit in review.plan.units))
    return Fraction(0), None


def _levels(threshold: Threshold) -> Iterator[tuple[str, Level]]:
    for key in Threshold.model_fields:
        level = getattr(threshold, key)
        if isinstance(level, Level):
            yield key, level


def _range(low: Fraction, high: Fraction | None, *, percent: bool) -> str:
    least = str(Level(low, percent))
    return f"≥ {least}" if high is None else f"{least} … {Level(high, percent)}"
