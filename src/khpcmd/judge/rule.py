"""How a target is judged: which verdict each value of its measure stands for, and what all worlds say.

``Rule.standings`` says by regions of values what a verdict would be if every figure were known. ``Rule.verdict`` asks
``bounds`` which regions the figures can still lie in: where they all stand for one verdict, that is it, and where they
do not, it is inconclusive. The formulas of a form (``template.calculation.Judge``) go by the same regions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from khpcmd.judge.statistics import Compared, compared
from khpcmd.measures.tally import Contribution, Tally
from khpcmd.measures.threshold import Limits, Threshold
from khpcmd.measures.totals import Totals
from khpcmd.plan.model import Plan, Target
from khpcmd.results import Verdict

Verdicts = frozenset[Verdict]
"""The verdicts of all worlds; none where the figures contradict each other."""
Standings = tuple[tuple[Limits, Verdict], ...]
"""Regions of values, each with its verdict."""
WEIGHT = (Verdict.NOT_APPLICABLE, Verdict.MET, Verdict.IN_PROGRESS, Verdict.MISSED)
"""Where each unit is judged by itself, the last of these decides; one with nothing to measure is left out."""


@dataclass(frozen=True)
class Rule:
    """How a target is judged: its limits, its policy for 0/0, and whether the period leaves a shortfall open.

    ``milestone`` are the limits for the period itself, where it has some; ``own`` those of units with a threshold
    of their own; ``falls`` says that a value may still fall, because its whole is another number when the year is over.
    """

    target: Target
    limits: Limits
    interim: bool
    milestone: Limits | None
    own: Mapping[str, Limits]
    on_the_way: Mapping[str, Limits] = field(default_factory=dict)
    """Limits for the period of single units."""
    falls: bool = False
    awaits: bool = False
    """Whether units whose days are still to come are under way, as long as nothing is decided."""
    coming: frozenset[str] = frozenset()
    """These units."""
    compared: Compared | None = None
    """What units have to reach beside each other, where the threshold is a statistic of them."""
    utmost: Limits | None = None
    """Of one unit of these: the limits where the others are the greatest that they can be."""

    def alone(self, unit: str) -> Rule:
        """The same for one unit by itself."""
        own, milestone = self.own.get(unit), self.on_the_way.get(unit)
        if own is None:
            return self if milestone is None else replace(self, milestone=milestone)
        most = None if self.compared is None else self.compared.most[unit]
        return replace(self, limits=own, milestone=milestone, utmost=None if most == own else most)

    def verdict(self, contributions: Sequence[Contribution]) -> Verdict:
        """What all worlds say."""
        found = self.verdicts(contributions)
        if len(found) == 1:
            return next(iter(found))
        to_come = (
            found and self.compared is None and all(unit.known or unit.unit in self.coming for unit in contributions)
        )
        return Verdict.IN_PROGRESS if to_come else Verdict.INCONCLUSIVE

    def verdicts(self, contributions: Sequence[Contribution]) -> Verdicts:
        """The verdicts of all worlds."""
        return self._joined(contributions) if self.target.judged == "each_unit" else self.together(contributions)

    def together(self, contributions: Sequence[Contribution]) -> Verdicts:
        """The verdicts of all worlds, everything taken together."""
        if self.utmost is not None:
            least, most = replace(self, utmost=None), replace(self, limits=self.utmost, utmost=None)
            return least.together(contributions) | most.together(contributions)
        totals, nested = Totals.of(contributions), all(unit.nested for unit in contributions)
        found = {verdict for region, verdict in self.standings(nested=nested) if totals.can_be(region)}
        return frozenset(found | {self.of_nothing} if totals.can_be_nothing else found)

    def _joined(self, contributions: Iterable[Contribution]) -> Verdicts:
        """The verdicts of all worlds, each unit by itself; units with the same figures are looked at once."""
        seen = dict[tuple[object, ...], Verdicts]()
        for unit in contributions:
            name, *figures = unit
            most = self.compared and self.compared.most[name]
            alike = (self.own.get(name), self.on_the_way.get(name), most, *figures)
            if alike not in seen:
                seen[alike] = self.alone(name).together((unit,))
        if not all(seen.values()):
            return frozenset()
        least = max((min(map(WEIGHT.index, found)) for found in seen.values()), default=0)
        return frozenset(verdict for found in seen.values() for verdict in found if WEIGHT.index(verdict) >= least)

    @property
    def of_nothing(self) -> Verdict:
        """The verdict where there is nothing to measure: a shortfall, if the plan says so, but past no upper limit."""
        if self.target.zero == "not_applicable":
            return Verdict.NOT_APPLICABLE
        return Verdict.IN_PROGRESS if self.interim and self.milestone is None else Verdict.MISSED

    def standings(self, *, nested: bool) -> Standings:
        """Every value that can be measured, by regions, with the verdict that it is."""
        return self._standings[nested]

    @cached_property
    def _standings(self) -> Sequence[Standings]:
        return [tuple(self._regions(nested=nested)) for nested in (False, True)]

    def _regions(self, *, nested: bool) -> Iterator[tuple[Limits, Verdict]]:
        """Before the year is over a shortfall is under way, and so is an upper limit that has not been passed yet; what
        is counted inside a whole (``nested``) cannot pass 100 %.
        """
        below, above = self.limits.below, self.limits.above
        open_above = above is not None and (above.hold(Fraction(1)) or not nested)
        moves = open_above or self.compared is not None
        yield self.limits, Verdict.IN_PROGRESS if self.interim and moves else Verdict.MET
        if below is not None:
            yield from self._short(below)
        if above is not None:
            yield from self._short(above) if self._may_come_down else ((above, Verdict.MISSED),)

    def _short(self, region: Limits) -> Iterator[tuple[Limits, Verdict]]:
        """Values that may still change for the better: on the way where the milestone is reached, if there is one."""
        if not self.interim or self.milestone is None:
            yield region, Verdict.IN_PROGRESS if self.interim else Verdict.MISSED
            return
        reached, short = (self.milestone,), (self.milestone.below, self.milestone.above)
        for parts, verdict in ((reached, Verdict.IN_PROGRESS), (short, Verdict.MISSED)):
            common = (region.both(part) for part in parts if part is not None)
            yield from ((part, verdict) for part in common if not part.empty)

    @property
    def _may_come_down(self) -> bool:
        """Whether a value beyond the upper limit can still come to lie within it.

        Counts only grow. A milestone with an upper limit of its own says that the figure is to come down.
        """
        return self.falls or (self.milestone is not None and self.milestone.high is not None)

    @property
    def lost(self) -> Limits | None:
        """The values that miss the threshold for good although the year goes on; None where there are none."""
        return self.limits.above if self.interim and not self._may_come_down else None

    def due(self, verdict: Verdict, contributions: Sequence[Contribution]) -> Limits:
        """The limits that a verdict turns on: those of the period, where it is missed by these."""
        if verdict is not Verdict.MISSED or not self.interim or self.milestone is None:
            return self.limits
        lasting = replace(self, milestone=None, falls=self._may_come_down)
        each = [(unit,) for unit in contributions] if self.target.judged == "each_unit" else [contributions]
        return self.limits if any(lasting.together(one) == {Verdict.MISSED} for one in each) else self.milestone

    def missed_on_the_way(self, unit: Contribution) -> bool:
        """Whether a unit misses by a milestone of its own."""
        own = self.on_the_way.get(unit.unit)
        return own is not None and (alone := self.alone(unit.unit)).due(alone.verdict((unit,)), (unit,)) is own

    def not_exceeded(self, units: Iterable[Contribution]) -> tuple[int, int] | None:
        """Of the units whose upper limit may still be passed in the rest of the year, how many surely have not passed
        it, each by itself; None where there is none."""
        kept = list[bool]()
        for unit in units if self.interim else ():
            rule, totals = self.alone(unit.unit), Totals.of((unit,))
            above, below, found = rule.limits.above, rule.limits.below, rule.together((unit,))
            if above is None or rule.can_be_met(nested=unit.nested) or found == {Verdict.NOT_APPLICABLE}:
                continue
            short = self.target.measure.signed and below is not None and totals.can_be(below)
            kept.append(found == {Verdict.IN_PROGRESS} and not totals.can_be(above) and not short)
        return (sum(kept), len(kept)) if kept else None

    def can_be_passed(self, contributions: Sequence[Contribution]) -> bool:
        """Whether the year leaves nobody's verdict "met", for there is an upper limit that may still be passed."""
        nested = all(unit.nested for unit in contributions)
        return not all(rule.can_be_met(nested=nested) for rule in (self, *map(self.alone, self.own)))

    def can_be_met(self, *, nested: bool) -> bool:
        """Whether a value within the limits is more than under way."""
        return (self.limits, Verdict.MET) in self.standings(nested=nested)


