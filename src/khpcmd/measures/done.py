"""Done or not done."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from khpcmd.diagnostics import Diagnostic
from khpcmd.measures.base import KeyPath, MeasureModel, PlanNames, Takes, Total, UnitMeets, Words
from khpcmd.measures.conditions import FieldHolds


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

    def computed(self) -> UnitMeets:
        return UnitMeets(FieldHolds(field=self.field))

    def check(self, plan: PlanNames, path: KeyPath) -> Iterator[Diagnostic]:
        yield from plan.fields((*path, "field"), (self.field,), "yes_no")

    def measured(self, *, number: bool) -> Words:
        return Words(parts={"field": Total((self.field,))})

    def across(self, *, each_unit: bool) -> str:
        return ""

    def figure(self) -> Words:
        return Words()
