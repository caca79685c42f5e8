"""What sums of figures can come to: bounds that targets and registers set, carried along the constraints.

A bound is exact, and remembers the targets that it comes from. What is carried on for too long is left as it is: then
less is known, and nothing wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from khpcmd.measures.threshold import Limits
from khpcmd.plan.constraints import AtMost, Constraint, Steps, Sum
from khpcmd.plan.model import Target

ROUNDS = 50
"""How often bounds are carried on; bounds that still move then are no contradiction that is told."""
Reasons = dict[str, Target]
"""Targets by id."""
Order = tuple[tuple[str, ...], tuple[str, ...]]
"""The sum of some figures is at most the sum of others."""


@dataclass
class Bounds:
    """The least and the most that each sum can be, and the targets that say so."""

    low: dict[str, Fraction] = field(default_factory=dict)
    high: dict[str, Fraction] = field(default_factory=dict)
    why: dict[str, Reasons] = field(default_factory=dict)
    moved: bool = False

    def at_least(self, name: str, value: Fraction, why: Reasons) -> None:
        if value > self.low.get(name, Fraction(0)):
            self.low[name], self.moved = value, True
            self.why[f"low {name}"] = why

    def at_most(self, name: str, value: Fraction, why: Reasons) -> None:
        if name not in self.high or value < self.high[name]:
            self.high[name], self.moved = value, True
            self.why[f"high {name}"] = why

    def reasons(self, side: str, names: Iterable[str]) -> Reasons:
        return {ident: target for name in names for ident, target in self.why.get(f"{side} {name}", {}).items()}

    def take(self, name: str, limits: Limits, why: Reasons) -> None:
        """What a target asks of a sum."""
        if limits.low is not None:
            self.at_least(name, limits.low, why)
        if limits.high is not None:
            self.at_most(name, limits.high, why)

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

    def carried(self, orders: Sequence[Order]) -> bool:
        """Carry all bounds along the orders, as far as they go; whether a value is left for every sum."""
        for _ in range(ROUNDS):
            self.moved = False
            for small, large in orders:
                self.ordered(small, large)
            if self.empty is not None:
                return False
            if not self.moved:
                return True
        return True

    @property
    def empty(self) -> str | None:
        """The first sum that has no value left."""
        return next((name for name, high in self.high.items() if high < self.low.get(name, Fraction(0))), None)

    def contradicted(self) -> Reasons:
        """The targets behind the first sum that has no value left."""
        name = self.empty
        return {} if name is None else self.reasons("low", [name]) | self.reasons("high", [name])

    def imply(self, name: str, limits: Limits) -> Reasons | None:
        """The targets because of which a sum keeps some limits; None where it need not keep them."""
        why: Reasons = {}
        if limits.low is not None and (limits.low > 0 or limits.low_strict):
            low = self.low.get(name, Fraction(0))
            if low < limits.low or (limits.low_strict and low == limits.low):
                return None
            why |= self.reasons("low", [name])
        if limits.high is not None:
            high = self.high.get(name)
            if high is None or high > limits.high or (limits.high_strict and high == limits.high):
                return None
            why |= self.reasons("high", [name])
        return why


def orders_of(rule: Constraint) -> Iterator[Order]:
    """What a constraint says of sums."""
    match rule:
        case AtMost():
            yield rule.part, rule.whole
        case Sum():
            yield rule.parts, rule.whole
            yield rule.whole, rule.parts
        case Steps():
            yield from zip(rule.steps[1:], rule.steps, strict=False)
