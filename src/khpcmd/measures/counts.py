"""Counts and amounts: as they are, and against the baseline year."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import Field

from khpcmd.diagnostics import Diagnostic
from khpcmd.measures.base import BaselineYear, Empty, KeyPath, MeasureModel, PlanNames, Sums, Takes, Total, Words
from khpcmd.measures.parts import Names
from khpcmd.measures.tally import LEAST, NOTHING, UNKNOWN, Contribution, Figures, Span, Tally, exactly, keys_of, less
from khpcmd.measures.threshold import Number, Stated
from khpcmd.returns import Basis


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


class AgainstBaseline(MeasureModel):
    """A figure that is held against the same one of the baseline year."""

    signed: ClassVar[bool] = True
    of: Names
    """The field, or fields added up, that are compared."""
    baseline: dict[str, Stated] = Field(default_factory=dict)
    """The total of the baseline year over all units, by period, where the plan knows it."""

    def stated_baseline(self) -> Mapping[str, Number]:
        return self.baseline

    def check(self, plan: PlanNames, path: KeyPath) -> Iterator[Diagnostic]:
        yield from plan.fields((*path, "of"), self.of, "number")
        yield from plan.alike((*path, "of"), self.of, absolute=self.absolute)
        yield from check_baseline(plan, path, self.of, self.baseline)

    def measured(self, *, number: bool) -> Words:
        return Words(parts={"of": Total(self.of), "before": BaselineYear()})

    @property
    def sums(self) -> Sums:
        """The figure of each unit, held against that of its baseline year."""
        return Sums(self.of, None if self.absolute else self.of, before=True)

    def tally(self, figures: Figures) -> Tally:
        """Where the plan knows the baseline of all units, it stands beside what each of them has now."""
        found, total = self.sums.tally(figures), self.baseline.get(figures.period)
        if total is None:
            return found
        own = [figures.total(one.unit, keys_of(self.of, Basis.BASELINE)) for one in found.shown]
        stated, alone = stated_span(int(total * (found.steps or 1)), own), Sums(self.of, None).of_units(figures)
        if self.absolute:
            deciding = (*alone, Contribution("", less(NOTHING, stated), None))
        else:
            deciding = (*(unit._replace(whole=NOTHING) for unit in alone), Contribution("", NOTHING, stated))
        now = (keys_of(self.of),)
        return found._replace(deciding=deciding, shown=alone, part=now, by_themselves=found.shown)


class Growth(AgainstBaseline):
    """The change of a count or an amount against the same figure of the baseline year, compared exactly.

    The baseline comes from the returns' own column of the baseline year, from ``--baseline FILE``, or from the
    plan (``baseline``, a total for all units, by period). A baseline of zero makes the target not applicable.

    ```yaml
    measure: {kind: growth, of: crimes_handled}
    threshold: {at_least: +3%}
    ```
    """

    growth: ClassVar[bool] = True
    empty: ClassVar[Empty] = "baseline_zero"
    kind: Literal["growth"]

    def owed_together(self, period: str) -> bool:
        """The plan's baseline is that of all units: one unit alone has none."""
        return period in self.baseline

    def computed(self) -> Sums:
        return self.sums

    def reach(self, *, percent: bool, units: int) -> tuple[Fraction, None]:
        return Fraction(-1), None


def check_baseline(
    plan: PlanNames, path: KeyPath, of: tuple[str, ...], stated: Mapping[str, Number]
) -> Iterator[Diagnostic]:
    """The baseline is a column of the returns, or the plan knows it for every period."""
    known = (*path, "baseline")
    yield from plan.exact(known, of, stated)
    yield from plan.together(path, of)
    for period in stated:
        if period not in plan.periods:
            yield plan.unknown("period", (*known, period), period, plan.periods, is_key=True)
    missing = [period for period in plan.periods if period not in stated]
    for name in of:
        if missing and not plan.asks_baseline(name):
            if not stated:
                yield plan.missing(("fields", name), "baseline", path)
            else:
                yield from (plan.missing(known, period) for period in missing)


def stated_span(total: int, own: Sequence[Span]) -> Span:
    """The plan's total of the baseline year; unknown where the units' own figures contradict it."""
    known = [one.low for one in own if one.exact]
    contradicted = sum(known) > total or (len(known) == len(own) and sum(known) != total)
    return UNKNOWN if own and contradicted else exactly(total)


class Maintain(Growth):
    """At least the level of the baseline year: growth of at least 0%. It takes no threshold.

    ```yaml
    measure: {kind: maintain, of: help_points}
    ```
    """

    takes: ClassVar[frozenset[Takes]] = frozenset({"nothing"})
    kind: Literal["maintain"]  # type: ignore[assignment]  # the tag of a union: each member has its own

    def asked(self, baseline_year: int | None) -> Words:
        return Words("unknown") if baseline_year is None else Words("year", {"year": str(baseline_year)})


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

    def computed(self) -> Sums | None:
        """A form of one unit has nothing to compare with the baseline of all units."""
        return None if self.baseline else self.sums

    def reach(self, *, percent: bool, units: int) -> tuple[Fraction, None]:
        return Fraction(LEAST), None
