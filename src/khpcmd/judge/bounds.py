"""Which outcomes of a target are still possible: exact arithmetic over everything the unknown figures may be.

A world is one way to fill in the figures that are missing or could not be read: any whole numbers from 0, with a part
never above the whole it is counted in. A target is met if it is met in every world, and missed if it is met in none.

For a level n/d the sign of the margin ``d·Σpart - n·Σwhole`` decides. The figures of one unit do not depend on those of
another, so the extremes of the margin over all worlds are the sums of its extremes unit by unit.

``possible`` and ``together`` give the outcomes, ``bounds`` and ``gap`` the figures beside them, ``comparisons`` what a
reader can check with a pocket calculator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf
from operator import ge, gt, le, lt
from typing import Literal, NamedTuple

from khpcmd.measures.tally import Contribution, Span
from khpcmd.measures.threshold import Limits
from khpcmd.report import Bounds, Gap, Measurement, Reason, Result

Margin = int | float
"""A whole number, or an infinity where a figure has no upper end."""


class Possible(NamedTuple):
    """The outcomes that some world has. ``nothing``: there is nothing to measure (the whole is zero)."""

    met: bool
    missed: bool
    nothing: bool


class _Sum(NamedTuple):
    """What is known of contributions added up, and the contributions that are open.

    Absolute counts have a whole of 1, so that it is never zero.
    """

    part: int
    whole: int
    open: Sequence[Contribution]

    @classmethod
    def of(cls, contributions: Iterable[Contribution]) -> _Sum:
        part, whole, counted, open_ = 0, 0, True, list[Contribution]()
        for unit in contributions:
            counted = counted and unit.whole is None
            if not unit.known:
                open_.append(unit)
                continue
            part += unit.part.low
            if unit.whole is not None:
                whole += unit.whole.low
        return cls(part, 1 if counted else whole, open_)

    def wholes(self) -> tuple[Margin, Margin]:
        """The least and the most of Σ whole."""
        if not self.open:
            return self.whole, self.whole
        spans = [_whole_span(unit) for unit in self.open if unit.whole is not None]
        return self.whole + sum(low for low, _ in spans), self.whole + sum(high for _, high in spans)


def possible(contributions: Iterable[Contribution], limits: Limits) -> Possible:
    """The outcomes for all contributions together (Σ part / Σ whole), over every world."""
    total = _Sum.of(contributions)
    least, most = total.wholes()
    if most == 0:
        return Possible(met=False, missed=False, nothing=True)
    forced = least == 0
    low_always, low_ever = _side(total, limits.low, 1, strict=limits.low_strict, forced=forced)
    high_always, high_ever = _side(total, limits.high, -1, strict=limits.high_strict, forced=forced)
    always, ever = low_always and high_always, low_ever and high_ever
    if ever and not always and limits.low is not None and limits.high is not None:
        ever = _some_number_between(total, limits)
    return Possible(met=ever, missed=not always, nothing=forced)


def together(units: Sequence[Possible]) -> Possible:
    """The outcomes where each has to reach its threshold by itself; one with nothing to measure is left out."""
    if len(units) == 1:
        return units[0]
    return Possible(
        met=all(unit.met or unit.nothing for unit in units) and any(unit.met for unit in units),
        missed=any(unit.missed for unit in units),
        nothing=all(unit.nothing for unit in units),
    )


def bounds(contributions: Sequence[Contribution]) -> Bounds:
    """The least and the greatest value (part over whole, or the count) over all worlds."""
    total = _Sum.of(contributions)
    least = total.part + sum(unit.part.low for unit in total.open)
    if all(unit.whole is None for unit in contributions):
        most = total.part + sum(_most_of_part(unit) for unit in total.open)
        return Bounds(Fraction(least), None if most == inf else Fraction(most))
    _, whole = total.wholes()
    low = Fraction(0) if whole == inf else Fraction(least, int(whole)) if whole else None
    return Bounds(low, _highest_ratio(contributions))


def gap(measurement: Measurement, limits: Limits, *, nested: bool) -> Gap | None:
    """The smallest whole number added to (or taken from) the part that would reach the threshold.

    None where it is reached, where there is nothing to measure, or where no number would do.
    """
    whole = 1 if measurement.whole is None else measurement.whole
    if whole == 0:
        return None
    if limits.low is not None:
        least = _floor(limits.low, whole) + 1 if limits.low_strict else _ceil(limits.low, whole)
        if measurement.part < least:
            reachable = not nested or measurement.whole is None or least <= measurement.whole
            return Gap(least - measurement.part) if reachable else None
    if limits.high is not None:
        most = _ceil(limits.high, whole) - 1 if limits.high_strict else _floor(limits.high, whole)
        if measurement.part > most >= 0:
            return Gap(most - measurement.part)
    return None


def _floor(level: Fraction, whole: int) -> int:
    """The greatest whole number up to a level of a whole."""
    return level.numerator * whole // level.denominator


def _ceil(level: Fraction, whole: int) -> int:
    """The smallest whole number from a level of a whole on."""
    return -(-level.numerator * whole // level.denominator)


def _side(total: _Sum, level: Fraction | None, sign: int, *, strict: bool, forced: bool) -> tuple[bool, bool]:
    """Whether one limit (a lower one for ``sign`` 1, an upper one for -1) holds in every world, and in some world."""
    if level is None:
        return True, True
    least, most = _margins(total, level, forced=forced)
    worst, best = (least, most) if sign > 0 else (-most, -least)
    return (worst > 0, best > 0) if strict else (worst >= 0, best >= 0)


def _margins(total: _Sum, level: Fraction, *, forced: bool) -> tuple[Margin, Margin]:
    """The least and the most of the margin; with ``forced`` only over worlds whose whole is not zero."""
    n, d = level.numerator, level.denominator
    known = d * total.part - n * total.whole
    if not total.open:
        return known, known
    terms = [_term(unit, n, d) for unit in total.open]
    if not forced:
        return known + sum(low for low, _ in terms), known + sum(high for _, high in terms)
    # in a world whose whole is not zero some unit's whole is at least 1: try each unit that can be it
    others = zip(total.open, _others([low for low, _ in terms]), _others([high for _, high in terms]), strict=True)
    tried = [
        (known + others_low + low, known + others_high + high)
        for unit, others_low, others_high in others
        if unit.whole is not None and unit.whole.high != 0
        for low, high in (_term(unit, n, d, least_whole=1),)
    ]
    return min(low for low, _ in tried), max(high for _, high in tried)


def _others(terms: Sequence[Margin]) -> list[Margin]:
    """For each term the sum of all others, in one pass. Terms without end all lie on the same side."""
    endless = [term for term in terms if abs(term) == inf]
    known = sum(term for term in terms if abs(term) != inf)
    if not endless:
        return [known - term for term in terms]
    return [known if abs(term) == inf and len(endless) == 1 else endless[0] for term in terms]


def _term(unit: Contribution, n: int, d: int, least_whole: int = 0) -> tuple[Margin, Margin]:
    """The least and the most of one unit's ``d·part - n·whole``."""
    part_high = inf if unit.part.high is None else unit.part.high
    if unit.whole is None:
        return d * unit.part.low, d * part_high
    whole_low, whole_high = _whole_span(unit, least_whole)
    least = d * unit.part.low - (n * whole_high if n else 0)
    if not unit.nested:
        return least, d * part_high - n * whole_low
    part_high = min(part_high, whole_high)
    if part_high <= whole_low:
        return least, d * part_high - n * whole_low
    if d > n:  # one more of both is worth d - n: as many as there can be
        return least, inf if part_high == inf else d * part_high - n * part_high
    return least, d * whole_low - n * whole_low


