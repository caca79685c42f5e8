"""Which units have templates with the very same formulas: thousands of communes share a few."""

from __future__ import annotations

from collections.abc import Hashable

from khpcmd.plan.model import Plan
from khpcmd.plan.units import Unit


class Alike:
    """The units of a plan by all that the formulas of their templates depend on."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        named = [target.only for target in plan.targets if target.only] + [duty.of for duty in plan.duties]
        self._thresholds = frozenset(name for target in plan.targets for name in target.unit_thresholds)
        groups = [*dict.fromkeys(tuple(names) for names in named), *((name,) for name in sorted(self._thresholds))]
        self._members = tuple(plan.members(names) for names in groups)

    def of(self, unit: Unit) -> Hashable:
        """The same for two units whose templates differ in nothing but names.

        A unit with an annex, or with a threshold of its own, is like no other.
        """
        if self._plan.below.get(unit.id) or unit.id in self._thresholds:
            return unit.id
        registered = tuple(sorted(unit.registered.items()))
        concerned = tuple(unit.id in members for members in self._members)
        return unit.level, tuple(self._plan.reported_by.get(unit.id, ())), registered, concerned
