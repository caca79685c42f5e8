"""How one target is judged: its limits in the period, and the verdict that they give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from khpcmd.judge import Possible, possible, together
from khpcmd.measures.tally import Contribution, Tally
from khpcmd.measures.threshold import Limits, Threshold
from khpcmd.plan.model import Plan
from khpcmd.plan.targets import Target
from khpcmd.results import Verdict


@dataclass(frozen=True, slots=True)
class Rule:
    """How a target is judged: its limits, its policy for 0/0, and whether the period leaves a shortfall open.

    ``milestone`` are the limits for the period itself, where it has some; ``own`` those of units with a threshold
    of their own.
    """

    target: Target
    limits: Limits
    interim: bool
    milestone: Limits | None
    own: Mapping[str, Limits]

    def alone(self, unit: str) -> Rule:
        """The same for one unit by itself."""
        number = self.target.counts_units(self.target.threshold)
        one = Limits(low=Fraction(1)) if self.target.limits.low is not None else Limits(high=Fraction(0))
        limits = self.own.get(unit, one if number else self.target.limits)
        return replace(self, limits=limits, milestone=None if unit in self.own or number else self.milestone)

    def due(self, verdict: Verdict) -> Limits:
        """The limits that a verdict turns on: those of the period, where it is missed by these."""
        missed = verdict is Verdict.MISSED and self.interim
        return self.milestone if missed and self.milestone is not None else self.limits

    def verdict(self, contributions: Sequence[Contribution]) -> Verdict:
        verdict = _SURE.get(self.outcomes(contributions), Verdict.INCONCLUSIVE)
        return self._so_far(verdict, contributions) if verdict in (Verdict.MET, Verdict.MISSED) else verdict

    def _parts(self, contributions: Sequence[Contribution]) -> list[tuple[Sequence[Contribution], Limits]]:
        """What is judged together, with its limits: everything, or each unit by itself."""
        if self.target.judged != "each_unit":
            return [(contributions, self.limits)]
        return [((unit,), self.own.get(unit.unit, self.limits)) for unit in contributions]

    def outcomes(self, contributions: Sequence[Contribution]) -> Possible:
        found = [possible(part, limits) for part, limits in self._parts(contributions)]
        if self.target.zero == "not_applicable":
            return together(found)
        missed = any(group.missed or group.nothing for group in found)
        return Possible(met=all(group.met for group in found), missed=missed, nothing=False)

    def _so_far(self, verdict: Verdict, contributions: Sequence[Contribution]) -> Verdict:
        """Before the year is over a shortfall is under way, and so is an upper limit that has not been passed yet."""
        if not self.interim:
            return verdict
        if verdict is Verdict.MISSED and self.milestone is not None:
            return self._at_milestone(contributions, self.milestone)
        ends = [(part, limits) for part, limits in self._parts(contributions) if _can_be_passed(part, limits)]
        if not ends:
            return Verdict.IN_PROGRESS if verdict is Verdict.MISSED else verdict
        kept = (possible(part, Limits(high=end.high, high_strict=end.high_strict)).met for part, end in ends)
        return Verdict.IN_PROGRESS if all(kept) else verdict

    def _at_milestone(self, contributions: Sequence[Contribution], milestone: Limits) -> Verdict:
        """Short of the threshold: on the way if the milestone is surely reached, missed if it surely is not."""
        match replace(self, limits=milestone, milestone=None, own={}).outcomes(contributions):
            case Possible(met=True, missed=False):
                return Verdict.IN_PROGRESS
            case Possible(met=False, missed=True):
                return Verdict.MISSED
            case _:
                return Verdict.INCONCLUSIVE


_SURE = {
    Possible(met=True, missed=False, nothing=False): Verdict.MET,
    Possible(met=False, missed=True, nothing=False): Verdict.MISSED,
    Possible(met=False, missed=False, nothing=True): Verdict.NOT_APPLICABLE,
}
"""The verdict where only one outcome is possible."""


def _can_be_passed(contributions: Sequence[Contribution], limits: Limits) -> bool:
    """Whether there is an upper limit that figures may still pass; a share cannot pass 100 %."""
    return limits.high is not None and not (limits.high >= 1 and all(unit.nested for unit in contributions))


def rule_of(plan: Plan, period: str, target: Target, tally: Tally) -> Rule:
    """How a target is judged in a period; ``tally`` says over how many units."""
    years = target.years is not None and plan.year < target.years.last
    own: dict[str, Limits] = {}
    for name, threshold in target.unit_thresholds.items():
        own |= dict.fromkeys(plan.members((name,)), target.limits_of(threshold))
    for name in target.unit_thresholds.keys() & plan.unit.keys():  # a unit's own before its group's
        own[name] = target.limits_of(target.unit_thresholds[name])
    milestone = target.milestones.get(period)
    return Rule(
        target,
        _limits(target, target.threshold, tally),
        interim=(target.cumulative and plan.periods[period].interim) or years,
        milestone=None if milestone is None else _limits(target, milestone, tally),
        own=own,
    )


def _limits(target: Target, threshold: Threshold | None, tally: Tally) -> Limits:
    """A threshold as limits of part over whole; "k of n units" is a share of the n."""
    limits = target.limits_of(threshold)
    return limits.over(len(tally.deciding)) if target.counts_units(threshold) else limits
