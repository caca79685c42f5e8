"""The figures of a return that can be compared: whole numbers of their smallest steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from khpcmd.plan.fields import NUMBERS, AmountField, AnyField, Numbered
from khpcmd.plan.model import Plan
from khpcmd.plausible.earlier import Earlier
from khpcmd.returns import Basis, Key, Return

TELLING = 10
"""Figures from this one on are hardly the same by chance."""
Time = tuple[str, str]
"""Another year, or "" for the plan's own, and the id of the period."""
Steps = Mapping[Key, int]
"""Figures in whole steps of their last decimal."""


def steps_of(spec: AnyField, value: object) -> int | None:
    """A figure as a whole number of its smallest steps; None where it is not known."""
    if type(value) is int:
        return value if not isinstance(spec, AmountField) else spec.steps(Decimal(value))
    return spec.steps(value) if isinstance(value, Decimal) and isinstance(spec, AmountField) else None


def figure(spec: AnyField, steps: int) -> int | Decimal:
    """The figure of so many steps."""
    return Decimal(steps).scaleb(-spec.decimals) if isinstance(spec, AmountField) else steps


@dataclass(frozen=True, slots=True)
class Compared:
    """The returns of a period by unit, with their figures, and those of earlier times."""

    filed: Mapping[str, Return]
    now: Mapping[str, Steps]
    past: Mapping[Time, Mapping[str, tuple[Return, Steps]]]
    """By time, then by unit."""


def compared(plan: Plan, returns: Iterable[Return], earlier: Mapping[str, Sequence[Earlier]]) -> Compared:
    """The figures of the returns and of those that they are compared with."""
    filed, past = {one.unit: one for one in returns}, dict[Time, dict[str, tuple[Return, Steps]]]()
    for unit in (unit for unit in filed if unit in earlier):
        for one in earlier[unit]:
            time = one.year, one.filed.period if one.year else one.period
            past.setdefault(time, {})[unit] = one.filed, figures_of(plan, one.filed)
    return Compared(filed, {unit: figures_of(plan, one) for unit, one in filed.items()}, past)


def figures_of(plan: Plan, filed: Return) -> Steps:
    """The figures of the period that are counts or amounts and may be asked about, as far as they are known."""
    found, not_asked = dict[Key, int](), plan.plausibility.not_asked
    for key, value in filed.values().items():
        spec = plan.fields[key.field]
        if key.basis is Basis.CURRENT and spec.kind in NUMBERS and key.field not in not_asked:
            steps = steps_of(spec, value)
            if steps is not None:
                found[key] = steps
    return found


def is_flow(plan: Plan, key: Key) -> bool:
    """Whether a figure accumulates over the year."""
    spec = plan.fields[key.field]
    return isinstance(spec, Numbered) and spec.flow


def least_telling(spec: AnyField, size: int = TELLING) -> int:
    """The steps from which on a figure is so large that two of it are hardly the same by chance."""
    return spec.steps(Decimal(size)) if isinstance(spec, AmountField) else size