def rule_of(plan: Plan, period: str, target: Target, tally: Tally) -> Rule:
    """How a target is judged in a period; ``tally`` says over how many units."""
    of_register = target.threshold is not None and bool(target.threshold.registers)
    beside = compared(target.threshold, tally.deciding)
    others = frozenset(plan.unit) if of_register else plan.members(target.unit_thresholds)
    judged = others and others & {one.unit for one in (*tally.deciding, *tally.shown)}
    milestone, settled = target.milestones.get(period), target.measure.settled
    under_way = plan.is_under_way(target, period)
    own = {unit: _in_steps(target, plan.threshold_at(target, unit, period), tally) for unit in judged}
    each = (milestone is not None and milestone.varies) or bool(target.unit_milestones.get(period))
    units = frozenset(one.unit for one in (*tally.deciding, *tally.shown)) if each else frozenset[str]()
    milestones = ((unit, plan.milestone_at(target, unit, period)) for unit in units)
    return Rule(
        target,
        _limits(target, target.threshold, tally),
        interim=under_way and not settled,
        milestone=None if milestone is None or each else _limits(target, milestone, tally),
        on_the_way={unit: _in_steps(target, one, tally) for unit, one in milestones if one is not None},
        own=own if beside is None else beside.least,
        falls=target.measure.signed or any(plan.fields[name].accumulates for name in target.measure.whole_fields()),
        awaits=under_way and settled,
        coming=tally.coming if under_way and settled else frozenset(),
        compared=beside,
    )


def _limits(target: Target, threshold: Threshold | None, tally: Tally) -> Limits:
    """A threshold as limits of part over whole; "k of n units" is a share of the n."""
    limits = _in_steps(target, threshold, tally)
    return limits.over(len(tally.deciding)) if target.counts_units(threshold) else limits


def _in_steps(target: Target, threshold: Threshold | None, tally: Tally) -> Limits:
    """A threshold as limits, in the steps that it is tallied in."""
    return target.limits_of(threshold).over(value_of_one(target, tally))


def value_of_one(target: Target, tally: Tally) -> Fraction:
    """The value of one step of the part for one step of the whole, or by itself."""
    whole = 1 if target.measure.absolute else tally.whole_steps or 1
    return Fraction(target.measure.scale * whole, tally.steps or 1)
