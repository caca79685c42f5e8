"""Advice on a valid plan: rules that cannot hold together, rules that say nothing new, figures that no rule guards.

Targets are compared where they judge the same thing of the same units, and one by one with the most that the register
and the bounds of amounts let its figures be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from operator import itemgetter

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.measures.base import Sums
from khpcmd.measures.parts import Register
from khpcmd.measures.threshold import Limits
from khpcmd.parameters import Ref
from khpcmd.plan.constraints import Sum
from khpcmd.plan.fields import AnyField, Numbered
from khpcmd.plan.model import Plan, Target
from khpcmd.plan.review import Review


def advice_on_rules(review: Review) -> Iterator[Diagnostic]:
    """Warnings of contradictory, impossible, implied and doubled rules, and a note with the figures that no rule
    guards."""
    bands = bands_of_scores(review.plan)
    for alike in _alike(review.plan):
        yield from _compared(review, alike, bands)
    yield from _unreached(review, bands)
    yield from _doubled(review)
    yield from _unguarded(review)


def bands_of_scores(plan: Plan) -> frozenset[str]:
    """The targets that only give points, one of several for one figure in a score: "0 vụ 10 điểm, 1-2 vụ 6,5 điểm".

    They are meant to hold together, or never to.
    """
    found = set[str]()
    for score in plan.targets:
        criteria = [plan.target[one.target] for one in score.measure.scored_by() if one.target in plan.target]
        for one in criteria:
            if not one.binding and any(other is not one and other.measure == one.measure for other in criteria):
                found.add(one.id)
    return frozenset(found)


def falls_short_never(target: Target) -> bool:
    """Whether no figure at all can miss a threshold: at least 0, at most 100% of what a part lies in."""
    if target.measure.is_difference or (target.threshold is not None and target.threshold.registers):
        return False  # a change has no end on either side; another for each unit
    limits = target.limits
    low = limits.low is not None and (limits.low > 0 or limits.low_strict)
    _, most = target.measure.reach(percent=target.threshold is None or target.threshold.percent, units=0)
    high = limits.high is not None and not (most == 1 and limits.high >= 1 and not limits.high_strict)
    return not (low or high)


def _alike(plan: Plan) -> Iterator[list[Target]]:
    """Targets that judge the same thing of the same units in the same years, group by group."""
    known = dict[str, list[Target]]()
    for target in plan.targets:
        if target.measure.computable and not target.by_period:
            known.setdefault(_judges(target), []).append(target)
    return (group for group in known.values() if len(group) > 1)


def _judges(target: Target) -> str:
    """What a target judges, of whom and when, but for its limits; the same for targets that judge the same."""
    registers = target.threshold.registers if target.threshold else ()
    thresholds = registers, sorted(target.unit_thresholds.items(), key=itemgetter(0))
    percent = target.threshold is None or target.threshold.percent
    return repr((thresholds, percent, target.measure, target.judged, target.only, target.years, sorted(target.periods)))


def _compared(review: Review, alike: Sequence[Target], bands: frozenset[str]) -> Iterator[Diagnostic]:
    """Of targets that judge the same: the doubled ones as one group, those that exclude each other, or say no more."""
    by_limits = dict[Limits, list[Target]]()
    for target in alike:
        by_limits.setdefault(target.limits, []).append(target)
    equal = list(by_limits.values())
    for first, *others in equal:
        if others:
            at = review.source.at(("targets", review.plan.targets.index(others[0]), "measure"))
            named = tuple(Ref("target", one.id) for one in others)
            yield Code.DOUBLED_TARGET(at, {"target": named, "other": Ref("target", first.id)})
    told = set(bands)
    for (one, *_), (two, *_) in combinations(equal, 2):
        if told.isdisjoint((one.id, two.id)) and one.limits.both(two.limits).empty:
            told |= {one.id, two.id}
            at = review.source.at(("targets", review.plan.targets.index(two), "threshold"))
            yield Code.CONTRADICTORY_TARGETS(at, {"target": (Ref("target", one.id), Ref("target", two.id))})
    for target, *_ in equal:
        if target.id in told or target.milestones or falls_short_never(target):
            continue
        stricter = (one for one, *_ in equal if one.limits.both(target.limits) == one.limits and one.id not in told)
        why = next((one for one in stricter if _may_imply(one, target)), None)
        if why is not None:
            at = review.source.at(("targets", review.plan.targets.index(target), "threshold"))
            yield Code.IMPLIED_TARGET(at, {"target": Ref("target", target.id), "others": (Ref("target", why.id),)})


def _unreached(review: Review, bands: frozenset[str]) -> Iterator[Diagnostic]:
    """Targets of absolute figures that the register, or the bounds of amounts, put out of reach or always meet."""
    for index, target in enumerate(review.plan.targets):
        asked = target.measure.computed()
        own = target.by_period or target.periods or target.own_thresholds or target.id in bands
        if own or not isinstance(asked, Sums) or asked.of_baseline or not target.measure.absolute:
            continue
        units = review.common(asked.part) & review.plan.concerned(target)
        most = _most(review, units, together=target.judged == "pooled")
        if not units or target.measure.signed or any(_below_zero(review.plan, name) for name in asked.part):
            continue
        if not all(name in most for name in asked.part):
            continue
        high, limits = sum((most[name] for name in asked.part), Fraction(0)), target.limits
        at, this = review.source.at(("targets", index, "threshold")), Ref("target", target.id)
        if limits.low is not None and (limits.low > high or (limits.low_strict and limits.low == high)):
            yield Code.NEVER_MET(at, {"target": this})
        elif limits.low is None and limits.hold(high) and not falls_short_never(target):
            yield Code.TRIVIAL_THRESHOLD(at, {"target": this})


def _below_zero(plan: Plan, name: str) -> bool:
    spec = plan.fields.get(name)
    return spec is not None and spec.below_zero


def _registers(plan: Plan, units: frozenset[str], *, together: bool) -> dict[str, Fraction]:
    """Each register number that all the units have, the same in all years of the plan: their sum, or where each is
    judged by itself the largest."""
    numbers = dict[str, list[Fraction]]()
    for ident in units:
        first, *others = (plan.unit[ident].numbers(year) for year in plan.years)
        for name, number in first.items():
            if isinstance(number, int | Decimal) and all(other.get(name) == number for other in others):
                numbers.setdefault(name, []).append(Fraction(number))
    whole = {name: found for name, found in numbers.items() if len(found) == len(units)}
    return {name: sum(found, Fraction(0)) if together else max(found) for name, found in whole.items()}


def _most(review: Review, units: frozenset[str], *, together: bool) -> dict[str, Fraction]:
    """The most that figures can be: of a count what its register has, of an amount its bound."""
    registers, found = _registers(review.plan, units, together=together), dict[str, Fraction]()
    for name, spec in review.plan.fields.items():
        if not units <= review.reporters[name]:
            continue
        if spec.register in registers:
            found[name] = registers[str(spec.register)]
        elif spec.most is not None:
            found[name] = Fraction(spec.most) * (len(units) if together else 1)
    return found


def _may_imply(other: Target, target: Target) -> bool:
    """Whether meeting another target can make this one needless: it binds as much, and is due as early."""
    if other is target or (target.binding and not other.binding) or (other.cumulative and not target.cumulative):
        return False
    if target.zero == "missed" and other.zero != "missed":
        return False
    return other.years == target.years or other.years is None


def _doubled(review: Review) -> Iterator[Diagnostic]:
    """Constraints that are there twice, and those that bind two sums to each other from both sides."""
    first = dict[tuple[frozenset[str], frozenset[str]], int]()
    for index, rule in enumerate(review.plan.constraints):
        path = ("constraints", index)
        own = {(frozenset(small), frozenset(large)) for small, large in rule.orders()}
        names = tuple(Ref("field", name) for name in dict.fromkeys(rule.fields()))
        if own <= first.keys():
            line = review.source.line(("constraints", first[min(own, key=lambda one: first[one])]))
            yield Code.DOUBLED_CONSTRAINT(review.source.at(path), {"fields": names, "first_line": line})
        elif not isinstance(rule, Sum) and any((large, small) in first for small, large in own):
            yield Code.CIRCULAR_CONSTRAINTS(review.source.at(path), {"fields": names})
        for one in own:
            first.setdefault(one, index)


def _unguarded(review: Review) -> Iterator[Diagnostic]:
    """The counts behind targets that nothing else in the plan bounds: a slip of a digit is not noticed."""
    plan = review.plan
    guarded = {name for rule in plan.constraints for name in rule.fields()}
    for found in plan.sums:
        if found.nested:
            guarded.update(found.part)
            guarded.update(() if isinstance(found.whole, Register) or found.whole is None else found.whole)
    names = [
        name for name, spec in plan.fields.items() if name in plan.measured and name not in guarded and _is_free(spec)
    ]
    if names:
        at = review.source.at_key(("fields", names[0]))
        yield Code.UNGUARDED_FIGURES(at, {"fields": tuple(Ref("field", name) for name in names)})


def _is_free(spec: AnyField) -> bool:
    """Whether nothing in the field itself bounds it: no register, no figures below it, no bound of an amount."""
    return isinstance(spec, Numbered) and spec.register is None and spec.most is None and spec.from_below is None
