"""Change of a ratio against the baseline year, in percentage points: both shares first, then their difference."""

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar, Literal

from khpcmd.diagnostics import Diagnostic
from khpcmd.measures.base import BaselineYear, KeyPath, MeasureModel, PlanNames, Sums, Takes, Total, Words
from khpcmd.measures.growth import check_baseline
from khpcmd.measures.parts import Names, Register, Whole
from khpcmd.measures.ratio import check_of_register, check_sides


class RatioChange(MeasureModel):
    """By how many percentage points a ratio rose or fell against the same ratio of the baseline year.

    Part and whole are added up over the units in each of the two years, then the shares are compared: a whole that
    grew counts as it grew, and no percentages are averaged. Both figures need the baseline year (``baseline: true``),
    from the returns or from ``--baseline FILE``; a unit without it leaves the target open, unless no figure of that
    year could turn the verdict. Where one of the two wholes is zero, nothing is compared. Where the document itself
    states the percentage of the year before, write the one to be reached as a ``ratio``; where units report the
    percentage itself, use ``change``. A whole from the register has a number for the baseline year as well, or one for
    all years.

    ```yaml
    measure: {kind: ratio_change, part: venues_inspected, whole: venues_total}
    threshold: {at_least: +1.5 points}
    ```
    """

    takes: ClassVar[frozenset[Takes]] = frozenset({"points"})
    signed: ClassVar[bool] = True
    kind: Literal["ratio_change"]
    part: Names
    """The field, or fields added up, that count what was reached."""
    whole: Whole
    """The field, or fields added up, that count what there is; or a number of the register."""

    def computed(self) -> Sums:
        return Sums(self.part, self.whole, nested=True, since=True)

    def check(self, plan: PlanNames, path: KeyPath) -> Iterator[Diagnostic]:
        if isinstance(self.whole, Register):
            yield from check_of_register(plan, path, self.part, self.whole, since=True)
        else:
            yield from check_sides(plan, path, self.part, self.whole, nested=True)
        yield from check_baseline(plan, path, self.fields(), {})

    def reach(self, *, percent: bool, units: int) -> tuple[Fraction, Fraction]:
        return Fraction(-1), Fraction(1)

    def measured(self, *, number: bool) -> Words:
        part = Total(self.part, apart=True)
        whole = self.whole if isinstance(self.whole, Register) else Total(self.whole, apart=True)
        return Words(parts={"part": part, "whole": whole, "before": BaselineYear()})
