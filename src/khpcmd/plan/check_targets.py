"""Whether each target can be computed: its measure names the right things, and its threshold fits the measure."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from khpcmd.diagnostics import Code, Diagnostic, Ref
from khpcmd.measures import Measure
from khpcmd.measures.condition import Condition, FieldHolds
from khpcmd.measures.count import Count
from khpcmd.measures.done import Done
from khpcmd.measures.frequency import Frequency
from khpcmd.measures.growth import Growth
from khpcmd.measures.manual import Manual
from khpcmd.measures.ratio import Ratio, Register
from khpcmd.measures.share import Share
from khpcmd.measures.threshold import Level, Threshold
from khpcmd.plan.model import CountField, MonthsField, Target, YesNoField
from khpcmd.plan.places import Steps, mistake
from khpcmd.plan.review import Review


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
        yield from _threshold(review, target, path)


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
    yield from _condition(review, measure.where, (*path, "where"))
    if measure.of in review.plan.levels:
        yield from review.together(path, measure.fields(), level=measure.of)
    else:
        yield review.unknown("level", (*path, "of"), measure.of, review.plan.levels)


def _condition(review: Review, condition: Condition, path: Steps) -> Iterator[Diagnostic]:
    """A field that is asked for "yes", or a count that is asked for a number."""
    if not isinstance(condition, FieldHolds):
        key = next(iter(review.source.entries(path)))
        for index, part in enumerate(condition.conditions):
            yield from _condition(review, part, (*path, key, index))
        return
    spec, place = review.plan.fields.get(condition.field), (*path, "field")
    if spec is None:
        yield review.unknown("field", place, condition.field, review.plan.fields)
    elif isinstance(spec, CountField) and condition.at_least is None:
        yield review.missing(path, "at_least")
    elif not isinstance(spec, CountField | YesNoField):
        yield review.wrong(place, Ref("word", "yes_no_or_count_field"))
    elif isinstance(spec, YesNoField) and condition.at_least is not None:
        yield review.wrong(place, Ref("word", "count_field"))


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


def _threshold(review: Review, target: Target, path: Steps) -> Iterator[Diagnostic]:
    takes, threshold, place = target.measure.takes, target.threshold, (*path, "threshold")
    if threshold is None:
        if "nothing" not in takes:
            yield review.missing(path, "threshold")
    elif ("percent" if threshold.percent else "number") not in takes:
        word = next(word for word in ("nothing", "percent", "number") if word in takes)
        at = review.source.at(place)
        yield mistake(Code.THRESHOLD_MISMATCH, at, kind=target.measure.kind, takes=Ref("word", word))
    else:
        low, high = _reach(review, target.measure, percent=threshold.percent)
        for key, level in _levels(threshold):
            if level.value < low or (high is not None and level.value > high):
                yield review.wrong((*place, key), _range(low, high, percent=threshold.percent))


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
