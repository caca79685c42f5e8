"""What is wrong with a plan's targets: references, thresholds, milestones, and the units that they apply to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.parameters import Ref
from khpcmd.measures.base import KeyPath, MeasureModel, Takes
from khpcmd.measures.parts import Criterion
from khpcmd.measures.threshold import Known, Level, Limits, Threshold, read_level
from khpcmd.plan.model import InPeriod, Plan, Target
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
    yield from review.strangers("period", (*path, "periods"), target.periods, known)
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
    elif ("points" if threshold.points else "percent" if threshold.percent else "number") not in takes:
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


def takes_decimals(review: Review, measure: MeasureModel) -> bool:
    """Whether a threshold of a measure that is a number need not be a whole one."""
    return measure.decimals or measure.out_of is not None or is_amount(review, measure)


def is_amount(review: Review, measure: MeasureModel) -> bool:
    """Whether a measure is a total of amounts, whose threshold may have decimals."""
    return measure.absolute and any(name in review.plan.amounts for name in measure.part_fields())


def reach_of(review: Review, measure: MeasureModel) -> tuple[Fraction, Fraction | None] | None:
    """The least and the most that a total of amounts can be; None for other measures."""
    specs = [review.plan.amounts.get(name) for name in measure.part_fields()] if measure.absolute else []
    found = [spec for spec in specs if spec]
    if not found or measure.is_change or len(found) < len(specs):
        return None
    if found[0].percentage:
        low, high = (Fraction(end) / 100 for end in found[0].ends)
        return low, high
    return sum((Fraction(spec.at_least) for spec in found), Fraction(0)), None
