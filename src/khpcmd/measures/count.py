"""An absolute count, at least or at most so many."""

from functools import partial
from typing import ClassVar, Literal

from khpcmd.measures.base import MeasureModel, Names, Takes
from khpcmd.measures.pool import Each
from khpcmd.measures.tally import Contribution, Figures, Tally, keys_of, sum_span


class Count(MeasureModel):
    """A number of things, added up over the units that report it; there is no denominator.

    ```yaml
    measure: {kind: count, of: people_informed}
    threshold: {at_least: 5300}
    ```
    """

    takes: ClassVar[frozenset[Takes]] = frozenset({"number"})
    kind: Literal["count"]
    of: Names
    """The field, or fields added up, that are counted."""

    def fields(self) -> tuple[str, ...]:
        return self.of

    def part_fields(self) -> tuple[str, ...]:
        return self.of

    def tally(self, figures: Figures) -> Tally:
        units = figures.reporters(self.of)
        each = Each(units, partial(self._unit, figures), figures.sums(units, keys_of(self.of)), None)
        return Tally(each, each)

    def _unit(self, figures: Figures, unit: str) -> Contribution:
        part, cells = sum_span(figures, unit, keys_of(self.of))
        return Contribution(unit, part, None, part_cells=cells)
