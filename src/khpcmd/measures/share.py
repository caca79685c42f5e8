"""Share of units that meet one or several conditions; or *k* of *n* units."""

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar, Literal

from khpcmd.diagnostics import Diagnostic
from khpcmd.measures.base import KeyPath, Level, MeasureModel, PlanNames, Takes, UnitMeets, Words
from khpcmd.measures.conditions import Condition


class Share(MeasureModel):
    """The units of a level that meet a condition, out of all units of that level in the register.

    A unit that has not reported stays in the denominator: it may still turn out either way.
    With a percentage as threshold it is a share, with a whole number it is "k of n units".

    ```yaml
    measure: {kind: share, of: district, where: {all: [{field: plan_issued}, {field: activities, at_least: 1}]}}
    threshold: {at_least: 100%}
    ```
    """

    takes: ClassVar[frozenset[Takes]] = frozenset({"percent", "number"})
    yes_or_no: ClassVar[bool] = True
    kind: Literal["share"]
    of: str
    """The level whose units are counted."""
    where: Condition
    """The condition that a unit has to meet."""

    @property
    def level(self) -> str:
        return self.of

    def computed(self) -> UnitMeets:
        return UnitMeets(self.where)

    def check(self, plan: PlanNames, path: KeyPath) -> Iterator[Diagnostic]:
        yield from plan.condition((*path, "where"), self.where)
        if self.of in plan.levels:
            yield from plan.together(path, self.fields(), level=self.of)
        else:
            yield plan.unknown("level", (*path, "of"), self.of, plan.levels)

    def reach(self, *, percent: bool, units: int) -> tuple[Fraction, Fraction]:
        return Fraction(0), Fraction(1 if percent else units)

    def measured(self, *, number: bool) -> Words:
        return Words("number" if number else "percent", {"level": Level(self.of), "where": self.where})

    def across(self, *, each_unit: bool) -> str:
        return super().across(each_unit=True) if each_unit else ""

    def noun(self) -> Level:
        return Level(self.of)
