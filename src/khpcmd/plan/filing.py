"""Which unit files the figures of another: a district those of its communes, where they are in its annex."""

from __future__ import annotations

from khpcmd.plan.model import Plan


class Filing:
    """Who files whose figures, by a plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._filers = frozenset([unit.id for unit in plan.filers])

    def of(self, unit: str) -> str:
        """The unit that files for this one: itself, or one above it; "" where there is none."""
        if unit in self._filers:
            return unit
        line = (one.id for one in self._plan.above(self._plan.unit.get(unit)))
        return next((one for one in line if one in self._filers), "")

    def asked_for(self, unit: str) -> str:
        """Who is asked for what is missing of a unit: who files for it, or itself where nobody does."""
        return self.of(unit) or unit
