"""Done or not done."""

from __future__ import annotations

from typing import ClassVar, Literal

from khpcmd.measures.base import MeasureModel, Takes
from khpcmd.measures.tally import Contribution, Figures, Span, Tally, exactly, truth
from khpcmd.returns import Key


class Done(MeasureModel):
    """Every unit that reports the field has declared "yes". It takes no threshold.

    ```yaml
    measure: {kind: done, field: scheme_issued}
    ```
    """

    takes: ClassVar[frozenset[Takes]] = frozenset({"nothing"})
    kind: Literal["done"]
    field: str
    """The yes/no field that is asked."""

    def fields(self) -> tuple[str, ...]:
        return (self.field,)

    def part_fields(self) -> tuple[str, ...]:
        return ()

    def tally(self, figures: Figures) -> Tally:
        contributions = tuple(self._unit(figures, unit) for unit in figures.reporters((self.field,)))
        return Tally(contributions, contributions)

    def _unit(self, figures: Figures, unit: str) -> Contribution:
        cell = figures.cell(unit, Key(self.field))
        done = truth(cell)
        part = Span(0, 1) if done is None else exactly(int(done))
        return Contribution(unit, part, exactly(1), nested=True, part_cells=() if cell is None else (cell,))
