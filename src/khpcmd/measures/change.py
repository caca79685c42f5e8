"""Change against the baseline year as a number: so many more or fewer, or percentage points of a reported one."""

from fractions import Fraction
from typing import ClassVar, Literal

from khpcmd.measures.base import Sums, Takes
from khpcmd.measures.growth import AgainstBaseline, stated_span
from khpcmd.measures.tally import LEAST, NOTHING, Contribution, Figures, Tally, keys_of, less
from khpcmd.returns import Basis


class Change(AgainstBaseline):
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
    kind: Literal["change"]

    def part_fields(self) -> tuple[str, ...]:
        return self.of

    def baseline_fields(self) -> tuple[str, ...]:
        return self.of

    def computed(self) -> Sums | None:
        """A form of one unit has nothing to compare with the baseline of all units."""
        return None if self.baseline else Sums(self.of, None, before=True)

    def reach(self, *, percent: bool, units: int) -> tuple[Fraction, None]:
        return Fraction(LEAST), None

    def tally(self, figures: Figures) -> Tally:
        sums, total = Sums(self.of, None, before=True), self.baseline.get(figures.period)
        found = sums.tally(figures)
        if total is None:
            return found
        before = [figures.total(one.unit, keys_of(self.of, Basis.BASELINE)) for one in found.shown]
        base = stated_span(int(total * (found.steps or 1)), before)
        alone, stated = Sums(self.of, None).of_units(figures), Contribution("", less(NOTHING, base), None)
        now = (keys_of(self.of),)
        return found._replace(deciding=(*alone, stated), shown=alone, part=now, by_themselves=found.shown)
