"""A figure held against its threshold in whole numbers: what a reader can check with a pocket calculator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from khpcmd.measures.threshold import Limits
from khpcmd.report import Measurement, Reason, Result

Sign = Literal["≥", ">", "≤", "<"]


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
        match self.sign:
            case "≥":
                return self.left >= self.right
            case ">":
                return self.left > self.right
            case "≤":
                return self.left <= self.right
            case "<":
                return self.left < self.right


def comparisons(result: Result) -> tuple[Comparison, ...]:
    """The comparisons that a target's figure over all units rests on, one for each end of the threshold.

    None where each unit is judged by itself, and where there is nothing to compare (0 of 0, or no figure).
    """
    found, target = result.measurement, result.target
    if found is None or found.value is None or target.judged == "each_unit":
        return ()
    asked = result.milestone if result.reason is Reason.MILESTONE else target.threshold
    if target.counts_units(asked):  # "k of n units" counts the units
        found = Measurement(found.part, None, found.counted, found.expected)
    return tuple(_ends(found, target.limits_of(asked)))


def _ends(found: Measurement, limits: Limits) -> Iterator[Comparison]:
    if limits.low is not None:
        yield _compared(found, limits.low, ">" if limits.low_strict else "≥")
    if limits.high is not None:
        yield _compared(found, limits.high, "<" if limits.high_strict else "≤")


def _compared(found: Measurement, end: Fraction, sign: Sign) -> Comparison:
    whole = 1 if found.whole is None else found.whole
    return Comparison(found.part, end.denominator, whole, end.numerator, sign)
