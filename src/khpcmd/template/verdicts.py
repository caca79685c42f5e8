"""The verdict on one unit and its gap, as formulas: ``judge.rule.Rule`` and ``judge.bounds.gap`` for a single
contribution.

A figure that is not known may be any whole number; what the regions say in which the unit's value can lie is the
verdict, if they all say the same. The margin d·part - n·whole decides, as it does there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from khpcmd.judge.rule import Rule
from khpcmd.measures.threshold import Limits
from khpcmd.template.measured import Measured
from khpcmd.template.regions import Differences, Values, first_of, last_of
from khpcmd.template.terms import ENDLESS, EXACT, Ledger, Term, all_of, any_of, const, if_, least, not_

MET, MISSED, IN_PROGRESS, NOTHING, OPEN = "met", "missed", "in_progress", "not_applicable", "inconclusive"
"""The verdicts as the formulas call them."""
INFORMATION = "information"
"""What stands in their place where the unit owes a number together with others."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges one target for one unit."""

    name: str
    rule: Rule
    found: Measured
    keep: Ledger

    def information(self, *, whole_asked: bool) -> Term:
        """Whether there is a figure, where none is asked of the unit by itself; also its whole, if the form asks it."""
        part, whole = self.found.part, self.found.whole
        known = part.low.eq(part.high)
        if whole_asked:
            known = all_of((known, whole.low.eq(whole.high), *([self.found.then_known] if self.found.then else [])))
        return self._put("verdict", if_(known, INFORMATION, OPEN))

    def verdict(self) -> Term:
        return self.settled(*self._possible())

    def settled(self, can_be: Callable[[Limits], Term], nothing: Term) -> Term:
        """The verdict by the regions that the value can lie in, and whether there can be nothing to measure."""
        found = dict[str, list[Term]]()
        for number, (region, verdict) in enumerate(self.rule.standings(nested=self.found.nested)):
            found.setdefault(verdict.value, []).append(self._put(f"region {number}", can_be(region)))
        found.setdefault(self.rule.of_nothing.value, []).append(self._put("nothing", nothing))
        possible = {name: self._put(name, any_of(terms)) for name, terms in found.items()}
        result = const(OPEN)
        for name, term in possible.items():
            others = [other for another, other in possible.items() if another != name]
            result = if_(all_of((term, *map(not_, others))), name, result)
        if self.found.to_come is not None:
            result = if_(all_of((result.eq(OPEN), self.found.to_come)), IN_PROGRESS, result)
        return self._put("verdict", result)

    def _possible(self) -> tuple[Callable[[Limits], Term], Term]:
        """Whether the value can lie in a region, and whether there can be nothing to measure."""
        values = Values(self.found.part, self.found.whole, self.found.nested)
        if self.found.then is None:
            floor = self._put("floor", values.floor)
            return lambda region: values.can_be(region, floor), values.can_be_nothing
        both = Differences.of(values, Values(*self.found.then, self.found.nested), self._put)
        return both.can_be, both.can_be_nothing

    def _put(self, label: str, term: Term) -> Term:
        return self.keep.put(f"{self.name} {label}", term)

    def gap(self, verdict: Term) -> Term:
        """How many more (or fewer) of the part would turn the verdict; "" where no number would."""
        part, whole = self.found.part, self.found.whole
        more = _gap(self.rule.limits, self.found)
        if self.rule.interim and self.rule.milestone is not None:
            missed, lost = verdict.eq(MISSED), self.rule.lost
            if lost is not None:
                missed = all_of((missed, not_(part.low.gt(last_of(self.rule.limits, whole)))))
            more = if_(missed, _gap(self.rule.milestone, self.found), more)
        short = any_of(verdict.eq(word) for word in (MISSED, IN_PROGRESS, OPEN))
        known = [part.low.eq(part.high), whole.low.eq(whole.high), not_(whole.low.eq(0)), short]
        if self.found.then is not None:
            known += [self.found.then_known, not_(self.found.then[1].low.eq(0)), self._exact()]
        return self._put("gap", if_(all_of(known), more, ""))

    def _exact(self) -> Term:
        """Whether the products that a gap beside another year is worked out by are exact."""
        limits = [one for one in (self.rule.limits, self.rule.milestone) if one is not None]
        ends = [end for one in limits for end in (one.low, one.high) if end is not None]
        scale = 2 * max(max(end.denominator, abs(end.numerator)) for end in ends)
        whole_then = self.found.then[1].low if self.found.then is not None else const(1)
        return (self.found.whole.low * whole_then).le(EXACT // scale)


def _gap(limits: Limits, found: Measured) -> Term:
    """From the part to the nearest whole number that keeps the limits; "" where it is one, and where there is none."""
    part, whole, then = found.part.low, found.whole, found.then
    least_part = const(-ENDLESS) if found.counted and found.before else const(0)  # a change may be negative
    first = least_part if limits.low is None else first_of(limits, whole, then)
    ends = [last_of(limits, whole, then)] if limits.high is not None else []
    ends += [whole.low] if found.nested else []
    below = if_(part.lt(first), first - part, "")
    if not ends:
        return below
    last = least(ends)
    more = if_(part.lt(first), first - part, if_(part.gt(last), last - part, ""))
    return if_(first.le(last), more, "")
