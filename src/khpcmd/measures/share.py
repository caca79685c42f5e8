"""Share of units that meet one or several conditions; or *k* of *n* units."""

from typing import ClassVar, Literal

from khpcmd.measures.base import MeasureModel, Takes
from khpcmd.measures.condition import Condition
from khpcmd.measures.tally import Contribution, Figures, Tally, exactly, keys_of, one_if


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
    kind: Literal["share"]
    of: str
    """The level whose units are counted."""
    where: Condition
    """What a unit has to meet."""

    def fields(self) -> tuple[str, ...]:
        return self.where.fields()

    def part_fields(self) -> tuple[str, ...]:
        return ()

    def tally(self, figures: Figures) -> Tally:
        units = tuple(
            Contribution(unit, one_if(self.where.holds(figures, unit)), exactly(1), nested=True)
            for unit in figures.members(self.of)
        )
        return Tally(units, units, (keys_of(self.fields()),))
