"""Change against the baseline year as a number: so many more or fewer, or percentage points of a reported one."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import Field

from khpcmd.diagnostics import Diagnostic
from khpcmd.measures.base import BaselineYear, KeyPath, MeasureModel, PlanNames, Sums, Takes, Total, Words
from khpcmd.measures.growth import check_baseline, stated_span
from khpcmd.measures.parts import Names
from khpcmd.measures.tally import LEAST, NOTHING, Contribution, Figures, Tally, keys_of, less
from khpcmd.measures.threshold import Number, Stated
from khpcmd.returns import Basis


class Change(MeasureModel):
    """By how much a figure rose or fell against the same figure of the baseline year, as a number.

    Of counts and amounts it is a number (``at_least: +5``, ``at_most: -10``), added up over the units. Of a percentage
    that is reported as such it is in percentage points (``at_most: -1.5 points``), and is judged for each unit, or of
    one unit. The baseline comes from where that of ``growth`` comes from; a baseline of zero is a number as any other.

    ```yaml
    measure: {kind: change, of: crimes_handled}
    threshold: {at_least: +5}
    ```
    """

    takes: ClassVar[frozenset[Takes]] = frozenset({"number", "points"})
    absolute: ClassVar[bool] = True
    signed: ClassVar[bool] = True
    kind: Literal["change"]
    of: Names
    """The field, or fields added up, that are compared."""
    baseline: dict[str, Stated] = Field(default_factory=dict)
    """The total of the baseline year over all units, by period, where the plan knows it."""

    def fields(self) -> tuple[str, ...]:
        return self.of

    def part_fields(self) -> tuple[str, ...]:
        return self.of

    def baseline_fields(self) -> tuple[str, ...]:
        return self.of

    def stated_baseline(self) -> Mapping[str, Number]:
        return self.baseline

    def computed(self) -> Sums | None:
        """A form of one unit has nothing to compare with the baseline of all units."""
        return None if self.baseline else Sums(self.of, None, before=True)

    def check(self, plan: PlanNames, path: KeyPath) -> Iterator[Diagnostic]:
        yield from plan.fields((*path, "of"), self.of, "number")
        yield from plan.alike((*path, "of"), self.of, absolute=True)
        yield from check_baseline(plan, path, self.of, self.baseline)

    def reach(self, *, percent: bool, units: int) -> tuple[Fraction, None]:
        return Fraction(LEAST), None

    def measured(self, *, number: bool) -> Words:
        return Words(parts={"of": Total(self.of), "before": BaselineYear()})

    def tally(self, figures: Figures) -> Tally:
        sums, total = Sums(self.of, None, before=True), self.baseline.get(figures.period)
        found = sums.tally(figures)
        if total is None:
            return found
        before = [figures.total(one.unit, keys_of(self.of, Basis.BASELINE)) for one in found.shown]
        base = stated_span(int(total * (found.steps or 1)), before)
        alone, stated = Sums(self.of, None).of_units(figures), Contribution("", less(NOTHING, base), None)
        now = (keys_of(self.of),)
        return replace(found, deciding=(*alone, stated), shown=alone, part=now, by_themselves=found.shown)
