"""The mistakes of scores: criteria that give no points, give them twice, or rest on what cannot be scored."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from khpcmd.diagnostics import Diagnostic
from khpcmd.diagnostics.parameters import Ref
from khpcmd.measures.base import KeyPath
from khpcmd.measures.parts import Criterion
from khpcmd.measures.threshold import Level
from khpcmd.plan.model import Target
from khpcmd.plan.review import Review


def check_scores(review: Review) -> Iterator[Diagnostic]:
    """Every criterion is a target of the plan that stands as the score is judged, and its points can be given."""
    for index, target in enumerate(review.plan.targets):
        named = set[str]()
        for number, one in enumerate(target.measure.scored_by()):
            path: KeyPath = ("targets", index, "measure", "criteria", number)
            if of_register := list(_of_register(review, one, path)):
                yield from of_register
                continue
            yield from _amounts(review, one, path)
            other = review.plan.target.get(one.target)
            if other is None:
                yield review.unknown("target", (*path, "target"), one.target, review.plan.target)
                continue
            if one.target in named:
                yield review.wrong((*path, "target"), Ref("word", "criterion_once"))
            named.add(one.target)
            yield from _of_target(review, target, one, other, path)


def _of_register(review: Review, one: Criterion, path: KeyPath) -> Iterator[Diagnostic]:
    """Values that are numbers of the register: each unit would have its own, which a score cannot tell."""
    for place, level in _levels(one, path).items():
        if level.register:
            yield review.wrong(place, Ref("word", "level_stated"))


def _levels(one: Criterion, path: KeyPath) -> dict[KeyPath, Level]:
    """The values that it states, by their places."""
    levels: dict[KeyPath, Level | None] = {(*path, "full_at"): one.full_at}
    for number, step in enumerate(one.steps):
        levels |= {(*path, "steps", number, key): getattr(step, key) for key in ("at_least", "at_most")}
    return {place: level for place, level in levels.items() if level is not None}


def _amounts(review: Review, one: Criterion, path: KeyPath) -> Iterator[Diagnostic]:
    """Points, weights and values are more than zero; steps rise; and each way of giving points has its own keys."""
    positive = {"points": one.points, "weight": one.weight, "full_at": one.full_at.value if one.full_at else 1}
    for key, number in positive.items():
        if number <= 0:
            yield review.wrong((*path, key), Ref("word", "more_than_zero"))
    if one.give == "by_steps" and not one.steps:
        yield review.missing(path, "steps")
    if one.give != "by_steps" and one.steps:
        yield review.wrong((*path, "steps"), Ref("word", "by_steps_only"))
    if one.give != "in_proportion" and one.full_at is not None:
        yield review.wrong((*path, "full_at"), Ref("word", "in_proportion_only"))
    yield from _falling(review, one, path) if one.falls else _rising(review, one, path)


def _rising(review: Review, one: Criterion, path: KeyPath) -> Iterator[Diagnostic]:
    value, points = Fraction(0), Decimal(0)
    for number, step in enumerate(one.steps):
        if step.at_least is None:
            yield review.missing((*path, "steps", number), "at_least")
        elif not (step.at_least.value > value and points < step.points <= one.points):
            yield review.wrong((*path, "steps", number), Ref("word", "steps_rise"))
        value, points = step.level.value, step.points


def _falling(review: Review, one: Criterion, path: KeyPath) -> Iterator[Diagnostic]:
    """Steps up to a value, all of them: the higher it is, the fewer points."""
    value: Fraction | None = None
    points = one.points
    for number, step in enumerate(one.steps):
        fewer = 0 < step.points <= points and (not number or step.points < points)
        rises = value is None or step.level.value > value
        if step.at_least is not None or step.at_most is None or not (fewer and rises):
            yield review.wrong((*path, "steps", number), Ref("word", "steps_fall"))
        value, points = step.level.value, step.points


def _of_target(review: Review, score: Target, one: Criterion, other: Target, path: KeyPath) -> Iterator[Diagnostic]:
    each = score.judged == "each_unit"
    if other.measure.rests_on():
        yield review.wrong((*path, "target"), Ref("word", "criterion_no_score"))
    elif any(score.judged_in(name) and not other.judged_in(name) for name in review.plan.periods):
        yield review.wrong((*path, "target"), Ref("word", "criterion_periods"))
    elif each and (other.judged != "each_unit" or not other.measure.computable):
        yield review.wrong((*path, "target"), Ref("word", "criterion_each_unit"))
    elif one.by_value:
        yield from _of_value(review, one, other, path, each=each)


def _of_value(review: Review, one: Criterion, other: Target, path: KeyPath, *, each: bool) -> Iterator[Diagnostic]:
    """What is scored by its value has one over all units (or at each), and more of it is better; or less of it, where
    the steps say so."""
    limits = [other.limits_of(threshold) for threshold in other.thresholds or (None,)]
    ends = [(limit.high, limit.low) if one.falls else (limit.low, limit.high) for limit in limits]
    if not each and other.judged == "each_unit":
        yield review.wrong((*path, "target"), Ref("word", "criterion_pooled"))
    elif not other.measure.computable or any(asked is None or beyond is not None for asked, beyond in ends):
        yield review.wrong((*path, "target"), Ref("word", "criterion_value_falls" if one.falls else "criterion_value"))
    elif one.give == "in_proportion" and one.full_at is None and _lowest(other) <= 0:
        yield review.missing(path, "full_at")
    percent = all(threshold.percent for threshold in other.thresholds)
    for place, level in _levels(one, path).items():
        if level.percent is not percent:
            yield review.wrong(place, Ref("word", "percent" if percent else "a_number"))


def _lowest(target: Target) -> int:
    """The sign of the lowest end of its thresholds, as they are written."""
    ends = [one.at_least or one.more_than for one in target.thresholds]
    return min((0 if level.value <= 0 else 1 for level in ends if level is not None), default=1)
