"""Rates and averages: Σ part for so many of Σ whole, never a mean of means."""

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import Field

from khpcmd.diagnostics import Diagnostic
from khpcmd.diagnostics.parameters import Ref
from khpcmd.measures.base import KeyPath, MeasureModel, PlanNames, Sums, Takes, Total, Words
from khpcmd.measures.parts import Names, Register, Whole


class Rate(MeasureModel):
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
        yield from plan.fields((*path, "part"), self.part, "number")
        yield from plan.alike((*path, "part"), self.part)
        if isinstance(self.whole, Register):
            yield from plan.register((*path, "whole", "register"), self.whole.name, plan.common(self.part), self.part)
        else:
            yield from plan.fields((*path, "whole"), self.whole, "number")
            yield from plan.alike((*path, "whole"), self.whole)
            for name, place in plan.each((*path, "part"), self.part):
                if name in self.whole:
                    yield plan.wrong(place, Ref("word", "field_not_in_whole"))
        yield from plan.together(path, self.fields())

    def reach(self, *, percent: bool, units: int) -> tuple[Fraction, None]:
        return Fraction(0), None

    def measured(self, *, number: bool) -> Words:
        whole = self.whole if isinstance(self.whole, Register) else Total(self.whole, apart=True)
        parts = {"part": Total(self.part, apart=True), "whole": whole}
        return Words("average", parts) if self.per == 1 else Words("rate", {**parts, "per": self.per})
