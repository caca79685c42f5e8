"""What is wrong with a plan's targets: references, thresholds, milestones, and the units that they apply to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.parameters import Phrase, Ref
from khpcmd.measures.base import KeyPath, MeasureModel, Takes
from khpcmd.measures.points import Criterion, check_criterion, levels_of
from khpcmd.measures.threshold import Level, Limits, Threshold, level_of
from khpcmd.plan.model import Plan, Target
from khpcmd.plan.periods import InPeriod
from khpcmd.plan.review import Review, beyond, in_range
from khpcmd.plan.years import in_period

TAKES: Mapping[Takes, str] = {
    "nothing": "no_threshold", "percent": "percent", "points": "in_points", "number": "a_number",
}  # fmt: skip
"""What a measure takes as its threshold, and the word for it."""
ON_THE_WAY = frozenset({"milestones", "unit_milestones"})


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
        yield from _classes(review, target, (*path, "classes"))
        yield from _scope(review, target, path)


def _periods(review: Review, target: Target, path: KeyPath) -> Iterator[Diagnostic]:
    """The periods that it is judged in are the plan's; no threshold is of a period in which it never is."""
    known = review.plan.periods
    yield from review.strangers("period", (*path, "periods"), target.periods, known)
    windows = [one.window for name, one in known.items() if target.judged_in(name)]
    for one in ((key, name) for key in sorted(ON_THE_WAY) for name in getattr(target, key)):
        if one[1] in known and not target.judged_in(one[1]):
            yield review.wrong((*path, *one), Ref("word", "period_judged"))
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
    yield from _milestones(review, target, path)


def _classes(review: Review, target: Target, path: KeyPath) -> Iterator[Diagnostic]:
    """Classes are of a score: each but the last from so many points on, fewer than the class before."""
    if target.classes and target.measure.out_of is None:
        yield review.wrong(path, Ref("word", "classes_of_score"))
        return
    before: Limits | None = None
    for number, one in enumerate(target.classes, 1):
        last, limits = number == len(target.classes), Limits() if one.varies else target.limits_of(one)
        bounded = limits.high is None and limits.low is not None and limits.low <= 1
        falls = before is None or (bounded and not limits.both(Limits(high=before.low)).empty and limits != before)
        if bool(one.levels) is last or not (last or (bounded and falls)):
            yield review.wrong((*path, number - 1), Ref("word", "class_bounds"))
        before = limits


def _milestones(review: Review, target: Target, path: KeyPath) -> Iterator[Diagnostic]:
    """What has to be reached on the way, by all units or by single ones."""
    both, concerned = {key: getattr(target, key) for key in sorted(ON_THE_WAY)}, units_concerned(review, target)
    own = [one.unit_thresholds for one in target.by_period.values()] + [target.unit_thresholds]
    own_ones = any(own) or any(one.varies for one in target.thresholds)
    of_all = own_ones and not all(one.registers for one in target.milestones.values())
    for key in filter(both.get, both):
        if target.compares or (of_all and key == "milestones"):
            yield review.wrong((*path, key), Ref("word", "milestones_alone"))
        if target.measure.settled:
            yield review.wrong((*path, key), Ref("word", "milestones_of_days"))
    for name, threshold in target.milestones.items():
        yield from _milestone(review, target, name, threshold, (*path, "milestones", name))
        yield from _threshold(review, target, threshold, (*path, "milestones", name), concerned)
    for name, of_units in target.unit_milestones.items():
        yield from _own_thresholds(review, target, of_units, (*path, "unit_milestones", name))
        for unit, threshold in of_units.items():
            yield from _milestone(review, target, name, threshold, (*path, "unit_milestones", name, unit))


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
    if takes == {"nothing"} and target.measure.computable and ON_THE_WAY & set(place):
        takes = frozenset({"percent"})  # all of it, by the end of a period on the way
    if threshold is None:
        if "nothing" not in takes:
            yield review.missing(place[:-1], "threshold")
    elif threshold.statistic is not None:
        yield from _statistic(review, target, threshold, place, threshold.statistic.what)
    elif threshold.registers:
        yield from check_levels(review, target, threshold, place, units)
    else:
        found = ", ".join(f"{key}: {level}" for key, level in threshold.named.items())
        for key, level in threshold.named.items():
            if wanted := _other_kind(takes, level):
                at = review.source.at(place)
                yield Code.THRESHOLD_MISMATCH(at, {"kind": target.measure.kind, "takes": wanted, "found": found})
            elif expected := _unreachable(review, target.measure, key, level):
                yield review.wrong((*place, key), expected)


