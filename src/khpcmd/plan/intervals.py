"""What the constraints of a plan say of sums of figures."""

from __future__ import annotations

from collections.abc import Iterator

from khpcmd.plan.constraints import AtMost, Constraint, Steps, Sum

Order = tuple[tuple[str, ...], tuple[str, ...]]
"""The sum of some figures is at most the sum of others."""


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
