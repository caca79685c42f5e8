"""Advice on a valid plan: rules that cannot hold together, rules that are there twice, figures that no rule guards.

Whether targets can be met together is worked out with intervals: each target bounds a sum over all units (or, of
ratios with one whole, a share of it), and the constraints carry the bounds from field to field.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.measures.base import Sums
from khpcmd.measures.parts import Register
from khpcmd.measures.threshold import Limits
from khpcmd.parameters import Ref
from khpcmd.plan.constraints import AtMost, Constraint, Steps, Sum
from khpcmd.plan.fields import CountField
from khpcmd.plan.model import Plan, Target
from khpcmd.plan.review import Review

ROUNDS = 50
"""How often bounds are carried on; bounds that still move then are no contradiction that is told."""


def advice_on_rules(review: Review) -> Iterator[Diagnostic]:
    """Warnings of contradictory and doubled rules, and a note with the figures that no rule guards."""
    told = set[str]()
    for first, second in _pairs(review.plan):
        if first.limits == second.limits:
            told.add(second.id)
            at = review.source.at(("targets", review.plan.targets.index(second), "measure"))
            yield Code.DOUBLED_TARGET(at, {"target": Ref("target", second.id), "other": Ref("target", first.id)})
        elif first.limits.both(second.limits).empty:
            told |= {first.id, second.id}
            yield _contradiction(review, (first, second))
    yield from _contradictions(review, told)
    yield from _doubled(review)
    yield from _unguarded(review)


def _contradiction(review: Review, targets: Iterable[Target]) -> Diagnostic:
    found = tuple(targets)
    at = review.source.at(("targets", review.plan.targets.index(found[-1]), "threshold"))
    return Code.CONTRADICTORY_TARGETS(at, {"target": tuple(Ref("target", target.id) for target in found)})


def _pairs(plan: Plan) -> Iterator[tuple[Target, Target]]:
    """Targets that judge the same thing of the same units in the same years."""

    def same(target: Target) -> tuple[object, ...]:
        return target.measure, target.judged, target.only, target.years, target.unit_thresholds

    judged = [target for target in plan.targets if target.measure.computable]
    return ((first, second) for first, second in combinations(judged, 2) if same(first) == same(second))


@dataclass
class _Bounds:
    """The least and the most that each sum can be, and the targets that say so."""

    low: dict[str, Fraction] = field(default_factory=dict)
    high: dict[str, Fraction] = field(default_factory=dict)
    why: dict[str, dict[str, Target]] = field(default_factory=dict)
    moved: bool = False

    def at_least(self, name: str, value: Fraction, why: dict[str, Target]) -> None:
        if value > self.low.get(name, Fraction(0)):
            self.low[name], self.moved = value, True
            self.why.setdefault(f"low {name}", {}).update(why)

    def at_most(self, name: str, value: Fraction, why: dict[str, Target]) -> None:
        if name not in self.high or value < self.high[name]:
            self.high[name], self.moved = value, True
            self.why.setdefault(f"high {name}", {}).update(why)

    def reasons(self, side: str, names: Iterable[str]) -> dict[str, Target]:
        return {ident: target for name in names for ident, target in self.why.get(f"{side} {name}", {}).items()}

    def take(self, name: str, limits: Limits, target: Target) -> None:
        if limits.low is not None:
            self.at_least(name, limits.low, {target.id: target})
        if limits.high is not None:
            self.at_most(name, limits.high, {target.id: target})

    def ordered(self, small: tuple[str, ...], large: tuple[str, ...]) -> None:
        """Carry bounds over: the sum of some is at most the sum of others."""
        least = sum((self.low.get(name, Fraction(0)) for name in small), Fraction(0))
        if all(name in self.high for name in large):
            most, why = sum((self.high[name] for name in large), Fraction(0)), self.reasons("high", large)
            for name in small:
                rest = least - self.low.get(name, Fraction(0))
                self.at_most(name, most - rest, why | self.reasons("low", [one for one in small if one != name]))
        for name in large:
            others = [one for one in large if one != name]
            if all(one in self.high for one in others):
                rest = sum((self.high[one] for one in others), Fraction(0))
                self.at_least(name, least - rest, self.reasons("low", small) | self.reasons("high", others))

    def contradicted(self) -> dict[str, Target]:
        """The targets behind the first sum that has no value left."""
        for name, high in self.high.items():
            if high < self.low.get(name, Fraction(0)):
                return self.reasons("low", [name]) | self.reasons("high", [name])
        return {}


def _contradictions(review: Review, told: set[str]) -> Iterator[Diagnostic]:
    """Targets that cannot be met together, whatever the figures; those in ``told`` are left out."""
    plan = review.plan
    targets = [one for one in plan.targets if one.judged == "pooled" and not one.only and one.id not in told]
    sums = [(target, found) for target in targets if isinstance(found := target.measure.computed(), Sums)]
    rules = [sides for rule in plan.constraints if _of_all(review, rule) for sides in _sides(rule)]
    rules += [(found.part, found.whole) for _, found in sums if found.nested and isinstance(found.whole, tuple)]
    wholes = {
        found.whole[0] for _, found in sums if found.nested and isinstance(found.whole, tuple) and not found.whole[1:]
    }
    for whole in (None, *sorted(wholes)):
        wrong = _carried(_bounds(sums, whole), rules)
        if len(wrong) > 1:
            yield _contradiction(review, sorted(wrong.values(), key=plan.targets.index))


def _bounds(sums: Iterable[tuple[Target, Sums]], whole: str | None) -> _Bounds:
    """The bounds that targets set to single fields: absolute counts, or shares of one whole."""
    bounds = _Bounds()
    if whole is not None:
        bounds.low[whole] = bounds.high[whole] = Fraction(1)
    for target, found in sums:
        bounding = target.measure.absolute if whole is None else found.nested and found.whole == (whole,)
        if bounding and len(found.part) == 1:
            bounds.take(found.part[0], target.limits, target)
    return bounds


def _carried(bounds: _Bounds, rules: Sequence[tuple[tuple[str, ...], tuple[str, ...]]]) -> dict[str, Target]:
    """The targets that contradict each other once their bounds were carried along the constraints."""
    for _ in range(ROUNDS):
        bounds.moved = False
        for small, large in rules:
            bounds.ordered(small, large)
        wrong = bounds.contradicted()
        if wrong or not bounds.moved:
            return wrong
    return {}


def _of_all(review: Review, rule: Constraint) -> bool:
    """Whether a constraint of each unit is one of the sums over all: the same units report all of it, and have to."""
    names = rule.fields()
    crowds = {review.reporters[name] for name in names}
    return len(crowds) == 1 and all(review.plan.fields[name].required for name in names)


def _sides(rule: Constraint) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    match rule:
        case AtMost():
            yield rule.part, rule.whole
        case Sum():
            yield rule.parts, rule.whole
            yield rule.whole, rule.parts
        case Steps():
            yield from zip(rule.steps[1:], rule.steps, strict=False)


def _doubled(review: Review) -> Iterator[Diagnostic]:
    """Constraints that are there twice, and those that bind two sums to each other from both sides."""
    first = dict[tuple[frozenset[str], frozenset[str]], int]()
    for index, rule in enumerate(review.plan.constraints):
        path = ("constraints", index)
        own = {(frozenset(small), frozenset(large)) for small, large in _sides(rule)}
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
    for target in plan.targets:
        found = target.measure.computed()
        if isinstance(found, Sums) and found.nested:
            guarded.update(found.part)
            guarded.update(() if isinstance(found.whole, Register) or found.whole is None else found.whole)
    names = [
        name
        for name, spec in plan.fields.items()
        if isinstance(spec, CountField) and name in plan.measured and name not in guarded
        if spec.register_limit is None and spec.rolled_up is None
    ]
    if names:
        at = review.source.at_key(("fields", names[0]))
        yield Code.UNGUARDED_FIGURES(at, {"fields": tuple(Ref("field", name) for name in names)})
