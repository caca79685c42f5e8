"""Growth against the baseline year, and keeping at least the baseline."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from khpcmd.measures.base import MeasureModel, Names, Takes
from khpcmd.measures.tally import NOTHING, UNKNOWN, Contribution, Figures, Span, Tally, exactly, keys_of
from khpcmd.returns import Basis


class Growth(MeasureModel):
    """The change of a count against the same count of the baseline year, compared in whole numbers.

    The baseline comes from the returns' own column of the baseline year, from ``--baseline FILE``, or from the
    plan (``baseline``, a total for all units, by period). A baseline of zero makes the target not applicable.

    ```yaml
    measure: {kind: growth, of: crimes_handled}
    threshold: {at_least: +3%}
    ```
    """

    takes: ClassVar[frozenset[Takes]] = frozenset({"percent"})
    growth: ClassVar[bool] = True
    kind: Literal["growth"]
    of: Names
    """The field, or fields added up, that are compared."""
    baseline: dict[str, Annotated[int, Field(ge=0)]] = Field(default_factory=dict)
    """The total of the baseline year over all units, by period, where the plan knows it."""

    def fields(self) -> tuple[str, ...]:
        return self.of

    def part_fields(self) -> tuple[str, ...]:
        return self.of

    def tally(self, figures: Figures) -> Tally:
        now, before = keys_of(self.of), keys_of(self.of, Basis.BASELINE)
        units = tuple(
            Contribution(unit, figures.total(unit, now), figures.total(unit, before))
            for unit in figures.reporters(self.fields())
        )
        total = self.baseline.get(figures.period)
        if total is None:
            return Tally(units, units, (now,), (before,))
        parts = (unit._replace(whole=NOTHING) for unit in units)
        return Tally((*parts, Contribution("", NOTHING, _stated(total, units))), units, (now,), (before,))


def _stated(total: int, units: Sequence[Contribution]) -> Span:
    """The plan's total of the baseline year; nobody knows it where the units' own figures contradict it."""
    known = [unit.whole.low for unit in units if unit.whole is not None and unit.whole.exact]
    contradicted = sum(known) > total or (len(known) == len(units) and sum(known) != total)
    return UNKNOWN if units and contradicted else exactly(total)


class Maintain(Growth):
    """At least what the baseline year had: growth of at least 0 %. It takes no threshold.

    ```yaml
    measure: {kind: maintain, of: help_points}
    ```
    """

    takes: ClassVar[frozenset[Takes]] = frozenset({"nothing"})
    kind: Literal["maintain"]  # type: ignore[assignment]  # the tag of a union: each member has its own
