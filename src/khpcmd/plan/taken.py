"""Which ids units have on the plan's day: several rosters, and the plan itself, may name the same one."""

from __future__ import annotations

from khpcmd.diagnostics import Code, Diagnostic, Location, Ref
from khpcmd.plan.model import Plan
from khpcmd.plan.places import Source, mistake, shortened
from khpcmd.plan.units import Unit


class Taken:
    """The ids that are taken on the plan's day, and the line that each stands on."""

    def __init__(self, plan: Plan, source: Source) -> None:
        self.day = plan.day_of_units
        self.lines = {
            unit.id: source.line(("units", place, "id"))
            for place, unit in enumerate(plan.units)
            if unit.exists(self.day)
        }

    def take(self, unit: Unit, line: int) -> int:
        """Take the unit's id; the line of the one that has it already, 0 where it was free."""
        first = self.lines.get(unit.id, 0)
        if not first:
            self.lines[unit.id] = line
        return first


def twice(unit: Unit, at: Location, first: int) -> Diagnostic:
    """That the id of a unit is taken already, on the line ``first``."""
    what = Ref("word", "unit")
    return mistake(Code.DUPLICATE_ID, at, what=what, id=shortened(unit.id), first_line=first)
