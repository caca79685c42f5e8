"""What can be proved of the conditions of ``share``: that no unit can meet one, that every unit does, or that whoever
meets one meets another.

A condition is taken apart into ways to meet it, each a set of comparisons that hold or fail together; a way is none
where intervals leave no figure for one of them, by the comparisons themselves, registers, bounds of amounts and
constraints. What is not proved is not told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from math import ceil, floor

from khpcmd.measures.base import UnitMeets
from khpcmd.measures.conditions import YES, ConditionModel, Question, Several
from khpcmd.measures.parts import Register
from khpcmd.measures.threshold import Ends, Limits
from khpcmd.plan.fields import AmountField, CountField
from khpcmd.plan.intervals import Bounds, Order
from khpcmd.plan.model import Plan, Target

MOST_WAYS = 256
"""Conditions that can be met in more ways than this are left alone."""
Answer = tuple[Question, bool]
"""A comparison, and whether it holds."""
Ranges = tuple[tuple[str, Limits], ...]
"""What an answer asks of figures, and of shares of one figure in another."""
ANY: Ranges = ()
NONE_AT_ALL = Limits(high=Fraction(0))
ONE_OR_MORE = Limits(low=Fraction(1))


@dataclass(frozen=True, slots=True)
class Asked:
    """The condition of a target, and the units that it is asked of."""

    target: Target
    where: ConditionModel
    units: frozenset[str]


@dataclass(frozen=True, slots=True)
class Known:
    """What holds of the figures of every one of some units."""

    plan: Plan
    orders: tuple[Order, ...]
    """What the constraints say of sums."""
    most: Mapping[str, Fraction]
    """The most that figures can be."""

    def possible(self, way: Sequence[Answer]) -> bool:
        """Whether figures may be left that give all these answers."""
        orders = [*self.orders, *(_inside(question) for question, _ in way if _nested(question))]
        return any(self._left(ranges, orders) for ranges in product(*(self._ranges(*answer) for answer in way)))

    def _left(self, chosen: Sequence[Ranges], orders: Sequence[Order]) -> bool:
        together = dict[str, Limits]()
        for name, limits in (one for ranges in chosen for one in ranges):
            together[name] = together.get(name, Limits()).both(limits)
        if any(limits.empty for limits in together.values()):
            return False
        bounds = Bounds(high=dict(self.most))
        for name, limits in together.items():
            bounds.take(name, limits, {})
        return bounds.carried(orders)

    def _ranges(self, question: Question, holds: bool) -> Iterator[Ranges]:
        """The ways in which a comparison can have an answer."""
        name = " + ".join(question.part)
        if question.whole is None:
            limits = self._limits(question)
            for one in (limits,) if holds else (limits.below, limits.above):
                if one is not None:
                    yield ((name, self._whole(name, one)),)
        else:
            yield from self._of_ratio(question, holds=holds)

    def _of_ratio(self, question: Question, *, holds: bool) -> Iterator[Ranges]:
        """A ratio of nothing keeps no limits; of a number of the register it is not known here which it is."""
        limits, whole = question.asked.limits(), question.whole
        share = f"{question.part} / {whole}"
        inside: Ranges = ((share, Limits(high=Fraction(1))),) if question.nested else ()
        counts = all(isinstance(self.plan.fields.get(name), CountField) for name in question.fields)
        one = whole[0] if isinstance(whole, tuple) and not whole[1:] and counts else None
        if holds:
            there: Ranges = ((one, ONE_OR_MORE),) if one else ()
            yield (*inside, (share, limits), *there)
            return
        for side in (limits.below, limits.above):
            if side is not None:
                yield (*inside, (share, side))
        if isinstance(whole, Register):
            yield ANY
        elif whole is not None:
            yield tuple((name, NONE_AT_ALL) for name in whole)

    def _limits(self, question: Question) -> Limits:
        if not question.asked.levels:
            return YES
        found = question.asked.limits()
        percent = isinstance(question.asked, Ends) and question.asked.percent
        return found.over(Fraction(1, 100)) if percent else found

    def _whole(self, name: str, limits: Limits) -> Limits:
        """The limits of a count, or of a yes: the whole numbers inside."""
        if isinstance(self.plan.fields.get(name), AmountField):
            return limits
        low, high = limits.low, limits.high
        if low is not None:
            low = Fraction(floor(low) + 1 if limits.low_strict else ceil(low))
        if high is not None:
            high = Fraction(ceil(high) - 1 if limits.high_strict else floor(high))
        return Limits(low, high)


def _nested(question: Question) -> bool:
    return question.nested and isinstance(question.whole, tuple)


def _inside(question: Question) -> Order:
    return question.part, question.whole if isinstance(question.whole, tuple) else question.part


def ways(condition: ConditionModel, *, holds: bool) -> list[tuple[Answer, ...]] | None:
    """The ways in which a condition can hold, or fail; None where there are too many."""
    if not isinstance(condition, Several):
        return [((question, holds),) for question in condition.questions()]
    needed = condition.needed if holds else len(condition.conditions) - condition.needed + 1
    inner = [ways(one, holds=holds) for one in condition.conditions]
    found = list[tuple[Answer, ...]]()
    for chosen in combinations(inner, needed):
        full = [one for one in chosen if one is not None]
        if len(full) < len(chosen):
            return None
        for parts in product(*full):
            found.append(tuple(answer for part in parts for answer in part))
            if len(found) > MOST_WAYS:
                return None
    return found


def asked_by(plan: Plan) -> Iterator[Asked]:
    """The conditions of the plan's targets that are about figures of 0 or more, and have one threshold for all."""
    for target in plan.targets:
        found = target.measure.computed()
        if not isinstance(found, UnitMeets) or target.by_period or target.periods or target.unit_thresholds:
            continue
        units = plan.members((target.measure.level,)) if target.measure.level else frozenset[str]()
        units &= plan.members(target.only) if target.only else units
        specs = (plan.fields.get(name) for name in found.condition.fields())
        if units and not any(isinstance(spec, AmountField) and spec.below_zero for spec in specs):
            yield Asked(target, found.condition, units)


def never(known: Known, *conditions: tuple[ConditionModel, bool]) -> bool:
    """Whether no unit can be so that each condition holds, or fails, as is said of it."""
    each = [ways(condition, holds=holds) for condition, holds in conditions]
    full = [one for one in each if one is not None]
    if len(full) < len(each) or _many(full):
        return False
    return not any(known.possible([answer for way in one for answer in way]) for one in product(*full))


def _many(each: Sequence[Sequence[object]]) -> bool:
    count = 1
    for one in each:
        count *= len(one)
    return count > MOST_WAYS


def share_of(one: Asked, known: Known) -> Fraction | None:
    """What the target comes to whatever is reported: nothing where no unit can meet its condition, all where every one
    does; None where it depends on figures."""
    if never(known, (one.where, True)):
        return Fraction(0)
    if never(known, (one.where, False)):
        threshold = one.target.threshold
        alone = one.target.judged == "each_unit" or threshold is None or threshold.percent
        return Fraction(1 if alone else len(one.units))
    return None


def follows(then: Asked, first: Asked, known: Known) -> bool:
    """Whether enough units meet a condition whenever enough meet another one."""
    low, least = first.target.limits, then.target.limits
    kinds = {(one.target.threshold is None or one.target.threshold.percent, one.target.judged) for one in (first, then)}
    if first.units != then.units or len(kinds) > 1 or low.low is None or least.low is None or least.high is not None:
        return False
    enough = low.low > least.low or (low.low == least.low and low.low_strict >= least.low_strict)
    return enough and never(known, (first.where, True), (then.where, False))
