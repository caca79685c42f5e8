"""Points for other targets, added up."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import lcm
from typing import ClassVar, Literal, NamedTuple

from pydantic import Field

from khpcmd.diagnostics import Diagnostic
from khpcmd.measures.base import KeyPath, MeasureModel, PlanNames, PointsFor, Takes, Words
from khpcmd.measures.points import ZERO, Criterion, check_criterion
from khpcmd.measures.tally import NOTHING, Contribution, Figures, Held, Points, Span, Tally

ONE = Fraction(1)
STEPS = 100
"""Points are counted in hundredths at least: so many of them are told to be lacking."""
NOT_CONCERNED = Held(frozenset({"not_applicable"}), None, None, None)


class _Ends(NamedTuple):
    """Of the points of a criterion in some worlds the most there are, none where it does not count there; the least and
    the most that it gives."""

    most: Fraction
    low: Fraction
    high: Fraction
    counts: bool = True


NOT_COUNTED = _Ends(ZERO, ZERO, ZERO, counts=False)


class Score(MeasureModel):
    """Points for other targets, added up. The threshold is a number of points, or a percentage of the most points.

    Each criterion is a target of this plan, which is judged and shown by itself as well. With ``judged: each_unit``
    every unit has a score of its own, made of its own standing at the targets, each of which has ``judged: each_unit``
    itself; the units are ranked. A target that the document sets for all units together is written once more for the
    units, with ``binding: false`` and a ``note`` where it only gives points. Where a criterion is open, the score lies
    between bounds, and the verdict is open unless both say the same.

    ```yaml
    targets:
      - id: N1
        clause: Phụ lục, tiêu chí 1
        quote: có kế hoạch (60 điểm)
        title: {vi: Có kế hoạch, en: With a plan}
        measure: {kind: done, field: plan_issued}
        judged: each_unit
        cumulative: true
      - id: N2
        clause: Phụ lục, tiêu chí 2
        quote: kiểm tra 20% số cơ sở (40 điểm)
        title: {vi: Cơ sở được kiểm tra, en: Venues that were inspected}
        measure: {kind: ratio, part: venues_inspected, whole: venues_total}
        threshold: {at_least: 20%}
        judged: each_unit
        cumulative: true
      - id: N
        clause: Phụ lục
        quote: đạt từ 80 điểm trở lên
        title: {vi: Tổng điểm của huyện, en: Score of a district}
        measure:
          kind: score
          criteria:
            - {target: N1, points: 60}
            - {target: N2, points: 40, give: in_proportion}
        threshold: {at_least: 80}
        judged: each_unit
        cumulative: true
    ```
    """

    takes: ClassVar[frozenset[Takes]] = frozenset({"percent", "number"})
    adds_up: ClassVar[bool] = False
    says_units: ClassVar[bool] = True
    kind: Literal["score"]
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    """The targets that points are given for."""
    not_applicable: Literal["none", "full", "not_counted"] = "none"
    """The points where a target is not applicable: none, all (full), or it is not counted and the rest stands for
    the whole."""
    waived: Literal["as_reached", "full", "not_counted"] = "as_reached"
    """The points where a target is waived: those of what was reached, all (full), or it is not counted and the rest
    stands for the whole."""

    @property
    def out_of(self) -> Fraction:
        return sum((one.most for one in self.criteria), ZERO)

    def scored_by(self) -> tuple[Criterion, ...]:
        return self.criteria

    def policies(self) -> tuple[str, ...]:
        return f"not_applicable_{self.not_applicable}", f"waived_{self.waived}"

    def computed(self) -> PointsFor:
        return PointsFor(self.criteria, self.not_applicable, self.waived)

    def check(self, plan: PlanNames, path: KeyPath) -> Iterable[Diagnostic]:
        for number, one in enumerate(self.criteria):  # what its targets are is known to the plan alone
            yield from check_criterion(plan, one, (*path, "criteria", number))

    def reach(self, *, percent: bool, units: int) -> tuple[Fraction, Fraction | None]:
        return ZERO, Fraction(1) if percent else self.out_of

    def measured(self, *, number: bool) -> Words:
        return Words(parts={"count": len(self.criteria)})

    def figure(self) -> Words:
        return Words()

    def noun(self) -> Words:
        return Words()

    def points(self, figures: Figures, unit: str) -> tuple[Points, ...]:
        return tuple(_told(one, self._ends(one, figures.held(one.target).get(unit))) for one in self.criteria)

    def tally(self, figures: Figures) -> Tally:
        units = figures.in_scope(unit for one in self.criteria for unit in figures.held(one.target))
        alone = tuple(self._contribution(figures, unit) for unit in units)
        together = (self._contribution(figures, ""),)
        return Tally(together, together, by_themselves=alone, out_of=self.out_of)

    def _contribution(self, figures: Figures, unit: str) -> Contribution:
        """The score of one unit (or of all, "") as whole numbers: its part of the most points, between its ends."""
        found = [self._ends(one, figures.held(one.target).get(unit)) for one in self.criteria]
        if not any(end.most for ends in found for end in ends):  # every criterion is not counted
            return Contribution(unit, NOTHING, NOTHING, nested=True)
        low = least_share([[(end.low, end.most) for end in ends] for ends in found])
        high = 1 - least_share([[(end.most - end.high, end.most) for end in ends] for ends in found])
        scale = lcm(low.denominator, high.denominator, self.out_of.numerator * STEPS)
        empty = all(any(not end.most for end in ends) for ends in found)
        part = Span(min(0, int(low * scale)) if empty else int(low * scale), int(high * scale))
        return Contribution(unit, part, Span(0 if empty else scale, scale), nested=True)

    def _ends(self, one: Criterion, held: Held | None) -> list[_Ends]:
        """What the points of a criterion may be; a unit that the target does not concern has nothing to measure."""
        known = held or NOT_CONCERNED
        return list(dict.fromkeys(self._of_verdict(one, verdict, known) for verdict in sorted(known.verdicts)))

    def _of_verdict(self, one: Criterion, verdict: str, held: Held) -> _Ends:
        of_nothing = one.not_applicable or self.not_applicable
        policy = {"not_applicable": of_nothing, "waived": self.waived}.get(verdict, "")
        if policy == "not_counted":
            return NOT_COUNTED
        if policy == "full" or (verdict == "met" and not one.by_value):
            return _Ends(one.most, one.most, one.most)
        if policy == "none":
            return _Ends(one.most, ZERO, ZERO)
        if one.by_value:
            return _of_value(one, held)
        return _Ends(one.most, ZERO, one.most if verdict == "in_progress" and held.may_come else ZERO)


def _of_value(one: Criterion, held: Held) -> _Ends:
    """The points for the least and the most that the value can be; none are sure of a value that may still change, but
    where more of it never gives fewer."""
    if one.give == "in_proportion" and one.full(held.asked) is None:
        return _Ends(one.most, ZERO, one.most)
    ends = (None, None) if held.moves and one.falls else (held.low, held.high)
    return _Ends(one.most, *one.between(*ends, held.asked))


def _told(one: Criterion, ends: Sequence[_Ends]) -> Points:
    """The points of a criterion from their least to their most."""
    counting = [end for end in ends if end.counts]
    low, high = min((end.low for end in counting), default=ZERO), max((end.high for end in counting), default=ZERO)
    return Points(one.target, one.most, low, high, not_counted=not counting, may_not_count=len(counting) < len(ends))


def least_share(choices: Sequence[Sequence[tuple[Fraction, Fraction]]]) -> Fraction:
    """The least that points out of the points that count can be, one choice of each; at least one of them counts.

    Where all of them may not count, it is that of one alone: together with others it is not lower. Else a share below
    which a choice lies is found by asking each criterion for itself what it adds to "points - share · most": the choice
    that adds the least makes the next, lower share, until none is lower.
    """
    if all(any(not most for _, most in one) for one in choices):
        return min(points / most for one in choices for points, most in one if most)
    share = ONE
    while True:

        def added(choice: tuple[Fraction, Fraction], share: Fraction = share) -> tuple[Fraction, Fraction]:
            return choice[0] - share * choice[1], -choice[1]

        points, whole = (sum(side, ZERO) for side in zip(*(min(one, key=added) for one in choices), strict=True))
        if points == share * whole:
            return share
        share = points / whole
