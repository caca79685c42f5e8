"""Advice on a valid plan: rules that cannot hold together, rules that say nothing new, figures that no rule guards.

Whether targets can be met together, or one of them at all, is worked out with intervals: each target bounds a sum over
all its units, or over each of them (or, of ratios with one whole, a share of it), registers and the bounds of amounts
bound it too, and the constraints carry the bounds from field to field. So are the conditions of shares
(``conditions_proved``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from khpcmd.diagnostics import Code, Diagnostic
from khpcmd.measures.base import Sums
from khpcmd.measures.parts import Register
from khpcmd.measures.threshold import Limits
from khpcmd.parameters import Ref
from khpcmd.plan.conditions_proved import Known, asked_by, follows, share_of
from khpcmd.plan.constraints import Constraint, Sum
from khpcmd.plan.fields import AmountField, AnyField, CountField
from khpcmd.plan.intervals import Bounds, Order, orders_of
from khpcmd.plan.model import Plan, Target
from khpcmd.plan.review import Review


def advice_on_rules(review: Review) -> Iterator[Diagnostic]:
    """Warnings of contradictory, impossible, implied and doubled rules, and a note with the figures that no rule
    guards."""
    told, bands = set[str](), bands_of_scores(review.plan)
    for first, second in _pairs(review.plan):
        if first.limits == second.limits:
            told.add(second.id)
            at = review.source.at(("targets", review.plan.targets.index(second), "measure"))
            yield Code.DOUBLED_TARGET(at, {"target": Ref("target", second.id), "other": Ref("target", first.id)})
        elif bands.isdisjoint((first.id, second.id)) and first.limits.both(second.limits).empty:
            told |= {first.id, second.id}
            yield _contradiction(review, (first, second))
    told |= bands
    for scope in _scopes(review, told):
        for whole in scope.wholes:
            yield from _proved(review, scope, whole)
    yield from _conditions(review, told)
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


def _conditions(review: Review, told: set[str]) -> Iterator[Diagnostic]:
    """Shares of units by what their conditions leave: nothing, everything, or what another one asks already."""
    gone = set(told)
    asked = [one for one in asked_by(review.plan) if one.target.id not in told]
    for one in reversed(asked):
        at = review.source.at(("targets", review.plan.targets.index(one.target), "measure"))
        known, this = _of_each(review, one.units), Ref("target", one.target.id)
        value = share_of(one, known)
        if value is not None:
            gone.add(one.target.id)
            met = one.target.limits.hold(value)
            yield Code.TRIVIAL_THRESHOLD(at, {"target": this}) if met else Code.NEVER_MET(at, {"target": this})
            continue
        others = [
            other.target
            for other in asked
            if other.target.id not in gone and _may_imply(other.target, one.target) and follows(one, other, known)
        ]
        if others and not one.target.milestones:
            gone.add(one.target.id)
            yield Code.IMPLIED_TARGET(at, {"target": this, "others": _named(others[:1])})


def _of_each(review: Review, units: frozenset[str]) -> Known:
    """What constraints, registers and bounds say of the figures of every one of some units."""
    rules = [order for rule in review.plan.constraints if _of_all(review, rule, units) for order in orders_of(rule)]
    nested = ((one.part, one.whole) for one in review.plan.sums if one.nested and isinstance(one.whole, tuple))
    rules += [(part, whole) for part, whole in nested if units <= review.common((*part, *whole))]
    return Known(review.plan, tuple(rules), _most(review, units, together=False))


def falls_short_never(target: Target) -> bool:
    """Whether no figure at all can miss a threshold: at least 0, at most 100% of what a part lies in."""
    if target.measure.is_difference or (target.threshold is not None and target.threshold.registers):
        return False  # a change has no end on either side; another for each unit
    limits = target.limits
    low = limits.low is not None and (limits.low > 0 or limits.low_strict)
    _, most = target.measure.reach(percent=target.threshold is None or target.threshold.percent, units=0)
    high = limits.high is not None and not (most == 1 and limits.high >= 1 and not limits.high_strict)
    return not (low or high)


def _contradiction(review: Review, targets: Iterable[Target]) -> Diagnostic:
    found = tuple(targets)
    at = review.source.at(("targets", review.plan.targets.index(found[-1]), "threshold"))
    return Code.CONTRADICTORY_TARGETS(at, {"target": tuple(Ref("target", target.id) for target in found)})


def _pairs(plan: Plan) -> Iterator[tuple[Target, Target]]:
    """Targets that judge the same thing of the same units in the same years."""

    def same(target: Target) -> tuple[object, ...]:
        registers = target.threshold.registers if target.threshold else ()
        thresholds = registers, target.unit_thresholds
        return thresholds, target.measure, target.judged, target.only, target.years, frozenset(target.periods)

    judged = [target for target in plan.targets if target.measure.computable and not target.by_period]
    return ((first, second) for first, second in combinations(judged, 2) if same(first) == same(second))


@dataclass(frozen=True)
class _Scope:
    """The targets that are judged of the same units, together or each by itself, and what holds of their figures."""

    sums: tuple[tuple[Target, Sums], ...]
    orders: tuple[Order, ...]
    most: Mapping[str, Fraction]
    """The most that a figure can be, by its register or by the bound of an amount."""
    registers: Mapping[str, Fraction]
    """What a number of the register comes to, where that is the same for all that is judged."""

    @property
    def wholes(self) -> tuple[str | None, ...]:
        """What shares are taken of: None for absolute figures, or the one field that ratios have as their whole."""
        found = {
            one.whole[0] for _, one in self.sums if one.nested and isinstance(one.whole, tuple) and not one.whole[1:]
        }
        return (None, *sorted(found))


def _scopes(review: Review, told: set[str]) -> Iterator[_Scope]:
    """Targets of the same units; those that may be below 0, that have other thresholds for some units or were told
    already are left out."""
    groups = dict[tuple[str, frozenset[str]], list[tuple[Target, Sums]]]()
    for target in review.plan.targets:
        found = target.measure.computed()
        own = target.by_period or target.periods or target.own_thresholds
        if isinstance(found, Sums) and not found.of_baseline and target.id not in told and not own:
            fields = (*found.part, *(found.whole if isinstance(found.whole, tuple) else ()))
            units = review.common(fields)
            units &= review.plan.members(target.only) if target.only else units
            if units and not any(_below_zero(review.plan, name) for name in fields):
                groups.setdefault((target.judged, units), []).append((target, found))
    for (judged, units), sums in groups.items():
        together = judged == "pooled"
        rules = [order for rule in review.plan.constraints if _of_all(review, rule, units) for order in orders_of(rule)]
        rules += [(one.part, one.whole) for _, one in sums if one.nested and isinstance(one.whole, tuple)]
        yield _Scope(
            tuple(sums),
            tuple(rules),
            _most(review, units, together=together),
            _registers(review.plan, units, together=together),
        )


def _below_zero(plan: Plan, name: str) -> bool:
    spec = plan.fields.get(name)
    return isinstance(spec, AmountField) and spec.below_zero


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
        if isinstance(spec, CountField) and spec.register_limit in registers:
            found[name] = registers[str(spec.register_limit)]
        elif isinstance(spec, AmountField) and (spec.at_most is not None or spec.percentage):
            found[name] = Fraction(spec.ends[1]) * (len(units) if together else 1)
    return found


def _proved(review: Review, scope: _Scope, whole: str | None) -> Iterator[Diagnostic]:
    """What intervals prove of the targets of one scope: contradictions, else what cannot be met or says nothing new."""
    asked = [(target, *found) for target, one in scope.sums if (found := _asked(target, one, scope, whole))]
    if not asked:
        return
    bounds = _bounds(scope, whole, ((name, limits, target) for target, name, limits in asked))
    if not bounds.carried(_orders(scope, asked)):
        wrong = sorted(bounds.contradicted().values(), key=review.plan.targets.index)
        if len(wrong) > 1:
            yield _contradiction(review, wrong)
        elif wrong:
            at = review.source.at(("targets", review.plan.targets.index(wrong[0]), "threshold"))
            yield Code.NEVER_MET(at, {"target": Ref("target", wrong[0].id)})
        return
    yield from _needless(review, scope, whole, asked)


Asked = tuple[Target, str, Limits]
"""A target, the sum that it bounds, and the limits."""


def _asked(target: Target, found: Sums, scope: _Scope, whole: str | None) -> tuple[str, Limits] | None:
    """The sum that a target bounds, and its limits there; None where it bounds none of these."""
    name = found.part[0] if len(found.part) == 1 else " + ".join(sorted(found.part))
    if whole is not None:
        return (name, target.limits) if found.nested and found.whole == (whole,) else None
    if target.measure.absolute and not target.measure.signed:
        return name, target.limits
    if isinstance(found.whole, Register) and scope.registers.get(found.whole.name) and target.judged == "pooled":
        return name, target.limits.over(target.measure.scale / scope.registers[found.whole.name])
    return None


def _orders(scope: _Scope, asked: Iterable[Asked]) -> list[Order]:
    """The orders of the scope, and those between a sum that a target bounds and what is added up in it."""
    found = list(scope.orders)
    for target, name, _ in asked:
        part = next(one.part for other, one in scope.sums if other is target)
        if len(part) > 1:
            found += [(part, (name,)), ((name,), part)]
    return found


def _bounds(scope: _Scope, whole: str | None, asked: Iterable[tuple[str, Limits, Target]]) -> Bounds:
    """The bounds that registers and targets set: to absolute figures, or to shares of one whole."""
    bounds = Bounds()
    if whole is not None:
        bounds.low[whole] = bounds.high[whole] = Fraction(1)
    else:
        bounds.high.update(scope.most)
    for name, limits, target in asked:
        bounds.take(name, limits, {target.id: target})
    return bounds


def _needless(review: Review, scope: _Scope, whole: str | None, asked: Sequence[Asked]) -> Iterator[Diagnostic]:
    """Targets that registers and constraints meet by themselves, and those that follow from others."""
    gone = set[str]()
    for target, name, limits in reversed(asked):
        if falls_short_never(target) or target.milestones:
            continue
        others = [one for one in asked if _may_imply(one[0], target) and one[0].id not in gone]
        bounds = _bounds(scope, whole, ((other, own, one) for one, other, own in others))
        bounds.carried(_orders(scope, asked))
        why = bounds.imply(name, limits)
        if why is None:
            continue
        gone.add(target.id)
        at = review.source.at(("targets", review.plan.targets.index(target), "threshold"))
        if why:
            named = sorted(why.values(), key=review.plan.targets.index)
            yield Code.IMPLIED_TARGET(at, {"target": Ref("target", target.id), "others": _named(named)})
        else:
            yield Code.TRIVIAL_THRESHOLD(at, {"target": Ref("target", target.id)})


def _named(targets: Iterable[Target]) -> tuple[Ref, ...]:
    return tuple(Ref("target", target.id) for target in targets)


def _may_imply(other: Target, target: Target) -> bool:
    """Whether meeting another target can make this one needless: it binds as much, and is due as early."""
    if other is target or (target.binding and not other.binding) or (other.cumulative and not target.cumulative):
        return False
    if target.zero == "missed" and other.zero != "missed":
        return False
    return other.years == target.years or other.years is None


def _of_all(review: Review, rule: Constraint, units: frozenset[str]) -> bool:
    """Whether a constraint of each unit is one of the sums over these: all of them report all of it, and have to."""
    names = rule.fields()
    return all(units <= review.reporters[name] and review.plan.fields[name].required for name in names)


def _doubled(review: Review) -> Iterator[Diagnostic]:
    """Constraints that are there twice, and those that bind two sums to each other from both sides."""
    first = dict[tuple[frozenset[str], frozenset[str]], int]()
    for index, rule in enumerate(review.plan.constraints):
        path = ("constraints", index)
        own = {(frozenset(small), frozenset(large)) for small, large in orders_of(rule)}
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
    if isinstance(spec, AmountField):
        return spec.at_most is None and not spec.percentage and spec.rolled_up is None
    return isinstance(spec, CountField) and spec.register_limit is None and spec.rolled_up is None
