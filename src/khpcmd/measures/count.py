"""An absolute count or amount, at least or at most so many."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from khpcmd.diagnostics import Diagnostic
from khpcmd.measures.base import KeyPath, MeasureModel, PlanNames, Sums, Takes, Total, Words
from khpcmd.measures.parts import Names


class Count(MeasureModel):
    """A number of things or an amount, added up over the units that report it; there is no denominator.

    A percentage that is reported as such has a percentage as its threshold and is judged for each unit, or of one unit.

    ```yaml
    measure: {kind: count, of: people_informed}
    threshold: {at_least: 5300}
    ```
    """

    takes: ClassVar[frozenset[Takes]] = frozenset({"number", "percent"})
    absolute: ClassVar[bool] = True
    kind: Literal["count"]
    of: Names
    """The field, or fields added up, that are counted."""

    def computed(self) -> Sums:
        return Sums(self.of, None)

    def check(self, plan: PlanNames, path: KeyPath) -> Iterator[Diagnostic]:
        yield from plan.fields((*path, "of"), self.of, "number")
        yield from plan.alike((*path, "of"), self.of, absolute=True)
        yield from plan.together(path, self.of)

    def measured(self, *, number: bool) -> Words:
        return Words(parts={"of": Total(self.of)})
