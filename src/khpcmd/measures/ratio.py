"""Pooled ratio: Σ part / Σ whole, never a mean of percentages."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import ClassVar, Literal

from khpcmd.diagnostics import Diagnostic, Ref
from khpcmd.measures.base import MeasureModel, Path, PlanNames, Sums, Takes, Total, Words
from khpcmd.measures.parts import Names, Register, Whole
from khpcmd.measures.pool import Each
from khpcmd.measures.tally import Contribution, Figures, Tally, exactly, keys_of, sum_span


class Ratio(MeasureModel):
    """What was reached out of what there is, added up over the units that report it.

    ``part`` is counted inside ``whole``: a part larger than its whole is a fault of the data.

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
    """The field, or fields added up, that count what there is; or a number of the register."""

    def fields(self) -> tuple[str, ...]:
        return self.part + (() if isinstance(self.whole, Register) else self.whole)

    def part_fields(self) -> tuple[str, ...]:
        return self.part

    def computed(self) -> Sums:
        return Sums(self.part, self.whole, nested=True)

    def check(self, plan: PlanNames, path: Path) -> Iterator[Diagnostic]:
        whole = (*path, "whole")
        yield from plan.fields((*path, "part"), self.part, "count")
        if isinstance(self.whole, Register):
            yield from plan.register((*whole, "register"), self.whole.name, plan.common(self.part))
        else:
            yield from plan.fields(whole, self.whole, "count")
            yield from self._inside(plan, self.whole, (*path, "part"))
        yield from plan.together(path, self.fields())

    def _inside(self, plan: PlanNames, whole: tuple[str, ...], path: Path) -> Iterator[Diagnostic]:
        """Visits cannot be part of distinct things, nor anything part of itself."""
        distinct = any(plan.counting(name) == "distinct" for name in whole)
        for name, place in plan.each(path, self.part):
            if name in whole:
                yield plan.wrong(place, Ref("word", "field_not_in_whole"))
            elif distinct and plan.counting(name) == "visits":
                yield plan.wrong(place, Ref("word", "distinct_field"))

    def measured(self, *, number: bool) -> Words:
        whole = self.whole if isinstance(self.whole, Register) else Total(self.whole, apart=True)
        return Words(parts={"part": Total(self.part, apart=True), "whole": whole})

    def tally(self, figures: Figures) -> Tally:
        units = figures.reporters(self.fields())
        parts = figures.sums(units, keys_of(self.part))
        if isinstance(self.whole, Register):
            wholes: Sequence[int | None] = [figures.register(unit, self.whole.name) for unit in units]
        else:
            wholes = figures.sums(units, keys_of(self.whole))
        each = Each(units, partial(self._unit, figures), parts, wholes, nested=True)
        return Tally(each, each)

    def _unit(self, figures: Figures, unit: str) -> Contribution:
        part, part_cells = sum_span(figures, unit, keys_of(self.part))
        if isinstance(self.whole, Register):
            known = exactly(figures.register(unit, self.whole.name))
            return Contribution(unit, part, known, nested=True, part_cells=part_cells)
        whole, whole_cells = sum_span(figures, unit, keys_of(self.whole))
        return Contribution(unit, part, whole, nested=True, part_cells=part_cells, whole_cells=whole_cells)
