"""How near a verdict is: what would turn a met target, who could close a gap, and what the rest of the year needs.

None of this is a verdict, and none of it is asked of anybody. Numbers are whole ones, of amounts in their last decimal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from khpcmd.judge.bounds import margin
from khpcmd.judge.rule import Rule
from khpcmd.measures.tally import Contribution, Tally
from khpcmd.plan.model import Plan
from khpcmd.results import FairShare, FairShares, Gap, Margin, Measurement


def margin_of(plan: Plan, rule: Rule, tally: Tally, found: Measurement) -> Margin | None:
    """The smallest change that would turn a met target, and the units that could make it by themselves.

    All figures are known. ``found`` is the figure in steps, of all units together; where each is judged by itself, its
    own figure counts. A difference has none: how far it can go depends on the two figures behind it.
    """
    if rule.target.measure.is_change:
        return None
    free = _below_zero(plan, rule)
    if rule.target.judged == "each_unit":
        return _nearest_unit(rule, tally, free=free)
    nested = all(unit.nested for unit in tally.deciding)
    if rule.target.counts_units(rule.target.threshold):
        units = Measurement(found.part, None, found.counted, found.expected)
        number = len(tally.deciding)
        change = margin(units, rule.limits.over(Fraction(1, number)), most=number, free=free)
    else:
        change = margin(found, rule.limits, most=int(found.whole or 0) if nested else None, free=free)
    if change is None:
        return None
    together = tally.deciding is not tally.shown and len(tally.deciding) == 1
    able = () if together else tuple([unit.unit for unit in tally.shown if _could(unit, int(change.more), free=free)])
    return Margin(change.more, able)


def _nearest_unit(rule: Rule, tally: Tally, *, free: bool) -> Margin | None:
    """The smallest change of one of the units, and whose it is."""
    changes = list[tuple[int, int, str]]()
    for unit in tally.shown:
        before = None if unit.before is None else (unit.before.part.low, unit.before.whole.low)
        own = Measurement(unit.part.low, None if unit.whole is None else unit.whole.low, 1, 1, before=before)
        most = unit.whole.low if unit.nested and unit.whole is not None else None
        change = margin(own, rule.alone(unit.unit).limits, most=most, free=free)
        if change is not None:
            changes.append((abs(int(change.more)), int(change.more), unit.unit))
    if not changes:
        return None
    size, more, _ = min(changes)
    return Margin(more, tuple(unit for other, change, unit in changes if (other, change) == (size, more)))


def _could(unit: Contribution, change: int, *, free: bool) -> bool:
    """Whether one unit's own part can change by so much."""
    if change < 0:
        return free or unit.part.low >= -change
    return not unit.nested or unit.whole is None or unit.whole.low - unit.part.low >= change


def _below_zero(plan: Plan, rule: Rule) -> bool:
    specs = (plan.amounts.get(name) for name in rule.target.measure.part_fields())
    return any(spec is not None and spec.below_zero for spec in specs)


def fair_shares(rule: Rule, tally: Tally, gap: Gap | None) -> FairShares | None:
    """A gap spread over the units: in proportion to the whole of each, or to what it has where something is too much;
    alike where there is no whole. Nobody gets more than there is room for at it.

    All figures are known. None where each unit is judged by itself or is asked for all, for what is left at each is
    told then.
    """
    target, units = rule.target, tally.shown
    if gap is None or target.judged == "each_unit" or target.asks_all or len(units) < 2:
        return None
    if target.measure.yes_or_no or not target.measure.part_fields():
        return None
    more = int(gap.more)
    wholes = [unit.whole.low for unit in units if unit.whole is not None]
    if more < 0:
        by, weights, rooms = "part", [unit.part.low for unit in units], [max(0, unit.part.low) for unit in units]
    elif len(wholes) == len(units) and sum(wholes) > 0:
        by, weights = "baseline" if target.measure.growth else "whole", wholes
        rooms = [whole - unit.part.low if unit.nested else more for unit, whole in zip(units, wholes, strict=True)]
    else:
        by, weights, rooms = "alike", [1 for _ in units], [more for _ in units]
    spread = apportioned(abs(more), weights, rooms)
    if spread is None:
        return None
    sign = -1 if more < 0 else 1
    each = (FairShare(unit.unit, sign * share) for unit, share in zip(units, spread, strict=True) if share)
    return FairShares(by, tuple(each))


def apportioned(number: int, weights: Sequence[int], rooms: Sequence[int]) -> list[int] | None:
    """A number of things shared out in proportion to the weights, nobody beyond the own room: whole ones, by the
    largest remainders, the first in order where these are equal. None where there is not room enough."""
    if sum(rooms) < number:
        return None
    shares, open_ = [0] * len(rooms), [index for index, room in enumerate(rooms) if room > 0]
    while number:
        weighed = sum(weights[index] for index in open_) > 0
        parts = {index: number * (weights[index] if weighed else 1) for index in open_}  # so many ``of``-ths
        of = sum(parts.values()) // number
        full = {index for index in open_ if parts[index] > rooms[index] * of}
        if not full:
            whole = {index: part // of for index, part in parts.items()}
            left = number - sum(whole.values())
            largest = frozenset(sorted(parts, key=lambda index: (-(parts[index] % of), index))[:left])
            for index, share in whole.items():
                shares[index] = share + (index in largest)
            return shares
        for index in full:
            shares[index] = rooms[index]
            number -= rooms[index]
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
