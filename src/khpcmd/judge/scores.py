"""What scores rest on: how the other targets stand, of all units and of each; and the units ranked by their scores."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from khpcmd.judge.world import World
from khpcmd.measures.tally import Held, Tally
from khpcmd.measures.threshold import Limits, Threshold
from khpcmd.plan.model import ScoreClass, Target
from khpcmd.results import Bounds, Measurement, OpenUnit, Rank, Result, Verdict

Ends = tuple[Fraction | None, Fraction | None]
OPEN = frozenset(verdict.value for verdict in (Verdict.MET, Verdict.MISSED, Verdict.NOT_APPLICABLE, Verdict.WAIVED))
"""The verdicts that an open one may become: a waiver in the file may hold for what is missed in the end."""


def standings(world: World, results: Iterable[Result]) -> Mapping[str, Mapping[str, Held]]:
    """How targets stand, by target, of all units together ("") and of each unit that is judged by itself."""
    return {result.target.id: dict(_held(world, result)) for result in results}


def _held(world: World, result: Result) -> Iterator[tuple[str, Held]]:
    target, found = result.target, result.measurement
    moves = world.plan.is_under_way(target, world.period)

    def standing(verdict: Verdict, ends: Ends, threshold: Threshold | None) -> Held:
        asked = Fraction(1) if threshold is None else _lower(threshold)
        capped = threshold is not None and target.limits_of(threshold).high is not None
        verdicts = OPEN if verdict is Verdict.INCONCLUSIVE else frozenset({verdict.value})
        return Held(verdicts, *ends, asked, may_come=capped, moves=moves)

    times = found.expected if found and target.counts_units(target.threshold) else 1
    yield "", standing(result.verdict, _ends(target, found, result.bounds, times), target.threshold)
    for unit in result.units if target.judged == "each_unit" else ():
        asked = world.plan.threshold_at(target, unit.unit, world.period)
        yield unit.unit, standing(unit.alone, _ends(target, unit.measurement, unit.bounds, 1), asked)


def _lower(threshold: Threshold) -> Fraction | None:
    """Its lower end; none of a threshold that is another for each unit."""
    levels = (threshold.at_least, threshold.more_than, threshold.equal_to)
    return next((level.value for level in levels if level is not None and level.stated), None)


def _ends(target: Target, found: Measurement | None, bounds: Bounds | None, times: int) -> Ends:
    """The ends of a value, which are as thresholds are written: a growth as what it grew by, 95,2 % as that; none where
    nothing is computed, or units are not added up."""

    def written(value: Fraction | None) -> Fraction | None:
        if value is None:
            return None
        return value * times - 1 if target.measure.growth else value * times / (100 if target.of_percentage else 1)

    if found is None or not found.added_up:
        return None, None
    if found.complete:
        value = Fraction(0) if found.value is None else written(found.value)
        return value, value
    return (None, None) if bounds is None else (written(bounds.low), written(bounds.high))


def open_units(score: Result, results: Mapping[str, Result]) -> tuple[OpenUnit, ...]:
    """The units that a score waits for, each once: those of its criteria where all are scored together; else its own,
    and of these those are under way that lack no figure of a criterion, only the rest of the time."""
    criteria = [results[name] for name in score.target.measure.rests_on() if name in results]
    lacking = {unit.unit: unit for one in criteria for unit in one.open_units}
    if not score.open_units:
        return tuple(lacking.values())
    undecided = any(one.verdict is Verdict.INCONCLUSIVE and not one.open_units for one in criteria)
    of_others = lacking.keys() - {unit.unit for unit in score.open_units}  # a unit's figure is that of those below
    if undecided or of_others:
        return score.open_units
    return tuple(one._replace(under_way=one.reported and one.unit not in lacking) for one in score.open_units)


def _shares(tally: Tally) -> dict[str, tuple[Fraction, Fraction]]:
    """The shares of the most points that the score of each unit lies between; none of one with nothing to measure."""
    wholes = ((unit, unit.whole.high) for unit in tally.shown if unit.whole and unit.whole.high)
    return {unit.unit: (Fraction(unit.part.low, most), Fraction(unit.part.high or 0, most)) for unit, most in wholes}


def classes(target: Target, tally: Tally) -> Mapping[str, tuple[ScoreClass, ...]]:
    """The classes that the score of each unit can be of, from the best on; "" is the score of all together."""
    limits = [target.limits_of(one) if one.levels else Limits() for one in target.classes]

    def between(low: Fraction, high: Fraction) -> tuple[ScoreClass, ...]:
        worst, best = (next(number for number, own in enumerate(limits) if own.hold(end)) for end in (low, high))
        return target.classes[best : worst + 1]

    return {unit: between(*ends) for unit, ends in _shares(tally).items()} if limits else {}


def ranking(tally: Tally) -> tuple[Rank, ...]:
    """The units from the most points on, by their least points.

    A rank is one more than the number of units with more points, so units with as many share it. Where scores are
    open it is only known to lie between ``first`` and ``last``.
    """
    if tally.out_of is None or len(tally.shown) < 2:
        return ()
    ends = {unit: [share * tally.out_of for share in shares] for unit, shares in _shares(tally).items()}
    lows, highs = (sorted(end[side] for end in ends.values()) for side in (0, 1))

    def rank(unit: str) -> Rank:
        low, high = ends[unit]
        surely_above = len(lows) - bisect_right(lows, high)
        maybe_above = len(highs) - bisect_right(highs, low) - (high > low)
        return Rank(unit, low, high, 1 + surely_above, 1 + maybe_above)

    return tuple(sorted(map(rank, ends), key=lambda one: (-one.low, -one.high)))
