"""Pooled ratio: Σ part / Σ whole, never a mean of percentages."""

from typing import Annotated, ClassVar, Literal

from pydantic import Discriminator, Field, Tag

from khpcmd.measures.base import MeasureModel, Names, Takes
from khpcmd.measures.tally import Contribution, Figures, Span, Tally, exactly, keys_of
from khpcmd.returns import Key


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
        part, whole = keys_of(self.part), () if isinstance(self.whole, Register) else keys_of(self.whole)
        units = tuple(
            Contribution(unit, figures.total(unit, part), self._whole(figures, unit, whole), nested=True)
            for unit in figures.reporters(self.fields())
        )
        return Tally(units, units, (part,), (whole,))

    def _whole(self, figures: Figures, unit: str, keys: tuple[Key, ...]) -> Span:
        if isinstance(self.whole, Register):
            return exactly(figures.register(unit, self.whole.name))
        return figures.total(unit, keys)
