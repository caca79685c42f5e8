"""Pooled ratio: Σ part / Σ whole, never a mean of percentages."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, ClassVar, Literal

from pydantic import Discriminator, Field, Tag

from khpcmd.measures.base import MeasureModel, Names, Takes
from khpcmd.measures.pool import Each
from khpcmd.measures.tally import Contribution, Figures, Tally, exactly, keys_of, sum_span


class Register(MeasureModel):
    """``{register: communes}``: a number the plan itself knows for each unit, never taken from returns."""

    name: str = Field(alias="register")
    """The name of the number under ``register`` of each unit."""


def _shape(value: object) -> str:
    return "register" if isinstance(value, dict | Register) else "fields"


Whole = Annotated[Annotated[Names, Tag("fields")] | Annotated[Register, Tag("register")], Discriminator(_shape)]


class Ratio(MeasureModel):
    """What was reached out of what there is, added up over the units that report it.

    ``part`` is counted inside ``whole``: a part larger than its whole is a fault of the data.

    ```yaml
    measure: {kind: ratio, part: venues_inspected, whole: venues_total}
    threshold: {at_least: 20%}
    ```
    """

    takes: ClassVar[frozenset[Takes]] = frozenset({"percent"})
    kind: Literal["ratio"]
    part: Names
    """The field, or fields added up, that count what was reached."""
    whole: Whole
    """The field, or fields added up, that count what there is; or a number of the register."""

    def fields(self) -> tuple[str, ...]:
        return self.part + (() if isinstance(self.whole, Register) else self.whole)

    def part_fields(self) -> tuple[str, ...]:
        return self.part

    def tally(self, figures: Figures) -> Tally:
        units = figures.reporters(self.fields())
        parts = figures.sums(units, keys_of(self.part))
        if isinstance(self.whole, Register):
            wholes: Sequence[int | None] = [figures.register(unit, self.whole.name) for unit in units]
        else:
            wholes = figures.sums(units, keys_of(self.whole))
        each = Each(units, partial(self._unit, figures), parts, wholes, nested=True)
        return Tally(each, each)

    def _unit(self, figures: Figures, unit: str) -> Contribution:
        part, part_cells = sum_span(figures, unit, keys_of(self.part))
        if isinstance(self.whole, Register):
            known = exactly(figures.register(unit, self.whole.name))
            return Contribution(unit, part, known, nested=True, part_cells=part_cells)
        whole, whole_cells = sum_span(figures, unit, keys_of(self.whole))
        return Contribution(unit, part, whole, nested=True, part_cells=part_cells, whole_cells=whole_cells)
