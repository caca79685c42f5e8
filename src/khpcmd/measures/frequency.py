"""At least *n* in every month, or in every quarter."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from khpcmd.diagnostics import Diagnostic
from khpcmd.measures.base import Counts, Empty, KeyPath, MeasureModel, MonthsReach, PlanNames, Takes, Total, Words
from khpcmd.measures.tally import Contribution, Figures, Groups, Span, Tally, added, exactly


class Frequency(MeasureModel):
    """Every complete month (or quarter) of the period has at least ``at_least`` of what the field counts.

    ``by: any`` adds the reporting units together, so that one of them is enough in a month; ``by: each`` asks it
    of every one. The field is a month series. It takes no threshold: every month means every month.

    ```yaml
    measure: {kind: frequency, of: news_items, every: month, at_least: 1, by: any}
    ```
    """

    takes: ClassVar[frozenset[Takes]] = frozenset({"nothing"})
    empty: ClassVar[Empty] = "no_months"
    kind: Literal["frequency"]
    of: str
    """The month series to check."""
    every: Literal["month", "quarter"] = "month"
    """The interval to check: month or quarter."""
    at_least: int = Field(default=1, ge=1)
    """The minimum for each interval."""
    by: Literal["any", "each"] = "any"
    """Whether the units are taken together or each by itself."""

    def owed_together(self, period: str) -> bool:
        return self.by == "any"

    def computed(self) -> MonthsReach:
        return MonthsReach(self.of, self.at_least, self.every)

    def check(self, plan: PlanNames, path: KeyPath) -> Iterator[Diagnostic]:
        yield from plan.fields((*path, "of"), (self.of,), "months")

    def measured(self, *, number: bool) -> Words:
        return Words(self.every, {"of": Total((self.of,))})

    def across(self, *, each_unit: bool) -> str:
        return f"measures.frequency.across.{self.by}"

    def asked(self, baseline_year: int | None) -> Words:
        return self.figure()

    def figure(self) -> Words:
        return Words(self.every, {"count": self.at_least, "noun": Counts(self.of)})

    def noun(self) -> Words:
        return Words(self.every)

    def tally(self, figures: Figures) -> Tally:
        units, keys = figures.reporters((self.of,)), self.computed().keys(figures)
        shown = tuple(self._reached(figures, (unit,), keys, unit) for unit in units)
        if self.by == "each" or not units:
            return Tally(shown, shown, (tuple(key for slot in keys for key in slot),))
        return Tally((self._reached(figures, units, keys, ""),), shown, keys)

    def _reached(self, figures: Figures, units: tuple[str, ...], slots: Groups, name: str) -> Contribution:
        """How many of the months or quarters have enough, the figures of some units added up."""
        totals = [added(figures.total(unit, keys) for unit in units) for keys in slots]
        enough = (Span(one.low >= self.at_least, one.high is None or one.high >= self.at_least) for one in totals)
        return Contribution(name, added(enough), exactly(len(slots)), nested=True)
