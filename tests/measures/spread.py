"""A kind of measure that khpcmd does not have: ``test_every_kind`` adds it to a copy, as CONTRIBUTING says."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from khpcmd.diagnostics import Diagnostic
from khpcmd.measures.base import KeyPath, MeasureModel, PlanNames, Takes, Total, Words
from khpcmd.measures.tally import UNKNOWN, Contribution, Figures, Span, Tally, exactly
from khpcmd.returns import Key


class Spread(MeasureModel):
    """How far the unit with the most lies above the one with the fewest.

    ```yaml
    measure: {kind: spread, of: venues_total}
    threshold: {at_most: 20}
    ```
    """

    takes: ClassVar[frozenset[Takes]] = frozenset({"number"})
    absolute: ClassVar[bool] = True
    adds_up: ClassVar[bool] = False
    says_units: ClassVar[bool] = True
    kind: Literal["spread"]
    of: str
    """The count that is compared from unit to unit."""

    def fields(self) -> tuple[str, ...]:
        return (self.of,)

    def part_fields(self) -> tuple[str, ...]:
        return (self.of,)

    def tally(self, figures: Figures) -> Tally:
        units = figures.reporters((self.of,))
        values = {unit: figures.value(unit, Key(self.of)) for unit in units}
        known = [int(value) for value in values.values() if isinstance(value, int)]
        shown = tuple(
            Contribution(unit, exactly(int(value)) if isinstance(value, int) else UNKNOWN, None)
            for unit, value in values.items()
        )
        least = max(known, default=0) - min(known, default=0)
        between = Span(least, least if len(known) == len(units) else None)
        return Tally((Contribution("", between, None),), shown)

    def check(self, plan: PlanNames, path: KeyPath) -> Iterator[Diagnostic]:
        yield from plan.fields((*path, "of"), (self.of,), "count")

    def measured(self, *, number: bool) -> Words:
        return Words(parts={"of": Total((self.of,))})
