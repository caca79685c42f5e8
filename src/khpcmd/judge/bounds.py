"""What a target can still come to, and how near a verdict is: the figures beside it.

``measures.totals`` says which values sums can have. ``bounds`` and ``gap`` give the figures beside a verdict,
``comparisons`` what a reader can check with a pocket calculator, ``margin_of`` what would turn a met target,
``fair_shares`` who could close a gap: none of this is asked of anybody. Numbers are whole ones, of amounts in their
last decimal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import inf
from operator import attrgetter, ge, gt, le, lt
from typing import Literal, NamedTuple

from khpcmd.judge.rule import Rule
from khpcmd.measures.tally import Contribution, Tally, in_ones
from khpcmd.measures.threshold import Limits, Number, decimal_of
from khpcmd.measures.totals import Range, Totals, numbers
from khpcmd.plan.model import Plan
from khpcmd.results import Bounds, FairShare, FairShares, Gap, Margin, Measurement, Reason, Result


def bounds(contributions: Sequence[Contribution]) -> Bounds:
    """The least and the greatest value (part over whole, or the count) over all worlds."""
    reach = Totals.of(contributions).reach
    return Bounds(None, None) if reach is None else Bounds(reach.low, reach.high)


def gap(measurement: Measurement, limits: Limits, *, nested: bool, signed: bool = False) -> int | None:
    """The smallest whole number added to (or taken from) the part that would reach the threshold; of amounts, part and
    whole are whole numbers of steps.

    ``signed`` is a change, which goes below zero. None where it is reached, where there is nothing to measure, or where
    no number would do.
    """
    kept, part = keeping(measurement, limits), int(measurement.part)
    if kept is None or kept.low <= part <= kept.high:
        return None
    last = min(kept.high, int(measurement.whole)) if nested and measurement.whole is not None else kept.high
    if not max(kept.low, -inf if signed else min(part, 0)) <= last:
        return None
    return int(kept.low if part < kept.low else last) - part


def figure_of(unit: Contribution) -> Measurement:
    """The figure of one unit, as far as it is known."""
    exact, before = unit.exact, None if unit.before is None else (unit.before.part.low, unit.before.whole.low)
    part, whole = unit.part.low if exact else max(0, unit.part.low), None if unit.whole is None else unit.whole.low
    return Measurement(part, whole, int(exact), 1, side=unit.side, before=before)


def margin(found: Measurement, limits: Limits, *, nested: bool, free: bool) -> int | None:
    """The smallest whole number taken from the part (or added to it) by which it would no longer keep the limits.

    A part is not below zero unless it is ``free`` to be. None where no number would do.
    """
    sides = (side for side in (limits.below, limits.above) if side is not None)
    changes = [change for side in sides if (change := gap(found, side, nested=nested, signed=free)) is not None]
    return min(changes, key=abs, default=None)


def keeping(measurement: Measurement, limits: Limits) -> Range | None:
    """The least and the greatest whole part that keep the limits beside the whole (and the share of the baseline year,
    where that is taken away); None where there is nothing to measure."""
    whole = 1 if measurement.whole is None else int(measurement.whole)
    if measurement.before is not None:
        then = measurement.shares[1]
        if then is None:
            return None
        limits = limits.moved(then)
    if whole == 0:
        return None
    return numbers(limits.over(Fraction(1, whole)))


def margin_of(plan: Plan, rule: Rule, tally: Tally, found: Measurement) -> Margin | None:
    """The smallest change that would turn a met target, and the units that could make it by themselves.

    All figures are known. ``found`` is the figure in steps, of all units together; where each is judged by itself, its
    own figure counts. A difference has none: how far it can go depends on the two figures behind it.
    """
    if rule.target.measure.is_change:
        return None
    amounts = (plan.amounts.get(name) for name in rule.target.measure.part_fields())
    free = any(spec is not None and spec.below_zero for spec in amounts)
    if rule.target.judged == "each_unit":
        each = ((one.unit, figure_of(one), rule.alone(one.unit).limits, one.nested) for one in tally.shown)
        changes = {name: margin(own, limits, nested=nested, free=free) for name, own, limits, nested in each}
        known = [one for one in changes.values() if one is not None]
        change = min(known, key=lambda one: (abs(one), one), default=None)
        able = [unit for unit, own in changes.items() if own == change]
    else:
        nested = all(map(attrgetter("nested"), tally.deciding))
        change = margin(found, rule.limits, nested=nested, free=free)
        together = tally.deciding is not tally.shown and len(tally.deciding) == 1
        able = [] if together or change is None else _able(tally.shown, change, free=free)
    return None if change is None else Margin(in_ones(change, tally.steps), tuple(able))


def _able(units: Iterable[Contribution], change: int, *, free: bool) -> list[str]:
    """The units whose own part can change by so much."""
    if change < 0:
        return [unit.unit for unit in units if free or unit.part.low >= -change]
    return [unit.unit for unit in units if not (unit.nested and unit.whole) or unit.whole.low - unit.part.low >= change]


def fair_shares(rule: Rule, tally: Tally, gap: Gap) -> FairShares | None:
    """A gap spread over the units: in proportion to the whole of each, or to what it has where something is too much;
    alike where there is no whole. Nobody gets more than there is room for at it.

    All figures are known. None where each unit is judged by itself or is asked for all, for what is left at each is
    told then.
    """
    target, units = rule.target, tally.shown
    if target.judged == "each_unit" or target.asks_all or len(units) < 2:
        return None
    if target.measure.yes_or_no or not target.measure.part_fields():
        return None
    more = int(gap.more * (tally.steps or 1))
    wholes = [unit.whole.low for unit in units if unit.whole is not None]
    if more < 0:
        by, weights, rooms = "part", [unit.part.low for unit in units], [max(0, unit.part.low) for unit in units]
    elif any(wholes):  # all units have one then, or none has
        by, weights = "baseline" if target.measure.growth else "whole", wholes
        rooms = [whole - unit.part.low if unit.nested else more for unit, whole in zip(units, wholes, strict=True)]
    else:
        by, weights, rooms = "alike", [1 for _ in units], [more for _ in units]
    spread = apportioned(abs(more), weights, rooms)
    if spread is None:
        return None
    signed = [-share if more < 0 else share for share in spread]
    each = ((unit.unit, in_ones(share, tally.steps)) for unit, share in zip(units, signed, strict=True) if share)
    return FairShares(by, tuple(FairShare(*one) for one in each))


def apportioned(number: int, weights: Sequence[int], rooms: Sequence[int]) -> list[int] | None:
    """A number of things shared out in proportion to the weights, nobody beyond the own room: whole ones, by the
    largest remainders, the first in order where these are equal. None where there is not room enough."""
    if sum(rooms) < number:
        return None
    shares, open_ = [0] * len(rooms), [index for index, room in enumerate(rooms) if room > 0]
    while number:
        weighed = any(weights[index] for index in open_)
        parts = {index: number * (weights[index] if weighed else 1) for index in open_}  # so many ``of``-ths
        of = sum(parts.values()) // number
        full = {index for index in open_ if parts[index] > rooms[index] * of}
        for index in full or open_:
            shares[index] = rooms[index] if full else parts[index] // of
            number -= shares[index]
        if not full:
            for index in sorted(open_, key=lambda index: (-(parts[index] % of), index))[:number]:
                shares[index] += 1
            return shares
        open_ = [index for index in open_ if index not in full]
    return shares


def accumulates(plan: Plan, names: Iterable[str]) -> bool:
    """Whether all of these figures grow over the year, so that a pace says something."""
    specs = [plan.fields[name] for name in names]
    return bool(specs) and all(spec.accumulates for spec in specs)


def leads_to(plan: Plan, rule: Rule, tally: Tally, found: Measurement, elapsed: Fraction) -> Measurement:
    """The figure (in steps) at the end, should all go on as until now, cut to whole numbers: an extrapolation."""
    part, whole = int(Fraction(found.part) / elapsed), found.whole
    if whole is not None and accumulates(plan, rule.target.measure.whole_fields()):
        whole = int(Fraction(whole) / elapsed)
    if whole is not None and all(unit.nested for unit in tally.deciding):
        part = min(part, int(whole))
    return found._replace(part=part, whole=whole)


Sign = Literal["≥", ">", "≤", "<"]


HOLDS: Mapping[Sign, Callable[[Number, Number], bool]] = {"≥": ge, ">": gt, "≤": le, "<": lt}


class Comparison(NamedTuple):
    """``part · part_times`` against ``whole · whole_times``; ``whole`` is 1 for an absolute count.

    For a threshold of n/d, part/whole reaches it exactly if part·d does not lie below n·whole.
    """

    part: Number
    part_times: int
    whole: Number
    whole_times: Number
    sign: Sign
    """How the left side has to stand to the right one."""
    shares: tuple[Number, Number, Number, Number] | None = None
    """Where the share of the baseline year is taken away: part and whole, and those of that year. ``part`` is then part
    by whole of that year less part of that year by whole, and ``whole`` the product of the wholes."""

    @property
    def left(self) -> Number:
        return self.part * self.part_times

    @property
    def right(self) -> Number:
        return self.whole * self.whole_times

    @property
    def holds(self) -> bool:
        return HOLDS[self.sign](self.left, self.right)


def comparisons(result: Result) -> tuple[Comparison, ...]:
    """The comparisons that a target's figure over all units rests on, one for each end of the threshold.

    None where each unit is judged by itself, and where there is nothing to compare (0 of 0, or no figure).
    """
    found, target = result.measurement, result.target
    if found is None or found.value is None or target.judged == "each_unit":
        return ()
    threshold = result.milestone if result.reason is Reason.MILESTONE else target.threshold
    limits = target.limits_of(threshold)
    low: Sign = ">" if limits.low_strict else "≥"
    high: Sign = "<" if limits.high_strict else "≤"
    whole = 1 if found.whole is None or target.counts_units(threshold) else found.whole  # "k of n units" counts units
    part, shares = found.part, None
    if found.before is not None:
        shares = (part, whole, *found.before)
        part, whole = _crossed(*shares)
    ends = [(end, sign) for end, sign in ((limits.low, low), (limits.high, high)) if end is not None]
    if found.whole is None and isinstance(found.part, Decimal):  # an amount is compared as it is written
        return tuple(Comparison(found.part, 1, 1, decimal_of(end), sign) for end, sign in ends)
    times = ((end.denominator * found.per, end.numerator, sign) for end, sign in ends)
    return tuple(Comparison(part, of_part, whole, of_whole, sign, shares) for of_part, of_whole, sign in times)


def _crossed(part: Number, whole: Number, part_before: Number, whole_before: Number) -> tuple[Number, Number]:
    """The difference of two shares as one of whole numbers: its part and its whole, exact also of amounts."""
    now, then = (Fraction(part), Fraction(whole)), (Fraction(part_before), Fraction(whole_before))
    found = now[0] * then[1] - then[0] * now[1], now[1] * then[1]
    return _number(found[0]), _number(found[1])


def _number(value: Fraction) -> Number:
    return int(value) if value.denominator == 1 else decimal_of(value)
