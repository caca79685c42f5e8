"""An absolute count, at least or at most so many."""

from typing import ClassVar, Literal

from khpcmd.measures.base import MeasureModel, Names, Takes
from khpcmd.measures.tally import Contribution, Figures, Tally, keys_of


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
        keys = keys_of(self.of)
        units = tuple(Contribution(unit, figures.total(unit, keys), None) for unit in figures.reporters(self.of))
        return Tally(units, units, (keys,))
