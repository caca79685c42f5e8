"""What a target can still come to: the figures beside a verdict, and the gap.

``measures.totals`` says which values sums can have. ``bounds`` and ``gap`` give the figures beside a verdict,
``comparisons`` what a reader can check with a pocket calculator.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import inf
from operator import ge, gt, le, lt
from typing import Literal, NamedTuple

from khpcmd.measures.tally import UNKNOWN_OR_LESS, Contribution
from khpcmd.measures.threshold import Limits, Number, decimal_of
from khpcmd.measures.totals import Range, Totals, numbers
from khpcmd.results import Bounds, Gap, Measurement, Reason, Result


def bounds(contributions: Sequence[Contribution]) -> Bounds:
    """The least and the greatest value (part over whole, or the count) over all worlds."""
    totals = Totals.of(contributions)
    if all(unit.whole is None for unit in contributions):
        low = None if totals.part.low < UNKNOWN_OR_LESS.low // 2 else Fraction(int(totals.part.low))
        return Bounds(low, None if totals.part.high == inf else Fraction(int(totals.part.high)))
    reach = totals.reach
    return Bounds(None, None) if reach is None else Bounds(reach.low, reach.high)


def gap(measurement: Measurement, limits: Limits, *, nested: bool, signed: bool = False) -> Gap | None:
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
    return Gap(int(kept.low if part < kept.low else last) - part)


def margin(measurement: Measurement, limits: Limits, *, most: int | None, free: bool) -> Gap | None:
    """The smallest whole number taken from the part (or added to it) by which it would no longer keep the limits.

    The part is never more than ``most``, and not below zero unless it is ``free`` to be. None where it does not keep
    the limits, or where no number would do.
    """
    kept, part = keeping(measurement, limits), int(measurement.part)
    if kept is None or not kept.low <= part <= kept.high:
        return None
    able = kept.low > (-inf if free else 0), kept.high < (inf if most is None else most)
    beyond = (kept.low - 1 - part, kept.high + 1 - part)
    found = [int(change) for change, can in zip(beyond, able, strict=True) if can]
    return Gap(min(found, key=abs)) if found else None


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
    if found.whole is None and isinstance(found.part, Decimal):  # an amount is compared as it is written
        return tuple(
            Comparison(found.part, 1, 1, decimal_of(end), sign)
            for end, sign in ((limits.low, low), (limits.high, high))
            if end is not None
        )
    return tuple(
        Comparison(part, end.denominator * found.per, whole, end.numerator, sign, shares)
        for end, sign in ((limits.low, low), (limits.high, high))
        if end is not None
    )


def _crossed(part: Number, whole: Number, part_before: Number, whole_before: Number) -> tuple[Number, Number]:
    """The difference of two shares as one of whole numbers: its part and its whole, exact also of amounts."""
    now, then = (Fraction(part), Fraction(whole)), (Fraction(part_before), Fraction(whole_before))
    found = now[0] * then[1] - then[0] * now[1], now[1] * then[1]
    return _number(found[0]), _number(found[1])


def _number(value: Fraction) -> Number:
    return int(value) if value.denominator == 1 else decimal_of(value)
