"""A part held against a whole, both added up first: as a share, as its change, or as a rate; never a mean of these."""

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import Field

from khpcmd.diagnostics import Diagnostic
from khpcmd.diagnostics.parameters import Ref
from khpcmd.measures.base import BaselineYear, KeyPath, MeasureModel, Part, PlanNames, Sums, Takes, Total, Words
from khpcmd.measures.counts import check_baseline
from khpcmd.measures.parts import Names, Register, Whole
from khpcmd.measures.tally import UNKNOWN, Contribution, Figures, Tally, added, keys_of


class OfWhole(MeasureModel):
    """A part that is held against a whole."""

    part: Names
    """The field, or fields added up, that count what was reached."""
    whole: Whole
    """The field, or fields added up, that count what there is; or a number of the register."""

    @property
    def words(self) -> dict[str, Part]:
        """Both as they stand in a sentence."""
        whole = self.whole if isinstance(self.whole, Register) else Total(self.whole, apart=True)
        return {"part": Total(self.part, apart=True), "whole": whole}


class Ratio(OfWhole):
    """What was reached out of what there is, added up over the units that report it.

    ``part`` lies inside ``whole``, both counts or both amounts of one unit of measure: a part larger than its whole is
    a data error, unless the plan says that it may be (``may_exceed``). Where one body reports the part and another one
    the whole (``reporters_differ``), the part of all units is held against the whole of all units, and none of them is
    judged alone.

    ```yaml
    measure: {kind: ratio, part: venues_inspected, whole: venues_total}
    threshold: {at_least: 20%}
    ```
    """

    kind: Literal["ratio"]
    whole: Whole
    """The field, or fields added up, that count what there is; or a number of the register, such as an assigned
    figure."""
    may_exceed: bool = False
    """Whether the part may be larger than the whole: a result held against an assigned figure ("105% kế hoạch
    giao")."""
    reporters_differ: bool = False
    """Whether part and whole have different reporters, for example cases by the police and verdicts by the court: each
    is added up over the units that report it, and all units are judged together."""

    def sides(self) -> tuple[tuple[str, ...], ...]:
        if not self.reporters_differ or isinstance(self.whole, Register):
            return (self.fields(),)
        return self.part, self.whole

    def owed_together(self, period: str) -> bool:
        """Part and whole of different units: none has both."""
        return self.apart

    def computed(self) -> Sums:
        return Sums(self.part, self.whole, nested=not self.may_exceed)

    def reach(self, *, percent: bool, units: int) -> tuple[Fraction, Fraction | None]:
        return Fraction(0), None if self.may_exceed else Fraction(1)

    def check(self, plan: PlanNames, path: KeyPath) -> Iterator[Diagnostic]:
        yield from check_sides(plan, path, self.computed())
        if self.reporters_differ and isinstance(self.whole, Register):
            yield plan.wrong((*path, "reporters_differ"), Ref("word", "whole_reported"))
            return
        for side in self.sides():
            yield from plan.together(path, side)

    def measured(self, *, number: bool) -> Words:
        variant = ("apart_" if self.reporters_differ else "") + ("exceeding" if self.may_exceed else "inside")
        return Words(variant, self.words)

    def tally(self, figures: Figures) -> Tally:
        return self._apart(figures) if self.apart else super().tally(figures)

    def _apart(self, figures: Figures) -> Tally:
        """The part of all units that report it, out of the whole of all that report that."""
        sides = tuple(map(keys_of, self.sides()))
        parts, wholes = (
            {unit: figures.total(unit, keys) for unit in figures.reporters(side)}
            for side, keys in zip(self.sides(), sides, strict=True)
        )
        part, whole = (added(one.values()) if one else UNKNOWN for one in (parts, wholes))
        shown = [
            Contribution(unit, own, wholes.get(unit), side="" if unit in wholes else "part")
            for unit, own in parts.items()
        ]
        shown += [Contribution(unit, own, None, side="whole") for unit, own in wholes.items() if unit not in parts]
        both = Contribution("", part, whole, not self.may_exceed)
        steps = figures.steps(self.part)
        return Tally((both,), tuple(shown), (sides[0],), (sides[1],), steps=steps, whole_steps=steps)


class RatioChange(OfWhole):
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

    def computed(self) -> Sums:
        return Sums(self.part, self.whole, nested=True, since=True)

    def check(self, plan: PlanNames, path: KeyPath) -> Iterator[Diagnostic]:
        yield from check_sides(plan, path, self.computed())
        yield from check_baseline(plan, path, self.fields(), {})

    def reach(self, *, percent: bool, units: int) -> tuple[Fraction, Fraction]:
        return Fraction(-1), Fraction(1)

    def measured(self, *, number: bool) -> Words:
        return Words(parts={**self.words, "before": BaselineYear()})


class Rate(OfWhole):
    """How much of one thing there is for so many of another, added up over the units: both sums first, then the rate.

    "8,5 bác sĩ trên 10.000 dân" is ``per: 10000`` and ``at_least: 8.5``; "bình quân mỗi xã ít nhất 2 buổi" is
    ``per: 1`` and ``at_least: 2``. Part and whole need not be of one unit of measure; the part may be the larger one.
    A number of the register is called by its ``unit_of_measure`` or title under ``registers``, or by what the field
    with that ``register_limit`` counts. For an average over communes that report themselves, the register of each says
    ``communes: 1``.

    ```yaml
    measure: {kind: rate, part: people_informed, whole: {register: communes}, per: 1}
    threshold: {at_least: 50}
    ```
    """

    takes: ClassVar[frozenset[Takes]] = frozenset({"number"})
    decimals: ClassVar[bool] = True
    kind: Literal["rate"]
    part: Names
    """The field, or fields added up, that are counted."""
    whole: Whole
    """The field, or fields added up, that they are counted for; or a number of the register."""
    per: int = Field(ge=1, le=10_000_000)
    """For how many of the whole: 1 for an average, 1000 or 100000 for a rate."""

    @property
    def scale(self) -> int:
        return self.per

    def computed(self) -> Sums:
        return Sums(self.part, self.whole, apart=True)

    def check(self, plan: PlanNames, path: KeyPath) -> Iterator[Diagnostic]:
        yield from check_sides(plan, path, self.computed())
        yield from plan.together(path, self.fields())

    def reach(self, *, percent: bool, units: int) -> tuple[Fraction, None]:
        return Fraction(0), None

    def measured(self, *, number: bool) -> Words:
        return Words("average", self.words) if self.per == 1 else Words("rate", {**self.words, "per": self.per})


def check_sides(plan: PlanNames, path: KeyPath, sums: Sums) -> Iterator[Diagnostic]:
    """Where a part and a whole are no figures that can be held against each other."""
    part, of = sums.part, sums.whole or ()
    inner, whole = (*path, "part"), (*path, "whole")
    yield from plan.fields(inner, part, "number")
    if isinstance(of, Register):
        yield from plan.alike(inner, part)
        yield from plan.register((*whole, "register"), of.name, plan.common(part), part, since=sums.since)
        return
    yield from plan.fields(whole, of, "number")
    if sums.apart:
        yield from plan.alike(inner, part)
    yield from plan.alike(whole, *((of,) if sums.apart else (part, of)))
    distinct = sums.nested and any(plan.counting(name) == "distinct" for name in of)
    for name, place in plan.each(inner, part):
        if name in of:
            yield plan.wrong(place, Ref("word", "field_not_in_whole"))
        elif distinct and plan.counting(name) == "visits":
            yield plan.wrong(place, Ref("word", "distinct_field"))