def _whole_span(unit: Contribution, least_whole: int = 0) -> tuple[int, Margin]:
    """What the whole may be, given that a nested part is inside it."""
    whole = unit.whole or Span(0, 0)
    inside = unit.part.low if unit.nested else 0
    return max(whole.low, inside, least_whole), inf if whole.high is None else whole.high


def _some_number_between(total: _Sum, limits: Limits) -> bool:
    """Whether, between a lower and an upper limit, there is a whole number that the part can be.

    Only for wholes that are known; where one is not, two limits that can each be kept count as kept (inconclusive,
    never a false verdict).
    """
    if any(unit.whole is not None and not unit.whole.exact for unit in total.open):
        return True
    whole = total.whole + sum(unit.whole.low for unit in total.open if unit.whole is not None)
    low, high = limits.low or Fraction(0), limits.high or Fraction(0)
    first = _floor(low, whole) + 1 if limits.low_strict else _ceil(low, whole)
    last = _ceil(high, whole) - 1 if limits.high_strict else _floor(high, whole)
    least = total.part + sum(unit.part.low for unit in total.open)
    most = total.part + sum(_most_of_part(unit) for unit in total.open)
    return max(first, least) <= min(last, most)


def _most_of_part(unit: Contribution) -> Margin:
    """The most that a part can be; where it is nested, its whole is known."""
    most = inf if unit.part.high is None else unit.part.high
    return min(most, unit.whole.low) if unit.nested and unit.whole is not None else most


def _highest_ratio(contributions: Sequence[Contribution]) -> Fraction | None:
    """The greatest (or least upper) value of Σ part / Σ whole; None where it has no end."""
    parts: Margin = 0
    wholes: Margin = 0
    for unit in contributions:
        whole_low, whole_high = _whole_span(unit)
        part_high = inf if unit.part.high is None else unit.part.high
        part_high = min(part_high, whole_high) if unit.nested else part_high
        if part_high == inf:
            return Fraction(1) if all(other.nested for other in contributions) else None
        parts, wholes = parts + part_high, wholes + (max(whole_low, part_high) if unit.nested else whole_low)
    return Fraction(int(parts), int(wholes)) if wholes else None


Sign = Literal["≥", ">", "≤", "<"]


HOLDS: Mapping[Sign, Callable[[int, int], bool]] = {"≥": ge, ">": gt, "≤": le, "<": lt}


@dataclass(frozen=True, slots=True)
class Comparison:
    """``part · part_times`` against ``whole · whole_times``; ``whole`` is 1 for an absolute count.

    For a threshold of n/d, part/whole reaches it exactly if part·d does not lie below n·whole.
    """

    part: int
    part_times: int
    whole: int
    whole_times: int
    sign: Sign
    """How the left side has to stand to the right one."""

    @property
    def left(self) -> int:
        return self.part * self.part_times

    @property
    def right(self) -> int:
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
    return tuple(
        Comparison(found.part, end.denominator, whole, end.numerator, sign)
        for end, sign in ((limits.low, low), (limits.high, high))
        if end is not None
    )
