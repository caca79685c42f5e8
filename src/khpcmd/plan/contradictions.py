"""Advice on a valid plan: rules that cannot hold together or are there twice, figures that no rule guards.

Targets are compared where they judge the same thing of the same units.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from operator import itemgetter

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.diagnostics.parameters import Ref
from khpcmd.measures.parts import Register
from khpcmd.measures.threshold import Limits
from khpcmd.plan.constraints import Sum
from khpcmd.plan.fields import AnyField, Numbered
from khpcmd.plan.model import Plan, Target
from khpcmd.plan.review import Review


def advice_on_rules(review: Review) -> Iterator[Diagnostic]:
    """Warnings of contradictory and doubled rules, and a note with the figures that no rule guards."""
    bands = bands_of_scores(review.plan)
    for alike in _alike(review.plan):
        yield from _compared(review, alike, bands)
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
    """Of targets that judge the same: the doubled ones as one group, and those that exclude each other."""
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