def _other_kind(takes: frozenset[Takes], level: Level) -> Ref | None:
    """The word for what a measure takes, where a level is none of it."""
    kind: Takes = "points" if level.points else "percent" if level.percent else "number"
    return None if kind in takes else Ref("word", next(word for what, word in TAKES.items() if what in takes))


def _unreachable(review: Review, measure: MeasureModel, key: str, level: Level) -> Ref | Phrase | None:
    """What an end has to be that lies where the measure has no value, be it the plan's or that of a register."""
    if not level.percent and level.value.denominator != 1 and not takes_decimals(review, measure):
        return Ref("word", "whole_number")
    of_level = [unit.level for unit in review.plan.units].count(measure.level)
    low, high = reach_of(review, measure) or measure.reach(percent=level.percent, units=of_level)
    return in_range(low, high, percent=level.percent) if beyond(key, level.value, low, high) else None


def _statistic(review: Review, target: Target, threshold: Threshold, place: KeyPath, what: str) -> Iterator[Diagnostic]:
    """A threshold that compares units: each is judged by itself, by one end, for all units or all of a period."""
    measure = target.measure
    if target.judged != "each_unit" or measure.takes == {"nothing"} or measure.level:
        yield review.wrong(place, Ref("word", "statistic_each_unit"))
    elif place[-1] != "threshold":
        yield review.wrong(place, Ref("word", "statistic_of_all"))
    elif len(threshold.levels) > 1 or threshold.equal_to or (what == "rank" and threshold.strict):
        yield review.wrong(place, Ref("word", "statistic_one_end"))
    elif what == "together" and (measure.absolute or (measure.sums is None or measure.sums.since)):
        yield review.wrong(place, Ref("word", "statistic_together"))


def _milestone(review: Review, target: Target, name: str, threshold: Threshold, own: KeyPath) -> Iterator[Diagnostic]:
    """A milestone is of a period before the target is due, and asks no more than the threshold."""
    plan = review.plan
    before = [period for period in plan.periods if plan.is_under_way(target, period)]
    if name not in plan.periods:
        yield review.unknown("period", own, name, before, is_key=True)
    elif name not in before:
        yield review.wrong_key(own, Ref("word", "interim_of_cumulative"))
    end, on_the_way = target.limits, target.limits_of(threshold)
    alike = target.threshold is not None and target.threshold.percent == threshold.percent
    lower = on_the_way.low is not None and (end.low is None or on_the_way.low > end.low)
    beyond_it = lower or (on_the_way.high is not None and end.high is not None and on_the_way.high < end.high)
    if alike and not (target.own_thresholds or threshold.varies) and beyond_it:
        yield review.wrong(own, Ref("word", "milestone_below"))


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
    measure, adds_up = target.measure, target.judged != "each_unit" and len(units_concerned(review, target)) > 1
    if not adds_up or not (measure.absolute or measure.growth):
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
            other = review.plan.target.get(one.target)
            if other is None:
                yield review.unknown("target", (*path, "target"), one.target, review.plan.target)
                continue
            if one.target in named:
                yield review.wrong((*path, "target"), Ref("word", "criterion_once"))
            named.add(one.target)
            if not any(check_criterion(review, one, path)):
                yield from _of_target(review, target, one, other, path)


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
    lower = [level for asked in other.thresholds for level in (asked.at_least, asked.more_than) if level is not None]
    ends = [(limit.high, limit.low) if one.falls else (limit.low, limit.high) for limit in limits]
    if not each and other.judged == "each_unit":
        yield review.wrong((*path, "target"), Ref("word", "criterion_pooled"))
    elif not other.measure.computable or any(asked is None or beyond is not None for asked, beyond in ends):
        yield review.wrong((*path, "target"), Ref("word", "criterion_value_falls" if one.falls else "criterion_value"))
    elif one.give == "in_proportion" and one.full_at is None and any(level.value <= 0 for level in lower):
        yield review.missing(path, "full_at")
    percent = all(threshold.percent for threshold in other.thresholds)
    low, high = reach_of(review, other.measure) or other.measure.reach(percent=percent, units=1)
    for place, level in levels_of(one, path).items():
        if level.percent is not percent:
            yield review.wrong(place, Ref("word", "percent" if percent else "a_number"))
        elif level.value < low:
            yield review.wrong(place, in_range(low, high, percent=percent))


