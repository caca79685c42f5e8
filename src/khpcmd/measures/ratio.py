"""Pooled ratio: Σ part / Σ whole, never a mean of percentages."""

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar, Literal

from khpcmd.diagnostics import Diagnostic
from khpcmd.diagnostics.parameters import Ref
from khpcmd.measures.base import KeyPath, MeasureModel, PlanNames, Sums, Takes, Total, Words
from khpcmd.measures.parts import Names, Register, Whole
from khpcmd.measures.tally import NOTHING, UNKNOWN, Contribution, Figures, Tally, keys_of


class Ratio(MeasureModel):
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

    takes: ClassVar[frozenset[Takes]] = frozenset({"percent"})
    kind: Literal["ratio"]
    part: Names
    """The field, or fields added up, that count what was reached."""
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
        yield from check_sides(plan, path, self.part, self.whole, nested=not self.may_exceed)
        if self.reporters_differ and isinstance(self.whole, Register):
            yield plan.wrong((*path, "reporters_differ"), Ref("word", "whole_reported"))
            return
        for side in self.sides():
            yield from plan.together(path, side)

    def measured(self, *, number: bool) -> Words:
        whole = self.whole if isinstance(self.whole, Register) else Total(self.whole, apart=True)
        variant = ("apart_" if self.reporters_differ else "") + ("exceeding" if self.may_exceed else "inside")
        return Words(variant, {"part": Total(self.part, apart=True), "whole": whole})

    def tally(self, figures: Figures) -> Tally:
        return self._apart(figures) if self.apart else super().tally(figures)

    def _apart(self, figures: Figures) -> Tally:
        """The part of all units that report it, out of the whole of all that report that."""
        sides = tuple(map(keys_of, self.sides()))
        of_part, of_whole = (figures.reporters(side) for side in self.sides())
        part, whole = (
            sum((figures.total(unit, keys) for unit in units), NOTHING) if units else UNKNOWN
            for units, keys in zip((of_part, of_whole), sides, strict=True)
        )
        shown = [
            Contribution(unit, figures.total(unit, sides[0]), figures.total(unit, sides[1]))
            if unit in of_whole
            else Contribution(unit, figures.total(unit, sides[0]), None, side="part")
            for unit in of_part
        ]
        shown += [
            Contribution(unit, figures.total(unit, sides[1]), None, side="whole")
            for unit in of_whole
            if unit not in of_part
        ]
        both = Contribution("", part, whole, not self.may_exceed)
        return Tally((both,), tuple(shown), (sides[0],), (sides[1],), steps=figures.steps(self.part))


def check_of_register(
    plan: PlanNames, path: KeyPath, part: tuple[str, ...], of: Register, *, since: bool = False
) -> Iterator[Diagnostic]:
    """Where a part cannot be held against a number of the register, ``since`` says also in the baseline year."""
    yield from plan.fields((*path, "part"), part, "number")
    yield from plan.alike((*path, "part"), part)
    yield from plan.register((*path, "whole", "register"), of.name, plan.common(part), part, since=since)


def check_sides(
    plan: PlanNames, path: KeyPath, part: tuple[str, ...], of: tuple[str, ...] | Register, *, nested: bool
) -> Iterator[Diagnostic]:
    """Where the part and the whole of a ratio are no figures that can be held against each other."""
    if isinstance(of, Register):
        yield from check_of_register(plan, path, part, of)
        return
    whole = (*path, "whole")
    yield from plan.fields((*path, "part"), part, "number")
    yield from plan.fields(whole, of, "number")
    yield from plan.alike(whole, part, of)
    distinct = any(plan.counting(name) == "distinct" for name in of)
    for name, place in plan.each((*path, "part"), part):
        if name in of:
            yield plan.wrong(place, Ref("word", "field_not_in_whole"))
        elif distinct and nested and plan.counting(name) == "visits":
            yield plan.wrong(place, Ref("word", "distinct_field"))
