"""Share of units that meet one or several conditions; or *k* of *n* units."""

from functools import partial
from typing import ClassVar, Literal

from khpcmd.measures.base import MeasureModel, Takes
from khpcmd.measures.condition import Condition, cells_of
from khpcmd.measures.pool import Each
from khpcmd.measures.tally import Contribution, Figures, Span, Tally, exactly


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
        units = figures.members(self.of)
        holds = [self.where.holds(figures, unit) for unit in units]
        parts = [None if one is None else int(one) for one in holds]
        each = Each(units, partial(self._unit, figures), parts, [1] * len(units), nested=True)
        return Tally(each, each)

    def _unit(self, figures: Figures, unit: str) -> Contribution:
        holds = self.where.holds(figures, unit)
        part = Span(0, 1) if holds is None else exactly(int(holds))
        return Contribution(unit, part, exactly(1), nested=True, part_cells=cells_of(self.where, figures, unit))