LOW = ("at_least", "more_than", "equal_to")


def with_levels(plan: Plan) -> Plan:
    """The plan with the weakest level of any unit beside the name of each number of the register.

    It says whether the threshold is a percentage, and is the scale on which it is drawn; no unit is judged by it.
    """
    targets = tuple(_with_levels(plan, target) for target in plan.targets)
    return plan if targets == plan.targets else plan.changed(targets=targets)


def _with_levels(plan: Plan, target: Target) -> Target:
    def filled(threshold: Threshold) -> Threshold:
        levels = ((key, _filled(plan, target, key, level)) for key, level in threshold.named.items())
        return threshold.model_copy(update=dict(levels))

    def both(one: Target | InPeriod) -> dict[str, object]:
        own = {name: filled(threshold) for name, threshold in one.unit_thresholds.items()}
        return {"threshold": one.threshold and filled(one.threshold), "unit_thresholds": own}

    if not any(threshold.varies for threshold in target.thresholds):
        return target
    of_periods = {name: one.model_copy(update=both(one)) for name, one in target.by_period.items()}
    return target.model_copy(update={**both(target), "by_period": of_periods})


def _filled(plan: Plan, target: Target, key: str, level: Level) -> Level:
    """The weakest number of the register; a statistic of the units is in percent where their values are."""
    if level.of_units is not None:
        reported = (plan.amounts.get(name) for name in target.measure.part_fields() if target.measure.absolute)
        of_percent = any(spec is not None and spec.percentage for spec in reported)
        return replace(level, percent=of_percent or target.measure.takes == {"percent"})
    each = (unit.numbers(year).get(level.register) for unit in plan.units for year in plan.years)
    known = [level_of(number) for number in each if number is not None]
    if level.stated or not known:
        return level
    end = (min if key in LOW else max)(one.value for one in known)
    return replace(known[0], value=end, register=level.register)


def check_levels(
    review: Review, target: Target, threshold: Threshold, place: KeyPath, units: frozenset[str]
) -> Iterator[Diagnostic]:
    """Numbers that the register does not have, or that are no threshold of the measure, at the line of their unit."""
    if target.judged != "each_unit":
        yield review.wrong(place, Ref("word", "register_each_unit"))
        return
    for key, level in threshold.named.items():
        if level.register and level.register not in review.registers:
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
    for key, name in ((key, level.register) for key, level in threshold.named.items() if level.register):
        if name not in numbers:
            return review.lacking(unit, name)
        level = level_of(numbers[name])
        if wanted := _other_kind(takes, level):
            at, found = review.unit_at(unit, "register"), f"{name}: {level}"
            return Code.THRESHOLD_MISMATCH(at, {"kind": target.measure.kind, "takes": wanted, "found": found})
        if expected := _unreachable(review, target.measure, key, level):
            return review.wrong_number(unit, name, numbers[name], expected)
    if threshold.of(numbers) is None:
        first = threshold.registers[0]
        return review.wrong_number(unit, first, numbers[first], Ref("word", "threshold_range"))
    return None


def takes_decimals(review: Review, measure: MeasureModel) -> bool:
    """Whether a threshold of a measure that is a number need not be a whole one: a rate, points, a total of amounts."""
    amounts = any(name in review.plan.amounts for name in measure.part_fields()) and measure.absolute
    return measure.decimals or measure.out_of is not None or amounts


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
