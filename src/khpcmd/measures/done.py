"""Done or not done."""

from collections.abc import Iterator
from functools import partial
from typing import ClassVar, Literal

from khpcmd.diagnostics import Diagnostic
from khpcmd.measures.base import MeasureModel, Path, PlanNames, Takes, Total, UnitMeets, Words
from khpcmd.measures.condition import FieldHolds
from khpcmd.measures.pool import Each
from khpcmd.measures.tally import Contribution, Figures, Span, Tally, exactly, truth
from khpcmd.returns import Key


class Done(MeasureModel):
    """Every unit that reports the field has declared "yes". It takes no threshold.

    ```yaml
    measure: {kind: done, field: scheme_issued}
    ```
    """

    takes: ClassVar[frozenset[Takes]] = frozenset({"nothing"})
    yes_or_no: ClassVar[bool] = True
    kind: Literal["done"]
    field: str
    """The yes/no field that is asked."""

    def fields(self) -> tuple[str, ...]:
        return (self.field,)

    def computed(self) -> UnitMeets:
        return UnitMeets(FieldHolds(field=self.field))

    def check(self, plan: PlanNames, path: Path) -> Iterator[Diagnostic]:
        yield from plan.fields((*path, "field"), (self.field,), "yes_no")

    def measured(self, *, number: bool) -> Words:
        return Words(parts={"field": Total((self.field,))})

    def across(self, *, each_unit: bool) -> str:
        return ""

    def figure(self) -> Words:
        return Words()

    def tally(self, figures: Figures) -> Tally:
        units = figures.reporters((self.field,))
        said = [truth(figures.cell(unit, Key(self.field))) for unit in units]
        parts = [None if one is None else int(one) for one in said]
        each = Each(units, partial(self._unit, figures), parts, [1] * len(units), nested=True)
        return Tally(each, each)

    def _unit(self, figures: Figures, unit: str) -> Contribution:
        cell = figures.cell(unit, Key(self.field))
        done = truth(cell)
        part = Span(0, 1) if done is None else exactly(int(done))
        return Contribution(unit, part, exactly(1), nested=True, part_cells=() if cell is None else (cell,))
