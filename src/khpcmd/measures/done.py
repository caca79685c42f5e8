"""Done or not done."""

from typing import ClassVar, Literal

from khpcmd.measures.base import MeasureModel, Takes
from khpcmd.measures.tally import Contribution, Figures, Tally, exactly, one_if, yes_or_no
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
        key = Key(self.field)
        units = tuple(
            Contribution(unit, one_if(yes_or_no(figures.value(unit, key))), exactly(1), nested=True)
            for unit in figures.reporters((self.field,))
        )
        return Tally(units, units, ((key,),))
